"""What goes wrong with the simulated Sony camera and the way to it, and what looks like one."""

import asyncio
import json
from typing import override

import pytest

from simulators.sony import Assumptions, SonyCamera
from simulators.sony.faults import REPLIES
from simulators.switches import SwitchError
from tests.simulators.sony_camera import camera_and_client
from tests.simulators.sony_client import Client, until

SCALAR = b"urn:schemas-sony-com:service:ScalarWebAPI:1"
GONE = (OSError, EOFError)
"""What a client sees of a connection that was reset or closed too early."""


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def pending(camera: SonyCamera, client: Client) -> asyncio.Task[object]:
    """Return a long poll that the camera holds."""
    await client.snapshot()
    poll: asyncio.Task[object] = asyncio.create_task(client.ask("getEvent", True))
    await until(lambda: bool(camera.requests) and camera.requests[-1].params == [True])
    return poll


# The link.


async def test_out_of_reach_nothing_answers_until_it_is_back() -> None:
    async with camera_and_client() as (camera, client):
        (url,) = await client.call("startLiveview")
        async with client.stream(url) as stream:
            await stream.packet()
            await camera.set_fault("silent")
            call = asyncio.create_task(client.names())
            with pytest.raises(TimeoutError):
                await stream.ended(0.2)
            assert not call.done()
            await camera.clear_fault("silent")
            assert await call


async def test_closed_ports_open_again() -> None:
    async with camera_and_client() as (camera, client):
        before = camera.connections
        await camera.set_fault("refused")
        with pytest.raises(ConnectionRefusedError):
            await client.names()
        assert camera.connections == before
        await camera.clear_fault("refused")
        assert await client.names()


@pytest.mark.parametrize("where", ["frame", "json", "poll", "startRecMode"])
async def test_it_vanishes_in_the_middle_of_something_and_comes_back(where: str) -> None:
    async with camera_and_client(ready=where != "startRecMode") as (camera, client):
        await client.describe()
        url = "" if where == "startRecMode" else (await client.call("startLiveview"))[0]
        await camera.set_fault("vanish_at", where)
        if where == "frame":
            async with client.stream(url) as stream:
                await stream.ended()
        elif where == "poll":
            with pytest.raises(GONE):
                await (await pending(camera, client))
        else:
            with pytest.raises((*GONE, ValueError)):
                await client.ask("startRecMode" if where != "json" else "getVersions")
        await until(lambda: not camera.running)
        with pytest.raises(ConnectionRefusedError):
            await client.describe()
        await camera.start()
        await client.describe()
        assert len(await client.names()) == 7


async def test_it_vanishes_in_silence() -> None:
    async with camera_and_client() as (camera, client):
        poll = await pending(camera, client)
        await camera.switch_off("silence")
        assert not camera.running
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await client.describe()
        assert not poll.done()
        await camera.start()
        with pytest.raises(GONE):
            await poll
        assert await client.call("startRecMode") == [0]


async def test_switched_off_by_itself_and_by_hand() -> None:
    async with camera_and_client() as (camera, client):
        poll = await pending(camera, client)
        await camera.set_fault("power_off", 0.01)
        async with asyncio.timeout(20):
            await camera.wait_closed()
        with pytest.raises(GONE):
            await poll
        await camera.clear_fault("power_off")
        await camera.restart()
        await camera.switch_off()
        with pytest.raises(ConnectionRefusedError):
            await client.describe()


async def test_everything_in_small_pieces() -> None:
    async with camera_and_client(faults=[("split_reads", 3)]) as (_, client):
        assert (await client.describe()).name == "ILCE-6000"
        (url,) = await client.call("startLiveview")
        async with client.stream(url) as stream:
            assert (await stream.packet()).kind == 1


# Calls.


async def test_errors_at_every_call_at_one_and_a_few_times() -> None:
    async with camera_and_client() as (camera, client):
        await camera.set_fault("error", "40401")
        assert await client.refusal("getVersions") == 40401
        await camera.set_fault("error", "40401:actTakePicture:2")
        codes = [await client.refusal("actTakePicture") for _ in range(3)]
        assert codes == [40401, 40401, 0]
        assert "error" not in camera.faults
        await camera.set_fault("error", "12:poll")
        assert await client.refusal("getEvent", True) == 12
        assert await client.refusal("getEvent", False) == 0
        await camera.set_fault("error", "500:getVersions")
        body = b'{"method":"getVersions","params":[],"id":1,"version":"1.0"}'
        assert (await client.post("camera", body)).status == 500


