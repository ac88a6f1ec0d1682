"""What the simulated Sony camera streams and hands over: live view, stored contents, playback."""

from io import BytesIO

import pytest
from PIL import Image

from tests.simulators.sony_camera import camera_and_client
from tests.simulators.sony_client import Client, Packet, until

IMAGE, FRAME_INFO, PLAYED, PLAYBACK_INFO = 0x01, 0x02, 0x11, 0x12
SOURCE = "storage:memoryCard1"


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


def size(packet: Packet) -> tuple[int, int]:
    return Image.open(BytesIO(packet.payload)).size


async def start(client: Client) -> str:
    (url,) = await client.call("startLiveview")
    return str(url)


# Live view.


async def test_live_view_is_a_stream_of_numbered_pictures() -> None:
    async with camera_and_client() as (camera, client):
        url = await start(client)
        assert await start(client) == url
        assert (await client.snapshot())["liveviewStatus"]["liveviewStatus"] is True
        async with client.stream(url) as stream:
            packets = [await stream.packet() for _ in range(20)]
            assert camera.liveviews == 1
        assert stream.headers["content-type"] == "application/octet-stream"
        assert {packet.kind for packet in packets} == {IMAGE}
        assert [packet.number for packet in packets] == list(range(1, 21))
        assert all(packet.padding == 0 and not any(packet.extra) for packet in packets)
        times = [packet.time for packet in packets]
        assert times[0] >= 319
        assert times == sorted(times)
        assert all(size(packet) == (640, 424) for packet in packets)
        assert packets[0].payload[:4] == b"\xff\xd8\xff\xdb"
        assert packets[0].payload != packets[1].payload
        assert stream.chunks[:20] == [136 + len(packet.payload) for packet in packets]
        await until(lambda: camera.liveviews == 0)


async def test_another_port_without_chunks_and_with_an_opaque_query() -> None:
    async with camera_and_client("DSC-QX100") as (camera, client):
        url = await start(client)
        assert url.endswith(
            "/liveviewstream?%211234%21%2a%3a%2a%3aimage%2fjpeg%3a%2a%21%21%21%21%21"
        )
        async with client.stream(url) as stream:
            await stream.packet()
            assert "transfer-encoding" not in stream.headers
            assert await client.call("stopLiveview") == [0]
            await stream.ended()
        assert (await client.fetch(url)).status == 404
        assert camera.liveviews == 0


async def test_the_size_is_chosen_with_the_start() -> None:
    async with camera_and_client() as (_, client):
        assert await client.refusal("startLiveviewWithSize", "XL") == 3
        (url,) = await client.call("startLiveviewWithSize", "L")
        assert await client.call("getLiveviewSize") == ["L"]
        async with client.stream(url) as stream:
            assert size(await stream.packet()) == (1024, 680)
        assert await client.refusal("startLiveviewWithSize", "M") == 1


async def test_frame_information_comes_between_the_pictures() -> None:
    async with camera_and_client() as (_, client):
        assert await client.call("setLiveviewFrameInfo", {"frameInfo": True}) == []
        assert await client.call("getLiveviewFrameInfo") == [{"frameInfo": True}]
        async with client.stream(await start(client)) as stream:
            information, picture = await stream.packet(), await stream.packet()
        assert (information.kind, picture.kind) == (FRAME_INFO, IMAGE)
        assert information.extra[:6] == bytes((1, 0, 0, 1, 0, 16))
        assert information.payload[:11].hex() == "0fa00bb817701388010100"
        assert picture.number == information.number + 1


@pytest.mark.parametrize(("model", "wins"), [("ILCE-6000", True), ("DSC-RX100M4", False)])
async def test_there_is_one_viewer(model: str, wins: bool) -> None:
    async with camera_and_client(model) as (camera, client):
        url = await start(client)
        async with client.stream(url) as first:
            await first.packet()
            async with client.stream(url) as second:
                assert (second.status == 200) is wins
                if wins:
                    await second.packet()
                    await first.ended()
                else:
                    await first.packet()
                assert camera.liveviews == 1


