"""HTTP with a camera: bounded, without redirects, and only with the camera itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from ...link.errors import BadData, NotThisSystem
from ...link.http import CONNECT, bounded, mishaps
from ...link.library import Content

STALL = 15.0
"""Seconds without a byte after which a file is given up."""

_HEADERS = {"Accept-Encoding": "identity"}


class Web:
    """Speaks HTTP with one host."""

    def __init__(self, http: Callable[[], aiohttp.ClientSession], host: str) -> None:
        """Take the session to use and the only host to be spoken to."""
        self._http = http
        self.host = host

    async def get(self, url: str, limit: int, deadline: float) -> bytes:
        """Return a small file.

        Raises NotThisSystem where the host has no such file and BadData where it is
        larger than `limit` bytes.
        """
        with mishaps():
            async with (
                asyncio.timeout(deadline),
                self._http().get(self._own(url), **_once(deadline)) as response,
            ):
                _use_once(response)
                if response.status != 200:
                    raise NotThisSystem(f"HTTP {response.status} at {url}")
                return await bounded(response, limit)

    async def post(self, url: str, body: bytes, limit: int, deadline: float) -> tuple[int, bytes]:
        """Return the status and the body of the answer to a call."""
        with mishaps():
            async with (
                asyncio.timeout(deadline),
                self._http().post(
                    self._own(url),
                    data=body,
                    **_once(deadline, {"Content-Type": "application/json"}),
                ) as response,
            ):
                _use_once(response)
                return response.status, await bounded(response, limit)

    @asynccontextmanager
    async def stream(self, url: str, stall: float = STALL) -> AsyncIterator[Content]:
        """Hand out a file or an endless stream while it arrives; every piece has `stall` seconds."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=stall)
        with mishaps():
            response = await self._http().get(
                self._own(url), timeout=timeout, allow_redirects=False, headers=_HEADERS
            )
        _use_once(response)
        # What goes wrong with whoever takes the bytes is not the camera's doing.
        try:
            if response.status != 200:
                raise NotThisSystem(f"HTTP {response.status} at {url}")
            yield Content(response.content_type, response.content_length, _chunks(response))
        finally:
            response.close()

    def _own(self, url: str) -> URL:
        """Return an address as it was told, byte by byte; raises BadData where it is another host's."""
        try:
            parts = urlsplit(url)
            if parts.scheme != "http" or parts.hostname != self.host.lower():
                raise BadData(f"an address that is not the camera's: {url[:200]}")
            return URL(url, encoded=True)
        except ValueError as error:
            raise BadData(f"no address: {url[:200]}") from error


def _use_once(response: aiohttp.ClientResponse) -> None:
    """Let nothing else be asked over the same connection: a camera closes it, and a call would be lost.

    What came whole with its head was let go of already, as the camera said: it announces that it
    closes wherever that has been recorded. Of its live view no such word is known.
    """
    if (connection := response.connection) is not None and connection.protocol is not None:
        connection.protocol.force_close()


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    with mishaps():
        async for chunk in response.content.iter_any():
            yield chunk


def _once(deadline: float, headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "timeout": aiohttp.ClientTimeout(total=deadline, sock_connect=min(CONNECT, deadline)),
        "allow_redirects": False,
        "headers": _HEADERS | (headers or {}),
    }
