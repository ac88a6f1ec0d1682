"""A system whose one camera shows what it has stored, and does as a test tells it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, override

from custom_components.camhub.link.errors import BadRequest, LinkError, Unreachable, Unsupported
from custom_components.camhub.link.library import Content, Item, ItemKind, Library, Rendition
from custom_components.camhub.link.session import Command, Outcome, Ports, Session
from custom_components.camhub.link.system import connections
from custom_components.camhub.model.change import Seen, Snapshot
from custom_components.camhub.model.vocabulary import Ability, Reading
from custom_components.camhub.protocols.declaration import Field, FieldKind, Found, Protocol

KEY = "uuid:0000 0001/ä?&="
"""The key of its camera: no address can hold it as it is."""

DAY = "card:?path=2014/08#18"
PICTURE = "image:content?contentId=index%3A%2F%2F1000%2F1"
MOVIE = "video:%2F../é 2"
RAW = "image:3"
LOST = "image:4"

CHUNK = 64 * 1024


@dataclass
class Gallery(Library):
    """What is stored, and what was asked for."""

    folders: dict[str | None, list[Item]] = field(default_factory=dict)
    calls: list[tuple[str, str | None]] = field(default_factory=list)
    failure: LinkError | None = None
    breaks: Exception | None = None
    size: int = 3 * CHUNK
    length: int | None = 3 * CHUNK
    content_type: str = "image/jpeg"
    sent: int = 0
    open: int = 0
    on: bool = True

    def __post_init__(self) -> None:
        everything = frozenset(Rendition)
        self.folders = {
            None: [Item(DAY, "2014-08-18", ItemKind.FOLDER)],
            DAY: [
                Item(PICTURE, "DSC1.JPG", ItemKind.PICTURE, "image/jpeg", renditions=everything),
                Item(
                    MOVIE,
                    "C2.MP4",
                    ItemKind.MOVIE,
                    "video/mp4",
                    renditions=frozenset({Rendition.ORIGINAL}),
                ),
                Item(
                    RAW,
                    "DSC3.ARW",
                    ItemKind.PICTURE,
                    "image/x-sony-arw",
                    renditions=frozenset({Rendition.SMALL}),
                ),
                Item(LOST, "DSC4", ItemKind.PICTURE, "image/jpeg"),
            ],
        }

    def _note(self, call: str, item: str | None) -> None:
        self.calls.append((call, item))
        if self.failure is not None:
            raise self.failure

    @override
    async def browse(self, key: str, folder: str | None) -> list[Item]:
        assert key == KEY
        self._note("browse", folder)
        if folder not in self.folders:
            raise BadRequest("there is no such folder")
        return self.folders[folder]

    @override
    async def find(self, key: str, item: str) -> Item:
        assert key == KEY
        self._note("find", item)
        for items in self.folders.values():
            for found in items:
                if found.id == item:
                    return found
        raise BadRequest("there is no such picture")

    @override
    @asynccontextmanager
    async def fetch(self, key: str, item: str, rendition: Rendition) -> AsyncIterator[Content]:
        found = await self.find(key, item)
        self._note(rendition, item)
        if rendition not in found.renditions:
            raise Unsupported("not to be had in this size")
        self.open += 1
        try:
            yield Content(self.content_type, self.length, self._chunks())
        finally:
            self.open -= 1

    async def _chunks(self) -> AsyncIterator[bytes]:
        self.sent = 0
        while self.sent < self.size:
            await asyncio.sleep(0)
            part = bytes([self.sent // CHUNK % 256]) * min(CHUNK, self.size - self.sent)
            self.sent += len(part)
            yield part
        if self.breaks is not None:
            raise self.breaks

    @property
    def file(self) -> bytes:
        """What is fetched, as a whole."""
        parts = (bytes([n // CHUNK % 256]) * CHUNK for n in range(0, self.size, CHUNK))
        return b"".join(parts)[: self.size]


class GallerySession(Session):
    """A link to the camera, up for as long as the camera is on."""

    def __init__(self, gallery: Gallery, ports: Ports) -> None:
        self._gallery = gallery
        self._ports = ports

    @property
    @override
    def library(self) -> Library | None:
        return self._gallery

    @override
    async def open(self) -> None:
        if not self._gallery.on:
            raise Unreachable("it is off")
        seen = Seen(
            KEY,
            name="NC-1",
            readings={Reading.ONLINE: True},
            abilities=frozenset({Ability.LIBRARY}),
        )
        other = Seen("other", readings={Reading.ONLINE: True}, abilities=frozenset())
        self._ports.emit(Snapshot((seen, other), baseline=True))

    @override
    async def run(self) -> None:
        while self._gallery.on:  # noqa: ASYNC110 (a test's plain attribute has no event)
            await asyncio.sleep(0.005)
        raise Unreachable("it was switched off")

    @override
    async def send(self, command: Command) -> Outcome:
        return Outcome()

    @override
    async def resync(self) -> None: ...

    @override
    async def watch(self, key: str, *, on: bool) -> None: ...

    @override
    async def close(self) -> None: ...


def protocol_of(gallery: Gallery) -> Protocol:
    """Return the declaration of the system."""

    async def probe(_: Mapping[str, Any], __: Ports) -> Found:
        return Found("NC-1", "1")

    return Protocol(
        "gallery",
        "Nobody",
        (Field("host", FieldKind.HOST, required=True),),
        ("host",),
        probe,
        connections(lambda _, ports: GallerySession(gallery, ports)),
        single=True,
    )
