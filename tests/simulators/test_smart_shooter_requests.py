"""Every request of the External API documentation, with what can be seen of it."""

import asyncio
from base64 import b64decode
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.simulators.smart_shooter_client import Message
from tests.simulators.smart_shooter_rig import ALL, ENVELOPE, accepted, rig_and_client, single

SONY = 2

V6_REQUESTS: dict[str, dict[str, Any]] = {
    "Synchronise": {}, "GetCamera": ALL, "DetectCameras": {}, "Connect": ALL, "Disconnect": ALL, "Identify": ALL,
    "Shoot": ALL | {"BulbTimer": 1, "PhotoOrigin": "x"}, "Autofocus": ALL,
    "SetShutterButton": ALL | {"CameraShutterButton": "Full"},
    "SetProperty": ALL | {"CameraPropertyType": "ISO", "CameraPropertyValue": "800"},
    "IncrementProperty": ALL | {"CameraPropertyType": "ISO", "CameraPropertyStep": -1},
    "EnableLiveview": ALL | {"Enable": True}, "EnableLiveviewZoom": ALL | {"Enable": True},
    "EnableLiveviewDOF": ALL | {"Enable": True},
    "LiveviewPosition": ALL | {"CameraLiveviewPositionX": 0.5, "CameraLiveviewPositionY": 0.5},
    "LiveviewFocus": ALL | {"CameraLiveviewFocusStep": "Near3"},
    "LiveviewFPS": ALL | {"CameraLiveviewFPS": 5, "CameraLiveviewVideoFPS": 5},
    "EnableVideo": ALL | {"Enable": True}, "PowerZoomPosition": ALL | {"CameraPowerZoomPosition": 50},
    "PowerZoomDirection": ALL | {"CameraPowerZoomDirection": "Tele1"}, "PowerZoomStop": ALL,
    "EngageLatch": ALL | {"CameraLatchIndex": 3}, "EngageTrigger": ALL, "CancelTrigger": {},
    "SetCameraTriggerIndex": ALL | {"CameraTriggerIndex": "4"}, "RenameCamera": ALL | {"CameraName": "n"},
    "SetCameraGroup": ALL | {"CameraGroup": "g"}, "Download": {"PhotoSelection": "All"},
    "Transfer": {"PhotoSelection": "All"}, "Delete": {"PhotoSelection": "All", "DeleteFiles": False},
    "RenamePhoto": {"PhotoSelection": "All", "PhotoComputedName": "a.jpg"}, "SetSequenceNum": {"PhotoSequenceNum": 9},
    "SetBatchNum": {"PhotoBatchNum": 9}, "SyncBatchNum": {}, "SetOptions": {"UniqueTag": "u"},
    "SyncClocks": {"CameraDateTimeOffset": 1}, "CheckClocks": {}, "Format": {}, "RelayCustomText": {"CustomText": "t"},
    "ActivateLicense": {"ActivationCode": "c"}, "DeactivateLicense": {}, "Shutdown": {},
}  # fmt: skip
NEED_SOMETHING_FIRST = {
    "SetActiveCamera",
    "ReleaseLatch",
    "CancelLatch",
    "ReleaseTrigger",
    "Reshoot",
}
V3_REQUESTS = {
    "SetOptions", "SetSequenceNum", "SetBatchNum", "RenameCamera", "RenamePhoto", "DetectCameras", "Connect",
    "Disconnect", "Shoot", "Autofocus", "Identify", "LiveviewFocus", "LiveviewPosition", "EnableLiveview",
    "EnableLiveviewZoom", "EnableLiveviewDOF", "EnableLiveviewRecord", "EnableVideo", "SetProperty", "Download",
    "Reshoot", "Delete", "FormatAll", "SyncClocks", "CheckClocks", "Synchronise", "LiveviewFPS", "SetShutterButton",
    "SyncBatchNum", "SetCameraGroup", "RelayCustomText",
}  # fmt: skip


@pytest.mark.parametrize("name", V6_REQUESTS)
async def test_every_documented_request_is_taken(name: str) -> None:
    async with rig_and_client(cameras=3, vintage="v4", app_version="6.0") as (_, client):
        assert accepted(await client.ask(name, **V6_REQUESTS[name]))


