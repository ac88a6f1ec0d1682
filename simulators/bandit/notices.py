"""Notifications: what each looks like as it is assumed, and what may come with it."""

import asyncio
import json
from collections.abc import Callable
from random import Random
from typing import Any

from simulators.bandit.assumptions import Assumptions
from simulators.switches import Faults
from simulators.timing import Pace
from simulators.work import Work

_ENDS = {"lf": b"\n", "crlf": b"\r\n", "none": b"", "nul": b"\0", "space": b" ", "pretty": b"\n"}
_REASONS = ("battery_critical", "user_initiated", "overtemperature_shutdown")
_HUGE = 32_000_000
_DEEP = 100_000


class Notices:
    """Tells what happens, by `send`."""

    def __init__(
        self,
        assume: Assumptions,
        faults: Faults,
        random: Random,
        pace: Pace,
        work: Work,
        send: Callable[[bytes], None],
    ) -> None:
        """Begin with nothing told."""
        self._assume = assume
        self._faults = faults
        self._random = random
        self._pace = pace
        self._work = work
        self._send = send
        self._together: list[dict[str, Any]] = []
        self.last = b""

    def tell(self, name: str, payload: Any) -> None:
        """Send a notification, or lose it or hold it back as the faults want."""
        if self._random.uniform(0, 100) < self._faults.number("lost_notices"):
            return
        notice = {name: payload}
        if "late_notices" in self._faults:
            self._work.spawn(self._late(notice), "late notice")
        else:
            self._pass(notice)

    def viewfinder(self, *, active: bool) -> None:
        """Tell that the viewfinder was started or stopped."""
        flag = int(active) if self._assume.viewfinder_flag == "integer" else active
        name = "viewfinder_started" if active else "viewfinder_stopped"
        self.tell(name, {"viewfinder_active": flag})

    def memory_error(self) -> None:
        """Tell that the card is broken."""
        bare = self._assume.memory_error == "bare"
        self.tell("memory_error", True if bare else {"memory_error": True})

    def shutting_down(self, reason: str) -> None:
        """Tell that the camera goes off, for one of the three reasons."""
        match self._assume.shutting_down:
            case "outside":
                self._pass({"shutting_down": {}, reason: True})
            case "all":
                self.tell("shutting_down", {name: name == reason for name in _REASONS})
            case _:
                self.tell("shutting_down", {reason: True})

    def forget(self) -> None:
        """Hold nothing back any more, and know of nothing told: the camera has lost its power."""
        self._together.clear()
        self.last = b""

    @property
    def _end(self) -> bytes:
        return _ENDS[self._assume.framing]

    async def _late(self, notice: dict[str, Any]) -> None:
        await asyncio.sleep(self._faults.number("late_notices"))
        self._pass(notice)

    async def _flush_later(self) -> None:
        await self._pace.wait("together")
        notices, self._together = self._together, []
        if "merged" in self._faults:
            merged: dict[str, Any] = {}
            for notice in notices:
                merged |= notice
            self._send(self._encode(merged))
        else:
            self._send(b"".join(self._encode(notice, end=False) for notice in notices) + self._end)

    def _pass(self, notice: dict[str, Any]) -> None:
        if kind := self._faults.value("backchannel", str):
            self._send(spoiled(kind))
        if "unknown_event" in self._faults:
            self._pass_on({"sensor_lost": {"sensor": "cadence"}})
        self._pass_on(notice)
        if "doubled_notices" in self._faults:
            self._pass_on(notice)

    def _pass_on(self, notice: dict[str, Any]) -> None:
        if "glued" in self._faults or "merged" in self._faults:
            if not self._together:
                self._work.spawn(self._flush_later(), "together")
            self._together.append(notice)
        else:
            self.last = self._encode(notice)
            self._send(self.last)

    def _encode(self, notice: dict[str, Any], *, end: bool = True) -> bytes:
        if self._assume.framing == "pretty":
            text = json.dumps(notice, indent=4)
        else:
            text = json.dumps(notice, separators=(",", ":"))
        return text.encode() + (self._end if end else b"")


def spoiled(kind: str) -> bytes:
    """Return what is no notification."""
    spoilt = {
        "garbage": Random(0).randbytes(300),
        "half": b'{"recording_started":{"recording_act',
        "deep": b'{"a":' * _DEEP,
        "not_utf8": b'{"recording_started":"\xff\xfe"}',
        "array": b"[1,2]",
        "null": b"null",
        "empty": b"{}",
        "text": b"220 ready\r",
    }
    return (b'{"x":"' + b"x" * _HUGE + b'"}' if kind == "huge" else spoilt[kind]) + b"\n"