async def test_slow_hanging_and_lost_answers() -> None:
    async with camera_and_client() as (camera, client):
        await camera.set_fault("slow", 0.2)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.names()
        await camera.clear_fault("slow")
        await camera.set_fault("hang", "setSelfTimer")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.call("setSelfTimer", 2)
        assert await client.names()
        await camera.set_fault("lost_reply", "actTakePicture")
        with pytest.raises(GONE):
            await client.ask("actTakePicture")
        assert len(camera.photos) == 13
        await camera.set_fault("half_reply", "getMethodTypes")
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            await client.ask("getMethodTypes", "")
        assert camera.settings["SelfTimer"] == 0


@pytest.mark.parametrize("kind", REPLIES)
async def test_malformed_answers(kind: str) -> None:
    async with camera_and_client() as (camera, client):
        await camera.set_fault("bad_reply", f"{kind}:getVersions")
        assert await client.names()
        request = b'{"method":"getVersions","params":[],"id":7,"version":"1.0"}'
        if kind == "no_http":
            with pytest.raises((EOFError, ValueError, IndexError, asyncio.LimitOverrunError)):
                await client.post("camera", request)
            return
        response = await client.post("camera", request)
        assert response.header("Content-Length") == str(len(response.body))
        try:
            answer = json.loads(response.body)
        except ValueError, RecursionError:
            return
        good = {"result": [["1.0", "1.1", "1.2", "1.3", "1.4"]], "id": 7}
        assert answer != good


async def test_a_wrong_content_type() -> None:
    async with camera_and_client(faults=["content_type"]) as (_, client):
        body = b'{"method":"getVersions","params":[],"id":1,"version":"1.0"}'
        assert (await client.post("camera", body)).header("Content-Type") == "text/plain"


async def test_somebody_else_holds_the_long_poll_or_it_never_waits() -> None:
    async with camera_and_client() as (camera, client):
        await client.snapshot()
        await camera.set_fault("poll_held")
        assert await client.refusal("getEvent", True) == 40402
        assert await client.snapshot()
        await camera.clear_fault("poll_held")
        await camera.set_fault("empty_polls")
        assert await client.poll() == {}


# Descriptions and what is none of a camera.


@pytest.mark.parametrize(
    ("kind", "status", "has"),
    [
        ("missing", 404, b""),
        ("empty", 200, b""),
        ("garbage", 200, b""),
        ("half", 200, b"<?xml"),
        ("huge", 200, b"xxxx"),
        ("bomb", 200, b'<!ENTITY b "&a;&a;'),
        ("entity", 200, b'SYSTEM "file:'),
        ("foreign", 200, b"http://192.0.2.1:8080/sony"),
        ("no_camera", 200, b"accessControl"),
        ("drip", 200, b"<?xml"),
    ],
)
async def test_descriptions_that_are_wrong(kind: str, status: int, has: bytes) -> None:
    async with SonyCamera(faults=[("description", kind)]) as camera:
        client = Client(camera.location)
        if kind == "drip":
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await client.fetch(camera.location)
            return
        response = await client.fetch(camera.location)
        assert response.status == status
        assert has in response.body
        assert b"ServiceType>camera<" not in response.body or kind in (
            "huge",
            "bomb",
            "entity",
            "foreign",
        )
        assert (len(response.body) > 30_000_000) is (kind == "huge")


async def test_a_description_that_is_said_to_be_elsewhere() -> None:
    async with SonyCamera(faults=["redirect"]) as camera:
        response = await Client(camera.location).fetch(camera.location)
        assert response.status == 302
        assert response.header("Location") == "http://192.0.2.1/dd.xml"


@pytest.mark.parametrize(
    ("kind", "has", "model"),
    [
        ("send_to_smartphone", False, "SonyImagingDevice"),
        ("ptp", False, "SonyImagingDevice"),
        ("tv", True, "KD-55X8509C"),
        ("soundbar", True, "HT-ST5000"),
    ],
)
async def test_devices_that_look_alike(kind: str, has: bool, model: str) -> None:
    async with SonyCamera("ILCE-6300", faults=[("lookalike", kind)]) as camera:
        client = Client(camera.location)
        document = await client.fetch(camera.location)
        assert (SCALAR in document.body) is has
        told = await client.describe()
        assert (told.model, told.services) == (model, {})
        client.services = {"camera": camera.url}
        assert (await client.post("camera", b"{}")).status == 404


