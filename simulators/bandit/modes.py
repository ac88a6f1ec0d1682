"""What the camera can record: modes with what may be chosen in each, and how much each takes on the card."""

from collections.abc import Iterator, Mapping
from typing import Any

type Mode = dict[str, Any]
"""One combination with the keys of the settings: mode, resolution, framerate_fps, fov ..., or those of photos."""

_LAPSES = {"time_lapse": (1, 5, 10, 15, 30, 60, 0), "night_lapse": (10, 15, 30, 60)}
_SLOW = (
    ("1080p", 60, 2, ("wide", "normal")),
    ("720p", 120, 4, ("wide", "normal")),
    ("wvga", 180, 6, ("wide",)),
)
_PLAYBACK = {"4k": 15, "1080p": 30}

_RATES = {"4k": 400_000, "2.7k": 380_000, "1080p": 160_000, "720p": 90_000, "wvga": 60_000}

PHOTO_BYTES: Mapping[str, int] = {"16MP": 400_000, "8MP": 200_000}
"""Size of a stored photo."""


def video_modes(*, cinematic: bool) -> list[Mode]:
    """Return every combination of video, those of a mode beside each other."""
    return list(_videos(cinematic=cinematic))


def _videos(*, cinematic: bool) -> Iterator[Mode]:
    for resolution, rates in (("1080p", (30, 60)), ("720p", (60, 120))):
        for rate in rates:
            for fov in ("wide", "normal"):
                yield _video("normal", resolution, rate, fov)
    for resolution, rate, times, fovs in _SLOW:
        for fov in fovs:
            yield _video("slow_motion", resolution, rate, fov) | {"slow_motion_rate": times}
    for mode, intervals in _LAPSES.items():
        for resolution, rate in _PLAYBACK.items():
            for interval in intervals:
                yield _video(mode, resolution, rate, "wide") | {
                    "interval_secs": interval,
                    "scenes_disabled": ["night"] if mode == "night_lapse" else [],
                }
    if cinematic:
        yield _video("cinematic", "2.7k", 30, "wide")
        yield _video("cinematic", "4k", 15, "wide")


def _video(mode: str, resolution: str, rate: int, fov: str) -> Mode:
    return {"mode": mode, "resolution": resolution, "framerate_fps": rate, "fov": fov}


def image_modes() -> list[Mode]:
    """Return every combination of photos; a burst's size is under `count` here."""
    single = [{"mode": "single", "resolution": size} for size in PHOTO_BYTES]
    burst = [
        {"mode": "burst", "resolution": size, "count": count, "duration_secs": duration}
        for size in PHOTO_BYTES
        for count, duration in ((3, 1), (10, 1), (10, 2))
    ]
    continuous = [
        {"mode": "continuous", "resolution": size, "interval_secs": interval, "duration_secs": 0}
        for size in PHOTO_BYTES
        for interval in (1, 2, 5, 10, 30, 60)
    ]
    return [*single, *burst, *continuous]


def transcoders() -> list[dict[str, Any]]:
    """Return what can be made smaller, and how."""
    return [
        {
            "input_resolution": source,
            "input_framerate_fps": rate,
            "output_resolution": target,
            "output_framerate_fps": 30,
        }
        for source, rates, targets in (
            ("4k", (15,), ("1080p", "720p")),
            ("1080p", (30, 60), ("720p", "wvga")),
            ("720p", (60, 120), ("720p", "wvga")),
        )
        for rate in rates
        for target in targets
    ]


def choose(modes: list[Mode], wanted: Mapping[str, Any]) -> Mode | None:
    """Return the first combination that agrees with all that is wanted, None where there is none."""
    keys = {key for mode in modes for key in mode} - {"scenes_disabled"}
    for mode in modes:
        if all(mode.get(key) == value for key, value in wanted.items() if key in keys):
            return mode
    return None


def byte_rate(mode: Mapping[str, Any]) -> int:
    """Return the bytes that a second of video takes on the card, a tenth of what a real camera writes."""
    return _RATES[str(mode["resolution"])] * max(int(mode["framerate_fps"]), 30) // 30


def played(mode: Mapping[str, Any], seconds: float) -> float:
    """Return how long the video is that so many seconds of recording make, in seconds, at least 1."""
    if "interval_secs" in mode:
        seconds /= max(mode["interval_secs"], 1) * mode["framerate_fps"]
    return max(round(seconds * int(mode.get("slow_motion_rate", 1)), 2), 1.0)
