"""A client of the Bandit on bare sockets, written from the protocol's description alone."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, override
from urllib.parse import urlsplit

PATIENCE = 20.0


class Response(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Asks one camera, by a connection for each request."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname, parts.port

    async def ask(
        self, verb: str, path: str, body: object = None, *, whole: str = "", **headers: str
    ) -> Response:
        """Send a request below /api/2, or to the path `whole`, and read until the connection ends."""
        data = (
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        )
        reader, writer = await self.connect()
        sent = {"Host": "camera", "Connection": "close", "Content-Length": str(len(data))} | headers
        lines = [f"{verb} {whole or '/api/2' + path} HTTP/1.1"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in sent.items()]
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode() + data)
            async with asyncio.timeout(PATIENCE):
                return parse(await reader.read(-1))
        finally:
            writer.close()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.host, self.port)

    async def get(self, path: str, **headers: str) -> Any:
        """GET what must be there, as JSON."""
        response = await self.ask("GET", path, **headers)
        assert response.status == 200, (path, response)
        return response.json

    async def file(self, path: str) -> bytes:
        """GET what must be there, and be as long as it was said."""
        response = await self.ask("GET", path)
        assert response.status == 200, (path, response)
        assert response.headers["content-length"] == str(len(response.body))
        return response.body

    async def do(self, verb: str, path: str, body: object = None) -> int:
        """Ask for something, and return the status."""
        return (await self.ask(verb, path, body)).status

    async def status(self) -> dict[str, Any]:
        told: dict[str, Any] = await self.get("/status")
        return told

    async def videos(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.get("/videos?count=1000"))["items"]
        return items

    async def images(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.get("/images?count=1000"))["items"]
        return items

    async def record(self, active: bool) -> int:
        return await self.do("POST", "/record", {"recording_active": active})

    async def viewfinder(self, port: int | None) -> int:
        """Ask for the viewfinder at a port, or that it ends."""
        return await self.do(
            "POST",
            "/viewfinder",
            {"viewfinder_active": port is not None, "viewfinder_streaming_port": port or -1},
        )

    @asynccontextmanager
    async def backchannel(self) -> AsyncIterator[Backchannel]:
        port = (await self.status())["backchannel_port"]
        reader, writer = await asyncio.open_connection(self.host, port, limit=64_000_000)
        try:
            yield Backchannel(reader)
        finally:
            writer.close()


def parse(data: bytes) -> Response:
    head, _, rest = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        rest = unchunk(rest)
    return Response(int(first.split(" ")[1]), headers, rest)


def unchunk(data: bytes) -> bytes:
    body = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        if not (length := int(size, 16)):
            return body
        body += data[:length]
        data = data[length + 2 :]


class Backchannel:
    """Notifications out of a stream of objects with anything or nothing between them."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._text = ""
        self.reads: list[bytes] = []

    async def next(self) -> dict[str, Any]:
        """Return the next object; EOFError where there is none any more."""
        decode = json.JSONDecoder().raw_decode
        async with asyncio.timeout(PATIENCE):
            while True:
                self._text = self._text.lstrip(" \r\n\0")
                try:
                    found, end = decode(self._text)
                except ValueError:
                    await self._more()
                    continue
                self._text = self._text[end:]
                assert isinstance(found, dict)
                return found

    async def event(self, name: str) -> Any:
        """Return what is told with the next event of that name; others are passed over."""
        while True:
            if name in (told := await self.next()):
                return told[name]

    async def line(self) -> bytes:
        """Return the next bytes up to the end of a line."""
        async with asyncio.timeout(PATIENCE):
            return await self._reader.readuntil(b"\n")

    async def raw(self, count: int) -> bytes:
        """Return the next bytes as they are."""
        async with asyncio.timeout(PATIENCE):
            return await self._reader.readexactly(count)

    async def _more(self) -> None:
        if not (data := await self._reader.read(65536)):
            raise EOFError
        self.reads.append(data)
        self._text += data.decode()


