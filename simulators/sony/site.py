"""What is at each URL of a camera."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import replace
from email.utils import formatdate
from itertools import repeat
from random import Random
from typing import Any

from simulators.http import head
from simulators.sony import mishaps
from simulators.sony.calls import Camera
from simulators.sony.description import Device, describe, imaging
from simulators.sony.faults import befalls, vanishes
from simulators.sony.http import Connection, Request
from simulators.sony.lookalikes import LOOKALIKES
from simulators.sony.pictures import File, postview, stored
from simulators.sony.profile import Description, Family
from simulators.sony.rpc import Reply, Rpc, is_poll

_STARTED = time.monotonic()
_LIVEVIEWS = ("/liveview/liveviewstream", "/liveviewstream", "/liveview.JPG")
_ELSEWHERE = "192.0.2.1:8080"
_DRIP = 0.02


class Site:
    """Answers the requests of one camera."""

    def __init__(self, camera: Camera, rpc: Rpc) -> None:
        """Serve a camera and its services."""
        self._camera = camera
        self._rpc = rpc
        self.api_port = 0

    async def serve(self, request: Request, connection: Connection) -> None:
        """Answer one request."""
        body = self._camera.body
        body.reached = request.reached.rpartition(":")[0]
        if request.verb == "POST":
            await self._serve_call(request, connection)
        elif request.path in (body.profile.description_path, "/dd.xml"):
            await self._serve_description(connection)
        elif request.path == "/DigitalImagingDesc.xml" and self._has_imaging:
            await self._send_xml(connection, imaging(self._device))
        elif request.path in _LIVEVIEWS:
            await _while_there(connection, self._camera.liveview.serve(connection))
        elif request.path == "/streaming/playbackstream":
            await _while_there(connection, self._camera.playback.serve(connection))
        elif file := postview(body, request.target) or stored(body, request.target):
            await self._send_file(request, connection, file)
        else:
            await connection.send(head(404, {"Connection": "close", "Content-Length": "0"}))

    # Calls.

    async def _serve_call(self, request: Request, connection: Connection) -> None:
        below, _, service = request.path.rpartition("/")
        known = below == self._camera.body.profile.path and service in self._rpc.services
        if not known or "lookalike" in self._camera.body.faults:
            await self._send_reply(connection, Reply(404, b'{"error":[404,"Not Found"]}'))
            return
        answer = asyncio.ensure_future(self._rpc.answer(service, request.body))
        gone = asyncio.ensure_future(connection.gone())
        try:
            await asyncio.wait((answer, gone), return_when=asyncio.FIRST_COMPLETED)
            outlives = self._camera.body.assume.poll_outlives_client
            # A shot is taken whoever is there to hear of it; a long poll is for the one who asked.
            if answer.done() or outlives or not is_poll(service, request.body):
                await self._send_reply(connection, await answer)
        finally:
            answer.cancel()
            gone.cancel()

    async def _send_reply(self, connection: Connection, reply: Reply) -> None:
        body = self._camera.body
        faults, method, poll = body.faults, reply.method, reply.poll
        if befalls(faults, "lost_reply", method, poll=poll):
            connection.abort()
            return
        kind, only = faults.value("bad_reply", tuple) or ("", None)
        if only in ("", method) or (poll and only == "poll"):
            if kind == "no_http":
                await connection.send(Random(0).randbytes(300))
                return
            reply = replace(reply, body=mishaps.reply(kind, reply.body))
        headers = {
            "Connection": "close",
            "Content-Length": str(len(reply.body)),
            "Content-Type": faults.value("content_type", str) or "application/json",
        }
        whole = head(reply.status, headers) + reply.body
        half = whole[: len(whole) - len(reply.body) // 2]
        if vanishes(faults, "json"):
            await connection.send(half)
            await body.vanish()
        await connection.send(half if befalls(faults, "half_reply", method, poll=poll) else whole)

    # Descriptions.

    async def _serve_description(self, connection: Connection) -> None:
        faults = self._camera.body.faults
        if (elsewhere := faults.value("redirect", str)) is not None:
            headers = {"Location": elsewhere, "Content-Length": "0", "Connection": "close"}
            await connection.send(head(302, headers))
            return
        device = self._device
        if (lookalike := faults.value("lookalike", str)) is not None:
            await self._send_xml(connection, LOOKALIKES[lookalike](device))
            return
        match faults.value("description", str):
            case None:
                await self._send_xml(connection, describe(device))
            case "missing":
                await connection.send(head(404, {"Connection": "close", "Content-Length": "0"}))
            case "foreign":
                await self._send_xml(connection, describe(replace(device, api=_ELSEWHERE)))
            case "drip":
                await self._drip(connection, describe(device))
            case kind:
                await self._send_pieces(connection, kind, describe(device))

    async def _send_pieces(self, connection: Connection, kind: str, whole: bytes) -> None:
        await connection.send(head(200, {"Content-Type": "text/xml", "Connection": "close"}))
        for piece in mishaps.description(kind, whole):
            await connection.send(piece)

    async def _drip(self, connection: Connection, whole: bytes) -> None:
        await connection.send(head(200, {"Content-Length": str(len(whole)), "Connection": "close"}))
        for place in range(len(whole)):
            await connection.send(whole[place : place + 1])
            await asyncio.sleep(_DRIP)

    async def _send_xml(self, connection: Connection, document: bytes) -> None:
        application = self._camera.body.profile.family is Family.APPLICATION
        # Those bodies do not know the time: their clock runs from their start.
        now = time.monotonic() - _STARTED if application else time.time()
        headers = {
            "Accept-Range": "none",
            "Content-Length": str(len(document)),
            "Content-Type": 'text/xml; charset="utf-8"',
            "Connection": "close",
            "Date": formatdate(now, usegmt=True),
            "Server": SERVERS[self._camera.body.profile.family],
        }
        if not application:
            headers |= UNIT_INFO
        await connection.send(head(200, headers) + document)

    @property
    def _has_imaging(self) -> bool:
        return self._camera.body.profile.description is not Description.PLAIN

    @property
    def _device(self) -> Device:
        body = self._camera.body
        return Device(
            profile=body.profile,
            name=body.name,
            udn=body.udn,
            api=f"{body.reached}:{self.api_port}",
            media=f"{body.reached}:{body.media_port}",
        )

    # Files.

    async def _send_file(self, request: Request, connection: Connection, file: File) -> None:
        body = self._camera.body
        kind = body.faults.value("pictures", str)
        if kind in ("gone", "hang"):
            if kind == "hang":
                await asyncio.Event().wait()
            await connection.send(head(404, {"Connection": "close", "Content-Length": "0"}))
            return
        first, last = 0, file.size
        headers = {
            "Content-Type": body.faults.value("content_type", str) or file.kind,
            "Connection": "close",
        }
        status = 200
        if (wanted := request.headers.get("range")) and body.assume.content_ranges:
            first, last = _range(wanted, file.size)
            status = 206 if first < last else 416
            headers["Content-Range"] = f"bytes {first}-{last - 1}/{file.size}"
        if body.assume.content_length and kind != "endless":
            headers["Content-Length"] = str(0 if kind == "empty" else last - first)
        await connection.send(head(status, headers))
        if kind == "html":
            await connection.send(b"<html>busy</html>".ljust(last - first))
            return
        if kind == "half":
            last = first + (last - first) // 2
        if kind == "empty":
            return
        async for piece in _pieces(file, first, last, endless=kind == "endless"):
            await connection.send(piece)


SERVERS: Mapping[Family, str] = {
    Family.APPLICATION: "FedoraCore/2 UPnP/1.0 MINT-X/1.8.1",
    Family.BUILT_IN: "UPnP/1.0 SonyImagingDevice/1.0",
}
"""What the families call their servers."""

UNIT_INFO: Mapping[str, str] = {
    "X-AV-Physical-Unit-Info": 'pa=""; pl=;',
    "X-AV-Server-Info": 'av=5.0; hn=""; cn="Sony Corporation"; mn="SonyImagingDevice"; mv="1.0";',
}
"""Two headers more of bodies with a built-in API."""


async def _while_there(connection: Connection, stream: Coroutine[Any, Any, None]) -> None:
    """Stream to a viewer, and stop as soon as the viewer has left."""
    streaming = asyncio.ensure_future(stream)
    gone = asyncio.ensure_future(connection.gone())
    try:
        await asyncio.wait((streaming, gone), return_when=asyncio.FIRST_COMPLETED)
        if streaming.done():
            await streaming
    finally:
        streaming.cancel()
        gone.cancel()


async def _pieces(file: File, first: int, last: int, *, endless: bool) -> AsyncIterator[bytes]:
    for piece in file.pieces(first, last):
        yield piece
    if endless:
        for piece in repeat(bytes(65_536)):
            yield piece


def _range(wanted: str, size: int) -> tuple[int, int]:
    """Return where the bytes of a Range header begin and end, equal where there are none."""
    start, _, end = wanted.removeprefix("bytes=").partition("-")
    if not start.isdecimal():
        return 0, 0
    return min(int(start), size), min(int(end) + 1, size) if end.isdecimal() else size
