"""A camera that was found: brought up, listened to, and the record of it kept true."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from ...link.errors import Authentication, BadData, LinkError, NotReady, Unsupported
from ...link.library import Library
from ...link.session import Command, Outcome, Ports
from ...model.change import Change
from .access import unlock
from .bringup import Bringup
from .description import Description
from .library import SonyLibrary
from .live import Live
from .locate import details
from .operator import Operator
from .playback import Playback
from .postviews import Postviews
from .record import Record
from .rpc import Rpc, politely
from .supplements import Supplements
from .told import News, objects_of
from .transfer import TransferMode
from .web import Web
from .wire import (
    ALREADY_POLLING,
    FORBIDDEN,
    NO_SUCH_METHOD,
    TIMEOUT,
    ApiError,
)

_LOGGER = logging.getLogger(__name__)

POLL = 130.0
"""Seconds that a camera may hold a long poll; up to 120 have been seen."""

LIVENESS = 30.0
"""Seconds of silence after which it is asked something cheap: a lost network tells nobody."""

POLLING = 2.0
"""Seconds between snapshots of a camera that offers no long poll."""

TAKEN = 5.0
"""Seconds before the next long poll while another client holds it."""

BREATH = 0.5
"""Seconds after an answer that came at once and told nothing."""

FAILURES = 5
"""Long polls that may fail in a row before the link is given up."""

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
        self._long_poll = True
        self._first = True
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()
        self._rpc = Rpc(web, description.services)
        self._bringup = Bringup(self._rpc, ports.clock)
        self._record = Record(self._key, self._rpc.has, ports.options)
        self._supplements = Supplements(self._rpc, self._record)
        self._transfer = TransferMode(
            function=lambda: self._record.told.text("cameraFunction", "currentCameraFunction"),
            status=lambda: self._record.told.status,
            set_function=self._set_function,
            until=self._until,
            sleep=ports.clock.sleep,
        )
        self._library = SonyLibrary(self._rpc.call, web.stream, self._transfer.hold)
        self._playback = Playback(self._rpc, self._transfer, self._note_playback)
        self._live = Live(web, self._rpc, self._record, self._playback, ports)
        self._postviews = Postviews(web, ports, self._key)
        self._operator = Operator(
            self._rpc,
            self._record,
            ports,
            self._until,
            self._delivered,
            self._live,
            self._library,
            self._transfer,
            self._playback,
        )

    @property
    def library(self) -> Library | None:
        """What the camera has stored, where it shows that."""
        return self._library if self._record.library else None

    async def open(self) -> None:
        """Bring the camera up and tell what is there."""
        await self._bringup.learn()
        await unlock(self._rpc, self._ports.options(), self._rpc.methods)
        await self._bringup.enter_shooting()
        await self._describe()
        await self._baseline()
        self._alive = True
        if self._ports.options().get("set_clock") and self._record.clock:
            await self._calmly(self._operator.set_clock({}))

    async def run(self) -> None:
        """Hear what the camera tells until it is gone."""
        jobs: set[Coroutine[Any, Any, None]] = {
            self._listen(),
            self._look_after(),
            self._postviews.run(),
        }
        tasks = {asyncio.create_task(job) for job in jobs}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except LinkError:
            self._alive = False
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def send(self, command: Command) -> Outcome:
        """Carry a command out."""
        outcome = await self._operator.carry_out(command)
        # What no event will tell of, such as a setting of the live view.
        self._emit([self._record.seen()])
        if not self._long_poll:
            self._wake.set()
        return outcome

    async def resync(self) -> None:
        """Ask for everything and tell what differs."""
        await self._snapshot()
        self._supplements.again()
        self._wake.set()

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
                await self._operator.let_go()
                await self._live.end()
                await self._transfer.close()
                if self._ports.options().get("stop_rec_mode") and self._rpc.has("stopRecMode"):
                    await politely(self._rpc, "stopRecMode")
        except (LinkError, TimeoutError) as error:
            _LOGGER.debug("What was started was not ended: %s", error)

    # What the camera tells.

    async def _baseline(self) -> None:
        self._record.library = self._rpc.serves("avContent") and self._rpc.has("setCameraFunction")
        self._record.clock = self._rpc.has("setCurrentTime", "system")
        if self._key in self._ports.started:
            await self._live.end()
        result: list[Any] = []
        try:
            result = await self._bringup.patiently("getEvent", False)
        except Unsupported, Authentication, NotReady:
            self._long_poll = False
        self._take(result, baseline=True)

    async def _describe(self) -> None:
        description = self._description
        more = await details(self._web, description)
        self._record.lens = more.lens
        self._record.describe(
            name=description.name,
            model=more.model or description.name,
            firmware=more.firmware or self._bringup.edition,
        )

    async def _listen(self) -> None:
        """Wait for one event after the other."""
        failures = 0
        while True:
            asked = self._ports.clock.now()
            try:
                if not self._long_poll:
                    await self._pause(POLLING)
                    await self._snapshot()
                    continue
                result = await self._rpc.poll(POLL)
            except ApiError as error:
                failures = 0 if error.code in (TIMEOUT, ALREADY_POLLING) else failures + 1
                await self._after_refusal(error, failures)
            except BadData as error:
                failures += 1
                _LOGGER.debug("An event cannot be read: %s", error)
                if failures >= FAILURES:
                    raise
                await self._ports.clock.sleep(BREATH)
            else:
                failures = 0
                told = self._take(result, first=self._first)
                self._first = self._first and not told.types
                at_once = self._ports.clock.now() - asked < BREATH
                if at_once and not told.types:
                    await self._ports.clock.sleep(BREATH)

    async def _after_refusal(self, error: ApiError, failures: int) -> None:
        if error.code == TIMEOUT:
            return
        _LOGGER.debug("No event: %s", error)
        if error.code == ALREADY_POLLING:
            # Another client listens. What it hears, we see a little later.
            await self._snapshot()
            await self._ports.clock.sleep(TAKEN)
        elif error.code in (NO_SUCH_METHOD, FORBIDDEN):
            self._long_poll = False
        elif failures >= FAILURES:
            raise error.as_link_error() from error
        else:
            await self._ports.clock.sleep(POLLING)

    async def _snapshot(self) -> None:
        """Take in everything that the camera tells at this moment."""
        if not self._rpc.has("getEvent"):
            await self._rpc_alive()
            self._emit([self._record.seen()])
            return
        try:
            self._take(await self._rpc.ask("getEvent", False))
        except ApiError as error:
            _LOGGER.debug("No snapshot: %s", error)

    def _take(self, result: list[Any], *, baseline: bool = False, first: bool = False) -> News:
        """Take a reply in and tell what is new in it."""
        for told in objects_of(result):
            # First of all: what the record holds depends on what may be called.
            if told["type"] == "availableApiList" and isinstance(told.get("names"), list):
                self._rpc.note_available(told["names"])
        news, changes = self._record.take(result, baseline=baseline, first=first)
        if self._supplements.note(news):
            self._wake.set()
        self._emit(changes)
        for urls in news.photos:
            self._postviews.add(urls)
        return news

    def _emit(self, changes: list[Change]) -> None:
        for change in changes:
            self._ports.emit(change)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _look_after(self) -> None:
        """Ask for what no event tells, and whether the camera is still there when it is silent."""
        while True:
            if "startRecMode" in self._rpc.available:
                # Somebody left the recording mode at the camera, and it is back in its menu.
                await self._bringup.start_rec_mode()
            if await self._supplements.fetch():
                self._emit([self._record.seen()])
            if not await self._pause(LIVENESS) and not self._rpc.busy:
                await self._rpc_alive()

    async def _rpc_alive(self) -> None:
        try:
            await self._rpc.refresh_available()
        except ApiError as error:
            _LOGGER.debug("Alive, and says: %s", error)

    async def _pause(self, seconds: float) -> bool:
        """Wait, unless something needs looking after; return whether it does."""
        return await self._wait(self._wake, seconds, clear=True)

    async def _wait(self, event: asyncio.Event, seconds: float, *, clear: bool) -> bool:
        nap = asyncio.ensure_future(self._ports.clock.sleep(seconds))
        woken = asyncio.ensure_future(event.wait())
        try:
            await asyncio.wait({nap, woken}, return_when=asyncio.FIRST_COMPLETED)
            return event.is_set()
        finally:
            nap.cancel()
            woken.cancel()
            if clear:
                event.clear()

    async def _until(self, look: Callable[[], object], seconds: float) -> bool:
        """Wait until the camera has told what is looked for; return whether it did in time."""
        end = self._ports.clock.now() + seconds
        while not look():
            left = end - self._ports.clock.now()
            if left <= 0:
                return False
            if not self._long_poll:
                await self._snapshot()
            await self._wait(self._changed, min(left, POLLING), clear=False)
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
