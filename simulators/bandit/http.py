"""HTTP as the camera speaks it: requests, answers, and how an answer is sent, well or badly."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from simulators.bandit.links import Link
from simulators.http import head, parse

TRANSFERS = (
    "chunked",
    "close",
    "cut",
    "reset",
    "short",
    "long",
    "text",
    "negative",
    "huge",
    "twice",
)
"""Ways to send a body other than whole and with its length."""

_BODY_LIMIT = 64_000_000
_PIECE = 65_536
_DRIPS = 10


class Refusal(Exception):
    """A request is answered with this status."""

    def __init__(self, status: int) -> None:
        """Answer with `status`."""
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request: its verb, its target as it was sent, header names in lower case, and who asks."""

    verb: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    client: str

    @property
    def path(self) -> str:
        """The target's path, decoded, without a slash at its end."""
        return unquote(self.target.partition("?")[0]).rstrip("/") or "/"

    @property
    def query(self) -> dict[str, str]:
        """The parameters, the last of each name."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    def json(self) -> Any:
        """Return the body as JSON; Refusal with 400 where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Refusal(400) from error


@dataclass(frozen=True, slots=True)
class File:
    """Bytes that are sent: what they begin with, and `fill` up to `size`, which is never held in memory."""

    start: bytes
    size: int
    fill: bytes = b"\0"

    def pieces(self, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `first` to before `end`, in pieces."""
        end = self.size if end is None else end
        rest = self.fill * _PIECE
        while first < end:
            most = min(_PIECE, end - first)
            data = self.start[first : first + most] or rest[:most]
            yield data
            first += len(data)


@dataclass(slots=True, kw_only=True)
class Answer:
    """One answer: `value` as JSON unless it is None, else `file`."""

    status: int = 200
    value: Any = None
    file: File = File(b"", 0)
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(content: bytes, kind: str, status: int = 200) -> Answer:
        """Return the answer with these bytes."""
        return Answer(status=status, file=File(content, len(content)), kind=kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How an answer is sent: one of `TRANSFERS` or "", spread over seconds, and whether the connection stays."""

    transfer: str = ""
    drip: float = 0.0
    keep: bool = False


async def read(link: Link) -> Request | None:
    """Return the next request, None where the client left or sent what is no HTTP."""
    try:
        verb, target, headers = parse(await link.reader.readuntil(b"\r\n\r\n"))
        if "chunked" in headers.get("transfer-encoding", ""):
            body = await _chunks(link)
        else:
            size = int(headers.get("content-length", "0"))
            if not 0 <= size <= _BODY_LIMIT:
                return None
            body = await link.reader.readexactly(size)
    except ValueError, OSError, EOFError, asyncio.LimitOverrunError:
        return None
    return Request(verb=verb, target=target, headers=headers, body=body, client=link.client)


async def _chunks(link: Link) -> bytes:
    body = bytearray()
    while size := int((await link.reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        if len(body) + size > _BODY_LIMIT:
            raise ValueError("too much")
        body += (await link.reader.readexactly(size + 2))[:-2]
    await link.reader.readuntil(b"\r\n")
    return bytes(body)


async def send(link: Link, answer: Answer, how: Sending, span: tuple[int, int] | None) -> None:
    """Send an answer, of whose file only the bytes of `span`, first to before end, where that is given."""
    first, end = span or (0, answer.file.size)
    size = end - first
    told: Mapping[str, str] = {
        "short": str(size // 2),
        "long": str(size + 1000),
        "text": "many",
        "negative": "-1",
        "huge": str(10**18),
        "twice": f"{size}\r\nContent-Length: {size + 1}",
    }
    headers = dict(answer.headers)
    if answer.file.size:
        headers["Content-Type"] = answer.kind
    if how.transfer == "chunked":
        headers["Transfer-Encoding"] = "chunked"
    elif how.transfer != "close":
        headers["Content-Length"] = told.get(how.transfer, str(size))
    headers["Connection"] = "keep-alive" if how.keep else "close"
    await link.send(head(answer.status, headers))
    stop = first + size // 2 if how.transfer in ("cut", "reset") else end
    async for piece in _paced(answer.file, first, stop, how.drip):
        chunked = b"%x\r\n%b\r\n" % (len(piece), piece)
        await link.send(chunked if how.transfer == "chunked" else piece)
    if how.transfer == "chunked":
        await link.send(b"0\r\n\r\n")
    if how.transfer == "reset":
        raise ConnectionResetError


async def _paced(file: File, first: int, end: int, drip: float) -> AsyncIterator[bytes]:
    if not drip:
        for piece in file.pieces(first, end):
            yield piece
        return
    step = max((end - first) // _DRIPS, 1)
    for start in range(first, end, step):
        await asyncio.sleep(drip / _DRIPS)
        for piece in file.pieces(start, min(start + step, end)):
            yield piece
