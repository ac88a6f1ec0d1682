"""What is held after very many events, in a process that does nothing else."""

import asyncio
import gc
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, override

import orjson

from benchmarks.camlytics.apps import Script, Step
from benchmarks.rows import Row
from custom_components.camhub.link.session import Clock, Ports
from custom_components.camhub.model.store import Store
from custom_components.camhub.protocols.camlytics import wire
from custom_components.camhub.protocols.camlytics.installation import Installation
from simulators.camlytics import CamlyticsSimulator

HOLD = 1.01
"""How many times what there was there may be: some 1.3 MB more."""

EVENTS = "CAMHUB_BENCHMARK_EVENTS"
"""Variable of the environment that says how many events are told after the first ones."""

_WARM = 50_000
"""Events until all that has a bound is full."""

_CHANNELS = 4
_RATE = 100.0
"""Events a second by the clock of the installation."""

_PAGE = 100
"""Events of an answer."""

_TWICE = 10
"""Of so many pages, the events of one come by webhook as well."""

_SAVED = 150
"""Pages after which what is known is saved."""

_SCENE = 20_000
"""Events after which the same happens again to other objects."""


def measure(*, quick: bool) -> Row:
    """Measure what an installation holds before and after so many events more."""
    count = 5_000 if quick else int(os.environ.get(EVENTS, "200000"))
    warm = 20_000 if quick else _WARM
    before, after = _apart("camhub", warm, count)
    _, naive = _apart("ids", warm, count)
    name = f"memory after {count:,} events more"
    return Row(name, "MB", before, after, naive, ratio=after / before, hold=HOLD)


def _apart(what: str, warm: int, count: int) -> tuple[float, float]:
    """Return the megabytes that a process of its own has after the first events, and after the rest."""
    context = get_context("spawn")
    line, other_end = context.Pipe(duplex=False)
    process = context.Process(target=_live, args=(other_end, what, warm, count), daemon=True)
    process.start()
    other_end.close()
    before, after = line.recv()
    process.join()
    return before, after


def _live(line: Connection[tuple[float, float]], what: str, warm: int, count: int) -> None:
    line.send(asyncio.run((_camhub if what == "camhub" else _ids)(warm, count)))


async def _camhub(warm: int, count: int) -> tuple[float, float]:
    """Feed an installation with what an application would answer and send."""
    clock, store = Passing(), Store()
    ports = Ports(emit=store.apply, clock=clock)
    installation = Installation({"host": "127.0.0.1", "port": 1}, ports)
    running = asyncio.create_task(installation.run())
    told = Told(clock)
    installation.list(wire.channels(told.channels))
    installation.caught_up()

    async def feed(events: int) -> None:
        for number in range(events // _PAGE):
            rows, messages = told.page(webhooks=number % _TWICE == 0)
            installation.take(wire.events(rows).reports, missed=False)
            for message in messages:
                installation.receive(message)
            if number % _SAVED == 0:
                # What is known is written to the disk, and garbage is nothing that is held.
                orjson.dumps([store.dump(), installation.dump()], option=orjson.OPT_NON_STR_KEYS)
                gc.collect()
            await clock.turn()

    await feed(warm)
    before = _held()
    await feed(count)
    after = _held()
    running.cancel()
    return before, after


async def _ids(warm: int, count: int) -> tuple[float, float]:
    """Do what is usual to tell nothing twice: remember what was told."""
    clock = Passing()
    told, known = Told(clock), set[tuple[str, str, str]]()

    def feed(events: int) -> None:
        for _ in range(events // _PAGE):
            rows, _ = told.page(webhooks=False)
            known.update(
                (row["channel_id"], row["type"], row["time"]) for row in orjson.loads(rows)
            )

    feed(warm)
    before = _held()
    feed(count)
    return before, _held()


class Passing(Clock):
    """A clock that goes on with the events: in the time that 500 a second take."""

    def __init__(self) -> None:
        """Begin in the middle of a day."""
        self.events = 0
        self._begun = datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp()
        self._turned = asyncio.Event()

    @override
    def now(self) -> float:
        return self.events / _RATE

    @override
    def wall(self) -> float:
        return self._begun + self.now()

    @override
    async def sleep(self, seconds: float) -> None:
        due = self.now() + seconds
        while self.now() < due:
            await self._turned.wait()

    async def turn(self) -> None:
        """Let those who sleep look at the time."""
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()
        await asyncio.sleep(0)


class Told:
    """What an application tells: a scene that goes on and on, always with other ids, objects and times."""

    def __init__(self, clock: Passing) -> None:
        """Have the scene written down, with gaps for what differs."""
        app = CamlyticsSimulator(channels=_CHANNELS)
        self.channels = orjson.dumps([channel.row for channel in app.channels])
        self._clock = clock
        self._scene: list[tuple[str, str, int]] = []
        for step in _closed(Script(_CHANNELS).scene(_SCENE)):
            event = app.raise_event(
                step.kind, step.channel, step.rule, object_id=step.object_id, origin=step.origin
            )
            row = event.row(None) | {"event_id": "ID", "time": "TIME", "object_id": "OBJECT"}
            message = event.message("", wording="documented", object_less="present")
            message |= {"event_time": "TIME+00:00", "object_id": "OBJECT"}
            self._scene.append((_form(row), _form(message), step.object_id))

    def page(self, *, webhooks: bool) -> tuple[bytes, list[bytes]]:
        """Return the next answer of REST and, if wanted, the same events as webhooks."""
        rows: list[str] = []
        messages: list[bytes] = []
        for _ in range(_PAGE):
            turn, place = divmod(self._clock.events, len(self._scene))
            self._clock.events += 1
            row, message, number = self._scene[place]
            moment = datetime.fromtimestamp(self._clock.wall(), UTC).replace(tzinfo=None)
            gaps = {
                "id": self._clock.events,
                "time": f"{moment.isoformat(timespec='microseconds')}0",
                "object": number if number < 0 else number + turn * _SCENE,
            }
            rows.append(row % gaps)
            if webhooks:
                messages.append((message % gaps).encode())
        return f"[{','.join(rows)}]".encode(), messages


def _closed(steps: list[Step]) -> list[Step]:
    """Return a scene at whose end nobody is left in a picture."""
    there: dict[tuple[int, int], Step] = {}
    for step in steps:
        if step.kind == "ObjectAppear":
            there[step.channel, step.object_id] = step
        elif step.kind == "ObjectDisappear":
            there.pop((step.channel, step.object_id), None)
    return [*steps, *(replace(step, kind="ObjectDisappear") for step in there.values())]


def _form(told: dict[str, Any]) -> str:
    """Return what is told as JSON with gaps for an id, a time and an object."""
    text = orjson.dumps(told).decode().replace("%", "%%").replace('"ID"', "%(id)d")
    return text.replace("TIME", "%(time)s").replace("OBJECT", "%(object)s")


def _held() -> float:
    """Return the megabytes of all objects that Python has.

    What the process has of the machine's memory goes up and down by more than it may grow.
    """
    gc.unfreeze()
    gc.collect()
    found: list[object] = gc.get_objects()
    sizes: dict[int, int] = {}
    while found:
        one = found.pop()
        if id(one) not in sizes:
            sizes[id(one)] = sys.getsizeof(one)
            found += gc.get_referents(one)
    # What is there now need not be looked through each time that garbage is collected.
    gc.freeze()
    return sum(sizes.values()) / 1e6
