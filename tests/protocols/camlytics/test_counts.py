"""How often it was: each event in its own hour and day, and what was only told, once."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.protocols.camlytics.counts import DAYS, MAX_SUBJECTS, Counts, Subject

DOOR: Subject = ("c", "rule", "door")
HOUR = 3600
DAY = 24 * HOUR
MONDAY = datetime(2023, 11, 13, tzinfo=UTC).timestamp()
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = {
    name: ZoneInfo(name)
    for name in ("UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns")
}


def at(text: str, zone: tzinfo = UTC) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def counts_since(moment: float, *moments: float) -> Counts:
    counts = Counts()
    counts.begin(moment)
    for event in moments:
        counts.add(DOOR, event)
    return counts


def restarted(counts: Counts) -> Counts:
    fresh = Counts()
    fresh.load(json.loads(json.dumps(counts.dump())))
    return fresh


def read(counts: Counts, now: float, zone: tzinfo = UTC) -> tuple[int | None, int | None]:
    return (counts.today(DOOR, now, zone), counts.yesterday(DOOR, now, zone))


@dataclass
class History:
    """What Home Assistant keeps: the rows as they were written last."""

    rows: dict[float, tuple[int, int]] = field(default_factory=dict)

    def write(self, counts: Counts, now: float) -> None:
        for subject, hours in counts.tallies(now):
            assert subject == DOOR
            assert [hour for hour, _, _ in hours] == sorted({hour for hour, _, _ in hours})
            self.rows.update({hour: (count, total) for hour, count, total in hours})

    def counted(self) -> dict[float, int]:
        """Return what each hour had, after seeing that the sums agree with it."""
        total = 0
        for _, (count, summed) in sorted(self.rows.items()):
            total += count
            assert summed == total
        return {hour: count for hour, (count, _) in self.rows.items() if count}


# --- Events ---


@pytest.mark.parametrize("name", ZONES)
def test_an_event_is_of_its_own_hour_and_day(name: str) -> None:
    zone = ZONES[name]
    midnight = at("2023-11-14T00:00", zone)
    counts = counts_since(midnight - DAY, midnight - 1, midnight - HOUR, midnight, midnight + 3599)
    assert read(counts, midnight + HOUR, zone) == (2, 2)
    assert counts.last_hour(DOOR, midnight + HOUR, zone) == 2
    assert counts.last_hour(DOOR, midnight + 3599, zone) == 2
    assert counts.last_hour(DOOR, midnight + 2 * HOUR, zone) == 0
    assert read(counts, midnight + DAY, zone) == (0, 2)


@pytest.mark.parametrize(("day", "hours"), [("2023-03-26", 23), ("2023-10-29", 25)])
def test_a_day_on_which_the_clocks_change_has_all_its_hours(day: str, hours: int) -> None:
    midnight = at(day, BERLIN)
    counts = counts_since(midnight - DAY, *(midnight + HOUR * n + 5 for n in range(-1, hours + 1)))
    assert read(counts, midnight + HOUR * hours - 1, BERLIN) == (hours, 1)
    assert read(counts, midnight + HOUR * hours, BERLIN) == (1, hours)


def test_what_began_today_says_since_when_and_nothing_of_before() -> None:
    counts = counts_since(MONDAY + 15.5 * HOUR, MONDAY + 16 * HOUR)
    now = MONDAY + 16.5 * HOUR
    assert read(counts, now) == (1, None)
    assert counts.counted_since(DOOR, now, UTC) == MONDAY + 15.5 * HOUR
    assert counts.last_hour(DOOR, now) is None
    assert counts.last_hour(DOOR, now + HOUR) == 1
    assert read(counts, now + DAY) == (0, None)
    assert counts.counted_since(DOOR, now + DAY, UTC) == MONDAY + DAY
    assert read(counts, now + 2 * DAY) == (0, 0)
    assert counts.yesterday(("c", "rule", "new"), now + 2 * DAY, UTC) == 0


def test_nothing_is_known_before_anything_was_counted() -> None:
    counts = Counts()
    assert read(counts, MONDAY) == (None, None)
    assert counts.counted_since(DOOR, MONDAY, UTC) is None
    counts.add(DOOR, MONDAY + 60)
    assert read(counts, MONDAY + 100) == (1, None)
    assert counts.counted_since(DOOR, MONDAY + 100, UTC) == MONDAY + 60


# --- What is told ---


def test_an_hour_that_could_not_be_seen_is_told() -> None:
    counts = counts_since(MONDAY, MONDAY + 17 * HOUR + 60)
    counts.told_hour(DOOR, MONDAY + 17 * HOUR + 0.4, 20)
    counts.told_hour(DOOR, MONDAY + 17 * HOUR + 0.4, 20)
    now = MONDAY + 18 * HOUR + 1
    assert counts.last_hour(DOOR, now) == counts.today(DOOR, now, UTC) == 20
    counts.add(DOOR, MONDAY + 17 * HOUR + 3599)
    assert counts.last_hour(DOOR, now) == 20, "it was among those that were told"
    counts.add(DOOR, now)
    assert counts.today(DOOR, now, UTC) == 21


@pytest.mark.parametrize("off", [-10 * 60, -0.5, 0.0, 0.4, 59.0, 20 * 60])
def test_an_hour_that_is_told_is_the_nearest(off: float) -> None:
    counts = counts_since(MONDAY)
    counts.told_hour(DOOR, MONDAY + 17 * HOUR + off, 20)
    history = History()
    history.write(counts, MONDAY + DAY)
    assert history.counted() == {MONDAY + 17 * HOUR: 20}


def test_more_than_was_told_was_seen() -> None:
    counts = counts_since(MONDAY, *[MONDAY + 17 * HOUR + n for n in range(9)])
    counts.told_hour(DOOR, MONDAY + 17 * HOUR, 7)
    counts.told_day(DOOR, MONDAY, 8)
    assert counts.today(DOOR, MONDAY + 18 * HOUR, UTC) == 9


def test_events_after_totals_were_told_count_on_top() -> None:
    told = MONDAY + 15 * HOUR + 20 * 60
    counts = counts_since(told - 60, told - 30)
    counts.told_day(DOOR, MONDAY, 100, told)
    assert counts.today(DOOR, told, UTC) == 100
    assert counts.counted_since(DOOR, told, UTC) == MONDAY
    counts.add(DOOR, told + 1)
    assert counts.today(DOOR, told + 2, UTC) == 101
    counts.add(DOOR, told - 2)
    assert counts.today(DOOR, told + 2, UTC) == 101, "it was among those that were told"
    assert counts.last_hour(DOOR, told + HOUR) is not None
    counts.told_day(DOOR, MONDAY, 103, told + 60)
    counts.told_day(DOOR, MONDAY, 103, told + 61)
    assert counts.today(DOOR, told + 61, UTC) == 103


def test_what_only_a_day_tells_is_no_part_of_an_hour() -> None:
    told = MONDAY + 15 * HOUR + 20 * 60
    counts = counts_since(MONDAY, told - 30)
    counts.told_day(DOOR, MONDAY, 100, told)
    assert counts.last_hour(DOOR, told + HOUR) == 1
    assert counts.today(DOOR, told + HOUR, UTC) == 100


def test_a_day_tells_what_its_hours_lack() -> None:
    counts = counts_since(MONDAY, MONDAY + 5)
    counts.told_hour(DOOR, MONDAY + 8 * HOUR, 10)
    counts.told_day(DOOR, MONDAY + 0.4, 50)
    counts.told_hour(DOOR, MONDAY + 9 * HOUR, 12)
    assert read(counts, MONDAY + DAY + 5) == (0, 50)
    history = History()
    history.write(counts, MONDAY + DAY)
    assert history.counted() == {
        MONDAY: 1,
        MONDAY + 8 * HOUR: 10,
        MONDAY + 9 * HOUR: 12,
        MONDAY + 23 * HOUR: 27,
    }


def test_an_hour_takes_its_late_events_before_a_day_does() -> None:
    counts = counts_since(MONDAY)
    counts.told_day(DOOR, MONDAY, 50, MONDAY + 8.5 * HOUR)
    counts.told_hour(DOOR, MONDAY + 8 * HOUR, 10)
    for minute in range(12):
        counts.add(DOOR, MONDAY + 8 * HOUR + minute)
    assert counts.last_hour(DOOR, MONDAY + 9 * HOUR) == 12
    assert counts.today(DOOR, MONDAY + 9 * HOUR, UTC) == 50


@pytest.mark.parametrize(("day", "hours"), [("2023-03-26", 23), ("2023-10-29", 25)])
def test_a_day_of_24_hours_is_told_where_the_clocks_changed(day: str, hours: int) -> None:
    midnight = at(day, BERLIN)
    end = midnight + hours * HOUR
    counts = counts_since(midnight - 3 * DAY, midnight - 60, midnight + 60)
    counts.told_day(DOOR, end - DAY + 0.4, 30)
    today, yesterday = read(counts, end + 5, BERLIN)
    assert today == 0
    # On the short day, the 24 hours have an hour of the day before; on the long one, they lack one.
    assert yesterday == (29 if hours == 23 else 31)


def test_a_day_that_was_told_is_known() -> None:
    counts = counts_since(MONDAY + 20 * HOUR)
    assert read(counts, MONDAY + DAY + 5) == (0, None)
    counts.told_day(DOOR, MONDAY + 0.4, 0)
    assert read(counts, MONDAY + DAY + 5) == (0, 0)


def test_what_was_told_is_dropped_when_rest_has_read_it_all() -> None:
    counts, history = counts_since(MONDAY), History()
    counts.told_hour(DOOR, MONDAY + 3 * HOUR, 5)
    counts.told_hour(DOOR, MONDAY + 8 * HOUR, 10)
    counts.told_day(DOOR, MONDAY, 50)
    history.write(counts, MONDAY + DAY)
    counts.add(DOOR, MONDAY + 8 * HOUR + 5)
    counts.settle(MONDAY + 6 * HOUR)
    history.write(counts, MONDAY + DAY)
    # Of the 50, five were told of an hour before, one was counted; 34 are of before six.
    assert history.counted() == {
        MONDAY + 3 * HOUR: 5,
        MONDAY + 5 * HOUR: 35,
        MONDAY + 8 * HOUR: 1,
    }
    counts.settle(MONDAY)
    history.write(counts, MONDAY + DAY)
    assert history.counted() == {MONDAY + 8 * HOUR: 1}


# --- The history ---


def test_the_history_is_rewritten_from_the_first_changed_hour_on() -> None:
    counts = counts_since(MONDAY, *[MONDAY + hour * HOUR for hour in (1, 1, 3, 5)])
    now = MONDAY + 5.5 * HOUR
    (written,) = counts.tallies(now)
    assert written == (DOOR, [(MONDAY + HOUR, 2, 2), (MONDAY + 3 * HOUR, 1, 3)])
    assert counts.tallies(now + 60) == []
    counts = restarted(counts)
    counts.add(DOOR, MONDAY + 3 * HOUR + 5)
    (written,) = counts.tallies(MONDAY + 6 * HOUR)
    assert written == (DOOR, [(MONDAY + 3 * HOUR, 2, 4), (MONDAY + 5 * HOUR, 1, 5)])
    assert counts.tallies(MONDAY + 7 * HOUR) == []


def test_an_hour_is_written_when_it_is_over() -> None:
    counts = counts_since(MONDAY, MONDAY + 5)
    assert counts.tallies(MONDAY + HOUR - 1) == []
    assert counts.tallies(MONDAY + HOUR) == [(DOOR, [(MONDAY, 1, 1)])]


def test_what_is_older_than_the_history_stays_in_the_sum() -> None:
    counts, history = counts_since(MONDAY), History()
    for hour in range(30 * 24):
        counts.add(DOOR, MONDAY + hour * HOUR + 1)
        history.write(counts, MONDAY + hour * HOUR + 10)
    counts = restarted(counts)
    counts.add(DOOR, MONDAY)
    now = MONDAY + 30 * DAY
    history.write(counts, now)
    oldest = MONDAY + (30 - DAYS) * DAY - HOUR
    assert history.counted()[oldest] == 2, "an event that is too late is in the oldest hour"
    assert history.rows[now - HOUR] == (1, 30 * 24 + 1)


def test_what_is_told_too_late_or_of_no_time_is_not_counted() -> None:
    counts, history = counts_since(MONDAY, MONDAY + 5), History()
    history.write(counts, MONDAY + 30 * DAY)
    counts.told_hour(DOOR, MONDAY + HOUR, 7)
    counts.told_day(DOOR, MONDAY + 30 * DAY, 7, MONDAY + 30 * DAY)
    counts.add(DOOR, MONDAY + 30 * DAY)
    history.write(counts, MONDAY + 31 * DAY)
    assert history.counted() == {MONDAY: 1, MONDAY + 30 * DAY: 1}


# --- Any history, against what is plainly right ---


@dataclass
class Plain:
    """The same by adding up everything each time; hours and days begin on the zone's clock."""

    zone: tzinfo
    events: list[float] = field(default_factory=list)
    hours: Counter[float] = field(default_factory=Counter)
    days: Counter[float] = field(default_factory=Counter)

    def hour(self, start: float) -> int:
        own = sum(start <= event < start + HOUR for event in self.events)
        return max(own, self.hours[start])

    def day(self, start: float, end: float) -> int:
        hours = sum(self.hour(start + hour * HOUR) for hour in range(int((end - start) / HOUR)))
        return max(hours, self.days[start])


