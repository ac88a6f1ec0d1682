"""Carries out what users ask of the camera. Nothing that takes a picture is ever sent twice."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ...link.errors import BadRequest, Busy, LinkError, NotReady, Rejected, Unsupported
from ...link.session import Command, Outcome, Ports
from ...model.camera import Value
from ...model.vocabulary import Setting, Verb
from .library import SonyLibrary
from .live import Live
from .names import BULB, CONTINUOUS
from .playback import Playback
from .record import Record, name_of
from .rpc import Rpc, politely
from .settings import plain, truth
from .transfer import SWITCH, TransferMode
from .wire import STILL_CAPTURING, TIMEOUT, ApiError

_LOGGER = logging.getLogger(__name__)

SHOT = 60.0
"""Seconds that a camera gets for a picture; it says itself that it is still exposing after some fifteen."""

EXPOSURE = 600.0
"""Seconds after which a picture that is still being exposed is waited for no longer."""

AGAIN = 0.5
"""Seconds between questions whether the exposure is over."""

FOCUS = 5.0
"""Seconds that the autofocus gets."""

START = 5.0
"""Seconds within which a camera that takes a start to record also starts."""

STARTS = 2
"""Times that it is told to: some take it and do nothing in the first seconds of being ready."""

type Fields = Mapping[str, Any]
type Results = Mapping[str, Any] | None
type Until = Callable[[Callable[[], object], float], Awaitable[bool]]

_SERIES = {
    "continuous": ("startContShooting", "stopContShooting"),
    "bulb": ("startBulbShooting", "stopBulbShooting"),
    "interval": ("startIntervalStillRec", "stopIntervalStillRec"),
}
_TRANSFERRING = "the camera shows its pictures; set its function back to remote shooting"


class Operator:
    """Turns commands into calls, and what the camera answers into outcomes."""

    def __init__(
        self,
        rpc: Rpc,
        record: Record,
        ports: Ports,
        until: Until,
        delivered: Callable[[list[str]], None],
        live: Live,
        library: SonyLibrary,
        transfer: TransferMode,
        playback: Playback,
    ) -> None:
        """Take whom to call, what is known, and whom to tell.

        `until` waits for something to become true; `delivered` takes the addresses of
        pictures.
        """
        self._rpc = rpc
        self._record = record
        self._ports = ports
        self._until = until
        self._delivered = delivered
        self._live = live
        self._library = library
        self._transfer = transfer
        self._playback = playback
        self._zooming: str | None = None
        self._verbs: dict[Verb, Callable[[Fields], Awaitable[Results]]] = {
            Verb.AUTOFOCUS: self._autofocus,
            Verb.CANCEL_AUTOFOCUS: self._cancel_autofocus,
            Verb.HALF_PRESS: self._half_press,
            Verb.TOUCH_FOCUS: self._touch_focus,
            Verb.TRACK_FOCUS: self._track_focus,
            Verb.MEASURE_WHITE_BALANCE: self._measure_white_balance,
            Verb.ZOOM: self._zoom,
            Verb.SET_SETTING: self._set_setting,
            Verb.STEP_SETTING: self._step_setting,
            Verb.SET_RECORDING: self._set_recording,
            Verb.START_SERIES: self._start_series,
            Verb.STOP_SERIES: self._stop_series,
            Verb.CONTROL_PLAYBACK: self._playback.control,
            Verb.SET_CLOCK: self.set_clock,
            Verb.DELETE: self._delete,
        }

    async def carry_out(self, command: Command) -> Outcome:
        """Carry out a command; raises the LinkError that says why not."""
        key = self._record.key
        if command.verb is Verb.SHOOT:
            urls = await self._shoot()
            return Outcome(
                photos=tuple({"camera": key, "id": url, "name": name_of(url)} for url in urls)
            )
        if (verb := self._verbs.get(command.verb)) is None:
            raise Unsupported(f"this camera cannot {command.verb}")
        result = await verb(command.fields)
        return Outcome(results=() if result is None else ({"camera": key, **result},))

    async def let_go(self) -> None:
        """Release what is still pressed; what the camera does not hear of stays to be released."""
        held = self._ports.held
        if self._record.key in held and await politely(self._rpc, "cancelHalfPressShutter"):
            held.discard(self._record.key)
        if self._zooming is not None:
            await politely(self._rpc, "actZoom", self._zooming, "stop")
            self._zooming = None

    async def _shoot(self) -> list[str]:
        await self._must_shoot()
        if (mode := self._record.told.shoot_mode) not in (None, "still"):
            raise Busy(f"the shoot mode is {mode}; set it to still first")
        drive = self._record.told.text("contShootingMode", "contShootingMode")
        if drive in CONTINUOUS and self._rpc.has("startContShooting"):
            await self._rpc.call("startContShooting")
            await self._rpc.call("stopContShooting")
            return []
        first = self._ports.options().get("half_press_first") is True
        if first and self._rpc.has("actHalfPressShutter"):
            await self._press()
            try:
                await self._focused()
                return await self._take_picture()
            finally:
                await self.let_go()
        return await self._take_picture()

    async def _take_picture(self) -> list[str]:
        """Return the addresses of the picture; an exposure that lasts is waited for."""
        method, patience = "actTakePicture", EXPOSURE
        while True:
            try:
                match await self._rpc.ask(method, deadline=SHOT):
                    case [list(urls), *_]:
                        found = [url for url in urls if isinstance(url, str) and url]
                    case _:
                        found = []
            except ApiError as error:
                if error.code != STILL_CAPTURING or patience <= 0:
                    raise error.as_link_error() from error
                method, patience = "awaitTakePicture", patience - AGAIN
                await self._ports.clock.sleep(AGAIN)
            else:
                self._delivered(found)
                return found

    async def _must_shoot(self) -> None:
        """Raise NotReady while the camera shows its pictures, unless it only still does."""
        if self._record.transferring:
            await self._transfer.shoot()
        if self._record.transferring:
            raise NotReady(_TRANSFERRING)

    async def _autofocus(self, _: Fields) -> Results:
        await self._press()
        try:
            focused = await self._focused()
        finally:
            await self.let_go()
        if focused == "Failed":
            raise Rejected("the camera could not focus")
        return {"focused": True if focused == "Focused" else None}

    async def _press(self) -> None:
        await self._must_shoot()
        # Before the answer: where none comes, it may be pressed all the same.
        self._ports.held.add(self._record.key)
        try:
            await self._rpc.call("actHalfPressShutter")
        except Busy, Unsupported, Rejected:
            self._ports.held.discard(self._record.key)
            raise

    async def _focused(self) -> str | None:
        """Return what the autofocus came to; None where the camera does not tell."""

        def status() -> str | None:
            return self._record.told.text("focusStatus", "focusStatus")

        await self._until(lambda: status() in ("Focused", "Failed"), FOCUS)
        return status()

    async def _cancel_autofocus(self, _: Fields) -> Results:
        self._ports.held.discard(self._record.key)
        methods = [
            method
            for method in ("cancelHalfPressShutter", "cancelTouchAFPosition", "cancelTrackingFocus")
            if self._rpc.has(method)
        ]
        failures: list[LinkError] = []
        for method in methods:
            try:
                await self._rpc.call(method)
            except Busy:
                continue  # there was nothing of that kind to cancel
            except LinkError as error:
                failures.append(error)
        if failures:
            raise failures[0]
        return None

    async def _half_press(self, fields: Fields) -> Results:
        if fields.get("button", "half") == "half":
            await self._press()
        else:
            self._ports.held.discard(self._record.key)
            await self._rpc.call("cancelHalfPressShutter")
        return None

    async def _touch_focus(self, fields: Fields) -> Results:
        try:
            result = await self._rpc.ask("setTouchAFPosition", fields["x"], fields["y"])
        except ApiError as error:
            if error.code == TIMEOUT:
                # The camera goes on focusing; nobody knows yet what it will come to.
                return {"focused": None, "area": None}
            raise error.as_link_error() from error
        match result:
            case [_, {"AFResult": bool(focused), **rest}]:
                return {"focused": focused, "area": str(rest.get("AFType", "")).lower() or None}
        return {"focused": None, "area": None}

    async def _track_focus(self, fields: Fields) -> Results:
        place = {"xPosition": fields["x"], "yPosition": fields["y"]}
        await self._rpc.call("actTrackingFocus", place)
        return None

    async def _measure_white_balance(self, _: Fields) -> Results:
        match await self._rpc.call("actWhiteBalanceOnePushCustom"):
            case [dict(told)]:
                temperature = told.get("colorTemperature")
                return {
                    "in_range": told.get("inRange"),
                    "colour_temperature": None if temperature == -1 else temperature,
                    "light_balance": told.get("lightBalance"),
                    "colour_compensation": told.get("colorCompensation"),
                }
        return None

    async def _zoom(self, fields: Fields) -> Results:
        if fields.get("stop"):
            direction, self._zooming = self._zooming, None
            # The camera wants the direction again, and refuses the other one.
            await self._rpc.call("actZoom", direction or "in", "stop")
            return None
        if (direction := fields.get("direction")) is None:
            raise BadRequest("zoom needs a direction or stop")
        way = {"tele": "in", "wide": "out"}[direction]
        hold = fields.get("hold") is True
        if hold:
            self._zooming = way
        await self._rpc.call("actZoom", way, "start" if hold else "1shot")
        return None

    async def _set_setting(self, fields: Fields) -> Results:
        word, value = Setting(fields["setting"]), fields["value"]
        match word:
            case Setting.RECORD:
                await self._record_on(truth(value))
            case Setting.LIVE_VIEW_SIZE:
                await self._live.set(word, plain(value))
            case Setting.FOCUS_FRAMES:
                await self._live.set(word, truth(value))
            case Setting.FUNCTION:
                await self._set_function(plain(value))
            case _:
                for method, params in self._record.settings.call(word, value):
                    await self._rpc.call(method, *params)
        return None

    async def _set_function(self, function: str) -> None:
        """Set the camera's function and wait until it has switched: its answer only says that it will."""
        told = self._record.told
        for method, params in self._record.settings.call(Setting.FUNCTION, function):
            # What it told of the last switch must not be taken for what it tells of this one.
            told.objects.pop("cameraFunctionResult", None)
            self._transfer.choose()
            await self._rpc.call(method, *params)

            def result() -> str | None:
                return told.text("cameraFunctionResult", "cameraFunctionResult")

            def switched() -> bool:
                return self._record.transferring is (function == "contents_transfer")

            await self._until(lambda: result() == "Failure" or switched(), SWITCH)
            if not switched():
                raise Rejected("the camera does not switch its function")

    async def _step_setting(self, fields: Fields) -> Results:
        word = Setting(fields["setting"])
        choice = self._record.seen().settings.get(word)
        if choice is None:
            raise Unsupported(f"this camera has no {word}")
        value: Value
        if choice.options:
            if choice.value not in choice.options:
                raise Busy(f"the camera does not tell what {word} is now")
            place = choice.options.index(str(choice.value)) + fields["steps"]
            value = choice.options[min(max(place, 0), len(choice.options) - 1)]
        elif word is Setting.EXPOSURE_COMPENSATION and isinstance(choice.value, int | float):
            value = self._record.settings.compensated(choice.value, fields["steps"])
        elif isinstance(choice.value, int | float) and choice.step:
            low, high = choice.minimum, choice.maximum
            value = choice.value + fields["steps"] * choice.step
            value = min(value, high) if high is not None else value
            value = max(value, low) if low is not None else value
        else:
            raise Busy(f"{word} has no steps now")
        return await self._set_setting({"setting": word, "value": value})

    async def _set_recording(self, fields: Fields) -> Results:
        await self._record_on(fields["enable"])
        return None

    async def _record_on(self, on: bool) -> None:
        await self._must_shoot()
        if (methods := self._record.mode_recorder) is None:
            raise Busy("the shoot mode records nothing; set it to one that does first")
        start, stop = methods
        told = self._record.told
        if not on:
            if self._record.recording:
                # One that is only about to start cannot be stopped yet.
                await self._until(lambda: not str(told.status).endswith("WaitRecStart"), START)
                await self._rpc.call(stop)
            return
        for _ in range(STARTS):
            if self._record.recording:
                return
            await self._rpc.call(start)
            if told.status is None or await self._until(lambda: self._record.recording, START):
                return
        raise Rejected("the camera does not start to record")

    async def _start_series(self, fields: Fields) -> Results:
        await self._must_shoot()
        if fields.get("series") == "bulb" and self._shutter() not in (None, BULB):
            raise Busy("set the shutter speed to BULB first")
        await self._rpc.call(self._series(fields)[0])
        return None

    async def _stop_series(self, fields: Fields) -> Results:
        await self._rpc.call(self._series(fields)[1])
        return None

    def _shutter(self) -> str | None:
        return self._record.told.text("shutterSpeed", "currentShutterSpeed")

    def _series(self, fields: Fields) -> tuple[str, str]:
        """Return what starts and stops a series: the one that is named, or that of the mode."""
        if (series := fields.get("series")) is None:
            if self._record.told.shoot_mode == "intervalstill":
                series = "interval"
            else:
                series = "bulb" if self._shutter() == BULB else "continuous"
        methods = _SERIES[series]
        if not self._rpc.has(methods[0]):
            raise Unsupported(f"this camera has no {series} series")
        return methods

    async def set_clock(self, _: Fields) -> Results:
        """Set the camera's clock to the time of Home Assistant's zone."""
        now = datetime.now(self._ports.zone())
        saved = now.dst() or timedelta()
        offset = (now.utcoffset() or timedelta()) - saved
        moment = {
            "dateTime": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "timeZoneOffsetMinute": int(offset.total_seconds() // 60),
            "dstOffsetMinute": int(saved.total_seconds() // 60),
        }
        await self._rpc.call("setCurrentTime", moment, service="system")
        return None

    async def _delete(self, fields: Fields) -> Results:
        if not (items := fields.get("photo_ids")):
            raise BadRequest("name what is to be deleted: photo_ids")
        kept = await self._library.delete(list(items))
        return {"deleted": len(items) - len(kept), "kept": kept}
