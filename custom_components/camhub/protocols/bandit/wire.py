"""The camera's REST objects: parsed JSON in, what they say out. No I/O, no clock.

Nothing is required but what makes an object what it is: what is missing, or cannot be, is None,
rows of a list that are broken are left out, and keys that nobody has described are ignored. A
parser raises BadData only where the whole is no such object. Sources: the maker's developer
portal, and the maker's kits for Android and iOS where these disagree with it or with each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...link.errors import BadData
from . import fields
from .fields import Row

type Values = Mapping[str, str | float | tuple[str, ...]]
"""Settings by the camera's own keys, those known of them, each of its type."""

type Scenes = Mapping[str, Mapping[str, str | int] | None]
"""The scene modes, each with its whole preset: `mode` and five numbers of 0 to 255. None: untold."""

TAG_KINDS: Mapping[str, str] = {
    "tag_button": "button",
    "tag_mobile": "mobile",
    "tag_remote": "remote",
    "max_speed_mps": "max_speed",
    "max_heartrate_bpm": "max_heart_rate",
    "max_acceleration": "max_acceleration",
    "max_deceleration": "max_deceleration",
    "max_g_force": "max_g_force",
    "max_vertical_speed_mps": "max_vertical_speed",
    "max_rotation": "max_rotation",
}
"""Our words for what a tag is, by the attribute that makes it one."""

SCENE_NUMBERS = ("brightness", "contrast", "hue", "saturation", "sharpness")

_SWITCHES = (
    "gnss_enabled",
    "sound_enabled",
    "lights_enabled",
    "image_rotation_enabled",
    "external_microphone_enabled",
    "video_stabilisation_enabled",
)
_MAX_COUNT = 10**9
_VERSION = ("major", "minor", "revision")


