"""A system in Home Assistant: set up through the forms that a user fills in, then found by its devices."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from demo.api import Api
from demo.waiting import Failed, NotYet, wait_for

_FLOW = "config/config_entries/flow"
_OPTIONS_FLOW = "config/config_entries/options/flow"

_CALLED_WITHIN = 30
"""Seconds from a call to a webhook until the flow has gone on, on a slow machine."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device with its entities: domain, translation key and name, to entity id."""

    id: str
    name: str
    entities: Mapping[tuple[str, str, str], str]

    def entity(self, domain: str, key: str, part: str = "") -> str:
        """Return the id of an entity, of several alike that of the part; raises NotYet where there is none."""
        for (of_domain, of_key, name), entity in self.entities.items():
            if (of_domain, of_key) == (domain, key) and part in name:
                return entity
        raise NotYet(f"{self.name} has no {domain} {key} {part}".rstrip())


@dataclass(frozen=True, slots=True)
class Entry:
    """A config entry with its devices: the one that the others hang below, and its cameras by name.

    `statistics` are the long-term statistics that are no entity's: name to id.
    """

    hub: Device
    cameras: tuple[Device, ...]
    statistics: Mapping[str, str]

    def statistic(self, camera: str, counted: str) -> str:
        """Return the id of what is counted at a camera; raises NotYet where it is not."""
        if (found := self.statistics.get(f"{camera} {counted}")) is None:
            raise NotYet(f"there are no statistics of {counted} at {camera}")
        return found


async def add(
    api: Api,
    system: str,
    answers: Mapping[str, Any],
    call: Callable[[str], Awaitable[None]] | None,
) -> tuple[str, str]:
    """Set a system up as a user does; return the id of its entry, and the address that it calls.

    `call` has the system call the address that the flow shows; without it there is none.
    """
    flow = await api.post(_FLOW, handler="camhub")
    if flow["type"] == "menu":
        flow = await _choose(api, flow, system)
    result = await _fill_in(api, _FLOW, flow, answers)
    address = ""
    if call is not None and result["type"] == "menu":
        address = result["description_placeholders"]["address"]
        result = await _choose(api, result, "webhook_wait")
        await call(address)
        result = await wait_for(partial(_passed, api, result), _CALLED_WITHIN)
    if result["type"] != "create_entry":
        why = result.get("reason") or result.get("errors") or result["step_id"]
        raise Failed(f"{system} was not set up: {why}")
    return result["result"]["entry_id"], address


async def _passed(api: Api, flow: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return where a flow is that has waited; raises NotYet while it waits."""
    result: Mapping[str, Any] = await api.get(f"{_FLOW}/{flow['flow_id']}")
    if result["type"] == "progress":
        raise NotYet("the flow waits to be called")
    return result


async def choose(api: Api, entry: str, options: Mapping[str, Any]) -> None:
    """Fill in an entry's options."""
    flow = await api.post(_OPTIONS_FLOW, handler=entry)
    result = await _fill_in(api, _OPTIONS_FLOW, flow, options)
    if result["type"] != "create_entry":
        raise Failed(f"the options were not taken: {result['errors']}")


async def _choose(api: Api, menu: Mapping[str, Any], step: str) -> Mapping[str, Any]:
    result: Mapping[str, Any] = await api.post(f"{_FLOW}/{menu['flow_id']}", next_step_id=step)
    return result


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
    entities: dict[str, dict[tuple[str, str, str], str]] = {}
    for row in await api.call("config/entity_registry/list"):
        if row["config_entry_id"] == entry and row["disabled_by"] is None:
            domain, _, _ = row["entity_id"].partition(".")
            of_device = entities.setdefault(row["device_id"], {})
            of_device[domain, row["translation_key"], row["original_name"]] = row["entity_id"]
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
    statistics = await _statistics(api, entry)
    return Entry(hub, tuple(sorted(cameras, key=lambda camera: camera.name)), statistics)


async def _statistics(api: Api, entry: str) -> dict[str, str]:
    """Return the statistics of an entry by name; a Home Assistant without a recorder has none."""
    if "recorder" not in (await api.get("config"))["components"]:
        return {}
    return {
        row["name"]: row["statistic_id"]
        for row in await api.call("recorder/list_statistic_ids")
        if row["statistic_id"].startswith(f"camhub:{entry.lower()}_")
    }
