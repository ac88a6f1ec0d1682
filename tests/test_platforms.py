"""What the entities show and send, and when they exist."""

import asyncio
from typing import Any

import pytest
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.camhub.const import CHOSEN_GROUPS, CONF_GROUPS, Group
from tests.home import Home, until

ESSENTIAL = {
    ("binary_sensor", "online"),
    ("binary_sensor", "recording"),
    ("button", "autofocus"),
    ("button", "shoot"),
    ("event", "photo"),
    ("event", "status"),
    ("sensor", "battery"),
    ("sensor", "status"),
}


@pytest.fixture
def options() -> dict[str, Any]:
    return {CONF_GROUPS: CHOSEN_GROUPS}


async def use(home: Home, action: str, word: str, camera: int | None = None, **fields: Any) -> None:
    """Call an action of Home Assistant, such as `button.press`, on one entity."""
    platform, name = action.split(".")
    target = {"entity_id": home.entity_id(platform, word, camera)}
    await home.hass.services.async_call(platform, name, fields, blocking=True, target=target)


def words(home: Home, camera: int | None) -> set[tuple[str, str]]:
    """Return the platform and word of each entity of a camera."""
    prefix = f"{home.entry.entry_id}_{home.key(camera)}_"
    return {
        (entity.domain, entity.unique_id.removeprefix(prefix))
        for entity in er.async_entries_for_config_entry(
            er.async_get(home.hass), home.entry.entry_id
        )
        if entity.unique_id.startswith(prefix)
    }


@pytest.mark.parametrize("options", [{}], ids=["no groups"])
async def test_a_camera_of_a_rig_has_eight_entities(home: Home) -> None:
    assert words(home, 0) == ESSENTIAL


async def test_a_button_asks_one_camera_and_the_rigs_button_all(home: Home) -> None:
    await use(home, "button.press", "autofocus", 1)
    await use(home, "button.press", "autofocus")

    assert home.requests("Autofocus") == [
        {"CameraSelection": "Single", "CameraKey": home.key(1)},
        {"CameraSelection": "All"},
    ]


async def test_a_shot_is_told_by_the_camera_and_by_the_rig(home: Home) -> None:
    await use(home, "button.press", "shoot", 1)

    photo = await home.until_event("photo_downloaded", "photo", 1)
    assert photo.attributes["name"] == home.state("sensor", "last_photo", 1).state
    shot = await home.until_event("shot_complete", "photo")
    assert shot.attributes["missing"] == []
    assert home.state("event", "photo", 0).state == STATE_UNKNOWN


@pytest.mark.parametrize(
    ("action", "word", "camera", "value"),
    [
        ("select.select_option", "iso", 0, {"option": "800"}),
        ("select.select_option", "iso", None, {"option": "800"}),
        ("select.select_option", "default_storage", None, {"option": "Both"}),
        ("number.set_value", "trigger_index", 0, {"value": 9}),
        ("number.set_value", "session_number", None, {"value": 7}),
        ("text.set_value", "group", 0, {"value": "Top"}),
        ("text.set_value", "session_name", None, {"value": "Müller"}),
    ],
)
async def test_a_setting_is_set_and_read_back(
    home: Home, action: str, word: str, camera: int | None, value: dict[str, Any]
) -> None:
    await use(home, action, word, camera, **value)

    (wanted,) = value.values()
    await home.until_state(str(wanted), action.partition(".")[0], word, camera)


@pytest.mark.parametrize(
    ("word", "camera"), [("record", 0), ("live_view_zoom", 0), ("auto_synchronise_time", None)]
)
async def test_a_switch_goes_on_and_off(home: Home, word: str, camera: int | None) -> None:
    await use(home, "switch.turn_on", word, camera)
    await home.until_state("on", "switch", word, camera)

    await use(home, "switch.turn_off", word, camera)
    await home.until_state("off", "switch", word, camera)


async def test_the_rig_does_not_know_a_setting_that_its_cameras_do_not_share(home: Home) -> None:
    await use(home, "select.select_option", "iso", 0, option="800")
    await home.until_state(STATE_UNKNOWN, "select", "iso")

    await use(home, "select.select_option", "iso", option="800")
    await home.until_state("800", "select", "iso")


async def test_a_setting_that_cannot_be_set_now_is_refused_and_not_sent(home: Home) -> None:
    locked = {
        "CameraPropertyType": "Aperture",
        "CameraPropertyValue": "f/99",
        "CameraPropertyIsWriteable": False,
    }
    home.rig.publish({"CameraKey": home.key(0), "CameraPropertyInfo": [locked]}, "CameraUpdated")
    aperture = await home.until_state("f/99", "select", "aperture", 0)
    assert "f/99" in aperture.attributes["options"]

    with pytest.raises(ServiceValidationError, match="cannot be set now"):
        await use(home, "select.select_option", "aperture", 0, option="f/99")
    assert home.requests("SetProperty") == []


