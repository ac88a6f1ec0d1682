"""The camera's REST API: few questions at a time, each on a connection of its own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
from yarl import URL

from ...link.errors import (
    BadData,
    Busy,
    LinkError,
    NotThisSystem,
    Refused,
    Rejected,
    Unreachable,
    Unsupported,
)
from ...link.http import CONNECT, bounded, mishaps
from ...link.library import Content

_LOGGER = logging.getLogger(__name__)

ANSWER = 10.0
"""Seconds that the camera has for an answer; the maker's own programs wait 16 and 30."""

STALL = 60.0
"""Seconds without a byte after which a file is given up: the camera may have to cut it first."""

MAX_ANSWER = 4 * 1024 * 1024
"""Bytes of an answer: a hundred videos with all their highlights, several times over."""

MAX_AT_ONCE = 3
"""Requests at once. The camera takes five connections in all, one of which tells what happens."""

MAX_STREAMS = 2
"""Files on their way at once, so that there is always one left to ask for the status."""

_ROOT = "/api"
_VERSIONED = "/api/2"

_MEANING: dict[int, tuple[type[LinkError], str]] = {
    HTTPStatus.BAD_REQUEST: (Rejected, "the camera does not take that"),
    HTTPStatus.NOT_FOUND: (Unsupported, "the camera has no such thing"),
    HTTPStatus.CONFLICT: (Busy, "the camera is doing that already"),
    HTTPStatus.INTERNAL_SERVER_ERROR: (Rejected, "the camera could not do that"),
    HTTPStatus.SERVICE_UNAVAILABLE: (Busy, "the camera cannot do that now"),
}

type Query = str | int | float | None


class Rest:
    """Asks one camera.

    Every method raises Unreachable, TimedOut or Refused where nobody answers, Rejected, Busy or
    Unsupported where the camera says no, NotThisSystem where something else answers, and BadData
    where what it says cannot be.
    """

    def __init__(self, http: Callable[[], aiohttp.ClientSession], host: str, port: int) -> None:
        """Take the HTTP session to use, and where the camera listens."""
        self._http = http
        self.host = host
        self._port = port
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._streams = 0
        self._closed = False

    def close(self) -> None:
        """Ask nothing any more: whoever still has to gets an Unreachable."""
        self._closed = True

    async def version(self) -> object:
        """Return which edition of the API the camera speaks, as it tells it."""
        return _json(await self._ask("GET", _ROOT + "/version"))

    async def get(self, path: str, deadline: float | None = None, **query: Query) -> Any:
        """Return what the camera tells, parsed."""
        return _json(await self._ask("GET", _VERSIONED + path, query, deadline=deadline))

    async def get_large(self, path: str, limit: int, **query: Query) -> Any:
        """Return what the camera tells at length, parsed; raises BadData beyond `limit` bytes.

        It is one of the files on their way: raises Busy where two are already.
        """
        with self._on_its_way():
            answer = self._ask("GET", _VERSIONED + path, query, deadline=STALL, limit=limit)
            return _json(await answer)

    async def put(self, path: str, body: object) -> None:
        """Set something."""
        await self._ask("PUT", _VERSIONED + path, body=body)

    async def post(self, path: str, body: object) -> Any:
        """Have something done; return what the camera tells of it, parsed, None where nothing."""
        answer = await self._ask("POST", _VERSIONED + path, body=body)
        return _json(answer) if answer.strip() else None

    async def delete(self, path: str) -> None:
        """Delete something."""
        await self._ask("DELETE", _VERSIONED + path)

    async def file(self, path: str, limit: int, **query: Query) -> bytes:
        """Return a small file; raises BadData where it is larger than `limit` bytes."""
        return await self._ask("GET", _VERSIONED + path, query, limit=limit)

    async def upload(self, path: str, part: str, data: bytes) -> None:
        """Hand a file to the camera, as the part of that name; raises Busy as `stream` does."""
        form = aiohttp.FormData()
        form.add_field(part, data, filename=part, content_type="application/octet-stream")
        with self._on_its_way():
            await self._ask("POST", _VERSIONED + path, form=form, deadline=STALL)

    @asynccontextmanager
    async def stream(self, path: str, **query: Query) -> AsyncIterator[Content]:
        """Hand out a file while it arrives; raises Busy where two are on their way already."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=STALL)
        with self._on_its_way():
            async with self._slots:
                self._check_open()
                with mishaps():
                    url = self._url(_VERSIONED + path, query)
                    response = await self._http().get(
                        url, timeout=timeout, allow_redirects=False, headers=_HEADERS
                    )
                # What goes wrong with whoever takes the bytes is not the camera's doing.
                try:
                    _check(response)
                    yield Content(response.content_type, response.content_length, _chunks(response))
                finally:
                    response.close()

    @contextmanager
    def _on_its_way(self) -> Iterator[None]:
        """Count what takes long; raises Busy where there are two such already."""
        if self._streams >= MAX_STREAMS:
            raise Busy(f"{MAX_STREAMS} files are on their way already")
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1

    async def _ask(
        self,
        method: str,
        path: str,
        query: dict[str, Query] | None = None,
        *,
        body: object = None,
        form: aiohttp.FormData | None = None,
        limit: int = MAX_ANSWER,
        deadline: float | None = None,
    ) -> bytes:
        deadline = ANSWER if deadline is None else deadline
        timeout = aiohttp.ClientTimeout(total=deadline, sock_connect=min(CONNECT, deadline))
        headers: dict[str, str] = _HEADERS
        data: aiohttp.FormData | bytes | None = form
        if body is not None:
            headers = _HEADERS | {"Content-Type": "application/json"}
            data = orjson.dumps(body)
        async with self._slots:
            self._check_open()
            with mishaps():
                url = self._url(path, query or {})
                async with self._http().request(
                    method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False
                ) as response:
                    _check(response)
                    answer = await bounded(response, limit)
            self._check_open()
            return answer

    def _check_open(self) -> None:
        if self._closed:
            raise Unreachable("the camera was left")

    def _url(self, path: str, query: dict[str, Query]) -> URL:
        """Return an address; ids in the path are quoted already."""
        asked = {name: str(value) for name, value in query.items() if value is not None}
        root = URL.build(scheme="http", host=self.host, port=self._port)
        return root.with_path(path, encoded=True).with_query(asked)


async def if_told[T](asked: Coroutine[Any, Any, object], read: Callable[[object], T]) -> T | None:
    """Return what the camera tells, None where it does not; raises where nobody answers any more."""
    try:
        return read(await asked)
    except Unreachable, Refused:
        raise
    except LinkError as error:
        _LOGGER.debug("It does not tell: %s", error)
        return None


# The connection is not to be used again: the camera keeps few, and none of its clients does.
_HEADERS = {"Connection": "close", "Accept-Encoding": "identity"}


def _check(response: aiohttp.ClientResponse) -> None:
    """Raise what an answer means that is no success; only 200 is documented as one."""
    if 200 <= response.status < 300:
        return
    kind, why = _MEANING.get(response.status, (NotThisSystem, "nothing that a Bandit answers"))
    raise kind(f"{why} (HTTP {response.status} at {response.url.path})")


def _json(answer: bytes) -> object:
    try:
        parsed: object = orjson.loads(answer)
    except ValueError:
        raise BadData("no JSON") from None
    return parsed


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    with mishaps():
        async for chunk in response.content.iter_any():
            yield chunk