@dataclass(frozen=True, slots=True)
class Status:
    """What the camera does now. Times in seconds, shares in percent; None is not told.

    `recording_time` is None while it does not record. `time_left` and `photos_left` are of the
    mode that is set or was last of its kind.
    """

    recording: bool | None = None
    recording_time: int | None = None
    battery: int | None = None
    charging: bool | None = None
    gps_fix: bool | None = None
    gps_strength: int | None = None
    heart_rate_sensor: bool | None = None
    cadence_sensor: bool | None = None
    previewing: bool | None = None
    viewfinder: bool | None = None
    viewfinder_port: int | None = None
    backchannel_port: int | None = None
    free_bytes: int | None = None
    time_left: int | None = None
    photos_left: int | None = None
    transcoding: bool | None = None
    transcoding_progress: int | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A moment of a video, and the interval around it; all in seconds from the video's begin.

    `delivered_*` is the interval that the camera can really cut. `kind` is our word, `value` what
    a highest value was: m/s, beats a minute, or in units that nobody tells.
    """

    id: str
    offset: float | None
    start: float | None
    length: float | None
    delivered_start: float | None
    delivered_length: float | None
    kind: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Video:
    """A stored video, or the first of a session of `files`.

    `created` is ISO 8601, with a Z where the camera told its zone; `size` in bytes, `length` and
    `interval` in seconds; `tags` only where they were asked for; not `valid` is damaged.
    """

    id: str
    path: str | None
    created: str | None
    size: int | None
    length: float | None
    highlights: int | None
    mode: str | None
    resolution: str | None
    frame_rate: float | None
    aspect_ratio: str | None
    interval: float | None
    valid: bool
    tags: tuple[Tag, ...]
    files: int


@dataclass(frozen=True, slots=True)
class Image:
    """A stored picture, or the first of a session of `files`; as Video. Place in degrees."""

    id: str
    path: str | None
    created: str | None
    size: int | None
    mode: str | None
    resolution: str | None
    aspect_ratio: str | None
    latitude: float | None
    longitude: float | None
    valid: bool
    files: int


@dataclass(frozen=True, slots=True)
class Firmware:
    """The firmware as `1.57.500`, and the one that the next start installs, None for none."""

    version: str
    pending: str | None
    build: int | None
    pending_build: int | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set. `serial` is "" and `ssid` None where the camera does not tell it.

    `video` or `image` is there, and tells the mode; never both. A burst's size is under
    `burst_count`, and `burst_key` is the key that this camera calls it by.
    """

    serial: str = ""
    ssid: str | None = None
    camera: Mapping[str, str | bool] = field(default_factory=dict)
    scene: Mapping[str, str | int] = field(default_factory=dict)
    video: Values | None = None
    image: Values | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Which values go together: a row each, with the keys of the settings."""

    video: tuple[Values, ...] = ()
    image: tuple[Values, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcoding:
    """What the camera makes of which video."""

    input_resolution: str
    input_frame_rate: float
    output_resolution: str
    output_frame_rate: float


def version(data: object) -> str:
    """Return which version of the API the camera speaks."""
    row = fields.table(data, {"version"})
    found = fields.whole(row, "version", 99)
    return fields.identity(row, "version") if found is None else str(found)


def status(data: object) -> Status:
    """Return what the camera does now."""
    row = fields.table(data, _STATUS.keys())
    told: dict[str, Any] = {ours: read(row, name) for name, (ours, read) in _STATUS.items()}
    if told["recording_time"] is None:
        # As the maker's Android kit spells it.
        told["recording_time"] = fields.whole(row, "recoding_secs")
    return Status(**told)


_STATUS: Mapping[str, tuple[str, Callable[[Row, str], bool | int | None]]] = {
    "recording_active": ("recording", fields.truth),
    "recording_secs": ("recording_time", fields.whole),
    "battery_level_pct": ("battery", fields.percent),
    "battery_charging": ("charging", fields.truth),
    "gnss_fix": ("gps_fix", fields.truth),
    "gnss_strength_pct": ("gps_strength", fields.percent),
    "heart_rate_sensor_connected": ("heart_rate_sensor", fields.truth),
    "cadence_sensor_connected": ("cadence_sensor", fields.truth),
    "preview_active": ("previewing", fields.truth),
    "viewfinder_active": ("viewfinder", fields.truth),
    "viewfinder_streaming_port": ("viewfinder_port", fields.port),
    "backchannel_port": ("backchannel_port", fields.port),
    "memory_free_bytes": ("free_bytes", fields.whole),
    "remaining_time_secs": ("time_left", fields.whole),
    "remaining_photos": ("photos_left", fields.whole),
    "transcoding_active": ("transcoding", fields.truth),
    "transcoding_progress": ("transcoding_progress", fields.percent),
}


def videos(data: object) -> tuple[int, tuple[Video, ...]]:
    """Return how many videos or sessions there are, and those of this page."""
    total, rows = _page(data)
    return total, fields.read(rows, video)


def images(data: object) -> tuple[int, tuple[Image, ...]]:
    """Return how many pictures or sessions there are, and those of this page."""
    total, rows = _page(data)
    return total, fields.read(rows, image)


def _page(data: object) -> tuple[int, object]:
    row = fields.table(data, {"total", "items"})
    items = row.get("items", [])
    total = fields.whole(row, "total", _MAX_COUNT)
    if not isinstance(items, list) or (total is None and "items" not in row):
        raise BadData("the answer is no list")
    return len(items) if total is None else total, items


def video(data: object) -> Video:
    """Return a stored video, which has to have an id."""
    row = fields.table(data, {"id"})
    return Video(
        **_stored(row),
        length=fields.number(row, "length_secs"),
        highlights=fields.whole(row, "nr_highlights", _MAX_COUNT),
        mode=fields.word(row, "mode"),
        frame_rate=fields.rate(row),
        interval=fields.number(row, "interval_secs"),
        tags=fields.read(row.get("tags"), tag),
    )


def image(data: object) -> Image:
    """Return a stored picture, which has to have an id. A single shot's mode is `single`."""
    row = fields.table(data, {"id"})
    mode = fields.word(row, "mode")
    latitude = fields.number(row, "lat_deg", 90, -90)
    longitude = fields.number(row, "lon_deg", 180, -180)
    placed = latitude is not None and longitude is not None
    return Image(
        **_stored(row),
        # Stored pictures say `normal` where the settings say `single`.
        mode="single" if mode == "normal" else mode,
        latitude=latitude if placed else None,
        longitude=longitude if placed else None,
    )


def _stored(row: Row) -> dict[str, Any]:
    """Return what videos and pictures have in common."""
    return {
        "id": fields.identity(row, "id"),
        "path": fields.word(row, "path", fields.MAX_TEXT),
        "created": fields.written(row, "created"),
        "size": fields.whole(row, "size_bytes"),
        "resolution": fields.word(row, "resolution"),
        "aspect_ratio": fields.word(row, "aspect_ratio"),
        "valid": fields.truth(row, "is_valid") is not False,
        "files": fields.whole(row, "number_of_files", _MAX_COUNT) or 1,
    }


def tags(data: object) -> tuple[Tag, ...]:
    """Return the tags of a video: an array, unlike other lists."""
    if not isinstance(data, list):
        data = _page(data)[1]
    return fields.read(data, tag)


def tag(data: object) -> Tag:
    """Return a tag, which has to have an id; of a button's attributes only those that are true count."""
    row = fields.table(data, {"id"})
    kind, value = "unknown", None
    for name, ours in TAG_KINDS.items():
        if name.startswith("tag_"):
            if fields.truth(row, name):
                kind = ours
                break
        elif (found := fields.number(row, name, least=-fields.MAX_SECONDS)) is not None:
            kind, value = ours, found
            break
    return Tag(
        fields.identity(row, "id"),
        fields.number(row, "offset_secs"),
        fields.number(row, "highlight_offset_secs"),
        fields.number(row, "highlight_length_secs"),
        fields.number(row, "delivered_offset_secs"),
        fields.number(row, "delivered_length_secs"),
        kind,
        value,
    )


