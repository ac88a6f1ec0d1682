"""What can be asked of the camera, as actions of Home Assistant see it."""

from ...model.vocabulary import Setting, Verb
from ..declaration import Action, Field, FieldKind
from .settings import SETTABLE

_ENABLE = Field("enable", FieldKind.BOOLEAN, required=True)
_PHOTOS = Field("photo_ids", FieldKind.TEXTS)


def _seconds(name: str) -> Field:
    return Field(name, FieldKind.NUMBER, minimum=0, maximum=86_400, unit="s")


def _setting(*words: Setting) -> Field:
    choices = tuple(word.value for word in words)
    return Field("setting", FieldKind.CHOICE, required=True, choices=choices)


ACTIONS: tuple[Action, ...] = (
    Action(Verb.SHOOT, answers=True),
    Action(Verb.SET_RECORDING, (_ENABLE,), answers=True),
    Action(Verb.SET_CONNECTION, (_ENABLE,), answers=True),
    Action(Verb.SET_LIVE_VIEW, (Field("enable", FieldKind.BOOLEAN),), answers=True),
    Action(
        Verb.SET_SETTING,
        (_setting(Setting.RECORD, *SETTABLE), Field("value", FieldKind.VALUE, required=True)),
        answers=True,
    ),
    Action(
        Verb.STEP_SETTING,
        (
            _setting(*SETTABLE),
            Field("steps", FieldKind.INTEGER, required=True, minimum=-100, maximum=100),
        ),
        answers=True,
    ),
    Action(Verb.SET_CLOCK),
    Action(
        Verb.TAG,
        (
            Field("item", FieldKind.TEXT),
            Field("highlight", FieldKind.TEXT),
            _seconds("offset"),
            _seconds("start"),
            _seconds("length"),
        ),
        answers=True,
    ),
    Action(
        Verb.DOWNLOAD,
        (_PHOTOS, _seconds("offset"), _seconds("length"), _seconds("frame_at")),
        answers=True,
    ),
    Action(
        Verb.TRANSCODE,
        (
            Field("photo_ids", FieldKind.TEXTS, required=True),
            Field("resolution", FieldKind.TEXT, required=True),
            Field("frame_rate", FieldKind.INTEGER, minimum=1, maximum=240),
            _seconds("offset"),
            _seconds("length"),
        ),
        answers=True,
    ),
    Action(
        Verb.GET_TRACK,
        (
            Field("item", FieldKind.TEXT, required=True),
            Field("save", FieldKind.BOOLEAN, default=True),
        ),
        answers=True,
    ),
    Action(Verb.UPLOAD_GPS_DATA, (Field("path", FieldKind.FILE, required=True),)),
    Action(
        Verb.DELETE,
        (_PHOTOS, Field("confirm", FieldKind.CONFIRMATION, required=True)),
        dangerous=True,
        answers=True,
    ),
)