STEP = st.one_of(
    st.tuples(st.just("event"), st.integers(0, 3 * DAY - 1), st.just(0)),
    st.tuples(st.just("event"), st.integers(30 * HOUR, 34 * HOUR), st.just(0)),
    st.tuples(st.just("hour"), st.integers(0, 71), st.integers(0, 5)),
    st.tuples(st.just("hour"), st.integers(30, 34), st.integers(0, 5)),
    st.tuples(st.just("day"), st.integers(0, 2), st.integers(0, 20)),
    st.tuples(st.just("restart"), st.just(0), st.just(0)),
    st.tuples(st.just("write"), st.integers(30, 72), st.just(0)),
)


def walk(
    steps: list[tuple[str, int, int]], zone: tzinfo, first: float
) -> tuple[Counts, Plain, History]:
    """Let events and tellings come to both, of three days, while the history is written."""
    counts, plain, history, now = counts_since(first), Plain(zone), History(), first
    for what, when, count in steps:
        match what:
            case "event":
                counts.add(DOOR, first + when)
                plain.events.append(first + when)
            case "hour":
                start = first + when * HOUR
                counts.told_hour(DOOR, start + 0.4, count)
                plain.hours[start] = max(plain.hours[start], count)
            case "day":
                start = first + when * DAY
                counts.told_day(DOOR, start + 0.4, count)
                plain.days[start] = max(plain.days[start], count)
            case "write":
                now = max(now, first + when * HOUR)
                history.write(counts, now)
                history.counted()
            case _:
                counts = restarted(counts)
    return counts, plain, history


