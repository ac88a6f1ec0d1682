"""HTTP with a camera: bounded, with the camera alone, and every mishap by its name."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from custom_components.camhub.link.errors import (
    BadData,
    LinkError,
    NotThisSystem,
    Refused,
    TimedOut,
    Unreachable,
)
from custom_components.camhub.protocols.sony.web import Web

pytestmark = pytest.mark.usefixtures("socket_enabled")

HOST = "127.0.0.1"

type Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def browser() -> AsyncIterator[Web]:
    """Return who speaks HTTP with this machine alone."""
    async with aiohttp.ClientSession() as http:
        yield Web(lambda: http, HOST)


@asynccontextmanager
async def serving(reply: bytes, *, stay: bool = False) -> AsyncIterator[str]:
    """Answer every request with these bytes, then close or stay silent."""
    left = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        await writer.drain()
        if stay:
            await left.wait()
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://{HOST}:{port}/x"
    finally:
        left.set()
        server.close()


def reply(body: bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body) if length is None else length}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body


async def test_a_file_is_returned_as_it_is() -> None:
    async with browser() as it, serving(reply(b"hello")) as url:
        assert await it.get(url, 5, 1.0) == b"hello"


async def test_an_answer_comes_with_its_status() -> None:
    async with browser() as it, serving(reply(b'{"error":[403,"x"]}', "403 Forbidden")) as url:
        assert await it.post(url, b"{}", 100, 1.0) == (403, b'{"error":[403,"x"]}')


async def test_an_address_is_asked_for_byte_by_byte() -> None:
    seen: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        seen.append(request.raw_path)
        return web.Response(body=b"x")

    app = web.Application()
    app.router.add_get("/{tail:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    path = "/liveviewstream?%211234%21%2a%3a%2a%3aimage%2fjpeg%3a%2a%21%21%21%21%21"
    async with browser() as it:
        await it.get(f"http://{HOST}:{runner.addresses[0][1]}{path}", 10, 1.0)
    await runner.cleanup()
    assert seen == [path]


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1/x",
        "https://127.0.0.1/x",
        "http://127.0.0.1.example.org/x",
        "http://127.0.0.1@192.0.2.1/x",
        "ftp://127.0.0.1/x",
        "/relative",
        "",
        "http://[::1/x",
        "http://127.0.0.1:99999/x",
    ],
)
async def test_nothing_is_asked_of_anybody_else(url: str) -> None:
    async with browser() as it:
        for ask in (it.get(url, 10, 1.0), it.post(url, b"{}", 10, 1.0)):
            with pytest.raises(BadData):
                await ask
        with pytest.raises(BadData):
            async with it.stream(url):
                pass


async def test_a_redirect_is_not_followed() -> None:
    elsewhere = b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"
    async with browser() as it, serving(elsewhere) as url:
        with pytest.raises(NotThisSystem):
            await it.get(url, 10, 1.0)
        with pytest.raises(NotThisSystem):
            async with it.stream(url):
                pass


MISHAPS: list[tuple[bytes, bool, type[LinkError]]] = [
    (reply(b"x" * 11), False, BadData),
    (reply(b"", "404 Not Found"), False, NotThisSystem),
    (reply(b"half", length=10), False, Unreachable),
    (b"", False, Unreachable),
    (b"SSH-2.0-OpenSSH\r\n\r\n", False, NotThisSystem),
    (b"", True, TimedOut),
    (reply(b"half", length=10), True, TimedOut),
]


@pytest.mark.parametrize(
    ("sent", "stay", "error"),
    MISHAPS,
    ids=["too long", "missing", "half", "closed", "no http", "silent", "stalled"],
)
async def test_what_goes_wrong_has_its_name(
    sent: bytes, stay: bool, error: type[LinkError]
) -> None:
    async with browser() as it, serving(sent, stay=stay) as url:
        with pytest.raises(error):
            await it.get(url, 10, 0.2)


async def test_a_closed_port_is_a_refusal() -> None:
    async with browser() as it:
        with pytest.raises(Refused):
            await it.get(f"http://{HOST}:{unused_port()}/x", 10, 1.0)


async def test_an_unknown_name_is_unreachable() -> None:
    async with aiohttp.ClientSession() as http:
        it = Web(lambda: http, "nobody.invalid")
        with pytest.raises(Unreachable):
            await it.get("http://nobody.invalid/x", 10, 2.0)


@pytest.mark.parametrize("head", ["Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n"])
async def test_no_connection_is_used_twice(head: str) -> None:
    """A camera closes each after its reply, whether it says so or not: a call over it would be lost."""
    body = b"four" if "Length" in head else b"4\r\nfour\r\n0\r\n\r\n"
    asked: list[int] = []
    headed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(0)
        while await reader.readline():
            while await reader.readline() not in (b"\r\n", b""):
                pass
            asked[-1] += 1
            writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
            await headed.wait()
            writer.write(body)
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}/x"
    async with browser() as it:
        for _ in range(3):
            async with it.stream(url) as content:
                headed.set()
                assert b"".join([chunk async for chunk in content.chunks]) == b"four"
            headed.clear()
    server.close()
    server.close_clients()
    assert asked == [1, 1, 1]


async def test_a_file_is_handed_out_while_it_arrives() -> None:
    half = reply(b"hello", length=10)
    async with browser() as it, serving(half, stay=True) as url, it.stream(url, 0.2) as content:
        assert content.length == 10
        chunks = aiter(content.chunks)
        assert await anext(chunks) == b"hello"
        with pytest.raises(TimedOut):
            await anext(chunks)


async def test_a_file_that_breaks_off_is_no_whole_one() -> None:
    async with browser() as it, serving(reply(b"half", length=10)) as url:
        with pytest.raises(Unreachable):
            async with it.stream(url) as content:
                _ = [chunk async for chunk in content.chunks]


async def test_what_goes_wrong_with_who_takes_the_bytes_is_not_the_cameras_doing() -> None:
    async with browser() as it, serving(reply(b"hello")) as url:
        with pytest.raises(TimeoutError):
            async with it.stream(url):
                raise TimeoutError
