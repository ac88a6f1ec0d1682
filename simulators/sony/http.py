"""HTTP the way the cameras speak it: one request a connection, and the connection closed after the reply."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from simulators.http import parse
from simulators.links import Link

_HEAD_LIMIT = 16_384
_BODY_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request: its verb, its target as it was sent, header names in lower case, and `host:port` it came to."""

    verb: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    reached: str

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


class Connection(Link):
    """A client's connection, which has one request."""

    @property
    def reached(self) -> str:
        """The address the client reached, `host:port`."""
        host, port = self._writer.get_extra_info("sockname")[:2]
        return f"{host}:{port}"

    async def read(self) -> Request | None:
        """Return the request, None where the client left or sent what is no HTTP."""
        try:
            verb, target, headers = parse(await self.reader.readuntil(b"\r\n\r\n"))
            size = int(headers.get("content-length", "0"))
            if not 0 <= size <= _BODY_LIMIT:
                return None
            body = await self.reader.readexactly(size)
        except ValueError, OSError, EOFError, asyncio.LimitOverrunError:
            return None
        return Request(verb=verb, target=target, headers=headers, body=body, reached=self.reached)

    async def gone(self) -> None:
        """Wait until the client closes its side."""
        with suppress(OSError):
            while await self.reader.read(4096):
                pass


class Listener:
    """One listening port; counts what connects, and lets go of everything when it is closed."""

    def __init__(
        self,
        host: str,
        port: int,
        serve: Callable[[Request, Connection], Awaitable[None]],
        gate: asyncio.Event,
        pieces: Callable[[], int],
    ) -> None:
        """Describe a port, 0 being any free one, which is kept once it was given."""
        self.host = host
        self.port = port
        self.accepted = 0
        self._serve = serve
        self._gate = gate
        self._pieces = pieces
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def authority(self) -> str:
        """`host:port`."""
        return f"{self.host}:{self.port}"

    async def open(self) -> None:
        """Listen; OSError when the port is taken."""
        if self._server is None:
            self._server = await asyncio.start_server(
                self._accept, self.host, self.port, limit=_HEAD_LIMIT
            )
            self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and reset every connection; all their work has ended when this returns."""
        if (server := self._server) is None:
            return
        self._server = None
        for listening in server.sockets:
            asyncio.get_running_loop().remove_reader(listening.fileno())
        # What was accepted just now must be attached while there is a server to attach it to.
        await asyncio.sleep(0)
        server.close()
        server.abort_clients()
        current = asyncio.current_task()
        others = [task for task in self._tasks if task is not current]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        connection = Connection(reader, writer, self._gate, self._pieces)
        try:
            if (request := await connection.read()) is not None:
                await self._gate.wait()
                await self._serve(request, connection)
            await connection.close()
        except ConnectionError:
            connection.abort()
        except asyncio.CancelledError:
            # Only this camera cancels its own work, and asyncio would report it as an error.
            connection.abort()
        finally:
            self._tasks.discard(task)
