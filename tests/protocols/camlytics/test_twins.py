"""Each event is told once, although a row and a webhook tell it: in any order, late, lost, doubled."""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, override

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from custom_components.camhub.protocols.camlytics.twins import (
    KEPT,
    PAIRS,
    REPEATS,
    TOGETHER,
    Twins,
    Way,
)

START = 1_700_000_000.0
DOOR = "c|TripwireCrossed|line|7"

HOUR = 3600.0
DIFFERENCES = (0.0, 1.5, -40.0, HOUR, -2 * HOUR, 5.75 * HOUR)


@dataclass(frozen=True)
class Told:
    """A report on its way: when it comes, and what it says."""

    arrived: float
    way: Way
    key: str
    time: float
    exact: str = ""


def webhook(time: float, *, late: float = 0.0, key: str = DOOR) -> Told:
    return Told(time + late, Way.WEBHOOK, key, time, f"{time:.7f}")


def row(time: float, *, late: float = 0.0, differs: float = 0.0, key: str = DOOR) -> Told:
    written = round(round((time + differs) * 300) / 300, 3)  # the grid of a `datetime` column
    return Told(time + late, Way.POLL, key, written)


def news(twins: Twins, reports: Iterable[Told]) -> list[Told]:
    return [
        report
        for report in reports
        if twins.is_new(report.way, report.key, report.time, report.arrived, report.exact)
    ]


def in_order(reports: Iterable[Told]) -> list[Told]:
    return sorted(reports, key=lambda report: report.arrived)


def restarted(twins: Twins) -> Twins:
    fresh = Twins()
    fresh.load(json.loads(json.dumps(twins.dump())))
    return fresh


def acquainted(differs: float, events: int = 1) -> Twins:
    """Return what has seen events by both ways before: it knows by how much they differ."""
    twins = Twins()
    for number in range(events):
        earlier = START - HOUR + 100 * number
        assert len(news(twins, [webhook(earlier), row(earlier, late=0.2, differs=differs)])) == 1
    return twins


# --- One event, two events ---


@pytest.mark.parametrize("differs", DIFFERENCES)
@pytest.mark.parametrize("late", [-0.5, 0.5, -1.9, 1.9])
def test_whichever_way_is_first_tells_the_event(differs: float, late: float) -> None:
    reports = in_order([webhook(START), row(START, late=late, differs=differs)])
    assert news(Twins(), reports) == reports[:1]


@pytest.mark.parametrize("differs", DIFFERENCES)
def test_a_row_that_comes_hours_later_is_no_event_of_its_own(differs: float) -> None:
    twins = restarted(acquainted(differs))
    times = [START + 7 * number for number in range(50)]
    assert len(news(twins, [webhook(time) for time in times])) == 50
    backlog = [row(time, late=3 * HOUR, differs=differs) for time in times]
    assert news(twins, [*backlog, row(START + 1e4, differs=differs)])[0].time > times[-1] + 1e3


@pytest.mark.parametrize("differs", [0.0, HOUR, -5.5 * HOUR])
def test_a_wrong_zone_need_not_be_learnt_before_a_backlog(differs: float) -> None:
    twins = Twins()
    assert news(twins, [webhook(START)])
    assert not news(twins, [row(START, late=3 * HOUR, differs=differs)])


def test_different_objects_lines_and_types_are_different_events() -> None:
    keys = ["c|A|line|7", "c|A|line|8", "c|A|door|7", "c|B|line|7", "d|A|line|7"]
    reports = [webhook(START, key=key) for key in keys] + [row(START, key="c|A|line|9")]
    assert news(Twins(), reports) == reports


def test_what_happens_every_quarter_of_an_hour_is_told_each_time() -> None:
    twins = acquainted(0.0)
    assert news(twins, [row(START)]), "its webhook was lost"
    assert news(twins, [webhook(START + 900)]), "its row is still to come"
    assert not news(twins, [row(START + 900, late=1)])


def test_two_rows_of_one_moment_are_two_events() -> None:
    reports = [row(START), row(START)]
    assert news(Twins(), reports) == reports


def test_a_repeated_webhook_is_no_event_even_after_a_restart() -> None:
    twins = Twins()
    assert news(twins, [webhook(START)])
    assert not news(twins, [webhook(START, late=3)])
    twins = restarted(twins)
    assert not news(twins, [webhook(START, late=60), row(START, late=61), webhook(START, late=62)])


@pytest.mark.parametrize("order", permutations(range(4)), ids=str)
def test_two_events_of_one_millisecond_stay_two(order: tuple[int, ...]) -> None:
    one, other = START + 0.0001, START + 0.0004
    reports = [webhook(one), webhook(other), row(one), row(other)]
    assert len(news(Twins(), [reports[number] for number in order])) == 2


def test_webhooks_of_one_millisecond_stay_two_by_what_is_written() -> None:
    texts = ["2021-03-01T10:00:00.1234567-03:00", "2021-03-01T10:00:00.1234568-03:00"]
    twins = Twins()
    assert [twins.is_new(Way.WEBHOOK, DOOR, START, START, text) for text in texts] == [True, True]


