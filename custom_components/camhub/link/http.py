"""What every system that speaks HTTP needs: answers that are bounded, and errors that mean something."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from .errors import BadData, NotThisSystem, Refused, TimedOut, Unreachable

CONNECT = 5.0
"""Seconds for a connection to come about."""

CHUNK = 65_536


async def bounded(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body of an answer; raises BadData where it is larger than `limit` bytes."""
    data = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        data += chunk
        if len(data) > limit:
            raise BadData(f"more than {limit} bytes at {response.url.path}")
    return bytes(data)


@contextmanager
def mishaps() -> Iterator[None]:
    """Turn what can go wrong with HTTP into what it means for the link."""
    try:
        yield
    except TimeoutError as error:
        raise TimedOut("no answer in time") from error
    except aiohttp.ClientConnectorDNSError as error:
        raise Unreachable(str(error)) from error
    except aiohttp.ClientConnectorError as error:
        kind = Refused if isinstance(error.os_error, ConnectionRefusedError) else Unreachable
        raise kind(str(error)) from error
    except aiohttp.ClientResponseError as error:
        # The rest of it shows what came.
        raise NotThisSystem(f"not HTTP: {error.message.partition(chr(10))[0]}") from error
    except (aiohttp.InvalidURL, ValueError) as error:
        raise BadData(f"no address: {error}") from error
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(f"the connection broke: {error!r}") from error
