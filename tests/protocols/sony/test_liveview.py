"""The stream's parser: every picture, however it is split, and whatever is between the packets."""

import io
import struct
import tracemalloc
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from custom_components.camhub.link.errors import BadData, NotThisSystem
from custom_components.camhub.protocols.sony.liveview import (
    MAX_GARBAGE,
    MAX_JPEG,
    Frame,
    FrameParser,
    Mark,
    Position,
)
from simulators.sony.liveview_packets import (
    FRAME_INFO,
    IMAGE,
    PLAYBACK_INFO,
    PLAYED_IMAGE,
    frame_info,
    packet,
)

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
START_CODE = b"\x24\x35\x68\x79"
FLUSH = bytes(2000)
"""Longer than any packet the tests cut: what was cut waits for as much as it promised."""


def picture(scan: bytes = b"scan", *segments: bytes) -> bytes:
    """Return a baseline JPEG of one component; what is compressed is stuffed as it has to be."""
    frame = b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"
    scan_header = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    stuffed = scan.replace(b"\xff", b"\xff\x00")
    return SOI + b"".join(segments) + frame + scan_header + stuffed + EOI


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2) + data


def drawn(**how: Any) -> bytes:
    """Return a JPEG as a library writes it."""
    file = io.BytesIO()
    Image.effect_noise((160, 120), 80).convert("RGB").save(file, "JPEG", **how)
    return file.getvalue()


def image(jpeg: bytes, number: int = 1, tail: bytes = b"", padding: int = 0) -> bytes:
    return packet(IMAGE, number, number * 50, jpeg + tail, padding=padding)


def parsed(*pieces: bytes) -> list[Frame | Position]:
    parser = FrameParser()
    return [item for piece in pieces for item in parser.feed(piece)]


def jpegs(items: Iterable[Frame | Position]) -> list[bytes]:
    return [item.jpeg for item in items if isinstance(item, Frame)]


def is_among(wanted: list[bytes], found: list[bytes]) -> bool:
    """Tell whether everything wanted was found, in its order."""
    rest = iter(found)
    return all(one in rest for one in wanted)


def test_a_packet_as_an_ilce_6300_sends_it() -> None:
    """Header as seen; the size field counts 49 stale bytes behind the picture."""
    head = bytes.fromhex("ff0100010000013f2435687900178000") + bytes(120)
    jpeg = picture(b"x" * (5967 - len(picture(b""))))
    (frame,) = parsed(head + jpeg + b"\xff\x27stale\xff" + bytes(42))
    assert frame == Frame(jpeg, sequence=1, timestamp=319, marks=())


INFO = bytes.fromhex("ff020005000003e82435687900001000 0100 0001 0010".replace(" ", ""))
RECORD = bytes.fromhex("0fa00bb8177013880104000000000000")


def test_frame_information_is_kept_beside_the_frame() -> None:
    (frame,) = parsed(INFO + bytes(114) + RECORD + image(picture()))
    assert isinstance(frame, Frame)
    assert frame.marks == (Mark(40.0, 30.0, 60.0, 50.0, "contrast", "focused", selected=False),)


def test_marks_stay_until_others_come() -> None:
    face = (0, 0, 10_000, 10_000, 4, 2, 1)
    stream = [
        image(picture(b"a"), 1),
        frame_info(1, 0, face, (1, 2, 3, 4, 5, 3, 2)),
        image(picture(b"b"), 2),
        image(picture(b"c"), 3),
        frame_info(3, 0),
        image(picture(b"d"), 4),
    ]
    marks = [item.marks for item in parsed(*stream) if isinstance(item, Frame)]
    both = (
        Mark(0, 0, 100, 100, "face", "main", selected=True),
        Mark(0.01, 0.02, 0.03, 0.04, "tracking", "sub", selected=False),
    )
    assert marks == [(), both, both, ()]


@pytest.mark.parametrize("number", [0, 3, 6, 7, 200])
def test_reserved_words_of_a_mark_are_unknown(number: int) -> None:
    status = number if number != 3 else 5
    (frame,) = parsed(frame_info(0, 0, (1, 1, 2, 2, number, status, 0)), image(picture()))
    assert isinstance(frame, Frame)
    (mark,) = frame.marks
    assert (mark.category, mark.status) == (None, None)


