"""What the Bandit's documents leave open or tell in two ways: every assumption changes what it says it does."""

import asyncio
from typing import Any

import pytest

from simulators.bandit import Assumptions, BanditCamera
from simulators.switches import SwitchError
from tests.simulators.bandit_camera import camera_and_client
from tests.simulators.bandit_client import Client, Viewer


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


# HTTP.


@pytest.mark.parametrize(("keep", "header"), [(True, b"keep-alive"), (False, b"close")])
async def test_keep_alive(keep: bool, header: bytes) -> None:
    async with camera_and_client(assume={"keep_alive": keep}) as (_, client):
        reader, writer = await client.connect()
        writer.write(b"GET /api/version HTTP/1.1\r\n\r\n")
        assert b"Connection: " + header in await reader.readuntil(b"\r\n\r\n")
        writer.close()


async def test_the_backchannel_among_the_five() -> None:
    async with camera_and_client(assume={"limit_counts": "all"}) as (camera, client):
        async with client.backchannel():
            await camera.wait_backchannel()
            assert camera.open_connections == 1
            links = [await client.connect() for _ in range(4)]
            await camera.until(lambda: camera.open_connections == 5)
            reader, _ = await asyncio.open_connection("127.0.0.1", camera.backchannel_port)
            with pytest.raises(ConnectionResetError):
                await reader.read()
            for _, writer in links:
                writer.close()
        await camera.until(lambda: camera.open_connections == 0)


@pytest.mark.parametrize("sixth", ["503", "silence"])
async def test_the_sixth_connection(sixth: str) -> None:
    async with camera_and_client(assume={"sixth": sixth}) as (camera, client):
        links = [await client.connect() for _ in range(5)]
        await camera.until(lambda: camera.open_connections == 5)
        if sixth == "503":
            assert (await client.ask("GET", "/status")).status == 503
        else:
            _, writer = await client.connect()
            writer.write(b"GET /api/version HTTP/1.1\r\n\r\n")
            await camera.until(lambda: camera.open_connections == 6)
            assert camera.request_count == 0
            writer.close()
            await camera.until(lambda: camera.open_connections == 5)
        for _, writer in links:
            writer.close()


