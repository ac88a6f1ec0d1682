"""The simulated Sony camera at work: events, settings, pictures, recordings, focus and zoom."""

import asyncio
from typing import Any

import pytest

from simulators.sony.profiles import PROFILES
from tests.simulators.sony_camera import camera_and_client
from tests.simulators.sony_client import Client, Refused, by_type, until

LENGTHS = {"1.0": 35, "1.1": 36, "1.2": 60, "1.3": 63, "1.4": 66}


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def statuses(client: Client, last: str = "IDLE", version: str = "1.0") -> list[str]:
    """Return the camera statuses that long polls tell until the last one."""
    seen: list[str] = []
    while not seen or seen[-1] != last:
        told = await client.poll(version)
        if "cameraStatus" in told:
            seen.append(told["cameraStatus"]["cameraStatus"])
    return seen


def in_order(seen: list[str], sequence: list[str]) -> bool:
    """Tell whether all that was seen is in the sequence in its order; a poll may come too late for some."""
    left = iter(sequence)
    return all(status in left for status in seen) and seen[-1] == sequence[-1]


# Events.


@pytest.mark.parametrize("model", [name for name, row in PROFILES.items() if row.events])
async def test_a_snapshot_has_a_fixed_length_and_each_object_its_place(model: str) -> None:
    async with camera_and_client(model) as (camera, client):
        for version in camera.profile.events:
            entries = await client.call("getEvent", False, version=version)
            assert len(entries) == LENGTHS[version]
            for index, entry in enumerate(entries):
                assert isinstance(entry, list) == (index in (5, 6, 10))
            assert entries[1] == {"type": "cameraStatus", "cameraStatus": "IDLE"}
            assert entries[21]["currentShootMode"] == camera.settings["ShootMode"]
        last = camera.profile.events[-1]
        assert (await client.refusal("getEvent", False, version="1.4") == 14) is (last != "1.4")


async def test_a_long_poll_tells_only_what_has_changed() -> None:
    async with camera_and_client() as (camera, client):
        await client.snapshot("1.2")
        poll = asyncio.create_task(client.call("getEvent", True, version="1.2"))
        await until(lambda: camera.requests[-1].params == [True])
        camera.set_value("IsoSpeedRate", "800")
        entries = await poll
        assert list(by_type(entries)) == ["isoSpeedRate"]
        assert (entries[0], entries[5], entries[6], entries[10]) == (None, [], [], [])
        camera.set_battery(1, 4, "batteryNearEnd")
        battery = (await client.poll("1.2"))["batteryInfo"]["batteryInfo"]
        assert battery == [
            {
                "batteryID": "externalBattery1",
                "status": "active",
                "additionalStatus": "batteryNearEnd",
                "levelNumer": 1,
                "levelDenom": 4,
                "description": "",
            }
        ]


async def test_there_is_one_long_poll_and_it_ends_by_itself() -> None:
    async with camera_and_client(assume={"poll_timeout": 0.3}) as (camera, client):
        await client.snapshot()
        first = asyncio.create_task(client.refusal("getEvent", True))
        await until(lambda: camera.requests[-1].params == [True])
        assert await client.refusal("getEvent", True) == 40402
        assert await first == 2


async def test_a_client_that_leaves_gives_the_long_poll_up_or_not() -> None:
    for outlives in (False, True):
        async with camera_and_client(assume={"poll_outlives_client": outlives}) as (camera, client):
            await client.snapshot()
            poll = asyncio.create_task(client.poll())
            await until(lambda: camera.requests[-1].params == [True])
            poll.cancel()
            await client.call("getVersions")
            if outlives:
                assert await client.refusal("getEvent", True) == 40402
            else:
                camera.set_value("SelfTimer", 2)
                await client.poll_until(lambda told: "selfTimer" in told)


async def test_a_first_poll_that_tells_nothing_and_one_that_tells_everything() -> None:
    async with camera_and_client("ILCE-7R", ready=False) as (_, client):
        await client.describe()
        assert await client.poll() == {}
        await client.call("startRecMode")
        told = await client.poll()
        assert "startRecMode" not in told["availableApiList"]["names"]
    async with camera_and_client(ready=False) as (_, client):
        await client.describe()
        assert {"availableApiList", "cameraStatus", "fNumber"} <= set(await client.poll())


# Settings.