async def test_it_survives_a_shot_and_shows_what_the_camera_does() -> None:
    async with camera_and_client() as (camera, client):
        async with client.stream(await start(client)) as stream:
            await stream.packet()
            await client.call("actTakePicture")
            for _ in range(5):
                await stream.packet()
        assert camera.status in ("StillSaving", "IDLE")


async def test_a_stale_tail_and_larger_frames() -> None:
    async with camera_and_client("ILCE-6300", assume={"frame_bytes": 40_000}) as (_, client):
        async with client.stream(await start(client)) as stream:
            packet = await stream.packet()
        assert 39 <= len(packet.payload) - 40_000 <= 79
        assert packet.payload[39_998:40_000] == b"\xff\xd9"
        assert not packet.payload.endswith(b"\xff\xd9")
        assert size(packet) == (640, 424)


# Stored contents.


async def transfer(client: Client) -> None:
    assert await client.call("setCameraFunction", "Contents Transfer") == [0]
    told = await client.poll_until(lambda told: "cameraFunctionResult" in told)
    assert told["cameraFunctionResult"]["cameraFunctionResult"] == "Success"


async def test_contents_by_date_and_as_a_whole() -> None:
    async with camera_and_client("DSC-RX100M4", contents=23) as (_, client):
        await start(client)
        await client.snapshot()
        assert await client.refusal("getSchemeList", service="avContent") == 1
        await transfer(client)
        told = await client.snapshot()
        assert told["cameraStatus"]["cameraStatus"] == "ContentsTransfer"
        assert told["liveviewStatus"]["liveviewStatus"] is False
        assert "startLiveview" not in await client.names()

        async def ask(method: str, version: str, **asked: object) -> object:
            ((answer),) = await client.call(method, asked, version=version, service="avContent")
            return answer

        assert await client.call("getSchemeList", service="avContent") == [[{"scheme": "storage"}]]
        assert await ask("getSourceList", "1.0", scheme="storage") == [{"source": SOURCE}]
        assert await ask("getContentCount", "1.2", uri=SOURCE, target="all", view="flat") == {
            "count": 23
        }
        assert await ask("getContentCount", "1.2", uri=SOURCE, view="date", type=None) == {
            "count": 3
        }
        days = await ask(
            "getContentList", "1.3", uri=SOURCE, stIdx=0, cnt=100, view="date", sort="descending"
        )
        assert isinstance(days, list)
        assert [day["title"] for day in days] == ["20140820", "20140819", "20140818"]
        assert (days[0]["content"], days[0]["contentKind"]) == (None, "directory")
        page = await ask("getContentList", "1.3", uri=days[2]["uri"], stIdx=3, cnt=4, view="date")
        assert isinstance(page, list)
        assert [item["fileNo"] for item in page] == ["0004", "0005", "0006", "0007"]
        assert page[1]["contentKind"] == "movie_mp4"
        assert page[0]["createdTime"] == "2014-08-18T09:33:00+00:00"
        stills = await ask(
            "getContentCount", "1.2", uri=days[2]["uri"], type=["still"], view="date"
        )
        assert stills == {"count": 8}
        for wrong in ({"cnt": 101}, {"stIdx": -1}, {"uri": "storage:other"}):
            asked = {"uri": SOURCE, "stIdx": 0, "cnt": 1, "view": "flat"} | wrong
            code = await client.refusal("getContentList", asked, version="1.3", service="avContent")
            assert code == 3


async def test_files_are_as_large_as_wanted_and_thumbnails_small() -> None:
    async with camera_and_client("DSC-RX100M4", content_size=700_001) as (camera, client):
        await transfer(client)
        asked = {"uri": SOURCE, "stIdx": 0, "cnt": 10, "view": "flat"}
        (items,) = await client.call("getContentList", asked, version="1.3", service="avContent")
        content = items[0]["content"]
        url = content["original"][0]["url"]
        assert f":{camera.port}/contentstransfer/orgjpeg/" in url
        assert len((await client.fetch(url)).body) == 700_001
        thumbnail = await client.fetch(content["thumbnailUrl"])
        assert Image.open(BytesIO(thumbnail.body)).size == (160, 120)
        assert Image.open(BytesIO((await client.fetch(content["smallUrl"])).body)).size == (
            640,
            424,
        )
        movie = await client.fetch(items[4]["content"]["original"][0]["url"])
        assert movie.body[4:12] == b"ftypmp42"
        assert len(movie.body) == camera.contents[4].size
        assert (await client.fetch(f"{url}9")).status == 404


