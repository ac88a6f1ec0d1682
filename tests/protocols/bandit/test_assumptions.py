"""A session with a camera that is other than assumed, that others use too, or that loses an answer."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from custom_components.camhub.link.errors import (
    BadData,
    Busy,
    LinkError,
    OtherDevice,
    Rejected,
    Unreachable,
)
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.bandit import connection, rest
from tests.protocols.bandit.studio import Studio, studio

pytestmark = pytest.mark.usefixtures("socket_enabled")

RECORD = "POST /record"


# Others who use the camera.


async def test_a_shot_in_a_mode_that_a_phone_has_set_begins_no_recording() -> None:
    async with studio() as it:
        await it.set(Setting.SHOOT_MODE, "single")
        await it.by_phone("PUT", "/settings/video", {"mode": "normal"})
        assert len((await it.ask(Verb.SHOOT)).photos) == 1
        assert not it.camera.recording
        assert it.camera.settings["video"]["mode"] == "normal"
        assert Kind.RECORDING_STARTED not in it.kinds


async def test_a_recording_in_a_mode_that_a_phone_has_set_takes_no_photo() -> None:
    async with studio() as it:
        await it.by_phone("PUT", "/settings/image", {"mode": "single"})
        with pytest.raises(Busy, match="records nothing"):
            await it.ask(Verb.SET_RECORDING, enable=True)
        await it.by_phone("PUT", "/settings/video", {"mode": "normal"})
        await it.ask(Verb.SET_RECORDING, enable=True)
        assert it.camera.recording
        assert it.happened[0].kind is Kind.RECORDING_STARTED


@pytest.mark.parametrize("busy", ["refuse", "accept"])
async def test_a_recording_that_a_phone_began_is_told_and_ended(busy: str) -> None:
    async with studio(assume={"busy": busy}, faults=["lost_notices"]) as it:
        await it.by_phone("POST", "/record", {"recording_active": True})
        with pytest.raises(Busy, match="records"):
            await it.ask(Verb.SHOOT)
        assert it.reading(Reading.RECORDING) is True
        await it.ask(Verb.SET_RECORDING, enable=False)
        assert not it.camera.recording
        assert it.asked(RECORD) == 2


async def test_another_camera_that_has_come_to_the_address_ends_the_link(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "SETTINGS", connection.ROUND)
    async with studio() as it:
        it.camera.set_fault("other_serial", "BANDIT-OTHER")
        assert isinstance(await it.ended(), OtherDevice)


@pytest.mark.parametrize("answer", [("body", "garbage:/status"), ("status", "500:/status")])
async def test_what_is_known_of_a_camera_that_makes_no_sense_any_more_is_not_shown_for_ever(
    answer: tuple[str, str],
) -> None:
    async with studio() as it:
        it.camera.set_fault(*answer)
        assert isinstance(await it.ended(), (BadData, Rejected))


async def test_a_camera_that_is_too_busy_to_answer_is_still_listened_to() -> None:
    async with studio() as it:
        it.camera.set_fault("status", "503:/status")
        await it.rounds(4)
        it.camera.take_photo()
        await it.until(lambda: Kind.PHOTO_TAKEN in it.kinds)


# What is asked for at once, and answers that are lost.


async def test_two_who_begin_a_recording_begin_one() -> None:
    async with studio() as it:
        await asyncio.gather(*(it.ask(Verb.SET_RECORDING, enable=True) for _ in range(2)))
        assert it.asked(RECORD) == 1


async def test_a_recording_waits_for_the_photo_before_it() -> None:
    async with studio() as it:
        shot, _ = await asyncio.gather(it.ask(Verb.SHOOT), it.ask(Verb.SET_RECORDING, enable=True))
        assert len(shot.photos) == 1
        assert it.reading(Reading.RECORDING) is True
        assert it.asked(RECORD) == 2


@pytest.mark.parametrize("order", ["answer", "notification"])
@pytest.mark.parametrize("lost", [False, True])
async def test_a_recording_is_begun_and_ended_once_whatever_is_lost(order: str, lost: bool) -> None:
    faults = [("lost_reply", RECORD)] if lost else []
    async with studio(assume={"answer_order": order}, faults=faults) as it:
        await it.ask(Verb.SET_RECORDING, enable=True)
        await it.ask(Verb.SET_RECORDING, enable=False)
        assert it.asked(RECORD) == 2
        assert it.kinds == [Kind.RECORDING_STARTED, Kind.RECORDING_STOPPED]


async def test_a_mode_that_was_switched_without_an_answer_is_set_back() -> None:
    # Who asks for something that may be repeated asks twice.
    async with studio(faults=[("lost_reply", "PUT /settings/image:2")]) as it:
        with pytest.raises(Unreachable):
            await it.ask(Verb.SHOOT)
        await it.until(lambda: "video" in it.camera.settings)
        await it.until(lambda: it.system.dump()["mode"] is None)
        assert it.setting(Setting.SHOOT_MODE).value == "normal"


async def test_a_mode_that_cannot_be_set_back_yet_keeps_nothing_else_from_being_asked() -> None:
    async with studio(faults=[("status", "500:PUT /settings/video")]) as it:
        await it.ask(Verb.SHOOT)
        it.camera.set_battery(17)
        await it.until(lambda: it.reading(Reading.BATTERY) == 17)
        assert it.setting(Setting.SHOOT_MODE).value == "single"
        it.camera.clear_fault("status")
        await it.until(lambda: it.setting(Setting.SHOOT_MODE).value == "normal")


async def test_a_mode_that_is_chosen_stays_whatever_a_photo_was_taken_from() -> None:
    async with studio(faults=[("status", "500:PUT /settings/video")]) as it:
        await it.ask(Verb.SHOOT)
        await it.set(Setting.SHOOT_MODE, "burst")
        it.camera.clear_fault("status")
        await it.rounds()
        assert it.setting(Setting.SHOOT_MODE).value == "burst"


async def test_a_photo_that_takes_its_time_does_not_keep_the_mode() -> None:
    # Its status says that it records until the photo is stored.
    async with studio(delays=0.15) as it:
        await it.ask(Verb.SHOOT)
        assert it.camera.settings["video"]["mode"] == "normal"
        assert it.reading(Reading.RECORDING) is False


@pytest.mark.parametrize("told", ["objects", "ids"])
async def test_a_burst_is_one_however_it_is_told(told: str) -> None:
    async with studio(assume={"photo_captured": told}) as it:
        await it.set(Setting.SHOOT_MODE, "burst")
        outcome = await it.ask(Verb.SHOOT)
        assert len(outcome.photos) == 3
        assert it.kinds.count(Kind.PHOTO_TAKEN) == 1


async def test_however_much_takes_long_there_is_a_way_left_to_ask_for_more() -> None:
    async with studio() as it:
        it.camera.set_fault("silence", "*/sensors")
        ride = f"video/{it.camera.videos[0].id}"
        rides = [asyncio.create_task(it.ask(Verb.GET_TRACK, item=ride)) for _ in range(2)]
        await it.until(lambda: sum("sensors" in path for _, path in it.camera.requests) == 2)
        with pytest.raises(Busy, match="on their way"):
            await it.ask(Verb.GET_TRACK, item=ride)
        await it.ask(Verb.SET_RECORDING, enable=True)
        for each in rides:
            each.cancel()
        await asyncio.wait(rides)


# What a camera says again.


async def _wifi_off(it: Studio) -> None:
    await it.camera.wifi_off()
    await it.ended()
    await it.camera.power_on()


async def _switched_off(it: Studio) -> None:
    await it.camera.switch_off()
    await it.ended()
    await it.camera.power_on()


async def _begun(it: Studio) -> None:
    it.camera.press_record()
    await it.until(lambda: it.kinds)


async def _recorded_meanwhile(it: Studio) -> None:
    await it.close()
    it.camera.press_record()
    await it.camera.wait_recording()
    it.camera.press_record()
    await it.camera.wait_recording(False)


@pytest.mark.parametrize("before", [_wifi_off, _switched_off, _begun, _recorded_meanwhile])
async def test_what_it_says_again_to_whoever_comes_is_no_news(
    before: Callable[[Studio], Awaitable[None]],
) -> None:
    async with studio(assume={"replay": True}) as it:
        await before(it)
        it.happened.clear()
        await it.reopen()
        await it.rounds()
        assert it.happened == []
        assert it.running is not None
        assert not it.running.done()
        assert it.reading(Reading.STATUS) in ("ready", "recording")


async def test_a_card_that_is_full_by_an_unknown_amount_stays_so() -> None:
    async with studio() as it:
        it.camera.notify("memory_low", {})
        await it.until(lambda: it.kinds)
        await it.rounds()
        assert it.reading(Reading.MEMORY_LOW) is True


# What goes on when the camera is left.


async def test_nothing_is_asked_any_more_when_the_camera_is_left_within_a_photo() -> None:
    async with studio(faults=["ignores_start"]) as it:
        shot = asyncio.create_task(it.ask(Verb.SHOOT))
        await it.until(lambda: it.asked(RECORD))
        await it.close()
        packets = it.camera.packets
        with pytest.raises(LinkError):
            await shot
        assert it.camera.packets == packets
        assert it.camera.settings["video"]["mode"] == "normal"


async def test_what_is_still_on_its_way_says_nothing_of_a_camera_that_was_left() -> None:
    async with studio(faults=[("drip", "9:/videos/*/contents")]) as it:
        video = f"video/{it.camera.videos[0].id}"
        kept = asyncio.create_task(it.ask(Verb.DOWNLOAD, photo_ids=[video]))
        await it.until(lambda: it.reading(Reading.DOWNLOAD_PROGRESS))
        assert it.running is not None
        it.running.cancel()
        await asyncio.wait({it.running})
        told = len(it.changes)
        await it.close()
        with pytest.raises(Unreachable):
            await kept
        assert len(it.changes) == told


# Highlights.


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ({"offset": 8.0, "length": 2.0}, (8, 7, 2)),
        ({"offset": 9.5, "length": 2.0}, (9.5, 8, 2)),
        ({"offset": 5.0, "start": 4.0}, (5, 4, 6)),
        ({"offset": 5.0, "start": 4.0, "length": 3.0}, (5, 4, 3)),
        ({"offset": 5.0}, (5, 0, 10)),
    ],
)
async def test_a_highlight_is_around_its_moment(
    asked: dict[str, float], made: tuple[float, float, float]
) -> None:
    async with studio() as it:
        video = it.camera.videos[0]
        outcome = await it.ask(Verb.TAG, item=f"video/{video.id}", **asked)
        (told,) = outcome.results[0]["highlights"]
        assert (told["offset"], told["start"], told["length"]) == made


# Where it is.


@pytest.mark.parametrize("sixth", ["reset", "silence", "503"])
async def test_a_camera_whose_connections_others_have_taken_comes_back(
    sixth: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWER", 0.5)
    monkeypatch.setattr(rest, "ANSWER", 0.5)
    async with studio(assume={"limit_counts": "all", "sixth": sixth}) as it:
        taken = [await asyncio.open_connection("127.0.0.1", it.camera.port) for _ in range(4)]
        with pytest.raises(LinkError):
            await it.session.resync()
        for _, writer in taken:
            writer.close()
        await it.camera.until(lambda: it.camera.open_connections <= 1)
        await it.reopen()
        await it.ask(Verb.SHOOT)
        assert it.happened[-1].kind in (Kind.PHOTO_TAKEN, Kind.PHOTO_AVAILABLE)
