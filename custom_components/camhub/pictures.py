"""What the cameras of one entry show: their live views, and the last photo of each."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from homeassistant.core import callback

from .link.errors import LinkError, Unreachable
from .link.frames import LINGER, LiveView
from .link.session import Picture, Session

_LOGGER = logging.getLogger(__name__)

type NextFrame = Callable[[], Awaitable[bytes | None]]


class Pictures:
    """Takes frames and photos from the system, and hands them to whoever looks.

    `session` returns the session that is open, None while the link is down;
    `tell` is called with the key of a camera of which there is a new photo.
    """

    def __init__(self, session: Callable[[], Session | None], tell: Callable[[str], None]) -> None:
        """Take how to ask the system, and whom to tell; nothing is shown yet."""
        self._session = session
        self._tell = tell
        self._lives: dict[str, LiveView] = {}
        self._photos: dict[str, Picture] = {}

    def last(self, key: str) -> Picture | None:
        """Return the last photo that a camera handed over, None where there was none."""
        return self._photos.get(key)

    def live_view(self, key: str) -> LiveView:
        """Return the live view of a camera, shared by all who look."""
        if (live := self._lives.get(key)) is None:
            live = self._lives[key] = LiveView(partial(self._switch, key), LINGER)
        return live

    @asynccontextmanager
    async def watch(self, key: str) -> AsyncGenerator[NextFrame | None]:
        """Look at a camera's live view: hands out its frames, or None where it cannot be started."""
        async with AsyncExitStack() as looking:
            next_frame = None
            try:
                next_frame = await looking.enter_async_context(self.live_view(key).watch())
            except LinkError as error:
                _LOGGER.debug("No live view of %s: %s", key, error)
            yield next_frame

    async def resume(self) -> None:
        """Show again, now that the link is up, what somebody still looks at."""
        await asyncio.gather(*(live.resume() for live in self._lives.values()))

    async def stop(self) -> None:
        """End every live view and let all who look go."""
        for live in self._lives.values():
            await live.stop()

    @callback
    def frame(self, key: str, frame: bytes | None) -> None:
        """Take the newest frame of a camera, None where its live view ended by itself."""
        if (live := self._lives.get(key)) is None:
            return
        if frame is None:
            live.end()
        else:
            live.feed(frame)

    @callback
    def marks(self, key: str, marks: tuple[Mapping[str, Any], ...]) -> None:
        """Take the places that a camera marked in its newest frame."""
        if (live := self._lives.get(key)) is not None:
            live.marks = marks

    @callback
    def photo(self, key: str, picture: Picture) -> None:
        """Take a photo that a camera handed over."""
        self._photos[key] = picture
        self._tell(key)

    async def _switch(self, key: str, on: bool) -> None:
        """Start or end the live view of a camera; nobody waits to hear that it could not be ended."""
        session = self._session()
        if on:
            if session is None:
                raise Unreachable("the link is down")
            await session.watch(key, on=True)
        elif session is not None:
            try:
                await session.watch(key, on=False)
            except LinkError as error:
                _LOGGER.debug("The live view of %s was not ended: %s", key, error)
