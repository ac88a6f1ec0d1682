"""A TomTom Bandit on ports of the running event loop."""

import asyncio
from collections.abc import Iterable, Mapping
from random import Random
from types import TracebackType
from typing import Self

from simulators.bandit import clip
from simulators.bandit.api import Api
from simulators.bandit.assumptions import Assumptions
from simulators.bandit.backchannel import Backchannel
from simulators.bandit.body import Body
from simulators.bandit.calls import Camera
from simulators.bandit.faults import FAULTS
from simulators.bandit.handled import Handled
from simulators.bandit.library import Library, stock
from simulators.bandit.links import Census, Port
from simulators.bandit.live import Live
from simulators.bandit.notices import Notices
from simulators.bandit.preview import Preview
from simulators.bandit.recording import Recorder
from simulators.bandit.settings import Settings
from simulators.bandit.timing import Timing
from simulators.bell import Bell
from simulators.switches import Faults, SwitchError, settle
from simulators.timing import Pace
from simulators.work import Work

ROOM = 5
"""Connections that the camera has room for."""

CARD = 16_000_000_000
"""Bytes of a card, unless told otherwise."""

LEAST = 500_000
"""Bytes of a stored video, at least."""


class BanditCamera(Handled):
    """`async with BanditCamera() as camera:` listens on loopback until the block ends.

    Args:
        host: address to listen on.
        port: port of the API, 0 for any free one; kept over restarts, as the backchannel's is.
        backchannel_port: port of the backchannel, 0 for any free one.
        seed: seed of everything that is drawn by lot.
        serial: serial number.
        ssid: name of the camera's Wi-Fi.
        firmware: version such as `1.57.500` or with a build behind it.
        videos: stored videos at the start, each 10 s long.
        photos: stored photos at the start.
        video_size: bytes of each of those videos, 0 for what its mode takes; what the film has not is
            zeros, which are made as they are sent.
        card_bytes: size of the card.
        fps: frames a second of the viewfinder.
        delays: factor on the time that everything in the camera takes; 0 leaves turns of the loop.
        assume: answers to open questions by name.
        faults: faults that are on from the start, by name or with their values.

    Raises:
        SwitchError: an assumption or a fault that there is not, or arguments that are out of bounds.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        backchannel_port: int = 0,
        seed: int = 0,
        serial: str = "QA1234B56789",
        ssid: str = "Bandit-5F3A",
        firmware: str = "1.57.500",
        videos: int = 6,
        photos: int = 6,
        video_size: int = 0,
        card_bytes: int = CARD,
        fps: float = 30.0,
        delays: float = 1.0,
        assume: Assumptions | Mapping[str, object] | None = None,
        faults: Iterable[str | tuple[str, object]] = (),
    ) -> None:
        """Describe the camera."""
        if len(serial) > 36 or len(ssid) > 32 or videos < 0 or photos < 0 or fps <= 0:
            raise SwitchError("serial up to 36 characters, SSID up to 32, numbers from 0 on")
        if 0 < video_size < LEAST:
            raise SwitchError(f"a video has {LEAST} bytes or more, not {video_size}")
        self.running = False
        self._faults = Faults(FAULTS, faults)
        self._ended = asyncio.Event()
        self._gate = asyncio.Event()
        assumed = settle(Assumptions, assume)
        random, bell, work, pace = Random(seed), Bell(), Work(), Pace(delays, Timing())
        self._census = Census(ROOM)
        counted = self._census if assumed.limit_counts == "all" else None
        self._backchannel = Backchannel(
            self._faults, bell, lambda: notices.last if assumed.replay else b"", counted
        )
        notices = Notices(assumed, self._faults, random, pace, work, self._backchannel.send)
        self.body = Body(
            assume=assumed,
            faults=self._faults,
            random=random,
            pace=pace,
            work=work,
            bell=bell,
            notices=notices,
            settings=Settings(serial, ssid, random, assumed),
            library=Library(random, long_ids=assumed.id_form == "long"),
            card_bytes=card_bytes,
            firmware=_firmware(firmware),
        )
        stock(
            self.body.library,
            videos,
            photos,
            self.body.now,
            video_size,
            cinematic=assumed.cinematic,
        )
        self._live = Live(self.body, fps, ssid, self._gate)
        self._recorder = Recorder(self.body, self._live.stop)
        self._live.follow(self._recorder)
        self.body.recorded = self._recorder.written
        self._preview = Preview(self.body, self._gate)
        self._api = Api(
            Camera(
                body=self.body,
                recorder=self._recorder,
                live=self._live,
                preview=self._preview,
                backchannel=lambda: self._ports[1].port,
            ),
            self._census,
        )
        pieces = lambda: int(self._faults.number("split_reads"))  # noqa: E731
        self._ports = (
            Port(host, port, self._api.serve, self._gate, pieces),
            Port(host, backchannel_port, self._backchannel.serve, self._gate, pieces),
        )

    # Life.

    async def __aenter__(self) -> Self:
        """Switch on."""
        await self.power_on()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Switch off without a word."""
        await self.vanish()

    async def power_on(self) -> None:
        """Switch the camera on, or its Wi-Fi: it listens, again at its ports. OSError when one is taken."""
        if not self.running:
            await self._close()
            await clip.film()
            if any(self.body.pending):
                self.body.firmware, self.body.pending = self.body.pending, (0, 0, 0, 0)
        self.running = True
        self._ended.clear()
        try:
            for port in self._ports:
                await port.open()
        except OSError:
            await self.vanish()
            raise
        self._reach()
        for name in self._faults.names:
            self._befall(name)
        self.body.bell.ring()

    async def switch_off(self) -> None:
        """Be switched off by somebody; that is told, a recording is stored, and every port closed."""
        await self._shut_down("user_initiated")

    async def overheat(self) -> None:
        """Switch itself off because it is too hot, as orderly."""
        await self._shut_down("overtemperature_shutdown")

    async def battery_empty(self) -> None:
        """Switch itself off because its battery is empty, as orderly."""
        self.body.battery = 0
        await self._shut_down("battery_critical")

    async def wifi_off(self) -> None:
        """Have its Wi-Fi switched off: that is told, streams end and ports close; a recording goes on."""
        self.body.notices.tell("wifi_stopped", {"wifi_active": False})
        await self.body.pace.wait("power")
        self._live.forget()
        self._preview.stop()
        await self._backchannel.settle()
        await self._close(orderly=True)
        self.body.bell.ring()

    async def vanish(self, mode: str = "reset") -> None:
        """Be gone without a word: connections are `reset` and ports closed, or everything falls in `silence`."""
        await self._lose_power()
        if mode != "silence":
            await self._close()
        self.body.bell.ring()

    async def wait_closed(self) -> None:
        """Wait until the camera has switched itself off."""
        await self._ended.wait()

    # Faults.

    def set_fault(self, name: str, value: object = None) -> None:
        """Switch a fault of the table on; its value is as on the command line, as text or a number."""
        self._faults.set(name, None if value is None else str(value))
        self._befall(name)

    def clear_fault(self, name: str) -> None:
        """Switch a fault off."""
        self._faults.clear(name)
        self.body.work.cancel("fault", name)
        if name in ("card_full", "card_error"):
            self.card_mended()
        elif name == "invalid_files":
            self._damage(valid=True)
        self._reach()

    def _befall(self, name: str) -> None:
        """Let happen what is not looked up in the faults when its time comes."""
        match name:
            case "silent":
                self._reach()
            case "card_full":
                self.card_full()
            case "card_error":
                self.card_error()
            case "invalid_files":
                self._damage(valid=False)
            case "vanish" | "overheat" | "battery_empty" | "switch_off" | "wifi_off":
                if self.running and not self.body.work.has("fault", name):
                    self.body.work.spawn(self._befall_later(name), "fault", name)

    async def _befall_later(self, name: str) -> None:
        if name == "vanish":
            after, mode = self._faults.value("vanish", tuple) or (0.0, "reset")
            await asyncio.sleep(after)
            await self.vanish(mode)
            if mode == "reset":
                self._ended.set()
            return
        await asyncio.sleep(self._faults.number(name))
        happens = {
            "overheat": self.overheat,
            "battery_empty": self.battery_empty,
            "switch_off": self.switch_off,
            "wifi_off": self.wifi_off,
        }
        await happens[name]()

    # Inside.

    def _damage(self, *, valid: bool) -> None:
        """Let every second file be damaged, or all be whole."""
        for video in self.videos[1::2]:
            video.valid = valid
        for image in self.images[1::2]:
            image.valid = valid

    def _reach(self) -> None:
        if self.running and "silent" not in self._faults:
            self._gate.set()
        else:
            self._gate.clear()

    async def _lose_power(self) -> None:
        self.running = False
        self._gate.clear()
        await self.body.work.close()
        self._live.forget()
        self._preview.stop()
        self._recorder.forget()
        self.body.notices.forget()
        self.body.transcoding = None

    async def _close(self, *, orderly: bool = False) -> None:
        for port in self._ports:
            await port.close(orderly=orderly)

    async def _shut_down(self, reason: str) -> None:
        self.body.notices.shutting_down(reason)
        self._recorder.end()
        await self.body.pace.wait("power")
        await self.until(lambda: not self.recording)
        await self._backchannel.settle()
        await self._lose_power()
        await self._close(orderly=True)
        self._ended.set()
        self.body.bell.ring()


def _firmware(text: str) -> tuple[int, int, int, int]:
    try:
        major, minor, revision, build = (int(part) for part in f"{text}.0.0.0".split(".")[:4])
    except ValueError as error:
        raise SwitchError(f"firmware is a version such as 1.57.500, not {text!r}") from error
    return major, minor, revision, build
