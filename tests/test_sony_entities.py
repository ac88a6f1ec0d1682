"""What a Sony camera shows and what can be set at it, entity by entity."""

import logging
from typing import Any

import pytest
from homeassistant.const import MAJOR_VERSION, MINOR_VERSION, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from syrupy.assertion import SnapshotAssertion

from simulators.sony.profiles import PROFILES
from tests.home import until
from tests.sony_home import SonyHome

TOO_OLD = {"HDR-AS15", "DSC-RX100M2"}
"""They speak an edition of the API from before the first that we know, or tell none."""

MODELS = [model for model in PROFILES if model not in TOO_OLD]

with_all = pytest.mark.usefixtures("all_enabled")


def of(*models: str) -> pytest.MarkDecorator:
    """Try it with each of these models."""
    return pytest.mark.parametrize("model", models)


def options(sony: SonyHome, word: str) -> list[str]:
    """Return what a select offers."""
    offered: list[str] = sony.state("select", word).attributes["options"]
    return offered


# What there is.


@pytest.mark.skipif(
    (MAJOR_VERSION, MINOR_VERSION) < (2026, 11),
    reason="releases differ in what they add themselves",
)
@of("ILCE-6000", "ILCE-6300", "DSC-RX100M4", "ILCE-QX1", "FDR-X3000", "HDR-AS100V")
async def test_what_a_model_shows(sony: SonyHome, snapshot: SnapshotAssertion) -> None:
    await sony.settled()

    registry = er.async_get(sony.hass)
    entities = er.async_entries_for_config_entry(registry, sony.entry.entry_id)
    assert {entity.entity_id: sony.shown(entity) for entity in entities} == snapshot


@of(*MODELS)
async def test_every_model_shows_what_all_have_and_the_log_stays_quiet(
    sony: SonyHome, caplog: pytest.LogCaptureFixture
) -> None:
    await sony.settled()

    assert sony.entities().keys() >= {
        "binary_sensor.online",
        "binary_sensor.overheating",
        "binary_sensor.recording",
        "camera.live_view",
        "event.status",
        "select.shoot_mode",
        "sensor.status",
        "switch.connect",
    }
    assert sony.state("sensor", "status").state == "ready"
    assert sony.state("binary_sensor", "online").state == "on"
    assert [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and "custom integration" not in record.getMessage()
        if record.name.startswith(("custom_components", "homeassistant"))
    ] == []
    assert {each.service for each in sony.camera.requests} <= {"camera", "system", "avContent"}
    assert sony.camera.overlaps == 0


async def test_what_few_look_at_is_there_and_disabled(sony: SonyHome) -> None:
    assert sony.entities(lambda entity: entity.disabled).keys() == {
        "binary_sensor.charging",
        "binary_sensor.live_view_on",
        "binary_sensor.program_shifted",
        "binary_sensor.touch_focus_set",
        "sensor.camera_warning",
        "sensor.focus_status",
        "sensor.zoom_position",
    }


@of("HDR-AS100V")
async def test_what_a_model_cannot_do_is_not_there(sony: SonyHome) -> None:
    await sony.settled()

    assert not sony.entities().keys() & {
        "button.autofocus",
        "button.cancel_autofocus",
        "button.set_clock",
        "select.iso",
        "select.aperture",
        "number.exposure_compensation",
        "sensor.battery",
        "sensor.focus_status",
        "sensor.zoom_position",
    }


@pytest.mark.parametrize(
    ("model", "simulated", "name", "firmware"),
    [
        ("ILCE-6300", {}, "ILCE-6300", "3.20"),
        ("ILCE-6300", {"name": "Holiday"}, "Holiday", "3.20"),
        # The plain description tells no firmware: the application's edition stands for it.
        ("ILCE-6000", {}, "ILCE-6000", "2.1.4"),
    ],
)
async def test_the_device(sony: SonyHome, model: str, name: str, firmware: str) -> None:
    device = sony.device()

    assert (device.manufacturer, device.model, device.name) == ("Sony", model, name)
    assert device.sw_version == firmware
    assert device.entry_type is None
    assert device.identifiers == {("camhub", f"{sony.entry.entry_id}_{sony.key(None)}")}


# What it tells.


