"""What is outside of Home Assistant, in a process of its own: cameras, and browsers that watch them."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection

from benchmarks.apart import Apart
from benchmarks.browsers import BOUNDARY, Viewers, Watch
from benchmarks.sony.parsing import FRAME
from simulators.sony import SonyCamera
from simulators.sony.frames import frame, pad

MODEL = "ILCE-7RM2"
RATE = 25.0
"""Frames a second: what an RX10M4 sends on a clean channel, and no model more."""


@dataclass(frozen=True, slots=True)
class Count:
    """Count the frames that come to all viewers in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Leave:
    """Have all browsers leave; done when no camera streams to anybody."""


@dataclass(frozen=True, slots=True)
class Press:
    """Press the shutter of a camera; answered with the moment of that."""

    camera: int


type Order = Watch | Count | Leave | Press | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many frames came to all viewers, and the streams that each camera sent for that."""

    frames: int
    upstreams: tuple[int, ...]


class World(Apart[tuple[tuple[int, ...], str]]):
    """`with World(cameras) as world:` has cameras on loopback until the block ends."""

    def __init__(self, cameras: int) -> None:
        """Describe it."""
        super().__init__("world", _live, cameras)

    @property
    def ports(self) -> tuple[int, ...]:
        """The cameras' ports."""
        return self.greeting[0]

    @property
    def mjpeg(self) -> str:
        """Where a plain stream of the same pictures is."""
        return self.greeting[1]

    async def watch(self, url: str, viewers: int, *, stalled: bool = False) -> None:
        """Have browsers look; returns when each has seen a frame, or cannot take more."""
        await self.ask(Watch(url, viewers, stalled), object)

    async def count(self, seconds: float) -> Counted:
        """Return what comes to all viewers in so many seconds."""
        return await self.ask(Count(seconds), Counted)

    async def leave(self) -> None:
        """Have all browsers leave; returns when all streams have ended."""
        await self.ask(Leave(), object)

    async def press(self, camera: int) -> int:
        """Press a shutter; return when that was, in nanoseconds of this machine's monotonic clock."""
        return await self.ask(Press(camera), int)


async def _mjpeg(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send what a camera that speaks MJPEG would: the same frames at the same rate."""
    await reader.readuntil(b"\r\n\r\n")
    kind = b"multipart/x-mixed-replace; boundary=" + BOUNDARY
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n\r\n")
    loop = asyncio.get_running_loop()
    due, number = loop.time(), 0
    jpegs = [pad(frame(MODEL, "mjpeg", number, 640, 424), FRAME) for number in range(16)]
    try:
        while not writer.is_closing():
            jpeg = jpegs[number % len(jpegs)]
            head = f"\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            writer.write(BOUNDARY + head.encode() + jpeg + b"\r\n")
            await writer.drain()
            number += 1
            due = max(due + 1 / RATE, loop.time())
            await asyncio.sleep(due - loop.time())
    except ConnectionError:
        pass
    finally:
        writer.close()


def _live(line: Connection[object, Order], cameras: int) -> None:
    asyncio.run(_serve(line, cameras))


async def _serve(line: Connection[object, Order], cameras: int) -> None:
    async with AsyncExitStack() as stack:
        all_cameras = [
            await stack.enter_async_context(
                SonyCamera(
                    MODEL,
                    udn=f"00000000-0005-0010-8000-00000000000{number}",
                    rate=RATE,
                    delays=0,
                    contents=0,
                    assume={"frame_bytes": FRAME},
                )
            )
            for number in range(cameras)
        ]
        server = await asyncio.start_server(_mjpeg, "127.0.0.1", 0)
        stack.callback(server.close)
        port = server.sockets[0].getsockname()[1]
        viewers = Viewers()
        stack.push_async_callback(viewers.leave)
        line.send((tuple(camera.port for camera in all_cameras), f"http://127.0.0.1:{port}/"))
        while (order := await asyncio.to_thread(line.recv)) is not None:
            line.send(await _obey(order, viewers, all_cameras))


async def _obey(order: Order, viewers: Viewers, cameras: list[SonyCamera]) -> object:
    match order:
        case Watch():
            await viewers.join(order)
        case Count(seconds=seconds):
            before = viewers.frames
            await asyncio.sleep(seconds)
            streams = tuple(camera.liveviews for camera in cameras)
            return Counted(viewers.frames - before, streams)
        case Leave():
            await viewers.leave()
            while any(camera.liveviews for camera in cameras):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        case Press(camera=number):
            at = time.monotonic_ns()
            cameras[number].press_shutter()
            return at
    return None
