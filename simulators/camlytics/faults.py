"""The ways in which the application, or the network before it, can misbehave."""

from functools import partial

from simulators.aiming import aimed
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


_answer = partial(aimed, everywhere="all", where=one_of(*WHERE))

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
    Fault("missing_fields", "events, channels and totals lack half of their fields"),
    Fault("wrong_types", "events, channels and totals have values of other types"),
    Fault("unknown_fields", "events, channels and totals have further fields"),
    Fault("number_object_id", "object_id is a number in REST answers too"),
    Fault("null_names", "channels have no name"),
    Fault("unknown_types", "motion is told as `Motion ON` and `Motion OFF`"),
    # The database and the PC's clock.
    Fault("id_gap", "leaves out IDS before each event", "IDS", 5, count),
    Fault("late", "stores every third event SECONDS after it happened", "SECONDS", 1.5, seconds),
    Fault("reused_object", "the tracker calls every object 1"),
    Fault("wipe_every", "wipes the database after EVENTS and numbers from 1", "EVENTS", 50, count),
    Fault("dst", "the PC's zone is HOURS further than it was", "HOURS", -1.0, float),
    # Webhooks.
    Fault("webhook_lost", "does not send them, or not the next TIMES", "TIMES", 0, count),
    Fault("webhook_twice", "sends each twice"),
    Fault("webhook_late", "sends them after SECONDS", "SECONDS", 2.0, seconds),
    Fault("bad_webhook", f"sends something malformed: {', '.join(MESSAGES)}", "KIND", "garbage", one_of(*MESSAGES)),
)  # fmt: skip
"""Every fault the simulator knows; help, parsing and the tests read this table."""


def loses(faults: Faults) -> bool:
    """Tell whether a webhook is lost, and count it."""
    if "webhook_lost" not in faults:
        return False
    if (times := int(faults.number("webhook_lost"))) == 1:
        faults.clear("webhook_lost")
    elif times:
        faults.set("webhook_lost", times - 1)
    return True
