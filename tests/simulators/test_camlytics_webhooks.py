"""The simulated Camlytics sends webhooks as the notes say that the application does."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from simulators.camlytics.clock import HOUR
from simulators.camlytics.kinds import KINDS
from simulators.camlytics.webhooks import PATIENCE
from simulators.switches import SwitchError
from tests.simulators.camlytics_client import Receiver, app_and_client, receiving

RECORDINGS = Path(__file__).parents[2].parent / "shared" / "recordings" / "camlytics"

MESSAGE = {
    "channel_id": str, "channel_name": str, "event_name": str, "event_origin": str, "event_time": str,
    "event_type": str, "object_id": int, "rule_id": str, "rule_name": str,
}  # fmt: skip


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def test_an_event_is_sent_at_once() -> None:
    zone = timezone(-timedelta(hours=3))
    async with receiving() as receiver, app_and_client(webhook=receiver.url, zone=zone) as (app, _):
        app.raise_event(
            "TripwireCrossed", rule="Exit", object_id=9, time="2019-05-20T18:02:51.1833-03:00"
        )
        app.raise_event("Sabotage", 1, time="2019-05-20T18:02:51.2984871-03:00")
        app.raise_event("RegionJoin", time="2019-05-20T18:02:51.9")
        await app.posted(3)
        crossed, sabotage, joined = sorted(receiver.messages, key=lambda m: m["event_time"])
        assert {key: type(value) for key, value in crossed.items()} == MESSAGE
        assert list(crossed) == list(sabotage) == sorted(MESSAGE)
        assert crossed == {
            "channel_id": app.channels[0].channel_id,
            "channel_name": "Video file",
            "event_name": "Line crossed",
            "event_origin": "Pedestrian",
            "event_time": "2019-05-20T18:02:51.1833000-03:00",
            "event_type": "TripwireCrossed",
            "object_id": 9,
            "rule_id": app.channels[0].rule("Exit").rule_id,
            "rule_name": "Exit",
        }
        assert sabotage["event_time"] == "2019-05-20T18:02:51.2984871-03:00"
        assert joined["event_time"] == "2019-05-20T18:02:51.9000000-03:00"
        none = {"object_id": -1, "event_origin": "Unknown", "rule_id": "-1", "rule_name": ""}
        assert {key: sabotage[key] for key in none} == none
        assert {head["Content-Type"] for head in receiver.headers} == {"application/json"}
        assert [(post.status, post.error) for post in app.posts] == [(200, "")] * 3


async def test_rest_and_webhooks_tell_the_same_time_two_ways() -> None:
    async with receiving() as receiver, app_and_client(webhook=receiver.url) as (app, client):
        for _ in range(20):
            app.raise_event("ObjectAppear")
        await app.delivered()
        told = sorted(message["event_time"] for message in receiver.messages)
        stored = sorted(row["time"] for row in await client.events())
        for by_webhook, by_rest in zip(told, stored, strict=True):
            differ = datetime.fromisoformat(by_webhook) - datetime.fromisoformat(f"{by_rest}Z")
            assert abs(differ) <= timedelta(milliseconds=2)


async def test_each_type_and_aggregate_goes_where_it_is_said_to() -> None:
    async with receiving() as receiver, app_and_client(channels=1) as (app, _):
        app.raise_event("ObjectAppear")
        app.set_webhook(f"{receiver.url}/count", "TripwireCrossed", "Tailgating")
        app.set_webhook([f"{receiver.url}/a", f"{receiver.url}/b"], "Sabotage")
        app.set_webhook(f"{receiver.url}/hour", "hourly")
        for kind in ("TripwireCrossed", "ObjectAppear", "Sabotage", "RegionJoin"):
            app.raise_event(kind)
        app.fire_hourly()
        app.fire_daily()
        await app.delivered()
        assert sorted(receiver.paths) == ["/a", "/b", "/count", "/hour"]
        app.set_webhook("", "Sabotage")
        app.raise_event("Sabotage")
        app.set_webhook(f"{receiver.url}/all")
        for kind in ("Sabotage", "Something new"):
            app.raise_event(kind)
        app.fire_daily()
        await app.delivered()
        assert receiver.paths[4:] == ["/all"] * 3
        app.set_webhook("")
        app.raise_event("Sabotage")
        app.raise_event("Sabotage", via="rest")
        assert app.post_count == 7


async def test_aggregates() -> None:
    async with receiving() as receiver, app_and_client(zone="Europe/Moscow") as (app, _):
        app.set_webhook(receiver.url, "hourly", "daily")
        until = datetime(2019, 5, 20, 15, 0, 0, 402490, UTC)
        for minutes, kind in (
            (1, "TripwireCrossed"), (5, "TripwireCrossed"), (59, "ObjectAppear"), (59, "MotionInRegionOff"),
            (61, "Loitering"), (-1, "Loitering"), (600, "CrowdOn"),
        ):  # fmt: skip
            app.raise_event(kind, time=until - timedelta(minutes=minutes))
        bodies = app.fire_hourly(until="2019-05-20T18:00:00.4024906")
        await app.posted(2)
        assert sorted(receiver.messages, key=str) == sorted(bodies, key=str)
        first, second = bodies
        assert list(first) == [
            "channel_id", "channel_name", "event_type_aggregate", "rule_id_aggregate", "since_time", "until_time",
        ]  # fmt: skip
        assert first["since_time"] == "2019-05-20T17:00:00.4024906+03:00"
        assert first["until_time"] == "2019-05-20T18:00:00.4024906+03:00"
        assert [row["event_type"] for row in first["event_type_aggregate"]] == list(KINDS)
        assert len(first["event_type_aggregate"]) == 14
        assert counts(first) == {
            "TripwireCrossed": 2,
            "ObjectAppear": 1,
            "MotionInRegionOff": 1,
        }
        assert [(row["rule_name"], row["event_count"]) for row in first["rule_id_aggregate"]] == [
            ("Motion detection", 1),
            ("Enter", 2),
        ]
        assert counts(second) == {}
        assert second["rule_id_aggregate"] == []
        assert second["channel_name"] == "Entrance"
        (day, _) = app.fire_daily(until=until)
        assert day["since_time"] == "2019-05-19T18:00:00.4024900+03:00"
        assert counts(day)["Loitering"] == counts(day)["CrowdOn"] == 1
        assert app.fire_daily(since=until)[0]["since_time"] == day["until_time"]


def counts(body: dict[str, Any]) -> dict[str, int]:
    return {
        row["event_type"]: row["event_count"]
        for row in body["event_type_aggregate"]
        if row["event_count"]
    }


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")
async def test_the_aggregate_of_the_documentation() -> None:
    sample = json.loads(
        (RECORDINGS / "webhook_aggregate_hourly_documented.json").read_text("utf-8")
    )
    async with (
        receiving() as receiver,
        app_and_client(channels=0, zone="Europe/Moscow") as (app, _),
    ):
        channel = app.add_channel(sample["channel_name"], channel_id=sample["channel_id"])
        rules = sample["rule_id_aggregate"]
        channel.rules[0].rule_id = rules[0]["rule_id"]
        for row in rules[1:]:
            app.add_line(channel, row["rule_name"]).rule_id = row["rule_id"]
        times = [(row["event_type"], row["event_count"]) for row in sample["event_type_aggregate"]]
        lines = [row["rule_name"] for row in rules[1:] for _ in range(row["event_count"])]
        for kind, count in times:
            for _ in range(count):
                rule = lines.pop() if kind == "TripwireCrossed" else None
                app.raise_event(kind, rule=rule, time="2019-05-20T17:30:00")
        app.set_webhook(receiver.url, "hourly")
        app.fire_hourly(until=sample["until_time"])
        await app.posted()
        assert receiver.messages == [sample]


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")
async def test_the_event_of_the_documentation() -> None:
    sample = json.loads((RECORDINGS / "webhook_immediate_documented.json").read_text("utf-8"))
    async with (
        receiving() as receiver,
        app_and_client(channels=0, zone="Europe/Moscow") as (app, _),
    ):
        channel = app.add_channel(sample["channel_name"], channel_id=sample["channel_id"])
        app.add_line(channel, sample["rule_name"]).rule_id = sample["rule_id"]
        app.set_webhook(receiver.url)
        app.raise_event(
            sample["event_type"], object_id=sample["object_id"], time=sample["event_time"]
        )
        await app.posted()
        assert receiver.messages == [sample]


async def test_aggregates_come_by_themselves_by_the_clock_of_the_pc() -> None:
    start = datetime(2026, 3, 28, 21, 59, 59, 900000, UTC)
    now = round(start.timestamp() * 1000) * 10**6
    async with (
        receiving() as receiver,
        app_and_client(channels=1, zone="Europe/Berlin", clock=lambda: now) as (app, _),
    ):
        app.set_webhook(f"{receiver.url}/hourly", "hourly")
        app.set_webhook(f"{receiver.url}/daily", "daily")
        app.raise_event("ObjectAppear")
        for hour, due in enumerate(
            ("23:00:00.4024906+01:00", "00:00:00.4024906+01:00", "01:00:00.4024906+01:00", "03:00:00.4024906+02:00")
        ):  # fmt: skip
            now = round(start.timestamp() + hour * 3600 + 1) * 10**9
            await app.posted(hour + 1 + (hour > 0))
            assert last(receiver, "/hourly")["until_time"][11:] == due
            assert bool(counts(last(receiver, "/hourly"))) is (hour == 0)
        assert receiver.paths.count("/daily") == 1
        day = last(receiver, "/daily")
        assert day["since_time"] == "2026-03-28T00:00:00.4024906+01:00"
        assert counts(day) == {"ObjectAppear": 1}


def last(receiver: Receiver, path: str) -> dict[str, Any]:
    place = max(place for place, each in enumerate(receiver.paths) if each == path)
    return receiver.messages[place]


async def test_a_fast_clock() -> None:
    async with (
        receiving() as receiver,
        app_and_client(channels=1, webhook=receiver.url, speed=36000) as (app, _),
    ):
        posts = await app.posted(25)
        assert {post.kind for post in posts} == {"hourly", "daily"}
        hours = [
            datetime.fromisoformat(post.body["until_time"])
            for post in posts
            if post.kind == "hourly"
        ]
        steps = {
            after - before for before, after in zip(sorted(hours), sorted(hours)[1:], strict=False)
        }
        assert min(steps) == timedelta(hours=1)


async def test_aggregates_that_nobody_wants() -> None:
    fast: dict[str, Any] = {"channels": 1, "speed": 36000, "aggregates": False}
    async with receiving() as receiver, app_and_client(webhook=receiver.url, **fast) as (app, _):
        begin = app.app.clock.now()
        await app.until(lambda: app.app.clock.now() > begin + 3 * HOUR)
        app.raise_event("ObjectAppear")
        (post,) = await app.posted()
        assert post.kind == "ObjectAppear"


# Receivers that do not answer as they should.


async def test_a_receiver_that_stalls_is_given_up() -> None:
    assert PATIENCE == 5.0
    async with (
        receiving() as receiver,
        app_and_client(webhook=receiver.url, patience=0.2) as (app, _),
    ):
        receiver.stalls = True
        app.raise_event("ObjectAppear")
        (post,) = await app.posted()
        assert (post.status, post.error, post.attempt) == (0, "timeout", 1)
        await app.until(lambda: receiver.waiting == 0)
        receiver.stalls = False
        app.raise_event("ObjectDisappear")
        await app.posted(2)
        assert receiver.types == ["ObjectAppear", "ObjectDisappear"]


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_a_receiver_that_refuses_hears_it_once(status: int) -> None:
    async with receiving() as receiver, app_and_client(webhook=receiver.url) as (app, _):
        receiver.status = status
        app.raise_event("ObjectAppear")
        (post,) = await app.posted()
        assert post.status == status
        assert receiver.paths == ["/"]


async def test_a_receiver_that_is_not_there_misses_it() -> None:
    async with receiving() as receiver:
        url = receiver.url
    async with app_and_client(webhook=url) as (app, client):
        app.raise_event("ObjectAppear")
        (post,) = await app.posted()
        assert post.status == 0
        assert post.error
        assert await client.ids() == [1]


async def test_what_is_on_its_way_is_dropped_when_the_application_ends() -> None:
    async with receiving() as receiver, app_and_client(webhook=receiver.url) as (app, _):
        receiver.stalls = True
        app.raise_event("ObjectAppear")
        await app.until(lambda: receiver.waiting == 1)
        await app.restart()
        await app.until(lambda: receiver.waiting == 0)
        receiver.stalls = False
        app.raise_event("ObjectDisappear")
        await app.delivered()
        assert receiver.types == ["ObjectAppear", "ObjectDisappear"]


async def test_nothing_is_sent_beyond_this_machine() -> None:
    async with app_and_client() as (app, _):
        for url in ("http://192.0.2.1/hook", "http://example.com/", "ftp://127.0.0.1/", "hook"):
            with pytest.raises(SwitchError):
                app.set_webhook(url)
        app.set_webhook(["http://localhost:1/hook", "http://[::1]:1/hook"])
