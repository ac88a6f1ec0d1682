"""The ways in which the application, or the network before it, can misbehave."""

from collections.abc import Callable

from simulators.switches import Fault, Faults, count, one_of, seconds

WHERE = ("all", "channels", "events", "rule", "type", "poll")
"""Which questions a fault befalls: an endpoint's, those that wait for an event, or all."""

ANSWERS = (
    "garbage", "truncated", "cut", "not_json", "empty", "object", "null", "not_objects", "not_utf8", "deep", "no_http",
)  # fmt: skip
"""Ways in which an answer can be spoiled."""

MESSAGES = (
    "garbage",
    "truncated",
    "empty",
    "array",
    "null",
    "not_utf8",
    "deep",
    "missing",
    "types",
)
"""Ways in which a webhook can be spoiled."""


_where = one_of(*WHERE)


def _aimed(parse: Callable[[str], object] | None) -> Callable[[str], object]:
    """Return the parser of `VALUE[:WHERE[:TIMES]]`, or of `WHERE[:TIMES]` where there is no value."""

    def parse_aimed(text: str) -> object:
        value, rest = None, text
        if parse is not None:
            head, _, rest = text.partition(":")
            value = parse(head)
        where, _, times = rest.partition(":")
        return value, _where(where or "all"), count(times) if times else 0

    return parse_aimed


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
    return _row(name, text, placeholder, (default, "all", 0), _aimed(parse))


FAULTS = (
    # Answers. WHERE is one of `WHERE` (poll: questions that wait), TIMES how often.
    _answer("slow", "answers SECONDS late", "SECONDS", 2.0, seconds),
    _answer("silence", "accepts questions and never answers"),
    _answer("reset", "resets the connection instead of answering"),
    _answer("status", "answers with HTTP status CODE", "CODE", 500, int),
    _answer("redirect", "says that the answer is at /elsewhere, where nothing is"),
    _answer("bad_answer", f"answers with something malformed: {', '.join(ANSWERS)}", "KIND", "garbage", one_of(*ANSWERS)),
    _answer("huge", "answers with BYTES of good JSON", "BYTES", 64_000_000, count),
    _answer("instant", "answers [] at once to a question that should wait"),
    # What is told in them.
    _row("missing_fields", "events, channels and totals lack half of their fields"),
    _row("wrong_types", "events, channels and totals have values of other types"),
    _row("unknown_fields", "events, channels and totals have further fields"),
    _row("number_object_id", "object_id is a number in REST answers too"),
    _row("null_names", "channels have no name"),
    _row("unknown_types", "motion is told as `Motion ON` and `Motion OFF`"),
    # The database and the PC's clock.
    _row("id_gap", "leaves out IDS before each event", "IDS", 5, count),
    _row("late", "stores every third event SECONDS after it happened", "SECONDS", 1.5, seconds),
    _row("reused_object", "the tracker calls every object 1"),
    _row("wipe_every", "wipes the database after EVENTS and numbers from 1", "EVENTS", 50, count),
    _row("dst", "the PC's zone is HOURS further than it was", "HOURS", -1.0, float),
    # Webhooks.
    _row("webhook_lost", "does not send them, or not the next TIMES", "TIMES", 0, count),
    _row("webhook_twice", "sends each twice"),
    _row("webhook_late", "sends them after SECONDS", "SECONDS", 2.0, seconds),
    _row("bad_webhook", f"sends something malformed: {', '.join(MESSAGES)}", "KIND", "garbage", one_of(*MESSAGES)),
)  # fmt: skip
"""Every fault the simulator knows; help, parsing and the tests read this table."""


def befalls(faults: Faults, name: str, where: set[str]) -> bool:
    """Tell whether a fault of answers is on for one of those questions, and count it."""
    value, wanted, times = faults.value(name, tuple) or (None, "", 0)
    if wanted != "all" and wanted not in where:
        return False
    _count_down(faults, name, times, lambda left: (value, wanted, left))
    return True


def aimed_value(faults: Faults, name: str, where: set[str]) -> object:
    """Return the value of a fault of answers where it befalls one of those questions, else None."""
    value, *_ = faults.value(name, tuple) or (None,)
    return value if befalls(faults, name, where) else None


def loses(faults: Faults) -> bool:
    """Tell whether a webhook is lost, and count it."""
    if "webhook_lost" not in faults:
        return False
    _count_down(faults, "webhook_lost", int(faults.number("webhook_lost")), lambda left: left)
    return True


def _count_down(faults: Faults, name: str, times: int, value: Callable[[int], object]) -> None:
    if times == 1:
        faults.clear(name)
    elif times > 1:
        faults.set(name, value(times - 1))
