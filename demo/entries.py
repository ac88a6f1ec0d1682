"""A system in Home Assistant: set up through the forms that a user fills in, then found by its devices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo.api import Api
from demo.waiting import Failed, NotYet

_FLOW = "config/config_entries/flow"
_OPTIONS_FLOW = "config/config_entries/options/flow"


@dataclass(frozen=True, slots=True)
class Device:
    """A device with its entities: (domain, translation key) to entity id."""

    id: str
    name: str
    entities: Mapping[tuple[str, str], str]

    def entity(self, domain: str, key: str) -> str:
        """Return the id of an entity; raises NotYet where there is none."""
        if (found := self.entities.get((domain, key))) is None:
            raise NotYet(f"{self.name} has no {domain} {key}")
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """A config entry with its devices: the one that the others hang below, and its cameras by name."""

    hub: Device
    cameras: tuple[Device, ...]


async def add(api: Api, system: str, answers: Mapping[str, Any]) -> str:
    """Set a system up as a user does; return the id of its entry."""
    flow = await api.post(_FLOW, handler="camhub")
    if flow["type"] == "menu":
        flow = await api.post(f"{_FLOW}/{flow['flow_id']}", next_step_id=system)
    result = await _fill_in(api, _FLOW, flow, answers)
    if result["type"] != "create_entry":
        raise Failed(f"{system} was not set up: {result.get('reason') or result['errors']}")
    entry: str = result["result"]["entry_id"]
    return entry


async def choose(api: Api, entry: str, options: Mapping[str, Any]) -> None:
    """Fill in an entry's options."""
    flow = await api.post(_OPTIONS_FLOW, handler=entry)
    result = await _fill_in(api, _OPTIONS_FLOW, flow, options)
    if result["type"] != "create_entry":
        raise Failed(f"the options were not taken: {result['errors']}")


async def _fill_in(
    api: Api, path: str, flow: Mapping[str, Any], answers: Mapping[str, Any]
) -> Mapping[str, Any]:
    result: Mapping[str, Any] = await api.post(f"{path}/{flow['flow_id']}", **answers)
    return result


async def find(api: Api, entry: str) -> Entry:
    """Return the devices of an entry; raises NotYet while it is being set up or has none."""
    loaded = await api.call("config_entries/get_single", entry_id=entry)
    if (state := loaded["config_entry"]["state"]) != "loaded":
        raise NotYet(f"the entry is in state {state}")
    entities: dict[str, dict[tuple[str, str], str]] = {}
    for row in await api.call("config/entity_registry/list"):
        if row["config_entry_id"] == entry and row["disabled_by"] is None:
            domain, _, _ = row["entity_id"].partition(".")
            of_device = entities.setdefault(row["device_id"], {})
            of_device[domain, row["translation_key"]] = row["entity_id"]
    hub, cameras = None, []
    for row in await api.call("config/device_registry/list"):
        if row["config_entry_id"] == entry:
            device = Device(row["id"], row["name"], entities.get(row["id"], {}))
            if row["via_device_id"] is None:
                hub = device
            if row["entry_type"] is None:
                cameras.append(device)
    if hub is None:
        raise NotYet("no device has come")
    return Entry(hub, tuple(sorted(cameras, key=lambda camera: camera.name)))
