"""What nobody knows of Smart Shooter, answered in each way, as a client sees it."""

import asyncio
from typing import Any

import pytest

from simulators.smart_shooter import Assumptions
from tests.simulators.smart_shooter_client import Client, Message
from tests.simulators.smart_shooter_rig import ALL, accepted, rig_and_client, single

NO_KEY: Message = {"CameraSelection": "Multiple", "CameraKeys": []}


async def up_to_now(client: Client) -> list[Message]:
    """Return all events heard so far, up to a text that is relayed after them."""
    text = f"now, {client.number}"
    await client.ask("RelayCustomText", CustomText=text)
    await client.event("RelayCustomText", CustomText=text)
    return client.seen


async def shoot(client: Client) -> Message:
    """Take a photo with the only camera; return its last event."""
    assert accepted(await client.ask("Shoot", **ALL))
    return await client.event("PhotoUpdated", PhotoLocation="Local Disk")


async def listed(client: Client) -> list[Message]:
    """Return the photos that the application lists."""
    photos: list[Message] = (await client.ask("Synchronise"))["PhotoInfo"]
    return photos


# Which requests are taken.


@pytest.mark.parametrize("gate", [True, False])
async def test_a_request_of_a_later_version(gate: bool) -> None:
    assume = Assumptions(version_gate=gate)
    async with rig_and_client(cameras=1, app_version="5.9", assume=assume) as (rig, client):
        reply = await client.ask("SetActiveCamera", CameraKey=rig.keys[0])
        assert accepted(reply) is not gate


@pytest.mark.parametrize("answer", ["refuse", "accept"])
@pytest.mark.parametrize(
    "nothing",
    [NO_KEY, {"CameraSelection": "Single", "CameraKey": "?"}],
    ids=["no key", "unknown key"],
)
async def test_a_selection_of_nothing(answer: str, nothing: Message) -> None:
    assume = Assumptions(empty_selection=answer)
    async with rig_and_client(cameras=1, assume=assume) as (_, client):
        assert accepted(await client.ask("Shoot", **nothing)) is (answer == "accept")
        assert all(event["msg_id"] != "CameraUpdated" for event in await up_to_now(client))


@pytest.mark.parametrize(
    ("answer", "taken", "photos"), [("queue", True, 1), ("ignore", True, 0), ("refuse", False, 0)]
)
async def test_work_for_a_busy_camera(answer: str, taken: bool, photos: int) -> None:
    assume = Assumptions(busy_camera=answer)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        rig.set_status(rig.keys[0], "Busy")
        assert accepted(await client.ask("Shoot", **ALL)) is taken
        if photos:
            await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        busy = [event for event in await up_to_now(client) if event.get("CameraStatus") == "Busy"]
        assert len(busy) == 1 + photos


async def test_a_busy_camera_does_afterwards_what_it_was_asked() -> None:
    async with rig_and_client(cameras=1) as (_, client):
        await client.ask("Shoot", **ALL, BulbTimer=200)
        await client.event("CameraUpdated", CameraStatus="Busy")
        await shoot(client)
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")


@pytest.mark.parametrize("answer", ["refuse", "accept"])
async def test_a_value_that_the_camera_does_not_list(answer: str) -> None:
    assume = Assumptions(out_of_range=answer)
    async with rig_and_client(cameras=1, assume=assume) as (_, client):
        iso: Message = {"CameraPropertyType": "ISO", "CameraPropertyValue": "7"}
        taken = accepted(await client.ask("SetProperty", **ALL, **iso))
        assert taken is (answer == "accept")
        if taken:
            event = await client.event("CameraUpdated", lambda event: "CameraPropertyInfo" in event)
            assert event["CameraPropertyInfo"][0]["CameraPropertyValue"] == "7"


@pytest.mark.parametrize(("answer", "value"), [("clamp", "64"), ("wrap", "25600"), ("refuse", "")])
async def test_a_step_beyond_the_end_of_a_range(answer: str, value: str) -> None:
    assume = Assumptions(increment_ends=answer)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        rig.set_property(rig.keys[0], "ISO", "64")
        await client.event("CameraUpdated")
        down: Message = {"CameraPropertyType": "ISO", "CameraPropertyStep": -1}
        assert accepted(await client.ask("IncrementProperty", **ALL, **down)) is bool(value)
        if value:
            event = await client.event("CameraUpdated", lambda event: "CameraPropertyInfo" in event)
            assert event["CameraPropertyInfo"][0]["CameraPropertyValue"] == value


