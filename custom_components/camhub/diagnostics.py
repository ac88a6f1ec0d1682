"""What helps to find a fault, without what belongs to the user alone."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from .const import CONF_SYSTEM
from .coordinator import CamHubConfigEntry, Coordinator
from .model.camera import Camera, Choice, Role, Value, to_json
from .model.vocabulary import Reading
from .protocols import PROTOCOLS
from .protocols.declaration import Field, FieldKind, Protocol

_PRIVATE = {FieldKind.HOST, FieldKind.RULES, FieldKind.TEXT, FieldKind.SECRET}
"""Fields that say where the system is, or are the user's own words."""

_MOST = 300
"""Members of a list, and characters of a text, that are of use to somebody."""

_TEXT_READINGS = {Reading.LAST_PHOTO}
"""Readings that say what the user called something."""

_NAMED_BY_US = {Role.OBJECT_CLASS, Role.EVENT_TYPE}
"""Records whose names are words of ours."""


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: CamHubConfigEntry
) -> dict[str, Any]:
    """Return a whole system; of one that is not loaded, how it is set up and why it is not."""
    if entry.state is not ConfigEntryState.LOADED:
        return _unloaded(entry)
    coordinator = entry.runtime_data
    return _system(coordinator) | {"records": _records(coordinator.store.cameras)}


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: CamHubConfigEntry, device: dr.DeviceEntry
) -> dict[str, Any]:
    """Return one camera with its parts, or one rig or computer, of a system that is loaded."""
    if entry.state is not ConfigEntryState.LOADED:
        return _unloaded(entry)
    coordinator = entry.runtime_data
    key = coordinator.key_of(device)
    cameras = coordinator.store.cameras
    return _system(coordinator) | {
        "records": _records({k: c for k, c in cameras.items() if key and key in (k, c.of)})
    }


def _unloaded(entry: CamHubConfigEntry) -> dict[str, Any]:
    """Return what is known of a system that nobody looks after at present."""
    reason = {"reason": entry.error_reason_translation_key}
    return _setup(entry, PROTOCOLS[entry.data[CONF_SYSTEM]]) | reason


def _system(coordinator: Coordinator) -> dict[str, Any]:
    return _setup(coordinator.entry, coordinator.protocol) | {
        "link_up": coordinator.up,
        "told_by_itself": coordinator.fed,
        "groups": sorted(coordinator.groups),
        "session": _cleaned(dict(coordinator.session_diagnostics)),
    }


def _setup(entry: CamHubConfigEntry, protocol: Protocol) -> dict[str, Any]:
    return {
        "system": protocol.name,
        "state": entry.state.value,
        "data": _fields(protocol.fields, entry.data),
        "options": _fields(protocol.options, entry.options),
    }


def _fields(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the user entered; what says where or whose the system is stays with the user."""
    entered = {field: values.get(field.name) for field in fields}
    return {
        field.name: _hidden(value) if field.kind in _PRIVATE else value
        for field, value in entered.items()
    }


def _records(cameras: Mapping[str, Camera]) -> list[dict[str, Any]]:
    """Return records under numbers: their keys may hold serial numbers."""
    numbers = {key: number for number, key in enumerate(cameras)}
    return [_record(numbers, camera) for camera in cameras.values()]


def _record(numbers: Mapping[str, int], camera: Camera) -> dict[str, Any]:
    named_by_us = camera.role in _NAMED_BY_US
    return to_json(camera) | {
        "key": numbers[camera.key],
        "of": None if camera.of is None else numbers.get(camera.of),
        "name": camera.name if named_by_us else _hidden(camera.name),
        "serial": _hidden(camera.serial),
        "readings": {
            word: _hidden(value) if word in _TEXT_READINGS else value
            for word, value in camera.readings.items()
        },
        "settings": {word: _setting(choice) for word, choice in camera.settings.items()},
    }


def _setting(choice: Choice) -> dict[str, Any]:
    """Return a setting; a text without options is the user's own: a path, a name, a barcode."""
    is_text = isinstance(choice.value, str) and not choice.options
    return {
        "value": _hidden(choice.value) if is_text else choice.value,
        "options": list(choice.options),
        "minimum": choice.minimum,
        "maximum": choice.maximum,
        "step": choice.step,
        "writable": choice.writable,
    }


def _cleaned(value: Any) -> Any:
    """Return what a system says in its own words without the addresses in it, and no longer than is of use."""
    match value:
        case dict():
            return {str(key): _cleaned(each) for key, each in value.items()}
        case list() | tuple():
            return [_cleaned(each) for each in value[:_MOST]]
        case str():
            return REDACTED if "://" in value else value[:_MOST]
    return value


def _hidden(value: Value) -> Value:
    """Return a stand-in that still tells whether there is something."""
    return REDACTED if value else value
