"""The camera's own connection: every message, however it comes, and whatever is between."""

import json
import time
import tracemalloc
from collections.abc import Iterable
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.protocols.bandit.backchannel import (
    MAX_DEPTH,
    MAX_OBJECT,
    MAX_PAYLOAD,
    CardFailed,
    Decoder,
    MemoryLow,
    News,
    Notification,
    PhotoCaptured,
    RecordingStarted,
    RecordingStopped,
    ShuttingDown,
    TagCreated,
    TranscodingProgress,
    Unknown,
    Viewfinder,
    WifiStopped,
    happening,
)

FILM = {
    "path": '/100TTCAM/MOV "{1}".MP4',
    "id": "5b1c0d6e-6f1a-4c3e-9b1d-0a1b2c3d4e5f-100-000-001-0001",
    "created": "2016-07-08T09:10:11Z",
    "size_bytes": 5_000_000_000,
    "length_secs": 61.5,
}
MESSAGES: list[dict[str, Any]] = [
    {"recording_started": {"recording_active": True}},
    {"recording_stopped": [FILM, FILM | {"id": "second \\ of [two]"}]},
    {"photo_captured": [{"id": "a", "mode": "normal", "lat_deg": -1.5e1, "lon_deg": 2}]},
    {"tag_created": {"id": "t", "offset_secs": 8.25, "tag_button": True}},
    {"memory_low": {"available_bytes": 51234}},
    {"memory_error": True},
    {"shutting_down": {"battery_critical": True}},
    {"wifi_stopped": {"wifi_active": False}},
    {"transcoding_progress": {"progress_pct": 20}},
    {"viewfinder_started": {"viewfinder_active": 1}},
    {"viewfinder_stopped": {"viewfinder_active": 0}},
    {"something_new": {"of": [None, {}, [], "\u00fc\n", -0.5]}},
]
SEPARATORS = (b"\n", b"\r\n", b"\0", b"", b" ", b"\t\r\n \n", b"\n\n", b"\0\n")


def encode(message: object, *, pretty: bool = False) -> bytes:
    return json.dumps(message, indent=2 if pretty else None, ensure_ascii=pretty).encode()


def decoded(pieces: Iterable[bytes]) -> list[Notification]:
    """Return what a new decoder makes of pieces, none of which may be dropped."""
    decoder = Decoder()
    found = [notification for piece in pieces for notification in decoder.feed(piece)]
    assert decoder.dropped == 0
    return found


def names(data: bytes) -> list[str]:
    """Return the names of what a decoder makes of bytes that come one by one."""
    return [told.name for told in Decoder().feed(data)]


def bytewise(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[begin:end] for begin, end in pairwise(edges)]


def told(message: dict[str, Any]) -> News:
    """Return what a single message tells."""
    (notification,) = decoded([encode(message)])
    return happening(notification)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
MESSAGE = st.sampled_from(MESSAGES) | st.dictionaries(
    st.text().filter(lambda name: name != "shutting_down"), JSON, max_size=4
)


@given(
    st.lists(st.tuples(MESSAGE, st.booleans(), st.sampled_from(SEPARATORS)), max_size=8),
    st.lists(st.integers(0, 10_000), max_size=20),
)
def test_messages_arrive_however_they_are_written_parted_and_cut(
    sent: list[tuple[dict[str, Any], bool, bytes]], places: list[int]
) -> None:
    stream = b"".join(encode(message, pretty=pretty) + end for message, pretty, end in sent)
    expected = decoded(encode(message) for message, _, _ in sent)
    assert [told.name for told in expected] == [name for message, _, _ in sent for name in message]
    assert decoded([stream]) == expected
    assert decoded(bytewise(stream)) == expected
    assert decoded(cut(stream, places)) == expected


