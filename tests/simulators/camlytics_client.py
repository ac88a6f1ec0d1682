"""A client and a receiver of webhooks, written from the notes on Camlytics, for a simulated application."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, TCPConnector, web

from simulators.bell import Bell
from simulators.camlytics import CamlyticsSimulator

PATIENCE = 20.0
"""Seconds after which a test gives up."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Asks the application, over a new connection each time: a client would ask again over an old one."""

    def __init__(self, url: str, session: ClientSession) -> None:
        self.url = url
        self.session = session

    async def fetch(self, path: str, **parameters: object) -> Answer:
        query = {name: str(value) for name, value in parameters.items()}
        async with (
            asyncio.timeout(PATIENCE),
            self.session.get(
                f"{self.url}/v1/json/{path}", params=query, allow_redirects=False
            ) as response,
        ):
            return Answer(response.status, dict(response.headers), await response.read())

    async def get(self, path: str, **parameters: object) -> list[Any]:
        answer = await self.fetch(path, **parameters)
        assert answer.status == 200, answer
        rows = json.loads(answer.body)
        assert isinstance(rows, list)
        return rows

    async def events(self, **parameters: object) -> list[Any]:
        return await self.get("events", **parameters)

    async def ids(self, **parameters: object) -> list[int]:
        return [row["event_id"] for row in await self.events(**parameters)]

    def poll(self, timeout: float = 30, **parameters: object) -> asyncio.Task[list[Any]]:
        return asyncio.create_task(self.events(timeout=timeout, **parameters))


@asynccontextmanager
async def app_and_client(
    **arguments: Any,
) -> AsyncIterator[tuple[CamlyticsSimulator, Client]]:
    async with (
        CamlyticsSimulator(**arguments) as app,
        ClientSession(connector=TCPConnector(force_close=True)) as session,
    ):
        yield app, Client(app.url, session)


@dataclass
class Receiver:
    """What webhooks are sent to: `bodies` as they came, `messages` what they say."""

    url: str = ""
    status: int = 200
    stalls: bool = False
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    waiting: int = 0
    bell: Bell = field(default_factory=Bell)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    @property
    def types(self) -> list[str]:
        return [message["event_type"] for message in self.messages]

    async def got(self, count: int) -> None:
        await self.bell.until(lambda: len(self.bodies) >= count, PATIENCE)

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        assert request.method == "POST"
        self.bodies.append(await request.read())
        self.headers.append(dict(request.headers))
        self.paths.append(request.path)
        self.bell.ring()
        if self.stalls:
            self.waiting += 1
            try:
                await asyncio.Event().wait()
            finally:
                self.waiting -= 1
        return web.Response(status=self.status, headers={"Location": f"{self.url}/moved"})


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    http = web.Server(receiver.serve, handler_cancellation=True, access_log=None)
    server = await asyncio.get_running_loop().create_server(http, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield receiver
    finally:
        server.close()
        await http.shutdown(1)