# Live view and pictures.


@pytest.mark.parametrize("kind", ["padding", "no_jpeg", "empty", "unknown", "decoy"])
async def test_live_view_with_packets_of_other_kinds(kind: str) -> None:
    async with camera_and_client(faults=[("liveview", kind)]) as (_, client):
        (url,) = await client.call("startLiveview")
        async with client.stream(url) as stream:
            first, second = await stream.packet(), await stream.packet()
        match kind:
            case "padding":
                assert first.padding
            case "empty":
                assert (first.payload, second.payload[:2]) == (b"", b"\xff\xd8")
            case "unknown":
                assert (first.kind, second.kind) == (0x7F, 1)
            case "decoy":
                assert b"\x24\x35\x68\x79" in first.payload
            case _:
                assert first.payload.startswith(b"no picture")


@pytest.mark.parametrize("kind", ["garbage", "sizes", "half", "ptp"])
async def test_live_view_that_cannot_be_followed(kind: str) -> None:
    async with camera_and_client(faults=[("liveview", kind)]) as (_, client):
        (url,) = await client.call("startLiveview")
        async with client.stream(url) as stream:
            if kind == "sizes":
                assert (await stream.read(136))[12:15] == b"\xff\xff\xff"
                return
            with pytest.raises(AssertionError):
                await stream.ended()


async def test_live_view_that_stalls_drops_ends_or_is_missing() -> None:
    async with camera_and_client() as (camera, client):
        (url,) = await client.call("startLiveview")
        async with client.stream(url) as stream:
            await camera.set_fault("liveview_stalls")
            with pytest.raises(TimeoutError):
                await stream.ended(0.2)
            await camera.clear_fault("liveview_stalls")
            await camera.set_fault("liveview_drops", 3)
            await stream.ended()
        await camera.clear_fault("liveview_drops")
        await client.snapshot()
        await camera.set_fault("liveview_ends", 0.05)
        async with client.stream(url) as stream:
            await stream.ended()
        told = await client.poll_until(lambda told: "liveviewStatus" in told)
        assert told["liveviewStatus"]["liveviewStatus"] is False
        await camera.clear_fault("liveview_ends")
        await client.call("startLiveview")
        await camera.set_fault("liveview_missing")
        assert (await client.fetch(url)).status == 404


@pytest.mark.parametrize("kind", ["gone", "half", "html", "hang", "endless", "empty"])
async def test_postviews_that_are_not_to_be_had(kind: str) -> None:
    async with camera_and_client() as (camera, client):
        ((url,),) = await client.call("actTakePicture")
        whole = (await client.fetch(url)).body
        await camera.set_fault("pictures", kind)
        match kind:
            case "gone":
                assert (await client.fetch(url)).status == 404
            case "half" | "html" | "empty":
                response = await client.fetch(url)
                assert response.body != whole
                claims = {"half": len(whole), "html": len(whole), "empty": 0}[kind]
                assert response.header("Content-Length") == str(claims)
            case "hang":
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.1):
                        await client.fetch(url)
            case _:
                async with client.stream(url) as stream:
                    assert len(await stream.read(5_000_000)) == 5_000_000


async def test_a_postview_does_not_last() -> None:
    async with camera_and_client(assume={"postview_lifetime": 0.05}) as (_, client):
        ((url,),) = await client.call("actTakePicture")
        async with asyncio.timeout(20):
            while (await client.fetch(url)).status == 200:
                pass


# The camera.


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("overheated", "continuousError"),
        ("no_card", "storageInformation"),
        ("battery_low", "batteryInfo"),
    ],
)
async def test_a_bodys_troubles_can_be_there_from_the_start(fault: str, kind: str) -> None:
    async with camera_and_client("DSC-HX60", ready=False, faults=[fault]) as (camera, client):
        await client.describe()
        await client.call("startRecMode")
        await client.poll_until(
            lambda told: (
                "actZoom" in told.get("availableApiList", {}).get("names", [])
                or camera.body.problem
            ),
            "1.2",
        )
        assert kind in await client.snapshot("1.2")
        await camera.clear_fault(fault)
        await client.idle()


