"""The viewfinder: JPEGs put together again from datagrams, whatever happened to those on their way.

Each datagram has 7 bytes of header, big-endian: sync, type, number and the
bytes that follow (developer portal, "Viewfinder"). A start tells how large the
picture is, the data that follow are numbered on from it. Whether the numbers
run on from frame to frame or begin anew with each is not documented. No I/O, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite
from struct import Struct

MAX_JPEG = 2 * 1024 * 1024
"""Bytes of the largest picture taken: 768 x 432 pixels need some 40 kB."""

MAX_DATAGRAMS = 8_192
"""Data of one frame, however small its parts."""

REORDER = 16
"""Datagrams by which one may come too early or too late."""

_BYTES_A_PLACE = 16_000
"""Where numbers begin anew, bytes of a picture for each place that a datagram may be out of order.

Nothing tells such a datagram from that of the next frame with its number, but that this one comes
most of a frame later: a picture has ten datagrams or more for each of these places.
"""

_HEADER = Struct(">HBHH")
_SIZE = _HEADER.size
_BITS = 8 * _SIZE
_START = Struct(">If")
"""Bytes of the picture, and the seconds in the file that is recorded; 0 while none is."""

_SYNC = 0x55AA
_START_TYPE, _DATA_TYPE = 0, 1
_DATA = (_SYNC << 8 | _DATA_TYPE) << 32
_NUMBERS = 0x10000

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_LEAST = len(_SOI) + len(_EOI)

_RUN = 64
_SAME = [sum(1 << _BITS * place for place in range(run)) for run in range(_RUN + 1)]
_RISING = [
    sum((run - 1 - place) << 16 + _BITS * place for place in range(run)) for run in range(_RUN + 1)
]
"""Times `_SAME[n]` a header is n of them behind each other; `_RISING[n]` counts their numbers up."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole JPEG, and the seconds since the start of the recording where there is one."""

    data: bytes
    time: float | None


