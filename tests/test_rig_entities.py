"""What a rig shows and what can be done with it, entity by entity."""

from datetime import timedelta
from typing import Any

import pytest
from homeassistant.config_entries import RELOAD_AFTER_UPDATE_DELAY
from homeassistant.const import MAJOR_VERSION, MINOR_VERSION, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from syrupy.assertion import SnapshotAssertion

from custom_components.camhub.const import CHOSEN_GROUPS, CONF_GROUPS
from tests.heard import Heard
from tests.home import Home

D850, EOS_R5, ILCE, EOS_2000D = range(4)
"""The models of the simulated rig by position; the third has a power zoom, the last no video."""


@pytest.fixture
def options() -> dict[str, Any]:
    return {CONF_GROUPS: CHOSEN_GROUPS}


async def use(home: Home, action: str, word: str, camera: int | None = None, **fields: Any) -> None:
    """Call an action of Home Assistant, such as `button.press`, on one entity."""
    platform, name = action.split(".")
    target = {"entity_id": home.entity_id(platform, word, camera)}
    await home.hass.services.async_call(platform, name, fields, blocking=True, target=target)


def entities(home: Home, device: dr.DeviceEntry) -> list[er.RegistryEntry]:
    registry = er.async_get(home.hass)
    found = er.async_entries_for_device(registry, device.id, include_disabled_entities=True)
    return sorted(found, key=lambda entity: entity.entity_id)


@pytest.mark.skipif(
    (MAJOR_VERSION, MINOR_VERSION) < (2026, 11),
    reason="releases differ in what they add themselves",
)
@pytest.mark.parametrize("rig_options", [{"cameras": 3, "nodes": 2}], ids=["a small rig"])
async def test_a_rig_with_everything_chosen(home: Home, snapshot: SnapshotAssertion) -> None:
    registry = dr.async_get(home.hass)
    devices = dr.async_entries_for_config_entry(registry, home.entry.entry_id)
    by_id = {device.id: device.name for device in devices}
    for device in sorted(devices, key=lambda device: device.name or ""):
        about = {
            "maker": device.manufacturer,
            "model": device.model,
            "serial": device.serial_number,
            "version": device.sw_version,
            "below": by_id.get(device.via_device_id or ""),
            "type": device.entry_type,
        }
        assert {name: value for name, value in about.items() if value} | {
            entity.entity_id: home.shown(entity) for entity in entities(home, device)
        } == snapshot(name=device.name)


@pytest.mark.parametrize("options", [{}], ids=["nothing chosen"])
async def test_a_camera_enables_eight_entities(home: Home) -> None:
    for camera in range(4):
        prefix = f"{home.entry.entry_id}_{home.key(camera)}_"
        assert {
            (entity.domain, entity.unique_id.removeprefix(prefix))
            for entity in entities(home, home.device(camera))
            if not entity.disabled
        } == {
            ("binary_sensor", "online"),
            ("binary_sensor", "recording"),
            ("button", "autofocus"),
            ("button", "shoot"),
            ("event", "photo"),
            ("event", "status"),
            ("sensor", "battery"),
            ("sensor", "status"),
        }


async def test_one_message_sets_a_setting_of_all_cameras(home: Home) -> None:
    home.rig.set_property(home.key(D850), "ISO", "800")
    await home.until_state(STATE_UNKNOWN, "select", "iso")

    await use(home, "select.select_option", "iso", option="1600")

    for camera in (None, 0, 1, 2, 3):
        await home.until_state("1600", "select", "iso", camera)
    assert home.requests("SetProperty") == [
        {
            "CameraSelection": "All",
            "CameraPropertyType": "ISO",
            "CameraPropertyValue": "1600",
        }
    ]


async def test_a_mode_dial_that_is_turned_by_hand_is_refused(home: Home) -> None:
    before = home.state("select", "exposure_mode", EOS_R5).state

    with pytest.raises(ServiceValidationError) as refused:
        await use(home, "select.select_option", "exposure_mode", EOS_R5, option="A")

    assert refused.value.translation_key == "not_writable"
    assert "cannot be set now" in str(refused.value)
    assert home.requests("SetProperty") == []
    assert home.state("select", "exposure_mode", EOS_R5).state == before

    await use(home, "select.select_option", "exposure_mode", D850, option="A")
    await home.until_state("A", "select", "exposure_mode", D850)


async def test_what_the_application_refuses_is_told(home: Home) -> None:
    await home.rig.set_fault("false_reply", "SetProperty")

    with pytest.raises(HomeAssistantError) as refused:
        await use(home, "select.select_option", "iso", 0, option="800")

    assert refused.value.translation_key == "rejected"


async def test_a_video_is_recorded(home: Home) -> None:
    await use(home, "switch.turn_on", "record", D850)
    await home.until_state("on", "binary_sensor", "recording", D850)
    await home.until_state("on", "switch", "record", D850)

    await use(home, "switch.turn_off", "record", D850)
    await home.until_state("off", "binary_sensor", "recording", D850)
    with pytest.raises(AssertionError, match="no switch for record"):
        home.state("switch", "record", EOS_2000D)


async def test_a_power_zoom_moves(home: Home) -> None:
    assert home.state("number", "power_zoom", ILCE).state == "0"

    await use(home, "number.set_value", "power_zoom", ILCE, value=40)

    await home.until_state("40", "number", "power_zoom", ILCE)
    await home.until_state(STATE_UNKNOWN, "sensor", "power_zoom_target", ILCE)
    with pytest.raises(AssertionError, match="no number for power_zoom"):
        home.state("number", "power_zoom", D850)


