"""Bytes and messages: two vintages, one model; whatever else comes is bad data and nothing worse."""

from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import BadData
from custom_components.camhub.model.store import Store
from custom_components.camhub.protocols.smart_shooter.names import V3_FIELDS
from custom_components.camhub.protocols.smart_shooter.requests import Request, Selects
from custom_components.camhub.protocols.smart_shooter.rig import Rig
from custom_components.camhub.protocols.smart_shooter.wire import (
    decode,
    encode,
    frame_number,
    picture,
)
from tests.model import strategies as draw

from .messages import LEFT, PHOTO, RECORDINGS, event, told, v3, v4

JPEG = "/9j/4AAQ"


def test_an_event_of_version_4() -> None:
    message = decode(v4(event("CameraUpdated", 25030, CameraKey=LEFT)))
    assert (message.msg_id, message.number, message.v3) == ("CameraUpdated", 25030, False)
    assert message.body["CameraKey"] == LEFT


def test_an_event_of_version_3() -> None:
    data = v3({"msg_type": "Event", "msg_id": "PhotoUpdatedMsg", "msg_ref_num": 71})
    message = decode(data)
    assert (message.msg_id, message.number, message.v3) == ("PhotoUpdated", 71, True)


@pytest.mark.parametrize(
    "data",
    [
        b'\xef\xbb\xbf{"msg_id": "Synchronise"}',
        b'{"msg_id": "SynchroniseMsg"}',
        b'{"msg_id": "Synchronise", "msg_ref_num": 1}',
        b'{"msg_id": "Synchronise", "Result": true}',
    ],
    ids=["BOM", "name", "number", "result"],
)
def test_anything_that_only_version_3_does_tells_version_3(data: bytes) -> None:
    message = decode(data)
    assert message.v3
    assert message.msg_id == "Synchronise"


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        ({"msg_result": True}, True),
        ({"Result": True}, True),
        ({"msg_result": False}, False),
        ({"Result": False}, False),
        ({}, False),
        ({"msg_result": "true"}, False),
    ],
)
def test_a_reply_says_yes_only_where_it_says_so(reply: dict[str, Any], result: bool) -> None:
    assert decode(v4({"msg_id": "Shoot", **reply})).result is result


@pytest.mark.parametrize("number", [None, "7", 7.5, True, []])
def test_a_number_of_a_wrong_type_is_none(number: object) -> None:
    assert decode(v4({"msg_id": "NodeUpdated", "msg_seq_num": number})).number is None


CAMERA = {"CameraKey": LEFT, "CameraName": "C001", "CameraStatus": "Ready", "CameraModel": "D850"}
ISO = {
    "CameraPropertyType": "ISO",
    "CameraPropertyValue": "100",
    "CameraPropertyIsWriteable": True,
    "CameraPropertyRange": ["100", "200"],
}
FILE = {"PhotoKey": PHOTO, "CameraKey": LEFT, "PhotoLocation": "Camera"}
OPTIONS = {"DefaultStorage": "Disk", "AutoConnect": True, "UniqueTag": "tag", "DownloadPath": "/p"}

SNAPSHOT_V4: dict[str, Any] = {
    "OptionsInfo": OPTIONS,
    "NodeInfo": [{"NodeKey": "", "NodeName": "studio"}],
    "CameraInfo": [{**CAMERA, "PhotoBatchNum": 7, "CameraPropertyInfo": [ISO]}],
    "PhotoInfo": [{**FILE, "PhotoSequenceNum": 31, "PhotoBatchNum": 6}],
}
SNAPSHOT_V3: dict[str, Any] = {
    "SetOptionsMsg": {
        "GridDefaultStorage": "Disk",
        "GridAutoConnect": True,
        "GridUniqueTag": "tag",
        "GridPhotoPath": "/p",
    },
    "NodeUpdatedEventMsg": {"NodeKey": "", "NodeName": "studio"},
    "CameraUpdatedMsg": [{**CAMERA, "GridBatchNum": 7}],
    "PhotoUpdatedMsg": [{**FILE, "GridSequenceNum": 31, "GridBatchNum": 6}],
    "PropertyUpdatedMsg": [{"CameraKey": LEFT, "PropertyInfoMsg": [ISO]}],
}


