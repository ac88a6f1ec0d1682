"""Carries out what users ask of the camera."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from ...link.errors import BadRequest, Busy, Rejected, Unsupported
from ...link.session import Command, Outcome, Ports
from ...link.typed import plain, truth
from ...model.camera import Value, stepped
from ...model.vocabulary import Setting, Verb
from .library import SonyLibrary
from .live import Live
from .names import BULB
from .playback import Playback
from .record import Record, name_of
from .rpc import Rpc
from .shutter import Fields, Results, Shutter, Until
from .transfer import SWITCH, TransferMode

START = 5.0
"""Seconds within which a camera that takes a start to record also starts."""

STARTS = 2
"""Times that it is told to: some take it and do nothing in the first seconds of being ready."""

_SERIES = {
    "continuous": ("startContShooting", "stopContShooting"),
    "bulb": ("startBulbShooting", "stopBulbShooting"),
    "interval": ("startIntervalStillRec", "stopIntervalStillRec"),
}


class Operator:
    """Turns commands into calls, and what the camera answers into outcomes."""

    def __init__(
        self,
        rpc: Rpc,
        record: Record,
        ports: Ports,
        until: Until,
        shutter: Shutter,
        live: Live,
        library: SonyLibrary,
        transfer: TransferMode,
        playback: Playback,
    ) -> None:
        """Take whom to call, what is known, and what does the parts of it.

        `until` waits for something to become true.
        """
        self._rpc = rpc
        self._record = record
        self._ports = ports
        self._until = until
        self._shutter = shutter
        self._live = live
        self._library = library
        self._transfer = transfer
        self._playback = playback
        self._verbs: dict[Verb, Callable[[Fields], Awaitable[Results]]] = {
            Verb.AUTOFOCUS: self._shutter.autofocus,
            Verb.CANCEL_AUTOFOCUS: self._shutter.cancel_autofocus,
            Verb.HALF_PRESS: self._shutter.half_press,
            Verb.TOUCH_FOCUS: self._shutter.touch_focus,
            Verb.TRACK_FOCUS: self._shutter.track_focus,
            Verb.MEASURE_WHITE_BALANCE: self._measure_white_balance,
            Verb.ZOOM: self._shutter.zoom,
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
            urls = await self._shutter.shoot()
            return Outcome(
                photos=tuple({"camera": key, "id": url, "name": name_of(url)} for url in urls)
            )
        if (verb := self._verbs.get(command.verb)) is None:
            raise Unsupported(f"this camera cannot {command.verb}")
        result = await verb(command.fields)
        return Outcome(results=() if result is None else ({"camera": key, **result},))

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
                await self._shutter.settle()
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
        if word is Setting.EXPOSURE_COMPENSATION and isinstance(choice.value, int | float):
            value: Value = self._record.settings.compensated(choice.value, fields["steps"])
        elif (value := stepped(choice, fields["steps"])) is None:
            raise Busy(f"{word} has no steps now, or the camera does not tell what it is")
        return await self._set_setting({"setting": word, "value": value})

    async def _set_recording(self, fields: Fields) -> Results:
        await self._record_on(fields["enable"])
        return None

    async def _record_on(self, on: bool) -> None:
        await self._shutter.ready()
        if (methods := self._record.mode_recorder) is None:
            raise Busy("the shoot mode records nothing; set it to one that does first")
        start, stop = methods
        told = self._record.told
        if not on:
            if self._record.recording or told.status is None:
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
        await self._shutter.ready()
        if fields.get("series") == "bulb" and self._shutter_speed() not in (None, BULB):
            raise Busy("set the shutter speed to BULB first")
        await self._rpc.call(self._series(fields)[0])
        return None

    async def _stop_series(self, fields: Fields) -> Results:
        await self._rpc.call(self._series(fields)[1])
        return None

    def _shutter_speed(self) -> str | None:
        return self._record.told.text("shutterSpeed", "currentShutterSpeed")

    def _series(self, fields: Fields) -> tuple[str, str]:
        """Return what starts and stops a series: the one that is named, or that of the mode."""
        if (series := fields.get("series")) is None:
            if self._record.told.shoot_mode == "intervalstill":
                series = "interval"
            else:
                series = "bulb" if self._shutter_speed() == BULB else "continuous"
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
