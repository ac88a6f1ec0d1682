"""The reassembler on a bad radio: no picture is ever broken, none is lost without need, nothing piles up."""

import tracemalloc
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.protocols.bandit.viewfinder import MAX_JPEG, Reassembler
from tests.protocols.bandit.viewfinder import (
    JPEGS,
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


def on_the_way(
    sent: list[bytes], random: Random, loss: float, twice: float, places: int
) -> list[bytes]:
    """Return what arrives: some of it lost, cut, longer, twice, up to so many places late, and noise."""
    arriving = list[tuple[float, bytes]]()
    for at, one in enumerate(sent):
        for _ in range(1 + (random.random() < twice)):
            came = one
            match random.random() / loss if loss else 1:
                case chance if chance < 0.6:
                    continue
                case chance if chance < 0.8:
                    came = one[: random.randrange(len(one))]
                case chance if chance < 1:
                    came += random.randbytes(random.randint(1, 9))
            arriving.append((at + random.uniform(0, places), came))
        if random.random() < twice:
            arriving.append((at, random.randbytes(random.randint(0, 1200))))
    return [one for _, one in sorted(arriving, key=lambda arrival: arrival[0])]


@given(
    seed=st.integers(0, 2**32),
    sizes=st.lists(st.integers(32_000, 60_000), min_size=3, max_size=12),
    number=st.integers(0, 65_535),
    payload=st.integers(500, 1_400),
    loss=st.sampled_from([0.0, 0.001, 0.01, 0.05, 0.2]),
    twice=st.sampled_from([0.0, 0.05, 0.5]),
    places=st.integers(0, 4),
    batch=st.integers(1, 100),
    anew=st.booleans(),
)
def test_whatever_happens_on_the_way(
    seed: int,
    sizes: list[int],
    number: int,
    payload: int,
    loss: float,
    twice: float,
    places: int,
    batch: int,
    *,
    anew: bool,
) -> None:
    """Each frame of which everything arrives is shown, in order, and nothing else ever.

    That does not go for the first two: how the numbers go on is learnt from them.
    """
    random = Random(seed)
    jpegs = [picture(size, random.getrandbits(32)) for size in sizes]
    frames = stream(jpegs, number, anew=anew, payload=payload)
    places = min(places, 2) if anew else places
    arriving = on_the_way(line(frames), random, loss, twice, places)
    found = shown(*(arriving[at : at + batch] for at in range(0, len(arriving), batch)))
    intact = set(arriving)
    whole = [place for place, frame in enumerate(frames) if intact.issuperset(frame)]
    assert set(found) <= set(jpegs)
    seen = [jpegs.index(jpeg) for jpeg in found]
    assert seen == [place for place in whole if place > 1 or place in seen]


@given(
    seed=st.integers(0, 2**32),
    sizes=st.lists(st.integers(4, 20_000), min_size=1, max_size=20),
    places=st.integers(0, 40),
    loss=st.sampled_from([0.0, 0.05, 0.2]),
)
def test_no_picture_is_broken_however_late_its_parts_are(
    seed: int, sizes: list[int], places: int, loss: float
) -> None:
    """Where numbers run on, so that each is that of one part only."""
    random = Random(seed)
    jpegs = [picture(size, random.getrandbits(32)) for size in sizes]
    sent = line(stream(jpegs, random.randrange(65_536)))
    assert set(one_by_one(on_the_way(sent, random, loss, 0.2, places))) <= set(jpegs)


@given(st.lists(st.binary(max_size=40) | st.builds(data, st.integers(0, 9), st.binary(max_size=9))))
def test_noise_shows_nothing(noise: list[bytes]) -> None:
    assert shown(noise) == one_by_one(noise) == []


def test_numbers_that_begin_anew_and_much_loss_show_nothing_broken() -> None:
    random = Random(5)
    for _ in range(40):
        jpegs = [picture(random.randint(6_000, 14_000), random.getrandbits(32)) for _ in range(60)]
        arriving = on_the_way(line(stream(jpegs, anew=True)), random, 0.1, 0.2, 3)
        assert set(one_by_one(arriving)) <= set(jpegs)


def traced(reassembler: Reassembler, sent: Iterable[list[bytes]]) -> tuple[int, int]:
    """Return how many bytes more are held after all that, and how many more were at most."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for batch in sent:
        reassembler.feed(batch)
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after - before, peak - before


@NUMBERING
def test_an_hour_of_bad_radio_leaves_nothing_behind(*, anew: bool) -> None:
    random, reassembler = Random(2), Reassembler()
    frames = stream([picture(40_000, seed) for seed in range(20)], anew=anew)
    arriving = on_the_way(line(frames), random, 0.02, 0.05, 2)
    batches = [arriving[at : at + 50] for at in range(0, len(arriving), 50)]
    for batch in batches:
        reassembler.feed(batch)
    left, peak = traced(reassembler, batches * 100)
    assert reassembler.frames > 200
    assert left < 100_000
    assert peak < 500_000


@pytest.mark.parametrize("apart", [1, 3, 30, 7_000])
def test_a_flood_that_never_comes_to_a_picture_is_held_in_bounds(apart: int) -> None:
    """Starts of the largest picture, and data as large as a datagram can be."""

    def flood() -> Iterable[list[bytes]]:
        for number in range(0, (200 if apart > 9 else 5_000) * apart, apart):
            sent = [data(number + place, bytes(65_000)) for place in range(2, min(apart, 60))]
            yield [start(number, MAX_JPEG), *sent, data(number + 40_000, bytes(65_000))]

    left, peak = traced(Reassembler(), flood())
    assert left < 4 * MAX_JPEG
    assert peak < 8 * MAX_JPEG


def test_a_frame_whose_first_part_never_comes_is_not_kept() -> None:
    sent = ([data(number, bytes(60_000))] for number in range(2, 30_000))
    reassembler = Reassembler()
    reassembler.feed([*datagrams(JPEGS[0], 50_000), start(0, MAX_JPEG)])
    left, peak = traced(reassembler, sent)
    assert reassembler.dropped == 1
    assert max(left, peak) < MAX_JPEG
