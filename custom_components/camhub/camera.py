"""Cameras: what a camera sees, while somebody looks."""

import asyncio
import logging
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import override

from aiohttp import web
from homeassistant.components.camera import (
    Camera,
    CameraEntityDescription,
    CameraEntityFeature,
    StreamType,
)
from homeassistant.components.stream import Stream
from homeassistant.const import CONTENT_TYPE_MULTIPART
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import NO_PICTURE, Group
from .coordinator import CamHubConfigEntry, Coordinator
from .entity import CamHubEntity, Row, add_entities
from .model.vocabulary import Ability
from .pictures import NextFrame

PARALLEL_UPDATES = 0

_CONTENT_TYPE = CONTENT_TYPE_MULTIPART.format("--frameboundary")
_END = 2.0
"""Seconds that a stream may take to end; one that is being opened takes longer, and ends by itself."""

_PART = b"--frameboundary\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n"


_ADDRESS = re.compile(r"\S*://\S+")


class _Discreet(logging.Filter):
    """Keeps a stream's address out of the log.

    Home Assistant masks a user and a password in their usual place; many cameras want them elsewhere.
    """

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _ADDRESS.sub("(its address)", record.getMessage()), ()
        return True


_DISCREET = _Discreet()


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
    add_entities(entry, async_add_entities, LIVE_VIEWS, partial(CamHubCamera, no_picture))
    add_entities(entry, async_add_entities, STREAMS, partial(CamHubStream, no_picture))


class PictureEntity(CamHubEntity, Camera):
    """A camera that moves only while somebody looks at it.

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


class CamHubCamera(PictureEntity):
    """A live view: frames that the system hands over one by one."""

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes:
        """Return the newest frame there is, else the last photo; it never starts live view."""
        if frame := self.coordinator.pictures.live_view(self.key).newest:
            return frame
        picture = self.coordinator.pictures.last(self.key)
        if picture is None or picture.content_type != self.content_type:
            return self._no_picture
        return picture.data

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse | None:
        """Show the moving picture; without one to show, Home Assistant answers "bad gateway"."""
        async with self.coordinator.pictures.watch(self.key) as next_frame:
            if next_frame is None:
                return None
            return await _show(request, next_frame)


class CamHubStream(PictureEntity):
    """A stream that Home Assistant opens itself, at an address that is told to nobody else.

    Pictures on dashboards are asked for each few seconds, for as long as a browser is open. Home
    Assistant would open the stream for them and never close it: here they show what it saw last.
    A user who wants them to be new keeps the stream open by its setting "Preload stream".
    """

    _attr_supported_features = CameraEntityFeature.STREAM
    _seen: bytes | None = None

    @property
    @override
    def available(self) -> bool:
        return super().available and (self.stream is None or self.stream.available)

    @override
    async def stream_source(self) -> str | None:
        if self.entity_description.word not in self.camera.abilities:
            return None
        return await self.coordinator.stream_source(self.key)

    @override
    async def async_create_stream(self) -> Stream | None:
        """Return the stream; Home Assistant's own would go on from where it came when it was made."""
        logging.getLogger(f"{Stream.__module__}.stream.{self.entity_id}").addFilter(_DISCREET)
        if self.stream is not None:
            source = await self.stream_source()
            if source is None:
                await self._end()
            elif source != self.stream.source:
                self.stream.update_source(source)
        return await super().async_create_stream()

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes:
        """Return the newest key frame of a stream that runs, else the last one; it never starts one."""
        if self.stream is not None and StreamType.HLS in self.stream.outputs():
            self._seen = await self.stream.async_get_image() or self._seen
        return self._seen or self._no_picture

    @override
    async def async_will_remove_from_hass(self) -> None:
        await super().async_will_remove_from_hass()
        await self._end()

    async def _end(self) -> None:
        """Close the stream, whoever looks."""
        stream, self.stream = self.stream, None
        if stream is not None:
            # The settings themselves are the user's, and those of the next stream.
            stream.dynamic_stream_settings = replace(
                stream.dynamic_stream_settings, preload_stream=False
            )
            for output in stream.outputs().values():
                output.cleanup()
            with suppress(TimeoutError):
                async with asyncio.timeout(_END):
                    await stream.stop()


async def _show(request: web.Request, next_frame: NextFrame) -> web.StreamResponse:
    """Send a browser the newest frame whenever the last has left.

    Home Assistant's own helper has some three frames waiting for one that has
    stopped reading: two that aiohttp holds, and one to compare with.
    """
    response = web.StreamResponse(headers={"Content-Type": _CONTENT_TYPE})
    await response.prepare(request)
    if request.transport is not None:
        request.transport.set_write_buffer_limits(high=0)
    # A browser shows a frame when the next one begins.
    times = 2
    while part := _part(await next_frame()):
        for _ in range(times):
            await response.write(part)
            await request.writer.drain()
        times = 1
    return response


def _part(frame: bytes | None) -> bytes:
    """Return a frame as a part of the response, nothing where live view has ended."""
    return _PART % (len(frame), frame) if frame else b""


LIVE_VIEWS = (CameraRow(word=Ability.LIVE_VIEW, group=Group.LIVE_VIEW),)

STREAMS = (CameraRow(word=Ability.STREAM, group=Group.LIVE_VIEW),)

ROWS = LIVE_VIEWS + STREAMS
