"""What every entity of camhub shares: a record, a row of a table, and a word to listen to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import partial
from typing import Any, override

from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN, Group
from .coordinator import CamHubConfigEntry, Coordinator
from .link.session import Command
from .listeners import Unsubscribe
from .model.camera import PARTS, Camera, Choice, Role, Value
from .model.vocabulary import Ability, Setting, Stream, Verb


class Follows(Enum):
    """What an entity's availability follows."""

    CAMERA = "camera"
    """The link and that camera."""

    LINK = "link"
    """The link only: it says something of a camera that is not there."""

    NOTHING = "nothing"
    """It is the one to tell that the link is down."""


CAMERAS = frozenset({Role.CAMERA})
HUBS = frozenset({Role.HUB})

_KIND = f"component.{DOMAIN}.entity.event.{Stream.ANALYTICS}.state_attributes.event_type.state"
"""Where Home Assistant has what the kinds of events are called."""


@dataclass(frozen=True, kw_only=True)
class Row[WordT: StrEnum](EntityDescription):
    """One row of a platform's table: a word of the vocabulary as an entity.

    Of a grouped system's camera the entity is made where its group was chosen.
    The word is the row's key, and its translation key unless the row names another.
    """

    word: WordT
    key: str = ""
    group: Group = Group.ESSENTIAL
    follows: Follows = Follows.CAMERA
    roles: frozenset[Role] = frozenset(Role)
    single: bool | None = None
    """Whether the row is for single cameras only, or for none of them; None: for all systems."""
    quiet: bool = False
    """Whether the entity of a single camera is disabled until the user enables it."""

    def __post_init__(self) -> None:
        """Name the row after its word."""
        object.__setattr__(self, "key", self.word.value)
        object.__setattr__(self, "translation_key", self.translation_key or self.key)

    def fits(self, camera: Camera) -> bool:
        """Tell whether the record carries the word, and the user may change it if it is a setting."""
        return camera.role in self.roles and (
            self.word in camera.readings
            or self.word in camera.abilities
            or (self.word in camera.settings and camera.settings[Setting(self.word)].settable)
        )


@dataclass(frozen=True, kw_only=True)
class ShownRow(Row[Setting]):
    """A setting that nobody can set here: it is shown, and changed at the camera itself."""

    @override
    def fits(self, camera: Camera) -> bool:
        """Tell whether the record carries the setting and has no way to set it."""
        choice = camera.settings.get(self.word)
        return camera.role in self.roles and choice is not None and not choice.settable


class CamHubEntity(Entity):
    """An entity that shows one word of one record; that of a part belongs to the part's camera."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    entity_description: Row[Any]

    def __init__(self, coordinator: Coordinator, key: str, row: Row[Any]) -> None:
        """Take whose record it shows, and how."""
        self.coordinator = coordinator
        self._records = coordinator.store.cameras
        self.key = key
        self.entity_description = row
        self._attr_unique_id = unique_id(coordinator, key, row)
        camera = self.camera
        owner = camera.of or key
        self._attr_device_info = DeviceInfo(identifiers={coordinator.identifier(owner)})
        if camera.role in PARTS:
            self._attr_translation_placeholders = {"part": self._part}
        if row.quiet and coordinator.protocol.single:
            self._attr_entity_registry_enabled_default = False

    @property
    def camera(self) -> Camera:
        """The record as it is now; an empty one once it is gone."""
        return self._records.get(self.key) or Camera(self.key)

    @property
    def _part(self) -> str:
        """What the record is called where an entity is named after it."""
        name, role = self.camera.name, self.camera.role
        if role is Role.EVENT_TYPE:
            hass = self.coordinator.hass
            texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
            return texts.get(f"{_KIND}.{name}", name)
        return name.replace("_", " ") if role is Role.OBJECT_CLASS else name

    @property
    @override
    def available(self) -> bool:
        word = self.entity_description.word
        match self.entity_description.follows:
            case Follows.CAMERA:
                camera = self.camera
                if camera.blocked and word in camera.blocked:
                    return False
                if isinstance(word, Ability) and word not in camera.abilities:
                    return False
                return self.coordinator.available and self._is_there(camera)
            case Follows.LINK:
                # The status of a single camera is what tells that its link is down.
                return self.coordinator.available or self.coordinator.protocol.single
            case Follows.NOTHING:
                return True

    def _is_there(self, camera: Camera) -> bool:
        """Tell whether what the record says is true: of some systems' cameras only while they are there."""
        if self.coordinator.protocol.independent:
            return self.key in self._records
        return camera.role is not Role.CAMERA or camera.online

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.listen())
        if self.camera.role in PARTS:
            self.async_on_remove(self.coordinator.listeners.add_name(self.key, self._renamed))

    def listen(self) -> Unsubscribe:
        """Start to hear of the word; return how to stop."""
        return self.coordinator.listeners.add(
            self.key, self.entity_description.word, self.async_write_ha_state
        )

    @callback
    def _renamed(self) -> None:
        self._attr_translation_placeholders = {"part": self._part}
        # Home Assistant keeps the name once it was asked for.
        self.__dict__.pop("name", None)
        self.async_write_ha_state()

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


