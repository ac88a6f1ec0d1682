"""From an event to its states, by long poll and by webhook: how long it takes and what it costs."""

from itertools import zip_longest

from benchmarks.camlytics.side import Side
from benchmarks.camlytics.site import site
from benchmarks.rows import Round, Row, rounds, row


async def measure(*, quick: bool) -> list[Row]:
    """Measure both ways."""
    async with site() as sides:
        polling, called = await sides.camhub_polling(), await sides.camhub_called()
        trigger, automation = await sides.template(), await sides.automation()
        bare_poll, sensor = await sides.floor_polling(), await sides.sensor()
        bare_hook, coordinator = await sides.floor_called(), await sides.coordinator()
        return [
            *await _latency("webhook", trigger, called, automation, quick=quick),
            *await _latency("long poll", bare_poll, polling, sensor, quick=quick),
            await _cost("webhook", bare_hook, called, trigger, quick=quick),
            await _cost("long poll", bare_poll, polling, coordinator, quick=quick),
        ]


async def _latency(way: str, floor: Side, camhub: Side, usual: Side, *, quick: bool) -> list[Row]:
    """Measure how long it takes from an event to its state."""
    count = 50 if quick else 300
    await rounds(
        floor=lambda: floor.latency(count),
        camhub=lambda: camhub.latency(count),
        baseline=lambda: usual.latency(count),
        count=1 if quick else 5,
        baselines=1 if quick else 2,
    )
    middles = [Round(*one) for one in zip_longest(floor.middles, camhub.middles, usual.middles)]
    tails = [Round(*one) for one in zip_longest(floor.tails, camhub.tails, usual.tails)]
    return [
        row(f"{way} to entity state, p50", "ms", 2.0, middles),
        row(f"{way} to entity state, p99", "ms", 2.0, tails),
    ]


async def _cost(way: str, floor: Side, camhub: Side, usual: Side, *, quick: bool) -> Row:
    """Measure what an event costs."""
    count = 50 if quick else 500
    measured = await rounds(
        floor=lambda: floor.cost(count),
        camhub=lambda: camhub.cost(count),
        baseline=lambda: usual.cost(count),
        count=1 if quick else 7,
        baselines=1 if quick else 2,
    )
    return row(f"{way} at 500 events/s, CPU per event", "µs", 2.0, measured)
