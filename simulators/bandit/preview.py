"""The preview: a stored video played over a TCP connection that the camera opens to its client."""

import asyncio
import struct
from collections.abc import Iterator
from contextlib import suppress

from simulators.bandit import clip, pictures
from simulators.bandit.body import Body
from simulators.bandit.http import Refusal
from simulators.bandit.library import Video

VIDEO, AUDIO, START, END = 0, 1, 127, 128
"""Types of items."""

CLOCK = 90_000
"""Ticks of a second in `pts`."""

_HEADER = struct.Struct(">iiiii")
_RATE = 10
_SOUND = 48_000
_SAMPLES = 1024
_PATIENCE = 3.0


class Preview:
    """Plays one video at a time."""

    def __init__(self, body: Body, gate: asyncio.Event) -> None:
        """Begin with nothing played; nothing is sent while `gate` is closed."""
        self._body = body
        self._gate = gate
        self._writer: asyncio.StreamWriter | None = None
        self._connecting = False

    @property
    def active(self) -> bool:
        """Whether a video is played."""
        return self._connecting or self._writer is not None

    async def start(
        self, video: Video, host: str, port: object, offset: float, length: float
    ) -> None:
        """Connect to the client and play; Refusal where that cannot be."""
        if self.active:
            raise Refusal(409)
        if not isinstance(port, int) or not 0 < port <= self._body.assume.preview_ports:
            raise Refusal(400)
        self._connecting = True
        try:
            sound = b"" if "interval_secs" in video.mode else await clip.sound(_rate(video))
            async with asyncio.timeout(_PATIENCE):
                reader, writer = await asyncio.open_connection(host, port)
        except OSError as error:
            raise Refusal(500) from error
        finally:
            self._connecting = False
        self._writer = writer
        self._body.work.spawn(self._play(reader, writer, video, sound, offset, length), "preview")
        self._body.bell.ring()

    def stop(self) -> None:
        """Play no longer."""
        if (writer := self._writer) is not None:
            self._writer = None
            self._body.work.cancel("preview")
            writer.transport.abort()
            self._body.bell.ring()

    async def _play(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        video: Video,
        sound: bytes,
        offset: float,
        length: float,
    ) -> None:
        try:
            with suppress(OSError):
                for item in self._items(video, sound, offset, length):
                    await self._gate.wait()
                    if "preview_stalls" in self._body.faults:
                        await reader.read()
                        return
                    writer.write(item)
                    await writer.drain()
                writer.close()
                await writer.wait_closed()
        finally:
            writer.transport.abort()
            if self._writer is writer:
                self._writer = None
                self._body.bell.ring()

    def _items(self, video: Video, sound: bytes, offset: float, length: float) -> Iterator[bytes]:
        kind = self._body.faults.value("preview", str) or ""
        aac = list(_frames(sound))
        heard, step = 0.0, _SAMPLES / _rate(video)
        yield self._item(START, b"", offset)
        if kind == "garbage":
            yield bytes(range(256)) * 4
        for number in range(max(round(length * _RATE), 1)):
            at = number / _RATE
            jpeg = pictures.moment(video.path, round(offset + at, 1), 320, 180)
            whole = self._item(VIDEO, jpeg, offset + at)
            if kind == "sizes":
                whole = whole[:8] + struct.pack(">i", 0x7FFFFFFF) + whole[12:]
            elif kind == "negative":
                whole = whole[:8] + struct.pack(">i", -1) + whole[12:]
            elif kind == "type":
                yield self._item(55, b"?" * 40, offset + at)
            elif kind == "half" and number:
                yield whole[: len(whole) // 2]
                return
            yield whole
            while aac and heard < at + 1 / _RATE:
                frame = aac[round((offset + heard) / step) % len(aac)]
                yield self._item(AUDIO, frame, offset + heard)
                heard += step
        if kind != "no_end":
            yield self._item(END, b"", offset + length)

    def _item(self, kind: int, payload: bytes, time: float) -> bytes:
        version = self._body.assume.preview_version
        return _HEADER.pack(version, kind, len(payload), round(time * CLOCK), 0) + payload


def _rate(video: Video) -> int:
    """Return the samples of sound in a second; in slow motion it is as slow as the picture."""
    return _SOUND // int(video.mode.get("slow_motion_rate", 1))


def _frames(sound: bytes) -> Iterator[bytes]:
    """Yield AAC frames, each with its ADTS header."""
    start = 0
    while start + 7 <= len(sound):
        size = (sound[start + 3] & 3) << 11 | sound[start + 4] << 3 | sound[start + 5] >> 5
        yield sound[start : start + size]
        start += size
