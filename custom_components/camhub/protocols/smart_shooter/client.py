"""A session with the application: hears its events, asks its request server, keeps both honest."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import zmq

from ...link.errors import (
    BadData,
    HalfOpen,
    LinkError,
    NotReady,
    NotThisSystem,
    Refused,
    Rejected,
    TimedOut,
    Unreachable,
)
from ...link.library import Library
from ...link.session import Command, Outcome, Ports
from ...model.camera import HUB
from ...model.change import Change
from ...model.store import Store
from ..declaration import Found
from .gaps import Gaps, Verdict
from .liveviews import LiveViews
from .operator import Operator
from .requests import Request, Selects
from .rig import Rig
from .selection import Selector
from .transport import Requester, Subscriber, endpoint, knock
from .wire import Message, decode, encode, frame_number

_LOGGER = logging.getLogger(__name__)

LIVENESS = 15.0
"""Seconds between requests that only ask whether the application still answers."""

ANSWER = 5.0
"""Seconds that the application gets to answer."""

SNAPSHOT = 10.0
"""Seconds that it gets for everything it knows."""

SETTLE = 0.1
"""Seconds for the subscription to arrive before the snapshot is asked for."""

FAREWELL = 2.0
"""Seconds to end what was started before letting go."""

MAX_HELD = 20_000
"""Events kept while a snapshot is under way; more are dropped and show as a gap."""


_COUNTED = frozenset(
    {
        "CameraUpdated",
        "PhotoUpdated",
        "NodeUpdated",
        "OptionsUpdated",
        "LiveviewUpdated",
        "RelayCustomText",
    }
)
"""Events: one counter numbers them all (seen on v5.3; the documentation says that it counts up)."""


class SmartShooterSession:
    """One connection to the application, either vintage."""

    library: Library | None = None

    def __init__(self, config: Mapping[str, Any], ports: Ports) -> None:
        """Take where the application is and whom to tell; nothing is connected yet."""
        self._host: str = config["host"]
        self._ports_at: tuple[int, int] = (config["publisher_port"], config["request_port"])
        self._ports = ports
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        publisher, server = (endpoint(self._host, port) for port in self._ports_at)
        self._publisher = publisher
        self._requester = Requester(self._context, server)
        self._subscriber: Subscriber | None = None
        self._rig = Rig()
        self._selector = Selector(self._rig)
        self._operator = Operator(self._rig, self._selector, ports, self._request, self.resync)
        self._gaps = Gaps()
        self._v3 = False
        self._asked = 0
        self._heard = asyncio.Event()
        self._alive = False
        self._knows_get_camera = True
        self._held: list[Message] | None = None
        self._syncing = asyncio.Lock()
        self._wake = asyncio.Event()
        self._live_views = LiveViews(
            self._rig, self._selector, ports, self._request, self._wake.set
        )
        self._published: asyncio.Future[Message] | None = None

    def diagnostics(self) -> Mapping[str, Any]:
        """Return nothing: what the application tells is in the records."""
        return {}

    async def open(self) -> None:
        """Connect, find out which vintage answers, and tell what is there."""
        publisher, server = self._ports_at
        await knock(self._host, publisher, ANSWER)
        # What is heard before the baseline is not news.
        self._held = []
        self._subscribe()
        try:
            await self._knock_at_server(server)
            await self._ports.clock.sleep(SETTLE)
            await self._sync(baseline=True)
        except LinkError as error:
            # The publisher is there: that it was not heard does not mean that it is dead too.
            error.half_open = error.half_open or None
            raise
        self._alive = True

    async def run(self) -> None:
        """Ask every quarter of a minute whether it still answers; catch up where events were lost."""
        try:
            while True:
                await self._pause(self._gaps.wait(self._ports.clock.now(), LIVENESS))
                if (verdict := self._gaps.due(self._ports.clock.now())) is not None:
                    await self._sync(baseline=verdict is Verdict.RESTARTED)
                else:
                    await self._check()
                    await self._live_views.end()
                    await self._live_views.resume()
        except LinkError:
            self._alive = False
            raise

    async def send(self, command: Command) -> Outcome:
        """Carry a command out: one message to the rig for each request it comes to."""
        return await self._operator.carry_out(command, v3=self._v3)

    async def resync(self) -> None:
        """Ask for everything and tell what differs."""
        await self._sync(baseline=False)

    async def watch(self, key: str, *, on: bool) -> None:
        """Start or end a camera's live view; an operator's own goes on."""
        await self._live_views.watch(key, on=on)

    async def close(self) -> None:
        """End what camhub started, if anybody still answers, and let go."""
        await self._operator.close()
        self._live_views.watched.clear()
        try:
            if self._alive:
                async with asyncio.timeout(FAREWELL):
                    await self._operator.let_go()
                    await self._live_views.end()
        except (LinkError, TimeoutError) as error:
            _LOGGER.debug("What was started was not ended: %s", error)
        finally:
            self._requester.close()
            if self._subscriber is not None:
                self._subscriber.close()
            self._context.destroy(linger=0)

    async def _knock_at_server(self, port: int) -> None:
        """Find out whether anybody is at the request port.

        Raises HalfOpen where nobody is and the publisher, which is listened to already, speaks.
        """
        try:
            await knock(self._host, port, ANSWER)
        except (Refused, Unreachable) as error:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._heard.wait(), ANSWER)
                raise HalfOpen(str(error)) from error
            raise

    def _subscribe(self) -> None:
        if self._subscriber is not None:
            self._subscriber.close()
        self._subscriber = Subscriber(self._context, self._publisher, self._hear)

    async def _pause(self, seconds: float) -> None:
        """Wait, unless something needs looking after."""
        nap = asyncio.ensure_future(self._ports.clock.sleep(seconds))
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({nap, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()
            woken.cancel()
            self._wake.clear()

    def _hear(self, data: bytes) -> None:
        """Take one message of the publisher in, whatever it is."""
        if self._live_views.ignored and (number := frame_number(data)) is not None:
            self._heard.set()
            self._count(number)
            return
        try:
            message = decode(data)
        except BadData as error:
            _LOGGER.debug("Dropped %d bytes from the publisher: %s", len(data), error)
            return
        self._heard.set()
        if message.msg_id == "Synchronise":
            self._gaps.follow(message.number)
            if self._published is not None and not self._published.done():
                self._published.set_result(message)
            return
        if message.v3 is not self._v3:
            self._take_vintage(message)
        if message.msg_id in _COUNTED:
            self._count(message.number)
        else:
            self._gaps.follow(message.number)
        if message.msg_id == "LiveviewUpdated":
            self._emit(self._live_views.take(message.body))
        elif self._held is None:
            self._emit(self._rig.event(message))
        elif len(self._held) < MAX_HELD:
            self._held.append(message)
        else:
            self._gaps.lost()

    def _take_vintage(self, message: Message) -> None:
        """Learn from its events which vintage the application is; it may have been replaced."""
        self._v3 = message.v3
        if self._alive:
            self._gaps.restarted()
            self._wake.set()

    def _count(self, number: int | None) -> None:
        """Notice by its number that events were lost, or that the application was restarted."""
        if number is not None and self._gaps.count(number):
            self._wake.set()

    def _emit(self, changes: list[Change]) -> None:
        """Tell what changed, and count new photos towards the shots they belong to."""
        for change in changes:
            self._ports.emit(change)
            if self._live_views.watched:
                self._live_views.note(change)
        new, self._rig.new_photos = self._rig.new_photos, []
        for photo, event in new:
            self._operator.shots.deliver(photo.camera, photo.exposure, event.data)

    async def _sync(self, *, baseline: bool) -> None:
        """Take the snapshot in, then what happened while it was on its way."""
        async with self._syncing:
            if self._held is None:
                self._held = []
            # Without the baseline nobody can tell what of it is news.
            tell = not baseline
            try:
                body = await self._snapshot()
                self._emit([self._rig.snapshot(body, baseline=baseline)])
                tell = True
            finally:
                held, self._held = self._held, None
                for message in held if tell else ():
                    self._emit(self._rig.event(message))

    async def _snapshot(self) -> dict[str, Any]:
        """Return the answer to `Synchronise`.

        Raises HalfOpen where events arrive and the request is not answered.
        """
        self._heard.clear()
        try:
            if not self._v3:
                try:
                    reply = await self._ask_everything()
                except TimedOut:
                    # Version 3 may not answer a name that it does not know; its events tell.
                    if not self._v3:
                        raise
                else:
                    if not reply.v3:
                        return _snapshot_body(reply)
                    self._v3 = True
            return await self._published_snapshot()
        except TimedOut as error:
            if self._heard.is_set():
                raise HalfOpen(str(error)) from error
            raise

    async def _ask_everything(self) -> Message:
        return await self._ask(Request("Synchronise", selects=Selects.NOTHING), {}, SNAPSHOT)

    async def _published_snapshot(self) -> dict[str, Any]:
        """Return version 3's snapshot: its reply only says yes, the data is published as an event."""
        for last in (False, True):
            self._published = asyncio.get_running_loop().create_future()
            reply = await self._ask_everything()
            if "CameraInfo" in reply.body:
                return _snapshot_body(reply)
            _snapshot_body(reply)
            try:
                async with asyncio.timeout(ANSWER):
                    return (await self._published).body
            except TimeoutError as error:
                # Our subscription may have come too late for the first.
                if last:
                    raise TimedOut("the snapshot was not published") from error
        raise AssertionError("unreachable")

    async def _check(self) -> None:
        """Ask something cheap; whoever answers is there."""
        key = self._selector.next_known() if self._knows_get_camera and not self._v3 else None
        if key is None:
            await self._sync(baseline=False)
            return
        heard = self._heard.is_set()
        self._heard.clear()
        selection = {"CameraSelection": "Single", "CameraKey": key}
        try:
            reply = await self._ask(Request("GetCamera"), selection, ANSWER)
        except TimedOut as error:
            if self._heard.is_set():
                raise HalfOpen(str(error)) from error
            raise
        if not reply.result:
            self._knows_get_camera = False
            return
        if heard or self._heard.is_set():
            # What the publisher tells may be newer than this answer.
            return
        changes = self._rig.answered(reply.body)
        self._emit(changes)
        if changes:
            # It changed and nobody told: the publisher no longer reaches us.
            self._subscribe()
            self._gaps.lost()
            self._wake.set()

    async def _ask(self, request: Request, selection: dict[str, Any], deadline: float) -> Message:
        """Return the reply to a request, whatever it says."""
        self._asked = self._asked % 0x7FFFFFFF + 1
        data = encode(request, selection, self._asked, v3=self._v3)
        try:
            return decode(await self._requester.ask(data, deadline))
        except BadData as error:
            raise NotThisSystem(str(error)) from error

    async def _request(self, request: Request, selection: dict[str, Any]) -> None:
        """Have a request carried out; raises Rejected where the application says no."""
        try:
            reply = await self._ask(request, selection, ANSWER)
        except TimedOut:
            self._wake.set()
            raise
        if not reply.result:
            raise Rejected(f"it tells no reason ({request.msg_id})")


def _snapshot_body(reply: Message) -> dict[str, Any]:
    """Return what a reply holds; raises NotThisSystem or NotReady for what is no snapshot."""
    if reply.msg_id != "Synchronise":
        raise NotThisSystem(f"answers {reply.msg_id}")
    if not reply.result:
        raise NotReady("the application refuses to tell what it knows")
    return reply.body


async def probe(config: Mapping[str, Any], _: Ports) -> Found:
    """Find out whether the application answers at the address; it has no id of its own.

    Raises a LinkError that says why not.
    """
    store = Store()
    session = SmartShooterSession(config, Ports(emit=store.apply))
    try:
        await session.open()
    finally:
        await session.close()
    return Found(store.cameras[HUB].name or str(config["host"]))