def test_both_vintages_snapshots_come_to_the_same_records() -> None:
    dumps = []
    for data in (
        v4({"msg_id": "Synchronise", "msg_result": True, **SNAPSHOT_V4}),
        v3({"msg_id": "SynchroniseMsg", **SNAPSHOT_V3}),
    ):
        store = Store()
        store.apply(Rig().snapshot(decode(data).body, baseline=True))
        dumps.append(store.dump())
    assert dumps[0] == dumps[1]
    assert len(dumps[0]["cameras"]) == 2


PARITY = [
    (
        event("CameraUpdated", 7, **CAMERA, PhotoBatchNum=3),
        {"msg_id": "CameraUpdatedMsg", "msg_ref_num": 7, **CAMERA, "GridBatchNum": 3},
    ),
    (
        event("CameraUpdated", 7, CameraKey=LEFT, CameraPropertyInfo=[ISO]),
        {
            "msg_id": "PropertyUpdatedMsg",
            "msg_ref_num": 7,
            "CameraKey": LEFT,
            "PropertyInfoMsg": [ISO],
        },
    ),
    (
        event("PhotoUpdated", 7, **FILE, PhotoSequenceNum=31, PhotoBatchNum=6),
        {
            "msg_id": "PhotoUpdatedMsg",
            "msg_ref_num": 7,
            **FILE,
            "GridSequenceNum": 31,
            "GridBatchNum": 6,
        },
    ),
    (
        event("RelayCustomText", 7, CustomText="hello"),
        {"msg_id": "RelayCustomTextMsg", "msg_ref_num": 7, "CustomText": "hello"},
    ),
]


@pytest.mark.parametrize(("later", "earlier"), PARITY, ids=lambda pair: str(pair["msg_id"]))
def test_both_vintages_events_come_to_the_same_changes(
    later: dict[str, Any], earlier: dict[str, Any]
) -> None:
    one, other = decode(v4(later)), decode(v3(earlier))
    assert (one.msg_id, one.number) == (other.msg_id, other.number)
    assert Rig().event(one) == Rig().event(other) != []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf",
        b"[]",
        b"null",
        b"7",
        b'"text"',
        b"{}",
        b'{"msg_id": 7}',
        b'{"msg_id": null}',
        b'{"msg_id": "Shoot"',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_message_is_bad_data(data: bytes) -> None:
    with pytest.raises(BadData):
        decode(data)


def test_a_message_that_is_nested_a_thousand_times_is_no_trouble() -> None:
    deep = b'{"a":' * 1000 + b"1" + b"}" * 1000
    for bom in (b"", b"\xef\xbb\xbf"):
        assert decode(bom + b'{"msg_id": "Odd", "b": ' + deep + b"}").msg_id == "Odd"


@given(st.binary(max_size=200))
def test_garbage_is_bad_data(data: bytes) -> None:
    with pytest.raises(BadData):
        decode(data)


@given(st.sampled_from([v4(PARITY[0][0]), v3(PARITY[1][1]), v4(PARITY[2][0])]), st.data())
def test_half_a_message_is_bad_data(whole: bytes, data: st.DataObject) -> None:
    with pytest.raises(BadData):
        decode(whole[: data.draw(st.integers(0, len(whole) - 1))])


