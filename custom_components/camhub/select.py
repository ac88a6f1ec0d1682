"""Selects: settings with a list of values, of one camera or of all cameras of a rig at once."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Group
from .coordinator import CamHubConfigEntry
from .entity import CAMERAS, HUBS, Row, SettingEntity, add_entities
from .model.camera import Camera
from .model.vocabulary import Setting

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SelectRow(Row[Setting], SelectEntityDescription):
    """A setting as a select; what it offers are the values that the system reports, untouched.

    `options` are those of them that have texts of their own.
    """

    @override
    def fits(self, camera: Camera) -> bool:
        """Tell whether the record carries the setting, as one with a list of values."""
        return super().fits(camera) and camera.settings[self.word].minimum is None


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the selects of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubSelect)


class CamHubSelect(SettingEntity, SelectEntity):
    """A setting as a select; unknown where the cameras of a rig differ."""

    entity_description: SelectRow

    @property
    @override
    def current_option(self) -> str | None:
        value = self.choice.value
        return None if value is None else str(value)

    @property
    @override
    def options(self) -> list[str]:
        options, current = list(self.choice.options), self.current_option
        if current is not None and current not in options:
            options.append(current)
        return options

    @override
    async def async_select_option(self, option: str) -> None:
        await self.async_set(option)


SHOOT_MODES = [
    "still",
    "movie",
    "audio",
    "interval",
    "loop",
    "normal",
    "slow_motion",
    "time_lapse",
    "night_lapse",
    "single",
    "burst",
    "continuous",
]
INTERVALS = ["variable"]
FLASH_MODES = ["off", "auto", "on", "slow_sync", "rear_sync", "wireless"]
FUNCTIONS = ["remote_shooting", "contents_transfer"]

_OF_RIGS: dict[Setting, Group] = {
    Setting.EXPOSURE_MODE: Group.EXPOSURE,
    Setting.APERTURE: Group.EXPOSURE,
    Setting.SHUTTER_SPEED: Group.EXPOSURE,
    Setting.ISO: Group.EXPOSURE,
    Setting.EXPOSURE_COMPENSATION: Group.EXPOSURE,
    Setting.WHITE_BALANCE: Group.EXPOSURE,
    Setting.COLOUR_TEMPERATURE: Group.EXPOSURE,
    Setting.METERING: Group.EXPOSURE,
    Setting.FOCUS_MODE: Group.FOCUS,
    Setting.DRIVE_MODE: Group.PICTURE,
    Setting.IMAGE_QUALITY: Group.PICTURE,
    Setting.STORAGE_TARGET: Group.PICTURE,
    Setting.MIRROR_LOCKUP: Group.PICTURE,
    Setting.PIXEL_SHIFT: Group.PICTURE,
    Setting.CONTROL_MODE: Group.PICTURE,
}

_OF_SINGLES: dict[Setting, Group] = {
    Setting.CONTINUOUS_SPEED: Group.PICTURE,
    Setting.SELF_TIMER: Group.PICTURE,
    Setting.LOOP_TIME: Group.PICTURE,
    Setting.SERIES_DURATION: Group.PICTURE,
    Setting.BURST_COUNT: Group.PICTURE,
    Setting.IMAGE_SIZE: Group.PICTURE,
    Setting.MOVIE_FORMAT: Group.PICTURE,
    Setting.MOVIE_QUALITY: Group.PICTURE,
    Setting.FRAME_RATE: Group.PICTURE,
    Setting.SLOW_MOTION_RATE: Group.PICTURE,
    Setting.FIELD_OF_VIEW: Group.PICTURE,
    Setting.SCENE: Group.PICTURE,
    Setting.COLOUR: Group.PICTURE,
    Setting.SILENT_SHOOTING: Group.PICTURE,
    Setting.ZOOM_SETTING: Group.CONTROLS,
}

_OF_BODIES: dict[Setting, Group] = {
    Setting.BEEP: Group.CONTROLS,
    Setting.AUTO_POWER_OFF: Group.CONTROLS,
    Setting.POSTVIEW_SIZE: Group.PICTURE,
    Setting.TV_SYSTEM: Group.CONTROLS,
    Setting.LIVE_VIEW_SIZE: Group.LIVE_VIEW,
}
"""How the camera itself behaves, whatever it takes."""

_OF_HUBS = (Setting.DEFAULT_STORAGE, Setting.DEFAULT_FOCUS_MODE, Setting.DEFAULT_CONTROL_MODE)

ROWS: tuple[SelectRow, ...] = (
    SelectRow(word=Setting.SHOOT_MODE, group=Group.CONTROLS, options=SHOOT_MODES),
    SelectRow(word=Setting.INTERVAL, group=Group.PICTURE, options=INTERVALS),
    SelectRow(word=Setting.FLASH, group=Group.EXPOSURE, options=FLASH_MODES),
    SelectRow(word=Setting.FUNCTION, group=Group.CONTROLS, options=FUNCTIONS),
    *(SelectRow(word=word, group=group, roles=CAMERAS) for word, group in _OF_RIGS.items()),
    *(SelectRow(word=word, group=group) for word, group in _OF_SINGLES.items()),
    *(
        SelectRow(word=word, group=group, entity_category=EntityCategory.CONFIG)
        for word, group in _OF_BODIES.items()
    ),
    *(SelectRow(word=word, translation_key=f"{word}_all", roles=HUBS) for word in _OF_RIGS),
    *(SelectRow(word=word, entity_category=EntityCategory.CONFIG) for word in _OF_HUBS),
)
