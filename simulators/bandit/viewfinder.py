"""The viewfinder: JPEG frames over UDP, each in packets with a header of 7 bytes."""

import asyncio
import struct
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import override

from simulators.bandit import pictures
from simulators.bandit.assumptions import Assumptions
from simulators.switches import Faults

SYNC = 0x55AA
START, DATA = 0, 1

_HEADER = struct.Struct(">HBHH")
_FRAME = struct.Struct(">If")


class _Sender(asyncio.DatagramProtocol):
    """Notices that nobody listens any more, which loopback tells."""

    def __init__(self) -> None:
        self.unheard = False

    @override
    def error_received(self, exc: Exception) -> None:
        self.unheard = True


class Stream:
    """Sends frames to one address until it is closed; `name` is what they show."""

    def __init__(self, name: str, assume: Assumptions, faults: Faults, random: Random) -> None:
        """Begin with nothing sent."""
        self._name = name
        self._assume = assume
        self._faults = faults
        self._random = random
        self._sender = _Sender()
        self._transport: asyncio.DatagramTransport | None = None
        self._number = assume.first_number
        self._late: bytes | None = None
        self.target: tuple[str, int] | None = None
        self.frames = 0
        self.datagrams = 0

    @property
    def unheard(self) -> bool:
        """Whether the other side has closed its port."""
        return self._sender.unheard

    async def open(self, host: str, port: int) -> None:
        """Send to this address from now on; OSError where that cannot be."""
        self._sender = _Sender()
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self._sender, remote_addr=(host, port)
        )
        self.target = (host, port)
        self._number = self._assume.first_number
        self._late = None

    def close(self) -> None:
        """Send nothing any more."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self.target = None

    def frame(self, seconds: float | None) -> None:
        """Send the next frame; `seconds` is the time in the file that is recorded, None where none is."""
        picture = pictures.viewfinder(
            self._name, self.frames % pictures.FRAMES, recording=seconds is not None
        )
        kind = self._faults.value("viewfinder", str) or ""
        for packet in self._packets(picture, seconds or 0.0, kind):
            self._send(packet)
        self.frames += 1

    def _packets(self, jpeg: bytes, time: float, kind: str) -> Iterator[bytes]:
        if self._assume.numbering == "per_frame":
            self._number = self._assume.first_number
        if kind == "garbage":
            yield Random(self.frames).randbytes(200)
        if kind == "foreign":
            yield struct.pack(">BBHII", 0x80, 26, self.frames & 0xFFFF, 0, 0) + bytes(400)
        if kind == "no_jpeg":
            jpeg = b"no picture " * 800
        half = len(jpeg) // 2 // self._assume.fragment * self._assume.fragment
        size = {"huge": 0xFFFFFFFF, "zero": 0, "short": half}.get(kind, len(jpeg))
        if kind == "excess":
            jpeg += bytes(3000)
        if kind == "half":
            jpeg = jpeg[: len(jpeg) // 2]
        if kind == "type":
            yield self._packet(7, b"\0" * 16)
        if kind != "no_start":
            yield self._packet(START, _FRAME.pack(size, time))
        for start in range(0, len(jpeg), self._assume.fragment):
            packet = self._packet(DATA, jpeg[start : start + self._assume.fragment])
            if kind == "sync" and start:
                packet = b"\xaa\x55" + packet[2:]
            yield packet + b"\0\0\0" if kind == "length" and start else packet

    def _packet(self, kind: int, payload: bytes) -> bytes:
        number, self._number = self._number & 0xFFFF, (self._number + 1) & 0xFFFF
        return _HEADER.pack(SYNC, kind, number, len(payload)) + payload

    def _send(self, packet: bytes) -> None:
        if self._happens("loss"):
            return
        if self._late is None and self._happens("reorder"):
            self._late = packet
            return
        self._transmit(packet)
        if self._happens("duplicate"):
            self._transmit(packet)
        if (late := self._late) is not None:
            self._late = None
            self._transmit(late)

    def _happens(self, fault: str) -> bool:
        percent = self._faults.number(fault)
        return bool(percent) and self._random.uniform(0, 100) < percent

    def _transmit(self, packet: bytes) -> None:
        if self._transport is not None:
            self.datagrams += 1
            with suppress(OSError):
                self._transport.sendto(packet)
