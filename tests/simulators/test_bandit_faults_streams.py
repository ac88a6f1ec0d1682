"""What goes wrong with the simulated Bandit: notifications, streams, and the camera itself."""

import asyncio
import json
from itertools import pairwise
from typing import Any

import pytest

from simulators.bandit.faults import FRAMES, MESSAGES, PREVIEWS
from tests.simulators.bandit_camera import camera_and_client
from tests.simulators.bandit_client import Player, Viewer


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


# The backchannel.


async def told_of(fault: str, value: object = None, count: int = 2) -> list[Any]:
    """Return what comes of two notifications."""
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        await camera.wait_backchannel()
        camera.set_fault(fault, value)
        camera.notify("a", {"b": 1})
        camera.notify("c", [2])
        return [await told.next() for _ in range(count)]


async def test_notifications_glued_merged_torn_and_twice() -> None:
    both = [{"a": {"b": 1}}, {"c": [2]}]
    assert (
        await told_of("glued")
        == await told_of("torn", 3)
        == await told_of("late_notices", 0.1)
        == both
    )
    assert await told_of("merged", count=1) == [{"a": {"b": 1}, "c": [2]}]
    assert await told_of("doubled_notices", count=4) == [both[0], both[0], both[1], both[1]]
    assert await told_of("unknown_event", count=2) == [
        {"sensor_lost": {"sensor": "cadence"}},
        both[0],
    ]


async def test_glued_is_one_piece_with_nothing_between() -> None:
    async with (
        camera_and_client(faults=["glued"]) as (camera, client),
        client.backchannel() as told,
    ):
        await camera.wait_backchannel()
        camera.notify("a", {})
        camera.notify("b", {})
        assert await told.raw(17) == b'{"a":{}}{"b":{}}\n'


async def test_torn_comes_in_pieces() -> None:
    async with (
        camera_and_client(faults=[("torn", 4)]) as (camera, client),
        client.backchannel() as told,
    ):
        await camera.wait_backchannel()
        camera.notify("recording_started", {"recording_active": True})
        assert await told.next() == {"recording_started": {"recording_active": True}}
        assert len(told.reads) > 2


@pytest.mark.parametrize("kind", MESSAGES)
async def test_what_is_no_notification(kind: str) -> None:
    async with (
        camera_and_client(faults=[("backchannel", kind)]) as (camera, client),
        client.backchannel() as told,
    ):
        await camera.wait_backchannel()
        camera.notify("after", {})
        while (line := await told.line()) != b'{"after":{}}\n':
            assert kind in ("null", "array", "empty") or not is_json(line)


def is_json(line: bytes) -> bool:
    """Tell whether a line is what a client can read, and not larger than it should be."""
    try:
        return len(line) < 1_000_000 and bool(json.loads(line))
    except ValueError, RecursionError:
        return False


async def test_notifications_that_are_lost() -> None:
    async with (
        camera_and_client(faults=["lost_notices"]) as (camera, client),
        client.backchannel() as told,
    ):
        await camera.wait_backchannel()
        camera.notify("a", {})
        camera.clear_fault("lost_notices")
        camera.notify("b", {})
        assert await told.next() == {"b": {}}


async def test_a_backchannel_that_closes_or_is_not_to_be_had() -> None:
    async with camera_and_client(faults=["backchannel_closes"]) as (camera, client):
        async with client.backchannel() as told:
            await camera.wait_backchannel()
            camera.notify("a", {})
            assert await told.next() == {"a": {}}
            with pytest.raises(EOFError):
                await told.next()
        camera.set_fault("backchannel_refused")
        async with client.backchannel() as told:
            with pytest.raises(ConnectionResetError):
                await told.next()
        camera.set_fault("wrong_backchannel")
        assert (await client.status())["backchannel_port"] == 1


# Viewfinder and preview.


