"""What a camera has stored, as a tree of folders, and how to get at it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MAX_PAGE = 100
"""Items of a folder that are asked for at once."""


class ItemKind(StrEnum):
    """What an item of the library is."""

    FOLDER = "folder"
    PICTURE = "picture"
    MOVIE = "movie"


class Rendition(StrEnum):
    """In which size an item is wanted; a camera may lack any but the first."""

    ORIGINAL = "original"
    LARGE = "large"
    SMALL = "small"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True, slots=True)
class Item:
    """One folder, picture or movie.

    `id` names it to the camera. `created` is as the camera tells it: ISO 8601,
    with an offset only where it gives one. `renditions` are those it can be had in.
    """

    id: str
    title: str
    kind: ItemKind
    content_type: str = ""
    created: str | None = None
    renditions: frozenset[Rendition] = frozenset()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """A file on its way: its type, its length in bytes where told, and its bytes as they come."""

    content_type: str
    length: int | None
    chunks: AsyncIterator[bytes]


class Library(Protocol):
    """The stored pictures and movies of a session's cameras. Every method raises a `LinkError`."""

    async def browse(self, key: str, folder: str | None) -> list[Item]:
        """Return what a folder of a camera holds, all of it; None is the top."""

    async def find(self, key: str, item: str) -> Item:
        """Return the item of that id; raises BadRequest where there is none."""

    def fetch(
        self, key: str, item: str, rendition: Rendition
    ) -> AbstractAsyncContextManager[Content]:
        """Hand out a file of an item while it arrives; nothing of it is kept."""