@pytest.mark.parametrize(
    ("extra", "payload", "marks"),
    [
        (struct.pack(">BBHH", 1, 1, 1, 20), RECORD + bytes(4), 1),
        (struct.pack(">BBHH", 1, 0, 2, 20), (RECORD + bytes(4)) * 2, 2),
        (struct.pack(">BBHH", 1, 0, 9, 16), RECORD * 2, 2),
        (struct.pack(">BBHH", 1, 0, 2, 16), RECORD + RECORD[:9], 1),
        (struct.pack(">BBHH", 1, 0, 65535, 16), RECORD * 2000, 256),
        (struct.pack(">BBHH", 2, 0, 1, 16), RECORD, 0),
        (struct.pack(">BBHH", 1, 0, 1, 0), RECORD, 0),
        (struct.pack(">BBHH", 1, 0, 1, 65535), RECORD, 0),
        (struct.pack(">BBHH", 1, 0, 1, 16), b"\x27\x11" + RECORD[2:], 0),
        (b"", b"", 0),
    ],
    ids=[
        *("a later minor version", "longer records", "fewer than promised", "half a record"),
        *("too many", "a later major version", "no size", "too large a size", "outside", "empty"),
    ],
)
def test_odd_frame_information_is_no_trouble(extra: bytes, payload: bytes, marks: int) -> None:
    stream = packet(FRAME_INFO, 1, 0, payload, extra, padding=3) + image(picture())
    (frame,) = parsed(stream)
    assert isinstance(frame, Frame)
    assert len(frame.marks) == marks


def test_playback_has_pictures_and_a_position() -> None:
    size = struct.pack(">HH", 640, 360)
    position = struct.pack(">II", 90_000, 1_500) + bytes(24)
    stream = [
        packet(PLAYBACK_INFO, 1, 0, position, b"\x01\x00", padding=4),
        packet(PLAYED_IMAGE, 2, 40, picture(), size, padding=2),
    ]
    expected = [Position(90_000, 1_500), Frame(picture(), 2, 40)]
    assert parsed(*stream, FLUSH) == expected
    assert parsed(b"".join(stream)) == expected


@pytest.mark.parametrize("size", [0, 7, 32, 48])
def test_the_position_has_at_least_32_bytes_whatever_its_size_field_says(size: int) -> None:
    position = struct.pack(">II", 5, 3).ljust(max(size, 32), b"\0")
    stream = bytearray(packet(PLAYBACK_INFO, 1, 0, position))
    stream[12:15] = size.to_bytes(3)
    assert parsed(bytes(stream), image(picture())) == [Position(5, 3), Frame(picture(), 1, 50)]


def test_unknown_payloads_are_skipped() -> None:
    stream = packet(0x77, 1, 0, b"?" * 500, padding=9) + packet(0x03, 2, 0, b"")
    assert jpegs(parsed(stream + image(picture()))) == [picture()]


def test_a_packet_without_a_picture_is_skipped() -> None:
    assert jpegs(parsed(packet(IMAGE, 1, 0, b"", padding=8) + image(picture()))) == [picture()]


def test_sequence_numbers_wrap() -> None:
    stream = b"".join(image(picture(), number) for number in (65534, 65535, 65536, 65537))
    assert [item.sequence for item in parsed(stream) if isinstance(item, Frame)] == [
        *(65534, 65535, 0, 1)
    ]


STREAM = b"".join(
    (
        image(picture(b"one"), 1),
        frame_info(1, 50, (0, 0, 5000, 5000, 1, 4, 1)),
        image(picture(b"two", segment(0xE1, b"Exif" + picture(b"small"))), 2, padding=7),
        packet(0x05, 3, 0, b"unknown", padding=1),
        image(picture(b"three"), 3, tail=b"\xff\x27stale" + EOI + b"more"),
        packet(PLAYBACK_INFO, 4, 0, struct.pack(">II24x", 9, 4)),
        image(picture(b"\xff\xff\x00four"), 4),
    )
)
WHOLE = parsed(STREAM)


def test_the_whole_stream_at_once() -> None:
    assert len(jpegs(WHOLE)) == 4
    assert [item.marks != () for item in WHOLE if isinstance(item, Frame)] == [
        *(False, True, True, True)
    ]