async def test_version_3_takes_its_requests_and_no_later_ones() -> None:
    async with rig_and_client(cameras=3, vintage="v3") as (rig, client):
        grid = {
            "SetSequenceNum": {"GridSequenceNum": 9},
            "SetBatchNum": {"GridBatchNum": 9},
            "LiveviewFocus": ALL | {"CameraLiveviewFocus": "Far1"},
            "EnableLiveviewRecord": ALL | {"Enable": False},
            "SetOptions": {"GridUniqueTag": "u"},
        }
        await client.ask("Shoot", **ALL)
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        last = ("Delete", "Disconnect")
        for name in sorted(V3_REQUESTS, key=lambda name: name in last):
            fields = grid.get(name, V6_REQUESTS.get(name, {"PhotoSelection": "All"}))
            assert accepted(await client.ask(name, **fields)), name
        for name in (set(V6_REQUESTS) | NEED_SOMETHING_FIRST) - V3_REQUESTS:
            assert not accepted(await client.ask(name, **V6_REQUESTS.get(name, {}))), name
        assert (rig.app.sequence >= 9, rig.app.options.text("UniqueTag")) == (True, "u")


async def test_a_version_takes_only_what_it_has() -> None:
    async with rig_and_client(cameras=1, vintage="v4", app_version="5.9") as (rig, client):
        fields: Message = {"CameraKey": rig.keys[0]}
        assert not accepted(await client.ask("SetActiveCamera", **fields))
    async with rig_and_client(cameras=1, vintage="v4", app_version="6.0") as (rig, client):
        assert accepted(await client.ask("SetActiveCamera", CameraKey=rig.keys[0]))
        assert rig.app.active_camera == rig.keys[0]


async def test_selections() -> None:
    async with rig_and_client(cameras=6) as (rig, client):

        async def chosen(**selection: Any) -> list[str] | None:
            reply = await client.ask("GetCamera", **selection)
            if not accepted(reply):
                return None
            return [camera["CameraKey"] for camera in reply["CameraInfo"]]

        assert await chosen(CameraSelection="All") == rig.keys
        assert await chosen(**single(rig, 4)) == [rig.keys[4]]
        keys = rig.keys[1:3]
        assert await chosen(CameraSelection="Multiple", CameraKeys=keys) == keys
        assert await chosen(CameraSelection="Multiple", CameraKeys=[*keys, "?"]) == keys
        assert await chosen(CameraSelection="Group", CameraGroup="Left") == rig.keys[:2]
        for nothing in (
            {},
            {"CameraSelection": "None"},
            {"CameraSelection": "Single", "CameraKey": "?"},
            {"CameraSelection": "Single"},
            {"CameraSelection": "Multiple", "CameraKeys": []},
            {"CameraSelection": "Group", "CameraGroup": "?"},
        ):
            assert await chosen(**nothing) is None


async def test_properties_are_set_stepped_and_refused() -> None:
    async with rig_and_client(cameras=2) as (rig, client):

        async def set_to(kind: str, value: str, position: int = 0) -> bool:
            fields: Message = {"CameraPropertyType": kind, "CameraPropertyValue": value}
            return accepted(await client.ask("SetProperty", **single(rig, position), **fields))

        assert await set_to("Aperture", "8")
        event = await client.event("CameraUpdated", lambda event: "CameraPropertyInfo" in event)
        (entry,) = event["CameraPropertyInfo"]
        assert (entry["CameraPropertyType"], entry["CameraPropertyValue"]) == ("Aperture", "8")
        step: Message = {"CameraPropertyType": "Aperture", "CameraPropertyStep": 99}
        assert accepted(await client.ask("IncrementProperty", **single(rig), **step))
        event = await client.event("CameraUpdated", lambda event: "CameraPropertyInfo" in event)
        (entry,) = event["CameraPropertyInfo"]
        assert entry["CameraPropertyValue"] == entry["CameraPropertyRange"][-1]
        assert not await set_to("Aperture", "0.1")
        assert not await set_to("Flavour", "sweet")
        assert not await set_to("ProgramMode", "A", position=1)


