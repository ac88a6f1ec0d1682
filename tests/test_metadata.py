"""Holds the files that Home Assistant reads against its own schemas and against the code.

Whatever the code can show has its text and its icon, and no text is for something that does
not exist.
"""

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest
from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.components import ssdp
from homeassistant.components.homeassistant import DOMAIN as HOMEASSISTANT
from homeassistant.core import HomeAssistant
from homeassistant.helpers.icon import async_get_icons
from homeassistant.helpers.service import _SERVICES_SCHEMA
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.trigger.descriptions import _TRIGGERS_DESCRIPTION_SCHEMA
from homeassistant.loader import async_get_integration
from homeassistant.util.yaml import load_yaml_dict

import custom_components.camhub as camhub
from custom_components.camhub.condition import CONDITIONS
from custom_components.camhub.const import CHOSEN_GROUPS, CONF_GROUPS, DOMAIN, PLATFORMS
from custom_components.camhub.link import errors
from custom_components.camhub.link.errors import LinkError
from custom_components.camhub.model.vocabulary import STREAMS
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Action, Field, FieldKind
from custom_components.camhub.services import declared, merged
from custom_components.camhub.system_health import async_info
from custom_components.camhub.trigger import TRIGGERS

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "custom_components" / DOMAIN

TEXTS: dict[str, Any] = json.loads((FOLDER / "translations" / "en.json").read_text())
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text())
SERVICES: dict[str, Any] = _SERVICES_SCHEMA(load_yaml_dict(str(FOLDER / "services.yaml")))
TRIGGER_FILE: dict[str, Any] = _TRIGGERS_DESCRIPTION_SCHEMA(
    load_yaml_dict(str(FOLDER / "triggers.yaml"))
)
CONDITION_FILE: dict[str, Any] = {
    name: described
    for name, described in load_yaml_dict(str(FOLDER / "conditions.yaml")).items()
    if not name.startswith(".")
}

ACTIONS: dict[str, list[Action]] = {
    verb.value: actions for verb, actions in declared(PROTOCOLS.values()).items()
}
TABLES: dict[str, Any] = {
    platform.value: import_module(f"{camhub.__name__}.{platform.value}").ROWS
    for platform in PLATFORMS
}
LINK_ERRORS = {
    error.key
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, LinkError)
}


