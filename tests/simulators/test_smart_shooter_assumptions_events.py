"""What nobody knows of Smart Shooter's events and live view, answered in each way, as a client sees it."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zmq
import zmq.asyncio
from PIL.JpegImagePlugin import JpegImageFile

from simulators.smart_shooter import Assumptions, SmartShooter
from simulators.smart_shooter.faults import FAULTS
from tests.simulators.smart_shooter_client import PATIENCE, read
from tests.simulators.smart_shooter_rig import ALL, accepted, rig_and_client


def quiet(**others: Any) -> Assumptions:
    """Assume that nothing is published by itself."""
    return Assumptions(network_ping=0.0, node_updated=0.0, **others)


# Numbers and names in the envelope.


@pytest.mark.parametrize("first", [0, 77, 2**32 - 1])
async def test_the_number_of_the_first_event(first: int) -> None:
    async with rig_and_client(cameras=1, assume=quiet(first_number=first)) as (_, client):
        await client.ask("RelayCustomText", CustomText="latest")
        event = await client.event("RelayCustomText", CustomText="latest")
        # Each request so far was a text to relay, and so one event.
        assert event["msg_seq_num"] == (first + client.number - 1) % 2**32


@pytest.mark.parametrize(
    ("answer", "reply", "event"), [("none", 0, 0), ("response", 42, 0), ("events", 42, 42)]
)
async def test_where_a_user_id_comes_back(answer: str, reply: int, event: int) -> None:
    async with rig_and_client(cameras=1, assume=quiet(echo_user_id=answer)) as (rig, client):
        assert (await client.ask("Shoot", **ALL, msg_user_id=42))["msg_user_id"] == reply
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert [told["msg_user_id"] for told in client.seen] == [event] * 4
        client.seen.clear()
        rig.press_shutter(rig.keys[0])
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert [told["msg_user_id"] for told in client.seen] == [0] * 4


@pytest.mark.parametrize("vintage", ["v3", "v4"])
async def test_pings_of_both_vintages(vintage: str) -> None:
    name, number = (
        ("NetworkPingMsg", "msg_ref_num") if vintage == "v3" else ("NetworkPing", "msg_seq_num")
    )
    assume = Assumptions(network_ping=0.01, node_updated=0.0)
    async with rig_and_client(cameras=1, vintage=vintage, assume=assume) as (_, client):
        async with asyncio.timeout(3):
            one, two = [await client.event("NetworkPing") for _ in range(2)]
        assert (one["msg_type"], one["msg_id"]) == ("Event", name)
        assert two[number] == one[number] + 1
        assert ("msg_user_id" in one) is (vintage == "v4")


@pytest.mark.parametrize("answer", ["counter", "own", "zero"])
async def test_the_number_that_a_ping_carries(answer: str) -> None:
    assume = Assumptions(ping_number=answer, network_ping=0.02, node_updated=0.0)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        await client.event("NetworkPing")
        for _ in range(3):
            rig.set_battery(rig.keys[0], 50)
            await client.event(
                "NetworkPing", lambda _: client.seen[-2]["msg_id"] == "CameraUpdated"
            )
        told = client.seen
    pings = [event["msg_seq_num"] for event in told if event["msg_id"] == "NetworkPing"]
    others = [event["msg_seq_num"] for event in told if event["msg_id"] == "CameraUpdated"]
    assert in_step([event["msg_seq_num"] for event in told]) is (answer == "counter")
    assert in_step(others) is (answer != "counter")
    assert in_step(pings) is (answer == "own")
    assert (set(pings) == {0}) is (answer == "zero")


@pytest.mark.parametrize("kind", ["Event", "Response"])
async def test_the_type_of_the_snapshot_that_version_3_publishes(kind: str) -> None:
    assume = Assumptions(synchronise_type=kind)
    async with rig_and_client(cameras=1, vintage="v3", assume=assume) as (_, client):
        assert accepted(await client.ask("Synchronise"))
        assert (await client.event("Synchronise"))["msg_type"] == kind


@pytest.mark.parametrize("data", [True, False])
async def test_whether_the_reply_of_version_3_holds_the_snapshot_too(data: bool) -> None:
    assume = Assumptions(synchronise_data=data)
    async with rig_and_client(cameras=1, vintage="v3", assume=assume) as (_, client):
        assert ("CameraUpdatedMsg" in await client.ask("Synchronise")) is data
        assert "CameraUpdatedMsg" in await client.event("Synchronise")


@pytest.mark.parametrize("limit", [2, 0])
async def test_what_is_kept_for_a_listener_that_does_not_read(limit: int) -> None:
    sent = 64
    text = "x" * 1_000_000
    async with (
        SmartShooter(cameras=1, assume=quiet(publisher_hwm=limit)) as rig,
        listener(rig.publisher_url) as slow,
    ):
        while not await slow.poll(20):
            rig.publish({"CustomText": "here"}, "RelayCustomText")
        for _ in range(sent):
            rig.publish({"CustomText": text}, "RelayCustomText")
        heard = 0
        async with asyncio.timeout(PATIENCE):
            while (message := read(await slow.recv()))["CustomText"] != "end":
                heard += message["CustomText"] == text
                rig.publish({"CustomText": "end"}, "RelayCustomText")
        assert (heard < sent) is bool(limit)


@asynccontextmanager
async def listener(publisher: str) -> AsyncIterator[zmq.asyncio.Socket]:
    """Subscribe, and keep next to nothing of what is not read."""
    context = zmq.asyncio.Context()
    socket = context.socket(zmq.SUB)
    socket.setsockopt(zmq.RCVHWM, 1)
    socket.connect(publisher)
    socket.subscribe(b"")
    yield socket
    context.destroy(linger=0)


def in_step(numbers: list[int]) -> bool:
    """Tell whether each number follows the one before."""
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


# Live view.


@pytest.mark.parametrize("publish", [True, False])
async def test_whether_frames_are_published(publish: bool) -> None:
    assume = Assumptions(publish_liveview=publish, frames_per_update=2)
    async with rig_and_client(cameras=1, assume=assume) as (_, client):
        await client.ask("EnableLiveview", **ALL, Enable=True)
        await client.event("CameraUpdated", CameraLiveviewNumFrames=2)
        told = [event["msg_id"] for event in client.seen].count("LiveviewUpdated")
        assert told == (2 if publish else 0)


async def test_the_size_and_quality_of_frames() -> None:
    tables = []
    for width, quality in ((320, 20), (480, 90)):
        assume = Assumptions(liveview_width=width, liveview_quality=quality)
        async with rig_and_client(cameras=1, assume=assume) as (_, client):
            await client.ask("EnableLiveview", **ALL, Enable=True)
            event = await client.event("LiveviewUpdated")
            frame = JpegImageFile(BytesIO(b64decode(event["CameraLiveviewImage"])))
            assert frame.size == (width, width * 5504 // 8256)
            tables.append(frame.quantization[0])
    # The better the picture, the less is divided away.
    assert sum(tables[0]) > 3 * sum(tables[1])


@pytest.mark.parametrize("version", ["5.3", "4.10"])
async def test_the_rate_of_frames(version: str) -> None:
    """Before 4.11 no option says it."""
    loop = asyncio.get_running_loop()
    assume = Assumptions(liveview_fps=5, frames_per_update=1)
    async with rig_and_client(cameras=1, app_version=version, assume=assume) as (_, client):
        options = (await client.ask("Synchronise"))["OptionsInfo"]
        assert options.get("DefaultLiveviewFPS") == (5 if version == "5.3" else None)
        start = loop.time()
        await client.ask("EnableLiveview", **ALL, Enable=True)
        await client.event("CameraUpdated", CameraLiveviewNumFrames=4)
        assert loop.time() - start > 0.55


async def test_how_often_frames_are_counted() -> None:
    async with rig_and_client(cameras=1, assume=Assumptions(frames_per_update=3)) as (_, client):
        await client.ask("EnableLiveview", **ALL, Enable=True)
        await client.event("CameraUpdated", CameraLiveviewNumFrames=6)
        counts = [
            event["CameraLiveviewNumFrames"]
            for event in client.seen
            if "CameraLiveviewNumFrames" in event
        ]
        assert counts == [0, 3, 6]


# All of them.


def test_every_switch_is_tried() -> None:
    tests = "".join(
        path.read_text() for path in Path(__file__).parent.glob("test_smart_shooter*.py")
    )
    untried = [row.name for row in fields(Assumptions) if f"{row.name}=" not in tests]
    untried += [row.name for row in FAULTS if f'"{row.name}"' not in tests]
    assert untried == []
