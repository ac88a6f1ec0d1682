"""Changing settings and modes: accepted at once, done a little later, and told by an event."""

from collections.abc import Callable
from typing import Any

from simulators.sony.body import IDLE, NOT_READY, Body
from simulators.sony.errors import Code, RpcError
from simulators.sony.settings import SETTINGS
from simulators.sony.values import STILL, TRANSFER


class Modes:
    """What the setters and startRecMode do to a body; `end_liveview` is called where the live view ends by that."""

    def __init__(self, body: Body, end_liveview: Callable[[], None]) -> None:
        """Work on a body."""
        self._body = body
        self._end_liveview = end_liveview

    async def start_rec_mode(self) -> None:
        """Become ready to shoot: the answer comes first, readiness some time later."""
        body = self._body
        if body.rec_mode or body.starting:
            raise RpcError(Code.ANY)
        body.starting = True
        await body.pace.wait("rec_mode")
        body.rec_mode, body.starting = True, False
        body.touch()
        body.work.spawn(self._become(IDLE), "mode")

    def stop_rec_mode(self) -> None:
        """Go back to before startRecMode."""
        body = self._body
        if body.status not in (IDLE, NOT_READY, "Error"):
            raise RpcError(Code.ANY)
        self._end_liveview()
        body.rec_mode = False
        body.status = NOT_READY

    def turn(self, position: str) -> None:
        """Turn the mode dial: to an exposure mode, or to `movie`.

        Raises:
            ValueError: there is nothing of that name on the model's dial.
        """
        body, settings = self._body, self._body.profile.settings
        exposures = settings["ExposureMode"].among if "ExposureMode" in settings else ()
        if position not in exposures and (position not in settings["ShootMode"].among):
            raise ValueError(f"{position!r} is not on the dial of {body.profile.model}")
        if position in exposures:
            body.assign("ExposureMode", position)
            position = STILL
        if position == body.shoot_mode:
            return
        self._end_liveview()
        if body.status == IDLE:
            body.status = NOT_READY
            body.work.spawn(self._become(IDLE, "ShootMode", position), "mode")
        else:
            body.assign("ShootMode", position)

    def write(self, name: str, value: Any) -> None:
        """Set a setting.

        Raises:
            RpcError: not a candidate now, or the camera is not ready.
        """
        body, row = self._body, SETTINGS[name]
        if body.status == NOT_READY:
            raise RpcError(Code.NOT_READY)
        if name == "ShootMode" and value == "movie" and "movie_refused" in body.faults:
            raise RpcError(Code.INTERNAL)
        if name == "ShootMode" and value not in body.candidates(name):
            refused = value in ("movie", STILL) and body.profile.dial
            raise RpcError(Code.INTERNAL if refused else Code.ILLEGAL_ARGUMENT)
        unlisted = f"set{name}" in body.profile.unlisted
        among = body.profile.settings[name].among if unlisted else body.candidates(name)
        if not row.shape.takes(value, among):
            raise RpcError(Code.ILLEGAL_ARGUMENT)
        if value == body.values[name] and body.assume.same_value == "refuse":
            raise RpcError(Code.ANY)
        match name:
            case "ShootMode":
                self._change_shoot_mode(value)
            case "CameraFunction":
                self._change_function(value)
            case _:
                body.work.spawn(self._assign(name, value), "setting")

    def _change_shoot_mode(self, mode: str) -> None:
        body = self._body
        if body.status != IDLE:
            raise RpcError(Code.ANY)
        if mode == body.shoot_mode:
            return
        self._end_liveview()
        body.status = NOT_READY
        body.work.spawn(self._become(IDLE, "ShootMode", mode), "mode")

    def _change_function(self, function: str) -> None:
        body = self._body
        transfer = function == TRANSFER
        if body.status not in ((IDLE,) if transfer else ("ContentsTransfer", "Streaming")):
            if function == body.values["CameraFunction"]:
                return
            raise RpcError(Code.ANY)
        body.work.spawn(self._switch_function(function), "mode")

    async def _switch_function(self, function: str) -> None:
        body = self._body
        await body.pace.wait("function")
        if "transfer_fails" in body.faults and function == TRANSFER:
            body.tell(15, "Failure")
            return
        self._end_liveview()
        body.values["CameraFunction"] = function
        body.status = "ContentsTransfer" if function == TRANSFER else IDLE
        body.tell(15, "Success")

    async def _become(self, status: str, name: str = "", value: Any = None) -> None:
        await self._body.pace.wait("mode")
        if name:
            self._body.assign(name, value)
        self._body.status = status

    async def _assign(self, name: str, value: Any) -> None:
        await self._body.pace.wait("setting")
        self._body.assign(name, value)
        if name == "TvColorSystem":
            self._body.restart()
