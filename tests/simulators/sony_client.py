"""A client of the Camera Remote API on bare sockets, written from the protocol's description alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

PATIENCE = 20.0

_UPNP = "{urn:schemas-upnp-org:device-1-0}"
_AV = "{urn:schemas-sony-com:av}"


class Refused(Exception):
    """The camera answered with an error."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code, text)
        self.code = code


class Response(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Packet:
    """A live view packet: its type, number, time in ms, what its header has from byte 16 on, and payload."""

    kind: int
    number: int
    time: int
    extra: bytes
    payload: bytes
    padding: int


class Description(NamedTuple):
    name: str
    model: str
    udn: str
    services: dict[str, str]


class Stream:
    """The body of a response that does not end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._rest = b""
        self.status = 0
        self.headers: dict[str, str] = {}
        self.chunks: list[int] = []

    async def begin(self) -> None:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        pairs = (line.partition(": ") for line in lines[1:] if line)
        self.headers = {name.lower(): value for name, _, value in pairs}

    async def read(self, size: int) -> bytes:
        async with asyncio.timeout(PATIENCE):
            if self.headers.get("transfer-encoding") != "chunked":
                return await self._reader.readexactly(size)
            while len(self._rest) < size:
                length = int(await self._reader.readuntil(b"\r\n"), 16)
                self.chunks.append(length)
                data = await self._reader.readexactly(length + 2)
                if not length:
                    raise EOFError
                self._rest += data[:-2]
            data, self._rest = self._rest[:size], self._rest[size:]
            return data

    async def packet(self) -> Packet:
        """Return the next packet; AssertionError where it is none."""
        common, head = await self.read(8), await self.read(128)
        assert common[0] == 0xFF
        assert head[:4] == b"\x24\x35\x68\x79"
        size, padding = int.from_bytes(head[4:7]), head[7]
        payload = await self.read(size)
        await self.read(padding)
        number, time = int.from_bytes(common[2:4]), int.from_bytes(common[4:8])
        return Packet(common[1], number, time, head[8:], payload, padding)

    async def ended(self, patience: float = PATIENCE) -> None:
        """Read packets until there are no more; TimeoutError where it does not end."""
        async with asyncio.timeout(patience):
            with suppress(EOFError, ConnectionError):
                while True:
                    await self.packet()

    def close(self) -> None:
        self._writer.transport.abort()


class Client:
    """Asks one camera, whose description it has read."""

    def __init__(self, location: str) -> None:
        self.location = location
        self.services: dict[str, str] = {}
        self.number = 0

    async def describe(self) -> Description:
        response = await self.fetch(self.location)
        assert response.status == 200
        device = ET.fromstring(response.body).find(f"{_UPNP}device")
        assert device is not None
        self.services = {
            service.findtext(f"{_AV}X_ScalarWebAPI_ServiceType", ""): service.findtext(
                f"{_AV}X_ScalarWebAPI_ActionList_URL", ""
            )
            for service in device.iter(f"{_AV}X_ScalarWebAPI_Service")
        }
        name, model, udn = (
            device.findtext(f"{_UPNP}{tag}", "") for tag in ("friendlyName", "modelName", "UDN")
        )
        return Description(name, model, udn, self.services)

    async def fetch(self, url: str, **headers: str) -> Response:
        """GET a URL just as it is, and read until the connection ends."""
        return await self.exchange("GET", url, b"", **headers)

    async def exchange(self, verb: str, url: str, body: bytes, **headers: str) -> Response:
        stream = await self._open(verb, url, body, **headers)
        try:
            async with asyncio.timeout(PATIENCE):
                head = await stream[0].readuntil(b"\r\n\r\n")
                rest = await stream[0].read(-1)
        finally:
            stream[1].close()
        lines = head.decode().split("\r\n")
        pairs = [line.partition(": ") for line in lines[1:] if line]
        return Response(int(lines[0].split(" ")[1]), [(a, b) for a, _, b in pairs], rest)

    @asynccontextmanager
    async def stream(self, url: str) -> AsyncIterator[Stream]:
        stream = Stream(*await self._open("GET", url, b""))
        async with asyncio.timeout(PATIENCE):
            await stream.begin()
        try:
            yield stream
        finally:
            stream.close()

    async def ask(
        self, method: str, *params: object, version: str = "1.0", service: str = "camera"
    ) -> dict[str, Any]:
        """Call a method and return the whole answer."""
        self.number += 1
        number = self.number
        request = {"method": method, "params": params, "id": number, "version": version}
        response = await self.post(service, json.dumps(request).encode())
        answer: dict[str, Any] = json.loads(response.body)
        assert answer["id"] == number
        return answer

    async def post(self, service: str, body: bytes) -> Response:
        url = f"{self.services[service]}/{service}"
        return await self.exchange("POST", url, body, content_length=str(len(body)))

    async def call(
        self, method: str, *params: object, version: str = "1.0", service: str = "camera"
    ) -> list[Any]:
        """Call a method and return its result; Refused where it is an error."""
        answer = await self.ask(method, *params, version=version, service=service)
        if "error" in answer:
            raise Refused(*answer["error"])
        result: list[Any] = answer["results"] if "results" in answer else answer["result"]
        return result

    async def refusal(
        self, method: str, *params: object, version: str = "1.0", service: str = "camera"
    ) -> int:
        """Call a method and return the code of its error; 0 where it was carried out."""
        try:
            await self.call(method, *params, version=version, service=service)
        except Refused as error:
            return error.code
        return 0

    async def names(self) -> list[str]:
        names: list[str] = (await self.call("getAvailableApiList"))[0]
        return names

    async def snapshot(self, version: str = "1.0") -> dict[str, Any]:
        """Return every object of getEvent by its type; those in lists are taken out of them."""
        return by_type(await self.call("getEvent", False, version=version))

    async def poll(self, version: str = "1.0") -> dict[str, Any]:
        return by_type(await self.call("getEvent", True, version=version))

    async def poll_until(
        self, done: Callable[[dict[str, Any]], bool], version: str = "1.0"
    ) -> dict[str, Any]:
        """Poll until what was told, taken together, is as wanted, and return it."""
        told: dict[str, Any] = {}
        async with asyncio.timeout(PATIENCE):
            while not done(told):
                told |= await self.poll(version)
        return told

    async def idle(self) -> None:
        """Wait until the camera is ready to shoot."""
        async with asyncio.timeout(PATIENCE):
            # The long poll is what most of these tests are about: here it stays unused.
            while (await self.snapshot())["cameraStatus"]["cameraStatus"] != "IDLE":  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def _open(
        self, verb: str, url: str, body: bytes, **headers: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        target = url.partition(parts.netloc)[2]
        lines = [f"{verb} {target} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return reader, writer


def by_type(entries: list[Any]) -> dict[str, Any]:
    flat = [item for entry in entries for item in (entry if isinstance(entry, list) else [entry])]
    return {item["type"]: item for item in flat if item}


async def until(check: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not check():  # noqa: ASYNC110 - a simulator has no event for all
            await asyncio.sleep(0.005)
