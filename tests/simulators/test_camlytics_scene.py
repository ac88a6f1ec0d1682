"""The scene of the simulated Camlytics, its streams, its command line and its control port."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession

from simulators.camlytics import CamlyticsSimulator
from simulators.camlytics.event import Event
from simulators.camlytics.kinds import KINDS
from simulators.camlytics.stream import LOGIN, PASSWORD
from tests.simulators.camlytics_client import PATIENCE, Client, app_and_client, receiving


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def played(count: int, **arguments: Any) -> list[Event]:
    async with CamlyticsSimulator(rate=20_000, **arguments) as app:
        await app.until(lambda: len(app.events) >= count)
        return app.events[:count]


async def test_the_scene_has_everything() -> None:
    events = await played(6000, channels=3)
    assert {event.type for event in events} == set(KINDS)
    assert {event.origin for event in events} == {"Pedestrian", "Vehicle", "Unknown"}
    assert {event.rule_name for event in events} == {
        "", "Motion detection", "Enter", "Exit", "Waiting area",
    }  # fmt: skip
    assert len({event.channel_id for event in events}) == 3
    assert [event.event_id for event in events] == list(range(1, 6001))
    times = [event.ticks for event in events]
    assert times != sorted(times)
    for event in events:
        kind = KINDS[event.type]
        assert (event.object_id >= 0) is kind.has_object
        assert (event.rule_id != "-1") is (kind.place.value != "scene")
        assert bool(event.snapshot_path) is (event.type == "MotionInRegionOn")


async def test_what_happens_to_somebody_makes_sense() -> None:
    events = await played(3000, channels=2)
    stories: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        if event.object_id >= 0:
            stories.setdefault((event.channel_id, event.object_id), []).append(event)
    whole = [story for story in stories.values() if story[-1].type == "ObjectDisappear"]
    assert len(whole) > 100
    for story in whole:
        types = [event.type for event in story]
        assert types[0] == "ObjectAppear"
        assert types.index("RegionJoin") < types.index("RegionLeave")
        joined, moved = (
            next(event for event in story if event.type == kind)
            for kind in ("RegionJoin", "MotionInRegionOn")
        )
        assert joined.ticks == moved.ticks
        assert joined.rule_id == moved.rule_id
    for channel in {event.channel_id for event in events}:
        crowds = [e.type for e in events if e.channel_id == channel and e.type.startswith("Crowd")]
        assert crowds[:4] == ["CrowdOn", "CrowdOff"] * 2


async def test_it_is_the_same_for_the_same_seed() -> None:
    def story(events: list[Event]) -> list[tuple[object, ...]]:
        return [(e.channel_id, e.type, e.rule_id, e.object_id, e.origin) for e in events]

    first, again, other = [story(await played(500, seed=seed)) for seed in (7, 7, 8)]
    assert first == again != other


async def test_totals_agree_with_the_events() -> None:
    async with app_and_client(rate=5000, channels=5) as (app, client):
        await app.until(lambda: len(app.events) > 800)
        app.play(0)
        events = await client.events(limit=100_000)
        by_type = await client.get("events/totals/type")
        by_rule = await client.get("events/totals/rule")
        assert Counter((row["channel_id"], row["type"]) for row in events) == {
            (row["channel_id"], row["type"]): row["type_count"] for row in by_type
        }
        assert Counter((row["channel_id"], row["rule_id"]) for row in events) == {
            (row["channel_id"], row["rule_id"]): row["rule_count"] for row in by_rule
        }
        assert [
            row["type"] for row in by_type if row["channel_id"] == app.channels[0].channel_id
        ] == (
            sorted(
                {row["type"] for row in events if row["channel_id"] == app.channels[0].channel_id}
            )
        )
        assert by_rule[0]["rule_id"] == "-1"
        hour = app.fire_hourly()
        assert sum(r["event_count"] for b in hour for r in b["event_type_aggregate"]) == len(events)


async def test_as_many_events_as_are_asked_for_of_every_channel() -> None:
    loop = asyncio.get_running_loop()
    began, seen, last = loop.time(), 0, 0
    async with (
        receiving() as receiver,
        app_and_client(channels=200, rate=500, webhook=receiver.url) as (app, client),
    ):
        while seen < 700:
            rows = await client.events(sinceId=last, timeout=5, limit=1000)
            seen += len(rows)
            last = rows[-1]["event_id"]
        assert last == seen <= 500 * (loop.time() - began) + 3
        app.play(0)
        await app.delivered()
        assert len(app.posts) == len(app.events)
        assert len(receiver.bodies) > 100


async def test_it_goes_on_with_other_channels_and_other_faults() -> None:
    faults = ["reused_object", "late", "unknown_types", ("id_gap", 2)]
    async with app_and_client(channels=3, rate=5000, faults=faults) as (app, _):
        await app.until(lambda: len(app.events) > 200)
        app.remove_channel(0)
        bare = app.add_channel("Bare")
        app.wipe()
        await app.until(lambda: len(app.events) > 2000)
        assert {event.channel_id for event in app.events} == {c.channel_id for c in app.channels}
        assert {e.rule_name for e in app.events if e.channel_id == bare.channel_id} == {
            "", "Motion detection",
        }  # fmt: skip
        assert {event.object_id for event in app.events} == {-1, 1}
        assert "Motion ON" in {event.type for event in app.events}
        for channel in list(app.channels):
            app.remove_channel(channel)
        app.wipe()
        last = app.event_count
        gate = app.add_channel("Gate")
        await app.until(lambda: app.event_count > last + 50)
        assert {event.channel_id for event in app.events} == {gate.channel_id}


# Streams.


def fake_ffmpeg(folder: Path, script: str) -> str:
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


async def test_channels_with_a_stream(tmp_path: Path) -> None:
    program = fake_ffmpeg(tmp_path, "printf film")
    async with app_and_client(channels=3, stream=program) as (_, client):
        file, *cameras = await client.get("channels")
        assert (file["type"], file["login"], file["password"]) == ("File", None, None)
        for camera in cameras:
            assert (camera["login"], camera["password"]) == (LOGIN, PASSWORD)
            assert camera["type"] == "Camera"
            async with client.session.get(camera["stream_uri"]) as response:
                assert response.content_type == "video/mp2t"
                assert await response.read() == b"film"


async def test_channels_without_ffmpeg_or_with_a_broken_one(tmp_path: Path) -> None:
    async with app_and_client(stream=str(tmp_path / "none")) as (_, client):
        for row in await client.get("channels"):
            assert row["stream_uri"].startswith("C:\\")
            assert (row["login"], row["password"]) == (None, None)
        async with client.session.get(f"{client.url}/stream/1.ts") as response:
            assert response.status == 404
    broken = CamlyticsSimulator(stream=fake_ffmpeg(tmp_path, "echo no such codec >&2; exit 1"))
    with pytest.raises(OSError, match="no such codec"):
        await broken.__aenter__()
    with pytest.raises(ClientConnectionError):
        async with ClientSession(broken.url) as session, session.get("/v1/json/channels"):
            pass


async def test_a_film_of_the_real_ffmpeg() -> None:
    ffmpeg = pytest.importorskip("imageio_ffmpeg").get_ffmpeg_exe()
    async with app_and_client(stream=ffmpeg) as (app, client):
        url = app.channels[1].stream_uri
        async with client.session.get(url) as response:
            film = await response.read()
    assert len(film) > 50_000
    assert len(film) % 188 == 0
    assert set(film[::188]) == {0x47}


# The command line and the control port.


class Program:
    """The simulator as a process."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments

    async def __aenter__(self) -> dict[str, str]:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "simulators", "camlytics", *self._arguments, stdout=PIPE, stderr=PIPE,
            env=os.environ,
        )  # fmt: skip
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            ready = json.loads(await self.process.stdout.readline())
        assert (ready["ready"], ready["system"]) == (True, "camlytics")
        addresses = ready["addresses"]
        assert isinstance(addresses, dict)
        return addresses

    async def __aexit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            out, error = await self.process.communicate()
        assert (self.process.returncode, out, error) == (0, b"", b"")


