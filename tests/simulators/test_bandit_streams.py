"""The simulated Bandit: viewfinder, preview, backchannel and the 5 connections."""

import asyncio
import json
import struct
from io import BytesIO

import pytest
from PIL import Image

from tests.simulators.bandit_camera import camera_and_client
from tests.simulators.bandit_client import Player, Viewer


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


# The viewfinder.


async def test_the_viewfinder_is_a_moving_picture_in_small_datagrams() -> None:
    async with (
        camera_and_client() as (camera, client),
        client.backchannel() as told,
        Viewer() as viewer,
    ):
        assert await client.viewfinder(viewer.port) == 200
        assert await told.event("viewfinder_started") == {"viewfinder_active": True}
        status = await client.status()
        assert (status["viewfinder_active"], status["viewfinder_streaming_port"]) == (
            True,
            viewer.port,
        )
        assert camera.viewfinder_target == ("127.0.0.1", viewer.port)
        frames = [await viewer.frame() for _ in range(3)]
        assert len({frame.jpeg for frame in frames}) == 3
        assert {frame.time for frame in frames} == {0.0}
        picture = Image.open(BytesIO(frames[0].jpeg))
        assert (picture.format, picture.size) == ("JPEG", (768, 432))
        assert viewer.spoiled == 0
        assert await client.viewfinder(None) == 200
        assert await told.event("viewfinder_stopped") == {"viewfinder_active": False}
        await camera.wait_viewfinder(False)
        sent = camera.frames_sent
        assert (await client.status())["viewfinder_streaming_port"] == -1
        assert camera.frames_sent == sent


async def test_datagrams_as_they_are_described() -> None:
    async with camera_and_client() as (camera, client), Viewer() as viewer:
        await client.viewfinder(viewer.port)
        start = await viewer.datagrams.get()
        sync, kind, number, length, size, time = struct.unpack(">HBHHIf", start)
        assert (sync, kind, number, length, time) == (0x55AA, 0, 0, 8, 0.0)
        got, numbers = 0, []
        while got < size:
            data = await viewer.datagrams.get()
            assert len(data) <= 1031
            sync, kind, number, length = struct.unpack_from(">HBHH", data)
            assert (sync, kind, length) == (0x55AA, 1, len(data) - 7)
            got += length
            numbers.append(number)
        assert (got, numbers) == (size, list(range(1, len(numbers) + 1)))
        assert struct.unpack_from(">HBH", await viewer.datagrams.get()) == (
            0x55AA,
            0,
            len(numbers) + 1,
        )
        await camera.wait_frames(2)
        assert camera.datagrams_sent > 3 * len(numbers)


async def test_frames_tell_the_time_in_the_file_that_is_recorded() -> None:
    async with camera_and_client() as (_, client), Viewer() as viewer:
        await client.viewfinder(viewer.port)
        await client.record(True)
        while not (first := await viewer.frame()).time:
            pass
        while (later := await viewer.frame()).time < 0.1:
            pass
        assert 0 < first.time < later.time < 5


async def test_one_viewfinder_at_a_time_and_only_at_a_port() -> None:
    async with camera_and_client() as (_, client), Viewer() as viewer:
        assert await client.viewfinder(None) == 400
        for wrong in (0, -1, 65536, "4001", None):
            sent = {"viewfinder_active": True, "viewfinder_streaming_port": wrong}
            assert await client.do("POST", "/viewfinder", sent) == 400
        assert await client.viewfinder(viewer.port) == 200
        assert await client.viewfinder(viewer.port) == 409
        assert await client.do("POST", "/viewfinder", {"viewfinder_active": False}) == 200


# The preview.


async def test_the_preview_connects_and_plays_picture_and_sound() -> None:
    async with camera_and_client() as (camera, client), Player() as player:
        sent = {
            "id": camera.videos[0].id, "preview_active": True, "preview_port": player.port,
            "offset_secs": 4.0, "length_secs": 2.0,
        }  # fmt: skip
        assert await client.do("POST", "/preview", sent) == 200
        items = await player.items()
        assert (items[0].kind, items[-1].kind, items[-1].payload) == (127, 128, b"")
        assert {item.version for item in items} == {1}
        pictures = [item for item in items if item.kind == 0]
        sounds = [item for item in items if item.kind == 1]
        assert [item.time for item in pictures][:3] == pytest.approx([4.0, 4.1, 4.2])
        assert (len(pictures), len({item.payload for item in pictures})) == (20, 20)
        assert Image.open(BytesIO(pictures[0].payload)).format == "JPEG"
        assert {item.payload[:2] for item in sounds} == {b"\xff\xf1"}
        assert len(sounds) == pytest.approx(2 * 48_000 / 1024, abs=2)
        await camera.until(lambda: not camera.preview_active)


