"""The simulated Bandit: what it tells of itself, and its settings."""

import pytest

from simulators.bandit import BanditCamera
from simulators.switches import SwitchError
from tests.simulators.bandit_camera import camera_and_client

STATUS = {
    "recording_active": False,
    "recording_secs": -1,
    "battery_level_pct": 80,
    "battery_charging": False,
    "gnss_fix": True,
    "gnss_strength_pct": 75,
    "heart_rate_sensor_connected": False,
    "cadence_sensor_connected": False,
    "preview_active": False,
    "viewfinder_active": False,
    "viewfinder_streaming_port": -1,
    "transcoding_active": False,
    "transcoding_progress": 0,
}


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


# The camera itself.


async def test_version_in_texts_at_both_paths_and_with_a_slash() -> None:
    async with camera_and_client() as (camera, client):
        for path in ("/api/version", "/api/2/version", "/api/version/"):
            answer = await client.ask("GET", "", whole=path)
            assert answer.json == {"version": "2", "revision": "0", "supported_versions": ["2"]}
            assert answer.headers["content-type"] == "application/json"
        assert camera.requests[0] == ("GET", "/api/version")
        assert camera.request_count == 3
        assert camera.packets == 6


async def test_status_has_its_17_keys() -> None:
    async with camera_and_client(card_bytes=10**9, videos=0, photos=0) as (camera, client):
        assert await client.status() == STATUS | {
            "backchannel_port": camera.backchannel_port,
            "memory_free_bytes": 10**9,
            "remaining_time_secs": 6250,
            "remaining_photos": 2500,
        }


async def test_status_follows_what_is_done_with_the_camera() -> None:
    async with camera_and_client() as (camera, client):
        camera.set_battery(7, charging=True)
        camera.set_gps(fix=False, strength=3)
        camera.set_heart_rate_sensor(connected=True)
        camera.set_cadence_sensor(connected=True)
        told = await client.status()
        assert (told["battery_level_pct"], told["battery_charging"]) == (7, True)
        assert (told["gnss_fix"], told["gnss_strength_pct"]) == (False, 3)
        assert told["heart_rate_sensor_connected"] is told["cadence_sensor_connected"] is True


async def test_the_clock_can_be_set_and_dates_follow_it() -> None:
    async with camera_and_client() as (camera, client):
        assert await client.do("POST", "/datetime", {"datetime": "2015-03-25T22:58:00Z"}) == 200
        assert (await client.get("/datetime"))["datetime"].startswith("2015-03-25T22:58:")
        camera.take_photo()
        await camera.wait_recording(False)
        assert (await client.images())[-1]["created"].startswith("2015-03-25T22:58:")
        for wrong in ("yesterday", {"datetime": "2015-03-25"}, {"datetime": 7}, {}):
            assert await client.do("POST", "/datetime", wrong) == 400


async def test_firmware_that_was_sent_is_there_after_the_next_start() -> None:
    async with camera_and_client(firmware="1.52.100.3") as (camera, client):
        before = await client.get("/firmware")
        assert list(before.values()) == [1, 52, 100, 3, 0, 0, 0, 0]
        form = b'--x\r\nContent-Disposition: form-data; name="upgrade"\r\n\r\nabcde\r\n--x--\r\n'
        kind = {"Content_Type": "multipart/form-data; boundary=x"}
        for path in ("/firmware", "/quickgpsfix", "/glonass"):
            assert (await client.ask("POST", path, form, **kind)).status == 200
            assert (await client.ask("POST", path, b"abcde")).status == 400
        assert [size for _, size in camera.uploads] == [5, 5, 5]
        assert (await client.get("/firmware"))["pending_revision"] == 101
        await camera.switch_off()
        await camera.power_on()
        assert list((await client.get("/firmware")).values()) == [1, 52, 101, 3, 0, 0, 0, 0]


async def test_log_and_license() -> None:
    async with camera_and_client() as (_, client):
        assert (await client.ask("GET", "/log")).headers["content-type"] == "application/x-tar"
        assert b"<html>" in await client.file("/license")


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/nothing"), ("PUT", "/status"), ("GET", "/videos/none"), ("GET", "/videos/none/thumb"),
        ("GET", "/images/none/contents"), ("GET", "/videos/*"), ("GET", "/record"), ("DELETE", "/videos"),
    ],
)  # fmt: skip
async def test_what_there_is_not(verb: str, path: str) -> None:
    async with camera_and_client() as (_, client):
        answer = await client.ask(verb, path)
        assert (answer.status, answer.body) == (404, b"")
        assert (await client.ask("GET", "", whole="/index.html")).status == 404


