"""Messages of the simulated rig against the External API documentation and published logs."""

import json

from simulators.smart_shooter import Assumptions
from tests.simulators.smart_shooter_client import Message, read
from tests.simulators.smart_shooter_rig import ALL, ENVELOPE, accepted, rig_and_client, single

CAMERA_AFTER_SHOT = [
    *ENVELOPE, "CameraSelection", "CameraKey", "CameraMetadataTimestamp", "CameraName", "CameraGroup",
    "CameraOrientation", "CameraTriggerIndex", "CameraStatus", "PhotoBatchNum", "CameraDownloadRate",
    "CameraNumPhotosTaken", "CameraNumPhotosFailed", "CameraNumDownloadsComplete", "CameraNumDownloadsFailed",
    "CameraPhotosPerCapture", "NodeKey",
]  # fmt: skip
PHOTO_AT_CAMERA = [
    *ENVELOPE, "PhotoSelection", "PhotoKey", "CameraKey", "PhotoLocation", "PhotoOriginalName", "PhotoOriginalPath",
    "PhotoComputedName", "PhotoDateCaptured", "PhotoOrigin", "PhotoFormat", "PhotoOrientation", "PhotoAperture",
    "PhotoShutterSpeed", "PhotoISO", "PhotoFocalLength", "PhotoWidth", "PhotoHeight", "PhotoFilesize", "PhotoIsImage",
    "PhotoIsHidden", "PhotoSequenceNum", "PhotoBatchNum", "PhotoSessionNum", "PhotoSessionName", "PhotoStorageID",
    "PhotoPersistentID", "NodeKey",
]  # fmt: skip
PHOTO_ON_DISK = [
    *PHOTO_AT_CAMERA[:-1], "PhotoIsScanned", "PhotoName", "PhotoFilename", "PhotoHash", "PhotoBarcode",
    "PhotoBarcodeFormat", "PhotoBarcodeLocationLeft", "PhotoBarcodeLocationTop", "PhotoBarcodeLocationRight",
    "PhotoBarcodeLocationBottom", "NodeKey",
]  # fmt: skip
OPTIONS = [
    *ENVELOPE, "NodeSelection", "NodeKey", "NodeEndpoint", "NodeNetworkMode", "AutoConnect", "AutoSynchroniseTime",
    "AutoScanBarcode", "AutoBackup", "OverwriteBackup", "AddBarcodeToMetadata", "RestrictBarcodeFormat",
    "FilterBarcodeScanning", "ResetSequenceNumOnEdit", "ResetBatchNumOnEdit", "NodeTimeout", "FilenameExpression",
    "PhotoSessionName", "PhotoSessionNum", "UniqueTag", "Barcode", "PhotoBarcodeFormat", "DefaultStorage",
    "DefaultFocusMode", "DefaultLiveviewFPS", "DefaultVideoFPS", "BarcodeCameraFilter", "DownloadPath", "FallbackPath",
    "BackupPath", "ApplicationName",
]  # fmt: skip
NODE = [
    *ENVELOPE, "NodeSelection", "NodeKey", "NodeEndpoint", "NodeNetworkMode", "NodeName", "NodeVersion",
    "NodeIsLiveviewConsumer", "NodeDateTime", "NodeUpTime", "NodePlatform", "NodeDiskSpace", "NodeMemoryUsage",
]  # fmt: skip
V3_PHOTO_AT_CAMERA = [
    "msg_type", "msg_id", "msg_ref_num", "PhotoSelection", "PhotoKey", "PhotoLocation", "PhotoUUID",
    "PhotoOriginalName", "PhotoComputedName", "PhotoDateCaptured", "PhotoFormat", "PhotoWidth", "PhotoHeight",
    "PhotoFilesize", "PhotoIsImage", "PhotoIsScanned", "GridSequenceNum", "GridBatchNum", "CameraKey",
]  # fmt: skip
V4_PHOTO_ON_DISK = [
    *ENVELOPE, "NetworkAddress", "NetworkEndpoint", "PhotoSelection", "PhotoKey", "CameraKey", "PhotoLocation",
    "PhotoOriginalName", "PhotoComputedName", "PhotoDateCaptured", "PhotoOrigin", "PhotoFormat", "PhotoOrientation",
    "PhotoAperture", "PhotoShutterSpeed", "PhotoISO", "PhotoFocalLength", "PhotoWidth", "PhotoHeight", "PhotoFilesize",
    "PhotoIsImage", "PhotoSequenceNum", "PhotoBatchNum", "PhotoHash",
]  # fmt: skip


