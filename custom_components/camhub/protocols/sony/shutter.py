"""The shutter button, the focus and the zoom. Nothing that takes a picture is ever sent twice."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ...link.errors import BadData, BadRequest, Busy, LinkError, NotReady, Rejected, Unreachable
from ...link.session import Ports
from .names import CONTINUOUS, PASSING, SETTLE, SHOOT_MODES
from .record import Record
from .rpc import Rpc, politely
from .transfer import TransferMode
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

_RELEASE = "cancelHalfPressShutter"
_WAYS = {"tele": "in", "wide": "out"}

type Fields = Mapping[str, Any]
type Results = Mapping[str, Any] | None
type Until = Callable[[Callable[[], object], float], Awaitable[bool]]


class Shutter:
    """Presses the button of one camera, and lets go of it again."""

    def __init__(
        self,
        rpc: Rpc,
        record: Record,
        ports: Ports,
        until: Until,
        delivered: Callable[[list[str]], None],
        transfer: TransferMode,
    ) -> None:
        """Take whom to call, what is known, and whom to tell.

        `until` waits for something to become true; `delivered` takes the addresses of pictures.
        """
        self._rpc = rpc
        self._record = record
        self._ports = ports
        self._until = until
        self._delivered = delivered
        self._transfer = transfer
        self._zooming: str | None = None

    async def ready(self) -> None:
        """Raise NotReady while the camera shows its pictures, unless it only still does."""
        if self._record.transferring:
            await self._transfer.shoot()
        if self._record.transferring:
            raise NotReady(
                "the camera shows its pictures; set its function back to remote shooting"
            )
        await self.settle()

    async def settle(self) -> None:
        """Wait for what ends by itself, such as saving a picture: the camera refuses all meanwhile."""
        await self._until(lambda: self._record.told.status not in PASSING, SETTLE)

    async def shoot(self) -> list[str]:
        """Take a picture and return its addresses; none are known of a continuous series."""
        await self.ready()
        if (mode := self._record.told.shoot_mode) not in (None, "still"):
            raise Busy(f"the shoot mode is {SHOOT_MODES.get(mode, mode)}; set it to still first")
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

    async def autofocus(self, _: Fields) -> Results:
        """Press half, and let go when it has focused; raises Rejected where it cannot."""
        await self._press()
        try:
            focused = await self._focused()
        finally:
            await self.let_go()
        if focused == "Failed":
            raise Rejected("the camera could not focus")
        return {"focused": True if focused == "Focused" else None}

    async def half_press(self, fields: Fields) -> Results:
        """Press half and stay so, or let go."""
        if fields.get("button", "half") == "half":
            await self._press()
        else:
            await self._release(_RELEASE)
        return None

    async def cancel_autofocus(self, _: Fields) -> Results:
        """Let go of the button, of the place that was touched, and of what is followed."""
        failures: list[LinkError] = []
        for method in (_RELEASE, "cancelTouchAFPosition", "cancelTrackingFocus"):
            if not self._rpc.has(method):
                continue
            try:
                await self._release(method)
            except Busy:
                continue  # there was nothing of that kind to cancel
            except LinkError as error:
                failures.append(error)
        if failures:
            raise failures[0]
        return None

    async def touch_focus(self, fields: Fields) -> Results:
        """Focus on a place; the answer is unknown where the camera goes on focusing."""
        try:
            result = await self._rpc.ask("setTouchAFPosition", fields["x"], fields["y"])
        except ApiError as error:
            if error.code == TIMEOUT:
                return {"focused": None, "area": None}
            raise error.as_link_error() from error
        match result:
            case [_, {"AFResult": bool(focused), **rest}]:
                return {"focused": focused, "area": str(rest.get("AFType", "")).lower() or None}
        return {"focused": None, "area": None}

    async def track_focus(self, fields: Fields) -> Results:
        """Follow what is at a place."""
        place = {"xPosition": fields["x"], "yPosition": fields["y"]}
        await self._rpc.call("actTrackingFocus", place)
        return None

    async def zoom(self, fields: Fields) -> Results:
        """Zoom by a step, or until it is stopped."""
        if fields.get("stop"):
            await self._stop_zoom()
            return None
        if (direction := fields.get("direction")) is None:
            raise BadRequest("zoom needs a direction or stop")
        way = _WAYS[direction]
        if fields.get("hold") is not True:
            await self._rpc.call("actZoom", way, "1shot")
            return None
        before, self._zooming = self._zooming, way
        try:
            await self._rpc.call("actZoom", way, "start")
        except LinkError as error:
            if _was_refused(error):
                self._zooming = before
            raise
        return None

    async def let_go(self) -> None:
        """Release what is still pressed; what the camera does not hear of stays to be released."""
        held = self._ports.held
        if self._record.key in held and await politely(self._rpc, _RELEASE):
            held.discard(self._record.key)
        if self._zooming is not None and await politely(
            self._rpc, "actZoom", self._zooming, "stop"
        ):
            self._zooming = None

    async def _take_picture(self) -> list[str]:
        """Return the addresses of the picture; an exposure that lasts is waited for."""
        method, clock = "actTakePicture", self._ports.clock
        end = clock.now() + EXPOSURE
        while True:
            try:
                match await self._rpc.ask(method, deadline=SHOT):
                    case [list(urls), *_]:
                        found = [url for url in urls if isinstance(url, str) and url]
                    case _:
                        found = []
            except ApiError as error:
                if error.code != STILL_CAPTURING or clock.now() >= end:
                    raise error.as_link_error() from error
                method = "awaitTakePicture"
                await clock.sleep(AGAIN)
            else:
                self._delivered(found)
                return found

    async def _press(self) -> None:
        await self.ready()
        key, held = self._record.key, self._ports.held
        if key not in held and "focusStatus" in self._record.told.objects:
            # What the last press came to says nothing of this one.
            self._record.told.note("focusStatus", focusStatus="")
        # Before the answer: where none comes, it may be pressed all the same.
        held.add(key)
        try:
            await self._rpc.call("actHalfPressShutter")
        except LinkError as error:
            if _was_refused(error):
                held.discard(key)
            raise

    async def _release(self, method: str) -> None:
        """End one kind of focusing; raises Busy where there was none."""
        reason: LinkError | None = None
        try:
            await self._rpc.call(method)
        except LinkError as error:
            reason = error
        if method == _RELEASE and (reason is None or _was_refused(reason)):
            self._ports.held.discard(self._record.key)
        if reason is not None:
            raise reason

    async def _focused(self) -> str | None:
        """Return what the autofocus came to; None where the camera does not tell."""

        def status() -> str | None:
            return self._record.told.text("focusStatus", "focusStatus")

        await self._until(lambda: status() in ("Focused", "Failed"), FOCUS)
        return status()

    async def _stop_zoom(self) -> None:
        """Stop: the camera wants the direction again; where nobody remembers it, one of the two is right."""
        known = self._zooming
        for way in (known,) if known else _WAYS.values():
            try:
                await self._rpc.call("actZoom", way, "stop")
            except LinkError as error:
                if not _was_refused(error) or known or way == "out":
                    raise
                _LOGGER.debug("Not zooming %s: %s", way, error)
            else:
                break
        self._zooming = None


def _was_refused(error: LinkError) -> bool:
    """Tell whether the camera has certainly not done it; where no answer came, it may have."""
    return not isinstance(error, Unreachable | BadData)
