"""Answers where the documents are silent: to what is no request, and to what is assumed."""

import json

import pytest

from simulators.smart_shooter import Assumptions
from simulators.smart_shooter.app import App
from simulators.smart_shooter.catalogue import CATALOGUE, AppRequest
from simulators.smart_shooter.dialect import Fields
from tests.simulators.smart_shooter_client import read
from tests.simulators.smart_shooter_rig import ALL, ENVELOPE, accepted, rig_and_client


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00\xff", b"{", b"[]", b"null", b'"text"', b"{}", b'{"msg_id": 7}', b'{"msg_id": "Fly"}',
        b'{"msg_id": "Synchronise"}', b'{"msg_type": "Event", "msg_id": "Synchronise"}',
        b'{"msg_type": "Request", "msg_id": "Shoot", "CameraSelection": ["All"]}',
        b'{"msg_type": "Request", "msg_id": "EnableVideo", "CameraSelection": "All", "Enable": 1}',
        b'{"msg_type": "Request", "msg_id": "SetSequenceNum", "PhotoSequenceNum": "--5"}',
        pytest.param(
            b'{"msg_type": "Request", "msg_id": "SetBatchNum", "PhotoBatchNum": "' + b"1" * 5000 + b'"}',
            id="more digits than int reads",
        ),
    ],
)  # fmt: skip
async def test_what_is_no_request_gets_a_false_result(raw: bytes) -> None:
    async with rig_and_client(cameras=1) as (_, client):
        reply = read(await client.ask_raw(raw))
        assert list(reply) == ENVELOPE
        assert (reply["msg_type"], reply["msg_result"]) == ("Response", False)
        assert accepted(await client.ask("Synchronise"))


async def test_a_mistake_of_the_simulator_is_logged_and_answered(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(app: App, message: Fields) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(CATALOGUE, "CheckClocks", AppRequest(name="CheckClocks", handler=fail))
    async with rig_and_client(cameras=1) as (_, client):
        reply = await client.ask("CheckClocks")
        assert list(reply) == ENVELOPE
        assert (reply["msg_id"], reply["msg_seq_num"]) == ("CheckClocks", client.number)
        assert not accepted(reply)
        assert accepted(await client.ask("Synchronise"))
    (record,) = caplog.records
    assert (record.levelname, record.exc_info is not None) == ("ERROR", True)
    assert "CheckClocks" in record.getMessage()


@pytest.mark.parametrize(("number", "echo"), [(0, 0), (7, 7), (2**32 - 1, 2**32 - 1), ("x", 0)])
async def test_any_number_will_do(number: object, echo: int) -> None:
    async with rig_and_client(cameras=1) as (_, client):
        for _ in range(2):
            message = {"msg_type": "Request", "msg_id": "SyncBatchNum", "msg_seq_num": number}
            reply = read(await client.ask_raw(json.dumps(message).encode()))
            assert (reply["msg_seq_num"], reply["msg_result"]) == (echo, True)


@pytest.mark.parametrize(
    ("assume", "taken", "photos"),
    [
        (Assumptions(), True, 1),
        (Assumptions(partial_selection="refuse"), False, 0),
        (Assumptions(partial_selection="report"), False, 1),
        (Assumptions(disconnected_camera="ignore", partial_selection="refuse"), True, 1),
    ],
)
async def test_a_selection_of_which_some_cannot(
    assume: Assumptions, taken: bool, photos: int
) -> None:
    async with rig_and_client(cameras=2, assume=assume) as (rig, client):
        rig.unplug(rig.keys[0])
        assert accepted(await client.ask("Shoot", **ALL)) is taken
        for _ in range(photos):
            await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        assert len(rig.photos) == photos


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("log", ["Busy", "Camera", "Ready", "Local Disk"]),
        ("ready_first", ["Busy", "Ready", "Camera", "Local Disk"]),
        ("ready_last", ["Busy", "Camera", "Local Disk", "Ready"]),
    ],
)
async def test_the_order_of_events_after_a_shot(order: str, expected: list[str]) -> None:
    async with rig_and_client(cameras=1, assume=Assumptions(event_order=order)) as (_, client):
        await client.ask("Shoot", **ALL)
        told: list[str] = []
        while len(told) < 4:
            event = await client.event(
                "CameraUpdated" if expected[len(told)] in ("Busy", "Ready") else "PhotoUpdated"
            )
            told.append(event.get("CameraStatus") or event["PhotoLocation"])
        assert told == expected
        assert len(client.seen) == 4


async def test_several_answers_to_one_question() -> None:
    assume = Assumptions(
        unknown_request="true", echo_user_id="response", missing_selector="all",
        shutter_button_case="lower", format_names="FormatAll", increment_ends="wrap",
        synchronise_data=True,
    )  # fmt: skip
    async with rig_and_client(cameras=1, assume=assume) as (rig, client):
        assert accepted(await client.ask("Fly"))
        assert (await client.ask("Synchronise", msg_user_id=5))["msg_user_id"] == 5
        assert accepted(await client.ask("GetCamera"))
        assert not accepted(await client.ask("SetShutterButton", **ALL, CameraShutterButton="Full"))
        assert accepted(await client.ask("FormatAll"))
        assert rig.cameras[rig.keys[0]].formatted == 1
        await client.ask("Format")
        assert rig.cameras[rig.keys[0]].formatted == 1
