"""An installation read over REST: each event once, nothing lost, whatever the boundary and the ids do."""

import asyncio
from datetime import timedelta, timezone
from typing import Any

import pytest

from custom_components.camhub.link.errors import BadRequest, OtherDevice, Refused, Unsupported
from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Verb
from custom_components.camhub.protocols.camlytics import (
    client,
    installation,
    rest,
    tail,
    times,
    wire,
)

from .site import Site, watched

pytestmark = pytest.mark.usefixtures("socket_enabled", "quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less, but never less than a busy machine needs."""
    monkeypatch.setattr(tail, "POLL", 1)
    monkeypatch.setattr(tail, "PAUSE", 0.05)
    monkeypatch.setattr(rest, "ANSWER", 3.0)
    monkeypatch.setattr(rest, "GRACE", 3.0)
    monkeypatch.setattr(installation, "TICK", 0.05)
    monkeypatch.setattr(client, "CHANNELS", 0.2)
    monkeypatch.setattr(installation, "ABSENT", 0.1)


async def told(site: Site, times: int) -> None:
    await site.until(lambda: len(site.happened) >= times)


async def test_an_event_is_told_as_it_happens() -> None:
    async with watched() as site:
        await site.connect()
        event = site.app.raise_event("TripwireCrossed", 1, "Enter", object_id=7)
        await told(site, 1)
        assert site.happened[0].key == site.key(1)
        assert site.happened[0].kind is Kind.LINE_CROSSED
        data = site.happened[0].data
        assert data["rule"] == "Enter"
        assert data["direction"] == "in"
        assert data["object_class"] == "person"
        assert data["object_id"] == "7"
        assert data["id"] == event.event_id
        assert data["source_time"] == event.time
        assert "missed" not in data
        assert site.reading(Reading.EVENTS_TODAY, 1, "Enter") == 1


async def test_what_was_there_before_the_first_connection_is_no_event() -> None:
    async with watched() as site:
        for _ in range(3):
            site.app.raise_event("TripwireCrossed", 0, "Enter")
        site.app.raise_event("MotionInRegionOn", 0)
        await site.connect()
        assert site.happened == []
        assert site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 3
        assert site.reading(Reading.MOTION) is True


@pytest.mark.parametrize("boundary", ["exclusive", "inclusive"])
@pytest.mark.parametrize("hold", ["first_match", "at_once"])
async def test_each_event_is_told_once_however_the_boundary_counts(
    boundary: str, hold: str
) -> None:
    async with watched(assume={"since_id": boundary, "hold": hold}) as site:
        site.app.raise_event("TripwireCrossed")
        await site.connect()
        for number in range(1, 6):
            site.app.raise_event("TripwireCrossed")
            await told(site, number)
        site.app.raise_event("TripwireCrossed")
        site.app.raise_event("TripwireCrossed")
        await told(site, 7)
        ids = [event.data["id"] for event in site.happened]
        assert ids == list(range(2, 9))


@pytest.mark.parametrize("boundary", ["exclusive", "inclusive"])
async def test_an_application_that_holds_is_not_asked_all_the_time(boundary: str) -> None:
    async with watched(assume={"since_id": boundary}) as site:
        site.app.raise_event("TripwireCrossed")
        await site.connect()
        site.app.raise_event("TripwireCrossed")
        await told(site, 1)
        before = site.app.request_count
        await asyncio.sleep(0.6)
        assert site.app.request_count - before <= 6


async def test_an_application_that_does_not_hold_is_asked_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tail, "PAUSE", 0.2)
    async with watched(assume={"hold": "at_once"}) as site:
        await site.connect()
        before = site.app.request_count
        await asyncio.sleep(1.0)
        assert site.app.request_count - before <= 12


async def test_ids_with_gaps_and_times_that_go_back() -> None:
    async with watched(faults=[("id_gap", 7)]) as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed")
        await told(site, 1)
        site.app.raise_event("TripwireCrossed", time=site.local() - timedelta(seconds=2))
        await told(site, 2)
        assert site.happened[1].data["id"] > site.happened[0].data["id"] + 1
        assert "missed" not in site.happened[1].data


async def test_what_was_missed_is_counted_and_not_told() -> None:
    async with watched() as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await told(site, 1)
        await site.disconnect()
        for _ in range(250):
            site.app.raise_event("TripwireCrossed", 0, "Enter")
        await site.connect()
        assert len(site.happened) == 1
        assert site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 251


async def test_what_was_missed_is_told_where_the_user_wants_it() -> None:
    async with watched({"backfill_limit": 10}) as site:
        await site.connect()
        await site.disconnect()
        old = site.local() - timedelta(minutes=11)
        site.app.raise_event("TripwireCrossed", 0, "Enter", time=old)
        site.app.raise_event("TripwireCrossed", 0, "Exit")
        await site.connect()
        assert [event.data["rule"] for event in site.happened] == ["Exit"]
        assert site.happened[0].data["missed"] is True
        assert site.reading(Reading.LAST_EVENT, 0, "Enter") is not None


