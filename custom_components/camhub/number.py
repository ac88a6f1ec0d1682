"""Numbers: settings that are an amount."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.number import (
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import EXPOSURE_VALUE, Group
from .coordinator import CamHubConfigEntry
from .entity import Row, SettingEntity, add_entities
from .model.camera import Camera
from .model.vocabulary import Setting

PARALLEL_UPDATES = 0

FRAMES_PER_SECOND = "fps"


@dataclass(frozen=True, kw_only=True)
class NumberRow(Row[Setting], NumberEntityDescription):
    """A setting as a number; its bounds hold where the system tells none.

    One that is `ranged` is a number only where the system tells its range; others
    have a list of values for it, and a select.
    """

    native_min_value: float
    native_max_value: float
    native_step: float = 1
    ranged: bool = False

    @override
    def fits(self, camera: Camera) -> bool:
        """Tell whether the record carries the setting, as a number."""
        return super().fits(camera) and (
            not self.ranged or camera.settings[self.word].minimum is not None
        )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the numbers of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubNumber)


class CamHubNumber(SettingEntity, NumberEntity):
    """A setting as a number."""

    entity_description: NumberRow

    @property
    @override
    def native_value(self) -> float | None:
        value = self.choice.value
        return value if isinstance(value, int | float) else None

    @property
    @override
    def native_min_value(self) -> float:
        minimum = self.choice.minimum
        return self.entity_description.native_min_value if minimum is None else minimum

    @property
    @override
    def native_max_value(self) -> float:
        maximum = self.choice.maximum
        return self.entity_description.native_max_value if maximum is None else maximum

    @property
    @override
    def native_step(self) -> float:
        return self.choice.step or self.entity_description.native_step

    @override
    async def async_set_native_value(self, value: float) -> None:
        await self.async_set(int(value) if value.is_integer() else value)


ROWS: tuple[NumberRow, ...] = (
    NumberRow(
        word=Setting.POWER_ZOOM,
        group=Group.CONTROLS,
        native_min_value=0,
        native_max_value=100,
        native_unit_of_measurement=PERCENTAGE,
        mode=NumberMode.SLIDER,
    ),
    NumberRow(
        word=Setting.EXPOSURE_COMPENSATION,
        group=Group.EXPOSURE,
        ranged=True,
        native_min_value=-5,
        native_max_value=5,
        native_step=0.1,
        native_unit_of_measurement=EXPOSURE_VALUE,
        mode=NumberMode.SLIDER,
    ),
    NumberRow(
        word=Setting.PROGRAM_SHIFT,
        group=Group.EXPOSURE,
        native_min_value=-5,
        native_max_value=5,
        mode=NumberMode.SLIDER,
    ),
    NumberRow(
        word=Setting.COLOUR_TEMPERATURE,
        group=Group.EXPOSURE,
        ranged=True,
        native_min_value=2500,
        native_max_value=9900,
        native_step=100,
        native_unit_of_measurement=UnitOfTemperature.KELVIN,
        mode=NumberMode.SLIDER,
    ),
    *(
        NumberRow(
            word=word,
            group=Group.PICTURE,
            native_min_value=0,
            native_max_value=255,
            mode=NumberMode.SLIDER,
        )
        for word in (
            Setting.BRIGHTNESS,
            Setting.CONTRAST,
            Setting.HUE,
            Setting.SATURATION,
            Setting.SHARPNESS,
        )
    ),
    NumberRow(
        word=Setting.TRIGGER_INDEX,
        group=Group.CONTROLS,
        native_min_value=0,
        native_max_value=100,
        mode=NumberMode.BOX,
        entity_category=EntityCategory.CONFIG,
    ),
    NumberRow(
        word=Setting.SESSION_NUMBER,
        native_min_value=0,
        native_max_value=2**31 - 1,
        mode=NumberMode.BOX,
        entity_category=EntityCategory.CONFIG,
    ),
    NumberRow(
        word=Setting.LIVE_VIEW_FPS,
        native_min_value=1,
        native_max_value=240,
        native_unit_of_measurement=FRAMES_PER_SECOND,
        mode=NumberMode.BOX,
        entity_category=EntityCategory.CONFIG,
    ),
    NumberRow(
        word=Setting.VIDEO_FPS,
        native_min_value=1,
        native_max_value=240,
        native_unit_of_measurement=FRAMES_PER_SECOND,
        mode=NumberMode.BOX,
        entity_category=EntityCategory.CONFIG,
    ),
)
