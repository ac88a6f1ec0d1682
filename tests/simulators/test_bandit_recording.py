"""The simulated Bandit: recordings, photos, tags meanwhile, the card, and how it goes off."""

import asyncio
from typing import Any

import pytest

from tests.simulators.bandit_camera import camera_and_client
from tests.simulators.bandit_client import Backchannel, Client, duration


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def start(client: Client, told: Backchannel) -> None:
    """Start a recording, and wait until it is told."""
    assert await client.record(True) == 200
    assert await told.event("recording_started") == {"recording_active": True}


async def image_mode(client: Client, **wanted: Any) -> None:
    assert await client.do("POST", "/settings/image", wanted) == 200


# Videos.


async def test_a_recording_grows_the_library_and_shrinks_the_card() -> None:
    async with camera_and_client(videos=0) as (camera, client), client.backchannel() as told:
        before = await client.status()
        await start(client, told)
        during = await client.status()
        assert (during["recording_active"], during["recording_secs"]) == (True, 0)
        assert during["memory_free_bytes"] < before["memory_free_bytes"]
        assert await client.record(False) == 200
        (video,) = await told.event("recording_stopped")
        assert set(video) == {
            "path", "id", "created", "size_bytes", "length_secs", "nr_highlights", "mode", "resolution",
            "framerate_fps", "aspect_ratio",
        }  # fmt: skip
        after = await client.status()
        assert (after["recording_active"], after["recording_secs"]) == (False, -1)
        assert before["memory_free_bytes"] - after["memory_free_bytes"] == video["size_bytes"]
        assert before["remaining_time_secs"] > after["remaining_time_secs"]
        (listed,) = await client.videos()
        assert listed == video | {"is_valid": True}
        whole = await client.file(f"/videos/{video['id']}/contents")
        assert len(whole) == video["size_bytes"]
        assert duration(whole) == pytest.approx(video["length_secs"], abs=0.2)
        assert not camera.recording


async def test_the_cameras_own_button_does_the_same() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        await camera.wait_backchannel()
        camera.press_record()
        await told.event("recording_started")
        assert (await client.status())["recording_active"] is True
        camera.press_record()
        assert len(await told.event("recording_stopped")) == 1
        assert len(camera.videos) == 7


async def test_tags_of_a_recording_are_told_and_stored() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        assert await client.do("POST", "/record/tag", {"tag_mobile": True}) == 400
        await start(client, told)
        assert await client.do("POST", "/record/tag", {"tag_mobile": False}) == 400
        assert await client.do("POST", "/record/tag", {"tag_mobile": True}) == 200
        camera.press_highlight()
        mobile, button = [await told.event("tag_created") for _ in range(2)]
        assert set(mobile) == {
            "id", "offset_secs", "highlight_offset_secs", "highlight_length_secs", "tag_mobile",
        }  # fmt: skip
        assert button["tag_button"] is True
        await client.record(False)
        (video,) = await told.event("recording_stopped")
        assert video["nr_highlights"] == 2
        stored = await client.get(f"/videos/{video['id']}/tags")
        assert [tag["id"] for tag in stored] == [mobile["id"], button["id"]]
        camera.press_highlight()
        assert len(camera.videos[-1].tags) == 2


async def test_what_runs_cannot_be_started_nor_what_does_not_be_stopped() -> None:
    async with camera_and_client() as (_, client), client.backchannel() as told:
        assert await client.record(False) == 400
        await start(client, told)
        assert await client.record(True) == 400
        assert await client.do("PUT", "/settings/image", {"mode": "single"}) == 500
        for wrong in ({}, {"recording_active": 1}, {"recording_active": "true"}, [True], b""):
            assert await client.do("POST", "/record", wrong) == 400


async def test_a_long_recording_is_split() -> None:
    assume = {"split_bytes": 170_000}
    async with (
        camera_and_client(videos=0, assume=assume) as (_, client),
        client.backchannel() as told,
    ):
        slow = {"mode": "slow_motion", "resolution": "1080p"}
        assert await client.do("POST", "/settings/video", slow) == 200
        await start(client, told)
        while (await client.status())["recording_secs"] < 1:
            pass
        await client.record(False)
        files = await told.event("recording_stopped")
        assert len(files) >= 2
        session = await client.get("/sessions/videos")
        assert (session["total"], session["items"][0]["number_of_files"]) == (1, len(files))


async def test_a_time_lapse_is_short_and_sensors_may_know_no_place() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        camera.set_gps(fix=False, strength=0)
        lapse = {"mode": "time_lapse", "resolution": "4k", "interval_secs": 10}
        assert await client.do("POST", "/settings/video", lapse) == 200
        await start(client, told)
        await client.record(False)
        (video,) = await told.event("recording_stopped")
        assert (video["mode"], video["length_secs"], video["framerate_fps"]) == (
            "time_lapse",
            1,
            15,
        )
        data = await client.get(f"/videos/{video['id']}/sensors")
        assert data[0]["gnss"][0]["mode"] == "NoFix"
        assert not {"heart_rate", "cadence"} & set(data[0])


# Photos.


