"""A clock that stands still until a test moves it."""

import asyncio
from typing import override

from custom_components.camhub.link.session import Clock


class FakeClock(Clock):
    """Time passes only by `nap_over`; `naps` are the naps that were begun, in their order."""

    def __init__(self) -> None:
        self.time = 1_000.0
        self.naps: asyncio.Queue[float] = asyncio.Queue()
        self.asleep: dict[asyncio.Future[None], float] = {}

    @override
    def now(self) -> float:
        return self.time

    @override
    async def sleep(self, seconds: float) -> None:
        nap = asyncio.get_running_loop().create_future()
        self.asleep[nap] = seconds
        self.naps.put_nowait(seconds)
        try:
            await nap
        finally:
            del self.asleep[nap]

    async def nap_over(self) -> float:
        """Wait until somebody naps, let the time of the nap pass and return it."""
        seconds = await self.naps.get()
        self.time += seconds
        for nap in self.asleep:
            if not nap.done():
                nap.set_result(None)
        return seconds
