"""What nobody knows of these cameras, answered in the other way."""

import asyncio

import pytest

from simulators.sony.ssdp import longest_wait
from tests.simulators.sony_camera import camera_and_client
from tests.simulators.sony_client import until


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def test_a_busy_camera_lists_less() -> None:
    async with camera_and_client(delays=0.1, assume={"busy_list": "shrink"}) as (camera, client):
        (url,) = await client.call("startLiveview")
        shot = asyncio.create_task(client.call("actTakePicture"))
        await until(lambda: camera.status == "StillCapturing")
        busy = await client.names()
        assert not {"actTakePicture", "setIsoSpeedRate"} & set(busy)
        assert "startLiveview" in busy
        await shot
        await client.idle()
        assert "actTakePicture" in await client.names()
        assert url


async def test_a_value_that_is_set_already() -> None:
    async with camera_and_client(assume={"same_value": "refuse"}) as (_, client):
        assert await client.refusal("setSelfTimer", 0) == 1
        assert await client.refusal("setSelfTimer", 2) == 0


@pytest.mark.parametrize("model", ["ILCE-6000", "DSC-QX100"])
async def test_live_view_in_the_other_manner(model: str) -> None:
    chunked = "no" if model == "ILCE-6000" else "yes"
    assume = {
        "liveview_chunked": chunked,
        "second_viewer": "refused",
        "stale_tail": "yes",
        "timestamp_restarts": False,
        "liveview_unstarted": 403,
    }
    async with camera_and_client(model, assume=assume) as (_, client):
        (url,) = await client.call("startLiveview")
        async with client.stream(url) as stream:
            packet = await stream.packet()
            assert (stream.headers.get("transfer-encoding") == "chunked") is (chunked == "yes")
            assert not packet.payload.endswith(b"\xff\xd9")
            assert (await client.fetch(url)).status == 503
            await client.call("stopLiveview")
            await stream.ended()
        assert (await client.fetch(url)).status == 403
        await client.call("startLiveview")
        async with client.stream(url) as stream:
            assert (await stream.packet()).number > packet.number


async def test_frame_information_counts_by_itself() -> None:
    async with camera_and_client(assume={"frame_info_sequence": "own"}) as (_, client):
        await client.call("setLiveviewFrameInfo", {"frameInfo": True})
        (url,) = await client.call("startLiveview")
        async with client.stream(url) as stream:
            packets = [await stream.packet() for _ in range(6)]
        assert [packet.number for packet in packets[::2]] == [0, 1, 2]
        assert [packet.number for packet in packets[1::2]] == [1, 2, 3]


async def test_pictures_without_a_length_and_500_as_a_code_only() -> None:
    assume = {"content_length": False, "status_500": False}
    async with camera_and_client(assume=assume, faults=[("error", "500:getVersions")]) as (
        _,
        client,
    ):
        ((url,),) = await client.call("actTakePicture")
        picture = await client.fetch(url)
        assert (picture.header("Content-Length"), picture.body[:2]) == (None, b"\xff\xd8")
        body = b'{"method":"getVersions","params":[],"id":1,"version":"1.0"}'
        assert (await client.post("camera", body)).status == 200


async def test_everything_that_changes_something_is_locked() -> None:
    async with camera_and_client("DSC-QX100", assume={"locked": "yes"}) as (_, client):
        assert await client.refusal("actTakePicture") == 403
        assert await client.refusal("getSelfTimer") == 0


async def test_calls_beside_each_other_hang() -> None:
    async with camera_and_client(delays=1.0, ready=False, assume={"parallel_calls": "hang"}) as (
        camera,
        client,
    ):
        await client.describe()
        start = asyncio.create_task(client.call("startRecMode"))
        await until(lambda: camera.requests[-1:] != [])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.names()
        assert await start == [0]


async def test_an_answer_about_the_first_poll() -> None:
    async with camera_and_client(ready=False, assume={"first_poll": "wait"}) as (camera, client):
        await client.describe()
        poll = asyncio.create_task(client.poll())
        await until(lambda: camera.requests[-1:] != [])
        await client.call("startRecMode")
        assert "fNumber" not in await poll


@pytest.mark.parametrize(
    ("search", "seconds"),
    [
        (b"M-SEARCH * HTTP/1.1\r\nMX: 3\r\n\r\n", 3),
        (b"M-SEARCH * HTTP/1.1\r\nmx:1\r\n\r\n", 1),
        (b"M-SEARCH * HTTP/1.1\r\nMX: 120\r\n\r\n", 5),
        (b"M-SEARCH * HTTP/1.1\r\nMX: soon\r\n\r\n", 0),
        (b"M-SEARCH * HTTP/1.1\r\n\r\n", 0),
    ],
)
def test_a_search_says_how_long_its_answer_may_take(search: bytes, seconds: int) -> None:
    assert longest_wait(search) == seconds
