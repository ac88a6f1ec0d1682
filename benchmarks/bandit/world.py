"""What is outside of Home Assistant, in a process of its own: cameras, and browsers that look at them."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from unittest.mock import patch

import aiohttp

from benchmarks.apart import Apart
from benchmarks.bandit.reassembly import DATAGRAM, FRAME, HEADER
from benchmarks.browsers import Viewers, Watch
from simulators.bandit import BanditCamera, pictures

RATE = 30.0
"""Frames a second: the most that the maker names."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Known:
    """A camera as Home Assistant is told of it; `video` is the id of the one that it has stored."""

    port: int
    serial: str
    video: str


@dataclass(frozen=True, slots=True)
class Count:
    """Count the frames that come to all viewers in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Leave:
    """Have all browsers leave; done when no camera streams to anybody."""


@dataclass(frozen=True, slots=True)
class Press:
    """Press the record button of a camera; answered with the moment of that."""

    camera: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """Have a browser fetch a file."""

    url: str


type Order = Watch | Count | Leave | Press | Fetch | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many frames came to all viewers, and which cameras sent any."""

    frames: int
    upstreams: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """How long a file was on its way, and how large it was."""

    seconds: float
    size: int


class World(Apart[tuple[Known, ...]]):
    """`with World(cameras, size) as world:` has cameras until the block ends, each with a video of that size."""

    def __init__(self, cameras: int, size: int) -> None:
        """Describe it."""
        super().__init__("world", _live, cameras, size)

    async def watch(self, url: str) -> None:
        """Have a browser look; returns when it has seen a frame."""
        await self.ask(Watch(url, 1), object)

    async def count(self, seconds: float) -> Counted:
        """Return what comes to all viewers in so many seconds."""
        return await self.ask(Count(seconds), Counted)

    async def leave(self) -> None:
        """Have all browsers leave; returns when all streams have ended."""
        await self.ask(Leave(), object)

    async def press(self, camera: int) -> int:
        """Press a record button; return when that was, in nanoseconds of this machine's monotonic clock."""
        return await self.ask(Press(camera), int)

    async def fetch(self, url: str) -> Fetched:
        """Have a browser fetch a file; returns when it has."""
        return await self.ask(Fetch(url), Fetched)


def _live(line: Connection[object, Order], cameras: int, size: int) -> None:
    drawn = pictures.viewfinder

    @cache
    def as_large_as_real_ones(name: str, number: int, *, recording: bool) -> bytes:
        return pictures.pad(drawn(name, number, recording=recording), FRAME)

    with patch.object(pictures, "viewfinder", as_large_as_real_ones):
        asyncio.run(_serve(line, cameras, size))


async def _serve(line: Connection[object, Order], cameras: int, size: int) -> None:
    async with AsyncExitStack() as stack:
        all_cameras = [
            await stack.enter_async_context(
                BanditCamera(
                    serial=f"BENCH{number}",
                    videos=1,
                    photos=0,
                    video_size=size,
                    fps=RATE,
                    delays=0,
                    assume={"fragment": DATAGRAM - HEADER},
                )
            )
            for number in range(cameras)
        ]
        viewers = Viewers()
        stack.push_async_callback(viewers.leave)
        browser = await stack.enter_async_context(aiohttp.ClientSession())
        line.send(
            tuple(Known(camera.port, camera.serial, camera.videos[0].id) for camera in all_cameras)
        )
        while (order := await asyncio.to_thread(line.recv)) is not None:
            line.send(await _obey(order, viewers, all_cameras, browser))


async def _obey(
    order: Order, viewers: Viewers, cameras: list[BanditCamera], browser: aiohttp.ClientSession
) -> object:
    match order:
        case Watch():
            await viewers.join(order)
        case Count(seconds=seconds):
            before, sent = viewers.frames, [camera.frames_sent for camera in cameras]
            await asyncio.sleep(seconds)
            streams = tuple(
                camera.frames_sent > then for camera, then in zip(cameras, sent, strict=True)
            )
            return Counted(viewers.frames - before, streams)
        case Leave():
            await viewers.leave()
            for camera in cameras:
                await camera.wait_viewfinder(active=False)
        case Press(camera=number):
            at = time.monotonic_ns()
            cameras[number].press_record()
            return at
        case Fetch(url=url):
            return await _fetched(browser, url)
    return None


async def _fetched(browser: aiohttp.ClientSession, url: str) -> Fetched:
    start, size = time.monotonic(), 0
    async with browser.get(url, timeout=aiohttp.ClientTimeout(total=None)) as response:
        response.raise_for_status()
        async for chunk in response.content.iter_chunked(_PIECE):
            size += len(chunk)
    return Fetched(time.monotonic() - start, size)
