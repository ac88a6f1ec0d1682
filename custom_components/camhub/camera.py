"""Cameras: what a camera sees, while somebody looks."""

from dataclasses import dataclass
from functools import partial
from typing import override

from aiohttp import web
from homeassistant.components.camera import (
    Camera,
    CameraEntityDescription,
    async_get_still_stream,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import NO_PICTURE, Group
from .coordinator import CamHubConfigEntry, Coordinator
from .entity import CamHubEntity, Row, add_entities
from .model.vocabulary import Ability

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class CameraRow(Row[Ability], CameraEntityDescription):
    """A moving picture as a camera entity."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CamHubConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the camera entities of an entry."""
    no_picture = await hass.async_add_executor_job(NO_PICTURE.read_bytes)
    add_entities(entry, async_add_entities, ROWS, partial(CamHubCamera, no_picture))


class CamHubCamera(CamHubEntity, Camera):
    """A live view, which runs only while somebody looks at it.

    Home Assistant writes the state of every camera entity each five minutes,
    with a new access token: one more reason for a group that has to be chosen.
    """

    entity_description: CameraRow

    def __init__(
        self, no_picture: bytes, coordinator: Coordinator, key: str, row: CameraRow
    ) -> None:
        """Take what to show before there is any picture, and whose record it shows."""
        Camera.__init__(self)
        super().__init__(coordinator, key, row)
        self._no_picture = no_picture

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes:
        """Return the newest frame there is, else the last photo; it never starts live view."""
        if frame := self.coordinator.live_view(self.key).newest:
            return frame
        picture = self.coordinator.pictures.get(self.key)
        if picture is None or picture.content_type != self.content_type:
            return self._no_picture
        return picture.data

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse | None:
        """Show the moving picture; without one to show, Home Assistant answers "bad gateway"."""
        async with self.coordinator.watch(self.key) as next_frame:
            if next_frame is None:
                return None
            return await async_get_still_stream(request, next_frame, self.content_type, 0.0)


ROWS: tuple[CameraRow, ...] = (CameraRow(word=Ability.LIVE_VIEW, group=Group.LIVE_VIEW),)
