"""A camera that answers: asked for what it is and does, listened to, and its record kept true."""

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from ...link.errors import (
    BadData,
    Busy,
    Farewell,
    LinkError,
    OtherDevice,
    Refused,
    TimedOut,
    Unreachable,
)
from ...link.http import CONNECT
from ...link.session import Command, Outcome, Ports
from ...link.waiting import pause, together
from ...model.change import Change, Seen, Snapshot
from . import items, wire
from .backchannel import Decoder, News, PhotoCaptured, RecordingStopped, Viewfinder, happening
from .library import BanditLibrary
from .live import Live
from .memory import Memory
from .operator import Operator
from .pictures import Pictures, Taken
from .record import Record
from .rest import Rest, if_told
from .stored import Stored

_LOGGER = logging.getLogger(__name__)

ROUND = 30.0
"""Seconds between questions for the status: of battery, space, GPS and mode nothing tells."""

BUSY_ROUND = 10.0
"""Seconds between them while the camera records, transcodes or is watched."""

ANSWER = 5.0
"""Seconds that the camera has for its status; one that does not answer is gone."""

SETTINGS = 300.0
"""Seconds between questions for the settings: the camera has buttons of its own."""

GOODBYE = 1.0
"""Seconds in which a camera that said it goes may say more."""

FAREWELL = 1.5
"""Seconds to end what was started before letting go."""

LOOK = 2.0
"""Seconds after which the status is asked for where somebody waits for what it tells."""

SENSELESS = 3
"""Answers without a status one after the other with which nothing is known of it any more."""

STALE_TRIES = 3
"""Times that the status is asked for until nothing was told meanwhile that it may not know of."""

CLOCK_TOLERANCE = timedelta(seconds=2)
"""How far the camera's clock may be off before it is set: it tells whole seconds."""

_PART = 65_536

# Asked on TCP's level after 10 s of silence, and gone after 30 s more; not every system has all.
_KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}


