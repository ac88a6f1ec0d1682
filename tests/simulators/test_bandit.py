"""The simulated Bandit: what it tells of itself, its settings, its library and its tags."""

from io import BytesIO

import pytest
from PIL import Image

from simulators.bandit import BanditCamera
from simulators.switches import SwitchError
from tests.simulators.bandit_camera import camera_and_client
from tests.simulators.bandit_client import boxes, duration

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


def size(jpeg: bytes) -> tuple[int, int]:
    picture = Image.open(BytesIO(jpeg))
    picture.load()
    assert picture.format == "JPEG"
    return picture.size


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


# The library.


async def test_lists_come_by_one_unless_more_are_wanted() -> None:
    async with camera_and_client(videos=7, photos=3) as (camera, client):
        first = await client.get("/videos")
        assert (first["total"], len(first["items"])) == (7, 1)
        ids = [video["id"] for video in await client.videos()]
        assert ids == [video.id for video in camera.videos]
        page = await client.get("/videos?sort=filename&order=desc&offset=2&count=3")
        assert [video["id"] for video in page["items"]] == ids[::-1][2:5]
        assert len((await client.get("/images/?offset=2&count=9&filter=x"))["items"]) == 1
        for wrong in (
            "offset=8",
            "offset=7",
            "offset=-1",
            "count=x",
            "sort=date",
            "order=up",
            "tags=2",
        ):
            assert await client.do("GET", f"/videos?{wrong}") == 400


async def test_nothing_stored_is_an_empty_list() -> None:
    async with camera_and_client(videos=0, photos=0) as (_, client):
        for path in ("/videos", "/images", "/sessions/videos", "/sessions/images"):
            assert await client.get(path) == {"total": 0, "items": []}


async def test_a_video_with_everything_that_belongs_to_it() -> None:
    async with camera_and_client() as (_, client):
        video = (await client.get("/videos?tags=1&count=2"))["items"][1]
        assert set(video) == {
            "path", "id", "created", "size_bytes", "length_secs", "nr_highlights", "mode", "resolution",
            "framerate_fps", "aspect_ratio", "is_valid", "tags",
        }  # fmt: skip
        assert (video["length_secs"], len(video["id"]), video["is_valid"]) == (10, 53, True)
        assert video["nr_highlights"] == len(video["tags"]) == 2
        here = f"/videos/{video['id']}"
        assert await client.get(here) == {key: video[key] for key in video if key != "tags"}
        assert await client.get(f"{here}/tags/") == video["tags"]
        film = await client.file(f"{here}/contents")
        assert len(film) == video["size_bytes"]
        assert set(boxes(film)) >= {b"ftyp", b"moov", b"mdat", b"free"}
        assert duration(film) == pytest.approx(10, abs=0.2)
        assert size(await client.file(f"{here}/thumb/")) == (320, 180)
        frames = {await client.file(f"{here}/frames?offset_secs={at}") for at in (0, 1.5, 9)}
        assert {size(frame) for frame in frames} == {(960, 540)}
        assert len(frames) == 3
        assert await client.do("GET", f"{here}/thumb?offset_secs=11") == 400
        assert await client.do("GET", f"{here}/thumb?offset_secs=soon") == 400


async def test_photos_are_as_long_as_they_say() -> None:
    async with camera_and_client() as (_, client):
        photos = await client.images()
        assert {photo["mode"] for photo in photos} == {"normal", "burst", "continuous"}
        for photo in photos[:2]:
            whole = await client.file(f"/images/{photo['id']}/contents")
            assert (len(whole), size(whole)) == (photo["size_bytes"], (1024, 768))
            assert size(await client.file(f"/images/{photo['id']}/thumb/")) == (320, 240)
            assert await client.get(f"/images/{photo['id']}") == photo


async def test_sessions_are_runs_of_files() -> None:
    async with camera_and_client() as (_, client):
        videos = await client.get("/sessions/videos?count=9")
        assert (videos["total"], [one["number_of_files"] for one in videos["items"]]) == (
            5,
            [1, 1, 1, 1, 2],
        )
        images = await client.get("/sessions/images?count=9")
        assert [one["number_of_files"] for one in images["items"]] == [1, 3, 2]


async def test_deleting_makes_room() -> None:
    async with camera_and_client() as (camera, client):
        before = (await client.status())["memory_free_bytes"]
        video, image = (await client.videos())[0], (await client.images())[0]
        assert await client.do("DELETE", f"/videos/{video['id']}/") == 200
        assert await client.do("DELETE", f"/images/{image['id']}") == 200
        assert await client.do("DELETE", f"/images/{image['id']}") == 404
        assert len(camera.videos) == len(camera.images) == 5
        after = (await client.status())["memory_free_bytes"]
        assert after - before == video["size_bytes"] + image["size_bytes"]


async def test_a_part_is_cut_and_made_smaller_and_that_is_told() -> None:
    async with camera_and_client() as (_, client):
        video = (await client.videos())[0]
        async with client.backchannel() as told:
            query = "offset_secs=2.4&length_secs=3&resolution=720p&framerate=10fps"
            film = await client.file(f"/videos/{video['id']}/contents?{query}")
            progress = [
                (await told.event("transcoding_progress"))["progress_pct"] for _ in range(6)
            ]
        assert progress == [0, 20, 40, 60, 80, 100]
        assert duration(film) == pytest.approx(3, abs=0.2)
        for wrong in ("resolution=8k", "framerate=fast", "offset_secs=10", "length_secs=-1"):
            assert await client.do("GET", f"/videos/{video['id']}/contents?{wrong}") == 400


