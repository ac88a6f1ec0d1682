"""How long the camera takes for what it does, in seconds at its usual pace."""

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
