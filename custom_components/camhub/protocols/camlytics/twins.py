"""One event is one event, although the REST API and a webhook both tell it.

A row of the REST API and a webhook carry no common id. Their times come from one clock, but the
row's is rounded (up to 2 ms) and has no offset: a wrong zone shifts it by hours, and the two may
differ by a constant.

Every row is one event, and a webhook is one unless it is the twin of a row. Reports of the two
ways are paired one to one, and only within a *key*: what happened, where, with which object. Two
reports can be twins where

- their times differ by no more than `NEAR`, or by as much as usual, give or take `NEAR`; or
- they differ from the usual by whole quarters of an hour, give or take `EXACT`: the zone is set
  wrongly, or summer time began (not for a webhook that comes long after the row: what happens at
  regular times would pass for a twin of what happened a quarter of an hour before); or
- they arrived within `TOGETHER`, while it is not yet sure how much the two ways usually differ.

The pairing is as large as it can be: a report that finds only reports that have a twin looks
whether these can have another one. So a pair that was guessed wrongly never leaves a later report
without its twin, and the *number* of events is right in whatever order the reports arrive. (Once
it is sure what is usual, only those that are `CLOSE` are paired otherwise: else a webhook that was
lost would let each of those that follow it pass for the twin of the row before.) What can err:

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
from math import floor, inf, isfinite
from typing import Any

NEAR = 1.0
"""Seconds by which the times of twins may differ, beyond what is usual."""

EXACT = 0.02
"""Seconds within which two differences of times are the same difference."""

CLOSE = 0.1
"""Seconds within which twins are looked for among those that have one, once the usual is sure."""

TOGETHER = 2.0
"""Seconds within which reports arrive together."""

KEPT = 5_000
"""How many reports without a twin are kept of each way."""

PAIRS = 2_000
"""How many twins are kept, so that they can be paired otherwise."""

REPEATS = 2_000
"""How many webhooks are remembered, to know a repeated one."""

_LAG = 60.0
"""Seconds by which a webhook may come after its row where the zones of the two differ."""

_QUARTER = 900
_ZONES = 26 * 3600 + NEAR
"""Seconds by which the two zones that are furthest apart differ."""

_RECENT = 15
_AGREEING = 3
"""How many of the recent pairs have to agree in their difference for it to become the usual one."""

_USUAL = 4
"""How many differences are possible: the usual one, those before, and none."""

_SHIFTED = _USUAL * CLOSE
_LOOSE = _SHIFTED + _USUAL * CLOSE + EXACT
_UNKNOWN = _LOOSE + _USUAL * NEAR
"""How unlikely two reports are twins that differ by quarters of an hour, by a second, by anything."""

_SEARCH = 20_000
"""How often a report looks at another one to find itself a twin."""

_LASTING = 600.0
"""Seconds for which twins are saved; longer where others of their key are single."""


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

    def times(self) -> tuple[float, float]:
        """Return when it happened and when it arrived, as fine as matters."""
        return (round(self.time, 4), round(self.arrived, 1))

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
        self._usual = [0.0]
        self._sure = False
        self._odd: float | None = None

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
                self._odd = None
            for one, other in path:
                self._pair(one, other)
            if len(self._paired) > PAIRS:
                self._forget_pair(next(iter(self._paired)))
            return False
        self._add_single(report)
        self._pair_better(report, near)
        if self._sure and not near:
            self._doubt(report)
        return True

    def dump(self) -> dict[str, Any]:
        """Return what has to survive a restart, as plain JSON values."""
        latest = max((_later(row) for row in self._paired), default=0.0)
        singles = [single for way in Way for single in self._single[way]]
        open_keys = {single.key for single in singles}
        return {
            "singles": [[single.way.value, single.key, *single.times()] for single in singles],
            "pairs": [
                [row.key, *row.times(), *row.twin.times()]
                for row in self._paired
                if row.twin is not None
                and (row.key in open_keys or _later(row) >= latest - _LASTING)
            ],
            "seen": list(self._seen),
            "recent": list(self._recent),
            "usual": list(self._usual),
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Bring back what `dump` returned, in place of what is known.

        Raises KeyError, TypeError or ValueError where it is not that, and nothing is brought back.
        """
        fresh = Twins()
        for way, key, time, arrived in saved["singles"]:
            single = _Report(Way(way), _text(key), _finite(time), _finite(arrived))
            fresh._place(single)
            fresh._add_single(single)
        for key, time, arrived, its_time, its_arrived in saved["pairs"]:
            row = _Report(Way.POLL, _text(key), _finite(time), _finite(arrived))
            twin = _Report(Way.WEBHOOK, row.key, _finite(its_time), _finite(its_arrived))
            for report in (row, twin):
                fresh._place(report)
            fresh._pair(row, twin)
        for text in saved["seen"]:
            fresh._repeated(_text(text))
        fresh._recent.extend(_finite(difference) for difference in saved["recent"])
        for usual in reversed(saved["usual"]):
            fresh._use(_finite(usual))
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
        row, webhook = (one, other) if one.way is Way.POLL else (other, one)
        difference = row.time - webhook.time
        lag = webhook.arrived - row.arrived
        found = inf
        for rank, usual in enumerate(self._usual):
            off = abs(difference - usual)
            rest = abs((off + _QUARTER / 2) % _QUARTER - _QUARTER / 2)
            if off <= CLOSE:
                found = min(found, off + rank * CLOSE)
            elif rest <= EXACT and off <= _ZONES and lag <= _LAG:
                found = min(found, _SHIFTED + rest + rank * CLOSE)
            elif off <= NEAR:
                found = min(found, _LOOSE + off + rank * NEAR)
        if found == inf and not self._sure and abs(lag) <= TOGETHER:
            found = _UNKNOWN + abs(lag)
        return found if found < inf else None

    def _around(self, report: _Report) -> Iterator[_Report]:
        """Give the reports of the other way among which its twin would be, some of them twice."""
        way = Way.WEBHOOK if report.way is Way.POLL else Way.POLL
        sign = -1 if report.way is Way.POLL else 1
        seconds: dict[int, None] = {}
        for usual in self._usual:
            second = floor((report.time + sign * usual) % _QUARTER)
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
        for _, other in near:
            if other.twin is None:
                return [(report, other)]
        looks = 0
        while queue and looks < _SEARCH:
            one, around = queue.popleft()
            around = around or self._near(one)
            looks += len(around)
            for distance, other in around:
                if other in looked or not self._holds(distance):
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

    def _holds(self, distance: float) -> bool:
        """Tell whether two reports are likely enough twins to pair others otherwise."""
        return distance < _LOOSE or not self._sure

    def _pair_better(self, report: _Report, near: list[tuple[float, _Report]]) -> None:
        """Give a new report the twin of one that is a worse twin, which is single from now on."""
        for distance, other in near:
            if (rival := other.twin) is None or not self._holds(distance):
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
        if (twin := row.twin) is not None:
            self._displace(twin)
            # Two that hold each other would stay until somebody collects garbage.
            row.twin = twin.twin = None

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
            self._note(_difference(one, other))

    def _doubt(self, report: _Report) -> None:
        """Notice that the ways differ otherwise than they did: two new ones in a row tell the same."""
        other = self._only_one_together(report)
        if other is None:
            return
        odd = _difference(report, other)
        if self._odd is not None and abs(odd - self._odd) <= EXACT:
            self._recent.clear()
            self._note(odd)
        self._odd = odd

    def _only_one_together(self, report: _Report) -> _Report | None:
        """Return the one report that arrived together with another and may be its twin."""
        found = {
            other
            for other in self._around(report)
            if other.twin is None and abs(other.arrived - report.arrived) <= TOGETHER
        }
        return found.pop() if len(found) == 1 else None

    def _note(self, difference: float) -> None:
        """Note a difference; the usual one is what most of the recent ones agree on."""
        first = not self._recent and abs(difference) > NEAR
        self._recent.append(difference)
        best = max(self._recent, key=self._agreeing)
        more = max(_AGREEING, self._agreeing(self._usual[0]) + 1)
        self._use(best if first or self._agreeing(best) >= more else self._usual[0])

    def _use(self, usual: float) -> None:
        """Take a difference as the usual one; what was usual before stays possible, and none does."""
        known = [usual, *(known for known in self._usual if abs(known - usual) > EXACT)]
        if len(known) > _USUAL:
            del known[-1 if abs(known[-1]) > EXACT else -2]
        self._usual = known
        self._sure = self._agreeing(usual) >= max(_AGREEING, len(self._recent) / 2)

    def _agreeing(self, difference: float) -> int:
        return sum(abs(recent - difference) <= EXACT for recent in self._recent)


def _difference(one: _Report, other: _Report) -> float:
    """Return by how much the time of the row is ahead of the webhook's."""
    return one.time - other.time if one.way is Way.POLL else other.time - one.time


def _later(row: _Report) -> float:
    """Return when the later of two twins arrived."""
    return row.arrived if row.twin is None else max(row.arrived, row.twin.arrived)


def _digest(text: str) -> str:
    """Return a text in short, so that what is kept stays small."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(f"not a text: {text!r}")
    return text


def _finite(number: object) -> float:
    if not isinstance(number, int | float) or not isfinite(number):
        raise TypeError(f"not a moment: {number!r}")
    return float(number)
