"""Holds what the documentation says against the code, and what it offers to be copied against Home Assistant."""

import dataclasses
import json
import re
from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import unquote

import pytest
from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.components.blueprint import BLUEPRINT_SCHEMA, Blueprint
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.script import async_validate_actions_config
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict, parse_yaml
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

import custom_components.camhub as camhub
from custom_components.camhub.condition import CONDITIONS
from custom_components.camhub.const import (
    CHOSEN_GROUPS,
    CONF_GROUPS,
    CONF_SYSTEM,
    DOMAIN,
    PLATFORMS,
    Group,
)
from custom_components.camhub.link.session import Ports, Session
from custom_components.camhub.link.system import System
from custom_components.camhub.model.camera import HUB, Role
from custom_components.camhub.model.vocabulary import STREAMS, Kind, Stream
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.bandit import record, wire
from custom_components.camhub.protocols.bandit.settings import SETTABLE
from custom_components.camhub.protocols.camlytics.actions import happening
from custom_components.camhub.protocols.camlytics.wire import Report
from custom_components.camhub.protocols.declaration import Field, Protocol, Target
from custom_components.camhub.protocols.smart_shooter.names import OPTIONS, PROPERTIES, V3_FIELDS
from custom_components.camhub.protocols.smart_shooter.photos import DATA
from custom_components.camhub.services import declared
from custom_components.camhub.trigger import TRIGGERS
from simulators.camlytics import CamlyticsSimulator
from simulators.smart_shooter.catalogue import ROWS as DOCUMENTED
from simulators.sony.profiles import PROFILES
from tests.bandit_home import BanditHome
from tests.home import Home, until
from tests.installation import House, Installation, protocol_of
from tests.installation import house as set_up
from tests.sony_home import SonyHome

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
DETAILS = (ROOT / "docs" / "smart_shooter.md").read_text()
ANALYTICS = (ROOT / "docs" / "camlytics.md").read_text()
ACTION_CAMERA = (ROOT / "docs" / "bandit.md").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
BLUEPRINTS = ROOT / "blueprints" / "automation"
BLUEPRINT_FILES = sorted(BLUEPRINTS.rglob("*.yaml"))
REPOSITORY = "https://github.com/camhub/camhub"
TEXTS: dict[str, Any] = json.loads(
    (ROOT / "custom_components" / DOMAIN / "translations" / "en.json").read_text()
)
ACTIONS = declared(PROTOCOLS.values())

type Line = dict[str, str]


def lines(page: str, *headings: str) -> list[Line]:
    """Return the lines of every table with these headings, each by its column's heading."""
    found: list[Line] = []
    for table in re.findall(r"(?:^ *\|.*\n)+", page, re.MULTILINE):
        head, _, *rest = [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in table.splitlines()
        ]
        if head[: len(headings)] == list(headings):
            found += [dict(zip(head, line, strict=True)) for line in rest]
    assert found, f"no table {headings}"
    return found


def words(text: str) -> list[str]:
    """Return what is shown as code."""
    return re.findall(r"`([^`]+)`", text)


def section(page: str, heading: str) -> str:
    """Return what is below a heading, down to the next of its level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", page, re.MULTILINE)
    assert found, f"no section {heading}"
    below = page[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", below, re.MULTILINE)
    return below[: end.start()] if end else below


def copied(page: str) -> list[Any]:
    """Return what is offered to be copied, as YAML."""
    return [
        parse_yaml(block)
        for block in re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    ]


AUTOMATIONS: list[dict[str, Any]] = [
    block for block in copied(README) if isinstance(block, dict) and "triggers" in block
]
SCRIPTS: list[list[Any]] = [block for block in copied(README) if isinstance(block, list)]
ANALYTICS_AUTOMATIONS: list[dict[str, Any]] = [
    block for block in copied(ANALYTICS) if isinstance(block, dict) and "triggers" in block
]
CAMERA_AUTOMATIONS: list[dict[str, Any]] = [
    block for block in copied(ACTION_CAMERA) if isinstance(block, dict) and "triggers" in block
]
ANALYTICS_ACTIONS: list[dict[str, Any]] = [
    block for block in copied(ANALYTICS) if isinstance(block, dict) and "action" in block
]
CAMERA_ACTIONS: list[dict[str, Any]] = [
    block for block in copied(ACTION_CAMERA) if isinstance(block, dict) and "action" in block
]
ANSWERS: list[list[Any]] = [block for block in copied(ANALYTICS) if isinstance(block, list)]
CAMERA_ANSWERS: list[list[Any]] = [
    block for block in copied(ACTION_CAMERA) if isinstance(block, list)
]


@pytest.fixture
async def house(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Set up a made-up installation of video analytics."""
    installation = Installation()
    monkeypatch.setitem(PROTOCOLS, "installation", protocol_of(installation))
    async with set_up(hass, installation) as home:
        yield home


