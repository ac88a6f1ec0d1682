"""What goes wrong between the session and the application, and how it is noticed and mended."""

import asyncio
import logging
from collections.abc import Iterator
from functools import partial

import orjson
import pytest

from custom_components.camhub.link.errors import (
    HalfOpen,
    LinkError,
    NotThisSystem,
    Refused,
    Rejected,
    TimedOut,
)
from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Kind, Reading, Verb
from custom_components.camhub.protocols.smart_shooter import client, transport
from simulators.smart_shooter.assumptions import Assumptions

from .studio import Studio, studio

BOTH = pytest.mark.parametrize("vintage", ["v3", "v4"])


@pytest.fixture(autouse=True)
def nothing_unexpected(
    deadlines: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """No fault may end in a warning or an error of ours, or in one of the loop's."""
    caplog.set_level(logging.DEBUG)
    yield
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


def battery(it: Studio, percent: int) -> bool:
    return it.record().readings[Reading.BATTERY] == percent


# Requests.


async def test_a_shot_that_is_not_answered_is_not_sent_again() -> None:
    async with studio() as it:
        await it.rig.set_fault("no_reply", "Shoot")
        with pytest.raises(TimedOut):
            await it.send(Verb.SHOOT)
        await it.rig.clear_fault("no_reply")
        await it.send(Verb.AUTOFOCUS)
        await it.session.resync()
        assert len(it.requests("Shoot")) == 1
        assert it.rig.cameras[it.rig.keys[0]].taken == 1, "it was carried out all the same"
        assert len(it.requests("Autofocus")) == 1


async def test_an_answer_that_comes_too_late_is_not_taken_for_that_of_the_next_request(
    deadlines: pytest.MonkeyPatch,
) -> None:
    deadlines.setattr(client, "ANSWER", 0.1)
    async with studio() as it:
        await it.rig.set_fault("late_reply", 0.2)
        with pytest.raises(TimedOut):
            await it.send(Verb.AUTOFOCUS)
        await it.rig.clear_fault("late_reply")
        await it.rig.set_fault("false_reply", "Identify")
        deadlines.setattr(client, "ANSWER", 1.0)
        with pytest.raises(Rejected):
            await it.send(Verb.IDENTIFY)


async def test_a_request_that_was_not_answered_has_the_link_looked_at_at_once() -> None:
    async with studio(running=True) as it:
        await it.rig.set_fault("no_reply", "Autofocus")
        with pytest.raises(TimedOut):
            await it.send(Verb.AUTOFOCUS)
        assert isinstance(await it.died(), TimedOut)


async def test_what_the_application_refuses_is_rejected() -> None:
    async with studio() as it:
        await it.rig.set_fault("false_reply", "Autofocus")
        with pytest.raises(Rejected):
            await it.send(Verb.AUTOFOCUS)
        await it.rig.clear_fault("false_reply")
        await it.send(Verb.AUTOFOCUS)


async def test_version_3_is_known_by_its_events_where_it_does_not_answer_a_later_name() -> None:
    async with studio(vintage="v3", opened=False) as it:
        await it.rig.set_fault("no_reply", "Synchronise")
        opening = asyncio.ensure_future(it.session.open())
        await it.until_rig(opening.done, act=lambda: it.rig.set_battery(it.rig.keys[0], 7))
        await opening
        assert it.store.cameras[HUB].readings[Reading.CAMERAS_ONLINE] == 4


@pytest.mark.parametrize("kind", ["garbage", "truncated", "wrong_types", "empty"])
async def test_an_answer_that_is_none_is_not_this_system(kind: str) -> None:
    async with studio() as it:
        await it.rig.set_fault("bad_reply", kind)
        with pytest.raises(NotThisSystem):
            await it.send(Verb.AUTOFOCUS)
        with pytest.raises(NotThisSystem):
            await it.session.resync()
        await it.rig.clear_fault("bad_reply")
        await it.send(Verb.AUTOFOCUS)


# Events that are lost, and an application that starts anew.


@BOTH
async def test_what_was_missed_in_a_gap_is_told_once_it_shows(vintage: str) -> None:
    async with studio(vintage=vintage, running=True) as it:
        it.rig.set_battery(it.rig.keys[0], 50)
        await it.until(lambda: battery(it, 50))
        await it.rig.set_fault("lost_events", "next:4")
        it.rig.press_shutter(it.rig.keys[0])
        await it.until_rig(lambda: "lost_events" not in it.rig.faults)
        await it.until_rig(lambda: any(photo.on_disk for photo in it.rig.photos.values()))
        it.rig.set_battery(it.rig.keys[0], 49)
        await it.until_told(Kind.PHOTO_DOWNLOADED)
        assert it.kinds(it.rig.keys[0]) == [Kind.PHOTO_TAKEN, Kind.PHOTO_DOWNLOADED]
        assert it.record().readings[Reading.PHOTOS_TAKEN] == 1
        it.rig.press_shutter(it.rig.keys[0])
        await it.until(lambda: it.kinds().count(Kind.PHOTO_DOWNLOADED) == 2)
        assert it.kinds().count(Kind.PHOTO_TAKEN) == 2


@BOTH
async def test_an_application_that_starts_anew_tells_nothing_of_the_past(vintage: str) -> None:
    async with studio(vintage=vintage, opened=False) as it:
        it.rig.app.publisher.number = 25_030
        await it.session.open()
        await it.listening()
        it.run()
        it.rig.set_battery(it.rig.keys[0], 50)
        await it.until(lambda: battery(it, 50))
        await it.rig.set_fault("lost_events", "next:4")
        it.rig.press_shutter(it.rig.keys[0])
        await it.until_rig(lambda: any(photo.on_disk for photo in it.rig.photos.values()))
        await it.rig.restart()
        await it.until_rig(
            lambda: len(it.snapshots) > 1,
            act=lambda: it.rig.publish({"CustomText": "anew"}, "RelayCustomText"),
        )
        assert it.record().readings[Reading.PHOTOS_TAKEN] == 1
        assert it.snapshots[-1].baseline
        assert set(it.kinds()) == {Kind.TEXT_RECEIVED}
        assert it.running is not None
        assert not it.running.done(), "the link stayed up"


async def test_version_3_tells_its_snapshot_as_an_event_and_loses_none_by_it() -> None:
    async with studio(vintage="v3", running=True) as it:
        before = len(it.requests("Synchronise"))
        for percent in range(20, 25):
            await it.session.resync()
            it.rig.set_battery(it.rig.keys[0], percent)
            await it.until(partial(battery, it, percent))
        await it.send(Verb.AUTOFOCUS)
        await it.send(Verb.AUTOFOCUS)
        assert len(it.requests("Synchronise")) == before + 5


@pytest.mark.parametrize("numbers", [(None, None), (0, 0), (7, 8)], ids=["theirs", "none", "own"])
async def test_a_ping_is_no_sign_of_lost_events_whatever_its_numbers(
    numbers: tuple[int | None, ...],
) -> None:
    async with studio(running=True) as it:
        before = len(it.rig.requests)
        for percent, number in enumerate(numbers, start=20):
            if number is None:
                it.rig.publish({}, "NetworkPing")
            else:
                ping = {"msg_type": "Event", "msg_id": "NetworkPing", "msg_seq_num": number}
                it.rig.publish(orjson.dumps(ping))
            it.rig.set_battery(it.rig.keys[0], percent)
            await it.until(partial(battery, it, percent))
        await it.send(Verb.AUTOFOCUS)
        await it.send(Verb.AUTOFOCUS)
        assert {request["msg_id"] for request in it.rig.requests[before:]} == {"Autofocus"}


async def test_gaps_that_go_on_do_not_make_a_request_of_each() -> None:
    async with studio(running=True) as it:
        await it.rig.set_fault("lost_events", 2)
        before = len(it.rig.requests)
        for percent in range(60):
            it.rig.set_battery(it.rig.keys[0], percent)
            await asyncio.sleep(0.001)
        it.rig.set_battery(it.rig.keys[0], 99)
        it.rig.set_battery(it.rig.keys[0], 98)
        await it.until(lambda: it.record().readings[Reading.BATTERY] in (98, 99))
        assert len(it.rig.requests) - before <= 3


async def test_what_happens_during_a_resync_is_told_after_it() -> None:
    async with studio() as it:
        await it.rig.set_fault("late_reply", 0.1)
        syncing = asyncio.ensure_future(it.session.resync())
        await it.until_rig(lambda: len(it.requests("Synchronise")) == 2)
        it.rig.press_shutter(it.rig.keys[0])
        await it.until_rig(lambda: any(photo.on_disk for photo in it.rig.photos.values()))
        assert it.happened == []
        await syncing
        await it.until_told(Kind.PHOTO_DOWNLOADED)
        assert it.kinds() == [Kind.PHOTO_TAKEN, Kind.PHOTO_DOWNLOADED]


async def test_more_than_can_be_held_during_a_resync_is_caught_up_with(
    deadlines: pytest.MonkeyPatch,
) -> None:
    deadlines.setattr(client, "MAX_HELD", 0)
    deadlines.setattr(client, "LIVENESS", 0.05)
    async with studio() as it:
        await it.rig.set_fault("late_reply", 0.1)
        syncing = asyncio.ensure_future(it.session.resync())
        await it.until_rig(lambda: len(it.requests("Synchronise")) == 2)
        it.rig.set_battery(it.rig.keys[0], 7)
        await syncing
        await it.rig.clear_fault("late_reply")
        it.run()
        await it.until(lambda: battery(it, 7))


async def test_a_resync_that_fails_loses_nothing_that_was_heard_meanwhile() -> None:
    async with studio() as it:
        await it.rig.set_fault("no_reply", "Synchronise")
        syncing = asyncio.ensure_future(it.session.resync())
        await it.until_rig(lambda: len(it.requests("Synchronise")) == 2)
        it.rig.set_battery(it.rig.keys[0], 7)
        with pytest.raises(HalfOpen):
            await syncing
        assert battery(it, 7)


# Links that die.


@pytest.fixture
def often(deadlines: pytest.MonkeyPatch) -> None:
    """Ask often whether the application still answers."""
    deadlines.setattr(client, "LIVENESS", 0.05)


@BOTH
@pytest.mark.usefixtures("often")
async def test_a_link_that_is_well_stays_up(vintage: str) -> None:
    async with studio(vintage=vintage, running=True) as it:
        before = len(it.rig.requests)
        await it.until_rig(lambda: len(it.rig.requests) > before + 4)
        assert it.running is not None
        assert not it.running.done()
        asked = {request["msg_id"] for request in it.rig.requests[before:]}
        assert asked == {"SynchroniseMsg" if vintage == "v3" else "GetCamera"}
        assert it.happened == []


@pytest.mark.usefixtures("often")
async def test_each_camera_is_asked_about_in_its_turn() -> None:
    async with studio(running=True) as it:
        await it.until_rig(lambda: len(it.requests("GetCamera")) > 4)
        assert {r["CameraKey"] for r in it.requests("GetCamera")} == set(it.rig.keys)


@pytest.mark.usefixtures("often")
async def test_an_event_is_newer_than_an_answer_that_was_given_before_it() -> None:
    async with studio(cameras=1, running=True) as it:
        await it.rig.set_fault("late_reply", 0.1)
        asked = len(it.requests("GetCamera"))
        await it.until_rig(lambda: len(it.requests("GetCamera")) > asked)
        it.rig.set_battery(it.rig.keys[0], 7)
        await it.until(lambda: battery(it, 7))
        it.effects.clear()
        await it.until_rig(lambda: len(it.requests("GetCamera")) > asked + 1)
        assert it.effects == []


@pytest.mark.usefixtures("often")
async def test_an_application_that_does_not_know_get_camera_is_asked_for_everything() -> None:
    async with studio(app_version="4.10", running=True) as it:
        await it.until_rig(lambda: len(it.requests("Synchronise")) > 3)
        assert len(it.requests("GetCamera")) == 1


@BOTH
@pytest.mark.usefixtures("often")
@pytest.mark.parametrize(
    ("fault", "value"), [("kill", None), ("black_hole", "frozen"), ("black_hole", "tcp")]
)
async def test_an_application_that_is_gone_is_noticed_and_found_again(
    fault: str, value: str | None, vintage: str
) -> None:
    async with studio(vintage=vintage, running=True) as it:
        await it.rig.set_fault(fault, value)
        error = await it.died()
        assert type(error) is TimedOut
        it.connect()
        with pytest.raises(LinkError):
            await it.session.open()
        await it.session.close()
        await it.rig.clear_fault(fault)
        it.connect()
        await it.session.open()
        assert it.store.cameras[HUB].readings[Reading.CAMERAS_ONLINE] == 4
        assert it.happened == [], "the past is not news"


async def test_an_application_that_told_something_just_before_it_was_gone_is_not_half_open(
    deadlines: pytest.MonkeyPatch,
) -> None:
    async with studio() as it:
        it.rig.set_battery(it.rig.keys[0], 7)
        await it.until(lambda: battery(it, 7))
        await it.rig.set_fault("kill")
        deadlines.setattr(client, "LIVENESS", 0.05)
        it.run()
        assert type(await it.died()) is TimedOut


@BOTH
@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("value", ["mute", "closed"])
async def test_an_application_that_tells_and_does_not_answer_is_half_open(
    value: str, vintage: str
) -> None:
    async with studio(vintage=vintage, running=True) as it:
        await it.rig.set_fault("half_open_server", value)
        it.rig.set_battery(it.rig.keys[0], 7)
        await it.until_rig(
            lambda: it.running is not None and it.running.done(),
            act=lambda: it.rig.publish({"CustomText": "still here"}, "RelayCustomText"),
        )
        assert isinstance(await it.died(), HalfOpen)
        assert battery(it, 7), "what it told still counts"


@BOTH
@pytest.mark.parametrize("value", ["mute", "closed"])
async def test_an_application_that_tells_and_never_answered_is_half_open(
    value: str, vintage: str
) -> None:
    async with studio(vintage=vintage, opened=False) as it:
        await it.rig.set_fault("half_open_server", value)
        opening = asyncio.ensure_future(it.session.open())
        await it.until_rig(
            opening.done,
            act=lambda: it.rig.publish({"CustomText": "still here"}, "RelayCustomText"),
        )
        with pytest.raises(HalfOpen) as half_open:
            await opening
        assert half_open.value.half_open
        assert it.happened == [], "what is heard before the baseline is not news"


async def test_a_request_port_that_accepts_and_stays_silent_is_half_open() -> None:
    async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with (
        studio(opened=False, assume=Assumptions(network_ping=0.01)) as it,
        await asyncio.start_server(stay_silent, "127.0.0.1", 0) as server,
    ):
        port = server.sockets[0].getsockname()[1]
        session = client.SmartShooterSession({**it.config, "request_port": port}, it.ports)
        try:
            with pytest.raises(HalfOpen):
                await session.open()
        finally:
            await session.close()


@pytest.mark.parametrize(
    ("fault", "value", "error", "half_open"),
    [
        ("half_open_server", "mute", TimedOut, None),
        ("half_open_server", "closed", Refused, None),
        ("kill", None, Refused, False),
        ("black_hole", "tcp", TimedOut, False),
    ],
)
async def test_what_was_not_heard_may_be_half_open_as_long_as_its_publisher_is_there(
    fault: str, value: str | None, error: type[LinkError], half_open: bool | None
) -> None:
    async with studio(opened=False, assume=Assumptions(network_ping=0.0)) as it:
        await it.rig.set_fault(fault, value)
        with pytest.raises(error) as failed:
            await it.session.open()
        assert type(failed.value) is error
        assert failed.value.half_open is half_open


@pytest.mark.usefixtures("often")
async def test_an_application_that_answers_and_does_not_tell_is_listened_to_anew(
    deadlines: pytest.MonkeyPatch,
) -> None:
    subscribers: list[transport.Subscriber] = []

    class Counted(transport.Subscriber):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)  # type: ignore[arg-type]
            subscribers.append(self)

    deadlines.setattr(client, "Subscriber", Counted)
    async with studio(cameras=1, running=True) as it:
        await it.rig.set_fault("half_open_publisher")
        it.rig.set_battery(it.rig.keys[0], 7)
        await it.until(lambda: battery(it, 7))
        await it.until(lambda: len(it.snapshots) == 2)
        assert len(subscribers) == 2
        await it.rig.clear_fault("half_open_publisher")
        await it.until_rig(
            it.kinds,
            act=lambda: it.rig.publish({"CustomText": "here again"}, "RelayCustomText"),
        )
        assert it.running is not None
        assert not it.running.done(), "the link stayed up"


