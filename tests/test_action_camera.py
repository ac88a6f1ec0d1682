"""What an action camera tells and lets one set becomes entities and events, whichever maker made it."""

from collections.abc import AsyncIterator
from copy import replace
from typing import Any

import pytest
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.camhub.link.session import Command
from custom_components.camhub.model.camera import Choice
from custom_components.camhub.model.change import Happened, Seen
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting, Verb
from custom_components.camhub.protocols import PROTOCOLS
from tests.home import until
from tests.solo import KEY, Solo, SoloHome, protocol_of, solo_home

GB = 1_000_000_000

CAMERA = Seen(
    KEY,
    name="Helmet",
    firmware="1.57.500",
    readings={
        Reading.STATUS: "ready",
        Reading.STORAGE_FREE: 12_300_000_000,
        Reading.SHUTDOWN_REASON: None,
        Reading.PENDING_FIRMWARE: None,
        Reading.TRANSCODING_PROGRESS: None,
        Reading.DOWNLOAD_PROGRESS: None,
        Reading.GPS_FIX: False,
        Reading.GPS_STRENGTH: 40,
        Reading.HEART_RATE_SENSOR: True,
        Reading.CADENCE_SENSOR: False,
    },
    settings={
        Setting.SHOOT_MODE: Choice("normal", ("normal", "slow_motion", "time_lapse", "cinematic")),
        Setting.FRAME_RATE: Choice("30", ("30", "60")),
        Setting.SLOW_MOTION_RATE: Choice("4", ("2", "4")),
        Setting.INTERVAL: Choice("variable", ("variable", "0.5", "10")),
        Setting.SERIES_DURATION: Choice(None, ("10",), writable=False),
        Setting.BURST_COUNT: Choice("10", ("3", "10")),
        Setting.GPS: Choice(True),
        Setting.LIGHTS: Choice(False),
        Setting.EXTERNAL_MICROPHONE: Choice(False),
        Setting.BRIGHTNESS: Choice(128, minimum=0, maximum=255),
        Setting.CONTRAST: Choice(64),
        Setting.HUE: Choice(128),
        Setting.SATURATION: Choice(128),
        Setting.SHARPNESS: Choice(None, writable=False),
    },
    abilities=frozenset({Ability.HIGHLIGHT}),
    kinds=frozenset(
        {
            Kind.RECORDING_STARTED,
            Kind.HIGHLIGHT_CREATED,
            Kind.SHUTTING_DOWN,
            Kind.WIFI_STOPPED,
            Kind.TRANSCODING_DONE,
            Kind.OTHER_NOTIFICATION,
        }
    ),
)


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    """Make a further system: one action camera."""
    solo = Solo(camera=CAMERA)
    monkeypatch.setitem(PROTOCOLS, "solo", protocol_of(solo))
    return solo


@pytest.fixture
async def home(hass: HomeAssistant, solo: Solo) -> AsyncIterator[SoloHome]:
    """Set the camera up in Home Assistant."""
    async with solo_home(hass, solo) as home:
        yield home


async def test_each_word_is_on_its_platform(home: SoloHome) -> None:
    prefix = f"{home.entry.entry_id}_{KEY}_"
    registry = er.async_get(home.hass)

    assert {
        (entity.domain, entity.unique_id.removeprefix(prefix)): not entity.disabled
        for entity in er.async_entries_for_config_entry(registry, home.entry.entry_id)
    } == {
        ("binary_sensor", "cadence_sensor"): False,
        ("binary_sensor", "gps_fix"): True,
        ("binary_sensor", "heart_rate_sensor"): False,
        ("binary_sensor", "online"): True,
        ("button", "highlight"): True,
        ("event", "recording"): True,
        ("event", "status"): True,
        ("number", "brightness"): True,
        ("number", "contrast"): True,
        ("number", "hue"): True,
        ("number", "saturation"): True,
        ("number", "sharpness"): True,
        ("select", "burst_count"): True,
        ("select", "frame_rate"): True,
        ("select", "interval"): True,
        ("select", "series_duration"): True,
        ("select", "shoot_mode"): True,
        ("select", "slow_motion_rate"): True,
        ("sensor", "download_progress"): True,
        ("sensor", "gps_strength"): True,
        ("sensor", "shutdown_reason"): True,
        ("sensor", "status"): True,
        ("sensor", "storage_free"): True,
        ("sensor", "transcoding_progress"): True,
        ("switch", "connect"): True,
        ("switch", "external_microphone"): True,
        ("switch", "gps"): True,
        ("switch", "lights"): True,
        ("update", "pending_firmware"): True,
    }


