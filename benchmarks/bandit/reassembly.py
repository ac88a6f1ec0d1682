"""Putting frames together from datagrams: the reassembler, a floor, and the usual way."""

import time
from collections.abc import Iterable, Iterator
from operator import itemgetter
from random import Random
from struct import Struct

from benchmarks.rows import Row, rounds, row
from custom_components.camhub.protocols.bandit.viewfinder import Reassembler

FRAME = 40_000
DATAGRAM = 1_024
"""Bytes of a datagram, its header included."""

HEADER = 7
NUMBER = itemgetter(slice(3, 5))
"""The number of a datagram, as its bytes: here they never begin anew."""

_PAIRS = 20
_HEADER = Struct(">HBHH")
_START = Struct(">If")


async def measure(*, quick: bool) -> list[Row]:
    """Measure what a frame costs in order, and with every 20th pair of neighbours the wrong way round."""
    in_order = Stream(8 if quick else 64)
    reordered = Stream(8 if quick else 64, reordered=True)
    for stream in (in_order, reordered):
        for side in (stream.floor, stream.camhub, stream.slots):
            await side()
    count = 2 if quick else 61
    baselines = 1 if quick else 9
    beside = [
        await rounds(
            floor=stream.floor,
            camhub=stream.camhub,
            baseline=stream.slots,
            count=count,
            baselines=baselines,
        )
        for stream in (in_order, reordered)
    ]
    return [
        row("viewfinder frame of 40 kB from datagrams of 1,024 bytes", "µs", 3.0, beside[0]),
        row("the same, every 20th pair of them reordered", "µs", 3.0, beside[1]),
    ]


class Stream:
    """Frames as they arrive, each in a batch of its own and different from the others."""

    def __init__(self, frames: int, *, reordered: bool = False) -> None:
        """Make them up: of a picture, only its first and last two bytes are looked at."""
        random = Random(1)
        self._reordered = reordered
        self._jpegs = [
            b"\xff\xd8" + random.randbytes(FRAME - 4) + b"\xff\xd9" for _ in range(frames)
        ]
        self._batches: list[list[bytes]] = []
        number = 0
        for jpeg in self._jpegs:
            self._batches.append(list(sent(jpeg, number)))
            number += len(self._batches[-1])
        if reordered:
            for place, batch in enumerate(self._batches):
                # 20 pairs and a start are a frame.
                at = 1 + 2 * (place % (_PAIRS - 1))
                batch[at : at + 2] = batch[at : at + 2][::-1]

    async def floor(self) -> float:
        """Copy what is behind each header to the end of a buffer, having sorted them where that is due."""
        found = list[bytearray]()
        start = time.process_time()
        for batch in self._batches:
            picture = bytearray()
            for datagram in sorted(batch, key=NUMBER) if self._reordered else batch:
                if datagram[2]:
                    picture += datagram[HEADER:]
            found.append(picture)
        return self._each(start, found)

    async def camhub(self) -> float:
        """Feed each batch to the reassembler."""
        reassembler, found = Reassembler(), list[bytes]()
        start = time.process_time()
        for batch in self._batches:
            found += [frame.data for frame in reassembler.feed(batch)]
        return self._each(start, found)

    async def slots(self) -> float:
        """Read each header, keep what is behind it by its number, and look whether all of it is there."""
        found = list[bytes]()
        slots = dict[int, bytes]()
        first = size = 0
        start = time.process_time()
        for batch in self._batches:
            for datagram in batch:
                sync, kind, number, length = _HEADER.unpack_from(datagram)
                if sync != 0x55AA or len(datagram) != HEADER + length:
                    continue
                if not kind:
                    slots, first = {}, number + 1
                    size, _ = _START.unpack_from(datagram, HEADER)
                    continue
                slots[number] = datagram[HEADER:]
                if sum(map(len, slots.values())) == size:
                    found.append(b"".join(slots[first + place] for place in range(len(slots))))
        return self._each(start, found)

    def _each(self, start: float, found: Iterable[bytes | bytearray]) -> float:
        """Return the microseconds of processor time for each frame."""
        taken = time.process_time() - start
        assert list(found) == self._jpegs
        return taken / len(self._jpegs) * 1e6


def sent(jpeg: bytes, number: int) -> Iterator[bytes]:
    """Yield a frame's start, which has this number, and its data."""
    yield _HEADER.pack(0x55AA, 0, number, _START.size) + _START.pack(len(jpeg), 0.0)
    most = DATAGRAM - HEADER
    for place, at in enumerate(range(0, len(jpeg), most), 1):
        part = jpeg[at : at + most]
        yield _HEADER.pack(0x55AA, 1, number + place, len(part)) + part