@pytest.fixture
async def camlytics(socket_enabled: None) -> AsyncIterator[CamlyticsSimulator]:
    """Start a simulated Camlytics."""
    async with CamlyticsSimulator() as app:
        yield app


# Entities.


def entities_in_readme() -> dict[Role, list[tuple[str, str, str, str]]]:
    """Return the name, platform, word and presence of each entity that the README knows."""

    def all_of(part: str) -> list[tuple[str, str, str, str]]:
        return [
            (line["Entity"], line["Platform"], words(line["Word"])[0], line["Enabled"])
            for line in lines(section(README, part), "Entity", "Platform")
        ]

    rig, camera = all_of("Of the rig"), all_of("Of each camera")
    for line in lines(README, "On a camera", "On the rig"):
        word = words(line["Word"])[0]
        camera.append((line["On a camera"], "select", word, line["Enabled"]))
        rig.append((line["On the rig"], "select", word, "yes"))
    return {Role.HUB: rig, Role.CAMERA: camera}


def entities_of_a_single_camera() -> list[tuple[str, str, str, str]]:
    """Return the same of a camera that is a system of its own."""
    part = section(README, "Of a single camera")
    entities = [
        (line["Entity"], line["Platform"], words(line["Word"])[0], line["Enabled"])
        for line in lines(part, "Entity", "Platform")
    ]
    for line in lines(part, "Setting", "Set with"):
        platforms = filter(None, (line["Set with"], line["Only shown by"]))
        entities += [
            (line["Setting"], platform, words(line["Word"])[0], "yes") for platform in platforms
        ]
    return entities


def entities_of_an_installation() -> list[tuple[str, str, str, str]]:
    """Return the same of an installation of video analytics and of its channels."""
    return [
        (line["Entity"], line["Platform"], words(line["Word"])[0], line["Enabled"])
        for line in lines(
            section(README, "Of a video analytics installation"), "Entity", "Platform"
        )
    ]


def named(text: str) -> str:
    """Return what the README writes for a name that has the name of a part in it."""
    return text.replace("{part}", "…")


def presence(role: Role, row: Any) -> str:
    enabled = row.entity_registry_enabled_default
    if role is Role.HUB or row.group is Group.ESSENTIAL:
        return "yes" if enabled else "no"
    return f"`{row.group}`" if enabled else f"`{row.group}`, no"


@pytest.mark.parametrize("role", [Role.HUB, Role.CAMERA])
def test_the_readme_says_of_an_entity_what_its_platform_does(role: Role) -> None:
    in_code = {
        (
            TEXTS["entity"][platform.value][row.translation_key]["name"],
            platform.value,
            row.key,
            presence(role, row),
        )
        for platform in PLATFORMS
        for row in import_module(f"{camhub.__name__}.{platform.value}").ROWS
        if role in row.roles and row.single is not True
    }
    in_readme = entities_in_readme()[role]

    assert len(in_readme) == len(set(in_readme))
    assert set(in_readme) <= in_code


def test_the_readme_says_of_a_single_camera_what_the_platforms_do() -> None:
    in_code = {
        (
            TEXTS["entity"][platform.value][row.translation_key]["name"],
            platform.value,
            row.key,
            "yes" if row.entity_registry_enabled_default and not row.quiet else "no",
        )
        for platform in PLATFORMS
        for row in import_module(f"{camhub.__name__}.{platform.value}").ROWS
        if Role.CAMERA in row.roles and row.single is not False
    }
    in_readme = entities_of_a_single_camera()

    assert len(in_readme) == len(set(in_readme))
    assert set(in_readme) <= in_code


def test_the_readme_says_of_an_installation_what_the_platforms_do() -> None:
    in_code = {
        (
            named(TEXTS["entity"][platform.value][row.translation_key]["name"]),
            platform.value,
            row.key,
            "yes" if row.entity_registry_enabled_default else "no",
        )
        for platform in PLATFORMS
        for row in import_module(f"{camhub.__name__}.{platform.value}").ROWS
        if row.single is not True
    }

    assert set(entities_of_an_installation()) <= in_code


async def test_an_installation_is_as_the_readme_describes_it(
    hass: HomeAssistant, house: House
) -> None:
    entities = er.async_entries_for_config_entry(er.async_get(hass), house.entry.entry_id)
    made = {
        (
            named(TEXTS["entity"][entity.domain][str(entity.translation_key)]["name"]),
            entity.domain,
            "no" if entity.disabled_by else "yes",
        )
        for entity in entities
    }

    assert made == {
        (name, platform, enabled) for name, platform, _, enabled in entities_of_an_installation()
    }


def test_every_entity_is_in_the_readme() -> None:
    assert {
        (name, platform)
        for entities in (
            *entities_in_readme().values(),
            entities_of_a_single_camera(),
            entities_of_an_installation(),
        )
        for name, platform, *_ in entities
    } == {
        (named(text["name"]), platform)
        for platform, texts in TEXTS["entity"].items()
        for text in texts.values()
    }


