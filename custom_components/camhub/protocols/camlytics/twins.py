"""One event is one event, although the REST API and a webhook both tell it.

A row of the REST API and a webhook carry no common id. Their times come from one clock, but the
row's is rounded (up to 2 ms) and has no offset: a wrong zone shifts it by hours, and the two may
differ by a constant.

Every row is one event, and a webhook is one unless it is the twin of a row. Reports of the two
ways are paired one to one, and only within a *key*: what happened, where, with which object. Two
reports can be twins where

- their times differ by no more than `NEAR`, or by as much as usual, give or take `NEAR`; or
- they differ from the usual by whole quarters of an hour, give or take `EXACT`: the zone is set
  wrongly, or summer time began; or
- they arrived within `TOGETHER`, while it is not yet sure how much the two ways usually differ.

The pairing is as large as it can be: a report that finds only reports that have a twin looks
whether these can have another one. So a pair that was guessed wrongly never leaves a later report
without its twin, and the *number* of events is right in whatever order the reports arrive. What
can err:

- Within one key and `NEAR`, a report may pass for the twin of the event before. Then its own event
  is told when its other report arrives, or the event before is told twice and its own not at all.
- Two ways that differ by neither nothing nor quarters of an hour are told twice where a twin comes
  later than `TOGETHER` before the difference was ever seen, and for two events where it changes.
- A webhook repeated after `REPEATS` others fires again, and so does the twin of a report that
  `KEPT` others of its way without one have come after.
"""

from collections import Counter, deque
from collections.abc import Hashable, Iterator, Mapping
from enum import Enum
from hashlib import blake2b
from math import floor, isfinite
from typing import Any

NEAR = 1.0
"""Seconds by which the times of twins may differ, beyond what is usual."""

EXACT = 0.02
"""Seconds within which two differences of times are the same difference."""

TOGETHER = 2.0
"""Seconds within which reports arrive together."""

KEPT = 5_000
"""How many reports without a twin are kept of each way, and as many that have one."""

REPEATS = 2_000
"""How many webhooks are remembered, to know a repeated one."""

_QUARTER = 900
_ZONES = 26 * 3600 + NEAR
"""Seconds by which the two zones that are furthest apart differ."""

_RECENT = 5
_AGREEING = 3
"""How many of the recent pairs agree in their difference where it is sure."""

_SEARCH = 256
"""How many pairs a report looks at to find itself a twin."""


class Way(Enum):
    """How an event was told."""

    POLL = "poll"
    WEBHOOK = "webhook"


class _Report:
    """An event as one way told it, and its twin."""

    __slots__ = ("arrived", "key", "time", "twin", "way")

    def __init__(self, way: Way, key: str, time: float, arrived: float) -> None:
        self.way = way
        self.key = key
        self.time = time
        self.arrived = arrived
        self.twin: _Report | None = None

    def places(self) -> tuple[Hashable, Hashable]:
        """Return where it is looked for: by its time within a quarter of an hour, and by arrival."""
        return (
            (self.way, self.key, floor(self.time % _QUARTER)),
            (self.way, self.key, "arrived", floor(self.arrived / TOGETHER)),
        )


