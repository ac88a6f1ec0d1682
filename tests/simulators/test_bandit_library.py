"""The simulated Bandit: what is stored on it, the tags of videos, and what its sensors said."""

from io import BytesIO

import pytest
from PIL import Image

from tests.simulators.bandit_camera import camera_and_client
from tests.simulators.bandit_client import boxes, duration


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


def size(jpeg: bytes) -> tuple[int, int]:
    picture = Image.open(BytesIO(jpeg))
    picture.load()
    assert picture.format == "JPEG"
    return picture.size


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
