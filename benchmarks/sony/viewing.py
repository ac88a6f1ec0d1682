"""A camera, Home Assistant with camhub, and browsers: what they get of live view, and of a shot."""

import asyncio
import gc
import time
import tracemalloc
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from random import Random
from statistics import median
from unittest.mock import patch

from aiohttp import web
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity

from benchmarks.home import Arrivals, add_entry, add_integration, home_assistant
from benchmarks.rows import Round, Row, rounds, row
from benchmarks.sony.floor import bare_entities
from benchmarks.sony.parsing import FRAME
from benchmarks.sony.stock import stock_entities
from benchmarks.sony.world import World
from custom_components.camhub.const import CONF_SYSTEM, DOMAIN, PLATFORMS

MANY = 8
STALLED = 4

_LINGER = 0.1
"""Seconds that camhub's live view outlives its viewers here, so that the next side need not wait."""

_SETTLE = 0.2
_SAMPLES = 25
_FRAME_TIME = 0.04


async def measure(*, quick: bool) -> list[Row]:
    """Measure live view to one and to many, to some who do not read, and the way of a shot."""
    async with AsyncExitStack() as stack:
        stack.enter_context(patch("custom_components.camhub.pictures.LINGER", _LINGER))
        world = stack.enter_context(World(3))
        hass = await stack.enter_async_context(home_assistant(PLATFORMS))
        entries = (
            await _add_floor(hass, world.ports[0]),
            await _add_camhub(hass, world.ports[1]),
            await _add_stock(hass, world.ports[2], world.mjpeg),
        )
        site = await stack.enter_async_context(_served(hass))
        # The baseline watches a camera that speaks MJPEG, and is none of these.
        upstreams = ((1, 0, 0), (0, 1, 0), (0, 0, 0))
        sides = tuple(
            Side(hass, world, site, number, *side)
            for number, side in enumerate(zip(entries, upstreams, strict=True))
        )
        return [
            *await _live_view(sides, 1, "a browser", quick=quick),
            *await _live_view(sides, MANY, f"{MANY} browsers", quick=quick),
            await _memory(sides, quick=quick),
            await _shots(sides, quick=quick),
        ]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: an entry in Home Assistant, and the camera that it alone knows."""

    hass: HomeAssistant
    world: World
    site: str
    camera: int
    entry: ConfigEntry
    upstreams: tuple[int, ...]
    """The streams that each camera sends while somebody looks at this one, however many they are."""
    paces: list[float] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(7))

    def entity_id(self, platform: str, ending: str = "") -> str:
        """Return the entity of a platform whose unique id ends like that."""
        registry = er.async_get(self.hass)
        return next(
            entity.entity_id
            for entity in er.async_entries_for_config_entry(registry, self.entry.entry_id)
            if entity.domain == platform and entity.unique_id.endswith(ending)
        )

    @property
    def url(self) -> str:
        """Where a browser finds the moving picture."""
        entity_id = self.entity_id("camera")
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        token = state.attributes["access_token"]
        return f"{self.site}/api/camera_proxy_stream/{entity_id}?token={token}"

    async def watched(self, viewers: int, seconds: float) -> float:
        """Return the microseconds of processor time that each frame costs that comes to a viewer.

        How many milliseconds are between a viewer's frames is appended to `paces`.
        """
        await self.world.watch(self.url, viewers)
        # Home Assistant sends the first frame twice.
        await asyncio.sleep(_SETTLE)
        gc.collect()
        start = time.process_time()
        counted = await self.world.count(seconds)
        taken = time.process_time() - start
        await self.world.leave()
        assert counted.upstreams == self.upstreams, counted
        self.paces.append(seconds * viewers / counted.frames * 1000)
        return taken / counted.frames * 1e6

    async def stalled(self, patience: float) -> float:
        """Return the kilobytes that a viewer takes who has stopped reading, beside one who has not."""
        tracemalloc.start()
        try:
            await self.world.watch(self.url, 1)
            before = await _traced()
            await self.world.watch(self.url, STALLED, stalled=True)
            await self.world.count(patience)
            after = await _traced()
            await self.world.leave()
        finally:
            tracemalloc.stop()
        return (after - before) / STALLED / 1000

    async def shot(self, times: int) -> float:
        """Return the median of the milliseconds from the shutter to the event."""
        came, taken = list[int](), list[float]()

        def changed(_: str) -> None:
            came.append(time.monotonic_ns())

        for _ in range(times):
            await asyncio.sleep(self.random.uniform(0.2, 1.2))
            came.clear()
            arrivals = Arrivals(self.hass, [self.entity_id("event", "_photo")], 1, changed)
            pressed = await self.world.press(self.camera)
            await arrivals.all()
            taken.append((came[0] - pressed) / 1e6)
        return median(taken)


type Sides = tuple[Side, ...]


async def _live_view(sides: Sides, viewers: int, who: str, *, quick: bool) -> list[Row]:
    """Measure what live view costs and how steadily it comes."""
    floor, camhub, stock = sides
    for side in sides:
        await side.watched(viewers, 0.5)
        side.paces.clear()
    seconds = 0.5 if quick else 2.0
    cost = await rounds(
        floor=lambda: floor.watched(viewers, seconds),
        camhub=lambda: camhub.watched(viewers, seconds),
        baseline=lambda: stock.watched(viewers, seconds),
        count=1 if quick else 9,
        baselines=1 if quick else 3,
    )
    paces = zip_longest(floor.paces, camhub.paces, stock.paces)
    pace = [Round(*measured) for measured in paces]
    return [
        row(f"live view to {who}, CPU per frame delivered", "µs", 1.5, cost),
        row(f"live view to {who}, time between frames", "ms", 1.1, pace),
    ]


async def _memory(sides: Sides, *, quick: bool) -> Row:
    """Measure what Home Assistant holds for those who do not read; the floor is one frame."""
    _, camhub, stock = sides
    patience = 1.0 if quick else 10.0

    async def one_frame() -> float:
        return FRAME / 1000

    measured = await rounds(
        floor=one_frame,
        camhub=lambda: camhub.stalled(patience),
        baseline=lambda: stock.stalled(patience),
        count=1 if quick else 3,
        baselines=1,
    )
    return row(f"memory of a stalled viewer, {STALLED} of them", "kB", 2.0, measured)


async def _shots(sides: Sides, *, quick: bool) -> Row:
    """Measure how long a shot takes from the camera's own button to the event."""
    floor, camhub, stock = sides
    for side in sides:
        await side.shot(1)
    shots = 1 if quick else 5
    measured = await rounds(
        floor=lambda: floor.shot(shots),
        camhub=lambda: camhub.shot(shots),
        baseline=lambda: stock.shot(shots),
        count=1 if quick else 7,
        baselines=1 if quick else 3,
    )
    return row("shutter to photo event", "ms", 2.0, measured)


