"""The application's messages: one JSON object each, in two vintages, as one kind of message.

Version 3 puts a byte order mark in front, `Msg` behind every name and calls
some fields otherwise (External API documentation 3.38 against 4.0); it is
turned into the later names here and nowhere else. No I/O, no clock.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any, NamedTuple

import orjson

from ...link.errors import BadData
from .names import V3_FIELDS, V3_LACKS, V3_REQUESTS, V4_FIELDS
from .requests import Request

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes of the largest message taken: a snapshot lists every photo of the session, about 1 kB each."""

_BOM = b"\xef\xbb\xbf"
_HEAD = 256
_DEPTH = 3
"""A message, a camera in it, a property of that: nothing with another name is deeper."""

_FRAME = re.compile(rb'"msg_id"\s*:\s*"LiveviewUpdated')
_NUMBER = re.compile(rb'"msg_(?:seq|ref)_num"\s*:\s*(\d{1,10})')


class Message(NamedTuple):
    """An event or a reply, its names those of version 4 and later.

    `number` is None where the message carries none. `result` is what a reply
    says of its request; of an event it means nothing.
    """

    msg_id: str
    body: dict[str, Any]
    number: int | None
    result: bool
    v3: bool


def decode(data: bytes) -> Message:
    """Return the message in these bytes; raises BadData where there is none."""
    try:
        body = orjson.loads(data.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        raise BadData(f"no JSON: {error}") from None
    if not isinstance(body, dict) or not isinstance(msg_id := body.get("msg_id"), str):
        raise BadData("no message")
    v3 = (
        "msg_ref_num" in body or "Result" in body or msg_id.endswith("Msg") or data.startswith(_BOM)
    )
    if v3:
        body = _later(body)
        msg_id = msg_id.removesuffix("Msg")
        if msg_id == "PropertyUpdated":
            msg_id = "CameraUpdated"
    number = body.get("msg_seq_num")
    return Message(
        msg_id,
        body,
        number if type(number) is int else None,
        body.get("msg_result") is True,
        v3,
    )


def _later(body: dict[str, Any], depth: int = _DEPTH) -> dict[str, Any]:
    """Return a version 3 object under the names of later versions."""

    def inner(value: Any) -> Any:
        return _later(value, depth - 1) if isinstance(value, dict) and depth > 1 else value

    later = {
        V4_FIELDS.get(name, name): [inner(row) for row in value]
        if isinstance(value, list)
        else inner(value)
        for name, value in body.items()
    }
    # Version 3 lists the properties beside the cameras; later versions inside them.
    properties = later.pop("PropertyUpdatedMsg", None)
    if isinstance(properties, list) and isinstance(cameras := later.get("CameraInfo"), list):
        cameras.extend(properties)
    return later


def encode(request: Request, selection: dict[str, Any], number: int, *, v3: bool) -> bytes:
    """Return the bytes of a request in the application's vintage."""
    fields = {**selection, **request.fields}
    if not v3:
        head = {"msg_type": "Request", "msg_id": request.msg_id, "msg_seq_num": number}
        return orjson.dumps({**head, "msg_user_id": 0, **fields})
    # The vendor's own script sends the text relay of version 3 as an event.
    head = {
        "msg_type": "Event" if request.msg_id == "RelayCustomText" else "Request",
        "msg_id": V3_REQUESTS.get(request.msg_id, f"{request.msg_id}Msg"),
        "msg_ref_num": number,
    }
    known = {V3_FIELDS.get(name, name): fields[name] for name in fields if name not in V3_LACKS}
    return orjson.dumps({**head, **known})


def frame_number(data: bytes) -> int | None:
    """Return the number of a live view message without parsing its picture, None for any other."""
    if data.find(b"LiveviewUpdated", 0, _HEAD) < 0:
        # Every event comes by here, and few are frames.
        return None
    head = data[:_HEAD]
    if _FRAME.search(head) is None or (number := _NUMBER.search(head)) is None:
        return None
    return int(number[1])


def picture(body: dict[str, Any]) -> bytes:
    """Return the JPEG of a `LiveviewUpdated`; raises BadData where it holds none."""
    try:
        jpeg = b64decode(body["CameraLiveviewImage"], validate=True)
    except (KeyError, TypeError, ValueError, Base64Error) as error:
        raise BadData(f"no picture: {error}") from None
    if not jpeg.startswith(b"\xff\xd8"):
        raise BadData("the picture is no JPEG")
    return jpeg
