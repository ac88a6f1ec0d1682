"""How long a camera takes for what it does, in seconds at its usual pace."""

import asyncio
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds of each step; all are multiplied by the camera's `delays`."""

    rec_mode: float = 1.0
    mode: float = 0.6
    setting: float = 0.1
    expose: float = 1.5
    save: float = 0.6
    idle: float = 0.3
    patience: float = 15.0
    focus: float = 0.5
    zoom: float = 0.1
    start: float = 0.5
    stop: float = 0.3
    keep: float = 1.0
    burst: float = 0.3
    liveview: float = 0.3
    function: float = 1.5
    delete: float = 0.5
    restart: float = 3.0


class Pace:
    """Waits of a camera, `delays` times as long as a real one's."""

    def __init__(self, delays: float, timing: Timing | None = None) -> None:
        """Fix the pace; 0 leaves only turns of the loop."""
        self._delays = delays
        self._timing = timing or Timing()
        self._names = {field.name for field in fields(Timing)}

    def seconds(self, step: str) -> float:
        """Return how long the step of that name takes."""
        assert step in self._names, step
        return float(getattr(self._timing, step)) * self._delays

    async def wait(self, step: str, extra: float = 0.0) -> None:
        """Wait for a step and `extra` seconds of camera time on top of it."""
        await asyncio.sleep(self.seconds(step) + extra * self._delays)
