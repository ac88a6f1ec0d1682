"""Binary sensors: what a camera tells as yes or no."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Group
from .coordinator import CamHubConfigEntry
from .entity import CamHubEntity, Follows, Row, add_entities
from .model.camera import Value
from .model.vocabulary import Reading

PARALLEL_UPDATES = 0


def _as_told(value: Value, up: bool) -> bool | None:
    """Return what the system says, whatever the link does meanwhile."""
    return None if value is None else value is True


def _while_up(value: Value, up: bool) -> bool:
    """Return whether it is so and the link could tell if it were not."""
    return up and value is True


@dataclass(frozen=True, kw_only=True)
class BinarySensorRow(Row[Reading], BinarySensorEntityDescription):
    """A reading as a binary sensor; `shows` takes its value and whether the link is up."""

    shows: Callable[[Value, bool], bool | None] = _as_told


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the binary sensors of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubBinarySensor)


class CamHubBinarySensor(CamHubEntity, BinarySensorEntity):
    """A reading as a binary sensor."""

    entity_description: BinarySensorRow

    @property
    @override
    def is_on(self) -> bool | None:
        row = self.entity_description
        return row.shows(self.camera.readings.get(row.word), self.coordinator.up)


ROWS: tuple[BinarySensorRow, ...] = (
    BinarySensorRow(
        word=Reading.ONLINE,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        follows=Follows.NOTHING,
        shows=_while_up,
    ),
    BinarySensorRow(
        word=Reading.LINK,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        follows=Follows.NOTHING,
        shows=_while_up,
    ),
    BinarySensorRow(
        word=Reading.RECORDING,
        device_class=BinarySensorDeviceClass.RUNNING,
    ),
    BinarySensorRow(
        word=Reading.FOCUSED,
        group=Group.FOCUS,
    ),
    BinarySensorRow(
        word=Reading.LIVE_VIEW_ON,
        group=Group.LIVE_VIEW,
        device_class=BinarySensorDeviceClass.RUNNING,
    ),
    BinarySensorRow(
        word=Reading.BULB_ACTIVE,
        group=Group.EXPOSURE,
    ),
    BinarySensorRow(
        word=Reading.BATCH_MISMATCH,
        device_class=BinarySensorDeviceClass.PROBLEM,
    ),
)
