"""What is the case now, from events: their order, their ends, what a clock may do, and bounds."""

import itertools
import json
import tracemalloc
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.model.camera import Role
from custom_components.camhub.model.vocabulary import STREAMS, Kind, Stream
from custom_components.camhub.protocols.camlytics.presence import (
    MOST_CHANNELS,
    MOST_CLASSES,
    MOST_OBJECTS,
    MOST_RULES,
    STRAGGLER,
    Limits,
    Presence,
)

MINUTE = 60.0
LIMITS = Limits(motion=30 * MINUTE, presence=20 * MINUTE, obstruction=10 * MINUTE)
START = 1_700_000_000.0

DOOR = "door"


def presence(limits: Limits = LIMITS) -> Presence:
    return Presence(lambda: limits)


class Story:
    """Tells events of one channel, by default at the moment that they happen."""

    def __init__(self, told: Presence | None = None) -> None:
        self.presence = told or presence()

    def __call__(
        self,
        kind: Kind,
        seconds: float,
        *,
        rule: str | None = None,
        obj: str | None = None,
        of: str | None = None,
        told: float | None = None,
        missed: bool = False,
    ) -> None:
        self.presence.take(
            DOOR,
            kind,
            rule,
            obj,
            of,
            START + seconds,
            START + (seconds if told is None else told),
            missed=missed,
        )

    def at(self, seconds: float) -> Presence:
        self.presence.expire(START + seconds)
        return self.presence


PAIRS: list[tuple[Kind, Kind, Callable[[Presence], bool], int]] = [
    (Kind.MOTION_STARTED, Kind.MOTION_STOPPED, lambda p: p.motion(DOOR), 0),
    (Kind.CROWD_APPEARED, Kind.CROWD_DISAPPEARED, lambda p: p.crowd(DOOR), 1),
]


@pytest.mark.parametrize(("begin", "end", "whole", "place"), PAIRS)
def test_a_zone_is_on_until_its_end_and_the_channel_while_any_zone_is(
    begin: Kind, end: Kind, whole: Callable[[Presence], bool], place: int
) -> None:
    tell = Story()
    assert whole(tell.presence) is False
    assert tell.presence.zone(DOOR, "gate") == (None, None, None)

    tell(begin, 0, rule="gate", obj="1")
    tell(begin, 1, rule="hall", obj="1")
    tell(end, 2, rule="hall")

    assert whole(tell.presence) is True
    assert tell.presence.zone(DOOR, "gate")[place] is True
    assert tell.presence.zone(DOOR, "hall")[place] is False

    tell(end, 3, rule="gate")

    assert whole(tell.presence) is False
    assert tell.presence.zone(DOOR, "gate")[place] is False
    assert tell.presence.zone(DOOR, "gate")[1 - place] is None


@pytest.mark.parametrize(("begin", "end", "whole", "place"), PAIRS)
def test_without_a_rule_it_is_the_whole_pictures(
    begin: Kind, end: Kind, whole: Callable[[Presence], bool], place: int
) -> None:
    tell = Story()
    tell(begin, 0)
    assert whole(tell.presence) is True
    assert tell.presence.changed() == {(DOOR, Role.CAMERA, "")}
    tell(end, 1)
    assert whole(tell.presence) is False


@pytest.mark.parametrize(("begin", "end", "whole", "place"), PAIRS)
def test_an_end_that_never_comes_is_assumed_and_a_repeated_begin_puts_it_off(
    begin: Kind, end: Kind, whole: Callable[[Presence], bool], place: int
) -> None:
    tell = Story()
    tell(begin, 0, rule="gate")
    tell(begin, 10 * MINUTE, rule="gate")

    assert tell.presence.next_end() == START + 40 * MINUTE
    assert whole(tell.at(40 * MINUTE - 1)) is True
    assert whole(tell.at(40 * MINUTE)) is False
    assert tell.presence.zone(DOOR, "gate")[place] is False
    assert tell.presence.next_end() is None


def test_an_old_end_does_not_end_what_began_after_it_and_an_old_begin_begins_nothing() -> None:
    tell = Story()
    tell(Kind.MOTION_STARTED, 10, rule="gate")
    tell(Kind.MOTION_STOPPED, 9, rule="gate", told=11)
    assert tell.presence.motion(DOOR) is True

    tell(Kind.MOTION_STOPPED, 20, rule="gate")
    tell(Kind.MOTION_STARTED, 19, rule="gate", told=21)
    assert tell.presence.motion(DOOR) is False


