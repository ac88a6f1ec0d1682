"""One listening port of the application."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from simulators.camlytics.mishaps import reset_transport

type Serve = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Listener:
    """An HTTP port that can be closed at once and opened again; its number is kept once it was given."""

    def __init__(self, host: str, port: int, serve: Serve) -> None:
        self.host = host
        self.port = port
        self._serve = serve
        self._http: web.Server | None = None
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Its URL, `http://host:port`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def listening(self) -> bool:
        """Whether it is open."""
        return self._server is not None

    @property
    def connections(self) -> int:
        """Connections that are open now."""
        return len(self._http.connections) if self._http else 0

    async def open(self) -> None:
        """Listen; OSError when the port is taken."""
        if self._server is None:
            # What nobody waits for any more is not answered.
            self._http = web.Server(self._serve, handler_cancellation=True, access_log=None)
            self._server = await asyncio.get_running_loop().create_server(
                self._http, self.host, self.port
            )
            self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and reset every connection; nothing of them is left when this returns."""
        server, http = self._server, self._http
        if server is None or http is None:
            return
        self._server = self._http = None
        for listening in server.sockets:
            asyncio.get_running_loop().remove_reader(listening.fileno())
        # What was accepted just now must be attached while there is a server to attach it to.
        await asyncio.sleep(0)
        server.close()
        for connection in http.connections:
            if connection.transport is not None:
                reset_transport(connection.transport)
        while http.connections:  # noqa: ASYNC110 - they go in a few turns of the loop
            await asyncio.sleep(0)