async def test_synchronise_lists_everything() -> None:
    async with rig_and_client(cameras=7, nodes=2) as (rig, client):
        reply = await client.ask("Synchronise")
        assert list(reply) == [*ENVELOPE, "OptionsInfo", "NodeInfo", "CameraInfo", "PhotoInfo"]
        assert (reply["msg_type"], reply["msg_id"]) == ("Response", "Synchronise")
        assert (reply["msg_seq_num"], reply["msg_user_id"]) == (client.number, 0)
        assert [camera["CameraKey"] for camera in reply["CameraInfo"]] == rig.keys
        assert reply["NodeInfo"][0]["NodeKey"] == ""
        camera = reply["CameraInfo"][0]
        parts = (camera["CameraMake"], camera["CameraModel"], camera["CameraSerialNumber"])
        assert camera["CameraKey"] == "|".join(parts)
        assert camera["CameraStatus"] == "Ready"
        for entry in camera["CameraPropertyInfo"]:
            assert entry["CameraPropertyValue"] in entry["CameraPropertyRange"]


async def test_messages_are_pretty_printed_without_a_byte_order_mark() -> None:
    async with rig_and_client(cameras=1) as (_, client):
        raw = await client.ask_raw(b'{"msg_type": "Request", "msg_id": "DetectCameras"}')
        assert raw.startswith(b'{\n  "msg_type": "Response",\n  "msg_id": "DetectCameras",\n')
        assert read(raw)["msg_seq_num"] == 0


async def test_a_shot_tells_what_the_log_tells_in_its_order() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        rig.show_barcode("Hallo!")
        number = rig.next_number
        assert accepted(await client.ask("Shoot", **ALL, PhotoOrigin="test"))
        done = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        busy, photo, ready, options, _ = client.seen
        assert (busy["msg_id"], busy["CameraStatus"]) == ("CameraUpdated", "Busy")
        assert list(photo) == PHOTO_AT_CAMERA
        assert photo["PhotoLocation"] == "Camera"
        assert list(ready) == CAMERA_AFTER_SHOT
        assert (ready["CameraStatus"], ready["PhotoBatchNum"]) == (
            "Ready",
            photo["PhotoBatchNum"] + 1,
        )
        assert (ready["CameraNumPhotosTaken"], ready["CameraNumDownloadsComplete"]) == (1, 1)
        assert list(options) == OPTIONS
        assert options["Barcode"] == "Hallo!"
        assert list(done) == PHOTO_ON_DISK
        assert (done["PhotoKey"], done["PhotoOrigin"]) == (photo["PhotoKey"], "test")
        assert [event["msg_seq_num"] for event in client.seen] == list(range(number, number + 5))


async def test_one_request_shoots_the_whole_rig() -> None:
    async with rig_and_client(cameras=30) as (rig, client):
        await client.ask("Shoot", **ALL)
        on_disk: set[str] = set()
        while len(on_disk) < 30:
            photo = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
            on_disk.add(photo["CameraKey"])
        assert on_disk == set(rig.keys)
        assert [request["msg_id"] for request in rig.requests].count("Shoot") == 1
        assert sorted(photo.sequence for photo in rig.photos.values()) == list(range(1, 31))


async def test_raw_and_jpeg_share_batch_and_date() -> None:
    async with rig_and_client(cameras=1) as (_, client):
        quality: Message = {"CameraPropertyType": "Quality", "CameraPropertyValue": "RAW+JPEG"}
        await client.ask("SetProperty", **ALL, **quality)
        await client.ask("Shoot", **ALL)
        photos = [await client.event("PhotoUpdated", PhotoLocation="Camera") for _ in range(2)]
        assert [photo["PhotoFormat"] for photo in photos] == ["Raw", "JPEG"]
        assert len({(photo["PhotoBatchNum"], photo["PhotoDateCaptured"]) for photo in photos}) == 1
        assert len({photo["PhotoSequenceNum"] for photo in photos}) == 2
        ready = await client.event("CameraUpdated", CameraStatus="Ready")
        assert (ready["CameraPhotosPerCapture"], ready["PhotoBatchNum"]) == (2, 2)


