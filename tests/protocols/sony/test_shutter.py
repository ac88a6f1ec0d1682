"""The button, the focus and the zoom: pressed once, and let go of whatever happens."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from custom_components.camhub.link.errors import (
    Authentication,
    BadRequest,
    Busy,
    LinkError,
    NotReady,
    Refused,
    Rejected,
    TimedOut,
)
from custom_components.camhub.link.session import Ports
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.sony import shutter as module
from custom_components.camhub.protocols.sony.record import Record
from custom_components.camhub.protocols.sony.shutter import EXPOSURE, Shutter
from custom_components.camhub.protocols.sony.transfer import TransferMode
from tests.protocols.sony.script import Answer, Call, scripted
from tests.protocols.sony.studio import studio
from tests.protocols.sony.test_listener import Step

METHODS = (
    "actTakePicture", "awaitTakePicture", "startContShooting", "stopContShooting", "actHalfPressShutter",
    "cancelHalfPressShutter", "setTouchAFPosition", "cancelTouchAFPosition", "actTrackingFocus",
    "cancelTrackingFocus", "actZoom",
)  # fmt: skip


class Hand:
    """A hand at the button of a camera that answers what a test has written down."""

    def __init__(self, answers: dict[str, Answer], *told: dict[str, Any], **options: Any) -> None:
        self.rpc, self.script = scripted(answers)
        self.rpc.note_available([*METHODS])
        self.clock = Step()
        self.ports = Ports(emit=lambda _: None, options=lambda: options, clock=self.clock)
        self.record = Record("key", self.rpc.has, dict)
        self.record.take([*told])
        self.delivered: list[list[str]] = []
        self.transfer = TransferMode(
            lambda: None, lambda: self.record.told.status, self._switch, self._until
        )
        self.shutter = Shutter(
            self.rpc, self.record, self.ports, self._until, self.delivered.append, self.transfer
        )

    async def _switch(self, function: str) -> None:
        raise Busy(function)

    async def _until(self, look: Callable[[], object], seconds: float) -> bool:
        return bool(look())


def obj(kind: str, **members: Any) -> dict[str, Any]:
    return {"type": kind, **members}


def one_by_one(*answers: Answer) -> Answer:
    left: Iterator[Answer] = iter(answers)
    return lambda _: next(left)


# Pictures.


async def test_a_picture_is_taken_with_one_call() -> None:
    hand = Hand({"actTakePicture": [["http://camera/1.JPG", "", 7]]})
    assert await hand.shutter.shoot() == ["http://camera/1.JPG"]
    assert hand.script.order == ["actTakePicture"]
    assert hand.delivered == [["http://camera/1.JPG"]]


async def test_a_long_exposure_is_waited_for() -> None:
    hand = Hand(
        {
            "actTakePicture": 40403,
            "awaitTakePicture": one_by_one(40403, 40403, [["http://camera/1.JPG"]]),
        }
    )
    assert await hand.shutter.shoot() == ["http://camera/1.JPG"]
    assert hand.script.order == ["actTakePicture"] + ["awaitTakePicture"] * 3


async def test_an_exposure_without_an_end_is_given_up() -> None:
    hand = Hand({"actTakePicture": 40403, "awaitTakePicture": 40403})
    with pytest.raises(Busy):
        await hand.shutter.shoot()
    assert hand.clock.time >= EXPOSURE
    assert hand.script.order.count("actTakePicture") == 1


@pytest.mark.parametrize("answer", [1, 40400, 40401, 403, 500, b"{", TimedOut("x"), Refused("x")])
async def test_no_picture_is_asked_for_twice(answer: Answer) -> None:
    hand = Hand({"actTakePicture": answer})
    with pytest.raises(LinkError):
        await hand.shutter.shoot()
    assert hand.script.order == ["actTakePicture"]
    assert hand.delivered == []


async def test_an_answer_without_addresses_is_a_picture_all_the_same() -> None:
    hand = Hand({"actTakePicture": []})
    assert await hand.shutter.shoot() == []
    assert hand.delivered == [[]]


async def test_in_a_continuous_mode_a_picture_is_a_short_series() -> None:
    drive = obj("contShootingMode", contShootingMode="Spd Priority Cont.")
    hand = Hand({"startContShooting": [], "stopContShooting": []}, drive)
    assert await hand.shutter.shoot() == []
    assert hand.script.order == ["startContShooting", "stopContShooting"]


async def test_in_another_mode_the_user_is_told_which() -> None:
    hand = Hand({}, obj("shootMode", currentShootMode="intervalstill"))
    with pytest.raises(Busy, match="is interval;"):
        await hand.shutter.shoot()
    assert hand.script.calls == []


async def test_while_pictures_are_shown_none_is_taken() -> None:
    hand = Hand({}, obj("cameraStatus", cameraStatus="ContentsTransfer"))
    with pytest.raises(NotReady, match="function"):
        await hand.shutter.shoot()


async def test_a_body_that_wants_it_is_half_pressed_before() -> None:
    answers: dict[str, Answer] = {
        "actHalfPressShutter": [],
        "actTakePicture": 40400,
        "cancelHalfPressShutter": [],
    }
    hand = Hand(answers, half_press_first=True)
    with pytest.raises(Rejected):
        await hand.shutter.shoot()
    assert hand.script.order == ["actHalfPressShutter", "actTakePicture", "cancelHalfPressShutter"]
    assert hand.ports.held == set()


# Focus.


async def test_what_the_last_press_came_to_says_nothing_of_this_one() -> None:
    answers: dict[str, Answer] = {"actHalfPressShutter": [], "cancelHalfPressShutter": []}
    hand = Hand(answers, obj("focusStatus", focusStatus="Failed"))
    assert await hand.shutter.autofocus({}) == {"focused": None}


@pytest.mark.parametrize("answer", [1, 12, 403, 500, Refused("x")])
async def test_what_was_refused_is_not_held(answer: Answer) -> None:
    hand = Hand({"actHalfPressShutter": answer})
    with pytest.raises(LinkError):
        await hand.shutter.half_press({})
    assert hand.ports.held == set()


@pytest.mark.parametrize("answer", [TimedOut("x"), b"{"])
async def test_what_may_be_held_is_let_go_when_the_camera_hears(answer: Answer) -> None:
    hand = Hand({"actHalfPressShutter": answer, "cancelHalfPressShutter": TimedOut("x")})
    with pytest.raises(LinkError):
        await hand.shutter.half_press({"button": "half"})
    await hand.shutter.let_go()
    assert hand.ports.held == {"key"}
    with pytest.raises(TimedOut):
        await hand.shutter.half_press({"button": "off"})
    assert hand.ports.held == {"key"}
    hand.script.answers["cancelHalfPressShutter"] = []
    await hand.shutter.let_go()
    assert hand.ports.held == set()


@pytest.mark.parametrize("answer", [[], 1])
async def test_letting_go(answer: Answer) -> None:
    hand = Hand({"actHalfPressShutter": [], "cancelHalfPressShutter": answer})
    await hand.shutter.half_press({})
    try:
        await hand.shutter.half_press({"button": "off"})
    except Busy:
        assert answer == 1
    assert hand.ports.held == set()


async def test_every_kind_of_focusing_is_cancelled() -> None:
    hand = Hand(
        {"cancelHalfPressShutter": 1, "cancelTouchAFPosition": 403, "cancelTrackingFocus": []}
    )
    hand.ports.held.add("key")
    with pytest.raises(Authentication):
        await hand.shutter.cancel_autofocus({})
    assert len(hand.script.calls) == 3
    assert hand.ports.held == set()
    hand.rpc.note_available(["cancelTrackingFocus"])
    await hand.shutter.cancel_autofocus({})
    assert len(hand.script.calls) == 4


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ([0, {"AFResult": True, "AFType": "Touch"}], {"focused": True, "area": "touch"}),
        ([0, {"AFResult": False, "AFType": "Wide"}], {"focused": False, "area": "wide"}),
        ([0, {"AFResult": True}], {"focused": True, "area": None}),
        ([0], {"focused": None, "area": None}),
        (2, {"focused": None, "area": None}),
    ],
)
async def test_what_touching_came_to(answer: Answer, result: dict[str, Any]) -> None:
    hand = Hand({"setTouchAFPosition": answer})
    assert await hand.shutter.touch_focus({"x": 50.0, "y": 25.0}) == result
    assert hand.script.asked("setTouchAFPosition") == [[50.0, 25.0]]


async def test_a_place_that_is_refused_says_why() -> None:
    hand = Hand({"setTouchAFPosition": 1})
    with pytest.raises(Busy):
        await hand.shutter.touch_focus({"x": 1, "y": 1})


async def test_what_is_at_a_place_is_followed() -> None:
    hand = Hand({"actTrackingFocus": []})
    await hand.shutter.track_focus({"x": 23.4, "y": 45.6})
    assert hand.script.asked("actTrackingFocus") == [[{"xPosition": 23.4, "yPosition": 45.6}]]


# Zoom.


async def test_a_stop_repeats_the_direction_of_the_start() -> None:
    hand = Hand({"actZoom": [0]})
    await hand.shutter.zoom({"direction": "wide", "hold": True})
    await hand.shutter.zoom({"stop": True})
    await hand.shutter.zoom({"direction": "tele"})
    await hand.shutter.let_go()
    assert hand.script.asked("actZoom") == [["out", "start"], ["out", "stop"], ["in", "1shot"]]


async def test_a_stop_of_what_somebody_else_started_tries_both_directions() -> None:
    def zoom(call: Call) -> Answer:
        return [0] if call.params == ["out", "stop"] else 3

    hand = Hand({"actZoom": zoom})
    await hand.shutter.zoom({"stop": True})
    hand.script.answers["actZoom"] = 3
    with pytest.raises(BadRequest):
        await hand.shutter.zoom({"stop": True})
    hand.script.answers["actZoom"] = TimedOut("x")
    with pytest.raises(TimedOut):
        await hand.shutter.zoom({"stop": True})


async def test_a_zoom_that_was_refused_needs_no_stop() -> None:
    hand = Hand({"actZoom": 1})
    with pytest.raises(Busy):
        await hand.shutter.zoom({"direction": "tele", "hold": True})
    await hand.shutter.let_go()
    assert len(hand.script.calls) == 1
    with pytest.raises(BadRequest):
        await hand.shutter.zoom({})


async def test_a_zoom_that_goes_on_is_stopped_at_the_end() -> None:
    hand = Hand({"actZoom": one_by_one(TimedOut("x"), TimedOut("x"), [0])})
    with pytest.raises(TimedOut):
        await hand.shutter.zoom({"direction": "tele", "hold": True})
    await hand.shutter.let_go()
    await hand.shutter.let_go()
    await hand.shutter.let_go()
    assert hand.script.asked("actZoom") == [["in", "start"], ["in", "stop"], ["in", "stop"]]


# With the simulated camera.


@pytest.mark.usefixtures("socket_enabled")
async def test_a_button_that_is_held_is_let_go_with_the_session() -> None:
    async with studio() as it:
        await it.ask(Verb.HALF_PRESS)
        await it.until(lambda: it.reading(Reading.FOCUS_STATUS) == "focused")
        await it.close()
        assert it.calls("cancelHalfPressShutter") == [[]]
        assert it.camera.body.half_pressed is False


@pytest.mark.usefixtures("socket_enabled")
async def test_a_button_that_was_held_when_the_link_was_lost_is_let_go_when_it_is_back() -> None:
    async with studio() as it:
        await it.ask(Verb.HALF_PRESS)
        it.ports.started.add(it.record.key)
        await it.camera.restart()
        assert it.running is not None
        with pytest.raises(LinkError):
            await it.running
        await it.reopen()
        assert it.calls("cancelHalfPressShutter") == [[]]
        assert it.calls("stopLiveview") == [[]]
        assert it.ports.held == it.ports.started == set()


@pytest.mark.usefixtures("socket_enabled")
async def test_autofocus_says_what_came_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FOCUS", 1.0)
    async with studio() as it:
        for _ in range(2):
            outcome = await it.ask(Verb.AUTOFOCUS)
            assert outcome.results[0]["focused"] is True
        await it.camera.set_fault("af_fails")
        with pytest.raises(Rejected):
            await it.ask(Verb.AUTOFOCUS)
        with pytest.raises(Rejected):
            await it.ask(Verb.SHOOT)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_series_is_told_as_one_event() -> None:
    async with studio("ILCE-7RM2") as it:
        await it.set(Setting.DRIVE_MODE, "Continuous")
        await it.ask(Verb.START_SERIES)
        await it.until(lambda: len(it.camera.photos) > 14)
        await it.ask(Verb.STOP_SERIES, series="continuous")
        await it.until(lambda: Kind.PHOTO_TAKEN in it.kinds)
        (taken,) = (event for event in it.happened if event.kind is Kind.PHOTO_TAKEN)
        assert len(taken.data["photos"]) > 1
        assert taken.data["id"] == taken.data["photos"][-1]["id"]


@pytest.mark.usefixtures("socket_enabled")
async def test_a_session_ends_within_two_seconds_whatever_is_under_way() -> None:
    async with studio() as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.ask(Verb.HALF_PRESS)
        await it.camera.set_fault("hang", "actTakePicture")
        shot = asyncio.create_task(it.ask(Verb.SHOOT))
        await it.until(lambda: it.calls("actTakePicture"))
        async with asyncio.timeout(2.0):
            await it.close()
        shot.cancel()
        await asyncio.gather(shot, return_exceptions=True)
        assert it.ports.held == {it.record.key}, "the camera never heard of it"
