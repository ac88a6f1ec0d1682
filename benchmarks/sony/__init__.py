"""Sony: frames found in a stream, live view from the camera to its viewers, and the way of a shot."""

import asyncio
from collections.abc import Iterator

from benchmarks.rows import Row
from benchmarks.sony import parsing, viewing


def measure(*, quick: bool) -> Iterator[Row]:
    """Yield the rows of Sony cameras."""
    yield from asyncio.run(parsing.measure(quick=quick))
    yield from asyncio.run(viewing.measure(quick=quick))
