"""What happens at a rig reaches the automations: photos, shots, cameras coming and going."""

import asyncio
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from simulators.smart_shooter import SmartShooter
from tests.heard import Heard
from tests.home import Home, until


@pytest.fixture
def heard(hass: HomeAssistant, home: Home) -> Heard:
    """Everything from here on."""
    return Heard(hass)


async def press(home: Home, word: str, camera: int | None = None) -> None:
    await home.hass.services.async_call(
        "button", "press", {"entity_id": home.entity_id("button", word, camera)}, blocking=True
    )


async def test_shoot_all_is_one_request_and_a_photo_of_every_camera(
    home: Home, heard: Heard
) -> None:
    await press(home, "shoot")

    shot = await heard.until("shot_complete", home, "photo")
    for camera in range(4):
        await heard.until("photo_downloaded", home, "photo", camera)
    assert home.requests("Shoot") == [{"CameraSelection": "All"}]
    assert shot.attributes["cameras"] == ["C001", "C002", "C003", "C004"]
    assert shot.attributes["missing"] == shot.attributes["missing_devices"] == []
    for camera in range(4):
        assert heard.kinds(home, "photo", camera) == ["photo_taken", "photo_downloaded"]
    assert home.state("sensor", "last_shot_missing").state == "0"
    assert home.state("sensor", "last_sequence_number").state == "4"


async def test_a_photo_tells_what_an_automation_needs(home: Home, heard: Heard) -> None:
    await press(home, "shoot", 0)

    taken = await heard.until("photo_taken", home, "photo", 0)
    there = await heard.until("photo_downloaded", home, "photo", 0)
    [photo] = home.rig.photos.values()
    assert taken.attributes["id"] == there.attributes["id"] == photo.key
    assert taken.attributes["name"] == "SSP_1.JPG"
    assert there.attributes["file"] == photo.filename
    for name, value in {
        "original_name": photo.original_name,
        "format": "jpeg",
        "bytes": photo.size,
        "width": 8256,
        "height": 5504,
        "aperture": "5.6",
        "shutter_speed": "1/125",
        "iso": "400",
        "sequence": 1,
        "batch": 1,
        "session": 1,
        "origin": "api",
    }.items():
        assert there.attributes[name] == value


@pytest.mark.parametrize("options", [{"shot_limit": 1}], ids=["a limit of 1 s"])
async def test_a_camera_that_misses_the_shot_is_named(home: Home, heard: Heard) -> None:
    home.rig.miss_shot(home.key(2))

    await press(home, "shoot")

    shot = await heard.until("shot_incomplete", home, "photo")
    assert shot.attributes["missing"] == ["C003"]
    assert shot.attributes["cameras"] == ["C001", "C002", "C003", "C004"]
    assert heard.kinds(home, "photo") == ["shot_incomplete"]
    assert heard.kinds(home, "photo", 2) == ["photo_failed"]
    assert home.state("sensor", "last_shot_missing").state == "1"


@pytest.mark.parametrize("options", [{"shot_limit": 1}], ids=["a limit of 1 s"])
async def test_every_camera_that_misses_the_shot_is_named(home: Home, heard: Heard) -> None:
    for camera in (1, 3):
        home.rig.miss_shot(home.key(camera))

    answer = await home.act("shoot", None, answer=True)

    shot = await heard.until("shot_incomplete", home, "photo")
    assert shot.attributes["missing"] == ["C002", "C004"]
    assert home.state("sensor", "last_shot_missing").state == "2"
    assert answer["missing"] == [
        {"camera": home.device(camera).name, "device_id": home.device(camera).id}
        for camera in (1, 3)
    ]
    assert {photo["camera"] for photo in answer["photos"]} == {"C001", "C003"}


@pytest.mark.parametrize("options", [{"shot_limit": 1}], ids=["a limit of 1 s"])
async def test_the_time_for_a_shot_is_what_the_option_says_now(
    hass: HomeAssistant, home: Home, heard: Heard
) -> None:
    coordinator = home.entry.runtime_data

    async def waited() -> float:
        home.rig.miss_shot(home.key(2))
        begun = hass.loop.time()
        await press(home, "shoot", 2)
        times = heard.kinds(home, "photo").count("shot_incomplete") + 1
        await heard.until("shot_incomplete", home, "photo", times=times)
        return hass.loop.time() - begun

    # Whatever a busy machine adds is less than what is missing to the default of ten seconds.
    assert 1 <= await waited() < 9
    await home.until_state("ready", "sensor", "status", 2)
    hass.config_entries.async_update_entry(home.entry, options={"shot_limit": 3})
    await hass.async_block_till_done()
    assert 3 <= await waited() < 9
    assert home.entry.runtime_data is coordinator, "nothing was loaded anew"


