"""A session with a camera: what it tells, what it asks for and how often, and what it leaves behind."""

import asyncio
from typing import Any

import pytest

from custom_components.camhub.link.errors import (
    BadRequest,
    Busy,
    Farewell,
    NotThisSystem,
    OtherDevice,
    Refused,
    Rejected,
    TooOld,
    Unreachable,
)
from custom_components.camhub.link.library import Rendition
from custom_components.camhub.link.session import Ports
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.bandit import PROTOCOL, connection
from custom_components.camhub.protocols.bandit.connection import BUSY_ROUND, ROUND
from tests.protocols.bandit.studio import studio

pytestmark = pytest.mark.usefixtures("socket_enabled")

RECORD = "POST /record"


async def test_it_tells_what_is_there_as_a_baseline() -> None:
    async with studio() as it:
        assert it.record.serial == it.camera.serial
        assert (it.record.name, it.record.model, it.record.firmware) == (
            "Bandit-5F3A",
            "Bandit",
            "1.57.500",
        )
        assert it.reading(Reading.STATUS) == "ready"
        assert it.reading(Reading.BATTERY) == 80
        assert it.reading(Reading.RECORDING_TIME) is None
        assert it.happened == []


@pytest.mark.parametrize(
    ("simulated", "error"),
    [
        ({"faults": ["lookalike"]}, NotThisSystem),
        ({"faults": [("lookalike", "api")]}, NotThisSystem),
        ({"faults": [("lookalike", "login")]}, NotThisSystem),
        ({"faults": [("body", "garbage:/version")]}, NotThisSystem),
        ({"faults": [("body", "garbage:*")]}, NotThisSystem),
        ({"faults": [("version", "3")]}, TooOld),
        ({"faults": [("other_serial", "BANDIT-OTHER")]}, OtherDevice),
        ({"faults": ["wrong_backchannel"]}, Refused),
        ({"faults": ["refused"]}, Unreachable),
    ],
)
async def test_what_is_not_this_camera_is_not_taken_for_it(
    simulated: dict[str, Any], error: type[Exception]
) -> None:
    async with studio(opened=False, **simulated) as it:
        with pytest.raises(error):
            await it.open()
        assert not it.store.cameras


async def test_a_probe_tells_the_serial_number_and_the_firmware() -> None:
    async with studio(opened=False, serial="B1", ssid="", firmware="1.40.2") as it:
        found = await PROTOCOL.probe(it.config, it.ports)
        assert (found.title, found.unique_id, found.firmware) == ("Bandit", "B1", "1.40.2")
        assert found.data == {"serial": "B1"}


async def test_a_recording_is_told_of_with_its_files() -> None:
    async with studio() as it:
        await it.ask(Verb.SET_RECORDING, enable=True)
        assert it.reading(Reading.STATUS) == "recording"
        assert it.record.blocked == {Ability.SHOOT}
        it.camera.press_record()
        await it.until(lambda: Kind.RECORDING_STOPPED in it.kinds)
        assert it.kinds == [Kind.RECORDING_STARTED, Kind.RECORDING_STOPPED]
        (video,) = it.happened[-1].data["files"]
        assert video["id"] == f"video/{it.camera.videos[-1].id}"
        assert video["size"] == it.camera.videos[-1].size
        assert it.reading(Reading.RECORDING) is False
        await it.until(lambda: it.pictures)
        assert it.pictures[-1].name == "MOV_0007.MP4"


async def test_what_it_does_already_is_not_asked_for_again() -> None:
    async with studio() as it:
        await it.ask(Verb.SET_RECORDING, enable=False)
        await it.ask(Verb.SET_RECORDING, enable=True)
        await it.ask(Verb.SET_RECORDING, enable=True)
        assert it.asked(RECORD) == 1


@pytest.mark.parametrize("fault", ["ignores_start", "lost_notices"])
async def test_a_recording_that_does_not_begin_is_an_error_unless_the_status_tells_of_it(
    fault: str,
) -> None:
    async with studio(faults=[fault]) as it:
        if fault == "lost_notices":
            await it.ask(Verb.SET_RECORDING, enable=True)
            assert it.reading(Reading.RECORDING) is True
        else:
            with pytest.raises(Rejected, match="does not start"):
                await it.ask(Verb.SET_RECORDING, enable=True)
        assert it.asked(RECORD) == 1


async def test_a_photo_outside_the_image_mode_switches_there_and_back() -> None:
    async with studio() as it:
        outcome = await it.ask(Verb.SHOOT)
        (photo,) = outcome.photos
        assert photo["id"] == f"picture/{it.camera.images[-1].id}"
        assert it.setting(Setting.SHOOT_MODE).value == "normal"
        assert it.camera.settings["video"]["mode"] == "normal"
        assert "image" not in it.camera.settings
        assert it.kinds[0] is Kind.PHOTO_TAKEN
        await it.until(lambda: Kind.PHOTO_AVAILABLE in it.kinds)
        assert it.pictures[-1].data.startswith(b"\xff\xd8")