def test_of_one_moment_the_word_told_last_counts() -> None:
    tell = Story()
    tell(Kind.MOTION_STARTED, 10, rule="gate")
    tell(Kind.MOTION_STOPPED, 10, rule="gate")
    assert tell.presence.motion(DOOR) is False
    tell(Kind.MOTION_STARTED, 10, rule="gate")
    assert tell.presence.motion(DOOR) is True


def test_missed_events_count_from_their_own_time() -> None:
    tell = Story()
    back = 60 * MINUTE
    tell(Kind.MOTION_STARTED, 10 * MINUTE, rule="gate", told=back, missed=True)
    tell(Kind.MOTION_STARTED, 40 * MINUTE, rule="hall", told=back, missed=True)

    assert tell.presence.zone(DOOR, "gate")[0] is False, "over long ago, but it is a zone"
    assert tell.presence.zone(DOOR, "hall")[0] is True
    assert tell.presence.next_end() == START + 70 * MINUTE


@pytest.mark.parametrize("off", [-5 * 3600.0, 5 * 3600.0])
def test_a_source_whose_clock_is_wrong_ends_nothing_at_once_and_keeps_nothing_for_ever(
    off: float,
) -> None:
    tell = Story()
    tell(Kind.OBJECT_APPEARED, off, obj="1", told=0)
    tell(Kind.MOTION_STARTED, off, rule="gate", told=0)
    tell(Kind.MOTION_STARTED, off + 10 * MINUTE, rule="hall", told=20 * MINUTE, missed=True)

    here = tell.presence
    assert here.zone(DOOR, "gate")[0] is True
    assert here.zone(DOOR, "hall")[0] is True
    here = tell.at(30 * MINUTE)
    assert (here.zone(DOOR, "gate")[0], here.zone(DOOR, "hall")[0]) == (False, True)
    here = tell.at(40 * MINUTE)
    assert here.motion(DOOR) is False


def test_what_is_over_when_it_is_told_is_never_on() -> None:
    tell = Story()
    tell(Kind.MOTION_STOPPED, 0, rule="gate", told=LIMITS.motion)
    tell.presence.changed()
    tell(Kind.MOTION_STARTED, 1, rule="gate", told=LIMITS.motion + 1, missed=True)
    assert tell.presence.motion(DOOR) is True, "the clocks differ by as much"

    tell = Story()
    tell(Kind.MOTION_STARTED, 0, rule="gate", told=LIMITS.motion, missed=True)
    assert tell.presence.zone(DOOR, "gate")[0] is False
    assert tell.presence.next_end() is None


def test_a_missed_event_from_the_future_counts_from_its_arrival() -> None:
    tell = Story()
    tell(Kind.MOTION_STARTED, 1e9, rule="gate", told=0, missed=True)
    assert tell.presence.next_end() == START + LIMITS.motion


def test_a_clock_that_was_set_back_is_believed_again_when_the_limit_has_passed() -> None:
    tell = Story()
    tell(Kind.MOTION_STARTED, 0, rule="gate")
    tell(Kind.MOTION_STOPPED, 5, rule="gate")
    tell(Kind.MOTION_STARTED, -3600, rule="gate", told=10)
    assert tell.presence.motion(DOOR) is False

    tell(Kind.MOTION_STARTED, -1700, rule="gate", told=5 + 30 * MINUTE)
    assert tell.presence.motion(DOOR) is True


def test_a_zone_is_occupied_while_any_object_that_joined_has_not_left() -> None:
    tell = Story()
    tell(Kind.ZONE_JOINED, 0, rule="yard", obj="1")
    tell(Kind.ZONE_JOINED, 1, rule="yard", obj="2")
    tell(Kind.ZONE_JOINED, 2, rule="yard", obj="2")
    tell(Kind.ZONE_LEFT, 3, rule="yard", obj="2")
    assert tell.presence.zone(DOOR, "yard") == (None, None, True)

    tell(Kind.ZONE_LEFT, 4, rule="yard", obj="1")
    assert tell.presence.zone(DOOR, "yard") == (None, None, False)


def test_an_object_that_vanishes_or_whose_id_is_used_anew_is_in_no_zone_any_more() -> None:
    tell = Story()
    tell(Kind.ZONE_JOINED, 0, rule="yard", obj="1")
    tell(Kind.ZONE_JOINED, 0, rule="path", obj="1")
    tell(Kind.ZONE_JOINED, 0, rule="path", obj="2")
    tell(Kind.OBJECT_DISAPPEARED, 5, obj="1")
    assert tell.presence.zone(DOOR, "yard")[2] is False
    assert tell.presence.zone(DOOR, "path")[2] is True

    tell(Kind.OBJECT_APPEARED, 50, obj="2")
    assert tell.presence.zone(DOOR, "path")[2] is False