@pytest.mark.parametrize(
    ("spelling", "taken"),
    [("any", [True, True]), ("capital", [True, False]), ("lower", [False, True])],
)
async def test_the_spelling_of_the_shutter_button(spelling: str, taken: list[bool]) -> None:
    assume = Assumptions(shutter_button_case=spelling)
    async with rig_and_client(cameras=1, assume=assume) as (_, client):
        replies = [
            await client.ask("SetShutterButton", **ALL, CameraShutterButton=button)
            for button in ("Off", "off")
        ]
        assert [accepted(reply) for reply in replies] == taken


@pytest.mark.parametrize(
    ("names", "taken"),
    [("both", [True, True]), ("Format", [True, False]), ("FormatAll", [False, True])],
)
async def test_the_name_of_the_request_that_formats(names: str, taken: list[bool]) -> None:
    async with rig_and_client(cameras=1, assume=Assumptions(format_names=names)) as (_, client):
        assert [accepted(await client.ask(name)) for name in ("Format", "FormatAll")] == taken


@pytest.mark.parametrize("replies", [True, False])
async def test_the_reply_to_shutdown(replies: bool) -> None:
    assume = Assumptions(shutdown_replies=replies)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        if replies:
            assert accepted(await client.ask("Shutdown"))
        else:
            with pytest.raises(TimeoutError):
                await client.ask("Shutdown", patience=0.3)
        await rig.wait_closed()


# Cameras.


@pytest.mark.parametrize("seen", [True, False])
async def test_a_camera_that_is_plugged_in(seen: bool) -> None:
    async with rig_and_client(cameras=1, assume=Assumptions(hotplug=seen)) as (rig, client):
        new = rig.add_camera("Extra")
        told = any(event.get("CameraKey") == new.key for event in await up_to_now(client))
        assert told is seen
        if not seen:
            assert accepted(await client.ask("DetectCameras"))
        await client.event("CameraUpdated", CameraKey=new.key, CameraStatus="Ready")


@pytest.mark.parametrize(("answer", "told"), [("camera_updated", 3), ("nothing", 0)])
async def test_what_checking_the_clocks_produces(answer: str, told: int) -> None:
    async with rig_and_client(cameras=3, assume=Assumptions(clock_check=answer)) as (_, client):
        assert accepted(await client.ask("CheckClocks"))
        events = await up_to_now(client)
        assert sum("CameraDateTimeOffset" in event for event in events) == told


@pytest.mark.parametrize(("answer", "number"), [("highest", 2), ("lowest", 1)])
async def test_the_number_that_batches_are_brought_to(answer: str, number: int) -> None:
    assume = Assumptions(sync_batch=answer)
    async with rig_and_client(cameras=2, assume=assume, faults=[("missed_shot", "1")]) as (
        rig,
        client,
    ):
        await shoot(client)
        if not any(event.get("CameraNumPhotosFailed") == 1 for event in client.seen):
            await client.event("CameraUpdated", CameraNumPhotosFailed=1)
        client.seen.clear()
        await client.ask("SyncBatchNum")
        for key in rig.keys:
            await client.event("CameraUpdated", CameraKey=key, PhotoBatchNum=number)
        assert sum("PhotoBatchNum" in event for event in client.seen) == 2