async def test_a_burst_is_one_event() -> None:
    async with studio() as it:
        await it.set(Setting.SHOOT_MODE, "burst")
        outcome = await it.ask(Verb.SHOOT)
        assert len(outcome.photos) > 1
        (event,) = [event for event in it.happened if event.kind is Kind.PHOTO_TAKEN]
        assert event.data["photos"] == [
            {name: value for name, value in photo.items() if name != "camera"}
            for photo in outcome.photos
        ]
        assert it.setting(Setting.SHOOT_MODE).value == "burst"


async def test_a_photo_that_does_not_come_leaves_the_mode_as_it_was() -> None:
    async with studio(faults=["ignores_start"]) as it:
        with pytest.raises(Rejected, match="no photo"):
            await it.ask(Verb.SHOOT)
        assert it.camera.settings["video"]["mode"] == "normal"
        assert it.asked(RECORD) == 1


async def test_a_shot_whose_answer_is_lost_is_not_sent_again() -> None:
    async with studio(faults=[("lost_reply", "POST /record")]) as it:
        outcome = await it.ask(Verb.SHOOT)
        assert len(outcome.photos) == 1
        assert it.asked(RECORD) == 1
        assert it.camera.settings["video"]["mode"] == "normal"


async def test_a_mode_that_a_lost_link_left_is_set_back_at_the_next() -> None:
    async with studio(faults=["ignores_start"]) as it:
        shot = asyncio.create_task(it.ask(Verb.SHOOT))
        await it.until(lambda: it.asked(RECORD))
        it.camera.set_fault("refused")
        with pytest.raises((Rejected, Unreachable)):
            await shot
        assert "image" in it.camera.settings
        it.camera.clear_fault("refused")
        await it.reopen()
        assert it.camera.settings["video"]["mode"] == "normal"
        assert it.setting(Setting.SHOOT_MODE).value == "normal"


async def test_no_photo_is_taken_while_it_records() -> None:
    async with studio() as it:
        await it.ask(Verb.SET_RECORDING, enable=True)
        with pytest.raises(Busy, match="records"):
            await it.ask(Verb.SHOOT)
        assert it.asked(RECORD) == 1


async def test_the_status_is_asked_for_more_often_while_something_goes_on() -> None:
    async with studio() as it:
        await it.until(lambda: it.clock.naps.count(ROUND) > 1)
        it.clock.naps.clear()
        it.camera.press_record()
        await it.until(lambda: it.clock.naps.count(BUSY_ROUND) > 1)
        assert it.clock.naps.count(ROUND) <= 1
        it.camera.press_record()
        it.clock.naps.clear()
        await it.until(lambda: it.clock.naps.count(ROUND) > 1)


async def test_what_no_notification_tells_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SETTINGS", 2 * connection.ROUND)
    async with studio() as it:
        it.camera.set_battery(17, charging=True)
        it.camera.set_gps(fix=False, strength=3)
        await it.until(lambda: it.reading(Reading.BATTERY) == 17)
        assert it.reading(Reading.CHARGING) is True
        assert it.reading(Reading.GPS_FIX) is False
        it.camera.settings["camera"]["gnss_enabled"] = False
        await it.until(lambda: it.setting(Setting.GPS).value is False)


async def test_a_status_that_is_older_than_a_notification_does_not_undo_it() -> None:
    async with studio() as it:
        it.camera.set_fault("slow", "0.3:/status:1")
        asked = it.asked("GET /status")
        await it.until(lambda: it.asked("GET /status") > asked)
        seen: list[object] = []
        it.camera.press_record()
        await it.until(lambda: it.reading(Reading.RECORDING) is True)
        asked = it.asked("GET /status")
        while it.asked("GET /status") < asked + 2:
            seen.append(it.reading(Reading.RECORDING))
            await asyncio.sleep(0.005)
        assert set(seen) == {True}


async def test_what_happened_while_away_is_no_event() -> None:
    async with studio() as it:
        await it.close()
        it.camera.press_record()
        await it.camera.wait_recording()
        await it.reopen()
        assert it.reading(Reading.RECORDING) is True
        assert it.happened == []


async def test_a_full_card_is_low_until_more_is_free() -> None:
    async with studio() as it:
        it.camera.card_full()
        await it.until(lambda: it.reading(Reading.MEMORY_LOW) is True)
        await it.reopen()
        assert it.reading(Reading.MEMORY_LOW) is True
        it.camera.card_mended()
        await it.until(lambda: it.reading(Reading.MEMORY_LOW) is False)
        assert it.kinds.count(Kind.MEMORY_LOW) == 1


