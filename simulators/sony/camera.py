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
from simulators.sony.liveview import Liveview
from simulators.sony.modes import Modes
from simulators.sony.network import Network
from simulators.sony.playback import Playback
from simulators.sony.profile import Family
from simulators.sony.profiles import PROFILES
from simulators.sony.rpc import Asked, Rpc
from simulators.sony.settings import SETTINGS
from simulators.sony.shooting import Shooting
from simulators.sony.site import SERVERS, UNIT_INFO, Site
from simulators.sony.ssdp import Advert, kinds
from simulators.sony.telling import Teller
from simulators.sony.timing import Timing
from simulators.switches import Faults, SwitchError, settle
from simulators.timing import Pace
from simulators.work import Work


class SonyCamera:
    """`async with SonyCamera(model="ILCE-6000") as camera:` listens on loopback until the block ends.

    Args:
        model: one of the known models.
        host: address to listen on.
        port: port of API and description, 0 for any free one; kept over restarts.
        media_port: port of live view and pictures where the model has one of its own, 0 for any.
        name: the friendly name, which is the model unless the user gave another.
        udn: unique device name without `uuid:`, the model's own unless given.
        seed: seed of everything that is drawn by lot.
        rate: live view frames a second.
        delays: factor on the time that everything in the camera takes; 0 leaves turns of the loop.
        contents: stored stills and movies at the start.
        content_size: size of a stored file in bytes.
        description_port: port of the description where it is not to be the API's, 0 for any.
        ssdp: address of the network interface on which searches are answered and announcements are
            made; none unless given.
        shoot_every: seconds between two presses of the body's own shutter button, 0 for none.
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
        description_port: int | None = None,
        ssdp: str = "",
        shoot_every: float = 0.0,
        assume: Assumptions | Mapping[str, object] | None = None,
        faults: Iterable[str | tuple[str, object]] = (),
    ) -> None:
        """Describe the camera."""
        if (profile := PROFILES.get(model)) is None:
            raise SwitchError(f"unknown model {model!r}; known: {', '.join(PROFILES)}")
        self.profile = profile
        self.faults = Faults(FAULTS, faults)
        self._ended = asyncio.Event()
        self.running = False
        films = (MOVIE_MP4, MOVIE_XAVCS) if "movie" in profile.groups else ()
        self.body = Body(
            profile=profile,
            assume=settle(Assumptions, assume),
            faults=self.faults,
            random=Random(seed),
            pace=Pace(delays, Timing()),
            work=Work(),
            card=Card(contents, content_size, 64_000_000_000, (STILL_JPEG, *films)),
            name=name or profile.model,
            udn=udn or profile.udn,
            restart=self._restart_soon,
            vanish=self._vanish,
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
        apart = profile.family is Family.BUILT_IN or media_port
        self._network = Network(
            host,
            port,
            media_port if apart else None,
            description_port,
            serve=self._site.serve,
            pieces=lambda: int(self.faults.number("split_reads")),
            interface=ssdp,
            advert=lambda: self.advert,
            copies=body.assume.ssdp_copies,
            spread=body.assume.ssdp_spread,
        )
        self._shoot_every = shoot_every

    # What tests look at.

    @property
    def port(self) -> int:
        """Port of API and description."""
        return self._network.api.port

    @property
    def url(self) -> str:
        """What the description says services are below, `http://host:port/sony`."""
        return f"http://{self._network.api.authority}{self.profile.path}"

    @property
    def location(self) -> str:
        """URL of the device description."""
        return f"http://{self._network.description.authority}{self.profile.description_path}"

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
        return self._network.accepted

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
    def advert(self) -> Advert:
        """What is announced of it."""
        host = self._network.announcer.interface or self._network.description.host
        built_in = self.profile.family is Family.BUILT_IN
        return Advert(
            kinds=kinds(self.profile, self.body.udn, self.faults.value("lookalike", str)),
            udn=self.body.udn,
            location=f"http://{host}:{self._network.description.port}{self.profile.description_path}",
            server=SERVERS[self.profile.family],
            more=UNIT_INFO if built_in else {},
        )

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
        await self._network.close()
        self._forget()
        self._ended.clear()
        self.running = True
        try:
            await self._open()
        except OSError:
            await self.stop()
            raise
        for name in self.faults.names:
            self._apply(name, on=True)
        await self._reach()
        if self._network.announcer.interface:
            self.announce()
            self.body.work.spawn(self._announce_again(), "announce")
        self.body.work.spawn(self._shoot_by_itself(), "shoot")

    async def stop(self) -> None:
        """Switch off at once: connections are reset, and no port or task is left; it can be started again."""
        self.running = False
        self._network.reach(within=False)
        await self._network.close()
        await self.body.work.close()

    async def switch_off(self, way: str = "reset") -> None:
        """Be switched off: with the connections `reset`, in `silence` (as without power), or with a `byebye`."""
        if way == "silence":
            self.running = False
            self._network.reach(within=False)
            self._network.announcer.close()
            self.body.work.cancel()
            return
        if self._network.announcer.interface and (way == "byebye" or self.body.assume.byebye):
            self._network.announcer.announce(alive=False)
        await self.stop()
        self._ended.set()

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

    def announce(self, target: str | None = None) -> None:
        """Announce itself by SSDP: on its interface, or to `host` or `host:port` alone."""
        self._network.announcer.announce(target)

    # Faults.

    async def set_fault(self, name: str, value: object = None) -> None:
        """Switch a fault of the table on; it works when this returns."""
        self.faults.set(name, value)
        self._apply(name, on=True)
        await self._reach()

    async def clear_fault(self, name: str) -> None:
        """Switch a fault off; what was held back by it goes on."""
        self.faults.clear(name)
        self._apply(name, on=False)
        await self._reach()

    def _apply(self, name: str, *, on: bool) -> None:
        """Bring about or undo what is a fault's and a body's at the same time."""
        match name:
            case "overheated":
                self.heat(on)
            case "no_card":
                self.body.card.inserted = not on
            case "battery_low":
                self.set_battery(*((0, 4, "batteryNearEnd") if on else (3, 4, "")))
            case "power_off":
                self.body.work.cancel("power")
                if on and self.running:
                    self.body.work.spawn(self._lose_power(), "power")
        self.body.touch()

    async def _reach(self) -> None:
        if not self.running:
            return
        self._network.reach(within="silent" not in self.faults)
        if "refused" in self.faults:
            await self._network.close()
        else:
            await self._open()

    async def _vanish(self) -> None:
        """Switch off in the middle of something, once; what calls this ends with it."""
        where, how = self.faults.value("vanish_at", tuple) or ("", "reset")
        if where:
            self.faults.clear("vanish_at")
            self.body.work.spawn(
                self.switch_off("silence" if how == "silence" else "reset"), "vanish"
            )
        await asyncio.Event().wait()

    async def _lose_power(self) -> None:
        await asyncio.sleep(self.faults.number("power_off"))
        await self.switch_off()

    # Inside.

    def _forget(self) -> None:
        self.body.reset()
        self._camera.teller.reset()
        self._camera.shooting.reset()
        self._camera.playback.reset()

    async def _open(self) -> None:
        await self._network.open()
        self.body.media_port = self._network.media.port
        self._site.api_port = self._network.api.port

    def _restart_soon(self) -> None:
        """Restart the server, as a changed TV system does."""
        self.body.work.spawn(self._reboot(), "reboot")

    async def _reboot(self) -> None:
        await self._network.close()
        self._forget()
        await self.body.pace.wait("restart")
        await self._reach()

    async def _announce_again(self) -> None:
        while (interval := self.body.assume.notify_interval) > 0:
            await asyncio.sleep(interval)
            self.announce()

    async def _shoot_by_itself(self) -> None:
        while self._shoot_every > 0:
            await asyncio.sleep(self._shoot_every)
            self.press_shutter()
