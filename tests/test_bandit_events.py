"""What happens at a Bandit: told once each, and what was said of the card and the power stays."""

from collections.abc import Callable
from typing import Any

import pytest
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulators.bandit import BanditCamera
from simulators.bandit.faults import MESSAGES
from simulators.bandit.library import Image, Video
from tests.bandit_home import BanditHome, like, logged
from tests.heard import Heard
from tests.home import until


@pytest.fixture
def heard(hass: HomeAssistant, bandit: BanditHome) -> Heard:
    """Everything from here on."""
    return Heard(hass)


def told_of(video: Video) -> dict[str, Any]:
    """Return what the event of a recording tells of one of its files."""
    return {
        "id": f"video/{video.id}",
        "path": video.path,
        "created": f"{video.created:%Y-%m-%dT%H:%M:%SZ}",
        "size": video.size,
        "length": -(-video.length // 1),
        "highlights": len(video.tags),
        "mode": video.mode["mode"],
        "resolution": video.mode["resolution"],
        "frame_rate": video.mode["framerate_fps"],
        "aspect_ratio": "16/9",
    }


def shown_of(image: Image) -> dict[str, Any]:
    """Return what the event of a photo tells of it, but for when and where it was taken."""
    return {
        "id": f"picture/{image.id}",
        "name": image.path.rpartition("/")[2],
        "file": image.path,
        "format": "jpeg",
        "bytes": image.size,
        "mode": image.mode,
        "resolution": image.resolution,
        "aspect_ratio": "4/3",
    }


# Recordings.


async def test_a_recording_begun_here_and_ended_at_the_camera(
    bandit: BanditHome, heard: Heard
) -> None:
    await bandit.use("switch.turn_on", "record")
    await heard.until("recording_started", bandit, "recording")
    assert bandit.state("switch", "record").state == "on"
    assert bandit.state("sensor", "status").state == "recording"
    assert bandit.state("binary_sensor", "recording").state == "on"

    bandit.camera.press_record()
    stopped = await heard.until("recording_stopped", bandit, "recording")
    await bandit.until_state("off", "switch", "record")
    await bandit.until_state("ready", "sensor", "status")
    await bandit.mark()

    assert stopped.attributes["files"] == [told_of(bandit.camera.videos[-1])]
    assert heard.kinds(bandit, "recording") == ["recording_started", "recording_stopped"]
    assert bandit.asked("POST", "/record") == 1
    assert len(bandit.camera.videos) == 4


async def test_a_recording_begun_at_the_camera_and_ended_here(
    bandit: BanditHome, heard: Heard
) -> None:
    bandit.camera.press_record()
    await heard.until("recording_started", bandit, "recording")
    assert bandit.state("switch", "record").state == "on"

    await bandit.use("switch.turn_off", "record")

    assert bandit.state("switch", "record").state == "off"
    await heard.until("recording_stopped", bandit, "recording")
    assert bandit.asked("POST", "/record") == 1


@like(assume={"answer_order": "notification"})
async def test_it_may_be_told_before_it_is_answered(bandit: BanditHome, heard: Heard) -> None:
    await bandit.act("set_recording", None, enable=True)
    assert bandit.state("switch", "record").state == "on"
    await bandit.act("set_recording", None, enable=False)
    await bandit.mark()

    assert heard.kinds(bandit, "recording") == ["recording_started", "recording_stopped"]


@like(assume={"split_bytes": 5_000, "length_secs": "float", "framerate": "framerate"})
async def test_a_long_recording_has_several_files(bandit: BanditHome, heard: Heard) -> None:
    # What is slowed down is long soon.
    await bandit.select("shoot_mode", "slow_motion")
    await bandit.select("movie_quality", "wvga")
    bandit.camera.press_record()
    await until(lambda: bandit.camera.body.recorded()[0] > 1.5)
    bandit.camera.press_record()
    stopped = await heard.until("recording_stopped", bandit, "recording")

    files = stopped.attributes["files"]
    assert [file["id"] for file in files] == [f"video/{v.id}" for v in bandit.camera.videos[3:]]
    assert len(files) > 1
    assert {file["frame_rate"] for file in files} == {180}


async def test_what_runs_already_is_not_begun_again(bandit: BanditHome, heard: Heard) -> None:
    bandit.camera.press_record()
    await heard.until("recording_started", bandit, "recording")
    await bandit.act("set_recording", None, enable=True)
    bandit.camera.press_record()
    await heard.until("recording_stopped", bandit, "recording")
    await bandit.act("set_recording", None, enable=False)

    assert bandit.asked("POST", "/record") == 0


@pytest.mark.parametrize(
    ("fault", "enable"), [("ignores_start", True), ("ignores_stop", False)], ids=["start", "stop"]
)
async def test_a_camera_that_does_not_follow_is_told(
    bandit: BanditHome, monkeypatch: pytest.MonkeyPatch, fault: str, enable: bool
) -> None:
    monkeypatch.setattr("custom_components.camhub.protocols.bandit.operator.START", 0.2)
    if not enable:
        bandit.camera.press_record()
        await bandit.until_state("on", "switch", "record")
    bandit.camera.set_fault(fault)

    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("set_recording", None, enable=enable)

    assert f"does not {'start' if enable else 'stop'} to record" in str(refused.value)
    assert bandit.state("switch", "record").state == ("off" if enable else "on")


@like(faults=[("recording_ends", 0.1)])
async def test_a_recording_that_ends_by_itself_is_told(bandit: BanditHome, heard: Heard) -> None:
    await bandit.use("switch.turn_on", "record")

    await heard.until("recording_stopped", bandit, "recording")
    await bandit.until_state("off", "switch", "record")


async def test_the_thumbnail_of_the_last_recording_is_the_picture(
    bandit: BanditHome, heard: Heard, hass_client: ClientSessionGenerator
) -> None:
    bandit.camera.press_record()
    await heard.until("recording_started", bandit, "recording")
    bandit.camera.press_record()
    await until(lambda: bandit.state("image", "picture").state != STATE_UNKNOWN)

    picture = bandit.state("image", "picture")
    assert picture.attributes["name"] == bandit.camera.videos[-1].path.rpartition("/")[2]
    browser = await hass_client()
    response = await browser.get(f"/api/image_proxy/{picture.entity_id}")
    assert (await response.read()).startswith(b"\xff\xd8")


# Highlights.


async def test_a_highlight_of_either_button(bandit: BanditHome, heard: Heard) -> None:
    with pytest.raises(HomeAssistantError):
        await bandit.act("tag", None)
    bandit.camera.press_record()
    await heard.until("recording_started", bandit, "recording")
    await until(lambda: bandit.state("button", "highlight").state != STATE_UNAVAILABLE)

    await bandit.press("highlight")
    await heard.until("highlight_created", bandit, "recording")
    bandit.camera.press_highlight()
    await heard.until("highlight_created", bandit, "recording", times=2)
    bandit.camera.press_record()
    stopped = await heard.until("recording_stopped", bandit, "recording")

    ours, theirs = heard.of(bandit, "recording")[1:3]
    first, second = bandit.camera.videos[-1].tags
    assert ours.attributes["kind"] == "mobile"
    assert theirs.attributes["kind"] == "button"
    assert (ours.attributes["id"], theirs.attributes["id"]) == (first.id, second.id)
    assert ours.attributes["offset"] == first.offset
    assert ours.attributes["start"] == first.highlight_offset
    assert ours.attributes["length"] == first.highlight_length
    assert stopped.attributes["files"][0]["highlights"] == 2
    await bandit.until_state(STATE_UNAVAILABLE, "button", "highlight")


# Photos.


async def test_a_photo_at_the_camera_is_told_once(bandit: BanditHome, heard: Heard) -> None:
    bandit.camera.take_photo()
    await heard.until("photo_available", bandit, "photo")
    await bandit.mark()

    taken, available = heard.of(bandit, "photo")
    image = bandit.camera.images[-1]
    assert taken.attributes["event_type"] == "photo_taken"
    assert taken.attributes.items() >= shown_of(image).items()
    assert taken.attributes["source_time"] == f"{image.created:%Y-%m-%dT%H:%M:%SZ}"
    assert (taken.attributes["latitude"], taken.attributes["longitude"]) == image.place
    assert available.attributes["event_type"] == "photo_available"
    assert available.attributes["id"] == taken.attributes["id"]
    assert available.attributes["bytes"] == image.size
    assert bandit.state("sensor", "last_photo").state == image.path
    assert bandit.state("image", "picture").attributes["name"] == "IMG_0005.JPG"


@pytest.mark.parametrize("options", [{"fetch_pictures": False}])
async def test_pictures_stay_at_the_camera_where_the_user_wants_that(
    bandit: BanditHome, heard: Heard
) -> None:
    bandit.camera.take_photo()
    await heard.until("photo_taken", bandit, "photo")
    await bandit.mark()

    assert heard.kinds(bandit, "photo") == ["photo_taken"]
    assert bandit.state("image", "picture").state == STATE_UNKNOWN


async def test_a_burst_is_one_event(bandit: BanditHome, heard: Heard) -> None:
    await bandit.select("shoot_mode", "burst")
    answer = await bandit.act("shoot", None, answer=True)
    await heard.until("photo_available", bandit, "photo", times=3)
    await bandit.mark()

    taken, *available = heard.of(bandit, "photo")
    ids = [f"picture/{image.id}" for image in bandit.camera.images[-3:]]
    assert taken.attributes["event_type"] == "photo_taken"
    assert [photo["id"] for photo in taken.attributes["photos"]] == ids
    assert [state.attributes["id"] for state in available] == ids
    assert [photo["id"] for photo in answer["photos"]] == ids
    assert bandit.state("select", "shoot_mode").state == "burst"


@pytest.mark.parametrize(
    "simulated", [{"assume": {"photo_messages": form}} for form in ("each", "together")]
)
async def test_photos_at_a_rate_are_an_event_each(bandit: BanditHome, heard: Heard) -> None:
    await bandit.select("shoot_mode", "continuous")
    assert bandit.state("switch", "record").state == "off"

    await bandit.use("switch.turn_on", "record")
    await until(lambda: len(bandit.camera.images) >= 7)
    await bandit.use("switch.turn_off", "record")
    await bandit.until_state("off", "binary_sensor", "recording")
    ids = [f"picture/{image.id}" for image in bandit.camera.images[4:]]
    await heard.until("photo_taken", bandit, "photo", times=len(ids))

    taken = [e for e in heard.of(bandit, "photo") if e.attributes["event_type"] == "photo_taken"]
    assert [event.attributes["id"] for event in taken] == ids
    assert all("photos" not in event.attributes for event in taken)
    assert bandit.asked("POST", "/record") == 2


@like(assume={"photo_captured": "ids"})
async def test_a_photo_of_which_only_the_id_is_told(bandit: BanditHome, heard: Heard) -> None:
    bandit.camera.take_photo()

    taken = await heard.until("photo_taken", bandit, "photo")
    assert taken.attributes["id"] == f"picture/{bandit.camera.images[-1].id}"
    await heard.until("photo_available", bandit, "photo")


# The card.


async def test_a_full_card_is_told_and_shown_until_there_is_more_room(
    bandit: BanditHome, heard: Heard
) -> None:
    bandit.camera.card_full()
    low = await heard.until("memory_low", bandit, "status")
    await bandit.until_state("on", "binary_sensor", "memory_low")
    assert low.attributes["amount"] == bandit.camera.free
    await bandit.mark()
    assert bandit.state("binary_sensor", "memory_low").state == "on"

    await bandit.reload()
    await bandit.mark()
    assert bandit.state("binary_sensor", "memory_low").state == "on"

    bandit.camera.card_mended()
    await bandit.until_state("off", "binary_sensor", "memory_low")
    assert heard.kinds(bandit, "status").count("memory_low") == 1


async def test_a_recording_that_fills_the_card_ends(bandit: BanditHome, heard: Heard) -> None:
    await bandit.use("switch.turn_on", "record")
    bandit.camera.card_full()

    await heard.until("memory_low", bandit, "status")
    await heard.until("recording_stopped", bandit, "recording")
    with pytest.raises(HomeAssistantError) as refused:
        await bandit.use("switch.turn_on", "record")
    assert refused.value.translation_key == "rejected"
    assert bandit.state("switch", "record").state == "off"


@pytest.mark.parametrize("simulated", [{"assume": {"memory_error": f}} for f in ("bare", "object")])
async def test_a_broken_card_is_told_and_shown_until_something_is_stored(
    bandit: BanditHome, heard: Heard
) -> None:
    bandit.camera.card_error()
    await heard.until("memory_error", bandit, "status")
    assert bandit.state("binary_sensor", "memory_error").state == "on"
    await bandit.reload()
    await bandit.mark()
    assert bandit.state("binary_sensor", "memory_error").state == "on"

    bandit.camera.card_mended()
    bandit.camera.take_photo()
    await bandit.until_state("off", "binary_sensor", "memory_error")
    assert heard.kinds(bandit, "status").count("memory_error") == 1


@pytest.mark.parametrize("payload", [False, {"memory_error": False}])
async def test_a_card_that_is_said_to_be_well_is(bandit: BanditHome, payload: object) -> None:
    bandit.camera.notify("memory_error", True)
    await bandit.until_state("on", "binary_sensor", "memory_error")
    bandit.camera.notify("memory_error", payload)
    await bandit.until_state("off", "binary_sensor", "memory_error")


async def test_a_card_is_taken_to_be_well_after_the_camera_was_off(bandit: BanditHome) -> None:
    bandit.camera.card_error()
    await bandit.until_state("on", "binary_sensor", "memory_error")
    await bandit.camera.switch_off()
    await bandit.until_away()
    bandit.camera.body.broken = False

    await bandit.camera.power_on()
    await bandit.until_back()

    await bandit.until_state("off", "binary_sensor", "memory_error")


# It goes.


_GOES: dict[str, Callable[[BanditCamera], Any]] = {
    "battery": lambda camera: camera.battery_empty(),
    "user": lambda camera: camera.switch_off(),
    "overheating": lambda camera: camera.overheat(),
}


@pytest.mark.parametrize(
    "simulated", [{"assume": {"shutting_down": form}} for form in ("one", "all", "outside")]
)
async def test_it_says_why_it_goes_off_and_is_quietly_away(
    bandit: BanditHome, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    for reason, goes in _GOES.items():
        heard.told.clear()
        await goes(bandit.camera)
        lost = await heard.until("camera_lost", bandit, "status")
        await bandit.until_state("off", "sensor", "status")

        assert lost.attributes["reason"] == "farewell"
        assert heard.kinds(bandit, "status") == ["shutting_down", "camera_lost"]
        assert heard.of(bandit, "status")[0].attributes["reason"] == reason
        assert bandit.state("sensor", "shutdown_reason").state == reason
        assert bandit.state("sensor", "battery").state == STATE_UNAVAILABLE
        await bandit.camera.power_on()
        await bandit.until_back()
        await heard.until("camera_connected", bandit, "status")
    assert logged(caplog) == []


async def test_a_reason_that_it_does_not_tell_is_unknown(bandit: BanditHome, heard: Heard) -> None:
    bandit.camera.notify("shutting_down", {})
    await heard.until("shutting_down", bandit, "status")
    await bandit.camera.vanish()

    await bandit.until_state("off", "sensor", "status")
    assert bandit.state("sensor", "shutdown_reason").state == "unknown"


async def test_its_wifi_goes_off(
    bandit: BanditHome, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    await bandit.camera.wifi_off()
    await bandit.until_state("wifi_off", "sensor", "status")
    await heard.until("camera_lost", bandit, "status")

    assert heard.kinds(bandit, "status") == ["wifi_stopped", "camera_lost"]
    assert bandit.state("sensor", "shutdown_reason").state == STATE_UNKNOWN
    assert logged(caplog) == []


async def test_a_recording_is_stored_before_it_goes_off(bandit: BanditHome, heard: Heard) -> None:
    await bandit.use("switch.turn_on", "record")

    await bandit.camera.switch_off()

    await heard.until("recording_stopped", bandit, "recording")
    await bandit.until_state("off", "sensor", "status")
    await bandit.camera.power_on()
    await bandit.until_state("ready", "sensor", "status")
    assert bandit.state("switch", "record").state == "off"


async def test_what_happened_while_it_was_away_is_state_and_no_event(
    bandit: BanditHome, heard: Heard
) -> None:
    bandit.camera.set_fault("silent")
    await bandit.until_away()
    taken = heard.kinds(bandit, "status")
    bandit.camera.take_photo()
    await bandit.camera.wait_recording(False)
    bandit.camera.press_record()
    await bandit.camera.wait_recording()
    bandit.camera.notify("tag_created", {"id": "1", "tag_button": True})

    bandit.camera.clear_fault("silent")
    await bandit.until_back()
    await bandit.until_state("on", "binary_sensor", "recording")
    await bandit.mark()
    assert heard.of(bandit, "recording") == heard.of(bandit, "photo") == []
    assert heard.kinds(bandit, "status") == [*taken, "camera_connected"]

    bandit.camera.press_record()
    await heard.until("recording_stopped", bandit, "recording")


async def test_nothing_of_the_past_is_told_after_a_restart(
    bandit: BanditHome, heard: Heard
) -> None:
    bandit.camera.take_photo()
    await heard.until("photo_available", bandit, "photo")
    await bandit.stop()
    bandit.camera.take_photo()
    await bandit.camera.wait_recording(False)
    bandit.camera.press_record()
    await bandit.camera.wait_recording()
    heard.told.clear()

    await bandit.start()
    await bandit.mark()

    assert heard.told == []
    assert bandit.state("binary_sensor", "recording").state == "on"
    assert bandit.state("sensor", "last_photo").state == "/100TTCAM/IMG_0005.JPG"


@like(assume={"replay": True})
async def test_what_it_says_again_to_everybody_who_comes_is_told_once(
    bandit: BanditHome, heard: Heard
) -> None:
    bandit.camera.take_photo()
    await heard.until("photo_taken", bandit, "photo")
    for _ in range(2):
        await bandit.reload()
        await bandit.mark()

    assert heard.kinds(bandit, "photo").count("photo_taken") == 1


@like(faults=["doubled_notices"])
async def test_what_comes_twice_is_told_once(bandit: BanditHome, heard: Heard) -> None:
    bandit.camera.take_photo()
    await heard.until("photo_available", bandit, "photo")
    bandit.camera.press_record()
    await heard.until("recording_started", bandit, "recording")
    bandit.camera.press_highlight()
    await heard.until("highlight_created", bandit, "recording")
    bandit.camera.press_record()
    await heard.until("recording_stopped", bandit, "recording")
    await bandit.mark()

    assert heard.kinds(bandit, "photo") == ["photo_taken", "photo_available"]
    kinds = heard.kinds(bandit, "recording")
    assert kinds.count("highlight_created") == kinds.count("recording_stopped") == 1


# The rest.


async def test_what_nobody_has_described_is_told_as_it_is(
    bandit: BanditHome, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    bandit.camera.notify("sensor_lost", {"sensor": "cadence"})
    bandit.camera.notify("x" * 1000, [1, {"y": None}])
    other = await heard.until("other_notification", bandit, "status", times=2)

    first = heard.of(bandit, "status")[0]
    assert first.attributes["type"] == "sensor_lost"
    assert first.attributes["more"] == {"sensor": "cadence"}
    assert len(other.attributes.get("type") or "") < 300
    assert logged(caplog) == []


async def test_a_film_that_was_made_smaller_is_told(bandit: BanditHome, heard: Heard) -> None:
    bandit.camera.body.transcoding = 10
    await bandit.until_state("transcoding", "sensor", "status")
    bandit.camera.body.transcoding = None
    await heard.until("transcoding_done", bandit, "status")


@pytest.mark.parametrize(
    "simulated",
    [
        {"assume": {"framing": framing}, "faults": [("torn", 5)]}
        for framing in ("lf", "crlf", "none", "nul", "space", "pretty")
    ],
)
async def test_a_recording_is_told_however_it_is_written(bandit: BanditHome, heard: Heard) -> None:
    bandit.camera.press_record()
    await heard.until("recording_started", bandit, "recording")
    bandit.camera.press_record()
    stopped = await heard.until("recording_stopped", bandit, "recording")
    assert stopped.attributes["files"] == [told_of(bandit.camera.videos[-1])]


async def test_what_else_is_in_the_notifications_harms_nobody(
    bandit: BanditHome, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    for times, kind in enumerate(MESSAGES, start=1):
        bandit.camera.set_fault("backchannel", kind)
        bandit.camera.take_photo()
        await heard.until("photo_taken", bandit, "photo", times=times)
        await bandit.camera.wait_recording(False)

    assert heard.kinds(bandit, "status") == []
    assert logged(caplog) == []