async def test_live_view_frames_are_pictures_until_switched_off() -> None:
    async with rig_and_client(cameras=2) as (rig, client):
        one = single(rig)
        fps = {"CameraLiveviewFPS": 60, "CameraLiveviewVideoFPS": 60}
        await client.ask("LiveviewFPS", **one, **fps)
        assert accepted(await client.ask("EnableLiveview", **one, Enable=True))
        on = await client.event("CameraUpdated", CameraLiveviewIsEnabled=True)
        frames = [await client.event("LiveviewUpdated") for _ in range(12)]
        assert list(frames[0]) == [*ENVELOPE, "CameraSelection", "CameraKey", "CameraLiveviewImage"]
        images = [b64decode(frame["CameraLiveviewImage"]) for frame in frames]
        assert len(set(images)) == 12
        with Image.open(BytesIO(images[0])) as picture:
            assert (picture.format, picture.width) == ("JPEG", 640)
        counted = [event for event in client.seen if event.get("CameraLiveviewNumFrames")]
        assert counted[0]["CameraLiveviewNumFrames"] == 10
        await client.ask("EnableLiveviewZoom", **one, Enable=True)
        zoomed = await client.event("CameraUpdated", CameraLiveviewZoomIsEnabled=True)
        right = "CameraLiveviewSensorRegionRight"
        assert zoomed[right] < on[right] == on["CameraLiveviewSensorWidth"]
        await client.ask("EnableLiveview", **one, Enable=False)
        await client.event("CameraUpdated", CameraLiveviewIsEnabled=False)
        client.seen.clear()
        await client.ask("RelayCustomText", CustomText="end")
        await client.event("RelayCustomText", CustomText="end")
        assert [event["msg_id"] for event in client.seen] == ["RelayCustomText"]


async def test_video_zoom_and_the_clip() -> None:
    async with rig_and_client(cameras=4) as (rig, client):
        assert not accepted(await client.ask("EnableVideo", **single(rig, 3), Enable=True))
        assert accepted(await client.ask("EnableVideo", **single(rig), Enable=True))
        await client.event("CameraUpdated", CameraVideoIsEnabled=True)
        running = await client.event("CameraUpdated", CameraVideoIsEnabled=True)
        assert running["CameraVideoElapsedTime"] >= 1000
        assert accepted(await client.ask("EnableVideo", **single(rig), Enable=False))
        assert (await client.event("PhotoUpdated"))["PhotoIsImage"] is False
        zoom = {"CameraPowerZoomPosition": 40}
        assert not accepted(await client.ask("PowerZoomPosition", **single(rig), **zoom))
        assert accepted(await client.ask("PowerZoomPosition", **single(rig, SONY), **zoom))
        await client.event("CameraUpdated", CameraPowerZoomTarget=40)
        await client.event("CameraUpdated", CameraPowerZoomTarget=-1, CameraPowerZoomPosition=40)


async def test_triggers_shoot_by_index_and_latches_together() -> None:
    async with rig_and_client(cameras=3, jitter=0.0) as (rig, client):
        for position, index in enumerate((2, 0, 1)):
            fields: Message = {"CameraTriggerIndex": index}
            await client.ask("SetCameraTriggerIndex", **single(rig, position), **fields)
        assert not accepted(await client.ask("ReleaseTrigger", CameraTriggerInterval=20))
        await client.ask("EngageTrigger", **ALL)
        assert accepted(await client.ask("ReleaseTrigger", CameraTriggerInterval=20))
        order = [await client.event("PhotoUpdated", PhotoLocation="Camera") for _ in range(3)]
        assert [photo["CameraKey"] for photo in order] == [rig.keys[1], rig.keys[2], rig.keys[0]]
        await client.event("PhotoUpdated", PhotoLocation="Local Disk", CameraKey=rig.keys[0])
        await client.ask("EngageLatch", **ALL, CameraLatchIndex=7)
        assert not accepted(await client.ask("ReleaseLatch", CameraLatchIndex=8))
        assert accepted(await client.ask("ReleaseLatch", CameraLatchIndex=7))
        for _ in range(3):
            await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert len(rig.photos) == 6


