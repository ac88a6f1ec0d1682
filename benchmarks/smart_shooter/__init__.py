"""Smart Shooter: events from a rig's ZeroMQ socket to states, and the set-up of a large rig."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity

from benchmarks.home import Arrivals, add_entry, add_integration, home_assistant
from benchmarks.rows import Row, rounds, row
from benchmarks.smart_shooter.floor import Floor, Made, bare_entities, by_platform, made_by
from benchmarks.smart_shooter.rig import RigProcess, Topic
from benchmarks.smart_shooter.stock import StockCoordinator, stock_entities
from custom_components.camhub.const import CONF_SYSTEM, DOMAIN, PLATFORMS

RATE = 1_000.0
"""Events a second: 250 photos a second."""

DOZEN = 12
FEW = 10


def measure(*, quick: bool) -> Iterator[Row]:
    """Yield the rows of Smart Shooter."""
    many = 40 if quick else 400
    yield from asyncio.run(_events(quick=quick))
    yield asyncio.run(_scaling(many, quick=quick))
    yield asyncio.run(_set_up(many, quick=quick))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: an entry in a Home Assistant, and the rig that it alone hears."""

    hass: HomeAssistant
    entry: ConfigEntry
    rig: RigProcess

    def entity_id(self, topic: Topic) -> str:
        """Return the entity that an event is sure to change."""
        key, word = topic
        platform = "event" if word == "photo" else "sensor"
        unique_id = f"{self.entry.entry_id}_{key}_{word}"
        registry = er.async_get(self.hass)
        entity_id = registry.async_get_entity_id(platform, self.entry.domain, unique_id)
        assert entity_id is not None, unique_id
        return entity_id

    async def cost(self, cameras: int, shots: int, rate: float | None = None) -> float:
        """Return the microseconds of processor time that an event costs.

        The events are those of so many shots, so many a second or all at once.
        """
        topics = await self.rig.shoot(cameras, shots)
        done = 0.0

        def changed(_: str) -> None:
            nonlocal done
            done = time.process_time()

        last = [self.entity_id(topics[-1])]
        arrivals = Arrivals(self.hass, last, topics.count(topics[-1]), changed)
        gc.collect()
        start = time.process_time()
        self.rig.play(rate)
        await arrivals.all()
        await self.rig.played()
        return (done - start) / len(topics) * 1e6

    async def latency(self, cameras: int, shots: int, rate: float) -> float:
        """Return the 99th percentile of the milliseconds from an event's sending to its state."""
        topics = await self.rig.shoot(cameras, shots)
        entity_ids = {topic: self.entity_id(topic) for topic in set(topics)}
        came: dict[str, list[int]] = {entity_id: [] for entity_id in entity_ids.values()}

        def changed(entity_id: str) -> None:
            came[entity_id].append(time.monotonic_ns())

        arrivals = Arrivals(self.hass, came, len(topics), changed)
        gc.collect()
        self.rig.play(rate)
        await arrivals.all()
        sent = await self.rig.played()
        # The events of one entity arrive in the order in which they were sent.
        queues = {topic: iter(came[entity_id]) for topic, entity_id in entity_ids.items()}
        taken = [next(queues[topic]) - at for topic, at in zip(topics, sent, strict=True)]
        return quantiles(taken, n=100)[-1] / 1e6


async def add_camhub(hass: HomeAssistant, rig: RigProcess) -> ConfigEntry:
    """Set up camhub for a rig."""
    publisher_port, request_port = rig.ports
    data = {
        CONF_SYSTEM: "smart_shooter",
        "host": "127.0.0.1",
        "publisher_port": publisher_port,
        "request_port": request_port,
    }
    return await add_entry(hass, DOMAIN, data)


async def add_floor(hass: HomeAssistant, rig: RigProcess | None, wanted: list[Made]) -> ConfigEntry:
    """Set up bare entities, and what reads a rig's events if there is one."""

    async def make(hass: HomeAssistant, entry: ConfigEntry) -> Mapping[str, list[Entity]]:
        entities = bare_entities(entry, wanted)
        if rig is not None:
            entry.async_on_unload(Floor(f"tcp://127.0.0.1:{rig.ports[0]}", entities).close)
        return by_platform(entities)

    add_integration(hass, "bare", PLATFORMS, make)
    return await add_entry(hass, "bare", {})


