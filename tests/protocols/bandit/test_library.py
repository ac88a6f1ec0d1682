"""What a simulated camera has stored, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from custom_components.camhub.link.errors import (
    BadData,
    BadRequest,
    Busy,
    LinkError,
    Unreachable,
    Unsupported,
)
from custom_components.camhub.link.library import Item, ItemKind, Rendition
from custom_components.camhub.protocols.bandit import library as libraries
from custom_components.camhub.protocols.bandit.library import BanditLibrary
from custom_components.camhub.protocols.bandit.rest import Rest
from simulators.bandit import BanditCamera

pytestmark = pytest.mark.usefixtures("socket_enabled")

DEADLINE = 10.0
"""Seconds after which something that a test waits for does not come any more."""


@dataclass
class Shelf:
    """A camera's library as a test talks about it."""

    library: BanditLibrary

    async def browse(self, folder: str | None = None) -> list[Item]:
        return await self.library.browse("key", folder)

    async def titles(self, folder: str | None = None) -> list[str]:
        return [item.title for item in await self.browse(folder)]

    async def find(self, item: str) -> Item:
        return await self.library.find("key", item)

    async def get(self, item: str, rendition: Rendition = Rendition.ORIGINAL) -> bytes:
        async with self.library.fetch("key", item, rendition) as content:
            return b"".join([chunk async for chunk in content.chunks])

    async def film(self, item: str, **cut: Any) -> bytes:
        async with self.library.film(item, **cut) as content:
            return b"".join([chunk async for chunk in content.chunks])


@asynccontextmanager
async def shelf(port: int | None) -> AsyncIterator[Shelf]:
    """Hand out the library of what listens there."""
    assert port is not None
    async with aiohttp.ClientSession() as http:
        yield Shelf(BanditLibrary(Rest(lambda: http, "127.0.0.1", port)))


@pytest.fixture
async def camera() -> AsyncIterator[BanditCamera]:
    async with BanditCamera(delays=0.01, video_size=500_000) as camera:
        yield camera


@pytest.fixture
async def it(camera: BanditCamera) -> AsyncIterator[Shelf]:
    async with shelf(camera.port) as it:
        yield it


# Folders.


async def test_the_top_asks_the_camera_nothing(camera: BanditCamera, it: Shelf) -> None:
    assert await it.titles() == ["Videos", "Pictures", "Sessions", "Highlights"]
    assert {item.kind for item in await it.browse()} == {ItemKind.FOLDER}
    assert (await it.find("sessions")).title == "Sessions"
    assert not camera.requests


async def test_videos_and_pictures_are_the_newest_first(camera: BanditCamera, it: Shelf) -> None:
    videos = await it.browse("videos")
    assert [item.title for item in videos] == [f"MOV_000{n}.MP4" for n in (6, 5, 4, 3, 2, 1)]
    assert [item.id for item in videos] == [f"video/{v.id}" for v in reversed(camera.videos)]
    assert videos[0].created == camera.videos[-1].created.isoformat().replace("+00:00", "Z")
    assert await it.titles("pictures") == [f"IMG_000{n}.JPG" for n in (6, 5, 4, 3, 2, 1)]
    assert [await it.find(item.id) for item in videos] == videos


@pytest.mark.parametrize("items", ["present", "missing"])
async def test_an_empty_card(items: str) -> None:
    async with (
        BanditCamera(videos=0, photos=0, assume={"empty_items": items}) as camera,
        shelf(camera.port) as it,
    ):
        for folder in ("videos", "pictures", "sessions", "highlights"):
            assert await it.browse(folder) == []


@pytest.mark.parametrize("end", ["refused", "empty"])
async def test_long_lists_come_by_pages(end: str) -> None:
    async with (
        BanditCamera(videos=0, photos=200, assume={"offset_at_end": end}) as camera,
        shelf(camera.port) as it,
    ):
        assert await it.titles("pictures") == [f"IMG_{n:04}.JPG" for n in range(200, 0, -1)]
        asked = [target for _, target in camera.requests]
        assert len(asked) == 2
        assert "count=100" in asked[0]
        assert "offset=100" in asked[1]