# Tags and sensors.


async def test_tags_agree_with_what_the_sensors_said() -> None:
    async with camera_and_client() as (_, client):
        for video in (await client.get("/videos?tags=1&count=6"))["items"]:
            top = next(tag for tag in video["tags"] if "max_speed_mps" in tag)
            data = await client.get(f"/videos/{video['id']}/sensors?filter=gnss")
            speeds = {each["offset_secs"]: each["gnss"][0]["speed_mps"] for each in data}
            assert len(speeds) == 10
            assert speeds[top["offset_secs"]] == top["max_speed_mps"] == max(speeds.values())
            assert set(data[0]) == {"offset_msecs", "offset_secs", "gnss"}


async def test_sensor_data_in_parts_kinds_and_both_forms() -> None:
    async with camera_and_client() as (_, client):
        tagged = next(video for video in await client.videos() if video["nr_highlights"] == 3)
        here = f"/videos/{tagged['id']}"
        heart = next(tag for tag in await client.get(f"{here}/tags") if "max_heartrate_bpm" in tag)
        rates = {
            each["offset_secs"]: each["heart_rate"][0]
            for each in await client.get(f"{here}/sensors?filter=heart_rate,temp")
        }
        assert rates[heart["offset_secs"]] == heart["max_heartrate_bpm"] == max(rates.values())
        part = await client.get(f"{here}/sensors?offset_secs=2.5&length_secs=3")
        assert [each["offset_msecs"] for each in part] == [3000, 4000, 5000]
        assert set(part[0]) == {
            "offset_msecs", "offset_secs", "accel_mg", "gyro_degsec", "magnet_mt", "temp_mc", "pressure_pa",
            "heart_rate", "cadence", "gnss",
        }  # fmt: skip
        within = await client.get(f"{here}/tags/{heart['id']}/sensors?filter=gyro")
        assert within[0]["offset_secs"] >= heart["highlight_offset_secs"]
        binary = await client.ask(
            "GET", f"{here}/sensors?filter=gnss,gyro", Accept="binary/octet-stream"
        )
        assert len(binary.body) == 10 * (5 + 13 + 93)
        assert await client.do("GET", f"{here}/sensors?filter=smell") == 400


async def test_tags_are_added_changed_cut_and_deleted() -> None:
    async with camera_and_client() as (_, client):
        here = f"/videos/{(await client.videos())[0]['id']}/tags"
        new = {
            "offset_secs": 3.5, "highlight_offset_secs": 2.5, "highlight_length_secs": 2.0, "tag_mobile": True,
            "class_type": "unknown", "id": "mine",
        }  # fmt: skip
        answer = await client.ask(
            "POST", here, [new, new | {"tag_mobile": False, "max_rotation": 7}]
        )
        first, second = answer.json
        assert first == {
            "id": first["id"], "offset_secs": 3.5, "highlight_offset_secs": 2.5, "highlight_length_secs": 2.0,
            "delivered_offset_secs": 2.0, "delivered_length_secs": 3.0, "tag_mobile": True,
        }  # fmt: skip
        assert (first["id"] != "mine", second["max_rotation"]) == (True, 7)
        assert duration(await client.file(f"{here}/{first['id']}/contents")) == pytest.approx(
            3, abs=0.2
        )
        assert size(await client.file(f"{here}/{first['id']}/thumb")) == (320, 180)
        changed = await client.ask("PUT", f"{here}/{first['id']}", new | {"offset_secs": 4.0})
        assert (
            changed.json
            == await client.get(f"{here}/{first['id']}")
            == first | {"offset_secs": 4.0}
        )
        assert await client.do("DELETE", f"{here}/{first['id']}/") == 200
        assert await client.do("GET", f"{here}/{first['id']}") == 404
        assert len(await client.get(here)) == 2
        assert await client.do("DELETE", here) == 200
        assert await client.get(here) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {}, [], [7], [{"tag_mobile": True}],
        [{"offset_secs": 1, "highlight_offset_secs": 1, "highlight_length_secs": 0.5, "tag_mobile": True}],
        [{"offset_secs": 1, "highlight_offset_secs": 1, "highlight_length_secs": 12, "tag_mobile": True}],
        [{"offset_secs": 1, "highlight_offset_secs": 1, "highlight_length_secs": 2, "tag_mobile": False}],
        [{"offset_secs": True, "highlight_offset_secs": 1, "highlight_length_secs": 2, "tag_mobile": True}],
    ],
)  # fmt: skip
async def test_tags_that_are_none(wrong: object) -> None:
    async with camera_and_client() as (camera, client):
        before = len(camera.videos[0].tags)
        assert await client.do("POST", f"/videos/{camera.videos[0].id}/tags", wrong) == 400
        assert len(camera.videos[0].tags) == before


# Large files.


async def test_a_large_video_is_made_as_it_is_sent() -> None:
    async with camera_and_client(videos=1, video_size=5_000_000_000, card_bytes=8 * 10**9) as (
        camera,
        client,
    ):
        assert (await client.videos())[0]["size_bytes"] == 5_000_000_000
        reader, writer = await client.connect()
        writer.write(f"GET /api/2/videos/{camera.videos[0].id}/contents HTTP/1.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"Content-Length: 5000000000\r\n" in head
        await reader.readexactly(20_000_000)
        writer.transport.abort()
        await camera.until(lambda: not camera.open_connections)


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