@with_all
async def test_the_battery(sony: SonyHome) -> None:
    assert sony.state("sensor", "battery").state == "75"
    assert sony.state("binary_sensor", "battery_low").state == "off"

    sony.camera.set_battery(1, 4, "batteryNearEnd")
    await sony.until_state("on", "binary_sensor", "battery_low")
    assert sony.state("sensor", "battery").state == "25"

    sony.camera.set_battery(2, 4, "charging")
    await sony.until_state("on", "binary_sensor", "charging")
    assert sony.state("binary_sensor", "battery_low").state == "off"
    assert sony.state("sensor", "battery").state == "50"

    sony.camera.body.battery.present = False
    sony.camera.body.touch()
    await sony.until_state(STATE_UNKNOWN, "sensor", "battery")
    assert sony.state("binary_sensor", "battery_low").state == STATE_UNKNOWN
    assert sony.state("binary_sensor", "charging").state == STATE_UNKNOWN


@of("DSC-RX100M4")
@pytest.mark.parametrize("simulated", [{"content_size": 5_000_000}])
async def test_the_card(sony: SonyHome) -> None:
    camera = sony.camera
    left = camera.body.card.information()
    pictures, minutes = left["numberOfRecordableImages"], left["recordableTime"]
    assert pictures > 10
    assert sony.state("sensor", "photos_left").state == str(pictures)
    assert sony.state("sensor", "recording_time_left").state == str(minutes)
    assert sony.state("binary_sensor", "memory_low").state == "off"
    assert sony.state("binary_sensor", "memory_error").state == "off"

    camera.body.card.capacity -= (pictures - 4) * 5_000_000
    camera.body.touch()
    await sony.until_state("on", "binary_sensor", "memory_low")
    assert sony.state("sensor", "photos_left").state == "4"

    camera.remove_card()
    await sony.until_state("on", "binary_sensor", "memory_error")
    assert sony.state("sensor", "photos_left").state == STATE_UNKNOWN
    assert sony.state("binary_sensor", "memory_low").state == STATE_UNKNOWN
    assert sony.state("sensor", "status").state == "error"

    camera.insert_card()
    await sony.until_state("off", "binary_sensor", "memory_error")
    assert sony.state("sensor", "status").state == "ready"


@of("DSC-RX100M4")
@pytest.mark.parametrize("options", [{"pictures_low": 1_000_000, "minutes_low": 100_000}])
async def test_when_memory_is_low_is_the_users_to_say(sony: SonyHome) -> None:
    await sony.until_state("on", "binary_sensor", "memory_low")

    sony.hass.config_entries.async_update_entry(sony.entry, options={"pictures_low": 5})
    sony.camera.press_shutter()
    await sony.until_state("off", "binary_sensor", "memory_low")

    # In movie mode it is the minutes that count.
    await sony.until_state("ready", "sensor", "status")
    await sony.use("select.select_option", "shoot_mode", option="movie")
    await sony.until_state("movie", "select", "shoot_mode")
    assert sony.state("binary_sensor", "memory_low").state == "off"
    sony.hass.config_entries.async_update_entry(sony.entry, options={"minutes_low": 100_000})
    sony.camera.set_battery(4)
    await sony.until_state("on", "binary_sensor", "memory_low")


@with_all
async def test_it_gets_too_hot_and_cools_down(sony: SonyHome) -> None:
    sony.camera.heat()
    await sony.until_state("on", "binary_sensor", "overheating")
    assert sony.state("sensor", "status").state == "error"
    assert sony.state("sensor", "camera_warning").state == STATE_UNKNOWN

    sony.camera.heat(False)
    await sony.until_state("off", "binary_sensor", "overheating")
    assert sony.state("sensor", "status").state == "ready"

    sony.camera.heat("Lens Error")
    await sony.until_state("Lens Error", "sensor", "camera_warning")
    assert sony.state("binary_sensor", "overheating").state == "off"


@with_all
async def test_what_the_focus_came_to(sony: SonyHome) -> None:
    assert sony.state("sensor", "focus_status").state == "not_focusing"

    await sony.act("half_press", None, button="half")
    await sony.until_state("focused", "sensor", "focus_status")
    await sony.act("half_press", None, button="off")
    await sony.until_state("not_focusing", "sensor", "focus_status")

    await sony.camera.set_fault("af_fails")
    await sony.act("half_press", None, button="half")
    await sony.until_state("failed", "sensor", "focus_status")