@dataclass(frozen=True)
class Packet:
    """A viewfinder packet."""

    kind: int
    number: int
    payload: bytes


class Frame(NamedTuple):
    time: float
    jpeg: bytes
    first: int


class Viewer(asyncio.DatagramProtocol):
    """Receives the viewfinder; use as a context, which is bound at `port`."""

    def __init__(self) -> None:
        self.datagrams: asyncio.Queue[bytes] = asyncio.Queue()
        self.spoiled = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        self.port: int = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._transport.close()

    @override
    def datagram_received(self, data: bytes, addr: object) -> None:
        self.datagrams.put_nowait(data)

    async def packet(self) -> Packet:
        """Return the next packet that is one; the others are counted."""
        async with asyncio.timeout(PATIENCE):
            while True:
                data = await self.datagrams.get()
                if len(data) >= 7:
                    sync, kind, number, length = struct.unpack_from(">HBHH", data)
                    if sync == 0x55AA and len(data) == 7 + length:
                        return Packet(kind, number, data[7:])
                self.spoiled += 1

    async def frame(self) -> Frame:
        """Return the next frame whose packets are all there and in order; the others are counted."""
        async with asyncio.timeout(PATIENCE):
            return await self._frame()

    async def _frame(self) -> Frame:
        size, time, jpeg, first, number = 0, 0.0, b"", -1, -1
        while True:
            packet = await self.packet()
            if packet.kind == 0:
                self.spoiled += size != len(jpeg)
                (size, time), jpeg, first = struct.unpack(">If", packet.payload), b"", packet.number
            elif packet.kind == 1 and size and packet.number == (number + 1) & 0xFFFF:
                jpeg += packet.payload
                if len(jpeg) == size:
                    return Frame(time, jpeg, first)
            else:
                self.spoiled += 1
                size = 0
            number = packet.number

    async def frames(self, seconds: float) -> None:
        """Take frames for so long at most. Raises TimeoutError then."""
        async with asyncio.timeout(seconds):
            while True:
                await self.frame()


class Item(NamedTuple):
    version: int
    kind: int
    time: float
    payload: bytes


class Player:
    """Listens for a preview; use as a context, which is bound at `port`."""

    async def __aenter__(self) -> Self:
        self._connected: asyncio.Queue[asyncio.StreamReader] = asyncio.Queue()
        self._writers: list[asyncio.StreamWriter] = []
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.hang_up()
        self._server.close()

    def hang_up(self) -> None:
        for writer in self._writers:
            writer.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self._connected.put_nowait(reader)

    async def connected(self) -> asyncio.StreamReader:
        async with asyncio.timeout(PATIENCE):
            return await self._connected.get()

    async def items(self) -> list[Item]:
        """Return everything that comes until the connection ends."""
        reader, found = await self.connected(), []
        async with asyncio.timeout(PATIENCE):
            while head := await reader.read(20):
                if len(head) < 20:
                    head += await reader.readexactly(20 - len(head))
                version, kind, size, time, _ = struct.unpack(">iiiii", head)
                found.append(Item(version, kind, time / 90_000, await reader.readexactly(size)))
        return found


async def until(check: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not check():  # noqa: ASYNC110 - a client has no event for all
            await asyncio.sleep(0.005)


def boxes(film: bytes) -> dict[bytes, bytes]:
    """Return the outermost boxes of an MP4, which must fill it."""
    found, start = {}, 0
    while start < len(film):
        size, kind = struct.unpack_from(">I4s", film, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", film, start + 8)[0], 16
        assert head <= size <= len(film) - start
        found[kind] = film[start + head : start + size]
        start += size
    return found


def duration(film: bytes) -> float:
    """Return how many seconds an MP4 says that it has."""
    moov = boxes(film)[b"moov"]
    scale, length = struct.unpack_from(">II", moov, moov.index(b"mvhd") + 16)
    return float(length / scale)
