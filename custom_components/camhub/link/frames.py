"""The live view of one camera: one upstream, any number of viewers, only the newest frame."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from .errors import LinkError, TimedOut, Unreachable

_LOGGER = logging.getLogger(__name__)

LINGER = 5.0
"""Seconds that live view goes on after the last viewer, so that a page reload does not restart it."""


RETRY = 1.0
"""Seconds until live view is asked for again where the camera did not answer in time."""


class LiveView:
    """Shares a camera's frames among its viewers; a slow viewer skips frames, none are queued.

    `switch` starts (True) and ends (False) the upstream: for the first viewer,
    and `linger` seconds after the last. What it raises reaches the viewer.
    """

    def __init__(self, switch: Callable[[bool], Awaitable[None]], linger: float = LINGER) -> None:
        """Take how to start and end the upstream."""
        self._switch = switch
        self._linger = linger
        self._switching = asyncio.Lock()
        self._ending: asyncio.Task[None] | None = None
        self._viewers = 0
        self._count = 0
        self._arrived = asyncio.Event()
        self.on = False
        self.newest: bytes | None = None
        self.marks: tuple[Mapping[str, Any], ...] = ()
        """The places that the camera marked in the newest frame."""

    def feed(self, frame: bytes) -> None:
        """Take the newest frame from the upstream."""
        self.newest = frame
        self._count += 1
        self._wake()

    @asynccontextmanager
    async def watch(self) -> AsyncGenerator[Callable[[], Awaitable[bytes | None]]]:
        """Be a viewer: what is handed out returns the next frame, or None when live view has ended."""
        self._viewers += 1
        try:
            await self._turn(on=True)
            seen = self._count

            async def next_frame() -> bytes | None:
                nonlocal seen
                while self.on and self._count == seen:
                    await self._arrived.wait()
                seen = self._count
                return self.newest if self.on else None

            yield next_frame
        finally:
            self._viewers -= 1
            if not self._viewers and self.on:
                self._ending = asyncio.create_task(self._end_later())

    async def resume(self) -> None:
        """Start the upstream again after the link was down, if anybody watches.

        Where the system says no, there is nothing more to see and every viewer is let go.
        """
        while self.on:
            try:
                await self._switch(True)
            except TimedOut:
                await asyncio.sleep(RETRY)
            except Unreachable:
                # The link is down once more; when it is up this is called again.
                return
            except LinkError as error:
                _LOGGER.debug("Live view does not go on: %s", error)
                self.end()
            else:
                return

    def end(self) -> None:
        """Let every viewer go: the upstream has ended by itself."""
        self.on = False
        self._wake()

    async def stop(self) -> None:
        """End live view now and let every viewer go."""
        if self._ending is not None:
            self._ending.cancel()
        await self._turn(on=False)

    async def _end_later(self) -> None:
        await asyncio.sleep(self._linger)
        self._ending = None
        try:
            await self._turn(on=False)
        except LinkError as error:
            _LOGGER.debug("Live view was not ended: %s", error)

    async def _turn(self, *, on: bool) -> None:
        async with self._switching:
            if on and self._ending is not None:
                self._ending.cancel()
                self._ending = None
            if on is self.on:
                return
            if on:
                await self._switch(True)
                self.on = True
            else:
                self.end()
                await self._switch(False)

    def _wake(self) -> None:
        arrived, self._arrived = self._arrived, asyncio.Event()
        arrived.set()
