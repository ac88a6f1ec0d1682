"""What REST and webhooks say: one kind of event by both ways, and bad data for whatever else comes."""

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import BadData
from custom_components.camhub.protocols.camlytics import wire
from custom_components.camhub.protocols.camlytics.fields import MAX_TEXT
from custom_components.camhub.protocols.camlytics.wire import (
    Aggregate,
    Channel,
    Report,
    RuleTotal,
    TypeTotal,
)
from tests.simulators.camlytics_client import app_and_client, receiving

GATE = "11111111-2222-4333-8444-555555555555"
YARD = "66666666-7777-4888-9999-000000000000"
LINE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"

ROW: dict[str, Any] = {
    "channel_id": GATE,
    "channel_name": None,
    "event_id": 41,
    "object_id": "7",
    "origin": "Pedestrian",
    "recording_path": "",
    "rule_id": LINE,
    "rule_name": "Enter",
    "snapshot_path": "D:\\pictures\\7.jpg",
    "time": "2024-03-05T07:08:09.3430000",
    "timestamp": "12.25",
    "type": "TripwireCrossed",
    "video_file_name": "gate.mp4",
    "video_file_time": "2024-03-04T20:00:12.2500000",
}
NEEDED = ("event_id", "type", "time", "channel_id")
MESSAGE: dict[str, Any] = {
    "channel_id": GATE,
    "channel_name": "Gate",
    "event_name": "Crossed line",
    "event_origin": "Pedestrian",
    "event_time": "2024-03-05T07:08:09.3421234+01:00",
    "event_type": "TripwireCrossed",
    "object_id": 7,
    "rule_id": LINE,
    "rule_name": "Enter",
}
COUNTS: dict[str, Any] = {
    "channel_id": GATE,
    "channel_name": "Gate",
    "event_type_aggregate": [
        {"event_count": 3, "event_name": "Line crossed", "event_type": "TripwireCrossed"},
        {"event_count": 0, "event_name": "Zone joined", "event_type": "RegionJoin"},
    ],
    "rule_id_aggregate": [{"event_count": 3, "rule_id": LINE, "rule_name": "Enter"}],
    "since_time": "2024-03-05T07:00:00.4024906+01:00",
    "until_time": "2024-03-05T08:00:00.4024906+01:00",
}
CAMERA: dict[str, Any] = {
    "channel_id": YARD,
    "login": None,
    "name": "Yard",
    "password": None,
    "profile_name": "none",
    "profile_token": "",
    "stream_uri": "rtsp://10.0.0.9:554/main?ch=1",
    "type": "Camera",
    "uri": "http://10.0.0.9/onvif",
}


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def report(**changes: Any) -> Report:
    """Return what REST tells in a row."""
    rows = wire.events(encode([ROW | changes]))
    assert rows.bad == 0
    return rows.reports[0]


def told(**changes: Any) -> Report:
    """Return what a webhook tells of an event."""
    event = wire.webhook(encode(MESSAGE | changes))
    assert isinstance(event, Report)
    return event


def aggregate(**changes: Any) -> Aggregate:
    counted = wire.webhook(encode(COUNTS | changes))
    assert isinstance(counted, Aggregate)
    return counted


def channel(**changes: Any) -> Channel:
    (found,) = wire.channels(encode([CAMERA | changes]))
    return found


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def cases(*values: Any) -> list[Any]:
    """Return what a test is run with, named by its place: some values are long, some alike."""
    return [pytest.param(value, id=str(place)) for place, value in enumerate(values)]


def each(row: dict[str, Any], name: str, *values: Any) -> list[dict[str, Any]]:
    """Return a row once with each of these values."""
    return [row | {name: value} for value in values]


# Events by REST.