@pytest.mark.parametrize(
    "options", [{}, {"groups": CHOSEN_GROUPS}], ids=["as delivered", "every group"]
)
async def test_a_rig_is_as_the_readme_describes_it(
    hass: HomeAssistant, home: Home, options: dict[str, Any]
) -> None:
    def made(device: dr.DeviceEntry) -> set[tuple[str | None, str]]:
        entities = er.async_entries_for_device(er.async_get(hass), device.id, True)
        return {(entity.original_name, entity.domain) for entity in entities}

    described = entities_in_readme()
    essential = {
        (name, where) for name, where, _, there in described[Role.CAMERA] if there == "yes"
    }

    assert made(home.device()) <= {(name, where) for name, where, *_ in described[Role.HUB]}
    assert made(home.device(0)) <= {(name, where) for name, where, *_ in described[Role.CAMERA]}
    assert made(home.device(0)) >= essential
    assert len(essential) == 8
    if not options:
        assert made(home.device(0)) == essential


def test_the_readme_counts_the_entities_of_a_camera() -> None:
    camera = entities_in_readme()[Role.CAMERA]
    eight = {name for name, _, _, there in camera if there == "yes"}
    most = sum(not there.endswith("no") for *_, there in camera)

    why = section(README, "Why eight")
    assert set(re.findall(r"\*([^*]+)\*", why)) == eight
    assert f"up to {most};" in why


# Actions.


def test_every_action_is_in_the_readme_with_its_fields() -> None:
    target = {Target.CAMERAS: "cameras", Target.HUB: "rig"}
    in_readme = {
        words(line["Action"])[0]: (
            {name: f"**`{name}`**" in line["Fields"] for name in words(line["Fields"])},
            line["Target"],
        )
        for line in lines(README, "Action", "Fields")
    }

    assert in_readme == {
        verb.value: (
            {field.name: field.required for action in same for field in action.fields},
            target[same[0].target],
        )
        for verb, same in ACTIONS.items()
    }


def test_the_dangerous_actions_are_set_apart() -> None:
    apart = section(README, "Actions").partition("destroy or stop something")[2]

    assert {words(line["Action"])[0] for line in lines(apart, "Action")} == {
        verb.value for verb, same in ACTIONS.items() if any(action.dangerous for action in same)
    }


TOLD_IN_README = {"sony"}
"""The systems of whose actions the README says all there is to say."""


@pytest.mark.parametrize("name", sorted(PROTOCOLS.keys() - TOLD_IN_README))
def test_every_field_of_an_action_is_told_in_detail(name: str) -> None:
    detailed: dict[str, dict[str, bool]] = {}
    verbs: list[str] = []
    page = ROOT / "docs" / f"{name}.md"
    assert page.exists(), f"{name} has no page docs/{page.name} that tells of its actions"
    for line in lines(page.read_text(), "Action", "Field"):
        verbs = [word.removeprefix(f"{DOMAIN}.") for word in words(line["Action"])] or verbs
        for verb in verbs:
            fields = detailed.setdefault(verb, {})
            fields |= {name: f"**`{name}`**" in line["Field"] for name in words(line["Field"])}

    assert detailed == {
        action.verb.value: {field.name: field.required for field in action.fields}
        for action in PROTOCOLS[name].actions
    }


@pytest.mark.parametrize("page", [*PAGES, *BLUEPRINT_FILES], ids=lambda page: str(page.name))
def test_no_page_names_an_action_or_trigger_that_does_not_exist(page: Path) -> None:
    named = set(re.findall(r"(?<![\w./])camhub\.([a-z_]+)\b(?!\.)", page.read_text()))

    assert named <= {verb.value for verb in ACTIONS} | set(TRIGGERS) | set(CONDITIONS)


# Events and triggers.

WHOSE = {"rig": ("rig",), "camera": ("camera of a rig", "any camera")}
"""Of whom the README says that an event is theirs."""


def test_every_event_is_in_the_readme() -> None:
    in_readme = {
        (words(line["Event type"])[0], line["Entity"]) for line in lines(README, "Event type")
    }

    assert in_readme == {
        (kind.value, TEXTS["entity"]["event"][stream.value]["name"])
        for stream, kinds in STREAMS.items()
        for kind in kinds
    }
    assert {
        word for line in lines(DETAILS, "Event type") for word in words(line["Event type"])
    } == {
        words(line["Event type"])[0]
        for line in lines(README, "Event type")
        if line["Of"] in (*WHOSE["rig"], *WHOSE["camera"])
    }