async def test_a_restart_of_home_assistant_goes_on_where_it_was() -> None:
    async with watched() as site:
        site.app.raise_event("TripwireCrossed", 0, "Exit")
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await told(site, 1)
        await site.disconnect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await site.restart()
        assert len(site.happened) == 1
        assert site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 2
        assert site.reading(Reading.PEOPLE_INSIDE) == 2
        site.app.raise_event("TripwireCrossed", 0, "Exit")
        await told(site, 2)
        assert site.reading(Reading.PEOPLE_INSIDE) == 1


@pytest.mark.parametrize("connected", [True, False])
async def test_a_wiped_database_begins_anew(connected: bool) -> None:
    async with watched() as site:
        await site.connect()
        for _ in range(20):
            site.app.raise_event("TripwireCrossed", 0, "Enter")
        await told(site, 20)
        if not connected:
            await site.disconnect()
        site.app.wipe()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        if not connected:
            await site.connect()
        await site.until(lambda: site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 21)
        site.app.raise_event("TripwireCrossed", 0, "Exit")
        await site.until(lambda: site.reading(Reading.EVENTS_TODAY, 0, "Exit") == 1)
        assert site.happened[-1].data["rule"] == "Exit"
        # One that was stored anew while we were connected did happen just now.
        assert len(site.happened) == (22 if connected else 21)


async def test_an_app_that_is_restarted_is_read_on() -> None:
    async with watched() as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await told(site, 1)
        await site.app.stop()
        await site.until(lambda: isinstance(site.reports[-1], Refused | type(site.reports[-1])))
        await site.until(lambda: site.reports[-1] is not None)
        await site.app.start()
        await site.until(lambda: site.reports[-1] is None)
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await told(site, 2)
        assert site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 2


async def test_channels_come_and_go() -> None:
    async with watched(channels=2) as site:
        await site.connect()
        assert site.store.cameras[HUB].readings[Reading.CAMERAS_KNOWN] == 2
        site.app.add_channel("Back door")
        site.app.add_line(2, "Enter")
        await site.until(lambda: site.record(2).name == "Back door")
        site.app.raise_event("TripwireCrossed", 2, "Enter")
        await told(site, 1)
        key = site.key(2)
        site.app.remove_channel(2)
        await site.until(lambda: key in site.gone)
        assert not any(key in record for record in site.store.cameras)
        assert site.store.cameras[HUB].readings[Reading.CAMERAS_KNOWN] == 2


async def test_another_installation_at_the_address_is_not_taken_for_it() -> None:
    async with watched(seed=1) as site, watched(seed=2) as other:
        await site.connect()
        await site.disconnect()
        site.config["port"] = other.app.port
        session = site.installation.session()
        with pytest.raises(OtherDevice):
            await session.open()
        await session.close()


async def test_another_installation_is_taken_where_the_user_says_so() -> None:
    async with watched(seed=1) as site, watched(seed=2) as other:
        await site.connect()
        await site.disconnect()
        found = await client.probe({"host": "127.0.0.1", "port": other.app.port}, other.ports)
        site.config |= {"port": other.app.port, **found.data}
        await site.restart()
        old = {channel.channel_id for channel in site.app.channels}
        await site.until(lambda: old <= {*site.gone})
        assert other.key(0) in site.store.cameras


async def test_people_inside_are_counted_corrected_and_never_fewer_than_none() -> None:
    async with watched() as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Exit")
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        site.app.raise_event("TripwireCrossed", 0, "Enter", origin="Vehicle")
        await told(site, 3)
        assert site.reading(Reading.PEOPLE_INSIDE) == 1
        assert Ability.RESET_PEOPLE_INSIDE in site.record().abilities
        await site.send(Verb.SET_PEOPLE_INSIDE, site.key(), people=12)
        assert site.reading(Reading.PEOPLE_INSIDE) == 12
        assert site.store.cameras[HUB].readings[Reading.PEOPLE_INSIDE] == 1
        with pytest.raises(BadRequest):
            await site.send(Verb.SET_PEOPLE_INSIDE, site.key(1), people=1)


async def test_people_are_not_counted_where_the_user_names_no_exit_any_more() -> None:
    async with watched() as site:
        await site.connect()
        for rule in ("Exit", "Enter"):
            site.app.raise_event("TripwireCrossed", 0, rule)
        await told(site, 2)
        assert site.reading(Reading.PEOPLE_INSIDE) == 1
        site.options["exits"] = []
        session = site.supervisor.session
        assert session is not None
        await session.resync()
        assert site.reading(Reading.PEOPLE_INSIDE) is None
        assert Ability.RESET_PEOPLE_INSIDE not in site.record().abilities


