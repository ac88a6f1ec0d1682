"""A session with a camera: what it tells, and what it does when asked."""

import asyncio
import logging

import pytest

from custom_components.camhub.link.errors import (
    BadRequest,
    Busy,
    LinkError,
    NotReady,
    OtherDevice,
    Refused,
    Rejected,
    TooOld,
    Unreachable,
    Unsupported,
)
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.sony.client import probe
from tests.protocols.sony.studio import studio

pytestmark = pytest.mark.usefixtures("socket_enabled")

MODELS = ("ILCE-6000", "ILCE-6300", "DSC-QX100", "HDR-AS100V", "ILCE-QX1", "HDR-AZ1")


# Bringing it up.


@pytest.mark.parametrize("model", MODELS)
async def test_every_model_comes_up_with_its_state_and_settings(model: str) -> None:
    async with studio(model) as it:
        record = it.record
        assert record.maker == "Sony"
        assert record.model == model
        assert it.reading(Reading.STATUS) == "ready"
        assert it.setting(Setting.SHOOT_MODE).value in ("still", "movie", "interval")
        assert it.happened == [], "what is found is not news"


async def test_the_recording_mode_is_started_once_and_only_where_it_exists() -> None:
    async with studio("ILCE-6000") as it:
        assert it.calls("startRecMode") == [[]]
        await it.reopen()
        assert it.calls("startRecMode") == [[]]
    async with studio("DSC-QX100") as it:
        assert it.calls("startRecMode") == []


async def test_the_recording_mode_ends_only_where_the_user_wants_it() -> None:
    async with studio() as it:
        await it.close()
        assert it.calls("stopRecMode") == []
    async with studio(options={"stop_rec_mode": True}) as it:
        await it.close()
        assert it.calls("stopRecMode") == [[]]


async def test_calls_are_one_after_the_other() -> None:
    async with studio() as it:
        await asyncio.gather(
            it.ask(Verb.SHOOT),
            it.ask(Verb.SET_SETTING, setting=Setting.SELF_TIMER, value="2"),
            it.session.resync(),
        )
        assert it.camera.overlaps == 0


async def test_a_probe_tells_model_and_id() -> None:
    async with studio(opened=False) as it:
        found = await probe(it.config, it.ports)
        assert found.title == "ILCE-6000"
        assert found.data["location"] == it.camera.location
        assert found.unique_id == found.data["udn"]


async def test_another_camera_at_the_address_is_not_taken_for_this_one() -> None:
    async with studio(opened=False, config={"udn": "somebody-else"}) as it:
        with pytest.raises(OtherDevice):
            await it.open()
        assert it.camera.requests == [], "nothing is asked of a stranger"


async def test_a_camera_is_found_by_a_name_too() -> None:
    async with studio(config={"host": "localhost"}) as it:
        assert it.reading(Reading.STATUS) == "ready"


# Shooting.


@pytest.mark.parametrize("model", ["ILCE-6000", "DSC-QX100"])
async def test_a_shot_is_told_once_and_its_picture_arrives(model: str) -> None:
    async with studio(model) as it:
        outcome = await it.ask(Verb.SHOOT)
        (photo,) = outcome.photos
        await it.until(lambda: Kind.PHOTO_AVAILABLE in it.kinds)
        assert it.kinds.count(Kind.PHOTO_TAKEN) == 1
        taken = next(e for e in it.happened if e.kind is Kind.PHOTO_TAKEN)
        assert taken.data["id"] == photo["id"]
        (picture,) = it.pictures
        assert picture.data.startswith(b"\xff\xd8")
        assert picture.name == taken.data["name"] == it.reading(Reading.LAST_PHOTO)
        assert it.calls("actTakePicture") == [[]]