def test_an_event_of_rest() -> None:
    assert report() == Report(
        type="TripwireCrossed",
        channel=GATE,
        time="2024-03-05T07:08:09.3430000",
        object="7",
        object_class="person",
        rule=LINE,
        rule_name="Enter",
        id=41,
        snapshot="D:\\pictures\\7.jpg",
        video_file="gate.mp4",
        video_time="2024-03-04T20:00:12.2500000",
        video_position=12.25,
    )


@pytest.mark.parametrize("nothing", cases("-1", -1, "", None))
def test_no_object_and_no_rule(nothing: Any) -> None:
    event = report(object_id=nothing, rule_id=nothing, rule_name="", origin="Unknown")
    assert (event.object, event.rule, event.object_class) == (None, None, "unknown")


def test_ids_are_texts_in_whatever_form_they_come() -> None:
    assert report(object_id=7).object == report(object_id="7").object == "7"
    assert report(event_id="41").id == report(event_id=41).id == 41
    assert report(object_id=0).object == "0"


@pytest.mark.parametrize(
    ("timestamp", "position"),
    [
        ("18", 18.0),
        ("1.533", 1.533),
        (3.67, 3.67),
        (0, 0.0),
        ("", None),
        (None, None),
        ("NaN", None),
        ("1e999", None),
        ("1_0", None),
        (True, None),
        ([], None),
        (10**30, None),
    ],
)
def test_where_in_the_video(timestamp: Any, position: float | None) -> None:
    assert report(timestamp=timestamp).video_position == position


def test_a_row_needs_no_more_than_what_makes_an_event() -> None:
    rows = wire.events(encode([{name: ROW[name] for name in NEEDED}]))
    (event,) = rows.reports
    assert (event.object, event.rule, event.rule_name, event.channel_name) == (None, None, "", "")
    assert (event.object_class, event.snapshot, event.video_position) == ("unknown", None, None)


def test_a_type_and_fields_that_nobody_knows_yet() -> None:
    event = report(type="ObjectStolen", origin="Two Wheeler", suborigin={"age": [20, 30]})
    assert (event.type, event.object_class) == ("ObjectStolen", "two_wheeler")


@pytest.mark.parametrize(
    "bad",
    cases(
        *(without(ROW, name) for name in NEEDED),
        *(
            bad
            for name in NEEDED
            for bad in each(ROW, name, None, True, -1, 1.5, "", [], {}, "x" * 129, 10**30)
        ),
        *each(ROW, "object_id", True, 1.5, [], "7" * 129, "7\x00"),
        *each(ROW, "rule_id", False, {}, "x" * 129),
        *each(ROW, "time", "soon", "0001-01-01T00:00:00", "2024-03-05"),
    ),
)
def test_a_row_that_is_no_event_takes_no_other_with_it(bad: dict[str, Any]) -> None:
    rows = wire.events(encode([ROW, bad, ROW | {"event_id": 40}]))
    assert [event.id for event in rows.reports] == [41, 40]
    assert rows.bad == 1


def test_reading_goes_on_behind_a_row_that_is_no_event() -> None:
    assert wire.events(encode([ROW, without(ROW, "time") | {"event_id": 99}])).highest == 99
    assert wire.events(encode([ROW, ROW | {"event_id": 40}])).highest == 41
    assert wire.events(encode([{"event_id": "9" * 9000}, ROW])).highest == 41
    assert wire.events(b"[]").highest is None


def test_names_are_cut_and_hold_no_control_characters() -> None:
    event = report(
        rule_name="Tor\x00\n" + "o" * 5000, snapshot_path="p" * 5000, channel_name="é\x85"
    )
    assert event.rule_name.startswith("Toro")
    assert len(event.rule_name) <= MAX_TEXT
    assert len(event.snapshot or "") <= MAX_TEXT
    assert event.channel_name == "é"


