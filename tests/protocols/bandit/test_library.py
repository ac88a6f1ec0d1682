"""The folders of what a simulated camera has stored, and its deletion."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
import pytest
from aiohttp import web

from custom_components.camhub.link.errors import (
    BadData,
    BadRequest,
    Rejected,
)
from custom_components.camhub.link.library import ItemKind, Rendition
from custom_components.camhub.protocols.bandit import library as libraries
from simulators.bandit import BanditCamera
from tests.protocols.bandit.shelf import Shelf, scripted, shelf

pytestmark = pytest.mark.usefixtures("socket_enabled")


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


async def test_highlights_that_cannot_be_had_leave_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tags = [{"id": "s", "offset_secs": 5}, {"id": "t", "offset_secs": 6}]
    rows = [{"id": one, "nr_highlights": 1} for one in ("lost", "b", "c")]
    routes: dict[str, Any] = {"/videos": {"total": 3, "items": rows}}
    routes |= {f"/videos/{one}/tags": tags for one in ("b", "c")}
    async with scripted(routes) as it:
        shown = ["b at 0:05", "b at 0:06", "c at 0:05", "c at 0:06"]
        assert await it.titles("highlights") == shown
        monkeypatch.setattr(libraries, "MAX_ITEMS", 3)
        assert await it.titles("highlights") == shown[:3]
        monkeypatch.setattr(libraries, "MAX_ASKED", 2)
        assert await it.titles("highlights") == shown[:2]


async def test_a_camera_that_refuses_to_list_says_so(camera: BanditCamera, it: Shelf) -> None:
    camera.set_fault("status", "400")
    with pytest.raises(Rejected):
        await it.browse("videos")


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
