"""What goes wrong with the simulated Camlytics and on the way to it."""

import asyncio
import errno
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientError, ClientOSError

from simulators.camlytics.faults import ANSWERS, FAULTS, MESSAGES
from simulators.switches import Faults, SwitchError
from tests.simulators.camlytics_client import Client, app_and_client, receiving

PATHS = ("channels", "events", "events/totals/rule", "events/totals/type")


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def nothing(client: Client, path: str = "channels", **parameters: object) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.fetch(path, **parameters)


# Answers.


@pytest.mark.parametrize("where", ["all", "channels", "events", "rule", "type", "poll"])
async def test_a_fault_befalls_the_questions_that_it_names(where: str) -> None:
    async with app_and_client(faults=[("status", f"503:{where}")]) as (_, client):
        statuses = {path.rpartition("/")[2]: (await client.fetch(path)).status for path in PATHS}
        statuses["poll"] = (await client.fetch("events", timeout=0.1)).status
        failed = {name for name, status in statuses.items() if status == 503}
        if where == "all":
            assert failed == set(statuses)
        elif where == "events":
            assert failed == {"events", "poll"}
        else:
            assert failed == {where}


async def test_a_fault_befalls_as_often_as_it_says() -> None:
    async with app_and_client() as (app, client):
        app.set_fault("status", "500:all:2")
        statuses = [(await client.fetch("channels")).status for _ in range(3)]
        assert statuses == [500, 500, 200]
        assert "status" not in app.faults
        app.set_fault("status", 404)
        assert (await client.fetch("channels")).status == 404
        app.clear_fault("status")
        assert (await client.fetch("channels")).status == 200
        for bad in ("500:nowhere", "500:all:0", "lots"):
            with pytest.raises(SwitchError):
                app.set_fault("status", bad)


async def test_slow_answers_and_none() -> None:
    async with app_and_client(faults=[("slow", 0.3)]) as (app, client):
        await nothing(client)
        assert await client.get("channels")
        app.clear_fault("slow")
        app.set_fault("silence", "poll")
        app.raise_event("ObjectAppear")
        await nothing(client, "events", timeout=1)
        assert await client.ids() == [1]


async def test_connections_that_are_reset() -> None:
    async with app_and_client(faults=["reset"]) as (app, client):
        with pytest.raises(ClientOSError) as caught:
            await client.fetch("channels")
        assert caught.value.errno == errno.ECONNRESET
        app.clear_fault("reset")
        assert await client.get("channels")


async def test_an_answer_that_is_said_to_be_elsewhere() -> None:
    async with app_and_client(faults=["redirect"]) as (_, client):
        answer = await client.fetch("channels")
        assert (answer.status, answer.headers["Location"]) == (302, "/elsewhere")


@pytest.mark.parametrize("kind", ANSWERS)
async def test_malformed_answers(kind: str) -> None:
    async with app_and_client(faults=[("bad_answer", f"{kind}:channels")]) as (_, client):
        assert await client.events() == []
        if kind in ("cut", "no_http"):
            with pytest.raises(ClientError):
                await client.fetch("channels")
            return
        answer = await client.fetch("channels")
        assert answer.status == 200
        try:
            good = json.loads(answer.body)
        except ValueError, RecursionError:
            return
        assert not isinstance(good, list) or not any(isinstance(row, dict) for row in good)


async def test_an_answer_of_a_hostile_size() -> None:
    async with app_and_client(faults=[("huge", "3000000:events")]) as (_, client):
        rows = await client.events()
        assert len(rows) > 2500
        assert len(await client.get("channels")) == 2


async def test_who_hangs_up_on_it_is_left_alone() -> None:
    async with app_and_client(faults=[("huge", 64_000_000)]) as (app, client):
        url = f"{client.url}/v1/json/channels"
        async with client.session.get(url) as response:
            await response.content.readexactly(1000)
            response.close()
        await app.until(lambda: app.connections == 0)


async def test_nothing_at_once_though_it_should_wait() -> None:
    async with app_and_client(faults=[("instant", "all:3")]) as (app, client):
        for _ in range(3):
            assert await client.events(timeout=30) == []
        assert app.poll_count == 0
        poll = client.poll()
        await app.held()
        app.raise_event("ObjectAppear")
        assert len(await poll) == 1


# What is told.


async def test_what_is_told_is_not_as_it_should_be() -> None:
    async with app_and_client() as (app, client):
        app.raise_event("TripwireCrossed", object_id=7)

        async def told() -> list[dict[str, Any]]:
            return [(await client.get(path))[0] for path in PATHS]

        good = await told()
        app.set_fault("missing_fields")
        for whole, part in zip(good, await told(), strict=True):
            assert set(part) < set(whole)
        app.clear_fault("missing_fields")
        app.set_fault("wrong_types")
        for whole, other in zip(good, await told(), strict=True):
            assert set(other) == set(whole)
            assert all(type(other[key]) is not type(whole[key]) for key in whole)
        app.clear_fault("wrong_types")
        app.set_fault("unknown_fields")
        for whole, more in zip(good, await told(), strict=True):
            assert set(more) > set(whole)
        app.clear_fault("unknown_fields")
        app.set_fault("number_object_id")
        assert (await client.events())[0]["object_id"] == 7
        app.set_fault("null_names")
        assert [row["name"] for row in await client.get("channels")] == [None, None]


