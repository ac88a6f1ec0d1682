"""Whether the camera shoots or shows its contents, and who is asked for it."""

import asyncio
from collections.abc import Callable

import pytest

from custom_components.camhub.link.errors import Busy, LinkError, NotReady, TimedOut
from custom_components.camhub.protocols.sony.transfer import (
    LINGER,
    SHOOTING,
    TRANSFER,
    TransferMode,
)
from tests.link.clock import FakeClock


class Body:
    """A camera that switches as soon as it is waited for."""

    def __init__(self, status: str | None = "IDLE") -> None:
        self.function: str | None = SHOOTING
        self.status = status
        self.calls: list[str] = []
        self.refuses: LinkError | None = None
        self.stuck = False
        self.then: str | None = None
        self.answers = asyncio.Event()
        self.answers.set()
        self.waits = asyncio.Event()
        self.waits.set()
        self.clock = FakeClock()
        self.mode = TransferMode(
            lambda: self.function,
            lambda: self.status,
            self.set_function,
            self.until,
            self.clock.sleep,
        )

    async def set_function(self, function: str) -> None:
        self.calls.append(function)
        await self.answers.wait()
        if self.refuses is not None:
            raise self.refuses
        self.function = function

    async def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        assert seconds > 0
        await self.waits.wait()
        await asyncio.sleep(0)
        if self.then is not None:
            self.status, self.then = self.then, None
        elif not self.stuck:
            self.status = "ContentsTransfer" if self.function == TRANSFER else "IDLE"
        return ready()

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
def body() -> Body:
    return Body()


async def test_it_shows_its_contents_while_somebody_looks_and_a_while_longer(body: Body) -> None:
    async with body.mode.hold():
        assert (body.calls, body.status) == ([TRANSFER], "ContentsTransfer")
        async with body.mode.hold():
            assert body.calls == [TRANSFER]

    assert body.calls == [TRANSFER]
    assert await body.clock.nap_over() == LINGER
    await body.settle()
    assert body.calls == [TRANSFER, SHOOTING]


async def test_who_looks_again_meanwhile_switches_nothing(body: Body) -> None:
    async with body.mode.hold():
        pass
    await body.clock.naps.get()
    async with body.mode.hold():
        await body.settle()
        assert body.clock.asleep == {}

    assert body.calls == [TRANSFER]
    await body.mode.close()
    assert body.calls == [TRANSFER, SHOOTING]


async def test_two_who_come_at_once_switch_it_once(body: Body) -> None:
    await asyncio.gather(body.mode.acquire(), body.mode.acquire())

    assert body.calls == [TRANSFER]


async def test_what_the_user_chose_stays(body: Body) -> None:
    body.function, body.status = TRANSFER, "ContentsTransfer"

    async with body.mode.hold():
        pass
    await body.settle()
    await body.mode.shoot()
    await body.mode.close()

    assert body.calls == []
    assert body.clock.asleep == {}


async def test_a_switch_that_the_user_began_is_waited_for(body: Body) -> None:
    body.function = TRANSFER

    async with body.mode.hold():
        assert body.status == "ContentsTransfer"
    assert body.calls == []


async def test_what_the_user_chooses_meanwhile_stays_too(body: Body) -> None:
    async with body.mode.hold():
        body.mode.choose()
    await body.settle()

    assert body.clock.asleep == {}
    assert body.calls == [TRANSFER]


async def test_what_the_user_chooses_while_it_lingers_stays_too(body: Body) -> None:
    async with body.mode.hold():
        pass
    await body.clock.naps.get()
    body.mode.choose()
    await body.settle()

    assert body.clock.asleep == {}
    await body.mode.close()
    assert body.calls == [TRANSFER]


@pytest.mark.parametrize("status", ["MovieRecording", "IntervalRecording", "MovieWaitRecStart"])
async def test_a_camera_that_records_is_left_alone(status: str) -> None:
    body = Body(status)

    with pytest.raises(Busy, match="recording"):
        await body.mode.acquire()

    await body.settle()
    assert body.calls == []
    assert body.clock.asleep == {}


async def test_a_picture_that_is_being_saved_is_waited_for() -> None:
    body = Body("StillSaving")
    body.then = "IDLE"

    async with body.mode.hold():
        assert body.calls == [TRANSFER]
    await body.mode.close()


async def test_a_camera_that_is_not_done_in_time_is_busy() -> None:
    body = Body("StillCapturing")
    body.stuck = True

    with pytest.raises(Busy, match="not done"):
        await body.mode.acquire()

    assert body.calls == []


async def test_a_camera_with_an_error_says_so() -> None:
    with pytest.raises(NotReady, match="card"):
        await Body("Error").mode.acquire()


