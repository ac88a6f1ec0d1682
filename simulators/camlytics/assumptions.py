"""What the protocol notes leave open, each with the answer assumed unless told otherwise."""

from dataclasses import dataclass

from simulators.switches import assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Choices that are inferred or that nobody knows (Camlytics notes, section 9)."""

    # Questions.
    since_id: str = assumption(
        "exclusive", "the event of sinceId itself is not or is answered", "exclusive", "inclusive"
    )
    until_id: str = assumption(
        "inclusive", "the event of untilId itself is or is not answered", "inclusive", "exclusive"
    )
    since_time: str = assumption(
        "inclusive",
        "an event at sinceTime itself is or is not answered",
        "inclusive",
        "exclusive",
    )
    until_time: str = assumption(
        "exclusive",
        "an event at untilTime itself is not or is answered",
        "exclusive",
        "inclusive",
    )
    offset: str = assumption(
        "accepted",
        "an offset in sinceTime and untilTime is converted, or a bad parameter; without one a time is local",
        "accepted",
        "refused",
    )
    hold: str = assumption(
        "first_match",
        "a question that nothing matches waits for the first event that does, or is answered at once",
        "first_match",
        "at_once",
    )
    timeout_default: float = assumption(0.0, "seconds that a question without timeout waits")
    timeout_cap: float = assumption(60.0, "seconds that a question waits at most")
    limit_default: int = assumption(100, "events that a question without limit is answered with")
    bad_parameter: str = assumption(
        "400",
        "a parameter that cannot be understood: HTTP status 400, or ignored",
        "400",
        "ignored",
    )
    unknown_path: int = assumption(404, "HTTP status of a path that there is not")
    # Answers.
    channel_name: str = assumption(
        "null", "channel_name of events in REST answers", "null", "string"
    )
    key_order: str = assumption(
        "alphabetical", "order of the keys in every object", "alphabetical", "shuffled"
    )
    content_type: str = assumption(
        "application/json",
        "content type of REST answers",
        "application/json",
        "application/json; charset=utf-8",
        "text/plain",
    )
    cors: str = assumption("off", "Access-Control-Allow-Origin of REST answers", "off", "*")
    camera_type: str = assumption(
        "Camera", "type of a channel that is no video file (only `File` was ever seen)"
    )
    keep_alive: bool = assumption(True, "connections are kept open after an answer")
    # Webhooks.
    event_name: str = assumption(
        "documented",
        "event_name as the documentation has it (`Line crossed`), as real messages do (`Crossed line`), or translated",
        "documented",
        "crossed_line",
        "translated",
    )
    object_less: str = assumption(
        "present",
        "keys of a webhook that have no object or rule to name: -1, Unknown and empty, or missing",
        "present",
        "missing",
    )
    zero_rules: str = assumption(
        "omitted", "rules without events in the rule_id_aggregate", "omitted", "listed"
    )
    webhook_retries: int = assumption(0, "times that a webhook is sent again that failed")
    webhook_retry_delay: float = assumption(1.0, "seconds between these")
    webhook_order: str = assumption(
        "concurrent",
        "webhooks are sent beside each other, or each when the one before was answered",
        "concurrent",
        "in_turn",
    )
    webhook_content_type: str = assumption(
        "application/json",
        "content type of webhooks",
        "application/json",
        "application/json; charset=utf-8",
    )
    webhook_clock: float = assumption(
        0.0, "seconds that the clock behind event_time is ahead of the one behind REST times"
    )
