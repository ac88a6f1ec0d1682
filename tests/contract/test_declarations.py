"""What each system declares is well formed, so that forms and actions can be built from it."""

from collections.abc import Iterable

import pytest

from custom_components.camhub.model.vocabulary import Verb
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Field, FieldKind, Protocol

from .harness import HARNESSES

SYSTEMS = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS.keys())


def test_there_are_systems_and_each_is_tried_here() -> None:
    assert PROTOCOLS
    assert HARNESSES.keys() == PROTOCOLS.keys()


def hold(fields: Iterable[Field]) -> None:
    """Assert that these fields of one form fit together."""
    fields = list(fields)
    names = [field.name for field in fields]
    assert len(names) == len(set(names))
    for field in fields:
        assert field.name.isidentifier()
        assert field.name == field.name.lower()
        assert bool(field.choices) is (field.kind in (FieldKind.CHOICE, FieldKind.CHOICES))
        assert len(field.choices) == len(set(field.choices))
        numeric = field.kind in (FieldKind.INTEGER, FieldKind.NUMBER)
        assert numeric or (field.minimum, field.maximum, field.unit) == (None, None, None)
        if field.minimum is not None and field.maximum is not None:
            assert field.minimum < field.maximum
        if field.default is not None and field.kind is FieldKind.CHOICE:
            assert field.default in field.choices
        if field.kind is FieldKind.CHOICES:
            assert set(field.default or ()) <= set(field.choices)
        if field.default is not None and numeric:
            assert field.minimum is None or field.minimum <= field.default
            assert field.maximum is None or field.default <= field.maximum
        if field.kind is FieldKind.CONFIRMATION:
            assert field.required
            assert field.default is None


@SYSTEMS
def test_what_a_form_asks_for(protocol: Protocol) -> None:
    hold(protocol.fields)
    assert protocol.fields
    assert set(protocol.address) <= {field.name for field in protocol.fields}
    assert protocol.address, "two entries for one address are refused"
    assert protocol.maker


@SYSTEMS
def test_preferences_have_defaults(protocol: Protocol) -> None:
    hold(protocol.options)
    # None for a zone is that of Home Assistant.
    assert all(
        field.default is not None or field.kind is FieldKind.ZONE for field in protocol.options
    )


@SYSTEMS
def test_actions(protocol: Protocol) -> None:
    verbs = [action.verb for action in protocol.actions]
    assert len(verbs) == len(set(verbs))
    assert set(verbs) <= set(Verb)
    for action in protocol.actions:
        hold(action.fields)
        confirmations = [f for f in action.fields if f.kind is FieldKind.CONFIRMATION]
        assert len(confirmations) == action.dangerous, action.verb
