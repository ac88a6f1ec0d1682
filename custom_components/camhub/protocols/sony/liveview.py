"""The live view and playback streams: bytes in, pictures out, whatever is between them.

A stream is packets of 136 bytes of header, a payload and padding, big-endian
(Camera Remote API reference 2.40, "Liveview data format" and "Streaming data
format"). What does not fit is skipped until the next header. No I/O, no clock.
"""

import re
from dataclasses import dataclass
from struct import Struct

from ...link.errors import BadData, NotThisSystem

MAX_JPEG = 1024 * 1024
"""Bytes of the largest payload taken; live view is at most some 200 kB, the size field goes to 16 MiB."""

MAX_GARBAGE = 4 * MAX_JPEG
"""Bytes looked at in vain, less those of pictures, after which this is no stream of a camera."""

_MAX_MARKS = 256
_MAX_SEGMENTS = 64

_PICTURE, _FRAME_INFO, _PLAYBACK_PICTURE, _PLAYBACK_INFO = 0x01, 0x02, 0x11, 0x12

_HEADER = Struct(">BBHI4sI")
"""0xFF, payload type, sequence number, timestamp, start code, size << 8 | padding."""

_PAYLOAD = 136
_START_CODE = b"\x24\x35\x68\x79"
_START_CODE_AT = 8
_PADDING_AT = 15
_HALF_HEADER = _START_CODE_AT + len(_START_CODE) - 1

_STEP, _RUN = 38, bytes(3)
"""Any documented header has 114 zeros in a row; of a picture, steps like that seldom meet three."""

_TAIL = 512
"""Bytes in which a picture's end is looked for first; an ILCE-6300 leaves up to 79 stale ones behind it."""

_LEAST = _PAYLOAD + 2
"""Bytes that tell whether a packet starts here: the header, and how a picture starts."""

_INFO = Struct(">BxHH")
"""Frame information in the payload header: major version, number of records, bytes of a record."""
_INFO_AT = 16
_RECORD = Struct(">HHHHBBB")
_CATEGORIES = (None, "contrast", "phase", None, "face", "tracking")
_STATUSES = (None, "normal", "main", "sub", "focused")
_WHOLE = 10_000

_POSITION = Struct(">II")
_POSITION_SIZE = 32

_LOOK_ALIKE = Struct("<4I")
_LOOK_ALIKE_METADATA = ((0x10, 0x78), (0x10, 0x88))
_LOOK_ALIKE_OFFSETS = range(0x10, 0x1000)

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SEQUENTIAL = (0xC0, 0xC1)
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SOS = 0xDA
_SEGMENT = Struct(">BBHB4xB")
"""A marker, its length, and where SOS and SOF tell how many components there are."""
_SEGMENTS = frozenset(range(0xC0, 0xFF)) - frozenset(range(0xD0, 0xDA)) - {0xC8}
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The first marker after compressed data, in which 0xFF is stuffed or a restart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A box that the camera draws over a frame, its sides in percent of the picture.

    `category` is contrast, phase, face or tracking, `status` normal, main,
    sub or focused; None where the camera says invalid or something reserved.
    """

    left: float
    top: float
    right: float
    bottom: float
    category: str | None
    status: str | None
    selected: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture from its SOI to its EOI, and the marks that the camera told last.

    `sequence` wraps at 65,536; `timestamp` is in milliseconds from an
    arbitrary moment. How frame information is paced is not documented, so
    marks stay until others come.
    """

    jpeg: bytes
    sequence: int
    timestamp: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """How long the movie played back is and how far it is, both in milliseconds."""

    duration: int
    position: int


