"""The same event by REST and by webhook is one event, and nothing is lost where one way is."""

from datetime import datetime, timedelta

import pytest

from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Kind, Reading
from custom_components.camhub.protocols.camlytics import client, installation, rest, tail

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
    monkeypatch.setattr(client, "CHANNELS", 0.5)


async def both_came(site: Site, count: int) -> None:
    """Wait until so many events have come by both ways."""
    await site.until(
        lambda: (
            site.answers.count(200) >= count
            and (site.installation.books.cursor.last or 0) >= site.app.events[-1].event_id
        )
    )


async def test_an_event_by_both_ways_is_told_once() -> None:
    async with watched(webhook=True) as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await both_came(site, 1)
        assert site.kinds() == [Kind.LINE_CROSSED]
        assert site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 1


@pytest.mark.parametrize("first", ["rest", "webhook"])
async def test_either_may_come_first(first: str) -> None:
    async with watched(webhook=True) as site:
        await site.connect()
        if first == "rest":
            site.app.set_fault("webhook_late", 0.3)
        else:
            site.app.set_fault("slow", "0.3")
        for _ in range(3):
            site.app.raise_event("TripwireCrossed", 0, "Enter")
        await both_came(site, 3)
        assert site.kinds() == [Kind.LINE_CROSSED] * 3


@pytest.mark.parametrize("clock", [0.0, 1.5, -40.0, 3600.0])
async def test_ten_events_a_second_of_one_key_with_clocks_that_differ(clock: float) -> None:
    async with watched(webhook=True, assume={"webhook_clock": clock}) as site:
        await site.connect()
        begun = site.local()
        for number in range(20):
            site.app.raise_event(
                "MotionInRegionOff", 0, time=begun + timedelta(seconds=number / 10)
            )
        await both_came(site, 20)
        assert site.kinds() == [Kind.MOTION_STOPPED] * 20


async def test_two_events_of_one_millisecond_stay_two() -> None:
    async with watched(webhook=True) as site:
        await site.connect()
        moment = site.local()
        for object_id in (4, 5):
            site.app.raise_event("TripwireCrossed", 0, "Enter", object_id=object_id, time=moment)
        for _ in range(2):
            site.app.raise_event("CrowdOn", 0, time=moment)
        await both_came(site, 4)
        assert site.kinds().count(Kind.LINE_CROSSED) == 2
        assert site.kinds().count(Kind.CROWD_APPEARED) == 2


async def test_webhooks_alone_are_enough() -> None:
    async with watched(rest=False, webhook=True, channels=2) as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter", object_id=3)
        site.app.raise_event("TripwireCrossed", 0, "Exit", object_id=3)
        site.app.raise_event("TripwireCrossed", 0, "Enter", object_id=4)
        await site.until(lambda: len(site.happened) == 3)
        assert site.record().name == site.app.channels[0].name
        assert site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 2
        assert site.reading(Reading.PEOPLE_INSIDE) == 1
        assert "id" not in site.happened[0].data
        assert site.happened[0].data["direction"] == "in"
        assert Reading.LINK not in site.store.cameras[HUB].readings


async def test_what_webhooks_told_while_rest_was_away_is_not_told_again() -> None:
    async with watched({"backfill_limit": 60}, webhook=True) as site:
        await site.connect()
        await site.app.stop_rest()
        await site.until(lambda: site.reports[-1] is not None)
        for _ in range(5):
            site.app.raise_event("TripwireCrossed", 0, "Enter")
        site.app.raise_event("TripwireCrossed", 0, "Enter", via="rest")
        await site.until(lambda: len(site.happened) == 5)
        await site.app.start_rest()
        await site.until(lambda: len(site.happened) == 6)
        assert site.reading(Reading.EVENTS_TODAY, 0, "Enter") == 6
        assert [event.data.get("missed") for event in site.happened] == [None] * 5 + [True]


async def test_a_webhook_sent_twice_is_one_event() -> None:
    async with watched(rest=False, webhook=True, faults=["webhook_twice"]) as site:
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await site.until(lambda: len(site.answers) == 2)
        assert site.answers == [200, 200]
        assert site.kinds() == [Kind.LINE_CROSSED]


async def test_an_aggregate_tells_of_an_hour_that_nobody_saw() -> None:
    async with watched(webhook=True) as site:
        hour = site.local().replace(minute=0, second=0, microsecond=0)
        for minute in range(7):
            time = hour - timedelta(minutes=59 - minute)
            site.app.raise_event("TripwireCrossed", 0, "Enter", via="rest", time=time)
        await site.connect()
        site.app.fire_hourly(hour - timedelta(hours=1), hour)
        await site.until(lambda: site.reading(Reading.EVENTS_LAST_HOUR, 0, "Enter") == 7)
        assert site.happened == []
        (tally,) = (tally for tally in site.tallies.values() if tally.name == "Enter")
        starts = {start: count for start, count, _ in tally.hours}
        since = datetime.fromisoformat(f"{hour - timedelta(hours=1)}+00:00")
        assert starts[since] == 7


async def test_hours_that_were_missed_appear_where_they_belong() -> None:
    async with watched() as site:
        await site.connect()
        await site.disconnect()
        hour = site.local().replace(minute=0, second=0, microsecond=0)
        for hours, times in ((3, 4), (2, 1), (1, 2)):
            for minute in range(times):
                time = hour - timedelta(hours=hours) + timedelta(minutes=minute)
                site.app.raise_event("TripwireCrossed", 0, "Enter", time=time)
        await site.connect()
        (tally,) = (tally for tally in site.tallies.values() if tally.name == "Enter")
        assert [(count, total) for _, count, total in tally.hours][-3:] == [(4, 4), (1, 5), (2, 7)]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"event_type": 3}', b"\xff", b"[" * 9_000])
async def test_a_stranger_is_refused_and_nothing_is_kept(body: bytes) -> None:
    async with watched(rest=False, webhook=True) as site:
        await site.connect()
        before = site.installation.dump()
        async with site.http.post(site.url, data=body) as answer:
            assert answer.status == 400
        assert site.installation.dump() == before
        assert site.happened == []