@pytest.mark.parametrize(("unit", "timer", "seconds"), [("ms", 200, 0.2), ("s", 1, 1.0)])
async def test_the_unit_of_the_bulb_timer(unit: str, timer: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    async with rig_and_client(cameras=1, assume=Assumptions(bulb_unit=unit)) as (_, client):
        start = loop.time()
        await client.ask("Shoot", **ALL, BulbTimer=timer)
        await client.event("CameraUpdated", CameraBulbIsEnabled=True)
        await client.event("CameraUpdated", CameraBulbIsEnabled=False)
        assert loop.time() - start > 0.9 * seconds


# Photos.


@pytest.mark.parametrize("location", ["Orphaned", "Camera"])
async def test_where_the_photo_of_a_lost_camera_is(location: str) -> None:
    assume = Assumptions(lost_photo=location)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        await rig.set_fault("lost_mid_download")
        await client.ask("Shoot", **ALL)
        await client.event("CameraUpdated", CameraStatus="Lost")
        assert (await client.event("PhotoUpdated"))["PhotoLocation"] == location
        assert [photo["PhotoLocation"] for photo in await listed(client)] == [location]


@pytest.mark.parametrize("files", [True, False])
async def test_what_delete_does_to_the_file_unless_told(files: bool) -> None:
    assume = Assumptions(delete_files_default=files)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        key = (await shoot(client))["PhotoKey"]
        photo = rig.photos[key]
        await client.ask("Delete", PhotoSelection="All")
        await client.event("PhotoUpdated", PhotoKey=key, PhotoLocation="Deleted")
        assert photo.file_deleted is files, "no message tells it"


@pytest.mark.parametrize(("fate", "left"), [("gone", []), ("kept", ["Deleted"])])
@pytest.mark.parametrize("request_name", ["Delete", "Format"])
async def test_what_becomes_of_a_deleted_photo(
    fate: str, left: list[str], request_name: str
) -> None:
    assume = Assumptions(deleted_photo=fate)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        rig.set_property(rig.keys[0], "Storage", "Card")
        await client.ask("Shoot", **ALL)
        photo = await client.event("PhotoUpdated", PhotoLocation="Camera")
        assert accepted(await client.ask(request_name, PhotoSelection="All"))
        await client.event("PhotoUpdated", PhotoLocation="Deleted", PhotoKey=photo["PhotoKey"])
        assert [photo["PhotoLocation"] for photo in await listed(client)] == left


@pytest.mark.parametrize(("answer", "photos"), [("new", 2), ("same", 1)])
async def test_the_key_of_a_photo_taken_again(answer: str, photos: int) -> None:
    async with rig_and_client(cameras=1, assume=Assumptions(reshoot_key=answer)) as (_, client):
        first = await shoot(client)
        await client.ask("Reshoot", PhotoSelection="Single", PhotoKey=first["PhotoKey"])
        again = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert (again["PhotoKey"] == first["PhotoKey"]) is (answer == "same")
        assert len(await listed(client)) == photos


async def test_where_a_photo_comes_from() -> None:
    assume = Assumptions(api_origin="remote", button_origin="by hand")
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        assert (await shoot(client))["PhotoOrigin"] == "remote"
        rig.press_shutter(rig.keys[0])
        by_hand = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert by_hand["PhotoOrigin"] == "by hand"


@pytest.mark.parametrize(("keeps", "photos"), [(True, 1), (False, 0)])
async def test_the_photo_list_after_a_restart(keeps: bool, photos: int) -> None:
    assume = Assumptions(restart_keeps_photos=keeps)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        await shoot(client)
        await rig.restart()
        client.reconnect()
        assert len(await listed(client)) == photos


# Faults of cameras and of the application.


async def test_a_camera_whose_focus_fails() -> None:
    async with rig_and_client(cameras=2, faults=[("focus_fails", "2")]) as (rig, client):
        assert accepted(await client.ask("Autofocus", **ALL))
        sharp: dict[str, Any] = {}
        while len(sharp) < 2:
            event = await client.event("CameraUpdated", CameraNumAutofocus=1)
            sharp[event["CameraKey"]] = event["CameraIsFocused"]
        assert sharp == {rig.keys[0]: True, rig.keys[1]: False}


async def test_a_camera_that_misses_every_shot() -> None:
    async with rig_and_client(cameras=1, faults=[("missed_shot", "C001")]) as (rig, client):
        for failed in (1, 2):
            await client.ask("Shoot", **ALL)
            ready = await client.event("CameraUpdated", CameraStatus="Ready")
            assert (ready["CameraNumPhotosFailed"], ready["PhotoBatchNum"]) == (failed, 1)
        assert await listed(client) == []
        await rig.clear_fault("missed_shot")
        await shoot(client)


async def test_an_application_that_restarts_by_itself() -> None:
    assume = Assumptions(network_ping=0.05)
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        for percent in (*[50] * 500, 49):
            rig.set_battery(rig.keys[0], percent)
        number = (await client.event("CameraUpdated", CameraBatterylevel=49))["msg_seq_num"]
        await rig.set_fault("restart", "0")
        await client.event("NetworkPing", lambda event: event["msg_seq_num"] < number)
        client.reconnect()
        assert accepted(await client.ask("Shoot", **single(rig)))
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")
