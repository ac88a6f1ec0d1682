"""Hearing what a camera tells, whatever it is like: patient, and never a storm."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, override

import pytest

from custom_components.camhub.link.errors import (
    Authentication,
    BadData,
    Busy,
    LinkError,
    NotReady,
    Refused,
    TimedOut,
    Unsupported,
)
from custom_components.camhub.link.session import Clock
from custom_components.camhub.link.waiting import pause
from custom_components.camhub.protocols.sony.listener import (
    BREATH,
    FAILURES,
    LOCKED,
    POLLING,
    TAKEN,
    Listener,
)
from custom_components.camhub.protocols.sony.told import News, Told
from tests.protocols.sony.script import Answer, Call, scripted


class Step(Clock):
    """A clock whose time passes only where somebody waits; `naps` are what was waited."""

    def __init__(self) -> None:
        self.time = 0.0
        self.naps: list[float] = []

    @override
    def now(self) -> float:
        return self.time

    @override
    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


class Ear:
    """A listener to a camera that answers what a test has written down."""

    def __init__(self, poll: Answer, snapshot: Answer = 12) -> None:
        self.poll, self.shot = poll, snapshot
        self.rpc, self.script = scripted({"getEvent": self._event, "getAvailableApiList": [["x"]]})
        self.clock = Step()
        self.told = Told()
        self.heard: list[tuple[News, bool]] = []
        self.rounds = 0
        self.listener = Listener(self.rpc, self.clock, self._take, self._look)

    def _event(self, call: Call) -> Answer:
        return self.poll if call.params == [True] else self.shot

    def _take(self, result: list[Any], /, *, first: bool = False) -> News:
        news = self.told.take(result)
        self.heard.append((news, first))
        return news

    def _look(self) -> None:
        self.rounds += 1

    def polls(self, long: bool = True) -> int:
        """Return how often the camera was asked for what happens."""
        return self.script.asked("getEvent").count([long])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        """Listen for as long as the block lasts."""
        task = asyncio.create_task(self.listener.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until(self, look: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not look():  # noqa: ASYNC110 - its clock has no time to wait for
                await asyncio.sleep(0)


def obj(kind: str, **members: Any) -> dict[str, Any]:
    return {"type": kind, **members}


async def test_what_happens_is_heard_without_a_pause() -> None:
    count = 0

    def poll(_: Call) -> Answer:
        nonlocal count
        count += 1
        return [obj("zoomInformation", zoomPosition=count)]

    ear = Ear(poll)
    async with ear.running():
        await ear.until(lambda: len(ear.heard) > 20)
    assert ear.clock.naps == []


async def test_the_first_that_is_told_after_the_baseline_is_marked() -> None:
    answers: Iterator[Answer] = iter([[None], [[]], [obj("a", x=1)], [obj("b", x=1)]])
    ear = Ear(lambda _: next(answers, [None]))
    async with ear.running():
        await ear.until(lambda: len(ear.heard) > 4)
    assert [first for _, first in ear.heard[:5]] == [True, True, True, False, False]


@pytest.mark.parametrize(
    "poll",
    [[None, []], [obj("cameraStatus", cameraStatus="IDLE")], 2],
    ids=["empty", "same", "timeout"],
)
async def test_answers_at_once_that_tell_nothing_new_are_no_storm(poll: Answer) -> None:
    ear = Ear(poll)
    async with ear.running():
        await ear.until(lambda: ear.polls() > 10)
    assert ear.clock.naps.count(BREATH) >= 9


async def test_while_another_client_polls_snapshots_are_taken() -> None:
    ear = Ear(40402, [obj("selfTimer", currentSelfTimer=2)])
    async with ear.running():
        await ear.until(lambda: ear.polls() > 20)
    assert ear.polls(long=False) >= 20
    assert ear.clock.naps.count(TAKEN) >= 20
    assert ear.told.objects["selfTimer"]["currentSelfTimer"] == 2


@pytest.mark.parametrize(
    ("poll", "error"),
    [(1, Busy), (500, LinkError), (40401, Busy), (b"{", BadData), (b'{"id":1}', BadData)],
)
async def test_errors_in_a_row_end_the_link(poll: Answer, error: type[LinkError]) -> None:
    ear = Ear(poll)
    with pytest.raises(error):
        async with asyncio.timeout(5):
            await ear.listener.run()
    assert ear.polls() == FAILURES


async def test_errors_now_and_then_do_not_end_the_link() -> None:
    answers: list[Answer] = [1, b"{", 2, 500, 1, [None], 1, 40403, b"x", 1, [None]]
    count = 0

    def poll(_: Call) -> Answer:
        nonlocal count
        count += 1
        return answers[count % len(answers)]

    ear = Ear(poll)
    async with ear.running() as task:
        await ear.until(lambda: ear.polls() > 60)
        assert not task.done()


@pytest.mark.parametrize("gone", [Refused("x"), TimedOut("x")])
async def test_a_camera_that_is_gone_ends_the_link_at_once(gone: LinkError) -> None:
    ear = Ear(gone)
    with pytest.raises(type(gone)):
        await ear.listener.run()
    assert ear.polls() == 1


async def test_a_camera_that_locks_the_poll_is_looked_at_and_asked_again() -> None:
    locked = True
    ear = Ear(lambda _: 403 if locked else [None], [obj("selfTimer", currentSelfTimer=2)])
    async with ear.running():
        await ear.until(lambda: ear.polls(long=False) > 3)
        assert ear.polls() == 1
        assert not ear.listener.polls
        locked = False
        await ear.until(lambda: ear.polls() > 3)
    assert ear.clock.naps.count(POLLING) >= LOCKED / POLLING - 1
    assert ear.listener.polls


async def test_a_camera_without_events_is_asked_in_rounds() -> None:
    ear = Ear(12)
    async with ear.running():
        await ear.until(lambda: ear.rounds > 5)
    assert ear.polls() == 1
    assert len(ear.script.asked("getAvailableApiList")) >= 5
    assert ear.heard == []


async def test_a_camera_that_refuses_everything_is_still_there() -> None:
    ear = Ear(12)
    ear.script.answers["getAvailableApiList"] = 1
    async with ear.running() as task:
        await ear.until(lambda: ear.rounds > 5)
        assert not task.done()


@pytest.mark.parametrize(
    ("error", "polls"),
    [(Unsupported("x"), False), (Authentication("x"), False), (NotReady("x"), False)],
)
async def test_a_camera_that_tells_nothing_at_first_is_listened_to_otherwise(
    error: LinkError, polls: bool
) -> None:
    async def ask(method: str, long: bool) -> list[Any]:
        raise error

    ear = Ear([None], [None])
    assert await ear.listener.begin(ask) == []
    assert ear.listener.polls is polls
    await ear.listener.snapshot()
    assert ear.rounds == isinstance(error, Unsupported)


async def test_what_a_camera_tells_at_first_is_handed_on() -> None:
    async def ask(method: str, long: bool) -> list[Any]:
        return [method, long]

    ear = Ear([None])
    assert await ear.listener.begin(ask) == ["getEvent", False]
    assert ear.listener.polls


async def test_who_waits_is_woken_and_leaves_nothing_behind() -> None:
    class Stopped(Step):
        @override
        async def sleep(self, seconds: float) -> None:
            await asyncio.Event().wait()

    event = asyncio.Event()
    waiting = asyncio.create_task(pause(Stopped(), event, 1000.0))
    await asyncio.sleep(0)
    event.set()
    assert await waiting
    assert not await pause(Step(), asyncio.Event(), 1.0)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_who_did_something_need_not_wait_for_the_next_look() -> None:
    ear = Ear(12)
    async with ear.running():
        await ear.until(lambda: ear.rounds > 1)
        rounds, naps = ear.rounds, len(ear.clock.naps)
        ear.listener.poke()
        await ear.until(lambda: ear.rounds > rounds)
        assert len(ear.clock.naps) <= naps + 2
