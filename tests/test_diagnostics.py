"""What is handed out to find a fault, and what is not."""

import json
from dataclasses import replace
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.camhub.protocols.declaration import Field, FieldKind
from tests.home import Home, until
from tests.sony_home import SonyHome


@pytest.fixture
async def full(home: Home) -> Home:
    """A rig that is full of what its user would not publish."""
    for setting in ("session_name", "unique_tag", "barcode", "download_path", "fallback_path"):
        await home.act("set_setting", None, setting=setting, value=f"private {setting}")
    await home.act("set_group", 0, group="private group")
    await home.act("rename_camera", 1, name="private name")
    await home.act("shoot", None, answer=True)
    await home.until_event("shot_complete", "photo")
    return home


def secrets(home: Home) -> list[str]:
    """Return what must not be in any diagnostics."""
    cameras = home.rig.cameras.values()
    photos = home.rig.photos.values()
    return [
        "127.0.0.1",
        "private",
        "studio-mac",
        *(camera.key for camera in cameras),
        *(camera.serial for camera in cameras),
        *(camera.name for camera in cameras),
        *(photo.key for photo in photos),
    ]


async def test_the_diagnostics_of_a_system(hass: HomeAssistant, full: Home) -> None:
    told = await async_get_config_entry_diagnostics(hass, full.entry)

    assert told["system"] == "smart_shooter"
    assert told["link_up"] is True
    assert told["data"]["host"] == "**REDACTED**"
    assert told["data"]["request_port"] == full.rig.ports[1]
    assert [record["role"] for record in told["records"]].count("camera") == 4
    assert [secret for secret in secrets(full) if secret and secret in json.dumps(told)] == []


@pytest.mark.parametrize(
    ("key", "told"), [("private", "**REDACTED**"), ("", ""), (None, None)], ids=str
)
async def test_the_options_of_a_system_without_its_secrets(
    hass: HomeAssistant, home: Home, monkeypatch: pytest.MonkeyPatch, key: Any, told: Any
) -> None:
    coordinator = home.entry.runtime_data
    secret = Field("key", FieldKind.SECRET)
    changed = replace(coordinator.protocol, options=(*coordinator.protocol.options, secret))
    monkeypatch.setattr(coordinator, "protocol", changed)
    options = {"shot_limit": 3, "key": key} if key is not None else {"shot_limit": 3}
    hass.config_entries.async_update_entry(home.entry, options=options)

    diagnostics = await async_get_config_entry_diagnostics(hass, home.entry)

    assert diagnostics["options"] == {"shot_limit": 3, "key": told}


async def test_the_diagnostics_of_a_camera(hass: HomeAssistant, full: Home) -> None:
    told = await async_get_device_diagnostics(hass, full.entry, full.device(1))

    record: dict[str, Any] = told["records"][0]
    assert len(told["records"]) == 1
    assert record["model"] == full.rig.cameras[full.key(1)].model.name
    assert record["readings"]["online"] is True
    assert record["settings"]["iso"]["options"]
    assert [secret for secret in secrets(full) if secret and secret in json.dumps(told)] == []


async def test_the_diagnostics_of_a_system_that_is_not_loaded(
    hass: HomeAssistant, full: Home
) -> None:
    device = full.device(1)
    await hass.config_entries.async_unload(full.entry.entry_id)

    told = await async_get_config_entry_diagnostics(hass, full.entry)

    assert (told["system"], told["state"], told["reason"]) == ("smart_shooter", "not_loaded", None)
    assert told["data"]["request_port"] == full.rig.ports[1]
    assert [secret for secret in secrets(full) if secret and secret in json.dumps(told)] == []
    assert await async_get_device_diagnostics(hass, full.entry, device) == told


async def test_the_diagnostics_of_a_system_that_never_answered(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    data = {"host": "127.0.0.1", "publisher_port": 9, "request_port": 9}
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_SYSTEM: "smart_shooter", **data})
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)

    told = await async_get_config_entry_diagnostics(hass, entry)

    assert (told["state"], told["reason"]) == ("setup_retry", "refused")
    assert told["data"]["host"] == "**REDACTED**"


async def test_the_health_of_the_systems(hass: HomeAssistant, home: Home) -> None:
    home.rig.unplug(home.key(0))
    await home.until_state("off", "binary_sensor", "online", 0)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()

    assert await get_system_health_info(hass, DOMAIN) == {
        "systems": "smart_shooter: 1",
        "entries": 1,
        "links_up": 1,
        "cameras_known": 4,
        "cameras_online": 3,
    }


@pytest.fixture
def options() -> dict[str, Any]:
    """What the user of a Sony camera would not publish."""
    return {"developer_id": "private id", "developer_key": "private key"}


async def test_the_diagnostics_of_a_camera_in_its_own_words(
    hass: HomeAssistant, sony: SonyHome
) -> None:
    await sony.act("shoot", None, answer=True)

    told = await async_get_config_entry_diagnostics(hass, sony.entry)

    session = told["session"]
    assert session["told"]["cameraStatus"]["cameraStatus"] in ("IDLE", "StillSaving")
    assert session["methods"]["camera/getEvent"] == ["1.0", "1.1", "1.2", "1.3", "1.4"]
    assert "actTakePicture" in session["available"]
    assert session["edition"] == "2.1.4"
    text = json.dumps(told)
    assert [word for word in ("127.0.0.1", "private", "://", sony.key(None)) if word in text] == []


async def test_the_diagnostics_of_a_camera_that_is_off(hass: HomeAssistant, sony: SonyHome) -> None:
    await sony.camera.stop()
    await until(lambda: not sony.entry.runtime_data.up)

    told = await async_get_config_entry_diagnostics(hass, sony.entry)

    assert told["session"] == {}
