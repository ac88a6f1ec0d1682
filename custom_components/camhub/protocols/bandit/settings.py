"""What the camera is set to and may be set to, and the requests that set it. No I/O.

Source: notes on the settings and capabilities pages of the maker's portal and on his two kits.
A mode with its resolution, frame rate, field of view and so on is one object: the camera takes
it as a whole, and only in the combinations that its capabilities tell.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...link.errors import BadRequest, Busy, Unsupported
from ...link.typed import plain, truth, whole
from ...model.camera import Choice, Value
from ...model.vocabulary import Setting
from . import wire

type Row = Mapping[str, Any]
"""The values of a mode that go together, by the camera's own words."""

VARIABLE = "variable"
"""The interval that the camera chooses itself; on the wire it is 0."""


@dataclass(frozen=True, slots=True)
class Request:
    """What sets something: an HTTP method, the path, and the body before it becomes JSON."""

    method: str
    path: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """Videos or pictures: the camera is set to a mode of one of them.

    `words` are the settings of its modes by the camera's words, the one to be kept first of all
    first. `modes` are those that are documented, offered where the camera does not tell its own.
    """

    path: str
    words: Mapping[Setting, str]
    modes: tuple[str, ...]


VIDEO = Side(
    "/settings/video",
    {
        Setting.MOVIE_QUALITY: "resolution",
        Setting.FIELD_OF_VIEW: "fov",
        Setting.FRAME_RATE: "framerate_fps",
        Setting.SLOW_MOTION_RATE: "slow_motion_rate",
        Setting.INTERVAL: "interval_secs",
    },
    ("normal", "slow_motion", "time_lapse", "night_lapse"),
)
IMAGE = Side(
    "/settings/image",
    {
        Setting.IMAGE_SIZE: "resolution",
        Setting.INTERVAL: "interval_secs",
        Setting.SERIES_DURATION: "duration_secs",
        Setting.BURST_COUNT: "burst_count",
    },
    ("single", "burst", "continuous"),
)
_SIDES = (VIDEO, IMAGE)
_BY_MODE = tuple(dict.fromkeys(word for side in _SIDES for word in side.words))

_SCENE = {
    Setting.BRIGHTNESS: "brightness",
    Setting.CONTRAST: "contrast",
    Setting.HUE: "hue",
    Setting.SATURATION: "saturation",
    Setting.SHARPNESS: "sharpness",
}
_HIGHEST = 255
"""Each of the scene's values is from 0 to this."""

_SWITCHES = {
    Setting.STABILISATION: "video_stabilisation_enabled",
    Setting.GPS: "gnss_enabled",
    Setting.LIGHTS: "lights_enabled",
    Setting.FLIP: "image_rotation_enabled",
    Setting.EXTERNAL_MICROPHONE: "external_microphone_enabled",
}
_SELECTS = {
    Setting.WHITE_BALANCE: (
        "white_balance_mode",
        ("auto", "7500K", "5000K", "4000K", "3000K", "2000K"),
    ),
    Setting.METERING: ("metering", ("center", "normal", "wide")),
}
_SOUND = "sound_enabled"
_BEEP = ("Off", "On")

SETTABLE = (
    Setting.SHOOT_MODE,
    *_BY_MODE,
    Setting.SCENE,
    *_SCENE,
    *_SWITCHES,
    *_SELECTS,
    Setting.BEEP,
)
"""Every setting that the camera has in some mode."""


