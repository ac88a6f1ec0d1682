"""Remote playback: the camera plays one of its movies, and its live view shows it.

Source: Camera Remote API reference 2.40, service `avContent`.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from ...link.errors import BadRequest, LinkError
from ...link.session import Clock
from .contents import parse_name
from .rpc import Rpc, politely
from .transfer import TransferMode
from .wire import ApiError

_LOGGER = logging.getLogger(__name__)

SERVICE = "avContent"

POLL = 130.0
"""Seconds that a camera may hold back the next state."""

PACE = 0.5
"""Seconds between two states that are asked for."""

_STATUS = "requestToNotifyStreamingStatus"

_PLAIN = {
    "start": "startStreaming",
    "pause": "pauseStreaming",
    "stop": "stopStreaming",
}


class Playback:
    """Controls what the camera plays; it transfers for as long as something is open."""

    def __init__(
        self, rpc: Rpc, transfer: TransferMode, told: Callable[[str], None], clock: Clock
    ) -> None:
        """Take whom to call, what makes the camera show its contents, and who hears of the state."""
        self._rpc = rpc
        self._transfer = transfer
        self._told = told
        self._clock = clock
        self._opened = asyncio.Event()
        self.address: str | None = None
        """Where the stream is while something is open."""

    async def control(self, fields: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Open, start, pause, seek or stop; raises BadRequest where a field is missing."""
        control = fields["control"]
        if control == "open":
            await self._open(fields.get("content"))
        elif control == "seek":
            if (position := fields.get("position")) is None:
                raise BadRequest("name the position in seconds")
            moment = {"positionMsec": round(position * 1000)}
            await self._rpc.call("seekStreamingPosition", moment, service=SERVICE)
        else:
            await self._rpc.call(_PLAIN[control], service=SERVICE)
            if control == "stop":
                await self._close()
        await self._tell()
        return None

    async def follow(self) -> None:
        """Tell what the playback does by itself, such as getting to the end, while something is open."""
        while True:
            await self._opened.wait()
            try:
                result = await self._rpc.poll(POLL, _STATUS, {"polling": True}, SERVICE)
            except (ApiError, LinkError) as error:
                _LOGGER.debug("The playback tells nothing: %s", error)
            else:
                self._hear(result)
            await self._clock.sleep(PACE)

    async def end(self) -> None:
        """End what is played, if anything is."""
        if self.address is not None:
            await politely(self._rpc, "stopStreaming", service=SERVICE)
            await self._close()

    async def _close(self) -> None:
        """Let the camera go back to shooting."""
        if self.address is not None:
            self._forget()
            await self._transfer.release()

    def _forget(self) -> None:
        self.address = None
        self._opened.clear()

    async def _open(self, content: str | None) -> None:
        if not content:
            raise BadRequest("name the content to be played")
        if not (uri := parse_name(content).content):
            raise BadRequest("a folder cannot be played; name one of its movies")
        if self.address is None:
            await self._transfer.acquire()
        else:
            # While one is open, no other can be.
            await politely(self._rpc, "stopStreaming", service=SERVICE)
        try:
            play = {"remotePlayType": "simpleStreaming", "uri": uri}
            match await self._rpc.call("setStreamingContent", play, service=SERVICE):
                case [{"playbackUrl": str(address)}]:
                    self.address = address
                    self._opened.set()
                case _:
                    raise BadRequest("the camera does not play this")
        except BaseException:
            self._forget()
            await self._transfer.release()
            raise

    async def _tell(self) -> None:
        """Ask what the playback does now."""
        try:
            self._hear(await self._rpc.ask(_STATUS, {"polling": False}, service=SERVICE))
        except ApiError:
            self._told("idle")

    def _hear(self, result: list[Any]) -> None:
        match result:
            case [{"status": str(status)}]:
                self._told(status)