@pytest.mark.parametrize("parse", [wire.channels, wire.events, wire.rule_totals, wire.type_totals])
@pytest.mark.parametrize(
    "body",
    cases(
        *(b"", b"null", b"{}", b'{"events":[]}', b"[1]", b'[null,{"a":1}]', b"[[]]", b'"[]"'),
        *(b"[{]", b"<html></html>", b"[NaN]", b'[{"event_id":1e999}]'),
        *(b"[" * 100_000, b'[{"a":' * 100_000),
        *(b'[{"name":"\xff"}]', b'["\\ud800"]'),
    ),
)
def test_what_is_no_array_of_objects(parse: Any, body: bytes) -> None:
    with pytest.raises(BadData):
        parse(body)


@pytest.mark.parametrize("row", [b"{}", b"[]"])
def test_more_rows_than_any_answer_has(row: bytes) -> None:
    with pytest.raises(BadData):
        wire.events(b"[" + b",".join([row] * wire.MAX_OBJECTS) + b"]")
    assert wire.events(b"[" + b",".join([b"{}"] * 1000) + b"]").bad == 1000


@pytest.mark.parametrize("parse", [wire.channels, wire.rule_totals, wire.type_totals])
def test_nothing_is_an_answer(parse: Any) -> None:
    assert parse(b"[]") == []
    assert parse(b"\xef\xbb\xbf[]") == []


# Totals.


def test_totals_by_rule() -> None:
    rows = [
        {"channel_id": GATE, "rule_count": 4, "rule_id": "-1", "rule_name": ""},
        {"channel_id": GATE, "rule_count": 3, "rule_id": LINE, "rule_name": "Enter"},
    ]
    assert wire.rule_totals(encode(rows)) == [
        RuleTotal(GATE, None, "", 4),
        RuleTotal(GATE, LINE, "Enter", 3),
    ]


def test_totals_by_type() -> None:
    rows = [{"channel_id": GATE, "type": "Sabotage", "type_count": 1}]
    assert wire.type_totals(encode(rows)) == [TypeTotal(GATE, "Sabotage", 1)]


@pytest.mark.parametrize("count", cases(None, True, -1, 1.0, "3", 10**12))
def test_a_total_that_is_none_is_not_taken_for_nothing(count: Any) -> None:
    row = {"channel_id": GATE, "rule_id": "-1", "type": "Sabotage"}
    for parse, name in ((wire.rule_totals, "rule_count"), (wire.type_totals, "type_count")):
        with pytest.raises(BadData):
            parse(encode([row | {name: 1}, row | {name: count}]))
        with pytest.raises(BadData):
            parse(encode([{name: 1}]))


# Channels.


def test_a_channel() -> None:
    found = channel()
    assert (found.id, found.name, found.kind, found.profile_name) == (
        YARD,
        "Yard",
        "Camera",
        "none",
    )
    assert channel(name=None).name == ""
    assert wire.channels(encode([{"channel_id": YARD}])) == [
        Channel(YARD, "", "", "", "", "", "", "")
    ]


def test_two_channels_of_one_name_and_rows_that_are_none() -> None:
    rows = [CAMERA, CAMERA | {"channel_id": GATE}, {"name": "Yard"}, {"channel_id": 5}]
    rows.append(CAMERA | {"name": "Yard again"})
    found = wire.channels(encode(rows))
    assert [(one.id, one.name) for one in found] == [(YARD, "Yard"), (GATE, "Yard")]


def test_a_list_of_something_else_is_no_list_of_channels() -> None:
    with pytest.raises(BadData):
        wire.channels(b'[{"camera": 1}]')


def test_more_channels_than_there_can_be() -> None:
    rows = [{"channel_id": str(number)} for number in range(wire.MAX_CHANNELS + 1)]
    assert len(wire.channels(encode(rows[1:]))) == wire.MAX_CHANNELS
    with pytest.raises(BadData):
        wire.channels(encode(rows))