def firmware(data: object) -> Firmware:
    """Return the firmware. A pending one of nothing but zeros is none."""
    row = fields.table(data, set(_VERSION))
    parts = [fields.whole(row, name, _MAX_COUNT) for name in _VERSION]
    if None in parts:
        raise BadData("the answer is no version")
    pending = [fields.whole(row, f"pending_{name}", _MAX_COUNT) for name in (*_VERSION, "build")]
    some = any(pending) and None not in pending[:3]
    return Firmware(
        ".".join(map(str, parts)),
        ".".join(map(str, pending[:3])) if some else None,
        fields.whole(row, "build"),
        pending[3] if some else None,
    )


def settings(data: object) -> Settings:
    """Return what is set. A camera that told a video and an image mode would be in the video mode."""
    row = fields.table(data, {"camera", "wifi", "scene", "video", "image"})
    camera = _part(row, "camera")
    texts = {name: fields.word(camera, name) for name in ("metering", "white_balance_mode")}
    switches = {name: fields.truth(camera, name) for name in _SWITCHES}
    moving = _mode(row.get("video"))
    return Settings(
        fields.word(camera, "serial_number", fields.MAX_ID) or "",
        fields.word(_part(row, "wifi"), "ssid"),
        {name: value for name, value in (switches | texts).items() if value is not None},
        _scene(_part(row, "scene")),
        moving,
        _mode(row.get("image")) if moving is None else None,
    )


def recording_capabilities(data: object) -> Capabilities:
    """Return which values go together; rows without a mode are left out."""
    row = fields.table(data, {"video", "image"})
    return Capabilities(*(fields.read(row.get(name), _row) for name in ("video", "image")))


def scenes(data: object) -> Scenes:
    """Return the scene modes; the camera may tell them by name alone, or with their presets."""
    row = fields.table(data, {"scenes"})
    names = dict.fromkeys(fields.words(row, "scenes"))
    presets = [preset for preset in fields.read(row["scenes"], _preset) if "mode" in preset]
    complete = len(SCENE_NUMBERS) + 1
    return names | {
        str(preset["mode"]): preset if len(preset) == complete else None for preset in presets
    }


def transcoders(data: object) -> tuple[Transcoding, ...]:
    """Return what the camera transcodes into what; rows that do not tell all of it are left out."""
    return fields.read(fields.table(data, {"transcoder"})["transcoder"], _transcoding)


def datetime_of(data: object) -> datetime | None:
    """Return the camera's clock: in UTC, naive where it tells no zone; None for what is no time."""
    return fields.moment(fields.table(data, {"datetime"})["datetime"])


def _part(row: Row, name: str) -> Row:
    part = row.get(name)
    return part if isinstance(part, dict) else {}


def _mode(data: object) -> Values | None:
    """Return the values of a mode, None for what has no mode."""
    if not isinstance(data, dict):
        return None
    found: dict[str, str | float | tuple[str, ...] | None] = {
        name: fields.word(data, name) for name in ("mode", "resolution", "fov")
    }
    if found["mode"] is None:
        return None
    found["framerate_fps"] = fields.rate(data)
    for name in ("slow_motion_rate", "interval_secs", "duration_secs"):
        found[name] = fields.number(data, name)
    for key in ("count", "burst_count"):
        if (count := fields.whole(data, key, _MAX_COUNT)) is not None:
            found |= {"burst_count": count, "burst_key": key}
    found["scenes_disabled"] = fields.words(data, "scenes_disabled") or None
    return {name: value for name, value in found.items() if value is not None}


def _row(data: object) -> Values:
    if (found := _mode(data)) is None:
        raise BadData("no mode")
    return found


def _preset(data: object) -> Mapping[str, str | int]:
    return _scene(fields.table(data, {"mode"}))


def _scene(row: Row) -> Mapping[str, str | int]:
    """Return what a scene tells: its mode, and its numbers of 0 to 255."""
    found: dict[str, str | int | None] = {"mode": fields.word(row, "mode")}
    for name in SCENE_NUMBERS:
        found[name] = fields.whole(row, name, 255)
    return {name: value for name, value in found.items() if value is not None}


def _transcoding(data: object) -> Transcoding:
    row = fields.table(data, {"input_resolution"})
    sizes = [fields.identity(row, f"{side}_resolution") for side in ("input", "output")]
    rates = [
        fields.rate({"framerate_fps": row.get(f"{side}_framerate_fps")})
        for side in ("input", "output")
    ]
    if rates[0] is None or rates[1] is None:
        raise BadData("no frame rate")
    return Transcoding(sizes[0], rates[0], sizes[1], rates[1])
