"""The pictures that were taken: fetched from the camera one after the other."""

import asyncio
import logging
from collections import deque

from ...link.errors import BadData, LinkError
from ...link.session import Picture, Ports
from ...model.change import Happened
from ...model.vocabulary import Kind
from .record import name_of, taken_at
from .web import Web

_LOGGER = logging.getLogger(__name__)

MAX_PICTURE = 40 * 1024 * 1024
"""Bytes of a picture; the largest original of these cameras is about half of it."""

PICTURE = 60.0
"""Seconds that a picture gets to arrive."""

MAX_WAITING = 20
"""Pictures that wait to be fetched; beyond them the oldest is left at the camera."""


class Postviews:
    """Fetches what the camera shows of each picture it took, where the user wants that."""

    def __init__(self, web: Web, ports: Ports, key: str) -> None:
        """Take where to fetch from, and who takes the pictures of which camera."""
        self._web = web
        self._ports = ports
        self._key = key
        self._urls: deque[str] = deque(maxlen=MAX_WAITING)
        self._waiting = asyncio.Event()

    def add(self, urls: list[str]) -> None:
        """Have pictures fetched."""
        self._urls.extend(url for url in urls if url not in self._urls)
        self._waiting.set()

    async def run(self) -> None:
        """Fetch what there is to fetch, for ever; a picture that cannot be had is left where it is."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            while self._urls:
                url = self._urls.popleft()
                if not self._ports.options().get("fetch_pictures", True):
                    continue
                try:
                    await self._fetch(url)
                except LinkError as error:
                    _LOGGER.debug("A picture was not fetched: %s", error)

    async def _fetch(self, url: str) -> None:
        data = await self._web.get(url, MAX_PICTURE, PICTURE)
        if not data.startswith(b"\xff\xd8"):
            raise BadData("the picture is no JPEG")
        name = name_of(url)
        self._ports.picture(self._key, Picture(data, "image/jpeg", name, taken_at(name)))
        told = {"id": url, "name": name, "format": "jpeg", "bytes": len(data)}
        self._ports.emit(Happened(self._key, Kind.PHOTO_AVAILABLE, data=told))
