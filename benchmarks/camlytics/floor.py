"""The least that has to be done: read what is told, parse, write the states that an event changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import orjson
from aiohttp import web
from homeassistant.components import webhook
from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.event import EventEntity
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity

from simulators.camlytics.scene import ENTER, EXIT

HUB = "hub"

KINDS = {
    "TripwireCrossed": "line_crossed",
    "RegionJoin": "zone_joined",
    "RegionLeave": "zone_left",
    "MotionInRegionOn": "motion_started",
    "MotionInRegionOff": "motion_stopped",
    "Loitering": "dwell",
    "CrowdOn": "crowd_appeared",
    "CrowdOff": "crowd_disappeared",
    "Tailgating": "tailgating",
    "AbandonedObject": "abandoned_item",
    "ObjectAppear": "object_appeared",
    "ObjectDisappear": "object_disappeared",
}
_CLASSES = {"Pedestrian": "person", "Vehicle": "vehicle", "Unknown": "unknown"}
_DIRECTIONS = {ENTER: "in", EXIT: "out"}

_DATA = {
    "rule": "rule_name",
    "rule_id": "rule_id",
    "object_id": "object_id",
    "id": "event_id",
    "source_time": "time",
    "snapshot": "snapshot_path",
    "recording": "recording_path",
    "video_file": "video_file_name",
    "video_time": "video_file_time",
    "video_position": "timestamp",
}
"""What camhub tells of an event, and what the application calls it; the floor tells the same."""

_NOTHING = ("", "-1", -1, None)


class Bare(Entity):
    """An entity with a name and a unique id."""

    _attr_should_poll = False

    def name_it(self, entry: ConfigEntry, made: Made) -> None:
        """Name it after what camhub made."""
        self._attr_name = f"{made.key} {made.word}"
        self._attr_unique_id = f"{entry.entry_id}_{made.key}_{made.word}"


class BareEvent(Bare, EventEntity):
    """Home Assistant's own event entity, and nothing else."""

    _attr_event_types = [*KINDS.values()]  # noqa: RUF012

    def show(self, kind: str, data: dict[str, Any]) -> None:
        """Tell of an event."""
        self._trigger_event(kind, data)
        self.async_write_ha_state()


class BareSensor(Bare, SensorEntity):
    """Home Assistant's own sensor, and nothing else; `count` is what it shows as a number."""

    count = 0

    def show(self, value: int | datetime) -> None:
        """Write a state."""
        self._attr_native_value = value
        self.async_write_ha_state()

    def step(self, by: int) -> None:
        """Count on; there is never less than nothing."""
        if (count := max(self.count + by, 0)) != self.count:
            self.count = count
            self.show(count)


class BareCounter(BareSensor):
    """The same that is counted since midnight."""

    _attr_state_class = SensorStateClass.TOTAL

    def __init__(self) -> None:
        """Know when that was."""
        self._attr_last_reset = datetime.now(UTC).replace(hour=0, minute=0, second=0)


class BareMoment(BareSensor):
    """The same that shows when something was."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP


class BareBinarySensor(Bare, BinarySensorEntity):
    """Home Assistant's own binary sensor, and nothing else."""

    def show(self, *, on: bool) -> None:
        """Write a state, where it is another one."""
        if self._attr_is_on is not on:
            self._attr_is_on = on
            self.async_write_ha_state()


_TOUCHED: dict[str, type[Bare]] = {
    "analytics": BareEvent,
    "events_today": BareCounter,
    "last_event": BareMoment,
    "objects": BareSensor,
    "people_inside": BareSensor,
    "motion": BareBinarySensor,
    "crowd": BareBinarySensor,
    "zone_motion": BareBinarySensor,
    "zone_crowd": BareBinarySensor,
    "zone_occupied": BareBinarySensor,
}
"""What the events of the scene change."""

WORDS = sorted(_TOUCHED, key=len, reverse=True)
"""The same, the longest first: some are the end of others."""


@dataclass(frozen=True, slots=True)
class Made:
    """An entity that camhub made and that is enabled: the floor makes the same ones."""

    platform: str
    key: str
    word: str


def made_by(hass: HomeAssistant, entry: ConfigEntry) -> list[Made]:
    """Return what there is of an entry that the events of the scene change."""
    made: list[Made] = []
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        name = entity.unique_id.removeprefix(f"{entry.entry_id}_")
        for word in WORDS:
            if name.endswith(f"_{word}") and entity.disabled_by is None:
                made.append(Made(entity.domain, name.removesuffix(f"_{word}"), word))
                break
    return made


