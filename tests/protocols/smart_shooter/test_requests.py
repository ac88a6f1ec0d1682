"""What can be asked of the application: every documented request, each reachable by an action."""

from typing import Any

import pytest

from custom_components.camhub.link.errors import BadRequest, Unsupported
from custom_components.camhub.model.vocabulary import Setting, Verb
from custom_components.camhub.protocols.declaration import FieldKind
from custom_components.camhub.protocols.smart_shooter.names import OPTIONS, PROPERTIES, V3_REQUESTS
from custom_components.camhub.protocols.smart_shooter.requests import (
    ACTIONS,
    ROWS,
    Request,
    Version,
    can_keep_files,
    requests_for,
    set_setting,
)

_6_0 = """
SetOptions SetSequenceNum SetBatchNum RenameCamera RenamePhoto DetectCameras Connect Disconnect
Shoot Autofocus Identify LiveviewFocus LiveviewPosition EnableLiveview EnableLiveviewZoom
EnableLiveviewDOF EnableVideo SetProperty IncrementProperty Download Transfer Reshoot Delete
Format SyncClocks CheckClocks Synchronise GetCamera LiveviewFPS SetShutterButton SyncBatchNum
SetCameraGroup SetCameraTriggerIndex RelayCustomText PowerZoomPosition PowerZoomDirection
PowerZoomStop EngageLatch ReleaseLatch CancelLatch EngageTrigger ReleaseTrigger CancelTrigger
SetActiveCamera Shutdown ActivateLicense DeactivateLicense
"""
DOCUMENTED_6_0 = frozenset(_6_0.split())
"""The requests of the External API's documentation, version 6.0."""

_3_38 = """
SetOptionsMsg SetSequenceNumMsg SetBatchNumMsg RenameCameraMsg RenamePhotoMsg DetectCamerasMsg
ConnectMsg DisconnectMsg ShootMsg AutofocusMsg IdentifyMsg LiveviewFocusMsg LiveviewPositionMsg
EnableLiveviewMsg EnableLiveviewZoomMsg EnableLiveviewDOFMsg EnableLiveviewRecordMsg
EnableVideoMsg SetPropertyMsg DownloadMsg ReshootMsg DeleteMsg FormatAllMsg SyncClocksMsg
CheckClocksMsg SynchroniseMsg LiveviewFPSMsg SetShutterButtonMsg SyncBatchNumMsg
SetCameraGroupMsg RelayCustomTextMsg
"""
DOCUMENTED_3_38 = frozenset(_3_38.split())
"""Those of version 3.38."""

LEFT_OUT = frozenset({"ActivateLicense", "DeactivateLicense"})
"""On purpose: nobody automates a licence, and a mistake with it costs money."""

ASKED_BY_ITSELF = frozenset({"Synchronise", "GetCamera"})
"""What the session asks in order to know."""

EXAMPLES: list[tuple[Verb, dict[str, Any]]] = [
    (Verb.SHOOT, {}),
    (Verb.SHOOT, {"bulb_timer": 500, "origin": "door"}),
    (Verb.AUTOFOCUS, {}),
    (Verb.HALF_PRESS, {"button": "half"}),
    (Verb.SET_SETTING, {"setting": "iso", "value": "200"}),
    (Verb.SET_SETTING, {"setting": "unique_tag", "value": "tag"}),
    (Verb.STEP_SETTING, {"setting": "iso", "steps": -1}),
    (Verb.ZOOM, {"position": 40}),
    (Verb.ZOOM, {"direction": "tele", "speed": 2}),
    (Verb.ZOOM, {"stop": True}),
    (Verb.SET_LIVE_VIEW, {"enable": True}),
    (Verb.SET_LIVE_VIEW, {"zoom": True}),
    (Verb.SET_LIVE_VIEW, {"depth_of_field_preview": True}),
    (Verb.SET_LIVE_VIEW, {"record": True}),
    (Verb.SET_LIVE_VIEW, {"x": 0.5, "y": 0.5}),
    (Verb.SET_LIVE_VIEW, {"focus_step": "near_1"}),
    (Verb.SET_LIVE_VIEW, {"frame_rate": 20, "video_frame_rate": 30}),
    (Verb.SET_RECORDING, {"enable": True}),
    (Verb.SET_CONNECTION, {"enable": True}),
    (Verb.SET_CONNECTION, {"enable": False}),
    (Verb.IDENTIFY, {}),
    (Verb.RENAME_CAMERA, {"name": "Front"}),
    (Verb.SET_GROUP, {"group": "wall"}),
    (Verb.SET_TRIGGER_INDEX, {"index": 3}),
    (Verb.SET_ACTIVE_CAMERA, {}),
    (Verb.ENGAGE_LATCH, {"index": 1}),
    (Verb.RELEASE_LATCH, {"index": 1}),
    (Verb.CANCEL_LATCH, {"index": 1}),
    (Verb.ENGAGE_TRIGGER, {}),
    (Verb.RELEASE_TRIGGER, {"interval": 20}),
    (Verb.CANCEL_TRIGGER, {}),
    (Verb.DOWNLOAD, {}),
    (Verb.TRANSFER, {}),
    (Verb.RESHOOT, {}),
    (Verb.RENAME_PHOTO, {"photo_ids": ["p"], "name": "best"}),
    (Verb.DELETE, {"photo_ids": ["p"], "delete_files": True, "confirm": True}),
    (Verb.FORMAT_CARDS, {"confirm": True}),
    (Verb.DETECT_CAMERAS, {}),
    (Verb.SYNC_CLOCKS, {}),
    (Verb.CHECK_CLOCKS, {}),
    (Verb.SYNC_BATCH_NUMBERS, {}),
    (Verb.SET_SEQUENCE_NUMBER, {"number": 7}),
    (Verb.SET_BATCH_NUMBER, {"number": 7}),
    (Verb.SEND_TEXT, {"text": "hello"}),
    (Verb.SHUT_DOWN_APPLICATION, {"confirm": True}),
]
REQUESTS = [request for verb, fields in EXAMPLES for request in requests_for(verb, fields)]