async def test_four_methods_in_two_shapes() -> None:
    async with camera_and_client("ILCE-7RM2") as (camera, client):
        assert await client.call("getSelfTimer") == [0]
        assert await client.call("getAvailableSelfTimer") == [0, [0, 2, 10]]
        assert await client.call("getSupportedSelfTimer") == [[0, 2, 10]]
        assert await client.call("setSelfTimer", 2) == [0]
        assert await client.refusal("setSelfTimer", "2") == 3
        assert await client.refusal("setSelfTimer", [2]) == 3
        assert await client.refusal("setSelfTimer", 3) == 3
        await until(lambda: camera.settings["SelfTimer"] == 2)
        assert await client.call("getContShootingMode") == [{"contShootingMode": "Single"}]
        ((available,), (supported,)) = (
            await client.call("getAvailableContShootingMode"),
            await client.call("getSupportedContShootingMode"),
        )
        assert available == {"contShootingMode": "Single"} | supported
        assert await client.call("setContShootingMode", {"contShootingMode": "Continuous"}) == []
        assert await client.refusal("setContShootingMode", {}) == 3


async def test_exposure_compensation_counts_in_steps() -> None:
    async with camera_and_client("DSC-HX60") as (camera, client):
        assert await client.call("getAvailableExposureCompensation") == [0, 6, -6, 1]
        assert await client.call("getSupportedExposureCompensation") == [[6], [-6], [1]]
        assert await client.call("setExposureCompensation", -4) == [0]
        assert await client.refusal("setExposureCompensation", 7) == 3
        await until(lambda: camera.settings["ExposureCompensation"] == -4)
        camera.turn_dial("Intelligent Auto")
        assert (await client.call("getAvailableExposureCompensation"))[1:] == [0, 0, 0]
        assert await client.refusal("setExposureCompensation", 1) == 1


async def test_white_balance_with_its_colour_temperature() -> None:
    async with camera_and_client() as (camera, client):
        now, modes = await client.call("getAvailableWhiteBalance")
        assert now == {"whiteBalanceMode": "Auto WB", "colorTemperature": -1}
        assert {
            "whiteBalanceMode": "Color Temperature",
            "colorTemperatureRange": [9900, 2500, 100],
        } in modes
        assert await client.refusal("setWhiteBalance", "Color Temperature", True, 100) == 3
        assert await client.refusal("setWhiteBalance", "Daylight", True, 5500) == 3
        await client.snapshot()
        assert await client.call("setWhiteBalance", "Color Temperature", True, 5500) == [0]
        told = await client.poll_until(lambda told: "whiteBalance" in told)
        assert told["whiteBalance"] == {
            "type": "whiteBalance",
            "checkAvailability": True,
            "currentWhiteBalanceMode": "Color Temperature",
            "currentColorTemperature": 5500,
        }
        assert camera.settings["WhiteBalance"]["colorTemperature"] == 5500


async def test_still_size_and_what_changes_with_another_setting() -> None:
    async with camera_and_client("FDR-X3000") as (camera, client):
        assert await client.call("setMovieFileFormat", {"movieFileFormat": "XAVC S 4K"}) == []
        await until(lambda: camera.settings["MovieFileFormat"] == "XAVC S 4K")
        assert (await client.call("getAvailableMovieQuality"))[1] == [
            "100M 30p",
            "100M 24p",
            "60M 30p",
            "60M 24p",
        ]
        await client.call("setShootMode", "still")
        await client.idle()
        assert await client.refusal("getMovieQuality") == 1
        assert await client.call("setStillSize", "16:9", "2.1M") == [0]
        assert await client.refusal("setStillSize", "4:3", "2.1M") == 3


async def test_what_may_be_set_changes_with_the_dial() -> None:
    async with camera_and_client("DSC-HX60") as (camera, client):
        for dial, settable in {
            "Aperture": {"setFNumber", "setExposureCompensation"},
            "Shutter": {"setShutterSpeed", "setExposureCompensation"},
            "Program Auto": {"setProgramShift", "setExposureCompensation"},
            "Intelligent Auto": set(),
            "movie": set(),
        }.items():
            camera.turn_dial(dial)
            await client.idle()
            three = {"setFNumber", "setShutterSpeed", "setProgramShift", "setExposureCompensation"}
            assert three & set(await client.names()) == settable
        assert await client.call("getAvailableShootMode") == ["movie", ["movie"]]
        with pytest.raises(ValueError, match="not on the dial"):
            camera.turn_dial("Panorama")