def test_nothing_secret_is_told_by_the_way() -> None:
    found = channel(
        login="zoe", password="s3cret", stream_uri="rtsp://a:s3cret@b/", uri="http://a:s3cret@b/"
    )
    assert "s3cret" not in repr(found)
    assert "zoe" not in repr(found)
    assert found.password == "s3cret"
    for parse in (wire.channels, wire.events, wire.webhook):
        with pytest.raises(BadData) as refused:
            parse(b'[{"password": "s3cret"')
        assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("rtsp://cam/main", "rtsp://cam/main"),
        ("RTSP://cam:8554/a/b?x=1#y", "rtsp://cam:8554/a/b?x=1#y"),
        (" rtsps://[fe80::1]:322/s ", "rtsps://[fe80::1]:322/s"),
        ("rtmp://cam/live", "rtmp://cam/live"),
        ("http://cam?action=stream", "http://cam?action=stream"),
        ("https://cam", "https://cam"),
        ("http://cam/my film.mp4", "http://cam/my%20film.mp4"),
        ("C:\\films\\gate.mp4", None),
        ("\\\\nas\\films\\gate.mp4", None),
        ("file:///C:/films/gate.mp4", None),
        ("ftp://cam/x", None),
        ("javascript:alert(1)", None),
        ("", None),
        ("none", None),
        ("0", None),
        ("rtsp://", None),
        ("rtsp:///main", None),
        ("rtsp://:554/main", None),
        ("rtsp://cam:port/main", None),
        ("rtsp://cam:99999/main", None),
        ("rtsp://cam:0/main", None),
        ("rtsp://[cam/main", None),
        ("rtsp://a cam/main", None),
        ("rtsp://cam\\main", None),
        ("rtsp://cam/\r\nX: y", None),
        ("rtsp://cam/" + "x" * 1000, None),
        (None, None),
        (5, None),
    ],
)
def test_what_a_player_can_open(uri: Any, url: str | None) -> None:
    assert wire.stream_url(channel(stream_uri=uri)) == url


@pytest.mark.parametrize(
    ("uri", "login", "password", "url"),
    [
        ("rtsp://cam/main", "ann", "pw", "rtsp://ann:pw@cam/main"),
        ("rtsp://cam:554", "a@b:c", "p/w?#@ é", "rtsp://a%40b%3Ac:p%2Fw%3F%23%40%20%C3%A9@cam:554"),
        ("rtsp://cam/main", "ann", None, "rtsp://ann@cam/main"),
        ("rtsp://cam/main", "", "pw", "rtsp://cam/main"),
        ("rtsp://cam/@home", "ann", "pw", "rtsp://ann:pw@cam/@home"),
        ("rtsp://bob:x@cam/main", "ann", "pw", "rtsp://bob:x@cam/main"),
        ("C:\\films\\gate.mp4", "ann", "pw", None),
    ],
)
def test_a_player_gets_the_credentials(
    uri: str, login: str | None, password: str | None, url: str | None
) -> None:
    assert wire.stream_url(channel(stream_uri=uri, login=login, password=password)) == url


# Webhooks.


def test_an_event_by_webhook_is_what_rest_tells_but_for_what_it_cannot_tell() -> None:
    stored, immediate = report(), told()
    same = ("type", "channel", "object", "object_class", "rule", "rule_name")
    for name in same:
        assert getattr(immediate, name) == getattr(stored, name)
    assert immediate.time == "2024-03-05T07:08:09.3421234+01:00"
    assert immediate.channel_name == "Gate"
    assert (immediate.id, immediate.snapshot, immediate.video_position) == (None, None, None)


@pytest.mark.parametrize(
    "message",
    [
        {**MESSAGE, "object_id": -1, "rule_id": "-1", "rule_name": "", "event_origin": "Unknown"},
        without(MESSAGE, "object_id", "rule_id", "rule_name", "event_origin"),
    ],
    ids=["present", "missing"],
)
def test_an_event_without_object_in_either_form(message: dict[str, Any]) -> None:
    event = wire.webhook(encode(message))
    assert isinstance(event, Report)
    assert (event.object, event.rule, event.rule_name) == (None, None, "")
    assert event.object_class == "unknown"


