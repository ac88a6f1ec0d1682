"""The HTTP server: what is asked finds what carries it out, unless something goes wrong."""

import asyncio
import json
import re
from collections import deque
from typing import Any

from simulators.aiming import Meant, aimed_value, befalls
from simulators.bandit import calls_camera, calls_library, calls_settings, calls_tags, http, mishaps
from simulators.bandit.calls import Call, Camera, Handler
from simulators.bandit.faults import at
from simulators.bandit.http import Answer, File, Refusal, Request, Sending
from simulators.bandit.links import Census, Link

_ROUTES = {
    **calls_camera.ROUTES,
    **calls_settings.ROUTES,
    **calls_library.ROUTES,
    **calls_tags.ROUTES,
}
_REMEMBERED = 100_000


class Api:
    """Serves connections; `census` counts those that are open."""

    def __init__(self, camera: Camera, census: Census) -> None:
        """Begin with nothing asked."""
        self._camera = camera
        self._census = census
        self._faults = camera.body.faults
        self._assume = camera.body.assume
        self.requests: deque[tuple[str, str]] = deque(maxlen=_REMEMBERED)
        self.asked = 0

    async def serve(self, link: Link) -> None:
        """Answer what comes over a connection until it ends."""
        if "refused" in self._faults:
            raise ConnectionResetError
        try:
            within = await self._census.enter()
            self._camera.body.bell.ring()
            if within:
                await self._converse(link)
            else:
                await self._turn_away(link)
        finally:
            self._census.leave()
            self._camera.body.bell.ring()

    async def _turn_away(self, link: Link) -> None:
        match self._assume.sixth:
            case "reset":
                raise ConnectionResetError
            case "503":
                if await http.read(link) is not None:
                    await http.send(link, Answer(status=503), Sending(), None)
            case _:
                await link.reader.gone.wait()

    async def _converse(self, link: Link) -> None:
        while (request := await http.read(link)) is not None:
            keep = (
                self._assume.keep_alive and request.headers.get("connection", "").lower() != "close"
            )
            keep = await self._while_there(link, request, keep=keep)
            if not keep:
                return

    async def _while_there(self, link: Link, request: Request, *, keep: bool) -> bool:
        """Answer a request for as long as the client waits, and tell whether the connection stays."""
        work = asyncio.ensure_future(self._respond(link, request, keep=keep))
        left = asyncio.ensure_future(link.reader.gone.wait())
        try:
            await asyncio.wait((work, left), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ConnectionResetError
            return work.result()
        finally:
            for job in (work, left):
                job.cancel()
            await asyncio.gather(work, left, return_exceptions=True)

    async def _respond(self, link: Link, request: Request, *, keep: bool) -> bool:
        await link.within_reach()
        self.requests.append((request.verb, request.target))
        self.asked += 1
        self._camera.body.bell.ring()
        meant = at(request.verb, _below(request.path))
        if befalls(self._faults, "silence", meant):
            await asyncio.Event().wait()
        if befalls(self._faults, "reset", meant):
            raise ConnectionResetError
        if late := aimed_value(self._faults, "slow", float, meant):
            await asyncio.sleep(late)
        if status := aimed_value(self._faults, "status", int, meant):
            answer = self._error(status)
        else:
            answer = await self._carry_out(request)
        if befalls(self._faults, "lost_reply", meant):
            raise ConnectionResetError
        if await self._spoil(link, answer, meant):
            return False
        transfer = aimed_value(self._faults, "transfer", str, meant) or ""
        drip = aimed_value(self._faults, "drip", float, meant) or 0.0
        keep = keep and transfer in ("", "chunked")
        span = self._span(request, answer)
        await http.send(link, answer, Sending(transfer=transfer, drip=drip, keep=keep), span)
        return keep

    async def _carry_out(self, request: Request) -> Answer:
        if kind := self._faults.value("lookalike", str):
            return mishaps.lookalike(kind, request)
        if (found := _route(request)) is None:
            return self._error(self._assume.unknown_path)
        handler, ids = found
        try:
            return await handler(Call(self._camera, request, ids))
        except Refusal as refusal:
            return self._error(refusal.status)

    def _error(self, status: int) -> Answer:
        match self._assume.error_body:
            case "json":
                return Answer(status=status, value={"error": status})
            case "html":
                return Answer.of(
                    f"<html><body>{status}</body></html>".encode(), "text/html", status
                )
            case _:
                return Answer(status=status)

    async def _spoil(self, link: Link, answer: Answer, meant: Meant) -> bool:
        """Bring the answer into bytes, spoiled as the faults want; tell whether something else was sent instead."""
        told: Any = answer.value
        if told is not None:
            if kind := aimed_value(self._faults, "types", str, meant):
                told = mishaps.values(told, kind)
            if keys := aimed_value(self._faults, "missing", str, meant):
                told = mishaps.without(told, frozenset(keys.split(",")))
            whole = json.dumps(told, separators=(",", ":")).encode()
            answer.file = File(whole, len(whole))
            if size := aimed_value(self._faults, "huge", int, meant):
                answer.file = mishaps.huge(told, size)
        if kind := aimed_value(self._faults, "body", str, meant):
            if kind == "no_http":
                await link.send(b"\x00\x01\x02 no HTTP\r\n\r\n" * 20)
                return True
            spoiled = mishaps.body(kind, answer.file.start)
            answer.file = File(spoiled, len(spoiled))
        return False

    def _span(self, request: Request, answer: Answer) -> tuple[int, int] | None:
        """Return which bytes are sent where ranges are served, and say so in the answer."""
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
        size = answer.file.size
        if not self._assume.ranges or wanted is None or answer.value is not None or not size:
            return None
        first, last = int(wanted[1]), min(int(wanted[2] or size - 1), size - 1)
        if first > last:
            answer.status, answer.file = 416, File(b"", 0)
            return None
        answer.status = 206
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        return first, last + 1


def _below(path: str) -> str:
    """Return what is below the API in a path."""
    return re.sub(r"^/api(/2)?(?=/|$)", "", path) or "/"


def _route(request: Request) -> tuple[Handler, tuple[str, ...]] | None:
    """Return what carries a request out, and the ids in its path; None where there is no such path or verb."""
    if request.path == "/api/version":
        path = "/version"
    elif request.path.startswith("/api/2/"):
        path = request.path.removeprefix("/api/2")
    else:
        return None
    if "*" not in path and (handler := _ROUTES.get((request.verb, path))) is not None:
        return handler, ()
    parts = path.split("/")
    if len(parts) < 3 or parts[1] not in ("videos", "images"):
        return None
    ids = tuple(parts[place] for place in (2, 4) if place < len(parts))
    general = "/".join("*" if place in (2, 4) else part for place, part in enumerate(parts))
    if (handler := _ROUTES.get((request.verb, general))) is None:
        return None
    return handler, ids
