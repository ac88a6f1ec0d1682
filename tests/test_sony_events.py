"""What happens at a Sony camera and what is asked of it: told once each, and asked in the camera's words."""

import asyncio
import logging
import re
from datetime import UTC, datetime

import pytest
import voluptuous as vol
from homeassistant.auth.models import User
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.camhub.protocols.sony.contents import Name
from tests.heard import Heard
from tests.home import until
from tests.sony_home import SonyHome

CARD = "storage:memoryCard1"
NAME = re.compile(r"pict\d{8}_\d{6}_\d+\.JPG")


def of(*models: str) -> pytest.MarkDecorator:
    """Try it with each of these models."""
    return pytest.mark.parametrize("model", models)


@pytest.fixture
def heard(hass: HomeAssistant, sony: SonyHome) -> Heard:
    """Everything from here on."""
    return Heard(hass)


async def mark(sony: SonyHome) -> None:
    """Let something change, and wait until it is here: then so is all that was told before."""
    level = sony.camera.body.battery.level % 4 + 1
    sony.camera.set_battery(level)
    await sony.until_state(str(25 * level), "sensor", "battery")


async def idle(sony: SonyHome) -> None:
    await until(lambda: sony.camera.status == "IDLE")
    await sony.until_state("ready", "sensor", "status")


async def take(sony: SonyHome, heard: Heard, times: int) -> str:
    """Take the picture with this number and return what the image entity then says."""
    await sony.press("shoot")
    await heard.until("photo_available", sony, "photo", times=times)
    await idle(sony)
    return sony.state("image", "picture").state


# Pictures.


@pytest.mark.parametrize(
    "simulated",
    [{}, {"assume": {"api_shot_event": True}}],
    ids=["answered", "answered and told by an event too"],
)
async def test_a_shot_of_ours_is_told_once(sony: SonyHome, heard: Heard) -> None:
    answer = await sony.act("shoot", None, answer=True)
    await heard.until("photo_available", sony, "photo")
    await idle(sony)
    await mark(sony)

    taken, available = heard.of(sony, "photo")
    assert taken.attributes["event_type"] == "photo_taken"
    assert available.attributes["event_type"] == "photo_available"
    name = taken.attributes["name"]
    assert NAME.fullmatch(name)
    assert available.attributes["name"] == name
    assert available.attributes["format"] == "jpeg"
    assert taken.attributes["source_time"] == sony.state("image", "picture").attributes["taken"]
    assert sony.state("sensor", "last_photo").state == name
    assert answer["photos"] == [
        {
            "camera": "ILCE-6000",
            "device_id": sony.device().id,
            "id": taken.attributes["id"],
            "name": name,
        }
    ]
    assert len(sony.calls("actTakePicture")) == 1
    assert len(sony.camera.photos) == 13


async def test_a_shot_at_the_body_is_told_once(sony: SonyHome, heard: Heard) -> None:
    sony.camera.press_shutter()
    await heard.until("photo_available", sony, "photo")
    await idle(sony)
    await mark(sony)

    assert heard.kinds(sony, "photo") == ["photo_taken", "photo_available"]
    assert sony.calls("actTakePicture") == []


@of("FDR-X3000")
async def test_a_burst_is_one_event(sony: SonyHome, heard: Heard) -> None:
    await sony.use("select.select_option", "shoot_mode", option="still")
    await sony.until_state("still", "select", "shoot_mode")
    await idle(sony)
    await sony.use("select.select_option", "drive_mode", option="Burst")
    await sony.until_state("Burst", "select", "drive_mode")

    await sony.press("shoot")
    await heard.until("photo_available", sony, "photo", times=10)
    await idle(sony)

    taken, *available = heard.of(sony, "photo")
    assert taken.attributes["event_type"] == "photo_taken"
    assert len(taken.attributes["photos"]) == 10
    assert [photo["name"] for photo in taken.attributes["photos"]] == [
        state.attributes["name"] for state in available
    ]
    assert taken.attributes["name"] == taken.attributes["photos"][-1]["name"]


@of("DSC-RX100M4")
async def test_a_continuous_series_is_one_event(sony: SonyHome, heard: Heard) -> None:
    await sony.use("select.select_option", "drive_mode", option="Continuous")
    await sony.until_state("Continuous", "select", "drive_mode")

    await sony.act("start_series", None)
    await until(lambda: len(sony.camera.photos) >= 13)
    await sony.act("stop_series", None)
    taken = await heard.until("photo_taken", sony, "photo")
    photos = taken.attributes["photos"]
    await heard.until("photo_available", sony, "photo", times=len(photos))
    await mark(sony)

    assert heard.kinds(sony, "photo").count("photo_taken") == 1
    assert len(photos) == len(sony.camera.photos) - 10
    assert sony.calls("startContShooting") == sony.calls("stopContShooting") == [[]]


