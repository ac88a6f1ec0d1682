"""What every system's probe and session keep to, whatever it speaks."""

import asyncio
import gc
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest

from custom_components.camhub.link.errors import (
    LinkError,
    NotThisSystem,
    Refused,
    TimedOut,
    Unreachable,
    Unsupported,
)
from custom_components.camhub.link.session import Command, Ports, Session
from custom_components.camhub.model.camera import HUB, Choice
from custom_components.camhub.model.change import Change, Happened, Snapshot
from custom_components.camhub.model.store import Effect, Store
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting, Verb
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Action, Field, FieldKind, Protocol

from .harness import HARNESSES, Harness, Simulated

PATIENCE = 20.0

type Visit = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture(params=sorted(PROTOCOLS))
def system(request: pytest.FixtureRequest) -> str:
    """Each system in its turn."""
    return str(request.param)


@pytest.fixture
def protocol(system: str) -> Protocol:
    return PROTOCOLS[system]


@pytest.fixture
def harness(system: str, monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> Harness:
    harness = HARNESSES[system]
    harness.hasten(monkeypatch)
    return harness


@pytest.fixture
async def simulated(harness: Harness) -> AsyncIterator[Simulated]:
    async with harness.simulate() as simulated:
        yield simulated


class Listener:
    """Takes what a session tells, into a store."""

    def __init__(self) -> None:
        self.store = Store()
        self.changes: list[Change] = []
        self.effects: list[Effect] = []
        self.http: aiohttp.ClientSession | None = None
        self.ports = Ports(emit=self._take, http=self._web)

    @property
    def happened(self) -> list[Happened]:
        return [effect for effect in self.effects if isinstance(effect, Happened)]

    def _web(self) -> aiohttp.ClientSession:
        if self.http is None or self.http.closed:
            self.http = aiohttp.ClientSession()
        return self.http

    async def close(self) -> None:
        if self.http is not None:
            await self.http.close()

    def _take(self, change: Change) -> None:
        self.changes.append(change)
        self.effects += self.store.apply(change)


@asynccontextmanager
async def opened(
    protocol: Protocol, simulated: Simulated
) -> AsyncIterator[tuple[Session, Listener]]:
    listener = Listener()
    session = protocol.system(simulated.config, listener.ports).session()
    try:
        async with asyncio.timeout(PATIENCE):
            await session.open()
            yield session, listener
    finally:
        await session.close()
        await listener.close()


@asynccontextmanager
async def listening(
    protocol: Protocol, simulated: Simulated
) -> AsyncIterator[tuple[Session, Listener]]:
    """Open a session and let it hear what happens."""
    async with opened(protocol, simulated) as (session, listener):
        running = asyncio.ensure_future(session.run())
        try:
            yield session, listener
        finally:
            running.cancel()
            await asyncio.wait([running])


@pytest.fixture
async def ports() -> AsyncIterator[Ports]:
    """What a probe is handed."""
    listener = Listener()
    yield listener.ports
    await listener.close()


async def until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not look():  # noqa: ASYNC110 - the kernel tells nobody when a socket is gone
            await asyncio.sleep(0.01)


# The probe.


async def test_the_probe_finds_the_system(
    protocol: Protocol, ports: Ports, simulated: Simulated
) -> None:
    found = await protocol.probe(simulated.config, ports)
    assert found.title
    assert found.unique_id is None or found.unique_id


async def test_a_port_where_nothing_listens_refuses(
    protocol: Protocol, ports: Ports, harness: Harness
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(Refused):
        await protocol.probe(harness.elsewhere("127.0.0.1", port), ports)


async def test_a_host_that_nobody_knows_is_unreachable(
    protocol: Protocol, ports: Ports, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable) as caught:
        await protocol.probe(harness.elsewhere("nowhere.invalid", 9), ports)
    assert type(caught.value) is Unreachable


async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be a web server that knows nothing of cameras."""
    await reader.readline()
    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nNot here.")
    await writer.drain()


async def garbage(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say 100 kB of nothing to whoever comes."""
    writer.write(bytes(range(256)) * 400)
    await writer.drain()


async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Listen and never answer."""
    await reader.read()


@asynccontextmanager
async def serving(visit: Visit) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await visit(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("visit", [web, garbage], ids=lambda visit: visit.__name__)
async def test_something_else_at_the_address_is_not_this_system(
    protocol: Protocol, ports: Ports, harness: Harness, visit: Visit
) -> None:
    async with serving(visit) as port:
        with pytest.raises(NotThisSystem):
            await protocol.probe(harness.elsewhere("127.0.0.1", port), ports)


async def test_who_accepts_and_never_answers_has_timed_out(
    protocol: Protocol, ports: Ports, harness: Harness
) -> None:
    async with serving(silence) as port:
        with pytest.raises(TimedOut):
            await protocol.probe(harness.elsewhere("127.0.0.1", port), ports)


# The session.


async def test_a_session_opens_with_a_baseline(protocol: Protocol, simulated: Simulated) -> None:
    async with opened(protocol, simulated) as (_, listener):
        snapshots = [change for change in listener.changes if isinstance(change, Snapshot)]
        assert [snapshot.baseline for snapshot in snapshots] == [True]
        assert any(camera.online for camera in listener.store.cameras.values())
        assert listener.happened == []


class Held:
    """How many sockets and threads this process holds, those of libraries among them."""

    def __init__(self) -> None:
        gc.collect()
        self.before = self.now()

    def now(self) -> Counter[str]:
        held = Counter(threads=len(list(Path("/proc/self/task").iterdir())))
        for entry in Path("/proc/self/fd").iterdir():
            # The listing itself used one that is gone by now.
            with suppress(OSError):
                held["descriptors"] += str(entry.readlink()).startswith(("socket:", "anon_inode:"))
        return held

    def more(self) -> bool:
        return not self.now() <= self.before


async def test_closing_leaves_nothing_behind(protocol: Protocol, simulated: Simulated) -> None:
    async with opened(protocol, simulated):
        """Once before, for what is made once in the life of a process."""
    held, tasks = Held(), asyncio.all_tasks()
    async with opened(protocol, simulated) as (session, _):
        running = asyncio.ensure_future(session.run())
        await until(held.more)
        running.cancel()
        await asyncio.wait([running])
    await until(lambda: asyncio.all_tasks() <= tasks and not held.more())


async def test_a_probe_that_fails_leaves_nothing_behind(
    protocol: Protocol, ports: Ports, harness: Harness
) -> None:
    async with serving(garbage) as port:
        with pytest.raises(LinkError):
            # Once before, for what is made once in the life of a process.
            await protocol.probe(harness.elsewhere("127.0.0.1", port), ports)
        held, tasks = Held(), asyncio.all_tasks()
        with pytest.raises(LinkError):
            await protocol.probe(harness.elsewhere("127.0.0.1", port), ports)
        await until(lambda: asyncio.all_tasks() <= tasks and not held.more())


async def test_a_session_that_never_opened_can_be_closed(
    protocol: Protocol, simulated: Simulated
) -> None:
    before = asyncio.all_tasks()
    await protocol.system(simulated.config, Listener().ports).session().close()
    assert asyncio.all_tasks() == before


async def test_what_is_told_is_in_the_vocabulary(protocol: Protocol, simulated: Simulated) -> None:
    async with listening(protocol, simulated) as (_, listener):
        simulated.stir()
        await until(lambda: listener.happened)
        for camera in listener.store.cameras.values():
            assert all(isinstance(word, Reading) for word in camera.readings)
            assert all(isinstance(word, Setting) for word in camera.settings)
            assert all(isinstance(word, Ability) for word in camera.abilities)
            assert all(isinstance(kind, Kind) for kind in camera.kinds)
            values = (str, int, float, bool, type(None))
            assert all(isinstance(value, values) for value in camera.readings.values())
            for choice in camera.settings.values():
                assert isinstance(choice, Choice)
                assert isinstance(choice.value, values)
                assert len(choice.options) == len(set(choice.options))
        for event in listener.happened:
            assert event.kind in listener.store.cameras[event.key].kinds


async def test_a_resync_changes_nothing_where_nothing_changed(
    protocol: Protocol, simulated: Simulated
) -> None:
    async with opened(protocol, simulated) as (session, listener):
        listener.effects.clear()
        for _ in range(2):
            await session.resync()
        assert listener.effects == []


async def test_an_event_is_not_told_again_by_a_resync(
    protocol: Protocol, simulated: Simulated
) -> None:
    async with listening(protocol, simulated) as (session, listener):
        simulated.stir()
        await until(lambda: listener.happened)
        for _ in range(2):
            await session.resync()
        identities = [(e.kind, e.identity) for e in listener.happened if e.identity is not None]
        assert len(identities) == len(set(identities))


async def test_a_second_session_tells_nothing_of_what_the_first_one_told(
    protocol: Protocol, simulated: Simulated
) -> None:
    async with listening(protocol, simulated) as (_, listener):
        simulated.stir()
        await until(lambda: listener.happened)
    again = protocol.system(simulated.config, listener.ports).session()
    try:
        before = len(listener.happened)
        await again.open()
        assert len(listener.happened) == before
    finally:
        await again.close()
        await listener.close()


async def test_a_verb_that_the_system_does_not_have_is_unsupported(
    protocol: Protocol, simulated: Simulated
) -> None:
    lacks = {*Verb, cast("Verb", "fly")} - {action.verb for action in protocol.actions}
    async with opened(protocol, simulated) as (session, _):
        for verb in lacks:
            with pytest.raises(Unsupported):
                await session.send(Command(verb, (HUB,)))


def example(field: Field) -> Any:
    """Return a value that a field takes."""
    match field.kind:
        case FieldKind.CHOICE:
            return field.choices[0]
        case FieldKind.INTEGER | FieldKind.NUMBER:
            return field.minimum if field.minimum is not None else 1
        case FieldKind.BOOLEAN | FieldKind.CONFIRMATION:
            return True
        case FieldKind.TEXTS:
            return ["one"]
        case FieldKind.FILE:
            return b"one"
        case _:
            return "1"


def last(action: Action) -> bool:
    """What destroys or stops something comes after everything else."""
    return action.dangerous


async def test_every_declared_action_is_one_that_the_session_knows(
    protocol: Protocol, simulated: Simulated, harness: Harness
) -> None:
    async with opened(protocol, simulated) as (session, _):
        for action in sorted(protocol.actions, key=last):
            if protocol.single and action.verb is Verb.SET_CONNECTION:
                continue  # The link is above the session.
            fields = {field.name: example(field) for field in action.fields if field.required}
            try:
                await session.send(Command(action.verb, (HUB,), fields))
            except Unsupported:
                assert action.verb in harness.lacks, f"{action.verb} is declared and unsupported"
            except LinkError:
                continue  # It was understood and refused: there is no such photo, for example.


async def test_a_system_that_is_taken_away_ends_the_session(
    protocol: Protocol, simulated: Simulated
) -> None:
    async with opened(protocol, simulated) as (session, _):
        running = asyncio.ensure_future(session.run())
        await simulated.kill()
        with pytest.raises(LinkError):
            await running


async def test_a_command_to_a_system_that_was_taken_away_fails_in_time(
    protocol: Protocol, simulated: Simulated
) -> None:
    async with opened(protocol, simulated) as (session, _):
        await simulated.kill()
        with pytest.raises(LinkError):
            await session.send(Command(protocol.actions[0].verb, (HUB,)))
