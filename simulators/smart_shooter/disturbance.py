"""Faults at work: what the endpoints do, and what a fault does by itself."""

import asyncio
from collections.abc import Awaitable, Callable

from simulators.smart_shooter.app import App
from simulators.smart_shooter.noise import NOISES, make_noise
from simulators.smart_shooter.server import Server
from simulators.smart_shooter.sockets import Endpoint, Mode

_DOWN = 1.0


class Disturbance:
    """Switches faults while the application runs. `ends` are publisher and server, in that order."""

    def __init__(
        self,
        app: App,
        server: Server,
        ends: tuple[Endpoint, Endpoint],
        restart: Callable[[float], Awaitable[None]],
    ) -> None:
        self._app = app
        self._server = server
        self._ends = ends
        self._restart = restart
        self._listening = False

    async def listen(self) -> None:
        """Open both endpoints, as far as the faults let them; OSError when a port is taken."""
        self._listening = True
        for end in self._ends:
            await end.switch(Mode.OPEN)  # even a dead endpoint has its port
        await self._switch()

    def close(self) -> None:
        """Close both endpoints."""
        self._listening = False
        for end in self._ends:
            end.close()
        self._server.forget()

    async def set(self, name: str, value: object = None) -> None:
        """Switch a fault on."""
        self._app.check_fault(name, value)
        self._app.faults.set(name, value)
        await self._switch()
        self._begin(name)

    async def clear(self, name: str) -> None:
        """Switch a fault off."""
        self._app.faults.clear(name)
        if name == "no_reply":
            self._server.resume()
        await self._switch()

    def begin(self) -> None:
        """Start what the faults that are on do by themselves."""
        for name in self._app.faults.names:
            self._begin(name)

    def _begin(self, name: str) -> None:
        work, delay = self._app.work, self._app.faults.number(name)
        if name in NOISES:
            work.cancel("noise", name)
            work.spawn(make_noise(self._app, name), "noise", name)
        elif name == "restart":
            work.spawn(self._restart_after(delay), "fault")
        elif name == "kill" and delay > 0:
            work.spawn(self._kill_after(delay), "fault")

    async def _switch(self) -> None:
        """Bring both endpoints into the modes that the faults ask for."""
        faults = self._app.faults
        if not self._listening:
            return
        hole = faults.value("black_hole", str) or ""
        both = {"frozen": Mode.MUTE, "tcp": Mode.TCP}.get(hole, Mode.OPEN)
        if "kill" in faults and not faults.number("kill"):
            both = Mode.CLOSED
        publisher, server = (
            Mode(faults.value(f"half_open_{name}", str) or both) for name in ("publisher", "server")
        )
        if server is not Mode.OPEN:
            self._server.forget()
        for end, mode in zip(self._ends, (publisher, server), strict=True):
            await end.switch(mode)

    async def _restart_after(self, delay: float) -> None:
        await asyncio.sleep(delay)
        self._app.faults.clear("restart")
        await self._restart(_DOWN)

    async def _kill_after(self, delay: float) -> None:
        await asyncio.sleep(delay)
        await self.set("kill", 0.0)
