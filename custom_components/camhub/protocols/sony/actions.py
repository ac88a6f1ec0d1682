"""What can be asked of the camera, as actions of Home Assistant see it."""

from ...model.vocabulary import Setting, Verb
from ..declaration import Action, Field, FieldKind
from .settings import SETTABLE

_STEPPED = tuple(
    word.value
    for word in SETTABLE
    if word not in (Setting.RECORD, Setting.FUNCTION, Setting.FOCUS_FRAMES)
)
_ENABLE = Field("enable", FieldKind.BOOLEAN, required=True)
_PLACE = (
    Field("x", FieldKind.NUMBER, required=True, minimum=0, maximum=100, unit="%"),
    Field("y", FieldKind.NUMBER, required=True, minimum=0, maximum=100, unit="%"),
)

SERIES = ("continuous", "bulb", "interval")
PLAYBACK = ("open", "start", "pause", "seek", "stop")

ACTIONS: tuple[Action, ...] = (
    Action(Verb.SHOOT, answers=True),
    Action(Verb.AUTOFOCUS, answers=True),
    Action(Verb.CANCEL_AUTOFOCUS),
    Action(
        Verb.HALF_PRESS,
        (Field("button", FieldKind.CHOICE, default="half", choices=("half", "off")),),
        answers=True,
    ),
    Action(Verb.TOUCH_FOCUS, _PLACE, answers=True),
    Action(Verb.TRACK_FOCUS, _PLACE),
    Action(Verb.MEASURE_WHITE_BALANCE, answers=True),
    Action(
        Verb.ZOOM,
        (
            Field("direction", FieldKind.CHOICE, choices=("tele", "wide")),
            Field("stop", FieldKind.BOOLEAN),
            Field("hold", FieldKind.BOOLEAN),
        ),
        answers=True,
    ),
    Action(
        Verb.SET_SETTING,
        (
            Field(
                "setting",
                FieldKind.CHOICE,
                required=True,
                choices=tuple(word.value for word in SETTABLE),
            ),
            Field("value", FieldKind.VALUE, required=True),
        ),
        answers=True,
    ),
    Action(
        Verb.STEP_SETTING,
        (
            Field("setting", FieldKind.CHOICE, required=True, choices=_STEPPED),
            Field("steps", FieldKind.INTEGER, required=True, minimum=-100, maximum=100),
        ),
        answers=True,
    ),
    Action(Verb.SET_RECORDING, (_ENABLE,), answers=True),
    Action(Verb.SET_CONNECTION, (_ENABLE,), answers=True),
    Action(Verb.START_SERIES, (Field("series", FieldKind.CHOICE, choices=SERIES),)),
    Action(Verb.STOP_SERIES, (Field("series", FieldKind.CHOICE, choices=SERIES),)),
    Action(
        Verb.CONTROL_PLAYBACK,
        (
            Field("control", FieldKind.CHOICE, required=True, choices=PLAYBACK),
            Field("content", FieldKind.TEXT),
            Field("position", FieldKind.NUMBER, minimum=0, maximum=86_400, unit="s"),
        ),
    ),
    Action(Verb.SET_CLOCK),
    Action(
        Verb.DELETE,
        (
            Field("photo_ids", FieldKind.TEXTS),
            Field("confirm", FieldKind.CONFIRMATION, required=True),
        ),
        dangerous=True,
        answers=True,
    ),
)