async def test_photos_are_renamed_taken_again_and_deleted() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await client.ask("SetOptions", FilenameExpression="[C]_[B]")
        await client.event("OptionsUpdated", FilenameExpression="[C]_[B]")
        await client.ask("Shoot", **ALL)
        first = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert first["PhotoName"] == "C001_1.JPG"
        one = {"PhotoSelection": "Single", "PhotoKey": first["PhotoKey"]}
        await client.ask("RenamePhoto", **one, PhotoComputedName="best.JPG")
        renamed = await client.event("PhotoUpdated", PhotoKey=first["PhotoKey"])
        assert renamed["PhotoFilename"].endswith("/best.JPG")
        await client.ask("Reshoot", **one)
        again = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert (again["PhotoName"], again["PhotoSequenceNum"]) == ("best.JPG", 1)
        assert again["PhotoKey"] != first["PhotoKey"]
        await client.ask("Delete", **one, DeleteFiles=True)
        await client.event("PhotoUpdated", PhotoLocation="Deleted", PhotoKey=first["PhotoKey"])
        assert list(rig.photos) == [again["PhotoKey"]]


@pytest.mark.parametrize("offset", [2**63 - 1, -(2**63), 1_700_000_000_000_000])
async def test_a_clock_that_no_calendar_reaches_still_lets_the_camera_shoot(offset: int) -> None:
    async with rig_and_client(cameras=1) as (_, client):
        assert accepted(await client.ask("SyncClocks", CameraDateTimeOffset=offset))
        await client.event("CameraUpdated", CameraDateTimeOffset=offset)
        await client.ask("Shoot", **ALL)
        await client.event("CameraUpdated", CameraStatus="Ready")
        photo = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        captured = datetime.strptime(photo["PhotoDateCaptured"], "%Y%m%d %H:%M:%S.%f").astimezone()
        assert abs(datetime.now().astimezone() - captured) < timedelta(minutes=1)


async def test_a_shot_that_fails_in_the_simulator_leaves_the_camera_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failed.append(context))
    async with rig_and_client(cameras=1) as (_, client):
        with monkeypatch.context() as patch:
            patch.setattr("simulators.smart_shooter.shooting.computed_name", None)
            await client.ask("Shoot", **ALL, BulbTimer=1)
            await client.event("CameraUpdated", CameraStatus="Busy", CameraBulbIsEnabled=True)
            await client.event("CameraUpdated", CameraStatus="Ready", CameraBulbIsEnabled=False)
        assert [type(context["exception"]) for context in failed] == [TypeError]
        await client.ask("Shoot", **ALL)
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")


async def test_cameras_come_and_go() -> None:
    async with rig_and_client(cameras=2, spares=1) as (rig, client):
        assert len((await client.ask("Synchronise"))["CameraInfo"]) == 2
        await client.ask("DetectCameras")
        await client.event("CameraUpdated", CameraKey=rig.keys[2], CameraStatus="Disconnected")
        await client.event("CameraUpdated", CameraKey=rig.keys[2], CameraStatus="Ready")
        rig.unplug(rig.keys[0])
        await client.event("CameraUpdated", CameraKey=rig.keys[0], CameraStatus="Lost")
        assert not accepted(await client.ask("Shoot", **single(rig)))
        assert accepted(await client.ask("Shoot", **ALL))
        rig.plug(rig.keys[0])
        await client.event("CameraUpdated", CameraKey=rig.keys[0], CameraStatus="Ready")
        await client.ask("Disconnect", **single(rig))
        await client.event("CameraUpdated", CameraKey=rig.keys[0], CameraStatus="Disconnected")
        await client.ask("Connect", **single(rig))
        await client.event("CameraUpdated", CameraKey=rig.keys[0], CameraStatus="Ready")
        new = rig.add_camera("Extra")
        await client.event("CameraUpdated", CameraKey=new.key, CameraStatus="Ready")
        rig.set_battery(new.key, 3)
        event = await client.event("CameraUpdated", CameraKey=new.key, CameraBatterylevel=3)
        assert "CameraNumPhotosTaken" not in event


async def test_a_missed_shot_puts_batch_numbers_out_of_step() -> None:
    async with rig_and_client(cameras=2) as (rig, client):
        rig.miss_shot(rig.keys[0])
        await client.ask("Shoot", **ALL)
        await client.event("CameraUpdated", CameraNumPhotosFailed=1, PhotoBatchNum=1)
        await client.event("PhotoUpdated", PhotoLocation="Local Disk", CameraKey=rig.keys[1])
        await client.ask("SyncBatchNum")
        await client.event("CameraUpdated", CameraKey=rig.keys[0], PhotoBatchNum=2)
