"""Objects as they are told: videos, photos, tags and dates, in the forms that are assumed."""

from datetime import UTC, datetime
from math import ceil
from typing import Any

from simulators.bandit.assumptions import Assumptions
from simulators.bandit.library import Image, Tag, Video

_DATES = {
    "iso": "%Y-%m-%dT%H:%M:%SZ",
    "month": "%b %d,%Y %H:%M:%S",
    "day": "%a %b %d %H:%M:%S %Y",
    "offset": "%Y-%m-%dT%H:%M:%S+0000",
    "zone": "%a %b %d %H:%M:%S UTC %Y",
    "exif": "%Y:%m:%d %H:%M:%S",
}
_RATIOS = {"16MP": "4/3", "8MP": "4/3"}
_METRES_AN_HOUR = 3600


def date(moment: datetime, assume: Assumptions) -> str:
    """Return a moment as text."""
    return moment.astimezone(UTC).strftime(_DATES[assume.date_form])


def video(
    stored: Video, assume: Assumptions, *, listed: bool = True, tags: bool = False
) -> dict[str, Any]:
    """Return a video as lists tell it, or notifications where it is not `listed`."""
    rate = stored.mode["framerate_fps"]
    told: dict[str, Any] = {
        "path": stored.path,
        "id": stored.id,
        "created": date(stored.created, assume),
        "size_bytes": stored.size,
        "length_secs": ceil(stored.length) if assume.length_secs == "integer" else stored.length,
        "nr_highlights": len(stored.tags),
        "mode": stored.mode["mode"],
        "resolution": stored.mode["resolution"],
    }
    if assume.framerate != "framerate":
        told["framerate_fps"] = rate
    if assume.framerate != "framerate_fps":
        told["framerate"] = f"{rate}fps"
    told["aspect_ratio"] = "16/9"
    if listed and "interval_secs" in stored.mode:
        told["interval_secs"] = stored.mode["interval_secs"]
    if tags:
        told["tags"] = [tag(one, assume) for one in stored.tags]
    return told | _validity(assume, valid=stored.valid, listed=listed)


def image(stored: Image, assume: Assumptions, *, listed: bool = True) -> dict[str, Any]:
    """Return a photo as lists tell it, or notifications where it is not `listed`."""
    told: dict[str, Any] = {
        "path": stored.path,
        "id": stored.id,
        "created": date(stored.created, assume),
        "size_bytes": stored.size,
        "mode": assume.single_mode if stored.mode == "single" else stored.mode,
        "resolution": stored.resolution,
        "aspect_ratio": _RATIOS[stored.resolution],
    }
    if stored.place is not None:
        told["lat_deg"], told["lon_deg"] = stored.place
    return told | _validity(assume, valid=stored.valid, listed=listed)


def tag(stored: Tag, assume: Assumptions, *, delivered: bool = True) -> dict[str, Any]:
    """Return a tag, with the interval that can be cut or without it."""
    told: dict[str, Any] = {
        "id": stored.id,
        "offset_secs": stored.offset,
        "highlight_offset_secs": stored.highlight_offset,
        "highlight_length_secs": stored.highlight_length,
    }
    if delivered:
        told["delivered_offset_secs"], told["delivered_length_secs"] = stored.delivered
    value = stored.value
    if stored.attribute == "max_speed_mps" and assume.max_speed == "mph":
        value = round(value * _METRES_AN_HOUR, 1)
    return told | {stored.attribute: value}


def _validity(assume: Assumptions, *, valid: bool, listed: bool) -> dict[str, bool]:
    wanted = assume.is_valid == "always" or (listed and assume.is_valid == "listed")
    return {"is_valid": valid} if wanted else {}
