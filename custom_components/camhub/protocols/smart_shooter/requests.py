"""What camhub can ask of the application: each action as the requests it comes to.

A request is one message however many cameras it is for. Sources: External API
documentation 6.0 and, for what version 3 has, 3.38.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ...link.errors import BadRequest, Unsupported
from ...link.typed import truth, whole
from ...model.vocabulary import Setting, Verb
from ..declaration import Action, Field, FieldKind, Target
from .names import OPTION_RANGES, OPTION_SWITCHES, OPTIONS, PROPERTIES, V3_FIELDS

type Fields = Mapping[str, Any]
type Version = tuple[int, int]


class Selects(Enum):
    """What a request is for."""

    CAMERAS = "cameras"
    PHOTOS = "photos"
    NOTHING = "nothing"
    """The application, or every camera of it: the message names none."""


@dataclass(frozen=True, slots=True)
class Request:
    """One message to the application; `v3` says that version 3 has it too.

    `older` is what earlier versions call it, sent where this one is refused.
    """

    msg_id: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    selects: Selects = Selects.CAMERAS
    v3: bool = True
    older: Request | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An action and the requests that its fields come to."""

    action: Action
    requests: Callable[[Fields], list[Request]]


_CONFIRM = Field("confirm", FieldKind.CONFIRMATION, required=True)
_PHOTOS = Field("photo_ids", FieldKind.TEXTS)
_ENABLE = Field("enable", FieldKind.BOOLEAN, required=True)
_LATCH = Field("index", FieldKind.INTEGER, required=True, minimum=0, maximum=100)
_NUMBER = Field("number", FieldKind.INTEGER, required=True, minimum=0, maximum=2**31 - 1)
_SETTABLE = tuple(word.value for word in (*PROPERTIES, *OPTIONS))
_RIG = Selects.NOTHING
_FOCUS_STEPS = tuple(f"{way}_{size}" for way in ("near", "far") for size in (1, 2, 3))
_INT64 = 2**63 - 1


def _shoot(fields: Fields) -> list[Request]:
    extra = {"BulbTimer": fields.get("bulb_timer"), "PhotoOrigin": fields.get("origin")}
    given = {name: value for name, value in extra.items() if value is not None}
    return [Request("Shoot", given, v3=not given)]


def _zoom(fields: Fields) -> list[Request]:
    match fields:
        case {"position": int(position)}:
            return [Request("PowerZoomPosition", {"CameraPowerZoomPosition": position}, v3=False)]
        case {"direction": str(direction)}:
            step = f"{direction.capitalize()}{fields.get('speed', 1)}"
            return [Request("PowerZoomDirection", {"CameraPowerZoomDirection": step}, v3=False)]
        case {"stop": True}:
            return [Request("PowerZoomStop", v3=False)]
    raise BadRequest("zoom needs a position, a direction or stop")


def set_setting(fields: Fields) -> list[Request]:
    """Return the request that sets one setting; entities and the action come here.

    Raises BadRequest where the value does not fit the setting.
    """
    word, value = Setting(fields["setting"]), fields["value"]
    if word in PROPERTIES:
        if isinstance(value, bool):
            raise BadRequest(f"On and Off are no values of {word} here; put the value in quotes")
        names = {"CameraPropertyType": PROPERTIES[word], "CameraPropertyValue": str(value)}
        return [Request("SetProperty", names)]
    if word in OPTIONS:
        name = OPTIONS[word]
        return [Request("SetOptions", {name: _option(word, value)}, _RIG, v3=name in V3_FIELDS)]
    return _OTHER_SETTINGS[word](value)


def _option(word: Setting, value: object) -> str | int | bool:
    """Return the value of an option as the application types it."""
    if word in OPTION_SWITCHES:
        return truth(value)
    return whole(value, *OPTION_RANGES[word]) if word in OPTION_RANGES else str(value)


