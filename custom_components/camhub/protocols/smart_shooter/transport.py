"""Two ZeroMQ sockets on the event loop: one that hears, one that asks.

They are read through their file descriptors and drained, which costs a fifth
of what `zmq.asyncio` does.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import override

import zmq
from zmq.utils.monitor import parse_monitor_message

from ...link.errors import BadData, NotThisSystem, Refused, TimedOut, Unreachable
from .wire import MAX_MESSAGE

_LOGGER = logging.getLogger(__name__)

QUEUE = 10_000
"""Messages that wait at most; what comes beyond is dropped and shows as a gap in the numbers."""

TURN = 200
"""Messages read before the loop gets to do something else."""

GREETING = 1.5
"""Seconds that a ZeroMQ peer gets to say who it is; it speaks first, and at once."""

RENEWAL = 1.0
"""Seconds that ZeroMQ gets to mend a connection that was lost before we make it anew."""


_READABLE = int(zmq.POLLIN)


def endpoint(host: str, port: int) -> str:
    """Return the ZeroMQ address of a host and port."""
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"


async def knock(host: str, port: int, deadline: float) -> None:
    """Find out whether a ZeroMQ peer is at the port, which ZeroMQ itself never tells.

    Raises Unreachable, Refused, NotThisSystem or, for a peer that stays silent, TimedOut.
    """
    try:
        async with asyncio.timeout(deadline):
            reader, writer = await asyncio.open_connection(host, port, all_errors=True)
    except ExceptionGroup as errors:
        # One error for each address of the host: "localhost" has two.
        if errors.subgroup(ConnectionRefusedError) is not None:
            raise Refused(f"nothing listens at port {port}") from errors
        raise Unreachable(f"{host}: {errors.exceptions[0]!r}") from errors
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host}: {error!r}") from error
    try:
        greeting = await _first_words(reader)
        if greeting is None:
            # Whoever waits to be spoken to is no ZeroMQ peer, if he answers at all.
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            if await _first_words(reader) is None:
                raise TimedOut(f"port {port} accepts and stays silent")
            raise NotThisSystem(f"port {port} waits to be spoken to")
        # The signature of ZMTP 1.0 to 3.1: 0xFF, eight bytes, 0x7F (RFC 23).
        if len(greeting) < 10 or greeting[0] != 0xFF or greeting[9] != 0x7F:
            raise NotThisSystem(f"port {port} speaks another protocol")
    except OSError as error:
        raise NotThisSystem(f"port {port} hung up") from error
    finally:
        writer.transport.abort()


async def _first_words(reader: asyncio.StreamReader) -> bytes | None:
    """Return the first ten bytes, fewer where the peer hangs up, None where it stays silent."""
    try:
        async with asyncio.timeout(GREETING):
            return await reader.readexactly(10)
    except asyncio.IncompleteReadError as error:
        return error.partial
    except TimeoutError:
        return None


class _Socket(ABC):
    """A socket whose readiness the event loop tells."""

    @abstractmethod
    def _drain(self) -> None:
        """Read what is there; the descriptor tells of it only once."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], kind: int, address: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._context = context
        self._kind = kind
        self._address = address
        self._open()

    def _open(self) -> None:
        self._socket = self._context.socket(self._kind)
        self._is_open = True
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        self._socket.setsockopt(zmq.RCVHWM, QUEUE)
        self._socket.setsockopt(zmq.IPV6, 1)
        # A peer that is gone without a word is noticed by the kernel within half a minute.
        for option, value in (
            (zmq.TCP_KEEPALIVE, 1),
            (zmq.TCP_KEEPALIVE_IDLE, 15),
            (zmq.TCP_KEEPALIVE_INTVL, 5),
            (zmq.TCP_KEEPALIVE_CNT, 3),
        ):
            self._socket.setsockopt(option, value)
        if self._kind == zmq.SUB:
            self._socket.setsockopt(zmq.SUBSCRIBE, b"")
        self._socket.connect(self._address)
        self._descriptor = int(self._socket.getsockopt(zmq.FD))
        self._loop.add_reader(self._descriptor, self._drain)

    @property
    def _is_readable(self) -> bool:
        return self._is_open and bool(int(self._socket.getsockopt(zmq.EVENTS)) & _READABLE)

    def close(self) -> None:
        """Let go at once."""
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self._descriptor)
            self._socket.close(linger=0)