@dataclass(slots=True)
class _Open:
    """A frame of which parts are missing."""

    number: int
    size: int
    time: float
    runs_on: bool
    """Whether its number is another than that of the frame before."""
    came: int
    """How many data had come when it was last continued."""
    left: int = field(init=False)
    """Bytes behind those in `pieces`."""
    pieces: list[bytes] = field(default_factory=list)
    """What is there from the first datagram on without a gap."""
    ahead: dict[int, bytes] = field(default_factory=dict)
    """What is there behind the first gap, by its place."""
    next: int = 0
    """The place behind the last datagram that is there."""
    window: int = field(init=False)
    """Places by which a datagram may be out of order."""

    def __post_init__(self) -> None:
        self.left = self.size
        self.window = REORDER if self.runs_on else min(REORDER, self.size // _BYTES_A_PLACE)

    def put(self, place: int, data: bytes, came: int) -> None:
        """Take data; see whether they continue it."""
        self.ahead[place] = data
        if place >= self.next:
            self.next, self.came = place + 1, came

    def is_over(self, came: int) -> bool:
        """Whether so many other data came meanwhile that what comes is not for this frame."""
        return came - self.came > 2 * self.window + 1

    def place(self, number: int) -> int:
        """Return the place of the datagram with this number; negative where it is before the first."""
        place = (number - self.number - 1) % _NUMBERS
        return place if place < _NUMBERS // 2 else place - _NUMBERS

    def is_start(self, number: int, size: int, time: float) -> bool:
        """Whether this is its start once more; the next frame's may be the same, but not so soon."""
        known = (self.number, self.size, self.time)
        return self.next <= self.window and known == (number, size, time)

    def numbered(self) -> dict[int, bytes]:
        """Return what is ahead, by number."""
        return {(self.number + 1 + place) % _NUMBERS: data for place, data in self.ahead.items()}


class Reassembler:
    """Reads the datagrams of one camera; holds two frames at most, and a few datagrams besides.

    One that comes twice or a few places from its own costs no frame; of a frame
    that lacks one, nothing is handed out. `frames` counts the whole frames,
    `dropped` those of which a start came and not the rest, and `garbage` the
    datagrams that are none of a viewfinder.
    """

    def __init__(self) -> None:
        """Begin without a frame."""
        self.frames = 0
        self.dropped = 0
        self.garbage = 0
        self._newest: _Open | None = None
        self._older: _Open | None = None
        self._early: dict[int, tuple[int, bytes]] = {}
        """Data that no open frame wants, by number, and when they came: their start may be late."""
        self._came = 0
        """How many data came."""
        self._number: int | None = None
        self._window = REORDER
        self._length = 0
        """Bytes of the picture in a datagram of the newest frame, or of the one before."""
        self._whole: list[Frame] = []

    def feed(self, datagrams: Iterable[bytes]) -> list[Frame]:
        """Take the next datagrams, return the frames that they complete, in order."""
        batch = list(datagrams)
        at, end = 0, len(batch)
        while at < end:
            at += self._take_run(batch, at)
            if at < end:
                self._take(batch[at])
                at += 1
        whole, self._whole = self._whole, []
        return whole

    def forget(self) -> None:
        """Give up what is open: nothing of it will come any more."""
        self.dropped += (self._newest is not None) + (self._older is not None)
        self._newest = self._older = self._number = None
        self._early.clear()

    def _take_run(self, batch: list[bytes], at: int) -> int:
        """Take as many as come in order, all of one length but for the frame's last; return how many.

        Their headers are compared with those expected as one number.
        """
        frame, length = self._newest, self._length
        if frame is None or frame.ahead or not length:
            return 0
        full, rest = divmod(frame.left, length)
        run = batch[at : at + min(full + (rest > 0), _RUN)]
        lengths = [_SIZE + length] * len(run)
        if len(run) > full:
            lengths[-1] = _SIZE + rest
        if (told := list(map(len, run))) != lengths:
            del run[next(place for place, one in enumerate(told) if one != lengths[place]) :]
        count = len(run)
        header = _DATA | (frame.number + 1 + frame.next) % _NUMBERS << 16 | length
        headers = header * _SAME[count] + _RISING[count] - (length - rest if count > full else 0)
        if differs := int.from_bytes(b"".join([one[:_SIZE] for one in run])) ^ headers:
            count += -differs.bit_length() // _BITS
            del run[count:]
        if not count:
            return 0
        frame.pieces += [one[_SIZE:] for one in run]
        frame.next += count
        frame.left = max(0, frame.left - count * length)
        frame.came = self._came = self._came + count
        self._settle(frame)
        return count

    def _take(self, datagram: bytes) -> None:
        """Take one datagram, whatever it is."""
        if len(datagram) <= _SIZE:
            self.garbage += 1
            return
        sync, kind, number, length = _HEADER.unpack_from(datagram)
        if sync != _SYNC or len(datagram) != _SIZE + length:
            self.garbage += 1
        elif kind == _DATA_TYPE:
            self._take_data(number, datagram[_SIZE:])
        elif kind == _START_TYPE and length == _START.size:
            self._take_start(number, *_START.unpack_from(datagram, _SIZE))
        else:
            self.garbage += 1

    def _take_start(self, number: int, size: int, time: float) -> None:
        if not _LEAST <= size <= MAX_JPEG:
            self.garbage += 1
            return
        newest, runs_on = self._newest, self._number not in (None, number)
        if newest is not None and newest.is_start(number, size, time):
            return
        if self._older is not None:
            self.dropped += 1
        frame = _Open(number, size, time, runs_on, self._came)
        self._window = frame.window
        early, self._early = self._early, {}
        if newest is not None and runs_on:
            early |= {one: (self._came, data) for one, data in newest.numbered().items()}
        for one, (came, data) in early.items():
            place = frame.place(one)
            if 0 <= place <= frame.window and self._came - came <= 2 * frame.window:
                frame.put(place, data, self._came)
        self._newest, self._older, self._number = frame, newest, number
        self._settle(frame)

    def _take_data(self, number: int, data: bytes) -> None:
        self._came += 1
        # The newest first: where numbers begin anew, what is far from its place is of the older.
        if not (self._offer(self._newest, number, data) or self._offer(self._older, number, data)):
            self._keep({number: data})

    def _offer(self, frame: _Open | None, number: int, data: bytes) -> bool:
        """Take data where they belong to this frame, if it is still open; return whether they do."""
        if frame is None:
            return False
        if frame.is_over(self._came):
            self._drop(frame)
            return False
        return self._fits(frame, frame.place(number), data)

    def _fits(self, frame: _Open, place: int, data: bytes) -> bool:
        there = frame.pieces[place] if 0 <= place < len(frame.pieces) else frame.ahead.get(place)
        if there == data:
            return True
        too_early, too_late = place - frame.next, frame.next - 1 - place
        if place < 0 or max(too_early, too_late) > frame.window:
            return False
        if there is None:
            frame.put(place, data, self._came)
            self._settle(frame)
        else:
            self._drop(frame)
        return True

    def _settle(self, frame: _Open) -> None:
        """See what came of a frame now that more of it is there."""
        pieces, ahead = frame.pieces, frame.ahead
        while frame.left > 0 and (data := ahead.pop(len(pieces), None)) is not None:
            if not pieces:
                self._length = len(data)
            pieces.append(data)
            frame.left -= len(data)
        gap = frame.next - len(pieces)
        if frame.left < 0 or len(pieces) > MAX_DATAGRAMS or gap > frame.window + 1:
            self._drop(frame)
        elif not frame.left:
            self._finish(frame)

    def _finish(self, frame: _Open) -> None:
        data = b"".join(frame.pieces)
        if not (data.startswith(_SOI) and data.endswith(_EOI)):
            self._drop(frame)
            return
        time = frame.time if isfinite(frame.time) and frame.time > 0 else None
        self._whole.append(Frame(data, time))
        self.frames += 1
        self._close(frame)

    def _drop(self, frame: _Open) -> None:
        self.dropped += 1
        self._close(frame)

    def _close(self, frame: _Open) -> None:
        """Let go of a frame, but for what may be of the next one."""
        if frame is self._older:
            self._older = None
            return
        if self._older is not None:
            self._drop(self._older)
        self._newest = None
        if frame.runs_on or not frame.left:
            self._keep(frame.numbered())

    def _keep(self, data: dict[int, bytes]) -> None:
        """Keep data until the next start, no more of them than may come before it."""
        self._early |= {number: (self._came, one) for number, one in data.items()}
        while len(self._early) > self._window:
            del self._early[next(iter(self._early))]
