"""Remote playback: the camera plays one of its movies, and its live view shows it.

Source: Camera Remote API reference 2.40, service `avContent`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ...link.errors import BadRequest
from .contents import parse_name
from .rpc import Rpc
from .transfer import TransferMode
from .wire import ApiError

SERVICE = "avContent"

_PLAIN = {
    "start": "startStreaming",
    "pause": "pauseStreaming",
    "stop": "stopStreaming",
}


class Playback:
    """Controls what the camera plays; it transfers for as long as something is open."""

    def __init__(self, rpc: Rpc, transfer: TransferMode, told: Callable[[str], None]) -> None:
        """Take whom to call, what makes the camera show its contents, and who hears of the state."""
        self._rpc = rpc
        self._transfer = transfer
        self._told = told
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
                await self.close()
        await self._tell()
        return None

    async def close(self) -> None:
        """Let the camera go back to shooting."""
        if self.address is not None:
            self.address = None
            await self._transfer.release()

    async def _open(self, content: str | None) -> None:
        if not content:
            raise BadRequest("name the content to be played")
        uri = parse_name(content).content
        if self.address is None:
            await self._transfer.acquire()
        try:
            play = {"remotePlayType": "simpleStreaming", "uri": uri}
            match await self._rpc.call("setStreamingContent", play, service=SERVICE):
                case [{"playbackUrl": str(address)}]:
                    self.address = address
                case _:
                    raise BadRequest("the camera does not play this")
        except BaseException:
            if self.address is None:
                await self._transfer.release()
            raise

    async def _tell(self) -> None:
        """Ask what the playback does now."""
        try:
            match await self._rpc.ask(
                "requestToNotifyStreamingStatus", {"polling": False}, service=SERVICE
            ):
                case [{"status": str(status)}]:
                    self._told(status)
        except ApiError:
            self._told("idle")
