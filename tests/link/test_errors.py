"""The ladder of errors."""

from custom_components.camhub.link import errors
from custom_components.camhub.link.errors import HalfOpen, LinkError, TimedOut, Unreachable


def test_every_error_has_a_text_of_its_own() -> None:
    ladder = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, LinkError) and kind is not LinkError
    ]
    assert ladder
    keys = [kind.key for kind in ladder]
    assert len(keys) == len(set(keys))
    assert all(kind.__doc__ for kind in ladder)


def test_what_may_have_been_carried_out_is_told_apart_from_what_was_not() -> None:
    assert issubclass(HalfOpen, TimedOut)
    assert issubclass(TimedOut, Unreachable)
    assert not issubclass(Unreachable, TimedOut)
