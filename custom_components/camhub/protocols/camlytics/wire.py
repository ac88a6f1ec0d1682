"""The bodies of REST answers and webhooks: bytes in, what they say out. No I/O, no clock.

The two tell the same event under other names and in other types; here they become one. Sources:
the maker's page on the API, and answers of version 2.2.5.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from ...link.errors import BadData
from .names import object_class
from .times import parse

MAX_BODY = 256 * 1024
"""Bytes of the largest webhook taken: an aggregate over a thousand rules has half as many."""

MAX_CHANNELS = 1000
"""Channels of an installation: more than any PC analyses."""

MAX_TEXT = 1000
"""Characters of a name or a path; what is beyond is cut."""

MAX_ID = 128
"""Characters of an id or a type; longer ones are no ids. Real ones are GUIDs and small numbers."""

_MAX_TYPES = 64
_MAX_RULES = 1000
_MAX_COUNT = 10**9
_MAX_NUMBER = 2**63 - 1

_BOM = b"\xef\xbb\xbf"
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_NONE = ("", "-1")
_PLAYABLE = ("rtsp", "rtsps", "rtmp", "http", "https")
_URL = re.compile(r"([a-zA-Z]+)://([^/?#\s\\]+)([/?#].*)?")
_SECONDS = re.compile(r"-?\d{1,12}(\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Channel:
    """A camera or file that is analysed. `kind` is the application's word for what it is.

    The addresses and credentials are as they were given, and secret.
    """

    id: str
    name: str
    kind: str
    stream_uri: str = field(repr=False)
    login: str = field(repr=False)
    password: str = field(repr=False)
    uri: str = field(repr=False)
    profile_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An event, as REST or a webhook tells it; None is what it does not tell.

    `type` is the application's word, `time` is written as it was, `object_class` is our word.
    `rule` and `object` are ids, None where there is none. Webhooks tell no `id` and nothing of
    files. `channel` is "" where a webhook tells the channel's name alone.
    """

    type: str
    channel: str
    channel_name: str = ""
    time: str
    object: str | None = None
    object_class: str
    rule: str | None = None
    rule_name: str = ""
    id: int | None = None
    snapshot: str | None = None
    recording: str | None = None
    video_file: str | None = None
    video_time: str | None = None
    video_position: float | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Events of an answer, in its order; `bad` counts rows that are none.

    `highest` is the highest id of all rows, that of a bad one included where it can be read.
    """

    reports: list[Report]
    bad: int
    highest: int | None


@dataclass(frozen=True, slots=True)
class RuleTotal:
    """How often something happened at a rule of a channel; `rule` None is for all without rule."""

    channel: str
    rule: str | None
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class TypeTotal:
    """How often a type of event happened in a channel."""

    channel: str
    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Counts of a channel over an hour or a day.

    `types` is by the application's word, `rules` by id: name and count. `since` and `until` are
    written as they were; `hours` is 1, or 23 to 25.
    """

    channel: str
    channel_name: str
    since: str
    until: str
    hours: float
    types: dict[str, int]
    rules: dict[str, tuple[str, int]]


def channels(body: bytes) -> list[Channel]:
    """Return the channels. Raises BadData for what is no list of them."""
    rows = _rows(body)
    if len(rows) > MAX_CHANNELS:
        raise BadData(f"{len(rows)} channels")
    found: dict[str, Channel] = {}
    for row in rows:
        try:
            channel = _channel(row)
        except BadData:
            continue
        found.setdefault(channel.id, channel)
    if rows and not found:
        raise BadData("no row is a channel")
    return list(found.values())


def stream_url(channel: Channel) -> str | None:
    """Return where a player finds the channel's stream, None where there is none: of files.

    The channel's credentials are part of it where its address has none of its own.
    """
    if (found := _URL.fullmatch(channel.stream_uri.strip())) is None:
        return None
    scheme, place, rest = found[1].lower(), found[2], found[3] or ""
    try:
        parts = urlsplit(f"{scheme}://{place}")
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    if not usable or scheme not in _PLAYABLE:
        return None
    if channel.login and "@" not in place:
        place = f"{_credentials(channel)}@{place}"
    return f"{scheme}://{place}{rest.replace(' ', '%20')}"