async def test_what_is_beyond_what_is_shown_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "MAX_ITEMS", 150)
    async with BanditCamera(videos=0, photos=250) as camera, shelf(camera.port) as it:
        assert len(await it.browse("pictures")) == 150
        assert len(camera.requests) == 2


async def test_sessions_are_folders_of_the_files_of_a_recording(it: Shelf) -> None:
    sessions = await it.browse("sessions")
    folders = [item for item in sessions if item.kind is ItemKind.FOLDER]
    assert {item.title for item in sessions if item.kind is not ItemKind.FOLDER} == {
        "IMG_0001.JPG", "MOV_0001.MP4", "MOV_0002.MP4", "MOV_0003.MP4", "MOV_0004.MP4",
    }  # fmt: skip
    assert sorted(sessions, key=lambda item: item.created or "", reverse=True) == sessions
    held = {folder.title: await it.titles(folder.id) for folder in folders}
    assert held == {
        "MOV_0005 (2 files)": ["MOV_0005.MP4", "MOV_0006.MP4"],
        "IMG_0002 (3 files)": ["IMG_0002.JPG", "IMG_0003.JPG", "IMG_0004.JPG"],
        "IMG_0005 (2 files)": ["IMG_0005.JPG", "IMG_0006.JPG"],
    }
    assert [await it.find(folder.id) for folder in folders] == folders


async def test_highlights_are_clips_named_by_their_moment(camera: BanditCamera, it: Shelf) -> None:
    shown = await it.browse("highlights")
    assert len(shown) == sum(len(video.tags) for video in camera.videos) == 12
    assert shown[-1].title.startswith("MOV_0001 at 0:0")
    newest = camera.videos[-1]
    tags = sorted(newest.tags, key=lambda tag: tag.offset)
    assert [item.id for item in shown[:3]] == [f"highlight/{newest.id}/{tag.id}" for tag in tags]
    assert any("(max speed)" in item.title for item in shown)
    assert await it.find(shown[0].id) == shown[0]
    # All with the lists of the videos, none for each video.
    assert len([1 for _, target in camera.requests if "/tags" in target]) == 1


async def test_damaged_files_are_named_so_and_cannot_be_played() -> None:
    async with BanditCamera(faults=["invalid_files"]) as camera, shelf(camera.port) as it:
        videos = await it.browse("videos")
        damaged = [item for item in videos if "damaged" in item.title]
        assert len(damaged) == 3
        assert not any(item.renditions for item in damaged)
        assert all(item.renditions for item in videos if item not in damaged)


@pytest.mark.parametrize(
    "one", ["video/nothing", "picture/nothing", "highlight/no/thing", "movies"]
)
@pytest.mark.parametrize("status", [404, 400, 500])
async def test_what_the_camera_does_not_have(one: str, status: int) -> None:
    async with BanditCamera(assume={"unknown_path": status}) as camera, shelf(camera.port) as it:
        with pytest.raises(BadRequest):
            await it.find(one)
        with pytest.raises(BadRequest):
            await it.browse("session/video/nothing/2")
        with pytest.raises(BadRequest, match="not a folder"):
            await it.browse("video/nothing")


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
        with pytest.raises(LinkError):
            await it.film(one, resolution="8k")


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


# Deletion.


async def test_what_is_deleted_is_gone(camera: BanditCamera, it: Shelf) -> None:
    video, image = camera.videos[0], camera.images[0]
    tagged = camera.videos[2]
    highlight = f"highlight/{tagged.id}/{tagged.tags[0].id}"
    named = [f"video/{video.id}", f"picture/{image.id}", highlight, f"video/{video.id}"]
    assert await it.library.delete(named) == []
    assert "MOV_0001.MP4" not in await it.titles("videos")
    assert "IMG_0001.JPG" not in await it.titles("pictures")
    assert highlight not in [item.id for item in await it.browse("highlights")]
    assert len(camera.videos) == 5


@pytest.mark.parametrize("status", [404, 400, 500])
async def test_what_was_gone_already_is_not_kept(status: int) -> None:
    async with BanditCamera(assume={"unknown_path": status}) as camera, shelf(camera.port) as it:
        assert await it.library.delete(["video/nothing", "highlight/no/thing"]) == []


