"""The camera's settings as choices, and what sets each. No I/O.

Entities follow what a camera can ever set; what it may be set to now changes
only the options, and where nothing may be set now the last ones stay.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeIs

from ...link.errors import BadRequest, Busy, Unsupported
from ...link.typed import decimal, plain, truth
from ...model.camera import Choice, Value
from ...model.vocabulary import Setting
from .names import NAMES, UNKNOWN, Kind, Name
from .told import Told

MAX_OPTIONS = 300
"""Values of a list; the longest known has some sixty."""

MAX_OPTION = 255
"""Characters of a value; the longest known has thirty."""

KELVIN_MODE = "Color Temperature"

DAYLIGHT = 5500
"""Kelvin of a colour temperature that nobody has chosen yet."""

BY_WORD: dict[Setting, Name] = {name.word: name for name in NAMES}

SPECIAL: dict[Setting, str] = {
    Setting.EXPOSURE_COMPENSATION: "ExposureCompensation",
    Setting.PROGRAM_SHIFT: "ProgramShift",
    Setting.WHITE_BALANCE: "WhiteBalance",
    Setting.COLOUR_TEMPERATURE: "WhiteBalance",
    Setting.IMAGE_SIZE: "StillSize",
}
"""Settings of a shape of their own, with what their methods end in."""

SETTABLE: tuple[Setting, ...] = (
    *BY_WORD,
    *SPECIAL,
    Setting.LIVE_VIEW_SIZE,
    Setting.FOCUS_FRAMES,
    Setting.RECORD,
)

type Call = tuple[str, list[Any]]
"""A method and its parameters."""


@dataclass(frozen=True, slots=True)
class Range:
    """Exposure compensation as the camera counts it: indices, `per` of them to one EV."""

    low: int
    high: int
    per: int

    def ev(self, index: int) -> float:
        """Return an index as EV, to a tenth as cameras show it."""
        return round(index / self.per, 1)

    def index(self, ev: float) -> int:
        """Return the index that is nearest to an EV; raises BadRequest beyond the range."""
        index = round(ev * self.per)
        if not self.low <= index <= self.high:
            raise BadRequest(f"{ev} EV is not between {self.ev(self.low)} and {self.ev(self.high)}")
        return index


_PER_EV = {1: 3, 2: 2}
"""Indices to one EV by the camera's "step": a third or a half."""


