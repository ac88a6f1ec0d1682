"""Requests and replies as bytes: what real cameras answer, and whatever else may come."""

import time
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import (
    Authentication,
    BadData,
    BadRequest,
    Busy,
    LinkError,
    NotThisSystem,
    Rejected,
    TimedOut,
    Unsupported,
)
from custom_components.camhub.protocols.sony.wire import ApiError, decode, encode

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
"""Any JSON."""


@pytest.mark.parametrize(
    ("number", "sent"), [(1, 1), (2**31 - 1, 2**31 - 1), (2**31, 1), (2**31 + 5, 6)]
)
def test_a_call_has_all_its_members_and_a_number_that_is_never_zero(number: int, sent: int) -> None:
    assert orjson.loads(encode("setSelfTimer", [2], number, "1.0")) == {
        "method": "setSelfTimer",
        "params": [2],
        "id": sent,
        "version": "1.0",
    }


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        (b'{"result":[0],"id":1}', [0]),
        (b'{"id":1,"result":[0]}', [0]),
        (rb'{"result":["Smart Remote Control SR\/4.10 __SAK__","1\/30"],"id":1}',
         ["Smart Remote Control SR/4.10 __SAK__", "1/30"]),
        (b'{"results":[["getEvent",["bool"],[],"1.0"]],"id":1}', [["getEvent", ["bool"], [], "1.0"]]),
        (b'{"result":[]}', []),
        (b'{"result":[1],"error":null,"id":1}', [1]),
        (b'{"results":[["a",[],[],"1.0"],,["b",[],[],"1.0"]],"id":1}',
         [["a", [], [], "1.0"], ["b", [], [], "1.0"]]),
        (b'{"result":[,1, ,2,],"id":1,}', [1, 2]),
        (rb'{"result":["a,,b \",,\" [,",,2],"id":1}', ['a,,b ",," [,', 2]),
    ],
    ids=["result first", "id first", "solidus", "results", "no id", "error null", "commas", "edges", "texts"],
)  # fmt: skip
def test_replies_of_every_family_are_understood(reply: bytes, result: list[Any]) -> None:
    assert decode(reply, "anything") == result


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        (b'{"error":[1,"Not Available Now"],"id":1}', 200, 1),
        (b'{"error":[404,"Not Found"]}', 404, 404),
        (b'{"error":[403,"setCameraFunction"],"id":1}', 403, 403),
        (b'{"error":[12]}', 200, 12),
        (b'{"error":[12,null,7]}', 200, 12),
        (b'{"error":[7,"x"],"result":[0]}', 200, 7),
        (b"<html>", 503, 503),
        (b"", 500, 500),
        (b'{"id":1}', 413, 413),
    ],
)
def test_an_error_is_known_by_its_code_or_the_status(reply: bytes, status: int, code: int) -> None:
    with pytest.raises(ApiError) as error:
        decode(reply, "getEvent", status)
    assert error.value.code == code
    assert error.value.method == "getEvent"


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"<html>",
        b"{",
        b'{"result":',
        b"[]",
        b"7",
        b"null",
        b'{"id":1}',
        b'{"result":7}',
        b'{"error":[]}',
        b'{"error":["1"]}',
        b'{"error":1}',
        b'{"result":["\xff"]}',
        b"[" * 3000,
        b'{"result":' * 3000,
    ],
)
def test_what_is_no_reply_is_bad_data(reply: bytes) -> None:
    with pytest.raises(BadData):
        decode(reply, "getEvent")


@pytest.mark.parametrize("tail", [b"", b"\\", b'"'])
@pytest.mark.parametrize("unit", [b'\\"', b'"', b",", b", ", b"\\", b'",', b"[,"])
def test_no_garbage_takes_long(unit: bytes, tail: bytes) -> None:
    reply = b'{"result":["' + unit * (300_000 // len(unit)) + tail
    before = time.process_time()
    with pytest.raises(BadData):
        decode(reply, "getEvent")
    assert time.process_time() - before < 1


@given(st.binary(max_size=200) | JSON.map(orjson.dumps), st.sampled_from([200, 404, 500]))
def test_whatever_comes_is_a_result_or_one_of_two_errors(data: bytes, status: int) -> None:
    with suppress(ApiError, BadData):
        assert isinstance(decode(data, "getEvent", status), list)


@given(st.lists(JSON, max_size=5))
def test_a_result_is_what_was_sent(result: list[Any]) -> None:
    assert decode(orjson.dumps({"id": 1, "result": result}), "x") == orjson.loads(
        orjson.dumps(result)
    )


@given(st.lists(JSON, max_size=5), st.data())
def test_doubled_commas_change_nothing(result: list[Any], data: st.DataObject) -> None:
    """Wherever a comma stands between values, another may stand beside it."""
    text = orjson.dumps({"result": [result, result]}).replace(b"],", b"],,")
    if b'"' not in orjson.dumps(result):
        assert decode(text, "x") == orjson.loads(orjson.dumps([result, result]))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1, Busy),
        (2, TimedOut),
        (3, BadRequest),
        (5, Rejected),
        (7, Busy),
        (12, Unsupported),
        (14, Unsupported),
        (15, Unsupported),
        (401, Authentication),
        (403, Authentication),
        (404, NotThisSystem),
        (500, Rejected),
        (501, Unsupported),
        (503, Busy),
        (40400, Rejected),
        (40401, Busy),
        (40402, Busy),
        (40403, Busy),
        (41000, Rejected),
        (41001, BadRequest),
        (41002, Busy),
        (41003, Rejected),
        (99999, Rejected),
    ],
)
def test_each_code_means_something_to_who_asked(code: int, kind: type[LinkError]) -> None:
    error = ApiError(code, "actTakePicture", "Not Available Now").as_link_error()
    assert type(error) is kind
    assert str(code) in str(error)
    assert "Not Available Now" in str(error)
