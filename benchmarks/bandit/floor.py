"""The least that shows a camera's viewfinder, what it tells, and a file of it: no checks, no recovery."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, override

import aiohttp
import orjson
from aiohttp import web
from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.camera import Camera
from homeassistant.components.http import HomeAssistantView
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from benchmarks.bandit.reassembly import HEADER

_BOUNDARY = b"--frameboundary\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n"
_SIZE = slice(HEADER, HEADER + 4)
_LARGEST = 2048


class Api:
    """Calls of a camera."""

    def __init__(self, http: aiohttp.ClientSession, port: int) -> None:
        """Take where it is."""
        self.http = http
        self._url = f"http://127.0.0.1:{port}/api/2"

    async def status(self) -> dict[str, Any]:
        """Return the status."""
        async with self.http.get(f"{self._url}/status") as response:
            told: dict[str, Any] = orjson.loads(await response.read())
        return told

    async def viewfinder(self, port: int, *, active: bool) -> None:
        """Start or stop the viewfinder."""
        body = {"viewfinder_active": active, "viewfinder_streaming_port": port}
        async with self.http.post(f"{self._url}/viewfinder", json=body) as response:
            response.raise_for_status()

    def video(self, video_id: str) -> Any:
        """Return the request for the file of a video, to be entered."""
        timeout = aiohttp.ClientTimeout(total=None)
        return self.http.get(f"{self._url}/videos/{video_id}/contents", timeout=timeout)


class BareCamera(Camera):
    """A live view: a socket that is read until it is empty, and the newest frame to whoever is ready for it."""

    def __init__(self, entry: ConfigEntry, api: Api) -> None:
        """Take the camera."""
        super().__init__()
        self._attr_unique_id = entry.entry_id
        self._attr_name = "bare"
        self._api = api
        self._viewers = 0
        self._arrived = asyncio.Event()
        self._newest = self._picture = bytearray()
        self._wanted = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(("127.0.0.1", 0))

    @override
    async def async_will_remove_from_hass(self) -> None:
        self._socket.close()

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse:
        kind = "multipart/x-mixed-replace; boundary=--frameboundary"
        response = web.StreamResponse(headers={"Content-Type": kind})
        await response.prepare(request)
        async with self._watched():
            while True:
                await self._arrived.wait()
                await response.write(_BOUNDARY % (len(self._newest), self._newest))

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        port = self._socket.getsockname()[1]
        self._viewers += 1
        if self._viewers == 1:
            loop.add_reader(self._socket, self._drain)
            await self._api.viewfinder(port, active=True)
        try:
            yield
        finally:
            self._viewers -= 1
            if not self._viewers:
                loop.remove_reader(self._socket)
                await self._api.viewfinder(-1, active=False)

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while True:
                datagram = self._socket.recv(_LARGEST)
                if not datagram[2]:
                    self._picture = bytearray()
                    self._wanted = int.from_bytes(datagram[_SIZE])
                    continue
                self._picture += datagram[HEADER:]
                if len(self._picture) == self._wanted:
                    self._newest = self._picture
                    arrived, self._arrived = self._arrived, asyncio.Event()
                    arrived.set()


class BareRecording(BinarySensorEntity):
    """Whether it records, as it tells it."""

    _attr_should_poll = False

    def __init__(self, entry: ConfigEntry, api: Api) -> None:
        """Take the camera."""
        self._attr_unique_id = f"{entry.entry_id}_recording"
        self._attr_name = "bare"
        self._api = api

    @override
    async def async_added_to_hass(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    @override
    async def async_will_remove_from_hass(self) -> None:
        self._listening.cancel()

    async def _listen(self) -> None:
        port = (await self._api.status())["backchannel_port"]
        reader, _ = await asyncio.open_connection("127.0.0.1", port)
        while line := await reader.readline():
            told = orjson.loads(line)
            if "recording_started" in told or "recording_stopped" in told:
                self._attr_is_on = "recording_started" in told
                self.async_write_ha_state()


class BareProxy(HomeAssistantView):
    """The file of a video, handed on as it arrives."""

    url = "/api/bare/{video_id}"
    name = "api:bare"
    requires_auth = False

    def __init__(self, api: Api) -> None:
        """Take the camera."""
        self._api = api

    async def get(self, request: web.Request, video_id: str) -> web.StreamResponse:
        """Return the file."""
        async with self._api.video(video_id) as video:
            response = web.StreamResponse()
            response.content_length = video.content_length
            await response.prepare(request)
            async for chunk in video.content.iter_any():
                await response.write(chunk)
        return response


async def bare_entities(hass: HomeAssistant, entry: ConfigEntry, port: int) -> dict[str, list[Any]]:
    """Return the entities of a camera, and serve its files."""
    api = Api(async_get_clientsession(hass), port)
    hass.http.register_view(BareProxy(api))
    return {"camera": [BareCamera(entry, api)], "binary_sensor": [BareRecording(entry, api)]}
