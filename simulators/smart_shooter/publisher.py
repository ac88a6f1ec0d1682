"""The event channel: one counter for all events, and the faults that befall them on the way."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar

from simulators.smart_shooter.dialect import Dialect, Fields
from simulators.switches import Faults
from simulators.work import Work

ASKED_BY: ContextVar[int] = ContextVar("ASKED_BY", default=0)
"""`msg_user_id` of the request that is carried out and of all work it began, where events carry it."""


class Publisher:
    """Numbers, encodes and sends events. `number` is the one the next event gets (uint32, wrapping: assumed)."""

    def __init__(
        self, dialect: Dialect, faults: Faults, work: Work, send: Callable[[bytes], None]
    ) -> None:
        """Publish through `send`, which takes one frame."""
        self.number = 1
        self.sent = 0
        self._dialect = dialect
        self._faults = faults
        self._work = work
        self._send = send

    def publish(
        self, message_id: str, payload: Fields, kind: str = "Event", number: int | None = None
    ) -> None:
        """Publish one event under the next number, or outside of the counter under a `number` of its own."""
        counted = number is None
        if number is None:
            number, self.number = self.number, (self.number + 1) % 2**32
        message = self._dialect.event(message_id, number, payload, kind, user_id=ASKED_BY.get())
        if not (counted and self._lost()):
            self.raw(self._dialect.encode(message))

    def raw(self, data: bytes) -> None:
        """Send a frame as it is, late if the publisher is slow."""
        if "slow_publisher" in self._faults:
            self._work.spawn(self._later(data, self._faults.number("slow_publisher")), "publisher")
        else:
            self._out(data)

    async def _later(self, data: bytes, delay: float) -> None:
        await asyncio.sleep(delay)
        self._out(data)

    def _out(self, data: bytes) -> None:
        self.sent += 1
        self._send(data)

    def _lost(self) -> bool:
        loss = self._faults.value("lost_events", tuple)
        if loss is None:
            every = self._faults.value("lost_events", int)
            loss = ("every", every) if every else None
        match loss:
            case ("every", int(count)):
                return self.number % count == 0
            case ("next", int(count)):
                if count > 1:
                    self._faults.set("lost_events", ("next", count - 1))
                else:
                    self._faults.clear("lost_events")
                return True
        return False