async def test_free_space_is_in_gigabytes(home: SoloHome, solo: Solo) -> None:
    free = home.state("sensor", "storage_free")
    assert float(free.state) == pytest.approx(12.3)
    assert free.attributes["unit_of_measurement"] == "GB"

    solo.tell(readings={Reading.STORAGE_FREE: 4 * GB})

    assert float(home.state("sensor", "storage_free").state) == pytest.approx(4)


async def test_progress_is_unknown_while_nothing_is_done(home: SoloHome, solo: Solo) -> None:
    for word in (Reading.TRANSCODING_PROGRESS, Reading.DOWNLOAD_PROGRESS):
        assert home.state("sensor", word).state == STATE_UNKNOWN
        solo.tell(readings={word: 37})
        assert home.state("sensor", word).state == "37"
        assert home.state("sensor", word).attributes["unit_of_measurement"] == "%"
        solo.tell(readings={word: None})
        assert home.state("sensor", word).state == STATE_UNKNOWN


async def test_why_it_went_off_is_told_while_it_is_off(home: SoloHome, solo: Solo) -> None:
    assert home.state("sensor", "shutdown_reason").state == STATE_UNKNOWN
    solo.tell(readings={Reading.STATUS: "off", Reading.SHUTDOWN_REASON: "battery"})
    assert home.state("sensor", "status").state == "off"

    solo.gone.set()

    await until(lambda: home.state("sensor", "storage_free").state == STATE_UNAVAILABLE)
    assert home.state("sensor", "shutdown_reason").state == "battery"


@pytest.mark.parametrize("status", ["transcoding", "previewing", "off", "wifi_off"])
async def test_a_status_is_told(home: SoloHome, solo: Solo, status: str) -> None:
    solo.tell(readings={Reading.STATUS: status})

    assert home.state("sensor", "status").state == status


@pytest.mark.parametrize(
    ("action", "word", "given", "value"),
    [
        ("select.select_option", "shoot_mode", {"option": "cinematic"}, "cinematic"),
        ("select.select_option", "frame_rate", {"option": "60"}, "60"),
        ("select.select_option", "interval", {"option": "0.5"}, "0.5"),
        ("select.select_option", "burst_count", {"option": "3"}, "3"),
        ("number.set_value", "brightness", {"value": 255}, 255),
        ("number.set_value", "contrast", {"value": 0}, 0),
        ("switch.turn_off", "gps", {}, False),
        ("switch.turn_on", "lights", {}, True),
        ("switch.turn_on", "external_microphone", {}, True),
    ],
)
async def test_a_setting_is_set(
    home: SoloHome, solo: Solo, action: str, word: str, given: dict[str, Any], value: Any
) -> None:
    platform, name = action.split(".")
    target = {"entity_id": home.entity_id(platform, word)}

    await home.hass.services.async_call(platform, name, given, blocking=True, target=target)

    wanted = {"setting": word, "value": value}
    assert solo.commands == [Command(Verb.SET_SETTING, (KEY,), wanted)]


async def test_an_amount_without_bounds_has_those_that_are_usual(home: SoloHome) -> None:
    contrast = home.state("number", "contrast")

    assert (contrast.attributes["min"], contrast.attributes["max"]) == (0, 255)
    assert home.state("number", "sharpness").state == STATE_UNKNOWN


