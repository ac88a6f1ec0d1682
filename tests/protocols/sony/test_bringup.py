"""From a description to a camera that can shoot, for cameras that are slow to get there."""

from collections.abc import Iterable, Iterator
from typing import override

import pytest

from custom_components.camhub.link.errors import (
    Authentication,
    BadData,
    NotReady,
    Refused,
    Rejected,
    TooOld,
    Unsupported,
)
from custom_components.camhub.link.session import Clock
from custom_components.camhub.protocols.sony.bringup import PATIENCE, Bringup
from tests.protocols.sony.script import Answer, Call, Script, scripted

INFORMATION: Answer = ["Smart Remote Control SR/4.10 __SAK__", "2.1.4"]
MENU: Answer = [["getEvent", "startRecMode"]]
SHOOTING: Answer = [["getEvent", "actTakePicture"]]


class Impatient(Clock):
    """A clock on which nobody waits; `passed` is what would have been waited."""

    passed = 0.0

    @override
    async def sleep(self, seconds: float) -> None:
        self.passed += seconds


def brought_up(answers: dict[str, Answer]) -> tuple[Bringup, Script, Impatient]:
    rpc, script = scripted({"getApplicationInfo": INFORMATION} | answers, "camera")
    clock = Impatient()
    return Bringup(rpc, clock), script, clock


def one_by_one(*answers: Answer) -> Answer:
    """Give one answer after the other, the last for ever."""
    left: Iterator[Answer] = iter(answers)
    last: list[Answer] = [[]]

    def answer(_: Call) -> Answer:
        last[0] = next(left, last[0])
        return last[0]

    return answer


def status(*words: str) -> Answer:
    """Tell one camera status after the other."""
    told: Iterable[Answer] = (
        [None, {"type": "cameraStatus", "cameraStatus": word}] for word in words
    )
    return one_by_one(*told)


@pytest.mark.parametrize("edition", ["2.0.0", "2.0.1", "2.1.4", "2.10", "3.0"])
async def test_an_edition_that_we_know_is_let_in(edition: str) -> None:
    bringup, _, _ = brought_up({"getAvailableApiList": MENU, "getApplicationInfo": ["X", edition]})
    await bringup.learn()
    assert bringup.edition == edition


async def test_what_a_camera_calls_its_edition_is_bounded() -> None:
    told: Answer = ["X", "9" * 9999]
    bringup, _, _ = brought_up({"getAvailableApiList": MENU, "getApplicationInfo": told})
    await bringup.learn()
    assert len(bringup.edition or "") < 100


@pytest.mark.parametrize(
    "answer",
    [["X", "1.0.0"], ["X", ""], ["X"], [], ["X", "two"], ["X", 2], 12],
)
async def test_an_older_edition_or_none_is_refused(answer: Answer) -> None:
    bringup, _, _ = brought_up({"getAvailableApiList": MENU, "getApplicationInfo": answer})
    with pytest.raises(TooOld):
        await bringup.learn()


async def test_a_camera_that_is_not_ready_is_asked_again() -> None:
    bringup, _, clock = brought_up({"getAvailableApiList": one_by_one(40401, 1, MENU)})
    await bringup.learn()
    assert 0 < clock.passed < PATIENCE


@pytest.mark.parametrize("code", [1, 40401])
async def test_a_camera_that_never_gets_ready_is_not_waited_for_for_ever(code: int) -> None:
    bringup, _, clock = brought_up({"getAvailableApiList": code})
    with pytest.raises(NotReady):
        await bringup.learn()
    assert clock.passed <= PATIENCE


@pytest.mark.parametrize(
    ("answer", "error"),
    [(12, Unsupported), (403, Authentication), (b"{", BadData), (Refused("x"), Refused)],
)
async def test_another_reason_is_told_at_once(answer: Answer, error: type[Exception]) -> None:
    bringup, _, clock = brought_up({"getAvailableApiList": answer})
    with pytest.raises(error):
        await bringup.learn()
    assert clock.passed == 0


async def test_a_list_that_is_none_is_an_empty_one() -> None:
    bringup, script, _ = brought_up({"getAvailableApiList": [7]})
    await bringup.learn()
    await bringup.enter_shooting()
    assert script.asked("startRecMode") == []


# The recording mode.


async def test_the_recording_mode_is_entered_and_waited_for() -> None:
    lists = one_by_one(MENU, MENU, MENU, 1, SHOOTING)
    bringup, script, _ = brought_up({"getAvailableApiList": lists, "startRecMode": [0]})
    await bringup.learn()
    await bringup.enter_shooting()
    assert script.asked("startRecMode") == [[]]


async def test_a_camera_that_was_asked_too_early_is_asked_again() -> None:
    lists = one_by_one(MENU, MENU, MENU, SHOOTING)
    start = one_by_one(40401, 1, [0])
    bringup, script, clock = brought_up({"getAvailableApiList": lists, "startRecMode": start})
    await bringup.learn()
    await bringup.enter_shooting()
    assert len(script.asked("startRecMode")) == 3
    assert clock.passed < PATIENCE


async def test_a_camera_that_is_there_already_is_not_asked_again() -> None:
    lists = one_by_one(MENU, SHOOTING)
    bringup, script, _ = brought_up({"getAvailableApiList": lists, "startRecMode": 1})
    await bringup.learn()
    await bringup.enter_shooting()
    assert script.asked("startRecMode") == [[]]


async def test_a_camera_that_stays_in_its_menu_is_not_waited_for_for_ever() -> None:
    bringup, _, clock = brought_up({"getAvailableApiList": MENU, "startRecMode": [0]})
    await bringup.learn()
    with pytest.raises(NotReady):
        await bringup.enter_shooting()
    assert clock.passed <= PATIENCE


async def test_a_camera_that_refuses_says_why() -> None:
    bringup, _, _ = brought_up({"getAvailableApiList": MENU, "startRecMode": 500})
    await bringup.learn()
    with pytest.raises(Rejected):
        await bringup.enter_shooting()


# The function.

TRANSFERRING: Answer = [["getEvent", "setCameraFunction", "actTakePicture"]]


async def test_a_camera_that_was_left_showing_its_pictures_is_switched_back() -> None:
    told = status("ContentsTransfer", "ContentsTransfer", "IDLE")
    bringup, script, _ = brought_up(
        {"getAvailableApiList": TRANSFERRING, "getEvent": told, "setCameraFunction": [0]}
    )
    await bringup.learn()
    await bringup.enter_shooting()
    assert script.asked("setCameraFunction") == [["Remote Shooting"]]


async def test_a_camera_that_goes_on_showing_is_not_waited_for_for_ever() -> None:
    bringup, _, clock = brought_up(
        {
            "getAvailableApiList": TRANSFERRING,
            "getEvent": status("Streaming"),
            "setCameraFunction": [0],
        }
    )
    await bringup.learn()
    with pytest.raises(NotReady):
        await bringup.enter_shooting()
    assert clock.passed <= PATIENCE


@pytest.mark.parametrize(
    "told",
    [status("IDLE"), status("NotReady"), status("Odd"), 1, [7]],
    ids=["idle", "not ready", "unknown", "refused", "nonsense"],
)
async def test_a_camera_that_shoots_keeps_its_function(told: Answer) -> None:
    bringup, script, _ = brought_up({"getAvailableApiList": TRANSFERRING, "getEvent": told})
    await bringup.learn()
    await bringup.enter_shooting()
    assert script.asked("setCameraFunction") == []