async def test_the_readme_knows_whose_an_event_is_and_its_data(home: Home) -> None:
    told = lines(README, "Event type")
    assert {line["Of"] for line in told} == {
        *("single camera", "channel"),
        *WHOSE["rig"],
        *WHOSE["camera"],
    }
    for whose, camera in (("rig", None), ("camera", 0)):
        assert {words(line["Event type"])[0] for line in told if line["Of"] in WHOSE[whose]} == {
            kind
            for stream in (Stream.PHOTO, Stream.STATUS)
            for kind in home.state("event", stream, camera).attributes["event_types"]
        }

    before = set(home.state("event", "photo", 0).attributes) | {"event_type"}
    await home.act("shoot", 0)
    await home.until_event("photo_downloaded", "photo", 0)
    data = set(home.state("event", "photo", 0).attributes) - before
    assert "id" in data
    assert data <= set(words(section(README, "Events")))
    assert data <= {
        word for line in lines(DETAILS, "Field", "Data") for word in words(line["Data"])
    }


def test_every_event_of_video_analytics_is_told_in_detail() -> None:
    assert {
        words(line["Event type"])[0] for line in lines(ANALYTICS, "In Camlytics", "Event type")
    } == set(STREAMS[Stream.ANALYTICS])


async def test_all_data_of_an_event_of_video_analytics_are_told_in_detail(house: House) -> None:
    everything = dict.fromkeys(("direction", "missed"), "") | happening(
        Report(
            type="FloodDetected",
            channel="1",
            time="2026-11-21T09:41:07.3170000",
            object="1",
            object_class="person",
            rule="1",
            rule_name="Enter",
            id=1,
            snapshot="1",
            recording="1",
            video_file="1",
            video_time="1",
            video_position=1.0,
            more={"weather": "dry"},
        )
    )
    told = {
        word: line["In the database"] == "yes"
        for line in lines(ANALYTICS, "Data", "Meaning")
        for word in words(line["Data"])
    }

    about = house.state("event", "analytics", 0).state_info
    assert about is not None
    assert told == {word: word not in about["unrecorded_attributes"] for word in everything}


async def test_a_bandit_is_as_its_page_describes_it(bandit: BanditHome) -> None:
    entities = er.async_entries_for_config_entry(er.async_get(bandit.hass), bandit.entry.entry_id)
    told = [
        *((line["Entity"], line) for line in lines(ACTION_CAMERA, "Entity", "Platform")),
        *((line["Setting"], line) for line in lines(ACTION_CAMERA, "Setting", "Platform")),
    ]
    off = {name for name, line in told if "Off until" in line.get("What it says, exactly", "")}

    # No firmware has waited in this one yet.
    pending = [("Firmware", "update")]
    assert sorted((name, line["Platform"]) for name, line in told) == sorted(
        [*pending, *((str(entity.original_name), entity.domain) for entity in entities)]
    )
    assert off == {entity.original_name for entity in entities if entity.disabled_by}


def test_every_setting_of_a_bandit_is_on_its_page() -> None:
    told = [words(line["Word"])[0] for line in lines(ACTION_CAMERA, "Setting", "Platform")]

    assert sorted(told) == sorted(SETTABLE)


async def test_every_event_of_a_bandit_is_on_its_page(bandit: BanditHome) -> None:
    told = lines(ACTION_CAMERA, "Event type", "Entity")
    for stream in (Stream.PHOTO, Stream.RECORDING, Stream.STATUS):
        name = TEXTS["entity"]["event"][stream.value]["name"]
        assert {words(line["Event type"])[0] for line in told if line["Entity"] == name} == set(
            bandit.state("event", stream).attributes["event_types"]
        )


async def test_all_data_of_an_event_of_a_bandit_are_on_its_page(bandit: BanditHome) -> None:
    row: dict[str, Any] = {
        "id": "1",
        "path": "/100TTCAM/A",
        "created": "2026-11-21T09:41:07Z",
        "size_bytes": 1,
        "length_secs": 1,
        "nr_highlights": 1,
        "mode": "normal",
        "resolution": "1080p",
        "framerate_fps": 30,
        "aspect_ratio": "4/3",
        "lat_deg": 52.4,
        "lon_deg": 4.9,
    }
    tag = {"id": "1", "offset_secs": 2, "highlight_offset_secs": 1, "highlight_length_secs": 2}
    told: dict[str, set[str]] = {}
    kept: dict[str, bool] = {}
    for line in lines(ACTION_CAMERA, "Data", "Of"):
        (word,) = words(line["Data"])
        kept[word] = line["In the database"] == "yes"
        for whose in line["Of"].split(", "):
            told.setdefault(whose, set()).add(word)

    assert told == {
        "photo": {"photos", *record.image_data(wire.image(row))},
        "video": {"files", *record.video_data(wire.video(row))},
        "highlight": set(record.tag_data(wire.tag({**tag, "max_speed_mps": 9.1}))),
    }
    about = bandit.state("event", "photo").state_info
    assert about is not None
    # What is within a list is kept with it, or not.
    within = told["video"] - told["photo"] - told["highlight"]
    assert kept == {
        word: word not in about["unrecorded_attributes"] and word not in within for word in kept
    }


