"""What goes wrong with the simulated Bandit: every fault does what it says."""

import asyncio
import json
from collections.abc import Callable

import pytest

from simulators.bandit import BanditCamera
from simulators.bandit.faults import BODIES, LOOKALIKES, TYPES
from simulators.bandit.http import TRANSFERS
from simulators.switches import SwitchError
from tests.simulators.bandit_camera import camera_and_client
from tests.simulators.bandit_client import Client, Response, Viewer, parse

GONE = (OSError, EOFError)
"""What a client sees of a connection that was reset or closed too early."""


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


# The link.


async def test_out_of_reach_nothing_answers_until_it_is_back() -> None:
    async with camera_and_client() as (camera, client), Viewer() as viewer:
        await client.viewfinder(viewer.port)
        await viewer.frame()
        camera.set_fault("silent")
        asked = camera.request_count
        call = asyncio.create_task(client.status())
        with pytest.raises(TimeoutError):
            await viewer.frames(0.2)
        assert not call.done()
        assert camera.request_count == asked
        camera.clear_fault("silent")
        assert (await call)["viewfinder_active"] is True
        await viewer.frame()


async def test_every_connection_is_reset() -> None:
    async with camera_and_client() as (camera, client):
        camera.set_fault("refused")
        reader, _ = await asyncio.open_connection("127.0.0.1", camera.backchannel_port)
        with pytest.raises(ConnectionResetError):
            await reader.read()
        with pytest.raises(GONE):
            await client.ask("GET", "/status")
        camera.clear_fault("refused")
        await client.status()


async def test_everything_in_small_pieces() -> None:
    async with camera_and_client(faults=[("split_reads", 3)]) as (camera, client):
        assert len(await client.videos()) == 6
        async with client.backchannel() as told:
            await camera.wait_backchannel()
            camera.notify("a", {})
            assert await told.next() == {"a": {}}
            assert len(told.reads) > 1


@pytest.mark.parametrize(
    ("fault", "value"),
    [
        ("vanish", "0.01"), ("overheat", 0.01), ("battery_empty", 0.01), ("switch_off", 0.01),
        ("wifi_off", 0.01), ("vanish", "0.01:silence"),
    ],
)  # fmt: skip
async def test_it_goes_after_a_while(fault: str, value: object) -> None:
    async with camera_and_client() as (camera, client):
        camera.set_fault(fault, value)
        if value == "0.01:silence":
            await camera.until(lambda: not camera.running)
        else:
            await camera.until(lambda: not camera.listening)
        camera.clear_fault(fault)
        await camera.power_on()
        await client.status()


# Answers.


async def test_statuses_on_a_path_a_few_times_and_only_with_a_method() -> None:
    async with camera_and_client() as (camera, client):
        camera.set_fault("status", "503:/videos*:2")
        here = f"/videos/{camera.videos[0].id}"
        asked = [await client.do("GET", path) for path in ("/status", "/videos/", here, here)]
        assert asked == [200, 503, 503, 200]
        camera.set_fault("status", "409:POST /record")
        assert await client.record(True) == 409
        assert not camera.recording
        assert await client.do("POST", "/record/tag", {"tag_mobile": True}) == 400
        camera.set_fault("status", 500)
        assert [await client.do("GET", path) for path in ("/status", "/x")] == [500, 500]
        camera.clear_fault("status")
        await client.status()


@pytest.mark.parametrize("fault", ["reset", "lost_reply"])
async def test_an_answer_that_does_not_come(fault: str) -> None:
    async with camera_and_client() as (camera, client):
        camera.set_fault(fault, "/record")
        with pytest.raises(GONE):
            await client.ask("POST", "/record", {"recording_active": True})
        assert camera.recording is (fault == "lost_reply")
        await client.status()


async def test_silence_and_slow_answers() -> None:
    async with camera_and_client() as (camera, client):
        camera.set_fault("silence", "/status:1")
        call = asyncio.create_task(client.status())
        await camera.wait_requests(1)
        assert (await client.status())["recording_active"] is False
        assert not call.done()
        call.cancel()
        await camera.until(lambda: not camera.open_connections)
        camera.set_fault("slow", 0.2)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.status()
        await client.status()


CHECKS: dict[str, Callable[[bytes], bool]] = {
    "truncated": lambda body: body.startswith(b'{"recording_active"') and not body.endswith(b"}"),
    "empty": lambda body: not body,
    "html": lambda body: body.startswith(b"<!DOCTYPE html>"),
    "array": lambda body: json.loads(body) == [7],
    "object": lambda body: "unexpected" in json.loads(body),
    "null": lambda body: json.loads(body) is None,
    "number": lambda body: json.loads(body) == 42,
    "deep": lambda body: len(body) == 200_000,
    "nan": lambda body: json.loads(body)["total"] != json.loads(body)["total"],
}


