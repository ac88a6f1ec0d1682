"""The application's words become those of the vocabulary, and what it may invent stays bounded."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.model.vocabulary import STREAMS, Kind, Stream
from custom_components.camhub.protocols.camlytics.names import (
    kind_of,
    object_class,
    origin_of,
    type_of,
)
from simulators.camlytics.kinds import KINDS

THINGS = STREAMS[Stream.ANALYTICS]


def test_every_documented_type_has_a_kind_of_its_own() -> None:
    kinds = [kind_of(event_type) for event_type in KINDS]
    assert sorted([*kinds, Kind.OTHER]) == sorted(THINGS)


@pytest.mark.parametrize(
    ("event_type", "kind"),
    [
        ("TripwireCrossed", Kind.LINE_CROSSED),
        ("RegionLeave", Kind.ZONE_LEFT),
        ("MotionInRegionOff", Kind.MOTION_STOPPED),
        ("Loitering", Kind.DWELL),
        ("Sabotage", Kind.CAMERA_OBSTRUCTED),
    ],
)
def test_a_kind_is_told_by_the_type(event_type: str, kind: Kind) -> None:
    assert kind_of(event_type) is kind
    assert type_of[kind] == event_type


@pytest.mark.parametrize("event_type", ["", "Line crossed", "tripwirecrossed", "ObjectStolen"])
def test_any_other_type_is_kept_as_something_else(event_type: str) -> None:
    assert kind_of(event_type) is Kind.OTHER


def test_every_kind_but_other_has_a_type() -> None:
    assert {*type_of} == {*THINGS} - {Kind.OTHER}


@pytest.mark.parametrize(
    ("origin", "word"),
    [
        ("Pedestrian", "person"),
        ("Vehicle", "vehicle"),
        ("Unknown", "unknown"),
        ("", "unknown"),
        ("-", "unknown"),
        ("Two Wheeler", "two_wheeler"),
        ("Vélo", "velo"),
        ("vehicle", "vehicle"),
        ("Пешеход", "unknown"),
    ],
)
def test_classes_of_objects(origin: str, word: str) -> None:
    assert object_class(origin) == word


@pytest.mark.parametrize("origin", ["Pedestrian", "Vehicle", "Unknown"])
def test_a_class_is_asked_for_in_the_word_that_the_application_has_for_it(origin: str) -> None:
    assert origin_of(object_class(origin)) == origin


def test_a_class_that_we_do_not_know_is_asked_for_as_typed() -> None:
    assert origin_of("Two Wheeler") == "Two Wheeler"


@given(st.text(max_size=300))
def test_whatever_the_application_calls_a_class_it_is_one_short_word(origin: str) -> None:
    word = object_class(origin)
    assert re.fullmatch("[a-z0-9_]{1,32}", word)
    assert object_class(word) == word
