"""The reassembler: every frame that can be whole, and never one that is not."""

import struct
from random import Random

import pytest

from custom_components.camhub.protocols.bandit.viewfinder import (
    MAX_DATAGRAMS,
    MAX_JPEG,
    Frame,
    Reassembler,
)
from tests.protocols.bandit.viewfinder import (
    EOI,
    JPEGS,
    LARGE,
    PAYLOAD,
    SOI,
    data,
    datagrams,
    line,
    one_by_one,
    picture,
    shown,
    start,
    stream,
)

NUMBERING = pytest.mark.parametrize("anew", [False, True], ids=["running", "anew"])


def test_a_frame_as_the_portal_describes_it() -> None:
    head = bytes.fromhex("55aa000007000800000006 40200000".replace(" ", ""))
    reassembler = Reassembler()
    assert reassembler.feed([head]) == []
    assert reassembler.feed([bytes.fromhex("55aa0100080003ffd801")]) == []
    assert reassembler.feed([bytes.fromhex("55aa01000900030 2ffd9".replace(" ", ""))]) == [
        Frame(bytes.fromhex("ffd80102ffd9"), 2.5)
    ]
    assert (reassembler.frames, reassembler.dropped, reassembler.garbage) == (1, 0, 0)


@pytest.mark.parametrize("time", [0.0, -0.0, -1.0, float("nan"), float("inf")])
def test_a_time_that_is_none_is_unknown(time: float) -> None:
    (frame,) = Reassembler().feed(datagrams(JPEGS[0], time=time))
    assert frame.time is None


@NUMBERING
@pytest.mark.parametrize("size", [1, 2, 5, 41, 1000])
def test_however_the_datagrams_are_drained(size: int, *, anew: bool) -> None:
    sent = line(stream(JPEGS, 65_500, anew=anew))
    assert shown(*(sent[at : at + size] for at in range(0, len(sent), size))) == JPEGS


@pytest.mark.parametrize("before", range(13))
def test_numbers_wrap_anywhere(before: int) -> None:
    """With each datagram of the second frame in turn being number 0."""
    frames = stream(JPEGS[:1] * 3, 65_536 - len(datagrams(JPEGS[0])) - before)
    assert shown(*frames) == JPEGS[:1] * 3
    assert one_by_one(line(frames)) == JPEGS[:1] * 3


@NUMBERING
def test_parts_need_not_be_of_one_length(*, anew: bool) -> None:
    random, sent, number = Random(1), list[bytes](), 0
    for jpeg in JPEGS:
        sent.append(start(number, len(jpeg)))
        at = 0
        while at < len(jpeg):
            part = jpeg[at : at + random.randint(1, 1400)]
            at += len(part)
            number += 1
            sent.append(data(number, part))
        number = 0 if anew else number + 1
    assert shown(sent) == one_by_one(sent) == JPEGS


@pytest.mark.parametrize("size", [4, 5, PAYLOAD - 1, PAYLOAD, PAYLOAD + 1, 2 * PAYLOAD])
@NUMBERING
def test_small_frames(size: int, *, anew: bool) -> None:
    jpegs = [picture(size, seed) for seed in range(5)]
    assert shown(*stream(jpegs, anew=anew)) == jpegs


def test_a_picture_that_stands_still_is_shown_each_time() -> None:
    """Where numbers begin anew and nothing is recorded, nothing tells such frames apart."""
    assert shown(*[datagrams(JPEGS[0])] * 5) == JPEGS[:1] * 5
    assert one_by_one(datagrams(JPEGS[0]) * 5) == JPEGS[:1] * 5


@NUMBERING
@pytest.mark.parametrize("lost", [1, 5, 9, -1])
def test_a_frame_that_lacks_a_part_is_dropped(lost: int, *, anew: bool) -> None:
    frames = stream(JPEGS, anew=anew)
    del frames[3][lost]
    reassembler = Reassembler()
    found = [frame.data for batch in frames for frame in reassembler.feed(batch)]
    assert found == JPEGS[:3] + JPEGS[4:]
    assert (reassembler.frames, reassembler.dropped, reassembler.garbage) == (7, 1, 0)


@NUMBERING
def test_a_frame_whose_start_is_lost_is_dropped(*, anew: bool) -> None:
    frames = stream(JPEGS, anew=anew)
    del frames[3][0]
    assert one_by_one(line(frames)) == JPEGS[:3] + JPEGS[4:]