async def test_slow_motion_sounds_slow_and_a_time_lapse_not_at_all() -> None:
    async with camera_and_client() as (camera, client), Player() as player:
        kinds = {video.mode["mode"]: video.id for video in camera.videos}
        for mode, frames in (("slow_motion", 12_000 / 1024), ("time_lapse", 0)):
            sent = {"id": kinds[mode], "preview_active": True, "preview_port": player.port}
            assert await client.do("POST", "/preview", sent | {"length_secs": 1}) == 200
            sounds = [item for item in await player.items() if item.kind == 1]
            assert len(sounds) == pytest.approx(frames, abs=2)
            await camera.until(lambda: not camera.preview_active)


async def test_one_preview_at_a_time_until_it_is_stopped() -> None:
    async with camera_and_client(faults=["preview_stalls"]) as (camera, client), Player() as player:
        sent = {"id": camera.videos[0].id, "preview_active": True, "preview_port": player.port}
        assert await client.do("POST", "/preview", sent) == 200
        assert (await client.status())["preview_active"] is True
        assert await client.do("POST", "/preview", sent) == 409
        assert await client.do("POST", "/preview", sent | {"preview_active": False}) == 200
        assert not camera.preview_active
        assert await client.do("POST", "/preview", sent | {"preview_active": False}) == 400
        assert await client.do("POST", "/preview", sent | {"id": "none"}) == 400
        assert await client.do("POST", "/preview", sent | {"preview_port": 99999}) == 400
        assert await client.do("POST", "/preview", sent | {"offset_secs": 10}) == 400


async def test_a_preview_nobody_listens_for_and_one_that_is_hung_up() -> None:
    async with camera_and_client() as (camera, client):
        async with Player() as player:
            sent = {"id": camera.videos[0].id, "preview_active": True, "preview_port": player.port}
            camera.set_fault("preview_stalls")
            assert await client.do("POST", "/preview", sent) == 200
            await player.connected()
            player.hang_up()
            await camera.until(lambda: not camera.preview_active)
        assert await client.do("POST", "/preview", sent) == 500
        assert not camera.preview_active


# The backchannel.


async def test_notifications_are_lines_and_go_to_every_client() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as one:
        async with client.backchannel() as other:
            await camera.wait_backchannel(2)
            camera.notify("memory_low", {"available_bytes": 2**40})
            camera.send_raw(b'{"odd":1}\n')
            line = b'{"memory_low":{"available_bytes":1099511627776}}\n{"odd":1}\n'
            assert [await told.raw(len(line)) for told in (one, other)] == [line, line]
        await camera.until(lambda: camera.backchannels == 1)
    async with camera_and_client() as (camera, client):
        async with client.backchannel():
            await camera.wait_backchannel()
        await camera.wait_backchannel(0)


# Connections.


async def test_the_sixth_connection_is_refused() -> None:
    async with camera_and_client() as (camera, client):
        links = [await client.connect() for _ in range(5)]
        await camera.until(lambda: camera.open_connections == 5)
        with pytest.raises(OSError, match=r".+"):
            await client.status()
        assert camera.max_connections_seen == 6
        links[0][1].close()
        await camera.until(lambda: camera.open_connections == 4)
        assert (await client.status())["recording_active"] is False
        for _, writer in links:
            writer.close()


async def test_a_connection_serves_many_requests_and_may_be_replaced_at_once() -> None:
    async with camera_and_client() as (camera, client):
        reader, writer = await client.connect()
        for _ in range(3):
            writer.write(b"GET /api/version HTTP/1.1\r\nHost: camera\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert b"Connection: keep-alive" in head
            size = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
            assert json.loads(await reader.readexactly(size))["version"] == "2"
        writer.close()
        for _ in range(20):
            links = await asyncio.gather(*(client.connect() for _ in range(5)))
            for _, writer in links:
                writer.close()
        await client.status()
        await camera.until(lambda: not camera.open_connections)


async def test_what_is_no_http_is_hung_up_on() -> None:
    async with camera_and_client() as (camera, client):
        for sent in (
            b"hello\r\n\r\n",
            b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            b"GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        ):
            reader, writer = await client.connect()
            writer.write(sent)
            assert await reader.read() == b""
            writer.close()
        assert camera.request_count == 0
        chunks = b'4\r\n{"re\r\n16\r\ncording_active": true}\r\n0\r\n\r\n'
        reader, writer = await client.connect()
        writer.write(b"POST /api/2/record HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200 ")
        writer.close()
