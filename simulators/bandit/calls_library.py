"""Requests about what is stored: lists, sessions, files, thumbnails and sensor data."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from itertools import groupby
from typing import Any

from simulators.bandit import clip, forms, pictures, sensors
from simulators.bandit.body import Body
from simulators.bandit.calls import Call, Routes
from simulators.bandit.http import Answer, File, Refusal
from simulators.bandit.library import Image, Video

_STEPS = 5
_THUMB = (320, 180)
_FRAME = (960, 540)
_PHOTO = (1024, 768)
_PHOTO_THUMB = (320, 240)
_RESOLUTIONS = ("4k", "2.7k", "1080p", "720p", "wvga")


def paged(call: Call, rows: Sequence[Any], tell: Callable[[Any], dict[str, Any]]) -> Answer:
    """Return a page of what there is; Refusal for parameters that are none."""
    call.readable()
    query = call.request.query
    order, total = query.get("order", "asc"), len(rows)
    try:
        offset, count = int(query.get("offset", "0")), int(query.get("count", "1"))
    except ValueError as error:
        raise Refusal(400) from error
    at_end = offset == total > 0 and call.body.assume.offset_at_end == "refused"
    if not 0 <= offset <= total or count < 0 or at_end:
        raise Refusal(400)
    if query.get("sort", "filename") != "filename" or order not in ("asc", "desc"):
        raise Refusal(400)
    told: dict[str, Any] = {"total": total}
    if total or call.body.assume.empty_items == "present":
        ordered = rows if order == "asc" else rows[::-1]
        told["items"] = [tell(row) for row in ordered[offset : offset + count]]
    return Answer(value=told)


def _wants_tags(call: Call) -> bool:
    if (wanted := call.request.query.get("tags", "0")) not in ("0", "1"):
        raise Refusal(400)
    return wanted == "1"


async def videos(call: Call) -> Answer:
    """List the videos."""
    tags = _wants_tags(call)
    return paged(
        call,
        call.body.library.videos,
        lambda video: forms.video(video, call.body.assume, tags=tags),
    )


async def images(call: Call) -> Answer:
    """List the photos."""
    return paged(call, call.body.library.images, lambda image: forms.image(image, call.body.assume))


async def video_sessions(call: Call) -> Answer:
    """List the sessions of videos."""
    tags = _wants_tags(call)
    return paged(
        call,
        _sessions(call.body.library.videos),
        lambda files: (
            forms.video(files[0], call.body.assume, tags=tags) | {"number_of_files": len(files)}
        ),
    )


async def image_sessions(call: Call) -> Answer:
    """List the sessions of photos."""
    return paged(
        call,
        _sessions(call.body.library.images),
        lambda files: forms.image(files[0], call.body.assume) | {"number_of_files": len(files)},
    )


def _sessions[T: (Video, Image)](files: list[T]) -> list[list[T]]:
    return [list(group) for _, group in groupby(files, lambda file: file.session)]


async def video(call: Call) -> Answer:
    """Tell about one video."""
    return Answer(value=forms.video(call.video(), call.body.assume, tags=_wants_tags(call)))


async def image(call: Call) -> Answer:
    """Tell about one photo."""
    return Answer(value=forms.image(call.image(), call.body.assume))


async def delete_video(call: Call) -> Answer:
    """Delete a video."""
    call.body.library.videos.remove(call.video())
    call.body.bell.ring()
    return Answer()


async def delete_image(call: Call) -> Answer:
    """Delete a photo."""
    call.body.library.images.remove(call.image())
    call.body.bell.ring()
    return Answer()


async def thumb(call: Call) -> Answer:
    """Send a small picture of a moment."""
    return picture(call.video(), _offset(call, call.video()), _THUMB)


async def frame(call: Call) -> Answer:
    """Send a large picture of a moment."""
    return picture(call.video(), _offset(call, call.video()), _FRAME)


def picture(video: Video, offset: float, size: tuple[int, int]) -> Answer:
    """Return what a video shows at a moment."""
    return Answer.of(pictures.moment(video.path, offset, *size), "image/jpeg")


def _offset(call: Call, video: Video) -> float:
    if (offset := call.number("offset_secs", 0.0)) > video.length:
        raise Refusal(400)
    return offset


async def contents(call: Call) -> Answer:
    """Send a video, or what is cut out of it, in another size if that is wanted."""
    stored, query = call.video(), call.request.query
    if not {"resolution", "framerate", "offset_secs", "length_secs"} & set(query):
        if not stored.valid:
            return Answer(file=File(b"", stored.size), kind="video/mp4")
        film = clip.padded(await clip.extract(0.0, stored.length), stored.size)
        return Answer(file=File(film, max(stored.size, len(film))), kind="video/mp4")
    offset = _offset(call, stored)
    length = min(call.number("length_secs", stored.length), stored.length - offset)
    return await cut(call, stored, offset, length)


async def cut(call: Call, video: Video, offset: float, length: float) -> Answer:
    """Cut a video, which takes a while and is told meanwhile, and send what comes of it."""
    query = call.request.query
    if not video.valid:
        raise Refusal(500)
    resolution, rate = query.get("resolution", ""), _framerate(call)
    if (resolution and resolution not in _RESOLUTIONS) or length <= 0:
        raise Refusal(400)
    source = video.mode["resolution"]
    film = await _progress(call.body, clip.extract(offset, length, resolution, rate, source))
    return Answer.of(film, "video/mp4")


def _framerate(call: Call) -> int:
    if not (text := call.request.query.get("framerate", "")):
        return 0
    wanted = call.body.assume.framerate_query
    if (wanted == "fps" and not text.endswith("fps")) or (
        wanted == "number" and not text.isdigit()
    ):
        raise Refusal(400)
    if not (digits := text.removesuffix("fps")).isdigit() or not 0 < int(digits) <= 240:
        raise Refusal(400)
    return int(digits)


async def _progress(body: Body, job: Coroutine[Any, Any, bytes]) -> bytes:
    """Do a job and tell how far it is."""
    work = asyncio.ensure_future(job)
    try:
        for step in range(_STEPS):
            _tell_progress(body, 100 * step // _STEPS)
            await asyncio.sleep(body.pace.seconds("transcode") / _STEPS)
        made = await work
        if body.assume.progress_100:
            _tell_progress(body, 100)
        return made
    finally:
        work.cancel()
        body.transcoding = None
        body.bell.ring()


def _tell_progress(body: Body, percent: int) -> None:
    body.transcoding = percent
    body.notices.tell("transcoding_progress", {"progress_pct": percent})
    body.bell.ring()


async def image_thumb(call: Call) -> Answer:
    """Send a small version of a photo."""
    return Answer.of(pictures.photo(call.image().path, *_PHOTO_THUMB), "image/jpeg")


async def image_contents(call: Call) -> Answer:
    """Send a photo."""
    stored = call.image()
    if not stored.valid:
        return Answer(file=File(b"", stored.size), kind="image/jpeg")
    jpeg = pictures.pad(pictures.photo(stored.path, *_PHOTO), stored.size)
    return Answer.of(jpeg, "image/jpeg")


async def video_sensors(call: Call) -> Answer:
    """Send what the sensors said during a video."""
    stored, query = call.video(), call.request.query
    offset = _offset(call, stored)
    if call.body.assume.offset_sec == "accepted" and "offset_secs" not in query:
        offset = call.number("offset_sec", 0.0)
    return sensor_data(call, stored, offset, call.number("length_secs", stored.length))


def sensor_data(call: Call, video: Video, offset: float, length: float) -> Answer:
    """Return what the sensors said in that time, of the kinds and in the form that are wanted."""
    kinds: tuple[str, ...] = sensors.KINDS
    if wanted := call.request.query.get("filter"):
        kinds = tuple(word.strip() for word in wanted.split(","))
        if not set(kinds) <= set(sensors.KINDS):
            raise Refusal(400)
    if "octet-stream" in call.request.headers.get("accept", ""):
        log = sensors.records(video.ride, offset, length, kinds)
        return Answer.of(log, "binary/octet-stream")
    key = call.body.assume.cadence_key
    return Answer(value=sensors.elements(video.ride, video.created, offset, length, kinds, key))


ROUTES: Routes = {
    ("GET", "/videos"): videos,
    ("GET", "/videos/*"): video,
    ("DELETE", "/videos/*"): delete_video,
    ("GET", "/videos/*/thumb"): thumb,
    ("GET", "/videos/*/frames"): frame,
    ("GET", "/videos/*/contents"): contents,
    ("GET", "/videos/*/sensors"): video_sensors,
    ("GET", "/images"): images,
    ("GET", "/images/*"): image,
    ("DELETE", "/images/*"): delete_image,
    ("GET", "/images/*/thumb"): image_thumb,
    ("GET", "/images/*/contents"): image_contents,
    ("GET", "/sessions/videos"): video_sessions,
    ("GET", "/sessions/images"): image_sessions,
}
