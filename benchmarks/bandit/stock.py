"""The usual ways: asyncio's datagrams and Home Assistant's stills, a status each second, a file at once."""

import asyncio
import logging
from datetime import timedelta
from typing import Any, override

from aiohttp import web
from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.camera import Camera
from homeassistant.components.http import HomeAssistantView
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import CoordinatorEntity, DataUpdateCoordinator

from benchmarks.bandit.floor import Api
from benchmarks.bandit.reassembly import HEADER

_LOGGER = logging.getLogger(__name__)

_RATE = 30.0


class _Datagrams(asyncio.DatagramProtocol):
    """The newest frame, of datagrams that come in order."""

    def __init__(self) -> None:
        """Begin without one."""
        self.newest = b""
        self.arrived = asyncio.Event()
        self._parts: list[bytes] = []
        self._left = 0

    @override
    def datagram_received(self, data: bytes, addr: Any) -> None:
        if not data[2]:
            self._parts = []
            self._left = int.from_bytes(data[HEADER : HEADER + 4])
            return
        self._parts.append(data[HEADER:])
        self._left -= len(data) - HEADER
        if not self._left:
            self.newest = b"".join(self._parts)
            self.arrived.set()


class StockCamera(Camera):
    """Home Assistant's moving picture made of stills, while somebody looks."""

    _attr_frame_interval = 1 / _RATE

    def __init__(self, entry: ConfigEntry, api: Api) -> None:
        """Take the camera."""
        super().__init__()
        self._attr_unique_id = entry.entry_id
        self._attr_name = "stock"
        self._api = api
        self._datagrams = _Datagrams()

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        await self._datagrams.arrived.wait()
        return self._datagrams.newest

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse | None:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self._datagrams, local_addr=("127.0.0.1", 0)
        )
        await self._api.viewfinder(transport.get_extra_info("sockname")[1], active=True)
        try:
            return await super().handle_async_mjpeg_stream(request)
        finally:
            transport.close()
            await self._api.viewfinder(-1, active=False)


class StockCoordinator(DataUpdateCoordinator[bool]):
    """Asks whether it records."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, api: Api) -> None:
        """Take the camera."""
        every = timedelta(seconds=1)
        super().__init__(hass, _LOGGER, config_entry=entry, name="stock", update_interval=every)
        self._api = api

    @override
    async def _async_update_data(self) -> bool:
        return bool((await self._api.status())["recording_active"])


class StockRecording(CoordinatorEntity[StockCoordinator], BinarySensorEntity):
    """Whether it records."""

    _attr_name = "stock"

    def __init__(self, coordinator: StockCoordinator, entry: ConfigEntry) -> None:
        """Take what asks."""
        super().__init__(coordinator)
        self._attr_unique_id = f"{entry.entry_id}_recording"

    @property
    @override
    def is_on(self) -> bool:
        return self.coordinator.data


class StockProxy(HomeAssistantView):
    """The file of a video, read whole and then sent."""

    url = "/api/stock/{video_id}"
    name = "api:stock"
    requires_auth = False

    def __init__(self, api: Api) -> None:
        """Take the camera."""
        self._api = api

    async def get(self, request: web.Request, video_id: str) -> web.Response:
        """Return the file."""
        async with self._api.video(video_id) as video:
            return web.Response(body=await video.read())


async def stock_entities(
    hass: HomeAssistant, entry: ConfigEntry, port: int
) -> dict[str, list[Any]]:
    """Return the entities of a camera, and serve its files."""
    api = Api(async_get_clientsession(hass), port)
    hass.http.register_view(StockProxy(api))
    coordinator = StockCoordinator(hass, entry, api)
    await coordinator.async_config_entry_first_refresh()
    return {
        "camera": [StockCamera(entry, api)],
        "binary_sensor": [StockRecording(coordinator, entry)],
    }
