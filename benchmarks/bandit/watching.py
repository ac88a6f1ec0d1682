"""Cameras, Home Assistant with camhub, and browsers: live view, what a camera tells, and a large file."""

import asyncio
import gc
import time
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from random import Random
from statistics import median
from unittest.mock import patch

from aiohttp import web
from homeassistant.components.http.auth import async_sign_path
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity

from benchmarks.bandit.floor import bare_entities
from benchmarks.bandit.stock import stock_entities
from benchmarks.bandit.world import Known, World
from benchmarks.home import Arrivals, add_entry, add_integration, home_assistant
from benchmarks.rows import Round, Row, rounds, row
from custom_components.camhub.const import CONF_SYSTEM, DOMAIN, PLATFORMS
from custom_components.camhub.library import Place
from custom_components.camhub.link.library import Rendition
from custom_components.camhub.protocols.bandit.items import video_id

SIZE = 256 * 1024 * 1024
QUICK_SIZE = 4 * 1024 * 1024

ALLOWED = 16.0
"""Megabytes that may be held on a file's way, however large it is."""

_LINGER = 0.1
"""Seconds that camhub's live view outlives its viewers here, so that the next side need not wait."""

_SETTLE = 0.2

type Make = Callable[[HomeAssistant, ConfigEntry, int], Awaitable[Mapping[str, list[Entity]]]]


async def measure(*, quick: bool) -> list[Row]:
    """Measure live view, the way of what a camera tells, and a download."""
    size = QUICK_SIZE if quick else SIZE
    async with AsyncExitStack() as stack:
        stack.enter_context(patch("custom_components.camhub.pictures.LINGER", _LINGER))
        world = stack.enter_context(World(3, size))
        cameras = world.greeting
        hass = await stack.enter_async_context(home_assistant(PLATFORMS))
        entries = (
            await _add(hass, "bare", bare_entities, cameras[0]),
            await _add_camhub(hass, cameras[1]),
            await _add(hass, "stock", stock_entities, cameras[2]),
        )
        site = await stack.enter_async_context(_served(hass))
        place = Place(entries[1].entry_id, cameras[1].serial, video_id(cameras[1].video))
        signed = async_sign_path(
            hass, place.url(Rendition.ORIGINAL), timedelta(hours=1), use_content_user=True
        )
        files = (f"/api/bare/{cameras[0].video}", signed, f"/api/stock/{cameras[2].video}")
        sides = tuple(
            Side(hass, world, site, number, entry, file, size)
            for number, (entry, file) in enumerate(zip(entries, files, strict=True))
        )
        return [
            *await _live_view(sides, quick=quick),
            await _recordings(sides, quick=quick),
            *await _downloads(sides, quick=quick),
        ]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: an entry in Home Assistant, and the camera that it alone knows."""

    hass: HomeAssistant
    world: World
    site: str
    camera: int
    entry: ConfigEntry
    file: str
    size: int
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

    async def watched(self, seconds: float) -> float:
        """Return the microseconds of processor time that each frame costs that comes to a browser.

        How many milliseconds are between its frames is appended to `paces`.
        """
        entity_id = self.entity_id("camera")
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        token = state.attributes["access_token"]
        await self.world.watch(f"{self.site}/api/camera_proxy_stream/{entity_id}?token={token}")
        # Home Assistant sends the first frame twice.
        await asyncio.sleep(_SETTLE)
        gc.collect()
        start = time.process_time()
        counted = await self.world.count(seconds)
        taken = time.process_time() - start
        await self.world.leave()
        assert [*counted.upstreams].index(True) == self.camera, counted
        assert sum(counted.upstreams) == 1, counted
        self.paces.append(seconds / counted.frames * 1000)
        return taken / counted.frames * 1e6

    async def recorded(self, times: int) -> float:
        """Return the median of the milliseconds from the record button to the state."""
        entity_id = self.entity_id("binary_sensor", "_recording")
        taken = list[float]()
        for _ in range(times):
            # The baseline asks each second: at which moment of it is left to chance.
            await asyncio.sleep(self.random.uniform(0.2, 1.2))
            taken.append(await self._pressed(entity_id))
            await self._pressed(entity_id)
        return median(taken)

    async def _pressed(self, entity_id: str) -> float:
        came = list[int]()
        arrivals = Arrivals(self.hass, [entity_id], 1, lambda _: came.append(time.monotonic_ns()))
        pressed = await self.world.press(self.camera)
        await arrivals.all()
        return (came[0] - pressed) / 1e6

    async def downloaded(self) -> float:
        """Return the seconds that the file takes."""
        fetched = await self.world.fetch(self.site + self.file)
        assert fetched.size == self.size, fetched
        return fetched.seconds

    async def held(self) -> float:
        """Return the megabytes that Python holds more than before, at most, while the file is on its way."""
        gc.collect()
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            await self.downloaded()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        return (peak - before) / 1e6


type Sides = tuple[Side, ...]


async def _live_view(sides: Sides, *, quick: bool) -> list[Row]:
    """Measure what live view costs and how steadily it comes."""
    floor, camhub, stock = sides
    for side in sides:
        await side.watched(0.5)
        side.paces.clear()
    seconds = 0.5 if quick else 2.0
    cost = await rounds(
        floor=lambda: floor.watched(seconds),
        camhub=lambda: camhub.watched(seconds),
        baseline=lambda: stock.watched(seconds),
        count=1 if quick else 9,
        baselines=1 if quick else 3,
    )
    pace = [Round(*one) for one in zip_longest(floor.paces, camhub.paces, stock.paces)]
    return [
        row("viewfinder to a browser, CPU per frame delivered", "µs", 1.5, cost),
        row("viewfinder to a browser, time between frames", "ms", 1.1, pace),
    ]


async def _recordings(sides: Sides, *, quick: bool) -> Row:
    """Measure how long it takes from the camera's own button to the state that shows it."""
    floor, camhub, stock = sides
    for side in sides:
        await side.recorded(1)
    times = 1 if quick else 5
    measured = await rounds(
        floor=lambda: floor.recorded(times),
        camhub=lambda: camhub.recorded(times),
        baseline=lambda: stock.recorded(times),
        count=1 if quick else 7,
        baselines=1 if quick else 3,
    )
    return row("record button to entity state", "ms", 2.0, measured)


