"""A Bandit's videos, pictures and highlights in the media browser, and how they come and go."""

import tracemalloc
from pathlib import Path

import aiohttp
import pytest
import voluptuous as vol
from homeassistant.auth.models import User
from homeassistant.components import media_source
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from tests.bandit_home import BanditHome, like
from tests.browsing import TOP, Media, titles
from tests.home import until

MIB = 1024 * 1024


@pytest.fixture(autouse=True)
async def media_browser(hass: HomeAssistant, tmp_path: Path) -> None:
    """A Home Assistant with a media browser, and a media folder that is empty."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, media_source.DOMAIN, {})


@pytest.fixture
async def media(
    bandit: BanditHome,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> Media:
    """Files are fetched by nothing but their addresses, as a browser's picture and video do."""
    return Media(await hass_ws_client(), await hass_client_no_auth())


# Looking.


async def test_videos_and_pictures_are_shown_and_fetched(media: Media, bandit: BanditHome) -> None:
    videos, pictures = await media.top("Videos"), await media.top("Pictures")
    assert titles(videos) == ["MOV_0003.MP4", "MOV_0002.MP4", "MOV_0001.MP4"]
    assert titles(pictures) == ["IMG_0004.JPG", "IMG_0003.JPG", "IMG_0002.JPG", "IMG_0001.JPG"]

    for item, kind, size in (
        (videos[0], "video/mp4", bandit.camera.videos[2].size),
        (pictures[3], "image/jpeg", bandit.camera.images[0].size),
    ):
        thumbnail = await media.browser.get(item["thumbnail"])
        assert thumbnail.content_type == "image/jpeg"
        assert (await thumbnail.read()).startswith(b"\xff\xd8")
        response = await media.fetch(item)
        assert (response.status, response.content_type) == (200, kind)
        assert len(await response.read()) == size


async def test_a_new_recording_is_there_at_once(media: Media, bandit: BanditHome) -> None:
    assert len(await media.top("Videos")) == 3
    bandit.camera.press_record()
    await bandit.until_state("on", "switch", "record")
    bandit.camera.press_record()
    stopped = await bandit.until_event("recording_stopped", "recording")

    newest = (await media.top("Videos"))[0]
    assert newest["title"] == "MOV_0004.MP4"
    assert stopped.attributes["files"][0]["path"].endswith(newest["title"])


@like(videos=6, photos=6)
async def test_what_belongs_together_is_a_folder(media: Media, bandit: BanditHome) -> None:
    sessions = await media.top("Sessions")

    folders = {item["title"]: item for item in sessions if item["can_expand"]}
    assert folders.keys() == {
        "MOV_0005 (2 files)",
        "IMG_0002 (3 files)",
        "IMG_0005 (2 files)",
    }
    burst = await media.folder(folders["IMG_0002 (3 files)"]["media_content_id"])
    assert titles(burst) == ["IMG_0002.JPG", "IMG_0003.JPG", "IMG_0004.JPG"]
    assert "MOV_0001.MP4" in titles(sessions)


async def test_highlights_are_films_of_their_own(media: Media, bandit: BanditHome) -> None:
    highlights = await media.top("Highlights")
    assert len(highlights) == sum(len(video.tags) for video in bandit.camera.videos)
    assert any(title.endswith("(max speed)") for title in titles(highlights))

    thumbnail = await media.browser.get(highlights[0]["thumbnail"])
    assert (await thumbnail.read()).startswith(b"\xff\xd8")
    response = await media.fetch(highlights[0])
    assert (response.status, response.content_type) == (200, "video/mp4")
    assert b"ftyp" in (await response.read())[:64]


@like(faults=["invalid_files"])
async def test_damaged_files_are_named_so(media: Media) -> None:
    videos = await media.top("Videos")

    assert titles(videos) == ["MOV_0003.MP4", "MOV_0002.MP4 (damaged)", "MOV_0001.MP4"]
    assert [item["can_play"] for item in videos] == [True, False, True]


@like(videos=0, photos=0)
async def test_an_empty_card_has_empty_folders(media: Media) -> None:
    for folder in ("Videos", "Pictures", "Sessions", "Highlights"):
        assert await media.top(folder) == []


@like(videos=250, photos=0)
async def test_long_folders_are_whole(media: Media, bandit: BanditHome) -> None:
    assert titles(await media.top("Videos")) == [
        video.path.rpartition("/")[2] for video in reversed(bandit.camera.videos)
    ]


@like(videos=1, video_size=64 * MIB)
async def test_a_long_video_is_never_held(media: Media) -> None:
    (item,) = await media.top("Videos")
    received = 0
    tracemalloc.start()
    try:
        async with await media.fetch(item) as response:
            assert response.content_length == 64 * MIB
            async for chunk in response.content.iter_any():
                received += len(chunk)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert received == 64 * MIB
    assert most < 16 * MIB


