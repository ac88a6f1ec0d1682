"""Two ZeroMQ sockets on the event loop, against real peers on loopback."""

import asyncio
import resource
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import zmq
import zmq.asyncio

from custom_components.camhub.link.errors import (
    BadData,
    NotThisSystem,
    Refused,
    TimedOut,
    Unreachable,
)
from custom_components.camhub.protocols.smart_shooter import transport
from custom_components.camhub.protocols.smart_shooter.transport import (
    Requester,
    Subscriber,
    endpoint,
    knock,
)

pytestmark = pytest.mark.usefixtures("deadlines")


@asynccontextmanager
async def peer(kind: int) -> AsyncIterator[tuple[Any, str, zmq.Context[zmq.Socket[bytes]]]]:
    """Bind a peer; hand out it, its address and a context to talk to it from."""
    there, here = zmq.asyncio.Context(), zmq.Context[zmq.Socket[bytes]]()
    bound = there.socket(kind)
    bound.setsockopt(zmq.LINGER, 0)
    port = bound.bind_to_random_port("tcp://127.0.0.1")
    try:
        async with asyncio.timeout(5):
            yield bound, endpoint("127.0.0.1", port), here
    finally:
        here.destroy(linger=0)
        there.destroy(linger=0)


def test_addresses() -> None:
    assert endpoint("studio.local", 54543) == "tcp://studio.local:54543"
    assert endpoint("::1", 54543) == "tcp://[::1]:54543"


# Knocking.


