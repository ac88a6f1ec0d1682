"""The application's two bound ZeroMQ sockets, read through their file descriptor on the running event loop."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from errno import EADDRINUSE

import zmq

_BIND_ATTEMPTS = 200
_BIND_PAUSE = 0.01


class Mode(StrEnum):
    """What an endpoint does: speak, stay connected but mute, be closed, or accept TCP without any ZeroMQ greeting."""

    OPEN = "open"
    MUTE = "mute"
    CLOSED = "closed"
    TCP = "tcp"


class Endpoint:
    """One bound socket with a context of its own, so that closing it frees the port before the call returns."""

    def __init__(self, kind: int, host: str, port: int, *, hwm: int = 1000) -> None:
        """Describe a socket of the ZeroMQ type `kind`; port 0 is any free one, kept once it was given."""
        self.host = host
        self.port = port
        self.mode = Mode.CLOSED
        self.on_message: Callable[[bytes], None] | None = None
        self._kind = kind
        self._hwm = hwm
        self._context: zmq.Context[zmq.Socket[bytes]] | None = None
        self._socket: zmq.Socket[bytes] | None = None

    @property
    def url(self) -> str:
        """The whole address, `tcp://host:port`."""
        return f"tcp://{self.host}:{self.port}"

    async def switch(self, mode: Mode) -> None:
        """Go over to `mode`; from mute to open starts anew, so that nothing said meanwhile is heard.

        Raises OSError when the port is taken.
        """
        if mode is self.mode:
            return
        if mode is Mode.MUTE and self.mode is Mode.OPEN:
            self.mode = mode
            return
        self.close()
        if mode is not Mode.CLOSED:
            await self._open(mode)

    def close(self) -> None:
        """Close the socket at once, dropping what was not sent."""
        self.mode = Mode.CLOSED
        if self._socket is not None and self._context is not None:
            asyncio.get_running_loop().remove_reader(_descriptor(self._socket))
            self._socket.close(linger=0)
            self._context.term()
        self._socket = self._context = None

    def send(self, data: bytes) -> None:
        """Send one frame, if the endpoint is open."""
        if self.mode is Mode.OPEN and self._socket is not None:
            self._socket.send(data, zmq.NOBLOCK)
            self._read()

    async def _open(self, mode: Mode) -> None:
        context = zmq.Context[zmq.Socket[bytes]]()
        socket = context.socket(zmq.STREAM if mode is Mode.TCP else self._kind)
        # Before it is bound: a connection that a peer has left keeps the value the listener had, and
        # one that waits to send to nobody would keep the context from ever closing.
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.SNDHWM, self._hwm)
        try:
            self.port = await _bind(socket, self.host, self.port)
        except zmq.ZMQError as error:
            socket.close(linger=0)
            context.term()
            raise OSError(error.errno, f"cannot listen on {self.url}: {error.strerror}") from error
        self._context, self._socket, self.mode = context, socket, mode
        asyncio.get_running_loop().add_reader(_descriptor(socket), self._read)
        self._read()

    def _read(self) -> None:
        """Hand over everything that came; the descriptor only signals a change, so it must be emptied each time."""
        while (socket := self._socket) is not None:
            # Asking for the events is what quietens the descriptor, whether or not they are wanted.
            waiting = int(socket.getsockopt(zmq.EVENTS)) & zmq.POLLIN
            if not waiting or self.mode is not Mode.OPEN or self.on_message is None:
                return
            self.on_message(b"".join(socket.recv_multipart(zmq.NOBLOCK)))


def _descriptor(socket: zmq.Socket[bytes]) -> int:
    return int(socket.getsockopt(zmq.FD))


async def _bind(socket: zmq.Socket[bytes], host: str, port: int) -> int:
    for _ in range(_BIND_ATTEMPTS):
        try:
            socket.bind(f"tcp://{host}:{port or '*'}")
            break
        except zmq.ZMQError as error:
            if error.errno != EADDRINUSE or not port:
                raise
            await asyncio.sleep(_BIND_PAUSE)
    else:
        raise zmq.ZMQError(EADDRINUSE)
    return int(socket.getsockopt_string(zmq.LAST_ENDPOINT).rpartition(":")[2])