def test_an_object_that_appears_inside_a_zone_is_in_it_whichever_is_told_first() -> None:
    for appeared, joined in ((0.0, 0.4), (0.4, 0.0)):
        tell = Story()
        tell(Kind.ZONE_JOINED, joined, rule="yard", obj="1", told=1)
        tell(Kind.OBJECT_APPEARED, appeared, obj="1", told=1)
        assert tell.presence.zone(DOOR, "yard")[2] is True


def test_an_object_in_a_zone_is_taken_to_have_left_after_the_limit() -> None:
    tell = Story()
    tell(Kind.ZONE_JOINED, 0, rule="yard", obj="1")
    tell(Kind.ZONE_JOINED, 5 * MINUTE, rule="yard", obj="2")
    assert tell.at(20 * MINUTE).zone(DOOR, "yard")[2] is True
    assert tell.at(25 * MINUTE).zone(DOOR, "yard")[2] is False


def test_objects_are_counted_by_class_and_a_class_seen_once_stays() -> None:
    tell = Story()
    tell(Kind.OBJECT_APPEARED, 0, obj="1", of="person")
    tell(Kind.OBJECT_APPEARED, 1, obj="2", of="person")
    tell(Kind.OBJECT_APPEARED, 2, obj="3", of="vehicle")
    tell(Kind.OBJECT_APPEARED, 3, obj="4")
    assert tell.presence.objects(DOOR) == {"person": 2, "vehicle": 1, "unknown": 1}

    tell(Kind.OBJECT_DISAPPEARED, 4, obj="3", of="unknown")
    tell(Kind.OBJECT_DISAPPEARED, 4, obj="4", of="unknown")
    assert tell.presence.objects(DOOR) == {"person": 2, "vehicle": 0, "unknown": 0}

    assert tell.at(20 * MINUTE).objects(DOOR) == {"person": 1, "vehicle": 0, "unknown": 0}


def test_an_id_that_appears_again_replaces_itself_in_another_class_too() -> None:
    tell = Story()
    tell(Kind.OBJECT_APPEARED, 0, obj="1", of="person")
    tell(Kind.OBJECT_APPEARED, 5, obj="1", of="person")
    assert tell.presence.objects(DOOR) == {"person": 1}
    tell(Kind.OBJECT_APPEARED, 9, obj="1", of="vehicle")
    assert tell.presence.objects(DOOR) == {"person": 0, "vehicle": 1}


def test_what_has_no_object_is_no_object() -> None:
    tell = Story()
    tell(Kind.OBJECT_APPEARED, 0, of="person")
    tell(Kind.ZONE_JOINED, 0, rule="yard")
    tell(Kind.ZONE_JOINED, 0, obj="1")
    assert tell.presence.objects(DOOR) == {}
    assert tell.presence.zone(DOOR, "yard") == (None, None, None)


def test_a_camera_is_obstructed_until_the_limit() -> None:
    tell = Story()
    assert tell.presence.obstructed(DOOR) is False
    tell(Kind.CAMERA_OBSTRUCTED, 0)
    tell(Kind.CAMERA_OBSTRUCTED, 5 * MINUTE)
    assert tell.at(15 * MINUTE - 1).obstructed(DOOR) is True
    assert tell.at(15 * MINUTE).obstructed(DOOR) is False


def test_a_camera_is_disconnected_until_the_next_event_of_its_channel() -> None:
    tell = Story()
    assert tell.presence.connected(DOOR) is True
    tell(Kind.LINE_CROSSED, 0)
    tell(Kind.CAMERA_DISCONNECTED, 10)
    tell(Kind.LINE_CROSSED, 9, told=11)
    assert tell.presence.connected(DOOR) is False

    tell(Kind.OTHER, 12)
    assert tell.presence.connected(DOOR) is True
    tell(Kind.CAMERA_DISCONNECTED, 11, told=13)
    assert tell.presence.connected(DOOR) is True


def test_a_camera_comes_back_even_when_the_clock_was_set_back() -> None:
    tell = Story()
    tell(Kind.CAMERA_DISCONNECTED, 0)
    tell(Kind.LINE_CROSSED, -3000, told=STRAGGLER, missed=True)
    assert tell.presence.connected(DOOR) is False
    tell(Kind.LINE_CROSSED, -3000, told=STRAGGLER)
    assert tell.presence.connected(DOOR) is True


def test_limits_may_change_while_it_runs() -> None:
    limits = LIMITS
    here = Presence(lambda: limits)
    tell = Story(here)
    tell(Kind.MOTION_STARTED, 0, rule="gate")
    limits = Limits(MINUTE, MINUTE, MINUTE)
    assert here.next_end() == START + MINUTE
    assert tell.at(MINUTE).motion(DOOR) is False


