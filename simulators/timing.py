"""How fast a simulated camera is: the waits of its steps, all at one pace."""

import asyncio


class Pace:
    """Waits of a camera, `delays` times as long as a real one's."""

    def __init__(self, delays: float, timing: object) -> None:
        """Fix the pace, 0 leaving only turns of the loop; `timing` has the seconds of each step by its name."""
        self._delays = delays
        self._timing = timing

    def seconds(self, step: str) -> float:
        """Return how long the step of that name takes."""
        return float(getattr(self._timing, step)) * self._delays

    async def wait(self, step: str, extra: float = 0.0) -> None:
        """Wait for a step and `extra` seconds of camera time on top of it."""
        await self.rest(float(getattr(self._timing, step)) + extra)

    async def rest(self, seconds: float) -> None:
        """Wait for seconds of camera time."""
        await asyncio.sleep(seconds * self._delays)