async def test_a_tv_system_restarts_the_server() -> None:
    async with camera_and_client("HDR-AZ1") as (camera, client):
        assert await client.call("setTvColorSystem", {"tvColorSystem": "PAL"}) == []
        await until(lambda: camera.settings["TvColorSystem"] == "PAL")
        answers = 0
        async with asyncio.timeout(20):
            while answers < 5:
                try:
                    answers += await client.refusal("getVersions") == 0
                except OSError, EOFError:
                    answers = 0


# Pictures.


async def test_a_picture_from_afar() -> None:
    async with camera_and_client() as (camera, client):
        await client.snapshot()
        shot = asyncio.create_task(client.call("actTakePicture"))
        assert in_order(await statuses(client), ["StillCapturing", "StillSaving", "IDLE"])
        (((url,),),) = ((await shot),)
        assert url.startswith(f"http://127.0.0.1:{camera.port}/postview/pict")
        picture = await client.fetch(url)
        assert (picture.status, picture.body[:2], picture.body[-2:]) == (
            200,
            b"\xff\xd8",
            b"\xff\xd9",
        )
        assert len(camera.photos) == 13


async def test_a_picture_at_another_port_wants_its_query() -> None:
    async with camera_and_client("DSC-QX100") as (camera, client):
        ((url,),) = await client.call("actTakePicture")
        assert url.endswith("?%211234%21http%2dget%3a%2a%3aimage%2fjpeg%3a%2a%21%21%21%21%21")
        assert f":{camera.port}/" not in url
        assert (await client.fetch(url)).status == 200
        assert (await client.fetch(url.partition("?")[0])).status == 404


async def test_the_bodys_own_button_is_an_event() -> None:
    async with camera_and_client() as (camera, client):
        await client.call("setPostviewImageSize", "Original")
        await until(lambda: camera.settings["PostviewImageSize"] == "Original")
        await client.snapshot()
        camera.press_shutter()
        told = await client.poll_until(lambda told: "takePicture" in told)
        (url,) = told["takePicture"]["takePictureUrl"]
        assert url.endswith("DSC00013.JPG?size=Origin")
        assert (await client.fetch(url)).status == 200
        assert "takePicture" not in await client.snapshot()


async def test_a_shot_from_afar_may_be_an_event_too() -> None:
    async with camera_and_client(assume={"api_shot_event": True}) as (_, client):
        ((url,),) = await client.call("actTakePicture")
        told = await client.poll_until(lambda told: "takePicture" in told)
        assert told["takePicture"]["takePictureUrl"] == [url]


async def test_a_long_exposure_is_waited_for() -> None:
    async with camera_and_client(delays=0.02) as (camera, client):
        await camera.set_fault("long_exposure", 40)
        assert await client.refusal("actTakePicture") == 40403
        async with asyncio.timeout(20):
            while (code := await client.refusal("awaitTakePicture")) == 40403:
                assert camera.status == "StillCapturing"
        assert code == 0
        assert await client.refusal("awaitTakePicture") == 1


async def test_continuous_shooting_tells_its_pictures_in_the_end() -> None:
    async with camera_and_client("ILCE-7RM2") as (camera, client):
        assert await client.refusal("startContShooting") == 1
        await client.call("setContShootingMode", {"contShootingMode": "Continuous"})
        await until(lambda: camera.settings["ContShootingMode"] == "Continuous")
        assert await client.refusal("actTakePicture") == 1
        await client.snapshot("1.2")
        assert await client.call("startContShooting") == []
        await until(lambda: len(camera.photos) >= 13)
        assert await client.call("stopContShooting") == []
        told = await client.poll_until(lambda told: "contShooting" in told, "1.2")
        urls = told["contShooting"]["contShootingUrl"]
        assert len(urls) >= 3
        assert set(urls[0]) == {"postviewUrl", "thumbnailUrl"}
        assert (await client.fetch(urls[-1]["thumbnailUrl"])).status == 200


