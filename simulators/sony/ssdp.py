"""SSDP: searches are answered and announcements made, on one network interface that somebody chose."""

import asyncio
import random
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import override

from simulators.sony.description import IMAGING, SCALAR
from simulators.sony.profile import Description, Profile

GROUP, PORT = "239.255.255.250", 1900
"""Where searches and announcements go."""

_TTL = 2
_ONLY_OWN_GROUPS = getattr(socket, "IP_MULTICAST_ALL", 49)
_ROOT = "upnp:rootdevice"
_MX = re.compile(rb"^MX:\s*(\d{1,3})\s*$", re.IGNORECASE | re.MULTILINE)
_LONGEST = 5
"""Seconds beyond which no device waits with its answer, whatever the search allows."""
_MEDIA = (
    "urn:schemas-upnp-org:service:ContentDirectory:1",
    "urn:schemas-upnp-org:service:ConnectionManager:1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advert:
    """What a device says of itself: the kinds it is of, where its description is, and headers of its make."""

    kinds: tuple[str, ...]
    udn: str
    location: str
    server: str
    more: Mapping[str, str]

    def answers(self, search: bytes) -> list[bytes]:
        """Return the replies to a datagram, none where it is no search or for something else."""
        lines = search.decode("latin-1").splitlines()
        if not lines or not lines[0].startswith("M-SEARCH"):
            return []
        headers = {
            name.strip().upper(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        wanted = headers.get("ST", "")
        kinds = self.kinds if wanted == "ssdp:all" else (wanted,) if wanted in self.kinds else ()
        return [self._reply(kind) for kind in kinds]

    def notices(self, alive: bool) -> Iterator[bytes]:
        """Yield the announcement of each kind: here it is, or it is gone."""
        for kind in self.kinds:
            yield _message(
                "NOTIFY * HTTP/1.1",
                {
                    "HOST": f"{GROUP}:{PORT}",
                    "CACHE-CONTROL": "max-age=1800",
                    "LOCATION": self.location,
                    "NT": kind,
                    "NTS": "ssdp:alive" if alive else "ssdp:byebye",
                    "SERVER": self.server,
                    "USN": self._usn(kind),
                    **self.more,
                },
            )

    def _reply(self, kind: str) -> bytes:
        return _message(
            "HTTP/1.1 200 OK",
            {
                "CACHE-CONTROL": "max-age=1800",
                "EXT": "",
                "LOCATION": self.location,
                "SERVER": self.server,
                "ST": kind,
                "USN": self._usn(kind),
                **self.more,
            },
        )

    def _usn(self, kind: str) -> str:
        own = f"uuid:{self.udn}"
        return own if kind == own else f"{own}::{kind}"


def kinds(profile: Profile, udn: str, lookalike: str | None) -> tuple[str, ...]:
    """Return what a device is announced as."""
    root = (_ROOT, f"uuid:{udn}")
    match lookalike:
        case "send_to_smartphone":
            return (*root, *_MEDIA)
        case "ptp":
            return (*root, IMAGING)
        case "tv" | "soundbar":
            return (*root, SCALAR)
    match profile.description:
        case Description.PLAIN:
            return (*root, SCALAR)
        case Description.IMAGING:
            return (*root, SCALAR, IMAGING)
    return (*root, *_MEDIA, SCALAR, IMAGING)


def longest_wait(search: bytes) -> int:
    """Return the seconds that a search allows for its answer; none where it does not say."""
    return min(int(found[1]), _LONGEST) if (found := _MX.search(search)) else 0


def _message(start: str, headers: Mapping[str, str]) -> bytes:
    lines = [start, *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class Announcer:
    """Answers and announces; without an interface it only sends to hosts that are named."""

    def __init__(
        self,
        interface: str,
        advert: Callable[[], Advert],
        gate: asyncio.Event,
        *,
        copies: int = 1,
        spread: bool = False,
    ) -> None:
        """Announce what `advert` says, through the interface with an address, silent while `gate` is closed.

        With `spread`, a search is answered at some moment within the seconds that it allows (MX).
        """
        self.interface = interface
        self._advert = advert
        self._gate = gate
        self._transports: list[asyncio.DatagramTransport] = []
        self._copies = copies
        self._spread = spread

    async def open(self) -> None:
        """Listen to searches, if there is an interface; OSError when it does not exist."""
        if not self.interface or self._transports:
            return
        heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            heard.setsockopt(socket.IPPROTO_IP, _ONLY_OWN_GROUPS, 0)
            heard.bind((GROUP, PORT))
            member = socket.inet_aton(GROUP) + socket.inet_aton(self.interface)
            heard.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
            heard.setblocking(False)
        except OSError:
            heard.close()
            raise
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Ears(self._hear), sock=heard)
        self._transports.append(transport)

    def close(self) -> None:
        """Listen no longer."""
        for transport in self._transports:
            transport.abort()
        self._transports.clear()

    def announce(self, target: str | None = None, *, alive: bool = True) -> None:
        """Announce to everybody on the interface, or to `host` or `host:port` alone."""
        if target is None and not self.interface:
            raise RuntimeError("no interface to announce on was chosen")
        host, _, port = (target or f"{GROUP}:{PORT}").partition(":")
        for notice in self._advert().notices(alive):
            self._send(notice, (host, int(port or PORT)))

    def _hear(self, data: bytes, source: tuple[str, int]) -> None:
        wait = random.uniform(0, longest_wait(data)) if self._spread else 0.0
        asyncio.get_running_loop().call_later(wait, self._answer, data, source)

    def _answer(self, data: bytes, source: tuple[str, int]) -> None:
        if self._gate.is_set() and self._transports:
            for answer in self._advert().answers(data) * self._copies:
                self._send(answer, source)

    def _send(self, data: bytes, target: tuple[str, int]) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth, suppress(OSError):
            if self.interface:
                mouth.bind((self.interface, 0))
                own = socket.inet_aton(self.interface)
                mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
            mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _TTL)
            mouth.setblocking(False)
            mouth.sendto(data, target)


class _Ears(asyncio.DatagramProtocol):
    def __init__(self, hear: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._hear = hear

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._hear(data, addr)
