"""The least that has to be done: read the socket, parse, write the states that an event changes."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
import zmq
from homeassistant.components.event import EventEntity
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

HUB = "hub"
QUEUE = 10_000


@dataclass(frozen=True, slots=True)
class Made:
    """An entity that camhub made: the other two sides make the same ones."""

    platform: str
    key: str
    word: str
    enabled: bool


def made_by(hass: HomeAssistant, entry: ConfigEntry) -> list[Made]:
    """Return what there is of an entry."""
    devices = dr.async_get(hass)
    made: list[Made] = []
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        device = devices.async_get(entity.device_id or "")
        assert device is not None
        [(_, name)] = device.identifiers
        made.append(
            Made(
                entity.domain,
                name.removeprefix(f"{entry.entry_id}_"),
                entity.unique_id.removeprefix(f"{name}_"),
                entity.disabled_by is None,
            )
        )
    return made


class Named(Entity):
    """An entity with a unique id and a device, as camhub's have them."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def name_it(self, entry: ConfigEntry, made: Made) -> None:
        """Name it after what camhub made."""
        device = f"{entry.entry_id}_{made.key}"
        self._attr_name = made.word
        self._attr_unique_id = f"{device}_{made.word}"
        self._attr_entity_registry_enabled_default = made.enabled
        self._attr_device_info = DeviceInfo(
            identifiers={(entry.domain, device)}, name=made.key, manufacturer="Maker", model="Model"
        )


class Bare(Named):
    """An entity that is nothing but a state."""

    _attr_state = "unknown"


class BareSensor(Named, SensorEntity):
    """Home Assistant's own sensor, and nothing else."""

    def show(self, value: str | int) -> None:
        """Write a state."""
        self._attr_native_value = value
        self.async_write_ha_state()


class BareStatus(BareSensor):
    """The same with a list of values."""

    _attr_device_class = SensorDeviceClass.ENUM

    def __init__(self) -> None:
        """Know the values."""
        self._attr_options = ["Absent", "Lost", "Disconnected", "Ready", "Busy", "Error"]


class BareEvent(Named, EventEntity):
    """Home Assistant's own event entity, and nothing else."""

    def __init__(self) -> None:
        """Know where a photo can be."""
        self._attr_event_types = ["Camera", "Local Disk"]

    def show(self, kind: str, data: dict[str, Any]) -> None:
        """Tell of an event."""
        self._trigger_event(kind, data)
        self.async_write_ha_state()


_TOUCHED: dict[tuple[str, str], type[Named]] = {
    ("event", "photo"): BareEvent,
    ("sensor", "status"): BareStatus,
    ("sensor", "last_sequence_number"): BareSensor,
}
"""What the events of a rig that shoots change; nothing is written of any other entity."""

_DATA = {
    "PhotoKey": "id",
    "PhotoComputedName": "name",
    "PhotoOriginalName": "original_name",
    "PhotoFilename": "file",
    "PhotoFormat": "format",
    "PhotoFilesize": "bytes",
    "PhotoWidth": "width",
    "PhotoHeight": "height",
    "PhotoAperture": "aperture",
    "PhotoShutterSpeed": "shutter_speed",
    "PhotoISO": "iso",
    "PhotoFocalLength": "focal_length",
    "PhotoOrientation": "orientation",
    "PhotoOrigin": "origin",
    "PhotoSequenceNum": "sequence",
    "PhotoBatchNum": "batch",
    "PhotoSessionNum": "session",
    "PhotoSessionName": "session_name",
    "PhotoHash": "hash",
    "PhotoDateCaptured": "source_time",
}
"""What camhub tells of a photo; the floor tells the same."""


def bare_entities(entry: ConfigEntry, wanted: Iterable[Made]) -> dict[Made, Named]:
    """Return an entity for each one wanted."""
    entities: dict[Made, Named] = {}
    for made in wanted:
        entity = entities[made] = _TOUCHED.get((made.platform, made.word), Bare)()
        entity.name_it(entry, made)
    return entities


def by_platform(entities: Mapping[Made, Named]) -> dict[str, list[Entity]]:
    """Return the entities as they are added."""
    added: dict[str, list[Entity]] = {}
    for made, entity in entities.items():
        added.setdefault(made.platform, []).append(entity)
    return added


class Floor:
    """Reads the publisher on the event loop and shows what it says."""

    def __init__(self, address: str, entities: Mapping[Made, Named]) -> None:
        """Connect and subscribe to everything."""
        self._sensors = {
            (made.key, made.word): entity
            for made, entity in entities.items()
            if isinstance(entity, BareSensor)
        }
        self._events = {
            made.key: entity for made, entity in entities.items() if isinstance(entity, BareEvent)
        }
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(zmq.SUB)
        self._socket.setsockopt(zmq.RCVHWM, QUEUE)
        self._socket.setsockopt(zmq.SUBSCRIBE, b"")
        self._socket.connect(address)
        self._descriptor = int(self._socket.getsockopt(zmq.FD))
        asyncio.get_running_loop().add_reader(self._descriptor, self._drain)

    def close(self) -> None:
        """Let go."""
        asyncio.get_running_loop().remove_reader(self._descriptor)
        self._context.destroy(linger=0)

    def _drain(self) -> None:
        with suppress(zmq.Again):
            while True:
                self._show(orjson.loads(self._socket.recv(zmq.NOBLOCK)))

    def _show(self, message: dict[str, Any]) -> None:
        key = message["CameraKey"]
        if message["msg_id"] == "CameraUpdated":
            self._sensors[key, "status"].show(message["CameraStatus"])
            return
        if message["PhotoLocation"] == "Camera":
            self._sensors[HUB, "last_sequence_number"].show(message["PhotoSequenceNum"])
        data = {w: value for name, w in _DATA.items() if (value := message.get(name, "")) != ""}
        self._events[key].show(message["PhotoLocation"], data)
