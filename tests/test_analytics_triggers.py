"""Automations of what is watched in a picture: their triggers, narrowed by options, and their conditions."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import async_get_all_descriptions as described_conditions
from homeassistant.helpers.trigger import async_get_all_descriptions as described_triggers
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.camhub.const import DOMAIN
from custom_components.camhub.model.vocabulary import Kind
from custom_components.camhub.protocols import PROTOCOLS
from tests.installation import BARE, CHANNEL, ZONE, House, Installation, house, protocol_of

YARD = ZONE.key


@pytest.fixture
async def installation(monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Make a further system."""
    installation = Installation()
    monkeypatch.setitem(PROTOCOLS, "installation", protocol_of(installation))
    return installation


@pytest.fixture
async def home(hass: HomeAssistant, installation: Installation) -> AsyncIterator[House]:
    """Set it up in Home Assistant."""
    async with house(hass, installation) as home:
        yield home


async def automate(
    hass: HomeAssistant,
    trigger: str,
    target: dict[str, Any],
    options: dict[str, Any] | None = None,
    conditions: list[dict[str, Any]] | None = None,
) -> list[ServiceCall]:
    """Make an automation; return the calls that it makes, each with the event's rule and number."""
    calls = async_mock_service(hass, "test", "noted")
    automation = {
        "triggers": {"trigger": f"{DOMAIN}.{trigger}", "target": target, "options": options or {}},
        "conditions": conditions or [],
        "actions": {
            "action": "test.noted",
            "data": {"number": "{{ trigger.to_state.attributes.number }}"},
        },
        "mode": "queued",
        "max": 100,
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    return calls


def door(home: House) -> dict[str, Any]:
    """Return the channel with everything as a target."""
    return {"device_id": home.device(0).id}


def sensor(home: House, key: str, word: str) -> str:
    """Return the entity id of a binary sensor."""
    unique_id = f"{home.entry.entry_id}_{key}_{word}"
    entity_id = er.async_get(home.hass).async_get_entity_id("binary_sensor", DOMAIN, unique_id)
    assert entity_id is not None
    return entity_id


NARROWED = ("line_crossed", "zone_joined", "zone_left", "dwell")

EVENTS: tuple[dict[str, Any], ...] = (
    {"rule": "Enter", "object_class": "person", "direction": "in"},
    {"rule": "Enter", "object_class": "vehicle", "direction": "in"},
    {"rule": "Exit", "object_class": "person", "direction": "out"},
    {"rule": "Line 1", "object_class": "unknown"},
    {"rule": "Line 1", "object_class": "fork_lift"},
    {},
)
"""What the same kind of event may have; a test names them by their place."""

OPTIONS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [0, 1, 2, 3, 4, 5]),
    ({"rule": []}, [0, 1, 2, 3, 4, 5]),
    ({"rule": "enter"}, [0, 1]),
    ({"rule": [" EXIT ", "line 1"]}, [2, 3, 4]),
    ({"object_class": "person"}, [0, 2]),
    ({"object_class": ["vehicle", "unknown"]}, [1, 3]),
    ({"object_class": ["Fork lift"]}, [4]),
    ({"rule": ["Enter"], "object_class": ["person"]}, [0]),
    ({"rule": ["Nowhere"]}, []),
]


@pytest.mark.parametrize(("options", "expected"), OPTIONS)
async def test_an_event_starts_an_automation_where_the_rule_and_the_class_are_meant(
    hass: HomeAssistant, home: House, options: dict[str, Any], expected: list[int]
) -> None:
    calls = await automate(hass, "line_crossed", door(home), options)

    for number, data in enumerate(EVENTS):
        home.installation.happen(Kind.LINE_CROSSED, **data, number=number)
        home.installation.happen(Kind.ZONE_JOINED, **data, number=number)
    await hass.async_block_till_done()

    assert [call.data["number"] for call in calls] == expected


@pytest.mark.parametrize("trigger", NARROWED)
async def test_whatever_has_objects_can_be_narrowed_to_them(
    hass: HomeAssistant, home: House, trigger: str
) -> None:
    options = {"rule": ["enter"], "object_class": ["person"]}
    calls = await automate(hass, trigger, door(home), options)

    for kind in Kind:
        if kind in home.state("event", "analytics", 0).attributes["event_types"]:
            for number, data in enumerate(EVENTS):
                home.installation.happen(kind, **data, number=f"{kind} {number}")
    await hass.async_block_till_done()

    assert [call.data["number"] for call in calls] == [f"{trigger} 0"]


@pytest.mark.parametrize(
    ("direction", "expected"), [("in", [0, 1]), ("out", [2]), (["in", "out"], [0, 1, 2])]
)
async def test_a_crossing_can_be_narrowed_to_a_direction(
    hass: HomeAssistant, home: House, direction: Any, expected: list[int]
) -> None:
    calls = await automate(hass, "line_crossed", door(home), {"direction": direction})

    for number, data in enumerate(EVENTS):
        home.installation.happen(Kind.LINE_CROSSED, **data, number=number)
    await hass.async_block_till_done()

    assert [call.data["number"] for call in calls] == expected


async def test_a_crowd_starts_an_automation_in_the_zone_that_is_meant(
    hass: HomeAssistant, home: House
) -> None:
    calls = await automate(hass, "crowd_appeared", door(home), {"rule": "YARD"})

    for number, name in enumerate(("Hall", "Yard")):
        home.installation.happen(Kind.CROWD_APPEARED, rule=name, number=number)
        home.installation.happen(Kind.CROWD_DISAPPEARED, rule=name, number=number)
    await hass.async_block_till_done()

    assert [call.data["number"] for call in calls] == [1]


