"""What is to be fetched by and by, one thing after the other."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from .errors import LinkError

_LOGGER = logging.getLogger(__name__)


class Backlog[ThingT]:
    """Fetches things in the order they came; beyond `most` that wait, the oldest is left where it is."""

    def __init__(self, fetch: Callable[[ThingT], Awaitable[None]], most: int) -> None:
        """Take how to fetch a thing: what it raises of a link means that it cannot be had."""
        self._fetch = fetch
        self._things: deque[ThingT] = deque(maxlen=most)
        self._waiting = asyncio.Event()

    def add(self, things: Iterable[ThingT]) -> None:
        """Have things fetched, but those that wait already."""
        self._things.extend(thing for thing in things if thing not in self._things)
        self._waiting.set()

    async def run(self) -> None:
        """Fetch what there is to fetch, for ever."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            while self._things:
                try:
                    await self._fetch(self._things.popleft())
                except LinkError as error:
                    _LOGGER.debug("Not fetched: %s", error)