@pytest.mark.parametrize("kind", BODIES)
async def test_bodies_that_are_something_else(kind: str) -> None:
    async with camera_and_client(faults=[("body", kind)]) as (_, client):
        if kind == "no_http":
            with pytest.raises((IndexError, ValueError)):
                await client.ask("GET", "/status")
            return
        answer = await client.ask("GET", "/status")
        assert answer.status == 200
        if kind in CHECKS:
            assert CHECKS[kind](answer.body)
        else:
            with pytest.raises(ValueError, match=r".+"):
                json.loads(answer.body.decode())


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("text", "battery_level_pct", "80"), ("text", "gnss_fix", "true"), ("float", "memory_free_bytes", None),
        ("flags", "gnss_fix", 1), ("null", "battery_level_pct", None), ("wrong", "gnss_fix", {"value": True}),
        ("extreme", "battery_level_pct", -(10**20)), ("extreme", "transcoding_progress", None),
        ("unknown", "later_addition", {"level": 1}),
    ],
)  # fmt: skip
async def test_values_that_are_other_than_usual(kind: str, key: str, expected: object) -> None:
    assert kind in TYPES
    async with camera_and_client(faults=[("types", f"{kind}:/status")]) as (_, client):
        answer = (await client.ask("GET", "/status")).body
        if kind == "extreme" and expected is None:
            assert b'"transcoding_progress":1' + b"0" * 400 in answer
            return
        told = json.loads(answer, parse_int=int)[key]
        if kind == "float":
            assert isinstance(told, float)
        else:
            assert (told, type(told)) == (expected, type(expected))
        assert (await client.get("/version"))["version"] == "2"


async def test_keys_that_are_not_there_and_json_without_end() -> None:
    async with camera_and_client() as (camera, client):
        camera.set_fault("missing", "id,battery_level_pct")
        assert len(await client.status()) == 16
        assert "id" not in (await client.videos())[0]
        camera.set_fault("huge", "1000000:/version")
        answer = await client.ask("GET", "/version")
        assert (len(answer.body), answer.json["version"]) == (1_000_000, "2")


async def raw(client: Client, path: str) -> tuple[bytes, bool]:
    """Return everything that comes for a GET, and whether the connection was reset."""
    reader, writer = await client.connect()
    writer.write(f"GET /api/2{path} HTTP/1.1\r\n\r\n".encode())
    data = b""
    try:
        while more := await reader.read(65536):
            data += more
    except ConnectionResetError:
        return data, True
    finally:
        writer.close()
    return data, False


@pytest.mark.parametrize("kind", TRANSFERS)
async def test_downloads_that_are_sent_badly(kind: str) -> None:
    async with camera_and_client(faults=[("transfer", f"{kind}:/images/*/contents")]) as (
        camera,
        client,
    ):
        image = camera.images[0]
        path = f"/images/{image.id}/contents"
        if kind == "chunked":
            whole = await client.ask("GET", path)
            assert (len(whole.body), "content-length" in whole.headers) == (image.size, False)
            return
        data, reset = await raw(client, path)
        assert reset is (kind == "reset")
        answer = parse(data) if data else Response(0, {}, b"")
        told = answer.headers.get("content-length")
        expected = {
            "close": None, "cut": image.size, "short": image.size // 2, "long": image.size + 1000, "text": "many",
            "negative": -1, "huge": 10**18, "twice": image.size + 1, "reset": told,
        }  # fmt: skip
        assert told == (None if expected[kind] is None else str(expected[kind]))
        assert (len(answer.body) == image.size) is (kind not in ("cut", "reset"))


async def test_a_download_by_drips() -> None:
    async with camera_and_client(faults=[("drip", "0.2:/images/*/contents")]) as (camera, client):
        began = asyncio.get_running_loop().time()
        whole = await client.file(f"/images/{camera.images[0].id}/contents")
        assert len(whole) == camera.images[0].size
        assert asyncio.get_running_loop().time() - began >= 0.15


# Who is there.


@pytest.mark.parametrize("kind", LOOKALIKES)
async def test_another_server_at_the_address(kind: str) -> None:
    async with camera_and_client(faults=[("lookalike", kind)]) as (camera, client):
        answer = await client.ask("GET", "", whole="/api/version")
        status = {"not_found": 404, "login": 401, "redirect": 302}.get(kind, 200)
        assert answer.status == status
        assert (b'"2"' in answer.body) is (kind == "api")
        assert "recording_active" not in (await client.ask("GET", "/status")).body.decode()
        camera.clear_fault("lookalike")
        await client.status()


async def test_another_camera_and_another_version() -> None:
    async with camera_and_client() as (camera, client):
        camera.set_fault("other_serial", "B2")
        assert (await client.get("/settings"))["camera"]["serial_number"] == "B2"
        assert camera.serial == "QA1234B56789"
        camera.set_fault("version", "3")
        assert (await client.get("/version"))["supported_versions"] == ["3"]
        camera.set_fault("version_numbers")
        assert await client.get("/version") == {
            "version": 3,
            "revision": 0,
            "supported_versions": [3],
        }


def test_faults_that_there_are_not() -> None:
    with pytest.raises(SwitchError, match="unknown fault"):
        BanditCamera(faults=["gremlins"])
    with pytest.raises(SwitchError, match="one of chunked"):
        BanditCamera(faults=[("transfer", "pigeon")])
    with pytest.raises(SwitchError, match="0 to 100"):
        BanditCamera(faults=[("loss", "-1")])
    camera = BanditCamera()
    camera.set_fault("battery_empty", 3)
    assert camera.faults.number("battery_empty") == 3