def test_every_trigger_is_in_the_readme() -> None:
    assert {words(line["Trigger"])[0] for line in lines(README, "Trigger")} == {
        f"{DOMAIN}.{trigger}" for trigger in TRIGGERS
    }
    described = load_yaml_dict(str(ROOT / "custom_components" / DOMAIN / "triggers.yaml"))
    for line in lines(README, "Trigger"):
        trigger = words(line["Trigger"])[0].removeprefix(f"{DOMAIN}.")
        assert set(words(line["Options"])) == set(described[trigger].get("fields", {}))


def test_every_condition_is_in_the_readme() -> None:
    assert {words(line["Condition"])[0] for line in lines(README, "Condition")} == {
        f"{DOMAIN}.{condition}" for condition in CONDITIONS
    }


# Configuration.


FORMS = {
    "smart_shooter": section(README, "Configuration"),
    "sony": (ROOT / "docs" / "sony.md").read_text(),
    "camlytics": ANALYTICS,
    "bandit": ACTION_CAMERA,
}
"""Where the forms of each system are explained."""


def shown(field: Field) -> str:
    """Return a default as a reader knows it."""
    if isinstance(field.default, bool):
        return "on" if field.default else "off"
    if isinstance(field.default, tuple):
        return ", ".join(field.default)
    return " ".join(str(part) for part in (field.default, field.unit) if part not in (None, ""))


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS.keys())
def test_every_field_of_the_forms_is_explained(protocol: Protocol) -> None:
    assert protocol.name in FORMS, f"FORMS does not say where the forms of {protocol.name} are"
    for column, step, fields in (
        ("field", TEXTS["config"]["step"][protocol.name], protocol.fields),
        ("option", TEXTS["options"]["step"]["init"], protocol.options),
    ):
        told = {
            line[column].strip("*"): line["default"]
            for line in lines(FORMS[protocol.name], column, "default")
        }
        groups = {step["data"][CONF_GROUPS]: "none"} if column == "option" else {}
        asked = {step["data"][field.name]: shown(field) for field in fields}
        assert told == asked | (groups if protocol.grouped else {})


def test_every_group_is_explained() -> None:
    (meaning,) = [
        line["meaning"]
        for line in lines(FORMS["smart_shooter"], "option", "default")
        if line["option"].strip("*") == TEXTS["options"]["step"]["init"]["data"][CONF_GROUPS]
    ]

    assert set(CHOSEN_GROUPS) <= set(words(meaning))


def test_what_the_form_says_is_quoted_as_it_is() -> None:
    quoted = {line["The form says"].strip("*") for line in lines(README, "The form says")}
    of_analytics = lines(ANALYTICS, "What the form says")
    of_a_bandit = lines(ACTION_CAMERA, "What the form says")

    assert {line["What the form says"].strip("*") for line in of_analytics} <= quoted
    assert {line["What the form says"].strip("*") for line in of_a_bandit} == {
        TEXTS["config"]["error"]["other_device"],
        *(text for key, text in TEXTS["config"]["error"].items() if key.startswith("bandit_")),
    }
    assert quoted <= set(TEXTS["config"]["error"].values())
    assert quoted >= {
        TEXTS["config"]["error"][error]
        for error in ("unreachable", "refused", "not_this_system", "not_ready")
    }


def test_the_simulated_models_are_in_the_documentation() -> None:
    models = {name for line in lines(FORMS["sony"], "family") for name in words(line["models"])}

    assert models == set(PROFILES)


# What there is to copy.


def test_the_automations_use_every_trigger_and_lose_nothing() -> None:
    assert [automation["triggers"][0]["trigger"] for automation in AUTOMATIONS] == [
        f"{DOMAIN}.{trigger}" for trigger in ("photo_taken", "shot_incomplete", "camera_lost")
    ]
    assert all(automation["mode"] == "queued" for automation in AUTOMATIONS)


@pytest.mark.parametrize("automation", AUTOMATIONS, ids=lambda automation: automation["alias"])
async def test_home_assistant_takes_the_automations(
    hass: HomeAssistant, home: Home, automation: dict[str, Any]
) -> None:
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await async_validate_config_item(hass, "readme", automation)

    assert [state.state for state in hass.states.async_all("automation")] == ["on"]


@pytest.mark.parametrize(
    "automation", ANALYTICS_AUTOMATIONS, ids=lambda automation: automation["alias"]
)
async def test_home_assistant_takes_the_automations_on_video_analytics(
    hass: HomeAssistant, house: House, automation: dict[str, Any]
) -> None:
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await async_validate_config_item(hass, "analytics", automation)

    assert [state.state for state in hass.states.async_all("automation")] == ["on"]
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, True)


