"""Remote playback of a stored movie: a stream with states of its own."""

import asyncio
import struct
from typing import Any

from simulators.http import head
from simulators.sony.body import Body
from simulators.sony.card import Content
from simulators.sony.errors import Code, RpcError
from simulators.sony.frames import frame
from simulators.sony.http import Connection
from simulators.sony.liveview_packets import PLAYBACK_INFO, PLAYED_IMAGE, packet

_IDLE, _PAUSED, _STARTED, _EDGE = "idle", "paused", "started", "pausedByEdge"
_WIDTH, _HEIGHT = 640, 360
_RATE = 15


class Playback:
    """What plays on one camera; positions in milliseconds."""

    def __init__(self, body: Body) -> None:
        """Play from a body's card."""
        self._body = body
        self._content: Content | None = None
        self._position = 0.0
        self._number = 0
        self._news: asyncio.Event = asyncio.Event()
        self._state = (_IDLE, "")
        self._told = (_IDLE, "")
        self._polling = False

    def reset(self) -> None:
        """Play nothing."""
        self._content, self._polling = None, False
        self._become(_IDLE)

    def choose(self, content: Content) -> None:
        """Make a movie ready, paused at its beginning."""
        self._content, self._position = content, 0.0
        self._body.status = "Streaming"
        self._become(_PAUSED)

    def start(self) -> None:
        """Play on."""
        self._require()
        self._become(_STARTED)

    def pause(self) -> None:
        """Stand still."""
        self._require()
        self._become(_PAUSED)

    def seek(self, position: int) -> None:
        """Go to a position and stand still there."""
        content = self._require()
        if "no seek" in self._body.profile.groups or self._state[0] == _STARTED:
            raise RpcError(Code.ANY)
        if not 0 <= position <= content.seconds * 1000:
            raise RpcError(Code.ILLEGAL_ARGUMENT)
        self._position = position
        self._become(_PAUSED)

    def stop(self) -> None:
        """End, and be ready to choose again."""
        self._require()
        self._content = None
        self._body.status = "ContentsTransfer"
        self._become(_IDLE)

    async def told(self, *, wait: bool) -> dict[str, Any]:
        """Return state and reason, waiting for a change where asked to.

        Raises:
            RpcError: another waits already, or nothing changed in the camera's own time.
        """
        if wait:
            if self._polling:
                raise RpcError(Code.ALREADY_POLLING)
            self._polling = True
            try:
                async with asyncio.timeout(self._body.assume.poll_timeout):
                    while self._state == self._told:
                        self._news.clear()
                        await self._news.wait()
            except TimeoutError:
                raise RpcError(Code.TIMEOUT) from None
            finally:
                self._polling = False
        self._told = self._state
        return {"status": self._state[0], "factor": self._state[1]}

    async def serve(self, connection: Connection) -> None:
        """Stream to a viewer until the content or the viewer ends."""
        if self._content is None:
            status = self._body.assume.liveview_unstarted
            await connection.send(head(status, {"Connection": "close"}))
            return
        await connection.send(head(200, {"Content-Type": "application/octet-stream"}))
        while (content := self._content) is not None:
            await connection.send(self._next(content))
            await asyncio.sleep(1 / _RATE)

    def _next(self, content: Content) -> bytes:
        """Return the packets of one moment, and go on by a frame where it plays."""
        duration = content.seconds * 1000
        if self._state[0] == _STARTED:
            self._position += 1000 / _RATE
            if self._position >= duration:
                self._position = duration
                self._become(_EDGE, "endEdge")
        position = int(self._position)
        times = struct.pack(">II24x", duration, position)
        version = struct.pack(">BB", 1, 0)
        size = struct.pack(">HH", _WIDTH, _HEIGHT)
        jpeg = frame(self._body.name, f"playing {content.file}", position // 100, _WIDTH, _HEIGHT)
        self._number += 1
        return packet(PLAYBACK_INFO, self._number, position, times, version) + packet(
            PLAYED_IMAGE, self._number, position, jpeg, size
        )

    def _require(self) -> Content:
        if self._content is None or self._body.status != "Streaming":
            raise RpcError(Code.ANY)
        return self._content

    def _become(self, state: str, factor: str = "") -> None:
        self._state = (state, factor)
        self._news.set()