@pytest.mark.parametrize("name", ZONES)
@given(steps=st.lists(STEP, max_size=40))
def test_hours_and_days_are_the_more_of_what_was_seen_and_told(
    name: str, steps: list[tuple[str, int, int]]
) -> None:
    zone = ZONES[name]
    first = at("2023-11-13", zone)
    counts, plain, history = walk(steps, zone, first)
    for day in range(3):
        start = first + day * DAY
        right = plain.day(start, start + DAY)
        assert read(counts, start + DAY - 1, zone)[0] == right
        assert read(counts, start + DAY, zone)[1] == right
    for hour in range(72):
        start = first + hour * HOUR
        assert counts.last_hour(DOOR, start + HOUR + 5, zone) == plain.hour(start)
    history.write(counts, first + 4 * DAY)
    days = sum(plain.day(first + day * DAY, first + (day + 1) * DAY) for day in range(3))
    assert sum(history.counted().values()) == days


@given(steps=st.lists(STEP, max_size=40))
def test_the_history_adds_up_to_the_days_whenever_it_is_written(
    steps: list[tuple[str, int, int]],
) -> None:
    counts, plain, history = walk(steps, UTC, MONDAY)
    history.write(counts, MONDAY + 4 * DAY)
    counted = history.counted()
    for day in range(3):
        start = MONDAY + day * DAY
        in_day = sum(n for hour, n in counted.items() if start <= hour < start + DAY)
        assert in_day == plain.day(start, start + DAY)
        for hour in range(23):
            hour_start = start + hour * HOUR
            assert counted.get(hour_start, 0) == plain.hour(hour_start)


