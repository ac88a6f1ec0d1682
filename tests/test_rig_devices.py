"""The computers and cameras of a rig as devices: there, below one another, coming and going."""

from collections.abc import Callable
from typing import Any

import pytest
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.heard import Heard
from tests.home import Home, until

type Remove = Callable[[dr.DeviceEntry], Any]


def devices(home: Home) -> list[dr.DeviceEntry]:
    return dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)


def entity_ids(home: Home, camera: int) -> set[str]:
    registry = er.async_get(home.hass)
    found = er.async_entries_for_device(registry, home.device(camera).id)
    return {entity.entity_id for entity in found}


@pytest.fixture
async def remove(hass: HomeAssistant, home: Home, hass_ws_client: WebSocketGenerator) -> Remove:
    """Choose "Delete" in the menu of a device; tells whether Home Assistant did so."""
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client()

    async def delete(device: dr.DeviceEntry) -> bool:
        await client.send_json_auto_id(
            {
                "type": "config/device_registry/remove_config_entry",
                "config_entry_id": home.entry.entry_id,
                "device_id": device.id,
            }
        )
        answer = await client.receive_json()
        await hass.async_block_till_done()
        return bool(answer["success"])

    return delete


async def lose(home: Home, camera: int) -> None:
    home.rig.unplug(home.key(camera))
    await home.until_state("off", "binary_sensor", "online", camera)


def is_gone(home: Home, camera: int) -> bool:
    identifier = f"{home.entry.entry_id}_{home.key(camera)}"
    return all(identifier not in dict(device.identifiers).values() for device in devices(home))


@pytest.mark.parametrize("rig_options", [{"nodes": 2}], ids=["two computers"])
async def test_the_application_its_computers_and_its_cameras_are_devices(home: Home) -> None:
    hub = home.device()
    assert (hub.name, hub.manufacturer, hub.sw_version) == ("studio-mac.local", "Kuvacode", "5.3")
    assert hub.entry_type is dr.DeviceEntryType.SERVICE
    assert hub.via_device_id is None

    [node] = [device for device in devices(home) if device.name == "pi-01.local"]
    assert node.entry_type is dr.DeviceEntryType.SERVICE
    assert node.via_device_id == hub.id

    for position, camera in enumerate(home.rig.cameras.values()):
        device = home.device(position)
        assert device.name == camera.name == f"C{position + 1:03d}"
        assert (device.manufacturer, device.model) == (camera.model.make, camera.model.name)
        assert device.serial_number == camera.serial
        assert device.entry_type is None
        assert device.via_device_id == hub.id
    assert len(devices(home)) == 6


async def test_a_camera_that_is_brought_becomes_a_device(hass: HomeAssistant, home: Home) -> None:
    camera = home.rig.add_camera("Guest")

    await until(lambda: hass.states.get("sensor.guest_status"))
    await until(lambda: hass.states.is_state("sensor.guest_status", "ready"))
    assert home.device(4).serial_number == camera.serial
    await home.until_state("5", "sensor", "cameras_known")
    await home.until_state("5", "sensor", "cameras_online")


@pytest.mark.parametrize("rig_options", [{"spares": 1}], ids=["one camera undetected"])
async def test_detect_cameras_finds_what_was_plugged_in(hass: HomeAssistant, home: Home) -> None:
    assert is_gone(home, 4)

    button = home.entity_id("button", "detect_cameras")
    await hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)

    await until(lambda: hass.states.is_state("binary_sensor.c005_online", "on"))


async def test_a_camera_that_is_renamed_is_renamed_here(home: Home) -> None:
    await home.act("rename_camera", 1, name="Profile left")

    await until(lambda: home.device(1).name == "Profile left")
    assert home.entity_id("sensor", "battery", 1) == "sensor.c002_battery"


async def test_an_unplugged_camera_is_offline_and_only_what_says_so_stays(
    hass: HomeAssistant, home: Home
) -> None:
    heard = Heard(hass)
    await lose(home, 0)
    await heard.until("camera_lost", home, "status", 0)

    assert home.state("sensor", "status", 0).state == "lost"
    for platform, word in (
        ("sensor", "battery"),
        ("binary_sensor", "recording"),
        ("button", "shoot"),
        ("button", "autofocus"),
    ):
        assert home.state(platform, word, 0).state == STATE_UNAVAILABLE
    for stream in ("photo", "status"):
        assert home.state("event", stream, 0).state != STATE_UNAVAILABLE
    assert home.state("sensor", "battery", 1).state != STATE_UNAVAILABLE
    assert home.state("sensor", "cameras_online").state == "3"
    assert home.state("sensor", "cameras_known").state == "4"

    home.rig.plug(home.key(0))
    await home.until_state("on", "binary_sensor", "online", 0)
    assert home.state("sensor", "battery", 0).state == str(home.rig.cameras[home.key(0)].battery)