class Connection:
    """One camera, from its first answer to its farewell."""

    def __init__(self, rest: Rest, told: wire.Settings, ports: Ports, memory: Memory) -> None:
        """Take the camera that was found, what it is set to, and whom to tell."""
        self._rest = rest
        self._ports = ports
        self._memory = memory
        self._alive = False
        self._due = asyncio.Event()
        self._changed = asyncio.Event()
        self._settings_at = ports.clock.now()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._end: float | None = None
        """When a camera that said it goes is taken to be gone, in the loop's time."""
        self._decoder = Decoder()
        self._record = Record(told.serial, memory)
        self._record.settings.now = told
        self._pictures = Pictures(rest, ports, told.serial)
        self._live = Live(rest, ports, told.serial, self._ask_status)
        self.library = BanditLibrary(rest)
        stored = Stored(rest, self._record, ports, self.library, self.refresh, self._tell)
        self._operator = Operator(
            rest, self._record, ports, memory, stored, self._live, self.until, self.refresh
        )

    def diagnostics(self) -> Mapping[str, Any]:
        """Return what helps to find a fault, in the camera's own words."""
        settings = self._record.settings
        return {
            "capabilities": None
            if settings.capabilities is None
            else {
                "video": [dict(row) for row in settings.capabilities.video],
                "image": [dict(row) for row in settings.capabilities.image],
            },
            "notifications": self._record.heard,
            "dropped": self._decoder.dropped,
            "viewfinder": self._live.counters,
        }

    async def open(self) -> None:
        """Ask for everything, listen, and tell what is there."""
        self._record.firmware = await if_told(self._rest.get("/firmware"), wire.firmware)
        settings = self._record.settings
        settings.capabilities = await if_told(
            self._rest.get("/capabilities/recording"), wire.recording_capabilities
        )
        settings.scenes = await if_told(self._rest.get("/capabilities/scenes"), wire.scenes)
        await self._listen((await self._ask_status()).backchannel_port)
        if self._memory.off:
            # It has been off since: what was the matter with its card is taken to be over.
            self._memory.off = self._memory.card_error = False
        if self._record.firmware is not None and self._record.firmware.pending is not None:
            self._memory.pending = True
        # Once more: what happened before it was listened to shows in the status alone.
        changes = self._record.take_status(await self._ask_status())
        await self._skip()
        self._ports.emit(Snapshot(tuple(c for c in changes if isinstance(c, Seen)), baseline=True))
        self._alive = True
        await self._calmly(self._live.end())
        await self._calmly(self._operator.mend())
        await self._calmly(self._set_clock_if_off())

    async def run(self) -> None:
        """Hear what the camera tells, and ask for what it does not tell, until it is gone."""
        try:
            await together(self._hear(), self._look_after(), self._pictures.run())
        except LinkError:
            self._alive = False
            # Who waits for something to be told waits in vain.
            self._tell([])
            if self._record.going is not None:
                # Whatever went wrong then: it had said that it would.
                raise Farewell(f"it said that it goes: {self._record.going}") from None
            raise

    async def send(self, command: Command) -> Outcome:
        """Carry a command out."""
        return await self._operator.carry_out(command)

    async def resync(self) -> None:
        """Ask for everything and tell what differs."""
        await self.refresh(settings=True)
        # What is wanted of the clock may be what has changed.
        await self._set_clock_if_off()

    async def watch(self, *, on: bool) -> None:
        """Start or end the live view."""
        if on:
            assert self._writer is not None, "it was never listened to"
            local = self._writer.get_extra_info("sockname")[0]
            camera = self._writer.get_extra_info("peername")[0]
            await self._live.watch(local, camera)
            self._due.set()
        else:
            await self._live.stop()
            await self._live.end()

    async def close(self) -> None:
        """End what camhub started, if the camera still answers, and let go."""
        was_alive, self._alive = self._alive, False
        # Who waits for something to be told waits in vain.
        self._tell([])
        self.library.close()
        await self._live.stop()
        if was_alive:
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await self._calmly(self._live.end())
                    await self._calmly(self._operator.finish())
        self._rest.close()
        # It may have begun meanwhile.
        await self._live.stop()
        if self._writer is not None:
            # Nothing is sent over it, so nothing has to arrive.
            self._writer.transport.abort()

    async def until(self, look: Callable[[], object], seconds: float) -> bool:
        """Wait until the camera has told what is looked for; return whether it did in time."""
        clock = self._ports.clock
        end = clock.now() + seconds
        while not look():
            if (left := end - clock.now()) <= 0 or not self._alive:
                return False
            if not await pause(clock, self._changed, min(left, LOOK)):
                # A notification may be lost; the status is not.
                self._due.set()
        return True

    async def refresh(self, settings: bool) -> None:
        """Ask for the status, and the settings where wanted, and tell what differs."""
        if settings:
            await self._ask_settings()
        tries = 0
        while True:
            heard, tries = self._record.heard, tries + 1
            status = await self._ask_status()
            if heard == self._record.heard or tries == STALE_TRIES:
                self._tell(self._record.take_status(status))
                return

    # What the camera tells.

    async def _listen(self, port: int | None) -> None:
        """Connect to where the camera tells what happens."""
        if port is None:
            raise BadData("the camera does not tell where it tells what happens")
        try:
            async with asyncio.timeout(CONNECT):
                self._reader, self._writer = await asyncio.open_connection(self._rest.host, port)
        except TimeoutError as error:
            raise TimedOut(f"nobody answers at its notification port {port}") from error
        except ConnectionRefusedError as error:
            raise Refused(f"its notification port {port} is closed") from error
        except OSError as error:
            raise Unreachable(f"its notification port {port}: {error}") from error
        # Nothing is ever sent over it: without this a lost network, or a camera that was off for
        # a moment, would never be noticed.
        own = self._writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if (option := getattr(socket, name, None)) is not None:
                own.setsockopt(socket.IPPROTO_TCP, option, value)

    async def _skip(self) -> None:
        """Leave out what it told before its status.

        Some may tell everybody who comes the last that happened, and the status tells what is so.
        """
        assert self._reader is not None, "it was never listened to"
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(0):
                self._decoder.feed(await self._reader.read(_PART))
                self._due.set()

    async def _hear(self) -> None:
        """Take in what the camera tells, until it is gone."""
        assert self._reader is not None, "it was never listened to"
        while True:
            try:
                async with asyncio.timeout_at(self._end):
                    part = await self._reader.read(_PART)
            except (TimeoutError, OSError) as error:
                raise Unreachable(f"its notifications ended: {error!r}") from error
            if not part:
                raise Unreachable("it tells no more what happens")
            for notification in self._decoder.feed(part):
                self._take(happening(notification))

    def _take(self, news: News) -> None:
        self._tell(self._record.hear(news))
        match news:
            case PhotoCaptured(images):
                for image in images:
                    self._pictures.add(
                        Taken(items.picture_id(image.id), image.path, image.created, photo=True)
                    )
            case RecordingStopped([*_, video]):
                self._pictures.add(
                    Taken(items.video_id(video.id), video.path, video.created, photo=False)
                )
            case Viewfinder(active):
                self._live.note(active=active)
        if self._record.going is not None and self._end is None:
            self._end = asyncio.get_running_loop().time() + GOODBYE
        # How much room is left, and what else goes with it, is told by the status alone.
        self._due.set()

    def _tell(self, changes: list[Change]) -> None:
        """Tell what differs; of a camera that is gone, others know better."""
        if self._alive:
            for change in changes:
                self._ports.emit(change)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    # What is asked.

    async def _look_after(self) -> None:
        """Ask for the status for ever, and for the settings now and then."""
        clock = self._ports.clock
        senseless = 0
        while True:
            is_busy = self._record.busy or self._live.on
            await pause(clock, self._due, BUSY_ROUND if is_busy else ROUND)
            self._due.clear()
            if self._record.going is not None:
                continue
            try:
                await self.refresh(settings=clock.now() - self._settings_at >= SETTINGS)
                await self._calmly(self._live.mend(self._record.status.viewfinder))
                await self._calmly(self._operator.mend())
                senseless = 0
            except Unreachable, Refused, OtherDevice:
                raise
            except LinkError as error:
                _LOGGER.debug("It answers, and says: %s", error)
                senseless += not isinstance(error, Busy)
                if senseless == SENSELESS:
                    raise

    async def _ask_status(self) -> wire.Status:
        return wire.status(await self._rest.get("/status", ANSWER))

    async def _ask_settings(self) -> None:
        self._settings_at = self._ports.clock.now()
        settings = wire.settings(await self._rest.get("/settings"))
        if settings.serial and settings.serial != self._record.key:
            raise OtherDevice(f"{settings.serial} answers for {self._record.key}")
        self._record.settings.now = settings
        self._tell([self._record.seen()])

    async def _set_clock_if_off(self) -> None:
        """Set the camera's clock where that is wanted, unless it is right: it is seen on its display."""
        if not self._ports.options().get("set_clock"):
            return
        now = wire.datetime_of(await self._rest.get("/datetime"))
        ours = datetime.fromtimestamp(self._ports.clock.wall(), UTC)
        if now is None or abs(now.replace(tzinfo=now.tzinfo or UTC) - ours) > CLOCK_TOLERANCE:
            await self._operator.set_clock({})

    async def _calmly(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except LinkError as error:
            _LOGGER.debug("Not done: %s", error)
