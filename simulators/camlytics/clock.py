"""The time of the PC that the application runs on, and the two ways in which it is written (section 5)."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from fractions import Fraction
from zoneinfo import ZoneInfo

TICKS = 10_000_000
"""Ticks of the clock in a second: .NET counts 100 ns."""

HOUR = 3600 * TICKS

_GRID = 300
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clocks have no zone
_FORM = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,7})\d*)?)?(Z|[+-]\d\d:?\d\d)?"
)


class Clock:
    """A PC's clock in ticks since 1970 (UTC), and its zone.

    Args:
        zone: the PC's time zone, or its name.
        source: nanoseconds since 1970; the real time unless given.
        speed: seconds that pass on this clock in one of the source's, from now on.
    """

    def __init__(
        self, zone: tzinfo | str = UTC, source: Callable[[], int] | None = None, speed: float = 1.0
    ) -> None:
        self.zone = ZoneInfo(zone) if isinstance(zone, str) else zone
        self.speed = speed
        self.shift = timedelta()
        self._source = source or _real_time
        self._begin = self._source()
        self._set_off = 0

    def now(self) -> int:
        """Return the time in ticks."""
        passed = (self._source() - self._begin) * Fraction(self.speed)
        return (self._begin + int(passed)) // 100 + self._set_off

    def jump(self, seconds: float) -> None:
        """Set the clock by so many seconds, forward or back."""
        self._set_off += round(seconds * TICKS)

    def local(self, ticks: int) -> datetime:
        """Return the wall clock's full second then, with its offset."""
        moment = datetime.fromtimestamp(ticks // TICKS, UTC).astimezone(self.zone)
        if not self.shift:
            return moment
        offset = (moment.utcoffset() or timedelta()) + self.shift
        return moment.astimezone(timezone(offset))

    def column(self, ticks: int) -> str:
        """Return the time as the database keeps and REST tells it: local, in steps of 1/300 s, without offset."""
        wall = self.local(ticks).replace(tzinfo=None)
        step = (ticks % TICKS * _GRID * 2 + TICKS) // (TICKS * 2)
        milliseconds = (step * 20 + 3) // 6
        return _wall(wall + timedelta(milliseconds=milliseconds))

    def offset_time(self, ticks: int) -> str:
        """Return the time as webhooks tell it: local, all seven digits, with the offset."""
        moment = self.local(ticks)
        offset = moment.strftime("%z")
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{ticks % TICKS:07}{offset[:3]}:{offset[3:5]}"

    def parse(self, time: datetime | str) -> int:
        """Return the ticks of a time; one without offset is the wall clock's. Raises ValueError."""
        if isinstance(time, datetime):
            time = time.isoformat()
        wall, fraction, offset = split(time)
        if offset is None:
            moment = wall.replace(tzinfo=self.zone)
            seconds = round(moment.timestamp()) - round(self.shift.total_seconds())
        else:
            seconds = round((wall - _EPOCH - offset).total_seconds())
        return seconds * TICKS + fraction

    def has_offset(self, text: str) -> bool:
        """Tell whether a written time has an offset. Raises ValueError."""
        return split(text)[2] is not None

    def parse_column(self, text: str) -> str:
        """Return what times in the database are compared with for a time in a question. Raises ValueError."""
        wall, fraction, offset = split(text)
        if offset is not None:
            ticks = self.parse(text)
            wall = self.local(ticks).replace(tzinfo=None)
        return f"{wall:%Y-%m-%dT%H:%M:%S}.{fraction:07}"


def split(text: str) -> tuple[datetime, int, timedelta | None]:
    """Return a written time's wall clock, the ticks of its fraction, and its offset if it has one. Raises ValueError."""
    if (found := _FORM.fullmatch(text)) is None:
        raise ValueError(f"not a time: {text!r}")
    date, clock, digits, zone = found.groups()
    wall = datetime.fromisoformat(f"{date}T{clock or '00:00'}")
    offset = None
    if zone == "Z":
        offset = timedelta()
    elif zone:
        sign = -1 if zone[0] == "-" else 1
        offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return wall, int((digits or "").ljust(7, "0")), offset


def _real_time() -> int:
    # Looked up each time, for tests that stop the time.
    return time.time_ns()


def _wall(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06}0"
