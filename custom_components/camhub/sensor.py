"""Sensors: what a camera tells as a number, a word or a moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    PERCENTAGE,
    EntityCategory,
    UnitOfDataRate,
    UnitOfInformation,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .const import Group
from .coordinator import CamHubConfigEntry
from .entity import CamHubEntity, Follows, Row, add_entities
from .model.vocabulary import Reading

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SensorRow(Row, SensorEntityDescription):
    """A reading as a sensor."""


async def async_setup_entry(
    hass: HomeAssistant, entry: CamHubConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Make the sensors of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubSensor)


class CamHubSensor(CamHubEntity[SensorRow], SensorEntity):
    """A reading as a sensor."""

    @property
    @override
    def native_value(self) -> StateType | datetime:
        return self.camera.readings.get(self.entity_description.word)


ROWS: tuple[SensorRow, ...] = ()