@NUMBERING
@pytest.mark.parametrize("there", [1, 2, 9])
def test_a_start_while_a_frame_is_open(there: int, *, anew: bool) -> None:
    frames = stream(JPEGS, anew=anew)
    del frames[3][there:]
    assert one_by_one(line(frames)) == JPEGS[:3] + JPEGS[4:]


@NUMBERING
def test_a_sender_that_begins_again(*, anew: bool) -> None:
    first, second = stream(JPEGS, 30_000, anew=anew), stream(JPEGS, 0, anew=anew)
    for there in (1, 4, 9):
        assert one_by_one(line([*first[:4], first[4][:there], *second])) == JPEGS[:4] + JPEGS


A_FEW = [(False, 1), (False, 2), (False, 5), (True, 1), (True, 2)]
"""Whether numbers begin anew, and places that a datagram may be out of order then."""


@pytest.mark.parametrize(("anew", "places"), A_FEW)
@pytest.mark.parametrize("late", range(0, 42, 3))
def test_a_datagram_that_is_late_costs_no_frame(places: int, late: int, *, anew: bool) -> None:
    """Also the start, which data overtake then, and the last, which the next frame overtakes."""
    frames = stream(LARGE, anew=anew)
    sent = line(frames)
    at = len(frames[0]) + len(frames[1]) + late
    sent.insert(at + places, sent.pop(at))
    assert one_by_one(sent) == LARGE
    assert shown(sent) == LARGE


@pytest.mark.parametrize(("anew", "places"), A_FEW)
def test_a_datagram_that_comes_twice_costs_no_frame(places: int, *, anew: bool) -> None:
    frames = stream(LARGE, anew=anew)
    for late in range(len(frames[1])):
        sent = line(frames)
        at = len(frames[0]) + late
        sent.insert(at + places, sent[at])
        reassembler = Reassembler()
        assert [frame.data for frame in reassembler.feed(sent)] == LARGE
        assert reassembler.dropped == 0


def test_all_datagrams_twice() -> None:
    for anew in (False, True):
        sent = [one for one in line(stream(LARGE, anew=anew)) for _ in range(2)]
        assert shown(sent) == LARGE


@NUMBERING
@pytest.mark.parametrize("place", [1, 4, -1])
def test_data_that_contradict_each_other_are_not_shown(place: int, *, anew: bool) -> None:
    frames = stream(LARGE, anew=anew)
    other = frames[2][place][:-1] + b"x"
    frames[2].insert(place, other)
    assert shown(*frames) == LARGE[:2] + LARGE[3:]


@NUMBERING
@pytest.mark.parametrize("more", [b"x", b"x" * PAYLOAD])
def test_data_beyond_the_size_are_not_shown(more: bytes, *, anew: bool) -> None:
    """Where the last part is too long; one part too many is none of the frame's."""
    frames = stream(JPEGS, anew=anew)
    number = int.from_bytes(frames[3][-1][3:5])
    frames[3][-1] = data(number, frames[3][-1][7:] + more)
    assert shown(*frames) == JPEGS[:3] + JPEGS[4:]


def test_a_part_too_many_is_left_out() -> None:
    frames = stream(JPEGS, anew=True)
    frames[3].append(data(len(frames[3]), b"more" + EOI))
    assert one_by_one(line(frames)) == JPEGS


@pytest.mark.parametrize("size", [0, 3, MAX_JPEG + 1, 2**32 - 1])
def test_a_size_that_no_picture_has_is_garbage(size: int) -> None:
    reassembler = Reassembler()
    assert reassembler.feed([start(0, size), data(60, b"\xff\xd8\xff"), *datagrams(JPEGS[0])]) == [
        Frame(JPEGS[0], None)
    ]
    assert (reassembler.garbage, reassembler.dropped) == (1, 0)


def test_the_largest_picture_is_taken() -> None:
    jpeg = SOI + bytes(MAX_JPEG - 4) + EOI
    assert shown(datagrams(jpeg)) == [jpeg]


@pytest.mark.parametrize(
    "wrong", [picture()[:-2] + b"\xff\xd8", b"\xff\xd9" + picture()[2:], picture() + b"\0", b"text"]
)
def test_what_is_no_jpeg_is_dropped(wrong: bytes) -> None:
    reassembler = Reassembler()
    found = reassembler.feed(line(stream([JPEGS[0], wrong, JPEGS[1]])))
    assert [frame.data for frame in found] == JPEGS[:2]
    assert (reassembler.frames, reassembler.dropped) == (2, 1)


