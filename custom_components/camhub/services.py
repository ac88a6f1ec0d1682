"""The actions: each protocol declares what it can do, and a target comes down to its devices.

Domain actions rather than entity services: those leave out an unavailable
camera without a word, and it is the one to be named.
"""

import asyncio
import logging
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_DEVICE_ID, CONF_EXCLUDE
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import (
    config_validation as cv,
)
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import CamHubConfigEntry, Coordinator
from .library import named_item
from .link.session import Command, Outcome
from .model.camera import HUB, Role
from .model.vocabulary import Verb
from .protocols import PROTOCOLS
from .protocols.declaration import Action, Field, FieldKind, Protocol, Target

_LOGGER = logging.getLogger(__name__)

MAX_TEXT = 255
"""Characters of a text, as in a state."""

MAX_TEXTS = 1_000
"""Texts of a list."""

MAX_PATH = 4_096
"""Characters of a path, as Linux has it."""

MAX_FILE = 8_000_000
"""Bytes of a file that is handed on."""


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register every action that some system can carry out."""
    for verb, actions in declared(PROTOCOLS.values()).items():
        _register(hass, verb, actions)


def declared(protocols: Iterable[Protocol]) -> dict[Verb, list[Action]]:
    """Return the declarations of each verb; systems that share it share its fields' meaning.

    Only the choices of a field are each system's own. Raises ValueError where a field of one
    name is two different things.
    """
    actions: dict[Verb, list[Action]] = defaultdict(list)
    for protocol in protocols:
        for action in protocol.actions:
            actions[action.verb].append(action)
    for verb, same in actions.items():
        known: dict[str, Field] = {}
        for field in (field for action in same for field in action.fields):
            if _meaning(known.setdefault(field.name, field)) != _meaning(field):
                raise ValueError(f"{verb}: the systems disagree on the field {field.name}")
    return actions


def _register(hass: HomeAssistant, verb: Verb, actions: list[Action]) -> None:
    async def handle(call: ServiceCall) -> ServiceResponse:
        return await _async_carry_out(hass, verb, call)

    schema = vol.Schema({**cv.ENTITY_SERVICE_FIELDS, **_fields(actions)})
    answers = any(action.answers for action in actions)
    response = SupportsResponse.OPTIONAL if answers else SupportsResponse.NONE
    if any(action.dangerous for action in actions):
        async_register_admin_service(hass, DOMAIN, verb, handle, schema, response)
    else:
        hass.services.async_register(DOMAIN, verb, handle, schema, response)


def _fields(actions: list[Action]) -> dict[vol.Marker, Any]:
    """Return the fields of a verb; one that not every system needs is optional."""
    fields = merged(actions)
    needed = {
        name for name in fields if all(any(f.name == name for f in a.fields) for a in actions)
    }
    return {
        (vol.Required if field.required and name in needed else vol.Optional)(name): (
            _VALIDATORS[field.kind](field)
        )
        for name, field in fields.items()
    }


def merged(actions: Iterable[Action]) -> dict[str, Field]:
    """Return the fields of a verb by name, each with the choices of all systems."""
    fields: dict[str, Field] = {}
    for field in (field for action in actions for field in action.fields):
        known = fields.setdefault(field.name, field)
        choices = dict.fromkeys((*known.choices, *field.choices))
        fields[field.name] = replace(known, choices=tuple(choices))
    return fields


def _meaning(field: Field) -> Field:
    return replace(field, choices=())


def _confirmed(value: Any) -> bool:
    """Take nothing but a literal true for a yes."""
    if value is not True:
        raise vol.Invalid("this has to be confirmed with true")
    return True


def _moment(value: Any) -> datetime:
    """Take a date and time; one without an offset is meant as Home Assistant shows its own."""
    moment: datetime = cv.datetime(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt_util.get_default_time_zone())


def _value(value: Any) -> str | float | bool:
    """Take a text, a number or a yes or no as it was typed; the protocol knows which it needs."""
    checked: str | float | bool = vol.Any(bool, int, float, _TEXT)(value)
    return checked


def _range(field: Field) -> vol.Range:
    return vol.Range(min=field.minimum, max=field.maximum)


def _sendable(value: str) -> str:
    """Refuse what is no text in any encoding, such as half of a surrogate pair."""
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise vol.Invalid("this is no text")
    return value


def _finite(value: float) -> float:
    """Refuse what no system can be sent as a number."""
    if not math.isfinite(value):
        raise vol.Invalid("this is no number")
    return value


_TEXT = vol.All(cv.string, vol.Length(max=MAX_TEXT), _sendable)

_VALIDATORS: dict[FieldKind, Callable[[Field], Any]] = {
    FieldKind.TEXT: lambda _: _TEXT,
    FieldKind.TEXTS: lambda _: vol.All(cv.ensure_list, [_TEXT], vol.Length(min=1, max=MAX_TEXTS)),
    FieldKind.VALUE: lambda _: _value,
    FieldKind.INTEGER: lambda field: vol.All(vol.Coerce(int), _range(field)),
    FieldKind.NUMBER: lambda field: vol.All(vol.Coerce(float), _finite, _range(field)),
    FieldKind.BOOLEAN: lambda _: cv.boolean,
    FieldKind.CHOICE: lambda field: vol.In(field.choices),
    FieldKind.CONFIRMATION: lambda _: _confirmed,
    FieldKind.MOMENT: lambda _: _moment,
    FieldKind.FILE: lambda _: vol.All(cv.string, vol.Length(min=1, max=MAX_PATH), _sendable),
}
"""What checks a field of each kind."""


async def _async_carry_out(hass: HomeAssistant, verb: Verb, call: ServiceCall) -> ServiceResponse:
    """Send one command to each system that is meant; all get theirs before a failure is told."""
    work = [
        (coordinator, await _command(coordinator, verb, call, devices, spared))
        for coordinator, devices, spared in _targets(hass, call.data)
    ]
    outcomes = await asyncio.gather(
        *(coordinator.async_send(command) for coordinator, command in work),
        return_exceptions=True,
    )
    failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    for failure in failures[1:]:
        _LOGGER.error("Also failed: %s", failure)
    if failures:
        raise failures[0]
    if not call.return_response:
        return None
    answers = [
        _answer(coordinator, command, outcome)
        for (coordinator, command), outcome in zip(work, outcomes, strict=True)
        if isinstance(outcome, Outcome)
    ]
    return {
        part: [row for answer in answers for row in answer[part]]
        for part in ("photos", "missing", "results")
    }


type _Devices = list[dr.DeviceEntry]


def _targets(
    hass: HomeAssistant, target: Mapping[str, Any]
) -> list[tuple[Coordinator, _Devices, _Devices]]:
    """Return each system that is meant with its devices that are, and those to be spared.

    Raises ServiceValidationError where none is, or one cannot take commands.
    """
    devices = _by_entry(hass, target)
    spared = _by_entry(hass, target.get(CONF_EXCLUDE, {}))
    if not devices:
        raise _invalid("no_target")
    return [
        (_coordinator(hass, entry_id), meant, spared.get(entry_id, []))
        for entry_id, meant in devices.items()
    ]


def _by_entry(hass: HomeAssistant, target: Mapping[str, Any]) -> dict[str, _Devices]:
    """Return the devices of ours that a target comes down to, by entry."""
    selected = async_extract_referenced_entity_ids(hass, TargetSelection(dict(target)))
    entities = er.async_get(hass)
    devices = dr.async_get(hass)
    found = set(selected.referenced_devices)
    missing: set[str] = set()
    for entity_id in selected.referenced | selected.indirectly_referenced:
        if (entity := entities.async_get(entity_id)) is None:
            missing.update({entity_id} & selected.referenced)
        elif entity.platform == DOMAIN and entity.device_id is not None:
            found.add(entity.device_id)
    selected.log_missing(missing, _LOGGER)
    ours = {entry.entry_id for entry in hass.config_entries.async_entries(DOMAIN)}
    by_entry: dict[str, _Devices] = defaultdict(list)
    for device_id in sorted(found):
        device = devices.async_get(device_id)
        if isinstance(device, dr.DeviceEntry) and device.config_entry_id in ours:
            by_entry[device.config_entry_id].append(device)
    return by_entry


def _coordinator(hass: HomeAssistant, entry_id: str) -> Coordinator:
    entry: CamHubConfigEntry = hass.config_entries.async_get_known_entry(entry_id)
    if entry.state is not ConfigEntryState.LOADED:
        raise _invalid("not_loaded", title=entry.title)
    return entry.runtime_data


def _own(coordinator: Coordinator, value: Any) -> Any:
    """Return the system's own ids where what the media browser calls them was given."""
    if isinstance(value, list):
        return [_own(coordinator, part) for part in value]
    if not isinstance(value, str):
        return value
    try:
        place = named_item(value)
        # Another camera may have something of the same id.
        if place is not None and place.entry_id != coordinator.entry.entry_id:
            raise LookupError(value)
    except LookupError:
        reason = "it has nothing that the media browser calls so"
        raise _invalid("bad_request", title=coordinator.entry.title, reason=reason) from None
    return value if place is None else place.item