async def test_events_and_totals_can_be_asked_for() -> None:
    async with watched() as site:
        await site.connect()
        first = site.app.raise_event("TripwireCrossed", 0, "Enter")
        site.app.raise_event("RegionJoin", 1)
        site.app.raise_event("TripwireCrossed", 0, "Exit", origin="Vehicle")
        found = await site.send(Verb.GET_EVENTS, site.key(), order="descending", limit=10)
        assert [row["rule"] for row in found.results] == ["Exit", "Enter"]
        assert {row["kind"] for row in found.results} == {"line_crossed"}
        assert found.results[1]["id"] == first.event_id
        assert {row["camera"] for row in found.results} == {site.key()}
        everywhere = await site.send(Verb.GET_EVENTS, HUB, order="ascending")
        assert [row["camera"] for row in everywhere.results] == [
            site.key(0), site.key(1), site.key(0),
        ]  # fmt: skip
        totals = await site.send(Verb.GET_TOTALS, HUB, object_class="vehicle")
        rows = [{name: row[name] for name in row if name != "rule_id"} for row in totals.results]
        assert {"camera": site.key(), "rule": "Exit", "events": 1} in rows
        assert {"camera": site.key(), "kind": "line_crossed", "events": 1} in rows


async def test_what_the_wire_calls_by_no_word_of_ours_is_told_as_other() -> None:
    async with watched() as site:
        await site.connect()
        site.app.raise_event("Motion ON")
        await told(site, 1)
        assert site.happened[0].kind is Kind.OTHER
        assert site.happened[0].data["type"] == "Motion ON"


async def test_a_camera_without_rest_cannot_be_asked() -> None:
    async with watched(rest=False) as site:
        await site.connect()
        with pytest.raises(Unsupported):
            await site.send(Verb.GET_EVENTS, HUB)


async def test_rules_that_are_left_out_are_counted_and_not_shown() -> None:
    async with watched({"rules_left_out": ["motion detection"]}) as site:
        await site.connect()
        site.app.raise_event("MotionInRegionOn", 0, "Motion detection")
        await told(site, 1)
        assert site.record(0, "Motion detection").readings == {}
        assert site.reading(Reading.MOTION) is True
        site.options.clear()
        session = site.supervisor.session
        assert session is not None
        await session.resync()
        assert site.reading(Reading.EVENTS_TODAY, 0, "Motion detection") == 1
        assert site.reading(Reading.ZONE_MOTION, 0, "Motion detection") is True
        site.options["rules_left_out"] = ["Motion detection"]
        await session.resync()
        assert site.record(0, "Motion detection").readings == {}


async def test_options_are_heeded_while_nobody_is_connected() -> None:
    async with watched() as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await told(site, 1)
        await site.disconnect()
        site.options["rules_left_out"] = ["Enter"]
        await site.installation.heed()
        assert site.record(0, "Enter").readings == {}


async def test_an_application_that_does_not_go_on_from_an_id_is_read_back() -> None:
    async with watched() as site:
        await site.connect()
        for number in range(1, 4):
            site.app.raise_event("TripwireCrossed", 0, "Enter")
            await told(site, number)
        whole = rest.Rest.events

        async def without_since(self: rest.Rest, **asked: Any) -> wire.Rows:
            return await whole(self, **(asked | {"since_id": None, "wait": 0}))

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(rest.Rest, "events", without_since)
            patched.setattr(tail, "PAGE", 3)
            await site.disconnect()
            for _ in range(7):
                site.app.raise_event("TripwireCrossed", 0, "Exit")
            await site.connect()
            assert site.reading(Reading.EVENTS_TODAY, 0, "Exit") == 7
            site.app.raise_event("TripwireCrossed", 0, "Enter")
            await told(site, 4)


async def test_motion_that_nobody_ends_ends_by_itself() -> None:
    async with watched() as site:
        await site.connect()
        site.app.raise_event("MotionInRegionOn")
        await site.until(lambda: site.reading(Reading.MOTION) is True)
        site.clock.ahead += 31 * 60
        await site.until(lambda: site.reading(Reading.MOTION) is False)


async def test_a_new_day_counts_from_nothing() -> None:
    async with watched() as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await told(site, 1)
        since = site.reading(Reading.COUNTED_SINCE, 0, "Enter")
        assert isinstance(since, float)
        site.clock.ahead += 86_400
        await site.until(lambda: site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 0)
        assert site.reading(Reading.EVENTS_YESTERDAY, 0, "Enter") == 1
        assert site.reading(Reading.COUNTED_SINCE, 0, "Enter") == since + 86_400


async def test_a_day_may_begin_at_half_past_the_hour() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    async with watched(zone=zone) as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await told(site, 1)
        now = site.installation.books.now()
        midnight = times.next_midnight(now, zone)
        site.clock.ahead += midnight - now - 60
        await site.until(lambda: site.reading(Reading.EVENTS_LAST_HOUR, 0, "Enter") is not None)
        assert site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 1
        site.clock.ahead += 120
        await site.until(lambda: site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 0)