@pytest.mark.parametrize("status", [400, 500, 503])
async def test_what_the_camera_does_not_delete_is_kept(
    camera: BanditCamera, it: Shelf, status: int
) -> None:
    one, other = (f"video/{video.id}" for video in camera.videos[:2])
    camera.set_fault("status", f"{status}:DELETE /videos/{camera.videos[0].id}")
    assert await it.library.delete([one, other]) == [one]
    assert len(camera.videos) == 5


async def test_nothing_is_deleted_where_an_id_is_none(
    camera: BanditCamera, it: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = f"video/{camera.videos[0].id}"
    for other in ("sessions", f"session/video/{camera.videos[0].id}/2", "x"):
        with pytest.raises(BadRequest):
            await it.library.delete([one, other])
    monkeypatch.setattr(libraries, "MAX_ITEMS", 1)
    with pytest.raises(BadRequest, match="no more than 1"):
        await it.library.delete([one, "picture/a"])
    assert not camera.requests


# Cameras that are stranger than the simulated one.


@asynccontextmanager
async def scripted(routes: Mapping[str, Any]) -> AsyncIterator[Shelf]:
    """Hand out the library of a camera that answers so: with a handler, an object, or one made of the query."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if (path := request.path.removeprefix("/api/2")) not in routes:
            return web.Response(status=404)
        told = routes[path]
        if iscoroutinefunction(told):
            response: web.StreamResponse = await told(request)
            return response
        return web.Response(body=orjson.dumps(told(request.query) if callable(told) else told))

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server, shelf(server.port) as it:
        yield it


async def test_a_camera_that_ignores_paging_is_not_asked_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []

    def videos(query: Mapping[str, str]) -> object:
        asked.append(query)
        return {"total": 10**9, "items": [{"id": "a", "path": "/x/A.MP4"}, "nonsense"]}

    monkeypatch.setattr(libraries, "MAX_PAGES", 7)
    async with scripted({"/videos": videos}) as it:
        assert await it.titles("videos") == ["A.MP4"]
        assert len(asked) == 7


async def test_a_list_that_moves_or_shrinks_while_it_is_read() -> None:
    names = [f"{n:03}" for n in range(150)]

    def images(query: Mapping[str, str]) -> object:
        start = int(query.get("offset", 0))
        rows = [{"id": name} for name in names[start : start + int(query["count"])]]
        total = len(names)
        names.insert(0, "new")
        return {"total": total, "items": rows}

    async with scripted({"/images": images}) as it:
        assert await it.titles("pictures") == [f"{n:03}" for n in range(150)]

    async def shrunk(request: web.Request) -> web.Response:
        if "offset" in request.query:
            return web.Response(status=400)
        rows = [{"id": str(n)} for n in range(100)]
        return web.Response(body=orjson.dumps({"total": 101, "items": rows}))

    async with scripted({"/images": shrunk}) as it:
        assert len(await it.browse("pictures")) == 100


async def test_highlights_that_are_not_in_the_list_are_asked_for() -> None:
    video = {"id": "a", "path": "/x/MOV_0009.MP4", "nr_highlights": 2}
    tags = [{"id": "t", "offset_secs": 61, "tag_button": True}, {"id": "s", "offset_secs": 5}]
    routes = {"/videos": {"total": 1, "items": [video]}, "/videos/a/tags": tags}
    async with scripted(routes) as it:
        assert await it.titles("highlights") == ["MOV_0009 at 0:05", "MOV_0009 at 1:01 (button)"]


@pytest.mark.parametrize("answer", [[], {}, 7, None, {"total": "x"}, {"items": 7}, {"total": 1}])
async def test_what_is_no_list_is_bad_data_or_nothing(answer: Any) -> None:
    async with scripted({"/videos": answer, "/images": answer}) as it:
        for folder in ("videos", "pictures"):
            try:
                assert await it.browse(folder) == []
            except BadData:
                continue


async def test_a_thumbnail_without_end_is_not_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    async def thumb(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 2000)

    monkeypatch.setattr(libraries, "MAX_THUMBNAIL", 1000)
    async with scripted({"/videos/a/thumb": thumb}) as it:
        with pytest.raises(BadData):
            await it.get("video/a", Rendition.THUMBNAIL)
