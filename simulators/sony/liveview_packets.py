"""Packets of live view and playback: a common header, a payload header, and a picture or information."""

import struct

IMAGE, FRAME_INFO = 0x01, 0x02
PLAYED_IMAGE, PLAYBACK_INFO = 0x11, 0x12
"""Payload types."""

START_CODE = b"\x24\x35\x68\x79"
RECORD = struct.Struct(">HHHHBBB5x")
"""One record of frame information: two corners in ten-thousandths, category, status, addition."""

type Frame = tuple[int, int, int, int, int, int, int]
"""What a record says, in that order."""


def packet(
    kind: int, number: int, time: int, payload: bytes, extra: bytes = b"", padding: int = 0
) -> bytes:
    """Return one packet; `time` in milliseconds, `extra` what its payload header has from byte 16 on."""
    common = struct.pack(">BBHI", 0xFF, kind, number & 0xFFFF, time & 0xFFFFFFFF)
    sizes = START_CODE + len(payload).to_bytes(3) + bytes((padding,))
    return common + sizes + extra.ljust(120, b"\0") + payload + bytes(padding)


def frame_info(number: int, time: int, *records: Frame) -> bytes:
    """Return a packet of frame information, version 1.0."""
    extra = struct.pack(">BBHH", 1, 0, len(records), RECORD.size)
    payload = b"".join(RECORD.pack(*record) for record in records)
    return packet(FRAME_INFO, number, time, payload, extra)
