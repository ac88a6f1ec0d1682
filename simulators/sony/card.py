"""The memory card: what is stored on it, and what fits on it still."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

STILL_JPEG, MOVIE_MP4, MOVIE_XAVCS = "still", "movie_mp4", "movie_xavcs"
"""Kinds of contents."""

_FIRST = datetime(2014, 8, 18, 9, 30, tzinfo=UTC)
_PER_DAY = 10
_BYTES_A_MINUTE = 120_000_000


@dataclass(slots=True, kw_only=True, eq=False)
class Content:
    """One stored still or movie; `size` is that of its file in bytes, `seconds` a movie's length."""

    number: int
    kind: str
    created: datetime
    size: int
    seconds: int = 0
    protected: bool = False
    raw: bool = False

    @property
    def file(self) -> str:
        """Name of its file."""
        match self.kind:
            case "movie_mp4":
                return f"MAH{self.number:05}.MP4"
            case "movie_xavcs":
                return f"C{self.number:04}.MP4"
        return f"DSC{self.number:05}.JPG"

    @property
    def identity(self) -> str:
        """What names it in URIs."""
        return f"index%3A%2F%2F1000%2F{self.number:08}"

    @property
    def uri(self) -> str:
        """Its URI within the content service."""
        group = "image" if self.kind == STILL_JPEG else "video"
        return f"{group}:content?contentId={self.identity}"

    @property
    def day(self) -> str:
        """The day it was taken, `2014-08-18`."""
        return f"{self.created:%Y-%m-%d}"


class Card:
    """A card of `capacity` bytes with `count` stored contents of `size` bytes a file, every fifth a movie."""

    def __init__(self, count: int, size: int, capacity: int, kinds: tuple[str, ...]) -> None:
        """Fill it, beginning on one day and going on to the next after ten contents."""
        self.inserted = True
        self.capacity = capacity
        self.size = size
        self.contents: list[Content] = []
        self._next = 1
        for position in range(count):
            movie = position % 5 == 4 and len(kinds) > 1
            self.store(
                kinds[1 + position // 5 % (len(kinds) - 1)] if movie else STILL_JPEG,
                _FIRST + timedelta(days=position // _PER_DAY, minutes=position % _PER_DAY),
                seconds=60 if movie else 0,
            )

    def store(
        self, kind: str, created: datetime, *, seconds: int = 0, raw: bool = False
    ) -> Content:
        """Keep one more and return it."""
        size = max(self.size, seconds * _BYTES_A_MINUTE // 600) if seconds else self.size
        content = Content(
            number=self._next, kind=kind, created=created, size=size, seconds=seconds, raw=raw
        )
        self._next += 1
        self.contents.append(content)
        return content

    def delete(self, content: Content) -> None:
        """Remove one."""
        self.contents.remove(content)

    def find(self, identity: str) -> Content | None:
        """Return the content whose URI ends so."""
        return next((content for content in self.contents if content.identity == identity), None)

    def days(self) -> Iterator[str]:
        """Yield the days of which there is anything, the earliest first."""
        yield from sorted({content.day for content in self.contents})

    @property
    def free(self) -> int:
        """Bytes that are left."""
        return max(self.capacity - sum(content.size for content in self.contents), 0)

    def information(self) -> dict[str, Any]:
        """Return the storage object of getStorageInformation and getEvent."""
        return {
            "storageID": "Memory Card 1" if self.inserted else "No Media",
            "recordTarget": self.inserted,
            "numberOfRecordableImages": self.free // max(self.size, 1) if self.inserted else -1,
            "recordableTime": self.free // _BYTES_A_MINUTE if self.inserted else -1,
            "storageDescription": "",
        }
