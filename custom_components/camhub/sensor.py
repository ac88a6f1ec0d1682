"""Sensors: what a camera tells as a number, a word or a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    MAX_LENGTH_STATE_STATE,
    PERCENTAGE,
    EntityCategory,
    UnitOfDataRate,
    UnitOfInformation,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .const import Group
from .coordinator import CamHubConfigEntry
from .entity import CamHubEntity, Follows, Row, add_entities
from .model.vocabulary import Reading

PARALLEL_UPDATES = 0


def _as_told(value: StateType) -> StateType:
    return value


def _text(value: str) -> str:
    """Return as much of a text as a state can hold."""
    return value[:MAX_LENGTH_STATE_STATE]


@dataclass(frozen=True, kw_only=True)
class SensorRow(Row[Reading], SensorEntityDescription):
    """A reading as a sensor; `shows` turns a known value into a state."""

    shows: Callable[[Any], StateType | datetime] = _as_told


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the sensors of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubSensor)


class CamHubSensor(CamHubEntity, SensorEntity):
    """A reading as a sensor."""

    entity_description: SensorRow

    @property
    @override
    def native_value(self) -> StateType | datetime:
        row = self.entity_description
        value = self.camera.readings.get(row.word)
        return None if value is None else row.shows(value)


ROWS: tuple[SensorRow, ...] = (
    SensorRow(
        word=Reading.STATUS,
        follows=Follows.LINK,
        device_class=SensorDeviceClass.ENUM,
        options=["absent", "lost", "disconnected", "ready", "busy", "error"],
    ),
    SensorRow(
        word=Reading.BATTERY,
        device_class=SensorDeviceClass.BATTERY,
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
    ),
    SensorRow(
        word=Reading.POWER_SOURCE,
        group=Group.COUNTERS,
        device_class=SensorDeviceClass.ENUM,
        options=["mains", "battery", "unknown"],
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    SensorRow(
        word=Reading.RECORDING_TIME,
        group=Group.CONTROLS,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=0,
    ),
    SensorRow(
        word=Reading.CARDS,
        group=Group.COUNTERS,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    SensorRow(
        word=Reading.LAST_PHOTO,
        group=Group.PICTURE,
        shows=_text,
    ),
    SensorRow(
        word=Reading.NEXT_BATCH,
        group=Group.COUNTERS,
    ),
    *(
        SensorRow(
            word=word,
            group=Group.COUNTERS,
            follows=Follows.LINK,
            state_class=SensorStateClass.TOTAL_INCREASING,
            entity_category=EntityCategory.DIAGNOSTIC,
        )
        for word in (
            Reading.PHOTOS_TAKEN,
            Reading.PHOTOS_FAILED,
            Reading.DOWNLOADS_DONE,
            Reading.DOWNLOADS_FAILED,
        )
    ),
    SensorRow(
        word=Reading.DOWNLOAD_RATE,
        group=Group.COUNTERS,
        device_class=SensorDeviceClass.DATA_RATE,
        native_unit_of_measurement=UnitOfDataRate.MEGABYTES_PER_SECOND,
        suggested_display_precision=1,
    ),
    SensorRow(
        word=Reading.POWER_ZOOM_TARGET,
        group=Group.CONTROLS,
        native_unit_of_measurement=PERCENTAGE,
    ),
    SensorRow(word=Reading.CAMERAS_ONLINE),
    SensorRow(word=Reading.CAMERAS_KNOWN),
    SensorRow(
        word=Reading.LOWEST_BATTERY,
        device_class=SensorDeviceClass.BATTERY,
        native_unit_of_measurement=PERCENTAGE,
    ),
    SensorRow(word=Reading.LAST_SHOT_MISSING),
    SensorRow(word=Reading.LAST_SEQUENCE_NUMBER),
    SensorRow(
        word=Reading.DISK_SPACE,
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
        suggested_display_precision=1,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    SensorRow(
        word=Reading.MEMORY_USED,
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
        suggested_display_precision=1,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    SensorRow(
        word=Reading.STARTED,
        shows=dt_util.utc_from_timestamp,
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
)