async def test_a_rate_whose_unit_nobody_knows_has_none(home: SoloHome) -> None:
    assert home.state("select", "slow_motion_rate").state == "4"
    assert "unit_of_measurement" not in home.state("select", "slow_motion_rate").attributes


async def test_this_moment_is_highlighted(home: SoloHome, solo: Solo) -> None:
    target = {"entity_id": home.entity_id("button", "highlight")}

    await home.hass.services.async_call("button", "press", blocking=True, target=target)

    assert solo.commands == [Command(Verb.TAG, (KEY,), {})]


async def test_no_moment_can_be_highlighted_while_nothing_is_recorded(
    home: SoloHome, solo: Solo
) -> None:
    solo.tell(blocked=frozenset({Ability.HIGHLIGHT}))

    assert home.state("button", "highlight").state == STATE_UNAVAILABLE


@pytest.mark.parametrize(
    ("kind", "stream", "data"),
    [
        (Kind.HIGHLIGHT_CREATED, "recording", {"id": "1", "offset": 8.5, "kind": "button"}),
        (Kind.SHUTTING_DOWN, "status", {"reason": "overheating"}),
        (Kind.WIFI_STOPPED, "status", {}),
        (Kind.TRANSCODING_DONE, "status", {}),
        (Kind.OTHER_NOTIFICATION, "status", {"type": "surprise", "more": {"a": 1}}),
    ],
)
async def test_what_happens_is_an_event(
    home: SoloHome, solo: Solo, kind: Kind, stream: str, data: dict[str, Any]
) -> None:
    solo.emit(Happened(KEY, kind, data=data))

    event = await home.until_event(kind, stream)
    assert {name: event.attributes[name] for name in data} == data


async def test_what_differs_with_each_event_is_not_recorded(home: SoloHome) -> None:
    info = home.state("event", "recording").state_info

    assert info is not None
    assert {"files", "id", "offset", "start", "length", "value"} <= info["unrecorded_attributes"]
    assert "kind" not in info["unrecorded_attributes"]


# The firmware.


async def test_a_firmware_that_waits_is_an_update(home: SoloHome, solo: Solo) -> None:
    update = home.state("update", "pending_firmware")
    assert update.state == "off"
    assert update.attributes["installed_version"] == "1.57.500"
    assert update.attributes["latest_version"] == "1.57.500"
    assert update.attributes["supported_features"] == 0
    assert update.attributes["device_class"] == "firmware"

    solo.tell(readings={Reading.PENDING_FIRMWARE: "1.58.10"})
    update = home.state("update", "pending_firmware")
    assert update.state == "on"
    assert update.attributes["latest_version"] == "1.58.10"

    # The camera has installed it.
    solo.tell(firmware="1.58.10", readings={Reading.PENDING_FIRMWARE: None})
    update = home.state("update", "pending_firmware")
    assert update.state == "off"
    assert update.attributes["installed_version"] == "1.58.10"


async def test_a_new_firmware_is_told_though_none_was_pending(home: SoloHome, solo: Solo) -> None:
    solo.tell(firmware="1.58.10")

    update = home.state("update", "pending_firmware")
    assert update.state == "off"
    assert update.attributes["installed_version"] == "1.58.10"


async def test_of_an_unknown_firmware_nothing_is_claimed(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    solo = Solo(camera=replace(CAMERA, firmware=None))
    monkeypatch.setitem(PROTOCOLS, "solo", protocol_of(solo))

    async with solo_home(hass, solo) as home:
        assert home.state("update", "pending_firmware").state == STATE_UNKNOWN
        solo.tell(readings={Reading.PENDING_FIRMWARE: "1.58.10"})
        assert home.state("update", "pending_firmware").state == STATE_UNKNOWN


async def test_a_camera_that_tells_of_no_pending_firmware_has_no_update(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    solo = Solo()
    monkeypatch.setitem(PROTOCOLS, "solo", protocol_of(solo))

    async with solo_home(hass, solo):
        assert hass.states.async_entity_ids("update") == []
