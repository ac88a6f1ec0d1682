"""Carries out what users ask of the camera."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from ...link.errors import BadRequest, Busy, LinkError, Rejected, Unreachable, Unsupported
from ...link.session import Command, Outcome, Ports
from ...link.typed import truth
from ...model.camera import Value, stepped
from ...model.vocabulary import Setting, Verb
from .live import Live
from .memory import Memory
from .record import SHOTS, Record, image_data
from .rest import Rest
from .settings import Request
from .stored import Fields, Refresh, Result, Stored

_LOGGER = logging.getLogger(__name__)

SHOT = 20.0
"""Seconds in which the camera has to tell of a photo; a burst is told of when all of it is stored."""

START = 10.0
"""Seconds in which the camera has to tell that it records, or no longer does."""


type Until = Callable[[Callable[[], object], float], Awaitable[bool]]
"""Waits until the camera has told what is looked for; returns whether it did within the seconds."""


class Operator:
    """Turns actions into requests, and waits for what the camera tells of them."""

    def __init__(
        self,
        rest: Rest,
        record: Record,
        ports: Ports,
        memory: Memory,
        stored: Stored,
        live: Live,
        until: Until,
        refresh: Refresh,
    ) -> None:
        """Take the camera and its parts, and how to wait for what it tells."""
        self._rest = rest
        self._record = record
        self._ports = ports
        self._memory = memory
        self._live = live
        self._until = until
        self._refresh = refresh
        self._pressing = asyncio.Lock()
        self._verbs: dict[Verb, Callable[[Fields], Awaitable[Result]]] = {
            Verb.SET_SETTING: self._set_setting,
            Verb.STEP_SETTING: self._step_setting,
            Verb.SET_RECORDING: self._set_recording,
            Verb.SET_LIVE_VIEW: self._set_live_view,
            Verb.SET_CLOCK: self.set_clock,
            Verb.UPLOAD_GPS_DATA: self._upload_gps_data,
            **stored.verbs,
        }

    async def carry_out(self, command: Command) -> Outcome:
        """Carry out a command; raises the LinkError that says why not."""
        key = self._record.key
        if command.verb is Verb.SHOOT:
            return Outcome(photos=tuple({"camera": key, **row} for row in await self._shoot()))
        if (verb := self._verbs.get(command.verb)) is None:
            raise Unsupported(f"this camera cannot {command.verb}")
        result = await verb(command.fields)
        return Outcome(results=() if result is None else ({"camera": key, **result},))

    async def set_clock(self, _: Fields) -> Result:
        """Set the camera's clock to the present."""
        now = datetime.fromtimestamp(self._ports.clock.wall(), UTC)
        await self._rest.post("/datetime", {"datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ")})
        return None

    async def mend(self) -> None:
        """Set the shoot mode that a photo was taken from, where that has not come about yet."""
        if self._memory.mode is not None and not self._pressing.locked():
            await self._restore_mode()

    async def finish(self) -> None:
        """As `mend`, after a photo that is being taken."""
        async with self._pressing:
            await self._restore_mode()

    async def _restore_mode(self) -> None:
        if (mode := self._memory.mode) is None:
            return
        # An answer may have been lost, or somebody may have set another at the camera.
        await self._refresh(True)
        if self._record.recording:
            return
        if self._record.mode in SHOTS:
            await self._request(self._record.settings.call(Setting.SHOOT_MODE, mode))
        self._memory.mode = None

    async def _shoot(self) -> list[dict[str, Any]]:
        """Take a photo, or a burst where that is set; return what the camera tells of it."""
        if self._pressing.locked():
            raise Busy("it is taking a photo already, or beginning or ending to record")
        async with self._pressing:
            # In a mode that somebody set at the camera meanwhile, it would begin to record.
            await self._refresh(True)
            if self._record.recording:
                raise Busy("it records; stop that first")
            try:
                if self._record.mode not in SHOTS:
                    self._memory.mode = self._record.mode
                    await self._request(self._record.settings.call(Setting.SHOOT_MODE, "single"))
                return await self._take_photo()
            finally:
                try:
                    # Until a photo is stored, some may say that they record.
                    await self._until(lambda: not self._record.recording, START)
                    await self._restore_mode()
                except LinkError as error:
                    _LOGGER.debug("The shoot mode is not set back yet: %s", error)

    async def _take_photo(self) -> list[dict[str, Any]]:
        taken = self._record.taken
        lost: LinkError = Rejected("the camera tells of no photo")
        try:
            await self._rest.post("/record", {"recording_active": True})
        except Unreachable as error:
            # It is not asked again: it may have understood, and then it tells of the photo.
            lost = error
        if not await self._until(lambda: self._record.taken > taken, SHOT):
            raise lost
        return [image_data(photo) for photo in self._record.newest]

    async def _set_recording(self, fields: Fields) -> Result:
        await self._record_on(fields["enable"])
        return None

    async def _record_on(self, on: bool) -> None:
        record = self._record
        async with self._pressing:
            # In a mode that somebody set at the camera meanwhile, it would take a photo.
            await self._refresh(True)
            if record.mode in SHOTS and not record.recording:
                raise Busy(f"the shoot mode {record.mode} records nothing; shoot, or set another")
            # What it does when it is asked for what it does already, nobody has written down.
            if record.status.recording is on:
                return
            lost: LinkError = Rejected(f"it does not {'start' if on else 'stop'} to record")
            try:
                await self._rest.post("/record", {"recording_active": on})
            except Unreachable as error:
                # As with a photo: it may have understood.
                lost = error
            if not await self._until(lambda: record.status.recording is on, START):
                raise lost

    async def _set_setting(self, fields: Fields) -> Result:
        word, value = Setting(fields["setting"]), fields["value"]
        if word is Setting.RECORD:
            await self._record_on(truth(value))
        elif word is Setting.SHOOT_MODE:
            async with self._pressing:
                await self._request(self._record.settings.call(word, value))
                # This is what is wanted now, not what was set before a photo.
                self._memory.mode = None
        else:
            # Some requests hold the whole of a mode or a scene, which may be another by now.
            await self._refresh(True)
            await self._request(self._record.settings.call(word, value))
        return None

    async def _step_setting(self, fields: Fields) -> Result:
        word = Setting(fields["setting"])
        if (choice := self._record.settings.choices().get(word)) is None:
            raise Unsupported(f"this camera has no {word.value}")
        value: Value = stepped(choice, fields["steps"])
        if value is None:
            raise Busy(f"{word.value} has no steps now, or the camera does not tell what it is")
        return await self._set_setting({"setting": word, "value": value})

    async def _request(self, requests: list[Request]) -> None:
        """Set something, and ask what has become of it."""
        for request in requests:
            ask = self._rest.put if request.method == "PUT" else self._rest.post
            await ask(request.path, dict(request.body))
        await self._refresh(True)

    async def _set_live_view(self, fields: Fields) -> Result:
        if (on := fields.get("enable")) is None:
            raise BadRequest("say whether it is to be on: enable")
        await self._live.switch(on=on)
        return None

    async def _upload_gps_data(self, fields: Fields) -> Result:
        await self._rest.upload("/quickgpsfix", "quickgps", fields["path"])
        return None