async def test_the_cameras_own_button_is_told_too() -> None:
    async with studio() as it:
        it.camera.press_shutter()
        await it.until(lambda: Kind.PHOTO_AVAILABLE in it.kinds)
        assert it.kinds.count(Kind.PHOTO_TAKEN) == 1
        assert it.calls("actTakePicture") == []


async def test_pictures_stay_at_the_camera_where_the_user_wants_that() -> None:
    async with studio(options={"fetch_pictures": False}) as it:
        await it.ask(Verb.SHOOT)
        await it.until(lambda: Kind.PHOTO_TAKEN in it.kinds)
        await it.session.resync()
        assert it.pictures == []


async def test_a_long_exposure_is_waited_for_and_not_repeated() -> None:
    async with studio() as it:
        await it.camera.set_fault("long_exposure", 30.0)
        await it.ask(Verb.SHOOT)
        assert it.calls("actTakePicture") == [[]]
        assert it.calls("awaitTakePicture")


@pytest.mark.parametrize(
    ("code", "error"),
    [(1, Busy), (40400, Rejected), (40401, Busy), (403, LinkError), (500, Rejected)],
)
async def test_a_shot_that_fails_says_why_and_is_not_repeated(
    code: int, error: type[Exception]
) -> None:
    async with studio() as it:
        await it.camera.set_fault("error", f"{code}:actTakePicture")
        with pytest.raises(error):
            await it.ask(Verb.SHOOT)
        assert it.calls("actTakePicture") == [[]]


# Settings.


async def test_a_setting_is_set_and_read_back() -> None:
    async with studio() as it:
        options = it.setting(Setting.SELF_TIMER).options
        assert "0" in options
        await it.set(Setting.SELF_TIMER, next(o for o in options if o != "0"))


async def test_a_setting_that_is_so_already_is_not_sent() -> None:
    async with studio() as it:
        now = it.setting(Setting.SELF_TIMER).value
        await it.ask(Verb.SET_SETTING, setting=Setting.SELF_TIMER, value=now)
        assert it.calls("setSelfTimer") == []


async def test_a_value_that_the_camera_does_not_offer_is_refused() -> None:
    async with studio() as it:
        with pytest.raises(BadRequest):
            await it.ask(Verb.SET_SETTING, setting=Setting.SELF_TIMER, value="77")
        assert it.calls("setSelfTimer") == []


async def test_a_setting_that_the_camera_lacks_is_unsupported() -> None:
    async with studio() as it:
        with pytest.raises(Unsupported):
            await it.ask(Verb.SET_SETTING, setting=Setting.LOOP_TIME, value="5")


async def test_exposure_compensation_is_in_ev() -> None:
    async with studio() as it:
        choice = it.setting(Setting.EXPOSURE_COMPENSATION)
        assert choice.minimum is not None
        assert choice.minimum < 0
        await it.set(Setting.EXPOSURE_COMPENSATION, 0.7)
        assert it.calls("setExposureCompensation") == [[2]]


async def test_what_changes_at_the_camera_is_told() -> None:
    async with studio() as it:
        it.camera.set_battery(1, 4, "batteryNearEnd")
        it.camera.set_value("IsoSpeedRate", "400")
        await it.until(lambda: it.setting(Setting.ISO).value == "400")


async def test_a_setting_right_after_a_shot_waits_for_the_camera() -> None:
    async with studio("ILCE-7RM2", delays=0.2) as it:
        for value in ("movie", "still"):
            await it.ask(Verb.SHOOT)
            assert it.camera.status != "IDLE"
            await it.set(Setting.SHOOT_MODE, value)
            if value == "movie":
                await it.set(Setting.SHOOT_MODE, "still")


# Recording.


async def test_a_movie_starts_and_stops_with_its_events() -> None:
    async with studio("HDR-AS100V") as it:
        await it.set(Setting.SHOOT_MODE, "movie")
        await it.until(lambda: it.setting(Setting.RECORD).writable)
        await it.set(Setting.RECORD, True)
        assert it.reading(Reading.RECORDING) is True
        await it.set(Setting.RECORD, False)
        assert it.kinds.count(Kind.RECORDING_STARTED) == 1
        await it.until(lambda: it.kinds.count(Kind.RECORDING_STOPPED) == 1)


