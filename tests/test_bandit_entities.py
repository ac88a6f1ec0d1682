"""What a Bandit shows and what can be set at it, entity by entity."""

from typing import Any

import pytest
from homeassistant.const import (
    MAJOR_VERSION,
    MINOR_VERSION,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from syrupy.assertion import SnapshotAssertion

from custom_components.camhub.const import DOMAIN
from tests.bandit_home import BanditHome, like, logged
from tests.home import until

with_all = pytest.mark.usefixtures("all_enabled")


# What there is.


@pytest.mark.skipif(
    (MAJOR_VERSION, MINOR_VERSION) < (2026, 11),
    reason="releases differ in what they add themselves",
)
async def test_what_it_shows(bandit: BanditHome, snapshot: SnapshotAssertion) -> None:
    await bandit.settled()
    registry = er.async_get(bandit.hass)
    entities = er.async_entries_for_config_entry(registry, bandit.entry.entry_id)

    assert {entity.entity_id: bandit.shown(entity) for entity in entities} == snapshot


async def test_what_few_look_at_is_there_and_disabled(bandit: BanditHome) -> None:
    assert bandit.entities(lambda entity: entity.disabled) == {
        "binary_sensor.charging",
        "binary_sensor.heart_rate_sensor",
        "binary_sensor.cadence_sensor",
        "binary_sensor.live_view_on",
        "sensor.recording_time",
    }


@with_all
async def test_everything_has_a_value_and_the_log_stays_quiet(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture
) -> None:
    await bandit.settled()

    unknown = {
        word
        for word in bandit.entities()
        if bandit.shown_by(word) in (STATE_UNKNOWN, STATE_UNAVAILABLE)
    }
    assert unknown == {
        # Nothing of the kind has happened yet.
        "button.highlight",
        "button.set_clock",
        "button.shoot",
        "event.photo",
        "event.recording",
        "event.status",
        "image.picture",
        "sensor.download_progress",
        "sensor.last_photo",
        "sensor.recording_time",
        "sensor.shutdown_reason",
        "sensor.transcoding_progress",
        # Other shoot modes have them.
        "select.burst_count",
        "select.image_size",
        "select.interval",
        "select.series_duration",
        "select.slow_motion_rate",
    }
    assert bandit.state("button", "highlight").state == STATE_UNAVAILABLE
    assert bandit.state("button", "shoot").state == STATE_UNKNOWN
    assert logged(caplog) == []


@like(ssid="Bandit-Tour", firmware="1.58.2.7", serial="TT99")
async def test_the_device(bandit: BanditHome) -> None:
    device = bandit.device()

    assert (device.manufacturer, device.model, device.name) == ("TomTom", "Bandit", "Bandit-Tour")
    assert (device.sw_version, device.serial_number) == ("1.58.2", "TT99")
    assert device.identifiers == {(DOMAIN, f"{bandit.entry.entry_id}_TT99")}


# What it tells.


@with_all
async def test_power_and_sensors(bandit: BanditHome) -> None:
    assert bandit.state("sensor", "battery").state == "80"
    assert bandit.state("binary_sensor", "charging").state == "off"
    assert bandit.state("binary_sensor", "gps_fix").state == "on"
    assert bandit.state("sensor", "gps_strength").state == "75"

    bandit.camera.set_battery(41, charging=True)
    bandit.camera.set_gps(False, 12)
    bandit.camera.set_heart_rate_sensor(True)
    bandit.camera.set_cadence_sensor(True)
    await bandit.until_state("41", "sensor", "battery")
    assert bandit.state("binary_sensor", "charging").state == "on"
    assert bandit.state("binary_sensor", "gps_fix").state == "off"
    assert bandit.state("sensor", "gps_strength").state == "12"
    assert bandit.state("binary_sensor", "heart_rate_sensor").state == "on"
    assert bandit.state("binary_sensor", "cadence_sensor").state == "on"

    bandit.camera.set_heart_rate_sensor(False)
    await bandit.until_state("off", "binary_sensor", "heart_rate_sensor")


async def test_what_fits_on_the_card(bandit: BanditHome) -> None:
    room = bandit.camera.body.room()
    assert float(bandit.state("sensor", "storage_free").state) == pytest.approx(
        room["memory_free_bytes"] / 1e9
    )
    assert bandit.state("sensor", "photos_left").state == str(room["remaining_photos"])
    left = bandit.state("sensor", "recording_time_left")
    minutes = room["remaining_time_secs"] / 60
    assert left.attributes["unit_of_measurement"] == "min"
    assert float(left.state) == pytest.approx(minutes, abs=1)

    bandit.camera.take_photo()
    await bandit.until_state(str(room["remaining_photos"] - 1), "sensor", "photos_left")


@with_all
@pytest.mark.parametrize(
    "simulated",
    [{"assume": {"recording_secs": key}} for key in ("recording_secs", "recoding_secs", "both")],
)
async def test_how_long_it_has_recorded_either_way_it_is_spelled(bandit: BanditHome) -> None:
    assert bandit.state("sensor", "recording_time").state == STATE_UNKNOWN
    bandit.camera.press_record()
    await until(
        lambda: bandit.state("sensor", "recording_time").state not in ("unknown", "unavailable")
    )
    bandit.camera.press_record()
    await bandit.until_state(STATE_UNKNOWN, "sensor", "recording_time")


@with_all
@like(
    faults=[
        ("missing", f"{key}:/status")
        for key in ("battery_level_pct,gnss_fix,memory_free_bytes,transcoding_active",)
    ]
)
async def test_what_it_does_not_tell_is_unknown(bandit: BanditHome) -> None:
    assert bandit.state("sensor", "battery").state == STATE_UNKNOWN
    assert bandit.state("binary_sensor", "gps_fix").state == STATE_UNKNOWN
    assert bandit.state("sensor", "storage_free").state == STATE_UNKNOWN
    assert bandit.state("sensor", "status").state == "ready"
    assert bandit.state("sensor", "gps_strength").state == "75"


@with_all
@pytest.mark.parametrize("kind", ["text", "float", "flags", "null", "wrong", "extreme", "unknown"])
async def test_odd_values_are_right_or_unknown(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    bandit.camera.set_fault("types", f"{kind}:/status")
    await bandit.settled()

    assert bandit.state("sensor", "battery").state in ("80", STATE_UNKNOWN)
    assert bandit.state("binary_sensor", "gps_fix").state in ("on", STATE_UNKNOWN)
    assert logged(caplog) == []
    bandit.camera.clear_fault("types")
    await bandit.mark()
    assert bandit.state("binary_sensor", "gps_fix").state == "on"


async def test_a_film_that_is_made_smaller_is_shown(bandit: BanditHome) -> None:
    bandit.camera.body.transcoding = 40
    await bandit.until_state("transcoding", "sensor", "status")
    assert bandit.state("sensor", "transcoding_progress").state == "40"
    bandit.camera.body.transcoding = 60
    bandit.camera.notify("transcoding_progress", {"progress_pct": 60})
    await bandit.until_state("60", "sensor", "transcoding_progress")

    bandit.camera.body.transcoding = None
    await bandit.until_state("ready", "sensor", "status")
    assert bandit.state("sensor", "transcoding_progress").state == STATE_UNKNOWN


# What is set.


@pytest.mark.parametrize(
    ("word", "key", "value"),
    [
        ("gps", "gnss_enabled", True),
        ("lights", "lights_enabled", True),
        ("flip", "image_rotation_enabled", False),
        ("external_microphone", "external_microphone_enabled", False),
        ("stabilisation", "video_stabilisation_enabled", True),
    ],
)
async def test_switches(bandit: BanditHome, word: str, key: str, value: bool) -> None:
    before, after = ("on", "off") if value else ("off", "on")
    assert bandit.state("switch", word).state == before

    await bandit.use(f"switch.turn_{after}", word)
    await bandit.until_state(after, "switch", word)
    assert bandit.camera.settings["camera"][key] is not value

    # At the camera itself, too.
    bandit.camera.settings["camera"][key] = value
    await bandit.until_state(before, "switch", word)


@pytest.mark.parametrize(
    ("word", "option", "key", "value"),
    [
        ("white_balance", "4000K", "white_balance_mode", "4000K"),
        ("metering", "wide", "metering", "wide"),
        ("beep", "Off", "sound_enabled", False),
    ],
)
async def test_selects_of_the_camera(
    bandit: BanditHome, word: str, option: str, key: str, value: Any
) -> None:
    await bandit.select(word, option)

    assert bandit.camera.settings["camera"][key] == value
    with pytest.raises(ServiceValidationError):
        await bandit.use("select.select_option", word, option="none of them")


async def test_the_scene_and_its_five_values(bandit: BanditHome) -> None:
    assert bandit.state("select", "scene").state == "auto"
    assert bandit.options("scene") == ["auto", "bright", "night", "underwater", "phone"]

    await bandit.select("scene", "bright")
    preset = {"brightness": 118, "contrast": 138, "hue": 128, "saturation": 128, "sharpness": 128}
    assert bandit.camera.settings["scene"] == {"mode": "bright", **preset}
    for word, number in preset.items():
        shown = bandit.state("number", word)
        assert float(shown.state) == number
        assert (shown.attributes["min"], shown.attributes["max"]) == (0, 255)

    await bandit.use("number.set_value", "hue", value=7)
    await until(lambda: float(bandit.state("number", "hue").state) == 7)
    assert bandit.camera.settings["scene"] == {"mode": "bright", **preset, "hue": 7}


async def test_the_shoot_mode_decides_what_there_is_to_set(bandit: BanditHome) -> None:
    assert bandit.options("shoot_mode") == [
        "normal",
        "slow_motion",
        "time_lapse",
        "night_lapse",
        "single",
        "burst",
        "continuous",
    ]
    assert bandit.state("select", "shoot_mode").state == "normal"
    assert bandit.options("movie_quality") == ["1080p", "720p"]
    assert bandit.options("frame_rate") == ["30", "60"]
    assert bandit.options("field_of_view") == ["wide", "normal"]

    await bandit.select("movie_quality", "720p")
    assert bandit.options("frame_rate") == ["60", "120"]
    await bandit.select("field_of_view", "normal")
    await bandit.select("frame_rate", "120")
    wanted = {"mode": "normal", "resolution": "720p", "framerate_fps": 120, "fov": "normal"}
    assert bandit.camera.settings["video"] == wanted

    await bandit.select("shoot_mode", "slow_motion")
    await bandit.until_state("2", "select", "slow_motion_rate")
    assert bandit.options("frame_rate") == ["60"]
    await bandit.select("movie_quality", "wvga")
    assert bandit.state("select", "slow_motion_rate").state == "6"
    assert bandit.options("field_of_view") == ["wide"]

    await bandit.select("shoot_mode", "time_lapse")
    assert bandit.options("interval") == ["variable", "1", "5", "10", "15", "30", "60"]
    await bandit.select("interval", "variable")
    assert bandit.camera.settings["video"]["interval_secs"] == 0
    await bandit.select("movie_quality", "1080p")
    assert bandit.camera.settings["video"]["interval_secs"] == 0
    await bandit.select("interval", "30")
    assert bandit.camera.settings["video"]["interval_secs"] == 30

    await bandit.select("shoot_mode", "night_lapse")
    await bandit.until_state("10", "select", "interval")
    assert "night" not in bandit.options("scene")
    assert bandit.state("select", "image_size").state == STATE_UNKNOWN

    await bandit.select("shoot_mode", "normal")
    assert bandit.camera.settings["video"] == wanted


@pytest.mark.parametrize(
    "simulated",
    [{"assume": {"burst_key": key}} for key in ("count", "burst_count", "both")],
)
async def test_a_burst_is_set_however_its_size_is_called(bandit: BanditHome) -> None:
    await bandit.select("shoot_mode", "burst")
    assert "video" not in bandit.camera.settings
    await bandit.until_state("3", "select", "burst_count")
    assert bandit.options("burst_count") == ["3", "10"]

    await bandit.select("burst_count", "10")
    await bandit.select("series_duration", "2")
    await bandit.select("image_size", "8MP")
    assert bandit.camera.settings["image"] == {
        "mode": "burst",
        "resolution": "8MP",
        "count": 10,
        "duration_secs": 2,
    }
    assert bandit.state("select", "movie_quality").state == STATE_UNKNOWN

    await bandit.select("shoot_mode", "continuous")
    assert bandit.options("interval") == ["1", "2", "5", "10", "30", "60"]


@like(assume={"cinematic": True})
async def test_a_mode_that_is_not_documented_is_offered_as_it_is(bandit: BanditHome) -> None:
    await bandit.select("shoot_mode", "cinematic")

    assert bandit.options("movie_quality") == ["2.7k", "4k"]
    assert bandit.camera.settings["video"]["mode"] == "cinematic"


async def test_what_does_not_go_together_is_refused_with_the_reason(bandit: BanditHome) -> None:
    for word, value, why in (
        ("frame_rate", "120", "120 is none of 30, 60"),
        ("movie_quality", "4k", "set the shoot mode to time_lapse or night_lapse first"),
        ("slow_motion_rate", "2", "set the shoot mode to slow_motion first"),
        ("burst_count", "3", "set the shoot mode to burst first"),
        ("shoot_mode", "panorama", "panorama is none of normal"),
        ("brightness", 256, "255"),
    ):
        with pytest.raises(HomeAssistantError) as refused:
            await bandit.act("set_setting", None, setting=word, value=value)
        assert why in str(refused.value)
    await bandit.select("shoot_mode", "night_lapse")
    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("set_setting", None, setting="scene", value="night")
    assert "night_lapse does not have the scene night" in str(refused.value)


async def test_the_camera_may_refuse_as_well(bandit: BanditHome) -> None:
    bandit.camera.set_fault("status", "500:/settings/camera")
    with pytest.raises(HomeAssistantError) as refused:
        await bandit.use("switch.turn_off", "gps")
    assert refused.value.translation_key == "rejected"
    assert bandit.state("switch", "gps").state == "on"

    bandit.camera.set_fault("status", "503:/settings/*")
    with pytest.raises(HomeAssistantError) as refused:
        await bandit.use("select.select_option", "shoot_mode", option="burst")
    assert refused.value.translation_key == "busy"
    assert bandit.state("select", "shoot_mode").state == "normal"


async def test_while_it_records_its_mode_stays(bandit: BanditHome) -> None:
    bandit.camera.press_record()
    await bandit.until_state("recording", "sensor", "status")

    with pytest.raises(HomeAssistantError):
        await bandit.use("select.select_option", "shoot_mode", option="burst")
    assert bandit.state("select", "shoot_mode").state == "normal"
    await bandit.use("switch.turn_off", "gps")
    await bandit.until_state("off", "switch", "gps")


@like(faults=[("status", "404:/capabilities/*")])
async def test_without_capabilities_there_is_what_is_set_now_and_the_modes(
    bandit: BanditHome,
) -> None:
    assert bandit.options("frame_rate") == ["30"]
    assert bandit.options("scene") == ["auto"]

    await bandit.select("shoot_mode", "burst")
    await bandit.until_state("3", "select", "burst_count")


async def test_a_setting_is_stepped(bandit: BanditHome) -> None:
    await bandit.act("step_setting", None, setting="white_balance", steps=2)
    await bandit.until_state("5000K", "select", "white_balance")
    await bandit.act("step_setting", None, setting="white_balance", steps=-100)
    await bandit.until_state("auto", "select", "white_balance")
    await bandit.act("step_setting", None, setting="contrast", steps=-8)
    await until(lambda: float(bandit.state("number", "contrast").state) == 120)

    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("step_setting", None, setting="burst_count", steps=1)
    assert "no steps now" in str(refused.value)


# The firmware.


async def test_a_firmware_that_waits_is_an_update_that_the_camera_installs(
    bandit: BanditHome,
) -> None:
    assert "update.pending_firmware" not in bandit.entities()

    bandit.camera.body.pending = (1, 58, 3, 9)
    await bandit.reload()
    shown = await bandit.until_state("on", "update", "pending_firmware")
    assert shown.attributes["installed_version"] == "1.57.500"
    assert shown.attributes["latest_version"] == "1.58.3"
    assert not shown.attributes["supported_features"]

    await bandit.camera.switch_off()
    await bandit.until_away()
    await bandit.camera.power_on()
    await bandit.until_back()
    shown = await bandit.until_state("off", "update", "pending_firmware")
    assert shown.attributes["installed_version"] == "1.58.3"
    assert bandit.device().sw_version == "1.58.3"


@like(firmware="1.56.12")
async def test_a_firmware_that_is_too_old_is_told_until_it_is_not(bandit: BanditHome) -> None:
    issues = ir.async_get(bandit.hass)
    key = (DOMAIN, f"old_firmware_{bandit.entry.entry_id}")
    issue = issues.async_get_issue(*key)
    assert issue is not None
    assert issue.severity is ir.IssueSeverity.WARNING
    assert issue.translation_placeholders == {
        "title": "Bandit",
        "firmware": "1.56.12",
        "oldest": "1.57.500",
    }

    bandit.camera.body.firmware = (1, 57, 500, 0)
    await bandit.reload()
    assert issues.async_get_issue(*key) is None


# While it is away.


async def test_a_camera_that_is_away_says_so_and_shows_nothing_else(bandit: BanditHome) -> None:
    await bandit.camera.vanish()
    await bandit.until_state("unreachable", "sensor", "status")

    available = {
        word
        for word in bandit.entities(lambda entity: not entity.disabled)
        if bandit.shown_by(word) != STATE_UNAVAILABLE
    }
    assert available == {
        "binary_sensor.online",
        "event.photo",
        "event.recording",
        "event.status",
        "image.picture",
        "sensor.shutdown_reason",
        "sensor.status",
        "switch.connect",
    }
    await bandit.camera.power_on()
    await bandit.until_state("ready", "sensor", "status")