@of("DSC-RX100M4")
async def test_the_button_takes_a_picture_in_continuous_mode_too(
    sony: SonyHome, heard: Heard
) -> None:
    await sony.use("select.select_option", "drive_mode", option="Continuous")
    await sony.until_state("Continuous", "select", "drive_mode")

    await sony.press("shoot")

    await heard.until("photo_available", sony, "photo")
    assert heard.kinds(sony, "photo").count("photo_taken") == 1
    assert sony.calls("actTakePicture") == []


async def test_the_picture_is_in_the_image_entity(
    sony: SonyHome, heard: Heard, hass_client: ClientSessionGenerator
) -> None:
    browser = await hass_client()
    entity_id = sony.entity_id("image", "picture")
    assert sony.state("image", "picture").state == STATE_UNKNOWN
    assert (await browser.get(f"/api/image_proxy/{entity_id}")).status == 200

    before = dt_util.utcnow()
    shown = dt_util.parse_datetime(await take(sony, heard, 1), raise_on_error=True)
    assert before <= shown <= dt_util.utcnow()
    first = sony.state("image", "picture").attributes["name"]

    second = dt_util.parse_datetime(await take(sony, heard, 2), raise_on_error=True)
    assert second > shown
    image = sony.state("image", "picture").attributes
    assert image["name"] != first
    assert datetime.fromisoformat(image["taken"]).tzinfo is None

    response = await browser.get(f"/api/image_proxy/{entity_id}")
    assert response.content_type == "image/jpeg"
    picture = await response.read()
    assert picture.startswith(b"\xff\xd8")
    available = heard.of(sony, "photo")[-1]
    assert available.attributes["bytes"] == len(picture)

    # What was handed over stays, whatever the camera does.
    await sony.camera.switch_off()
    await sony.until_state("unreachable", "sensor", "status")
    assert sony.state("image", "picture").attributes["name"] == image["name"]
    assert await (await browser.get(f"/api/image_proxy/{entity_id}")).read() == picture


async def test_pictures_stay_at_the_camera_where_the_user_says_so(
    hass: HomeAssistant, sony: SonyHome, heard: Heard
) -> None:
    hass.config_entries.async_update_entry(sony.entry, options={"fetch_pictures": False})
    await sony.press("shoot")
    await idle(sony)
    hass.config_entries.async_update_entry(sony.entry, options={"fetch_pictures": True})
    await sony.press("shoot")
    await heard.until("photo_available", sony, "photo")

    assert heard.kinds(sony, "photo") == ["photo_taken", "photo_taken", "photo_available"]


