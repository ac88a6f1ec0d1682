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
    DEGREE,
    MAX_LENGTH_STATE_STATE,
    PERCENTAGE,
    EntityCategory,
    UnitOfDataRate,
    UnitOfInformation,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .const import EXPOSURE_VALUE, Group
from .coordinator import CamHubConfigEntry
from .entity import CamHubEntity, Follows, Row, SettingEntity, ShownRow, add_entities
from .model.camera import Camera, Role
from .model.vocabulary import Reading, Setting

PARALLEL_UPDATES = 0


def _as_told(value: StateType) -> StateType:
    return value


def _text(value: str) -> str:
    """Return as much of a text as a state can hold."""
    return value[:MAX_LENGTH_STATE_STATE]


@dataclass(frozen=True, kw_only=True)
class SensorRow(Row[Reading], SensorEntityDescription):
    """A reading as a sensor; `shows` turns a known value into a state.

    `since` is the reading that tells from when on it is counted. A row may be for records of one
    name only; of the rows that fit, the first is taken.
    """

    shows: Callable[[Any], StateType | datetime] = _as_told
    since: Reading | None = None
    named: str | None = None

    @override
    def fits(self, camera: Camera) -> bool:
        """Tell whether the record carries the word and is called as the row wants it."""
        return self.named in (None, camera.name) and super().fits(camera)


@dataclass(frozen=True, kw_only=True)
class ShownSensorRow(ShownRow, SensorEntityDescription):
    """A setting as a sensor; its value is what the system reports, untouched."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the sensors of an entry."""
    add_entities(entry, async_add_entities, READINGS, CamHubSensor)
    add_entities(entry, async_add_entities, SETTINGS, CamHubSettingSensor)


class CamHubSensor(CamHubEntity, SensorEntity):
    """A reading as a sensor."""

    entity_description: SensorRow

    @property
    @override
    def native_value(self) -> StateType | datetime:
        row = self.entity_description
        value = self.camera.readings.get(row.word)
        return None if value is None else row.shows(value)

    @property
    @override
    def last_reset(self) -> datetime | None:
        since = self.entity_description.since
        value = self.camera.readings.get(since) if since else None
        return dt_util.utc_from_timestamp(value) if isinstance(value, int | float) else None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        if since := self.entity_description.since:
            listeners = self.coordinator.listeners
            self.async_on_remove(listeners.add(self.key, since, self.async_write_ha_state))


class CamHubSettingSensor(SettingEntity, SensorEntity):
    """A setting as a sensor."""

    entity_description: ShownSensorRow

    @property
    @override
    def native_value(self) -> StateType:
        return self.choice.value