GARBAGE = st.binary(max_size=60).map(lambda data: data.replace(b"{", b"(")) | st.sampled_from(
    [b"}", b"]]}", b'"', b"HTTP/1.1 200 OK\r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"null", b"\\"]
)


@given(st.lists(st.tuples(GARBAGE, st.sampled_from(MESSAGES)), max_size=6), GARBAGE)
def test_garbage_between_objects_is_passed_over(
    sent: list[tuple[bytes, dict[str, Any]]], tail: bytes
) -> None:
    stream = b"".join(garbage + encode(message) for garbage, message in sent) + tail
    expected = [name for _, message in sent for name in message]
    assert [told.name for told in decoded([stream])] == expected
    assert [told.name for told in decoded(bytewise(stream))] == expected


@pytest.mark.parametrize("pretty", [False, True])
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: next(iter(message)))
def test_half_an_object_ends_where_the_next_one_begins(
    message: dict[str, Any], pretty: bool
) -> None:
    whole = encode(message, pretty=pretty)
    first = encode({"memory_low": {"available_bytes": 1}}, pretty=pretty)
    second = encode({"memory_error": True}, pretty=pretty)
    for length, separator in product(range(1, len(whole)), SEPARATORS):
        half = whole[:length]
        stream = half + separator + first + separator + second
        decoder = Decoder()
        found = [told.name for told in decoder.feed(stream)]
        assert bool(decoder.dropped) is (half.strip() != b"{")
        # Nothing but a value that is due can take the next object in.
        due = half.rstrip().endswith((b":", b"[", b",")) and b"\0" not in separator
        assert found == ["memory_low", "memory_error"] or (due and found == ["memory_error"])


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: next(iter(message)))
def test_what_was_half_sent_before_is_never_taken_for_a_known_message(
    message: dict[str, Any],
) -> None:
    whole = encode(message)
    for start in range(1, len(whole)):
        *before, last = Decoder().feed(whole[start:] + b"\n" + encode({"memory_error": True}))
        assert last == Notification("memory_error", payload=True)
        assert all(isinstance(happening(notification), Unknown) for notification in before)


@given(st.lists(st.binary(max_size=300) | st.text(alphabet='{}[]:,"\\ \n1e', max_size=300)))
def test_nothing_that_comes_breaks_it_or_stays(pieces: list[bytes | str]) -> None:
    data = [piece.encode() if isinstance(piece, str) else piece for piece in pieces]
    decoder = Decoder()
    found = [notification for piece in data for notification in decoder.feed(piece)]
    assert found == Decoder().feed(b"".join(data))
    for notification in found:
        happening(notification)
    # Wherever it is now, two messages later all is as usual.
    decoder.feed(b'\n"\n' + encode({"memory_error": True}) + b"\n")
    assert decoder.feed(encode({"memory_error": True})) == [Notification("memory_error", True)]


@pytest.mark.parametrize(
    "broken",
    [
        b'{"memory_error":tru}',
        b'{"memory_error":01}',
        b'{"memory_error":NaN}',
        b'{"memory_error":1e999}',
        b'{"memory_error":"\\q"}',
        b'{"memory_error":"\\ud800"}',
        b'{"memory_error":"\xff"}',
        b'{"memory_error":1 2}',
        b'{"memory_error":[1}',
        b'{"memory_error":[1,]}',
        b'{"memory_error":true,}',
        b'{"memory_error"}',
        b'{"memory_error",1}',
        b"{memory_error:true}",
        b"{'memory_error':true}",
        b"{,}",
        b"{]",
    ],
)
def test_what_is_no_json_is_dropped_alone(broken: bytes) -> None:
    decoder = Decoder()
    found = decoder.feed(encode({"memory_error": 1}) + broken + encode({"memory_error": 2}))
    assert [notification.payload for notification in found] == [1, 2]
    assert decoder.dropped == broken.startswith(b'{"')


def test_several_keys_are_several_messages_and_none_is_none() -> None:
    merged = {name: payload for message in MESSAGES for name, payload in message.items()}
    assert [told.name for told in decoded([encode(merged)])] == list(merged)
    assert decoded([b"{}{ }"]) == []
    many = decoded([encode(dict.fromkeys(map(str, range(1000))))])
    assert 11 < len(many) < 100