class Twins:
    """Knows which reports tell the same event."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._places: dict[Hashable, list[_Report]] = {}
        self._single: dict[Way, dict[_Report, None]] = {way: {} for way in Way}
        self._singles: Counter[tuple[Way, str]] = Counter()
        self._paired: dict[_Report, None] = {}
        self._seen: dict[str, None] = {}
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._usual = 0.0
        self._before = 0.0
        self._sure = False

    def is_new(self, way: Way, key: str, time: float, arrived: float, exact: str) -> bool:
        """Take a report; return whether it is the first of its event.

        `key` says what happened where and with which object, in the same words for both ways;
        `time` and `arrived` are epoch seconds, of the source and of ours. `exact` is a webhook's
        time as it was written: two of the same key and text are one, sent again.
        """
        key = _digest(key)
        if way is Way.WEBHOOK and self._repeated(_digest(f"{key} {exact}")):
            return False
        report = _Report(way, key, time, arrived)
        near = self._near(report)
        path = self._path(report, near)
        self._place(report)
        if path:
            if len(path) == 1:
                self._learn(report, path[0][1], near)
            for one, other in path:
                self._pair(one, other)
            if len(self._paired) > KEPT:
                self._forget_pair(next(iter(self._paired)))
            return False
        self._add_single(report)
        self._pair_better(report, near)
        return True

    def dump(self) -> dict[str, Any]:
        """Return what has to survive a restart, as plain JSON values."""
        waiting: dict[str, dict[str, list[list[float]]]] = {}
        for way, reports in self._single.items():
            of_way = waiting.setdefault(way.value, {})
            for report in reports:
                times = [round(report.time, 4), round(report.arrived, 1)]
                of_way.setdefault(report.key, []).append(times)
        return {"waiting": waiting, "seen": list(self._seen), "recent": list(self._recent)}

    def load(self, saved: Mapping[str, Any]) -> None:
        """Bring back what `dump` returned, in place of what is known.

        Raises KeyError, TypeError or ValueError where it is not that, and nothing is brought back.
        """
        fresh = Twins()
        reports = [
            _Report(way, str(key), _finite(time), _finite(arrived))
            for way in Way
            for key, times in dict(saved["waiting"][way.value]).items()
            for time, arrived in times
        ]
        for report in sorted(reports, key=lambda report: report.arrived):
            fresh._place(report)
            fresh._add_single(report)
        seen = saved["seen"]
        if not isinstance(seen, list) or not all(isinstance(text, str) for text in seen):
            raise TypeError("the webhooks that were seen are a list of texts")
        for text in seen[-REPEATS:]:
            fresh._repeated(text)
        for difference in saved["recent"]:
            fresh._note(_finite(difference))
        self.__dict__.update(fresh.__dict__)

    def _repeated(self, text: str) -> bool:
        """Return whether a webhook came before; remember it as the newest."""
        repeated = text in self._seen
        self._seen.pop(text, None)
        self._seen[text] = None
        if len(self._seen) > REPEATS:
            del self._seen[next(iter(self._seen))]
        return repeated

    def _distance(self, one: _Report, other: _Report) -> float | None:
        """Return how unlikely two reports are twins, the likeliest 0; None where they cannot be."""
        poll, webhook = (one, other) if one.way is Way.POLL else (other, one)
        difference = poll.time - webhook.time
        off = abs(difference - self._usual)
        if off <= NEAR:
            return off
        rest = abs((off + _QUARTER / 2) % _QUARTER - _QUARTER / 2)
        if rest <= EXACT and off <= _ZONES:
            return NEAR + rest
        for known in (self._before, 0.0):
            if abs(difference - known) <= NEAR:
                return 2 * NEAR + abs(difference - known)
        apart = abs(one.arrived - other.arrived)
        if not self._sure and apart <= TOGETHER:
            return 3 * NEAR + apart
        return None

    def _around(self, report: _Report) -> Iterator[_Report]:
        """Give the reports of the other way among which its twin would be, some of them twice."""
        way = Way.WEBHOOK if report.way is Way.POLL else Way.POLL
        sign = -1 if report.way is Way.POLL else 1
        seconds: dict[int, None] = {}
        for known in {self._usual, self._before, 0.0}:
            second = floor((report.time + sign * known) % _QUARTER)
            for near in (second, second - 1, second + 1):
                seconds[near % _QUARTER] = None
        for second in seconds:
            yield from self._places.get((way, report.key, second), ())
        turn = floor(report.arrived / TOGETHER)
        for near in (turn, turn - 1, turn + 1):
            yield from self._places.get((way, report.key, "arrived", near), ())

    def _near(self, report: _Report) -> list[tuple[float, _Report]]:
        """Return what can be its twin, with or without one, the likeliest first."""
        found: dict[_Report, float] = {}
        for other in self._around(report):
            if other not in found and (distance := self._distance(report, other)) is not None:
                found[other] = distance
        return sorted(((far, other) for other, far in found.items()), key=lambda near: near[0])

    def _path(
        self, report: _Report, near: list[tuple[float, _Report]]
    ) -> list[tuple[_Report, _Report]]:
        """Return the pairs to make so that a report and all that have a twin have one; else none.

        An augmenting path of the pairing, by breadth: the shortest.
        """
        way = Way.WEBHOOK if report.way is Way.POLL else Way.POLL
        if not self._singles[way, report.key]:
            return []
        came_by: dict[_Report, tuple[_Report, _Report]] = {}
        looked: set[_Report] = set()
        queue = deque([(report, near)])
        while queue and len(looked) < _SEARCH:
            one, around = queue.popleft()
            for _, other in around or self._near(one):
                if other in looked:
                    continue
                looked.add(other)
                if other.twin is None:
                    path = [(one, other)]
                    while one is not report:
                        one, other = came_by[one]
                        path.append((one, other))
                    return path
                came_by[other.twin] = (one, other)
                queue.append((other.twin, []))
        return []

    def _pair_better(self, report: _Report, near: list[tuple[float, _Report]]) -> None:
        """Give a new report the twin of one that is a worse twin, which is single from now on."""
        for distance, other in near:
            if (rival := other.twin) is None:
                continue
            present = self._distance(rival, other)
            if present is None or distance < present:
                self._pair(report, other)
                self._part(rival)
            return

    def _pair(self, one: _Report, other: _Report) -> None:
        """Make two reports twins; what had one of them as its twin is up to the caller."""
        for report in (one, other):
            if report in self._single[report.way]:
                self._remove_single(report)
        one.twin, other.twin = other, one
        row = one if one.way is Way.POLL else other
        self._paired.pop(row, None)
        self._paired[row] = None

    def _part(self, report: _Report) -> None:
        """Leave a report without its twin, which has found another one."""
        report.twin = None
        self._paired.pop(report, None)
        self._add_single(report)

    def _forget_pair(self, row: _Report) -> None:
        del self._paired[row]
        self._displace(row)
        if row.twin is not None:
            self._displace(row.twin)

    def _place(self, report: _Report) -> None:
        for place in report.places():
            self._places.setdefault(place, []).append(report)

    def _displace(self, report: _Report) -> None:
        for place in report.places():
            there = self._places[place]
            there.remove(report)
            if not there:
                del self._places[place]

    def _add_single(self, report: _Report) -> None:
        single = self._single[report.way]
        single[report] = None
        self._singles[report.way, report.key] += 1
        if len(single) > KEPT:
            oldest = next(iter(single))
            self._remove_single(oldest)
            self._displace(oldest)

    def _remove_single(self, report: _Report) -> None:
        del self._single[report.way][report]
        self._singles[report.way, report.key] -= 1
        if not self._singles[report.way, report.key]:
            del self._singles[report.way, report.key]

    def _learn(self, one: _Report, other: _Report, near: list[tuple[float, _Report]]) -> None:
        """Learn from two twins by how much the ways differ, where no other could be meant."""
        if len(near) == 1 and len(self._near(other)) == 1:
            poll, webhook = (one, other) if one.way is Way.POLL else (other, one)
            self._note(poll.time - webhook.time)

    def _note(self, difference: float) -> None:
        """Note a difference; the usual one is what most of the recent ones agree on."""
        self._recent.append(difference)
        usual = self._usual
        agreeing = sum(abs(recent - usual) <= EXACT for recent in self._recent)
        for recent in self._recent:
            alike = sum(abs(recent - another) <= EXACT for another in self._recent)
            if alike > agreeing:
                usual, agreeing = recent, alike
        if abs(usual - self._usual) > NEAR:
            self._before = self._usual
        self._usual = usual
        self._sure = agreeing >= max(_AGREEING, len(self._recent) - 1)


def _digest(text: str) -> str:
    """Return a text in short, so that what is kept stays small."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _finite(number: object) -> float:
    if not isinstance(number, int | float) or not isfinite(number):
        raise TypeError(f"not a moment: {number!r}")
    return float(number)
