"""The ways a Smart Shooter application, its cameras or the network between can misbehave."""

from simulators.switches import Fault


def _seconds(text: str) -> float:
    if (value := float(text)) < 0:
        raise ValueError("seconds cannot be negative")
    return value


def _count(text: str) -> int:
    if (value := int(text)) < 1:
        raise ValueError("must be 1 or more")
    return value


def _loss(text: str) -> tuple[str, int]:
    kind, _, count = text.rpartition(":")
    if kind not in ("", "next"):
        raise ValueError("N or next:N")
    return kind or "every", _count(count)


def _one_of(*words: str) -> object:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return text

    return parse


def _row(
    name: str, text: str, value: str = "", default: object = True, parse: object = str
) -> Fault:
    assert callable(parse)
    return Fault(name=name, help=text, value=value, default=default, parse=parse)


FAULTS = (
    _row("no_reply", "takes a request, carries it out and hangs instead of answering (only at MSG_ID)", "MSG_ID", ""),
    _row("late_reply", "carries out a request and answers SECONDS later", "SECONDS", 10.0, _seconds),
    _row("false_reply", "refuses every request (or only MSG_ID) without carrying it out", "MSG_ID", ""),
    _row("bad_reply", "answers with something that is no reply", "garbage|truncated|wrong_types|empty", "garbage",
         _one_of("garbage", "truncated", "wrong_types", "empty")),
    _row("lost_events", "loses each Nth event, or the next N once; their numbers are missing", "N|next:N", ("every", 5),
         _loss),
    _row("slow_publisher", "publishes every event SECONDS late", "SECONDS", 1.0, _seconds),
    _row("restart", "the application restarts once after SECONDS; the counter starts anew", "SECONDS", 5.0, _seconds),
    _row("kill", "both sockets are closed after SECONDS", "SECONDS", 0.0, _seconds),
    _row("black_hole", "accepts connections and never speaks on either socket (tcp: no ZeroMQ greeting either)",
         "frozen|tcp", "frozen", _one_of("frozen", "tcp")),
    _row("half_open_server", "the publisher speaks, the reply server is dead (connected and mute, or port closed)",
         "mute|closed", "mute", _one_of("mute", "closed")),
    _row("half_open_publisher", "the reply server answers, the publisher is dead (connected and mute, or port closed)",
         "mute|closed", "mute", _one_of("mute", "closed")),
    _row("lost_mid_download", "a camera (all, or CAMERA by number, name or key) goes Lost between photo and file",
         "CAMERA", ""),
    _row("missed_shot", "a camera (all, or CAMERA) fails to take its photo; batch numbers fall out of step", "CAMERA",
         ""),
    _row("stuck_at_camera", "photos never get from the camera (all, or CAMERA) to the disk", "CAMERA", ""),
    _row("focus_fails", "autofocus of a camera (all, or CAMERA) does not succeed", "CAMERA", ""),
    _row("no_status", "CameraUpdated events come without CameraStatus"),
    _row("no_range", "properties come without CameraPropertyRange"),
    _row("garbage", "publishes BYTES of noise, at once and every 5 s", "BYTES", 100_000, _count),
    _row("truncated_json", "publishes half an event, at once and every 5 s"),
    _row("huge_message", "publishes an event of BYTES, at once and every 5 s", "BYTES", 100_000_000, _count),
    _row("wrong_types", "publishes events with a wrong type in every field, at once and every 5 s"),
    _row("unknown_camera", "publishes events of a camera and a photo nobody has heard of, at once and every 5 s"),
)  # fmt: skip
"""Every fault the simulator knows; help, parsing and the tests read this table."""