@like(videos=3, video_size=64 * MIB)
async def test_two_come_at_a_time_and_who_goes_away_makes_room(
    media: Media, bandit: BanditHome
) -> None:
    videos = await media.top("Videos")
    first, second = await media.fetch(videos[0]), await media.fetch(videos[1])
    busy = await media.fetch(videos[2])
    assert busy.status == 503
    # The status is asked for all the same.
    await bandit.mark()

    first.close()
    await until(lambda: bandit.camera.open_connections <= 2)
    third = await media.fetch(videos[2])
    assert third.status == 200
    second.close()
    third.close()


@pytest.mark.parametrize("transfer", ["cut", "reset", "chunked", "close", "long"])
async def test_what_does_not_come_whole_is_not_taken_for_whole(
    media: Media, bandit: BanditHome, transfer: str
) -> None:
    item = (await media.top("Videos"))[0]
    bandit.camera.set_fault("transfer", f"{transfer}:/videos/*/contents")

    response = await media.fetch(item)
    if transfer in ("chunked", "close"):
        assert len(await response.read()) == bandit.camera.videos[2].size
    else:
        with pytest.raises(aiohttp.ClientError):
            await response.read()


async def test_what_the_camera_does_not_have_any_more_is_not_found(
    media: Media, bandit: BanditHome
) -> None:
    item = (await media.top("Videos"))[0]
    answer = await media.ask("resolve_media", item["media_content_id"])
    bandit.camera.videos.pop()

    assert (await media.browser.get(answer["result"]["url"])).status == 404
    assert not (await media.ask("resolve_media", item["media_content_id"]))["success"]


async def test_a_camera_that_is_away_says_so(media: Media, bandit: BanditHome) -> None:
    item = (await media.top("Videos"))[0]
    url = (await media.ask("resolve_media", item["media_content_id"]))["result"]["url"]
    await bandit.camera.switch_off()
    await bandit.until_away()

    assert (await media.browser.get(url)).status == 503
    answer = await media.ask("browse_media", item["media_content_id"].rpartition("/")[0])
    assert "cannot be reached" in answer["error"]["message"]


async def test_a_broken_card_says_so(media: Media, bandit: BanditHome) -> None:
    (camera,) = await media.folder(TOP)
    folder = (await media.folder(camera["media_content_id"]))[0]
    bandit.camera.card_error()

    answer = await media.ask("browse_media", folder["media_content_id"])
    assert not answer["success"]


@like(videos=1, video_size=64 * MIB)
async def test_unloading_ends_a_video(media: Media, bandit: BanditHome) -> None:
    response = await media.fetch((await media.top("Videos"))[0])
    await response.content.readany()

    await bandit.stop()

    with pytest.raises(aiohttp.ClientError):
        await response.read()
    await until(lambda: bandit.camera.open_connections == 0)


# Deleting.


async def test_what_is_deleted_is_meant_by_an_administrator(
    hass: HomeAssistant, media: Media, bandit: BanditHome, hass_admin_user: User
) -> None:
    names = [item["media_content_id"] for item in await media.top("Videos")]
    ids = [names[0], f"picture/{bandit.camera.images[0].id}"]
    user = MockUser().add_to_hass(hass)
    with pytest.raises(Unauthorized):
        await bandit.act(
            "delete", None, photo_ids=ids, confirm=True, context=Context(user_id=user.id)
        )
    admin = Context(user_id=hass_admin_user.id)
    with pytest.raises(vol.Invalid):
        await bandit.act("delete", None, photo_ids=ids, confirm=False, context=admin)
    assert (len(bandit.camera.videos), len(bandit.camera.images)) == (3, 4)
    free = float(bandit.state("sensor", "storage_free").state)

    answer = await bandit.act(
        "delete", None, photo_ids=ids, confirm=True, context=admin, answer=True
    )

    assert answer["results"][0]["deleted"] == 2
    assert answer["results"][0]["kept"] == []
    assert (len(bandit.camera.videos), len(bandit.camera.images)) == (2, 3)
    assert titles(await media.top("Videos")) == ["MOV_0002.MP4", "MOV_0001.MP4"]
    assert float(bandit.state("sensor", "storage_free").state) > free


async def test_what_the_camera_keeps_is_told(media: Media, bandit: BanditHome) -> None:
    ids = [item["media_content_id"] for item in await media.top("Videos")]
    bandit.camera.set_fault("status", f"500:/videos/{bandit.camera.videos[2].id}:1")

    answer = await bandit.act("delete", None, photo_ids=ids, confirm=True, answer=True)

    assert answer["results"][0]["deleted"] == 2
    assert answer["results"][0]["kept"] == [f"video/{bandit.camera.videos[0].id}"]