@with_all
async def test_where_the_zoom_is(sony: SonyHome) -> None:
    assert sony.state("sensor", "zoom_position").state == "0"

    await sony.act("zoom", None, direction="tele")

    position = sony.camera.zoom_position
    assert position > 0
    await sony.until_state(str(position), "sensor", "zoom_position")
    assert sony.state("sensor", "zoom_position").attributes["unit_of_measurement"] == "%"


@with_all
@of("ILCE-6300")
async def test_the_lens(sony: SonyHome) -> None:
    assert sony.state("sensor", "lens").state == "E PZ 16-50mm F3.5-5.6 OSS"


# While it is away.


async def test_a_camera_that_is_off_says_so_and_shows_nothing_else(sony: SonyHome) -> None:
    before = sony.state("sensor", "battery").state

    await sony.camera.switch_off()
    await sony.until_state("unreachable", "sensor", "status")

    assert sony.state("binary_sensor", "online").state == "off"
    assert sony.state("switch", "connect").state == "on"
    for platform, word in (
        ("sensor", "battery"),
        ("binary_sensor", "recording"),
        ("binary_sensor", "overheating"),
        ("button", "shoot"),
        ("select", "iso"),
        ("number", "exposure_compensation"),
        ("camera", "live_view"),
    ):
        assert sony.state(platform, word).state == STATE_UNAVAILABLE, word
    for stream in ("photo", "status"):
        assert sony.state("event", stream).state != STATE_UNAVAILABLE

    await sony.camera.start()
    await sony.until_state("ready", "sensor", "status")
    assert sony.state("binary_sensor", "online").state == "on"
    assert sony.state("sensor", "battery").state == before


# Settings.


@of("DSC-HX60")
async def test_what_can_be_chosen_follows_the_dial(sony: SonyHome) -> None:
    await sony.settled()
    kinds = sony.entities()
    assert "AUTO" in options(sony, "iso")

    sony.camera.set_value("IsoSpeedRate", "200")
    sony.camera.turn_dial("Manual")
    await sony.until_state("Manual", "sensor", "exposure_mode")
    assert "AUTO" not in options(sony, "iso")
    assert "200" in options(sony, "iso")

    # What is set at the body is shown, whatever may be chosen from afar.
    sony.camera.set_value("IsoSpeedRate", "AUTO")
    await sony.until_state("AUTO", "select", "iso")
    assert "AUTO" in options(sony, "iso")

    sony.camera.turn_dial("Program Auto")
    await sony.until_state("Program Auto", "sensor", "exposure_mode")
    assert sony.entities() == kinds


async def test_a_setting_that_the_dial_rules_out_is_refused_and_stays_what_it_is(
    sony: SonyHome,
) -> None:
    await sony.settled()
    assert sony.state("sensor", "exposure_mode").state == "Program Auto"
    assert sony.state("select", "aperture").state == "5.6"
    offered = options(sony, "aperture")
    assert {"4.0", "8.0"} <= set(offered)

    with pytest.raises(ServiceValidationError) as refused:
        await sony.use("select.select_option", "aperture", option="8.0")
    assert refused.value.translation_key == "not_writable"
    assert "cannot be set now" in str(refused.value)
    with pytest.raises(HomeAssistantError) as busy:
        await sony.act("set_setting", None, setting="aperture", value="8.0")
    assert busy.value.translation_key == "busy"
    assert "cannot be set in the mode" in str(busy.value)
    assert sony.calls("setFNumber") == []
    assert sony.state("select", "aperture").state == "5.6"

    sony.camera.turn_dial("Aperture")
    await sony.until_state("Aperture", "sensor", "exposure_mode")
    assert options(sony, "aperture") == offered
    await sony.use("select.select_option", "aperture", option="8.0")
    await sony.until_state("8.0", "select", "aperture")
    assert sony.calls("setFNumber") == [["8.0"]]


