"""What getEvent tells: objects made from the body's state, whole or only what has changed."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from simulators.sony.availability import available
from simulators.sony.body import Body
from simulators.sony.errors import Code, RpcError
from simulators.sony.events import LENGTHS, LISTS
from simulators.sony.profile import Family
from simulators.sony.settings import SETTINGS


def _zoom(body: Body) -> dict[str, Any]:
    known = body.profile.power_zoom
    return {
        "zoomPosition": body.zoom.position if known else -1,
        "zoomNumberBox": 1 if known else -1,
        "zoomIndexCurrentBox": 0 if known else -1,
        "zoomPositionCurrentBox": body.zoom.position if known else -1,
    }


def _has(*groups: str) -> Callable[[Body], bool]:
    return lambda body: any(group in body.profile.groups for group in groups)


def _always(body: Body) -> bool:
    return True


def _built_in(body: Body) -> bool:
    return body.profile.family is Family.BUILT_IN


_STATES: Mapping[
    int, tuple[str, Callable[[Body], bool], Callable[[Body], dict[str, Any] | None]]
] = {
    0: ("availableApiList", _always, lambda body: {"names": available(body)}),
    1: ("cameraStatus", _always, lambda body: {"cameraStatus": body.status}),
    2: ("zoomInformation", _has("zoom", "rec mode"), _zoom),
    3: ("liveviewStatus", _always, lambda body: {"liveviewStatus": body.liveview_running}),
    4: ("liveviewOrientation", _built_in, lambda body: {"liveviewOrientation": body.orientation}),
    6: ("continuousError", _always,
        lambda body: {"continuousError": body.heat, "isContinued": body.hot} if body.heat else None),
    10: ("storageInformation", _has("storage"), lambda body: body.card.information()),
    31: ("programShift", _has("shift"), lambda body: {"isShifted": body.shifted != 0}),
    34: ("touchAFPosition", _has("touch"),
         lambda body: {"currentSet": body.touch_af, "currentTouchCoordinates": []}),
    35: ("focusStatus", _has("half press", "touch"), lambda body: {"focusStatus": body.focus}),
    54: ("trackingFocusStatus", _has("tracking"), lambda body: {"trackingFocusStatus": body.tracking}),
    56: ("batteryInfo", _always, lambda body: {"batteryInfo": [body.battery.information()]}),
    57: ("recordingTime", _has("movie", "audio", "loop"),
         lambda body: {"recordingTime": body.seconds_since(body.recording_since)}),
    58: ("numberOfShots", _has("interval"),
         lambda body: {"numberOfShots": body.shots if body.status == "IntervalRecording" else -1}),
    64: ("bulbCapturingTime", _has("bulb"),
         lambda body: {"bulbCapturingTime": body.seconds_since(body.bulb_since)}),
}  # fmt: skip
"""Index to an object's type, the bodies that have it, and its members; None where there is none just now."""

_ONCE: Mapping[int, tuple[str, str]] = {
    5: ("takePicture", "takePictureUrl"),
    7: ("triggeredError", "triggeredError"),
    15: ("cameraFunctionResult", "cameraFunctionResult"),
    40: ("contShooting", "contShootingUrl"),
    65: ("bulbShooting", "bulbShootingUrl"),
}
"""Index to type and member of what is told once, by a long poll."""

_ONE_AT_A_TIME = frozenset({15})


class Teller:
    """Remembers what was told, and holds the one long poll there may be."""

    def __init__(self, body: Body) -> None:
        """Begin having told nothing."""
        self._body = body
        self._told: dict[int, Any] = {}
        self._started = False
        self.polling = False

    def reset(self) -> None:
        """Forget what was told: the camera was switched off."""
        self._told, self._started, self.polling = {}, False, False

    def snapshot(self, version: str) -> list[Any]:
        """Return everything that is true now."""
        self._told = self._state()
        self._started = True
        return self._entries(version, self._told, {})

    async def poll(self, version: str) -> list[Any]:
        """Return what has changed since the last reply, as soon as anything has.

        Raises:
            RpcError: another poll is pending, or nothing changed in the camera's own time.
        """
        if self.polling or "poll_held" in self._body.faults:
            raise RpcError(Code.ALREADY_POLLING)
        self.polling = True
        try:
            if not self._started and (first := self._first()) != "everything":
                self._told = self._state()
                self._started = True
                if first == "empty":
                    return self._entries(version, {}, {})
            return await self._changes(version)
        finally:
            self.polling = False

    async def _changes(self, version: str) -> list[Any]:
        body = self._body
        self._started = True
        try:
            async with asyncio.timeout(body.assume.poll_timeout):
                while "empty_polls" not in body.faults:
                    body.touched.clear()
                    if changed := self._changed(version):
                        return changed
                    await body.touched.wait()
        except TimeoutError:
            raise RpcError(Code.TIMEOUT) from None
        return self._entries(version, {}, {})

    def _changed(self, version: str) -> list[Any]:
        state = self._state()
        changed = {index: value for index, value in state.items() if self._told.get(index) != value}
        changed |= {index: None for index in self._told if index not in state}
        once = {index: items for index, items in self._body.queued.items() if items}
        length = LENGTHS[version]
        if not any(index < length for index in (*changed, *once)):
            return []
        self._told = state
        entries = self._entries(version, changed, once)
        for index in once:
            queue = self._body.queued[index]
            del queue[: 1 if index in _ONE_AT_A_TIME else None]
        return entries

    def _first(self) -> str:
        answer = self._body.assume.first_poll
        if answer == "model":
            return "empty" if self._body.profile.first_poll_empty else "everything"
        return answer

    def _state(self) -> dict[int, Any]:
        body = self._body
        state: dict[int, Any] = {}
        for index, (kind, has, members) in _STATES.items():
            if has(body) and (found := members(body)) is not None:
                state[index] = {"type": kind, **found}
        for name, value in body.values.items():
            row = SETTINGS[name]
            if row.index >= 0:
                among = body.candidates(name)
                state[row.index] = {"type": row.event, **row.shape.event(row, value, among)}
        return state

    def _entries(
        self, version: str, state: Mapping[int, Any], once: Mapping[int, list[Any]]
    ) -> list[Any]:
        entries: list[Any] = [[] if index in LISTS else None for index in range(LENGTHS[version])]
        for index, value in state.items():
            if value is not None and index < len(entries):
                entries[index] = [value] if index in LISTS else value
        for index, items in once.items():
            if index < len(entries):
                kind, member = _ONCE[index]
                told = {
                    "type": kind,
                    member: items[0] if index in _ONE_AT_A_TIME else list(items),
                }
                entries[index] = [told] if index in LISTS else told
        return entries
