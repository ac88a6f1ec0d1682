"""A client of the External API in raw pyzmq, written from the vendor's documentation alone."""

import asyncio
import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import zmq
import zmq.asyncio

PATIENCE = 20.0

type Message = dict[str, Any]


class Client:
    """One REQ and one SUB socket, as in the vendor's sample scripts."""

    sub: zmq.asyncio.Socket
    req: zmq.asyncio.Socket

    def __init__(self, publisher: str, server: str, *, v3: bool = False) -> None:
        self._context = zmq.asyncio.Context()
        self._publisher = publisher
        self._server = server
        self._v3 = v3
        self.number = 0
        self.seen: list[Message] = []

    async def __aenter__(self) -> Self:
        self.sub = self._context.socket(zmq.SUB)
        self.sub.setsockopt(zmq.RCVHWM, 0)
        self.sub.connect(self._publisher)
        self.sub.subscribe(b"")
        self.reconnect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._context.destroy(linger=0)

    def reconnect(self) -> None:
        """Begin again with a fresh REQ, which is the way out of a reply that never came."""
        if hasattr(self, "req"):
            self.req.close(linger=0)
        self.req = self._context.socket(zmq.REQ)
        self.req.connect(self._server)

    async def listening(self) -> None:
        """Relay texts until one comes back: only then are later events sure to be heard."""
        while True:
            await self.ask("RelayCustomText", CustomText=f"text {self.number}")
            # Not until nothing comes any more: there may always be something.
            end = time.monotonic() + 0.2
            while time.monotonic() < end and await self.sub.poll(50):
                message = read(await self.sub.recv())
                if message.get("CustomText") == f"text {self.number - 1}":
                    self.seen.clear()
                    return

    async def ask_raw(self, data: bytes, patience: float = PATIENCE) -> bytes:
        async with asyncio.timeout(patience):
            await self.req.send(data)
            return await self.req.recv()

    async def ask(self, name: str, patience: float = PATIENCE, **fields: object) -> Message:
        """Send a request under a new number and return the reply as it was."""
        self.number += 1
        number = "msg_ref_num" if self._v3 else "msg_seq_num"
        head = {"msg_type": "Request", "msg_id": self.name(name), number: self.number}
        raw = await self.ask_raw(json.dumps(head | fields).encode(), patience)
        return read(raw)

    async def event(
        self, name: str, check: Callable[[Message], bool] | None = None, **fields: object
    ) -> Message:
        """Return the next event of that name that passes the check and has those fields."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = read(await self.sub.recv())
                self.seen.append(message)
                if (
                    message["msg_id"] == self.name(name)
                    and all(message.get(key) == value for key, value in fields.items())
                    and (check is None or check(message))
                ):
                    return message

    def name(self, name: str) -> str:
        return f"{name}Msg" if self._v3 else name


def read(raw: bytes) -> Message:
    message: Message = json.loads(raw.decode("utf-8-sig"))
    return message
