"""The files that a simulated camera has stored, whole, cut and small, and what can go wrong with them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from custom_components.camhub.link.errors import (
    BadData,
    BadRequest,
    Busy,
    LinkError,
    Rejected,
    Unreachable,
    Unsupported,
)
from custom_components.camhub.link.library import Rendition
from custom_components.camhub.protocols.bandit import library as libraries
from simulators.bandit import BanditCamera
from tests.protocols.bandit.shelf import Shelf, scripted, shelf

pytestmark = pytest.mark.usefixtures("socket_enabled")


DEADLINE = 10.0
"""Seconds after which something that a test waits for does not come any more."""


@pytest.fixture
async def camera() -> AsyncIterator[BanditCamera]:
    async with BanditCamera(delays=0.01, video_size=500_000) as camera:
        yield camera


@pytest.fixture
async def it(camera: BanditCamera) -> AsyncIterator[Shelf]:
    async with shelf(camera.port) as it:
        yield it


# Files.


async def test_files_are_handed_on_as_they_are(camera: BanditCamera, it: Shelf) -> None:
    video, image = camera.videos[0], camera.images[0]
    async with it.library.fetch("key", f"video/{video.id}", Rendition.ORIGINAL) as content:
        assert (content.content_type, content.length) == ("video/mp4", video.size)
        film = b"".join([chunk async for chunk in content.chunks])
    assert len(film) == video.size
    assert film[4:8] == b"ftyp"
    async with it.library.fetch("key", f"picture/{image.id}", Rendition.ORIGINAL) as content:
        assert (content.content_type, content.length) == ("image/jpeg", image.size)
        assert len(b"".join([chunk async for chunk in content.chunks])) == image.size


async def test_highlights_are_clips_of_their_own(camera: BanditCamera, it: Shelf) -> None:
    video = camera.videos[2]
    clip = await it.get(f"highlight/{video.id}/{video.tags[0].id}")
    assert clip[4:8] == b"ftyp"
    assert clip != await it.get(f"video/{video.id}")


async def test_everything_has_a_thumbnail(camera: BanditCamera, it: Shelf) -> None:
    video, image = camera.videos[0], camera.images[0]
    tag = f"highlight/{video.id}/{video.tags[0].id}"
    for one in (f"video/{video.id}", f"picture/{image.id}", tag):
        thumbnail = await it.get(one, Rendition.THUMBNAIL)
        assert thumbnail.startswith(b"\xff\xd8")
        for rendition in (Rendition.LARGE, Rendition.SMALL):
            with pytest.raises(Unsupported):
                await it.get(one, rendition)


async def test_thumbnails_of_a_whole_folder_wait_for_their_turn(camera: BanditCamera) -> None:
    camera.set_fault("slow", "0.01:*/thumb")
    async with shelf(camera.port) as it:
        pictures = [item.id for item in await it.browse("pictures")] * 4
        async with asyncio.TaskGroup() as group:
            for one in pictures:
                group.create_task(it.get(one, Rendition.THUMBNAIL))
        assert camera.max_connections_seen <= libraries.THUMBNAILS


async def test_no_more_files_at_once_than_the_camera_can_serve(camera: BanditCamera, it: Shelf) -> None:  # fmt: skip
    camera.set_fault("drip", "60:/videos/*/contents")
    one = f"video/{camera.videos[0].id}"
    async with (
        it.library.fetch("key", one, Rendition.ORIGINAL),
        it.library.fetch("key", one, Rendition.ORIGINAL),
    ):
        with pytest.raises(Busy, match="files"):
            await it.get(one)
        # The rest goes on meanwhile.
        assert await it.get(one, Rendition.THUMBNAIL)
        assert await it.browse("videos")
    camera.clear_fault("drip")
    assert len(await it.get(one)) == 500_000


@pytest.mark.parametrize("transfer", ["cut", "reset", "long", "text", "negative", "twice"])
async def test_an_answer_that_is_not_whole_raises(
    camera: BanditCamera, it: Shelf, transfer: str
) -> None:
    camera.set_fault("transfer", f"{transfer}:*/contents")
    for one in (f"video/{camera.videos[0].id}", f"picture/{camera.images[0].id}"):
        with pytest.raises(LinkError):
            await it.get(one)


@pytest.mark.parametrize("transfer", ["chunked", "close"])
async def test_a_file_without_a_length_is_whole(
    camera: BanditCamera, it: Shelf, transfer: str
) -> None:
    camera.set_fault("transfer", f"{transfer}:*/contents")
    assert len(await it.get(f"video/{camera.videos[0].id}")) == 500_000


async def test_a_file_without_a_length_that_ends_early_raises() -> None:
    async def contents(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.force_close()
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(b"x" * 99)
        await response.write_eof()
        return response

    routes = {"/videos/a": {"id": "a", "size_bytes": 100}, "/videos/a/contents": contents}
    async with scripted(routes) as it:
        with pytest.raises(BadData, match="99 bytes of 100"):
            await it.get("video/a")


async def test_closing_ends_what_is_on_its_way(camera: BanditCamera, it: Shelf) -> None:
    camera.set_fault("drip", "60")
    one = f"video/{camera.videos[0].id}"
    waiting = [
        asyncio.create_task(it.get(one, rendition))
        for rendition in (Rendition.ORIGINAL, Rendition.THUMBNAIL)
    ]
    await asyncio.wait_for(camera.wait_requests(2), DEADLINE)
    it.library.close()
    for task in waiting:
        with pytest.raises(Unreachable, match="left"):
            await asyncio.wait_for(task, DEADLINE)


async def test_what_goes_wrong_with_whoever_takes_a_file_is_theirs(
    camera: BanditCamera, it: Shelf
) -> None:
    with pytest.raises(TimeoutError):
        async with it.library.fetch("key", f"video/{camera.videos[0].id}", Rendition.ORIGINAL):
            raise TimeoutError
    assert await it.get(f"video/{camera.videos[0].id}")


# Cuts.


async def test_a_video_is_cut_and_made_smaller_by_the_camera(
    camera: BanditCamera, it: Shelf
) -> None:
    one = f"video/{camera.videos[0].id}"
    cut = await it.film(one, offset=2.5, length=3)
    assert cut[4:8] == b"ftyp"
    small = await it.film(one, resolution="wvga", frame_rate=30)
    assert small[4:8] == b"ftyp"
    asked = [target.partition("?")[2] for _, target in camera.requests if "contents" in target]
    assert asked == ["offset_secs=2.5&length_secs=3", "resolution=wvga&framerate=30"]


async def test_a_frame_rate_is_written_as_the_camera_wants_it() -> None:
    async with (
        BanditCamera(delays=0.01, assume={"framerate_query": "fps"}) as camera,
        shelf(camera.port) as it,
    ):
        one = f"video/{camera.videos[0].id}"
        assert await it.film(one, resolution="wvga", frame_rate=30)
        assert "framerate=30fps" in camera.requests[-1][1]
        with pytest.raises(Rejected):
            await it.film(one, resolution="8k", frame_rate=30)


async def test_a_size_that_the_camera_does_not_make_is_refused_once(
    camera: BanditCamera, it: Shelf
) -> None:
    with pytest.raises(Rejected):
        await it.film(f"video/{camera.videos[0].id}", resolution="8k")
    assert len(camera.requests) == 1


async def test_what_cannot_be_cut_says_so(camera: BanditCamera, it: Shelf) -> None:
    video, image = camera.videos[0], camera.images[0]
    highlight = f"highlight/{video.id}/{video.tags[0].id}"
    with pytest.raises(BadRequest, match="picture"):
        await it.film(f"picture/{image.id}", resolution="720p")
    with pytest.raises(BadRequest, match="video"):
        await it.film(highlight, offset=1)
    with pytest.raises(BadRequest, match="folder"):
        await it.film(f"session/video/{video.id}/2")
    assert not camera.requests
    assert await it.film(highlight, resolution="720p")


async def test_what_a_file_is_called(camera: BanditCamera, it: Shelf) -> None:
    video, image = camera.videos[0], camera.images[0]
    assert await it.library.file_name(f"video/{video.id}") == "MOV_0001.MP4"
    assert await it.library.file_name(f"picture/{image.id}") == "IMG_0001.JPG"
    clip = await it.library.file_name(f"highlight/{video.id}/{video.tags[0].id}")
    assert clip.startswith("MOV_0001_0-0")
    assert clip.endswith(".MP4")


async def test_the_video_of_an_item(camera: BanditCamera, it: Shelf) -> None:
    video, image = camera.videos[0], camera.images[0]
    for one in (f"video/{video.id}", f"highlight/{video.id}/{video.tags[0].id}"):
        assert (await it.library.video(one)).path == video.path
    with pytest.raises(BadRequest, match="no video"):
        await it.library.video(f"picture/{image.id}")