async def test_bulb_is_open_until_it_is_closed() -> None:
    async with camera_and_client("ILCE-5100") as (camera, client):
        assert await client.refusal("startBulbShooting") == 1
        camera.turn_dial("Manual")
        await client.call("setShutterSpeed", "BULB")
        await until(lambda: camera.settings["ShutterSpeed"] == "BULB")
        await client.snapshot("1.4")
        assert await client.call("startBulbShooting") == []
        told = await client.poll_until(lambda told: "bulbCapturingTime" in told, "1.4")
        assert told["bulbCapturingTime"]["bulbCapturingTime"] >= 0
        assert await client.call("stopBulbShooting") == []
        told = await client.poll_until(lambda told: "bulbShooting" in told, "1.4")
        assert list(told["bulbShooting"]["bulbShootingUrl"][0]) == ["postviewUrl"]


async def test_a_burst_is_several_pictures() -> None:
    async with camera_and_client("FDR-X1000V") as (camera, client):
        await client.call("setShootMode", "still")
        await client.idle()
        camera.set_value("ContShootingMode", "Burst")
        ((*urls,),) = await client.call("actTakePicture")
        assert len(set(urls)) == 10


# Recordings.


@pytest.mark.parametrize(
    ("model", "mode", "name", "answers", "sequence"),
    [
        ("DSC-QX100", "movie", "MovieRec", ([0], [""]),
         ["MovieWaitRecStart", "MovieRecording", "MovieWaitRecStop", "MovieSaving", "IDLE"]),
        ("HDR-MV1", "audio", "AudioRec", ([0], [0]),
         ["AudioWaitRecStart", "AudioRecording", "AudioWaitRecStop", "AudioSaving", "IDLE"]),
        ("HDR-AS100V", "intervalstill", "IntervalStillRec", ([0], [0]),
         ["IntervalWaitRecStart", "IntervalRecording", "IntervalWaitRecStop", "IDLE"]),
        ("FDR-X1000V", "looprec", "LoopRec", ([], []),
         ["LoopWaitRecStart", "LoopRecording", "LoopWaitRecStop", "LoopSaving", "IDLE"]),
    ],
)  # fmt: skip
async def test_a_recording_goes_through_its_statuses(
    model: str, mode: str, name: str, answers: tuple[list[Any], list[Any]], sequence: list[str]
) -> None:
    async with camera_and_client(model, delays=0.05) as (camera, client):
        if camera.settings["ShootMode"] != mode:
            await client.call("setShootMode", mode)
            await client.idle()
        await client.snapshot()
        assert await client.refusal(f"stop{name}") == 1
        assert await client.call(f"start{name}") == answers[0]
        assert in_order(await statuses(client, sequence[1]), sequence[:2])
        assert camera.recording
        assert await client.call(f"stop{name}") == answers[1]
        assert in_order(await statuses(client), sequence[2:])


async def test_interval_shots_are_counted() -> None:
    async with camera_and_client("HDR-AZ1") as (camera, client):
        await client.call("setShootMode", "intervalstill")
        await client.idle()
        assert await client.call("setIntervalTime", {"intervalTimeSec": "1"}) == []
        await client.snapshot("1.2")
        await client.call("startIntervalStillRec")
        await client.poll_until(
            lambda told: told.get("numberOfShots", {}).get("numberOfShots", 0) >= 3, "1.2"
        )
        await client.call("stopIntervalStillRec")
        assert len(camera.photos) >= 13


async def test_a_mode_change_ends_the_live_view_and_a_clip_is_stored() -> None:
    async with camera_and_client("DSC-RX100M4") as (camera, client):
        await client.call("startLiveview")
        await client.snapshot("1.2")
        await client.call("setShootMode", "movie")
        told = await client.poll_until(
            lambda told: told.get("shootMode", {}).get("currentShootMode") == "movie", "1.2"
        )
        assert told["liveviewStatus"]["liveviewStatus"] is False
        await client.idle()
        assert "stopMovieRec" not in await client.names()
        await client.call("startMovieRec")
        await until(lambda: camera.recording)
        assert (await client.snapshot("1.2"))["recordingTime"]["recordingTime"] >= 0
        assert "startMovieRec" not in await client.names()
        stored = len(camera.contents)
        await client.call("stopMovieRec")
        await until(lambda: camera.status == "IDLE")
        assert [content.kind for content in camera.contents[stored:]] == ["movie_mp4"]


async def test_a_camera_that_changes_its_mode_is_not_ready() -> None:
    async with camera_and_client("DSC-QX100", delays=1.0) as (camera, client):
        await client.call("setShootMode", "movie")
        assert await client.refusal("startMovieRec") == 40401
        await client.idle()
        assert camera.settings["ShootMode"] == "movie"


