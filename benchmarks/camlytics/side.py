"""One side of a comparison: what an event costs there, and how long it takes to its state."""

import asyncio
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers.event import async_track_state_change_event

from benchmarks.camlytics.apps import Apps, Script, Step
from benchmarks.home import PATIENCE, Arrivals

CALM = 200.0
"""Events a second at which the time to the state is measured."""

BUSY = 500.0
"""Events a second at which the cost is measured."""

_SETTLE = 0.3

_WARM = 400
"""Events until everything has happened that can."""

type Number = Callable[[State], object]
"""Returns the number of the object whose event a state shows."""


def number_of_event(state: State) -> object:
    """Return what an event entity tells."""
    return state.attributes.get("object_id")


def number_of_state(state: State) -> object:
    """Return what a state of its own tells."""
    return state.state


@dataclass(frozen=True, slots=True)
class Side:
    """A way from an application to `entity_ids`, of which one changes with each event.

    `app` is the application that this side alone hears, `way` how: `rest` or `webhook`. `latest`
    says that of several events only the newest is shown.
    """

    hass: HomeAssistant
    apps: Apps
    script: Script
    app: int
    way: str
    entity_ids: list[str]
    number: Number = number_of_event
    latest: bool = False
    middles: list[float] = field(default_factory=list)
    tails: list[float] = field(default_factory=list)

    async def cost(self, count: int) -> float:
        """Return the microseconds of processor time that an event of the scene costs."""
        done = 0.0

        def changed(_: str) -> None:
            nonlocal done
            done = time.process_time()

        steps = self.script.scene(count)
        arrivals = Arrivals(self.hass, self.entity_ids, count, changed)
        gc.collect()
        start = time.process_time()
        self.apps.play(self.app, steps, BUSY, self.way)
        await arrivals.all()
        await self.apps.played()
        return (done - start) / count * 1e6

    async def latency(self, count: int) -> float:
        """Return the median of the milliseconds from an event to its state.

        It is appended to `middles` too, and the 99th percentile to `tails`.
        """
        steps = self.script.crossings(count)
        seen = await self._seen(steps)
        raised = await self.apps.played()
        taken = [(seen[step.object_id] - at) / 1e6 for step, at in zip(steps, raised, strict=True)]
        self.middles.append(median(taken))
        self.tails.append(quantiles(taken, n=100)[-1])
        return self.middles[-1]

    async def _seen(self, steps: list[Step]) -> dict[int, int]:
        """Have events raised; return when each was shown, by the number of its object."""
        missing = dict.fromkeys(step.object_id for step in steps)
        seen: dict[int, int] = {}
        all_seen = asyncio.Event()

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            now = time.monotonic_ns()
            state = event.data["new_state"]
            number = int(str(self.number(state))) if state else 0
            if number not in missing:
                return
            # Where one is shown too late, it is not before one that came later.
            for one in [one for one in missing if one <= number] if self.latest else [number]:
                del missing[one]
                seen[one] = now
            if not missing:
                all_seen.set()

        stop = async_track_state_change_event(self.hass, self.entity_ids, changed)
        gc.collect()
        self.apps.play(self.app, steps, CALM, self.way)
        try:
            async with asyncio.timeout(PATIENCE):
                await all_seen.wait()
        finally:
            stop()
        return seen

    async def warm_up(self) -> None:
        """Have everything happen once."""
        self.apps.play(self.app, self.script.scene(_WARM), BUSY, self.way)
        await self.apps.played()
        await asyncio.sleep(_SETTLE)