async def test_the_vendors_test_script_runs_through() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        one = single(rig)
        for name in ("Synchronise", "Connect", "Autofocus"):
            assert accepted(await client.ask(name, **one))
        await client.event("CameraUpdated", CameraStatus="Busy")
        focused = await client.event("CameraUpdated", CameraStatus="Ready")
        assert (focused["CameraIsFocused"], focused["CameraNumAutofocus"]) == (True, 1)
        storage: Message = {"CameraPropertyType": "Storage", "CameraPropertyValue": "Card"}
        assert accepted(await client.ask("SetProperty", **one, **storage))
        assert accepted(await client.ask("Shoot", **one))
        await client.event("CameraUpdated", CameraStatus="Busy")
        await client.event("CameraUpdated", CameraStatus="Ready")
        photo = await client.event("PhotoUpdated", PhotoLocation="Camera")
        key = {"PhotoSelection": "Single", "PhotoKey": photo["PhotoKey"]}
        assert accepted(await client.ask("Download", **key))
        await client.event("CameraUpdated", CameraStatus="Busy")
        await client.event("CameraUpdated", CameraStatus="Ready")
        await client.event("PhotoUpdated", PhotoLocation="Local Disk", PhotoKey=photo["PhotoKey"])


async def test_the_cameras_own_button() -> None:
    async with rig_and_client(cameras=2) as (rig, client):
        rig.press_shutter(rig.keys[1])
        photo = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert (photo["CameraKey"], photo["PhotoOrigin"]) == (rig.keys[1], "camera")


async def test_version_3_publishes_its_snapshot() -> None:
    async with rig_and_client(cameras=3, vintage="v3") as (rig, client):
        reply = await client.ask("Synchronise")
        assert list(reply) == ["msg_type", "msg_id", "msg_ref_num", "Result"]
        data = await client.event("Synchronise")
        assert [camera["CameraKey"] for camera in data["CameraUpdatedMsg"]] == rig.keys
        assert "CameraPropertyInfo" not in data["CameraUpdatedMsg"][0]
        assert data["CameraUpdatedMsg"][0]["GridBatchNum"] == 1
        assert data["SetOptionsMsg"]["GridFilenameExpression"] == "SSP_[S]"
        entry = data["PropertyUpdatedMsg"][0]["PropertyInfoMsg"][0]
        assert set(entry) == {
            "CameraPropertyType", "CameraPropertyValue", "CameraPropertyIsWriteable", "CameraPropertyRange",
        }  # fmt: skip


async def test_version_3_has_its_own_names_and_a_byte_order_mark() -> None:
    async with rig_and_client(cameras=1, vintage="v3") as (_, client):
        request = {"msg_type": "Event", "msg_id": "RelayCustomTextMsg", "CustomText": "hi"}
        raw = await client.ask_raw(json.dumps(request).encode())
        assert raw.startswith(b"\xef\xbb\xbf{\n  ")
        assert accepted(read(raw))
        assert (await client.sub.recv()).startswith(b"\xef\xbb\xbf{\n  ")
        await client.ask("Shoot", **ALL)
        photo = await client.event("PhotoUpdated", PhotoLocation="Camera")
        assert list(photo) == V3_PHOTO_AT_CAMERA
        assert (photo["PhotoFormat"], photo["PhotoWidth"]) == ("Unknown", 0)
        assert photo["PhotoUUID"] == photo["PhotoKey"]
        done = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert (done["PhotoFormat"], done["PhotoIsScanned"]) == ("JPEG", True)
        iso: Message = {"CameraPropertyType": "ISO", "CameraPropertyValue": "800"}
        await client.ask("SetProperty", **ALL, **iso)
        event = await client.event("PropertyUpdated")
        assert event["PropertyInfoMsg"][0]["CameraPropertyValue"] == "800"


async def test_version_4_0_has_the_fields_of_its_log() -> None:
    async with rig_and_client(cameras=1, app_version="4.0") as (_, client):
        await client.ask("Shoot", **ALL)
        photo = await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert list(photo) == V4_PHOTO_ON_DISK


async def test_node_and_ping_tick() -> None:
    assume = Assumptions(network_ping=0.01, node_updated=0.01)
    async with rig_and_client(cameras=1, assume=assume) as (_, client):
        await client.event("NetworkPing")
        node = await client.event("NodeUpdated")
        assert list(node) == NODE
        assert node["NodeVersion"] == "v5.3"
