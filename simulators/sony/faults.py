"""The ways a camera, or the network before it, can misbehave."""

from collections.abc import Callable

from simulators.aiming import aimed
from simulators.switches import Fault, Faults, count, one_of, seconds, worded


def _vanish(text: str) -> tuple[str, str]:
    where, _, how = text.partition(":")
    return where, one_of("reset", "silence")(how or "reset")


def _spoiled(*kinds: str) -> Callable[[str], tuple[str, str]]:
    def parse(text: str) -> tuple[str, str]:
        kind, _, method = text.partition(":")
        return one_of(*kinds)(kind), method

    return parse


REPLIES = (
    "garbage", "truncated", "empty", "commas", "not_object", "wrong_types", "bad_error", "no_id", "other_id", "both",
    "null_error", "not_utf8", "huge", "deep", "no_http",
)  # fmt: skip
"""Ways in which a reply can be spoiled."""

FAULTS = (
    # The link.
    Fault("silent", "out of reach: connections open, nothing answers, live view stands still"),
    Fault("refused", "every port is closed"),
    Fault("vanish_at", "switches off once, in a live view packet, a JSON body, a pending long poll, or when METHOD comes",
          "frame|json|poll|METHOD[:reset|silence]", ("poll", "reset"), _vanish),
    Fault("power_off", "switches itself off after SECONDS", "SECONDS", 5.0, seconds),
    Fault("split_reads", "sends everything in pieces of BYTES", "BYTES", 7, count),
    # Calls. Where a METHOD can be named, `poll` stands for a long poll, and none for all.
    Fault("slow", "answers every call SECONDS late", "SECONDS", 2.0, seconds),
    aimed("error", "answers CODE to every call, or to METHOD, or to that only the next TIMES times", "CODE", 1, int,
          everywhere="", place="METHOD"),
    Fault("hang", "never answers METHOD and does not carry it out", "METHOD", ""),
    Fault("lost_reply", "carries METHOD out and resets the connection instead of answering", "METHOD", ""),
    Fault("half_reply", "carries METHOD out and closes the connection in the middle of the answer", "METHOD", ""),
    Fault("bad_reply", f"answers METHOD with something malformed: {', '.join(REPLIES)}", "KIND[:METHOD]",
          ("garbage", ""), _spoiled(*REPLIES)),
    Fault("content_type", "calls it TEXT what it sends as JSON, pictures and live view", "TEXT", "text/plain"),
    Fault("poll_held", "another client holds the long poll: 40402"),
    Fault("empty_polls", "long polls end at once and tell nothing"),
    # The description.
    worded("description", "the description is not what it should be", "missing", "empty", "garbage", "half", "huge",
           "bomb", "entity", "foreign", "no_camera", "drip"),
    Fault("redirect", "the description is said to be at URL", "URL", "http://192.0.2.1/dd.xml"),
    worded("lookalike", "another kind of device answers", "send_to_smartphone", "ptp", "tv", "soundbar"),
    # Live view, pictures and files.
    worded("liveview", "the live view stream has other things in it", "garbage", "sizes", "unknown", "padding", "empty",
           "no_jpeg", "half", "decoy", "ptp"),
    Fault("liveview_missing", "the live view's URL is not found though it was started"),
    Fault("liveview_stalls", "the live view stays open and stands still"),
    Fault("liveview_drops", "the connection of the live view is reset after FRAMES", "FRAMES", 5, count),
    Fault("liveview_ends", "the camera ends its live view by itself after SECONDS", "SECONDS", 1.0, seconds),
    worded("pictures", "postviews, thumbnails and stored files are not to be had", "gone", "half", "html", "hang",
           "endless", "empty"),
    # The camera.
    Fault("overheated", "too hot to do anything"),
    Fault("no_card", "there is no card in it"),
    Fault("battery_low", "the battery is near its end"),
    Fault("af_fails", "nothing gets into focus"),
    Fault("af_slow", "touch focus takes too long and goes on"),
    Fault("needs_half_press", "no picture without the shutter button half pressed before"),
    Fault("long_exposure", "a picture takes SECONDS more", "SECONDS", 30.0, seconds),
    Fault("stuck", "takes SECONDS more to be idle again", "SECONDS", 60.0, seconds),
    Fault("ignores_start", "recordings that are started do not start"),
    Fault("movie_ends", "a recording ends by itself after SECONDS", "SECONDS", 1.0, seconds),
    Fault("movie_refused", "refuses to go into movie mode with error 500"),
    Fault("transfer_fails", "does not get into contents transfer"),
)  # fmt: skip
"""Every fault the simulator knows; help, parsing and the tests read this table."""


def befalls(faults: Faults, name: str, method: str, *, poll: bool) -> bool:
    """Tell whether a fault that may name a method is on and means this one."""
    meant = faults.value(name, str)
    return meant is not None and (meant in ("", method) or (poll and meant == "poll"))


def vanishes(faults: Faults, where: str) -> bool:
    """Tell whether the camera switches itself off there."""
    wanted, _ = faults.value("vanish_at", tuple) or ("", "")
    return bool(where) and wanted == where