async def test_ranges() -> None:
    async with camera_and_client(assume={"ranges": True}) as (camera, client):
        path = f"/images/{camera.images[0].id}/contents"
        whole = await client.file(path)
        part = await client.ask("GET", path, Range="bytes=100-199")
        assert (part.status, part.body) == (206, whole[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
        assert (await client.ask("GET", path, Range=f"bytes={len(whole) - 5}-")).body == whole[-5:]
        assert (await client.ask("GET", path, Range=f"bytes={len(whole)}-")).status == 416


@pytest.mark.parametrize(("body", "start"), [("json", b'{"error":404}'), ("html", b"<html>")])
async def test_bodies_of_errors(body: str, start: bytes) -> None:
    async with camera_and_client(assume={"error_body": body}) as (_, client):
        answer = await client.ask("GET", "/nothing")
        assert (answer.status, answer.body[: len(start)]) == (404, start)


async def test_statuses_of_what_cannot_be() -> None:
    assume = {"unknown_path": 500, "misuse": 409, "second_viewfinder": 500, "no_room": 503}
    async with camera_and_client(assume=assume) as (camera, client), Viewer() as viewer:
        assert await client.do("GET", "/nothing") == 500
        assert await client.record(False) == 409
        assert await client.viewfinder(None) == 409
        assert await client.viewfinder(viewer.port) == 200
        assert await client.viewfinder(viewer.port) == 500
        camera.card_full()
        assert await client.record(True) == 503


async def test_misuse_that_is_passed_over() -> None:
    assume = {"misuse": 200, "second_viewfinder": 200, "busy": "accept"}
    async with camera_and_client(assume=assume) as (camera, client), Viewer() as viewer:
        assert await client.record(False) == 200
        assert await client.do("POST", "/record/tag", {"tag_mobile": True}) == 200
        assert await client.viewfinder(None) == 200
        assert await client.do("POST", "/preview", {"preview_active": False}) == 200
        assert await client.record(True) == await client.record(True) == 200
        assert await client.viewfinder(viewer.port) == await client.viewfinder(viewer.port) == 200
        assert await client.do("PUT", "/settings/image", {"mode": "single"}) == 200
        assert camera.recording


async def test_setters_that_answer_nothing() -> None:
    async with camera_and_client(assume={"setter_answers": "empty"}) as (_, client):
        for verb, path in (("PUT", "video"), ("POST", "video"), ("PUT", "scene")):
            mode = "auto" if path == "scene" else "normal"
            answer = await client.ask(verb, f"/settings/{path}", {"mode": mode})
            assert (answer.status, answer.body) == (200, b"")


async def test_recording_is_answered_when_it_was_told() -> None:
    assume = {"answer_order": "notification", "get_record": True}
    async with camera_and_client(assume=assume) as (camera, client), client.backchannel() as told:
        assert await client.record(True) == 200
        assert camera.free < camera.body.card_bytes - camera.body.library.size
        assert await client.get("/record") == {"recording_active": True}
        assert await client.record(False) == 200
        assert len(camera.videos) == 7
        await told.event("recording_stopped")
        await client.do("PUT", "/settings/image", {"mode": "single"})
        assert await client.record(True) == 200
        assert len(camera.images) == 7


# Objects.


async def object_of(client: Client, path: str) -> dict[str, Any]:
    """Return the first item of a list, or the object that is no list."""
    told: dict[str, Any] = await client.get(path)
    return dict(told["items"][0]) if "items" in told else told


@pytest.mark.parametrize(
    ("assume", "path", "expected"),
    [
        (
            {"recording_secs": "recoding_secs"},
            "/status",
            {"recoding_secs": -1, "recording_secs": None},
        ),
        (
            {"recording_secs": "both", "idle_secs": 0},
            "/status",
            {"recoding_secs": 0, "recording_secs": 0},
        ),
        ({"idle_port": 4001}, "/status", {"viewfinder_streaming_port": 4001}),
        ({"version_object": "abridged"}, "/version", {"version": "2", "revision": None}),
        ({"length_secs": "float"}, "/videos", {"length_secs": 10.0}),
        ({"framerate": "framerate"}, "/videos", {"framerate": "30fps", "framerate_fps": None}),
        ({"framerate": "both"}, "/videos", {"framerate": "30fps", "framerate_fps": 30}),
        ({"is_valid": "never"}, "/videos", {"is_valid": None}),
        ({"single_mode": "single"}, "/images", {"mode": "single"}),
        ({"cinematic": True}, "/videos?offset=1", {"mode": "cinematic", "resolution": "2.7k"}),
    ],
)
async def test_keys_and_values(assume: dict[str, Any], path: str, expected: dict[str, Any]) -> None:
    async with camera_and_client(assume=assume) as (_, client):
        told = await object_of(client, path)
        assert {key: told.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("iso", "2012-03-04T12:05:2"), ("month", "Mar 04,2012 12:05:2"), ("day", "Sun Mar 04 12:05:2"),
        ("offset", "2012-03-04T12:05:2"), ("zone", "Sun Mar 04 12:05:2"), ("exif", "2012:03:04 12:05:2"),
    ],
)  # fmt: skip
async def test_dates(form: str, text: str) -> None:
    async with camera_and_client(assume={"date_form": form}) as (camera, client):
        await client.do("POST", "/datetime", {"datetime": "2012-03-04T12:05:20Z"})
        camera.take_photo()
        await camera.wait_recording(False)
        created = (await client.images())[-1]["created"]
        assert created.startswith(text)
        ends = {"iso": "Z", "offset": "+0000", "day": " 2012", "zone": " UTC 2012"}
        assert created.endswith(ends.get(form, ""))


async def test_short_ids_no_items_and_an_offset_at_the_end() -> None:
    assume = {"id_form": "short", "empty_items": "missing", "offset_at_end": "empty"}
    async with camera_and_client(photos=0, assume=assume) as (_, client):
        assert await client.get("/images") == {"total": 0}
        assert {len(video["id"]) for video in await client.videos()} == {49}
        assert await client.get("/videos?offset=6") == {"total": 6, "items": []}


@pytest.mark.parametrize("key", ["count", "burst_count", "both"])
async def test_the_size_of_a_burst(key: str) -> None:
    async with camera_and_client(assume={"burst_key": key}) as (_, client):
        answer = await client.ask("PUT", "/settings/image", {"mode": "burst"})
        keys = {"count", "burst_count"} if key == "both" else {key}
        assert set(answer.json) == {"mode", "resolution", "duration_secs"} | keys
        assert (await client.get("/settings"))["image"] == answer.json


async def test_sensors_and_tags_told_otherwise() -> None:
    assume = {
        "max_speed": "mph",
        "cadence_key": "cadence_rpm",
        "offset_sec": "accepted",
        "automatic_tags": True,
    }
    async with camera_and_client(assume=assume) as (camera, client), client.backchannel() as told:
        here = f"/videos/{camera.videos[0].id}"
        tag = (await client.get(f"{here}/tags"))[0]
        assert tag["max_speed_mps"] == pytest.approx(camera.videos[0].tags[0].value * 3600)
        data = await client.get(f"{here}/sensors?filter=cadence&offset_sec=7")
        assert [each["offset_secs"] for each in data] == [7, 8, 9]
        assert data[0]["cadence_rpm"][0] > 60
        await client.record(True)
        await told.event("recording_started")
        await client.record(False)
        (video,) = await told.event("recording_stopped")
        assert video["nr_highlights"] == 1


@pytest.mark.parametrize(
    ("wanted", "statuses"), [("both", [200, 200]), ("number", [200, 400]), ("fps", [400, 200])]
)
async def test_framerate_in_a_query(wanted: str, statuses: list[int]) -> None:
    async with camera_and_client(assume={"framerate_query": wanted}, delays=0.001) as (
        camera,
        client,
    ):
        path = f"/videos/{camera.videos[0].id}/contents?length_secs=1&framerate="
        assert [await client.do("GET", path + rate) for rate in ("15", "15fps")] == statuses


async def test_a_log_of_text() -> None:
    async with camera_and_client(assume={"log": "text"}) as (_, client):
        assert (await client.file("/log")).startswith(b"boot\n")


def test_assumptions_that_there_are_not() -> None:
    with pytest.raises(SwitchError, match="none of count"):
        BanditCamera(assume={"burst_key": "size"})
    with pytest.raises(SwitchError, match="unknown assumption"):
        BanditCamera(assume={"colour": "red"})
    assert BanditCamera(assume=Assumptions(idle_port=7)).body.assume.idle_port == 7
