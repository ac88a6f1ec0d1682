"""What the camera tells by itself: bytes of its TCP connection in, what happened out. No I/O.

The maker's page tells the messages and no delimiter; the maker's two kits read lines, and one of
them repairs what it finds glued. So a message ends where its object does, whatever is between.
"""

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import Any

import orjson

from ...link.errors import BadData
from . import fields
from .wire import Image, Tag, Video, image, tag, video

MAX_OBJECT = 256 * 1024
"""Bytes of a message; the longest has 300 for each file of a recording."""

MAX_DEPTH = 32
"""Objects and arrays within each other; the deepest known message has three."""

MAX_PAYLOAD = 2000
"""Bytes of an unknown notification that are kept."""

_MAX_KEYS = 64
_BLANKS = b" \t\r\n"
_START = re.compile(rb'\{(?=[ \t\r\n]*+(?:["}]|\Z))')
_BLANK = re.compile(rb"[ \t\r\n]*+")
_TEXT = re.compile(rb'[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*+')
_ATOM = re.compile(rb"[-+.0-9A-Za-z]*+")
_FLAGS = ("overtemperature_shutdown", "battery_critical", "user_initiated")


@dataclass(frozen=True, slots=True)
class Notification:
    """A message: its name, and the JSON that came with it."""

    name: str
    payload: object


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """A recording runs; not where the camera says so in so many words."""

    active: bool = True


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """A recording ended; these are its files."""

    files: tuple[Video, ...]


@dataclass(frozen=True, slots=True)
class PhotoCaptured:
    """Pictures are on the card. Of some only the id is told."""

    images: tuple[Image, ...]


@dataclass(frozen=True, slots=True)
class TagCreated:
    """A moment was tagged, in a video that it does not tell."""

    tag: Tag


@dataclass(frozen=True, slots=True)
class MemoryLow:
    """The card is full: so many bytes are free, None where it does not tell."""

    free: int | None


@dataclass(frozen=True, slots=True)
class CardFailed:
    """The card failed, or does no more."""

    failed: bool


@dataclass(frozen=True, slots=True)
class ShuttingDown:
    """The camera goes off: `overheating`, `battery`, `user` or `unknown` is why."""

    reason: str


@dataclass(frozen=True, slots=True)
class WifiStopped:
    """The camera's Wi-Fi goes off."""


@dataclass(frozen=True, slots=True)
class TranscodingProgress:
    """So much of a video is transcoded, in percent."""

    percent: int | None