async def test_an_obstructed_camera_starts_an_automation_of_its_own_only(
    hass: HomeAssistant, home: House
) -> None:
    calls = await automate(hass, "camera_obstructed", door(home))

    home.installation.happen(Kind.CAMERA_OBSTRUCTED, BARE, number=0)
    home.installation.happen(Kind.CAMERA_DISCONNECTED, number=1)
    home.installation.happen(Kind.CAMERA_OBSTRUCTED, number=2)
    await hass.async_block_till_done()

    assert [call.data["number"] for call in calls] == [2]


async def test_a_burst_of_crossings_starts_as_many_automations(
    hass: HomeAssistant, home: House
) -> None:
    calls = await automate(hass, "line_crossed", door(home), {"rule": "Enter"})

    for number in range(50):
        home.installation.happen(Kind.LINE_CROSSED, rule="Enter", number=number)
    await hass.async_block_till_done()

    assert [call.data["number"] for call in calls] == list(range(50))


@pytest.mark.parametrize(
    ("trigger", "options"),
    [
        ("line_crossed", {"direction": "up"}),
        ("line_crossed", {"speed": 3}),
        ("line_crossed", {"rule": [{}]}),
        ("zone_joined", {"direction": "in"}),
        ("crowd_appeared", {"object_class": "person"}),
        ("camera_obstructed", {"rule": "Yard"}),
        ("photo_taken", {"rule": "Yard"}),
    ],
)
async def test_an_option_that_makes_no_sense_is_refused(
    hass: HomeAssistant, home: House, trigger: str, options: dict[str, Any]
) -> None:
    await automate(hass, trigger, door(home), options)

    (state,) = hass.states.async_all("automation")
    assert state.state == "unavailable"


CONDITIONS: list[tuple[str, dict[tuple[str, str], bool], bool]] = [
    ("zone_is_occupied", {(YARD, "zone_occupied"): True}, True),
    ("zone_is_occupied", {(YARD, "zone_occupied"): False, (CHANNEL, "crowd"): True}, False),
    ("zone_is_empty", {(YARD, "zone_occupied"): False, (CHANNEL, "crowd"): True}, True),
    ("zone_is_empty", {(YARD, "zone_occupied"): True, (CHANNEL, "crowd"): False}, False),
    ("crowd_is_present", {(YARD, "zone_occupied"): True, (CHANNEL, "crowd"): False}, False),
    ("crowd_is_present", {(YARD, "zone_occupied"): False, (CHANNEL, "crowd"): True}, True),
]


@pytest.mark.parametrize(("condition", "told", "passes"), CONDITIONS)
async def test_a_condition_looks_at_what_is_the_case_at_the_chosen_camera(
    hass: HomeAssistant,
    home: House,
    condition: str,
    told: dict[tuple[str, str], bool],
    passes: bool,
) -> None:
    where = {"condition": f"{DOMAIN}.{condition}", "target": door(home)}
    calls = await automate(hass, "line_crossed", door(home), conditions=[where])

    for (key, word), value in told.items():
        home.installation.tell(key, **{word: value})
    await hass.async_block_till_done()
    home.installation.happen(Kind.LINE_CROSSED, number=1)
    await hass.async_block_till_done()

    assert bool(calls) is passes


async def test_a_condition_can_be_of_one_zone(hass: HomeAssistant, home: House) -> None:
    where = {
        "condition": f"{DOMAIN}.zone_is_occupied",
        "target": {"entity_id": sensor(home, YARD, "zone_occupied")},
    }
    calls = await automate(hass, "line_crossed", door(home), conditions=[where])

    for number, occupied in enumerate((True, None, False, True)):
        home.installation.tell(YARD, zone_occupied=occupied)
        await hass.async_block_till_done()
        home.installation.happen(Kind.LINE_CROSSED, number=number)
        await hass.async_block_till_done()

    assert [call.data["number"] for call in calls] == [0, 3]


async def test_a_condition_looks_at_nobody_elses_sensors(hass: HomeAssistant, home: House) -> None:
    registry = er.async_get(hass)
    other = registry.async_get_or_create(
        "binary_sensor",
        "other",
        "1",
        translation_key="zone_occupied",
        original_device_class="occupancy",
    )
    registry.async_update_entity(other.entity_id, labels={"watched"})
    registry.async_update_entity(sensor(home, YARD, "zone_occupied"), labels={"watched"})
    hass.states.async_set(other.entity_id, "on", {"device_class": "occupancy"})
    where = {"condition": f"{DOMAIN}.zone_is_occupied", "target": {"label_id": "watched"}}
    calls = await automate(hass, "line_crossed", door(home), conditions=[where])

    home.installation.tell(YARD, zone_occupied=False)
    await hass.async_block_till_done()
    home.installation.happen(Kind.LINE_CROSSED, number=0)
    await hass.async_block_till_done()

    assert calls == []


async def test_the_editor_offers_them_with_their_options(hass: HomeAssistant, home: House) -> None:
    assert await async_setup_component(hass, "automation", {})
    triggers = await described_triggers(hass)
    conditions = await described_conditions(hass)

    crossed = triggers[f"{DOMAIN}.line_crossed"]
    assert crossed is not None
    assert set(crossed["fields"]) == {"rule", "direction", "object_class"}
    for condition in ("crowd_is_present", "zone_is_empty", "zone_is_occupied"):
        offered = conditions[f"{DOMAIN}.{condition}"]
        assert offered is not None
        assert set(offered["fields"]) == {"behavior", "for"}
