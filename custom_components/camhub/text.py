"""Texts: settings that a user writes."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.text import TextEntity, TextEntityDescription
from homeassistant.const import MAX_LENGTH_STATE_STATE, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Group
from .coordinator import CamHubConfigEntry
from .entity import Row, SettingEntity, add_entities
from .model.vocabulary import Setting

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class TextRow(Row[Setting], TextEntityDescription):
    """A setting as a text."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the texts of an entry."""
    add_entities(entry, async_add_entities, ROWS, CamHubText)


class CamHubText(SettingEntity, TextEntity):
    """A setting as a text, of which Home Assistant holds so many characters."""

    entity_description: TextRow

    @property
    @override
    def native_value(self) -> str | None:
        value = self.choice.value
        return None if value is None else str(value)[:MAX_LENGTH_STATE_STATE]

    @override
    async def async_set_value(self, value: str) -> None:
        await self.async_set(value)


ROWS: tuple[TextRow, ...] = (
    TextRow(word=Setting.GROUP, group=Group.CONTROLS),
    TextRow(word=Setting.SESSION_NAME),
    TextRow(word=Setting.UNIQUE_TAG),
    TextRow(word=Setting.BARCODE),
    TextRow(word=Setting.FILENAME_EXPRESSION),
    TextRow(word=Setting.BARCODE_CAMERA_FILTER),
    TextRow(word=Setting.DOWNLOAD_PATH, entity_registry_enabled_default=False),
    TextRow(word=Setting.FALLBACK_PATH, entity_registry_enabled_default=False),
)
