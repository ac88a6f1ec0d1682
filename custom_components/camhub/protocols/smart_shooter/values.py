"""The application's values as ours: each returns None for what is unknown or cannot be."""

from collections.abc import Callable

from ...model.camera import Value

type Convert = Callable[[object], Value]

MAX_TEXT = 255
"""Characters of a text; Home Assistant shows no longer state."""

MAX_PATH = 4096
"""Characters of a path; a part of one leads nowhere."""

END_OF_TIME = 253_370_764_800_000
"""Milliseconds since 1970 at which the last year begins that a moment can be shown in."""


def kept(value: object) -> Value:
    """Return a value that costs no more than it can tell: a text is cut, lists and objects are none."""
    if isinstance(value, str):
        return text(value)
    return value if isinstance(value, bool | int | float) else None


def text(value: object) -> str | None:
    """Return a text, cut to what can be shown."""
    return value[:MAX_TEXT] if isinstance(value, str) else None


def path(value: object) -> str | None:
    """Return where a file is; it is never shown as a state."""
    return value[:MAX_PATH] if isinstance(value, str) else None


def boolean(value: object) -> bool | None:
    """Return a truth value."""
    return value if isinstance(value, bool) else None


def whole(value: object) -> int | None:
    """Return a whole number; the trigger index is documented as a text and sent as a number."""
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 20:
        return int(value)
    return value if type(value) is int else None


def count(value: object) -> int | None:
    """Return a number of things; negative ones mean unknown."""
    number = whole(value)
    return number if number is not None and number >= 0 else None


def percent(value: object) -> int | None:
    """Return a share from 0 to 100; -1 means unknown, or a zoom that does not move."""
    number = whole(value)
    return number if number is not None and 0 <= number <= 100 else None


def rate(value: object) -> float | None:
    """Return megabytes a second with two decimals."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6:
        return round(value, 2)
    return None


def seconds(value: object) -> int | None:
    """Return milliseconds as whole seconds."""
    number = count(value)
    return None if number is None else number // 1000


_POWER = {"AC": "mains", "Battery": "battery", "Unknown": "unknown"}
_STATUS = {
    "Absent": "absent",
    "Lost": "lost",
    "Disconnected": "disconnected",
    "Ready": "ready",
    "Busy": "busy",
    "Error": "error",
}


_FORMATS = {"JPEG": "jpeg", "PNG": "png", "Raw": "raw", "TGA": "tga", "TIFF": "tiff"}
_ORIENTATIONS = {
    "None": "normal",
    "Rotate90": "rotate_90",
    "Rotate180": "rotate_180",
    "Rotate270": "rotate_270",
    "FlipX": "flip_x",
    "FlipY": "flip_y",
    "Transpose": "transpose",
    "InverseTranspose": "inverse_transpose",
}


def photo_format(value: object) -> str | None:
    """Return what kind of file a photo is."""
    return _FORMATS.get(value) if isinstance(value, str) else None


def orientation(value: object) -> str | None:
    """Return how a photo is turned."""
    return _ORIENTATIONS.get(value) if isinstance(value, str) else None


def power(value: object) -> str | None:
    """Return where the camera's power comes from."""
    return _POWER.get(value) if isinstance(value, str) else None


def status(value: object) -> str | None:
    """Return the camera's status."""
    return _STATUS.get(value) if isinstance(value, str) else None