@pytest.mark.parametrize("options", [{"shot_limit": 1}], ids=["a limit of 1 s"])
async def test_a_camera_is_known_by_its_device_whatever_it_is_called(
    hass: HomeAssistant, home: Home, heard: Heard
) -> None:
    await home.act("rename_camera", 1, 2, name="D850")
    await until(lambda: home.device(1).name == home.device(2).name == "D850")
    dr.async_get(hass).async_update_device(home.device(3).id, name_by_user="Halley")
    for camera in (2, 3):
        home.rig.miss_shot(home.key(camera))

    answer = await home.act("shoot", None, answer=True)

    shot = await heard.until("shot_incomplete", home, "photo")
    first, second = (home.device(camera).serial_number for camera in (1, 2))
    assert shot.attributes["cameras"] == ["C001", f"D850 ({first})", f"D850 ({second})", "C004"]
    assert shot.attributes["missing"] == [f"D850 ({second})", "C004"]
    devices = [home.device(camera).id for camera in (2, 3)]
    assert shot.attributes["missing_devices"] == devices
    assert [missing["device_id"] for missing in answer["missing"]] == devices
    assert [missing["camera"] for missing in answer["missing"]] == ["D850", "Halley"]


@pytest.mark.parametrize("options", [{"shot_limit": 1}], ids=["a limit of 1 s"])
async def test_a_camera_whose_name_nobody_told_is_named_all_the_same(
    home: Home, heard: Heard
) -> None:
    told = {"CameraSelection": "Single", "CameraKey": "odd", "CameraStatus": "Ready"}
    home.rig.publish(told, "CameraUpdated")
    await home.until_state("5", "sensor", "cameras_online")

    answer = await home.act("shoot", None, answer=True)

    shot = await heard.until("shot_incomplete", home, "photo")
    assert shot.attributes["missing"] == ["odd"]
    [missing] = answer["missing"]
    assert missing["camera"] == "odd"
    assert shot.attributes["missing_devices"] == [missing["device_id"]]


@pytest.mark.parametrize("location", ["Camera", "Local Disk", "Orphaned", "Deleted", "Hidden"])
async def test_a_camera_has_delivered_wherever_its_photo_is(
    home: Home, heard: Heard, location: str
) -> None:
    home.rig.miss_shot(home.key(2))
    shooting = asyncio.ensure_future(home.act("shoot", None, answer=True))
    await until(lambda: home.requests("Shoot"))

    photo = {"PhotoKey": "late", "CameraKey": home.key(2), "PhotoLocation": location}
    home.rig.publish({"PhotoSelection": "Single", **photo}, "PhotoUpdated")

    answer = await shooting
    assert answer["missing"] == []
    assert "late" in {photo["id"] for photo in answer["photos"]}
    await heard.until("shot_complete", home, "photo")
    assert heard.kinds(home, "photo") == ["shot_complete"]


async def test_raw_and_jpeg_are_one_photo(home: Home, heard: Heard) -> None:
    home.rig.set_property(home.key(0), "Quality", "RAW+JPEG")

    await press(home, "shoot")

    await heard.until("photo_downloaded", home, "photo", 0, times=2)
    await heard.until("shot_complete", home, "photo")
    assert len(home.rig.photos) == 5
    assert heard.kinds(home, "photo", 0).count("photo_taken") == 1


@pytest.mark.parametrize(
    ("second", "times"),
    [("20240514 17:36:25.000", 1), ("20240514 17:36:26.000", 2)],
    ids=["the same moment", "another moment"],
)
async def test_only_files_of_one_moment_are_one_photo(
    home: Home, heard: Heard, second: str, times: int
) -> None:
    for key, captured in (("raw", "20240514 17:36:25.000"), ("jpeg", second)):
        photo = {"PhotoKey": key, "PhotoBatchNum": 31, "PhotoDateCaptured": captured}
        place = {"CameraKey": home.key(0), "PhotoLocation": "Local Disk"}
        home.rig.publish({"PhotoSelection": "Single", **photo, **place}, "PhotoUpdated")

    await heard.until("photo_downloaded", home, "photo", 0, times=2)
    assert heard.kinds(home, "photo", 0).count("photo_taken") == times


async def test_a_shot_begun_at_the_camera_is_a_photo_and_no_shot_of_ours(
    home: Home, heard: Heard
) -> None:
    home.rig.press_shutter(home.key(1))

    taken = await heard.until("photo_taken", home, "photo", 1)
    await heard.until("photo_downloaded", home, "photo", 1)
    assert taken.attributes["origin"] == "camera"
    assert heard.kinds(home, "photo") == []