def test_a_webhook_may_know_the_channel_by_name_alone() -> None:
    event = wire.webhook(encode(without(MESSAGE, "channel_id")))
    assert isinstance(event, Report)
    assert (event.channel, event.channel_name) == ("", "Gate")
    assert told(channel_name=None).channel == GATE


def test_a_webhook_in_other_forms_that_mean_the_same() -> None:
    assert told(object_id="7") == told()
    assert told(event_time="2024-03-05T07:08:09.3421234").time == "2024-03-05T07:08:09.3421234"
    assert told(event_type="ObjectStolen", attributes={"a": [1]}).type == "ObjectStolen"
    assert wire.webhook(b"\xef\xbb\xbf" + json.dumps(MESSAGE, indent=3).encode()) == told()


OTHER_TYPES: dict[str, tuple[Any, ...]] = {
    "channel_id": (None, 1, True, [], {}),
    "channel_name": (1, True, [], {}),
    "event_name": (None, 1, []),
    "event_origin": (None, 1, {}),
    "event_time": (None, 1, "", "soon", []),
    "event_type": (None, 1, "", [], "x" * 129),
    "object_id": (None, True, 1.5, [], {}, 10**30),
    "rule_id": (None, 1, True, []),
    "rule_name": (1, False, []),
}


@pytest.mark.parametrize(
    "other",
    cases(*({name: value} for name, values in OTHER_TYPES.items() for value in values)),
)
def test_a_field_of_another_type_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(BadData):
        wire.webhook(encode(MESSAGE | other))


@pytest.mark.parametrize(
    "body",
    cases(
        *(b"", b"null", b"[]", b"{}", b"7", b'"x"', b"{", b'{"a":' * 30_000, b"\xff\xfe{}"),
        *(encode([MESSAGE]), encode({"event": MESSAGE}), encode(MESSAGE)[:100]),
        *(encode(MESSAGE | {"object_id": value}) for value in (float("nan"), float("inf"))),
        encode(without(MESSAGE, "event_type")),
        encode(without(MESSAGE, "event_time")),
        encode(without(MESSAGE, "channel_id", "channel_name")),
        encode(MESSAGE | {"channel_id": "", "channel_name": None}),
    ),
)
def test_what_is_none_of_the_three_shapes(body: bytes) -> None:
    with pytest.raises(BadData):
        wire.webhook(body)


def test_a_webhook_that_is_too_long() -> None:
    fill = wire.MAX_BODY - len(encode(MESSAGE))
    assert isinstance(wire.webhook(encode(MESSAGE) + b" " * fill), Report)
    with pytest.raises(BadData):
        wire.webhook(encode(MESSAGE) + b" " * (fill + 1))


# Aggregates.


def test_an_hour_of_counts() -> None:
    assert aggregate() == Aggregate(
        channel=GATE,
        channel_name="Gate",
        since="2024-03-05T07:00:00.4024906+01:00",
        until="2024-03-05T08:00:00.4024906+01:00",
        hours=1.0,
        types={"TripwireCrossed": 3, "RegionJoin": 0},
        rules={LINE: ("Enter", 3)},
    )


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2024-03-05T07:00:00.1+01:00", "2024-03-05T08:00:00.9+01:00", 1.0),
        ("2024-03-05T07:00:00", "2024-03-05T08:00:00", 1.0),
        ("2024-03-05T00:00:00+01:00", "2024-03-06T00:00:00+01:00", 24.0),
        ("2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00", 23.0),
        ("2024-10-27T00:00:00+02:00", "2024-10-28T00:00:00+01:00", 25.0),
        # An hour of the clock's hands on the nights when it is set.
        ("2024-03-31T02:00:00+01:00", "2024-03-31T03:00:00+02:00", 1.0),
        ("2024-10-27T02:00:00+02:00", "2024-10-27T03:00:00+01:00", 1.0),
    ],
)
def test_hours_and_days(since: str, until: str, hours: float) -> None:
    counted = aggregate(since_time=since, until_time=until)
    assert counted.hours == pytest.approx(hours, abs=0.001)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2024-03-05T07:00:00+01:00", "2024-03-05T07:00:00+01:00"),
        ("2024-03-05T07:00:00+01:00", "2024-03-05T06:00:00+01:00"),
        ("2024-03-05T07:00:00+01:00", "2024-03-05T07:30:00+01:00"),
        ("2024-03-05T07:00:00+01:00", "2024-03-05T10:00:00+01:00"),
        ("2024-03-05T00:00:00+01:00", "2024-03-12T00:00:00+01:00"),
        ("2024-03-05T07:00:00+01:00", "2024-03-05T08:00:00"),
        ("2024-03-05T07:00:00+01:00", "soon"),
    ],
)
def test_counts_over_any_other_time(since: str, until: str) -> None:
    with pytest.raises(BadData):
        aggregate(since_time=since, until_time=until)


