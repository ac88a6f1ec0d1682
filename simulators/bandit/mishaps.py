"""What comes instead of an answer when something is wrong with it, or with the camera at that address."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from simulators.bandit.http import Answer, File, Request

_DEEP = 100_000
_PAGE = b"<!DOCTYPE html><html><head><title>Router</title></head><body>Log in</body></html>"


def lookalike(kind: str, request: Request) -> Answer:
    """Return what another server says."""
    match kind:
        case "router":
            return Answer(
                file=File(_PAGE, len(_PAGE)), kind="text/html", headers={"Server": "mini_httpd"}
            )
        case "api":
            found = request.path == "/api/version"
            return Answer(value={"version": "2", "name": "greenhouse"} if found else {"ok": True})
        case "login":
            return Answer(status=401, headers={"WWW-Authenticate": 'Basic realm="device"'})
        case "redirect":
            return Answer(status=302, headers={"Location": f"http://192.0.2.1{request.path}"})
        case _:
            return Answer.of(_PAGE, "text/html", 404)


def body(kind: str, whole: bytes) -> bytes:
    """Return the body that is sent in place of `whole`."""
    spoiled: Mapping[str, bytes] = {
        "garbage": Random(len(whole)).randbytes(500),
        "truncated": whole[: len(whole) // 2],
        "empty": b"",
        "html": _PAGE,
        "array": b"[7]",
        "object": b'{"unexpected":{"a":[1,2,3]}}',
        "null": b"null",
        "number": b"42",
        "not_utf8": b'{"id":"\xff\xfe"}',
        "deep": b"[" * _DEEP + b"]" * _DEEP,
        "nan": b'{"total":NaN,"battery_level_pct":NaN,"recording_secs":Infinity,"items":NaN}',
    }
    return spoiled[kind]


def huge(value: Any, size: int) -> File:
    """Return JSON that is `size` bytes long: a value and spaces."""
    start = json.dumps(value).encode() + b" "
    return File(start, max(size, len(start)), b" ")


def values(value: Any, kind: str) -> Any:
    """Return JSON in which each value is other than usual."""
    match value:
        case dict():
            changed = {key: values(each, kind) for key, each in value.items()}
            return changed | {"later_addition": {"level": 1}} if kind == "unknown" else changed
        case list():
            return [values(each, kind) for each in value]
        case _:
            return _other(value, kind)


def _other(value: Any, kind: str) -> Any:
    flag, text = isinstance(value, bool), isinstance(value, str)
    number = isinstance(value, int | float) and not flag
    changed = {
        ("text", True): json.dumps(value) if number or flag else value,
        ("float", number): float(value) if number else value,
        ("flags", flag): int(value) if flag else value,
        ("null", True): None,
        ("wrong", True): [value] if text else {"value": value},
        ("extreme", number): -(10**20) if value else 10**400,
        ("extreme", text): value * 1000 if text else value,
    }
    return changed.get((kind, True), value)


def without(value: Any, keys: frozenset[str]) -> Any:
    """Return JSON whose objects lack these keys."""
    match value:
        case dict():
            return {key: without(each, keys) for key, each in value.items() if key not in keys}
        case list():
            return [without(each, keys) for each in value]
        case _:
            return value
