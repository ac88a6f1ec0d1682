"""The ways a camera, or the network before it, can misbehave."""

from fnmatch import fnmatchcase
from functools import partial

from simulators.aiming import Meant, aimed
from simulators.bandit.http import TRANSFERS
from simulators.switches import Fault, count, one_of, seconds, worded

BODIES = (
    "garbage", "truncated", "empty", "html", "array", "object", "null", "number", "not_utf8", "deep", "nan", "no_http",
)  # fmt: skip
"""Ways in which an answer's body can be spoiled."""

TYPES = ("text", "float", "flags", "null", "wrong", "extreme", "unknown")
"""Ways in which the values in an answer can be other than usual."""

LOOKALIKES = ("router", "api", "not_found", "login", "redirect")
"""Other servers that may be at the camera's address."""

MESSAGES = ("garbage", "half", "huge", "deep", "not_utf8", "array", "null", "empty", "text")
"""What can be in a backchannel between notifications."""

FRAMES = (
    "garbage", "sync", "length", "short", "excess", "huge", "zero", "no_jpeg", "half", "type", "no_start", "foreign",
)  # fmt: skip
"""What can be wrong with viewfinder packets."""

PREVIEWS = ("garbage", "half", "sizes", "negative", "type", "no_end")
"""What can be wrong with a preview."""


def _vanish(text: str) -> tuple[float, str]:
    after, _, how = text.partition(":")
    return seconds(after), one_of("reset", "silence")(how or "reset")


def _percent(text: str) -> float:
    if not 0 <= (value := float(text)) <= 100:
        raise ValueError("0 to 100")
    return value


_answer = partial(aimed, everywhere="*")


def _lot(name: str, text: str, default: float) -> Fault:
    return Fault(name, text, "PERCENT", default, _percent)


FAULTS = (
    # The link.
    Fault("silent", "out of reach: connections open, nothing answers, streams stand still"),
    Fault("refused", "every connection is reset as it comes"),
    Fault("split_reads", "sends everything over TCP in pieces of BYTES", "BYTES", 7, count),
    Fault("vanish", "is gone after SECONDS, with reset connections or in silence", "SECONDS[:reset|silence]",
          (5.0, "reset"), _vanish),
    # Answers. WHERE is a path below /api/2 as /status or /videos/*, or METHOD and path as "POST /record"; TIMES how
    # often.
    _answer("slow", "answers SECONDS late; WHERE is a path like /videos/* or a method and path like 'POST /record'",
            "SECONDS", 2.0, seconds),
    _answer("silence", "takes requests and never answers"),
    _answer("reset", "resets the connection instead of answering"),
    _answer("lost_reply", "carries out what is asked and resets the connection instead of answering"),
    _answer("status", "answers with HTTP status CODE and does nothing", "CODE", 503, int),
    _answer("body", f"answers with something else: {', '.join(BODIES)}", "KIND", "garbage", one_of(*BODIES)),
    _answer("huge", "answers JSON that is BYTES long", "BYTES", 64_000_000, count),
    _answer("types", f"values in answers are other than usual: {', '.join(TYPES)}", "KIND", "text", one_of(*TYPES)),
    _answer("missing", "KEYS (of status: recording_secs,battery_level_pct) are not in answers", "KEY[,KEY...]",
            "battery_level_pct", str),
    _answer("transfer", f"sends answers badly: {', '.join(TRANSFERS)}", "KIND", "cut", one_of(*TRANSFERS)),
    _answer("drip", "spreads the body of an answer over SECONDS", "SECONDS", 5.0, seconds),
    # Who is there.
    worded("lookalike", "another server is at the port", *LOOKALIKES),
    Fault("other_serial", "another camera is there, with serial number TEXT", "TEXT", "BANDIT-OTHER"),
    Fault("version", "the API's version is TEXT", "TEXT", "3"),
    Fault("version_numbers", "the version object has numbers, not texts"),
    # Backchannel.
    Fault("glued", "notifications that come about together are sent in one piece with nothing between them"),
    Fault("merged", "notifications that come about together are keys of one object"),
    Fault("torn", "notifications are sent in pieces of BYTES", "BYTES", 5, count),
    Fault("unknown_event", "another event comes before each notification"),
    worded("backchannel", "something else comes before each notification", *MESSAGES),
    _lot("lost_notices", "PERCENT of the notifications are never sent", 100.0),
    Fault("doubled_notices", "each notification is sent twice"),
    Fault("late_notices", "notifications come SECONDS late", "SECONDS", 2.0, seconds),
    Fault("backchannel_closes", "the backchannel is closed after each notification"),
    Fault("backchannel_refused", "connections to the backchannel are reset as they come"),
    Fault("wrong_backchannel", "status tells a backchannel_port at which nothing listens"),
    # Viewfinder and preview.
    _lot("loss", "PERCENT of the viewfinder's datagrams are lost", 5.0),
    _lot("reorder", "PERCENT of them change places with the next", 5.0),
    _lot("duplicate", "PERCENT of them come twice", 5.0),
    worded("viewfinder", "packets of the viewfinder are not what they should be", *FRAMES),
    Fault("viewfinder_stalls", "no datagrams though the viewfinder is on"),
    Fault("viewfinder_ends", "the viewfinder stops by itself after SECONDS", "SECONDS", 1.0, seconds),
    worded("preview", "the preview is not what it should be", *PREVIEWS),
    Fault("preview_stalls", "the preview connects and sends nothing"),
    # The camera.
    Fault("card_full", "the card is full"),
    Fault("card_error", "the card is broken"),
    Fault("invalid_files", "every second file is damaged: is_valid is false"),
    Fault("ignores_start", "recordings and photos that are asked for do not come about"),
    Fault("ignores_stop", "recordings that are to be stopped go on"),
    Fault("recording_ends", "recordings end by themselves after SECONDS", "SECONDS", 1.0, seconds),
    Fault("overheat", "switches itself off after SECONDS because it is too hot", "SECONDS", 5.0, seconds),
    Fault("battery_empty", "switches itself off after SECONDS because its battery is empty", "SECONDS", 5.0, seconds),
    Fault("switch_off", "is switched off by somebody after SECONDS", "SECONDS", 5.0, seconds),
    Fault("wifi_off", "its Wi-Fi is switched off after SECONDS", "SECONDS", 5.0, seconds),
)  # fmt: skip
"""Every fault the simulator knows; help, parsing and the tests read this table."""


def at(verb: str, path: str) -> Meant:
    """Return what tells whether a WHERE means this request, whose path is below the API."""
    return lambda where: fnmatchcase(f"{verb} {path}" if " " in where else path, where)
