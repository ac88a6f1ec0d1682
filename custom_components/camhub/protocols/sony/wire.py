"""The JSON-RPC of the Camera Remote API: bytes of requests and replies. No I/O.

Sources: Camera Remote API beta, API Reference 2.40; oddities as real cameras
and the authors of clients have shown them.
"""

import re
from typing import Any

import orjson

from ...link.errors import (
    Authentication,
    BadData,
    BadRequest,
    Busy,
    LinkError,
    NotThisSystem,
    Rejected,
    TimedOut,
    Unsupported,
)

MAX_REPLY = 2 * 1024 * 1024
"""Bytes of a reply that are taken in; a list of a hundred contents has some hundred thousand."""

ANY = 1
TIMEOUT = 2
ILLEGAL_ARGUMENT = 3
NO_SUCH_METHOD = 12
UNSUPPORTED_VERSION = 14
FORBIDDEN = 403
NOT_READY = 40401
ALREADY_POLLING = 40402
STILL_CAPTURING = 40403
PARTLY_DELETED = 41003

_MAX_ID = 2**31 - 1
# Possessive, and a text that does not end is one match to the end: linear whatever is in it.
_COMMAS = re.compile(
    rb'("(?:[^"\\]++|\\.?)*+"?)|,(?:\s*+,)++|(?<=[\[{]),|,(?=\s*+[\]}])', re.DOTALL
)


class ApiError(Exception):
    """The camera answered with an error; only the code means something, its text differs by model."""

    def __init__(self, code: int, method: str, text: str = "") -> None:
        """Take the code, what was called, and what the camera says of it."""
        super().__init__(f"{method}: error {code} {text}".rstrip())
        self.code = code
        self.method = method

    def as_link_error(self) -> LinkError:
        """Return what it means to somebody who asked for something."""
        kind, reason = _MEANING.get(self.code, (Rejected, "the camera refuses"))
        return kind(f"{reason} ({self})")


_NOT_NOW = (Busy, "not in the state or mode that the camera is in")
_OUR_FAULT = (BadRequest, "the camera does not take this value")
_NEVER = (Unsupported, "this camera cannot do it")
_LOCKED = (
    Authentication,
    "the camera has locked this function; a developer's key pair in the options unlocks it",
)

_MEANING: dict[int, tuple[type[LinkError], str]] = {
    ANY: _NOT_NOW,
    TIMEOUT: (TimedOut, "the camera did not finish in time"),
    ILLEGAL_ARGUMENT: _OUR_FAULT,
    4: _OUR_FAULT,
    7: _NOT_NOW,
    8: _OUR_FAULT,
    9: _OUR_FAULT,
    10: _OUR_FAULT,
    NO_SUCH_METHOD: _NEVER,
    UNSUPPORTED_VERSION: _NEVER,
    15: _NEVER,
    401: _LOCKED,
    FORBIDDEN: _LOCKED,
    404: (NotThisSystem, "the camera does not know the address"),
    501: _NEVER,
    503: _NOT_NOW,
    40400: (Rejected, "the picture was not taken"),
    NOT_READY: _NOT_NOW,
    ALREADY_POLLING: (Busy, "another client listens to the camera"),
    STILL_CAPTURING: _NOT_NOW,
    41000: (Rejected, "it is protected"),
    41001: (BadRequest, "the camera has no such content"),
    41002: (Busy, "the card was taken out"),
    PARTLY_DELETED: (Rejected, "not everything could be deleted"),
}


def encode(method: str, params: list[Any], number: int, version: str) -> bytes:
    """Return the bytes of a call; numbers start at 1 and come round again after 2,147,483,647."""
    return orjson.dumps(
        {
            "method": method,
            "params": params,
            "id": (number - 1) % _MAX_ID + 1,
            "version": version,
        }
    )


def decode(data: bytes, method: str, status: int = 200) -> list[Any]:
    """Return the result of a call.

    Some replies carry no id, two methods answer in `results`, and one camera
    writes commas without anything between them. Raises ApiError where the
    camera answers with an error or an HTTP status that is one, and BadData for
    what is no reply.
    """
    body = _parsed(data, status, method)
    match body:
        case {"error": [int(code), *rest]}:
            raise ApiError(code, method, str(rest[0])[:200] if rest else "")
        case {"result": list(result)} | {"results": list(result)}:
            return result
    if status != 200:
        raise ApiError(status, method)
    raise BadData(f"the answer to {method} has no result")


def _parsed(data: bytes, status: int, method: str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(_COMMAS.sub(lambda match: match[1] or _comma(match[0]), data))
    except orjson.JSONDecodeError as error:
        if status != 200:
            raise ApiError(status, method) from error
        raise BadData(f"the answer to {method} is no JSON: {error}") from error


def _comma(found: bytes) -> bytes:
    """Return what several commas stand for: one between values, none at an edge."""
    return b"," if found.count(b",") > 1 else b""
