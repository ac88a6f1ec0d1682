"""The live view of the camera: one stream, restarted when the camera drops it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from ...link.errors import BadData, LinkError, NotThisSystem
from ...link.session import Clock
from .liveview import Frame, FrameParser, Position
from .web import Web

_LOGGER = logging.getLogger(__name__)

STALL = 10.0
"""Seconds without a byte after which the stream is taken for dead."""

PAUSE = 1.0
"""Seconds before a stream that ended is asked for again."""

TRIES = 5
"""Times that a stream without a single frame is asked for again."""


class Live:
    """Reads the stream of one camera while somebody watches.

    `address` starts the camera's live view and returns the address of the stream, `wanted`
    tells whether it can show any in the state it is in.
    """

    def __init__(
        self,
        web: Web,
        clock: Clock,
        address: Callable[[], Awaitable[str]],
        wanted: Callable[[], bool],
        show: Callable[[Frame | Position | None], None],
    ) -> None:
        """Take how to start it, and who takes the frames; None tells that it has ended by itself."""
        self._web = web
        self._clock = clock
        self._address = address
        self._wanted = wanted
        self._show = show
        self._task: asyncio.Task[None] | None = None

    @property
    def on(self) -> bool:
        """Whether the stream is being read."""
        return self._task is not None and not self._task.done()

    async def start(self) -> None:
        """Start the camera's live view; raises the LinkError that says why it does not."""
        if not self.on:
            address = await self._address()
            self._task = asyncio.create_task(self._run(address))

    async def stop(self) -> None:
        """Stop reading; the camera's live view is somebody else's to end."""
        if (task := self._task) is not None:
            self._task = None
            task.cancel()
            await asyncio.wait([task])

    async def _run(self, address: str) -> None:
        misses = 0
        while misses < TRIES:
            misses = 0 if await self._read(address) else misses + 1
            await self._clock.sleep(PAUSE)
            if not self._wanted():
                break
            try:
                address = await self._address()
            except LinkError as error:
                _LOGGER.debug("Live view does not start again: %s", error)
                misses += 1
        self._task = None
        self._show(None)

    async def _read(self, address: str) -> bool:
        """Read the stream to its end; return whether it showed anything."""
        parser, shown = FrameParser(), False
        try:
            async with self._web.stream(address, STALL) as content:
                async for chunk in content.chunks:
                    for frame in parser.feed(chunk):
                        shown = True
                        self._show(frame)
        except (NotThisSystem, BadData) as error:
            _LOGGER.debug("The stream is no live view: %s", error)
        except LinkError as error:
            _LOGGER.debug("Live view broke off: %s", error)
        return shown