def types(count: int) -> list[dict[str, Any]]:
    return [{"event_count": 1, "event_name": "", "event_type": f"T{n}"} for n in range(count)]


def rules(count: int) -> list[dict[str, Any]]:
    return [{"event_count": 1, "rule_id": f"R{n}", "rule_name": None} for n in range(count)]


def test_as_many_counts_as_there_may_be() -> None:
    counted = aggregate(event_type_aggregate=types(64), rule_id_aggregate=rules(1000))
    assert (len(counted.types), len(counted.rules)) == (64, 1000)
    assert counted.rules["R0"] == ("", 1)


def test_what_belongs_to_no_rule_is_not_counted_by_rule() -> None:
    rows = [{"event_count": 9, "rule_id": "-1", "rule_name": ""}]
    assert aggregate(rule_id_aggregate=rows).rules == {}
    assert aggregate(event_type_aggregate=[], rule_id_aggregate=[]).types == {}


@pytest.mark.parametrize(
    "changes",
    cases(
        *each({}, "event_type_aggregate", None, {}, [1], [{}], types(65), types(1) * 2),
        *each({}, "rule_id_aggregate", None, "x", [[]], [{}, 1], rules(1001), rules(1) * 2),
        *({"since_time": None}, {"until_time": 5}, {"channel_id": 5}),
        *(
            {"event_type_aggregate": [row]}
            for row in each(
                {"event_type": "CrowdOn"}, "event_count", None, True, -1, 1.0, "3", [], 10**30
            )
        ),
        *(
            {"rule_id_aggregate": [row]}
            for row in each({"event_count": 1}, "rule_id", None, 5, [], "x" * 129)
        ),
    ),
)
def test_counts_that_are_none(changes: dict[str, Any]) -> None:
    with pytest.raises(BadData):
        aggregate(**changes)


@pytest.mark.parametrize("name", ["rule_id_aggregate", "since_time", "until_time"])
def test_counts_that_lack_something(name: str) -> None:
    with pytest.raises(BadData):
        wire.webhook(encode(without(COUNTS, name)))


# Whatever comes.

NUMBERS = st.integers(-(2**70), 2**70) | st.floats()
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=20) | st.just("x" * 3000),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
PARSERS = (wire.channels, wire.events, wire.rule_totals, wire.type_totals, wire.webhook)


