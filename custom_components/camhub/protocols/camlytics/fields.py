"""The fields of a JSON object: bounded, and of the type that they have to be. No I/O.

What raises raises BadData, in whose text nothing is of what was sent.
"""

import re
from collections.abc import Mapping, Set
from typing import Any

import orjson

from ...link.errors import BadData
from .times import parse

MAX_TEXT = 1000
"""Characters of a name or a path; what is beyond is cut."""

MAX_ID = 128
"""Characters of an id or a type; longer ones are no ids. Real ones are GUIDs and small numbers."""

_MAX_COUNT = 10**9
_MAX_NUMBER = 2**63 - 1
_MAX_OTHERS = 16

_BOM = b"\xef\xbb\xbf"
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_NONE = ("", "-1")
_SECONDS = re.compile(r"-?\d{1,12}(\.\d{1,12})?", re.ASCII)

type Row = Mapping[str, Any]
"""An object as it was parsed."""


def parsed(body: bytes) -> Any:
    """Return what is in a JSON document."""
    try:
        return orjson.loads(body.removeprefix(_BOM))
    except ValueError, RecursionError:
        # Its text would hold what was sent.
        raise BadData("no JSON") from None


def check(row: Row, types: Mapping[str, tuple[type, ...]]) -> None:
    """Raise BadData where a field that is there is of another type."""
    for name, allowed in types.items():
        if name in row and type(row[name]) not in allowed:
            raise BadData(f"{name} is of another type")


def identity(row: Row, name: str) -> str:
    """Return an id or a type, which has to be there."""
    value = row.get(name)
    if not isinstance(value, str) or not value or not _is_id(value):
        raise BadData(f"no {name}")
    return value


def reference(row: Row, name: str) -> str | None:
    """Return the id of an object or a rule, a number in REST's or a webhook's form, None for none."""
    value = row.get(name)
    if value is None:
        return None
    if type(value) is int:
        value = str(value)
    if not isinstance(value, str) or not _is_id(value):
        raise BadData(f"no {name}")
    return None if value in _NONE else value


def _is_id(value: str) -> bool:
    return len(value) <= MAX_ID and value.translate(_CONTROLS) == value


def text(row: Row, name: str) -> str:
    """Return a name or a path, "" where there is none."""
    value = row.get(name)
    return value[:MAX_TEXT].translate(_CONTROLS) if isinstance(value, str) else ""


def others(row: Row, known: Set[str]) -> dict[str, str | float | bool]:
    """Return what is told beyond the known fields: of texts, numbers and truths the first few."""
    if row.keys() <= known:
        return {}
    found: dict[str, str | float | bool] = {}
    for name in sorted(row.keys() - known):
        value = row[name]
        if len(found) < _MAX_OTHERS and _is_id(name) and isinstance(value, str | int | float):
            found[name] = text(row, name) if isinstance(value, str) else value
    return found


def secret(row: Row, name: str) -> str:
    """Return an address or a credential: whole, or "" where it cannot be one."""
    value = row.get(name)
    if not isinstance(value, str) or len(value) > MAX_TEXT or value.translate(_CONTROLS) != value:
        return ""
    return value


def written_time(row: Row, name: str) -> str:
    """Return a time as it is written, which has to be one."""
    value = row.get(name)
    if not isinstance(value, str):
        raise BadData(f"no {name}")
    parse(value)
    return value


def count(row: Row, name: str) -> int:
    """Return how often something happened."""
    value = row.get(name)
    if type(value) is not int or not 0 <= value <= _MAX_COUNT:
        raise BadData(f"no {name}")
    return value


def event_id(value: Any) -> int | None:
    """Return the id of an event, a number that some may write as a text; None for what is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    return value if type(value) is int and 0 <= value <= _MAX_NUMBER else None


def seconds(value: Any) -> float | None:
    """Return a position in a video, None for what is none."""
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        return float(value)
    return float(value) if type(value) in (int, float) and abs(value) < 10**12 else None
