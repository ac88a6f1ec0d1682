"""What is open or told in two ways about the Bandit's notifications and streams."""

from typing import Any

import pytest

from tests.simulators.bandit_camera import camera_and_client
from tests.simulators.bandit_client import PATIENCE, Player, Viewer


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


# Notifications.


@pytest.mark.parametrize(
    ("assume", "line"),
    [
        ({"framing": "crlf"}, b'{"a":{"b":1}}\r\n'), ({"framing": "none"}, b'{"a":{"b":1}}{'),
        ({"framing": "nul"}, b'{"a":{"b":1}}\0'), ({"framing": "space"}, b'{"a":{"b":1}} '),
        ({"framing": "pretty"}, b'{\n    "a": {\n        "b": 1\n    }\n}\n'),
    ],
)  # fmt: skip
async def test_framing(assume: dict[str, Any], line: bytes) -> None:
    async with camera_and_client(assume=assume) as (camera, client), client.backchannel() as told:
        await camera.wait_backchannel()
        camera.notify("a", {"b": 1})
        camera.notify("a", {"b": 1})
        assert await told.raw(len(line)) == line


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("one", {"shutting_down": {"battery_critical": True}}),
        ("all", {"shutting_down": {"battery_critical": True, "user_initiated": False, "overtemperature_shutdown": False}}),
        ("outside", {"shutting_down": {}, "battery_critical": True}),
    ],
)  # fmt: skip
async def test_shutting_down(form: str, expected: dict[str, Any]) -> None:
    async with (
        camera_and_client(assume={"shutting_down": form}) as (camera, client),
        client.backchannel() as told,
    ):
        await camera.wait_backchannel()
        await camera.battery_empty()
        assert await told.next() == expected


async def test_payloads_told_otherwise() -> None:
    assume = {
        "viewfinder_flag": "integer", "memory_error": "object", "photo_captured": "ids", "is_valid": "always",
        "memory_low": "warns",
    }  # fmt: skip
    async with (
        camera_and_client(assume=assume) as (camera, client),
        client.backchannel() as told,
        Viewer() as viewer,
    ):
        await client.viewfinder(viewer.port)
        assert await told.event("viewfinder_started") == {"viewfinder_active": 1}
        camera.take_photo()
        (photo,) = await told.event("photo_captured")
        assert photo == camera.images[-1].id
        await client.record(True)
        await told.event("recording_started")
        camera.card_full()
        await told.event("memory_low")
        assert camera.recording
        await client.record(False)
        assert (await told.event("recording_stopped"))[0]["is_valid"] is True
        camera.card_error()
        assert await told.event("memory_error") == {"memory_error": True}


async def test_continuous_photos_told_together() -> None:
    assume = {"photo_messages": "together"}
    async with (
        camera_and_client(photos=0, assume=assume) as (camera, client),
        client.backchannel() as told,
    ):
        await client.do("POST", "/settings/image", {"mode": "continuous", "interval_secs": 1})
        await client.record(True)
        await camera.until(lambda: camera.recording and bool(camera.images))
        await client.record(False)
        assert len(await told.event("photo_captured")) == len(camera.images)


async def test_progress_without_its_end() -> None:
    async with (
        camera_and_client(assume={"progress_100": False}) as (camera, client),
        client.backchannel() as told,
    ):
        await client.file(f"/videos/{camera.videos[0].id}/contents?length_secs=1")
        camera.notify("end", {})
        assert [list(await told.next()) for _ in range(6)][-1] == ["end"]


async def test_a_backchannel_begins_with_the_last_notification() -> None:
    async with camera_and_client(assume={"replay": True}) as (camera, client):
        camera.notify("wifi_stopped", {"wifi_active": False})
        async with client.backchannel() as told:
            assert await told.next() == {"wifi_stopped": {"wifi_active": False}}


# Streams.


async def test_packets_numbered_anew_in_each_frame_and_smaller() -> None:
    assume = {"numbering": "per_frame", "fragment": 500}
    async with camera_and_client(assume=assume) as (_, client), Viewer() as viewer:
        await client.viewfinder(viewer.port)
        assert [(await viewer.frame()).first for _ in range(3)] == [0, 0, 0]
        packets = [await viewer.packet() for _ in range(10)]
        assert max(len(packet.payload) for packet in packets) == 500


async def test_packet_numbers_begin_again_at_65536() -> None:
    async with camera_and_client(assume={"first_number": 65530}) as (_, client), Viewer() as viewer:
        await client.viewfinder(viewer.port)
        numbers = [(await viewer.packet()).number for _ in range(8)]
        assert numbers == [65530, 65531, 65532, 65533, 65534, 65535, 0, 1]


@pytest.mark.parametrize("way", ["stops", "goes_on"])
async def test_a_viewer_that_has_gone(way: str) -> None:
    async with camera_and_client(assume={"vanished_viewer": way}) as (camera, client):
        async with Viewer() as viewer:
            await client.viewfinder(viewer.port)
            await viewer.frame()
        if way == "stops":
            await camera.wait_viewfinder(False, PATIENCE)
        else:
            await camera.wait_frames(10)
            assert camera.viewfinder_active


async def test_recording_ends_the_viewfinder() -> None:
    async with (
        camera_and_client(assume={"record_stops_viewfinder": True}) as (camera, client),
        Viewer() as viewer,
    ):
        await client.viewfinder(viewer.port)
        await viewer.frame()
        await client.record(True)
        await camera.wait_viewfinder(False)


async def test_preview_headers_and_ports() -> None:
    async with (
        camera_and_client(assume={"preview_version": 7}) as (camera, client),
        Player() as player,
    ):
        sent = {
            "id": camera.videos[0].id,
            "preview_active": True,
            "preview_port": player.port,
            "length_secs": 0.2,
        }
        assert await client.do("POST", "/preview", sent) == 200
        assert {item.version for item in await player.items()} == {7}
    async with camera_and_client(assume={"preview_ports": 1023}) as (camera, client):
        assert await client.do("POST", "/preview", sent) == 400