async def test_a_single_photo_needs_no_stop() -> None:
    async with camera_and_client(photos=0) as (_, client), client.backchannel() as told:
        assert await client.do("PUT", "/settings/image", {"mode": "single"}) == 200
        before = (await client.status())["remaining_photos"]
        assert await client.record(True) == 200
        (photo,) = await told.event("photo_captured")
        assert (photo["mode"], photo["resolution"], photo["path"]) == (
            "normal",
            "16MP",
            "/100TTCAM/IMG_0001.JPG",
        )
        assert photo["lat_deg"] == pytest.approx(52.4, abs=0.1)
        status = await client.status()
        assert (status["recording_active"], status["remaining_photos"]) == (False, before - 1)
        assert await client.images() == [photo | {"is_valid": True}]


async def test_a_burst_is_told_at_once_and_one_session() -> None:
    async with camera_and_client(photos=0) as (camera, client), client.backchannel() as told:
        camera.set_gps(fix=False, strength=0)
        await image_mode(client, mode="burst", count=10)
        camera.press_record()
        photos = await told.event("photo_captured")
        assert [photo["mode"] for photo in photos] == ["burst"] * 10
        assert "lat_deg" not in photos[0]
        sessions = await client.get("/sessions/images?count=5")
        assert [each["number_of_files"] for each in sessions["items"]] == [10]


async def test_continuous_photos_are_told_one_by_one_until_they_are_stopped() -> None:
    async with camera_and_client(photos=0) as (camera, client), client.backchannel() as told:
        await image_mode(client, mode="continuous", interval_secs=1)
        await client.record(True)
        paths = [(await told.event("photo_captured"))[0]["path"] for _ in range(3)]
        assert paths == [f"/100TTCAM/IMG_000{number}.JPG" for number in (1, 2, 3)]
        assert (await client.status())["recording_active"] is True
        assert await client.record(False) == 200
        await camera.wait_recording(False)
        assert len(camera.images) >= 3


async def test_a_photo_with_the_cameras_own_button() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        await camera.wait_backchannel()
        camera.take_photo()
        assert len(await told.event("photo_captured")) == 1
        assert "video" in camera.settings


# The card.


async def test_a_card_that_gets_full_ends_the_recording() -> None:
    arguments: dict[str, Any] = {"videos": 0, "photos": 0, "card_bytes": 200_000}
    async with camera_and_client(**arguments) as (_, client), client.backchannel() as told:
        await start(client, told)
        assert "available_bytes" in await told.event("memory_low")
        (video,) = await told.event("recording_stopped")
        assert video["size_bytes"] >= 160_000
        status = await client.status()
        assert (status["remaining_time_secs"], status["remaining_photos"]) == (0, 0)
        assert await client.record(True) == 500


async def test_a_full_card_and_room_again() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        await start(client, told)
        camera.card_full()
        assert await told.event("memory_low") == {"available_bytes": 51234}
        await told.event("recording_stopped")
        assert await client.record(True) == 500
        camera.press_record()
        assert not camera.recording
        camera.card_mended()
        assert await client.record(True) == 200


async def test_a_broken_card_damages_what_is_recorded_and_cannot_be_read() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        await start(client, told)
        camera.card_error()
        assert await told.event("memory_error") is True
        await told.event("recording_stopped")
        assert await client.do("GET", "/videos") == 500
        assert await client.do("GET", f"/videos/{camera.videos[0].id}/thumb") == 500
        assert (await client.status())["memory_free_bytes"] == 0
        camera.card_mended()
        assert [video["is_valid"] for video in await client.videos()] == [True] * 6 + [False]
        last = camera.videos[-1]
        assert await client.file(f"/videos/{last.id}/contents") == bytes(last.size)
        assert await client.do("GET", f"/videos/{last.id}/contents?offset_secs=0") == 500


# Off and on.


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("switch_off", "user_initiated"),
        ("overheat", "overtemperature_shutdown"),
        ("battery_empty", "battery_critical"),
    ],
)
async def test_it_goes_off_with_a_word_and_keeps_what_was_recorded(how: str, reason: str) -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        port, backchannel = camera.port, camera.backchannel_port
        await start(client, told)
        await getattr(camera, how)()
        assert await told.event("shutting_down") == {reason: True}
        await told.event("recording_stopped")
        with pytest.raises(EOFError):
            await told.next()
        await camera.wait_closed()
        with pytest.raises(ConnectionRefusedError):
            await client.status()
        await camera.power_on()
        assert (camera.port, camera.backchannel_port) == (port, backchannel)
        status = await client.status()
        assert (status["recording_active"], len(camera.videos)) == (False, 7)
        assert status["battery_level_pct"] == (0 if how == "battery_empty" else 80)


async def test_its_wifi_goes_off_and_a_recording_goes_on() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        await start(client, told)
        await camera.wifi_off()
        assert await told.event("wifi_stopped") == {"wifi_active": False}
        with pytest.raises(EOFError):
            await told.next()
        with pytest.raises(ConnectionRefusedError):
            await client.status()
        await camera.power_on()
        assert (await client.status())["recording_active"] is True


async def test_it_vanishes_with_reset_connections() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        await start(client, told)
        await camera.vanish()
        with pytest.raises(ConnectionResetError):
            await told.next()
        with pytest.raises(ConnectionRefusedError):
            await client.status()
        await camera.power_on()
        assert not camera.recording


async def test_it_vanishes_in_silence() -> None:
    async with camera_and_client() as (camera, client), client.backchannel() as told:
        count = camera.request_count
        await camera.vanish("silence")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await client.status()
        waiting = asyncio.create_task(told.next())
        assert camera.request_count == count
        await camera.power_on()
        with pytest.raises(ConnectionResetError):
            await waiting
        assert (await client.status())["recording_active"] is False
