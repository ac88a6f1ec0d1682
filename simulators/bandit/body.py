"""The camera's body: what it knows and has, which every part of it works on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from simulators.bandit import modes
from simulators.bandit.assumptions import Assumptions
from simulators.bandit.library import Library
from simulators.bandit.notices import Notices
from simulators.bandit.settings import Settings
from simulators.bell import Bell
from simulators.switches import Faults
from simulators.timing import Pace
from simulators.work import Work

LEFT = 51_234
"""Bytes that a full card has left."""


@dataclass(kw_only=True)
class Body:
    """State of one camera; levels in percent, `firmware` and `pending` as (major, minor, revision, build)."""

    assume: Assumptions
    faults: Faults
    random: Random
    pace: Pace
    work: Work
    bell: Bell
    notices: Notices
    settings: Settings
    library: Library
    card_bytes: int
    firmware: tuple[int, int, int, int]
    recorded: Callable[[], tuple[float, int]] = lambda: (0.0, 0)
    pending: tuple[int, int, int, int] = (0, 0, 0, 0)
    ahead: timedelta = timedelta()
    battery: int = 80
    charging: bool = False
    fix: bool = True
    gnss_strength: int = 75
    heart_rate_sensor: bool = False
    cadence_sensor: bool = False
    full: bool = False
    broken: bool = False
    transcoding: int | None = None
    uploads: list[tuple[str, int]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The camera's clock, in UTC."""
        return datetime.now(UTC) + self.ahead

    @property
    def free(self) -> int:
        """Bytes free on the card, what is being recorded taken off."""
        if self.broken:
            return 0
        left = max(self.card_bytes - self.library.size - self.recorded()[1], 0)
        return min(left, LEFT) if self.full else left

    @property
    def usable(self) -> bool:
        """Whether anything can be written on the card."""
        return not self.broken and not self.full and self.free > 0

    def place(self) -> tuple[float, float] | None:
        """Return where the camera is, in degrees, None where it does not know."""
        known = self.fix and self.settings.values["camera"]["gnss_enabled"]
        return (52.376514, 4.908543) if known else None

    def room(self) -> dict[str, Any]:
        """Return what still goes on the card, as status tells it."""
        video, image = self.settings.mode("video"), self.settings.mode("image")
        usable = 0 if self.broken or self.full else self.free
        return {
            "memory_free_bytes": self.free,
            "remaining_time_secs": usable // modes.byte_rate(video),
            "remaining_photos": usable // modes.PHOTO_BYTES[image["resolution"]],
        }