# Settings.


async def test_settings_of_the_camera_are_set_one_by_one() -> None:
    async with camera_and_client(serial="123456789", ssid="Bandit-1") as (camera, client):
        told = await client.get("/settings")
        assert set(told) == {"camera", "wifi", "scene", "video"}
        assert told["wifi"] == {"ssid": "Bandit-1"}
        assert (told["camera"]["serial_number"], told["camera"]["ble_camera_id"]) == (
            "123456789",
            "cbf43926",
        )
        assert len(told["camera"]) == 11
        sent = {"gnss_enabled": False, "serial_number": "S2", "later": 1}
        answer = await client.ask("PUT", "/settings/camera", sent)
        assert (answer.status, answer.body) == (200, b"")
        assert camera.settings["camera"] == told["camera"] | {"gnss_enabled": False}
        for wrong in ({"gnss_enabled": 0}, {"metering": "spot"}, [1], b"{"):
            assert await client.do("PUT", "/settings/camera", wrong) == 400


async def test_scenes() -> None:
    async with camera_and_client() as (camera, client):
        scenes = (await client.get("/capabilities/scenes"))["scenes"]
        assert {"auto", "bright", "night", "underwater"} <= {scene["mode"] for scene in scenes}
        answer = await client.ask("PUT", "/settings/scene", scenes[1] | {"hue": 7})
        assert answer.json == camera.settings["scene"] == scenes[1] | {"hue": 7}
        for wrong in (
            {"mode": "disco"},
            {"mode": "auto", "hue": 256},
            {"mode": "auto", "hue": "1"},
        ):
            assert await client.do("PUT", "/settings/scene", wrong) == 400


async def test_a_mode_is_switched_to_as_it_was_last_set() -> None:
    async with camera_and_client() as (camera, client):
        slow = {"mode": "slow_motion", "resolution": "720p", "framerate_fps": 120, "fov": "normal"}
        answer = await client.ask("POST", "/settings/video", slow)
        assert answer.json == camera.settings["video"] == slow | {"slow_motion_rate": 4}
        assert (await client.ask("PUT", "/settings/image", {"mode": "burst"})).json["count"] == 3
        assert "video" not in await client.get("/settings")
        back = await client.ask("PUT", "/settings/video", {"mode": "slow_motion"})
        assert back.json == slow | {"slow_motion_rate": 4}
        assert "image" not in camera.settings
        assert await client.do("PUT", "/settings/video", {"mode": "single"}) == 400
        assert (
            await client.do("POST", "/settings/video", {"mode": "normal", "resolution": "4k"})
            == 400
        )
        assert await client.do("POST", "/settings/video", {"resolution": "720p"}) == 400
        burst = {"mode": "burst", "resolution": "8MP", "burst_count": 10, "duration_secs": 2}
        assert (await client.ask("POST", "/settings/image", burst)).json["count"] == 10


async def test_every_combination_that_is_offered_can_be_set() -> None:
    async with camera_and_client() as (camera, client):
        offered = await client.get("/capabilities/recording")
        videos = offered["video"]
        assert {mode["mode"] for mode in videos} == {
            "normal",
            "slow_motion",
            "time_lapse",
            "night_lapse",
        }
        assert [mode["interval_secs"] for mode in videos if mode["mode"] == "night_lapse"][:4] == [
            10, 15, 30, 60,
        ]  # fmt: skip
        for family, modes in offered.items():
            for mode in (modes[0], modes[len(modes) // 2], modes[-1]):
                assert await client.do("POST", f"/settings/{family}", mode) == 200
                assert camera.settings[family] == mode
        rows = (await client.get("/capabilities/transcoding"))["transcoder"]
        assert set(rows[0]) == {
            f"{way}_{what}"
            for way in ("input", "output")
            for what in ("resolution", "framerate_fps")
        }


def test_arguments_that_are_out_of_bounds() -> None:
    for wrong in (
        {"ssid": "x" * 33},
        {"fps": 0},
        {"video_size": 7},
        {"firmware": "new"},
        {"videos": -1},
    ):
        with pytest.raises(SwitchError):
            BanditCamera(**wrong)
