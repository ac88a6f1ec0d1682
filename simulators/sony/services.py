"""The small services: the clock, access to locked methods, and which services there are."""

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from string import ascii_letters, digits
from typing import Any

from simulators.sony.calls import Camera, Handler
from simulators.sony.errors import Code, RpcError

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MOST_MINUTES = 23 * 60 + 59


async def _set_time(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    body = camera.body
    asked = params[0]
    offsets = (asked["timeZoneOffsetMinute"], asked["dstOffsetMinute"])
    if not _TIME.fullmatch(asked["dateTime"]) or any(
        abs(offset) > _MOST_MINUTES for offset in offsets
    ):
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    try:
        told = datetime.fromisoformat(asked["dateTime"])
    except ValueError:
        raise RpcError(Code.ILLEGAL_ARGUMENT) from None
    body.clock = told - datetime.now(UTC)
    body.zone = sum(offsets)
    return []


async def _enable(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    body, asked = camera.body, params[0]
    if not any(asked.values()):
        body.nonce = "".join(body.random.choices(ascii_letters + digits, k=16))
        return [{"dg": body.nonce}]
    secret = body.assume.developer_secret
    signature = b64encode(sha256((secret + body.nonce).encode()).digest()).decode()
    if not (body.nonce and asked["sg"]) or (secret and asked["sg"] != signature):
        raise RpcError(Code.FORBIDDEN, "actEnableMethods")
    body.nonce = ""
    body.unlocked |= {name.rpartition("/")[2] for name in asked["methods"].split(":")}
    return [{"dg": ""}]


async def _protocols(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [[name, ["xhrpost:jsonizer"]] for name in camera.body.profile.services]


HANDLERS: Mapping[str, Handler] = {
    "setCurrentTime": _set_time,
    "actEnableMethods": _enable,
    "getServiceProtocols": _protocols,
}
"""What carries out each method."""
