"""The viewfinder: asked for while somebody watches, and asked for again where it stops."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from ...link.errors import Busy, LinkError, Rejected, Unreachable
from ...link.session import Ports
from ...link.waiting import pause
from . import wire
from .receiver import Receiver
from .rest import Rest
from .viewfinder import Frame

_LOGGER = logging.getLogger(__name__)

PORT = 4001
"""The UDP port that the maker's programs ask for."""

STALL = 5.0
"""Seconds without a frame after which the viewfinder is asked for again."""

TRIES = 3
"""Times that it is asked for again without a single frame in between."""

PATIENCE = 2.0
"""Seconds in which a viewfinder that is open towards us has to show a frame."""

SETTLE = 0.5
"""Seconds from its end to its next start: a camera that is asked at once still has it open."""

_STOP = -1
"""The port of a viewfinder that is to end, as the maker's Android kit sends it."""


class Live:
    """Receives the frames of one camera.

    A camera has one viewfinder: one that somebody else has open is left alone.
    """

    def __init__(
        self, rest: Rest, ports: Ports, key: str, status: Callable[[], Awaitable[wire.Status]]
    ) -> None:
        """Take the camera, who takes its frames, and how to ask for its status."""
        self._rest = rest
        self._ports = ports
        self._key = key
        self._status = status
        self._receiver = Receiver(self._show)
        self._stopped = asyncio.Event()
        self._arrived = asyncio.Event()
        self._frames = 0
        self._port = 0
        self._turning = asyncio.Lock()
        self._ended = False
        """Whether camhub has ended it and the camera has not told so yet."""
        self._task: asyncio.Task[None] | None = None

    @property
    def on(self) -> bool:
        """Whether frames are being waited for."""
        return self._task is not None

    @property
    def counters(self) -> dict[str, int]:
        """How many frames and datagrams were good or not."""
        return self._receiver.counters

    async def watch(self, local: str, camera: str) -> None:
        """Start; `local` is our address towards the camera, `camera` the only one to be heard.

        Raises Busy where somebody else has the viewfinder open, and the LinkError that says why
        there is nothing to see.
        """
        async with self._turning:
            if self.on:
                return
            wanted = int(self._ports.options().get("live_view_port") or PORT)
            # First of all: the camera sends as soon as it is asked.
            self._port = await self._receiver.bind(local, wanted, camera)
            try:
                await self._open()
            except BaseException:
                self._receiver.close()
                raise
            self._task = asyncio.create_task(self._look_after())

    async def stop(self) -> None:
        """Stop listening; the camera's viewfinder goes on until `end`."""
        if (task := self._task) is not None:
            self._task = None
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._receiver.close()

    async def end(self) -> None:
        """End the camera's viewfinder where it was camhub that started it."""
        async with self._turning:
            await self._end()

    async def mend(self, active: bool | None) -> None:
        """End a viewfinder that nobody watches any more, and that could not be ended at its time.

        `active` is what the camera tells of its viewfinder.
        """
        if not self.on and not self._turning.locked():
            if active is False:
                self._ports.started.discard(self._key)
            await self.end()

    async def switch(self, *, on: bool) -> None:
        """End the viewfinder whoever has it open; raises Busy where it is to begin: nobody would look."""
        if on:
            raise Busy("live view begins when somebody looks at it")
        is_ours = self._key in self._ports.started
        if self.on:
            # Else it would be asked for again at once.
            await self.stop()
            self._ports.frame(self._key, None)
        if is_ours:
            await self.end()
        else:
            await self._ask(active=False, port=_STOP)

    def note(self, *, active: bool) -> None:
        """Hear from the camera that the viewfinder has started or stopped."""
        # Of what camhub ended itself the word may come when the next has begun.
        if not active and not self._ended:
            self._ports.started.discard(self._key)
            self._stopped.set()
        self._ended = False

    async def _open(self) -> None:
        """Have the camera send; one that does so already is listened to, and its end is ours too."""
        status = await self._status()
        if self._key in self._ports.started and status.viewfinder is not False:
            await self._end()
            await self._ports.clock.sleep(SETTLE)
            await self._start()
        elif not status.viewfinder:
            await self._start()
        elif status.viewfinder_port == self._port and await self._comes():
            self._ports.started.add(self._key)
        else:
            raise Busy("somebody else watches its live view, and it has but one")

    async def _comes(self) -> bool:
        """Return whether frames come that nobody has asked for since we listen."""
        self._stopped.clear()
        self._arrived.clear()
        return await pause(self._ports.clock, self._arrived, PATIENCE)

    async def _start(self) -> None:
        # Before the answer: where none comes, it may have been started all the same.
        self._ports.started.add(self._key)
        # It may have stopped again by the time that the answer is here.
        self._stopped.clear()
        try:
            await self._ask(active=True, port=self._port)
        except LinkError as error:
            if not isinstance(error, Unreachable):
                self._ports.started.discard(self._key)
            raise
        # Word of the end of the one before may have come meanwhile.
        self._ports.started.add(self._key)

    async def _end(self) -> None:
        if self._key not in self._ports.started:
            return
        self._ended = True
        try:
            await self._ask(active=False, port=_STOP)
        except Busy, Rejected:
            self._ended = False
            # It may refuse to end one that has ended by itself.
            if (await self._status()).viewfinder:
                raise
        self._ports.started.discard(self._key)

    async def _ask(self, *, active: bool, port: int) -> None:
        body = {"viewfinder_active": active, "viewfinder_streaming_port": port}
        await self._rest.post("/viewfinder", body)

    async def _look_after(self) -> None:
        """Ask again where no frame comes any more; give up where that does not help."""
        misses = 0
        while True:
            seen = self._come
            stopped = await pause(self._ports.clock, self._stopped, STALL)
            if self._come > seen:
                misses = 0
                if not stopped:
                    continue
            if misses == TRIES:
                break
            misses += 1
            try:
                await self._ports.clock.sleep(SETTLE)
                await self._open()
            except LinkError as error:
                _LOGGER.debug("The viewfinder does not start again: %s", error)
        self._receiver.close()
        try:
            await self.end()
        except LinkError as error:
            _LOGGER.debug("The viewfinder is not ended yet: %s", error)
        self._task = None
        self._ports.frame(self._key, None)

    @property
    def _come(self) -> int:
        """Frames so far, those among them that did not arrive whole: asking again mends no radio."""
        return self._frames + self._receiver.counters["dropped"]

    def _show(self, frame: Frame) -> None:
        self._frames += 1
        self._arrived.set()
        self._ports.frame(self._key, frame.data)
