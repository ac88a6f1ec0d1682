"""Keeps a session open: tries, backs off, tries again, and says when it changes."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .errors import BadData, Farewell, LinkError
from .session import Clock, Session

_LOGGER = logging.getLogger(__name__)

FIRST_RETRY = 1.0
"""Seconds until the first retry, at most."""

LAST_RETRY = 60.0
"""Seconds between retries, at most."""

STEADY = 30.0
"""Seconds a link must have lasted for the next loss to be retried at once."""


def delays(*, slow: bool = False, jitter: Callable[[], float] = random.random) -> Iterator[float]:
    """Yield the seconds to wait before each retry: doubling, each shortened by up to a half.

    Where nobody is expected back soon, all are of the `slow` pace that the others end at.
    """
    ceiling = LAST_RETRY if slow else FIRST_RETRY
    while True:
        yield ceiling * (1 - jitter() / 2)
        ceiling = min(ceiling * 2, LAST_RETRY)


class Supervisor:
    """Runs one session after the other, for ever.

    `report` is called with None when a session is open and with the reason
    when one could not be opened or has died. What said that it goes is looked for
    slowly from then on, until a link lasts again.
    """

    def __init__(
        self,
        connect: Callable[[], Session],
        report: Callable[[LinkError | None], None],
        clock: Clock,
    ) -> None:
        """Take how to connect and whom to tell; `run` does the rest."""
        self._connect = connect
        self._report = report
        self._clock = clock
        self._hurry = asyncio.Event()
        self._mistakes: set[type[Exception]] = set()
        self._has_left = False
        self.session: Session | None = None

    def hurry(self) -> None:
        """Cut the wait for the next try: the system was seen, or a user wants it."""
        self._hurry.set()

    async def run(self) -> None:
        """Stay connected until cancelled."""
        waits = delays()
        while True:
            opened_at = await self._serve()
            if self._has_left:
                waits = delays(slow=True)
            elif opened_at is not None and self._clock.now() - opened_at >= STEADY:
                waits = delays()
            await self._pause(next(waits))

    async def _serve(self) -> float | None:
        """Run one session to its end; return when it was open, None if it never was."""
        opened_at = None
        self._has_left = False
        with self._mishaps():
            session = self._connect()
            try:
                with self._mishaps():
                    await session.open()
                    opened_at = self._clock.now()
                    self.session = session
                    self._report(None)
                    await session.run()
            finally:
                self.session = None
                await session.close()
        return opened_at

    @contextmanager
    def _mishaps(self) -> Iterator[None]:
        """Report why a session ended. A mistake of ours ends it too, and must not need a reload."""
        try:
            yield
        except LinkError as error:
            self.session = None
            self._has_left = self._has_left or isinstance(error, Farewell)
            self._report(error)
        except Exception as error:
            self.session = None
            # Once is enough: whatever it is, it is likely to come back with every try.
            level = logging.DEBUG if type(error) in self._mistakes else logging.ERROR
            self._mistakes.add(type(error))
            _LOGGER.log(level, "A session failed unexpectedly", exc_info=error)
            self._report(BadData(repr(error)))

    async def _pause(self, seconds: float) -> None:
        self._hurry.clear()
        nap = asyncio.ensure_future(self._clock.sleep(seconds))
        hurried = asyncio.ensure_future(self._hurry.wait())
        try:
            await asyncio.wait({nap, hurried}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()
            hurried.cancel()
