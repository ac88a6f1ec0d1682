"""People inside: who came in less who left, with a floor, for the doors and the whole house."""

import json
from typing import Any

import pytest

from custom_components.camhub.model.camera import HUB
from custom_components.camhub.protocols.camlytics.people import MOST_CHANNELS, People


@pytest.fixture
def people() -> People:
    counted = People()
    counted.configure(["Enter"], ["Exit"], ["person", "unknown"])
    return counted


def test_who_comes_in_is_inside_until_somebody_leaves(people: People) -> None:
    assert people.crossed("door", "Enter", "person") == {HUB, "door"}
    assert people.crossed("door", "Enter", "unknown") == {HUB, "door"}
    assert people.crossed("door", "Exit", "person") == {HUB, "door"}
    assert (people.inside("door"), people.inside(HUB)) == (1, 1)


def test_nobody_leaves_who_was_not_inside_and_it_is_no_debt(people: People) -> None:
    for _ in range(3):
        assert people.crossed("door", "Exit", "person") == set()
    people.crossed("door", "Enter", "person")
    assert (people.inside("door"), people.inside(HUB)) == (1, 1)


def test_the_house_has_a_floor_of_its_own(people: People) -> None:
    people.crossed("front", "Enter", "person")
    people.crossed("front", "Enter", "person")
    assert people.crossed("back", "Exit", "person") == {HUB}
    assert people.inside("front") == 2
    assert people.inside("back") == 0
    assert people.inside(HUB) == 1


def test_other_classes_and_other_rules_do_not_count(people: People) -> None:
    assert people.crossed("door", "Enter", "vehicle") == set()
    assert people.crossed("door", "Line 1", "person") == set()
    assert people.inside(HUB) == 0


def test_names_are_compared_without_case_and_spaces_around(people: People) -> None:
    people.configure([" Eingang STRASSE "], ["salida"], ["person"])
    assert people.direction("eingang straße") == "in"
    assert people.direction(" Salida") == "out"
    assert people.direction("Enter") is None
    assert people.direction("") is None


def test_a_name_that_is_both_says_no_direction(people: People) -> None:
    people.configure(["Door", "In"], ["door", "Out"], ["person"])
    assert people.direction("Door") is None
    assert people.direction("In") == "in"
    assert people.crossed("door", "Door", "person") == set()


def test_a_blank_name_is_none(people: People) -> None:
    people.configure(["", " "], ["Exit"], ["person"])
    assert people.direction("") is None


def test_a_channel_has_a_pair_when_it_has_both(people: People) -> None:
    assert people.paired(["exit", "Motion detection", "ENTER"]) is True
    assert people.paired(["Enter", "Motion detection"]) is False
    assert people.paired([]) is False


def test_a_change_of_names_leaves_the_counts(people: People) -> None:
    people.crossed("door", "Enter", "person")
    people.configure(["In"], ["Out"], ["person"])
    assert people.inside("door") == 1
    people.crossed("door", "Enter", "person")
    people.crossed("door", "Out", "person")
    assert people.inside("door") == 0


def test_a_count_can_be_corrected_and_goes_on_from_there(people: People) -> None:
    people.set("door", 5)
    people.set(HUB, 0)
    people.crossed("door", "Exit", "person")
    assert (people.inside("door"), people.inside(HUB)) == (4, 0)
    with pytest.raises(ValueError, match="-1"):
        people.set("door", -1)
    assert people.inside("door") == 4


def test_counts_outlive_a_restart_and_a_channel_that_is_gone_does_not(people: People) -> None:
    people.crossed("a", "Enter", "person")
    people.crossed("b", "Enter", "person")
    people.forget("a")
    again = People()
    again.load(json.loads(json.dumps(people.dump())))
    assert (again.inside("a"), again.inside("b"), again.inside(HUB)) == (0, 1, 2)


@pytest.mark.parametrize(
    "garbage",
    [
        None,
        [],
        {},
        {"inside": None},
        {"inside": 4},
        {"inside": {"a": "1"}},
        {"inside": {"a": True}},
        {"inside": {"a": 1.5}},
        {"inside": {"a": -1}},
        {"inside": {1: 1}},
    ],
)
def test_garbage_is_refused_and_changes_nothing(people: People, garbage: Any) -> None:
    people.crossed("door", "Enter", "person")
    with pytest.raises((KeyError, TypeError, ValueError)):
        people.load(garbage)
    assert people.inside("door") == 1


def test_ever_new_channels_are_bounded_and_the_house_still_counts(people: People) -> None:
    for number in range(2 * MOST_CHANNELS):
        people.set(f"c{number}", 1)
    people.crossed("one more", "Enter", "person")
    assert people.inside(HUB) == 1
    assert len(people.dump()["inside"]) == MOST_CHANNELS + 1