class SettingEntity(CamHubEntity):
    """An entity that shows a setting and sets it."""

    entity_description: Row[Setting]

    @property
    def choice(self) -> Choice:
        """The setting as it is now; an unknown one once the record is gone."""
        return self.camera.settings.get(self.entity_description.word) or Choice()

    async def async_set(self, value: Value) -> None:
        """Set it; what cannot be set now is refused before anything is sent."""
        if not self.choice.writable:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="not_writable",
                translation_placeholders={"name": str(self.name)},
            )
        setting = self.entity_description.word
        await self.async_command(Verb.SET_SETTING, setting=setting, value=value)


def unique_id(coordinator: Coordinator, key: str, row: Row[Any]) -> str:
    """Return the entity registry's name of an entity; one camera may be seen by two entries."""
    return f"{coordinator.entry.entry_id}_{key}_{row.key}"


@callback
def add_entities[RowT: Row[Any]](
    entry: CamHubConfigEntry,
    add: AddConfigEntryEntitiesCallback,
    rows: Sequence[RowT],
    make: Callable[[Coordinator, str, RowT], Entity],
) -> None:
    """Make the entities of a platform now and whenever a record grows."""
    coordinator = entry.runtime_data
    groups = coordinator.groups
    suiting = [row for row in rows if row.single in (None, coordinator.protocol.single)]
    chosen = [row for row in suiting if row.group in groups]
    made: set[tuple[str, str]] = set()

    def new(key: str, row: RowT) -> Entity:
        entity = make(coordinator, key, row)
        made.add((key, row.key))
        entity.async_on_remove(partial(made.discard, (key, row.key)))
        return entity

    def wanted(key: str) -> list[Entity]:
        if (camera := coordinator.store.cameras.get(key)) is None:
            return []
        return [
            new(key, row)
            for row in (chosen if camera.role is Role.CAMERA else suiting)
            if (key, row.key) not in made and row.fits(camera)
        ]

    _remove_unchosen(coordinator, rows)
    add([entity for key in coordinator.store.cameras for entity in wanted(key)])

    @callback
    def grow(key: str) -> None:
        if entities := wanted(key):
            add(entities)

    entry.async_on_unload(coordinator.listeners.add_growth(grow))


def _remove_unchosen(coordinator: Coordinator, rows: Sequence[Row[Any]]) -> None:
    """Remove what the cameras had of groups that are no longer chosen."""
    registry = er.async_get(coordinator.hass)
    domain = async_get_current_platform().domain
    unchosen = [row for row in rows if row.group not in coordinator.groups]
    endings = tuple(f"_{row.key}" for row in unchosen)
    found = {
        entity.unique_id: entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, coordinator.entry.entry_id)
        if entity.domain == domain and entity.unique_id.endswith(endings)
    }
    cameras = coordinator.store.cameras.values() if found else ()
    for key in [camera.key for camera in cameras if camera.role is Role.CAMERA]:
        for row in unchosen:
            if entity_id := found.get(unique_id(coordinator, key, row)):
                registry.async_remove(entity_id)