async def test_nothing_is_recorded_in_still_mode() -> None:
    async with studio("DSC-QX100") as it:
        await it.until(lambda: it.setting(Setting.SHOOT_MODE).value == "still")
        assert not it.setting(Setting.RECORD).writable
        with pytest.raises(Busy):
            await it.ask(Verb.SET_RECORDING, enable=True)
        assert it.calls("startMovieRec") == []


async def test_a_start_that_the_camera_took_and_ignored_is_given_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.camhub.protocols.sony.operator.START", 0.3)
    async with studio("HDR-AS100V", faults=["ignores_start"]) as it:
        await it.set(Setting.SHOOT_MODE, "movie")
        await it.until(lambda: it.setting(Setting.RECORD).writable)
        with pytest.raises(Rejected):
            await it.ask(Verb.SET_RECORDING, enable=True)
        assert it.calls("startMovieRec") == [[], []]


# Live view.


@pytest.mark.parametrize("model", ["ILCE-6000", "ILCE-6300", "DSC-QX100"])
async def test_live_view_runs_while_somebody_watches(model: str) -> None:
    async with studio(model) as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: len(it.frames) > 3)
        assert all(frame is not None and frame.startswith(b"\xff\xd8") for frame in it.frames)
        assert it.camera.liveviews == 1
        await it.ask(Verb.SHOOT)
        seen = len(it.frames)
        await it.until(lambda: len(it.frames) > seen + 3)
        await it.session.watch(it.record.key, on=False)
        await it.until(lambda: it.camera.liveviews == 0)
        assert it.calls("stopLiveview") == [[]]


async def test_live_view_ends_with_the_session() -> None:
    async with studio() as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.close()
        assert it.calls("stopLiveview") == [[]]


# What it cannot do now.


async def test_while_it_transfers_it_takes_no_pictures_and_says_why() -> None:
    async with studio("HDR-AZ1") as it:
        await it.set(Setting.FUNCTION, "contents_transfer")
        await it.until(lambda: it.reading(Reading.STATUS) == "transferring")
        assert Ability.SHOOT in it.record.blocked
        with pytest.raises(NotReady, match="function"):
            await it.ask(Verb.SHOOT)
        with pytest.raises(NotReady):
            await it.session.watch(it.record.key, on=True)
        assert it.calls("actTakePicture") == []
        await it.set(Setting.FUNCTION, "remote_shooting")
        await it.until(lambda: Ability.AUTOFOCUS not in it.record.blocked)
        assert it.reading(Reading.STATUS) == "ready"


async def test_an_older_edition_is_refused() -> None:
    async with studio("HDR-AS15", opened=False) as it:
        with pytest.raises(TooOld):
            await it.session.open()


async def test_a_camera_that_is_switched_off_is_noticed() -> None:
    async with studio() as it:
        await it.camera.stop()
        assert it.running is not None
        with pytest.raises((Unreachable, Refused)):
            async with asyncio.timeout(20):
                await it.running


# Nothing is left behind.


async def test_a_session_leaves_no_task_and_says_nothing_aloud(
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = asyncio.all_tasks()
    async with studio("ILCE-QX1") as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.ask(Verb.SHOOT)
        await it.ask(Verb.HALF_PRESS)
        library = it.session.library
        assert library is not None
        await library.browse(it.record.key, None)
        async with asyncio.timeout(2):
            await it.close()
    await asyncio.sleep(0)
    left = {task for task in asyncio.all_tasks() - before if "camhub" in repr(task.get_coro())}
    assert left == set()
    loud = [r for r in caplog.records if "camhub" in r.name and r.levelno > logging.DEBUG]
    assert loud == []