def test_an_object_is_taken_up_to_its_longest() -> None:
    empty = len(encode({"x": ""}))
    longest = encode({"x": "." * (MAX_OBJECT - empty)})
    longer = encode({"x": "." * (MAX_OBJECT - empty + 1)})
    for size in (1, 1000, 2 * MAX_OBJECT):
        decoder = Decoder()
        found = []
        stream = longest + longer + encode({"y": 1}) + longer + b"\n" + encode({"z": 1})
        for at in range(0, len(stream), size):
            found += decoder.feed(stream[at : at + size])
        assert [notification.name for notification in found] == ["x", "y", "z"]
        assert decoder.dropped == 2


def test_an_object_is_taken_down_to_its_deepest() -> None:
    def nested(depth: int) -> bytes:
        return b'{"x":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"

    assert names(nested(MAX_DEPTH)) == ["x"]
    decoder = Decoder()
    deep = nested(MAX_DEPTH + 1) + nested(100_000) + encode({"y": 1})
    assert [told.name for told in decoder.feed(deep)] == ["y"]
    assert decoder.dropped == 2


ENDLESS = {
    "braces": b"{",
    "objects": b'{"a":',
    "arrays": b'{"a":[' * 20 + b"{",
    "text": b'{"a":"' + b"{ x" * MAX_OBJECT,
    "escapes": b'{"a":"' + b'\\"' * MAX_OBJECT,
    "spaces": b"{" + b" " * MAX_OBJECT * 2,
    "some_spaces": b"{" + b" " * 1000,
    "number": b'{"a":' + b"1" * MAX_OBJECT * 2,
    "numbers": b'{"a":[' + b"12345678901234567890," * MAX_OBJECT,
    "garbage": b"garbage}",
}


