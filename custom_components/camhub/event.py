"""Events: what happens at a camera, one entity for each subject."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CamHubConfigEntry
from .entity import CamHubEntity, Follows, Row, add_entities
from .listeners import Unsubscribe
from .model.camera import Camera
from .model.change import Happened
from .model.vocabulary import STREAMS, Kind, Stream

PARALLEL_UPDATES = 0

DEVICES = "missing_devices"
"""What names cameras in the data of an event by their keys, and to automations by their devices."""


@dataclass(frozen=True, kw_only=True)
class EventRow(Row[Stream], EventEntityDescription):
    """A stream of kinds as an event entity.

    It stays available while the entry is loaded: an entity that comes back
    repeats its last event to the triggers that watch its state.
    """

    follows: Follows = Follows.NOTHING

    @override
    def fits(self, camera: Camera) -> bool:
        """Tell whether any kind of the stream can happen at this camera."""
        return camera.role in self.roles and not camera.kinds.isdisjoint(STREAMS[self.word])


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the event entities of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubEvent)


class CamHubEvent(CamHubEntity, EventEntity):
    """A stream of kinds as an event entity.

    Automations get all of an event's data. The database keeps what names the
    event to a person, since what differs with each costs a row of its own.
    """

    entity_description: EventRow

    _unrecorded_attributes = frozenset(
        {
            "aperture",
            "bytes",
            "cameras",
            "file",
            "files",
            "focal_length",
            "format",
            "hash",
            "height",
            "id",
            "iso",
            "latitude",
            "length",
            "longitude",
            DEVICES,
            "more",
            "object_id",
            "offset",
            "orientation",
            "origin",
            "original_name",
            "photo",
            "photos",
            "recording",
            "rule_id",
            "shutter_speed",
            "snapshot",
            "source_time",
            "start",
            "value",
            "video_file",
            "video_position",
            "video_time",
            "width",
        }
    )

    @property
    @override
    def event_types(self) -> list[str]:
        return _event_types(self.entity_description.word, self.camera.kinds)

    @override
    def listen(self) -> Unsubscribe:
        return self.coordinator.listeners.add_events(
            self.key, self.entity_description.word, self._happened
        )

    @callback
    def _happened(self, event: Happened) -> None:
        data = dict(event.data)
        if keys := data.get(DEVICES):
            data[DEVICES] = self._device_ids(keys)
        self._trigger_event(event.kind.value, data)
        self.async_write_ha_state()

    def _device_ids(self, keys: Iterable[str]) -> list[str]:
        """Return the ids of these cameras' devices: names may repeat, and users have their own."""
        registry, coordinator = dr.async_get(self.hass), self.coordinator
        entry_id = coordinator.entry.entry_id
        devices = (
            registry.async_get_device_by_identifier(coordinator.identifier(key), entry_id)
            for key in keys
        )
        return [device.id for device in devices if device is not None]


@cache
def _event_types(stream: Stream, kinds: frozenset[Kind]) -> list[str]:
    """Return those kinds of a stream that can happen; Home Assistant asks with every event."""
    return [kind.value for kind in STREAMS[stream] if kind in kinds]


ROWS: tuple[EventRow, ...] = tuple(EventRow(word=stream) for stream in Stream)