def events(body: bytes) -> Rows:
    """Return the events of an answer. Raises BadData where it is no array of objects."""
    reports: list[Report] = []
    highest: int | None = None
    rows = _rows(body)
    for row in rows:
        if (number := _number(row.get("event_id"))) is None:
            continue
        highest = number if highest is None else max(highest, number)
        try:
            reports.append(_stored(row, number))
        except BadData:
            continue
    return Rows(reports, len(rows) - len(reports), highest)


def rule_totals(body: bytes) -> list[RuleTotal]:
    """Return the totals by rule. Raises BadData where any row is none: what is left out would count as 0."""
    return [
        RuleTotal(
            _id(row, "channel_id"),
            _reference(row, "rule_id"),
            _text(row, "rule_name"),
            _count(row, "rule_count"),
        )
        for row in _rows(body)
    ]


def type_totals(body: bytes) -> list[TypeTotal]:
    """Return the totals by type. Raises BadData where any row is none: what is left out would count as 0."""
    return [
        TypeTotal(_id(row, "channel_id"), _id(row, "type"), _count(row, "type_count"))
        for row in _rows(body)
    ]


def webhook(body: bytes) -> Report | Aggregate:
    """Return what a webhook tells. Raises BadData for anything else than its three shapes.

    Any field may be missing but the type and the time of an event; one that is there is of its
    type.
    """
    if len(body) > MAX_BODY:
        raise BadData(f"a webhook of {len(body)} bytes")
    message = _parsed(body)
    if not isinstance(message, dict):
        raise BadData("a webhook is an object")
    _check(message, _WEBHOOK)
    if not (_reference(message, "channel_id") or _text(message, "channel_name")):
        raise BadData("a webhook of no channel")
    if "event_type_aggregate" in message:
        return _aggregate(message)
    return _immediate(message)


_TEXT, _TEXT_OR_NULL, _TEXT_OR_NUMBER = (str,), (str, type(None)), (str, int)

_WEBHOOK: Mapping[str, tuple[type, ...]] = {
    "channel_id": _TEXT,
    "channel_name": _TEXT_OR_NULL,
    "event_name": _TEXT,
    "event_origin": _TEXT,
    "event_time": _TEXT,
    "event_type": _TEXT,
    "object_id": _TEXT_OR_NUMBER,
    "rule_id": _TEXT,
    "rule_name": _TEXT_OR_NULL,
    "since_time": _TEXT,
    "until_time": _TEXT,
    "event_type_aggregate": (list,),
    "rule_id_aggregate": (list,),
}
_COUNTED: Mapping[str, tuple[type, ...]] = {
    "event_count": (int,),
    "event_name": _TEXT,
    "event_type": _TEXT,
    "rule_id": _TEXT,
    "rule_name": _TEXT_OR_NULL,
}


def _channel(row: Mapping[str, Any]) -> Channel:
    return Channel(
        _id(row, "channel_id"),
        _text(row, "name"),
        _text(row, "type"),
        _secret(row, "stream_uri"),
        _secret(row, "login"),
        _secret(row, "password"),
        _secret(row, "uri"),
        _text(row, "profile_name"),
    )


def _credentials(channel: Channel) -> str:
    login = quote(channel.login, safe="")
    return f"{login}:{quote(channel.password, safe='')}" if channel.password else login


def _stored(row: Mapping[str, Any], number: int) -> Report:
    return Report(
        type=_id(row, "type"),
        channel=_id(row, "channel_id"),
        channel_name=_text(row, "channel_name"),
        time=_time(row, "time"),
        object=_reference(row, "object_id"),
        object_class=object_class(_text(row, "origin")),
        rule=_reference(row, "rule_id"),
        rule_name=_text(row, "rule_name"),
        id=number,
        snapshot=_text(row, "snapshot_path") or None,
        recording=_text(row, "recording_path") or None,
        video_file=_text(row, "video_file_name") or None,
        video_time=_text(row, "video_file_time") or None,
        video_position=_seconds(row.get("timestamp")),
    )


def _immediate(message: Mapping[str, Any]) -> Report:
    return Report(
        type=_id(message, "event_type"),
        channel=_reference(message, "channel_id") or "",
        channel_name=_text(message, "channel_name"),
        time=_time(message, "event_time"),
        object=_reference(message, "object_id"),
        object_class=object_class(_text(message, "event_origin")),
        rule=_reference(message, "rule_id"),
        rule_name=_text(message, "rule_name"),
    )