def test_every_documented_request_can_be_reached() -> None:
    reached = {request.msg_id for request in REQUESTS}
    assert reached & DOCUMENTED_6_0 == DOCUMENTED_6_0 - LEFT_OUT - ASKED_BY_ITSELF
    assert reached - DOCUMENTED_6_0 == {"EnableLiveviewRecord"}, "documented until 2021"


def test_what_version_3_has_is_what_it_documents() -> None:
    has = {V3_REQUESTS.get(r.msg_id, f"{r.msg_id}Msg") for r in REQUESTS if r.v3}
    assert has == DOCUMENTED_3_38 - {"SynchroniseMsg"}
    lacks = {f"{r.msg_id}Msg" for r in REQUESTS if not r.v3} - {"ShootMsg"}
    assert not lacks & DOCUMENTED_3_38, "Shoot lacks only its two extras"


def test_every_action_has_an_example_here() -> None:
    assert {verb for verb, _ in EXAMPLES} == set(ROWS) == {action.verb for action in ACTIONS}


@pytest.mark.parametrize(
    ("verb", "fields", "sent"),
    [
        (Verb.SHOOT, {}, {}),
        (
            Verb.SHOOT,
            {"bulb_timer": 500, "origin": "door"},
            {"BulbTimer": 500, "PhotoOrigin": "door"},
        ),
        (Verb.HALF_PRESS, {}, {"CameraShutterButton": "Half"}),
        (Verb.HALF_PRESS, {"button": "off"}, {"CameraShutterButton": "Off"}),
        (
            Verb.SET_SETTING,
            {"setting": "iso", "value": 200},
            {"CameraPropertyType": "ISO", "CameraPropertyValue": "200"},
        ),
        (
            Verb.STEP_SETTING,
            {"setting": "aperture", "steps": -2},
            {"CameraPropertyType": "Aperture", "CameraPropertyStep": -2},
        ),
        (Verb.ZOOM, {"position": 0}, {"CameraPowerZoomPosition": 0}),
        (Verb.ZOOM, {"direction": "wide"}, {"CameraPowerZoomDirection": "Wide1"}),
        (Verb.ZOOM, {"direction": "tele", "speed": 3}, {"CameraPowerZoomDirection": "Tele3"}),
        (
            Verb.SET_LIVE_VIEW,
            {"x": 0.25, "y": 0.75},
            {"CameraLiveviewPositionX": 0.25, "CameraLiveviewPositionY": 0.75},
        ),
        (Verb.SET_LIVE_VIEW, {"focus_step": "far_3"}, {"CameraLiveviewFocusStep": "Far3"}),
        (
            Verb.SET_LIVE_VIEW,
            {"frame_rate": 20, "video_frame_rate": 30},
            {"CameraLiveviewFPS": 20, "CameraLiveviewVideoFPS": 30},
        ),
        (Verb.DELETE, {"delete_files": False}, {"DeleteFiles": False}),
        (Verb.RELEASE_TRIGGER, {"interval": 20}, {"CameraTriggerInterval": 20}),
        (Verb.SYNC_CLOCKS, {}, {"CameraDateTimeOffset": 0}),
        (Verb.SEND_TEXT, {"text": "hello"}, {"CustomText": "hello"}),
    ],
)
def test_the_fields_of_a_request(verb: Verb, fields: dict[str, Any], sent: dict[str, Any]) -> None:
    (request,) = requests_for(verb, fields)
    assert request.fields == sent