@of("DSC-RX100M4")
@pytest.mark.parametrize(
    ("action", "word", "fields", "shows", "method", "params"),
    [
        ("select.select_option", "iso", {"option": "800"}, "800", "setIsoSpeedRate", ["800"]),
        ("select.select_option", "flash", {"option": "slow_sync"}, "slow_sync", "setFlashMode",
         ["slowSync"]),
        ("select.select_option", "self_timer", {"option": "2"}, "2", "setSelfTimer", [2]),
        ("select.select_option", "drive_mode", {"option": "Continuous"}, "Continuous",
         "setContShootingMode", [{"contShootingMode": "Continuous"}]),
        ("select.select_option", "image_size", {"option": "16:9 17M"}, "16:9 17M", "setStillSize",
         ["16:9", "17M"]),
        ("select.select_option", "white_balance", {"option": "Daylight"}, "Daylight",
         "setWhiteBalance", ["Daylight", False, -1]),
        ("select.select_option", "postview_size", {"option": "Original"}, "Original",
         "setPostviewImageSize", ["Original"]),
        ("number.set_value", "exposure_compensation", {"value": 0.7}, "0.7",
         "setExposureCompensation", [2]),
        ("number.set_value", "exposure_compensation", {"value": -3}, "-3.0",
         "setExposureCompensation", [-9]),
        ("number.set_value", "colour_temperature", {"value": 5500}, "5500", "setWhiteBalance",
         ["Color Temperature", True, 5500]),
    ],
)  # fmt: skip
async def test_a_setting_is_set_in_the_cameras_own_words_and_read_back(
    sony: SonyHome,
    action: str,
    word: str,
    fields: dict[str, Any],
    shows: str,
    method: str,
    params: list[Any],
) -> None:
    await sony.settled()

    await sony.use(action, word, **fields)

    await sony.until_state(shows, action.partition(".")[0], word)
    assert sony.calls(method) == [params]


@of("FDR-X3000")
@pytest.mark.parametrize(
    ("action", "word", "fields", "shows", "method", "params"),
    [
        ("switch.turn_off", "stabilisation", {}, "off", "setSteadyMode", ["off"]),
        ("switch.turn_on", "flip", {}, "on", "setFlipSetting", [{"flip": "On"}]),
        ("switch.turn_on", "wind_noise_reduction", {}, "on", "setWindNoiseReduction",
         [{"windNoiseReduction": "On"}]),
        ("switch.turn_off", "audio_recording", {}, "off", "setAudioRecording",
         [{"audioRecording": "Off"}]),
        ("select.select_option", "beep", {"option": "Off"}, "Off", "setBeepMode", ["Off"]),
        ("select.select_option", "auto_power_off", {"option": "0"}, "0", "setAutoPowerOff",
         [{"autoPowerOff": 0}]),
        ("select.select_option", "movie_format", {"option": "XAVC S"}, "XAVC S",
         "setMovieFileFormat", [{"movieFileFormat": "XAVC S"}]),
        ("select.select_option", "scene", {"option": "Under Water"}, "Under Water",
         "setSceneSelection", [{"scene": "Under Water"}]),
    ],
)  # fmt: skip
async def test_a_setting_of_an_action_camera_is_set_and_read_back(
    sony: SonyHome,
    action: str,
    word: str,
    fields: dict[str, Any],
    shows: str,
    method: str,
    params: list[Any],
) -> None:
    await sony.use(action, word, **fields)

    await sony.until_state(shows, action.partition(".")[0], word)
    assert sony.calls(method) == [params]


@of("FDR-X3000")
async def test_what_can_be_chosen_follows_another_setting(sony: SonyHome) -> None:
    assert "HQ" in options(sony, "movie_quality")

    await sony.use("select.select_option", "movie_format", option="XAVC S")
    await sony.until_state("XAVC S", "select", "movie_format")

    assert options(sony, "movie_quality") == ["50M 60p", "50M 30p", "50M 24p", "100M 120p"]
    assert sony.state("select", "movie_quality").state == "50M 60p"


@pytest.mark.parametrize("simulated", [{"assume": {"same_value": "refuse"}}])
async def test_what_is_so_already_is_not_set(sony: SonyHome) -> None:
    await sony.use("select.select_option", "iso", option="AUTO")
    await sony.use("number.set_value", "exposure_compensation", value=0)

    assert sony.calls("setIsoSpeedRate") == []
    assert sony.calls("setExposureCompensation") == []


