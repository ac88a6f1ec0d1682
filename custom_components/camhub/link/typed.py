"""Values as users type them: a setting's may come from an entity, an action or a template."""

from math import isfinite

from ..model.camera import Value
from .errors import BadRequest


def truth(value: object) -> bool:
    """Return a yes or no however it was typed; raises BadRequest for anything else."""
    if isinstance(value, bool):
        return value
    known = {"on": True, "true": True, "off": False, "false": False}
    if (word := str(value).strip().lower()) not in known:
        raise BadRequest(f"{value!r} is neither on nor off")
    return known[word]


def plain(value: Value) -> str:
    """Return a value as a text; a whole number has no decimals."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def decimal(value: object) -> float:
    """Return a number however it was typed; raises BadRequest for anything else."""
    try:
        number = float(str(value))
    except ValueError as error:
        raise BadRequest(f"{value!r} is no number") from error
    if not isfinite(number):
        raise BadRequest(f"{value!r} is no number")
    return number


def whole(value: object, low: int, high: int) -> int:
    """Return a whole number of a range however it was typed; raises BadRequest for anything else."""
    number = decimal(value)
    if not number.is_integer() or not low <= number <= high:
        raise BadRequest(f"{value!r} is no whole number from {low} to {high}")
    return int(number)
