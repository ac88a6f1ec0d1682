"""What every entity of camhub shares: a record, a row of a table, and a word to listen to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Group
from .coordinator import CamHubConfigEntry, Coordinator
from .link.session import Command
from .model.camera import Camera, Role
from .model.store import words_of
from .model.vocabulary import Verb, Word


class Follows(Enum):
    """What an entity's availability follows."""

    CAMERA = "camera"
    """The link and that camera."""

    LINK = "link"
    """The link only: it says something of a camera that is not there."""

    NOTHING = "nothing"
    """It is the one to tell that the link is down."""


@dataclass(frozen=True, kw_only=True)
class Row(EntityDescription):
    """One row of a platform's table: a word of the vocabulary as an entity.

    Of a grouped system's camera the entity is made where its group was chosen.
    """

    word: Word
    group: Group = Group.ESSENTIAL
    follows: Follows = Follows.CAMERA
    roles: frozenset[Role] = frozenset(Role)

    def fits(self, camera: Camera) -> bool:
        """Tell whether the record carries the word."""
        return camera.role in self.roles and self.word in words_of(camera)


class CamHubEntity[RowT: Row](Entity):
    """An entity that shows one word of one record."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    entity_description: RowT

    def __init__(self, coordinator: Coordinator, key: str, row: RowT) -> None:
        """Take whose record it shows, and how."""
        self.coordinator = coordinator
        self.key = key
        self.entity_description = row
        self._attr_unique_id = f"{coordinator.entry.entry_id}_{key}_{row.key}"
        self._attr_device_info = DeviceInfo(identifiers={coordinator.identifier(key)})

    @property
    def camera(self) -> Camera:
        """The record as it is now; an empty one once it is gone."""
        return self.coordinator.store.cameras.get(self.key) or Camera(self.key)

    @property
    @override
    def available(self) -> bool:
        match self.entity_description.follows:
            case Follows.NOTHING:
                return True
            case Follows.LINK:
                return self.coordinator.up
            case Follows.CAMERA:
                camera = self.camera
                return self.coordinator.up and (camera.role is not Role.CAMERA or camera.online)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.listen(self.key, self.entity_description.word, self.async_write_ha_state)
        )

    @callback
    @override
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        super().async_entity_id_changed(old_entity_id)

    async def async_update(self) -> None:
        """Ask the system for everything; Home Assistant's update action comes here."""
        await self.coordinator.async_resync()

    async def async_command(self, verb: Verb, **fields: Any) -> None:
        """Have something done with this camera."""
        await self.coordinator.async_send(Command(verb, (self.key,), fields))


@callback
def add_entities[RowT: Row](
    entry: CamHubConfigEntry,
    add: AddConfigEntryEntitiesCallback,
    rows: Sequence[RowT],
    make: Callable[[Coordinator, str, RowT], Entity],
) -> None:
    """Make the entities of a platform now and whenever a record grows."""
    coordinator = entry.runtime_data
    made: set[tuple[str, str]] = set()

    def wanted(key: str) -> list[Entity]:
        camera = coordinator.store.cameras.get(key)
        if camera is None:
            made.difference_update({pair for pair in made if pair[0] == key})
            return []
        new = [
            row
            for row in rows
            if (key, row.key) not in made
            and (camera.role is not Role.CAMERA or row.group in coordinator.groups)
            and row.fits(camera)
        ]
        made.update((key, row.key) for row in new)
        return [make(coordinator, key, row) for row in new]

    add([entity for key in coordinator.store.cameras for entity in wanted(key)])

    @callback
    def grow(key: str) -> None:
        if new := wanted(key):
            add(new)

    entry.async_on_unload(coordinator.listen_growth(grow))