def test_each_thing_that_is_to_change_about_live_view_is_one_message() -> None:
    requests = requests_for(
        Verb.SET_LIVE_VIEW, {"enable": True, "zoom": False, "focus_step": "near_2"}
    )
    assert [request.msg_id for request in requests] == [
        "EnableLiveview",
        "EnableLiveviewZoom",
        "LiveviewFocus",
    ]


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        (Verb.ZOOM, {}),
        (Verb.ZOOM, {"stop": False}),
        (Verb.SET_LIVE_VIEW, {}),
        (Verb.SET_LIVE_VIEW, {"x": 1}),
        (Verb.SET_LIVE_VIEW, {"frame_rate": 20}),
        (Verb.SET_SETTING, {"setting": "iso", "value": False}),
        (Verb.SET_SETTING, {"setting": "auto_connect", "value": "maybe"}),
        (Verb.SET_SETTING, {"setting": "session_number", "value": "first"}),
        (Verb.SET_SETTING, {"setting": "session_number", "value": "inf"}),
        (Verb.SET_SETTING, {"setting": "session_number", "value": float("nan")}),
        (Verb.SET_SETTING, {"setting": "session_number", "value": 10**30}),
        (Verb.SET_SETTING, {"setting": "session_number", "value": -1}),
        (Verb.SET_SETTING, {"setting": "session_number", "value": 1.5}),
        (Verb.SET_SETTING, {"setting": "live_view_fps", "value": 0}),
    ],
)
def test_fields_that_do_not_fit_together(verb: Verb, fields: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        requests_for(verb, fields)


def test_a_verb_without_a_request_is_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ROWS, Verb.SHOOT)
    with pytest.raises(Unsupported):
        requests_for(Verb.SHOOT, {})


@pytest.mark.parametrize(
    ("setting", "value", "sent"),
    [
        (Setting.SHUTTER_SPEED, "1/125", ("SetProperty", "1/125")),
        (Setting.COLOUR_TEMPERATURE, 5200, ("SetProperty", "5200")),
        (Setting.AUTO_CONNECT, "on", ("SetOptions", True)),
        (Setting.AUTO_CONNECT, False, ("SetOptions", False)),
        (Setting.SESSION_NUMBER, "7", ("SetOptions", 7)),
        (Setting.LIVE_VIEW_FPS, 20.0, ("SetOptions", 20)),
        (Setting.BARCODE, 4711, ("SetOptions", "4711")),
        (Setting.GROUP, "wall", ("SetCameraGroup", "wall")),
        (Setting.TRIGGER_INDEX, 3.0, ("SetCameraTriggerIndex", 3)),
        (Setting.POWER_ZOOM, 40.0, ("PowerZoomPosition", 40)),
        (Setting.LIVE_VIEW_ZOOM, True, ("EnableLiveviewZoom", True)),
        (Setting.DEPTH_OF_FIELD_PREVIEW, False, ("EnableLiveviewDOF", False)),
        (Setting.RECORD, True, ("EnableVideo", True)),
    ],
)
def test_a_setting_is_sent_as_the_application_types_it(
    setting: Setting, value: object, sent: tuple[str, object]
) -> None:
    (request,) = set_setting({"setting": setting, "value": value})
    assert request.msg_id == sent[0]
    last = list(request.fields.values())[-1]
    assert last == sent[1]
    assert type(last) is type(sent[1])


def test_connecting_and_disconnecting_are_two_requests() -> None:
    on, off = ({"setting": Setting.CONNECT, "value": value} for value in (True, False))
    assert set_setting(on) == [Request("Connect")]
    assert set_setting(off) == [Request("Disconnect")]


def test_every_setting_of_a_camera_or_the_application_can_be_set() -> None:
    for setting in (*PROPERTIES, *OPTIONS):
        value = "7" if "number" in setting or "fps" in setting else "on"
        assert set_setting({"setting": setting, "value": value})


def test_what_destroys_or_stops_something_asks_to_be_confirmed() -> None:
    dangerous = {action.verb for action in ACTIONS if action.dangerous}
    assert dangerous == {Verb.DELETE, Verb.FORMAT_CARDS, Verb.SHUT_DOWN_APPLICATION}
    for action in ACTIONS:
        confirms = [f for f in action.fields if f.kind is FieldKind.CONFIRMATION and f.required]
        assert bool(confirms) is action.dangerous


def test_a_deletion_always_says_whether_the_files_go_too() -> None:
    (field,) = [f for f in ROWS[Verb.DELETE].action.fields if f.name == "delete_files"]
    assert field.required


@pytest.mark.parametrize(
    ("version", "can"),
    [
        (None, True),
        ((4, 0), False),
        ((4, 27), False),
        ((4, 28), True),
        ((4, 31), True),
        ((5, 0), False),
        ((5, 5), False),
        ((5, 6), True),
        ((5, 10), True),
        ((6, 0), True),
    ],
)
def test_files_are_kept_by_the_versions_that_document_how(
    version: Version | None, can: bool
) -> None:
    assert can_keep_files(version) is can