class Settings:
    """Keeps what the camera has told of its settings, and turns words and values into requests.

    `now` are the settings as they were last told; `capabilities` and `scenes` are None until the
    camera has told them.
    """

    def __init__(self) -> None:
        """Start with nothing known."""
        self.now = wire.Settings("", None, {}, {}, None, None)
        self.capabilities: wire.Capabilities | None = None
        self.scenes: wire.Scenes | None = None
        self._told: tuple[object, ...] = (None, None, None)
        self._choices: Mapping[Setting, Choice] = {}

    @property
    def mode(self) -> str | None:
        """The shoot mode, None where it is not known."""
        side, present = self._present()
        return None if side is None else _mode(side, present)

    @property
    def image_mode(self) -> str | None:
        """The shoot mode where it is one that takes pictures, else None."""
        return self.mode if self._present()[0] is IMAGE else None

    def choices(self) -> Mapping[Setting, Choice]:
        """Return every setting that the camera has in any mode, as it is in this one."""
        told = (self.now, self.capabilities, self.scenes)
        if any(new is not old for new, old in zip(told, self._told, strict=True)):
            self._told, self._choices = told, self._made()
        return self._choices

    def _made(self) -> dict[Setting, Choice]:
        choices = dict(self._by_mode())
        if self.mode is not None:
            choices[Setting.SHOOT_MODE] = Choice(self.mode, tuple(self._modes()))
        if (scene := self.now.scene.get("mode")) is not None or self.scenes:
            choices[Setting.SCENE] = Choice(scene, tuple(self._scenes()))
        for word, key in _SCENE.items():
            if (number := self.now.scene.get(key)) is not None:
                choices[word] = Choice(number, minimum=0, maximum=_HIGHEST, step=1)
        camera = self.now.camera
        for word, key in _SWITCHES.items():
            if key in camera:
                choices[word] = Choice(camera[key])
        for word, (key, options) in _SELECTS.items():
            if (value := camera.get(key)) is not None:
                choices[word] = Choice(value, _with(options, str(value)))
        if _SOUND in camera:
            choices[Setting.BEEP] = Choice(_BEEP[camera[_SOUND] is True], _BEEP)
        return choices

    def call(self, word: Setting, value: Value) -> list[Request]:
        """Return the requests that set a setting, also where it is that already as far as is known.

        What is set at the camera itself it does not tell by itself. Raises BadRequest where the
        value is not offered, Busy where only another shoot mode has it and Unsupported where the
        camera has no such setting.
        """
        if (choice := self.choices().get(word)) is None:
            raise Unsupported(f"this camera does not tell of {word.value}")
        if word in _BY_MODE:
            return [self._mode_call(word, choice, plain(value))]
        if word is Setting.SHOOT_MODE:
            side, mode = self._modes()[_among(plain(value), choice.options)]
            return [Request("PUT", side.path, {"mode": mode})]
        if word is Setting.SCENE:
            return [self._scene_call(choice, plain(value))]
        if word in _SCENE:
            number = whole(value, 0, _HIGHEST)
            return [_scene({**self.now.scene, _SCENE[word]: number})]
        if word in _SELECTS:
            return [_camera(_SELECTS[word][0], _among(plain(value), choice.options))]
        return [_camera(_SWITCHES.get(word, _SOUND), truth(value))]

    def _present(self) -> tuple[Side | None, Row]:
        """Return the side that the camera is set to, and the values of its mode."""
        if self.now.video is not None:
            return VIDEO, self.now.video
        if self.now.image is not None:
            return IMAGE, self.now.image
        return None, {}

    def _rows(self, side: Side) -> tuple[Row, ...]:
        """Return what a side may be set to: what the camera tells, and what it is set to."""
        rows: tuple[Row, ...] = ()
        if self.capabilities is not None:
            rows = self.capabilities.video if side is VIDEO else self.capabilities.image
        now, present = self._present()
        return (*rows, present) if now is side else rows

    def _modes(self) -> dict[str, tuple[Side, str]]:
        """Return the shoot modes: of each its side, and what the camera calls it."""
        modes: dict[str, tuple[Side, str]] = {}
        told = self.capabilities or wire.Capabilities((), ())
        for side, rows in ((VIDEO, told.video), (IMAGE, told.image)):
            if not rows:
                modes |= {mode: (side, mode) for mode in side.modes}
            for row in self._rows(side):
                if (mode := _mode(side, row)) is not None:
                    modes.setdefault(mode, (side, row["mode"]))
        return modes

    def _by_mode(self) -> Iterator[tuple[Setting, Choice]]:
        """Yield the settings that not every mode has; one that this mode lacks keeps its options."""
        now, present = self._present()
        for word in _BY_MODE:
            options: list[str] = []
            if now is not None and word in now.words:
                options = _options(now, word, self._allowed(now, word))
            if now is not None and options:
                yield word, Choice(_value(now, word, present), tuple(options))
                continue
            ever = {
                option: value
                for side in _SIDES
                if word in side.words
                for option, value in _values(side, word, self._rows(side))
            }
            if ever:
                yield word, Choice(None, tuple(_ordered(ever)), writable=False)

    def _allowed(self, side: Side, word: Setting) -> list[Row]:
        """Return the rows of the present mode, and but for the resolution itself of the present one."""
        kept = ["mode"] if side.words[word] == "resolution" else ["mode", "resolution"]
        present = self._present()[1]
        return [
            row
            for row in self._rows(side)
            if all(row.get(key) in (None, present.get(key)) for key in kept)
        ]

    def _mode_call(self, word: Setting, choice: Choice, value: str) -> Request:
        side, present = self._present()
        if side is None or not choice.writable or value not in choice.options:
            raise self._refusal(word, choice, value)
        wanted = [row for row in self._allowed(side, word) if _value(side, word, row) == value]
        keys = side.words.values()
        row = max(wanted, key=lambda row: [row.get(key) == present.get(key) for key in keys])
        body = {**present, **row}
        if (key := body.pop("burst_key", None)) is not None:
            body[key] = body.pop("burst_count")
        return Request("POST", side.path, body)

    def _refusal(self, word: Setting, choice: Choice, value: str) -> BadRequest | Busy:
        """Return why a value cannot be set: another shoot mode has it, or none."""
        modes = {
            str(_mode(side, row))
            for side in _SIDES
            if word in side.words
            for row in self._rows(side)
            if _value(side, word, row) == value
        }
        if not modes or (self.mode in modes and choice.writable):
            return BadRequest(f"{value} is none of {', '.join(choice.options)}")
        if self.mode in modes:
            return Busy(f"set another resolution first: this one has no {word.value}")
        having = [mode for mode in self._modes() if mode in modes]
        return Busy(f"set the shoot mode to {' or '.join(having)} first")

    def _scenes(self) -> list[str]:
        """Return the scenes of the present mode, the present one always among them."""
        side, present = self._present()
        barred = present.get("scenes_disabled")
        if barred is None and side is not None:
            rows = self._allowed(side, next(iter(side.words)))
            barred = next((row["scenes_disabled"] for row in rows if "scenes_disabled" in row), ())
        now = self.now.scene.get("mode")
        scenes = [scene for scene in self.scenes or () if scene not in (barred or ())]
        return [*scenes, str(now)] if now is not None and now not in scenes else scenes

    def _scene_call(self, choice: Choice, value: str) -> Request:
        if value not in choice.options and value in (self.scenes or ()):
            raise Busy(f"the shoot mode {self.mode} does not have the scene {value}")
        _among(value, choice.options)
        preset = (self.scenes or {}).get(value) or {}
        return _scene({**self.now.scene, **preset, "mode": value})


