"""A camera that was found: brought up, listened to, and the record of it kept true."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from ...link.errors import BadData, LinkError
from ...link.library import Library
from ...link.session import Command, Outcome, Ports
from ...link.waiting import pause, together
from ...model.change import Change
from .access import unlock
from .bringup import Bringup
from .description import Description
from .library import SonyLibrary
from .listener import Listener
from .live import Live
from .locate import details
from .operator import Operator
from .playback import Playback
from .postviews import Postviews
from .record import Record
from .rpc import Rpc, politely
from .shutter import Shutter
from .supplements import Supplements
from .told import News, objects_of
from .transfer import TransferMode
from .web import Web
from .wire import ApiError

_LOGGER = logging.getLogger(__name__)

LIVENESS = 30.0
"""Seconds of silence after which it is asked something cheap: a lost network tells nobody."""

LOOK = 2.0
"""Seconds after which what somebody waits for is looked for again, whatever the camera tells."""

FAREWELL = 1.5
"""Seconds to end what was started before letting go."""


class Connection:
    """One camera, from its description to its farewell."""

    def __init__(self, web: Web, description: Description, ports: Ports) -> None:
        """Take which camera it is and whom to tell; nothing is called yet."""
        self._web = web
        self._description = description
        self._ports = ports
        self._key = description.udn
        self._alive = False
        self._due = asyncio.Event()
        self._changed = asyncio.Event()
        self._rpc = Rpc(web, description.services)
        self._bringup = Bringup(self._rpc, ports.clock)
        self._record = Record(self._key, self._rpc.has, ports.options)
        self._supplements = Supplements(self._rpc, self._record)
        self._listener = Listener(self._rpc, ports.clock, self._take, self._look)
        self._transfer = TransferMode(
            function=lambda: self._record.told.text("cameraFunction", "currentCameraFunction"),
            status=lambda: self._record.told.status,
            set_function=self._set_function,
            until=self._until,
            sleep=ports.clock.sleep,
        )
        self._library = SonyLibrary(self._rpc.call, web.stream, self._transfer.hold)
        self._playback = Playback(self._rpc, self._transfer, self._note_playback, ports.clock)
        self._live = Live(web, self._rpc, self._record, self._playback, ports)
        self._postviews = Postviews(web, ports, self._key)
        self._shutter = Shutter(
            self._rpc, self._record, ports, self._until, self._delivered, self._transfer
        )
        self._operator = Operator(
            self._rpc,
            self._record,
            ports,
            self._until,
            self._shutter,
            self._live,
            self._library,
            self._transfer,
            self._playback,
        )

    @property
    def library(self) -> Library | None:
        """What the camera has stored, where it shows that."""
        return self._library if self._record.library else None

    def diagnostics(self) -> Mapping[str, Any]:
        """Return what helps to find a fault, in the camera's own words."""
        return {
            "edition": self._bringup.edition,
            "long_poll": self._listener.polls,
            "methods": self._rpc.methods,
            "available": sorted(self._rpc.available),
            "told": dict(self._record.told.objects),
        }

    async def open(self) -> None:
        """Bring the camera up and tell what is there."""
        await self._bringup.learn()
        await unlock(self._rpc, self._ports.options(), self._rpc.methods)
        await self._bringup.enter_shooting()
        await self._describe()
        self._record.library = self._rpc.serves("avContent") and self._rpc.has("setCameraFunction")
        self._record.clock = self._rpc.has("setCurrentTime", "system")
        # What a link that was lost left running.
        await self._shutter.let_go()
        await self._live.end()
        self._take(await self._listener.begin(self._bringup.patiently), baseline=True)
        self._alive = True
        if self._ports.options().get("set_clock") and self._record.clock:
            await self._calmly(self._operator.set_clock({}))

    async def run(self) -> None:
        """Hear what the camera tells until it is gone."""
        try:
            await together(
                self._listener.run(),
                self._look_after(),
                self._postviews.run(),
                self._playback.follow(),
            )
        except LinkError:
            self._alive = False
            raise

    async def send(self, command: Command) -> Outcome:
        """Carry a command out."""
        outcome = await self._operator.carry_out(command)
        # What no event will tell of, such as a setting of the live view.
        self._emit([self._record.seen()])
        self._listener.poke()
        return outcome

    async def resync(self) -> None:
        """Ask for everything and tell what differs."""
        await self._listener.snapshot()
        self._look()

    async def watch(self, *, on: bool) -> None:
        """Start or end the live view."""
        if on:
            await self._live.watch()
        else:
            await self._live.stop()
            await self._live.end()

    async def close(self) -> None:
        """End what camhub started, if the camera still answers, and let go."""
        self._library.close()
        await self._live.stop()
        if not self._alive:
            await self._transfer.close(there=False)
            return
        try:
            async with asyncio.timeout(FAREWELL):
                await self._shutter.let_go()
                await self._live.end()
                await self._playback.end()
                await self._transfer.close()
                if self._ports.options().get("stop_rec_mode") and self._rpc.has("stopRecMode"):
                    await politely(self._rpc, "stopRecMode")
        except (LinkError, TimeoutError) as error:
            _LOGGER.debug("What was started was not ended: %s", error)

    # What the camera tells.

    async def _describe(self) -> None:
        description = self._description
        more = await details(self._web, description)
        self._record.lens = more.lens
        self._record.describe(
            name=description.name,
            model=more.model or description.name,
            firmware=more.firmware or self._bringup.edition,
        )

    def _take(self, result: list[Any], *, baseline: bool = False, first: bool = False) -> News:
        """Take a reply in and tell what is new in it."""
        for told in objects_of(result):
            # First of all: what the record holds depends on what may be called.
            if told["type"] == "availableApiList" and isinstance(told.get("names"), list):
                self._rpc.note_available(told["names"])
        news, changes = self._record.take(result, baseline=baseline, first=first)
        if self._supplements.note(news):
            self._due.set()
        self._emit(changes)
        for urls in news.photos:
            self._postviews.add(urls)
        return news

    def _emit(self, changes: list[Change]) -> None:
        for change in changes:
            self._ports.emit(change)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _look(self) -> None:
        """Have everything asked for of a camera that tells of nothing by itself."""
        self._supplements.again()
        self._due.set()

    async def _look_after(self) -> None:
        """Ask for what no event tells, and whether the camera is still there when it is silent."""
        while True:
            if "startRecMode" in self._rpc.available:
                # Somebody left the recording mode at the camera, and it is back in its menu.
                await self._bringup.start_rec_mode()
            if await self._supplements.fetch():
                self._emit([self._record.seen()])
            is_due = await pause(self._ports.clock, self._due, LIVENESS)
            self._due.clear()
            if not is_due and not self._rpc.busy:
                await self._ask_something()

    async def _ask_something(self) -> None:
        try:
            await self._rpc.refresh_available()
        except (ApiError, BadData) as error:
            _LOGGER.debug("Alive, and says: %s", error)

    async def _until(self, look: Callable[[], object], seconds: float) -> bool:
        """Wait until the camera has told what is looked for; return whether it did in time."""
        clock = self._ports.clock
        end = clock.now() + seconds
        while not look():
            if (left := end - clock.now()) <= 0:
                return False
            if not self._listener.polls:
                await self._listener.snapshot()
            await pause(clock, self._changed, min(left, LOOK))
        return True

    def _delivered(self, urls: list[str]) -> None:
        if told := self._record.shot(urls):
            self._emit(told)
            self._postviews.add(urls)

    async def _set_function(self, function: str) -> None:
        await self._rpc.call("setCameraFunction", function)

    def _note_playback(self, status: str) -> None:
        self._record.playback = status
        self._emit([self._record.seen()])

    async def _calmly(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except LinkError as error:
            _LOGGER.debug("Not done: %s", error)
