"""A camera's ports: for calls, for its description, for pictures, and for announcements."""

import asyncio
from collections.abc import Awaitable, Callable

from simulators.sony.http import Connection, Listener, Request
from simulators.sony.ssdp import Advert, Announcer


class Network:
    """Listens on every port of a camera at once; nothing is answered while it is out of reach.

    Ports are 0 for any free one, and kept once they were given; `media_port` and `description_port`
    are None where the API's serves for that too. `pieces` tells how many bytes are sent at a time, 0
    for all there are.
    """

    def __init__(
        self,
        host: str,
        port: int,
        media_port: int | None,
        description_port: int | None,
        *,
        serve: Callable[[Request, Connection], Awaitable[None]],
        pieces: Callable[[], int],
        interface: str,
        advert: Callable[[], Advert],
        copies: int,
        spread: bool,
    ) -> None:
        """Describe the ports, all of them closed."""
        self._gate = asyncio.Event()

        def listener(number: int) -> Listener:
            return Listener(host, number, serve, self._gate, pieces)

        self.api = listener(port)
        self.media = self.api if media_port is None else listener(media_port)
        self.description = self.api if description_port is None else listener(description_port)
        self.announcer = Announcer(interface, advert, self._gate, copies=copies, spread=spread)
        self._listeners = tuple(dict.fromkeys((self.api, self.media, self.description)))

    @property
    def accepted(self) -> int:
        """TCP connections that were accepted."""
        return sum(listener.accepted for listener in self._listeners)

    async def open(self) -> None:
        """Listen; OSError when a port is taken."""
        for listener in self._listeners:
            await listener.open()
        await self.announcer.open()

    async def close(self) -> None:
        """Listen no longer and reset every connection."""
        self.announcer.close()
        for listener in self._listeners:
            await listener.close()

    def reach(self, *, within: bool) -> None:
        """Be within reach or out of it; out of it, connections stay open and nothing passes."""
        if within:
            self._gate.set()
        else:
            self._gate.clear()
