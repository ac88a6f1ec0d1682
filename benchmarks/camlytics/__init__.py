"""Camlytics: events by webhook and by long poll to their states, and what is held after many."""

import asyncio
from collections.abc import Iterator

from benchmarks.camlytics import events, memory
from benchmarks.rows import Row


def measure(*, quick: bool) -> Iterator[Row]:
    """Yield the rows of Camlytics."""
    yield from asyncio.run(events.measure(quick=quick))
    yield memory.measure(quick=quick)