async def test_a_change_at_the_body_is_shown(sony: SonyHome) -> None:
    sony.camera.set_value("IsoSpeedRate", "1600")
    await sony.until_state("1600", "select", "iso")
    sony.camera.set_value("ExposureCompensation", -4)
    await sony.until_state("-1.3", "number", "exposure_compensation")


# What it does in which mode.


@with_all
@of("DSC-RX100M4")
async def test_it_records_in_movie_mode_and_shoots_in_still_mode(sony: SonyHome) -> None:
    assert sony.state("switch", "record").state == STATE_UNAVAILABLE
    assert sony.state("button", "shoot").state != STATE_UNAVAILABLE
    with pytest.raises(HomeAssistantError) as refused:
        await sony.act("set_recording", None, enable=True)
    assert refused.value.translation_key == "busy"
    assert "shoot mode" in str(refused.value)

    await sony.use("select.select_option", "shoot_mode", option="movie")
    await sony.until_state("off", "switch", "record")
    assert sony.state("button", "shoot").state == STATE_UNAVAILABLE
    with pytest.raises(HomeAssistantError) as no_still:
        await sony.act("shoot", None)
    assert no_still.value.translation_key == "busy"
    assert "set it to still first" in str(no_still.value)

    await sony.use("switch.turn_on", "record")
    await sony.until_state("on", "switch", "record")
    await sony.until_state("on", "binary_sensor", "recording")
    assert sony.state("sensor", "status").state == "recording"
    await sony.until_state("0", "sensor", "recording_time")
    await sony.use("switch.turn_off", "record")
    await sony.until_state("off", "binary_sensor", "recording")
    await sony.until_state("off", "switch", "record")
    await sony.until_state(STATE_UNKNOWN, "sensor", "recording_time")

    assert len(sony.calls("startMovieRec")) == len(sony.calls("stopMovieRec")) == 1
    assert sony.calls("actTakePicture") == []
    assert sony.camera.contents[-1].kind == "movie_mp4"

    await sony.use("select.select_option", "shoot_mode", option="still")
    await until(lambda: sony.state("button", "shoot").state != STATE_UNAVAILABLE)
    assert sony.state("switch", "record").state == STATE_UNAVAILABLE


@of("DSC-RX100M4")
async def test_it_takes_no_picture_while_it_shows_its_pictures_and_says_why(sony: SonyHome) -> None:
    await sony.use("select.select_option", "function", option="contents_transfer")
    await sony.until_state("transferring", "sensor", "status")

    assert sony.state("select", "function").state == "contents_transfer"
    assert sony.state("button", "shoot").state == STATE_UNAVAILABLE
    assert sony.state("button", "autofocus").state == STATE_UNAVAILABLE
    assert sony.state("camera", "live_view").state == STATE_UNAVAILABLE
    assert sony.state("switch", "record").state == STATE_UNAVAILABLE
    with pytest.raises(HomeAssistantError) as refused:
        await sony.act("shoot", None)
    assert refused.value.translation_key == "not_ready"
    assert "set its function back to remote shooting" in str(refused.value)
    assert sony.calls("actTakePicture") == []

    await sony.use("select.select_option", "function", option="remote_shooting")
    await sony.until_state("ready", "sensor", "status")
    assert sony.state("button", "shoot").state != STATE_UNAVAILABLE
    await sony.press("shoot")
    assert len(sony.calls("actTakePicture")) == 1


@of("HDR-MV1")
async def test_the_record_switch_records_what_the_mode_records(sony: SonyHome) -> None:
    await sony.use("select.select_option", "shoot_mode", option="audio")
    await sony.until_state("audio", "select", "shoot_mode")
    await sony.until_state("off", "switch", "record")

    await sony.use("switch.turn_on", "record")
    await sony.until_state("on", "binary_sensor", "recording")
    await sony.use("switch.turn_off", "record")
    await sony.until_state("off", "binary_sensor", "recording")

    assert len(sony.calls("startAudioRec")) == len(sony.calls("stopAudioRec")) == 1
    assert sony.calls("startMovieRec") == []
