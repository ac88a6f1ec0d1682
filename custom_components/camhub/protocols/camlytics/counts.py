"""How often something happened: hour by hour for the history, and today, yesterday and last hour.

Events are counted one by one, each at its own time. What could not be seen is *told* in one: an
aggregate says how often it was in an hour or a day, the totals how often since midnight. What is
told of a time and was not counted there is its *surplus*: an event of that time that comes later
takes one off it, one that happened after it was told counts on top. An hour that is told takes off
what a day has too much. Nobody knows when in its time a surplus happened, so the history shows it
at the end: that of an hour in its hour, that of the day until now in the hour that now is.

Hours of the history are those of UTC; days, and the hour before this one, are those of a zone,
which may be half or three quarters of an hour off. So quarters of an hour are counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import repeat
from math import ceil, floor, inf, isfinite
from operator import attrgetter
from typing import Any

from . import times

type Subject = tuple[str, str, str]
"""What is counted: a channel, and `rule` with its id, or `type` with the kind of event."""

MAX_SUBJECTS = 20_000
"""How many subjects are counted; what comes beyond is not."""

DAYS = 14
"""Days that are kept hour by hour; what is older is in the sum alone."""

_QUARTER = 900
_PER_HOUR = 4
_WINDOW = DAYS * 24 * _PER_HOUR
_FINE = 3 * 24 * _PER_HOUR
"""Quarters of an hour that are kept as such: more than today and yesterday ever have."""

_MAX_QUARTERS = 2_000
_MAX_TOLD = 1_000
"""Quarters of an hour and tellings that are kept of a subject: more than there are honest ones."""

_SLACK = 60.0
"""Seconds by which a telling may begin or end beside the hour that it means."""


@dataclass(slots=True)
class _Telling:
    """What was told of the time from `start` until `until`, beyond what was counted there."""

    start: float
    until: float
    surplus: int

    @property
    def place(self) -> int:
        """Return the quarter of an hour in which the history shows it."""
        return ceil(self.until / _QUARTER) - 1


@dataclass(slots=True)
class _Series:
    """The counts of one subject.

    `own` is what was counted in each quarter of an hour, `base` what is older than all of them.
    `told` is in the order in which an event is taken off it. `known` is since when nothing is
    missing, where something was told of the time before we began.
    """

    base: int = 0
    own: dict[int, int] = field(default_factory=dict)
    told: list[_Telling] = field(default_factory=list)
    known: float | None = None

    def between(self, start: float, end: float, longest: float) -> int:
        """Return how often it was from one moment until before another.

        What was told of a time longer than `longest` is no part of it.
        """
        first, last = floor(start / _QUARTER), floor(end / _QUARTER)
        counted = sum(map(self.own.get, range(first, last), repeat(0)))
        for telling in self.told:
            if first <= telling.place < last and telling.until - telling.start <= longest:
                counted += telling.surplus
        return counted

    def hours(self) -> dict[int, int]:
        """Return how often it was in each hour, in order."""
        hours: dict[int, int] = {}
        for quarter, count in self.own.items():
            hours[quarter // _PER_HOUR] = hours.get(quarter // _PER_HOUR, 0) + count
        for telling in self.told:
            hour = telling.place // _PER_HOUR
            hours[hour] = hours.get(hour, 0) + telling.surplus
        return dict(sorted(hours.items()))

    def fold(self, oldest: int, fine: int) -> None:
        """Put what is older than a quarter of an hour into the sum, and older ones into hours."""
        for quarter in [quarter for quarter in self.own if quarter < fine]:
            if quarter < oldest:
                self.base += self.own.pop(quarter)
            elif quarter % _PER_HOUR:
                count, hour = self.own.pop(quarter), quarter - quarter % _PER_HOUR
                self.own[hour] = self.own.get(hour, 0) + count
        self.base += sum(telling.surplus for telling in self.told if telling.place < oldest)
        self.told = [telling for telling in self.told if telling.place >= oldest]


class Counts:
    """Counts events of rules and types."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._series: dict[Subject, _Series] = {}
        self._begun: float | None = None
        self._oldest: int | None = None
        self._changed: dict[Subject, int] = {}

    def begin(self, moment: float) -> None:
        """Note that every event from a moment on is counted; else it is from the first one on."""
        self._begun = moment if self._begun is None else min(self._begun, moment)

    def add(self, subject: Subject, moment: float) -> None:
        """Count an event at its own time, in epoch seconds.

        One that is older than what is kept is counted in the oldest hour.
        """
        if (series := self._of(subject)) is None:
            return
        if self._begun is None:
            self._begun = moment
        quarter = floor(moment / _QUARTER)
        if self._oldest is not None:
            quarter = max(quarter, self._oldest)
        if quarter not in series.own and len(series.own) >= _MAX_QUARTERS:
            quarter = next(iter(series.own))
        series.own[quarter] = series.own.get(quarter, 0) + 1
        self._change(subject, quarter)
        for telling in series.told:
            if telling.start <= moment < telling.until:
                self._take(subject, series, telling, 1)
                break

    def told_hour(self, subject: Subject, start: float, count: int) -> None:
        """Take how often it was in an hour.

        Its start is that of an hour within a minute in any zone, else that of the nearest one.
        """
        whole = round(start / _QUARTER) * _QUARTER
        if abs(start - whole) > _SLACK:
            whole = round(start / times.HOUR) * round(times.HOUR)
        self._tell(subject, whole, whole + times.HOUR, count)

    def told_day(
        self, subject: Subject, start: float, count: int, until: float | None = None
    ) -> None:
        """Take how often it was in a day, or from its beginning until now.

        `until` is when it was told where the day is not over: what comes later counts on top. What
        is told of a time that is older than what is kept is too late.
        """
        start = round(start / _QUARTER) * _QUARTER
        self._tell(subject, start, start + 24 * times.HOUR if until is None else until, count)

    def settle(self, since: float) -> None:
        """Drop what was told of the time since a moment: every event of it has been counted."""
        self.begin(since)
        for subject, series in self._series.items():
            kept = []
            for telling in series.told:
                if telling.until > since:
                    self._leave(subject, series, telling.place)
                    telling.until = since
                if telling.until > telling.start:
                    self._change(subject, telling.place)
                    kept.append(telling)
            series.told = kept

    def forget(self, channel: str) -> None:
        """Forget what was counted of a channel."""
        for subject in [subject for subject in self._series if subject[0] == channel]:
            del self._series[subject]
            self._changed.pop(subject, None)

    def today(self, subject: Subject, now: float, zone: tzinfo) -> int | None:
        """Return how often it was today, or since counting began; None where it has not begun."""
        if self.counted_since(subject, now, zone) is None:
            return None
        return self._between(subject, times.midnight(now, zone), times.next_midnight(now, zone))

    def yesterday(self, subject: Subject, now: float, zone: tzinfo) -> int | None:
        """Return how often it was yesterday; None where that was not counted as a whole."""
        end = times.midnight(now, zone)
        return self._over(subject, times.midnight(end - 1, zone), end)

    def last_hour(self, subject: Subject, now: float, zone: tzinfo = UTC) -> int | None:
        """Return how often it was in the last hour of the clock that is over, as `yesterday`."""
        offset = times.midnight(now, zone) % times.HOUR
        end = times.hour(now - offset) + offset
        return self._over(subject, end - times.HOUR, end, longest=times.HOUR)

    def counted_since(self, subject: Subject, now: float, zone: tzinfo) -> float | None:
        """Return since when `today` is counted: midnight, or later on the day it began."""
        known = self._known(self._series.get(subject))
        if known is None or known > now:
            return None
        return max(known, times.midnight(now, zone))

    def tallies(self, now: float) -> list[tuple[Subject, list[tuple[float, int, int]]]]:
        """Return what changed in hours that are over, once: of each subject, from there on.

        An hour is its start in epoch seconds, how often it was in it, and how often from the
        beginning through its end. Hours without anything are left out unless they had something.
        """
        current = floor(now / times.HOUR)
        result = []
        for subject, first in [*self._changed.items()]:
            if first >= current:
                continue
            series = self._series[subject]
            rows, total, later = [], series.base, False
            for hour, count in series.hours().items():
                total += count
                if hour >= current:
                    later = True
                elif hour >= first:
                    rows.append((hour * times.HOUR, count, total))
            if rows:
                result.append((subject, rows))
            if later:
                self._changed[subject] = current
            else:
                del self._changed[subject]
        self._fold(current * _PER_HOUR)
        return result

    def dump(self) -> dict[str, Any]:
        """Return what has to survive a restart, as plain JSON values."""
        return {
            "begun": self._begun,
            "oldest": self._oldest,
            "subjects": [
                {
                    "subject": list(subject),
                    "base": series.base,
                    "own": [*_flattened(series.own)],
                    "told": [[t.start, t.until, t.surplus] for t in series.told],
                    "known": series.known,
                    "changed": self._changed.get(subject),
                }
                for subject, series in self._series.items()
            ],
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Bring back what `dump` returned, in place of what is known.

        Raises KeyError, TypeError or ValueError where it is not that, and nothing is brought back.
        """
        fresh = Counts()
        fresh._begun = _moment(saved["begun"])
        fresh._oldest = None if saved["oldest"] is None else _whole(saved["oldest"])
        for row in saved["subjects"]:
            channel, what, name = row["subject"]
            told = [_Telling(_real(a), _real(b), _whole(n)) for a, b, n in row["told"]]
            series = _Series(_whole(row["base"]), _spread(row["own"]), told, _moment(row["known"]))
            subject = (str(channel), str(what), str(name))
            fresh._series[subject] = series
            if row["changed"] is not None:
                fresh._changed[subject] = _whole(row["changed"])
        self.__dict__.update(fresh.__dict__)

    def _of(self, subject: Subject) -> _Series | None:
        """Return the counts of a subject, which may be new; None where there is no room for it."""
        series = self._series.get(subject)
        if series is None and len(self._series) < MAX_SUBJECTS:
            series = self._series[subject] = _Series()
        return series

    def _tell(self, subject: Subject, start: float, until: float, count: int) -> None:
        too_old = self._oldest is not None and until <= self._oldest * _QUARTER
        if until <= start or too_old or (series := self._of(subject)) is None:
            return
        known = self._known(series)
        if known is None or start < known <= until + _SLACK:
            series.known = start
        inside = [t for t in series.told if start <= t.start and t.until <= until]
        own = map(series.own.get, range(floor(start / _QUARTER), ceil(until / _QUARTER)), repeat(0))
        surplus = count - sum(own) - sum(telling.surplus for telling in inside)
        if surplus <= 0:
            return
        left = surplus
        for telling in [*series.told]:
            if telling not in inside and telling.start < until and start < telling.until:
                taken = min(left, telling.surplus)
                left -= taken
                self._take(subject, series, telling, taken)
        new = _Telling(start, until, surplus)
        for telling in inside:
            # Told again within the hour: what is more now is shown at the same place.
            if telling.start == start and telling.place // _PER_HOUR == new.place // _PER_HOUR:
                series.told.remove(telling)
                self._leave(subject, series, telling.place)
                new.surplus += telling.surplus
        if len(series.told) < _MAX_TOLD:
            series.told.append(new)
            series.told.sort(key=attrgetter("until"))
            series.told.sort(key=lambda telling: telling.until - telling.start)
            self._change(subject, new.place)

    def _take(self, subject: Subject, series: _Series, telling: _Telling, count: int) -> None:
        """Take something off what was told, since it is counted elsewhere now."""
        telling.surplus -= count
        self._leave(subject, series, telling.place)
        if not telling.surplus:
            series.told.remove(telling)

    def _leave(self, subject: Subject, series: _Series, place: int) -> None:
        """Note that a quarter of an hour has less: it stays, so that the history is corrected."""
        series.own.setdefault(place, 0)
        self._change(subject, place)

    def _change(self, subject: Subject, quarter: int) -> None:
        hour = quarter // _PER_HOUR
        self._changed[subject] = min(hour, self._changed.get(subject, hour))

    def _known(self, series: _Series | None) -> float | None:
        """Return since when nothing of a subject is missing."""
        if series is None or series.known is None:
            return self._begun
        return series.known if self._begun is None else min(series.known, self._begun)

    def _over(self, subject: Subject, start: float, end: float, longest: float = inf) -> int | None:
        known = self._known(self._series.get(subject))
        if known is None or known > start + _SLACK:
            return None
        return self._between(subject, start, end, longest)

    def _between(self, subject: Subject, start: float, end: float, longest: float = inf) -> int:
        series = self._series.get(subject)
        if series is None:
            return 0
        return series.between(start, end, longest)

    def _fold(self, now: int) -> None:
        """Let go of the hours that are too old, once an hour."""
        oldest = now - _WINDOW
        if oldest != self._oldest:
            self._oldest = oldest
            for series in self._series.values():
                series.fold(oldest, now - _FINE)


def _flattened(own: Mapping[int, int]) -> Iterator[int]:
    """Give quarters and their counts in turn, each quarter as how many after the one before."""
    before = 0
    for quarter, count in sorted(own.items()):
        yield quarter - before
        yield count
        before = quarter


def _spread(saved: list[object]) -> dict[int, int]:
    """Return what was flattened."""
    own, quarter = {}, 0
    for step, count in zip(saved[::2], saved[1::2], strict=True):
        quarter += _whole(step)
        own[quarter] = _whole(count)
    return own


def _whole(number: object) -> int:
    if not isinstance(number, int):
        raise TypeError(f"not a number: {number!r}")
    return number


def _real(number: object) -> float:
    if not isinstance(number, int | float) or not isfinite(number):
        raise TypeError(f"not a moment: {number!r}")
    return float(number)


def _moment(number: object) -> float | None:
    return None if number is None else _real(number)
