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

from ...link.errors import BadData
from . import fields
from .names import object_class
from .times import parse

MAX_BODY = 256 * 1024
"""Bytes of the largest webhook taken: an aggregate over a thousand rules has half as many."""

MAX_CHANNELS = 1000
"""Channels of an installation: more than any PC analyses."""

MAX_OBJECTS = 100_000
"""Objects and arrays in an answer: more than are events in the longest answer that is read."""

_MAX_TYPES = 64
_MAX_RULES = 1000

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PLAYABLE = ("rtsp", "rtsps", "rtmp", "http", "https")
_URL = re.compile(r"([a-zA-Z]+)://([^/?#\s\\]+)([/?#].*)?")


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
    files. `channel` is "" where a webhook tells the channel's name alone. `more` is what it tells
    in fields that nobody has described.
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
    more: Mapping[str, str | float | bool] = field(default_factory=dict)


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


def stream_url(channel: Channel, host: str = "") -> str | None:
    """Return where a player finds the channel's stream, None where there is none: of files.

    An address on the installation's own computer is one at `host` for us. The channel's
    credentials are part of it where its address has none of its own.
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
    if host and parts.hostname in _LOOPBACK:
        own, at, _ = place.rpartition("@")
        place = f"{own}{at}{f'[{host}]' if ':' in host else host}"
        if parts.port is not None:
            place += f":{parts.port}"
    if channel.login and "@" not in place:
        place = f"{_credentials(channel)}@{place}"
    return f"{scheme}://{place}{rest.replace(' ', '%20')}"


def events(body: bytes) -> Rows:
    """Return the events of an answer. Raises BadData where it is no array of objects."""
    reports: list[Report] = []
    highest: int | None = None
    rows = _rows(body)
    for row in rows:
        if (number := fields.event_id(row.get("event_id"))) is None:
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
            fields.identity(row, "channel_id"),
            fields.reference(row, "rule_id"),
            fields.text(row, "rule_name"),
            fields.count(row, "rule_count"),
        )
        for row in _rows(body)
    ]


def type_totals(body: bytes) -> list[TypeTotal]:
    """Return the totals by type. Raises BadData where any row is none: what is left out would count as 0."""
    return [
        TypeTotal(
            fields.identity(row, "channel_id"),
            fields.identity(row, "type"),
            fields.count(row, "type_count"),
        )
        for row in _rows(body)
    ]


def webhook(body: bytes) -> Report | Aggregate:
    """Return what a webhook tells. Raises BadData for anything else than its three shapes.

    Of an event any field may be missing but its type, its time, and its channel's id or name;
    every field that is there is of its type.
    """
    if len(body) > MAX_BODY:
        raise BadData(f"a webhook of {len(body)} bytes")
    message = fields.parsed(body)
    if not isinstance(message, dict):
        raise BadData("a webhook is an object")
    fields.check(message, _WEBHOOK)
    if not (fields.reference(message, "channel_id") or fields.text(message, "channel_name")):
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
_ROW = frozenset(
    {
        "channel_id",
        "channel_name",
        "event_id",
        "object_id",
        "origin",
        "recording_path",
        "rule_id",
        "rule_name",
        "snapshot_path",
        "time",
        "timestamp",
        "type",
        "video_file_name",
        "video_file_time",
    }
)
_COUNTED: Mapping[str, tuple[type, ...]] = {
    "event_count": (int,),
    "event_name": _TEXT,
    "event_type": _TEXT,
    "rule_id": _TEXT,
    "rule_name": _TEXT_OR_NULL,
}


def _channel(row: fields.Row) -> Channel:
    return Channel(
        fields.identity(row, "channel_id"),
        fields.text(row, "name"),
        fields.text(row, "type"),
        fields.secret(row, "stream_uri"),
        fields.secret(row, "login"),
        fields.secret(row, "password"),
        fields.secret(row, "uri"),
        fields.text(row, "profile_name"),
    )


def _credentials(channel: Channel) -> str:
    login = quote(channel.login, safe="")
    return f"{login}:{quote(channel.password, safe='')}" if channel.password else login


def _stored(row: fields.Row, number: int) -> Report:
    return Report(
        type=fields.identity(row, "type"),
        channel=fields.identity(row, "channel_id"),
        channel_name=fields.text(row, "channel_name"),
        time=fields.written_time(row, "time"),
        object=fields.reference(row, "object_id"),
        object_class=object_class(fields.text(row, "origin")),
        rule=fields.reference(row, "rule_id"),
        rule_name=fields.text(row, "rule_name"),
        id=number,
        snapshot=fields.text(row, "snapshot_path") or None,
        recording=fields.text(row, "recording_path") or None,
        video_file=fields.text(row, "video_file_name") or None,
        video_time=fields.text(row, "video_file_time") or None,
        video_position=fields.seconds(row.get("timestamp")),
        more=fields.others(row, _ROW),
    )


def _immediate(message: fields.Row) -> Report:
    return Report(
        type=fields.identity(message, "event_type"),
        channel=fields.reference(message, "channel_id") or "",
        channel_name=fields.text(message, "channel_name"),
        time=fields.written_time(message, "event_time"),
        object=fields.reference(message, "object_id"),
        object_class=object_class(fields.text(message, "event_origin")),
        rule=fields.reference(message, "rule_id"),
        rule_name=fields.text(message, "rule_name"),
        more=fields.others(message, _WEBHOOK.keys()),
    )


def _aggregate(message: fields.Row) -> Aggregate:
    types: dict[str, int] = {}
    for row in _counted(message, "event_type_aggregate", _MAX_TYPES):
        _once(types, fields.identity(row, "event_type"), fields.count(row, "event_count"))
    rules: dict[str, tuple[str, int]] = {}
    for row in _counted(message, "rule_id_aggregate", _MAX_RULES):
        if (rule := fields.reference(row, "rule_id")) is not None:
            _once(rules, rule, (fields.text(row, "rule_name"), fields.count(row, "event_count")))
    since, until = (
        fields.written_time(message, "since_time"),
        fields.written_time(message, "until_time"),
    )
    return Aggregate(
        fields.reference(message, "channel_id") or "",
        fields.text(message, "channel_name"),
        since,
        until,
        _hours(since, until),
        types,
        rules,
    )


def _counted(message: fields.Row, name: str, most: int) -> Iterator[dict[str, Any]]:
    rows = message.get(name)
    if not isinstance(rows, list) or len(rows) > most:
        raise BadData(f"{name} is no list of counts")
    for row in rows:
        if not isinstance(row, dict):
            raise BadData(f"{name} is no list of counts")
        fields.check(row, _COUNTED)
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
    # Small ones take thirty times the memory that they have bytes.
    if body.count(b"{") + body.count(b"[") > MAX_OBJECTS:
        raise BadData("the answer has too many rows")
    rows = fields.parsed(body)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadData("the answer is no array of objects")
    return rows
