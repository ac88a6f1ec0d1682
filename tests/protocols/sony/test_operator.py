"""What users ask for, as it reaches the camera."""

from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.camhub.link.errors import BadRequest, Busy, Rejected, Unsupported
from custom_components.camhub.link.session import Command
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.sony import operator, transfer
from tests.protocols.sony.studio import studio

pytestmark = pytest.mark.usefixtures("socket_enabled", "quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operator, "START", 0.3)
    monkeypatch.setattr(operator, "SWITCH", 0.5)
    monkeypatch.setattr(transfer, "LINGER", 0.05)


async def test_what_no_camera_can_is_unsupported() -> None:
    async with studio() as it:
        with pytest.raises(Unsupported):
            await it.session.send(Command(Verb.SEND_TEXT, (it.record.key,)))
        for series in ("continuous", "interval"):
            with pytest.raises(Unsupported):
                await it.ask(Verb.START_SERIES, series=series)


@pytest.mark.parametrize(
    ("setting", "value", "steps", "wanted"),
    [
        (Setting.SELF_TIMER, "0", 1, "2"),
        (Setting.SELF_TIMER, "2", -5, "0"),
        (Setting.SELF_TIMER, "0", 99, "10"),
        (Setting.EXPOSURE_COMPENSATION, 0, 2, 0.7),
        (Setting.EXPOSURE_COMPENSATION, 0, -99, -5),
    ],
)
async def test_a_setting_is_stepped_within_its_range(
    setting: Setting, value: Any, steps: int, wanted: Any
) -> None:
    async with studio() as it:
        if it.setting(setting).value != value:
            await it.set(setting, value)
        await it.ask(Verb.STEP_SETTING, setting=setting, steps=steps)
        await it.until(lambda: it.setting(setting).value == wanted)


async def test_a_colour_temperature_is_stepped_by_the_cameras_own_steps() -> None:
    async with studio() as it:
        await it.until(lambda: it.setting(Setting.COLOUR_TEMPERATURE).maximum)
        with pytest.raises(Busy, match="no steps"):
            await it.ask(Verb.STEP_SETTING, setting=Setting.COLOUR_TEMPERATURE, steps=1)
        await it.set(Setting.COLOUR_TEMPERATURE, 9800)
        await it.ask(Verb.STEP_SETTING, setting=Setting.COLOUR_TEMPERATURE, steps=5)
        await it.until(lambda: it.setting(Setting.COLOUR_TEMPERATURE).value == 9900)


async def test_what_is_not_known_is_not_stepped() -> None:
    async with studio() as it:
        with pytest.raises(Unsupported):
            await it.ask(Verb.STEP_SETTING, setting=Setting.LOOP_TIME, steps=1)
        await it.until(lambda: it.setting(Setting.PROGRAM_SHIFT).minimum)
        with pytest.raises(Busy):
            await it.ask(Verb.STEP_SETTING, setting=Setting.PROGRAM_SHIFT, steps=1)
        it.camera.set_value("SelfTimer", -1)
        await it.until(lambda: it.setting(Setting.SELF_TIMER).value is None)
        with pytest.raises(Busy, match="does not tell"):
            await it.ask(Verb.STEP_SETTING, setting=Setting.SELF_TIMER, steps=1)


async def test_recording_that_goes_on_is_not_started_again() -> None:
    async with studio("HDR-AS100V") as it:
        await it.until(lambda: it.setting(Setting.RECORD).writable)
        for _ in range(2):
            await it.ask(Verb.SET_RECORDING, enable=True)
        for _ in range(2):
            await it.ask(Verb.SET_RECORDING, enable=False)
            await it.until(lambda: it.reading(Reading.STATUS) == "ready")
        assert it.calls("startMovieRec") == it.calls("stopMovieRec") == [[]]
        assert it.kinds.count(Kind.RECORDING_STOPPED) == 1


async def test_a_start_that_is_ignored_is_told() -> None:
    async with studio("HDR-AS100V") as it:
        await it.until(lambda: it.setting(Setting.RECORD).writable)
        await it.camera.set_fault("ignores_start")
        with pytest.raises(Rejected):
            await it.ask(Verb.SET_RECORDING, enable=True)


async def test_a_bulb_exposure_wants_its_shutter_speed() -> None:
    async with studio("ILCE-7RM2") as it:
        with pytest.raises(Busy, match="BULB"):
            await it.ask(Verb.START_SERIES, series="bulb")
        assert it.calls("startBulbShooting") == []


async def test_a_series_follows_the_mode() -> None:
    async with studio("HDR-AS100V") as it:
        await it.set(Setting.SHOOT_MODE, "interval")
        await it.ask(Verb.START_SERIES)
        await it.until(lambda: Kind.INTERVAL_STARTED in it.kinds)
        await it.ask(Verb.STOP_SERIES)
        await it.until(lambda: Kind.INTERVAL_STOPPED in it.kinds)


async def test_a_function_that_does_not_switch_is_told() -> None:
    async with studio("HDR-AZ1") as it:
        await it.camera.set_fault("transfer_fails")
        with pytest.raises(Rejected, match="function"):
            await it.ask(Verb.SET_SETTING, setting=Setting.FUNCTION, value="contents_transfer")


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")], ids=str)
async def test_the_clock_is_set_to_the_zone_of_the_home(zone: tzinfo) -> None:
    async with studio("ILCE-QX1", options={"set_clock": True}, opened=False, zone=zone) as it:
        await it.open()
        ((moment,),) = it.calls("setCurrentTime")
        assert abs(datetime.fromisoformat(moment["dateTime"]) - datetime.now(UTC)).seconds < 60
        offset = datetime.now(zone).utcoffset()
        assert offset is not None
        minutes = moment["timeZoneOffsetMinute"] + moment["dstOffsetMinute"]
        assert minutes * 60 == offset.total_seconds()


async def test_a_clock_that_cannot_be_set_keeps_nobody_out() -> None:
    async with studio("ILCE-QX1", options={"set_clock": True}, opened=False) as it:
        await it.camera.set_fault("error", "1:setCurrentTime")
        await it.open()
        assert it.reading(Reading.STATUS) == "ready"


async def test_nothing_is_deleted_without_a_name() -> None:
    async with studio("FDR-X1000V") as it:
        with pytest.raises(BadRequest):
            await it.ask(Verb.DELETE, photo_ids=[], confirm=True)
        assert it.calls("deleteContent") == []


@pytest.mark.parametrize("answer", ["1", "3"])
async def test_a_white_balance_that_is_not_measured_says_why(answer: str) -> None:
    async with studio("FDR-X1000V") as it:
        await it.set(Setting.SHOOT_MODE, "still")
        await it.camera.set_fault("error", f"{answer}:actWhiteBalanceOnePushCustom")
        with pytest.raises((Busy, BadRequest)):
            await it.ask(Verb.MEASURE_WHITE_BALANCE)