def test_only_what_has_changed_is_told_upwards() -> None:
    tell = Story()
    tell(Kind.MOTION_STARTED, 0, rule="gate")
    assert tell.presence.changed() == {(DOOR, Role.CAMERA, ""), (DOOR, Role.RULE, "gate")}
    tell(Kind.MOTION_STARTED, 1, rule="gate")
    tell(Kind.LINE_CROSSED, 2, rule="line", obj="1")
    assert tell.presence.changed() == set()

    tell(Kind.OBJECT_APPEARED, 3, obj="1", of="person")
    assert tell.presence.changed() == {(DOOR, Role.OBJECT_CLASS, "person")}
    tell(Kind.CAMERA_OBSTRUCTED, 4)
    assert tell.presence.changed() == {(DOOR, Role.CAMERA, "")}
    tell(Kind.ZONE_LEFT, 5, rule="yard", obj="1")
    assert tell.presence.changed() == {(DOOR, Role.CAMERA, ""), (DOOR, Role.RULE, "yard")}

    tell.at(60 * MINUTE)
    assert tell.presence.changed() == {
        (DOOR, Role.CAMERA, ""),
        (DOOR, Role.RULE, "gate"),
        (DOOR, Role.OBJECT_CLASS, "person"),
    }


def test_channels_are_apart_and_one_can_be_forgotten() -> None:
    here = presence()
    for channel in ("a", "b"):
        here.take(channel, Kind.MOTION_STARTED, "gate", "1", "person", START, START)
        here.take(channel, Kind.OBJECT_APPEARED, None, "1", "person", START, START)
        here.take(channel, Kind.CAMERA_DISCONNECTED, None, None, None, START + 1, START)
    here.forget("a")

    assert (here.motion("a"), here.objects("a"), here.connected("a")) == (False, {}, True)
    assert (here.motion("b"), here.objects("b"), here.connected("b")) == (
        True,
        {"person": 1},
        False,
    )
    assert {channel for channel, *_ in here.changed()} == {"b"}
    here.expire(START + 60 * MINUTE)
    assert {channel for channel, *_ in here.changed()} == {"b"}


def everything(here: Presence) -> Any:
    return (
        here.motion(DOOR),
        here.crowd(DOOR),
        here.objects(DOOR),
        here.obstructed(DOOR),
        here.connected(DOOR),
        [here.zone(DOOR, rule) for rule in ("gate", "hall")],
    )


def test_all_of_it_outlives_a_restart() -> None:
    tell = Story()
    tell(Kind.MOTION_STARTED, 0, rule="gate")
    tell(Kind.CROWD_APPEARED, 0, rule="hall")
    tell(Kind.ZONE_JOINED, 0, rule="gate", obj="1")
    tell(Kind.OBJECT_APPEARED, 0, obj="1", of="person")
    tell(Kind.OBJECT_APPEARED, 0, obj="2", of="vehicle")
    tell(Kind.OBJECT_DISAPPEARED, 1, obj="2")
    tell(Kind.CAMERA_OBSTRUCTED, 2)
    tell(Kind.CAMERA_DISCONNECTED, 3)

    again = presence()
    again.load(json.loads(json.dumps(tell.presence.dump())))

    assert everything(again) == everything(tell.presence)
    assert again.next_end() == tell.presence.next_end()
    assert again.dump() == tell.presence.dump()
    assert again.changed() == {
        (DOOR, Role.CAMERA, ""),
        (DOOR, Role.RULE, "gate"),
        (DOOR, Role.RULE, "hall"),
        (DOOR, Role.OBJECT_CLASS, "person"),
        (DOOR, Role.OBJECT_CLASS, "vehicle"),
    }
    more = Story(again)
    more(Kind.OBJECT_APPEARED, 0.5, obj="2", of="vehicle", told=4)
    assert again.objects(DOOR) == {"person": 1, "vehicle": 0}
    assert everything(more.at(60 * MINUTE))[0] is False


NONSENSE: tuple[Any, ...] = (None, [], {}, "x", True, float("nan"), 7)


def spoiled(saved: Any) -> Iterable[Any]:
    """Yield the saved state with every single value in turn replaced by nonsense."""
    yield from NONSENSE
    items = saved.items() if isinstance(saved, dict) else enumerate(saved)
    for key, value in list(items):
        if isinstance(value, dict | list):
            for inner in spoiled(value):
                copy = saved.copy()
                copy[key] = inner
                yield copy
        else:
            for nonsense in NONSENSE:
                copy = saved.copy()
                copy[key] = nonsense
                yield copy