class FrameParser:
    """Reads one stream from its first byte on; holds a packet, what came with its end, and its tables.

    A packet that was cut short may have swallowed the start of later ones,
    so what turns out not to be a picture is looked through once more.
    """

    def __init__(self) -> None:
        """Start at the beginning of a stream."""
        self._buffer = bytearray()
        self._need = _LEAST
        self._head = b""
        self._garbage = 0
        self._marks: tuple[Mark, ...] = ()
        self._first = True

    def feed(self, data: bytes) -> list[Frame | Position]:
        """Take the next bytes of the stream, return what they complete, in order.

        Raises NotThisSystem if this is the stream of a body that speaks
        PTP/IP, and BadData if it goes on and on without a picture. The parser
        is of no use after that.
        """
        buffer = self._buffer
        buffer += data
        if len(buffer) < self._need:
            return []
        if self._first:
            self._first = False
            if _is_look_alike(buffer):
                raise NotThisSystem("the live view of a camera that speaks PTP/IP")
        return self._parse()

    def _parse(self) -> list[Frame | Position]:
        found: list[Frame | Position] = []
        at, left = 0, len(self._buffer)
        self._need = _LEAST
        while left >= _LEAST:
            length = self._length(at)
            if length > left:
                self._need = length
                break
            end = self._take(at, length, found) if length else None
            if end is None:
                self._waste(length)
                end = self._resume(at + 1)
            at = end
            left = len(self._buffer) - at
        del self._buffer[:at]
        return found

    def _length(self, at: int) -> int:
        """Return the bytes of the packet that starts here, 0 where none does."""
        start, kind, _, _, start_code, sizes = _HEADER.unpack_from(self._buffer, at)
        size: int = sizes >> 8
        padding: int = sizes & 0xFF
        if start != 0xFF or start_code != _START_CODE or size > MAX_JPEG:
            return 0
        if kind == _PLAYBACK_INFO:
            # The reference fixes the payload at 32 bytes and leaves open what the size field says.
            size = max(size, _POSITION_SIZE)
        elif size and kind in (_PICTURE, _PLAYBACK_PICTURE):
            soi = at + _PAYLOAD
            if self._buffer[soi : soi + 2] != _SOI:
                return 0
        return _PAYLOAD + size + padding

    def _take(self, at: int, length: int, found: list[Frame | Position]) -> int | None:
        """Read a whole packet; return where the next one may start, None if this was none."""
        _, kind, sequence, timestamp, _, sizes = _HEADER.unpack_from(self._buffer, at)
        start: int = at + _PAYLOAD
        stop: int = start + (sizes >> 8)
        if kind not in (_PICTURE, _PLAYBACK_PICTURE) or start == stop:
            return self._take_other(at, length, found)
        end = self._picture_end(start, stop)
        if end is None:
            return None
        jpeg = bytes(memoryview(self._buffer)[start:end])
        found.append(Frame(jpeg, sequence, timestamp, self._marks))
        self._garbage = max(0, self._garbage - length)
        # An ILCE-6300 leaves 39 to 79 stale bytes behind a picture; behind one that lost some of
        # its own, or of its padding, the next packet is nearer than it should be.
        whole = end == stop and not sizes & 0xFF
        return at + length if whole else self._resume(end)

    def _take_other(self, at: int, length: int, found: list[Frame | Position]) -> int:
        """Read a packet that is no picture; one that holds another header was cut short."""
        buffer = self._buffer
        kind, end = buffer[at + 1], at + length
        following = _header(buffer, at + _HALF_HEADER + 1, len(buffer))
        if following is not None and following < end:
            self._waste(following - at)
            return following
        if kind == _FRAME_INFO:
            self._marks = _marks(buffer, at, end - buffer[at + _PADDING_AT])
        elif kind == _PLAYBACK_INFO:
            found.append(Position(*_POSITION.unpack_from(buffer, at + _PAYLOAD)))
            self._garbage = max(0, self._garbage - length)
        if following is None:
            # Half a header may already be there, nearer than it should be.
            return min(end, len(buffer) - _HALF_HEADER)
        return end

    def _resume(self, start: int) -> int:
        """Return where the next header may be: what is before it is lost."""
        at = _header(self._buffer, start, len(self._buffer))
        if at is None:
            at = max(start, len(self._buffer) - _HALF_HEADER)
        self._waste(at - start)
        return at

    def _waste(self, length: int) -> None:
        """Count bytes that were looked at in vain, as often as they are."""
        self._garbage += length
        if self._garbage > MAX_GARBAGE:
            raise BadData("too little of the stream is pictures")

    def _picture_end(self, start: int, stop: int) -> int | None:
        """Return where the JPEG that starts here ends, None where it is cut or none."""
        if self._head and self._buffer.startswith(self._head, start):
            end = self._eoi(start + len(self._head), stop)
        else:
            end = self._jpeg_end(start, stop)
        if end is None or _RUN not in self._buffer[start:end:_STEP]:
            return end
        return end if _header(self._buffer, start, end) is None else None

    def _jpeg_end(self, start: int, stop: int) -> int | None:
        """Walk the segments (ITU-T T.81, annex B): a thumbnail in one of them has an EOI as well."""
        buffer = self._buffer
        at, components = start + len(_SOI), -1
        for _ in range(_MAX_SEGMENTS):
            if at + _SEGMENT.size > stop:
                return None
            fill, marker, length, first, last = _SEGMENT.unpack_from(buffer, at)
            if fill == marker == 0xFF:
                at += 1
                continue
            if fill != 0xFF or marker not in _SEGMENTS:
                return None
            at += 2 + length
            if marker in _SOF:
                components = last if marker in _SEQUENTIAL else -1
            elif marker == _SOS:
                if first == components:
                    # The one scan there is, so that the next EOI ends the picture. The tables of
                    # the next picture are the same unless the camera changed its quality.
                    end = self._eoi(at, stop)
                    self._head = b"" if end is None else bytes(buffer[start:at])
                    return end
                if (match := _MARKER.search(buffer, at, stop)) is None:
                    return None
                at = match.start()
                if match[0] == _EOI:
                    return match.end()
        return None

    def _eoi(self, start: int, stop: int) -> int | None:
        """Return what is behind the EOI of the one scan that starts here.

        It is looked for where a picture ends, and only then in all of it.
        """
        found = self._buffer.find(_EOI, max(start, stop - _TAIL), stop)
        if found < 0:
            found = self._buffer.find(_EOI, start, stop)
        return None if found < 0 else found + len(_EOI)


