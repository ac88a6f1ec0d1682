"""TCP the way the camera has it: a listening port, and what is connected to it."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import override

from simulators import links

LIMIT = 65_536
"""Bytes that are read ahead, and that a request's head may have."""

_PROBES = 3
_FAREWELL = 1.0


class Reader(asyncio.StreamReader):
    """A stream reader that tells at once when the other side has left."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__(limit=LIMIT)
        self.gone = asyncio.Event()

    @override
    def feed_eof(self) -> None:
        super().feed_eof()
        self.gone.set()

    @override
    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.gone.set()


class Link(links.Link):
    """One connection, of which is known when the other side has left."""

    reader: Reader

    @property
    def client(self) -> str:
        """Address of the other side."""
        return str(self._writer.get_extra_info("peername")[0])

    async def within_reach(self) -> None:
        """Wait until the camera can be reached."""
        await self._gate.wait()

    def reset(self) -> None:
        """End the connection by TCP's RST."""
        if (own := self._writer.get_extra_info("socket")) is not None:
            with suppress(OSError):
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.abort()

    async def leave(self) -> None:
        """Close, and reset where the other side does not take what is left soon."""
        try:
            async with asyncio.timeout(_FAREWELL):
                await self.close()
        except TimeoutError:
            self.reset()


class Census:
    """Connections that are open now; the camera has room for so many."""

    def __init__(self, room: int) -> None:
        """Begin with none."""
        self.room = room
        self.open = 0
        self.most = 0

    async def enter(self) -> bool:
        """Count a connection in, and tell whether there is room for it.

        What other connections have closed before is seen first: a client that ends one and opens
        the next has never more than it had.
        """
        for _ in range(_PROBES):
            if self.open < self.room:
                break
            await asyncio.sleep(0)
        self.open += 1
        self.most = max(self.most, self.open)
        return self.open <= self.room

    def leave(self) -> None:
        """Count a connection out."""
        self.open -= 1


class Port:
    """One listening port; lets go of every connection when it is closed."""

    def __init__(
        self,
        host: str,
        port: int,
        serve: Callable[[Link], Awaitable[None]],
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
        self._orderly = False
        self._lock = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def listening(self) -> bool:
        """Whether it is open."""
        return self._server is not None

    async def open(self) -> None:
        """Listen; OSError when the port is taken."""
        async with self._lock:
            if self._server is not None:
                return
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(
                lambda: asyncio.StreamReaderProtocol(Reader(), self._accept), self.host, self.port
            )
            self.port = self._server.sockets[0].getsockname()[1]

    async def close(self, *, orderly: bool = False) -> None:
        """Listen no longer and reset every connection, or close it if `orderly`.

        All their work has ended when this returns.
        """
        async with self._lock:
            if (server := self._server) is None:
                return
            self._orderly = orderly
            for listening in server.sockets:
                asyncio.get_running_loop().remove_reader(listening.fileno())
            try:
                # What was accepted just now must be attached while there is a server to attach it to.
                await asyncio.sleep(0)
            finally:
                server.close()
                self._server = None
            current = asyncio.current_task()
            others = [task for task in self._tasks if task is not current]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            server.close_clients()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.accepted += 1
        link = Link(reader, writer, self._gate, self._pieces)
        try:
            await self._serve(link)
            await link.close()
        except OSError, EOFError:
            link.reset()
        except asyncio.CancelledError:
            # Only the camera cancels its own work, and asyncio would report it as an error.
            if not self._orderly:
                link.reset()
            else:
                await link.leave()
        finally:
            self._tasks.discard(task)
