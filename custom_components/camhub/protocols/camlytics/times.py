"""How the application writes times, and the hours and days that its counts belong to. No clock.

REST tells the wall clock of the installation without an offset, webhooks tell it with one; both
have seven digits behind the second, which is what .NET counts in.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from ...link.errors import BadData

HOUR = 3600.0
"""Seconds of an hour."""

_LONGEST = 64
_FIRST, _LAST = 1970, 9998
_FORM = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d*))?(Z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)


def parse(text: str) -> datetime:
    """Return a time as it is written, aware where it has an offset; what is finer than 1 µs is cut.

    Raises BadData for what is no time, and for years that no event can be of: .NET writes the year
    1 where it knows no time.
    """
    return _split(text)[0]


def utc(text: str, zone: tzinfo) -> float:
    """Return the seconds since 1970 of a time; one without offset is the wall clock's of `zone`.

    Of a time that the wall clock shows twice it is the first, and one that it leaves out is
    counted on from the hour before. Raises BadData as `parse` does.
    """
    moment, ticks = _split(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.replace(microsecond=0).timestamp() + ticks / 10_000_000


def wire_time(moment: float, zone: tzinfo) -> str:
    """Return seconds since 1970 as REST writes them: the wall clock of `zone`, seven digits, no offset."""
    wall = datetime.fromtimestamp(moment, UTC).astimezone(zone).replace(tzinfo=None)
    return f"{wall.isoformat(timespec='microseconds')}0"


def hour(moment: float) -> float:
    """Return when the hour of a moment began: hours are those of UTC, whatever the zone."""
    return moment // HOUR * HOUR


def midnight(now: float, zone: tzinfo) -> float:
    """Return when the day began on the wall clock of `zone`, in seconds since 1970."""
    return _begin(_date(now, zone), zone)[0]


def next_midnight(now: float, zone: tzinfo) -> float:
    """Return when the next day begins on the wall clock of `zone`: always later than now."""
    first, again = _begin(_date(now, zone) + timedelta(days=1), zone)
    return first if first > now else again


def _date(moment: float, zone: tzinfo) -> date:
    return datetime.fromtimestamp(moment, zone).date()


@lru_cache(maxsize=64)
def _begin(day: date, zone: tzinfo) -> tuple[float, float]:
    """Return when a day begins, and again where the clock is set back over midnight."""
    start = datetime.combine(day, time(), zone)
    return start.timestamp(), start.replace(fold=1).timestamp()


def _split(text: str) -> tuple[datetime, int]:
    """Return a written time, and its fraction of a second in 100 ns."""
    if len(text) > _LONGEST or (found := _FORM.fullmatch(text)) is None:
        raise BadData("not a time")
    day, clock, digits, offset = found.groups("")
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}.{digits[:6]:0<6}{offset}")
    except ValueError:
        raise BadData("not a time") from None
    if not _FIRST <= moment.year <= _LAST:
        raise BadData("a time of no event")
    return moment, int(f"{digits[:7]:0<7}")
