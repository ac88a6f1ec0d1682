"""Buttons: what a camera, or a whole rig, does when asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, override

from homeassistant.components.button import (
    ButtonDeviceClass,
    ButtonEntity,
    ButtonEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Group
from .coordinator import CamHubConfigEntry
from .entity import CAMERAS, HUBS, CamHubEntity, Row, add_entities
from .model.vocabulary import Ability, Verb

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ButtonRow(Row[Ability], ButtonEntityDescription):
    """An ability as a button; the verb of that name does it, or the one that the row names."""

    verb: Verb | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the buttons of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubButton)


class CamHubButton(CamHubEntity, ButtonEntity):
    """An ability as a button."""

    entity_description: ButtonRow

    @override
    async def async_press(self) -> None:
        row = self.entity_description
        await self.async_command(row.verb or Verb(row.word), **row.fields)


ROWS: tuple[ButtonRow, ...] = (
    ButtonRow(
        word=Ability.SHOOT,
        roles=CAMERAS,
    ),
    ButtonRow(
        word=Ability.AUTOFOCUS,
        roles=CAMERAS,
    ),
    ButtonRow(
        word=Ability.CANCEL_AUTOFOCUS,
        group=Group.FOCUS,
    ),
    ButtonRow(
        word=Ability.MEASURE_WHITE_BALANCE,
        group=Group.EXPOSURE,
    ),
    ButtonRow(
        word=Ability.HIGHLIGHT,
        group=Group.CONTROLS,
        verb=Verb.TAG,
    ),
    ButtonRow(
        word=Ability.SET_CLOCK,
        group=Group.CONTROLS,
        entity_category=EntityCategory.CONFIG,
    ),
    ButtonRow(
        word=Ability.IDENTIFY,
        group=Group.CONTROLS,
        device_class=ButtonDeviceClass.IDENTIFY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    ButtonRow(
        word=Ability.RESHOOT,
        group=Group.PICTURE,
        entity_registry_enabled_default=False,
    ),
    ButtonRow(
        word=Ability.SHOOT,
        translation_key="shoot_all",
        roles=HUBS,
    ),
    ButtonRow(
        word=Ability.AUTOFOCUS,
        translation_key="autofocus_all",
        roles=HUBS,
    ),
    ButtonRow(
        word=Ability.DETECT_CAMERAS,
        entity_category=EntityCategory.CONFIG,
    ),
    ButtonRow(
        word=Ability.SYNC_CLOCKS,
        entity_category=EntityCategory.CONFIG,
    ),
    ButtonRow(
        word=Ability.SYNC_BATCH_NUMBERS,
        entity_category=EntityCategory.CONFIG,
    ),
    ButtonRow(
        word=Ability.RESET_PEOPLE_INSIDE,
        verb=Verb.SET_PEOPLE_INSIDE,
        fields={"people": 0},
    ),
)