async def test_a_camera_that_tells_no_status_is_tried() -> None:
    body = Body(None)

    async with body.mode.hold():
        assert body.calls == [TRANSFER]
    await body.mode.close()


async def test_a_camera_that_refuses_is_not_sent_back(body: Body) -> None:
    body.refuses = Busy("not now")

    with pytest.raises(Busy):
        await body.mode.acquire()

    await body.settle()
    assert body.clock.asleep == {}


async def test_a_switch_that_was_not_answered_may_have_been_made(body: Body) -> None:
    body.refuses = TimedOut("no answer")

    with pytest.raises(TimedOut):
        await body.mode.acquire()

    body.refuses, body.function, body.status = None, TRANSFER, "ContentsTransfer"
    assert await body.clock.nap_over() == LINGER
    await body.settle()
    assert body.calls == [TRANSFER, SHOOTING]


async def test_a_camera_that_does_not_switch_is_sent_back(body: Body) -> None:
    body.stuck = True

    with pytest.raises(Busy, match="does not switch"):
        await body.mode.acquire()

    await body.clock.nap_over()
    await body.settle()
    assert body.calls == [TRANSFER, SHOOTING]


async def test_a_camera_that_was_sent_back_by_hand_is_not_told_again(body: Body) -> None:
    async with body.mode.hold():
        body.function, body.status = SHOOTING, "IDLE"
    await body.clock.nap_over()
    await body.settle()

    assert body.calls == [TRANSFER]


async def test_a_camera_that_is_gone_when_it_should_shoot_again_is_no_error(body: Body) -> None:
    async with body.mode.hold():
        body.refuses = TimedOut("gone")
    await body.clock.nap_over()
    await body.settle()

    assert body.calls == [TRANSFER, SHOOTING]


async def test_who_wants_to_shoot_need_not_wait_until_it_has_lingered(body: Body) -> None:
    async with body.mode.hold():
        await body.mode.shoot()
        assert body.calls == [TRANSFER]
    await body.mode.shoot()

    assert (body.calls, body.status) == ([TRANSFER, SHOOTING], "IDLE")
    await body.settle()
    assert body.clock.asleep == {}


async def test_who_wants_to_shoot_waits_for_the_switch_that_is_under_way(body: Body) -> None:
    async with body.mode.hold():
        body.answers.clear()
    await body.clock.nap_over()
    await body.settle()

    shooting = asyncio.create_task(body.mode.shoot())
    await body.settle()
    assert not shooting.done()
    body.answers.set()
    await shooting

    assert (body.calls, body.status) == ([TRANSFER, SHOOTING], "IDLE")


async def test_closing_waits_for_the_switch_that_is_under_way(body: Body) -> None:
    async with body.mode.hold():
        body.answers.clear()
    await body.clock.nap_over()
    await body.settle()
    assert body.calls == [TRANSFER, SHOOTING]

    closing = asyncio.create_task(body.mode.close())
    body.mode.choose()
    await body.settle()
    assert not closing.done()
    body.answers.set()
    await closing

    assert body.calls == [TRANSFER, SHOOTING]


async def test_closing_sends_it_back_whoever_looks(body: Body) -> None:
    await body.mode.acquire()
    await body.mode.close()
    await body.mode.release()

    assert body.calls == [TRANSFER, SHOOTING]
    assert body.clock.asleep == {}


async def test_closing_does_not_wait_until_the_camera_shoots(body: Body) -> None:
    async with body.mode.hold():
        body.stuck = True
    body.waits.clear()
    await body.clock.nap_over()
    await body.settle()
    assert body.calls == [TRANSFER, SHOOTING]

    async with asyncio.timeout(1):
        await body.mode.close()

    await body.settle()
    assert body.calls == [TRANSFER, SHOOTING]


async def test_closing_without_a_camera_lets_go_of_a_call_that_is_not_answered(body: Body) -> None:
    async with body.mode.hold():
        body.answers.clear()
    await body.clock.nap_over()
    await body.settle()

    async with asyncio.timeout(1):
        await body.mode.close(there=False)
    await body.settle()

    assert body.calls == [TRANSFER, SHOOTING]


async def test_closing_without_a_camera_asks_nothing(body: Body) -> None:
    async with body.mode.hold():
        await body.mode.close(there=False)
    async with body.mode.hold():
        pass
    await body.mode.close(there=False)

    await body.settle()
    assert body.calls == [TRANSFER]
    assert body.clock.asleep == {}


async def test_who_is_cancelled_while_it_switches_leaves_nothing_behind(body: Body) -> None:
    body.answers.clear()
    looking = asyncio.create_task(body.mode.acquire())
    await body.settle()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking

    body.answers.set()
    body.function, body.status = TRANSFER, "ContentsTransfer"
    await body.clock.nap_over()
    await body.settle()
    assert body.calls == [TRANSFER, SHOOTING]
