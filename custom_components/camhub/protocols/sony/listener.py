"""What a camera tells by itself: one long poll after the other, and snapshots where there are none."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any, Protocol

from ...link.errors import Authentication, BadData, NotReady, Unsupported
from ...link.session import Clock
from ...link.waiting import pause
from .rpc import Rpc
from .told import News
from .wire import ALREADY_POLLING, TIMEOUT, ApiError

_LOGGER = logging.getLogger(__name__)

POLL = 130.0
"""Seconds that a camera may hold a long poll; up to 120 have been seen."""

POLLING = 2.0
"""Seconds between snapshots of a camera that offers no long poll."""

ROUND = 10.0
"""Seconds between rounds of questions to a camera that tells of no events at all."""

LOCKED = 60.0
"""Seconds until a camera that refuses the long poll is asked for it again."""

TAKEN = 5.0
"""Seconds before the next long poll while another client holds it."""

BREATH = 0.5
"""Seconds after an answer that came at once and told nothing new."""

FAILURES = 5
"""Long polls that may fail in a row before the link is given up."""


class Take(Protocol):
    """Takes what the camera told; `first` is the first that tells anything after the baseline."""

    def __call__(self, result: list[Any], /, *, first: bool = False) -> News:
        """Return what is new in it."""


class Listener:
    """Listens to one camera."""

    def __init__(self, rpc: Rpc, clock: Clock, take: Take, look: Callable[[], None]) -> None:
        """Take whom to listen to, who takes what it tells, and what asks a camera that tells nothing."""
        self._rpc = rpc
        self._clock = clock
        self._take = take
        self._look = look
        self._first = True
        self._poked = asyncio.Event()
        self._tells = True
        self._locked_until = -inf

    @property
    def polls(self) -> bool:
        """Whether the camera is heard by long polls now."""
        return self._tells and self._clock.now() >= self._locked_until

    def poke(self) -> None:
        """Look at once where there is no long poll: something was just done."""
        self._poked.set()

    async def begin(self, ask: Callable[[str, bool], Awaitable[list[Any]]]) -> list[Any]:
        """Return everything that the camera tells at first, by a call that is patient with it."""
        try:
            return await ask("getEvent", False)
        except (Unsupported, Authentication, NotReady) as error:
            self._fall_back(isinstance(error, Unsupported))
        return []

    async def run(self) -> None:
        """Listen until the camera is gone; raises the LinkError that says why."""
        failures = 0
        while True:
            asked, news = self._clock.now(), None
            try:
                news = await self._hear()
                failures = 0
            except (ApiError, BadData) as error:
                harmless = isinstance(error, ApiError) and error.code in (TIMEOUT, ALREADY_POLLING)
                failures = 0 if harmless else failures + 1
                await self._get_over(error, failures)
            if (news is None or not news.changed) and self._clock.now() - asked < BREATH:
                await self._clock.sleep(BREATH)

    async def snapshot(self) -> None:
        """Take in everything that the camera tells at this moment."""
        try:
            if self._tells:
                self._take(await self._rpc.ask("getEvent", False))
            else:
                await self._rpc.refresh_available()
        except ApiError as error:
            _LOGGER.debug("No snapshot: %s", error)
        if not self._tells:
            self._look()

    async def _hear(self) -> News | None:
        if not self.polls:
            await pause(self._clock, self._poked, POLLING if self._tells else ROUND)
            self._poked.clear()
            await self.snapshot()
            return None
        news = self._take(await self._rpc.poll(POLL), first=self._first)
        self._first = self._first and not news.types
        return news

    async def _get_over(self, error: ApiError | BadData, failures: int) -> None:
        _LOGGER.debug("No event: %s", error)
        code = error.code if isinstance(error, ApiError) else None
        if code == TIMEOUT:
            return
        reason = error.as_link_error() if isinstance(error, ApiError) else error
        if code == ALREADY_POLLING:
            # Another client listens. What it hears, we see a little later.
            await self.snapshot()
            await self._clock.sleep(TAKEN)
        elif isinstance(reason, Unsupported | Authentication):
            self._fall_back(isinstance(reason, Unsupported))
        elif failures >= FAILURES:
            raise reason from error
        elif code is not None:
            await self._clock.sleep(POLLING)

    def _fall_back(self, for_good: bool) -> None:
        """Do without long polls, for good where the camera has none."""
        if for_good:
            self._tells = False
        else:
            self._locked_until = self._clock.now() + LOCKED
