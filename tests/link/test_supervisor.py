"""What keeps a session open: tries again, waits longer each time, and says when it changes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import islice
from typing import override

import pytest

from custom_components.camhub.link import supervisor as module
from custom_components.camhub.link.errors import BadData, Farewell, LinkError, Refused, TimedOut
from custom_components.camhub.link.session import Command, Outcome, Session
from custom_components.camhub.link.supervisor import LAST_RETRY, STEADY, Supervisor, delays

from .clock import FakeClock


class Scripted(Session):
    """A session that opens unless told otherwise, and lasts until the test ends it."""

    library = None

    def __init__(self, opens: Exception | None = None, closes: Exception | None = None) -> None:
        self._opens = opens
        self._closes = closes
        self._end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = False

    def die(self, why: Exception) -> None:
        self._end.set_exception(why)

    @override
    async def open(self) -> None:
        if self._opens is not None:
            raise self._opens

    @override
    async def run(self) -> None:
        await self._end

    @override
    async def close(self) -> None:
        self.closed = True
        if self._closes is not None:
            raise self._closes

    @override
    async def send(self, command: Command) -> Outcome:
        return Outcome()

    @override
    async def resync(self) -> None: ...

    @override
    async def watch(self, key: str, *, on: bool) -> None: ...


class Link:
    """A supervisor on a clock of its own, and what it reports."""

    def __init__(self, *script: Callable[[], Session]) -> None:
        self._script = list(script)
        self.sessions: list[Session] = []
        self.clock = FakeClock()
        self.reports: asyncio.Queue[LinkError | None] = asyncio.Queue()
        self.supervisor = Supervisor(self._connect, self.reports.put_nowait, self.clock)

    def _connect(self) -> Session:
        session = self._script.pop(0)() if self._script else Scripted()
        self.sessions.append(session)
        return session

    async def up(self) -> Scripted:
        """Wait for the report that a session is open; return the session."""
        assert await self.reports.get() is None
        session = self.supervisor.session
        assert isinstance(session, Scripted)
        return session

    async def down(self) -> LinkError:
        """Wait for the report that there is no session; return why."""
        error = await self.reports.get()
        assert error is not None
        assert self.supervisor.session is None
        return error


@asynccontextmanager
async def link(*script: Callable[[], Session]) -> AsyncIterator[Link]:
    link = Link(*script)
    running = asyncio.ensure_future(link.supervisor.run())
    try:
        async with asyncio.timeout(5):
            yield link
    finally:
        running.cancel()
        await asyncio.wait([running])


def refused() -> Session:
    return Scripted(opens=Refused("nothing listens"))


def cannot_even_begin() -> Session:
    raise OSError("too many open files")


async def test_it_says_once_that_it_is_open() -> None:
    async with link() as it:
        session = await it.up()
        assert it.sessions == [session]
        assert it.reports.empty()
        assert not session.closed


async def test_a_session_that_dies_is_closed_and_followed_by_another() -> None:
    async with link() as it:
        first = await it.up()
        first.die(TimedOut("no answer"))
        assert isinstance(await it.down(), TimedOut)
        assert await it.clock.nap_over() <= 1.0
        assert await it.up() is not first
        assert first.closed


async def test_the_reason_of_every_failed_try_is_told() -> None:
    async with link(refused, refused) as it:
        for _ in range(2):
            assert isinstance(await it.down(), Refused)
            await it.clock.nap_over()
        await it.up()
        assert all(s.closed for s in it.sessions[:2] if isinstance(s, Scripted))


def test_the_waits_double_from_a_second_to_a_minute_and_are_never_longer() -> None:
    longest = list(islice(delays(jitter=lambda: 0.0), 9))
    assert longest == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    shortest = list(islice(delays(jitter=lambda: 1.0), 9))
    assert shortest == [wait / 2 for wait in longest]


def test_the_waits_of_many_are_not_the_same() -> None:
    assert len({next(delays()) for _ in range(20)}) > 1
    assert all(0.5 <= next(delays()) <= 1.0 for _ in range(100))


async def test_it_waits_longer_each_time_that_it_fails() -> None:
    async with link(*[refused] * 10) as it:
        waits = []
        for _ in range(10):
            await it.down()
            waits.append(await it.clock.nap_over())
        assert waits[0] <= 1.0
        assert all(LAST_RETRY / 2 <= wait <= LAST_RETRY for wait in waits[6:])
        assert all(low < high for low, high in zip(waits[:6], waits[2:8], strict=True))


async def test_a_link_that_lasted_is_tried_again_at_once() -> None:
    async with link(*[refused] * 6) as it:
        for _ in range(6):
            await it.down()
            await it.clock.nap_over()
        session = await it.up()
        it.clock.time += STEADY
        session.die(TimedOut("no answer"))
        await it.down()
        assert await it.clock.nap_over() <= 1.0


async def test_a_link_that_does_not_last_goes_on_waiting_longer() -> None:
    async with link() as it:
        waits = []
        for _ in range(6):
            session = await it.up()
            session.die(TimedOut("no answer"))
            await it.down()
            waits.append(await it.clock.nap_over())
        assert waits[5] >= 16


async def test_what_said_that_it_goes_is_looked_for_slowly() -> None:
    async with link(Scripted, *[refused] * 3) as it:
        session = await it.up()
        it.clock.time += STEADY
        session.die(Farewell("its battery is empty"))
        for kind in (Farewell, Refused, Refused, Refused):
            assert isinstance(await it.down(), kind)
            assert LAST_RETRY / 2 <= await it.clock.nap_over() <= LAST_RETRY
        session = await it.up()
        it.clock.time += STEADY
        session.die(TimedOut("no answer"))
        await it.down()
        assert await it.clock.nap_over() <= 1.0


async def test_what_said_that_it_goes_does_so_however_its_session_ends() -> None:
    async with link(lambda: Scripted(closes=TimedOut("no answer"))) as it:
        session = await it.up()
        session.die(Farewell("its battery is empty"))
        for _ in range(2):
            await it.down()
        assert await it.clock.nap_over() >= LAST_RETRY / 2


async def test_hurry_cuts_the_wait_for_what_said_that_it_goes() -> None:
    async with link() as it:
        session = await it.up()
        session.die(Farewell("the user pressed a button"))
        await it.down()
        assert await it.clock.naps.get() >= LAST_RETRY / 2
        it.supervisor.hurry()
        assert await it.up() is not session


async def test_hurry_cuts_the_wait() -> None:
    async with link(refused) as it:
        await it.down()
        await it.clock.naps.get()
        it.supervisor.hurry()
        await it.up()
        assert it.clock.time == 1_000.0
        assert not it.clock.asleep


async def test_hurry_while_connected_does_not_cut_a_later_wait() -> None:
    async with link() as it:
        session = await it.up()
        it.supervisor.hurry()
        session.die(TimedOut("no answer"))
        await it.down()
        await it.clock.naps.get()
        for _ in range(5):
            await asyncio.sleep(0)
        assert it.supervisor.session is None


def mistakes(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.levelname
        for record in caplog.records
        if record.name == module.__name__ and record.exc_info
    ]


async def test_a_mistake_of_ours_is_logged_once_and_does_not_need_a_reload(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with link() as it:
        for _ in range(3):
            session = await it.up()
            session.die(KeyError("a field that was always there"))
            error = await it.down()
            assert isinstance(error, BadData)
            assert "always there" in str(error)
            await it.clock.nap_over()
            assert session.closed
        await it.up()
    assert mistakes(caplog) == ["ERROR", "DEBUG", "DEBUG"]


@pytest.mark.parametrize(
    "script",
    [
        cannot_even_begin,
        lambda: Scripted(opens=RuntimeError("odd")),
        lambda: Scripted(opens=Refused("nothing listens"), closes=RuntimeError("odd")),
    ],
    ids=["connect", "open", "close"],
)
async def test_no_part_of_a_session_can_stop_the_supervisor(
    script: Callable[[], Session], caplog: pytest.LogCaptureFixture
) -> None:
    async with link(script) as it:
        await it.down()
        await it.clock.naps.get()
        assert mistakes(caplog) == ["ERROR"]
        it.supervisor.hurry()
        reports = [await it.reports.get() for _ in range(1 + it.reports.qsize())]
        assert reports[-1] is None
        assert it.supervisor.session is it.sessions[-1]


async def test_cancelling_closes_the_session() -> None:
    async with link() as it:
        session = await it.up()
    assert session.closed
    assert it.supervisor.session is None
    assert it.reports.empty(), "an entry that is unloaded is not one that is lost"


async def test_cancelling_while_it_waits_ends_it() -> None:
    async with link(refused) as it:
        await it.down()
        await it.clock.naps.get()
    assert not it.clock.asleep
