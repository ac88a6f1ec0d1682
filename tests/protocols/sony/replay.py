"""A camera that answers with what real ones have answered, on a port of its own; what nobody recorded it refuses."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parents[3].parent / "shared" / "recordings" / "sony"

DESCRIPTION = "/scalarwebapi_dd.xml"

ADDRESSES = ("192.168.122.1:8080", "10.0.0.1:10000")
"""Where the services were when they were recorded."""

NOT_NOW = (1, "Not Available Now")
NEVER = 12


def recorded(name: str) -> Any:
    """Return a recorded reply, or what there is recorded of several."""
    return json.loads((RECORDINGS / name).read_text("utf-8"))


def described(name: str, *, friendly: tuple[str, str] | None = None) -> str:
    """Return a recorded description, under the name of another model of its family where one is given."""
    text = (RECORDINGS / "dd" / name).read_text("utf-8")
    return text if friendly is None else text.replace(*friendly)


@dataclass
class Replay:
    """Serves a description and replies.

    `replies` holds by method what is answered to it one call after the other, the last to all
    that follow: members of a reply (`result`, `results` or `error`), or a body of its own with
    the HTTP status. `polls` are answered to long polls, the next of which waits for ever.
    """

    description: str
    replies: dict[str, list[Mapping[str, Any] | tuple[int, bytes]]]
    polls: list[list[Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def methods(self) -> list[str]:
        """The methods that were called, in order."""
        return [call["method"] for call in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            verb, path, _ = head.split(" ", 2)
            fields = dict(
                line.lower().split(": ", 1) for line in head.splitlines()[1:] if ": " in line
            )
            body = await reader.readexactly(int(fields.get("content-length", 0)))
            if verb == "POST":
                self.paths.append(path)
                call = json.loads(body)
                self.asked.append(call)
                if not self.polls and self._polls(call):
                    await reader.read()  # until whoever asked has left
                    return
                status, kind, data = self._answer(call)
            elif path == DESCRIPTION:
                status, kind, data = 200, 'text/xml; charset="utf-8"', self._here(self.description)
            else:
                status, kind, data = 404, "text/plain", b""
            writer.write(
                f"HTTP/1.1 {status} OK\r\nConnection: close\r\n"
                f"Content-Length: {len(data)}\r\nContent-Type: {kind}\r\n\r\n".encode()
                + data
            )
            await writer.drain()
        except asyncio.IncompleteReadError, ConnectionError:
            pass  # whoever asked has left
        finally:
            writer.close()

    def _polls(self, call: dict[str, Any]) -> bool:
        return (
            call["method"] == "getEvent" and "getEvent" in self.replies and call["params"] == [True]
        )

    def _answer(self, call: dict[str, Any]) -> tuple[int, str, bytes]:
        method = call["method"]
        if self._polls(call):
            reply: Mapping[str, Any] | tuple[int, bytes] = {"result": self.polls.pop(0)}
        else:
            queue = self.replies.get(method, [{"error": [NEVER, method]}])
            reply = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(reply, tuple):
            status, data = reply
            return status, "application/json", data
        members = {name: value for name, value in reply.items() if name != "id"}
        return 200, "application/json", self._here(json.dumps({**members, "id": call["id"]}))

    def _here(self, text: str) -> bytes:
        """Return a text with its addresses turned to this one."""
        for address in ADDRESSES:
            text = text.replace(address, f"127.0.0.1:{self.port}")
        return text.encode()


@asynccontextmanager
async def replaying(replay: Replay) -> AsyncIterator[Replay]:
    """Let it listen on loopback."""
    server = await asyncio.start_server(replay.serve, "127.0.0.1", 0)
    replay.port = server.sockets[0].getsockname()[1]
    try:
        yield replay
    finally:
        server.close()
        server.close_clients()