def test_a_frame_has_so_many_parts_at_most() -> None:
    assert shown(datagrams(picture(MAX_DATAGRAMS), payload=1)) == [picture(MAX_DATAGRAMS)]
    assert shown(datagrams(picture(MAX_DATAGRAMS + 2), payload=1)) == []


GARBAGE = {
    "empty": b"",
    "short": b"\x55\xaa\x01",
    "no data": data(1, b""),
    "text": b"GET / HTTP/1.1\r\n\r\n",
    "sync": b"\xaa\x55" + data(3, b"x")[2:],
    "type": struct.pack(">HBHH", 0x55AA, 2, 3, 1) + b"x",
    "cut": data(3, b"abc")[:-1],
    "longer": data(3, b"abc") + b"d",
    "start of 9": struct.pack(">HBHH", 0x55AA, 0, 3, 9) + bytes(9),
    "start of 4": struct.pack(">HBHH", 0x55AA, 0, 3, 4) + bytes(4),
}


@NUMBERING
@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_costs_no_frame(garbage: bytes, *, anew: bool) -> None:
    sent = line(stream(JPEGS, anew=anew))
    mixed = [one for wanted in sent for one in (wanted, garbage)]
    for feed in ([mixed], [[one] for one in mixed]):
        reassembler = Reassembler()
        assert [frame.data for batch in feed for frame in reassembler.feed(batch)] == JPEGS
        assert (reassembler.garbage, reassembler.dropped) == (len(sent), 0)


@pytest.mark.parametrize(("shorter", "longer"), [(1, 2), (2, 1), (4, 5)])
def test_lengths_that_only_add_up_are_not_shown(shorter: int, longer: int) -> None:
    frames = stream(JPEGS)
    frames[2][shorter] = frames[2][shorter][:-5]
    frames[2][longer] += b"extra"
    assert shown(*frames) == JPEGS[:2] + JPEGS[3:]


def test_data_of_long_ago_are_not_taken_for_those_with_their_number() -> None:
    """What came without its start is gone when its numbers come again."""
    reassembler = Reassembler()
    reassembler.feed(line(stream(JPEGS[:2], 65_000)))
    reassembler.feed(data(number, b"old" * 100) for number in range(200, 205))
    reassembler.feed(line(stream(JPEGS[:1], 100)))
    late = datagrams(JPEGS[3], 199)
    del late[2]
    assert reassembler.feed(late + datagrams(JPEGS[4], 210)) == [Frame(JPEGS[4], None)]


@NUMBERING
def test_what_is_forgotten_does_not_come_back(*, anew: bool) -> None:
    frames = stream(LARGE, anew=anew)
    reassembler = Reassembler()
    assert len(reassembler.feed(line(frames[:2]))) == 2
    assert reassembler.feed(frames[2][:20]) == []
    reassembler.forget()
    assert reassembler.dropped == 1
    assert reassembler.feed(frames[2][20:]) == []
    assert [frame.data for frame in reassembler.feed(frames[3])] == [LARGE[3]]


@NUMBERING
@pytest.mark.parametrize("there", range(2, 41, 3))
def test_frames_are_not_mixed_where_a_start_is_lost_between_them(there: int, *, anew: bool) -> None:
    """One lacks a part, or all from there on; the other has what it lacks, under the same number."""
    for lost in (slice(there, there + 1), slice(there, None)):
        jpegs = [picture(40_000, seed) for seed in range(6)]
        frames = stream(jpegs, anew=anew)
        del frames[2][lost], frames[3][0]
        left = jpegs[:2] + jpegs[4:]
        assert shown(*frames) == one_by_one(line(frames)) == left


def test_frames_are_not_mixed_by_what_is_very_late() -> None:
    """A part of the frame before the last one, whose number is that of one that is lost."""
    frames = stream(LARGE, anew=True)
    frames[3].insert(10, frames[2][1])
    del frames[4][1]
    assert shown(*frames) == one_by_one(line(frames)) == LARGE[:4] + LARGE[5:]


def test_frames_are_not_mixed_over_what_is_forgotten() -> None:
    frames = stream(LARGE, anew=True)
    reassembler = Reassembler()
    assert len(reassembler.feed(line(frames[:2]))) == 2
    reassembler.feed(frames[2][1:2])
    reassembler.forget()
    del frames[3][1]
    assert reassembler.feed(frames[3]) == []
