"""A setting of the API: its four methods, the shapes they come in, and the event object that tells it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, override

from simulators.sony.errors import Code, RpcError
from simulators.sony.values import COLOR_TEMPERATURE

type Signature = tuple[tuple[str, ...], tuple[str, ...]]
"""Types of a method's parameters and of its results, as getMethodTypes spells them."""

KELVIN = (9900, 2500, 100)
"""Maximum, minimum and step of a white balance by colour temperature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a model has of a setting: the value it starts with, what it takes, and whether it has a setter at all.

    `within` names another setting and what this one takes where that one has certain values.
    """

    now: Any
    among: tuple[Any, ...]
    setter: bool = True
    within: tuple[str, Mapping[Any, tuple[Any, ...]]] | None = None


class Shape(ABC):
    """How a setting's value and candidates are written in its methods and its event."""

    @abstractmethod
    def signatures(self, row: Setting) -> dict[str, Signature]:
        """Return the signatures of `set`, `get`, `getAvailable` and `getSupported`."""

    @abstractmethod
    def read(self, row: Setting, params: list[Any], now: Any) -> Any:
        """Return the value that a setter's (well-typed) parameters ask for."""

    @abstractmethod
    def get(self, row: Setting, value: Any) -> list[Any]:
        """Return the result of `get`."""

    @abstractmethod
    def available(self, row: Setting, value: Any, among: tuple[Any, ...]) -> list[Any]:
        """Return the result of `getAvailable`."""

    @abstractmethod
    def supported(self, row: Setting, among: tuple[Any, ...]) -> list[Any]:
        """Return the result of `getSupported`."""

    @abstractmethod
    def event(self, row: Setting, value: Any, among: tuple[Any, ...]) -> dict[str, Any]:
        """Return the members of the event object, without its type."""

    def written(self, row: Setting) -> list[Any]:
        """Return what a setter answers."""
        return [0]

    def takes(self, value: Any, among: tuple[Any, ...]) -> bool:
        """Tell whether a value is one of the candidates."""
        return value in among


class Positional(Shape):
    """`set [v]`, `get -> [v]`, `getAvailable -> [v, [v...]]`."""

    @override
    def signatures(self, row: Setting) -> dict[str, Signature]:
        one, many = row.type, f"{row.type}*"
        return {
            "set": ((one,), ("int",)),
            "get": ((), (one,)),
            "getAvailable": ((), (one, many)),
            "getSupported": ((), (many,)),
        }

    @override
    def read(self, row: Setting, params: list[Any], now: Any) -> Any:
        return params[0]

    @override
    def get(self, row: Setting, value: Any) -> list[Any]:
        return [value]

    @override
    def available(self, row: Setting, value: Any, among: tuple[Any, ...]) -> list[Any]:
        return [value, list(among)]

    @override
    def supported(self, row: Setting, among: tuple[Any, ...]) -> list[Any]:
        return [list(among)]

    @override
    def event(self, row: Setting, value: Any, among: tuple[Any, ...]) -> dict[str, Any]:
        return {f"current{row.name}": value, f"{row.event}Candidates": list(among)}


class Keyed(Shape):
    """`set [{"key": v}]`, `get -> [{"key": v}]`, `getAvailable -> [{"key": v, "candidate": [v...]}]`."""

    @override
    def signatures(self, row: Setting) -> dict[str, Signature]:
        one = f'"{row.key}":"{row.type}"'
        many = f'"candidate":"{row.type}*"'
        return {
            "set": ((f"{{{one}}}",), ()),
            "get": ((), (f"{{{one}}}",)),
            "getAvailable": ((), (f"{{{one}, {many}}}",)),
            "getSupported": ((), (f"{{{many}}}",)),
        }

    @override
    def read(self, row: Setting, params: list[Any], now: Any) -> Any:
        return params[0][row.key]

    @override
    def get(self, row: Setting, value: Any) -> list[Any]:
        return [{row.key: value}]

    @override
    def available(self, row: Setting, value: Any, among: tuple[Any, ...]) -> list[Any]:
        return [{row.key: value, "candidate": list(among)}]

    @override
    def supported(self, row: Setting, among: tuple[Any, ...]) -> list[Any]:
        return [{"candidate": list(among)}]

    @override
    def event(self, row: Setting, value: Any, among: tuple[Any, ...]) -> dict[str, Any]:
        return {row.event_key or row.key: value, "candidate": list(among)}

    @override
    def written(self, row: Setting) -> list[Any]:
        return []


class Compensation(Shape):
    """Exposure compensation: indices, told with maximum, minimum and step; candidates are that triple."""

    @override
    def signatures(self, row: Setting) -> dict[str, Signature]:
        return {
            "set": (("int",), ("int",)),
            "get": ((), ("int",)),
            "getAvailable": ((), ("int",) * 4),
            "getSupported": ((), ("int*",) * 3),
        }

    @override
    def read(self, row: Setting, params: list[Any], now: Any) -> Any:
        return params[0]

    @override
    def get(self, row: Setting, value: Any) -> list[Any]:
        return [value]

    @override
    def available(self, row: Setting, value: Any, among: tuple[Any, ...]) -> list[Any]:
        return [value, *(among or (0, 0, 0))]

    @override
    def supported(self, row: Setting, among: tuple[Any, ...]) -> list[Any]:
        return [[number] for number in among]

    @override
    def event(self, row: Setting, value: Any, among: tuple[Any, ...]) -> dict[str, Any]:
        most, least, step = among or (0, 0, 0)
        return {
            "currentExposureCompensation": value,
            "maxExposureCompensation": most,
            "minExposureCompensation": least,
            "stepIndexOfExposureCompensation": step,
        }

    @override
    def takes(self, value: Any, among: tuple[Any, ...]) -> bool:
        return bool(among) and among[1] <= value <= among[0]