async def test_types_that_nobody_knows() -> None:
    async with (
        receiving() as receiver,
        app_and_client(webhook=receiver.url, faults=["unknown_types"]) as (app, client),
    ):
        for kind in ("MotionInRegionOn", "MotionInRegionOff", "ObjectAppear"):
            app.raise_event(kind)
        types = ["Motion ON", "Motion OFF", "ObjectAppear"]
        assert [row["type"] for row in await client.events()] == types
        assert sum(row["type_count"] for row in await client.get("events/totals/type")) == 3
        await app.posted(3)
        assert sorted(receiver.types) == sorted(types)


# The database and the clock.


async def test_gaps_reused_objects_and_a_wiped_database() -> None:
    async with app_and_client(faults=[("id_gap", 3), "reused_object"]) as (app, client):
        for _ in range(3):
            app.raise_event("ObjectAppear")
        assert await client.ids() == [4, 8, 12]
        assert {row["object_id"] for row in await client.events()} == {"1"}
        app.clear_fault("id_gap")
        app.set_fault("wipe_every", 4)
        app.raise_event("ObjectAppear")
        assert await client.ids() == [4, 8, 12, 13]
        app.raise_event("ObjectAppear")
        assert await client.ids() == [1]


async def test_events_that_are_stored_late() -> None:
    async with app_and_client(faults=["late"]) as (app, client):
        for _ in range(6):
            app.raise_event("ObjectAppear")
        times = [datetime.fromisoformat(row["time"]) for row in await client.events()]
        assert times[2] < times[0] - timedelta(seconds=1)
        assert times[5] < times[3] - timedelta(seconds=1)
        assert await client.ids() == [1, 2, 3, 4, 5, 6]


async def test_a_clock_that_is_set_to_winter() -> None:
    async with app_and_client(zone="Europe/Berlin", clock=lambda: 1_642_608_000 * 10**9) as (
        app,
        client,
    ):
        before = app.raise_event("ObjectAppear")
        app.set_fault("dst")
        after = app.raise_event("ObjectAppear")
        assert await client.ids() == [1, 2]
        assert before.event_time == "2022-01-19T17:00:00.0000000+01:00"
        assert after.event_time == "2022-01-19T16:00:00.0000000+00:00"
        assert (before.time, after.time) == (
            "2022-01-19T17:00:00.0000000",
            "2022-01-19T16:00:00.0000000",
        )
        assert app.raise_event("ObjectAppear", time="2022-01-19T16:00:00").ticks == after.ticks
        assert await client.ids(sinceTime="2022-01-19T16:00:00+00:00", untilId=2) == [1, 2]
        app.clear_fault("dst")
        assert app.raise_event("ObjectAppear").event_time == before.event_time


# Webhooks.


async def test_webhooks_that_are_lost_twice_or_late() -> None:
    async with (
        receiving() as receiver,
        app_and_client(webhook=receiver.url, faults=[("webhook_lost", 2)]) as (app, client),
    ):
        for number in range(3):
            app.raise_event("ObjectAppear", object_id=number)
        await app.posted()
        assert [message["object_id"] for message in receiver.messages] == [2]
        assert await client.ids() == [1, 2, 3]
        app.set_fault("webhook_twice")
        app.raise_event("ObjectAppear")
        await app.posted(3)
        assert receiver.bodies[1] == receiver.bodies[2]
        app.clear_fault("webhook_twice")
        app.set_fault("webhook_late", 0.3)
        began = asyncio.get_running_loop().time()
        app.raise_event("ObjectAppear")
        assert await client.ids(limit=1, order="DESC") == [5]
        assert len(receiver.bodies) == 3
        await app.posted(4)
        assert asyncio.get_running_loop().time() - began >= 0.29
        app.set_fault("webhook_lost")
        app.raise_event("ObjectAppear")
        await app.delivered()
        assert len(receiver.bodies) == 4


@pytest.mark.parametrize("kind", MESSAGES)
async def test_malformed_webhooks(kind: str) -> None:
    async with receiving() as receiver, app_and_client(webhook=receiver.url) as (app, _):
        event = app.raise_event("ObjectAppear", object_id=7)
        await app.posted()
        app.set_fault("bad_webhook", kind)
        app.raise_event("ObjectAppear", object_id=7, time=event.event_time)
        await app.posted(2)
        good, bad = receiver.bodies
        assert good != bad
        if kind in ("missing", "types"):
            assert isinstance(json.loads(bad), dict)


def test_every_fault_can_be_named_without_a_value() -> None:
    faults = Faults(FAULTS)
    for fault in FAULTS:
        faults.set(fault.name)
        assert fault.name in faults
        faults.clear(fault.name)
        assert fault.name not in faults
