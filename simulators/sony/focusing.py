"""Focus, zoom and white balance by measuring: what a camera does before the picture."""

from typing import Any

from simulators.sony.body import IDLE, Body
from simulators.sony.errors import Code, RpcError
from simulators.sony.values import CUSTOM

_FOCUSING, _FOCUSED, _FAILED, _NOT_FOCUSING = "Focusing", "Focused", "Failed", "Not Focusing"
_STEP = 2
_SHOT = 10


class Focusing:
    """Half press, touch, tracking, zoom and one-push white balance of a body."""

    def __init__(self, body: Body) -> None:
        """Work on a body."""
        self._body = body

    def half_press(self) -> None:
        """Begin to focus; the outcome is an event."""
        self._body.half_pressed = True
        self._body.work.spawn(self._focus(), "focus")

    def release(self) -> None:
        """Let go of the half-pressed button."""
        self._body.half_pressed = False
        self._unfocus()

    async def touch(self, x: float, y: float) -> dict[str, Any]:
        """Focus at a place given in percent and return how it went.

        Raises:
            RpcError: the place is outside, or focusing takes too long and goes on.
        """
        body = self._body
        if not (0 <= x <= 100 and 0 <= y <= 100):
            raise RpcError(Code.ILLEGAL_ARGUMENT)
        body.touch_af = True
        if "af_slow" in body.faults:
            body.work.spawn(self._focus(), "focus")
            raise RpcError(Code.TIMEOUT)
        await self._focus()
        return {"AFResult": body.focus == _FOCUSED, "AFType": "Touch"}

    def cancel_touch(self) -> None:
        """Give the place up."""
        self._body.touch_af = False
        self._unfocus()

    def track(self, x: float, y: float) -> None:
        """Follow what is at a place given in percent."""
        if not (0 <= x <= 100 and 0 <= y <= 100):
            raise RpcError(Code.ILLEGAL_ARGUMENT)
        self._body.tracking = "Tracking"
        self._body.touch()

    def cancel_track(self) -> None:
        """Stop following."""
        self._body.tracking = "Not Tracking"
        self._body.touch()

    async def one_push(self) -> dict[str, Any]:
        """Measure the white balance, which becomes the custom one."""
        body = self._body
        body.status = "WhiteBalanceOnePushCapturing"
        await body.pace.wait("focus")
        body.values["WhiteBalance"] = {"whiteBalanceMode": CUSTOM, "colorTemperature": -1}
        body.status = IDLE
        return {
            "colorCompensation": 2,
            "lightBalance": 0,
            "inRange": True,
            "colorTemperature": 7500,
        }

    def zoom(self, direction: str, movement: str) -> None:
        """Zoom a step, or begin or stop to zoom; a stop has to repeat the direction.

        Raises:
            RpcError: no such direction or movement, or the lens has no power zoom.
        """
        body, zoom = self._body, self._body.zoom
        if direction not in ("in", "out") or movement not in ("start", "stop", "1shot"):
            raise RpcError(Code.ILLEGAL_ARGUMENT)
        if not body.profile.power_zoom:
            raise RpcError(Code.ANY)
        match movement:
            case "start":
                zoom.direction = direction
                body.work.cancel("zoom")
                body.work.spawn(self._move(_STEP if direction == "in" else -_STEP), "zoom")
            case "stop":
                if zoom.direction != direction:
                    raise RpcError(Code.ILLEGAL_ARGUMENT)
                zoom.direction = ""
                body.work.cancel("zoom")
            case _:
                self._place(zoom.position + (_SHOT if direction == "in" else -_SHOT))

    async def _move(self, step: int) -> None:
        while 0 < self._body.zoom.position + step <= 100:
            self._place(self._body.zoom.position + step)
            await self._body.pace.wait("zoom")
        self._place(self._body.zoom.position + step)

    def _place(self, position: int) -> None:
        self._body.zoom.position = min(max(position, 0), 100)
        self._body.touch()

    async def _focus(self) -> None:
        self._tell(_FOCUSING)
        await self._body.pace.wait("focus")
        self._tell(_FAILED if "af_fails" in self._body.faults else _FOCUSED)

    def _unfocus(self) -> None:
        self._body.work.cancel("focus")
        self._tell(_NOT_FOCUSING)

    def _tell(self, focus: str) -> None:
        self._body.focus = focus
        self._body.touch()