# Noise.


@pytest.mark.parametrize(
    ("fault", "value", "lines"),
    [("garbage", 100_000, 1), ("truncated_json", None, 1), ("unknown_camera", None, 0)],
)
async def test_noise_is_dropped_with_a_line_and_nothing_else(
    fault: str, value: int | None, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with studio(running=True) as it:
        known = {key: it.store.cameras[key] for key in it.rig.keys}
        await it.rig.set_fault(fault, value)
        it.rig.press_shutter(it.rig.keys[0])
        await it.until_told(Kind.PHOTO_DOWNLOADED)
        assert caplog.text.count("from the publisher") == lines
        assert len(caplog.text) < 10_000, "what came is not in the log"
        assert all(it.store.cameras[key] == known[key] for key in it.rig.keys[1:])


@pytest.mark.parametrize("vintage", ["v3", "v4"])
async def test_wrong_types_in_every_field_leave_the_rig_as_it_was(
    vintage: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with studio(vintage=vintage, running=True) as it:
        it.rig.press_shutter(it.rig.keys[0])
        await it.until_told(Kind.PHOTO_DOWNLOADED)
        await it.session.resync()
        known = {
            key: (it.store.cameras[key].readings, it.store.cameras[key].settings)
            for key in (HUB, *it.rig.keys)
        }
        happened = it.kinds()
        before = it.rig.app.publisher.sent
        await it.rig.set_fault("wrong_types")
        it.rig.publish({"CustomText": "after it all"}, "RelayCustomText")
        told = await it.until(
            lambda: [e for e in it.happened if e.data.get("text") == "after it all"]
        )
        assert told
        await it.session.resync()
        assert caplog.text.count("from the publisher") <= it.rig.app.publisher.sent - before
        for key, (readings, settings) in known.items():
            assert it.store.cameras[key].readings == readings
            assert it.store.cameras[key].settings == settings
        invented = set(it.kinds()[len(happened) :]) - {Kind.TEXT_RECEIVED}
        assert not invented


async def test_a_message_that_is_too_large_is_refused_and_what_followed_is_caught_up_with(
    deadlines: pytest.MonkeyPatch,
) -> None:
    deadlines.setattr(transport, "MAX_MESSAGE", 1_000_000)
    deadlines.setattr(transport, "RENEWAL", 0.3)
    async with studio(running=True) as it:
        it.rig.set_battery(it.rig.keys[0], 50)
        await it.until(lambda: battery(it, 50))
        sent = it.rig.app.publisher.sent
        await it.rig.set_fault("huge_message", 2_000_000)
        await it.until_rig(lambda: it.rig.app.publisher.sent > sent)
        await it.rig.clear_fault("huge_message")
        it.rig.press_shutter(it.rig.keys[1])
        await it.until_rig(
            lambda: Kind.PHOTO_DOWNLOADED in it.kinds(),
            act=lambda: it.rig.set_battery(it.rig.keys[0], it.rig.next_number % 100),
        )
        assert it.kinds(it.rig.keys[1]) == [Kind.PHOTO_TAKEN, Kind.PHOTO_DOWNLOADED]
        assert it.running is not None
        assert not it.running.done()