# --- Any number of events, told in any way ---


@dataclass(frozen=True)
class Traffic:
    """Events of one place: how they follow one another, and what becomes of their reports."""

    gaps: list[float]
    before: int
    differs: float
    change: float
    seed: int
    lost: float
    late_webhook: float
    late_row: float
    doubled: float
    outage: bool
    restarts: bool
    keys: int

    def reports(self) -> list[Told]:
        chance, time, reports = random.Random(self.seed), START, []
        for number, gap in enumerate(self.gaps):
            time += gap + chance.uniform(0.0, 1e-4)
            key = f"{DOOR}{chance.randrange(self.keys)}"
            differs = self.differs + (self.change if number >= len(self.gaps) // 2 else 0.0)
            late = chance.uniform(0.0, self.late_row)
            if self.outage and len(self.gaps) // 4 < number < len(self.gaps) * 3 // 4:
                late += 3 * HOUR
            reports.append(row(time, late=late, differs=differs, key=key))
            if chance.random() >= self.lost:
                late = chance.uniform(0.0, self.late_webhook)
                reports.append(webhook(time, late=late, key=key))
                if chance.random() < self.doubled:
                    late += chance.uniform(0.0, 10.0)
                    reports.append(webhook(time, late=late, key=key))
        return in_order(reports)


TRAFFIC = st.builds(
    Traffic,
    gaps=st.lists(st.sampled_from([0.0, 0.001, 0.1, 0.1, 0.1, 0.4, 2.0]), max_size=60),
    before=st.sampled_from([1, 3, 20]),
    differs=st.sampled_from(DIFFERENCES),
    change=st.sampled_from([0.0, 0.0, HOUR, -HOUR]),
    seed=st.integers(0, 2**32),
    lost=st.sampled_from([0.0, 0.2, 0.7]),
    late_webhook=st.sampled_from([0.1, 1.0, 6.0]),
    late_row=st.sampled_from([0.1, 1.0, 6.0]),
    doubled=st.sampled_from([0.0, 0.3]),
    outage=st.booleans(),
    restarts=st.booleans(),
    keys=st.integers(1, 3),
)
BUSY = Traffic(
    gaps=[0.1] * 60,
    before=1,
    differs=0.0,
    change=0.0,
    seed=1,
    lost=0.2,
    late_webhook=6.0,
    late_row=6.0,
    doubled=0.3,
    outage=False,
    restarts=True,
    keys=1,
)


@given(traffic=TRAFFIC)
@example(traffic=BUSY)
@example(traffic=replace(BUSY, differs=1.5, outage=True))
@example(traffic=replace(BUSY, differs=-40.0, change=HOUR, outage=True))
@example(traffic=replace(BUSY, differs=HOUR, change=-HOUR))
@example(traffic=replace(BUSY, before=20))
@example(traffic=replace(BUSY, before=20, differs=-40.0, change=HOUR, outage=True))
def test_each_event_is_told_once_when_all_rows_came(traffic: Traffic) -> None:
    twins, told = acquainted(traffic.differs, traffic.before), 0
    for number, report in enumerate(traffic.reports()):
        told += len(news(twins, [report]))
        if traffic.restarts and number % 20 == 10:
            twins = restarted(twins)
    assert told == len(traffic.gaps)


@given(traffic=TRAFFIC)
def test_each_event_is_told_once_by_webhooks_alone(traffic: Traffic) -> None:
    reports = [report for report in traffic.reports() if report.way is Way.WEBHOOK]
    assert len(news(Twins(), reports)) == len({report.exact for report in reports})


@given(
    order=st.permutations([(number, way) for number in range(8) for way in Way]),
    gap=st.sampled_from([0.0001, 0.003, 0.1, 0.3, 0.9, 5.0]),
    lost=st.sets(st.integers(0, 7)),
)
def test_each_event_is_told_once_in_any_order(
    order: list[tuple[int, Way]], gap: float, lost: set[int]
) -> None:
    reports = [
        replace(tell(START + gap * number), arrived=START + 10 + place * 0.01)
        for place, (number, way) in enumerate(order)
        for tell in (row if way is Way.POLL else webhook,)
        if way is Way.POLL or number not in lost
    ]
    assert len(news(Twins(), reports)) == 8


def test_a_difference_that_changes_by_any_amount_is_learnt_after_two_events() -> None:
    twins = Twins()
    for number in range(20):
        time = START + 60 * number
        assert len(news(twins, [webhook(time), row(time, late=0.5)])) == 1
    told = []
    for number in range(100, 140):
        time = START + 60 * number
        told.append(len(news(twins, [webhook(time), row(time, late=0.5, differs=-40.0)])))
    assert told == [2, 2] + [1] * 38


def test_a_lost_webhook_holds_up_only_those_that_follow_at_once() -> None:
    twins = acquainted(0.0, 3)
    assert news(twins, [row(START)])
    for number in range(11, 100):
        time = START + 0.1 * number
        both = [webhook(time), row(time, late=0.05)]
        assert news(twins, both) == both[:1]


def test_a_webhook_that_comes_minutes_late_among_thousands_is_no_event() -> None:
    twins = acquainted(0.0, 3)
    assert news(twins, [row(START)])
    for number in range(1, PAIRS + 1):
        time = START + 0.1 * number
        assert len(news(twins, [webhook(time), row(time, late=0.05)])) == 1
    assert not news(twins, [webhook(START, late=PAIRS)])


@pytest.mark.parametrize("differs", [0.7, -0.7])
def test_times_that_are_not_quite_the_same_are_of_one_event(differs: float) -> None:
    twins = Twins()
    for number, off in enumerate((0.0, 0.0, 0.0, differs)):
        time = START + 60 * number
        assert len(news(twins, [webhook(time), row(time, late=9.0, differs=off)])) == 1


# --- What can err, and does not change the number ---


def test_an_event_within_a_second_of_a_lost_webhook_is_told_by_its_row() -> None:
    twins = Twins()
    first, second = row(START), row(START + 0.5, late=1.0)
    assert news(twins, [first, webhook(START + 0.5), second]) == [first, second]


def test_an_event_may_be_told_twice_in_place_of_the_one_before_but_never_more() -> None:
    twins = Twins()
    reports = [row(START), webhook(START + 0.5), webhook(START, late=0.8), row(START + 0.5, late=1)]
    assert len(news(twins, reports)) == 2


def test_ways_that_differ_by_any_amount_are_told_twice_where_a_twin_comes_late() -> None:
    late = TOGETHER * 3
    assert len(news(Twins(), [webhook(START), row(START, late=late, differs=-40)])) == 2
    assert len(news(acquainted(-40), [webhook(START), row(START, late=late, differs=-40)])) == 1


def test_a_webhook_that_is_repeated_after_very_many_fires_again() -> None:
    twins = Twins()
    news(twins, [webhook(START + 5 * number) for number in range(REPEATS)])
    assert not news(twins, [webhook(START)])
    news(twins, [webhook(START - 5 * number) for number in range(1, REPEATS + 1)])
    assert news(twins, [webhook(START)])


# --- What it takes ---


def test_what_is_kept_and_saved_does_not_grow() -> None:
    twins = Twins()
    for number in range(3 * KEPT):
        time = START + 5 * number
        news(twins, [webhook(time, key=f"a{number % 99}"), row(time, key=f"b{number % 98}")])
    saved = json.dumps(twins.dump())
    assert len(saved) < 100 * (2 * KEPT + PAIRS)
    assert len(twins.dump()["singles"]) == 2 * KEPT
    for number in range(3 * PAIRS):
        time = START + 5 * number
        news(twins, [webhook(time, key=f"n{number % 99}"), row(time, key=f"n{number % 99}")])
    assert len(twins.dump()["pairs"]) <= PAIRS


def test_a_report_meets_few_others_although_thousands_wait() -> None:
    """Ten events a second of one key, with thousands that have no twin: none looks at them all."""
    twins = Twins()
    news(twins, [webhook(START + 3 * number) for number in range(KEPT)])
    looks = 0

    class Counting(float):
        @override
        def __sub__(self, other: float) -> float:
            nonlocal looks
            looks += 1
            return float(self) - float(other)

        @override
        def __round__(self, digits: Any = None) -> Any:
            return round(float(self), digits)

    for number in range(100):
        time = Counting(START + HOUR + 0.1 * number)
        twins.is_new(Way.POLL, DOOR, time, START + HOUR, "")
    assert looks < 100 * 100


GARBAGE: list[Any] = [
    {},
    {"singles": []},
    {"singles": 1, "pairs": [], "seen": [], "recent": [], "usual": [0.0]},
    {"singles": [["fax", "k", 1.0, 1.0]], "pairs": [], "seen": [], "recent": [], "usual": [0.0]},
    {"singles": [["poll", 7, 1.0, 1.0]], "pairs": [], "seen": [], "recent": [], "usual": [0.0]},
    {"singles": [["poll", "k", "1", 1.0]], "pairs": [], "seen": [], "recent": [], "usual": [0.0]},
    {"singles": [], "pairs": [["k", 1.0]], "seen": [], "recent": [], "usual": [0.0]},
    {"singles": [], "pairs": [], "seen": [7], "recent": [], "usual": [0.0]},
    {"singles": [], "pairs": [], "seen": [], "recent": ["x"], "usual": [0.0]},
    {"singles": [], "pairs": [], "seen": [], "recent": [float("nan")], "usual": [0.0]},
    {"singles": [], "pairs": [], "seen": [], "recent": [], "usual": 0.0},
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=str)
def test_what_cannot_be_loaded_changes_nothing(garbage: Any) -> None:
    twins = Twins()
    news(twins, [webhook(START), row(START), row(START + 60)])
    before = twins.dump()
    with pytest.raises((KeyError, TypeError, ValueError)):
        twins.load(garbage)
    assert twins.dump() == before