async def test_as_a_process() -> None:
    async with (
        receiving() as receiver,
        Program(
            *("--channels", "3", "--rate", "200", "--webhook", receiver.url, "--seed", "4"),
            *("--zone", "Asia/Kolkata", "--assume", "channel_name=string", "--fault", "id_gap=2"),
        ) as addresses,
        ClientSession() as session,
    ):
        assert set(addresses) == {"rest"}
        client = Client(addresses["rest"], session)
        assert len(await client.get("channels")) == 3
        rows = await client.events(timeout=10)
        assert rows[0]["event_id"] == 3
        assert rows[0]["channel_name"]
        await receiver.got(1)
        assert receiver.messages[0]["event_time"].endswith("+05:30")


async def test_orders_from_another_process() -> None:
    async with (
        receiving() as receiver,
        Program("--rate", "0", "--control") as addresses,
        ClientSession() as session,
    ):
        client = Client(addresses["rest"], session)

        async def order(path: str, **body: object) -> Any:
            async with session.post(f"{addresses['control']}/{path}", json=body) as response:
                assert response.status == 200, await response.text()
                return (await response.json())["result"]

        async def refused(path: str, **body: object) -> int:
            async with session.post(f"{addresses['control']}/{path}", json=body) as response:
                return response.status

        await order("webhook", url=receiver.url)
        event = await order(
            "event", type="TripwireCrossed", channel="Entrance", rule="Exit", object_id=5, via=["rest", "webhook"]
        )  # fmt: skip
        assert [event] == await client.events()
        assert len(await order("aggregate", kind="daily")) == 2
        await receiver.got(3)
        await order("webhook", url="", kinds=["hourly"])
        await order("fault", name="status", value=503)
        assert (await client.fetch("channels")).status == 503
        await order("fault", name="status", on=False)
        await order("channel", channel=0, name="Hall")
        await order("channel", add="Gate")
        await order("channel", remove="Entrance")
        assert [row["name"] for row in await client.get("channels")] == ["Hall", "Gate"]
        await order("rest", on=False)
        with pytest.raises(ClientConnectionError):
            await client.get("channels")
        await order("rest", on=True)
        await order("restart")
        assert await client.ids() == [1]
        await order("wipe")
        await order("scene", rate=100)
        assert await client.events(timeout=10)
        async with session.get(addresses["control"]) as response:
            state = await response.json()
        assert state["channels"][0]["rules"][1]["name"] == "Enter"
        assert state["events"] >= 1
        assert await refused("event", type="ObjectAppear", channel="Nowhere") == 400
        assert await refused("event") == 400
        assert await refused("event", type="ObjectAppear", colour="red") == 400
        assert await refused("fault", name="gremlins") == 400
        assert await refused("webhook", url="http://192.0.2.1/") == 400
        assert await refused("dance") == 404


async def test_no_control_unless_asked_for() -> None:
    async with app_and_client() as (app, client):
        assert set(app.addresses) == {"rest"}
        async with client.session.post(f"{app.url}/control/wipe") as response:
            assert response.status == 404