def test_byte_by_byte() -> None:
    assert parsed(*(bytes((byte,)) for byte in STREAM)) == WHOLE


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_any_split(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    assert parsed(*(STREAM[a:b] for a, b in pairwise(places))) == WHOLE


def test_a_frame_is_told_with_its_last_byte() -> None:
    stream, parser = image(picture(), padding=2), FrameParser()
    assert parser.feed(stream[:-1]) == []
    assert jpegs(parser.feed(stream[-1:])) == [picture()]


LONG = b"\xff\x27" + b"stale" * 300
TAILS = [b"", b"\0", b"\xff", b"\xff\x27stale", EOI, b"\xff" + EOI, b"old" + EOI, LONG, LONG + EOI]


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize(
    "jpeg",
    [
        picture(b"plain"),
        picture(b"x" * 5000),
        picture(b"\xff" * 700),
        picture(b"small", segment(0xE1, b"thumbnail" + picture(b"inner") + b"\xff\xd9" * 9)),
        picture(b"filled", b"\xff\xff" + segment(0xFE, EOI)),
        drawn(quality=80),
        drawn(quality=90, restart_marker_blocks=5),
        drawn(quality=80, progressive=True, comment=b"the end: " + EOI),
        drawn(quality=10, optimize=True),
    ],
    ids=["plain", "long", "stuffed", "thumbnail", "fill", *("baseline", "restart"), *"pc"],
)
def test_what_is_stale_behind_a_picture_is_cut(jpeg: bytes, tail: bytes) -> None:
    """A tail that is longer than any seen may be left where it ends as a picture does."""
    stream = image(jpeg, 1, tail) + image(jpeg, 2, tail) + image(picture(b"next"), 3)
    found = jpegs(parsed(stream))
    allowed = (jpeg,) if len(tail) < 500 or not tail.endswith(EOI) else (jpeg, jpeg + tail)
    assert found[2:] == [picture(b"next")]
    assert set(found[:2]) <= set(allowed)


def test_scans_may_have_an_eoi_between_them() -> None:
    """Two scans of one component each, with a comment in between that looks like the end."""
    frame = b"\xff\xc0\x00\x0e\x08\x00\x10\x00\x10\x02\x01\x11\x00\x02\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00data\xff\x00data\xff\xd0data"
    jpeg = SOI + frame + scan + segment(0xFE, EOI) + scan + EOI
    assert jpegs(parsed(image(jpeg, 1, EOI), image(picture(), 2))) == [jpeg, picture()]


@pytest.mark.parametrize(
    "payload",
    [
        b"no picture",
        SOI,
        SOI + EOI,
        SOI + bytes(100) + EOI,
        SOI + b"\xff" * 400,
        picture()[:-2],
        SOI + segment(0xE1, b"more") * 100 + EOI,
        SOI + b"\xff\xe1\xff\xff" + b"x" * 50 + EOI,
        SOI + b"\xff\xda\x00\x0c\x03" + b"x" * 400,
        SOI + b"\xff\xda\x00\x0c\x03" + b"x" * 40 + b"\xff\x01" + EOI,
    ],
)
def test_what_is_no_whole_picture_is_left_out(payload: bytes) -> None:
    assert jpegs(parsed(image(payload), image(picture()), FLUSH)) == [picture()]


@given(st.binary(max_size=60), st.binary(max_size=60))
@example(b"\xff" * 12, b"")
@example(START_CODE * 3, START_CODE)
@example(b"\xff\x01\0\0\0\0\0\0" + START_CODE[:3], b"\xff" + bytes(7) + START_CODE)
@example(image(picture())[:12], image(picture())[:14])
def test_garbage_between_packets(before: bytes, between: bytes) -> None:
    stream = before + image(picture(b"a")) + between + image(picture(b"b")) + FLUSH
    for pieces in ([stream], [bytes((byte,)) for byte in stream]):
        assert is_among([picture(b"a"), picture(b"b")], jpegs(parsed(*pieces)))


PACKETS = st.builds(
    lambda kind, scan, tail, padding: (
        image(picture(scan), 1, tail, padding) if kind else frame_info(1, 0, (1, 1, 2, 2, 1, 1, 1))
    ),
    st.booleans(),
    st.binary(min_size=1, max_size=300),
    st.sampled_from([b"", b"stale", EOI, b"\xff\x27" + EOI]),
    st.sampled_from([0, 0, 5]),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a packet that lost some of its bytes, or got others; none promises a larger picture."""
    whole = draw(PACKETS)
    start = draw(st.integers(0, len(whole)))
    stop = draw(st.integers(start, len(whole)))
    other = draw(st.binary(max_size=20)) if start > 14 else b""
    return whole[:start] + other + whole[stop:]


@given(st.lists(damaged() | st.integers(0, 200), max_size=12), st.integers(1, 2000))
@example([image(picture(b"\x00"), 1, b"", 5)[:-1], 0], 1)
def test_every_whole_frame_is_found_whatever_is_damaged(
    parts: list[bytes | int], read: int
) -> None:
    """A number stands for a whole frame of so many bytes."""
    whole = [picture(f"{n} ".encode() * part) for n, part in enumerate(parts) if type(part) is int]
    jpeg = iter(whole)
    stream = b"".join(part if isinstance(part, bytes) else image(next(jpeg)) for part in parts)
    pieces = [stream[at : at + read] for at in range(0, len(stream), read)]
    found = jpegs(parsed(*pieces, bytes(MAX_JPEG + 1000)))
    assert is_among(whole, found)


@given(st.integers(0, len(image(picture(b"x" * 400)))), st.integers(0, 800))
def test_a_frame_that_was_cut_takes_no_other_with_it(kept: int, size: int) -> None:
    cut = image(picture(b"x" * 400), 1)[:kept]
    others = [picture(b"y" * size), picture(b"z" * 400), picture(b"end")]
    stream = cut + b"".join(map(image, others)) + FLUSH
    assert is_among(others, jpegs(parsed(stream)))


@given(st.binary(max_size=3000))
def test_garbage_alone_is_nothing(data: bytes) -> None:
    try:
        assert jpegs(parsed(data)) == []
    except NotThisSystem:
        assert data[0] != 0xFF


@pytest.mark.parametrize(
    "head",
    [
        struct.pack("<4I", 0x88, 24_144, 0x10, 0x78),
        struct.pack("<4I", 0x98, 24_144, 0x10, 0x88),
    ],
)
def test_the_live_view_of_a_ptp_body_is_another_system(head: bytes) -> None:
    whole = head + bytes(0x78) + SOI
    with pytest.raises(NotThisSystem):
        parsed(*(bytes((byte,)) for byte in whole))


def test_only_the_start_of_a_stream_tells_another_system() -> None:
    stream = image(picture()) + struct.pack("<4I", 0x88, 24_144, 0x10, 0x78) + bytes(200)
    assert jpegs(parsed(stream, image(picture()))) == [picture()] * 2


def endless(piece: bytes) -> int:
    """Feed it again and again; return the bytes it took until that was refused."""
    parser, fed = FrameParser(), 0
    while fed < 10 * MAX_GARBAGE:
        fed += len(piece)
        try:
            assert parser.feed(piece) == []
        except BadData:
            break
    return fed


HEAD = image(SOI + EOI, 1)[:136]
HUGE = HEAD[:12] + 0xFFFFFF.to_bytes(3) + HEAD[15:]
LARGEST = HEAD[:12] + MAX_JPEG.to_bytes(3) + HEAD[15:]


@pytest.mark.parametrize(
    "piece",
    [
        b"<html>" * 1000,
        bytes(1460),
        b"\xff" * 1460,
        START_CODE * 365,
        (b"\xff" + bytes(7) + START_CODE) * 100,
        HUGE * 10,
        LARGEST * 10,
        (LARGEST + picture()[:-2]) * 10,
        (LARGEST + SOI + b"\xff\xda\x00\x0c\x03" + b"\xff\x00" * 600) * 2,
        image(b"no picture" * 100),
    ],
    ids=[
        *("text", "zeros", "ones", "start codes", "headers", "huge", "largest"),
        *("nested", "nested scans", "no pictures"),
    ],
)
@pytest.mark.timeout(30)
def test_a_stream_without_pictures_is_refused_in_time(piece: bytes) -> None:
    """What is looked through twice counts twice, so that no stream costs more than it brings."""
    assert endless(piece) <= MAX_GARBAGE + 2 * MAX_JPEG


def test_a_packet_of_the_largest_size_is_taken() -> None:
    largest = picture(b"x" * (MAX_JPEG - len(picture(b""))))
    assert len(largest) == MAX_JPEG
    assert jpegs(parsed(image(largest), image(picture()))) == [largest, picture()]
    larger = picture(b"x" * (MAX_JPEG + 1 - len(picture(b""))))
    assert jpegs(parsed(image(larger), image(picture()))) == [picture()]


def test_an_hour_of_live_view_leaves_nothing_behind() -> None:
    parser = FrameParser()
    pieces = [frame_info(1, 0, (1, 1, 2, 2, 1, 1, 1)), image(picture(b"x" * 6000), 1, b"stale" * 9)]
    for _ in range(50):
        for piece in pieces:
            parser.feed(piece)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    frames = sum(len(parser.feed(piece)) for _ in range(70_000) for piece in pieces)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert frames == 70_000
    assert after - before < 50_000


def test_a_packet_that_never_ends_is_held_once() -> None:
    parser = FrameParser()
    parser.feed(LARGEST + SOI)
    tracemalloc.start()
    for _ in range(MAX_JPEG // 1460 - 1):
        parser.feed(b"x" * 1460)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MAX_JPEG
