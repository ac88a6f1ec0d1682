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
from .model.vocabulary import Setting

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SelectRow(Row[Setting], SelectEntityDescription):
    """A setting as a select; its options are the values that the system reports, untouched."""


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


_OF_CAMERAS: dict[Setting, Group] = {
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

_OF_HUBS = (Setting.DEFAULT_STORAGE, Setting.DEFAULT_FOCUS_MODE, Setting.DEFAULT_CONTROL_MODE)

ROWS: tuple[SelectRow, ...] = (
    *(SelectRow(word=word, group=group, roles=CAMERAS) for word, group in _OF_CAMERAS.items()),
    *(SelectRow(word=word, translation_key=f"{word}_all", roles=HUBS) for word in _OF_CAMERAS),
    *(SelectRow(word=word, entity_category=EntityCategory.CONFIG) for word in _OF_HUBS),
)
