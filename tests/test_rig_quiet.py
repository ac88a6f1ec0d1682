"""What must not happen: an idle rig that fills the database, noise that takes anything along."""

import logging
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component

from custom_components.camhub.const import CHOSEN_GROUPS, CONF_GROUPS, Group
from tests.heard import Heard
from tests.home import Home, until

SECONDS_OF_AN_HOUR = range(0, 3600, 10)


@pytest.fixture
def options() -> dict[str, Any]:
    return {CONF_GROUPS: CHOSEN_GROUPS}


@pytest.fixture
def heard(hass: HomeAssistant, home: Home) -> Heard:
    """Everything from here on."""
    return Heard(hass)


def states(home: Home) -> dict[str, str]:
    return {state.entity_id: state.state for state in home.hass.states.async_all()}


async def mark(home: Home, percent: int) -> None:
    """Let something change, and wait until it is here: then so is all that was said before."""
    home.rig.set_battery(home.key(3), percent)
    await home.until_state(str(percent), "sensor", "battery", 3)


async def make_noise(home: Home, noise: str, value: int | None = None) -> None:
    """Let the application publish once what it never should."""
    before = home.rig.app.publisher.sent
    await home.rig.set_fault(noise, value)
    await until(lambda: home.rig.app.publisher.sent > before)
    await home.rig.clear_fault(noise)


async def test_an_idle_hour_writes_nothing(home: Home, heard: Heard) -> None:
    app = home.rig.app
    await mark(home, 50)
    heard.changes.clear()

    for second in SECONDS_OF_AN_HOUR:
        for node in app.nodes.values():
            node.memory += 4096
            app.publish_node(node)
        for _ in range(2):
            home.rig.publish({"NetworkTimestamp": second}, "NetworkPing")
        for camera in home.rig.cameras.values():
            app.publish_camera(camera, "power", "counters", "focus")
        app.publish_options()

    await mark(home, 40)
    battery = home.entity_id("sensor", "battery", 3)
    together = home.entity_id("sensor", "lowest_battery")
    assert {entity_id for entity_id, _ in heard.changes} <= {battery, together}
    assert [entity_id for entity_id, _ in heard.changes].count(battery) == 1


async def test_to_update_an_entity_is_to_ask_for_everything(
    hass: HomeAssistant, home: Home, heard: Heard
) -> None:
    assert await async_setup_component(hass, "homeassistant", {})
    await home.rig.set_fault("lost_events", "next:1")
    home.rig.set_battery(home.key(0), 3)
    before = len(home.requests("Synchronise"))

    await hass.services.async_call(
        "homeassistant",
        "update_entity",
        {"entity_id": [home.entity_id("sensor", "battery", camera) for camera in range(4)]},
        blocking=True,
    )

    assert len(home.requests("Synchronise")) == before + 1, "however many entities are meant"
    assert home.state("sensor", "battery", 0).state == "3"
    assert {entity_id for entity_id, _ in heard.changes} <= {
        home.entity_id("sensor", "battery", 0),
        home.entity_id("sensor", "lowest_battery"),
    }


@pytest.mark.parametrize(
    ("noise", "value"),
    [
        ("garbage", 100_000),
        ("truncated_json", None),
        ("wrong_types", None),
    ],
    ids=lambda value: str(value or ""),
)
async def test_noise_changes_nothing_and_alarms_nobody(
    home: Home, heard: Heard, caplog: pytest.LogCaptureFixture, noise: str, value: int | None
) -> None:
    # The noise is made of what the application has: a photo is better known than new.
    await home.act("shoot", 0, answer=True)
    await heard.until("photo_downloaded", home, "photo", 0)
    await heard.until("shot_complete", home, "photo")
    await mark(home, 50)
    before, told = states(home), len(heard.told)

    await make_noise(home, noise, value)

    await mark(home, 51)
    await mark(home, 50)
    # An event is taken at its word where all that is wrong is its envelope.
    assert {state.attributes["event_type"] for state in heard.told[told:]} <= {"text_received"}
    text = home.entity_id("event", "status")
    assert states(home) | {text: ""} == before | {text: ""}
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_camera_that_nobody_has_heard_of_is_not_confused_with_another(
    home: Home, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    def names() -> set[str | None]:
        registry = dr.async_get(home.hass)
        entry_id = home.entry.entry_id
        return {d.name for d in dr.async_entries_for_config_entry(registry, entry_id)}

    before, known = states(home), names()

    await make_noise(home, "unknown_camera")
    await mark(home, 50)

    await until(lambda: names() > known)
    assert names() - known == {"Nobody|Phantom|0000000"}
    untouched = {
        entity_id
        for entity_id in before
        if entity_id.partition(".")[2].startswith(("c001", "c002"))
    }
    assert {entity_id: states(home)[entity_id] for entity_id in untouched} == {
        entity_id: before[entity_id] for entity_id in untouched
    }
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("options", [{CONF_GROUPS: [Group.FOCUS]}], ids=["focus"])
async def test_another_group_is_added_and_taken_away_without_touching_the_rest(
    hass: HomeAssistant, home: Home
) -> None:
    before = set(hass.states.async_entity_ids())
    home.rig.set_property(home.key(0), "FocusMode", "MF")
    await home.until_state("MF", "select", "focus_mode", 0)

    options = {CONF_GROUPS: [Group.FOCUS, Group.COUNTERS]}
    hass.config_entries.async_update_entry(home.entry, options=options)
    await hass.async_block_till_done()
    await home.until_state("0", "sensor", "photos_taken", 0)
    assert set(hass.states.async_entity_ids()) > before
    assert home.state("select", "focus_mode", 0).state == "MF"

    hass.config_entries.async_update_entry(home.entry, options={CONF_GROUPS: [Group.FOCUS]})
    await hass.async_block_till_done()
    await home.until_state("MF", "select", "focus_mode", 0)
    assert set(hass.states.async_entity_ids()) == before


async def test_the_limit_of_a_shot_applies_at_once(hass: HomeAssistant, home: Home) -> None:
    heard, coordinator = Heard(hass), home.entry.runtime_data
    home.rig.miss_shot(home.key(1))

    options = {**home.entry.options, "shot_limit": 1}
    hass.config_entries.async_update_entry(home.entry, options=options)
    await hass.async_block_till_done()
    await home.act("shoot", None)

    assert (await heard.until("shot_incomplete", home, "photo")).attributes["missing"] == ["C002"]
    assert home.entry.runtime_data is coordinator
    assert not [entity_id for entity_id, state in heard.changes if state is None]