@pytest.mark.parametrize("name", ["braces", "text", "escapes", "spaces", "number", "numbers"])
def test_what_never_ends_stays_within_bounds(name: str) -> None:
    flood = ENDLESS[name]
    stream = (flood * (2 * MAX_OBJECT // len(flood) + 1))[: 2 * MAX_OBJECT]
    decoder = Decoder()
    pieces = [stream[at : at + 4096] for at in range(0, len(stream), 4096)]
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for piece in pieces:
        assert decoder.feed(piece) == []
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 1.5 * MAX_OBJECT


@pytest.mark.parametrize("flood", ENDLESS.values(), ids=ENDLESS)
def test_a_byte_takes_no_longer_after_many_others(flood: bytes) -> None:
    stream = (flood * (MAX_OBJECT // len(flood) + 1))[:MAX_OBJECT]
    decoder = Decoder()
    before = time.process_time()
    for byte in bytewise(stream):
        assert decoder.feed(byte) == []
    # Some twenty times of what it takes; were all looked at anew each time, it would take minutes.
    assert time.process_time() - before < 20


def test_a_recording_starts_and_stops() -> None:
    assert told(MESSAGES[0]) == RecordingStarted(active=True)
    assert told({"recording_started": {"recording_active": 0}}) == RecordingStarted(active=False)
    assert told({"recording_started": None}) == RecordingStarted(active=True)

    stopped = told(MESSAGES[1])
    assert isinstance(stopped, RecordingStopped)
    assert [file.id for file in stopped.files] == [FILM["id"], "second \\ of [two]"]
    assert stopped.files[0].size == 5_000_000_000
    one = told({"recording_stopped": FILM})
    assert isinstance(one, RecordingStopped)
    assert [file.path for file in one.files] == ['/100TTCAM/MOV "{1}".MP4']
    assert told({"recording_stopped": [3, {"path": "no id"}]}) == RecordingStopped(())


@pytest.mark.parametrize(
    "payload", [["a", "b"], [{"id": "a"}, {"id": "b"}], ["a", {"id": "b"}, {}, None, "", ".."]]
)
def test_photos_are_told_by_objects_or_by_ids(payload: list[Any]) -> None:
    captured = told({"photo_captured": payload})
    assert isinstance(captured, PhotoCaptured)
    assert [image.id for image in captured.images] == ["a", "b"]
    assert captured.images[0].path is None


def test_a_photo_may_come_alone() -> None:
    for payload in ("a", {"id": "a"}):
        captured = told({"photo_captured": payload})
        assert isinstance(captured, PhotoCaptured)
        assert [image.id for image in captured.images] == ["a"]


def test_a_tag_without_an_id_is_kept_as_unknown() -> None:
    created = told(MESSAGES[3])
    assert isinstance(created, TagCreated)
    assert (created.tag.id, created.tag.offset, created.tag.kind) == ("t", 8.25, "button")
    assert told({"tag_created": {"offset_secs": 1}}) == Unknown("tag_created", {"offset_secs": 1})


@pytest.mark.parametrize(
    ("message", "news"),
    [
        ({"memory_low": {"available_bytes": 2**40}}, MemoryLow(2**40)),
        ({"memory_low": {"available_bytes": -1}}, MemoryLow(None)),
        ({"memory_low": True}, MemoryLow(None)),
        ({"memory_error": True}, CardFailed(failed=True)),
        ({"memory_error": 1}, CardFailed(failed=True)),
        ({"memory_error": False}, CardFailed(failed=False)),
        ({"memory_error": 0}, CardFailed(failed=False)),
        ({"memory_error": {"memory_error": True}}, CardFailed(failed=True)),
        ({"memory_error": {"memory_error": False}}, CardFailed(failed=False)),
        ({"memory_error": {}}, CardFailed(failed=True)),
        ({"wifi_stopped": {"wifi_active": False}}, WifiStopped()),
        ({"wifi_stopped": []}, WifiStopped()),
        ({"transcoding_progress": {"progress_pct": 100}}, TranscodingProgress(100)),
        ({"transcoding_progress": {"progress_pct": 20.0}}, TranscodingProgress(20)),
        ({"transcoding_progress": {"progress_pct": 101}}, TranscodingProgress(None)),
        ({"viewfinder_started": {"viewfinder_active": True}}, Viewfinder(active=True)),
        ({"viewfinder_started": {"viewfinder_active": 1}}, Viewfinder(active=True)),
        ({"viewfinder_stopped": {"viewfinder_active": False}}, Viewfinder(active=False)),
        ({"viewfinder_stopped": {"viewfinder_active": 0}}, Viewfinder(active=False)),
        ({"lens_fogged": {"much": 3}}, Unknown("lens_fogged", {"much": 3})),
        ({"lens_fogged": None}, Unknown("lens_fogged", None)),
    ],
)
def test_each_message_tells_what_happened(message: dict[str, Any], news: News) -> None:
    assert told(message) == news


FLAGS = {
    "battery_critical": "battery",
    "user_initiated": "user",
    "overtemperature_shutdown": "overheating",
}


@pytest.mark.parametrize(("flag", "reason"), FLAGS.items())
@pytest.mark.parametrize("yes", [True, 1])
def test_why_it_goes_off_is_told_within_or_beside(flag: str, reason: str, yes: bool) -> None:
    others = dict.fromkeys(FLAGS.keys() - {flag}, False)
    for message in (
        {"shutting_down": {flag: yes}},
        {"shutting_down": {**others, flag: yes}},
        {"shutting_down": {}, flag: yes},
        {flag: yes, **others, "shutting_down": None},
        {"shutting_down": others, flag: yes},
    ):
        assert told(message) == ShuttingDown(reason)


@pytest.mark.parametrize("payload", [{}, True, None, [], {"battery_critical": False}, {"why": 1}])
def test_it_may_go_off_for_no_reason(payload: object) -> None:
    assert told({"shutting_down": payload}) == ShuttingDown("unknown")
    assert happening(Notification("shutting_down", payload)) == ShuttingDown("unknown")


def test_of_what_is_unknown_no_more_is_kept_than_fits() -> None:
    fits = "x" * (MAX_PAYLOAD - 2)
    assert told({"new": fits}) == Unknown("new", fits)
    assert told({"new": fits + "x"}) == Unknown("new", None)
    assert told({"n" * 1000: 1}) == Unknown("", 1)
    assert told({"bell \a": 1}) == Unknown("", 1)


@given(st.sampled_from([next(iter(message)) for message in MESSAGES]), JSON)
def test_whatever_comes_with_a_name_is_no_error(name: str, payload: Any) -> None:
    news = happening(Notification(name, payload))
    assert isinstance(news, Unknown) is (name in ("something_new", "tag_created"))