def _header(buffer: bytearray, start: int, stop: int) -> int | None:
    """Return where the next header begins whose start code is before `stop`."""
    at = start + _START_CODE_AT
    while (at := buffer.find(_START_CODE, at, stop)) >= 0:
        header = at - _START_CODE_AT
        # In compressed data 0xFF is followed by 0, which is no payload type.
        if buffer[header] == 0xFF and buffer[header + 1]:
            return header
        at += 1
    return None


def _marks(buffer: bytearray, at: int, stop: int) -> tuple[Mark, ...]:
    """Return the records of a packet of frame information; none of a version we do not know."""
    major, count, size = _INFO.unpack_from(buffer, at + _INFO_AT)
    if major != 1 or size < _RECORD.size:
        return ()
    start = at + _PAYLOAD
    marks = []
    for record in range(start, min(stop, start + size * min(count, _MAX_MARKS)), size):
        if record + size > stop:
            break
        *sides, category, status, additional = _RECORD.unpack_from(buffer, record)
        if max(sides) <= _WHOLE:
            left, top, right, bottom = (side * 100 / _WHOLE for side in sides)
            marks.append(
                Mark(
                    *(left, top, right, bottom),
                    category=_word(_CATEGORIES, category),
                    status=_word(_STATUSES, status),
                    selected=additional == 1,
                )
            )
    return tuple(marks)


def _word(words: tuple[str | None, ...], number: int) -> str | None:
    return words[number] if number < len(words) else None


def _is_look_alike(buffer: bytearray) -> bool:
    """Tell the framing that PTP/IP bodies use at the same address: little-endian, offsets first."""
    offset, _, *metadata = _LOOK_ALIKE.unpack_from(buffer)
    return tuple(metadata) in _LOOK_ALIKE_METADATA and offset in _LOOK_ALIKE_OFFSETS
