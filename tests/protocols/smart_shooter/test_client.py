"""A session with the application, over real sockets: what it hears, asks and ends."""

import asyncio
from typing import Any, override

import pytest

from custom_components.camhub.link.errors import (
    BadRequest,
    Busy,
    NotReady,
    Rejected,
    TimedOut,
    Unsupported,
)
from custom_components.camhub.link.session import Clock
from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.smart_shooter import client, liveviews
from custom_components.camhub.protocols.smart_shooter.client import probe
from simulators.smart_shooter import Assumptions, SmartShooter

from .studio import ByHand, Studio, studio

pytestmark = pytest.mark.usefixtures("deadlines")
BOTH = pytest.mark.parametrize("vintage", ["v3", "v4"])


@BOTH
async def test_a_session_opens_with_everything_there_is_as_a_baseline(vintage: str) -> None:
    async with studio(vintage=vintage, cameras=12, opened=False) as it:
        await it.session.open()
        hub = it.store.cameras[HUB]
        assert hub.name == "studio-mac.local"
        assert hub.readings[Reading.CAMERAS_ONLINE] == 12
        assert [it.record(n).name for n in range(12)] == [f"C{n:03}" for n in range(1, 13)]
        assert all(it.record(n).settings[Setting.ISO].options for n in range(12))
        assert [snapshot.baseline for snapshot in it.snapshots] == [True]
        assert it.happened == []


async def test_both_vintages_come_to_the_same_cameras() -> None:
    records = []
    for vintage in ("v3", "v4"):
        async with studio(vintage=vintage) as it:
            records.append({key: it.store.cameras[key] for key in it.rig.keys})
    old, new = records
    for key, camera in old.items():
        assert camera.readings.items() <= new[key].readings.items()
        assert camera.settings.keys() <= new[key].settings.keys()
        assert (camera.name, camera.maker, camera.model) == (
            new[key].name,
            new[key].maker,
            new[key].model,
        )


@BOTH
async def test_what_happens_at_the_rig_is_told(vintage: str) -> None:
    async with studio(vintage=vintage) as it:
        it.rig.set_battery(it.rig.keys[1], 7)
        await it.until(lambda: it.record(1).readings[Reading.BATTERY] == 7)
        assert it.store.cameras[HUB].readings[Reading.LOWEST_BATTERY] == 7
        it.rig.unplug(it.rig.keys[2])
        lost = await it.until_told(Kind.CAMERA_LOST)
        assert lost.key == it.rig.keys[2]
        assert not it.record(2).online
        it.rig.set_property(it.rig.keys[0], "ISO", "400")
        await it.until(lambda: it.record().settings[Setting.ISO].value == "400")


@BOTH
async def test_a_photo_is_taken_and_downloaded_once(vintage: str) -> None:
    async with studio(vintage=vintage) as it:
        it.rig.press_shutter(it.rig.keys[0])
        downloaded = await it.until_told(Kind.PHOTO_DOWNLOADED)
        assert it.kinds(it.rig.keys[0]) == [Kind.PHOTO_TAKEN, Kind.PHOTO_DOWNLOADED]
        assert downloaded.data["id"] in it.rig.photos
        assert it.record().readings[Reading.LAST_PHOTO] == downloaded.data["name"]


async def test_raw_and_jpeg_are_one_photo() -> None:
    async with studio() as it:
        key = it.rig.keys[0]
        both = next(o for o in it.record().settings[Setting.IMAGE_QUALITY].options if "+" in o)
        it.rig.set_property(key, "Quality", both)
        it.rig.press_shutter(key)
        await it.until(lambda: it.kinds(key).count(Kind.PHOTO_DOWNLOADED) == 2)
        assert it.kinds(key).count(Kind.PHOTO_TAKEN) == 1


@BOTH
async def test_shooting_all_cameras_is_one_message(vintage: str) -> None:
    async with studio(vintage=vintage, cameras=12) as it:
        outcome = await it.send(Verb.SHOOT, wait=True)
        assert it.requests("Shoot") == [{"CameraSelection": "All"}]
        assert not outcome.missing
        assert {photo["camera"] for photo in outcome.photos} == set(it.rig.keys)
        assert {photo["id"] for photo in outcome.photos} == set(it.rig.photos)
        complete = await it.until_told(Kind.SHOT_COMPLETE)
        assert complete.key == HUB
        assert complete.data == {
            "cameras": [it.record(n).name for n in range(12)],
            "missing": [],
            "missing_devices": [],
        }
        assert it.store.cameras[HUB].readings[Reading.LAST_SHOT_MISSING] == 0


