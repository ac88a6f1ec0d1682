"""Rings whenever anything happens, for those who wait for something."""

import asyncio
from collections.abc import Callable

PATIENCE = 20.0
"""Seconds after which waiting is given up, unless told otherwise."""

_AGAIN = 0.05
"""Seconds after which those who wait look again without it, at what happens elsewhere."""


class Bell:
    """Wakes everybody who waits, as often as it rings."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Say that something happened."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def until(self, check: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until something is so, looking again whenever the bell rings, and now and then. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not check():
                waiting = asyncio.get_running_loop().create_future()
                self._waiting.add(waiting)
                await asyncio.wait((waiting,), timeout=_AGAIN)
                self._waiting.discard(waiting)