@pytest.mark.parametrize("kind", ["gone", "html", "empty", "half"])
async def test_a_picture_that_is_not_to_be_had_is_not_available(
    sony: SonyHome, heard: Heard, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.camhub")
    await sony.camera.set_fault("pictures", kind)
    await sony.press("shoot")
    await until(lambda: "Not fetched" in caplog.text)
    await idle(sony)
    await sony.camera.clear_fault("pictures")
    await sony.press("shoot")
    await heard.until("photo_available", sony, "photo")

    first, second, available = heard.of(sony, "photo")
    assert first.attributes["event_type"] == second.attributes["event_type"] == "photo_taken"
    assert available.attributes["name"] == second.attributes["name"]


async def test_a_long_exposure_is_waited_for_and_taken_once(sony: SonyHome, heard: Heard) -> None:
    await sony.camera.set_fault("long_exposure", 40)

    await sony.press("shoot")

    await heard.until("photo_available", sony, "photo")
    assert heard.kinds(sony, "photo") == ["photo_taken", "photo_available"]
    assert len(sony.calls("actTakePicture")) == 1
    assert sony.calls("awaitTakePicture")


@pytest.mark.parametrize("simulated", [{"assume": {"api_shot_event": True}}])
async def test_a_picture_that_an_event_tells_before_the_answer_does_is_told_once(
    sony: SonyHome, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.camhub.protocols.sony.shutter.AGAIN", 0.5)
    await sony.camera.set_fault("long_exposure", 20)

    await sony.press("shoot")
    await sony.press("shoot")
    await heard.until("photo_available", sony, "photo", times=2)
    await mark(sony)

    assert sony.calls("awaitTakePicture")
    assert heard.kinds(sony, "photo") == ["photo_taken", "photo_available"] * 2


async def test_a_shot_that_fails_is_told_to_who_asked(sony: SonyHome, heard: Heard) -> None:
    await sony.camera.set_fault("af_fails")

    with pytest.raises(HomeAssistantError) as failed:
        await sony.press("shoot")
    assert failed.value.translation_key == "rejected"
    assert "the picture was not taken" in str(failed.value)
    await mark(sony)
    assert heard.of(sony, "photo") == []


@pytest.mark.parametrize("simulated", [{"faults": ["needs_half_press"]}])
@pytest.mark.parametrize("options", [{"half_press_first": True}])
async def test_a_camera_that_wants_the_button_half_pressed_first_gets_it(
    sony: SonyHome, heard: Heard
) -> None:
    await sony.press("shoot")

    await heard.until("photo_available", sony, "photo")
    order = ["actHalfPressShutter", "actTakePicture", "cancelHalfPressShutter"]
    assert [method for method in sony.methods if method in order] == order


# Recordings.


@of("HDR-AS100V")
@pytest.mark.parametrize("by", ["Home Assistant", "the body"])
async def test_a_movie_is_told_whoever_starts_it(sony: SonyHome, heard: Heard, by: str) -> None:
    async def toggle(action: str) -> None:
        if by == "the body":
            sony.camera.press_record()
        else:
            await sony.use(action, "record")

    await toggle("switch.turn_on")
    await heard.until("recording_started", sony, "recording")
    await sony.until_state("on", "switch", "record")
    await until(lambda: sony.camera.recording)
    await toggle("switch.turn_off")
    await heard.until("recording_stopped", sony, "recording")
    await idle(sony)

    assert heard.kinds(sony, "recording") == ["recording_started", "recording_stopped"]
    assert len(sony.calls("startMovieRec")) == (by == "Home Assistant")


@of("HDR-AS100V")
@pytest.mark.parametrize("simulated", [{"faults": [("movie_ends", 0.05)]}])
async def test_a_movie_that_ends_by_itself_is_told(sony: SonyHome, heard: Heard) -> None:
    await sony.use("switch.turn_on", "record")

    await heard.until("recording_stopped", sony, "recording")
    await sony.until_state("off", "switch", "record")
    assert sony.calls("stopMovieRec") == []


@of("FDR-X3000")
async def test_interval_pictures_have_events_of_their_own(sony: SonyHome, heard: Heard) -> None:
    await sony.use("select.select_option", "shoot_mode", option="interval")
    await sony.until_state("interval", "select", "shoot_mode")
    await idle(sony)

    await sony.act("start_series", None, series="interval")
    await heard.until("interval_started", sony, "recording")
    await sony.until_state("on", "binary_sensor", "recording")
    await until(lambda: sony.camera.recording)
    await sony.act("stop_series", None)
    await heard.until("interval_stopped", sony, "recording")

    assert heard.kinds(sony, "recording") == ["interval_started", "interval_stopped"]
    assert sony.calls("startIntervalStillRec") == sony.calls("stopIntervalStillRec") == [[]]


@of("ILCE-7RM2")
async def test_a_bulb_exposure_lasts_from_start_to_stop(sony: SonyHome, heard: Heard) -> None:
    sony.camera.turn_dial("Manual")
    await sony.until_state("Manual", "select", "exposure_mode")
    with pytest.raises(HomeAssistantError) as refused:
        await sony.act("start_series", None, series="bulb")
    assert "set the shutter speed to BULB first" in str(refused.value)
    await sony.use("select.select_option", "shutter_speed", option="BULB")
    await sony.until_state("BULB", "select", "shutter_speed")

    await sony.act("start_series", None)
    await sony.until_state("capturing", "sensor", "status")
    await sony.act("stop_series", None)

    await heard.until("photo_available", sony, "photo")
    assert heard.kinds(sony, "photo") == ["photo_taken", "photo_available"]
    assert sony.calls("startBulbShooting") == sony.calls("stopBulbShooting") == [[]]


# The camera's state.


async def test_it_is_lost_and_back(sony: SonyHome, heard: Heard) -> None:
    await sony.camera.switch_off()
    lost = await heard.until("camera_lost", sony, "status")
    assert lost.attributes["reason"] in ("unreachable", "refused")
    await sony.camera.start()
    await heard.until("camera_connected", sony, "status")
    await mark(sony)

    assert heard.kinds(sony, "status") == ["camera_lost", "camera_connected"]


@of("DSC-RX100M4")
@pytest.mark.parametrize("simulated", [{"content_size": 5_000_000}])
async def test_the_card_tells_when_it_is_nearly_full_and_when_it_is_gone(
    sony: SonyHome, heard: Heard
) -> None:
    card = sony.camera.body.card
    card.capacity -= card.free - 7 * 5_000_000
    sony.camera.body.touch()
    low = await heard.until("memory_low", sony, "status")
    assert low.attributes["photos_left"] == 7
    card.capacity -= 5_000_000
    sony.camera.body.touch()
    await sony.until_state("6", "sensor", "photos_left")
    sony.camera.remove_card()
    await heard.until("memory_error", sony, "status")
    sony.camera.insert_card()
    await heard.until("camera_ready", sony, "status")
    await mark(sony)

    kinds = heard.kinds(sony, "status")
    assert kinds.count("memory_error") == 1
    assert kinds.count("camera_error") == kinds.count("camera_ready") == 1
    assert kinds[0] == "memory_low"


async def test_battery_and_heat_are_told_once_each(sony: SonyHome, heard: Heard) -> None:
    sony.camera.set_battery(1, 4, "batteryNearEnd")
    await heard.until("battery_low", sony, "status")
    sony.camera.set_battery(0, 4, "batteryNearEnd")
    await sony.until_state("0", "sensor", "battery")
    sony.camera.heat()
    await heard.until("overheating", sony, "status")
    sony.camera.heat(False)
    await heard.until("camera_ready", sony, "status")
    await mark(sony)

    assert sorted(heard.kinds(sony, "status")) == sorted(
        ["battery_low", "overheating", "camera_error", "camera_ready"]
    )


@of("DSC-RX100M4")
async def test_nothing_of_the_past_is_told_after_a_restart(sony: SonyHome, heard: Heard) -> None:
    await sony.press("shoot")
    await heard.until("photo_available", sony, "photo")
    sony.camera.set_battery(1, 4, "batteryNearEnd")
    await heard.until("battery_low", sony, "status")
    await idle(sony)
    await sony.hass.config_entries.async_unload(sony.entry.entry_id)
    # What happens meanwhile is nobody's to hear.
    sony.camera.press_shutter()
    await until(lambda: sony.camera.status == "IDLE")
    sony.camera.heat("Lens Error")
    sony.camera.heat(False)
    sony.camera.remove_card()
    heard.told.clear()

    await sony.hass.config_entries.async_setup(sony.entry.entry_id)
    await sony.until_state("on", "binary_sensor", "memory_error")
    await mark(sony)
    assert sony.state("binary_sensor", "battery_low").state == "off"
    assert heard.told == []

    sony.camera.insert_card()
    await heard.until("camera_ready", sony, "status")
    sony.camera.press_shutter()
    await heard.until("photo_available", sony, "photo")
    assert heard.kinds(sony, "photo") == ["photo_taken", "photo_available"]


async def test_a_picture_taken_during_an_outage_is_no_event(sony: SonyHome, heard: Heard) -> None:
    await sony.camera.set_fault("silent")
    await sony.until_state("unreachable", "sensor", "status")
    sony.camera.press_shutter()
    await until(lambda: sony.camera.status == "IDLE")

    await sony.camera.clear_fault("silent")
    await heard.until("camera_connected", sony, "status")
    await mark(sony)
    assert heard.of(sony, "photo") == []

    sony.camera.press_shutter()
    await heard.until("photo_available", sony, "photo")
    assert heard.kinds(sony, "photo") == ["photo_taken", "photo_available"]


# What is asked of it.


async def test_touch_focus(sony: SonyHome) -> None:
    focused = await sony.act("touch_focus", None, x=50, y=25, answer=True)
    assert focused["results"] == [
        {
            "camera": "ILCE-6000",
            "device_id": sony.device().id,
            "focused": True,
            "area": "touch",
        }
    ]
    await sony.act("cancel_autofocus", None)

    await sony.camera.set_fault("af_slow")
    slow = await sony.act("touch_focus", None, x=0, y=100, answer=True)
    assert slow["results"][0]["focused"] is None

    assert sony.calls("setTouchAFPosition") == [[50, 25], [0, 100]]
    assert len(sony.calls("cancelTouchAFPosition")) == 1
    with pytest.raises(vol.Invalid):
        await sony.act("touch_focus", None, x=101, y=0)


async def test_autofocus_and_what_it_came_to(sony: SonyHome) -> None:
    answer = await sony.act("autofocus", None, answer=True)
    assert answer["results"][0]["focused"] is True

    await sony.camera.set_fault("af_fails")
    with pytest.raises(HomeAssistantError) as failed:
        await sony.act("autofocus", None)
    assert "could not focus" in str(failed.value)

    presses = ["actHalfPressShutter", "cancelHalfPressShutter"]
    assert [method for method in sony.methods if method in presses] == presses * 2
    assert not sony.camera.body.half_pressed


async def test_a_button_that_is_held_is_let_go_in_the_end(sony: SonyHome) -> None:
    await sony.act("half_press", None)
    assert sony.camera.body.half_pressed

    await sony.hass.config_entries.async_unload(sony.entry.entry_id)

    assert not sony.camera.body.half_pressed


@of("ILCE-QX1")
@pytest.mark.usefixtures("all_enabled")
async def test_tracking_focus(sony: SonyHome) -> None:
    await sony.act("track_focus", None, x=23.4, y=45.6)

    await sony.until_state("on", "binary_sensor", "tracking")
    assert sony.calls("actTrackingFocus") == [[{"xPosition": 23.4, "yPosition": 45.6}]]
    await sony.press("cancel_autofocus")
    await sony.until_state("off", "binary_sensor", "tracking")


async def test_zoom(sony: SonyHome) -> None:
    await sony.act("zoom", None, direction="tele")
    await sony.act("zoom", None, direction="tele", hold=True)
    await until(lambda: sony.camera.zoom_position > 10)
    await sony.act("zoom", None, stop=True)
    await sony.act("zoom", None, direction="wide")

    assert sony.calls("actZoom") == [
        ["in", "1shot"],
        ["in", "start"],
        ["in", "stop"],
        ["out", "1shot"],
    ]
    with pytest.raises(ServiceValidationError) as refused:
        await sony.act("zoom", None)
    assert "needs a direction" in str(refused.value)


async def test_a_setting_is_set_and_stepped(sony: SonyHome) -> None:
    await sony.act("set_setting", None, setting="iso", value=400)
    await sony.until_state("400", "select", "iso")
    await sony.act("step_setting", None, setting="iso", steps=2)
    await sony.until_state("640", "select", "iso")
    await sony.act("step_setting", None, setting="iso", steps=-100)
    await sony.until_state("AUTO", "select", "iso")
    assert sony.calls("setIsoSpeedRate") == [["400"], ["640"], ["AUTO"]]

    await sony.act("step_setting", None, setting="exposure_compensation", steps=1)
    await sony.until_state("0.3", "number", "exposure_compensation")
    await sony.act("step_setting", None, setting="exposure_compensation", steps=-3)
    await sony.until_state("-0.7", "number", "exposure_compensation")
    assert sony.calls("setExposureCompensation") == [[1], [-2]]

    with pytest.raises(ServiceValidationError) as refused:
        await sony.act("set_setting", None, setting="iso", value="123")
    assert "123 is none of AUTO, 100" in str(refused.value)
    with pytest.raises(HomeAssistantError) as unsupported:
        await sony.act("set_setting", None, setting="flip", value=True)
    assert unsupported.value.translation_key == "unsupported"


@of("FDR-X3000")
async def test_the_white_balance_is_measured(sony: SonyHome) -> None:
    answer = await sony.act("measure_white_balance", None, answer=True)

    (result,) = answer["results"]
    assert {key: result[key] for key in result if key not in ("camera", "device_id")} == {
        "in_range": True,
        "colour_temperature": 7500,
        "light_balance": 0,
        "colour_compensation": 2,
    }
    await sony.until_state("Custom", "select", "white_balance")


@of("DSC-QX10")
@pytest.mark.parametrize(("zone", "offset"), [("Asia/Tokyo", 540), ("America/Phoenix", -420)])
async def test_the_clock_is_set_to_the_users_zone(
    hass: HomeAssistant, sony: SonyHome, zone: str, offset: int
) -> None:
    await hass.config.async_set_time_zone(zone)

    await sony.press("set_clock")

    ((told,),) = sony.calls("setCurrentTime")
    assert (told["timeZoneOffsetMinute"], told["dstOffsetMinute"]) == (offset, 0)
    moment = datetime.strptime(told["dateTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs((moment - dt_util.utcnow()).total_seconds()) < 5


@of("DSC-QX10")
@pytest.mark.parametrize("options", [{"set_clock": True}])
async def test_the_clock_is_set_when_it_connects_where_the_user_wants_that(sony: SonyHome) -> None:
    await until(lambda: sony.calls("setCurrentTime"))


@of("DSC-RX100M4")
async def test_pictures_are_deleted_by_administrators_who_mean_it(
    hass: HomeAssistant, sony: SonyHome, hass_admin_user: User
) -> None:
    first, second, third, *_ = sony.camera.photos
    second.protected = True
    ids = [str(Name(f"{CARD}?path={content.day}", content.uri)) for content in (first, second)]
    user = MockUser().add_to_hass(hass)

    with pytest.raises(Unauthorized):
        await sony.act(
            "delete", None, photo_ids=ids, confirm=True, context=Context(user_id=user.id)
        )
    admin = Context(user_id=hass_admin_user.id)
    with pytest.raises(vol.Invalid):
        await sony.act("delete", None, photo_ids=ids, context=admin)
    with pytest.raises(vol.Invalid):
        await sony.act("delete", None, photo_ids=ids, confirm=False, context=admin)
    assert sony.calls("deleteContent") == []
    assert len(sony.camera.photos) == 10

    answer = await sony.act("delete", None, photo_ids=ids, confirm=True, context=admin, answer=True)

    assert answer["results"][0]["deleted"] == 1
    assert answer["results"][0]["kept"] == [ids[1]]
    assert first not in sony.camera.photos
    assert {second, third} <= set(sony.camera.photos)
    await idle(sony)


@of("DSC-RX100M4")
@pytest.mark.usefixtures("all_enabled")
async def test_a_movie_is_played_by_the_camera(sony: SonyHome) -> None:
    movie = next(content for content in sony.camera.contents if content.kind != "still")

    await sony.act("control_playback", None, control="open", content=movie.uri)
    await sony.until_state("paused", "sensor", "playback")
    assert sony.state("sensor", "status").state == "transferring"
    await sony.act("control_playback", None, control="start")
    await sony.until_state("started", "sensor", "playback")
    await sony.act("control_playback", None, control="pause")
    await sony.act("control_playback", None, control="seek", position=1.5)
    await sony.until_state("paused", "sensor", "playback")
    await sony.act("control_playback", None, control="stop")
    await sony.until_state("idle", "sensor", "playback")

    assert sony.calls("setStreamingContent") == [
        [{"remotePlayType": "simpleStreaming", "uri": movie.uri}]
    ]
    assert sony.calls("seekStreamingPosition") == [[{"positionMsec": 1500}]]
    # Nobody needs its contents any more.
    await idle(sony)
    assert sony.calls("setCameraFunction") == [["Contents Transfer"], ["Remote Shooting"]]


async def test_what_is_asked_of_a_camera_that_is_off_is_refused_and_not_done_later(
    sony: SonyHome, heard: Heard
) -> None:
    await sony.camera.switch_off()
    await sony.until_state(STATE_UNAVAILABLE, "button", "shoot")

    with pytest.raises(HomeAssistantError) as refused:
        await sony.act("shoot", None)
    assert refused.value.translation_key == "unreachable"

    await sony.camera.start()
    await heard.until("camera_connected", sony, "status")
    await mark(sony)
    assert sony.calls("actTakePicture") == []


@pytest.mark.parametrize("fault", ["lost_reply", "half_reply"])
async def test_a_shot_that_was_not_answered_is_not_taken_twice(
    sony: SonyHome, heard: Heard, fault: str
) -> None:
    await sony.camera.set_fault(fault, "actTakePicture")

    with pytest.raises(HomeAssistantError):
        await sony.press("shoot")
    await sony.camera.clear_fault(fault)
    await idle(sony)
    await mark(sony)

    assert len(sony.calls("actTakePicture")) == 1
    assert len(sony.camera.photos) == 13


async def test_calls_come_one_after_the_other(sony: SonyHome, heard: Heard) -> None:
    await asyncio.gather(
        sony.press("shoot"),
        sony.act("set_setting", None, setting="iso", value="800"),
        sony.act("zoom", None, direction="tele"),
        sony.act("touch_focus", None, x=10, y=10),
        return_exceptions=True,
    )
    await heard.until("photo_available", sony, "photo")

    assert sony.camera.overlaps == 0
