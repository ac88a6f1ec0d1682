"""Has commands carried out: one message to the rig for each request, and who delivered."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from ...link.errors import Busy, LinkError, Rejected, TimedOut, Unsupported
from ...link.session import Command, Outcome, Ports
from ...model.camera import HUB
from ...model.change import Happened, Seen
from ...model.vocabulary import Kind, Reading, Verb
from .requests import Request, Selects, can_keep_files, requests_for
from .rig import Rig
from .selection import Selector
from .shots import Shot, Shots

type Ask = Callable[[Request, dict[str, Any]], Awaitable[None]]
type Resync = Callable[[], Awaitable[None]]


_LET_GO = Request("SetShutterButton", {"CameraShutterButton": "Off"})


class Operator:
    """Operates the rig as a user wants it, and waits for what comes of a shot."""

    def __init__(
        self, rig: Rig, selector: Selector, ports: Ports, ask: Ask, resync: Resync
    ) -> None:
        """Take the rig, how to name its cameras, whom to tell, how to ask for one thing and for all."""
        self._rig = rig
        self._selector = selector
        self._ports = ports
        self._ask = ask
        self._resync = resync
        self._tasks: set[asyncio.Task[None]] = set()
        self.shots = Shots()

    async def carry_out(self, command: Command, *, v3: bool) -> Outcome:
        """Carry a command out; raises a LinkError, Unsupported where version 3 lacks it."""
        fields = self._selector.worded(command)
        requests = [self._rig.as_told(request) for request in requests_for(command.verb, fields)]
        if v3 and not all(request.v3 for request in requests):
            raise Unsupported(f"version 3 has no {command.verb}")
        if command.fields.get("delete_files") is False and (
            v3 or not can_keep_files(self._rig.version)
        ):
            raise Unsupported("what this version does with the files is not documented")
        missing: tuple[str, ...] = ()
        for request in requests:
            selection, missing = self._select(command, request)
            if command.verb is Verb.SHOOT:
                return await self._shoot(command, request, selection, missing)
            if command.verb is Verb.HALF_PRESS:
                await self._press(request, selection, {*self._selector.keys(command)} - {*missing})
                continue
            await self._request(request, selection, v3=v3)
        return Outcome(missing)

    async def let_go(self) -> None:
        """Let go of the shutter buttons that camhub holds; raises a LinkError."""
        cameras, held = self._rig.cameras, sorted(self._ports.held)
        if able := [key for key in held if key in cameras and cameras[key].connected]:
            await self._press(_LET_GO, self._selector.named(able), {*able})

    async def close(self) -> None:
        """Wait for no more photos."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _request(self, request: Request, selection: dict[str, Any], *, v3: bool) -> None:
        try:
            await self._ask(request, selection)
        except Rejected:
            # Version 3 was asked by its own name at once.
            if v3 or request.older is None:
                raise
            await self._ask(request.older, selection)

    async def _press(self, request: Request, selection: dict[str, Any], keys: set[str]) -> None:
        """Put the shutter button of these cameras in a position, and remember who is held."""
        before = frozenset(self._ports.held)
        if request.fields != _LET_GO.fields:
            # Before the answer: where none comes, they may be held all the same.
            self._ports.held.update(keys)
        try:
            await self._ask(request, selection)
        except Rejected:
            self._ports.held.difference_update(keys - before)
            raise
        if request.fields == _LET_GO.fields:
            self._ports.held.difference_update(keys)

    def _select(self, command: Command, request: Request) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Return the message's selection, and the cameras that cannot take part."""
        match request.selects:
            case Selects.NOTHING:
                return {}, ()
            case Selects.PHOTOS:
                return self._selector.photos(command), ()
            case Selects.CAMERAS:
                return self._selector.cameras(command, request)

    async def _shoot(
        self,
        command: Command,
        request: Request,
        selection: dict[str, Any],
        missing: tuple[str, ...],
    ) -> Outcome:
        """Shoot once, and tell in time which cameras delivered.

        A request that was not answered is not repeated: it may have been carried out.
        """
        cameras = self._rig.cameras
        keys = self._selector.keys(command)
        expected = [key for key in keys if cameras[key].status == "ready"]
        if not expected:
            raise Busy("no camera is ready")
        shot = self.shots.begin(expected, [key for key in keys if cameras[key].status == "busy"])
        try:
            await self._ask(request, selection)
        except BaseException:
            self.shots.end(shot)
            raise
        task = asyncio.create_task(self._await_delivery(shot))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if command.wait:
            await asyncio.wait({task})
            if task.cancelled():
                raise TimedOut("the link was closed before every camera delivered")
            missing = tuple(dict.fromkeys((*missing, *shot.missing, *shot.aside)))
        return Outcome(missing, tuple(shot.photos))

    async def _await_delivery(self, shot: Shot) -> None:
        limit = asyncio.ensure_future(self._ports.clock.sleep(self._ports.options()["shot_limit"]))
        complete = asyncio.ensure_future(shot.complete.wait())
        try:
            await asyncio.wait({limit, complete}, return_when=asyncio.FIRST_COMPLETED)
            if shot.missing:
                await self._look_again()
        finally:
            limit.cancel()
            complete.cancel()
            self.shots.end(shot)
        missing = shot.missing
        self._ports.emit(Seen(HUB, readings={Reading.LAST_SHOT_MISSING: len(missing)}))
        kind = Kind.SHOT_INCOMPLETE if missing else Kind.SHOT_COMPLETE
        data = {
            "cameras": self._rig.names(shot.expected),
            "missing": self._rig.names(missing),
            "missing_devices": list(missing),
        }
        self._ports.emit(Happened(HUB, kind, None, data))

    async def _look_again(self) -> None:
        """Ask for everything before a camera is blamed: what it told may have been lost on the way."""
        with suppress(LinkError):
            await self._resync()
