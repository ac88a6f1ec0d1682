"""Images: the last photo that a camera handed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import NO_PICTURE, Group
from .coordinator import CamHubConfigEntry, Coordinator
from .entity import CAMERAS, CamHubEntity, Follows, Row, add_entities
from .link.session import Picture
from .listeners import Unsubscribe
from .model.vocabulary import Ability

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ImageRow(Row[Ability], ImageEntityDescription):
    """A still picture as an image entity; what was handed over stays, whatever the camera does."""

    follows: Follows = Follows.NOTHING


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the image entities of an entry."""
    no_picture = await hass.async_add_executor_job(NO_PICTURE.read_bytes)
    add_entities(entry, async_add_entities, ROWS, partial(CamHubImage, no_picture))


class CamHubImage(CamHubEntity, ImageEntity):
    """The last photo; its state is when that reached Home Assistant.

    Looking at it asks nothing of the camera.
    """

    _unrecorded_attributes = frozenset({"name", "taken"})
    entity_description: ImageRow

    def __init__(
        self, no_picture: bytes, coordinator: Coordinator, key: str, row: ImageRow
    ) -> None:
        """Take what to show before there is any photo, and whose photos to show."""
        ImageEntity.__init__(self, coordinator.hass)
        super().__init__(coordinator, key, row)
        self._no_picture = no_picture
        self._picture: Picture | None = None
        self._take()

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what the camera tells of the photo; its clock may have no time zone."""
        if self._picture is None:
            return None
        return {"name": self._picture.name, "taken": self._picture.taken}

    @override
    async def async_image(self) -> bytes:
        return self._no_picture if self._picture is None else self._picture.data

    @override
    def listen(self) -> Unsubscribe:
        return self.coordinator.listeners.add(self.key, self.entity_description.word, self._changed)

    @callback
    def _changed(self) -> None:
        if self._take():
            self.async_write_ha_state()

    def _take(self) -> bool:
        """Take the newest photo; return whether there is one that was not shown before."""
        picture = self.coordinator.pictures.last(self.key)
        if picture is None or picture is self._picture:
            return False
        self._picture = picture
        self._attr_content_type = picture.content_type
        now, before = dt_util.utcnow(), self._attr_image_last_updated
        if before is not None and now <= before:
            # Whoever waits for a new state has to see each photo, whatever the clock does.
            now = before + timedelta(microseconds=1)
        self._attr_image_last_updated = now
        return True


ROWS: tuple[ImageRow, ...] = (ImageRow(word=Ability.PICTURE, group=Group.PICTURE, roles=CAMERAS),)
