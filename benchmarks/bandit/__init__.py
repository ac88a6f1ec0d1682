"""Bandit: a viewfinder put together from its datagrams, live view, what it tells, and a download."""

import asyncio
from collections.abc import Iterator

from benchmarks.bandit import reassembly, watching
from benchmarks.rows import Row


def measure(*, quick: bool) -> Iterator[Row]:
    """Yield the rows of the Bandit."""
    yield from asyncio.run(reassembly.measure(quick=quick))
    yield from asyncio.run(watching.measure(quick=quick))
