"""Finding the frames in a stream of live view: the parser, a floor, and Home Assistant's MJPEG extractor."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from io import BytesIO

from homeassistant.components.mjpeg.camera import BUFFER_SIZE, async_extract_image_from_mjpeg
from PIL import Image

from benchmarks.rows import Row, rounds, row
from custom_components.camhub.protocols.sony.liveview import Frame, FrameParser
from simulators.sony.liveview_packets import IMAGE, packet

READ = 1_460
"""Bytes of a read: what one packet on Wi-Fi holds."""

FRAME = 40_000
HEADER = 136
SIZE = slice(12, 15)


async def measure(*, quick: bool) -> list[Row]:
    """Measure what a frame costs that is to be found."""
    stream = Stream(8 if quick else 64)
    for find in (stream.floor, stream.camhub, stream.extractor(READ)):
        await find()
    count = 2 if quick else 31
    beside_floor = await rounds(
        floor=stream.floor,
        camhub=stream.camhub,
        baseline=stream.extractor(READ),
        count=count,
        baselines=1 if quick else 5,
    )
    beside_extractor = await rounds(
        floor=stream.extractor(READ),
        camhub=stream.camhub,
        baseline=stream.extractor(BUFFER_SIZE),
        count=count,
        baselines=1 if quick else 5,
    )
    return [
        row("live view frame of 40 kB found in reads of 1,460 bytes", "µs", 3.0, beside_floor),
        row("the same, vs Home Assistant's MJPEG extractor", "µs", 0.1, beside_extractor),
    ]


class Stream:
    """Frames as they arrive, each different and as full of detail as a real scene."""

    def __init__(self, frames: int) -> None:
        """Draw them."""
        some = [picture(FRAME) for _ in range(8)]
        self._jpegs = [some[number % len(some)] for number in range(frames)]
        self._packets = [
            packet(IMAGE, number, number * 50, jpeg) for number, jpeg in enumerate(self._jpegs, 1)
        ]
        self._reads = list(split(b"".join(self._packets), READ))

    async def floor(self) -> float:
        """Append each read to a buffer, and slice out what the size field says."""
        buffer, found, need = bytearray(), list[bytes](), HEADER
        start = time.process_time()
        for read in self._reads:
            buffer += read
            while len(buffer) >= need:
                if need == HEADER:
                    need += int.from_bytes(buffer[SIZE])
                else:
                    found.append(bytes(memoryview(buffer)[HEADER:need]))
                    del buffer[:need]
                    need = HEADER
        return self._each(start, found)

    async def camhub(self) -> float:
        """Feed each read to the parser."""
        parser, found = FrameParser(), list[bytes]()
        start = time.process_time()
        for read in self._reads:
            for frame in parser.feed(read):
                assert isinstance(frame, Frame)
                found.append(frame.jpeg)
        return self._each(start, found)

    def extractor(self, size: int) -> Callable[[], Awaitable[float]]:
        """Have Home Assistant's MJPEG integration look, which takes one picture from a stream."""
        streams = [list(split(one, size)) for one in self._packets]

        async def find() -> float:
            found = list[bytes]()
            start = time.process_time()
            for stream in streams:
                jpeg = await async_extract_image_from_mjpeg(_arriving(stream))
                assert jpeg is not None
                found.append(jpeg)
            return self._each(start, found)

        return find

    def _each(self, start: float, found: list[bytes]) -> float:
        """Return the microseconds of processor time for each frame."""
        taken = time.process_time() - start
        assert found == self._jpegs
        return taken / len(found) * 1e6


async def _arriving(reads: list[bytes]) -> AsyncIterator[bytes]:
    for read in reads:
        yield read


def split(data: bytes, size: int) -> Iterator[bytes]:
    """Yield the data in pieces of one size."""
    for at in range(0, len(data), size):
        yield data[at : at + size]


def picture(size: int) -> bytes:
    """Return a JPEG of at least so many bytes, and not many more."""
    scene = Image.effect_noise((640, 424), 60).convert("RGB")
    for quality in range(1, 96):
        file = BytesIO()
        scene.save(file, "JPEG", quality=quality)
        if file.tell() >= size:
            return file.getvalue()
    raise ValueError(f"no picture of {size} bytes")
