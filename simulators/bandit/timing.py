"""How long the camera takes for what it does, in seconds at its usual pace."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds of each step; all are multiplied by the camera's `delays`."""

    start: float = 0.5
    stop: float = 0.6
    expose: float = 0.4
    save: float = 0.4
    burst: float = 0.1
    viewfinder: float = 0.3
    transcode: float = 2.0
    together: float = 0.3
    power: float = 1.0


class Pace:
    """Waits of a camera, `delays` times as long as a real one's."""

    def __init__(self, delays: float) -> None:
        """Fix the pace; 0 leaves only turns of the loop."""
        self._delays = delays
        self._timing = Timing()

    def seconds(self, step: str) -> float:
        """Return how long the step of that name takes."""
        return float(getattr(self._timing, step)) * self._delays

    async def wait(self, step: str) -> None:
        """Wait for a step."""
        await asyncio.sleep(self.seconds(step))

    async def rest(self, seconds: float) -> None:
        """Wait for seconds of the camera's own settings, an interval for one."""
        await asyncio.sleep(seconds * self._delays)
