"""The library of a camera as a test talks about it, over real sockets."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

import aiohttp
import orjson
from aiohttp import web
from aiohttp.test_utils import TestServer

from custom_components.camhub.link.library import Item, Rendition
from custom_components.camhub.protocols.bandit.library import BanditLibrary
from custom_components.camhub.protocols.bandit.rest import Rest


@dataclass
class Shelf:
    """A camera's library as a test talks about it."""

    library: BanditLibrary

    async def browse(self, folder: str | None = None) -> list[Item]:
        return await self.library.browse("key", folder)

    async def titles(self, folder: str | None = None) -> list[str]:
        return [item.title for item in await self.browse(folder)]

    async def find(self, item: str) -> Item:
        return await self.library.find("key", item)

    async def get(self, item: str, rendition: Rendition = Rendition.ORIGINAL) -> bytes:
        async with self.library.fetch("key", item, rendition) as content:
            return b"".join([chunk async for chunk in content.chunks])

    async def film(self, item: str, **cut: Any) -> bytes:
        async with self.library.film(item, **cut) as content:
            return b"".join([chunk async for chunk in content.chunks])


@asynccontextmanager
async def shelf(port: int | None) -> AsyncIterator[Shelf]:
    """Hand out the library of what listens there."""
    assert port is not None
    async with aiohttp.ClientSession() as http:
        yield Shelf(BanditLibrary(Rest(lambda: http, "127.0.0.1", port)))


@asynccontextmanager
async def scripted(routes: Mapping[str, Any]) -> AsyncIterator[Shelf]:
    """Hand out the library of a camera that answers so: with a handler, an object, or one made of the query."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if (path := request.path.removeprefix("/api/2")) not in routes:
            return web.Response(status=404)
        told = routes[path]
        if iscoroutinefunction(told):
            response: web.StreamResponse = await told(request)
            return response
        return web.Response(body=orjson.dumps(told(request.query) if callable(told) else told))

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server, shelf(server.port) as it:
        yield it