async def add_stock(hass: HomeAssistant, rig: RigProcess, wanted: list[Made]) -> ConfigEntry:
    """Set up the usual way for a rig."""

    async def make(hass: HomeAssistant, entry: ConfigEntry) -> Mapping[str, list[Entity]]:
        publisher, server = (f"tcp://127.0.0.1:{port}" for port in rig.ports)
        coordinator = StockCoordinator(hass, entry, publisher, server)
        entry.async_on_unload(coordinator.close)
        await coordinator.start()
        return by_platform(stock_entities(coordinator, entry, wanted))

    add_integration(hass, "stock", PLATFORMS, make)
    return await add_entry(hass, "stock", {})


async def _events(*, quick: bool) -> list[Row]:
    """Measure what an event costs, and how long it takes when there are many."""
    async with AsyncExitStack() as stack:
        rigs = [stack.enter_context(RigProcess(DOZEN)) for _ in range(3)]
        hass = await stack.enter_async_context(home_assistant(PLATFORMS))
        camhub = Side(hass, await add_camhub(hass, rigs[0]), rigs[0])
        wanted = made_by(hass, camhub.entry)
        floor = Side(hass, await add_floor(hass, rigs[1], wanted), rigs[1])
        stock = Side(hass, await add_stock(hass, rigs[2], wanted), rigs[2])
        for side in (floor, camhub, stock):
            await side.cost(DOZEN, 2)
        shots = 2 if quick else 10
        cost = await rounds(
            floor=lambda: floor.cost(DOZEN, shots, RATE),
            camhub=lambda: camhub.cost(DOZEN, shots, RATE),
            baseline=lambda: stock.cost(DOZEN, 2, RATE),
            count=2 if quick else 31,
            baselines=1 if quick else 5,
        )
        latency = await rounds(
            floor=lambda: floor.latency(DOZEN, shots, RATE),
            camhub=lambda: camhub.latency(DOZEN, shots, RATE),
            baseline=lambda: stock.latency(DOZEN, shots, RATE),
            count=2 if quick else 31,
            baselines=1 if quick else 3,
        )
    return [
        row("event, ZeroMQ to entity states, CPU per event", "µs", 1.5, cost),
        row("latency at 1,000 events/s, p99", "ms", 2.0, latency),
    ]


async def _scaling(many: int, *, quick: bool) -> Row:
    """Measure whether the cost of a change depends on how many cameras there are."""
    async with AsyncExitStack() as stack:
        rigs = [stack.enter_context(RigProcess(cameras)) for cameras in (FEW, many, many)]
        hass = await stack.enter_async_context(home_assistant(PLATFORMS))
        small = Side(hass, await add_camhub(hass, rigs[0]), rigs[0])
        large = Side(hass, await add_camhub(hass, rigs[1]), rigs[1])
        wanted = made_by(hass, large.entry)
        stock = Side(hass, await add_stock(hass, rigs[2], wanted), rigs[2])
        for side in (small, large, stock):
            await side.cost(1, 2)
        # As many events from each, of all the cameras that there are.
        shots = 1 if quick else 3
        measured = await rounds(
            floor=lambda: small.cost(FEW, shots * many // FEW),
            camhub=lambda: large.cost(many, shots),
            baseline=lambda: stock.cost(1, 5),
            count=2 if quick else 15,
            baselines=1 if quick else 3,
        )
    return row("cost of one camera's change, 400 cameras vs 10", "µs", 1.2, measured)


async def _set_up(many: int, *, quick: bool) -> Row:
    """Measure what adding a large rig costs, in a Home Assistant of its own each time."""
    with RigProcess(many) as rig:
        wanted: list[Made] = []

        async def first(hass: HomeAssistant) -> None:
            wanted.extend(made_by(hass, await add_camhub(hass, rig)))

        await _cost_of(first)
        measured = await rounds(
            floor=lambda: _cost_of(lambda hass: add_floor(hass, None, wanted)),
            camhub=lambda: _cost_of(lambda hass: add_camhub(hass, rig)),
            baseline=lambda: _cost_of(lambda hass: add_stock(hass, rig, wanted)),
            count=1 if quick else 7,
            baselines=1 if quick else 3,
        )
    return row("set-up of 400 cameras", "s", 1.5, measured)


async def _cost_of(set_up: Callable[[HomeAssistant], Awaitable[Any]]) -> float:
    """Return the seconds of processor time of a set-up, in a new Home Assistant on a new loop."""

    async def live() -> float:
        async with home_assistant(PLATFORMS) as hass:
            gc.collect()
            start = time.process_time()
            await set_up(hass)
            return time.process_time() - start

    return await asyncio.to_thread(asyncio.run, live())