SAMPLES = [
    event("CameraUpdated", **SNAPSHOT_V4["CameraInfo"][0], CameraNumPhotosFailed=1),
    event("PhotoUpdated", **FILE, PhotoSequenceNum=31, PhotoBatchNum=6, PhotoBarcode="b"),
    event("NodeUpdated", NodeKey="", NodeVersion="v5.3", NodeDateTime=2, NodeUpTime=1),
    event("OptionsUpdated", **OPTIONS, PhotoSessionNum=1),
    event("LiveviewUpdated", CameraKey=LEFT, CameraLiveviewImage=JPEG),
    event("RelayCustomText", CustomText="hello"),
    {"msg_id": "Synchronise", "msg_result": True, **SNAPSHOT_V4},
    {"msg_id": "SynchroniseMsg", "Result": True, **SNAPSHOT_V3},
    {"msg_id": "PropertyUpdatedMsg", "CameraKey": LEFT, "PropertyInfoMsg": [ISO]},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path to every field in a message, however deep."""
    if isinstance(value, dict):
        inner = [place for name in value for place in places(value[name], (*path, name))]
    elif isinstance(value, list):
        inner = [place for i, row in enumerate(value) for place in places(row, (*path, i))]
    else:
        inner = []
    return [*inner, path] if path else inner


def with_one(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """Return a copy of a message with one field replaced."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = with_one(copy[path[0]], path[1:], new)
    return copy


FIELDS = [(sample, path) for sample in SAMPLES for path in places(sample)]


@given(st.sampled_from(FIELDS), draw.json.filter(lambda value: value == value))
@example((SAMPLES[0], ("CameraStatus",)), "--5")
@example((SAMPLES[0], ("CameraNumPhotosFailed",)), "--5")
def test_wrong_types_in_every_field_raise_nothing_but_bad_data(
    field: tuple[dict[str, Any], tuple[Any, ...]], wrong: Any
) -> None:
    """The rig goes on afterwards: the right message still says what it says."""
    sample, path = field
    rig = Rig()
    rig.event(decode(v4(SAMPLES[0])))
    for body in (with_one(sample, path, wrong), sample):
        try:
            message = decode(orjson.dumps(body))
        except BadData:
            continue
        except orjson.JSONEncodeError, TypeError:
            return
        if message.msg_id == "Synchronise":
            rig.snapshot(message.body, baseline=False)
        else:
            rig.event(message)
        frame_number(orjson.dumps(body))
        if "CameraLiveviewImage" in message.body:
            try:
                picture(message.body)
            except BadData:
                assert body is not sample
    assert LEFT in rig.cameras


def test_the_number_of_a_frame_is_read_without_parsing_its_picture() -> None:
    frame = event("LiveviewUpdated", 4711, CameraKey=LEFT, CameraLiveviewImage=JPEG)
    assert frame_number(v4(frame)) == 4711
    assert frame_number(orjson.dumps(frame)) == 4711
    old = {"msg_type": "Event", "msg_id": "LiveviewUpdatedMsg", "msg_ref_num": 12}
    assert frame_number(v3(old)) == 12


@pytest.mark.parametrize(
    "data",
    [
        v4(event("CameraUpdated", CameraKey=LEFT)),
        v4(event("RelayCustomText", CustomText=" " * 300 + '"msg_id": "LiveviewUpdated')),
        b'{"msg_id": "LiveviewUpdated"}',
        b"",
    ],
    ids=["camera", "text", "no number", "nothing"],
)
def test_no_other_message_is_taken_for_a_frame(data: bytes) -> None:
    assert frame_number(data) is None


def test_a_picture() -> None:
    assert picture({"CameraLiveviewImage": JPEG}).startswith(b"\xff\xd8")


@pytest.mark.parametrize("image", [None, 7, [], "", "no base64!", "ÿØ", "aGVsbG8="])
def test_what_is_no_picture_is_bad_data(image: object) -> None:
    with pytest.raises(BadData):
        picture({"CameraLiveviewImage": image})
    with pytest.raises(BadData):
        picture({})


def test_a_request_in_both_vintages() -> None:
    request = Request("SetBatchNum", {"PhotoBatchNum": 7}, Selects.NOTHING)
    assert orjson.loads(encode(request, {}, 3, v3=False)) == {
        "msg_type": "Request",
        "msg_id": "SetBatchNum",
        "msg_seq_num": 3,
        "msg_user_id": 0,
        "PhotoBatchNum": 7,
    }
    assert orjson.loads(encode(request, {}, 3, v3=True)) == {
        "msg_type": "Request",
        "msg_id": "SetBatchNumMsg",
        "msg_ref_num": 3,
        "GridBatchNum": 7,
    }


def test_requests_are_sent_without_a_byte_order_mark() -> None:
    for old in (True, False):
        assert encode(Request("Shoot"), {"CameraSelection": "All"}, 1, v3=old).startswith(b"{")


@pytest.mark.parametrize(
    ("request_", "type_", "msg_id", "field"),
    [
        (Request("Format"), "Request", "FormatAllMsg", None),
        (Request("RelayCustomText", {"CustomText": "t"}), "Event", "RelayCustomTextMsg", None),
        (
            Request("LiveviewFocus", {"CameraLiveviewFocusStep": "Near1"}),
            "Request",
            "LiveviewFocusMsg",
            "CameraLiveviewFocus",
        ),
    ],
)
def test_what_version_3_calls_otherwise(
    request_: Request, type_: str, msg_id: str, field: str | None
) -> None:
    sent = orjson.loads(encode(request_, {}, 1, v3=True))
    assert (sent["msg_type"], sent["msg_id"]) == (type_, msg_id)
    assert field is None or field in sent


@pytest.mark.parametrize("files", [True, False])
def test_what_version_3_does_not_know_is_not_sent_to_it(files: bool) -> None:
    request = Request("Delete", {"DeleteFiles": files}, Selects.PHOTOS)
    selection = {"PhotoSelection": "All"}
    sent = {old: orjson.loads(encode(request, selection, 1, v3=old)) for old in (True, False)}
    assert sent[True] == {
        "msg_type": "Request",
        "msg_id": "DeleteMsg",
        "msg_ref_num": 1,
        "PhotoSelection": "All",
    }
    assert sent[False]["DeleteFiles"] is files


EARLIER = {
    "msg_seq_num": "msg_ref_num",
    "msg_result": "Result",
    "PhotoSequenceNum": "GridSequenceNum",
    "PhotoBatchNum": "GridBatchNum",
    "FilenameExpression": "GridFilenameExpression",
    "UniqueTag": "GridUniqueTag",
    "Barcode": "GridBarcode",
    "DefaultStorage": "GridDefaultStorage",
    "DefaultFocusMode": "GridDefaultFocusMode",
    "AutoConnect": "GridAutoConnect",
    "AutoSynchroniseTime": "GridAutoSynchroniseTime",
    "DownloadPath": "GridPhotoPath",
    "CameraLiveviewFocusStep": "CameraLiveviewFocus",
    "CameraPropertyInfo": "PropertyInfoMsg",
    "CameraInfo": "CameraUpdatedMsg",
    "PhotoInfo": "PhotoUpdatedMsg",
    "OptionsInfo": "SetOptionsMsg",
    "NodeInfo": "NodeUpdatedEventMsg",
}
"""Every field that version 3 calls otherwise, as the documentation of 3.38 and of 4.0 write them."""


@pytest.mark.parametrize(("later", "earlier"), EARLIER.items())
def test_a_field_has_the_name_of_its_vintage(later: str, earlier: str) -> None:
    heard = decode(v3({"msg_id": "AnyMsg", earlier: 7})).body
    assert heard == {"msg_id": "AnyMsg", later: 7}
    sent = orjson.loads(encode(Request("Any", {later: 7}), {}, 1, v3=True))
    assert sent[earlier] == 7
    assert later not in sent


def test_no_other_field_has_two_names() -> None:
    assert V3_FIELDS == EARLIER


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")
def test_the_recordings() -> None:
    """One shot of a D850 on v5.3, and a photo each of version 3 and 4."""
    one = sorted(RECORDINGS.glob("v5_*.json"))
    messages = [decode(path.read_bytes()) for path in one]
    assert [message.number for message in messages] == [25029, 25030, 25031, 25032, 25033]
    rig = Rig()
    changes = [change for message in messages for change in rig.event(message)]
    assert [happened.kind for happened in told(changes)] == [
        "photo_taken",
        "camera_connected",
        "photo_downloaded",
        "barcode_scanned",
    ]
    downloaded = told(changes)[2]
    assert downloaded.key == LEFT
    assert downloaded.data["name"] == "SSP_31.JPG"
    assert downloaded.data["file"].endswith("Smart Shooter 5/SSP_31.JPG")
    assert rig.cameras[LEFT].status == "ready"
    for name, vintage in (
        ("v3_photo_updated_camera", True),
        ("v4_photo_updated_local_disk", False),
    ):
        message = decode((RECORDINGS / f"{name}.json").read_bytes())
        assert message.v3 is vintage
        assert "photo_taken" in [h.kind for h in told(Rig().event(message))]
