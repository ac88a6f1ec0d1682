"""Simulated applications in a process of their own: what they cost is not what is measured."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection

from benchmarks.apart import Apart
from simulators.camlytics import CamlyticsSimulator
from simulators.camlytics.channel import Channel, Rule
from simulators.camlytics.scene import ENTER, EXIT, Scene
from simulators.camlytics.scene import Step as Happening

CHANNELS = 20

_PATIENCE = 60.0
"""Seconds that a webhook may take here: it is measured, not given up."""

_RARE = {"Sabotage", "CameraDisconnected"}


@dataclass(frozen=True, slots=True)
class Step:
    """An event to raise: its type, the place of its channel and the name of its rule, its object."""

    kind: str
    channel: int
    rule: str
    object_id: int
    origin: str = "Pedestrian"


@dataclass(frozen=True, slots=True)
class Call:
    """Have one of the applications send webhooks to a URL."""

    app: int
    url: str


@dataclass(frozen=True, slots=True)
class Play:
    """Have events raised in one of the applications, so many a second, and told by one way."""

    app: int
    steps: list[Step]
    rate: float
    way: str


type Order = Call | Play | None


class Apps(Apart[tuple[int, ...]]):
    """`with Apps(count) as apps:` has applications on loopback until the block ends."""

    def __init__(self, count: int) -> None:
        """Describe them."""
        super().__init__("applications", _live, count)

    @property
    def ports(self) -> tuple[int, ...]:
        """The applications' ports."""
        return self.greeting

    def call(self, app: int, url: str) -> None:
        """Have an application send webhooks to a URL."""
        self._line.send(Call(app, url))
        self._line.recv()

    def play(self, app: int, steps: list[Step], rate: float, way: str) -> None:
        """Have events raised; `played` returns when that is done."""
        self._line.send(Play(app, steps, rate, way))

    async def played(self) -> list[int]:
        """Return when each event was raised, in nanoseconds of this machine's monotonic clock."""
        raised: list[int] = await asyncio.to_thread(self._line.recv)
        return raised


class Script:
    """What happens: never the same object twice, so that each event can be told from all others."""

    def __init__(self, channels: int = CHANNELS) -> None:
        """Begin at the beginning, in the first channels of an application."""
        self._number = 1_000_000
        self._scene: list[Step] = []
        self._app = CamlyticsSimulator(channels=channels)
        self._places = {c.channel_id: place for place, c in enumerate(self._app.channels)}
        self._walks = Scene(self._app.app, 0, self._happen)

    def crossings(self, count: int) -> list[Step]:
        """Return so many crossings of lines, of all channels in turn."""
        steps = []
        for _ in range(count):
            self._number += 1
            rule = ENTER if self._number // CHANNELS % 2 else EXIT
            steps.append(Step("TripwireCrossed", self._number % CHANNELS, rule, self._number))
        return steps

    def scene(self, count: int) -> list[Step]:
        """Return what so many more events of people and cars in all channels are."""
        while len(self._scene) < count:
            self._walks.step()
        steps, self._scene = self._scene[:count], self._scene[count:]
        return steps

    def _happen(self, channel: Channel, rule: Rule | None, step: Happening, _: int) -> None:
        if step.kind not in _RARE:
            place, name = self._places[channel.channel_id], rule.name if rule else ""
            self._scene.append(Step(step.kind, place, name, step.object_id, step.origin))


def _live(line: Connection[object, Order], count: int) -> None:
    asyncio.run(_serve(line, count))


async def _serve(line: Connection[object, Order], count: int) -> None:
    async with AsyncExitStack() as stack:
        # All have the same channels, by the same seed.
        apps = [
            await stack.enter_async_context(
                CamlyticsSimulator(channels=CHANNELS, patience=_PATIENCE)
            )
            for _ in range(count)
        ]
        line.send(tuple(app.port for app in apps))
        while (order := await asyncio.to_thread(line.recv)) is not None:
            match order:
                case Call():
                    apps[order.app].set_webhook(order.url)
                    line.send(None)
                case Play():
                    line.send(await _play(apps[order.app], order))


async def _play(app: CamlyticsSimulator, order: Play) -> list[int]:
    """Raise the events; return when each was."""
    raised: list[int] = []
    start = time.monotonic()
    for number, step in enumerate(order.steps):
        await asyncio.sleep(max(start + number / order.rate - time.monotonic(), 0))
        raised.append(time.monotonic_ns())
        app.raise_event(
            step.kind,
            step.channel,
            step.rule,
            object_id=step.object_id,
            origin=step.origin,
            via=order.way,
        )
    return raised
