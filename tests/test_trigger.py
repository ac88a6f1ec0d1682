"""The triggers start automations, once for each thing that happened, and not for a reload."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.camhub.trigger import async_get_triggers
from tests.home import Home, until


async def automate(hass: HomeAssistant, trigger: str, target: dict[str, Any]) -> list[ServiceCall]:
    """Make an automation of one trigger; return the calls that it makes."""
    calls = async_mock_service(hass, "test", "noted")
    automation = {
        "triggers": {"trigger": f"camhub.{trigger}", "target": target},
        "actions": {"action": "test.noted", "data": {"entity": "{{ trigger.entity_id }}"}},
        "mode": "queued",
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    return calls


async def test_a_photo_starts_an_automation(hass: HomeAssistant, home: Home) -> None:
    target = {"device_id": [home.device(camera).id for camera in (0, 1)]}
    calls = await automate(hass, "photo_taken", target)

    await home.act("shoot", None, answer=True)
    home.rig.press_shutter(home.key(0))

    photos = [home.entity_id("event", "photo", camera) for camera in (0, 0, 1)]
    await until(lambda: len(calls) >= 3)
    await hass.async_block_till_done()
    assert sorted(call.data["entity"] for call in calls) == sorted(photos)


@pytest.mark.parametrize("options", [{"shot_limit": 1}], ids=["one second"])
async def test_an_incomplete_shot_starts_an_automation(hass: HomeAssistant, home: Home) -> None:
    calls = await automate(hass, "shot_incomplete", {"device_id": home.device().id})

    await home.act("shoot", None, answer=True)
    await home.until_event("shot_complete", "photo")
    assert calls == []

    # Only a camera that is ready again is expected.
    for camera in range(4):
        await home.until_event("photo_downloaded", "photo", camera)
        await home.until_state("ready", "sensor", "status", camera)
    home.rig.miss_shot(home.key(2))
    await home.act("shoot", None, answer=True)
    await until(lambda: calls)
    assert [call.data["entity"] for call in calls] == [home.entity_id("event", "photo")]


async def test_a_lost_camera_starts_an_automation(hass: HomeAssistant, home: Home) -> None:
    target = {"entity_id": home.entity_id("event", "status", 3)}
    calls = await automate(hass, "camera_lost", target)

    home.rig.unplug(home.key(2))
    await home.until_event("camera_lost", "status", 2)
    assert calls == []

    home.rig.unplug(home.key(3))
    await until(lambda: calls)
    assert [call.data["entity"] for call in calls] == [target["entity_id"]]


async def test_a_reload_starts_nothing(hass: HomeAssistant, home: Home) -> None:
    # Nothing else happens at it after that: this is what its entity shows again.
    home.rig.unplug(home.key(2))
    await home.until_event("camera_lost", "status", 2)
    calls = await automate(hass, "camera_lost", {"device_id": home.device(2).id})

    await hass.config_entries.async_reload(home.entry.entry_id)
    await hass.async_block_till_done()

    assert calls == []


async def test_the_triggers_are_these(hass: HomeAssistant) -> None:
    assert set(await async_get_triggers(hass)) == {
        "camera_lost",
        "camera_obstructed",
        "crowd_appeared",
        "dwell",
        "line_crossed",
        "photo_taken",
        "shot_incomplete",
        "zone_joined",
        "zone_left",
    }
