"""The ways a camera, or the network before it, can misbehave."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from simulators.bandit.http import TRANSFERS
from simulators.switches import Fault, Faults, count, one_of, seconds

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


def _aimed(parse: Callable[[str], object] | None) -> Callable[[str], object]:
    """Return the parser of `VALUE[:WHERE[:TIMES]]`, or of `WHERE[:TIMES]` where there is no value."""

    def parse_aimed(text: str) -> object:
        value, rest = None, text
        if parse is not None:
            head, _, rest = text.partition(":")
            value = parse(head)
        where, _, times = rest.partition(":")
        return value, where or "*", count(times) if times else 0

    return parse_aimed


def _vanish(text: str) -> tuple[float, str]:
    after, _, how = text.partition(":")
    return seconds(after), one_of("reset", "silence")(how or "reset")


def _percent(text: str) -> float:
    if not 0 <= (value := float(text)) <= 100:
        raise ValueError("0 to 100")
    return value


def _row(
    name: str,
    text: str,
    value: str = "",
    default: object = True,
    parse: Callable[[str], object] = str,
) -> Fault:
    return Fault(name=name, help=text, value=value, default=default, parse=parse)


def _answer(
    name: str,
    text: str,
    value: str = "",
    default: object = None,
    parse: Callable[[str], object] | None = None,
) -> Fault:
    """Declare a fault of answers, all of them or some."""
    placeholder = f"{value}[:WHERE[:TIMES]]" if value else "WHERE[:TIMES]"
    return _row(name, text, placeholder, (default, "*", 0), _aimed(parse))


def _words(name: str, text: str, words: tuple[str, ...]) -> Fault:
    return _row(name, text, "|".join(words), words[0], one_of(*words))


def _lot(name: str, text: str, default: float) -> Fault:
    return _row(name, text, "PERCENT", default, _percent)


FAULTS = (
    # The link.
    _row("silent", "out of reach: connections open, nothing answers, streams stand still"),
    _row("refused", "every connection is reset as it comes"),
    _row("split_reads", "sends everything over TCP in pieces of BYTES", "BYTES", 7, count),
    _row("vanish", "is gone after SECONDS, with reset connections or in silence", "SECONDS[:reset|silence]",
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
    _words("lookalike", "another server is at the port", LOOKALIKES),
    _row("other_serial", "another camera is there, with serial number TEXT", "TEXT", "BANDIT-OTHER"),
    _row("version", "the API's version is TEXT", "TEXT", "3"),
    _row("version_numbers", "the version object has numbers, not texts"),
    # Backchannel.
    _row("glued", "notifications that come about together are sent in one piece with nothing between them"),
    _row("merged", "notifications that come about together are keys of one object"),
    _row("torn", "notifications are sent in pieces of BYTES", "BYTES", 5, count),
    _row("unknown_event", "another event comes before each notification"),
    _words("backchannel", "something else comes before each notification", MESSAGES),
    _lot("lost_notices", "PERCENT of the notifications are never sent", 100.0),
    _row("doubled_notices", "each notification is sent twice"),
    _row("late_notices", "notifications come SECONDS late", "SECONDS", 2.0, seconds),
    _row("backchannel_closes", "the backchannel is closed after each notification"),
    _row("backchannel_refused", "connections to the backchannel are reset as they come"),
    _row("wrong_backchannel", "status tells a backchannel_port at which nothing listens"),
    # Viewfinder and preview.
    _lot("loss", "PERCENT of the viewfinder's datagrams are lost", 5.0),
    _lot("reorder", "PERCENT of them change places with the next", 5.0),
    _lot("duplicate", "PERCENT of them come twice", 5.0),
    _words("viewfinder", "packets of the viewfinder are not what they should be", FRAMES),
    _row("viewfinder_stalls", "no datagrams though the viewfinder is on"),
    _row("viewfinder_ends", "the viewfinder stops by itself after SECONDS", "SECONDS", 1.0, seconds),
    _words("preview", "the preview is not what it should be", PREVIEWS),
    _row("preview_stalls", "the preview connects and sends nothing"),
    # The camera.
    _row("card_full", "the card is full"),
    _row("card_error", "the card is broken"),
    _row("invalid_files", "every second file is damaged: is_valid is false"),
    _row("ignores_start", "recordings and photos that are asked for do not come about"),
    _row("ignores_stop", "recordings that are to be stopped go on"),
    _row("recording_ends", "recordings end by themselves after SECONDS", "SECONDS", 1.0, seconds),
    _row("overheat", "switches itself off after SECONDS because it is too hot", "SECONDS", 5.0, seconds),
    _row("battery_empty", "switches itself off after SECONDS because its battery is empty", "SECONDS", 5.0, seconds),
    _row("switch_off", "is switched off by somebody after SECONDS", "SECONDS", 5.0, seconds),
    _row("wifi_off", "its Wi-Fi is switched off after SECONDS", "SECONDS", 5.0, seconds),
)  # fmt: skip
"""Every fault the simulator knows; help, parsing and the tests read this table."""


def befalls(faults: Faults, name: str, verb: str, path: str) -> bool:
    """Tell whether a fault of answers is on for a path below the API, and count it."""
    value, where, times = faults.value(name, tuple) or (None, "", 0)
    meant = f"{verb} {path}" if " " in where else path
    if not fnmatchcase(meant, where):
        return False
    if times == 1:
        faults.clear(name)
    elif times > 1:
        faults.set(name, (value, where, times - 1))
    return True


def aimed[T](faults: Faults, name: str, kind: type[T], verb: str, path: str) -> T | None:
    """Return the value of a fault of answers where it befalls this path, else None."""
    value, *_ = faults.value(name, tuple) or (None,)
    if not befalls(faults, name, verb, path):
        return None
    assert isinstance(value, kind)
    return value
