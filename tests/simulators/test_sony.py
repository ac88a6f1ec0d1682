"""The simulated Sony camera: its description, its envelope, and how a session begins."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from simulators.sony import SonyCamera
from simulators.sony.profiles import PROFILES
from tests.simulators.sony_camera import camera_and_client
from tests.simulators.sony_client import Client, Refused, until

BASE = [
    "getVersions",
    "getMethodTypes",
    "getApplicationInfo",
    "getAvailableApiList",
    "getEvent",
    "startRecMode",
    "stopRecMode",
]


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


@pytest.fixture
async def fresh() -> AsyncIterator[Client]:
    """A client of a camera that was just switched on."""
    async with camera_and_client(ready=False) as (_, client):
        await client.describe()
        yield client


@pytest.mark.parametrize("model", PROFILES)
async def test_every_model_describes_itself(model: str) -> None:
    async with SonyCamera(model) as camera:
        told = await Client(camera.location).describe()
        assert (told.name, told.model) == (camera.profile.model, "SonyImagingDevice")
        assert told.udn == f"uuid:{camera.profile.udn}"
        assert tuple(told.services) == camera.profile.services
        assert set(told.services.values()) == {camera.url}


async def test_a_user_gave_it_a_name_and_the_imaging_document_knows_better() -> None:
    async with SonyCamera("ILCE-6300", name="Küche & <Garten>", udn="my-own") as camera:
        client = Client(camera.location)
        told = await client.describe()
        assert (told.name, told.udn) == ("Küche & <Garten>", "uuid:my-own")
        document = await client.fetch(f"http://127.0.0.1:{camera.port}/DigitalImagingDesc.xml")
        assert b"<X_ModelName>ILCE-6300</X_ModelName>" in document.body
        assert b"E PZ 16-50mm" in document.body


async def test_the_description_has_the_headers_of_a_body_that_does_not_know_the_time() -> None:
    async with SonyCamera() as camera:
        response = await Client(camera.location).fetch(camera.location)
        names = [name for name, _ in response.headers]
        assert names == [
            "Accept-Range",
            "Content-Length",
            "Content-Type",
            "Connection",
            "Date",
            "Server",
        ]
        assert response.header("Content-Length") == str(len(response.body))
        date = response.header("Date")
        assert date is not None
        assert "1970" in date


async def test_the_description_may_have_a_port_of_its_own() -> None:
    async with SonyCamera(description_port=0) as camera:
        told = await Client(camera.location).describe()
        assert set(told.services.values()) == {camera.url}
        assert str(camera.port) not in camera.location


@pytest.mark.parametrize(
    ("model", "body"),
    [
        ("ILCE-6000", rb'{"result":["Smart Remote Control SR\/4.10 __SAK__","2.1.4"],"id":1}'),
        ("ILCE-6300", b'{"id":1,"result":["Smart Remote Control SR/3.31 __SAK__","2.0.1"]}'),
    ],
)
async def test_a_reply_has_three_headers_and_its_make_of_json(model: str, body: bytes) -> None:
    async with camera_and_client(model, ready=False) as (_, client):
        await client.describe()
        request = b'{"method":"getApplicationInfo","params":[],"id":1,"version":"1.0"}'
        response = await client.post("camera", request)
        assert response == (
            200,
            [
                ("Connection", "close"),
                ("Content-Length", str(len(body))),
                ("Content-Type", "application/json"),
            ],
            body,
        )


@pytest.mark.parametrize(
    "request_body",
    [
        b"",
        b"{",
        b"[]",
        b'{"method":"getVersions","params":[],"version":"1.0"}',
        b'{"method":"getVersions","params":[],"id":0,"version":"1.0"}',
        b'{"method":"getVersions","params":[],"id":true,"version":"1.0"}',
        b'{"method":"getVersions","params":[],"id":2147483648,"version":"1.0"}',
        b'{"params":[],"id":1,"version":"1.0"}',
        b'{"method":"getVersions","id":1,"version":"1.0"}',
        b'{"method":"getVersions","params":{},"id":1,"version":"1.0"}',
    ],
)
async def test_what_is_no_request_is_illegal(fresh: Client, request_body: bytes) -> None:
    response = await fresh.post("camera", request_body)
    assert (response.status, json.loads(response.body)["error"][0]) == (200, 5)


async def test_error_classes(fresh: Client) -> None:
    assert await fresh.refusal("getNonexistentMethodXyz") == 12
    assert await fresh.refusal("getVersions", service="guide") == 0
    assert await fresh.refusal("actTakePicture", service="guide") == 12
    assert await fresh.refusal("getEvent", False, version="9.9") == 14
    assert await fresh.refusal("getEvent", False, version="1.4") == 0
    assert await fresh.refusal("actTakePicture") == 1
    assert await fresh.refusal("getEvent", "yes") == 3
    assert await fresh.refusal("getEvent") == 3


async def test_nothing_goes_before_start_rec_mode_and_then_the_list_grows(fresh: Client) -> None:
    assert sorted(await fresh.names()) == sorted(BASE)
    assert (await fresh.snapshot())["cameraStatus"]["cameraStatus"] == "NotReady"
    assert await fresh.call("startRecMode") == [0]
    await fresh.idle()
    names = await fresh.names()
    assert "startRecMode" not in names
    assert {"actTakePicture", "startLiveview", "setIsoSpeedRate"} <= set(names)
    assert await fresh.call("stopRecMode") == [0]
    assert sorted(await fresh.names()) == sorted(BASE)


async def test_a_list_that_grows_with_the_live_view() -> None:
    async with camera_and_client("ILCE-6300", ready=False) as (_, client):
        await client.describe()
        lengths = [len(await client.names())]
        await client.call("startRecMode")
        await client.idle()
        lengths.append(len(await client.names()))
        await client.call("startLiveview")
        lengths.append(len(await client.names()))
        assert lengths == [7, 12, 24]
        assert (await client.call("getVersions")) == [["1.0"]]
        assert len(await client.call("getMethodTypes", "")) == 67


async def test_what_the_firmware_has_is_more_than_what_may_be_called() -> None:
    async with camera_and_client("ILCE-6300") as (camera, client):
        assert await client.refusal("setFNumber", "8.0") == 1
        assert (await client.snapshot())["fNumber"]["currentFNumber"] == "5.6"
        camera.turn_dial("Manual")
        await client.idle()
        await client.call("startLiveview")
        camera.set_value("IsoSpeedRate", "400")
        assert "setExposureCompensation" not in await client.names()
        assert await client.call("setExposureCompensation", 3) == [0]
        await until(lambda: camera.settings["ExposureCompensation"] == 3)
        assert await client.refusal("setShootMode", "movie") == 500


async def test_method_types_by_version_in_the_plural(fresh: Client) -> None:
    answer = await fresh.ask("getMethodTypes", "1.3")
    assert set(answer) == {"id", "results"}
    ((name, params, results, version),) = answer["results"]
    assert (name, params, len(results), version) == ("getEvent", ["bool"], 63, "1.3")
    assert json.loads(results[56]) == {"type": "string", "batteryInfo": "BatteryInfoParams[]"}
    everything = await fresh.call("getMethodTypes", "")
    assert {row[3] for row in everything} == {"1.0", "1.1", "1.2", "1.3", "1.4"}
    services = await fresh.call("getServiceProtocols", service="guide")
    assert [row[0] for row in services] == ["guide", "accessControl", "camera"]


@pytest.mark.parametrize("model", PROFILES)
async def test_every_method_that_is_listed_answers(model: str) -> None:
    async with camera_and_client(model, delays=0.0) as (camera, client):
        values = {"bool": False, "int": 0, "double": 50.0, "string": "in"}
        for name in await client.names():
            if name in ("stopRecMode", "getEvent"):
                continue
            types = camera.profile.methods[name][0]
            params = [
                {key: values[kind] for key, kind in json.loads(text).items()}
                if text.startswith("{")
                else values[text]
                for text in types
            ]
            answer = await client.ask(name, *params)
            assert answer["id"] == client.number
            if "error" in answer:
                assert answer["error"][0] in (1, 3, 403, 40401, 40403)


async def test_an_old_camera_says_so_and_a_precursor_nothing() -> None:
    async with camera_and_client("HDR-AS15") as (_, client):
        assert (await client.call("getApplicationInfo"))[1] == "1.0.0"
    async with camera_and_client("DSC-RX100M2") as (camera, client):
        assert camera.url == f"http://127.0.0.1:{camera.port}"
        assert await client.refusal("getVersions") == 12
        assert await client.refusal("getEvent", False) == 12
        request = b'{"method":"getVersions","params":[],"version":"1.0","id":1}'
        response = await client.exchange(
            "POST", f"{camera.url}/sony/camera", request, content_length=str(len(request))
        )
        assert (response.status, response.body) == (404, b'{"error":[404,"Not Found"]}')


async def test_locked_methods_open_after_a_signature() -> None:
    async with camera_and_client("DSC-QX10") as (_, client):
        request = {"method": "setCameraFunction", "params": ["Contents Transfer"], "id": 1}
        response = await client.post("camera", json.dumps(request | {"version": "1.0"}).encode())
        assert (response.status, response.body) == (
            403,
            b'{"id":1,"error":[403,"setCameraFunction"]}',
        )
        empty = dict.fromkeys(("methods", "developerName", "developerID", "sg"), "")
        ((first,),) = [await client.call("actEnableMethods", empty, service="accessControl")]
        assert len(first["dg"]) == 16
        signed = {
            "methods": "camera/setCameraFunction:camera/getCameraFunction",
            "developerName": "somebody",
            "developerID": "1",
            "sg": "c2lnbmVk",
        }
        assert await client.call("actEnableMethods", signed, service="accessControl") == [
            {"dg": ""}
        ]
        assert await client.refusal("getAvailableCameraFunction") == 403
        assert await client.call("setCameraFunction", "Contents Transfer") == [0]


async def test_a_signature_that_does_not_fit() -> None:
    async with camera_and_client("DSC-QX10", assume={"developer_secret": "x"}) as (_, client):
        empty = dict.fromkeys(("methods", "developerName", "developerID", "sg"), "")
        await client.call("actEnableMethods", empty, service="accessControl")
        wrong = empty | {"methods": "camera/setCameraFunction", "sg": "wrong"}
        assert await client.refusal("actEnableMethods", wrong, service="accessControl") == 403


async def test_the_clock_is_set() -> None:
    async with camera_and_client("DSC-QX100") as (camera, client):
        time = {
            "dateTime": "2014-04-01T21:35:43Z",
            "timeZoneOffsetMinute": 540,
            "dstOffsetMinute": 0,
        }
        assert await client.call("setCurrentTime", time, service="system") == []
        assert f"{camera.body.now:%Y-%m-%d}" == "2014-04-01"
        wrong = {"dateTime": "2014-04-01 21:35:43"}, {"timeZoneOffsetMinute": 1440}
        for change in wrong:
            assert await client.refusal("setCurrentTime", time | change, service="system") == 3


async def test_requests_are_remembered_and_connections_counted() -> None:
    async with camera_and_client() as (camera, client):
        del camera.requests[:]
        before = camera.connections
        await client.call("setSelfTimer", 2)
        assert camera.requests == [("camera", "setSelfTimer", "1.0", [2])]
        assert camera.connections == before + 1
        assert camera.overlaps == 0


async def test_calls_beside_each_other_are_noticed() -> None:
    async with camera_and_client(delays=0.1, assume={"parallel_calls": "queue"}) as (
        camera,
        client,
    ):
        await asyncio.gather(client.ask("startLiveview"), client.ask("startLiveview"))
        assert camera.overlaps == 1


async def test_switched_off_and_on_again_it_has_its_ports_and_no_session() -> None:
    async with camera_and_client("DSC-QX100") as (camera, client):
        location = camera.location
        await camera.stop()
        with pytest.raises(OSError, match="onnect"):
            await client.describe()
        await camera.restart()
        assert camera.location == location
        await client.describe()
        assert await client.refusal("getVersions") == 0
        with pytest.raises(Refused):
            await client.call("startRecMode")
