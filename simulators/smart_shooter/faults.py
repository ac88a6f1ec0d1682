"""The ways a Smart Shooter application, its cameras or the network between can misbehave."""

from math import isfinite

from simulators.switches import Fault, count, worded
from simulators.switches import seconds as any_seconds

_MOST_BYTES = 1_000_000_000


def seconds(text: str) -> float:
    """Read seconds that pass. Raises ValueError for what is negative, endless or no number."""
    if not isfinite(value := any_seconds(text)):
        raise ValueError("seconds have to end")
    return value


def _size(text: str) -> int:
    if (value := count(text)) > _MOST_BYTES:
        raise ValueError(f"{_MOST_BYTES} bytes at most")
    return value


def _loss(text: str) -> tuple[str, int]:
    kind, _, number = text.rpartition(":")
    if kind not in ("", "next"):
        raise ValueError("N or next:N")
    return kind or "every", count(number)


FAULTS = (
    Fault("no_reply", "takes a request, carries it out and hangs instead of answering (only at MSG_ID)", "MSG_ID", ""),
    Fault("late_reply", "carries out a request and answers SECONDS later", "SECONDS", 10.0, seconds),
    Fault("false_reply", "refuses every request (or only MSG_ID) without carrying it out", "MSG_ID", ""),
    worded("bad_reply", "answers with something that is no reply", "garbage", "truncated", "wrong_types", "empty"),
    Fault("lost_events", "loses each Nth event, or the next N once; their numbers are missing", "N|next:N", ("every", 5),
          _loss),
    Fault("slow_publisher", "publishes every event SECONDS late", "SECONDS", 1.0, seconds),
    Fault("restart", "the application restarts once after SECONDS; the counter starts anew", "SECONDS", 5.0, seconds),
    Fault("kill", "both sockets are closed after SECONDS", "SECONDS", 0.0, seconds),
    worded("black_hole", "accepts connections and never speaks on either socket (tcp: no ZeroMQ greeting either)",
           "frozen", "tcp"),
    worded("half_open_server", "the publisher speaks, the reply server is dead (connected and mute, or port closed)",
           "mute", "closed"),
    worded("half_open_publisher", "the reply server answers, the publisher is dead (connected and mute, or port closed)",
           "mute", "closed"),
    Fault("lost_mid_download", "a camera (all, or CAMERA by number, name or key) goes Lost between photo and file",
          "CAMERA", ""),
    Fault("missed_shot", "a camera (all, or CAMERA) fails to take its photo; batch numbers fall out of step", "CAMERA",
          ""),
    Fault("stuck_at_camera", "photos never get from the camera (all, or CAMERA) to the disk", "CAMERA", ""),
    Fault("focus_fails", "autofocus of a camera (all, or CAMERA) does not succeed", "CAMERA", ""),
    Fault("no_status", "CameraUpdated events come without CameraStatus"),
    Fault("no_range", "properties come without CameraPropertyRange"),
    Fault("garbage", "publishes BYTES of noise, at once and every 5 s", "BYTES", 100_000, _size),
    Fault("truncated_json", "publishes half an event, at once and every 5 s"),
    Fault("huge_message", "publishes an event of BYTES, at once and every 5 s", "BYTES", 100_000_000, _size),
    Fault("wrong_types", "publishes events with a wrong type in every field, at once and every 5 s"),
    Fault("unknown_camera", "publishes events of a camera and a photo nobody has heard of, at once and every 5 s"),
)  # fmt: skip
"""Every fault the simulator knows; help, parsing and the tests read this table."""

OF_CAMERAS = frozenset(row.name for row in FAULTS if row.value == "CAMERA")
"""Faults whose value names a camera."""
