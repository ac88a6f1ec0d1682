"""The fields of a camera's JSON objects: each of the type that it has to be, or None. No I/O.

Cameras differ in whether a number has a fraction and a yes or no is 1 or true; both will do.
"""

import re
from collections.abc import Callable, Mapping, Set
from datetime import UTC, datetime
from typing import Any

from ...link.errors import BadData

MAX_TEXT = 255
"""Characters of a path: the longest text that the notes know."""

MAX_ID = 128
"""Characters of an id; real ones have up to 53."""

MAX_ROWS = 1000
"""Rows of a list; what is beyond is left out. Pages of 100 are what is asked for."""

MAX_SECONDS = 1e9
"""The longest time that is believed."""

MAX_WHOLE = 2**63 - 1

_MAX_WORD = 64
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_RATE = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) ?(?:fps)?", re.ASCII | re.IGNORECASE)
_FIRST, _LAST = 1970, 9998
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_CLOCK = r"(?P<clock>\d\d:\d\d:\d\d)"
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)"
_NAMED = rf"(?:\w{{3}} )?(?P<month>\w{{3}}) {{1,2}}(?P<day>\d{{1,2}}) {_CLOCK}"
_TIMES = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?P<date>\d{{4}}-\d\d-\d\d)T{_CLOCK}(?:\.\d{{1,9}})?{_ZONE}?",
        rf"(?P<date>\d{{4}}:\d\d:\d\d) {_CLOCK}",
        rf"(?P<month>\w{{3}}) {{1,2}}(?P<day>\d{{1,2}}), ?(?P<year>\d{{4}}) {_CLOCK}",
        rf"{_NAMED}(?: {_ZONE})? (?P<year>\d{{4}})",
    )
)

type Row = Mapping[str, Any]
"""An object as it was parsed."""


def table(data: object, known: Set[str]) -> Row:
    """Return what is an object with any of the known keys. Raises BadData for anything else."""
    if not isinstance(data, dict) or known.isdisjoint(data):
        raise BadData("the answer is no such object")
    return data


def read[T](data: object, make: Callable[[object], T]) -> tuple[T, ...]:
    """Return the rows of an array without those that raise BadData; none where it is no array."""
    found: list[T] = []
    for row in data[:MAX_ROWS] if isinstance(data, list) else ():
        try:
            found.append(make(row))
        except BadData:
            continue
    return tuple(found)


def truth(row: Row, name: str) -> bool | None:
    """Return a yes or no, which some write as 1 or 0."""
    value = row.get(name)
    return bool(value) if type(value) in (bool, int) and value in (0, 1) else None


def number(row: Row, name: str, most: float = MAX_SECONDS, least: float = 0) -> float | None:
    """Return a number, without a fraction where it has none: an `int` then."""
    value: Any = row.get(name)
    if type(value) not in (int, float) or not least <= value <= most:
        return None
    return int(value) if value == int(value) else value


def whole(row: Row, name: str, most: int = MAX_WHOLE) -> int | None:
    """Return a number that is none below 0 and has no fraction."""
    value: Any = number(row, name, most)
    return value if type(value) is int else None


def percent(row: Row, name: str) -> int | None:
    """Return a share of 0 to 100."""
    return whole(row, name, 100)


def port(row: Row, name: str) -> int | None:
    """Return a port; 0 and -1 are none."""
    return whole(row, name, 65535) or None


def rate(row: Row) -> float | None:
    """Return frames per second: of `framerate`, a text like `60fps`, else of `framerate_fps`."""
    for name in ("framerate", "framerate_fps"):
        value = row.get(name)
        if isinstance(value, str) and (found := _RATE.fullmatch(value)):
            return number({name: float(found[1])}, name)
        if (told := number(row, name, 9999)) is not None:
            return told
    return None


def word(row: Row, name: str, most: int = _MAX_WORD) -> str | None:
    """Return a text without control characters; an empty or longer one is none."""
    value = row.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        return None
    return value if value.translate(_CONTROLS) == value else None


def words(row: Row, name: str) -> tuple[str, ...]:
    """Return an array's texts."""
    values = row.get(name)
    rows = [{name: value} for value in values[:MAX_ROWS]] if isinstance(values, list) else []
    return tuple(found for row in rows if (found := word(row, name)) is not None)


def identity(row: Row, name: str) -> str:
    """Return an id, opaque. Raises BadData for none, and for what a URL has another meaning for."""
    value = word(row, name, MAX_ID)
    if value is None or value in (".", ".."):
        raise BadData(f"no {name}")
    return value


def moment(value: object) -> datetime | None:
    """Return a time in any of the six forms, in UTC where it has a zone, naive where it has none.

    Android's kit reads all six. None for what is no time, and before 1970.
    """
    if not isinstance(value, str) or len(value) > _MAX_WORD:
        return None
    for form in _TIMES:
        if found := form.fullmatch(value.strip()):
            return _moment(found.groupdict(""))
    return None


def _moment(part: dict[str, str]) -> datetime | None:
    """Return the time of a match, None where there is no such day or hour."""
    if "month" in part:
        month, beyond = divmod(_MONTHS.find(part["month"].capitalize()), 3)
        date = "" if beyond else f"{part['year']}-{month + 1:02}-{int(part['day']):02}"
    else:
        date = part["date"].replace(":", "-")
    zone = part.get("zone", "").replace("UTC", "Z").replace("GMT", "Z")
    try:
        found = datetime.fromisoformat(f"{date}T{part['clock']}{zone}")
    except ValueError:
        return None
    if not _FIRST <= found.year <= _LAST:
        return None
    return found.astimezone(UTC) if found.tzinfo else found


def written(row: Row, name: str) -> str | None:
    """Return a time as ISO 8601, with a Z where the camera told its zone."""
    found = moment(row.get(name))
    if found is None:
        return None
    return found.replace(tzinfo=None).isoformat() + ("Z" if found.tzinfo else "")
