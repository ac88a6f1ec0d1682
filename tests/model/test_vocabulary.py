"""The vocabulary: one word for one thing."""

from collections import Counter

from custom_components.camhub.model.vocabulary import (
    STREAMS,
    Ability,
    Kind,
    Reading,
    Setting,
    Stream,
)


def test_every_kind_of_event_belongs_to_exactly_one_stream() -> None:
    assert Counter(kind for kinds in STREAMS.values() for kind in kinds) == Counter(Kind)
    assert set(STREAMS) == set(Stream)


def test_no_word_is_a_reading_and_a_setting_and_an_ability_at_once() -> None:
    """Unique ids are built from the words, whatever they are."""
    words = [word.value for words in (Reading, Setting, Ability) for word in words]
    assert len(words) == len(set(words))
