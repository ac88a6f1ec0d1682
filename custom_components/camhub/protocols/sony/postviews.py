"""The pictures that were taken: fetched from the camera one after the other."""

from ...link.backlog import Backlog
from ...link.errors import BadData
from ...link.session import Picture, Ports
from ...model.change import Happened
from ...model.vocabulary import Kind
from .record import name_of, taken_at
from .web import Web

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
        self._backlog = Backlog(self._fetch, MAX_WAITING)

    def add(self, urls: list[str]) -> None:
        """Have pictures fetched."""
        self._backlog.add(urls)

    async def run(self) -> None:
        """Fetch what there is to fetch, for ever; a picture that cannot be had is left where it is."""
        await self._backlog.run()

    async def _fetch(self, url: str) -> None:
        if not self._ports.options().get("fetch_pictures", True):
            return
        data = await self._web.get(url, MAX_PICTURE, PICTURE)
        if not data.startswith(b"\xff\xd8"):
            raise BadData("the picture is no JPEG")
        name = name_of(url)
        self._ports.picture(self._key, Picture(data, "image/jpeg", name, taken_at(name)))
        told = {"id": url, "name": name, "format": "jpeg", "bytes": len(data)}
        self._ports.emit(Happened(self._key, Kind.PHOTO_AVAILABLE, data=told))
