"""Files of a Bandit in Home Assistant's media folder: videos as they are, cut or smaller, and their ways."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from tests.bandit_home import BanditHome, like, logged
from tests.browsing import Media, titles
from tests.heard import Heard

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


# Keeping files.


def kept(hass: HomeAssistant, name: str) -> Path:
    """Return the file that an answer calls so."""
    prefix = "media-source://media_source/local/"
    assert name.startswith(f"{prefix}camhub/")
    return Path(hass.config.media_dirs["local"]) / name.removeprefix(prefix)


async def test_files_are_kept_in_the_media_folder(
    hass: HomeAssistant, media: Media, bandit: BanditHome
) -> None:
    video = (await media.top("Videos"))[0]["media_content_id"]
    picture = f"picture/{bandit.camera.images[0].id}"

    answer = await bandit.act("download", None, photo_ids=[video, picture], answer=True)

    files = answer["results"][0]["files"]
    assert [kept(hass, file["file"]).name for file in files] == ["MOV_0003.MP4", "IMG_0001.JPG"]
    assert kept(hass, files[0]["file"]).stat().st_size == bandit.camera.videos[2].size
    assert kept(hass, files[1]["file"]).read_bytes().startswith(b"\xff\xd8")
    assert bandit.state("sensor", "download_progress").state == "unknown"
    # What is kept is shown by Home Assistant itself.
    assert (await media.ask("resolve_media", files[0]["file"]))["success"]


def everything(hass: HomeAssistant) -> list[Path]:
    """Return the files of the media folder, hidden ones too."""
    folder = Path(hass.config.media_dirs["local"])
    return [path for path in folder.rglob("*") if path.is_file()]


@like(videos=1, video_size=8 * MIB, faults=[("drip", "0.5:/videos/*/contents")])
async def test_how_far_a_download_is_is_shown(media: Media, bandit: BanditHome) -> None:
    heard = Heard(bandit.hass)
    await bandit.act("download", None, photo_ids=[f"video/{bandit.camera.videos[0].id}"])
    await bandit.hass.async_block_till_done()

    entity_id = bandit.entity_id("sensor", "download_progress")
    seen = [state.state for one, state in heard.changes if one == entity_id and state]
    numbers = [int(state) for state in seen if state.isdigit()]
    assert numbers == sorted(numbers)
    assert (numbers[0], numbers[-1], seen[-1]) == (0, 100, "unknown")
    assert any(0 < number < 100 for number in numbers)


@pytest.mark.parametrize("transfer", ["cut", "reset", "long"])
async def test_half_a_file_is_not_kept(
    hass: HomeAssistant, bandit: BanditHome, transfer: str
) -> None:
    bandit.camera.set_fault("transfer", f"{transfer}:/videos/*/contents")

    with pytest.raises(HomeAssistantError):
        await bandit.act("download", None, photo_ids=[f"video/{bandit.camera.videos[0].id}"])

    assert everything(hass) == []
    assert bandit.state("sensor", "download_progress").state == "unknown"


async def test_a_video_is_cut_and_made_smaller(hass: HomeAssistant, bandit: BanditHome) -> None:
    video = bandit.camera.videos[0]
    answer = await bandit.act(
        "download", None, photo_ids=[f"video/{video.id}"], offset=2, length=3, answer=True
    )
    cut = kept(hass, answer["results"][0]["files"][0]["file"])
    assert 0 < cut.stat().st_size < video.size

    answer = await bandit.act(
        "transcode",
        None,
        photo_ids=[f"video/{video.id}"],
        resolution="720p",
        frame_rate=30,
        answer=True,
    )
    assert kept(hass, answer["results"][0]["files"][0]["file"]).stat().st_size > 0
    asked = [path for _, path in bandit.camera.requests if "contents" in path]
    assert "offset_secs=2" in asked[0]
    assert "resolution=720p" in asked[-1]
    await bandit.until_state("ready", "sensor", "status")


async def test_what_the_camera_does_not_make_is_refused(bandit: BanditHome) -> None:
    video = f"video/{bandit.camera.videos[0].id}"
    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("transcode", None, photo_ids=[video], resolution="4k")
    assert "the camera makes 720p at 30, wvga at 30" in str(refused.value)
    with pytest.raises(HomeAssistantError):
        await bandit.act("download", None, photo_ids=["video/none of it"])
    with pytest.raises(HomeAssistantError):
        await bandit.act("download", None, photo_ids=["../../etc/passwd"])


# Tracks.


async def test_the_way_of_a_video_is_a_gpx_file(hass: HomeAssistant, bandit: BanditHome) -> None:
    video = bandit.camera.videos[0]
    answer = await bandit.act("get_track", None, item=f"video/{video.id}", answer=True)

    (result,) = answer["results"]
    assert result["top_speed"] == pytest.approx(video.ride.top_speed)
    assert result["heart_rate_max"] == video.ride.heart_rate(video.ride.heart_moment)
    assert result["points"] == 10
    assert result["distance"] > 10
    path = kept(hass, result["file"])
    assert path.name == "MOV_0001.gpx"
    points = list(ET.parse(path).iter("{http://www.topografix.com/GPX/1/1}trkpt"))
    assert len(points) == 10
    assert float(points[0].get("lat", "")) == pytest.approx(video.ride.start[0], abs=1e-5)

    answer = await bandit.act("get_track", None, item=f"video/{video.id}", save=False, answer=True)
    assert "file" not in answer["results"][0]
    with pytest.raises(HomeAssistantError):
        await bandit.act("get_track", None, item=f"picture/{bandit.camera.images[0].id}")


async def test_the_way_of_a_highlight(bandit: BanditHome, media: Media) -> None:
    highlight = (await media.top("Highlights"))[0]["media_content_id"]

    answer = await bandit.act("get_track", None, item=highlight, answer=True)

    assert 0 < answer["results"][0]["points"] <= 10


@pytest.mark.parametrize("kind", ["garbage", "truncated", "object", "null", "deep"])
async def test_sensors_that_tell_nonsense_are_an_error(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    bandit.camera.set_fault("body", f"{kind}:/videos/*/sensors")

    with pytest.raises(HomeAssistantError):
        await bandit.act("get_track", None, item=f"video/{bandit.camera.videos[0].id}")
    assert logged(caplog) == []


# Highlights.


async def test_a_highlight_is_made_in_a_stored_video_and_changed(
    media: Media, bandit: BanditHome
) -> None:
    video = bandit.camera.videos[0]
    before = len(video.tags)
    # So near to the end there is little after it.
    answer = await bandit.act("tag", None, item=f"video/{video.id}", offset=8.5, answer=True)
    (made,) = answer["results"][0]["highlights"]
    assert len(video.tags) == before + 1
    assert made["offset"] == video.tags[-1].offset == 8.5
    assert made["kind"] == "mobile"

    highlight = f"highlight/{video.id}/{video.tags[-1].id}"
    answer = await bandit.act("tag", None, highlight=highlight, start=1, length=4, answer=True)
    assert video.tags[-1].highlight_offset == 1
    assert video.tags[-1].highlight_length == 4
    assert answer["results"][0]["length"] == 4
    assert len(video.tags) == before + 1
    assert "MOV_0001 at 0:08 (mobile)" in titles(await media.top("Highlights"))


async def test_a_highlight_needs_a_video_and_a_moment(bandit: BanditHome) -> None:
    video = f"video/{bandit.camera.videos[0].id}"
    for fields, why in (
        ({}, "it records nothing; name a video"),
        ({"offset": 3}, "say in which video"),
        ({"item": video}, "say which moment"),
        ({"highlight": f"{video}/none".replace("video", "highlight", 1)}, "say what of the highl"),
    ):
        with pytest.raises(HomeAssistantError) as refused:
            await bandit.act("tag", None, **fields)
        assert why in str(refused.value)


# GPS data.


async def test_gps_data_are_handed_to_the_camera(
    hass: HomeAssistant, bandit: BanditHome, tmp_path: Path
) -> None:
    path = tmp_path / "packedephemeris.ee"
    path.write_bytes(b"\x01" * 12_345)
    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("upload_gps_data", None, path=str(path))
    assert "allowlist_external_dirs" in str(refused.value)
    assert bandit.camera.uploads == []

    hass.config.allowlist_external_dirs = {str(tmp_path)}
    await bandit.act("upload_gps_data", None, path=str(path))

    assert bandit.camera.uploads == [("/api/2/quickgpsfix", 12_345)]
