"""Updates: a firmware that waits in the camera to be installed there."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.update import (
    UpdateDeviceClass,
    UpdateEntity,
    UpdateEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Group
from .coordinator import CamHubConfigEntry
from .entity import CamHubEntity, Row, add_entities
from .model.vocabulary import Reading

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class UpdateRow(Row[Reading], UpdateEntityDescription):
    """A firmware that is pending, as an update that only the camera itself can install."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the updates of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubUpdate)


class CamHubUpdate(CamHubEntity, UpdateEntity):
    """The firmware of a camera and, where one is pending, what comes after it."""

    entity_description: UpdateRow

    @property
    @override
    def installed_version(self) -> str | None:
        return self.camera.firmware

    @property
    @override
    def latest_version(self) -> str | None:
        pending = self.camera.readings.get(self.entity_description.word)
        return self.installed_version if pending is None else str(pending)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        listeners = self.coordinator.listeners
        self.async_on_remove(listeners.add_name(self.key, self.async_write_ha_state))


ROWS: tuple[UpdateRow, ...] = (
    UpdateRow(
        word=Reading.PENDING_FIRMWARE,
        group=Group.CONTROLS,
        device_class=UpdateDeviceClass.FIRMWARE,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
)
