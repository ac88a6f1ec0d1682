"""Events: what happens at a camera, one entity for each subject."""

from dataclasses import dataclass
from functools import cache
from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CamHubConfigEntry
from .entity import CamHubEntity, Follows, Row, add_entities
from .listeners import Unsubscribe
from .model.camera import Camera
from .model.change import Happened
from .model.vocabulary import STREAMS, Kind, Stream

PARALLEL_UPDATES = 0


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
        self._trigger_event(event.kind.value, dict(event.data))
        self.async_write_ha_state()


@cache
def _event_types(stream: Stream, kinds: frozenset[Kind]) -> list[str]:
    """Return those kinds of a stream that can happen; Home Assistant asks with every event."""
    return [kind.value for kind in STREAMS[stream] if kind in kinds]


ROWS: tuple[EventRow, ...] = tuple(EventRow(word=stream) for stream in Stream)