class Subscriber(_Socket):
    """Hears every message of the publisher, part by part, and hands it on as it comes.

    ZeroMQ mends a connection that was lost, unless we hung up ourselves on a
    message that was too large: then it stays deaf, and a new socket takes over.
    """

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        address: str,
        hear: Callable[[bytes], None],
    ) -> None:
        """Connect and subscribe to everything."""
        self._listener = hear
        self._renewal: asyncio.TimerHandle | None = None
        super().__init__(context, zmq.SUB, address)

    @override
    def _open(self) -> None:
        super()._open()
        mending = zmq.EVENT_CONNECT_DELAYED | zmq.EVENT_CONNECT_RETRIED | zmq.EVENT_CONNECTED
        self._monitor = self._socket.get_monitor_socket(zmq.EVENT_DISCONNECTED | mending)
        self._loop.add_reader(int(self._monitor.getsockopt(zmq.FD)), self._look)
        self._loop.call_soon(self._drain)
        self._loop.call_soon(self._look)

    @override
    def close(self) -> None:
        """Let go at once."""
        if self._renewal is not None:
            self._renewal.cancel()
        if not self._monitor.closed:
            self._loop.remove_reader(int(self._monitor.getsockopt(zmq.FD)))
            self._socket.disable_monitor()
            self._monitor.close(linger=0)
        super().close()

    def _look(self) -> None:
        """See what became of the connection."""
        with suppress(zmq.Again):
            while not self._monitor.closed:
                event = parse_monitor_message(self._monitor.recv_multipart(zmq.NOBLOCK))
                if self._renewal is not None:
                    self._renewal.cancel()
                    self._renewal = None
                if event["event"] == zmq.EVENT_DISCONNECTED:
                    self._renewal = self._loop.call_later(RENEWAL, self._renew)

    def _renew(self) -> None:
        _LOGGER.debug("The connection to %s was cut; making it anew", self._address)
        self.close()
        self._renewal = None
        self._open()

    @override
    def _drain(self) -> None:
        if not self._is_open:
            return
        more = True
        try:
            for _ in range(TURN):
                self._listener(self._socket.recv(zmq.NOBLOCK))
                # What is heard may close the socket. To ask costs a third of reading in vain.
                if not self._is_readable:
                    more = False
                    return
        except zmq.Again:
            more = False
        finally:
            # Also where a listener failed: who stops reading now is never told again.
            if more and self._is_open:
                self._loop.call_soon(self._drain)


class Requester:
    """Asks one question at a time and waits for its answer within a deadline.

    A question that was not answered leaves the socket unusable for ever (a REQ
    socket's lockstep), so that a new one takes its place.
    """

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], address: str) -> None:
        """Take where to ask; the first question connects."""
        self._context = context
        self._address = address
        self._turn = asyncio.Lock()
        self._line: _Line | None = None
        self._closed = False

    async def ask(self, question: bytes, deadline: float) -> bytes:
        """Return the answer.

        Raises TimedOut, BadData for one in several parts, or Unreachable once closed.
        """
        async with self._turn:
            if self._closed:
                raise Unreachable("the link is closed")
            line = self._line = self._line or _Line(self._context, zmq.REQ, self._address)
            try:
                async with asyncio.timeout(deadline):
                    parts = await line.exchange(question)
            except TimeoutError as error:
                raise TimedOut(f"no answer within {deadline:g} s") from error
            finally:
                if not line.idle:
                    line.close()
                    self._line = None
            if len(parts) != 1:
                raise BadData("an answer in several parts")
            return parts[0]

    def close(self) -> None:
        """Let go at once and for good; whoever waits for an answer gets TimedOut."""
        self._closed = True
        if self._line is not None:
            self._line.close()


class _Line(_Socket):
    """A REQ socket in lockstep."""

    _answer: asyncio.Future[list[bytes]] | None = None

    @property
    def idle(self) -> bool:
        """Whether no answer is awaited."""
        return self._answer is None

    async def exchange(self, question: bytes) -> list[bytes]:
        """Send a question and return the parts of its answer."""
        self._answer = self._loop.create_future()
        self._socket.send(question, zmq.NOBLOCK)
        self._loop.call_soon(self._drain)
        parts = await self._answer
        self._answer = None
        return parts

    @override
    def close(self) -> None:
        """Let go at once; an answer that is still awaited will not come."""
        super().close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(TimedOut("the link was closed"))

    @override
    def _drain(self) -> None:
        """Read the answer; in lockstep nothing else can be read."""
        if not self._is_readable:
            return
        parts = self._socket.recv_multipart(zmq.NOBLOCK)
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(parts)