@pytest.mark.parametrize(
    "automation", CAMERA_AUTOMATIONS, ids=lambda automation: automation["alias"]
)
async def test_an_automation_on_a_bandit_keeps_what_it_recorded(
    hass: HomeAssistant, bandit: BanditHome, automation: dict[str, Any]
) -> None:
    event = bandit.entity_id("event", "recording")
    automation["triggers"][0]["target"]["entity_id"] = event
    downloads = async_mock_service(hass, DOMAIN, "download")
    assert await async_setup_component(hass, "automation", {"automation": [automation]})

    bandit.camera.press_record()
    await bandit.until_event("recording_started", "recording")
    bandit.camera.press_record()
    await until(lambda: downloads)

    assert downloads[0].data["entity_id"] == [event]
    assert downloads[0].data["photo_ids"] == [f"video/{bandit.camera.videos[-1].id}"]


async def test_home_assistant_takes_the_scripts(hass: HomeAssistant, home: Home) -> None:
    assert SCRIPTS
    for script in (*SCRIPTS, ANALYTICS_ACTIONS, CAMERA_ACTIONS):
        await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(script))


async def test_the_answers_are_what_an_installation_answers(
    camlytics: CamlyticsSimulator, hass: HomeAssistant
) -> None:
    asked = [action for action in ANALYTICS_ACTIONS if "response_variable" in action]
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Camlytics",
        data={CONF_SYSTEM: "camlytics", "host": "127.0.0.1", "port": camlytics.port},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    camlytics.raise_event("ObjectAppear", object_id=57)
    camlytics.raise_event("TripwireCrossed", rule="Enter", object_id=57)
    (device,) = [
        device
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        if device.name == "Video file"
    ]

    assert len(asked) == len(ANSWERS)
    for action, answer in zip(asked, ANSWERS, strict=True):
        domain, _, name = action["action"].partition(".")
        # What is shown of a day there was on another one here.
        data = {"device_id": device.id, **action["data"], "since_time": "2020-01-01 00:00:00"}
        told = await hass.services.async_call(domain, name, data, True, return_response=True)
        assert told is not None
        shapes = [_shape(row) for row in told["results"]]  # type: ignore[union-attr, arg-type]
        assert all(_shape(row) in shapes for row in answer)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_answers_are_what_a_bandit_answers(
    hass: HomeAssistant, bandit: BanditHome, tmp_path: Path
) -> None:
    hass.config.media_dirs = {"local": str(tmp_path)}
    video = f"video/{bandit.camera.videos[0].id}"

    assert len(CAMERA_ACTIONS) == len(CAMERA_ANSWERS)
    for action, answer in zip(CAMERA_ACTIONS, CAMERA_ANSWERS, strict=True):
        domain, _, name = action["action"].partition(".")
        data = dict(action.get("data", {}))
        if "item" in data:
            data["item"] = video
        if "photo_ids" in data:
            data["photo_ids"] = [video]
        data["entity_id"] = bandit.entity_id("button", "shoot")
        told = await hass.services.async_call(domain, name, data, True, return_response=True)
        assert told is not None
        rows = told["photos"] or told["results"]
        assert _kinds(rows) == _kinds(answer)


def _kinds(value: Any) -> Any:
    """Return of which kind everything in an answer is: a text or a number."""
    match value:
        case dict():
            return {name: _kinds(part) for name, part in value.items()}
        case list():
            return [_kinds(part) for part in value]
    return "text" if isinstance(value, str) else "number"