async def _downloads(sides: Sides, *, quick: bool) -> list[Row]:
    """Measure a file's way: how long it takes, and what is held; the floor of that is what is allowed."""
    floor, camhub, stock = sides
    for side in sides[:2]:
        await side.downloaded()

    async def allowed() -> float:
        return ALLOWED

    taken = await rounds(
        floor=floor.downloaded,
        camhub=camhub.downloaded,
        baseline=stock.downloaded,
        count=1 if quick else 7,
        baselines=1,
    )
    held = await rounds(
        floor=allowed,
        camhub=camhub.held,
        baseline=stock.held,
        count=1 if quick else 3,
        baselines=1,
    )
    name = f"download of {floor.size // 1024**2} MB through Home Assistant"
    return [
        row(name, "s", 1.2, taken),
        row("memory held on its way, at most", "MB", 1.0, held),
    ]


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


async def _add_camhub(hass: HomeAssistant, camera: Known) -> ConfigEntry:
    data = {
        CONF_SYSTEM: "bandit",
        "host": "127.0.0.1",
        "port": camera.port,
        "serial": camera.serial,
    }
    return await add_entry(hass, DOMAIN, data)


async def _add(hass: HomeAssistant, domain: str, make: Make, camera: Known) -> ConfigEntry:
    async def entities(hass: HomeAssistant, entry: ConfigEntry) -> Mapping[str, list[Entity]]:
        return await make(hass, entry, camera.port)

    add_integration(hass, domain, ["camera", "binary_sensor"], entities)
    return await add_entry(hass, domain, {})