async def test_one_several_and_a_group_of_cameras() -> None:
    async with studio() as it:
        a, b, c, _ = it.rig.keys
        await it.send(Verb.AUTOFOCUS, a)
        await it.send(Verb.AUTOFOCUS, a, c)
        await it.send(Verb.SET_GROUP, a, b, group="wall")
        await it.until(lambda: it.record(1).settings[Setting.GROUP].value == "wall")
        await it.send(Verb.AUTOFOCUS, a, b)
        assert it.requests("Autofocus") == [
            {"CameraSelection": "Single", "CameraKey": a},
            {"CameraSelection": "Multiple", "CameraKeys": [a, c]},
            {"CameraSelection": "Group", "CameraGroup": "wall"},
        ]


async def test_a_shot_that_is_incomplete_names_the_camera_that_did_not_deliver() -> None:
    async with studio() as it:
        it.options["shot_limit"] = 0.3
        it.rig.miss_shot(it.rig.keys[2])
        outcome = await it.send(Verb.SHOOT, wait=True)
        assert outcome.missing == (it.rig.keys[2],)
        assert len(outcome.photos) == 3
        incomplete = await it.until_told(Kind.SHOT_INCOMPLETE)
        assert incomplete.data["missing"] == [it.record(2).name]
        assert incomplete.data["missing_devices"] == [it.rig.keys[2]]
        assert len(incomplete.data["cameras"]) == 4
        assert it.store.cameras[HUB].readings[Reading.LAST_SHOT_MISSING] == 1
        assert Kind.SHOT_COMPLETE not in it.kinds()
        assert it.kinds(it.rig.keys[2]) == [Kind.PHOTO_FAILED]


async def test_a_camera_is_missing_when_the_option_says_so_and_no_sooner() -> None:
    clock = ByHand()
    async with studio(clock=clock) as it:
        for limit in (10, 7, 600):
            await it.until(
                lambda: all(it.record(n).readings[Reading.STATUS] == "ready" for n in range(4))
            )
            it.happened.clear()
            it.options["shot_limit"] = limit
            it.rig.miss_shot(it.rig.keys[2])
            await it.send(Verb.SHOOT)
            await it.until(lambda: it.kinds().count(Kind.PHOTO_DOWNLOADED) == 3)
            [(seconds, over)] = clock.waiting
            assert seconds == limit
            assert it.kinds(HUB) == []
            over.set_result(None)
            await it.until_told(Kind.SHOT_INCOMPLETE)
            clock.waiting.clear()


async def test_every_camera_that_did_not_deliver_is_named() -> None:
    async with studio() as it:
        it.options["shot_limit"] = 0.3
        missing = (it.rig.keys[1], it.rig.keys[3])
        for key in missing:
            it.rig.miss_shot(key)
        outcome = await it.send(Verb.SHOOT, wait=True)
        assert outcome.missing == missing
        assert {photo["camera"] for photo in outcome.photos} == {*it.rig.keys} - {*missing}
        incomplete = await it.until_told(Kind.SHOT_INCOMPLETE)
        assert incomplete.data["missing"] == [it.record(1).name, it.record(3).name]
        assert incomplete.data["missing_devices"] == list(missing)
        assert it.store.cameras[HUB].readings[Reading.LAST_SHOT_MISSING] == 2


async def test_a_camera_that_cannot_take_part_is_named_at_once() -> None:
    async with studio() as it:
        a, *_, b = it.rig.keys
        it.rig.unplug(b)
        await it.until(lambda: not it.record(3).online)
        outcome = await it.send(Verb.SHOOT, a, b)
        assert outcome.missing == (b,)
        complete = await it.until_told(Kind.SHOT_COMPLETE)
        assert complete.data["cameras"] == [it.record().name], "only who was ready is expected"
        assert it.requests("Shoot") == [{"CameraSelection": "Single", "CameraKey": a}]


async def test_a_camera_that_is_busy_is_not_expected_and_not_forgotten() -> None:
    async with studio(assume=Assumptions(busy_camera="skip")) as it:
        a, b, *others = it.rig.keys
        it.rig.set_status(b, "Busy")
        await it.until(lambda: it.record(1).readings[Reading.STATUS] == "busy")
        outcome = await it.send(Verb.SHOOT, wait=True)
        assert outcome.missing == (b,)
        assert {photo["camera"] for photo in outcome.photos} == {a, *others}
        assert it.requests("Shoot") == [{"CameraSelection": "All"}]
        complete = await it.until_told(Kind.SHOT_COMPLETE)
        assert complete.data["cameras"] == [it.record(n).name for n in (0, 2, 3)]
        assert it.store.cameras[HUB].readings[Reading.LAST_SHOT_MISSING] == 0


