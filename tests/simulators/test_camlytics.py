"""The simulated Camlytics answers as the notes say that the application does."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientConnectionError

from simulators.camlytics import CamlyticsSimulator
from simulators.camlytics.clock import TICKS, Clock
from simulators.switches import SwitchError
from tests.simulators.camlytics_client import app_and_client

RECORDINGS = Path(__file__).parents[2].parent / "shared" / "recordings" / "camlytics"

CHANNEL = {
    "channel_id": str, "login": type(None), "name": str, "password": type(None), "profile_name": str,
    "profile_token": str, "stream_uri": str, "type": str, "uri": str,
}  # fmt: skip
EVENT = {
    "channel_id": str, "channel_name": type(None), "event_id": int, "object_id": str, "origin": str,
    "recording_path": str, "rule_id": str, "rule_name": str, "snapshot_path": str, "time": str, "timestamp": str,
    "type": str, "video_file_name": str, "video_file_time": str,
}  # fmt: skip
RULE_TOTAL = {"channel_id": str, "rule_count": int, "rule_id": str, "rule_name": str}
TYPE_TOTAL = {"channel_id": str, "type": str, "type_count": int}


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


def shape(row: dict[str, Any]) -> dict[str, type]:
    return {key: type(value) for key, value in row.items()}


# Objects.


async def test_channels() -> None:
    async with app_and_client(channels=9) as (app, client):
        rows = await client.get("channels")
        assert [shape(row) for row in rows] == [CHANNEL] * 9
        assert [list(row) for row in rows] == [sorted(CHANNEL)] * 9
        assert len({row["channel_id"] for row in rows}) == 9
        assert rows[0]["name"] == "Video file"
        assert rows[0] == app.channels[0].row
        assert rows[0]["stream_uri"].startswith("C:\\")
        names = [row["name"] for row in rows]
        assert len(set(names)) < len(names)  # two may have the same
        assert all(
            [rule.name for rule in channel.rules]
            == ["Motion detection", "Enter", "Exit", "Waiting area"]
            for channel in app.channels
        )


async def test_an_event_with_and_without_object_and_rule() -> None:
    async with app_and_client(zone="Europe/Moscow") as (app, client):
        time = datetime(2022, 1, 19, 13, 22, 25, 431987, UTC)
        line = app.channel(0).rule("Enter")
        app.raise_event("TripwireCrossed", rule="Enter", object_id=5, origin="Vehicle", time=time)
        app.raise_event("Sabotage", 1, time=time)
        crossed, sabotage = await client.events()
        assert shape(crossed) == shape(sabotage) == EVENT
        assert list(crossed) == sorted(EVENT)
        assert crossed | {"timestamp": "", "video_file_time": ""} == {
            "channel_id": app.channels[0].channel_id,
            "channel_name": None,
            "event_id": 1,
            "object_id": "5",
            "origin": "Vehicle",
            "recording_path": "",
            "rule_id": line.rule_id,
            "rule_name": "Enter",
            "snapshot_path": "",
            "time": "2022-01-19T16:22:25.4330000",
            "timestamp": "",
            "type": "TripwireCrossed",
            "video_file_name": "Human.mp4",
            "video_file_time": "",
        }
        none = {"object_id": "-1", "origin": "Unknown", "rule_id": "-1", "rule_name": ""}
        assert {key: sabotage[key] for key in none} == none


async def test_what_a_type_has_unless_told_otherwise() -> None:
    async with app_and_client(channels=1) as (app, client):
        for kind in (
            "ObjectAppear",
            "ObjectAppear",
            "RegionJoin",
            "MotionInRegionOff",
            "Motion ON",
        ):
            app.raise_event(kind)
        app.raise_event("RegionJoin", rule="")
        told = [
            (row["object_id"], row["origin"], row["rule_name"]) for row in await client.events()
        ]
        assert told == [
            ("1", "Pedestrian", ""),
            ("2", "Pedestrian", ""),
            ("3", "Pedestrian", "Motion detection"),
            ("-1", "Unknown", "Motion detection"),
            ("-1", "Unknown", ""),
            ("4", "Pedestrian", ""),
        ]


async def test_the_place_in_the_video() -> None:
    async with app_and_client(channels=1) as (app, client):
        app.raise_event("MotionInRegionOn", object_id=3)
        began = app.channels[0].video_began
        for milliseconds, timestamp in (
            (1533, "1.533"),
            (3670, "3.67"),
            (78000, "18"),
            (60000, "0"),
        ):
            ticks = began + milliseconds * TICKS // 1000
            app.raise_event("ObjectAppear", time=app.clock.offset_time(ticks))
            assert (await client.events(order="DESC", limit=1))[0]["timestamp"] == timestamp
        motion, *others = await client.events()
        assert motion["snapshot_path"].startswith(
            f"C:\\Users\\user\\AppData\\Roaming\\Camlytics\\Data\\{motion['channel_id']}\\Snapshots\\MotionInRegionOn 3 "
        )
        assert not any(event["snapshot_path"] for event in others)
        bases = {
            datetime.fromisoformat(event["video_file_time"][:23])
            - timedelta(seconds=float(event["timestamp"]))
            for event in (motion, *others)
        }
        assert max(bases) - min(bases) <= timedelta(milliseconds=4)


@pytest.mark.parametrize(
    ("milliseconds", "told"),
    [
        (0, "00.0000000"), (1, "00.0000000"), (2, "00.0030000"), (4, "00.0030000"), (5, "00.0070000"),
        (6, "00.0070000"), (8, "00.0070000"), (9, "00.0100000"), (546, "00.5470000"), (547, "00.5470000"),
        (995, "00.9970000"), (998, "00.9970000"), (999, "01.0000000"),
    ],
)  # fmt: skip
def test_rest_times_are_on_a_grid(milliseconds: int, told: str) -> None:
    clock = Clock(UTC)
    ticks = clock.parse("2022-01-19T16:22:00Z") + milliseconds * TICKS // 1000
    assert clock.column(ticks) == f"2022-01-19T16:22:{told}"
    last = clock.parse("2021-12-31T23:59:59.9990000Z")
    assert clock.column(last) == "2022-01-01T00:00:00.0000000"


def test_every_time_on_the_grid_stays_what_it_is() -> None:
    clock = Clock("America/Sao_Paulo")
    for step in range(300):
        time = f"2022-01-19T16:22:25.{round(step / 0.3):03}0000"
        assert clock.column(clock.parse(time)) == time
        assert time[22] in "037"


# Questions.


async def test_the_order_is_that_of_ids_and_ascending_by_default() -> None:
    async with app_and_client() as (app, client):
        now = datetime.now(UTC)
        for place, ago in enumerate((0, 1.46, 0.5)):
            app.raise_event("ObjectAppear", place % 2, time=now - timedelta(seconds=ago))
        assert await client.ids() == [1, 2, 3]
        rows = await client.events()
        assert rows[1]["time"] < rows[0]["time"]
        for order in ("DESC", "desc", "Desc"):
            assert await client.ids(order=order) == [3, 2, 1]
        assert await client.ids(order="ASC") == [1, 2, 3]
        assert await client.ids(limit=2) == [1, 2]
        assert await client.ids(limit=2, order="DESC") == [3, 2]
        assert await client.ids(limit=10, order="DESC", timeout=5) == [3, 2, 1]


async def test_filters() -> None:
    async with app_and_client(first_id=70) as (app, client):
        base = datetime(2022, 1, 19, 12, tzinfo=UTC)
        for place in range(6):
            app.raise_event("ObjectAppear", place % 2, time=base + timedelta(seconds=place))
        assert await client.ids() == [70, 71, 72, 73, 74, 75]
        second = app.channels[1].channel_id
        assert await client.ids(channelId=second) == [71, 73, 75]
        assert await client.ids(channelId="nobody") == []
        assert await client.ids(sinceId=73) == [74, 75]
        assert await client.ids(untilId=72) == [70, 71, 72]
        assert await client.ids(sinceId=70, untilId=74, limit=2, order="DESC") == [74, 73]
        assert await client.ids(sinceTime="2022-01-19T12:00:04") == [74, 75]
        assert await client.ids(untilTime="2022-01-19T12:00:02.0000000") == [70, 71]
        assert await client.ids(sinceTime="2022-01-19T13:00:04+01:00", channelId=second) == [75]
        assert await client.ids(
            sinceTime="2022-01-19T12:00:01Z", untilTime="2022-01-19 12:00:03"
        ) == [
            71,
            72,
        ]
        assert await client.ids(channelId="", sinceId="", unknown=7) == [70, 71, 72, 73, 74, 75]


async def test_no_more_than_a_hundred_unless_asked_for() -> None:
    async with app_and_client() as (app, client):
        for _ in range(120):
            app.raise_event("ObjectAppear")
        assert len(await client.ids()) == 100
        assert len(await client.ids(limit=1000)) == 120


async def test_the_database_forgets_the_oldest() -> None:
    async with app_and_client(lifetime=20) as (app, client):
        for _ in range(100):
            app.raise_event("ObjectAppear")
            assert len(app.events) <= 23
        ids = await client.ids()
        assert ids == list(range(ids[0], 101))
        assert len(ids) >= 20


# Long polls.


async def test_a_question_waits_for_the_first_event_that_matches() -> None:
    async with app_and_client() as (app, client):
        app.raise_event("ObjectAppear")
        second = app.channels[1].channel_id
        every, of_second = client.poll(sinceId=1), client.poll(sinceId=1, channelId=second)
        await app.held(2)
        app.raise_event("ObjectAppear", 0, object_id=4)
        assert app.holding == 1
        assert [row["object_id"] for row in await every] == ["4"]
        assert not of_second.done()
        app.raise_event("RegionJoin", 1)
        app.raise_event("MotionInRegionOn", 1)
        assert [row["event_id"] for row in await of_second] == [3, 4]
        assert [asked.held for asked in app.requests] == [True, True]
        assert app.poll_count == 2


async def test_a_question_waits_no_longer_than_asked_for_and_not_unasked() -> None:
    async with app_and_client() as (app, client):
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert await client.events(timeout=0.3) == []
        assert loop.time() - began >= 0.29
        assert app.poll_count == 1
        assert await client.events() == await client.events(timeout=0) == []
        assert app.poll_count == 1


async def test_who_leaves_is_waited_for_no_more() -> None:
    async with app_and_client() as (app, client):
        poll = client.poll()
        await app.held()
        poll.cancel()
        await app.held(0)
        await app.until(lambda: app.connections == 0)
        app.raise_event("ObjectAppear")
        assert await client.ids() == [1]


# Totals.


async def test_totals() -> None:
    async with app_and_client() as (app, client):
        assert await client.get("events/totals/rule") == []
        assert await client.get("events/totals/type") == []
        first, second = (channel.channel_id for channel in app.channels)
        app.raise_event("TripwireCrossed", 1, "Exit", origin="Vehicle")
        app.raise_event("ObjectAppear", 1)
        app.raise_event("TripwireCrossed", 0, "Enter")
        app.raise_event("RegionJoin", 0, "Motion detection", time="2020-01-01T00:00:00")
        app.raise_event("TripwireCrossed", 0, "Enter", origin="Unknown")
        by_rule = await client.get("events/totals/rule")
        assert [shape(row) for row in by_rule] == [RULE_TOTAL] * 4
        assert [(row["channel_id"], row["rule_name"], row["rule_count"]) for row in by_rule] == [
            (first, "Motion detection", 1),
            (first, "Enter", 2),
            (second, "", 1),
            (second, "Exit", 1),
        ]
        assert by_rule[2]["rule_id"] == "-1"
        by_type = await client.get("events/totals/type")
        assert [shape(row) for row in by_type] == [TYPE_TOTAL] * 4
        assert [(row["channel_id"], row["type"], row["type_count"]) for row in by_type] == [
            (first, "RegionJoin", 1),
            (first, "TripwireCrossed", 2),
            (second, "ObjectAppear", 1),
            (second, "TripwireCrossed", 1),
        ]
        assert await client.get("events/totals/type", origin="Vehicle") == by_type[3:]
        assert await client.get("events/totals/rule", channelId=second) == by_rule[2:]
        late = await client.get("events/totals/type", sinceTime="2021-01-01", channelId=first)
        assert [row["type"] for row in late] == ["TripwireCrossed"]
        early = await client.get("events/totals/rule", untilTime="2021-01-01T00:00:00Z")
        assert early == by_rule[:1]


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")
async def test_what_was_recorded_is_counted_as_it_was() -> None:
    def recorded(name: str) -> list[Any]:
        rows = json.loads((RECORDINGS / f"rest_{name}.json").read_text("utf-8"))
        assert isinstance(rows, list)
        return rows

    channels, events = recorded("channels_v2.2.5_a"), recorded("events_v2.2.5_a")
    async with app_and_client(zone="Europe/Berlin") as (app, client):
        app.load(events, channels)
        first = channels[0]["channel_id"]
        assert await client.get("channels") == channels
        assert await client.events() == await client.events(channelId=first) == events
        of_first = [
            row for row in recorded("events_totals_rule_v2.2.5_a") if row["channel_id"] == first
        ]
        assert await client.get("events/totals/rule") == of_first
        assert await client.get(
            "events/totals/type", origin="Pedestrian", channelId=first
        ) == recorded("events_totals_type_pedestrian_v2.2.5_a")
        app.raise_event("ObjectAppear")
        assert await client.ids(sinceId=20) == [21]


# What else may happen to it.


async def test_a_restart_keeps_what_was_stored_and_the_address() -> None:
    async with app_and_client() as (app, client):
        app.raise_event("ObjectAppear")
        poll = client.poll(sinceId=1)
        await app.held()
        await app.stop()
        with pytest.raises(ClientConnectionError):
            await poll
        assert app.holding == app.connections == 0
        with pytest.raises(ClientConnectionError):
            await client.events()
        await app.start()
        assert await client.ids() == [1]
        await app.restart()
        app.raise_event("ObjectAppear")
        assert await client.ids() == [1, 2]


async def test_rest_can_be_switched_off() -> None:
    async with app_and_client() as (app, client):
        await app.stop_rest()
        app.raise_event("ObjectAppear")
        with pytest.raises(ClientConnectionError):
            await client.events()
        await app.start_rest()
        assert await client.ids() == [1]


async def test_a_wiped_database_numbers_from_the_start() -> None:
    async with app_and_client(first_id=70) as (app, client):
        app.raise_event("ObjectAppear")
        app.wipe()
        assert await client.ids() == []
        app.raise_event("ObjectAppear")
        assert await client.ids() == [1]


async def test_channels_and_rules_come_go_and_change() -> None:
    async with app_and_client(channels=1) as (app, client):
        gate = app.add_channel("Gate", login="me", password="secret")
        app.add_line(gate, "Line 1")
        app.add_zone("Gate", "Zone 1")
        app.raise_event("TripwireCrossed", "Gate")
        app.rename_rule("Gate", "Line 1", "In")
        app.rename_channel(gate, "Video file")
        app.change_channel(gate, stream_uri="rtsp://127.0.0.1/live", type="Camera")
        row = (await client.get("channels"))[1]
        assert (row["name"], row["password"], row["type"]) == ("Video file", "secret", "Camera")
        assert [row["rule_name"] for row in await client.get("events/totals/rule")] == ["In"]
        assert (await client.events())[0]["rule_name"] == "Line 1"
        app.remove_rule(gate, "Zone 1")
        with pytest.raises(KeyError):
            app.raise_event("RegionJoin", gate, "Zone 1")
        app.remove_channel(gate)
        assert len(await client.get("channels")) == 1
        assert await client.ids() == [1]
        with pytest.raises(KeyError):
            app.raise_event("ObjectAppear", 1)
        with pytest.raises(AttributeError):
            app.change_channel(0, colour="red")


async def test_an_event_that_rest_does_not_tell() -> None:
    async with app_and_client() as (app, client):
        app.raise_event("ObjectAppear", via="webhook")
        app.raise_event("ObjectAppear", via="rest")
        assert await client.ids() == [2]


async def test_the_hour_that_comes_twice() -> None:
    now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp() * 10**9
    async with app_and_client(zone=ZoneInfo("Europe/Berlin"), clock=lambda: int(now)) as (
        app,
        client,
    ):
        app.raise_event("ObjectAppear")
        now += 3600 * 10**9
        event = app.raise_event("ObjectAppear")
        assert [row["time"] for row in await client.events()] == ["2026-10-25T02:30:00.0000000"] * 2
        assert event.event_time == "2026-10-25T02:30:00.0000000+01:00"
        app.clock.jump(-5)
        assert app.raise_event("ObjectAppear").time == "2026-10-25T02:29:55.0000000"


async def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(SwitchError):
        CamlyticsSimulator(channels=201)
    with pytest.raises(SwitchError):
        CamlyticsSimulator(zone="Nowhere")
    with pytest.raises(SwitchError):
        CamlyticsSimulator(assume={"colour": "red"})
    with pytest.raises(SwitchError):
        CamlyticsSimulator(faults=["gremlins"])
    async with app_and_client() as (app, client):
        with pytest.raises(ValueError, match="not a time"):
            app.raise_event("ObjectAppear", time="yesterday")
        async with client.session.post(f"{app.url}/v1/json/events") as response:
            assert response.status == 405
        with pytest.raises(OSError, match="address already in use"):
            await CamlyticsSimulator(port=app.port).start()
