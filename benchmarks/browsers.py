"""Browsers that watch a moving picture of Home Assistant's, and what is asked of them."""

import asyncio
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

BOUNDARY = b"--frameboundary"
"""What Home Assistant puts between frames."""

_STALLED_BUFFER = 4096
_LOOK = 65_536
_APART = 0.3


@dataclass(frozen=True, slots=True)
class Watch:
    """Have browsers look at a URL, each on a connection of its own; those that are stalled never read."""

    url: str
    viewers: int
    stalled: bool = False


class Viewers:
    """Browsers that watch."""

    def __init__(self) -> None:
        """Begin without any."""
        self.frames = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._sockets: list[socket.socket] = []

    async def join(self, order: Watch) -> None:
        """Have more of them."""
        if order.stalled:
            for _ in range(order.viewers):
                self._sockets.append(await asked(order.url, _STALLED_BUFFER))
                # Each stops at another frame.
                await asyncio.sleep(_APART)
            return
        seen = [asyncio.Event() for _ in range(order.viewers)]
        for one in seen:
            self._tasks.append(asyncio.create_task(self._watch(order.url, one)))
        for one in seen:
            await one.wait()

    async def leave(self) -> None:
        """Have all of them leave."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for browser in self._sockets:
            browser.close()
        self._tasks.clear()
        self._sockets.clear()

    async def _watch(self, url: str, seen: asyncio.Event) -> None:
        reader, writer = await asyncio.open_connection(sock=await asked(url))
        try:
            rest = b""
            while data := await reader.read(_LOOK):
                rest += data
                found = rest.count(BOUNDARY)
                rest = rest[1 - len(BOUNDARY) :]
                self.frames += found
                if found:
                    seen.set()
        finally:
            writer.close()


async def asked(url: str, buffer: int | None = None) -> socket.socket:
    """Return a connection on which a URL was asked for, with a small receive buffer if told."""
    parts = urlsplit(url)
    browser = socket.socket()
    browser.setblocking(False)
    if buffer is not None:
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(browser, (parts.hostname, parts.port))
    request = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n"
    await loop.sock_sendall(browser, request.encode())
    return browser