async def _given(coordinator: Coordinator, field: Field, value: Any) -> Any:
    """Return what the system is handed for a field; raises ServiceValidationError where it cannot be."""
    if field.kind is not FieldKind.FILE:
        return _own(coordinator, value)
    hass = coordinator.hass
    try:
        return await hass.async_add_executor_job(_content, hass, value)
    except ValueError as error:
        raise _invalid("bad_request", title=coordinator.entry.title, reason=str(error)) from error


def _content(hass: HomeAssistant, path: str) -> bytes:
    """Return what is in a file; raises ValueError, which tells the user why it is not read."""
    if not hass.config.is_allowed_path(path):
        raise ValueError(
            f"{path} is in no folder that Home Assistant may read, see allowlist_external_dirs"
        )
    # Whoever opens what is no file may wait for ever.
    if not Path(path).is_file():
        raise ValueError(f"there is no file {path}")
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_FILE + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror})") from error
    if len(content) > MAX_FILE:
        raise ValueError(f"{path} is larger than {MAX_FILE // 1_000_000} MB")
    return content


async def _command(
    coordinator: Coordinator, verb: Verb, call: ServiceCall, devices: _Devices, spared: _Devices
) -> Command:
    """Return what one system is asked, whatever the number of its cameras."""
    action = next((a for a in coordinator.protocol.actions if a.verb is verb), None)
    if action is None:
        raise _invalid("unsupported", title=coordinator.entry.title, reason="it has no such action")
    if action.target is Target.HUB and spared:
        reason = "it is for the whole of it, and nothing can be left out"
        raise _invalid("bad_request", title=coordinator.entry.title, reason=reason)
    for name in call.data.keys() & _others(verb, action):
        reason = f"it does not know {name} here"
        raise _invalid("bad_request", title=coordinator.entry.title, reason=reason)
    fields = {field.name: field.default for field in action.fields if field.default is not None}
    for field in action.fields:
        if field.name in call.data:
            value = fields[field.name] = await _given(coordinator, field, call.data[field.name])
            if field.choices and value not in field.choices:
                reason = f"it has no {value} to choose as {field.name}"
                raise _invalid("bad_request", title=coordinator.entry.title, reason=reason)
        elif field.required:
            # Another system may have the action without it.
            reason = f"it needs to be told {field.name}"
            raise _invalid("bad_request", title=coordinator.entry.title, reason=reason)
    return Command(
        verb,
        (HUB,) if action.target is Target.HUB else _cameras(coordinator, devices, spared),
        fields,
        wait=call.return_response,
    )


