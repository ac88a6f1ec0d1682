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
from .coordinator import CamHubConfigEntry, Coordinator
from .entity import CamHubEntity, Follows, Row, SettingEntity, ShownRow, add_entities
from .model.camera import Value
from .model.vocabulary import Reading, Setting

PARALLEL_UPDATES = 0


def _as_told(value: Value, coordinator: Coordinator) -> bool | None:
    """Return what the system says, whatever the link does meanwhile."""
    return None if value is None else value is True


def _while_up(value: Value, coordinator: Coordinator) -> bool:
    """Return whether it is so and the link is up."""
    return coordinator.up and value is True


def _while_heard(value: Value, coordinator: Coordinator) -> bool:
    """Return whether it is so and the system would be heard to say if it were not."""
    return coordinator.available and value is True


@dataclass(frozen=True, kw_only=True)
class BinarySensorRow(Row[Reading], BinarySensorEntityDescription):
    """A reading as a binary sensor; `shows` takes its value and whose it is."""

    shows: Callable[[Value, Coordinator], bool | None] = _as_told


@dataclass(frozen=True, kw_only=True)
class ShownBinarySensorRow(ShownRow, BinarySensorEntityDescription):
    """A setting as a binary sensor."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the binary sensors of an entry."""
    add_entities(entry, async_add_entities, READINGS, CamHubBinarySensor)
    add_entities(entry, async_add_entities, SETTINGS, CamHubSettingBinarySensor)


class CamHubBinarySensor(CamHubEntity, BinarySensorEntity):
    """A reading as a binary sensor."""

    entity_description: BinarySensorRow

    @property
    @override
    def is_on(self) -> bool | None:
        row = self.entity_description
        return row.shows(self.camera.readings.get(row.word), self.coordinator)


class CamHubSettingBinarySensor(SettingEntity, BinarySensorEntity):
    """A setting as a binary sensor."""

    entity_description: ShownBinarySensorRow

    @property
    @override
    def is_on(self) -> bool | None:
        value = self.choice.value
        return None if value is None else value is True


READINGS: tuple[BinarySensorRow, ...] = (
    BinarySensorRow(
        word=Reading.ONLINE,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        follows=Follows.NOTHING,
        shows=_while_heard,
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
        word=Reading.BATTERY_LOW,
        device_class=BinarySensorDeviceClass.BATTERY,
    ),
    BinarySensorRow(
        word=Reading.CHARGING,
        device_class=BinarySensorDeviceClass.BATTERY_CHARGING,
        quiet=True,
    ),
    BinarySensorRow(
        word=Reading.MEMORY_LOW,
        device_class=BinarySensorDeviceClass.PROBLEM,
    ),
    BinarySensorRow(
        word=Reading.MEMORY_ERROR,
        device_class=BinarySensorDeviceClass.PROBLEM,
    ),
    BinarySensorRow(
        word=Reading.OVERHEATING,
        device_class=BinarySensorDeviceClass.HEAT,
    ),
    BinarySensorRow(
        word=Reading.GPS_FIX,
        group=Group.CONTROLS,
    ),
    *(
        BinarySensorRow(
            word=word,
            group=Group.CONTROLS,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            quiet=True,
        )
        for word in (Reading.HEART_RATE_SENSOR, Reading.CADENCE_SENSOR)
    ),
    BinarySensorRow(
        word=Reading.FOCUSED,
        group=Group.FOCUS,
        quiet=True,
    ),
    BinarySensorRow(
        word=Reading.TRACKING,
        group=Group.FOCUS,
        quiet=True,
    ),
    BinarySensorRow(
        word=Reading.TOUCH_FOCUS_SET,
        group=Group.FOCUS,
        quiet=True,
    ),
    BinarySensorRow(
        word=Reading.PROGRAM_SHIFTED,
        group=Group.EXPOSURE,
        quiet=True,
    ),
    BinarySensorRow(
        word=Reading.LIVE_VIEW_ON,
        group=Group.LIVE_VIEW,
        device_class=BinarySensorDeviceClass.RUNNING,
        quiet=True,
    ),
    BinarySensorRow(
        word=Reading.BULB_ACTIVE,
        group=Group.EXPOSURE,
        quiet=True,
    ),
    BinarySensorRow(
        word=Reading.BATCH_MISMATCH,
        device_class=BinarySensorDeviceClass.PROBLEM,
    ),
    BinarySensorRow(
        word=Reading.MOTION,
        device_class=BinarySensorDeviceClass.MOTION,
    ),
    BinarySensorRow(
        word=Reading.CROWD,
        device_class=BinarySensorDeviceClass.OCCUPANCY,
    ),
    BinarySensorRow(
        word=Reading.OBSTRUCTED,
        device_class=BinarySensorDeviceClass.TAMPER,
    ),
    BinarySensorRow(
        word=Reading.ZONE_MOTION,
        device_class=BinarySensorDeviceClass.MOTION,
        entity_registry_enabled_default=False,
    ),
    BinarySensorRow(
        word=Reading.ZONE_CROWD,
        device_class=BinarySensorDeviceClass.OCCUPANCY,
        entity_registry_enabled_default=False,
    ),
    BinarySensorRow(
        word=Reading.ZONE_OCCUPIED,
        device_class=BinarySensorDeviceClass.OCCUPANCY,
    ),
)

SETTINGS: tuple[ShownBinarySensorRow, ...] = tuple(
    ShownBinarySensorRow(word=word, group=group)
    for word, group in {
        Setting.STABILISATION: Group.PICTURE,
        Setting.FLIP: Group.PICTURE,
        Setting.TRACKING_FOCUS: Group.FOCUS,
        Setting.AUDIO_RECORDING: Group.PICTURE,
        Setting.WIND_NOISE_REDUCTION: Group.PICTURE,
        Setting.INFRARED_REMOTE: Group.CONTROLS,
    }.items()
)

ROWS = READINGS + SETTINGS