async def test_the_photo_of_a_busy_camera_is_the_shots_all_the_same() -> None:
    async with studio() as it:
        a, b, _, d = it.rig.keys
        it.rig.set_status(b, "Busy")
        await it.until(lambda: it.record(1).readings[Reading.STATUS] == "busy")
        it.options["shot_limit"] = 1
        it.rig.unplug(d)
        await it.until(lambda: not it.record(3).online)
        it.rig.miss_shot(a)
        outcome = await it.send(Verb.SHOOT, a, b, d, wait=True)
        assert outcome.missing == (d, a)
        assert {photo["camera"] for photo in outcome.photos} == {b}
        incomplete = await it.until_told(Kind.SHOT_INCOMPLETE)
        assert incomplete.data["cameras"] == incomplete.data["missing"] == [it.record().name]


async def test_a_shot_begun_elsewhere_gives_photo_events_only() -> None:
    async with studio() as it:
        it.rig.press_shutter(it.rig.keys[0])
        await it.until_told(Kind.PHOTO_DOWNLOADED)
        assert it.kinds(HUB) == []


async def test_nothing_is_shot_where_no_camera_is_ready() -> None:
    async with studio(cameras=1) as it:
        it.rig.set_status(it.rig.keys[0], "Busy")
        await it.until(lambda: it.record().readings[Reading.STATUS] == "busy")
        with pytest.raises(Busy):
            await it.send(Verb.SHOOT)
        it.rig.set_status(it.rig.keys[0], "Disconnected")
        await it.until(lambda: not it.record().online)
        with pytest.raises(Busy):
            await it.send(Verb.SHOOT)
        assert it.requests("Shoot") == []


async def test_a_shot_that_is_refused_is_none() -> None:
    async with studio() as it:
        await it.rig.set_fault("false_reply", "Shoot")
        with pytest.raises(Rejected):
            await it.send(Verb.SHOOT, wait=True)
        assert it.happened == []
        assert not it.rig.photos


@BOTH
async def test_a_property_that_was_set_reads_back(vintage: str) -> None:
    async with studio(vintage=vintage) as it:
        iso = it.record().settings[Setting.ISO]
        other = next(option for option in iso.options if option != iso.value)
        await it.send(Verb.SET_SETTING, setting="iso", value=other)
        await it.until(
            lambda: all(it.record(n).settings[Setting.ISO].value == other for n in range(4))
        )
        assert it.store.cameras[HUB].settings[Setting.ISO].value == other
        assert it.requests("SetProperty") == [
            {
                "CameraSelection": "All",
                "CameraPropertyType": "ISO",
                "CameraPropertyValue": other,
            }
        ]


async def test_an_option_of_the_application_reads_back() -> None:
    async with studio() as it:
        await it.send(Verb.SET_SETTING, setting="unique_tag", value="tag")
        hub = it.store.cameras
        await it.until(lambda: hub[HUB].settings[Setting.UNIQUE_TAG].value == "tag")


async def test_several_things_about_live_view_are_as_many_messages() -> None:
    async with studio() as it:
        outcome = await it.send(Verb.SET_LIVE_VIEW, it.rig.keys[0], enable=True, zoom=True)
        assert not outcome.missing
        assert len(it.requests("EnableLiveview")) == len(it.requests("EnableLiveviewZoom")) == 1


async def test_photos_are_named_by_their_ids() -> None:
    async with studio() as it:
        it.rig.press_shutter(it.rig.keys[0])
        photo = (await it.until_told(Kind.PHOTO_DOWNLOADED)).data["id"]
        await it.send(Verb.RENAME_PHOTO, photo_ids=[photo], name="best")
        assert it.requests("RenamePhoto") == [
            {"PhotoSelection": "Single", "PhotoKey": photo, "PhotoComputedName": "best"}
        ]
        await it.until_told(Kind.PHOTO_RENAMED)
        with pytest.raises(BadRequest):
            await it.send(Verb.DELETE, delete_files=True)