_OTHER_SETTINGS: dict[Setting, Callable[[object], list[Request]]] = {
    Setting.GROUP: lambda value: [Request("SetCameraGroup", {"CameraGroup": str(value)})],
    Setting.TRIGGER_INDEX: lambda value: [
        Request("SetCameraTriggerIndex", {"CameraTriggerIndex": whole(value, 0, 100)}, v3=False)
    ],
    Setting.POWER_ZOOM: lambda value: _zoom({"position": whole(value, 0, 100)}),
    Setting.LIVE_VIEW_ZOOM: lambda value: [Request("EnableLiveviewZoom", {"Enable": truth(value)})],
    Setting.DEPTH_OF_FIELD_PREVIEW: lambda value: [
        Request("EnableLiveviewDOF", {"Enable": truth(value)})
    ],
    Setting.CONNECT: lambda value: [Request("Connect" if truth(value) else "Disconnect")],
    Setting.RECORD: lambda value: [Request("EnableVideo", {"Enable": truth(value)})],
}


def _step_setting(fields: Fields) -> list[Request]:
    names = {
        "CameraPropertyType": PROPERTIES[Setting(fields["setting"])],
        "CameraPropertyStep": fields["steps"],
    }
    return [Request("IncrementProperty", names, v3=False)]


def _set_live_view(fields: Fields) -> list[Request]:
    """One message for each thing that is to change."""
    requests = [
        Request(msg_id, {"Enable": fields[name]})
        for name, msg_id in (
            ("enable", "EnableLiveview"),
            ("zoom", "EnableLiveviewZoom"),
            ("depth_of_field_preview", "EnableLiveviewDOF"),
            ("record", "EnableLiveviewRecord"),
        )
        if name in fields
    ]
    if "x" in fields or "y" in fields:
        if not {"x", "y"} <= fields.keys():
            raise BadRequest("a position needs both x and y")
        place = {"CameraLiveviewPositionX": fields["x"], "CameraLiveviewPositionY": fields["y"]}
        requests.append(Request("LiveviewPosition", place))
    if "focus_step" in fields:
        way, size = fields["focus_step"].split("_")
        step = {"CameraLiveviewFocusStep": f"{way.capitalize()}{size}"}
        requests.append(Request("LiveviewFocus", step))
    if "frame_rate" in fields or "video_frame_rate" in fields:
        if not {"frame_rate", "video_frame_rate"} <= fields.keys():
            raise BadRequest("the frame rates are set together")
        rates = {
            "CameraLiveviewFPS": fields["frame_rate"],
            "CameraLiveviewVideoFPS": fields["video_frame_rate"],
        }
        requests.append(Request("LiveviewFPS", rates))
    if not requests:
        raise BadRequest("nothing to set")
    return requests


def _format(_: Fields) -> list[Request]:
    # The documentation calls it `FormatAll` until 4.18 and `Format` from 4.25 on.
    return [Request("Format", {}, _RIG, older=Request("FormatAll", {}, _RIG))]


def _photos(msg_id: str, *, v3: bool = True) -> Callable[[Fields], list[Request]]:
    return lambda _: [Request(msg_id, {}, Selects.PHOTOS, v3=v3)]


def _plain(msg_id: str, selects: Selects, *, v3: bool = True) -> Callable[[Fields], list[Request]]:
    return lambda _: [Request(msg_id, {}, selects, v3=v3)]


def _one(
    msg_id: str, name: str, wire_name: str, selects: Selects = Selects.CAMERAS, *, v3: bool = True
) -> Callable[[Fields], list[Request]]:
    """Return how a request with one field, which the user always gives, is built."""
    return lambda fields: [Request(msg_id, {wire_name: fields[name]}, selects, v3=v3)]


