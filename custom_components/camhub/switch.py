"""Switches: settings that are on or off."""

from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Group
from .coordinator import CamHubConfigEntry
from .entity import Follows, Row, SettingEntity, add_entities
from .model.vocabulary import Setting

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SwitchRow(Row[Setting], SwitchEntityDescription):
    """A setting as a switch; one that `vanishes` is unavailable while it cannot be set."""

    vanishes: bool = False


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the switches of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubSwitch)


class CamHubSwitch(SettingEntity, SwitchEntity):
    """A setting as a switch."""

    entity_description: SwitchRow

    @property
    @override
    def available(self) -> bool:
        gone = self.entity_description.vanishes and not self.choice.writable
        return super().available and not gone

    @property
    @override
    def is_on(self) -> bool | None:
        value = self.choice.value
        return None if value is None else value is True

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self.async_set(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self.async_set(False)


_OF_CAMERAS: dict[Setting, Group] = {
    Setting.STABILISATION: Group.PICTURE,
    Setting.FLIP: Group.PICTURE,
    Setting.TRACKING_FOCUS: Group.FOCUS,
    Setting.AUDIO_RECORDING: Group.PICTURE,
    Setting.WIND_NOISE_REDUCTION: Group.PICTURE,
}

_OF_BODIES: dict[Setting, Group] = {
    Setting.INFRARED_REMOTE: Group.CONTROLS,
    Setting.FOCUS_FRAMES: Group.LIVE_VIEW,
    Setting.GPS: Group.CONTROLS,
    Setting.LIGHTS: Group.CONTROLS,
    Setting.EXTERNAL_MICROPHONE: Group.CONTROLS,
}
"""How the camera itself behaves, whatever it takes."""

_OF_HUBS = (
    Setting.AUTO_CONNECT,
    Setting.AUTO_SYNCHRONISE_TIME,
    Setting.AUTO_SCAN_BARCODE,
    Setting.FILTER_BARCODE_SCANNING,
    Setting.RESET_SEQUENCE_ON_EDIT,
    Setting.RESET_BATCH_ON_EDIT,
    Setting.ALLOW_SPACES_IN_FILENAME,
)

ROWS: tuple[SwitchRow, ...] = (
    SwitchRow(word=Setting.CONNECT, group=Group.CONTROLS, follows=Follows.LINK),
    SwitchRow(word=Setting.RECORD, group=Group.CONTROLS, vanishes=True),
    SwitchRow(word=Setting.LIVE_VIEW_ZOOM, group=Group.LIVE_VIEW),
    SwitchRow(word=Setting.DEPTH_OF_FIELD_PREVIEW, group=Group.LIVE_VIEW),
    *(SwitchRow(word=word, group=group) for word, group in _OF_CAMERAS.items()),
    *(
        SwitchRow(word=word, group=group, entity_category=EntityCategory.CONFIG)
        for word, group in _OF_BODIES.items()
    ),
    *(SwitchRow(word=word, entity_category=EntityCategory.CONFIG) for word in _OF_HUBS),
)
