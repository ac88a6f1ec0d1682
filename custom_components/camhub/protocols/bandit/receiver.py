"""The socket to which a camera sends its viewfinder."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress

from ...link.errors import Unreachable
from .viewfinder import Frame, Reassembler

_LOGGER = logging.getLogger(__name__)

BUFFER = 1024 * 1024
"""Bytes that the system is asked to keep while we do other things: some 25 frames."""

BATCH = 256
"""Datagrams taken in one go, so that a flood leaves others their turn: some 6 frames."""

SILENCE = 1.0
"""Seconds without a datagram after which what is open stays open for good."""

_LARGEST = 65_536
"""More than the bytes of any datagram; one cut short would be taken for a damaged one."""


class Receiver:
    """Hands on the frames that one camera sends, none that is older than another that is there."""

    def __init__(self, frames: Callable[[Frame], None]) -> None:
        """Take who takes the frames."""
        self._frames = frames
        self._reassembler = Reassembler()
        self._socket: socket.socket | None = None
        self._source = ""
        self._strangers = 0
        self._heard = 0.0

    @property
    def counters(self) -> dict[str, int]:
        """Whole frames and dropped ones, datagrams that are none of a viewfinder, and those of others."""
        return {
            "frames": self._reassembler.frames,
            "dropped": self._reassembler.dropped,
            "garbage": self._reassembler.garbage,
            "strangers": self._strangers,
        }

    async def bind(self, local_host: str, port: int, source: str) -> int:
        """Listen at an address of this machine and return the port, another one where it is taken.

        Only `source`, an IP address, is heard. Raises Unreachable where the address is none of ours.
        """
        self.close()
        listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            listening.setblocking(False)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            try:
                listening.bind((local_host, port))
            except OSError as error:
                _LOGGER.debug("No port %d for the viewfinder: %s", port, error)
                listening.bind((local_host, 0))
        except OSError as error:
            listening.close()
            raise Unreachable(f"no viewfinder can be received at {local_host}: {error}") from error
        asyncio.get_running_loop().add_reader(listening, self._drain, listening)
        self._socket, self._source = listening, source
        bound: int = listening.getsockname()[1]
        return bound

    def close(self) -> None:
        """Stop listening."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None
            self._reassembler.forget()

    def _drain(self, listening: socket.socket) -> None:
        """Take what has come, and hand on the newest frame of it."""
        now = asyncio.get_running_loop().time()
        if now - self._heard > SILENCE:
            self._reassembler.forget()
        self._heard = now
        datagrams = []
        # Until it is empty, or the network is gone: then nothing comes, and others notice that.
        with suppress(OSError):
            for _ in range(BATCH):
                datagram, sender = listening.recvfrom(_LARGEST)
                if sender[0] == self._source:
                    datagrams.append(datagram)
                else:
                    self._strangers += 1
        if frames := self._reassembler.feed(datagrams):
            self._frames(frames[-1])