@given(
    before=st.lists(st.floats(0, 15 * HOUR - 1), max_size=20),
    late=st.lists(st.floats(0, 15 * HOUR - 1), max_size=20),
    after=st.lists(st.floats(15 * HOUR + 400, DAY - 1), max_size=20),
    told=st.integers(0, 30),
    restart=st.booleans(),
)
def test_today_goes_on_from_what_was_told(
    before: list[float], late: list[float], after: list[float], told: int, restart: bool
) -> None:
    counts = counts_since(MONDAY, *(MONDAY + moment for moment in before))
    until = MONDAY + 15 * HOUR + 400
    counts.told_day(DOOR, MONDAY, told, until)
    if restart:
        counts = restarted(counts)
    for one, other in zip(late, after, strict=False):
        counts.add(DOOR, MONDAY + one)
        counts.add(DOOR, MONDAY + other)
    pairs = min(len(late), len(after))
    right = max(len(before) + pairs, told) + pairs
    assert counts.today(DOOR, MONDAY + DAY - 1, UTC) == right


@given(steps=st.lists(STEP, max_size=30), since=st.integers(0, 72))
def test_what_was_settled_is_what_was_counted(
    steps: list[tuple[str, int, int]], since: int
) -> None:
    counts, plain, history = walk(steps, UTC, MONDAY)
    counts.settle(MONDAY + since * HOUR)
    counts = restarted(counts)
    history.write(counts, MONDAY + 4 * DAY)
    counted = history.counted()
    for hour in range(since, 72):
        start = MONDAY + hour * HOUR
        own = sum(start <= event < start + HOUR for event in plain.events)
        assert counted.get(start, 0) == counts.last_hour(DOOR, start + HOUR) == own


