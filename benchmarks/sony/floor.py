"""The least that shows a camera's live view and tells of its shots: no library, no checks, no recovery."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, override

import aiohttp
import orjson
from aiohttp import web
from homeassistant.components.camera import Camera
from homeassistant.components.event import EventEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from benchmarks.sony.parsing import HEADER, SIZE

_BOUNDARY = b"--frameboundary\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n"


class Api:
    """Calls of a camera."""

    def __init__(self, http: aiohttp.ClientSession, port: int) -> None:
        """Take where it is."""
        self.http = http
        self._url = f"http://127.0.0.1:{port}/sony/camera"

    async def call(self, method: str, *params: Any) -> Any:
        """Return the result of a call."""
        body = {"method": method, "params": params, "id": 1, "version": "1.0"}
        timeout = aiohttp.ClientTimeout(total=None)
        async with self.http.post(self._url, data=orjson.dumps(body), timeout=timeout) as response:
            answer = orjson.loads(await response.read())
        return answer.get("result")


class BareCamera(Camera):
    """A live view: one stream of the camera, and the newest frame to whoever is ready for it."""

    def __init__(self, entry: ConfigEntry, api: Api) -> None:
        """Take the camera."""
        super().__init__()
        self._attr_unique_id = entry.entry_id
        self._attr_name = "bare"
        self._api = api
        self._viewers = 0
        self._stream: asyncio.Task[None] | None = None
        self._arrived = asyncio.Event()
        self._newest = b""

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse:
        kind = "multipart/x-mixed-replace; boundary=--frameboundary"
        response = web.StreamResponse(headers={"Content-Type": kind})
        await response.prepare(request)
        async with self._watched():
            while self._stream is not None:
                await self._arrived.wait()
                await response.write(_BOUNDARY % (len(self._newest), self._newest))
        return response

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        self._viewers += 1
        if self._stream is None:
            self._stream = asyncio.create_task(self._read())
        try:
            yield
        finally:
            self._viewers -= 1
            if not self._viewers:
                self._stream.cancel()
                self._stream = None

    async def _read(self) -> None:
        (url,) = await self._api.call("startLiveview")
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._api.http.get(url, timeout=timeout) as response:
            buffer, need = bytearray(), HEADER
            async for read in response.content.iter_any():
                buffer += read
                while len(buffer) >= need:
                    if need == HEADER:
                        need += int.from_bytes(buffer[SIZE])
                        continue
                    self._newest = bytes(memoryview(buffer)[HEADER:need])
                    arrived, self._arrived = self._arrived, asyncio.Event()
                    arrived.set()
                    del buffer[:need]
                    need = HEADER


class BarePhoto(EventEntity):
    """The last shot."""

    _attr_event_types = ["photo"]  # noqa: RUF012

    def __init__(self, entry: ConfigEntry, api: Api) -> None:
        """Take the camera."""
        self._attr_unique_id = f"{entry.entry_id}_photo"
        self._attr_name = "bare"
        self._api = api

    @override
    async def async_added_to_hass(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    @override
    async def async_will_remove_from_hass(self) -> None:
        self._listening.cancel()

    async def _listen(self) -> None:
        await self._api.call("getEvent", False)
        while True:
            told = await self._api.call("getEvent", True) or []
            if any(entry for entry in told[5:6]):
                self._trigger_event("photo")
                self.async_write_ha_state()


async def bare_entities(hass: Any, entry: ConfigEntry, port: int) -> dict[str, list[Any]]:
    """Return the entities of a camera, which is made ready to shoot."""
    api = Api(async_get_clientsession(hass), port)
    await api.call("startRecMode")
    return {"camera": [BareCamera(entry, api)], "event": [BarePhoto(entry, api)]}
