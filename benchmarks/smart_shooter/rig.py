"""A simulated rig in a process of its own: what it costs is not what is measured."""

import asyncio
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

import orjson

from benchmarks.apart import Apart
from simulators.smart_shooter import Assumptions, SmartShooter
from simulators.smart_shooter.publisher import Publisher
from simulators.smart_shooter.shooting import expose

type Topic = tuple[str, str]
"""A camera's key, and the word of it that an event changes for sure: `status` or `photo`."""

_WORDS = {"CameraUpdated": "status", "PhotoUpdated": "photo"}


@dataclass(frozen=True, slots=True)
class Shoot:
    """Let the first cameras shoot so many times, and keep what the rig would have told."""

    cameras: int
    times: int


@dataclass(frozen=True, slots=True)
class Play:
    """Tell it: so many events a second, or all at once."""

    rate: float | None


type Order = Shoot | Play | None


class RigProcess(Apart[tuple[int, int]]):
    """`with RigProcess(cameras) as rig:` listens on loopback until the block ends."""

    def __init__(self, cameras: int) -> None:
        """Describe the rig."""
        super().__init__(f"rig of {cameras}", _live, cameras)
        self.cameras = cameras

    @property
    def ports(self) -> tuple[int, int]:
        """The publisher's port and that of requests."""
        return self.greeting

    async def shoot(self, cameras: int, times: int) -> list[Topic]:
        """Have shots recorded; return what their events are about, in order."""
        self._line.send(Shoot(cameras, times))
        topics: list[Topic] = await asyncio.to_thread(self._line.recv)
        return topics

    def play(self, rate: float | None = None) -> None:
        """Have what was recorded told; `played` returns when that is done."""
        self._line.send(Play(rate))

    async def played(self) -> list[int]:
        """Return when each event was sent, in nanoseconds of this machine's monotonic clock."""
        sent: list[int] = await asyncio.to_thread(self._line.recv)
        return sent


def _live(line: Connection[object, Order], cameras: int) -> None:
    asyncio.run(_serve(line, cameras))


async def _serve(line: Connection[object, Order], cameras: int) -> None:
    # Nothing is told unasked: what was recorded goes on with the number after the last one.
    assume = Assumptions(network_ping=0, node_updated=0, publisher_hwm=0)
    async with SmartShooter(cameras=cameras, latency=0, jitter=0, assume=assume) as rig:
        for camera in rig.cameras.values():
            # One file a shot, so that each event of a photo is one of the photo's entity as well.
            quality = camera.properties["Quality"]
            quality.value = next(name for name in quality.options if "RAW" not in name)
        line.send(rig.ports)
        frames: list[bytes] = []
        while (order := await asyncio.to_thread(line.recv)) is not None:
            match order:
                case Shoot():
                    frames = await _record(rig, order)
                    line.send([_topic(frame) for frame in frames])
                case Play():
                    line.send(_play(rig, frames, order.rate))


async def _record(rig: SmartShooter, order: Shoot) -> list[bytes]:
    """Return the frames that the rig publishes while these cameras shoot, without publishing them."""
    app, frames = rig.app, list[bytes]()
    live = app.publisher
    app.publisher = Publisher(app.dialect, rig.faults, app.work, frames.append)
    app.publisher.number = live.number
    cameras = list(rig.cameras.values())[: order.cameras]
    for _ in range(order.times):
        await asyncio.gather(*(expose(app, camera, "api") for camera in cameras))
    live.number = app.publisher.number
    app.publisher = live
    return frames


def _topic(frame: bytes) -> Topic:
    message = orjson.loads(frame)
    return message["CameraKey"], _WORDS[message["msg_id"]]


def _play(rig: SmartShooter, frames: list[bytes], rate: float | None) -> list[int]:
    """Publish the frames; return when each was."""
    sent: list[int] = []
    start = time.monotonic()
    for number, frame in enumerate(frames):
        if rate and (wait := start + number / rate - time.monotonic()) > 0:
            time.sleep(wait)
        sent.append(time.monotonic_ns())
        rig.publish(frame)
    return sent