@pytest.mark.parametrize("shape", ["one", "all", "outside"])
async def test_a_camera_that_goes_off_says_why(shape: str) -> None:
    async with studio(assume={"shutting_down": shape}) as it:
        await it.camera.overheat()
        assert isinstance(await it.ended(), Farewell)
        assert it.reading(Reading.STATUS) == "off"
        assert it.reading(Reading.SHUTDOWN_REASON) == "overheating"
        assert it.happened[-1].data == {"reason": "overheating"}


async def test_a_broken_card_is_taken_to_be_mended_when_the_camera_was_off() -> None:
    async with studio() as it:
        it.camera.card_error()
        await it.until(lambda: it.reading(Reading.MEMORY_ERROR) is True)
        await it.reopen()
        assert it.reading(Reading.MEMORY_ERROR) is True
        await it.camera.switch_off()
        assert isinstance(await it.ended(), Farewell)
        await it.camera.power_on()
        await it.reopen()
        assert it.reading(Reading.MEMORY_ERROR) is False
        assert it.reading(Reading.STATUS) == "ready"


async def test_a_camera_whose_wifi_is_switched_off_says_so() -> None:
    async with studio() as it:
        await it.camera.wifi_off()
        assert isinstance(await it.ended(), Farewell)
        assert it.reading(Reading.STATUS) == "wifi_off"
        assert it.kinds == [Kind.WIFI_STOPPED]


@pytest.mark.parametrize("how", ["silent", "refused", "backchannel_closes"])
async def test_a_camera_that_vanishes_is_missed(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ANSWER", 0.5)
    async with studio() as it:
        it.camera.set_fault(how)
        it.camera.notify("viewfinder_started", {"viewfinder_active": True})
        assert isinstance(await it.ended(), Unreachable)
        assert not isinstance(await it.ended(), Farewell)


async def test_another_camera_at_the_address_ends_the_link() -> None:
    async with studio() as it:
        it.camera.set_fault("other_serial", "BANDIT-OTHER")
        with pytest.raises(OtherDevice):
            await it.session.resync()


async def test_the_clock_is_set_where_that_is_wanted_and_it_is_wrong() -> None:
    async with studio(options={"set_clock": True}) as it:
        assert it.asked("POST /datetime") == 0
        await it.ask(Verb.SET_CLOCK)
        assert it.asked("POST /datetime") == 1


async def test_a_mode_that_was_changed_at_the_camera_is_not_changed_back() -> None:
    async with studio() as it:
        it.camera.settings["video"].update(mode="slow_motion", framerate_fps=60)
        await it.set(Setting.MOVIE_QUALITY, "720p")
        assert it.camera.settings["video"]["mode"] == "slow_motion"
        assert it.setting(Setting.SHOOT_MODE).value == "slow_motion"


async def test_an_unknown_notification_is_told_as_it_came() -> None:
    async with studio() as it:
        it.camera.notify("lens_dirty", {"percent": 40})
        event = (await it.until(lambda: it.happened))[0]
        assert event.kind is Kind.OTHER_NOTIFICATION
        assert event.data == {"type": "lens_dirty", "more": {"percent": 40}}


async def test_live_view_of_somebody_else_is_left_alone() -> None:
    async with studio() as it:
        async with it.http.post(
            f"{it.camera.address}/api/2/viewfinder",
            json={"viewfinder_active": True, "viewfinder_streaming_port": 40_404},
        ) as answer:
            assert answer.status == 200
        with pytest.raises(Busy, match="somebody else"):
            await it.session.watch(it.record.key, on=True)
        assert it.camera.viewfinder_target is not None
        await it.ask(Verb.SET_LIVE_VIEW, enable=False)
        assert not it.camera.viewfinder_active
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)


async def test_live_view_that_was_left_on_is_ended_at_the_next_connection() -> None:
    async with studio() as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        it.camera.set_fault("backchannel_closes")
        it.camera.notify("lens_dirty", {})
        assert isinstance(await it.ended(), Unreachable)
        it.camera.clear_fault("backchannel_closes")
        await it.reopen()
        assert not it.camera.viewfinder_active


async def test_live_view_that_stops_by_itself_is_asked_for_again() -> None:
    async with studio(faults=[("viewfinder_ends", 0.3)]) as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.kinds.count(Kind.LIVE_VIEW_STARTED) > 2)
        assert None not in it.frames
        await it.session.watch(it.record.key, on=False)
        assert not it.camera.viewfinder_active


async def test_live_view_that_never_shows_anything_ends() -> None:
    async with studio(faults=["viewfinder_stalls"]) as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        assert it.frames == [None]