async def test_what_version_3_cannot_do_is_unsupported_and_not_sent() -> None:
    async with studio(vintage="v3") as it:
        before = len(it.rig.requests)
        asked: list[tuple[Verb, dict[str, Any]]] = [
            (Verb.CANCEL_TRIGGER, {}),
            (Verb.SHOOT, {"origin": "door"}),
            (Verb.DELETE, {"all_photos": True, "delete_files": False}),
        ]
        for verb, fields in asked:
            with pytest.raises(Unsupported):
                await it.send(verb, **fields)
        assert len(it.rig.requests) == before


async def test_an_application_that_tells_nothing_is_not_ready() -> None:
    async with studio(opened=False) as it:
        await it.rig.set_fault("false_reply", "Synchronise")
        with pytest.raises(NotReady):
            await it.session.open()


async def test_version_3_may_answer_with_the_data_as_well() -> None:
    async with studio(vintage="v3", assume=Assumptions(synchronise_data=True)) as it:
        assert it.store.cameras[HUB].readings[Reading.CAMERAS_ONLINE] == 4
        assert len(it.requests("Synchronise")) == 2, "the first finds out that it is version 3"


async def test_version_3_whose_publisher_is_dead_tells_nothing(
    deadlines: pytest.MonkeyPatch,
) -> None:
    deadlines.setattr(client, "ANSWER", 0.1)
    async with studio(vintage="v3") as it:
        await it.rig.set_fault("half_open_publisher")
        with pytest.raises(TimedOut):
            await it.session.resync()


async def test_a_resync_changes_nothing_where_nothing_changed() -> None:
    async with studio() as it:
        it.effects.clear()
        await it.session.resync()
        assert it.effects == []
        assert [snapshot.baseline for snapshot in it.snapshots] == [True, False]


class Interrupted(Clock):
    """A clock whose first pause, that for the subscription to arrive, is full of events."""

    def __init__(self) -> None:
        self.it: Studio | None = None

    @override
    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if self.it is not None:
            it, self.it = self.it, None
            it.rig.set_battery(it.rig.keys[0], 7)
            it.rig.press_shutter(it.rig.keys[0])
            await it.until_rig(lambda: any(p.on_disk for p in it.rig.photos.values()))
            await super().sleep(seconds)


async def test_what_is_heard_before_the_baseline_is_not_news() -> None:
    clock = Interrupted()
    async with studio(opened=False, clock=clock) as it:
        clock.it = it
        await it.session.open()
        it.rig.set_battery(it.rig.keys[0], 6)
        await it.until(lambda: it.record().readings[Reading.BATTERY] == 6)
        assert it.record().readings[Reading.PHOTOS_TAKEN] == 1
        assert it.happened == []


async def test_a_probe_finds_the_name_of_the_computer() -> None:
    async with studio(opened=False) as it:
        found = await probe(it.config, it.ports)
        assert (found.title, found.unique_id) == ("studio-mac.local", None)


# Live view.


def live_view(it: Studio, position: int = 0) -> bool:
    return it.rig.cameras[it.rig.keys[position]].liveview.enabled


async def test_live_view_runs_while_somebody_watches() -> None:
    async with studio() as it:
        key = it.rig.keys[0]
        await it.session.watch(key, on=True)
        frame = await it.until(lambda: it.frames)
        assert frame[0][0] == key
        assert frame[0][1].startswith(b"\xff\xd8")
        await it.until(lambda: it.record().readings[Reading.LIVE_VIEW_ON])
        await it.session.watch(key, on=False)
        assert not live_view(it)
        assert [r["Enable"] for r in it.requests("EnableLiveview")] == [True, False]


async def test_frames_that_nobody_watches_are_not_handed_on() -> None:
    async with studio() as it:
        a, b = it.rig.keys[:2]
        await it.send(Verb.SET_LIVE_VIEW, b, enable=True)
        await it.session.watch(a, on=True)
        await it.until(lambda: it.frames)
        assert {key for key, _ in it.frames} == {a}


async def test_an_operators_own_live_view_goes_on() -> None:
    async with studio() as it:
        await it.send(Verb.SET_LIVE_VIEW, it.rig.keys[0], enable=True)
        await it.until(lambda: it.record().readings[Reading.LIVE_VIEW_ON])
        await it.session.watch(it.rig.keys[0], on=True)
        await it.until(lambda: it.frames)
        await it.session.watch(it.rig.keys[0], on=False)
        await it.session.close()
        assert live_view(it)
        assert len(it.requests("EnableLiveview")) == 1