@pytest.mark.parametrize(("fault", "step"), [("loss", 2), ("reorder", -1), ("duplicate", 0)])
async def test_datagrams_are_lost_swapped_and_doubled(fault: str, step: int) -> None:
    async with camera_and_client(faults=[(fault, 20)]) as (_, client), Viewer() as viewer:
        await client.viewfinder(viewer.port)
        numbers = [(await viewer.packet()).number for _ in range(200)]
        steps = [later - number for number, later in pairwise(numbers)]
        assert 5 < steps.count(step) < 100
        assert (min(steps) < 0) is (fault == "reorder")


@pytest.mark.parametrize("kind", FRAMES)
async def test_frames_that_are_none(kind: str) -> None:
    async with camera_and_client() as (camera, client), Viewer() as viewer:
        await client.viewfinder(viewer.port)
        await viewer.frame()
        camera.set_fault("viewfinder", kind)
        await camera.wait_frames(3)
        while not viewer.datagrams.empty():
            viewer.datagrams.get_nowait()
        if kind in ("garbage", "foreign", "short", "type"):
            await viewer.frame()
            await viewer.frame()
            assert viewer.spoiled
        elif kind == "no_jpeg":
            while (await viewer.frame()).jpeg[:2] == b"\xff\xd8":
                pass
        else:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await viewer.frame()
            assert viewer.spoiled
        camera.clear_fault("viewfinder")
        while (await viewer.frame()).jpeg[:2] != b"\xff\xd8":
            pass


async def test_a_viewfinder_that_stalls_or_stops_by_itself() -> None:
    async with (
        camera_and_client(faults=["viewfinder_stalls"]) as (camera, client),
        Viewer() as viewer,
        client.backchannel() as told,
    ):
        await client.viewfinder(viewer.port)
        await told.event("viewfinder_started")
        assert camera.frames_sent == 0
        camera.set_fault("viewfinder_ends", 0.01)
        await told.event("viewfinder_stopped")
        assert not camera.viewfinder_active


@pytest.mark.parametrize("kind", PREVIEWS)
async def test_a_preview_that_is_none(kind: str) -> None:
    async with (
        camera_and_client(faults=[("preview", kind)]) as (camera, client),
        Player() as player,
    ):
        sent = {
            "id": camera.videos[0].id,
            "preview_active": True,
            "preview_port": player.port,
            "length_secs": 1,
        }
        assert await client.do("POST", "/preview", sent) == 200
        if kind in ("type", "no_end"):
            kinds = {item.kind for item in await player.items()}
            assert kinds == ({127, 0, 1, 128, 55} if kind == "type" else {127, 0, 1})
        else:
            with pytest.raises((EOFError, ValueError)):
                await player.items()


# The camera.


async def test_card_and_files_from_the_start() -> None:
    async with camera_and_client(faults=["card_full", "invalid_files"]) as (camera, client):
        assert await client.record(True) == 500
        assert [video["is_valid"] for video in await client.videos()] == [True, False] * 3
        assert [image["is_valid"] for image in await client.images()] == [True, False] * 3
        broken = camera.images[1]
        assert await client.file(f"/images/{broken.id}/contents") == bytes(broken.size)
        camera.clear_fault("invalid_files")
        camera.clear_fault("card_full")
        assert all(video["is_valid"] for video in await client.videos())
        assert await client.record(True) == 200
    async with camera_and_client(faults=["card_error"]) as (camera, client):
        assert await client.do("GET", "/images") == 500
        camera.clear_fault("card_error")
        assert len(await client.images()) == 6


async def test_recordings_that_do_not_start_or_stop_and_end_by_themselves() -> None:
    async with (
        camera_and_client(faults=["ignores_start"]) as (camera, client),
        client.backchannel() as told,
    ):
        assert await client.record(True) == 200
        assert not camera.recording
        camera.clear_fault("ignores_start")
        camera.set_fault("ignores_stop")
        await client.record(True)
        await told.event("recording_started")
        assert await client.record(False) == 200
        assert (await client.status())["recording_active"] is True
        camera.clear_fault("ignores_stop")
        await client.record(False)
        await told.event("recording_stopped")
        camera.set_fault("recording_ends", 0.05)
        await client.record(True)
        await told.event("recording_stopped")
