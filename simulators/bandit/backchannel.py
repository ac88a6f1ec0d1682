"""The backchannel: TCP connections on which the camera tells what happens, and reads nothing."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from simulators.bandit.links import Census, Link
from simulators.bell import Bell
from simulators.switches import Faults

_MOST = 10_000
_PATIENCE = 1.0


class Backchannel:
    """Its clients, each of whom gets everything that is sent from its coming on."""

    def __init__(
        self,
        faults: Faults,
        bell: Bell,
        greeting: Callable[[], bytes],
        census: Census | None,
    ) -> None:
        """Begin with nobody; `greeting` is what a client gets at once, and is counted in `census`, if given."""
        self._faults = faults
        self._bell = bell
        self._greeting = greeting
        self._census = census
        self._queues: set[asyncio.Queue[bytes]] = set()

    @property
    def clients(self) -> int:
        """Connections that are open now."""
        return len(self._queues)

    def send(self, data: bytes) -> None:
        """Send bytes to every client."""
        for queue in self._queues:
            with suppress(asyncio.QueueFull):
                queue.put_nowait(data)

    async def settle(self) -> None:
        """Wait until every client has got what was sent, for as long as a client may need."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await asyncio.gather(*(queue.join() for queue in self._queues))

    async def serve(self, link: Link) -> None:
        """Send a client what there is until it leaves."""
        if "backchannel_refused" in self._faults or "refused" in self._faults:
            raise ConnectionResetError
        if (census := self._census) is None:
            await self._feed(link)
            return
        try:
            within = await census.enter()
            self._bell.ring()
            if not within:
                raise ConnectionResetError
            await self._feed(link)
        finally:
            census.leave()

    async def _feed(self, link: Link) -> None:
        queue: asyncio.Queue[bytes] = asyncio.Queue(_MOST)
        if greeting := self._greeting():
            queue.put_nowait(greeting)
        self._queues.add(queue)
        self._bell.ring()
        jobs = [asyncio.ensure_future(job) for job in (self._drain(link), self._pour(link, queue))]
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in done:
                job.result()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            self._queues.discard(queue)
            self._bell.ring()

    async def _pour(self, link: Link, queue: asyncio.Queue[bytes]) -> None:
        while True:
            data = await queue.get()
            pieces = int(self._faults.number("torn")) or len(data) or 1
            for start in range(0, len(data), pieces):
                await link.send(data[start : start + pieces])
                if pieces < len(data):
                    # Without a turn of the loop the pieces would leave as one.
                    await asyncio.sleep(0)
            queue.task_done()
            if "backchannel_closes" in self._faults:
                return

    async def _drain(self, link: Link) -> None:
        while await link.reader.read(4096):
            pass
