"""The books of an installation: what is written in them is all brought back, or nothing of it."""

import json
from datetime import UTC
from typing import Any

import pytest

from custom_components.camhub.link.session import Clock
from custom_components.camhub.model.vocabulary import Kind
from custom_components.camhub.protocols.camlytics.books import MAX_CHANNELS, MAX_RULES, Books
from custom_components.camhub.protocols.camlytics.wishes import Wishes


def empty() -> Books:
    return Books(Clock(), lambda: UTC, Wishes.of({}))


@pytest.fixture
def books() -> Books:
    """Books in which something is written."""
    books = empty()
    books.gapless = 12.5
    gate = books.known("1", "Gate")
    assert gate is not None
    gate.kinds[Kind.LINE_CROSSED] = 12.0
    rule = books.rule(gate, "7", "Enter")
    assert rule is not None
    rule.last = 11.0
    books.known("2", "Yard")
    return books


def saved(books: Books) -> Any:
    """Return what a disk would hold."""
    return json.loads(json.dumps(books.dump()))


def test_what_was_written_outlives_a_restart(books: Books) -> None:
    again = empty()
    again.load(saved(books))

    assert saved(again) == saved(books)
    assert again.gapless == 12.5
    gate = again.channels["1"]
    assert (gate.name, gate.rules["7"].name, gate.rules["7"].last) == ("Gate", "Enter", 11.0)
    assert gate.kinds == {Kind.LINE_CROSSED: 12.0}


def test_where_nothing_was_saved_nothing_is_known() -> None:
    books = empty()
    books.load({})

    assert saved(books) == saved(empty())


@pytest.mark.parametrize(
    ("page", "garbage"),
    [
        ("cursor", None),
        ("gapless", "yesterday"),
        ("channels", [1]),
        ("channels", {"1": {"name": "Gate", "rules": {"7": ["Enter"]}, "kinds": {}}}),
        ("channels", {"1": {"name": "Gate", "rules": {}, "kinds": {"no kind": 1.0}}}),
        ("channels", {"1": {"name": "Gate"}}),
        ("twins", None),
        ("counts", None),
        ("people", {"inside": {"1": -1}}),
        ("presence", None),
    ],
)
def test_of_books_that_are_broken_nothing_is_brought_back(
    books: Books, page: str, garbage: Any
) -> None:
    broken = saved(books) | {page: garbage}

    again = empty()
    with pytest.raises((KeyError, TypeError, ValueError)):
        again.load(broken)

    assert saved(again) == saved(empty())
    again.load(saved(books))
    assert saved(again) == saved(books)


@pytest.mark.parametrize("page", sorted(empty().dump()))
def test_books_that_lack_a_page_are_broken(books: Books, page: str) -> None:
    torn = saved(books)
    del torn[page]

    again = empty()
    with pytest.raises(KeyError):
        again.load(torn)

    assert saved(again) == saved(empty())


def test_a_name_is_that_of_the_only_channel_that_is_called_so(books: Books) -> None:
    assert (books.named("Gate"), books.named("Yard"), books.named("Door")) == ("1", "2", None)

    books.known("3", "Gate")
    assert books.named("Gate") is None

    books.known("3", "Back gate")
    assert (books.named("Gate"), books.named("Back gate")) == ("1", "3")

    books.forget("1")
    assert books.named("Gate") is None


def test_ever_new_channels_and_rules_are_bounded(books: Books) -> None:
    channels = [books.known(str(number), "") for number in range(MAX_CHANNELS + 1)]
    gate = books.channels["1"]
    rules = [books.rule(gate, str(number), "") for number in range(MAX_RULES + 1)]

    assert len(books.channels) == MAX_CHANNELS
    assert len(gate.rules) == MAX_RULES
    assert channels[-1] is None
    assert rules[-1] is None
    assert (gate.name, gate.rules["7"].name) == ("Gate", "Enter")