class Settings:
    """Keeps what each setting may be set to, and turns words and values into calls."""

    def __init__(self, told: Told, has: Callable[[str], bool]) -> None:
        """Take what the camera has told and whether it has a method at all."""
        self._told = told
        self._has = has
        self._options: dict[Setting, tuple[str, ...]] = {}
        self._range: Range | None = None
        self._last_kelvin: int | None = None
        self.kelvin: tuple[int, int, int] | None = None
        """Lowest, highest and step of the colour temperature, as the camera tells it."""
        self.shift: tuple[int, int] | None = None
        """Lowest and highest program shift."""

    def choices(self) -> dict[Setting, Choice]:
        """Return every setting that the camera has told of."""
        choices = {
            name.word: self._choice(name) for name in NAMES if name.event in self._told.objects
        }
        choices.update(self._special())
        return choices

    def options(self, word: Setting) -> tuple[str, ...]:
        """Return what a setting may be set to as far as the camera has told."""
        return self._options.get(word, ())

    def offer(self, word: Setting, options: list[Any]) -> None:
        """Take in everything that a setting can ever be set to, until the camera tells what now."""
        name = BY_WORD.get(word)
        told = tuple(_word(name, value) for value in options[:MAX_OPTIONS] if _is_value(value))
        self._options.setdefault(word, told)

    def offer_exposure(self, low: int, high: int, step: int) -> None:
        """Take in the range of the exposure compensation; step 0 means that there is none now."""
        if (per := _PER_EV.get(step)) is not None and low < high:
            self._range = Range(low, high, per)

    def call(self, word: Setting, value: Value) -> list[Call]:
        """Return the calls that set a setting; none where it is that already.

        Some cameras refuse to be set to what they are. Raises BadRequest where the value
        does not fit, Busy where it cannot be set now and Unsupported where it has no setter.
        """
        method = BY_WORD[word].method if word in BY_WORD else SPECIAL.get(word)
        if method is None or not self._has(f"set{method}"):
            raise Unsupported(f"this camera cannot set {word.value}")
        if word in BY_WORD:
            return self._plain_call(BY_WORD[word], value)
        match word:
            case Setting.EXPOSURE_COMPENSATION:
                return self._exposure_call(value)
            case Setting.PROGRAM_SHIFT:
                return self._shift_call(value)
            case Setting.WHITE_BALANCE:
                return self._white_balance_call(value)
            case Setting.COLOUR_TEMPERATURE:
                return self._kelvin_call(value)
            case _:
                return self._size_call(value)

    def compensated(self, ev: float, steps: int) -> float:
        """Return the exposure compensation so many of the camera's own steps on, within its range."""
        if (span := self._range) is None:
            return ev
        return span.ev(min(max(span.index(ev) + steps, span.low), span.high))

    def _plain_call(self, name: Name, value: Value) -> list[Call]:
        choice = self._choice(name)
        wire: Any
        if name.kind is Kind.SWITCH:
            wanted = truth(value)
            # The camera's own spelling: `on` here and `On` there.
            upper = name.key is not None
            wire = ("On" if wanted else "Off") if upper else ("on" if wanted else "off")
            if choice.value is wanted:
                return []
        else:
            text = plain(value)
            if choice.value == text:
                return []
            if choice.options and text not in choice.options:
                raise BadRequest(f"{text} is none of {', '.join(choice.options)}")
            wire = _whole(text) if name.kind is Kind.NUMBERS else _wire(name, text)
        if not choice.writable:
            raise Busy(f"{name.word.value} cannot be set in the mode that the camera is in")
        return [(f"set{name.method}", [wire if name.key is None else {name.key: wire}])]

    def _choice(self, name: Name) -> Choice:
        told = self._told.objects.get(name.event, {})
        value, candidates = told.get(name.current), told.get(name.candidates)
        now = candidates[:MAX_OPTIONS] if isinstance(candidates, list) else []
        if offered := tuple(_word(name, each) for each in now if _is_value(each)):
            self._options[name.word] = offered
        settable = self._has(f"set{name.method}")
        writable = settable and bool(offered)
        if name.kind is Kind.SWITCH:
            on = str(value).lower() == "on" if _is_value(value) else None
            return Choice(on, writable=writable, settable=settable)
        return Choice(
            _word(name, value) if _is_value(value) else None,
            self._options.get(name.word, ()),
            writable=writable,
            settable=settable,
        )

    def _special(self) -> dict[Setting, Choice]:
        choices: dict[Setting, Choice] = {}
        if (exposure := self._exposure()) is not None:
            choices[Setting.EXPOSURE_COMPENSATION] = exposure
        if "whiteBalance" in self._told.objects:
            choices |= self._white_balance()
        if "stillSize" in self._told.objects:
            choices[Setting.IMAGE_SIZE] = self._still_size()
        if self.shift is not None and self._has("setProgramShift"):
            low, high = self.shift
            choices[Setting.PROGRAM_SHIFT] = Choice(minimum=low, maximum=high, step=1)
        return choices

    def _exposure(self) -> Choice | None:
        index = None
        match self._told.objects.get("exposureCompensation"):
            case {
                "currentExposureCompensation": int(current),
                "minExposureCompensation": int(low),
                "maxExposureCompensation": int(high),
                "stepIndexOfExposureCompensation": int(step),
            } if step in _PER_EV and low < high:
                index = current
                self.offer_exposure(low, high, step)
        if (span := self._range) is None:
            return None
        settable = self._has("setExposureCompensation")
        return Choice(
            None if index is None else span.ev(index),
            minimum=span.ev(span.low),
            maximum=span.ev(span.high),
            step=0.5 if span.per == 2 else 0.1,
            writable=settable and index is not None,
            settable=settable,
        )

    def _white_balance(self) -> dict[Setting, Choice]:
        mode = self._told.text("whiteBalance", "currentWhiteBalanceMode")
        kelvin = self._told.number("whiteBalance", "currentColorTemperature")
        settable = self._has("setWhiteBalance")
        options = self._options.get(Setting.WHITE_BALANCE, ())
        choices = {
            Setting.WHITE_BALANCE: Choice(
                mode, options, writable=settable and bool(options), settable=settable
            )
        }
        if self.kelvin is not None:
            low, high, step = self.kelvin
            choices[Setting.COLOUR_TEMPERATURE] = Choice(
                # Cameras tell -1 or 0 where the mode has no temperature.
                kelvin if kelvin and mode == KELVIN_MODE else None,
                minimum=low,
                maximum=high,
                step=step,
                writable=settable,
                settable=settable,
            )
        return choices

    def _still_size(self) -> Choice:
        aspect = self._told.text("stillSize", "currentAspect")
        size = self._told.text("stillSize", "currentSize")
        options = self._options.get(Setting.IMAGE_SIZE, ())
        settable = self._has("setStillSize")
        return Choice(
            f"{aspect} {size}" if aspect and size else None,
            options,
            writable=settable and bool(options),
            settable=settable,
        )

    def _exposure_call(self, value: Value) -> list[Call]:
        if (choice := self._exposure()) is None or self._range is None or not choice.writable:
            raise Busy("the exposure cannot be compensated in the mode that the camera is in")
        index = self._range.index(decimal(value))
        if choice.value == self._range.ev(index):
            return []
        return [("setExposureCompensation", [index])]

    def _shift_call(self, value: Value) -> list[Call]:
        steps = _whole(plain(value))
        if self.shift is not None and not self.shift[0] <= steps <= self.shift[1]:
            raise BadRequest(f"{steps} is not between {self.shift[0]} and {self.shift[1]}")
        return [("setProgramShift", [steps])]

    def _white_balance_call(self, value: Value) -> list[Call]:
        mode = plain(value)
        choice = self._white_balance()[Setting.WHITE_BALANCE]
        if choice.options and mode not in choice.options:
            raise BadRequest(f"{mode} is none of {', '.join(choice.options)}")
        if mode == choice.value:
            return []
        if mode == KELVIN_MODE:
            return self._by_temperature(self._last_kelvin or DAYLIGHT)
        return [("setWhiteBalance", [mode, False, -1])]

    def _kelvin_call(self, value: Value) -> list[Call]:
        kelvin = _whole(plain(value))
        if self.kelvin is not None and not self.kelvin[0] <= kelvin <= self.kelvin[1]:
            raise BadRequest(f"{kelvin} K is not between {self.kelvin[0]} and {self.kelvin[1]} K")
        now = self._white_balance().get(Setting.COLOUR_TEMPERATURE, Choice()).value
        return [] if kelvin == now else self._by_temperature(kelvin)

    def _by_temperature(self, kelvin: int) -> list[Call]:
        """Return the call that sets a colour temperature: the next one that the camera has."""
        if self.kelvin is not None:
            low, high, step = self.kelvin
            kelvin = min(max(low + round((kelvin - low) / step) * step, low), high)
        self._last_kelvin = kelvin
        return [("setWhiteBalance", [KELVIN_MODE, True, kelvin])]

    def _size_call(self, value: Value) -> list[Call]:
        text, choice = plain(value), self._still_size()
        aspect, _, size = text.partition(" ")
        if choice.options and text not in choice.options:
            raise BadRequest(f"{text} is none of {', '.join(choice.options)}")
        return [] if text == choice.value else [("setStillSize", [aspect, size])]

    def set_options(self, word: Setting, options: list[str]) -> None:
        """Take in what a setting of a shape of its own may be set to now."""
        if options:
            self._options[word] = tuple(option[:MAX_OPTION] for option in options[:MAX_OPTIONS])

    def available(self, name: Name, result: list[Any]) -> None:
        """Take in what `getAvailable` or `get` tells of a setting that no event tells of."""
        candidates: Any = None
        match result:
            case [dict(told)]:
                value = told.get(name.key or "", told.get(name.current))
                candidates = told.get("candidate")
            case [value, *rest]:
                candidates = rest[0] if rest else None
            case _:
                return
        members = {name.current: value, name.candidates: candidates}
        self._told.note(name.event, **{k: v for k, v in members.items() if v is not None})


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BadRequest(f"{text!r} is no whole number") from error


def _is_value(value: Any) -> TypeIs[str | int]:
    return isinstance(value, str | int) and not isinstance(value, bool) and value not in UNKNOWN


def _word(name: Name | None, value: str | int) -> str:
    text = str(value)[:MAX_OPTION]
    return text if name is None else name.words.get(text, text)


def _wire(name: Name, text: str) -> str:
    return next((wire for wire, word in name.words.items() if word == text), text)