def _others(verb: Verb, action: Action) -> set[str]:
    """Return the fields of a verb that other systems take and this one does not."""
    return merged(declared(PROTOCOLS.values())[verb]).keys() - {f.name for f in action.fields}


def _cameras(coordinator: Coordinator, devices: _Devices, spared: _Devices) -> tuple[str, ...]:
    """Return the keys of the cameras that are meant; the hub stands for all, unless some are spared."""
    records = coordinator.store.cameras
    keys = [key for device in devices if (key := coordinator.key_of(device)) is not None]
    if HUB in keys:
        excluded = {coordinator.key_of(device) for device in spared}
        if not excluded:
            return (HUB,)
        keys = [key for key in records if key not in excluded]
    cameras = tuple(key for key in keys if key not in records or records[key].role is Role.CAMERA)
    if not cameras:
        raise _invalid("no_camera", title=coordinator.entry.title)
    return cameras


def _answer(
    coordinator: Coordinator, command: Command, outcome: Outcome
) -> dict[str, list[dict[str, Any]]]:
    """Return what came of a command; a camera is told by its name and its device's id.

    Who means all of them does not miss those that were removed: the system may list them for ever.
    """
    known = coordinator.store.cameras.keys() | {*command.cameras}
    return {
        "photos": [{**photo, **_named(coordinator, photo["camera"])} for photo in outcome.photos],
        "missing": [_named(coordinator, key) for key in outcome.missing if key in known],
        "results": [{**row, **_named(coordinator, row["camera"])} for row in outcome.results],
    }


def _named(coordinator: Coordinator, key: str) -> dict[str, Any]:
    device = dr.async_get(coordinator.hass).async_get_device_by_identifier(
        coordinator.identifier(key), coordinator.entry.entry_id
    )
    return {
        "camera": (device and (device.name_by_user or device.name)) or key,
        ATTR_DEVICE_ID: device and device.id,
    }


def _invalid(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