async def test_a_camera_that_is_there_cannot_be_removed(home: Home, remove: Remove) -> None:
    assert not await remove(home.device(0))
    assert not await remove(home.device())

    assert len(devices(home)) == 5


async def test_a_removed_camera_stays_away_until_it_is_back(
    hass: HomeAssistant, home: Home, remove: Remove
) -> None:
    before = entity_ids(home, 0)
    await lose(home, 0)

    assert await remove(home.device(0))
    await home.until_state("3", "sensor", "cameras_known")
    # The application goes on listing it, and says so at every opportunity.
    await home.entry.runtime_data.async_resync()
    home.rig.set_battery(home.key(0), 7)
    await hass.config_entries.async_reload(home.entry.entry_id)
    await home.until_state("3", "sensor", "cameras_online")
    assert home.state("sensor", "cameras_known").state == "3"
    assert is_gone(home, 0)

    home.rig.plug(home.key(0))
    await until(lambda: not is_gone(home, 0))
    await home.until_state("on", "binary_sensor", "online", 0)
    assert home.state("sensor", "battery", 0).state == "7"
    assert home.device(0).model == "D850"
    await until(lambda: entity_ids(home, 0) == before)


async def test_a_removed_camera_is_missed_by_nobody(
    hass: HomeAssistant, home: Home, remove: Remove
) -> None:
    heard = Heard(hass)
    absent = {"camera": "C001", "device_id": home.device(0).id}
    await lose(home, 0)
    for action in ("shoot", "autofocus"):
        assert (await home.act(action, None, answer=True))["missing"] == [absent]

    assert await remove(home.device(0))
    for camera in (1, 2, 3):
        await home.until_state("ready", "sensor", "status", camera)
    answer = await home.act("shoot", None, answer=True)
    assert answer["missing"] == []
    assert len(answer["photos"]) == 3
    shot = await heard.until("shot_complete", home, "photo", times=2)
    assert shot.attributes["cameras"] == ["C002", "C003", "C004"]
    assert home.state("sensor", "last_shot_missing").state == "0"
    # The application lists it for ever, after a restart too.
    await hass.config_entries.async_reload(home.entry.entry_id)
    await home.until_state("3", "sensor", "cameras_online")
    assert (await home.act("autofocus", None, answer=True))["missing"] == []


@pytest.mark.parametrize("rig_options", [{"nodes": 2}], ids=["two computers"])
async def test_a_removed_computer_is_back_when_it_says_something(
    home: Home, remove: Remove
) -> None:
    [node] = [device for device in devices(home) if device.name == "pi-01.local"]

    assert await remove(node)
    assert "pi-01.local" not in [device.name for device in devices(home)]

    home.rig.app.publish_node(list(home.rig.app.nodes.values())[1])
    await until(lambda: "pi-01.local" in [device.name for device in devices(home)])


@pytest.mark.parametrize("rig_options", [{"cameras": 400}], ids=["400 cameras"])
async def test_four_hundred_cameras_are_a_rig_too(hass: HomeAssistant, home: Home) -> None:
    assert len(devices(home)) == 401
    assert home.state("sensor", "cameras_online").state == "400"
    for camera in (0, 399):
        assert home.state("sensor", "status", camera).state == "ready"
    assert len(hass.states.async_entity_ids()) > 400 * 8

    heard = Heard(hass)
    button = home.entity_id("button", "shoot")
    await hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)
    await heard.until("shot_complete", home, "photo")
    assert (
        len([state for state in heard.told if state.attributes["event_type"] == "photo_taken"])
        == 400
    )


async def test_a_camera_whose_make_nobody_told_is_nobodys(home: Home) -> None:
    told = {"CameraSelection": "Single", "CameraKey": "odd", "CameraStatus": "Ready"}
    home.rig.publish(told, "CameraUpdated")
    names = {"Kuvacode", *(camera.model.make for camera in home.rig.cameras.values())}

    await until(lambda: len(devices(home)) == len(home.rig.cameras) + 2)
    assert [device.name for device in devices(home) if device.manufacturer is None] == ["odd"]
    assert {device.manufacturer for device in devices(home)} == names | {None}


async def test_no_camera_is_removed_of_a_rig_that_is_not_loaded(
    hass: HomeAssistant, home: Home, remove: Remove, caplog: pytest.LogCaptureFixture
) -> None:
    await lose(home, 0)
    camera = home.device(0)
    await hass.config_entries.async_unload(home.entry.entry_id)

    assert not await remove(camera)
    assert "AttributeError" not in caplog.text
    assert len(devices(home)) == 5

    await hass.config_entries.async_setup(home.entry.entry_id)
    await home.until_state("on", "binary_sensor", "link")
    assert await remove(camera)
    assert is_gone(home, 0)