# --- What it takes ---


def size(counts: Counts) -> int:
    return len(json.dumps(counts.dump()))


def test_a_million_events_take_no_more_room_than_a_few() -> None:
    counts, now = counts_since(MONDAY), MONDAY
    sizes = []
    for _ in range(10):
        for _ in range(100_000):
            now += 40.0
            counts.add(DOOR, now)
        counts.tallies(now)
        sizes.append(size(counts))
    assert max(sizes) < 10_000
    assert max(sizes) - min(sizes) < 300


def test_strangers_take_no_room_without_end() -> None:
    counts = counts_since(MONDAY)
    for number in range(MAX_SUBJECTS + 100):
        counts.add(("c", "rule", str(number)), MONDAY)
    assert len(counts.dump()["subjects"]) == MAX_SUBJECTS
    assert counts.today(("c", "rule", "0"), MONDAY + 5, UTC) == 1
    counts.forget("c")
    assert counts.dump()["subjects"] == []
    assert counts.tallies(MONDAY + DAY) == []


def test_times_that_cannot_be_take_no_room_without_end() -> None:
    counts = counts_since(MONDAY, MONDAY + 5)
    for number in range(5_000):
        counts.add(DOOR, MONDAY + number * DAY)
        counts.told_day(DOOR, MONDAY + number * DAY, 7 + number % 3, MONDAY + number * DAY + 5000)
    assert size(counts) < 60_000
    (written,) = counts.tallies(MONDAY + DAY)
    assert written[1][0][0] == MONDAY


ROW = {"subject": ["c", "rule", "d"], "base": 0, "own": [], "told": [], "known": None, "changed": 0}
GARBAGE: list[Any] = [
    {},
    {"begun": 0.0},
    {"begun": 0.0, "oldest": "x", "subjects": []},
    {"begun": "x", "oldest": None, "subjects": []},
    {"begun": float("inf"), "oldest": None, "subjects": []},
    {"begun": 0.0, "oldest": None, "subjects": 7},
    {"begun": 0.0, "oldest": None, "subjects": [{}]},
    *(
        {"begun": 0.0, "oldest": None, "subjects": [ROW | wrong]}
        for wrong in (
            {"subject": ["c", "rule"]},
            {"base": 1.5},
            {"own": [1]},
            {"own": ["a", "b"]},
            {"told": [[0.0, 1.0]]},
            {"told": [[0.0, float("nan"), 1]]},
            {"known": "x"},
            {"changed": 1.5},
        )
    ),
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=str)
def test_what_cannot_be_loaded_changes_nothing(garbage: Any) -> None:
    counts = counts_since(MONDAY, MONDAY + 5)
    before = counts.dump()
    with pytest.raises((KeyError, TypeError, ValueError)):
        counts.load(garbage)
    assert counts.dump() == before
