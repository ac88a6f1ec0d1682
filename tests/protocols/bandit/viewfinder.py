"""A viewfinder's datagrams as a camera sends them, and what is made of them."""

import struct
from collections.abc import Iterable
from itertools import chain
from random import Random

from custom_components.camhub.protocols.bandit.viewfinder import Reassembler

PAYLOAD = 1024
SOI, EOI = b"\xff\xd8", b"\xff\xd9"


def start(number: int, size: int, time: float = 0.0) -> bytes:
    return struct.pack(">HBHHIf", 0x55AA, 0, number % 65_536, 8, size, time)


def data(number: int, payload: bytes) -> bytes:
    return struct.pack(">HBHH", 0x55AA, 1, number % 65_536, len(payload)) + payload


def picture(size: int = 10_000, seed: int = 1) -> bytes:
    """Return what begins and ends like a JPEG, no part of which is like another's."""
    return SOI + Random(seed).randbytes(size - 4) + EOI


def datagrams(
    jpeg: bytes, number: int = 0, time: float = 0.0, payload: int = PAYLOAD
) -> list[bytes]:
    """Return a frame as it is sent: the start has this number, and the data those behind it."""
    parts = [jpeg[at : at + payload] for at in range(0, len(jpeg), payload)]
    return [
        start(number, len(jpeg), time),
        *(data(number + place, part) for place, part in enumerate(parts, 1)),
    ]


def stream(
    jpegs: Iterable[bytes], number: int = 0, *, anew: bool = False, payload: int = PAYLOAD
) -> list[list[bytes]]:
    """Return frames one second after the other, whose numbers run on or begin `anew`."""
    frames = []
    for time, jpeg in enumerate(jpegs):
        frames.append(datagrams(jpeg, number, time, payload))
        if not anew:
            number += len(frames[-1])
    return frames


def line(frames: Iterable[list[bytes]]) -> list[bytes]:
    return list(chain.from_iterable(frames))


def shown(*batches: Iterable[bytes]) -> list[bytes]:
    reassembler = Reassembler()
    return [frame.data for batch in batches for frame in reassembler.feed(batch)]


def one_by_one(sent: Iterable[bytes]) -> list[bytes]:
    return shown(*([one] for one in sent))


JPEGS = [picture(9_000 + 700 * seed, seed) for seed in range(8)]
LARGE = [picture(40_000 + 500 * seed, seed) for seed in range(6)]
"""Where numbers begin anew, it takes frames of a usual size to tell where a late datagram belongs."""