async def test_ranges_where_they_are_assumed() -> None:
    async with camera_and_client("DSC-RX100M4", assume={"content_ranges": True}) as (_, client):
        await transfer(client)
        asked = {"uri": SOURCE, "stIdx": 4, "cnt": 1, "view": "flat"}
        (items,) = await client.call("getContentList", asked, version="1.3", service="avContent")
        url = items[0]["content"]["original"][0]["url"]
        part = await client.fetch(url, range="bytes=4-11")
        assert (part.status, part.body) == (206, b"ftypmp42")
        assert (await client.fetch(url, range="bytes=999999999-")).status == 416


async def test_deleting_leaves_what_is_protected() -> None:
    async with camera_and_client("DSC-RX100M4") as (camera, client):
        await transfer(client)
        uris = [content.uri for content in camera.contents[:3]]
        camera.contents[1].protected = True
        code = await client.refusal(
            "deleteContent", {"uri": uris}, version="1.1", service="avContent"
        )
        assert code == 41003
        assert [content.uri for content in camera.contents[:1]] == uris[1:2]
        assert len(camera.contents) == 10
        assert camera.status == "ContentsTransfer"
        camera.remove_card()
        assert await client.refusal("getSchemeList", service="avContent") == 41002


async def test_back_to_shooting_and_a_transfer_that_fails() -> None:
    async with camera_and_client("DSC-RX100M4") as (camera, client):
        await transfer(client)
        assert await client.refusal("actTakePicture") == 1
        assert await client.call("setCameraFunction", "Remote Shooting") == [0]
        await client.idle()
        await client.snapshot()
        await camera.set_fault("transfer_fails")
        await client.call("setCameraFunction", "Contents Transfer")
        told = await client.poll_until(
            lambda told: (
                told.get("cameraFunctionResult", {}).get("cameraFunctionResult") == "Failure"
            )
        )
        assert told
        assert camera.status == "IDLE"


# Playback.


async def test_a_movie_is_played_sought_and_stopped() -> None:
    async with camera_and_client("DSC-RX100M4") as (camera, client):
        await transfer(client)

        async def ask(method: str, *params: object) -> list[object]:
            return await client.call(method, *params, service="avContent")

        movie = camera.contents[4].uri
        ((chosen),) = await ask(
            "setStreamingContent", {"remotePlayType": "simpleStreaming", "uri": movie}
        )
        assert isinstance(chosen, dict)
        assert camera.status == "Streaming"
        assert await ask("requestToNotifyStreamingStatus", {"polling": False}) == [
            {"status": "paused", "factor": ""}
        ]
        async with client.stream(chosen["playbackUrl"]) as stream:
            information, picture = await stream.packet(), await stream.packet()
            assert (information.kind, picture.kind) == (PLAYBACK_INFO, PLAYED)
            assert information.payload[:8] == bytes((0, 0, 234, 96, 0, 0, 0, 0))
            assert size(picture) == (640, 360)
            assert picture.extra[:4] == bytes((2, 128, 1, 104))
            assert await ask("seekStreamingPosition", {"positionMsec": 59_950}) == []
            assert await ask("startStreaming") == []
            status: dict[str, object] = {}
            while status.get("status") != "pausedByEdge":
                ((told),) = await ask("requestToNotifyStreamingStatus", {"polling": True})
                assert isinstance(told, dict)
                status = told
            assert status["factor"] == "endEdge"
            assert await ask("pauseStreaming") == []
            assert await ask("stopStreaming") == []
        assert camera.status == "ContentsTransfer"
        assert await client.refusal("startStreaming", service="avContent") == 1