async def test_the_bodys_record_button_and_a_clip_that_ends_by_itself() -> None:
    async with camera_and_client("HDR-AS100V") as (camera, client):
        camera.press_record()
        await until(lambda: camera.recording)
        camera.press_record()
        await client.idle()
        await camera.set_fault("movie_ends", 0.05)
        await client.call("startMovieRec")
        await until(lambda: camera.recording)
        await client.idle()
        await camera.set_fault("ignores_start")
        assert await client.call("startMovieRec") == [0]
        assert camera.status == "IDLE"


# Focus and zoom.


async def test_half_press_touch_and_tracking() -> None:
    async with camera_and_client("ILCE-QX1") as (camera, client):
        await client.snapshot("1.2")
        assert await client.call("actHalfPressShutter") == []
        told = await client.poll_until(
            lambda told: told.get("focusStatus", {}).get("focusStatus") == "Focused", "1.2"
        )
        assert await client.call("cancelHalfPressShutter") == []
        assert await client.call("setTouchAFPosition", 50, 49.5) == [
            0,
            {"AFResult": True, "AFType": "Touch"},
        ]
        assert await client.refusal("setTouchAFPosition", 101, 0) == 3
        assert await client.call("getTouchAFPosition") == [{"set": True, "touchCoordinates": []}]
        assert await client.call("cancelTouchAFPosition") == []
        assert await client.call("actTrackingFocus", {"xPosition": 23.4, "yPosition": 45.6}) == []
        told = await client.poll_until(lambda told: "trackingFocusStatus" in told, "1.2")
        assert told["trackingFocusStatus"]["trackingFocusStatus"] == "Tracking"
        await camera.set_fault("af_fails")
        assert (await client.call("setTouchAFPosition", 1, 1))[1]["AFResult"] is False
        assert await client.refusal("actTakePicture") == 40400
        await camera.set_fault("af_slow")
        assert await client.refusal("setTouchAFPosition", 1, 1) == 2


async def test_zoom_moves_until_it_is_stopped_in_its_direction() -> None:
    async with camera_and_client("DSC-QX100") as (camera, client):
        assert await client.call("actZoom", "in", "1shot") == [0]
        assert camera.zoom_position == 10
        assert await client.call("actZoom", "in", "start") == [0]
        await until(lambda: camera.zoom_position > 20)
        assert await client.refusal("actZoom", "out", "stop") == 3
        assert await client.call("actZoom", "in", "stop") == [0]
        told = await client.snapshot()
        assert told["zoomInformation"]["zoomPosition"] == camera.zoom_position
        assert await client.refusal("actZoom", "in", "1step") == 3


async def test_white_balance_is_measured_and_program_shifted() -> None:
    async with camera_and_client("FDR-X1000V") as (camera, client):
        ((measured),) = await client.call("actWhiteBalanceOnePushCustom")
        assert measured["inRange"] is True
        assert camera.settings["WhiteBalance"]["whiteBalanceMode"] == "Custom"
    async with camera_and_client("ILCE-QX1") as (_, client):
        assert await client.call("getSupportedProgramShift") == [[5, -5]]
        assert await client.call("setProgramShift", 2) == [0]
        assert (await client.snapshot())["programShift"]["isShifted"] is True
        assert await client.refusal("setProgramShift", 6) == 3


# What happens to it.


async def test_heat_a_missing_card_and_a_button_without_effect() -> None:
    async with camera_and_client("DSC-HX60") as (camera, client):
        await client.snapshot()
        camera.heat()
        told = await client.poll()
        assert told["cameraStatus"]["cameraStatus"] == "Error"
        assert told["continuousError"] == {
            "type": "continuousError",
            "continuousError": "Overheating Warning",
            "isContinued": True,
        }
        with pytest.raises(Refused):
            await client.call("actTakePicture")
        camera.heat(False)
        assert (await client.poll())["continuousError"]["isContinued"] is False
        camera.remove_card()
        told = await client.poll()
        assert told["storageInformation"]["storageID"] == "No Media"
        camera.press_shutter()
        assert camera.status == "Error"
        camera.insert_card()
        assert camera.status == "IDLE"
        ((information,),) = (await client.call("getStorageInformation"),)
        assert information[0]["numberOfRecordableImages"] > 0