_ROWS: tuple[Row, ...] = (
    Row(
        Action(
            Verb.SHOOT,
            (
                Field("bulb_timer", FieldKind.INTEGER, minimum=0, maximum=_INT64),
                Field("origin", FieldKind.TEXT),
            ),
            answers=True,
        ),
        _shoot,
    ),
    Row(Action(Verb.AUTOFOCUS, answers=True), _plain("Autofocus", Selects.CAMERAS)),
    Row(
        Action(
            Verb.HALF_PRESS,
            (Field("button", FieldKind.CHOICE, default="half", choices=("half", "full", "off")),),
            answers=True,
        ),
        lambda fields: [
            Request(
                "SetShutterButton",
                {"CameraShutterButton": fields.get("button", "half").capitalize()},
            )
        ],
    ),
    Row(
        Action(
            Verb.SET_SETTING,
            (
                Field("setting", FieldKind.CHOICE, required=True, choices=_SETTABLE),
                Field("value", FieldKind.VALUE, required=True),
            ),
            answers=True,
        ),
        set_setting,
    ),
    Row(
        Action(
            Verb.STEP_SETTING,
            (
                Field(
                    "setting",
                    FieldKind.CHOICE,
                    required=True,
                    choices=tuple(word.value for word in PROPERTIES),
                ),
                Field("steps", FieldKind.INTEGER, required=True, minimum=-100, maximum=100),
            ),
            answers=True,
        ),
        _step_setting,
    ),
    Row(
        Action(
            Verb.ZOOM,
            (
                Field("position", FieldKind.INTEGER, minimum=0, maximum=100, unit="%"),
                Field("direction", FieldKind.CHOICE, choices=("tele", "wide")),
                Field("speed", FieldKind.INTEGER, default=1, minimum=1, maximum=3),
                Field("stop", FieldKind.BOOLEAN),
            ),
            answers=True,
        ),
        _zoom,
    ),
    Row(
        Action(
            Verb.SET_LIVE_VIEW,
            (
                Field("enable", FieldKind.BOOLEAN),
                Field("zoom", FieldKind.BOOLEAN),
                Field("depth_of_field_preview", FieldKind.BOOLEAN),
                Field("record", FieldKind.BOOLEAN),
                Field("x", FieldKind.NUMBER),
                Field("y", FieldKind.NUMBER),
                Field("focus_step", FieldKind.CHOICE, choices=_FOCUS_STEPS),
                Field("frame_rate", FieldKind.INTEGER, minimum=1, maximum=240, unit="fps"),
                Field("video_frame_rate", FieldKind.INTEGER, minimum=1, maximum=240, unit="fps"),
            ),
            answers=True,
        ),
        _set_live_view,
    ),
    Row(
        Action(Verb.SET_RECORDING, (_ENABLE,), answers=True),
        _one("EnableVideo", "enable", "Enable"),
    ),
    Row(
        Action(Verb.SET_CONNECTION, (_ENABLE,), answers=True),
        lambda fields: [Request("Connect" if fields["enable"] else "Disconnect")],
    ),
    Row(Action(Verb.IDENTIFY, answers=True), _plain("Identify", Selects.CAMERAS)),
    Row(
        Action(Verb.RENAME_CAMERA, (Field("name", FieldKind.TEXT, required=True),), answers=True),
        _one("RenameCamera", "name", "CameraName"),
    ),
    Row(
        Action(Verb.SET_GROUP, (Field("group", FieldKind.TEXT, required=True),), answers=True),
        _one("SetCameraGroup", "group", "CameraGroup"),
    ),
    Row(
        Action(Verb.SET_TRIGGER_INDEX, (_LATCH,), answers=True),
        _one("SetCameraTriggerIndex", "index", "CameraTriggerIndex", v3=False),
    ),
    Row(
        Action(Verb.SET_ACTIVE_CAMERA, answers=True),
        _plain("SetActiveCamera", Selects.CAMERAS, v3=False),
    ),
    Row(
        Action(Verb.ENGAGE_LATCH, (_LATCH,), answers=True),
        _one("EngageLatch", "index", "CameraLatchIndex", v3=False),
    ),
    Row(
        Action(Verb.RELEASE_LATCH, (_LATCH,), Target.HUB),
        _one("ReleaseLatch", "index", "CameraLatchIndex", _RIG, v3=False),
    ),
    Row(
        Action(Verb.CANCEL_LATCH, (_LATCH,), Target.HUB),
        _one("CancelLatch", "index", "CameraLatchIndex", _RIG, v3=False),
    ),
    Row(
        Action(Verb.ENGAGE_TRIGGER, answers=True),
        _plain("EngageTrigger", Selects.CAMERAS, v3=False),
    ),
    Row(
        Action(
            Verb.RELEASE_TRIGGER,
            (
                Field(
                    "interval",
                    FieldKind.INTEGER,
                    required=True,
                    minimum=0,
                    maximum=2**31 - 1,
                    unit="ms",
                ),
            ),
            Target.HUB,
        ),
        _one("ReleaseTrigger", "interval", "CameraTriggerInterval", _RIG, v3=False),
    ),
    Row(Action(Verb.CANCEL_TRIGGER, (), Target.HUB), _plain("CancelTrigger", _RIG, v3=False)),
    Row(Action(Verb.DOWNLOAD, (_PHOTOS,), answers=True), _photos("Download")),
    Row(Action(Verb.TRANSFER, (_PHOTOS,), answers=True), _photos("Transfer", v3=False)),
    Row(Action(Verb.RESHOOT, (_PHOTOS,), answers=True), _photos("Reshoot")),
    Row(
        Action(
            Verb.RENAME_PHOTO,
            (
                Field("photo_ids", FieldKind.TEXTS, required=True),
                Field("name", FieldKind.TEXT, required=True),
            ),
            Target.HUB,
        ),
        _one("RenamePhoto", "name", "PhotoComputedName", Selects.PHOTOS),
    ),
    Row(
        Action(
            Verb.DELETE,
            (
                _PHOTOS,
                Field("all_photos", FieldKind.BOOLEAN),
                Field("delete_files", FieldKind.BOOLEAN, required=True),
                _CONFIRM,
            ),
            dangerous=True,
        ),
        _one("Delete", "delete_files", "DeleteFiles", Selects.PHOTOS),
    ),
    Row(Action(Verb.FORMAT_CARDS, (_CONFIRM,), Target.HUB, dangerous=True), _format),
    Row(Action(Verb.DETECT_CAMERAS, (), Target.HUB), _plain("DetectCameras", _RIG)),
    Row(
        Action(
            Verb.SYNC_CLOCKS,
            (Field("offset", FieldKind.INTEGER, default=0, minimum=-_INT64, maximum=_INT64),),
            Target.HUB,
        ),
        lambda fields: [
            Request("SyncClocks", {"CameraDateTimeOffset": fields.get("offset", 0)}, _RIG)
        ],
    ),
    Row(Action(Verb.CHECK_CLOCKS, (), Target.HUB), _plain("CheckClocks", _RIG)),
    Row(Action(Verb.SYNC_BATCH_NUMBERS, (), Target.HUB), _plain("SyncBatchNum", _RIG)),
    Row(
        Action(Verb.SET_SEQUENCE_NUMBER, (_NUMBER,), Target.HUB),
        _one("SetSequenceNum", "number", "PhotoSequenceNum", _RIG),
    ),
    Row(
        Action(Verb.SET_BATCH_NUMBER, (_NUMBER,), Target.HUB),
        _one("SetBatchNum", "number", "PhotoBatchNum", _RIG),
    ),
    Row(
        Action(Verb.SEND_TEXT, (Field("text", FieldKind.TEXT, required=True),), Target.HUB),
        _one("RelayCustomText", "text", "CustomText", _RIG),
    ),
    Row(
        Action(Verb.SHUT_DOWN_APPLICATION, (_CONFIRM,), Target.HUB, dangerous=True),
        _plain("Shutdown", _RIG, v3=False),
    ),
)

ROWS: dict[Verb, Row] = {row.action.verb: row for row in _ROWS}
ACTIONS: tuple[Action, ...] = tuple(row.action for row in _ROWS)


def requests_for(verb: Verb, fields: Fields) -> list[Request]:
    """Return the requests that an action comes to.

    Raises Unsupported for a verb the application has no request for, and
    BadRequest where the fields do not fit together.
    """
    if verb not in ROWS:
        raise Unsupported(f"there is no request for {verb}")
    return ROWS[verb].requests(fields)


def can_keep_files(version: Version | None) -> bool:
    """Tell whether a later version than 3 can be asked to delete photos and keep their files.

    `DeleteFiles` is documented for 4.28 and from 5.6 on. What an application does that does not
    know it is not documented: it may destroy the files.
    """
    return version is None or (4, 28) <= version < (5, 0) or version >= (5, 6)
