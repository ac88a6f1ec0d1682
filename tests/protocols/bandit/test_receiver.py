"""The socket of the viewfinder, on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from custom_components.camhub.link.errors import Unreachable
from custom_components.camhub.protocols.bandit.receiver import BATCH, Receiver
from custom_components.camhub.protocols.bandit.viewfinder import Frame
from tests.protocols.bandit.viewfinder import JPEGS, data, datagrams, line, stream

pytestmark = pytest.mark.usefixtures("socket_enabled")

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"


class Sink:
    """What the receiver hands on."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self._arrived = asyncio.Event()

    def take(self, frame: Frame) -> None:
        self.frames.append(frame)
        self._arrived.set()

    async def until(self, jpeg: bytes) -> None:
        async with asyncio.timeout(5):
            while not self.frames or self.frames[-1].data != jpeg:
                self._arrived.clear()
                await self._arrived.wait()


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
async def receiver(sink: Sink) -> AsyncIterator[Receiver]:
    receiver = Receiver(sink.take)
    yield receiver
    receiver.close()


@pytest.fixture
def camera() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as camera:
        camera.bind((HERE, 0))
        yield camera


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind((ELSEWHERE, 0))
        yield stranger


async def bound(receiver: Receiver) -> tuple[str, int]:
    return HERE, await receiver.bind(HERE, 0, HERE)


async def test_frames_come(receiver: Receiver, sink: Sink, camera: socket.socket) -> None:
    address = await bound(receiver)
    for frame in stream(JPEGS):
        for one in frame:
            camera.sendto(one, address)
        await sink.until(frame_of(frame))
    assert [frame.data for frame in sink.frames] == JPEGS
    assert receiver.counters == {"frames": 8, "dropped": 0, "garbage": 0, "strangers": 0}


def frame_of(sent: list[bytes]) -> bytes:
    return b"".join(one[7:] for one in sent[1:])


async def test_the_newest_of_what_has_come_is_handed_on(
    receiver: Receiver, sink: Sink, camera: socket.socket
) -> None:
    """All three are there before the loop looks for the first time."""
    address = await bound(receiver)
    for one in line(stream(JPEGS[:3])):
        camera.sendto(one, address)
    await sink.until(JPEGS[2])
    assert [frame.data for frame in sink.frames] == JPEGS[2:3]
    assert receiver.counters["frames"] == 3


async def test_others_have_their_turn_in_a_flood(
    receiver: Receiver, sink: Sink, camera: socket.socket
) -> None:
    address = await bound(receiver)
    frame = datagrams(JPEGS[0])
    for one in [*frame, *[b"x"] * (BATCH - len(frame)), b"x", *datagrams(JPEGS[1], 500)]:
        camera.sendto(one, address)
    await sink.until(JPEGS[0])
    assert receiver.counters["garbage"] == BATCH - len(frame)
    await sink.until(JPEGS[1])


async def test_the_port_that_is_asked_for(receiver: Receiver) -> None:
    port = await receiver.bind(HERE, 0, HERE)
    receiver.close()
    assert await receiver.bind(HERE, port, HERE) == port


async def test_another_port_where_that_one_is_taken(
    receiver: Receiver, sink: Sink, camera: socket.socket
) -> None:
    taken = camera.getsockname()[1]
    port = await receiver.bind(HERE, taken, HERE)
    assert port != taken
    for one in datagrams(JPEGS[0]):
        camera.sendto(one, (HERE, port))
    await sink.until(JPEGS[0])


async def test_an_address_that_is_not_ours(receiver: Receiver) -> None:
    with pytest.raises(Unreachable, match=r"192\.0\.2\.1"):
        await receiver.bind("192.0.2.1", 0, HERE)


async def test_what_others_send_is_not_taken(
    receiver: Receiver, sink: Sink, camera: socket.socket, stranger: socket.socket
) -> None:
    address = await bound(receiver)
    for one, other in zip(datagrams(JPEGS[0]), datagrams(JPEGS[1]), strict=False):
        stranger.sendto(other, address)
        camera.sendto(one, address)
    await sink.until(JPEGS[0])
    count = len(datagrams(JPEGS[0]))
    assert receiver.counters == {"frames": 1, "dropped": 0, "garbage": 0, "strangers": count}


async def test_large_datagrams_and_empty_ones(
    receiver: Receiver, sink: Sink, camera: socket.socket
) -> None:
    address = await bound(receiver)
    for one in datagrams(JPEGS[0], payload=60_000):
        camera.sendto(b"", address)
        camera.sendto(one, address)
    await sink.until(JPEGS[0])
    assert receiver.counters["garbage"] == 2


async def test_what_came_before_a_silence_is_not_continued(
    receiver: Receiver, sink: Sink, camera: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = await bound(receiver)
    frame = datagrams(JPEGS[0])
    for one in [*datagrams(JPEGS[1], 50), *frame[:5]]:
        camera.sendto(one, address)
    await sink.until(JPEGS[1])
    monkeypatch.setattr("custom_components.camhub.protocols.bandit.receiver.SILENCE", -1.0)
    for one in [*frame[5:], *datagrams(JPEGS[2], 100)]:
        camera.sendto(one, address)
    await sink.until(JPEGS[2])
    assert receiver.counters["dropped"] == 1


async def test_nothing_comes_any_more_when_it_is_closed(
    receiver: Receiver, sink: Sink, camera: socket.socket
) -> None:
    address = await bound(receiver)
    for one in datagrams(JPEGS[0])[:4]:
        camera.sendto(one, address)
    receiver.close()
    receiver.close()
    assert await receiver.bind(HERE, address[1], HERE) == address[1]
    for one in [data(4, b"x"), *datagrams(JPEGS[1])]:
        camera.sendto(one, address)
    await sink.until(JPEGS[1])
    assert len(sink.frames) == 1


async def test_binding_again_leaves_the_first_socket(
    receiver: Receiver, sink: Sink, camera: socket.socket
) -> None:
    _, first = await bound(receiver)
    second = await receiver.bind(HERE, first, HERE)
    assert second == first
    for one in datagrams(JPEGS[0]):
        camera.sendto(one, (HERE, second))
    await sink.until(JPEGS[0])