async def test_a_camera_shows_itself(home: Home) -> None:
    await use(home, "button.press", "identify", 1)

    assert home.rig.cameras[home.key(1)].identified == 1
    assert home.rig.cameras[home.key(0)].identified == 0


async def test_a_photo_is_taken_again_where_its_button_was_enabled(
    hass: HomeAssistant, home: Home
) -> None:
    reshoot = home.entity_id("button", "reshoot", 0)
    assert hass.states.get(reshoot) is None
    er.async_get(hass).async_update_entity(reshoot, disabled_by=None)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=RELOAD_AFTER_UPDATE_DELAY))
    await hass.async_block_till_done()
    await home.until_state("on", "binary_sensor", "link")
    assert hass.states.get(reshoot) is not None
    heard = Heard(hass)
    [photo] = (await home.act("shoot", 0, answer=True))["photos"]
    await heard.until("photo_downloaded", home, "photo", 0)

    await use(home, "button.press", "reshoot", 0)

    again = await heard.until("photo_taken", home, "photo", 0, times=2)
    assert again.attributes["sequence"] == photo["sequence"]
    assert home.requests("Reshoot") == [{"PhotoSelection": "Single", "PhotoKey": photo["id"]}]


async def test_all_clocks_are_set_with_one_message(home: Home) -> None:
    home.rig.cameras[home.key(3)].clock_offset = 90_000

    await use(home, "button.press", "sync_clocks")

    assert home.rig.cameras[home.key(3)].clock_offset == 0
    assert home.requests("SyncClocks") == [{"CameraDateTimeOffset": 0}]


async def test_batch_numbers_out_of_step_are_a_problem_until_they_are_the_same(home: Home) -> None:
    assert home.state("binary_sensor", "batch_mismatch").state == "off"

    home.rig.press_shutter(home.key(0))
    await home.until_state("on", "binary_sensor", "batch_mismatch")
    await home.until_state("2", "sensor", "next_batch", 0)

    await use(home, "button.press", "sync_batch_numbers")
    await home.until_state("off", "binary_sensor", "batch_mismatch")
    await home.until_state("2", "sensor", "next_batch", 3)


async def test_cameras_that_are_done_one_after_the_other_are_not_out_of_step(home: Home) -> None:
    heard = Heard(home.hass)

    await home.act("shoot", None)
    for camera in range(4):
        await home.until_state("2", "sensor", "next_batch", camera)
        await home.until_state("ready", "sensor", "status", camera)

    mismatch = home.entity_id("binary_sensor", "batch_mismatch")
    assert mismatch not in [entity_id for entity_id, _ in heard.changes]


async def test_the_lowest_battery_is_that_of_the_cameras_that_are_there(home: Home) -> None:
    for camera, percent in enumerate((80, 9, 60, 70)):
        home.rig.set_battery(home.key(camera), percent)
    await home.until_state("9", "sensor", "lowest_battery")

    home.rig.unplug(home.key(1))
    await home.until_state("60", "sensor", "lowest_battery")
    home.rig.set_battery(home.key(2), -1)
    await home.until_state("70", "sensor", "lowest_battery")
    assert home.state("sensor", "battery", 2).state == STATE_UNKNOWN


@pytest.mark.parametrize(
    ("action", "word", "fields", "option", "value"),
    [
        ("text.set_value", "session_name", {"value": "Müller"}, "PhotoSessionName", "Müller"),
        ("text.set_value", "filename_expression", {"value": "[C]"}, "FilenameExpression", "[C]"),
        ("number.set_value", "session_number", {"value": 12}, "PhotoSessionNum", 12),
        ("number.set_value", "live_view_fps", {"value": 30}, "DefaultLiveviewFPS", 30),
        ("switch.turn_off", "auto_connect", {}, "AutoConnect", False),
        ("switch.turn_on", "filter_barcode_scanning", {}, "FilterBarcodeScanning", True),
        ("select.select_option", "default_storage", {"option": "Card"}, "DefaultStorage", "Card"),
        ("select.select_option", "default_focus_mode", {"option": "MF"}, "DefaultFocusMode", "MF"),
    ],
)
async def test_an_option_of_the_application_is_set_and_read_back(
    home: Home, action: str, word: str, fields: dict[str, Any], option: str, value: Any
) -> None:
    await use(home, action, word, **fields)

    shows = {True: "on", False: "off"}.get(value, str(value)) if value in (0, 1) else str(value)
    await home.until_state(shows, action.partition(".")[0], word)
    assert home.rig.app.options.values[option] == value
    assert home.requests("SetOptions") == [{option: value}]


async def test_an_option_that_is_set_at_the_application_is_shown(home: Home) -> None:
    home.rig.app.options.update({"PhotoSessionName": "Weber", "AutoConnect": False})
    home.rig.app.publish_options()

    await home.until_state("Weber", "text", "session_name")
    await home.until_state("off", "switch", "auto_connect")


async def test_a_camera_that_is_not_connected_keeps_what_can_connect_it(home: Home) -> None:
    home.rig.set_status(home.key(0), "Disconnected")
    await home.until_state("disconnected", "sensor", "status", 0)
    await home.until_state("off", "switch", "connect", 0)
    assert home.state("text", "group", 0).state == STATE_UNAVAILABLE

    await use(home, "switch.turn_on", "connect", 0)

    await home.until_state("on", "switch", "connect", 0)
    await home.until_state("ready", "sensor", "status", 0)
    assert home.requests("Connect") == [
        {"CameraSelection": "Single", "CameraKey": home.key(0)},
    ]