async def test_no_picture_without_half_press_and_a_body_that_stays_busy() -> None:
    async with camera_and_client() as (camera, client):
        await camera.set_fault("needs_half_press")
        assert await client.refusal("actTakePicture") == 40400
        await client.call("actHalfPressShutter")
        await camera.set_fault("stuck", 1000)
        assert await client.refusal("actTakePicture") == 0
        assert camera.status == "StillSaving"
        assert await client.refusal("actTakePicture") == 1


async def test_movie_mode_is_refused() -> None:
    async with camera_and_client("ILCE-5100", faults=["movie_refused"]) as (_, client):
        assert await client.refusal("setShootMode", "movie") == 500


# Announcements.


async def test_it_announces_itself_to_a_host_that_is_named() -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    class Ears(asyncio.DatagramProtocol):
        @override
        def datagram_received(self, data: bytes, addr: object) -> None:
            heard.put_nowait(data)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        Ears, local_addr=("127.0.0.1", 0)
    )
    async with SonyCamera("HDR-AS100V") as camera:
        host, port = transport.get_extra_info("sockname")
        camera.announce(f"{host}:{port}")
        notices = [await heard.get() for _ in range(6)]
        with pytest.raises(RuntimeError, match="no interface"):
            camera.announce()
    transport.close()
    scalar = next(notice for notice in notices if b"NT: " + SCALAR in notice)
    assert scalar.decode().split("\r\n") == [
        "NOTIFY * HTTP/1.1",
        "HOST: 239.255.255.250:1900",
        "CACHE-CONTROL: max-age=1800",
        f"LOCATION: {camera.location}",
        f"NT: {SCALAR.decode()}",
        "NTS: ssdp:alive",
        "SERVER: UPnP/1.0 SonyImagingDevice/1.0",
        f"USN: uuid:{camera.profile.udn}::{SCALAR.decode()}",
        'X-AV-Physical-Unit-Info: pa=""; pl=;',
        'X-AV-Server-Info: av=5.0; hn=""; cn="Sony Corporation"; mn="SonyImagingDevice"; mv="1.0";',
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("search", "replies"),
    [
        ('M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover" \r\nMX: 1\r\nUSER-AGENT:\r\nST: ssdp:all\r\n\r\n', 3),
        ("M-SEARCH * HTTP/1.1\r\nMAN: ssdp:discover\r\nST: urn:schemas-sony-com:service:ScalarWebAPI:1\r\n", 1),
        ("M-SEARCH * HTTP/1.1\r\nST:ssdp:all\r\n\r\n", 3),
        ("M-SEARCH * HTTP/1.1\r\nST: upnp:rootdevice\r\n\r\n", 1),
        ("M-SEARCH * HTTP/1.1\r\nST: urn:dial-multiscreen-org:service:dial:1\r\n\r\n", 0),
        ("NOTIFY * HTTP/1.1\r\nNT: urn:schemas-sony-com:service:ScalarWebAPI:1\r\n\r\n", 0),
        ("", 0),
    ],
)  # fmt: skip
async def test_sloppy_searches_are_answered(search: str, replies: int) -> None:
    camera = SonyCamera(port=8080)
    answers = camera.advert.answers(search.encode())
    assert len(answers) == replies
    assert all(
        b"LOCATION: http://127.0.0.1:8080/scalarwebapi_dd.xml\r\n" in answer for answer in answers
    )


def test_switches_that_do_not_exist() -> None:
    with pytest.raises(SwitchError, match="unknown model"):
        SonyCamera("EOS-5D")
    with pytest.raises(SwitchError, match="unknown fault"):
        SonyCamera(faults=["gremlins"])
    with pytest.raises(SwitchError, match="none of serve, queue, hang"):
        SonyCamera(assume={"parallel_calls": "maybe"})
    with pytest.raises(SwitchError, match="one of reset, silence"):
        SonyCamera(faults=[("vanish_at", "poll:loudly")])
    assert SonyCamera(assume=Assumptions(poll_timeout=1.0)).body.assume.poll_timeout == 1.0