@dataclass(frozen=True, slots=True)
class Viewfinder:
    """The viewfinder was started or stopped."""

    active: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that nobody has described; `payload` is as it came, None where it is too long."""

    name: str
    payload: object


type News = (
    RecordingStarted
    | RecordingStopped
    | PhotoCaptured
    | TagCreated
    | MemoryLow
    | CardFailed
    | ShuttingDown
    | WifiStopped
    | TranscodingProgress
    | Viewfinder
    | Unknown
)


class _Due(Enum):
    """What may come next in an object."""

    FIRST_KEY = auto()
    KEY = auto()
    IN_KEY = auto()
    COLON = auto()
    FIRST_VALUE = auto()
    VALUE = auto()
    IN_VALUE = auto()
    IN_ATOM = auto()
    COMMA = auto()


class _Found(Enum):
    """What a look at the bytes has come to."""

    WHOLE = auto()
    PART = auto()
    BROKEN = auto()


class Decoder:
    """Makes notifications of a stream: objects with anything or nothing between them.

    It follows JSON's grammar, so that half an object ends at the first byte that cannot be of it,
    and the next begins there. Each byte is looked at once or twice, however it comes. What is kept
    between two calls is at most MAX_OBJECT bytes; of a longer object only its end is looked for.
    """

    def __init__(self) -> None:
        """Start outside of any object."""
        self.dropped = 0
        """How many objects were broken, too long or too deep."""
        self._data = bytearray()
        self._at = 0
        self._open = bytearray()
        self._due = _Due.FIRST_KEY
        self._long = False

    def feed(self, data: bytes) -> list[Notification]:
        """Take bytes in; return what they complete."""
        found: list[Notification] = []
        self._data += data
        while self._begin():
            match self._look():
                case _Found.WHOLE:
                    found += self._take()
                case _Found.BROKEN:
                    self._drop()
                case _Found.PART:
                    if self._at > MAX_OBJECT:
                        self._long = True
                        self._forget(self._at)
                    break
        return found

    def _begin(self) -> bool:
        """Go to the next object, where none is open; return whether one is."""
        if self._open:
            return True
        found = _START.search(self._data)
        self._forget(found.start() if found else len(self._data))
        if not found:
            return False
        self._open += b"{"
        self._at, self._due, self._long = 1, _Due.FIRST_KEY, False
        return True

    def _forget(self, count: int) -> None:
        del self._data[:count]
        self._at = 0

    def _look(self) -> _Found:
        """Look at what has not been looked at yet, up to the end of the object."""
        while self._at < len(self._data):
            match self._due:
                case _Due.IN_KEY | _Due.IN_VALUE:
                    self._skip(_TEXT)
                    left = bytes(self._data[self._at : self._at + 2])
                    if left in (b"", b"\\"):
                        return _Found.PART
                    if left[:1] != b'"':
                        return _Found.BROKEN
                    self._at += 1
                    self._due = _Due.COLON if self._due is _Due.IN_KEY else _Due.COMMA
                    continue
                case _Due.IN_ATOM:
                    self._skip(_ATOM)
                    if self._at < len(self._data):
                        self._due = _Due.COMMA
                    continue
            self._skip(_BLANK)
            if self._at == len(self._data):
                break
            if not self._step(bytes(self._data[self._at : self._at + 1])):
                return _Found.BROKEN
            self._at += 1
            if not self._open:
                return _Found.WHOLE
        return _Found.PART

    def _skip(self, form: re.Pattern[bytes]) -> None:
        if found := form.match(self._data, self._at):
            self._at = found.end()

    def _step(self, byte: bytes) -> bool:
        """Take a byte outside of texts; return whether it can be there."""
        match self._due, byte:
            case ((_Due.FIRST_KEY | _Due.KEY), b'"'):
                self._due = _Due.IN_KEY
            case _Due.COLON, b":":
                self._due = _Due.VALUE
            case ((_Due.FIRST_VALUE | _Due.VALUE), b'"'):
                self._due = _Due.IN_VALUE
            case ((_Due.FIRST_VALUE | _Due.VALUE), b"{" | b"["):
                if len(self._open) == MAX_DEPTH:
                    return False
                self._open += byte
                self._due = _Due.FIRST_KEY if byte == b"{" else _Due.FIRST_VALUE
            case ((_Due.FIRST_VALUE | _Due.VALUE), _) if _ATOM.fullmatch(byte):
                self._due = _Due.IN_ATOM
            case _Due.COMMA, b",":
                self._due = _Due.KEY if self._open.endswith(b"{") else _Due.VALUE
            case ((_Due.FIRST_KEY | _Due.COMMA), b"}") if self._open.endswith(b"{"):
                self._close()
            case ((_Due.FIRST_VALUE | _Due.COMMA), b"]") if self._open.endswith(b"["):
                self._close()
            case _:
                return False
        return True

    def _close(self) -> None:
        self._open.pop()
        self._due = _Due.COMMA

    def _take(self) -> list[Notification]:
        """Return what is in the object that has ended."""
        body = b"" if self._long or self._at > MAX_OBJECT else bytes(self._data[: self._at])
        self._forget(self._at)
        try:
            return _notifications(orjson.loads(body))
        except ValueError:
            self.dropped += 1
            return []

    def _drop(self) -> None:
        """Give the object up at a byte that cannot be of it.

        Where it was cut within a text, the text has taken in the first bytes of the next object.
        """
        head = bytes(self._data[: self._at])
        if self._due in (_Due.IN_KEY, _Due.IN_VALUE):
            text = head.rstrip(_BLANKS)
        else:
            text = head[:-1].rstrip(_BLANKS) if head.endswith(b'"') else b""
        self._forget(len(text) - 1 if text.endswith(b"{") else self._at)
        self._open.clear()
        self.dropped += 1


def _notifications(message: dict[str, Any]) -> list[Notification]:
    """Return the notifications of an object: one a key, of the first 64.

    Why it shuts down one kit reads beside the notification, the page tells it within.
    """
    if "shutting_down" in message:
        beside = {name: message.pop(name) for name in _FLAGS if name in message}
        within = message["shutting_down"]
        flags = [part for part in (within, beside) if isinstance(part, dict)]
        message["shutting_down"] = {
            name: any(fields.truth(part, name) for part in flags) for name in _FLAGS
        }
    return [Notification(*member) for member in islice(message.items(), _MAX_KEYS)]


def happening(notification: Notification) -> News:
    """Return what a notification tells. What happened is its name's, whatever came with it.

    A tag that is no such is unknown, as is a name that nobody has described.
    """
    payload = notification.payload
    if (make := _NEWS.get(notification.name)) is not None:
        with contextlib.suppress(BadData):
            return make(payload)
    name = fields.word({"name": notification.name}, "name") or ""
    try:
        fits = len(orjson.dumps(payload)) <= MAX_PAYLOAD
    except orjson.JSONEncodeError:
        fits = False
    return Unknown(name, payload if fits else None)


def _row(payload: object) -> Mapping[str, Any]:
    return payload if isinstance(payload, dict) else {}


def _rows(payload: object) -> list[object]:
    return payload if isinstance(payload, list) else [payload]


def _image(row: object) -> Image:
    """Return a picture; the page's prose has ids where its example has objects."""
    return image({"id": row} if isinstance(row, str) else row)


def _memory_error(payload: object) -> CardFailed:
    """Return whether the card failed; the page has a bare truth where all others are objects."""
    told = payload if isinstance(payload, dict) else {"": payload}
    return CardFailed(all(fields.truth(told, name) is not False for name in told))


def _shutting_down(payload: object) -> ShuttingDown:
    reasons = zip(_FLAGS, ("overheating", "battery", "user"), strict=True)
    row = _row(payload)
    return ShuttingDown(next((why for name, why in reasons if fields.truth(row, name)), "unknown"))


_NEWS: Mapping[str, Callable[[object], News]] = {
    "recording_started": lambda payload: RecordingStarted(
        fields.truth(_row(payload), "recording_active") is not False
    ),
    "recording_stopped": lambda payload: RecordingStopped(fields.read(_rows(payload), video)),
    "photo_captured": lambda payload: PhotoCaptured(fields.read(_rows(payload), _image)),
    "tag_created": lambda payload: TagCreated(tag(payload)),
    "memory_low": lambda payload: MemoryLow(fields.whole(_row(payload), "available_bytes")),
    "memory_error": _memory_error,
    "shutting_down": _shutting_down,
    "wifi_stopped": lambda _: WifiStopped(),
    "transcoding_progress": lambda payload: TranscodingProgress(
        fields.percent(_row(payload), "progress_pct")
    ),
    "viewfinder_started": lambda _: Viewfinder(active=True),
    "viewfinder_stopped": lambda _: Viewfinder(active=False),
}