def _mode(side: Side, row: Row) -> str | None:
    """Return our word for the mode of a row; stored pictures call the single one normal."""
    mode = row.get("mode")
    return "single" if side is IMAGE and mode == "normal" else mode


def _value(side: Side, word: Setting, row: Row) -> str | None:
    """Return the value that a row has of a setting, as a user sees it."""
    value: Value = row.get(side.words[word])
    if value is None:
        return None
    return VARIABLE if side is VIDEO and word is Setting.INTERVAL and value == 0 else plain(value)


def _options(side: Side, word: Setting, rows: Iterable[Row]) -> list[str]:
    """Return the values that rows have of a setting, as a user sees them."""
    return _ordered(dict(_values(side, word, rows)))


def _values(side: Side, word: Setting, rows: Iterable[Row]) -> Iterator[tuple[str, Value]]:
    """Yield the values that rows have of a setting, as a user sees them and as the camera has them."""
    for row in rows:
        if (option := _value(side, word, row)) is not None:
            yield option, row[side.words[word]]


def _ordered(options: Mapping[str, Value]) -> list[str]:
    """Return options: numbers in their order, texts in that of the rows."""
    numbers = {option: value for option, value in options.items() if isinstance(value, int | float)}
    return sorted(numbers, key=numbers.__getitem__) if len(numbers) == len(options) else [*options]


def _with(options: tuple[str, ...], value: str) -> tuple[str, ...]:
    return options if value in options else (*options, value)


def _among(value: str, options: tuple[str, ...]) -> str:
    """Return a value that is offered; raises BadRequest for any other."""
    if value not in options:
        raise BadRequest(f"{value} is none of {', '.join(options)}")
    return value


def _camera(key: str, value: str | bool) -> Request:
    return Request("PUT", "/settings/camera", {key: value})


def _scene(body: Row) -> Request:
    return Request("PUT", "/settings/scene", body)