def flat(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an action's description, those in sections too."""
    found: dict[str, Any] = {}
    for name, field in fields.items():
        found.update(field.get("fields", {name: field}))
    return found


def sections_of(fields: dict[str, Any]) -> set[str]:
    return {name for name, field in fields.items() if "fields" in field}


def strings(texts: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with its path."""
    if isinstance(texts, str):
        yield path, texts
    else:
        for name, inner in texts.items():
            yield from strings(inner, f"{path}.{name}" if path else name)


def parts(*always: str, **where: object) -> set[str]:
    """Return the parts that something has: some always, some where there is anything to say."""
    return {*always, *(name for name, there in where.items() if there)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def calls(*names: str) -> Iterator[ast.Call]:
    """Yield each call of these functions in the modules above the line."""
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
                name = name.id if isinstance(name, ast.Name) else name
                if name in names:
                    yield node


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


# The manifest and what belongs to it.


def test_the_manifest_is_in_order() -> None:
    first, second, *others = MANIFEST

    assert (first, second) == ("domain", "name")
    assert others == sorted(others)
    assert MANIFEST["domain"] == DOMAIN
    assert MANIFEST["config_flow"] is True
    version = AwesomeVersion(MANIFEST["version"])
    assert version.strategy is AwesomeVersionStrategy.SEMVER


def test_what_is_tested_is_what_is_installed() -> None:
    pinned = (ROOT / "pyproject.toml").read_text()

    assert MANIFEST["requirements"]
    for requirement in MANIFEST["requirements"]:
        assert f'"{requirement}"' in pinned


def test_home_assistant_is_told_whom_to_listen_for() -> None:
    wanted = {
        protocol.discovery.search_target for protocol in PROTOCOLS.values() if protocol.discovery
    }

    # Whoever announces itself before it was searched for tells NT alone.
    for header in ("st", "nt"):
        assert {match[header] for match in MANIFEST["ssdp"] if header in match} == wanted
    # Televisions and loudspeakers announce the same.
    assert all(len(match) > 1 for match in MANIFEST["ssdp"])
    assert ssdp.DOMAIN in MANIFEST["after_dependencies"]


async def test_home_assistant_takes_the_manifest(hass: HomeAssistant) -> None:
    integration = await async_get_integration(hass, DOMAIN)

    assert integration.config_flow
    assert integration.has_services
    assert integration.has_triggers
    assert integration.has_conditions
    for platform in (
        *PLATFORMS,
        "condition",
        "config_flow",
        "diagnostics",
        "media_source",
        "system_health",
        "trigger",
    ):
        assert integration.platforms_exists([platform]) == [platform]


async def test_the_categories_are_home_assistants(hass: HomeAssistant) -> None:
    path = Path(import_module(f"homeassistant.components.{HOMEASSISTANT}").__file__ or "").parent
    known = json.loads((path / "translations" / "en.json").read_text())
    if "integration_category" not in known:
        pytest.skip("this release has no categories")

    for name in MANIFEST["categories"]:
        category, _, subcategory = name.partition(".")
        assert subcategory in known["integration_category"][category]["subcategory"]
    assert set(MANIFEST["connectivity"]) <= set(known["integration_connectivity"])


def test_the_marketplace_is_told_what_it_knows() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text())

    assert set(hacs) <= {
        "name",
        "content_in_root",
        "filename",
        "hide_default_branch",
        "homeassistant",
        "persistent_directory",
        "zip_release",
    }
    assert hacs["name"] == MANIFEST["name"]


@pytest.mark.parametrize("name", ["icon", "icon@2x", "logo", "logo@2x"])
@pytest.mark.parametrize("theme", ["", "dark_"])
def test_the_brand_is_drawn(name: str, theme: str) -> None:
    assert (FOLDER / "brand" / f"{theme}{name}.png").read_bytes().startswith(b"\x89PNG")


def test_the_quality_scale_gives_its_reasons() -> None:
    rules = load_yaml_dict(str(FOLDER / "quality_scale.yaml"))["rules"]

    for name, rule in rules.items():
        if isinstance(rule, str):
            assert rule in ("done", "todo"), name
        else:
            assert rule["status"] in ("done", "exempt", "todo"), name
            assert rule["comment"].endswith("."), name


# Texts.


def test_the_texts_are_these() -> None:
    assert set(TEXTS) == {
        "title",
        "conditions",
        "config",
        "entity",
        "exceptions",
        "issues",
        "options",
        "selector",
        "services",
        "system_health",
        "triggers",
    }


async def test_home_assistant_takes_the_texts_and_icons(hass: HomeAssistant) -> None:
    for category in (
        "conditions",
        "config",
        "exceptions",
        "services",
        "triggers",
        "system_health",
    ):
        loaded = await async_get_translations(hass, "en", category, {DOMAIN})
        prefix = f"component.{DOMAIN}.{category}."
        assert {key.removeprefix(prefix) for key in loaded} == {
            path for path, _ in strings(TEXTS[category])
        }
    for category, icons in ICONS.items():
        assert (await async_get_icons(hass, category, {DOMAIN}))[DOMAIN] == icons


def hollow(texts: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the path of everything that has nothing in it."""
    for name, inner in texts.items():
        if not inner:
            yield f"{path}{name}"
        elif isinstance(inner, dict):
            yield from hollow(inner, f"{path}{name}.")


def test_nothing_is_empty() -> None:
    assert list(hollow(TEXTS)) == []
    assert list(hollow(ICONS)) == []


def test_a_text_is_whole() -> None:
    for path, text in strings(TEXTS):
        assert text == text.strip(), path
        assert "  " not in text, path
        assert "http" not in text, path
        if path.endswith((".description", ".message")) or ".data_description." in path:
            assert text.endswith((".", "?")), path


def test_the_forms_ask_for_what_the_protocols_declare() -> None:
    steps = TEXTS["config"]["step"]

    assert set(TEXTS["config"]) == {"abort", "error", "flow_title", "progress", "step"}
    assert any(protocol.discovery for protocol in PROTOCOLS.values())
    assert any(protocol.webhook for protocol in PROTOCOLS.values())
    assert set(steps) == {*PROTOCOLS, *OWN_STEPS, *WEBHOOK_MENUS}
    for name, texts in OWN_STEPS.items():
        assert set(steps[name]) == {"title", *texts}, name
    assert set(steps["user"]["menu_options"]) == set(PROTOCOLS)
    assert placeholders(steps["discovery_confirm"]["description"]) <= {"name", "maker"}
    assert placeholders(steps["firmware_old"]["description"]) == {"name", "firmware", "oldest"}
    assert placeholders(TEXTS["config"]["flow_title"]) == {"name"}
    for name, protocol in PROTOCOLS.items():
        fields = {field.name for field in protocol.fields}
        assert set(steps[name]) == {"title", "description", "data", "data_description"}
        assert set(steps[name]["data"]) == set(steps[name]["data_description"]) == fields
        assert placeholders(steps[name]["description"]) == set()


OWN_STEPS: dict[str, tuple[str, ...]] = {
    "user": ("menu_options",),
    "discovery_confirm": ("description",),
    "firmware_old": ("description",),
    "webhook_wait": (),
}
"""The other steps of no system, with what they have beside a title."""

WEBHOOK_MENUS = ("webhook", "webhook_missed")
"""The steps that offer to wait for a call."""


@pytest.mark.parametrize("step", WEBHOOK_MENUS)
def test_the_form_says_where_a_system_is_to_call(step: str) -> None:
    texts = TEXTS["config"]["step"][step]

    assert set(texts) == {"title", "description", "menu_options", "menu_option_descriptions"}
    assert placeholders(texts["description"]) == {"address"}
    for options in (texts["menu_options"], texts["menu_option_descriptions"]):
        assert set(options) == {"webhook_wait", "webhook_skip"}
    assert all(text.endswith(".") for text in texts["menu_option_descriptions"].values())


def test_the_form_says_what_it_waits_for() -> None:
    (text,) = TEXTS["config"]["progress"].values()

    assert set(TEXTS["config"]["progress"]) == {"webhook_wait"}
    assert placeholders(text) == {"address"}


def test_the_form_says_why_not() -> None:
    own = {f"{protocol}_{error}" for protocol in PROTOCOLS for error in LINK_ERRORS}

    # A system may have words of its own for a failure.
    assert set(TEXTS["config"]["error"]) - own == LINK_ERRORS | {"invalid_host"}


ABORTS = {
    "_async_abort_entries_match": "already_configured",
    "_abort_if_unique_id_configured": "already_configured",
    "_abort_if_unique_id_mismatch": "unique_id_mismatch",
    "async_update_and_abort": "reconfigure_successful",
}
"""What Home Assistant's helpers say when they end a flow."""


def test_the_form_says_why_it_ends() -> None:
    reasons = {reason for helper, reason in ABORTS.items() if list(calls(helper))}
    own = {literal(keyword(call, "reason")) for call in calls("async_abort", "AbortFlow")}

    # The reason that is no literal is the key of a link's error.
    assert None in own
    assert set(TEXTS["config"]["abort"]) == reasons | LINK_ERRORS
    assert own - {None} <= LINK_ERRORS


def test_the_options_are_what_the_protocols_declare() -> None:
    options = {field.name for protocol in PROTOCOLS.values() for field in protocol.options}
    if any(protocol.grouped for protocol in PROTOCOLS.values()):
        options.add(CONF_GROUPS)
    step = TEXTS["options"]["step"]

    assert set(TEXTS["options"]) == {"step"}
    assert set(step) == {"init"}
    assert set(step["init"]) == {"title", "data", "data_description"}
    assert set(step["init"]["data"]) == set(step["init"]["data_description"]) == options


def test_every_choice_has_its_words() -> None:
    asked = [
        *(field for actions in ACTIONS.values() for field in merged(actions).values()),
        *(field for protocol in PROTOCOLS.values() for field in protocol.fields),
        *(field for protocol in PROTOCOLS.values() for field in protocol.options),
    ]
    choices: dict[str, set[str]] = {CONF_GROUPS: set(CHOSEN_GROUPS)}
    for field in asked:
        if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            choices.setdefault(field.name, set()).update(field.choices)
    for trigger in TRIGGER_FILE.values():
        for described in trigger.get("fields", {}).values():
            if select := described["selector"].get("select"):
                choices.setdefault(select["translation_key"], set()).update(select["options"])

    assert {name: set(texts["options"]) for name, texts in TEXTS["selector"].items()} == choices
    assert all(set(texts) == {"options"} for texts in TEXTS["selector"].values())


def raised() -> Iterator[tuple[str, set[str]]]:
    """Yield the key of each error that is raised above the line, with the words it is given."""
    for call in calls("_invalid"):
        if key := literal(call.args[0]):
            yield key, {word.arg for word in call.keywords if word.arg}
    for call in calls("ServiceValidationError", "ConfigEntryNotReady", "kind"):
        given = keyword(call, "translation_placeholders")
        key = literal(keyword(call, "translation_key"))
        if isinstance(given, ast.Dict):
            words = {name for node in given.keys if (name := literal(node))}
            # The error of a link brings its own key.
            yield from ((name, words) for name in ({key} if key else LINK_ERRORS))
        elif key:
            yield key, set()


def test_every_exception_has_its_message() -> None:
    messages = {name: texts["message"] for name, texts in TEXTS["exceptions"].items()}

    assert all(set(texts) == {"message"} for texts in TEXTS["exceptions"].values())
    assert set(messages) == {key for key, _ in raised()}
    for key, words in raised():
        # Nothing can be asked wrongly while an entry is set up.
        known = words | {"reason"} if key == "bad_request" else words
        assert placeholders(messages[key]) <= known, key


def test_every_repair_has_its_words() -> None:
    made: dict[str | None, set[str | None]] = {}
    for call in calls("async_create_issue"):
        given = keyword(call, "translation_placeholders")
        assert isinstance(given, ast.Dict)
        made[literal(keyword(call, "translation_key"))] = {literal(node) for node in given.keys}

    assert set(TEXTS["issues"]) == set(made)
    for key, texts in TEXTS["issues"].items():
        assert set(texts) == {"title", "description"}, key
        assert placeholders(texts["title"]) | placeholders(texts["description"]) <= made[key]


async def test_the_systems_health_has_its_words(hass: HomeAssistant) -> None:
    assert set(TEXTS["system_health"]) == {"info"}
    assert set(TEXTS["system_health"]["info"]) == set(await async_info(hass))


# Actions and triggers.


def test_every_action_is_described() -> None:
    assert set(ACTIONS) == set(SERVICES)
    assert set(ACTIONS) == set(TEXTS["services"])
    assert set(ACTIONS) == set(ICONS["services"])
    assert all(set(icons) == {"service"} for icons in ICONS["services"].values())


@pytest.mark.parametrize("verb", ACTIONS)
def test_an_action_has_the_fields_that_are_declared(verb: str) -> None:
    described = SERVICES[verb].get("fields", {})
    texts = TEXTS["services"][verb]
    fields = merged(ACTIONS[verb])

    # Each system has its fields in an order that makes sense, and all of them agree on it.
    for action in ACTIONS[verb]:
        own = [field.name for field in action.fields]
        assert [name for name in flat(described) if name in own] == own
    assert set(flat(described)) == set(fields)
    sections = sections_of(described)
    assert set(texts) == parts("name", "description", fields=fields, sections=sections)
    assert set(texts.get("fields", {})) == set(fields)
    assert set(texts.get("sections", {})) == sections
    assert all(set(field) == {"name", "description"} for field in texts.get("fields", {}).values())
    assert all(set(section) == {"name"} for section in texts.get("sections", {}).values())
    ours = {"integration": DOMAIN}
    assert SERVICES[verb]["target"] == {"device": [ours], "entity": [ours]}


@pytest.mark.parametrize(
    ("verb", "field"),
    [(verb, field) for verb, actions in ACTIONS.items() for field in merged(actions).values()],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_field_takes_what_is_declared(verb: str, field: Field) -> None:
    described = flat(SERVICES[verb]["fields"])[field.name]
    ((kind, selector),) = described["selector"].items()
    needed = all(field.name in {f.name for f in action.fields} for action in ACTIONS[verb])

    assert described.get("required", False) is (field.required and needed)
    if field.default is not None:
        assert described["default"] == field.default
    match field.kind:
        case FieldKind.INTEGER | FieldKind.NUMBER:
            assert kind == "number"
            # A browser's numbers end at 53 bits; what goes beyond has no bound there.
            for bound, name in ((field.minimum, "min"), (field.maximum, "max")):
                shown = bound is not None and abs(bound) <= 2**53
                assert selector.get(name) == (bound if shown else None)
            assert selector.get("unit_of_measurement") == field.unit
            assert (selector["step"] == "any") is (field.kind is FieldKind.NUMBER)
        case FieldKind.CHOICE:
            assert kind == "select"
            assert sorted(selector["options"]) == sorted(field.choices)
            assert selector["translation_key"] == field.name
        case FieldKind.TEXTS:
            assert kind == "text"
            assert selector["multiple"] is True
        case FieldKind.MOMENT:
            assert kind == "datetime"
        case FieldKind.TEXT | FieldKind.VALUE | FieldKind.FILE:
            assert kind == "text"
            assert selector["multiple"] is False
        case _:
            assert kind == "boolean"


@pytest.mark.parametrize(
    "verb", [verb for verb, actions in ACTIONS.items() if any(a.dangerous for a in actions)]
)
def test_what_destroys_says_so(verb: str) -> None:
    description = TEXTS["services"][verb]["description"]

    assert "Needs a confirmation and an administrator." in description
    assert FieldKind.CONFIRMATION in {field.kind for field in merged(ACTIONS[verb]).values()}


def test_every_trigger_is_described() -> None:
    assert set(TRIGGERS) == set(TRIGGER_FILE) == set(TEXTS["triggers"]) == set(ICONS["triggers"])
    for trigger in TRIGGER_FILE.values():
        assert trigger["target"]["entity"] == [{"integration": DOMAIN, "domain": ["event"]}]
    for name, trigger in TRIGGER_FILE.items():
        described = trigger.get("fields", {})
        assert set(TEXTS["triggers"][name]) == parts("name", "description", fields=described), name
        assert set(ICONS["triggers"][name]) == {"trigger"}, name
        fields = TEXTS["triggers"][name].get("fields", {})
        assert set(fields) == set(described), name
        assert all(set(texts) == {"name", "description"} for texts in fields.values()), name


def test_every_condition_is_described() -> None:
    assert set(CONDITIONS) == set(CONDITION_FILE)
    assert set(CONDITIONS) == set(TEXTS["conditions"]) == set(ICONS["conditions"])
    for name, condition in CONDITION_FILE.items():
        for target in condition["target"]["entity"]:
            assert (target["integration"], target["domain"]) == (DOMAIN, "binary_sensor")
        assert set(TEXTS["conditions"][name]) == {"name", "description", "fields"}, name
        assert set(ICONS["conditions"][name]) == {"condition"}, name
        fields = TEXTS["conditions"][name]["fields"]
        assert set(fields) == set(condition["fields"]), name
        assert all(set(texts) == {"name", "description"} for texts in fields.values()), name


# Entities.


def test_every_platform_has_its_words() -> None:
    assert set(TEXTS["entity"]) == set(TABLES)
    assert set(ICONS["entity"]) == set(TABLES)
    assert set(ICONS) == {"conditions", "entity", "services", "triggers"}


def states_of(platform: str) -> dict[str, set[str]]:
    """Return the states that each translation key of a platform has by name."""
    states: dict[str, set[str]] = {}
    for row in TABLES[platform]:
        # Systems may share a word and differ in its states.
        known = states.setdefault(row.translation_key, set())
        known.update(getattr(row, "options", None) or ())
    return states


ATTRIBUTES = {"event": {"event_type"}, "image": {"name", "taken"}}
"""The attributes of an entity that users read, by platform."""


@pytest.mark.parametrize("platform", TABLES)
def test_every_entity_has_its_words(platform: str) -> None:
    texts = TEXTS["entity"][platform]

    assert set(texts) == {row.translation_key for row in TABLES[platform]}
    attributes = ATTRIBUTES.get(platform, set())
    for key, states in states_of(platform).items():
        own = set(texts[key]) - {"unit_of_measurement"}
        assert own == parts("name", state=states, state_attributes=attributes), key
        assert set(texts[key].get("state", {})) == states, key
        assert set(texts[key].get("state_attributes", {})) == attributes, key


@pytest.mark.parametrize("platform", TABLES)
def test_a_unit_has_words_where_it_is_no_unit_of_home_assistants(platform: str) -> None:
    for row in TABLES[platform]:
        if "unit_of_measurement" in TEXTS["entity"][platform][row.translation_key]:
            assert row.native_unit_of_measurement is None, row.key
            assert row.device_class is None, row.key


def test_every_event_has_its_words() -> None:
    for row in TABLES["event"]:
        texts = TEXTS["entity"]["event"][row.translation_key]["state_attributes"]["event_type"]
        assert set(texts) == {"name", "state"}
        assert set(texts["state"]) == set(STREAMS[row.word])


@pytest.mark.parametrize("platform", TABLES)
def test_every_entity_has_its_icon(platform: str) -> None:
    icons = ICONS["entity"][platform]
    plain = {row.translation_key for row in TABLES[platform] if row.device_class is None}

    assert plain <= set(icons) <= {row.translation_key for row in TABLES[platform]}
    attributes = ATTRIBUTES["event"] if platform == "event" else set()
    for key, states in states_of(platform).items():
        icon = icons.get(key, {})
        assert set(icon) - {"default", "state"} == parts(state_attributes=icon and attributes), key
        # A device class brings an icon; without one a state that is not named has none.
        assert "default" in icon or key not in plain, key
        assert set(icon.get("state", {})) <= (states or ON_OFF.get(platform, set())), key
        assert set(icon.get("state_attributes", {})) <= attributes, key


ON_OFF = {"binary_sensor": {"on", "off"}, "switch": {"on", "off"}}
"""The states of those platforms whose entities all have the same."""


def test_every_event_has_its_icon() -> None:
    for row in TABLES["event"]:
        icons = ICONS["entity"]["event"][row.translation_key]["state_attributes"]["event_type"]
        assert set(icons) == {"default", "state"}
        assert set(icons["state"]) <= set(STREAMS[row.word])


def test_every_icon_is_a_material_design_icon() -> None:
    for path, icon in strings(ICONS):
        assert re.fullmatch(r"mdi:[a-z0-9]+(-[a-z0-9]+)*", icon), path


def test_the_frontend_can_draw_every_icon() -> None:
    frontend = pytest.importorskip(
        "hass_frontend", reason="the frontend comes with the demo's release"
    )
    drawn = json.loads((frontend.where() / "static" / "mdi" / "iconList.json").read_text())

    known = {f"mdi:{icon['name']}" for icon in drawn}
    assert "mdi:camera" in known
    assert {path: icon for path, icon in strings(ICONS) if icon not in known} == {}


def test_every_platform_says_how_many_may_work_at_once() -> None:
    for platform in PLATFORMS:
        module: ModuleType = import_module(f"{camhub.__name__}.{platform.value}")
        assert module.PARALLEL_UPDATES == 0