async def test_a_disconnected_camera_can_be_connected_again(home: Home) -> None:
    await use(home, "switch.turn_off", "connect", 0)
    await home.until_state("disconnected", "sensor", "status", 0)

    assert home.state("binary_sensor", "online", 0).state == "off"
    assert home.state("sensor", "battery", 0).state == STATE_UNAVAILABLE
    assert home.state("button", "shoot", 0).state == STATE_UNAVAILABLE
    assert home.state("event", "photo", 0).state != STATE_UNAVAILABLE

    await use(home, "switch.turn_on", "connect", 0)
    await home.until_state("on", "binary_sensor", "online", 0)
    assert home.state("button", "shoot", 0).state != STATE_UNAVAILABLE


async def test_a_renamed_entity_goes_on(home: Home) -> None:
    old = home.entity_id("sensor", "battery", 0)
    er.async_get(home.hass).async_update_entity(old, new_entity_id="sensor.mine")
    await home.hass.async_block_till_done()

    home.rig.set_battery(home.key(0), 13)

    await until(lambda: home.hass.states.is_state("sensor.mine", "13"))


async def test_a_still_picture_does_not_start_live_view(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    live_view = home.entity_id("camera", "live_view", 0)

    response = await client.get(f"/api/camera_proxy/{live_view}")

    assert response.status == 200
    assert (await response.read()).startswith(b"\xff\xd8")
    assert home.requests("EnableLiveview") == []


async def test_live_view_is_shared_and_ends_with_the_entry(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    live_view = home.entity_id("camera", "live_view", 0)
    before = await (await client.get(f"/api/camera_proxy/{live_view}")).read()

    viewers = [await client.get(f"/api/camera_proxy_stream/{live_view}") for _ in range(2)]
    for viewer in viewers:
        assert (await viewer.content.read(1_000)).startswith(b"--frameboundary")
    still = await (await client.get(f"/api/camera_proxy/{live_view}")).read()
    assert still.startswith(b"\xff\xd8")
    assert still != before

    await home.hass.config_entries.async_unload(home.entry.entry_id)
    async with asyncio.timeout(2):
        for viewer in viewers:
            await viewer.content.read()
    assert [request["Enable"] for request in home.requests("EnableLiveview")] == [True, False]


async def test_live_view_that_cannot_be_started_is_a_plain_answer(
    home: Home, hass_client: ClientSessionGenerator, caplog: pytest.LogCaptureFixture
) -> None:
    client = await hass_client()
    await home.rig.set_fault("false_reply", "EnableLiveview")

    live_view = home.entity_id("camera", "live_view", 0)
    response = await client.get(f"/api/camera_proxy_stream/{live_view}")

    assert response.status == 502
    assert "Traceback" not in caplog.text


async def test_entities_of_a_group_come_and_go_with_the_choice(home: Home) -> None:
    everything, of_the_rig = words(home, 0), words(home, None)

    home.hass.config_entries.async_update_entry(home.entry, options={CONF_GROUPS: [Group.FOCUS]})
    await home.hass.async_block_till_done()
    assert words(home, 0) == ESSENTIAL | {("binary_sensor", "focused"), ("select", "focus_mode")}
    assert words(home, None) == of_the_rig

    home.hass.config_entries.async_update_entry(home.entry, options={CONF_GROUPS: CHOSEN_GROUPS})
    await home.hass.async_block_till_done()
    assert words(home, 0) == everything


async def test_another_option_applies_without_a_reload(home: Home) -> None:
    coordinator = home.entry.runtime_data

    options = {**home.entry.options, "shot_limit": 3}
    home.hass.config_entries.async_update_entry(home.entry, options=options)
    await home.hass.async_block_till_done()

    assert home.entry.runtime_data is coordinator


async def test_a_removed_camera_comes_back_with_its_entities(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home.rig.unplug(home.key(0))
    await home.until_state("off", "binary_sensor", "online", 0)
    everything = words(home, 0)
    assert home.entry.runtime_data.forget(home.key(0))
    dr.async_get(home.hass).async_remove_device(home.device(0).id)
    await home.hass.async_block_till_done()
    assert words(home, 0) == set()

    home.rig.plug(home.key(0))

    await until(lambda: words(home, 0) == everything)
    await home.until_state("on", "binary_sensor", "online", 0)
    assert "unique IDs" not in caplog.text


async def test_a_camera_that_is_new_tells_that_it_came(home: Home) -> None:
    home.rig.add_camera("New")
    newest = len(home.rig.keys) - 1

    await until(lambda: words(home, newest) >= ESSENTIAL)
    await home.until_event("camera_connected", "status", newest)