async def _traced() -> float:
    """Return the bytes that Python holds, as a rule and not at one moment of a frame's way."""
    sizes = []
    gc.collect()
    for _ in range(_SAMPLES):
        await asyncio.sleep(_FRAME_TIME / 3)
        sizes.append(tracemalloc.get_traced_memory()[0])
    return median(sizes)


@asynccontextmanager
async def _served(hass: HomeAssistant) -> AsyncIterator[str]:
    """Serve Home Assistant's pages on any free port of this machine alone."""
    runner = web.AppRunner(hass.http.app, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _add_camhub(hass: HomeAssistant, port: int) -> ConfigEntry:
    data = {CONF_SYSTEM: "sony", "host": "127.0.0.1", "port": port}
    return await add_entry(hass, DOMAIN, data)


async def _add_floor(hass: HomeAssistant, port: int) -> ConfigEntry:
    async def make(hass: HomeAssistant, entry: ConfigEntry) -> Mapping[str, list[Entity]]:
        return await bare_entities(hass, entry, port)

    add_integration(hass, "bare", ["camera", "event"], make)
    return await add_entry(hass, "bare", {})


async def _add_stock(hass: HomeAssistant, port: int, mjpeg: str) -> ConfigEntry:
    async def make(hass: HomeAssistant, entry: ConfigEntry) -> Mapping[str, list[Entity]]:
        return await stock_entities(hass, entry, port, mjpeg)

    add_integration(hass, "stock", ["camera", "event"], make)
    return await add_entry(hass, "stock", {})
