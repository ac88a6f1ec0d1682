"""The live view stream of a camera."""

import asyncio

from simulators.http import head
from simulators.sony import mishaps
from simulators.sony.body import Body
from simulators.sony.faults import vanishes
from simulators.sony.frames import frame, pad
from simulators.sony.http import Connection
from simulators.sony.liveview_packets import IMAGE, Frame, frame_info, packet
from simulators.sony.profile import Family

_LARGE = (1024, 680)


def image_size(body: Body) -> tuple[int, int]:
    """Return width and height of live view frames now."""
    return _LARGE if body.liveview_size == "L" else (body.profile.width, body.profile.height)


class Liveview:
    """The stream of one camera, for one viewer at a time."""

    def __init__(self, body: Body, rate: float) -> None:
        """Stream `rate` frames a second."""
        self._body = body
        self._period = 1 / rate
        self._viewers: list[Connection] = []
        self._number = 0
        self._info_number = 0
        self._drawn = 0
        self._began = 0.0

    @property
    def viewers(self) -> int:
        """Streams that are open now."""
        return len(self._viewers)

    def start(self) -> None:
        """Make ready to stream; a second start changes nothing."""
        if not self._body.liveview_running:
            if self._body.assume.timestamp_restarts or not self._began:
                self._began = asyncio.get_running_loop().time() - 0.319
                self._number = self._body.profile.first_sequence
            self._body.liveview_running = True
            self._body.touch()

    def stop(self) -> None:
        """End the streams."""
        self._body.liveview_running = False
        self._body.touch()

    async def serve(self, connection: Connection) -> None:
        """Stream to a viewer until the live view or the viewer ends."""
        body = self._body
        if not body.liveview_running or "liveview_missing" in body.faults:
            await connection.send(head(body.assume.liveview_unstarted, {"Connection": "close"}))
            return
        if self._viewers and not self._second_wins:
            await connection.send(head(503, {"Connection": "close"}))
            return
        for viewer in self._viewers:
            viewer.abort()
        self._viewers.clear()
        self._viewers.append(connection)
        try:
            await self._stream(connection)
        finally:
            if connection in self._viewers:
                self._viewers.remove(connection)

    async def _stream(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        chunked = self._chunked
        faults = self._body.faults
        kind = faults.value("content_type", str) or "application/octet-stream"
        headers = {"Content-Type": kind}
        if chunked:
            headers["Transfer-Encoding"] = "chunked"
        await connection.send(head(200, headers))
        began = due = loop.time()
        sent = 0
        while self._body.liveview_running:
            for data in () if "liveview_stalls" in faults else self._packets():
                whole = _chunk(data) if chunked else data
                if vanishes(faults, "frame"):
                    await connection.send(whole[: len(whole) // 2])
                    await self._body.vanish()
                await connection.send(whole)
            sent += 1
            if 0 < faults.number("liveview_drops") <= sent:
                connection.abort()
                return
            if 0 < faults.number("liveview_ends") <= loop.time() - began:
                self.stop()
            due = max(due + self._period, loop.time())
            await asyncio.sleep(due - loop.time())
        if chunked:
            await connection.send(b"0\r\n\r\n")

    def _packets(self) -> list[bytes]:
        body = self._body
        now = int((asyncio.get_running_loop().time() - self._began) * 1000)
        packets = []
        if body.frame_info:
            shared = body.assume.frame_info_sequence == "shared"
            number = self._number if shared else self._info_number
            packets.append(frame_info(number, now, *self._frames()))
            self._info_number += 1
            self._number += shared
        width, height = image_size(body)
        jpeg = frame(body.name, self._mode, self._drawn, width, height)
        if least := body.assume.frame_bytes:
            jpeg = pad(jpeg, least)
        if (kind := body.faults.value("liveview", str)) is not None:
            packets += mishaps.packets(kind, self._number, now, jpeg)
        else:
            packets.append(packet(IMAGE, self._number, now, jpeg + self._tail(jpeg)))
        self._number += 1
        self._drawn += 1
        return packets

    def _frames(self) -> list[Frame]:
        status = 4 if self._body.focus == "Focused" else 1
        frames: list[Frame] = [(4000, 3000, 6000, 5000, 1, status, 0)]
        if self._body.tracking == "Tracking":
            frames.append((1000, 1000, 3000, 3000, 5, 2, 1))
        return frames

    def _tail(self, jpeg: bytes) -> bytes:
        answer = self._body.assume.stale_tail
        stale = self._body.profile.stale_tail if answer == "model" else answer == "yes"
        return jpeg[-41 - self._drawn % 41 : -2] if stale else b""

    @property
    def _mode(self) -> str:
        body = self._body
        return f"{body.shoot_mode} {body.exposure_mode} {body.status}"

    @property
    def _chunked(self) -> bool:
        answer = self._body.assume.liveview_chunked
        if answer == "model":
            return self._body.profile.family is Family.APPLICATION
        return answer == "yes"

    @property
    def _second_wins(self) -> bool:
        answer = self._body.assume.second_viewer
        return self._body.profile.second_viewer_wins if answer == "model" else answer == "wins"


def _chunk(data: bytes) -> bytes:
    return f"{len(data):X}\r\n".encode() + data + b"\r\n"
