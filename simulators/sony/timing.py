"""How long a camera takes for what it does, in seconds at its usual pace."""

from dataclasses import dataclass


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