READINGS: tuple[SensorRow, ...] = (
    SensorRow(
        word=Reading.STATUS,
        single=False,
        follows=Follows.LINK,
        device_class=SensorDeviceClass.ENUM,
        options=["absent", "lost", "disconnected", "ready", "busy", "error"],
    ),
    SensorRow(
        word=Reading.STATUS,
        single=True,
        follows=Follows.LINK,
        device_class=SensorDeviceClass.ENUM,
        options=[
            "unreachable",
            "not_ready",
            "ready",
            "capturing",
            "recording",
            "saving",
            "transferring",
            "transcoding",
            "previewing",
            "error",
            "off",
            "wifi_off",
        ],
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
        quiet=True,
    ),
    SensorRow(
        word=Reading.PHOTOS_LEFT,
        group=Group.COUNTERS,
    ),
    SensorRow(
        word=Reading.RECORDING_TIME_LEFT,
        group=Group.COUNTERS,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
    ),
    SensorRow(
        word=Reading.STORAGE_FREE,
        group=Group.COUNTERS,
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
        suggested_display_precision=1,
    ),
    SensorRow(
        word=Reading.SHUTDOWN_REASON,
        group=Group.CONTROLS,
        # It is asked for when the camera is gone.
        follows=Follows.LINK,
        device_class=SensorDeviceClass.ENUM,
        options=["battery", "user", "overheating", "unknown"],
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    *(
        SensorRow(
            word=word,
            group=Group.COUNTERS,
            native_unit_of_measurement=PERCENTAGE,
            suggested_display_precision=0,
        )
        for word in (Reading.TRANSCODING_PROGRESS, Reading.DOWNLOAD_PROGRESS)
    ),
    SensorRow(
        word=Reading.GPS_STRENGTH,
        group=Group.CONTROLS,
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
    ),
    SensorRow(
        word=Reading.CAMERA_WARNING,
        group=Group.COUNTERS,
        shows=_text,
        entity_category=EntityCategory.DIAGNOSTIC,
        quiet=True,
    ),
    SensorRow(
        word=Reading.FOCUS_STATUS,
        group=Group.FOCUS,
        device_class=SensorDeviceClass.ENUM,
        options=["not_focusing", "focusing", "focused", "failed"],
        quiet=True,
    ),
    SensorRow(
        word=Reading.LIVE_VIEW_ROTATION,
        group=Group.LIVE_VIEW,
        native_unit_of_measurement=DEGREE,
        quiet=True,
    ),
    SensorRow(
        word=Reading.BULB_TIME,
        group=Group.EXPOSURE,
        quiet=True,
    ),
    SensorRow(
        word=Reading.ZOOM_POSITION,
        group=Group.CONTROLS,
        native_unit_of_measurement=PERCENTAGE,
        quiet=True,
    ),
    SensorRow(
        word=Reading.SHOTS_IN_SERIES,
        group=Group.COUNTERS,
        quiet=True,
    ),
    SensorRow(
        word=Reading.LENS,
        group=Group.PICTURE,
        shows=_text,
        entity_category=EntityCategory.DIAGNOSTIC,
        quiet=True,
    ),
    SensorRow(
        word=Reading.PLAYBACK,
        group=Group.CONTROLS,
        device_class=SensorDeviceClass.ENUM,
        options=["idle", "paused", "started", "paused_by_edge", "error"],
        quiet=True,
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
    *(
        SensorRow(
            word=Reading.EVENTS_TODAY,
            roles=frozenset({role}),
            since=Reading.COUNTED_SINCE,
            state_class=SensorStateClass.TOTAL,
            entity_registry_enabled_default=role is Role.RULE,
        )
        for role in (Role.RULE, Role.EVENT_TYPE)
    ),
    SensorRow(
        word=Reading.EVENTS_LAST_HOUR,
        entity_registry_enabled_default=False,
    ),
    SensorRow(
        word=Reading.EVENTS_YESTERDAY,
        entity_registry_enabled_default=False,
    ),
    SensorRow(
        word=Reading.LAST_EVENT,
        shows=dt_util.utc_from_timestamp,
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
    ),
    *(
        SensorRow(
            word=Reading.OBJECTS,
            named=name,
            translation_key=key,
            state_class=SensorStateClass.MEASUREMENT,
        )
        for name, key in (
            ("person", "people_in_view"),
            ("vehicle", "vehicles_in_view"),
            ("unknown", "unclassified_in_view"),
            (None, None),
        )
    ),
    SensorRow(
        word=Reading.PEOPLE_INSIDE,
        state_class=SensorStateClass.MEASUREMENT,
    ),
)

_SHOWN: dict[Setting, Group] = {
    Setting.SHOOT_MODE: Group.CONTROLS,
    Setting.EXPOSURE_MODE: Group.EXPOSURE,
    Setting.APERTURE: Group.EXPOSURE,
    Setting.SHUTTER_SPEED: Group.EXPOSURE,
    Setting.ISO: Group.EXPOSURE,
    Setting.WHITE_BALANCE: Group.EXPOSURE,
    Setting.FLASH: Group.EXPOSURE,
    Setting.FOCUS_MODE: Group.FOCUS,
    Setting.DRIVE_MODE: Group.PICTURE,
    Setting.CONTINUOUS_SPEED: Group.PICTURE,
    Setting.SELF_TIMER: Group.PICTURE,
    Setting.INTERVAL: Group.PICTURE,
    Setting.LOOP_TIME: Group.PICTURE,
    Setting.IMAGE_QUALITY: Group.PICTURE,
    Setting.IMAGE_SIZE: Group.PICTURE,
    Setting.MOVIE_FORMAT: Group.PICTURE,
    Setting.MOVIE_QUALITY: Group.PICTURE,
    Setting.FIELD_OF_VIEW: Group.PICTURE,
    Setting.SCENE: Group.PICTURE,
    Setting.COLOUR: Group.PICTURE,
    Setting.SILENT_SHOOTING: Group.PICTURE,
    Setting.ZOOM_SETTING: Group.CONTROLS,
    Setting.BEEP: Group.CONTROLS,
    Setting.AUTO_POWER_OFF: Group.CONTROLS,
    Setting.POSTVIEW_SIZE: Group.PICTURE,
    Setting.TV_SYSTEM: Group.CONTROLS,
    Setting.LIVE_VIEW_SIZE: Group.LIVE_VIEW,
}

SETTINGS: tuple[ShownSensorRow, ...] = (
    *(ShownSensorRow(word=word, group=group) for word, group in _SHOWN.items()),
    ShownSensorRow(
        word=Setting.EXPOSURE_COMPENSATION,
        group=Group.EXPOSURE,
        native_unit_of_measurement=EXPOSURE_VALUE,
    ),
    ShownSensorRow(
        word=Setting.COLOUR_TEMPERATURE,
        group=Group.EXPOSURE,
        native_unit_of_measurement=UnitOfTemperature.KELVIN,
    ),
)

ROWS = READINGS + SETTINGS
