"""The ways a camera, or the network before it, can misbehave."""

from collections.abc import Callable

from simulators.switches import Fault, Faults, count, one_of, seconds


def _error(text: str) -> tuple[int, str, int]:
    code, _, rest = text.partition(":")
    method, _, times = rest.partition(":")
    return int(code), method, count(times) if times else 0


def _vanish(text: str) -> tuple[str, str]:
    where, _, how = text.partition(":")
    return where, one_of("reset", "silence")(how or "reset")


def _spoiled(*kinds: str) -> Callable[[str], tuple[str, str]]:
    def parse(text: str) -> tuple[str, str]:
        kind, _, method = text.partition(":")
        return one_of(*kinds)(kind), method

    return parse


def _row(
    name: str,
    text: str,
    value: str = "",
    default: object = True,
    parse: Callable[[str], object] = str,
) -> Fault:
    return Fault(name=name, help=text, value=value, default=default, parse=parse)


def _words(name: str, text: str, *words: str) -> Fault:
    return _row(name, text, "|".join(words), words[0], one_of(*words))


REPLIES = (
    "garbage", "truncated", "empty", "commas", "not_object", "wrong_types", "bad_error", "no_id", "other_id", "both",
    "null_error", "not_utf8", "huge", "deep", "no_http",
)  # fmt: skip
"""Ways in which a reply can be spoiled."""

FAULTS = (
    # The link.
    _row("silent", "out of reach: connections open, nothing answers, live view stands still"),
    _row("refused", "every port is closed"),
    _row("vanish_at", "switches off once, in a live view packet, a JSON body, a pending long poll, or when METHOD comes",
         "frame|json|poll|METHOD[:reset|silence]", ("poll", "reset"), _vanish),
    _row("power_off", "switches itself off after SECONDS", "SECONDS", 5.0, seconds),
    _row("split_reads", "sends everything in pieces of BYTES", "BYTES", 7, count),
    # Calls. Where a METHOD can be named, `poll` stands for a long poll, and none for all.
    _row("slow", "answers every call SECONDS late", "SECONDS", 2.0, seconds),
    _row("error", "answers CODE to every call, or to METHOD, or to that only the next TIMES times",
         "CODE[:METHOD[:TIMES]]", (1, "", 0), _error),
    _row("hang", "never answers METHOD and does not carry it out", "METHOD", ""),
    _row("lost_reply", "carries METHOD out and resets the connection instead of answering", "METHOD", ""),
    _row("half_reply", "carries METHOD out and closes the connection in the middle of the answer", "METHOD", ""),
    _row("bad_reply", f"answers METHOD with something malformed: {', '.join(REPLIES)}", "KIND[:METHOD]",
         ("garbage", ""), _spoiled(*REPLIES)),
    _row("content_type", "calls it TEXT what it sends as JSON, pictures and live view", "TEXT", "text/plain"),
    _row("poll_held", "another client holds the long poll: 40402"),
    _row("empty_polls", "long polls end at once and tell nothing"),
    # The description.
    _words("description", "the description is not what it should be", "missing", "empty", "garbage", "half", "huge",
           "bomb", "entity", "foreign", "no_camera", "drip"),
    _row("redirect", "the description is said to be at URL", "URL", "http://192.0.2.1/dd.xml"),
    _words("lookalike", "another kind of device answers", "send_to_smartphone", "ptp", "tv", "soundbar"),
    # Live view, pictures and files.
    _words("liveview", "the live view stream has other things in it", "garbage", "sizes", "unknown", "padding", "empty",
           "no_jpeg", "half", "decoy", "ptp"),
    _row("liveview_missing", "the live view's URL is not found though it was started"),
    _row("liveview_stalls", "the live view stays open and stands still"),
    _row("liveview_drops", "the connection of the live view is reset after FRAMES", "FRAMES", 5, count),
    _row("liveview_ends", "the camera ends its live view by itself after SECONDS", "SECONDS", 1.0, seconds),
    _words("pictures", "postviews, thumbnails and stored files are not to be had", "gone", "half", "html", "hang",
           "endless", "empty"),
    # The camera.
    _row("overheated", "too hot to do anything"),
    _row("no_card", "there is no card in it"),
    _row("battery_low", "the battery is near its end"),
    _row("af_fails", "nothing gets into focus"),
    _row("af_slow", "touch focus takes too long and goes on"),
    _row("needs_half_press", "no picture without the shutter button half pressed before"),
    _row("long_exposure", "a picture takes SECONDS more", "SECONDS", 30.0, seconds),
    _row("stuck", "takes SECONDS more to be idle again", "SECONDS", 60.0, seconds),
    _row("ignores_start", "recordings that are started do not start"),
    _row("movie_ends", "a recording ends by itself after SECONDS", "SECONDS", 1.0, seconds),
    _row("movie_refused", "refuses to go into movie mode with error 500"),
    _row("transfer_fails", "does not get into contents transfer"),
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