class WhiteBalance(Shape):
    """White balance: a mode and, in one mode, a colour temperature in kelvin; candidates are modes."""

    _NOW = '{"whiteBalanceMode":"string", "colorTemperature":"int"}'
    _AMONG = '{"whiteBalanceMode":"string", "colorTemperatureRange":"int*"}*'

    @override
    def signatures(self, row: Setting) -> dict[str, Signature]:
        return {
            "set": (("string", "bool", "int"), ("int",)),
            "get": ((), (self._NOW,)),
            "getAvailable": ((), (self._NOW, self._AMONG)),
            "getSupported": ((), (self._AMONG,)),
        }

    @override
    def read(self, row: Setting, params: list[Any], now: Any) -> Any:
        mode, by_temperature, kelvin = params
        if by_temperature is not (mode == COLOR_TEMPERATURE):
            raise RpcError(Code.ILLEGAL_ARGUMENT)
        if by_temperature and not KELVIN[1] <= kelvin <= KELVIN[0]:
            raise RpcError(Code.ILLEGAL_ARGUMENT)
        return {"whiteBalanceMode": mode, "colorTemperature": kelvin if by_temperature else -1}

    @override
    def get(self, row: Setting, value: Any) -> list[Any]:
        return [value]

    @override
    def available(self, row: Setting, value: Any, among: tuple[Any, ...]) -> list[Any]:
        return [value, *self.supported(row, among)]

    @override
    def supported(self, row: Setting, among: tuple[Any, ...]) -> list[Any]:
        ranges = {COLOR_TEMPERATURE: list(KELVIN)}
        return [
            [
                {"whiteBalanceMode": mode, "colorTemperatureRange": ranges.get(mode, [])}
                for mode in among
            ]
        ]

    @override
    def event(self, row: Setting, value: Any, among: tuple[Any, ...]) -> dict[str, Any]:
        return {
            "checkAvailability": True,
            "currentWhiteBalanceMode": value["whiteBalanceMode"],
            "currentColorTemperature": value["colorTemperature"],
        }

    @override
    def takes(self, value: Any, among: tuple[Any, ...]) -> bool:
        return value["whiteBalanceMode"] in among


class StillSize(Shape):
    """Still size: an aspect and a size, candidates are pairs of them."""

    _ONE = '{"aspect":"string", "size":"string"}'

    @override
    def signatures(self, row: Setting) -> dict[str, Signature]:
        return {
            "set": (("string", "string"), ("int",)),
            "get": ((), (self._ONE,)),
            "getAvailable": ((), (self._ONE, f"{self._ONE}*")),
            "getSupported": ((), (f"{self._ONE}*",)),
        }

    @override
    def read(self, row: Setting, params: list[Any], now: Any) -> Any:
        return {"aspect": params[0], "size": params[1]}

    @override
    def get(self, row: Setting, value: Any) -> list[Any]:
        return [value]

    @override
    def available(self, row: Setting, value: Any, among: tuple[Any, ...]) -> list[Any]:
        return [value, *self.supported(row, among)]

    @override
    def supported(self, row: Setting, among: tuple[Any, ...]) -> list[Any]:
        return [[{"aspect": aspect, "size": size} for aspect, size in among]]

    @override
    def event(self, row: Setting, value: Any, among: tuple[Any, ...]) -> dict[str, Any]:
        return {
            "checkAvailability": True,
            "currentAspect": value["aspect"],
            "currentSize": value["size"],
        }

    @override
    def takes(self, value: Any, among: tuple[Any, ...]) -> bool:
        return (value["aspect"], value["size"]) in among


POSITIONAL, KEYED = Positional(), Keyed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting: its name within its methods, its shape, and when it may be set.

    `index` and `event` are those of its event object (-1: it has none), `modes` the shoot modes it
    belongs to (none: all) and `exposures` the exposure modes in which it is the photographer's.
    """

    name: str
    index: int = -1
    event: str = ""
    shape: Shape = POSITIONAL
    type: str = "string"
    key: str = ""
    event_key: str = ""
    modes: tuple[str, ...] = ()
    exposures: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ("set", "get", "getSupported", "getAvailable")

    def methods(self) -> dict[str, Signature]:
        """Return each of its methods with its signature."""
        signatures = self.shape.signatures(self)
        return {f"{verb}{self.name}": signatures[verb] for verb in self.verbs}


@dataclass(frozen=True, slots=True)
class Verb:
    """One of a setting's methods taken apart."""

    verb: str
    setting: Setting