type Visit = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listener(visit: Visit) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await visit(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def hangs_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def resets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
    await writer.drain()


async def ssh(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    await writer.drain()


async def short(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\xff")
    await writer.drain()


async def test_a_peer_that_speaks_zeromq_is_let_in() -> None:
    for kind in (zmq.PUB, zmq.REP):
        async with peer(kind) as (_, address, _context):
            await knock("127.0.0.1", int(address.rpartition(":")[2]), 1.0)


@pytest.mark.parametrize(
    "visit", [web, ssh, short, hangs_up, resets], ids=lambda visit: visit.__name__
)
async def test_who_speaks_something_else_is_not_this_system(visit: Visit) -> None:
    async with listener(visit) as port:
        with pytest.raises(NotThisSystem):
            await knock("127.0.0.1", port, 1.0)


async def test_who_accepts_and_stays_silent_has_timed_out() -> None:
    async with listener(silent) as port:
        with pytest.raises(TimedOut):
            await knock("127.0.0.1", port, 1.0)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_port_where_nothing_listens_refuses() -> None:
    with pytest.raises(Refused):
        await knock("127.0.0.1", closed_port(), 1.0)


async def test_a_name_with_two_addresses_where_nothing_listens_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As "localhost" has: one of IPv4 and one of IPv6."""
    port = closed_port()

    async def two(*_: object, **__: object) -> list[tuple[Any, ...]]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("127.0.0.1", port)), (*kind, ("127.0.0.1", closed_port()))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", two)
    with pytest.raises(Refused):
        await knock("studio.local", port, 1.0)


@pytest.mark.parametrize(
    ("host", "step", "error"),
    [
        ("studio.local", "getaddrinfo", socket.gaierror(-2, "Name or service not known")),
        ("studio..local", "getaddrinfo", UnicodeError("label empty or too long")),
        ("127.0.0.1", "sock_connect", OSError(113, "No route to host")),
    ],
)
async def test_a_host_that_is_not_there_is_unreachable(
    host: str, step: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(asyncio.get_running_loop(), step, fail)
    with pytest.raises(Unreachable) as caught:
        await knock(host, 9, 1.0)
    assert type(caught.value) is Unreachable


async def test_a_host_that_takes_for_ever_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", never)
    with pytest.raises(Unreachable):
        await knock("127.0.0.1", 9, 0.01)


# Hearing.


class Heard:
    def __init__(self, fails_at: bytes | None = None) -> None:
        self.messages: asyncio.Queue[bytes] = asyncio.Queue()
        self._fails_at = fails_at

    def __call__(self, data: bytes) -> None:
        if data == self._fails_at:
            raise RuntimeError("a listener that fails")
        self.messages.put_nowait(data)

    async def take(self, count: int) -> list[bytes]:
        return [await self.messages.get() for _ in range(count)]


async def until_heard(publisher: Any, heard: Heard) -> None:
    """Publish until the subscription has arrived."""
    while heard.messages.empty():
        await publisher.send(b"hello?")
        await asyncio.sleep(0.005)
    await publisher.send(b"go")
    while await heard.messages.get() != b"go":
        pass


async def test_everything_is_heard_in_its_order_however_much_comes_at_once() -> None:
    async with peer(zmq.PUB) as (publisher, address, context):
        publisher.setsockopt(zmq.SNDHWM, 0)
        heard = Heard()
        subscriber = Subscriber(context, address, heard)
        await until_heard(publisher, heard)
        sent = [b"%d" % number for number in range(transport.TURN * 4)]
        for data in sent:
            await publisher.send(data)
        assert await heard.take(len(sent)) == sent
        await publisher.send_multipart([b"two", b"parts"])
        assert await heard.take(2) == [b"two", b"parts"]
        subscriber.close()
        subscriber.close()


async def test_a_burst_does_not_keep_the_loop_from_other_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "TURN", 10)
    async with peer(zmq.PUB) as (publisher, address, context):
        heard = Heard()
        subscriber = Subscriber(context, address, heard)
        await until_heard(publisher, heard)
        for _ in range(500):
            publisher.send(b"x", zmq.NOBLOCK)
        turns = 0
        while heard.messages.qsize() < 500:
            await asyncio.sleep(0)
            turns += heard.messages.qsize() not in (0, 500)
        assert turns >= 5
        subscriber.close()


async def test_a_listener_that_fails_does_not_stop_the_reader() -> None:
    failures: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    async with peer(zmq.PUB) as (publisher, address, context):
        heard = Heard(fails_at=b"bad")
        subscriber = Subscriber(context, address, heard)
        await until_heard(publisher, heard)
        for data in (b"one", b"bad", b"two", b"bad", b"three"):
            await publisher.send(data)
        assert await heard.take(3) == [b"one", b"two", b"three"]
        subscriber.close()
    assert len(failures) == 2


async def test_a_listener_may_close_the_subscriber() -> None:
    async with peer(zmq.PUB) as (publisher, address, context):
        heard = Heard()

        def hear(data: bytes) -> None:
            heard(data)
            if data == b"enough":
                subscriber.close()

        subscriber = Subscriber(context, address, hear)
        await until_heard(publisher, heard)
        for data in (b"enough", b"more"):
            await publisher.send(data)
        assert await heard.take(1) == [b"enough"]
        for _ in range(5):
            await asyncio.sleep(0)
        assert heard.messages.empty()


GREETING = b"\xff" + b"\0" * 8 + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + b"\0" * 32
READY = b"\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x03PUB"


async def test_a_connection_that_was_lost_and_mended_is_not_made_anew(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", transport.__name__)
    monkeypatch.setattr(transport, "RENEWAL", 0.5)
    async with peer(zmq.PUB) as (publisher, address, context):
        heard = Heard()
        subscriber = Subscriber(context, address, heard)
        await until_heard(publisher, heard)
        publisher.close(linger=0)
        publisher.context.term()  # Only now is the port free again.
        with zmq.asyncio.Context() as anew, anew.socket(zmq.PUB) as again:
            again.setsockopt(zmq.LINGER, 0)
            again.bind(address)
            await until_heard(again, heard)
            await asyncio.sleep(transport.RENEWAL * 1.2)
            await again.send(b"still there")
            assert await heard.take(1) == [b"still there"]
        subscriber.close()
    assert "making it anew" not in caplog.text


async def test_a_message_of_100_mb_is_refused_before_it_takes_any_memory(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", transport.__name__)
    monkeypatch.setattr(transport, "RENEWAL", 0.3)
    visits = 0

    async def publish(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal visits
        visits += 1
        writer.write(GREETING + READY)
        await reader.readexactly(64)
        await reader.read(1024)
        size = 100_000_000 if visits == 1 else 5
        writer.write(b"\x02" + size.to_bytes(8))
        try:
            if visits > 1:
                writer.write(b"small")
            else:
                for _ in range(size // 50_000):
                    writer.write(b"x" * 50_000)
                    await writer.drain()
            await reader.read()
        except ConnectionError:
            pass

    context = zmq.Context[zmq.Socket[bytes]]()
    try:
        async with listener(publish) as port, asyncio.timeout(5):
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            heard = Heard()
            subscriber = Subscriber(context, endpoint("127.0.0.1", port), heard)
            assert await heard.take(1) == [b"small"], "it connects again and goes on"
            assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000  # kB
            subscriber.close()
    finally:
        context.destroy(linger=0)
    assert caplog.text.count("making it anew") == 1


# Asking.


async def test_a_question_and_its_answer() -> None:
    async with peer(zmq.REP) as (server, address, context):
        requester = Requester(context, address)
        for number in range(3):
            asking = asyncio.ensure_future(requester.ask(b"question %d" % number, 1.0))
            assert await server.recv() == b"question %d" % number
            await server.send(b"answer %d" % number)
            assert await asking == b"answer %d" % number
        requester.close()


async def test_questions_wait_for_their_turn() -> None:
    async with peer(zmq.REP) as (server, address, context):
        requester = Requester(context, address)
        asking = asyncio.gather(*(requester.ask(b"%d" % n, 1.0) for n in range(3)))
        for _ in range(3):
            await server.send(b"to " + await server.recv())
        assert [*await asking] == [b"to 0", b"to 1", b"to 2"]
        requester.close()


async def test_after_a_question_without_an_answer_the_next_one_has_a_socket_of_its_own() -> None:
    async with peer(zmq.ROUTER) as (server, address, context):
        requester = Requester(context, address)
        with pytest.raises(TimedOut):
            await requester.ask(b"first", 0.05)
        first, _, question = await server.recv_multipart()
        assert question == b"first"
        asking = asyncio.ensure_future(requester.ask(b"second", 1.0))
        second, _, question = await server.recv_multipart()
        assert question == b"second", "the first is not sent again"
        await server.send_multipart([first, b"", b"late"])
        await server.send_multipart([second, b"", b"in time"])
        assert await asking == b"in time"
        requester.close()


async def test_a_question_that_is_given_up_does_not_block_the_next() -> None:
    async with peer(zmq.ROUTER) as (server, address, context):
        requester = Requester(context, address)
        asking = asyncio.ensure_future(requester.ask(b"first", 1.0))
        await server.recv_multipart()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        asking_again = asyncio.ensure_future(requester.ask(b"second", 1.0))
        who, _, _ = await server.recv_multipart()
        await server.send_multipart([who, b"", b"yes"])
        assert await asking_again == b"yes"
        requester.close()


async def test_an_answer_in_several_parts_is_bad_data() -> None:
    async with peer(zmq.REP) as (server, address, context):
        requester = Requester(context, address)
        asking = asyncio.ensure_future(requester.ask(b"question", 1.0))
        await server.recv()
        await server.send_multipart([b"one", b"two"])
        with pytest.raises(BadData):
            await asking
        requester.close()


async def test_closing_lets_go_of_who_still_waits() -> None:
    async with peer(zmq.REP) as (server, address, context):
        requester = Requester(context, address)
        requester.close()
        requester = Requester(context, address)
        asked = asyncio.ensure_future(requester.ask(b"asked", 60.0))
        waiting = asyncio.ensure_future(requester.ask(b"waiting", 60.0))
        await server.recv()
        requester.close()
        with pytest.raises(TimedOut):
            await asked
        with pytest.raises(Unreachable) as caught:
            await waiting
        assert type(caught.value) is Unreachable
