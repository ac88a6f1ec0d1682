"""What goes wrong with answers and webhooks."""

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from random import Random
from typing import Any

from aiohttp import web

from simulators.aiming import Meant, aimed_value, befalls
from simulators.switches import Faults

_PIECE = 65536


async def instead(
    request: web.BaseRequest, faults: Faults, meant: Meant
) -> web.StreamResponse | None:
    """Return what is answered instead of an answer, if anything; not at all where nothing is."""
    if befalls(faults, "silence", meant):
        await asyncio.Event().wait()
    if befalls(faults, "reset", meant):
        await reset(request)
    if (code := aimed_value(faults, "status", int, meant)) is not None:
        return web.Response(status=code)
    if befalls(faults, "redirect", meant):
        return web.Response(status=302, headers={"Location": "/elsewhere"})
    return None


async def reset(request: web.BaseRequest) -> None:
    """Reset the connection; whoever calls this ends with it."""
    if (transport := request.transport) is not None:
        reset_transport(transport)
    await asyncio.Event().wait()


def reset_transport(transport: asyncio.BaseTransport) -> None:
    """End a connection by TCP's RST."""
    assert isinstance(transport, asyncio.Transport)
    if (peer := transport.get_extra_info("socket")) is not None:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def huge(
    request: web.BaseRequest, headers: Mapping[str, str], size: int
) -> web.StreamResponse:
    """Send a list of good objects that does not want to end."""
    response = web.StreamResponse(headers=dict(headers))
    await response.prepare(request)
    row = b'{"channel_id":"' + b"0" * 1000 + b'","event_id":1},'
    piece = row * (_PIECE // len(row))
    await response.write(b"[")
    for _ in range(size // len(piece) + 1):
        await response.write(piece)
    await response.write(b"{}]")
    await response.write_eof()
    return response


async def spoiled(
    request: web.BaseRequest, headers: Mapping[str, str], kind: str, body: bytes
) -> web.StreamResponse:
    """Send an answer that is spoiled in one of the ways that the fault `bad_answer` names."""
    half = body[: len(body) // 2]
    if kind == "no_http":
        assert isinstance(request.transport, asyncio.Transport)
        request.transport.write(Random(0).randbytes(300))
        request.transport.close()
        await asyncio.Event().wait()
    if kind == "cut":
        response = web.StreamResponse(headers=dict(headers))
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(half)
        assert request.transport is not None
        request.transport.close()
        await asyncio.Event().wait()
    if kind == "not_json":
        return web.Response(text="<html><body>Welcome</body></html>", content_type="text/html")
    spoiled = {
        "garbage": Random(0).randbytes(300),
        "truncated": half,
        "empty": b"",
        "object": b'{"events":' + body + b"}",
        "null": b"null",
        "not_objects": b'[1,"two",null,[],true]',
        "not_utf8": b'[{"name":"\xff\xfe"}]',
        "deep": b"[" * 100_000,
    }
    return web.Response(body=spoiled[kind], headers=dict(headers))


def rows(rows: list[dict[str, Any]], faults: Faults) -> list[dict[str, Any]]:
    """Return what is told, changed as the faults of its contents want."""
    if "number_object_id" in faults:
        rows = [
            row | {"object_id": int(row["object_id"])} if "object_id" in row else row
            for row in rows
        ]
    if "null_names" in faults:
        rows = [row | {"name": None} if "name" in row else row for row in rows]
    if "missing_fields" in faults:
        rows = [dict(list(row.items())[::2]) for row in rows]
    if "wrong_types" in faults:
        rows = [{key: _other(value) for key, value in row.items()} for row in rows]
    if "unknown_fields" in faults:
        rows = [row | {"suborigin": "Car", "attributes": {"age": [20, 30]}} for row in rows]
    return rows


def message(body: dict[str, Any], kind: str | None) -> bytes:
    """Return a webhook's body, spoiled in one of the ways that the fault `bad_webhook` names, or not."""
    if kind == "missing":
        body = dict(list(body.items())[::2])
    elif kind == "types":
        body = {key: _other(value) for key, value in body.items()}
    whole = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    spoiled = {
        "garbage": Random(0).randbytes(300),
        "truncated": whole[: len(whole) // 2],
        "empty": b"",
        "array": b"[" + whole + b"]",
        "null": b"null",
        "not_utf8": b'{"event_type":"\xff"}',
        "deep": b'{"a":' * 100_000,
    }
    return spoiled.get(kind or "", whole)


def _other(value: object) -> object:
    """Return a value of another type."""
    match value:
        case str():
            return len(value)
        case list():
            return {}
        case None:
            return []
        case _:
            return str(value)