async def test_closing_ends_what_was_begun() -> None:
    async with studio() as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.close()
        assert not it.camera.viewfinder_active
        assert it.camera.max_connections_seen <= 4


async def test_files_are_kept_whole_or_cut_with_their_progress() -> None:
    async with studio() as it:
        video = it.camera.videos[0]
        await it.ask(Verb.DOWNLOAD, photo_ids=[f"video/{video.id}"])
        assert len(it.saved.pop("MOV_0001.MP4")) == video.size
        assert it.reading(Reading.DOWNLOAD_PROGRESS) is None
        await it.ask(Verb.DOWNLOAD, photo_ids=[f"video/{video.id}"], offset=2.0, length=3.0)
        assert 0 < len(it.saved.pop("MOV_0001.MP4")) < video.size
        await it.ask(Verb.DOWNLOAD, photo_ids=[f"video/{video.id}"], frame_at=3.0)
        assert it.saved.pop("MOV_0001_3.jpg").startswith(b"\xff\xd8")
        with pytest.raises(BadRequest):
            await it.ask(Verb.DOWNLOAD)


async def test_only_what_the_camera_offers_is_transcoded() -> None:
    async with studio() as it:
        video = f"video/{it.camera.videos[0].id}"
        with pytest.raises(BadRequest, match="720p at 30"):
            await it.ask(Verb.TRANSCODE, photo_ids=[video], resolution="8k")
        await it.ask(Verb.TRANSCODE, photo_ids=[video], resolution="720p", frame_rate=30)
        await it.until(lambda: Kind.TRANSCODING_DONE in it.kinds)
        assert it.saved


async def test_a_ride_is_kept_as_a_track() -> None:
    async with studio() as it:
        outcome = await it.ask(Verb.GET_TRACK, item=f"video/{it.camera.videos[0].id}")
        (told,) = outcome.results
        assert told["points"] > 1
        assert told["distance"] > 0
        assert told["file"] == "MOV_0001.gpx"
        assert b"<trkpt" in it.saved["MOV_0001.gpx"]


async def test_highlights_are_made_changed_and_deleted() -> None:
    async with studio() as it:
        video = it.camera.videos[0]
        before = len(video.tags)
        outcome = await it.ask(Verb.TAG, item=f"video/{video.id}", offset=5.0)
        (made,) = outcome.results[0]["highlights"]
        assert len(video.tags) == before + 1
        outcome = await it.ask(Verb.TAG, highlight=made["id"], length=2.0)
        assert outcome.results[0]["length"] == 2
        await it.ask(Verb.DELETE, photo_ids=[made["id"]], confirm=True)
        assert len(video.tags) == before
        with pytest.raises(Busy, match="records nothing"):
            await it.ask(Verb.TAG)
        with pytest.raises(BadRequest):
            await it.ask(Verb.TAG, offset=1.0)
        with pytest.raises(BadRequest):
            await it.ask(Verb.TAG, item=f"video/{video.id}")


async def test_all_highlights_of_a_video_are_deleted_and_it_stays() -> None:
    async with studio() as it:
        video = next(video for video in it.camera.videos if len(video.tags) > 1)
        stored = len(it.camera.videos)
        outcome = await it.ask(Verb.DELETE, photo_ids=[f"highlights/{video.id}"], confirm=True)
        assert outcome.results[0]["deleted"] == 1
        assert not video.tags
        assert len(it.camera.videos) == stored
        assert it.asked(f"DELETE /videos/{video.id}/tags") == 1
        with pytest.raises(BadRequest):
            await it.ask(Verb.DELETE, photo_ids=["highlights"], confirm=True)


async def test_gps_data_are_handed_over() -> None:
    async with studio() as it:
        await it.ask(Verb.UPLOAD_GPS_DATA, path=b"x" * 1000)
        assert [size for _, size in it.camera.uploads] == [1000]


async def test_no_more_than_two_files_are_on_their_way() -> None:
    size = 4_000_000
    async with studio(video_size=size) as it:
        library = it.session.library
        assert library is not None
        one, other, third = (f"video/{video.id}" for video in it.camera.videos[:3])
        key = it.record.key
        async with (
            library.fetch(key, one, Rendition.ORIGINAL) as first,
            library.fetch(key, other, Rendition.ORIGINAL),
        ):
            with pytest.raises(Busy):
                async with library.fetch(key, third, Rendition.ORIGINAL):
                    pass
            assert first.length == size
            await it.session.resync()


def test_a_memory_that_is_none_is_not_taken() -> None:
    it = PROTOCOL.system({"host": "", "port": 1, "serial": ""}, Ports(emit=lambda _: None))
    with pytest.raises(TypeError):
        it.load({**it.dump(), "low_at": "full"})
    it.load({**it.dump(), "low_at": 5, "card_error": True})
    assert it.dump()["low_at"] == 5