def changed(row: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a row some of whose fields are missing or say something else."""
    changes = st.dictionaries(st.sampled_from(sorted(row)), VALUES, max_size=3)
    missing = st.sets(st.sampled_from(sorted(row)), max_size=2)
    return st.builds(lambda new, names: without(row | new, *names), changes, missing)


def texts(value: Any) -> list[str]:
    """Return the texts in a parsed thing."""
    match value:
        case str():
            return [value]
        case list() | tuple():
            return [text for item in value for text in texts(item)]
        case dict():
            return texts([*value, *value.values()])
        case Channel() | Report() | RuleTotal() | TypeTotal() | Aggregate() | wire.Rows():
            return texts([getattr(value, field.name) for field in fields(value)])
    return []


def parsed(body: bytes) -> None:
    for parse in PARSERS:
        try:
            said: Any = parse(body)
        except BadData:
            continue
        assert all(len(text) <= MAX_TEXT for text in texts(said))
        assert not any("\x00" in text for text in texts(said))


@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    parsed(body)


@given(VALUES)
def test_any_json(value: Any) -> None:
    parsed(encode(value))


@given(
    st.lists(
        changed(ROW) | changed(CAMERA) | changed({**ROW, "rule_count": 1, "type_count": 1}),
        max_size=4,
    )
)
def test_any_rows(rows: list[dict[str, Any]]) -> None:
    parsed(encode(rows))


@given(changed(MESSAGE) | changed(COUNTS) | changed(MESSAGE | COUNTS))
def test_any_webhook(message: dict[str, Any]) -> None:
    parsed(encode(message))


@given(st.data())
def test_a_body_with_some_bytes_changed(data: st.DataObject) -> None:
    body = bytearray(encode(data.draw(st.sampled_from([[ROW], [CAMERA], MESSAGE, COUNTS]))))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    parsed(bytes(body))


@given(
    st.text(max_size=60) | st.text("rtsph:/@[]?#.:%\\ ", max_size=40).map("rtsp://".__add__),
    st.text(max_size=20),
    st.text(max_size=20),
)
def test_any_address(uri: str, login: str, password: str) -> None:
    url = wire.stream_url(Channel(YARD, "", "", uri, login, password, "", ""))
    assert url is None or url.startswith(("rtsp://", "rtsps://", "rtmp://", "http://", "https://"))


@given(
    st.lists(
        st.tuples(st.sampled_from(["5", "-1"]), st.sampled_from([LINE, "-1"])),
        max_size=5,
    )
)
def test_events_come_out_as_they_went_in(pairs: list[tuple[str, str]]) -> None:
    rows = [
        ROW | {"event_id": number, "object_id": object_id, "rule_id": rule_id}
        for number, (object_id, rule_id) in enumerate(pairs)
    ]
    assert [
        (event.id, event.object or "-1", event.rule or "-1")
        for event in wire.events(encode(rows)).reports
    ] == [(number, *pair) for number, pair in enumerate(pairs)]


# What the simulated application says.


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    "faults", [(), ("unknown_fields", "number_object_id", "null_names", "unknown_types")]
)
async def test_the_simulated_application_is_understood(faults: tuple[str, ...]) -> None:
    async with app_and_client(channels=3, faults=faults, zone="Europe/Berlin") as (app, client):
        for place in range(3):
            app.raise_event("TripwireCrossed", place, "Enter")
            app.raise_event("MotionInRegionOn", place)
            app.raise_event("Sabotage", place)
        bodies = {
            path: (await client.fetch(path)).body
            for path in ("channels", "events", "events/totals/rule", "events/totals/type")
        }
        found = wire.channels(bodies["channels"])
        rows = wire.events(bodies["events"])

        assert [one.id for one in found] == [one.channel_id for one in app.channels]
        assert [event.id for event in rows.reports] == [event.event_id for event in app.events]
        assert rows.bad == 0
        for event in rows.reports:
            assert (event.object is None) is (event.type == "Sabotage")
            assert (event.rule is None) is (event.type == "Sabotage")
        by_rule = {
            (total.channel, total.rule): total.count
            for total in wire.rule_totals(bodies["events/totals/rule"])
        }
        assert by_rule == {(event.channel, event.rule): 1 for event in rows.reports}
        assert len(wire.type_totals(bodies["events/totals/type"])) == 9


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    "fault", ["missing_fields", "wrong_types", "bad_answer=garbage", "bad_answer=deep"]
)
async def test_what_goes_wrong_in_the_simulated_application_is_bad_data(fault: str) -> None:
    name, _, value = fault.partition("=")
    async with app_and_client(channels=2) as (app, client):
        app.raise_event("TripwireCrossed", 0, "Enter")
        app.set_fault(name, value or None)
        body = (await client.fetch("events")).body
        try:
            rows = wire.events(body)
        except BadData:
            assert value
        else:
            assert (rows.reports, rows.bad) == ([], 1)
        with pytest.raises(BadData):
            wire.rule_totals((await client.fetch("events/totals/rule")).body)


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("object_less", ["present", "missing"])
async def test_the_webhooks_of_the_simulated_application(object_less: str) -> None:
    async with (
        receiving() as receiver,
        app_and_client(channels=1, assume={"object_less": object_less}, webhook=receiver.url) as (
            app,
            client,
        ),
    ):
        sent = [app.raise_event(kind) for kind in ("TripwireCrossed", "MotionInRegionOff")]
        sent.append(app.raise_event("CameraDisconnected"))
        await receiver.got(3)
        app.fire_hourly()
        await receiver.got(4)
        app.fire_daily()
        await receiver.got(5)
        stored = wire.events((await client.fetch("events")).body).reports

    events = {
        event.type: event
        for event in map(wire.webhook, receiver.bodies[:3])
        if isinstance(event, Report)
    }
    for event in stored:
        immediate = events[event.type]
        assert (immediate.object, immediate.rule) == (event.object, event.rule)
        assert (immediate.channel, immediate.object_class) == (event.channel, event.object_class)
    hourly, daily = map(wire.webhook, receiver.bodies[3:])
    assert isinstance(hourly, Aggregate)
    assert isinstance(daily, Aggregate)
    assert (hourly.hours, daily.hours) == (1.0, 24.0)
    assert hourly.types == daily.types
    assert sum(hourly.types.values()) == len(sent)
    assert sum(count for _, count in hourly.rules.values()) == 2


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("kind", ["garbage", "truncated", "array", "deep", "missing", "types"])
async def test_malformed_webhooks_of_the_simulated_application(kind: str) -> None:
    async with (
        receiving() as receiver,
        app_and_client(channels=1, webhook=receiver.url) as (app, _),
    ):
        app.set_fault("bad_webhook", kind)
        app.raise_event("TripwireCrossed")
        await receiver.got(1)
        app.fire_hourly()
        await receiver.got(2)
    for body in receiver.bodies:
        with pytest.raises(BadData):
            wire.webhook(body)


def test_what_nobody_has_described_is_kept_within_bounds() -> None:
    extra = {"suborigin": "Car", "speed": 3.5, "night": True, "box": [1, 2], "none": None}
    assert report(**extra).more == {"suborigin": "Car", "speed": 3.5, "night": True}
    assert len(report(**{f"field_{n}": n for n in range(500)}).more) == 16
    assert report(long="x" * 5_000).more == {"long": "x" * MAX_TEXT}
    assert report().more == {}


@pytest.mark.parametrize(
    ("address", "host", "found"),
    [
        ("rtsp://localhost:8554/a", "192.0.2.4", "rtsp://192.0.2.4:8554/a"),
        ("rtsp://me:secret@127.0.0.1/a", "192.0.2.4", "rtsp://me:secret@192.0.2.4/a"),
        ("rtsp://[::1]/a", "2001:db8::1", "rtsp://[2001:db8::1]/a"),
        ("rtsp://192.0.2.9/a", "192.0.2.4", "rtsp://192.0.2.9/a"),
        ("rtsp://localhost/a", "", "rtsp://localhost/a"),
    ],
)
def test_a_stream_of_the_installations_own_computer_is_looked_for_there(
    address: str, host: str, found: str
) -> None:
    row = {"channel_id": "c", "stream_uri": address}
    (channel,) = wire.channels(json.dumps([row]).encode())
    assert wire.stream_url(channel, host) == found
