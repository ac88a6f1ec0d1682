"""Reading a request's fields; whatever is missing or of the wrong type refuses the request."""

import re

from simulators.smart_shooter.dialect import Fields

_DIGITS = re.compile(r"-?\d{1,19}")
"""A text that is a whole number; `int` raises for one of thousands of digits."""


class Refused(Exception):
    """The request is not carried out; its reply has a false result and nothing else, as no error text exists."""


def text(message: Fields, name: str) -> str:
    """Return a text field."""
    if isinstance(value := message.get(name), str):
        return value
    raise Refused(name)


def texts(message: Fields, name: str) -> list[str]:
    """Return a field that is a list of texts."""
    if isinstance(value := message.get(name), list) and all(
        isinstance(item, str) for item in value
    ):
        return value
    raise Refused(name)


def flag(message: Fields, name: str) -> bool:
    """Return a boolean field."""
    if isinstance(value := message.get(name), bool):
        return value
    raise Refused(name)


def number(message: Fields, name: str, lowest: int = -(2**63), highest: int = 2**63 - 1) -> int:
    """Return a whole number between the limits; digits in a text count, as the trigger index is documented as one."""
    value = message.get(name)
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
        return value
    raise Refused(name)


def fraction(message: Fields, name: str) -> float:
    """Return a number of any size as a float."""
    value = message.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise Refused(name)


def word(message: Fields, name: str, words: tuple[str, ...]) -> str:
    """Return a text field that is one of `words`."""
    if (value := text(message, name)) in words:
        return value
    raise Refused(name)
