"""The files of cameras' libraries over HTTP, handed on as they arrive."""

import asyncio
import logging
from http import HTTPStatus

from aiohttp import hdrs, web
from homeassistant.components.http import KEY_HASS, HomeAssistantView
from homeassistant.exceptions import HomeAssistantError

from .library import URL, coordinator_of, explained, library_of, parse_place
from .link.errors import (
    BadData,
    BadRequest,
    Busy,
    LinkError,
    NotReady,
    Unreachable,
    Unsupported,
)
from .link.library import Content, Rendition

_LOGGER = logging.getLogger(__name__)

STALL = 60.0
"""Seconds after which a client that takes nothing more is let go, so that the camera is free again."""

# Home Assistant adds its own headers too late for what is sent in pieces.
_HEADERS = {hdrs.ACCEPT_RANGES: "none", "X-Content-Type-Options": "nosniff"}

_STATUS: dict[type, HTTPStatus] = {
    BadRequest: HTTPStatus.NOT_FOUND,
    Unsupported: HTTPStatus.NOT_FOUND,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    Unreachable: HTTPStatus.SERVICE_UNAVAILABLE,
    LinkError: HTTPStatus.BAD_GATEWAY,
}


class LibraryView(HomeAssistantView):
    """Hands a file of a camera on, a piece at a time: nothing of it is kept."""

    url = URL
    name = "api:camhub:library"

    async def get(
        self, request: web.Request, entry_id: str, key: str, rendition: str, item: str
    ) -> web.StreamResponse:
        """Return the file.

        404 where there is no such thing, 503 where the camera does not show it now,
        502 where it shows something else.
        """
        try:
            place = parse_place(f"{entry_id}/{key}/{item}")
            coordinator = coordinator_of(request.app[KEY_HASS], place)
            size = Rendition(rendition)
        except (LookupError, ValueError) as error:
            raise web.HTTPNotFound from error
        response = web.StreamResponse(headers=_HEADERS)
        try:
            library = library_of(coordinator)
            async with library.fetch(place.key, place.item or "", size) as content:
                await _hand_on(request, response, content)
        except LinkError as error:
            if not response.prepared:
                status = next(_STATUS[kind] for kind in type(error).mro() if kind in _STATUS)
                why = explained(HomeAssistantError, coordinator, error)
                return web.Response(status=status, text=str(why))
            _abort(request, error)
        return response

    async def head(
        self, request: web.Request, entry_id: str, key: str, rendition: str, item: str
    ) -> web.StreamResponse:
        """Return what the file is."""
        return await self.get(request, entry_id, key, rendition, item)


async def _hand_on(request: web.Request, response: web.StreamResponse, content: Content) -> None:
    """Send what arrives, until the client has it or wants no more of it."""
    response.content_type = _harmless(content.content_type)
    response.content_length = content.length
    try:
        await response.prepare(request)
        if request.method == hdrs.METH_HEAD:
            return
        sent = 0
        async for chunk in content.chunks:
            async with asyncio.timeout(STALL):
                await response.write(chunk)
            sent += len(chunk)
        if content.length is not None and sent < content.length:
            raise BadData(f"{sent} bytes of {content.length}")
        await response.write_eof()
    except (TimeoutError, ConnectionError) as error:
        _abort(request, error)


def _abort(request: web.Request, error: Exception) -> None:
    """Break the connection: the client is to see that it has not got the whole file."""
    _LOGGER.debug("%s was not sent whole: %r", request.path, error)
    if request.transport is not None:
        request.transport.abort()


def _harmless(content_type: str) -> str:
    """Return a type that a browser does not run on Home Assistant's own address."""
    if content_type.startswith(("image/", "video/", "audio/")) and "svg" not in content_type:
        return content_type
    return "application/octet-stream"
