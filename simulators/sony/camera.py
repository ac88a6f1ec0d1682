"""A Sony camera with the Camera Remote API, on ports of the running event loop."""

import asyncio
from collections.abc import Iterable, Mapping
from random import Random
from types import TracebackType
from typing import Any, Self

from simulators.sony.assumptions import Assumptions
from simulators.sony.body import Body
from simulators.sony.calls import Camera
from simulators.sony.card import MOVIE_MP4, MOVIE_XAVCS, STILL_JPEG, Card, Content
from simulators.sony.faults import FAULTS
from simulators.sony.focusing import Focusing
from simulators.sony.http import Listener
from simulators.sony.liveview import Liveview
from simulators.sony.modes import Modes
from simulators.sony.playback import Playback
from simulators.sony.profile import Family
from simulators.sony.profiles import PROFILES
from simulators.sony.rpc import Asked, Rpc
from simulators.sony.settings import SETTINGS
from simulators.sony.shooting import Shooting
from simulators.sony.site import Site
from simulators.sony.telling import Teller
from simulators.sony.timing import Pace
from simulators.switches import Faults, SwitchError, read_assumptions
from simulators.work import Work


class SonyCamera:
    """`async with SonyCamera(model="ILCE-6000") as camera:` listens on loopback until the block ends.

    Args:
        model: one of the known models.
        host: address to listen on.
        port: port of API and description, 0 for any free one; kept over restarts.
        media_port: port of live view and pictures where the model has one of its own, 0 for any.
        name: the friendly name, the model's unless the user gave another.
        udn: unique device name without `uuid:`, the model's own unless given.
        seed: seed of everything that is drawn by lot.
        rate: live view frames a second.
        delays: factor on the time that everything in the camera takes; 0 leaves turns of the loop.
        contents: stored stills and movies at the start.
        content_size: size of a stored file in bytes.
        assume: answers to open questions by name.
        faults: faults that are on from the start, by name or with their values.

    Raises:
        SwitchError: a model, assumption or fault that there is not.
    """

    def __init__(
        self,
        model: str = "ILCE-6000",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        media_port: int = 0,
        name: str = "",
        udn: str = "",
        seed: int = 0,
        rate: float = 18.0,
        delays: float = 1.0,
        contents: int = 12,
        content_size: int = 500_000,
        assume: Assumptions | Mapping[str, object] | None = None,
        faults: Iterable[str | tuple[str, object]] = (),
    ) -> None:
        """Describe the camera."""
        if (profile := PROFILES.get(model)) is None:
            raise SwitchError(f"unknown model {model!r}; known: {', '.join(PROFILES)}")
        self.profile = profile
        self.faults = Faults(FAULTS)
        for fault in faults:
            self.faults.set(*((fault,) if isinstance(fault, str) else fault))
        self._gate = asyncio.Event()
        self._ended = asyncio.Event()
        self.running = False
        kinds = (STILL_JPEG, MOVIE_MP4, MOVIE_XAVCS) if "movie" in profile.groups else (STILL_JPEG,)
        self.body = Body(
            profile=profile,
            assume=_assumptions(assume),
            faults=self.faults,
            random=Random(seed),
            pace=Pace(delays),
            work=Work(),
            card=Card(contents, content_size, 64_000_000_000, kinds),
            name=name or model,
            udn=udn or profile.udn,
            restart=self._restart_soon,
        )
        body = self.body
        liveview = Liveview(body, rate)
        self._camera = Camera(
            body=body,
            teller=Teller(body),
            shooting=Shooting(body),
            focusing=Focusing(body),
            modes=Modes(body, liveview.stop),
            liveview=liveview,
            playback=Playback(body),
        )
        self._rpc = Rpc(self._camera)
        self._site = Site(self._camera, self._rpc)
        self._api = Listener(host, port, self._site.serve, self._gate)
        own = profile.family is Family.BUILT_IN or media_port
        self._media = Listener(host, media_port, self._site.serve, self._gate) if own else self._api

    # What tests look at.

    @property
    def port(self) -> int:
        """Port of API and description."""
        return self._api.port

    @property
    def url(self) -> str:
        """What the description says services are below, `http://host:port/sony`."""
        return f"http://{self._api.authority}{self.profile.path}"

    @property
    def location(self) -> str:
        """URL of the device description."""
        return f"http://{self._api.authority}{self.profile.description_path}"

    @property
    def addresses(self) -> Mapping[str, str]:
        """URLs by role."""
        return {"description": self.location, "api": self.url}

    @property
    def requests(self) -> list[Asked]:
        """Every call as (service, method, version, params), in the order they came."""
        return self._rpc.requests

    @property
    def overlaps(self) -> int:
        """Calls that came while another was not answered yet, long polls aside."""
        return self._rpc.overlaps

    @property
    def connections(self) -> int:
        """TCP connections that were accepted since the camera was made."""
        media = self._media.accepted if self._media is not self._api else 0
        return self._api.accepted + media

    @property
    def status(self) -> str:
        """The camera status of now."""
        return self.body.status

    @property
    def recording(self) -> bool:
        """Whether it records now."""
        return self.body.recording

    @property
    def settings(self) -> dict[str, Any]:
        """Current values by the name in their methods, `IsoSpeedRate` for one."""
        return self.body.values

    @property
    def liveviews(self) -> int:
        """Live view streams that are open now."""
        return self._camera.liveview.viewers

    @property
    def contents(self) -> list[Content]:
        """Everything on the card, the oldest first."""
        return self.body.card.contents

    @property
    def photos(self) -> list[Content]:
        """The stills among it."""
        return [content for content in self.contents if content.kind == STILL_JPEG]

    @property
    def zoom_position(self) -> int:
        """Where the zoom is, 0 to 100."""
        return self.body.zoom.position

    # Life.

    async def __aenter__(self) -> Self:
        """Switch on."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Switch off."""
        await self.stop()

    async def start(self) -> None:
        """Switch on and listen; OSError when a port is taken."""
        self.body.reset()
        self._camera.teller.reset()
        self._camera.shooting.reset()
        self._camera.playback.reset()
        self._ended.clear()
        self.running = True
        try:
            await self._open()
        except OSError:
            await self.stop()
            raise
        if "silent" not in self.faults:
            self._gate.set()
        if "refused" in self.faults:
            await self._close()

    async def stop(self) -> None:
        """Switch off at once: connections are reset, and no port or task is left; it can be started again."""
        self.running = False
        self._gate.clear()
        await self._close()
        await self.body.work.close()

    async def restart(self, down: float = 0.0) -> None:
        """Switch off and, `down` seconds later, on again with the same ports."""
        await self.stop()
        await asyncio.sleep(down)
        await self.start()

    async def wait_closed(self) -> None:
        """Wait until the camera has switched itself off."""
        await self._ended.wait()

    # What happens at the body.

    def press_shutter(self) -> None:
        """Take a picture with the body's own button; its postview is told by an event."""
        self._camera.shooting.press()

    def press_record(self) -> None:
        """Start or stop recording with the body's own button."""
        self._camera.shooting.toggle()

    def turn_dial(self, mode: str) -> None:
        """Turn the mode dial to an exposure mode or to `movie`."""
        self._camera.modes.turn(mode)

    def set_value(self, setting: str, value: Any) -> None:
        """Set a setting in the body's own menu, whatever may be set from afar; `setting` is its name in methods."""
        if setting not in SETTINGS or setting not in self.body.values:
            raise KeyError(setting)
        self.body.assign(setting, value)

    def set_battery(self, level: int, out_of: int = 4, status: str = "") -> None:
        """Change the battery: level out of so many, and `batteryNearEnd`, `charging` or nothing."""
        battery = self.body.battery
        battery.level, battery.out_of, battery.additional = level, out_of, status
        self.body.touch()

    def remove_card(self) -> None:
        """Take the card out."""
        self.body.card.inserted = False
        self.body.touch()

    def insert_card(self) -> None:
        """Put the card in."""
        self.body.card.inserted = True
        self.body.touch()

    def heat(self, hot: bool | str = True) -> None:
        """Get too hot, with a warning's text or the usual one, or cool down again."""
        if hot:
            self.body.heat = hot if isinstance(hot, str) else "Overheating Warning"
        self.body.hot = bool(hot)
        self.body.touch()

    # Faults.

    async def set_fault(self, name: str, value: object = None) -> None:
        """Switch a fault of the table on; it works when this returns."""
        self.faults.set(name, value)
        self.body.touch()
        await self._reach()

    async def clear_fault(self, name: str) -> None:
        """Switch a fault off; what was held back by it goes on."""
        self.faults.clear(name)
        self.body.touch()
        await self._reach()

    async def _reach(self) -> None:
        if not self.running:
            return
        if "silent" in self.faults:
            self._gate.clear()
        else:
            self._gate.set()
        if "refused" in self.faults:
            await self._close()
        else:
            await self._open()

    async def _open(self) -> None:
        await self._api.open()
        await self._media.open()
        self.body.media_port = self._media.port

    async def _close(self) -> None:
        await self._api.close()
        await self._media.close()

    def _restart_soon(self) -> None:
        """Restart the server as a changed TV system does."""


def _assumptions(given: Assumptions | Mapping[str, object] | None) -> Assumptions:
    if isinstance(given, Assumptions):
        return given
    pairs = [
        f"{name}={str(value).lower() if isinstance(value, bool) else value}"
        for name, value in (given or {}).items()
    ]
    return read_assumptions(Assumptions, pairs)