async def test_a_viewer_sees_on_when_the_camera_is_back() -> None:
    async with studio(running=True) as it:
        key = it.rig.keys[0]
        await it.session.watch(key, on=True)
        await it.until(lambda: it.frames)
        it.rig.unplug(key)
        await it.until(lambda: not it.record().online)
        it.rig.plug(key)
        await it.until(lambda: it.record().online)
        await it.until_rig(lambda: len(it.requests("EnableLiveview")) == 2)
        it.frames.clear()
        await it.until(lambda: it.frames)
        await it.session.watch(key, on=False)
        assert not live_view(it)


async def test_closing_ends_what_was_started_and_nothing_else() -> None:
    async with studio() as it:
        a, b, operators = it.rig.keys[:3]
        await it.send(Verb.SET_LIVE_VIEW, operators, enable=True)
        await it.session.watch(a, on=True)
        await it.session.watch(b, on=True)
        await it.session.close()
        assert [live_view(it, n) for n in range(3)] == [False, False, True]
        assert it.requests("EnableLiveview")[-1]["CameraKeys"] == sorted([a, b])
        assert not it.ports.started


async def test_closing_lets_go_of_the_shutter_buttons_that_are_held() -> None:
    async with studio() as it:
        a, b, c, d = it.rig.keys
        await it.send(Verb.HALF_PRESS, a, b, c, button="half")
        await it.send(Verb.HALF_PRESS, b, button="off")
        await it.rig.set_fault("false_reply", "SetShutterButton")
        with pytest.raises(Rejected):
            await it.send(Verb.HALF_PRESS, d, button="full")
        await it.rig.clear_fault("false_reply")
        assert it.ports.held == {a, c}
        await it.session.close()
        assert it.ports.held == set()
        assert it.requests("SetShutterButton")[-1] == {
            "CameraSelection": "Multiple",
            "CameraKeys": sorted([a, c]),
            "CameraShutterButton": "Off",
        }


async def test_a_frame_that_is_no_picture_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", liveviews.__name__)
    async with studio() as it:
        key = it.rig.keys[0]
        await it.session.watch(key, on=True)
        for odd in ({"CameraKey": key, "CameraLiveviewImage": "?"}, {"CameraKey": 7}):
            it.rig.publish(odd, "LiveviewUpdated")
        await it.until(lambda: it.frames)
        it.rig.set_battery(key, 7)
        await it.until(lambda: it.record().readings[Reading.BATTERY] == 7)
        assert all(frame.startswith(b"\xff\xd8") for _, frame in it.frames)
        assert caplog.text.count("Dropped a frame") == 2


async def test_live_view_of_an_application_before_version_5_shows_with_its_first_picture() -> None:
    async with studio(app_version="4.28") as it:
        key = it.rig.keys[0]
        it.rig.publish({"CameraKey": key}, "LiveviewUpdated")
        it.rig.set_battery(key, 7)
        await it.until(lambda: it.record().readings[Reading.BATTERY] == 7)
        assert "live_view" not in it.record().abilities
        it.rig.publish({"CameraKey": key, "CameraLiveviewImage": "/9j/2Q=="}, "LiveviewUpdated")
        await it.until(lambda: "live_view" in it.record().abilities)


async def test_who_looks_again_while_a_live_view_is_being_ended_has_it_and_ends_it() -> None:
    async with studio() as it:
        key = it.rig.keys[0]
        await it.session.watch(key, on=True)
        await it.rig.set_fault("late_reply", 0.2)
        ending = asyncio.ensure_future(it.session.watch(key, on=False))
        await it.until_rig(lambda: len(it.requests("EnableLiveview")) == 2)
        await it.session.watch(key, on=True)
        await ending
        assert it.ports.started == {key}
        await it.session.watch(key, on=False)
        asked = [request["Enable"] for request in it.requests("EnableLiveview")]
        assert asked == [True, False, True, False]
        assert not it.ports.started


async def test_a_live_view_that_is_refused_was_not_started() -> None:
    async with studio() as it:
        await it.rig.set_fault("false_reply", "EnableLiveview")
        with pytest.raises(Rejected):
            await it.session.watch(it.rig.keys[0], on=True)
        assert not it.ports.started


async def test_a_live_view_that_the_application_does_not_end_is_nobodys_problem() -> None:
    async with studio() as it:
        await it.session.watch(it.rig.keys[0], on=True)
        await it.rig.set_fault("false_reply", "EnableLiveview")
        await it.session.watch(it.rig.keys[0], on=False)
        assert not it.ports.started


