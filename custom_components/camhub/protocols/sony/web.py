"""HTTP with a camera: bounded, without redirects, and only with the camera itself."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from ...link.errors import BadData, NotThisSystem, Refused, TimedOut, Unreachable
from ...link.library import Content

CONNECT = 5.0
"""Seconds for a connection to come about."""

STALL = 15.0
"""Seconds without a byte after which a file is given up."""

CHUNK = 65_536

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
        with _mishaps():
            async with (
                asyncio.timeout(deadline),
                self._http().get(self._own(url), **_once(deadline)) as response,
            ):
                _use_once(response)
                if response.status != 200:
                    raise NotThisSystem(f"HTTP {response.status} at {url}")
                return await _bounded(response, limit)

    async def post(self, url: str, body: bytes, limit: int, deadline: float) -> tuple[int, bytes]:
        """Return the status and the body of the answer to a call."""
        with _mishaps():
            async with (
                asyncio.timeout(deadline),
                self._http().post(
                    self._own(url),
                    data=body,
                    **_once(deadline, {"Content-Type": "application/json"}),
                ) as response,
            ):
                _use_once(response)
                return response.status, await _bounded(response, limit)

    @asynccontextmanager
    async def stream(self, url: str, stall: float = STALL) -> AsyncIterator[Content]:
        """Hand out a file or an endless stream while it arrives; every piece has `stall` seconds."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=stall)
        with _mishaps():
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
    with _mishaps():
        async for chunk in response.content.iter_any():
            yield chunk


async def _bounded(response: aiohttp.ClientResponse, limit: int) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        data += chunk
        if len(data) > limit:
            raise BadData(f"more than {limit} bytes at {response.url}")
    return bytes(data)


def _once(deadline: float, headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "timeout": aiohttp.ClientTimeout(total=deadline, sock_connect=min(CONNECT, deadline)),
        "allow_redirects": False,
        "headers": _HEADERS | (headers or {}),
    }


@contextmanager
def _mishaps() -> Iterator[None]:
    """Turn what can go wrong with HTTP into what it means for the link."""
    try:
        yield
    except TimeoutError as error:
        raise TimedOut("the camera did not answer in time") from error
    except aiohttp.ClientConnectorDNSError as error:
        raise Unreachable(str(error)) from error
    except aiohttp.ClientConnectorError as error:
        kind = Refused if isinstance(error.os_error, ConnectionRefusedError) else Unreachable
        raise kind(str(error)) from error
    except aiohttp.ClientResponseError as error:
        raise NotThisSystem(f"not HTTP: {error.message}") from error
    except (aiohttp.InvalidURL, ValueError) as error:
        raise BadData(f"no address: {error}") from error
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(f"the connection broke: {error!r}") from error
