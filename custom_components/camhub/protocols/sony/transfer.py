"""The camera's function: it either shoots or shows what it has stored.

Source: Camera Remote API reference 2.40 and the development guide: `setCameraFunction` only
begins the switch, which is done when the camera status says so.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from ...link.errors import Busy, LinkError, NotReady, Unreachable
from .names import PASSING, SETTLE

_LOGGER = logging.getLogger(__name__)

SHOOTING = "Remote Shooting"
TRANSFER = "Contents Transfer"
"""The functions, as the camera calls them."""

LINGER = 30.0
"""Seconds that the camera goes on showing its contents after the last who looked."""

SWITCH = 20.0
"""Seconds that the camera gets to switch."""

_SHOWING = frozenset({"ContentsTransfer", "Streaming", "Deleting"})


class TransferMode:
    """Keeps the camera in contents transfer while anybody needs it, and lets it shoot again afterwards.

    What the user chose stays as it was chosen. Every method raises a LinkError.
    """

    def __init__(
        self,
        function: Callable[[], str | None],
        status: Callable[[], str | None],
        set_function: Callable[[str], Awaitable[object]],
        until: Callable[[Callable[[], bool], float], Awaitable[bool]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take how to ask for the camera's function and status, and how to set the function.

        Both are told in the camera's own words, None where it does not tell.
        `until` waits so many seconds for something to become true and returns whether it did.
        """
        self._function = function
        self._status = status
        self._set_function = set_function
        self._until = until
        self._sleep = sleep
        self._switching = asyncio.Lock()
        self._asking = asyncio.Lock()
        self._ending: asyncio.Task[None] | None = None
        self._users = 0
        self._ours = False
        self._leaving = False

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Have the camera show its contents for as long as this is held; raises Busy where it cannot now."""
        await self.acquire()
        try:
            yield
        finally:
            await self.release()

    async def acquire(self) -> None:
        """Have the camera show its contents until `release` was called as often as this."""
        self._users += 1
        try:
            async with self._switching:
                self._stay()
                if not self._showing():
                    await self._enter()
        except BaseException:
            await self.release()
            raise

    async def release(self) -> None:
        """Let the camera go back to shooting some seconds after the last who needed its contents."""
        self._users -= 1
        if not self._users and self._ours and self._ending is None:
            self._ending = asyncio.create_task(self._end_later())

    def choose(self) -> None:
        """Take note that the user set the function: it stays as it was set."""
        self._ours = False
        self._stay()

    async def shoot(self) -> None:
        """Go back to shooting now, where nobody needs the contents and the user did not choose them."""
        if self._users or not (self._ours or self._leaving):
            return
        self._stay()
        async with self._switching:
            if self._ours and not self._users:
                await self._return()

    async def close(self, *, there: bool = True) -> None:
        """End what was begun, whoever still looks; a camera that is not there any more is not asked."""
        if there:
            # A call that is under way is let through; what follows from it is not waited for.
            async with self._asking:
                pass
        self._ours = self._ours and there
        if self._ending is not None:
            self._ending.cancel()
        if self._ours:
            await self._leave()

    def _showing(self) -> bool:
        return self._status() in _SHOWING

    def _stay(self) -> None:
        if self._ending is not None and not self._leaving:
            self._ending.cancel()
            self._ending = None

    async def _enter(self) -> None:
        if self._function() != TRANSFER:
            await self._settle()
            # Before the answer: where none comes, it may have switched all the same.
            self._ours = True
            try:
                await self._set_function(TRANSFER)
            except LinkError as error:
                self._ours = isinstance(error, Unreachable)
                raise
        if not await self._until(self._showing, SWITCH):
            raise Busy("the camera does not switch to showing its contents")

    async def _settle(self) -> None:
        """Wait for what ends by itself; raises Busy or NotReady where something else goes on."""
        if self._status() in PASSING:
            await self._until(lambda: self._status() not in PASSING, SETTLE)
        match self._status():
            case None | "IDLE":
                return
            case "Error":
                raise NotReady("the camera reports an error; it may be too hot or without a card")
            case status if status in PASSING:
                raise Busy(f"the camera is not done yet ({status})")
            case status:
                raise Busy(f"the camera is recording; stop that first ({status})")

    async def _end_later(self) -> None:
        try:
            await self._sleep(LINGER)
            async with self._switching:
                self._leaving = True
                await self._return()
        finally:
            self._leaving = False
            if self._ending is asyncio.current_task():
                self._ending = None

    async def _return(self) -> None:
        """Have the camera shoot again, and wait until it does."""
        await self._leave()
        await self._until(lambda: not self._showing(), SWITCH)

    async def _leave(self) -> None:
        self._ours = False
        if self._function() == SHOOTING and not self._showing():
            return
        try:
            async with self._asking:
                await self._set_function(SHOOTING)
        except LinkError as error:
            _LOGGER.debug("The camera does not go back to shooting: %s", error)