async def test_a_viewer_who_leaves_while_it_starts_leaves_nothing_running(
    deadlines: pytest.MonkeyPatch,
) -> None:
    async with studio() as it:
        await it.rig.set_fault("late_reply", 0.1)
        watching = asyncio.ensure_future(it.session.watch(it.rig.keys[0], on=True))
        await it.until_rig(lambda: live_view(it))
        watching.cancel()
        await it.rig.clear_fault("late_reply")
        deadlines.setattr(client, "LIVENESS", 0.05)
        it.run()
        await it.until_rig(lambda: not live_view(it))


async def test_a_live_view_whose_viewer_left_while_the_link_was_down_is_ended(
    deadlines: pytest.MonkeyPatch,
) -> None:
    async with studio() as it:
        await it.session.watch(it.rig.keys[0], on=True)
        deadlines.setattr(client, "LIVENESS", 0.05)
        await it.rig.set_fault("no_reply")
        it.run()
        await it.died()
        assert it.ports.started == {it.rig.keys[0]}
        await it.rig.clear_fault("no_reply")
        it.connect()
        await it.session.open()
        it.run()
        # The rig has done it before its answer is here.
        await it.until_rig(lambda: not live_view(it) and not it.ports.started)


async def test_closing_waits_no_longer_than_it_may_for_an_application_that_is_gone() -> None:
    async with studio() as it:
        await it.session.watch(it.rig.keys[0], on=True)
        await it.rig.set_fault("kill")
        async with asyncio.timeout(client.FAREWELL + 0.5):
            await it.session.close()


async def test_a_camera_is_not_blamed_for_what_was_lost_on_the_way() -> None:
    async with studio(running=True) as it:
        it.options["shot_limit"] = 0.5
        await it.rig.set_fault("half_open_publisher", "mute")
        outcome = await it.send(Verb.SHOOT, wait=True)
        assert outcome.missing == ()
        assert {photo["camera"] for photo in outcome.photos} == set(it.rig.keys)
        assert it.kinds(HUB) == [Kind.SHOT_COMPLETE]
        assert it.kinds().count(Kind.PHOTO_TAKEN) == len(it.rig.keys)


async def test_closing_ends_a_shot_that_still_waits() -> None:
    async with studio() as it:
        it.rig.miss_shot(it.rig.keys[0])
        before = asyncio.all_tasks()
        shooting = asyncio.ensure_future(it.send(Verb.SHOOT, wait=True))
        await it.until(lambda: it.kinds().count(Kind.PHOTO_DOWNLOADED) == 3)
        await it.session.close()
        assert asyncio.all_tasks() <= before | {shooting}
        with pytest.raises(TimedOut):
            await shooting
        assert Kind.SHOT_INCOMPLETE not in it.kinds()


async def test_closing_lets_a_command_go_that_still_waits() -> None:
    async with studio() as it:
        await it.rig.set_fault("no_reply")
        asking = asyncio.ensure_future(it.send(Verb.AUTOFOCUS))
        next_one = asyncio.ensure_future(it.send(Verb.AUTOFOCUS))
        await it.until_rig(lambda: it.requests("Autofocus"))
        await it.session.close()
        outcomes = await asyncio.gather(asking, next_one, return_exceptions=True)
        assert isinstance(outcomes[0], TimedOut), "it may have been carried out"
        assert type(outcomes[1]).__name__ == "Unreachable", "it was not"


async def test_cards_are_formatted_by_the_name_that_the_application_knows() -> None:
    async with studio(assume=Assumptions(format_names="FormatAll")) as it:
        await it.send(Verb.FORMAT_CARDS)
        sent = [request["msg_id"] for request in it.rig.requests]
        assert sent[-2:] == ["Format", "FormatAll"]


async def test_an_application_replaced_by_one_of_another_vintage_is_understood() -> None:
    async with studio(running=True) as it:
        publisher_port, server_port = it.rig.ports
        await it.rig.stop()
        async with SmartShooter(
            vintage="v3", cameras=2, publisher_port=publisher_port, server_port=server_port
        ) as older:
            await it.until_rig(
                lambda: [r for r in older.requests if r["msg_id"] == "SynchroniseMsg"],
                lambda: older.publish({}, "NetworkPing"),
            )
            await it.until(lambda: len(it.snapshots) > 1)
            assert it.snapshots[-1].baseline
            await it.send(Verb.AUTOFOCUS)
            assert older.requests[-1]["msg_id"] == "AutofocusMsg"
