"""What can be seen of the camera from outside of it, and waiting for that."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from simulators.bandit.api import Api
from simulators.bandit.backchannel import Backchannel
from simulators.bandit.body import Body
from simulators.bandit.library import Image, Video
from simulators.bandit.links import Census, Port
from simulators.bandit.live import Live
from simulators.bandit.preview import Preview
from simulators.bandit.recording import Recorder
from simulators.bell import PATIENCE
from simulators.switches import Faults


class Watched:
    """What tests look at and wait for."""

    body: Body
    _api: Api
    _backchannel: Backchannel
    _census: Census
    _live: Live
    _ports: tuple[Port, Port]
    _preview: Preview
    _recorder: Recorder

    # Where it is.

    @property
    def port(self) -> int:
        """Port of the API."""
        return self._ports[0].port

    @property
    def backchannel_port(self) -> int:
        """Port of the backchannel."""
        return self._ports[1].port

    @property
    def address(self) -> str:
        """URL of the server, `http://host:port`; everything is below `/api` there."""
        return f"http://{self._ports[0].host}:{self.port}"

    @property
    def addresses(self) -> Mapping[str, str]:
        """URLs by role."""
        return {"api": self.address}

    # What it is and has.

    @property
    def serial(self) -> str:
        """Its serial number."""
        return str(self.body.settings.values["camera"]["serial_number"])

    @property
    def faults(self) -> Faults:
        """The faults that are on; see `set_fault`."""
        return self.body.faults

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of now: `camera`, `wifi`, `scene`, and either `video` or `image`."""
        return self.body.settings.values

    @property
    def videos(self) -> list[Video]:
        """The stored videos, the oldest first."""
        return self.body.library.videos

    @property
    def images(self) -> list[Image]:
        """The stored photos, the oldest first."""
        return self.body.library.images

    @property
    def free(self) -> int:
        """Bytes free on the card."""
        return self.body.free

    @property
    def recording(self) -> bool:
        """Whether it records now, or takes photos."""
        return self._recorder.active

    @property
    def preview_active(self) -> bool:
        """Whether it plays a stored video to a client."""
        return self._preview.active

    @property
    def viewfinder_active(self) -> bool:
        """Whether the viewfinder was started."""
        return self._live.active

    @property
    def viewfinder_target(self) -> tuple[str, int] | None:
        """Address and port that the viewfinder is sent to, None while it is not on."""
        return self._live.stream.target

    @property
    def frames_sent(self) -> int:
        """Viewfinder frames since the camera was made."""
        return self._live.stream.frames

    @property
    def datagrams_sent(self) -> int:
        """Viewfinder datagrams since the camera was made, lost ones not counted."""
        return self._live.stream.datagrams

    @property
    def uploads(self) -> list[tuple[str, int]]:
        """Files that were sent to it, as path and bytes."""
        return self.body.uploads

    # Who asks.

    @property
    def requests(self) -> deque[tuple[str, str]]:
        """The last requests as method and path with query, in the order they came."""
        return self._api.requests

    @property
    def request_count(self) -> int:
        """Requests since the camera was made."""
        return self._api.asked

    @property
    def packets(self) -> int:
        """TCP connections and requests since the camera was made: 0 where nobody has come near it."""
        return sum(port.accepted for port in self._ports) + self._api.asked

    @property
    def open_connections(self) -> int:
        """Connections that count among the 5 and are open now."""
        return self._census.open

    @property
    def max_connections_seen(self) -> int:
        """The most of them at a time, those that were turned away included."""
        return self._census.most

    @property
    def backchannels(self) -> int:
        """Clients of the backchannel that are connected now."""
        return self._backchannel.clients

    @property
    def listening(self) -> bool:
        """Whether its ports are open."""
        return all(port.listening for port in self._ports)

    # Waiting.

    async def until(self, check: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until something about this camera is so. Raises TimeoutError after so many seconds."""
        await self.body.bell.until(check, within)

    async def wait_requests(self, count: int, within: float = PATIENCE) -> None:
        """Wait until that many requests have come since the camera was made."""
        await self.until(lambda: self._api.asked >= count, within)

    async def wait_backchannel(self, count: int = 1, within: float = PATIENCE) -> None:
        """Wait until that many clients, or more, are connected to the backchannel; none where `count` is 0."""
        await self.until(
            lambda: self.backchannels >= count if count else not self.backchannels, within
        )

    async def wait_viewfinder(self, active: bool = True, within: float = PATIENCE) -> None:
        """Wait until the viewfinder is on, or off."""
        await self.until(lambda: self.viewfinder_active == active, within)

    async def wait_recording(self, active: bool = True, within: float = PATIENCE) -> None:
        """Wait until it records, or until what it has recorded is stored."""
        await self.until(lambda: self.recording == active, within)

    async def wait_frames(self, count: int, within: float = PATIENCE) -> None:
        """Wait until that many more viewfinder frames were sent."""
        wanted = self.frames_sent + count
        await self.until(lambda: self.frames_sent >= wanted, within)
