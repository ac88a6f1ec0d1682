"""The pictures that were taken and the first sight of videos: fetched from the camera by and by."""

from dataclasses import dataclass

from ...link.backlog import Backlog
from ...link.errors import BadData
from ...link.session import Picture, Ports
from ...model.change import Happened
from ...model.vocabulary import Kind
from . import items
from .rest import Rest

MAX_PICTURE = 24 * 1024 * 1024
"""Bytes of a picture; one of sixteen megapixels has about six million."""

MAX_WAITING = 5
"""Pictures that wait to be fetched; a camera that takes one a second is not to be slowed down by that."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo, or a video by its thumbnail: its item's id, its path on the card and when it was taken."""

    id: str
    path: str | None
    created: str | None
    photo: bool


class Pictures:
    """Fetches what there is to see of the newest files, where the user wants that."""

    def __init__(self, rest: Rest, ports: Ports, key: str) -> None:
        """Take where to fetch from, and who takes the pictures of which camera."""
        self._rest = rest
        self._ports = ports
        self._key = key
        self._backlog = Backlog(self._fetch, MAX_WAITING)

    def add(self, taken: Taken) -> None:
        """Have a picture fetched."""
        self._backlog.add((taken,))

    async def run(self) -> None:
        """Fetch what there is to fetch, for ever; a picture that cannot be had is left where it is."""
        await self._backlog.run()

    async def _fetch(self, taken: Taken) -> None:
        if not self._ports.options().get("fetch_pictures", True):
            return
        part = "contents" if taken.photo else "thumb"
        data = await self._rest.file(f"{items.path_of(taken.id)}/{part}", MAX_PICTURE)
        if not data.startswith(b"\xff\xd8"):
            raise BadData("the picture is no JPEG")
        name = items.name_of(taken.path)
        self._ports.picture(self._key, Picture(data, "image/jpeg", name, taken.created))
        if taken.photo:
            told = {"id": taken.id, "name": name, "format": "jpeg", "bytes": len(data)}
            self._ports.emit(Happened(self._key, Kind.PHOTO_AVAILABLE, taken.id, told))