def _aggregate(message: Mapping[str, Any]) -> Aggregate:
    types: dict[str, int] = {}
    for row in _counted(message, "event_type_aggregate", _MAX_TYPES):
        _once(types, _id(row, "event_type"), _count(row, "event_count"))
    rules: dict[str, tuple[str, int]] = {}
    for row in _counted(message, "rule_id_aggregate", _MAX_RULES):
        if (rule := _reference(row, "rule_id")) is not None:
            _once(rules, rule, (_text(row, "rule_name"), _count(row, "event_count")))
    since, until = _time(message, "since_time"), _time(message, "until_time")
    return Aggregate(
        _reference(message, "channel_id") or "",
        _text(message, "channel_name"),
        since,
        until,
        _hours(since, until),
        types,
        rules,
    )


def _counted(message: Mapping[str, Any], name: str, most: int) -> Iterator[dict[str, Any]]:
    rows = message.get(name)
    if not isinstance(rows, list) or len(rows) > most:
        raise BadData(f"{name} is no list of counts")
    for row in rows:
        if not isinstance(row, dict):
            raise BadData(f"{name} is no list of counts")
        _check(row, _COUNTED)
        yield row


def _once[T](counts: dict[str, T], key: str, count: T) -> None:
    if key in counts:
        raise BadData("counted twice")
    counts[key] = count


def _hours(since: str, until: str) -> float:
    """Return over how many hours counts are, an hour or a day.

    Whether the application takes the hours by its wall clock is not known, so that when it is set
    forward or back either will do.
    """
    begin, end = parse(since), parse(until)
    if (begin.tzinfo is None) is not (end.tzinfo is None):
        raise BadData("only one of two times has an offset")
    walls = end.replace(tzinfo=None) - begin.replace(tzinfo=None)
    for length in (end - begin, walls):
        hours = length / timedelta(hours=1)
        if 0.95 <= hours <= 1.05 or 22.95 <= hours <= 25.05:
            return hours
    raise BadData("counts over neither an hour nor a day")


def _rows(body: bytes) -> list[dict[str, Any]]:
    rows = _parsed(body)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadData("the answer is no array of objects")
    return rows


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body.removeprefix(_BOM))
    except ValueError, RecursionError:
        # Its text would hold what was sent.
        raise BadData("no JSON") from None


def _check(row: Mapping[str, Any], types: Mapping[str, tuple[type, ...]]) -> None:
    """Raise BadData where a field that is there is of another type."""
    for name, allowed in types.items():
        if name in row and type(row[name]) not in allowed:
            raise BadData(f"{name} is of another type")


def _id(row: Mapping[str, Any], name: str) -> str:
    """Return an id or a type, which has to be there."""
    value = row.get(name)
    if not isinstance(value, str) or not value or not _is_id(value):
        raise BadData(f"no {name}")
    return value


def _reference(row: Mapping[str, Any], name: str) -> str | None:
    """Return the id of an object or a rule, a number in REST's or a webhook's form, None for none."""
    value = row.get(name)
    if value is None:
        return None
    if type(value) is int:
        value = str(value)
    if not isinstance(value, str) or not _is_id(value):
        raise BadData(f"no {name}")
    return None if value in _NONE else value


def _is_id(value: str) -> bool:
    return len(value) <= MAX_ID and value.translate(_CONTROLS) == value


def _text(row: Mapping[str, Any], name: str) -> str:
    """Return a name or a path, "" where there is none."""
    value = row.get(name)
    return value[:MAX_TEXT].translate(_CONTROLS) if isinstance(value, str) else ""


def _secret(row: Mapping[str, Any], name: str) -> str:
    """Return an address or a credential: whole, or "" where it cannot be one."""
    value = row.get(name)
    if not isinstance(value, str) or len(value) > MAX_TEXT or value.translate(_CONTROLS) != value:
        return ""
    return value


def _time(row: Mapping[str, Any], name: str) -> str:
    """Return a time as it is written."""
    value = row.get(name)
    if not isinstance(value, str):
        raise BadData(f"no {name}")
    parse(value)
    return value


def _count(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name)
    if type(value) is not int or not 0 <= value <= _MAX_COUNT:
        raise BadData(f"no {name}")
    return value


def _number(value: Any) -> int | None:
    """Return the id of an event."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    return value if type(value) is int and 0 <= value <= _MAX_NUMBER else None


def _seconds(value: Any) -> float | None:
    """Return a position in a video."""
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        return float(value)
    return float(value) if type(value) in (int, float) and abs(value) < 10**12 else None