def test_garbage_is_refused_with_one_of_three_errors_and_changes_nothing() -> None:
    tell = Story()
    tell(Kind.MOTION_STARTED, 0, rule="gate")
    tell(Kind.OBJECT_APPEARED, 0, obj="1", of="person")
    before = tell.presence.dump()
    refused = 0
    for garbage in spoiled(before):
        other = Story()
        other(Kind.CROWD_APPEARED, 0, rule="hall")
        untouched = other.presence.dump()
        try:
            other.presence.load(garbage)
        except KeyError, TypeError, ValueError:
            refused += 1
            assert other.presence.dump() == untouched
        else:
            other(Kind.MOTION_STOPPED, 9, rule="gate")
            other(Kind.OBJECT_DISAPPEARED, 9, obj="1")
            other.at(60 * MINUTE)
    assert refused > 50


def test_a_source_that_names_ever_new_ones_is_bounded() -> None:
    here = presence()
    for number in range(3 * MOST_OBJECTS):
        now = START + number / 1000
        name = str(number)
        here.take(DOOR, Kind.OBJECT_APPEARED, None, name, name, now, now)
        here.take(DOOR, Kind.ZONE_JOINED, name, name, "person", now, now)
        here.take(DOOR, Kind.MOTION_STARTED, name, name, "person", now, now)
        here.take(DOOR, Kind.OBJECT_DISAPPEARED, None, f"-{number}", "person", now, now)
    assert len(here.objects(DOOR)) <= MOST_CLASSES
    assert sum(here.objects(DOOR).values()) <= MOST_OBJECTS
    rules = [name for name in map(str, range(3 * MOST_OBJECTS)) if here.zone(DOOR, name)[0]]
    assert rules == [str(number) for number in range(3 * MOST_OBJECTS)][-MOST_RULES:]

    for number in range(2 * MOST_CHANNELS):
        here.take(f"c{number}", Kind.CAMERA_OBSTRUCTED, None, None, None, START + 9, START + 9)
    assert sum(here.obstructed(f"c{n}") for n in range(2 * MOST_CHANNELS)) == MOST_CHANNELS - 1
    size = len(json.dumps(here.dump()))
    for number in range(20_000):
        here.take(
            DOOR, Kind.MOTION_STARTED, "gate", None, None, START + 9, START + 9 + number / 1000
        )
    assert len(json.dumps(here.dump())) < size * 1.1


def test_what_goes_on_for_ever_takes_no_more_room() -> None:
    here = presence()
    here.take(DOOR, Kind.MOTION_STARTED, "hall", "1", "person", START, START)

    def renew(first: int, last: int) -> int:
        for number in range(first, last):
            now = START + number / 1000
            here.take(DOOR, Kind.MOTION_STARTED, "gate", "1", "person", now, now)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = renew(0, 1_000)
        assert renew(1_000, 20_000) < before + 50_000
    finally:
        tracemalloc.stop()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(STREAMS[Stream.ANALYTICS]),
        st.sampled_from([None, "gate", "hall"]),
        st.sampled_from([None, "1", "2"]),
        st.sampled_from([None, "person", "vehicle"]),
    ),
    max_size=6,
)


@given(steps=STEPS, data=st.data())
def test_it_comes_out_the_same_in_whichever_order_it_is_told(steps: Any, data: Any) -> None:
    events = [(index * 3.0, *step) for index, step in enumerate(steps)]

    def told(order: Iterable[Any]) -> Any:
        tell = Story()
        for when, kind, rule, obj, of in order:
            tell(kind, when, rule=rule, obj=obj, of=of, told=60)
        motion, crowd, objects, *rest = everything(tell.presence)
        return motion, crowd, {name: n for name, n in objects.items() if n}, *rest

    assert told(data.draw(st.permutations(events))) == told(events)


def test_every_order_of_a_visit_comes_to_the_same() -> None:
    visit = [
        (0.0, Kind.OBJECT_APPEARED),
        (2.0, Kind.ZONE_JOINED),
        (4.0, Kind.ZONE_LEFT),
        (6.0, Kind.ZONE_JOINED),
        (8.0, Kind.OBJECT_DISAPPEARED),
    ]
    for order in itertools.permutations(visit):
        tell = Story()
        for when, kind in order:
            rule = "yard" if "zone" in kind else None
            tell(kind, when, rule=rule, obj="1", of="person", told=20)
        assert tell.presence.zone(DOOR, "yard")[2] is False, order
        assert tell.presence.objects(DOOR) == {"person": 0}, order