async def test_a_photo_is_renamed_and_deleted(home: Home, heard: Heard) -> None:
    [photo] = (await home.act("shoot", 0, answer=True))["photos"]
    await heard.until("photo_downloaded", home, "photo", 0)

    await home.act("rename_photo", None, photo_ids=[photo["id"]], name="statue.jpg")
    renamed = await heard.until("photo_renamed", home, "photo", 0)
    assert renamed.attributes["name"] == "statue.jpg"

    await home.act("delete", None, photo_ids=[photo["id"]], delete_files=True, confirm=True)
    deleted = await heard.until("photo_deleted", home, "photo", 0)
    assert deleted.attributes["id"] == photo["id"]


async def test_a_camera_lost_between_photo_and_file_leaves_an_orphan(
    home: Home, heard: Heard
) -> None:
    await home.rig.set_fault("lost_mid_download", "1")

    await press(home, "shoot", 0)

    await heard.until("photo_orphaned", home, "photo", 0)
    lost = await heard.until("camera_lost", home, "status", 0)
    assert heard.kinds(home, "photo", 0) == ["photo_taken", "photo_orphaned"]
    assert lost.attributes["reason"] == "lost"


async def test_a_camera_tells_that_it_is_lost_connected_in_error_and_ready_again(
    home: Home, heard: Heard
) -> None:
    home.rig.unplug(home.key(0))
    await heard.until("camera_lost", home, "status", 0)
    home.rig.plug(home.key(0))
    await heard.until("camera_connected", home, "status", 0)
    home.rig.set_status(home.key(0), "Error")
    await heard.until("camera_error", home, "status", 0)
    home.rig.set_status(home.key(0), "Ready")
    await heard.until("camera_ready", home, "status", 0)

    assert heard.kinds(home, "status", 0) == [
        "camera_lost",
        "camera_connected",
        "camera_error",
        "camera_ready",
    ]
    assert heard.kinds(home, "status", 1) == []


async def test_a_barcode_is_told_once_for_each_photo_that_shows_it(
    home: Home, heard: Heard
) -> None:
    home.rig.show_barcode("4006381333931")

    await press(home, "shoot", 0)

    scanned = await heard.until("barcode_scanned", home, "status", 0)
    assert scanned.attributes["text"] == "4006381333931"
    await home.until_state("4006381333931", "text", "barcode")
    assert heard.kinds(home, "status", 0) == ["barcode_scanned"]


async def test_a_text_reaches_every_listener(home: Home, heard: Heard) -> None:
    await home.act("send_text", None, text="next sitter")

    told = await heard.until("text_received", home, "status")
    assert told.attributes["text"] == "next sitter"


@pytest.mark.parametrize("rig_options", [{"vintage": "v3"}], ids=["version 3"])
async def test_the_older_application_tells_the_same(home: Home, heard: Heard) -> None:
    await press(home, "shoot")

    await heard.until("shot_complete", home, "photo")
    for camera in range(4):
        await heard.until("photo_downloaded", home, "photo", camera)
        assert heard.kinds(home, "photo", camera) == ["photo_taken", "photo_downloaded"]
    home.rig.unplug(home.key(0))
    await heard.until("camera_lost", home, "status", 0)


async def test_what_differs_with_every_event_is_not_written_to_the_database(home: Home) -> None:
    volatile = {"id", "file", "bytes", "cameras", "source_time", "original_name", "photo"}
    volatile |= {"missing_devices"}
    for camera in (None, 0):
        state = home.state("event", "photo", camera)
        assert state.state_info is not None
        assert volatile <= state.state_info["unrecorded_attributes"]
        assert not {"event_type", "missing", "name"} & state.state_info["unrecorded_attributes"]


async def test_a_new_camera_tells_of_its_photos_at_once(
    hass: HomeAssistant, home: Home, rig: SmartShooter
) -> None:
    heard = Heard(hass)
    camera = rig.add_camera("Guest")
    position = rig.keys.index(camera.key)
    await until(lambda: camera.connected)
    rig.press_shutter(camera.key)

    def kinds() -> list[Any]:
        return [
            state.attributes["event_type"] for state in heard.told if "guest" in state.entity_id
        ]

    await until(lambda: "photo_downloaded" in kinds())
    assert heard.kinds(home, "photo", position) == ["photo_taken", "photo_downloaded"]
    assert heard.kinds(home, "status", position) == ["camera_connected"]