def _shape(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row of an answer has, and of which kind it is."""
    files = ("snapshot", "recording", "video_file", "video_time", "video_position")
    words = ("kind", "rule", "object_class", "object_id")
    return {
        name: value if name in words else type(value)
        for name, value in json.loads(json.dumps(row)).items()
        if name not in files
    }


def test_the_blueprints_are_in_order_and_can_be_imported() -> None:
    assert BLUEPRINT_FILES
    for path in BLUEPRINT_FILES:
        address = f"{REPOSITORY}/blob/main/{path.relative_to(ROOT).as_posix()}"
        blueprint = Blueprint(
            load_yaml_dict(str(path)), expected_domain="automation", schema=BLUEPRINT_SCHEMA
        )
        assert blueprint.validate() is None
        assert blueprint.metadata["source_url"] == address
        assert f"blueprint_url={address}" in unquote(README)


@pytest.fixture
def blueprint_calls(hass: HomeAssistant, tmp_path: Path) -> list[ServiceCall]:
    """Give Home Assistant the blueprints; return the calls that are made of their actions."""
    copytree(BLUEPRINTS, tmp_path / "blueprints" / "automation")
    hass.config.config_dir = str(tmp_path)
    return async_mock_service(hass, "test", "noted")


async def automate(hass: HomeAssistant, name: str, said: str, **inputs: Any) -> None:
    """Make an automation of a blueprint that notes what the template says."""
    run = [{"action": "test.noted", "data": {"said": said}}]
    blueprint = {"path": f"{DOMAIN}/{name}.yaml", "input": {**inputs, "run": run}}
    automation = {"alias": name, "use_blueprint": blueprint}
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await hass.async_block_till_done()


@pytest.mark.parametrize("options", [{"shot_limit": 1}], ids=["one second"])
async def test_the_blueprint_names_who_missed_a_shot(
    hass: HomeAssistant, home: Home, blueprint_calls: list[ServiceCall]
) -> None:
    rig = {"device_id": home.device().id}
    said = "{{ names }} of {{ expected }}, {{ missing }}, {{ devices }}"
    await automate(hass, "shot_incomplete", said, rig=rig)

    home.rig.miss_shot(home.key(1))
    home.rig.miss_shot(home.key(3))
    await home.act("shoot", None)

    await until(lambda: blueprint_calls)
    names = [home.device(camera).name for camera in (1, 3)]
    devices = [home.device(camera).id for camera in (1, 3)]
    assert blueprint_calls[0].data == {
        "said": f"{', '.join(map(str, names))} of 4, {names}, {devices}"
    }
    assert home.requests("SyncBatchNum") == [{}]


async def test_the_blueprint_tells_of_a_camera_that_stays_away(
    hass: HomeAssistant, home: Home, blueprint_calls: list[ServiceCall]
) -> None:
    cameras = {"device_id": [home.device(camera).id for camera in range(4)]}
    await automate(hass, "camera_lost", "{{ camera }}", cameras=cameras, wait=0.05)

    home.rig.unplug(home.key(2))

    await until(lambda: blueprint_calls)
    assert [call.data for call in blueprint_calls] == [{"said": home.device(2).name}]
    assert home.requests("DetectCameras")


async def test_the_blueprint_hands_on_the_picture_of_a_photo(
    hass: HomeAssistant, sony: SonyHome, blueprint_calls: list[ServiceCall]
) -> None:
    cameras = {"device_id": sony.device().id}
    said = "{{ camera }}, {{ name }}, {{ picture }}"
    await automate(hass, "picture_taken", said, cameras=cameras)

    await sony.press("shoot")

    await until(lambda: blueprint_calls)
    name = sony.state("image", "picture").attributes["name"]
    picture = sony.entity_id("image", "picture")
    assert [call.data for call in blueprint_calls] == [{"said": f"ILCE-6000, {name}, {picture}"}]


async def test_the_blueprint_tells_when_too_many_are_inside(
    hass: HomeAssistant, house: House, blueprint_calls: list[ServiceCall]
) -> None:
    after = [{"action": "test.noted", "data": {"said": "room, {{ people }}"}}]
    counters = house.entity_id("sensor", "people_inside", None)
    said = "full, {{ people }} in {{ place }}"
    await automate(hass, "too_many_inside", said, counters=counters, limit=3, run_after=after)

    for people in (4, 5, 3, 4, 2, 3):
        house.installation.tell(HUB, people_inside=people)
        await hass.async_block_till_done()

    assert [call.data["said"] for call in blueprint_calls] == [
        "full, 4 in Gate house",
        "full, 4 in Gate house",
        "room, 2",
    ]


async def test_the_blueprint_tells_of_somebody_while_nobody_should_be_there(
    hass: HomeAssistant, house: House, blueprint_calls: list[ServiceCall]
) -> None:
    hass.states.async_set("input_boolean.away", "off")
    away = [{"condition": "state", "entity_id": "input_boolean.away", "state": "on"}]
    cameras = {"device_id": house.device(0).id}
    said = "{{ object_class }} at {{ rule }} of {{ camera }}"
    await automate(hass, "intruder", said, cameras=cameras, rules=["gate"], when=away)

    async def cross(rule: str, object_class: str = "person") -> None:
        for kind in (Kind.LINE_CROSSED, Kind.ZONE_LEFT):
            house.installation.happen(kind, rule=rule, object_class=object_class)
        await hass.async_block_till_done()

    await cross("Gate")
    hass.states.async_set("input_boolean.away", "on")
    await cross("Door")
    await cross("Gate", "vehicle")
    await cross("Gate")
    house.installation.happen(Kind.ZONE_JOINED, rule="Gate", object_class="person")
    await hass.async_block_till_done()

    assert [call.data["said"] for call in blueprint_calls] == ["person at Gate of Front door"] * 2


def runs(hass: HomeAssistant, automation: str) -> int:
    """Return how many runs of an automation are under way."""
    state = hass.states.get(automation)
    assert state is not None
    count: int = state.attributes["current"]
    return count


async def test_the_blueprint_is_silent_about_a_camera_that_is_back(
    hass: HomeAssistant, home: Home, blueprint_calls: list[ServiceCall]
) -> None:
    cameras = {"device_id": home.device(2).id}
    await automate(hass, "camera_lost", "{{ camera }}", cameras=cameras, wait=0.5)

    home.rig.unplug(home.key(2))
    await home.until_event("camera_lost", "status", 2)
    home.rig.plug(home.key(2))
    await home.until_state("on", "binary_sensor", "online", 2)

    (automation,) = hass.states.async_entity_ids("automation")
    await until(lambda: runs(hass, automation) == 0)
    assert blueprint_calls == []


# Smart Shooter in detail.


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ("shoot", "bulb_timer"),
        ("step_setting", "steps"),
        ("zoom", "direction"),
        ("zoom", "speed"),
        ("set_live_view", "x"),
        ("set_live_view", "y"),
        ("set_live_view", "focus_step"),
        ("identify", None),
        ("rename_photo", "name"),
        ("sync_clocks", "offset"),
        ("check_clocks", None),
        ("sync_batch_numbers", None),
        ("set_batch_number", None),
        ("shut_down_application", None),
    ],
)
def test_what_the_maker_does_not_document_is_called_so(action: str, field: str | None) -> None:
    texts = TEXTS["services"][action]
    assert "documented by the maker" in (texts["fields"][field] if field else texts)["description"]
    told = ""
    actions: list[str] = []
    for line in lines(DETAILS, "Action", "Field"):
        actions = words(line["Action"]) or actions
        if action in actions and (field is None or field in words(line["Field"])):
            told += line["Meaning"]
    assert "documented by the maker" in told


def test_every_documented_request_is_in_the_details() -> None:
    since = {
        name: line["Since"]
        for line in lines(DETAILS, "Request", "Since")
        for name in words(line["Request"])
    }
    left_out = {
        name for line in lines(DETAILS, "Request", "Why") for name in words(line["Request"])
    }

    assert not since.keys() & left_out
    for request in DOCUMENTED:
        assert request.name in since.keys() | left_out
        if told := since.get(request.name):
            first = "3" if request.v3 else ".".join(map(str, request.since))
            assert re.split(r"[, ]", told)[0] == first, request.name


def test_every_field_of_a_photo_is_in_the_details() -> None:
    told = {
        field: word
        for line in lines(DETAILS, "Field", "Data")
        for field, word in zip(words(line["Field"]), words(line["Data"]), strict=False)
    }

    assert told == {"PhotoKey": "id", "PhotoName": "name"} | {
        field: word for field, (word, _) in DATA.items()
    }


def test_every_setting_is_in_the_details() -> None:
    assert {
        words(line["Setting"])[0]: words(line["Property"])[0]
        for line in lines(DETAILS, "Property", "Setting")
    } == PROPERTIES
    assert {
        words(line["Entity of the rig"])[0]: (words(line["Option"])[0], line["In version 3"])
        for line in lines(DETAILS, "Option", "Entity of the rig")
    } == {word: (name, "yes" if name in V3_FIELDS else "") for word, name in OPTIONS.items()}


# Every page.


def anchors(page: str) -> set[str]:
    """Return what a link can point to within a page, as GitHub makes it of the headings."""
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        there = page.parent / path if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text()), target


CAMERAS_OWN = {"10.0.0.1", "192.168.1.101", "192.168.122.1"}
"""The addresses that all cameras of a maker have in their own networks."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_only_loopback_and_documentation_addresses_are_shown(page: Path) -> None:
    for address in re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", page.read_text()):
        assert address.startswith(("127.0.0.", "192.0.2.")) or address in CAMERAS_OWN, address


@pytest.mark.parametrize(
    ("heading", "contract"),
    [("Method", Session), ("Of a `System`", System)],
    ids=["session", "system"],
)
def test_a_contract_is_told_whole(heading: str, contract: type) -> None:
    told = {word for line in lines(CONTRIBUTING, heading) for word in words(line[heading])}

    assert told == {name for name in vars(contract) if not name.startswith("_")}


def test_every_port_is_told() -> None:
    told = section(CONTRIBUTING, "Add a system in one folder").partition("as `Ports`:")[2]

    assert {port.name for port in dataclasses.fields(Ports)} <= set(
        words(told.partition("\n\n")[0])
    )


def test_every_folder_is_introduced() -> None:
    ignored = (ROOT / ".gitignore").read_text()
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir()
        and (not path.name.startswith(".") or path.name in (".ci", ".github"))
        and f"{path.name}/" not in ignored
    }
    package = ROOT / "custom_components" / DOMAIN
    inner = {path.name for path in package.iterdir() if (path / "__init__.py").exists()}
    told = {word for line in lines(CONTRIBUTING, "folder") for word in words(line["folder"])}

    assert folders <= {word.partition("/")[0] for word in told}
    assert {f"custom_components/{DOMAIN}/{name}/" for name in inner} <= told