def bare_entities(entry: ConfigEntry, wanted: Iterable[Made]) -> dict[Made, Bare]:
    """Return an entity for each one wanted."""
    entities: dict[Made, Bare] = {}
    for made in wanted:
        entity = entities[made] = _TOUCHED[made.word]()
        entity.name_it(entry, made)
    return entities


def by_platform(entities: Mapping[Made, Entity]) -> dict[str, list[Entity]]:
    """Return the entities as they are added."""
    added: dict[str, list[Entity]] = {}
    for made, entity in entities.items():
        added.setdefault(made.platform, []).append(entity)
    return added


class Floor:
    """Shows what it is handed; what happened is told by as many states as camhub writes."""

    def __init__(self, entities: Mapping[Made, Bare]) -> None:
        """Take what to show it with."""
        self._entities: dict[tuple[str, str], Any] = {
            (made.key, made.word): entity for made, entity in entities.items()
        }
        self._inside: dict[str, set[str]] = {}

    def row(self, row: dict[str, Any]) -> None:
        """Show an event of the REST API."""
        self._show(row["type"], row["origin"], row)

    def webhook(self, message: dict[str, Any]) -> None:
        """Show an event that a webhook told."""
        message["time"] = message["event_time"]
        self._show(message["event_type"], message["event_origin"], message)

    def _show(self, event_type: str, origin: str, row: dict[str, Any]) -> None:
        channel, rule, object_id = row["channel_id"], row["rule_id"], str(row["object_id"])
        key = f"{channel}_{rule}"
        if rule != "-1":
            self._step(key, "events_today", 1)
            if (last := self._entities.get((key, "last_event"))) is not None:
                moment = datetime.fromisoformat(row["time"])
                last.show(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        match event_type:
            case "ObjectAppear" | "ObjectDisappear":
                by = 1 if event_type == "ObjectAppear" else -1
                self._step(f"{channel}_objects_{_CLASSES[origin]}", "objects", by)
            case "RegionJoin" | "RegionLeave":
                inside = self._inside.setdefault(key, set())
                (inside.add if event_type == "RegionJoin" else inside.discard)(object_id)
                self._turn(key, "zone_occupied", on=bool(inside))
            case "MotionInRegionOn" | "MotionInRegionOff":
                self._turn(key, "zone_motion", on=event_type == "MotionInRegionOn")
                self._turn(channel, "motion", on=event_type == "MotionInRegionOn")
            case "CrowdOn" | "CrowdOff":
                self._turn(key, "zone_crowd", on=event_type == "CrowdOn")
                self._turn(channel, "crowd", on=event_type == "CrowdOn")
            case "TripwireCrossed" if origin != "Vehicle":
                by = 1 if row["rule_name"] == ENTER else -1
                self._step(channel, "people_inside", by)
                self._step(HUB, "people_inside", by)
        data = {w: value for w, name in _DATA.items() if (value := row.get(name)) not in _NOTHING}
        data["object_class"] = _CLASSES[origin]
        if (direction := _DIRECTIONS.get(row["rule_name"])) is not None:
            data["direction"] = direction
        self._entities[channel, "analytics"].show(KINDS[event_type], data)

    def _step(self, key: str, word: str, by: int) -> None:
        if (entity := self._entities.get((key, word))) is not None:
            entity.step(by)

    def _turn(self, key: str, word: str, *, on: bool) -> None:
        if (entity := self._entities.get((key, word))) is not None:
            entity.show(on=on)


async def poll(http: aiohttp.ClientSession, port: int, floor: Floor) -> None:
    """Ask for events by long poll, for ever, and show them."""
    url = f"http://127.0.0.1:{port}/v1/json/events"
    last = 0
    while True:
        query = {"sinceId": last, "limit": 500, "timeout": 20}
        async with http.get(url, params=query) as response:
            rows = orjson.loads(await response.read())
        for row in rows:
            last = row["event_id"]
            floor.row(row)


def listen(hass: HomeAssistant, webhook_id: str, floor: Floor) -> None:
    """Show what Home Assistant is called with at an address: nobody but it hears calls to it."""

    async def receive(_: HomeAssistant, __: str, request: web.Request) -> None:
        floor.webhook(orjson.loads(await request.read()))

    webhook.async_register(
        hass, "bare", "bare", webhook_id, receive, local_only=True, allowed_methods=("POST",)
    )
