"""A camera, what is watched in its picture, or the hub or node that cameras belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from .vocabulary import Ability, Kind, Reading, Setting

HUB = "hub"
"""The key of the record that stands for the whole rig or installation."""

NOTHING: Mapping[Any, Any] = MappingProxyType({})
"""No readings, settings or data."""

type Value = str | int | float | bool | None
"""What a reading or setting holds; None means unknown, never "none"."""


class Role(StrEnum):
    """What a record stands for."""

    CAMERA = "camera"
    HUB = "hub"
    NODE = "node"

    RULE = "rule"
    """A line or zone that is watched in the picture of a camera."""

    OBJECT_CLASS = "object_class"
    """The objects of one class in the picture of a camera; its name is a word of ours."""

    EVENT_TYPE = "event_type"
    """The events of one kind at a camera; its name is the kind."""


PARTS = frozenset({Role.RULE, Role.OBJECT_CLASS, Role.EVENT_TYPE})
"""Parts of a camera: records of their own, without a device of their own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting: its value and what it may be set to.

    `options` are the values of a choice; `minimum`, `maximum` and `step` the
    range of a number; a switch or a text has neither. A setting that is not
    `writable` now keeps its options and is refused when set; one that is not
    `settable` can never be set and is only shown.
    """

    value: Value = None
    options: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    writable: bool = True
    settable: bool = True


def stepped(choice: Choice, steps: int) -> Value:
    """Return the value so many options, or steps of a range, further on, at most the last.

    None where it is not known where the setting is now, or it has no steps.
    """
    if choice.options:
        if choice.value not in choice.options:
            return None
        place = choice.options.index(str(choice.value)) + steps
        return choice.options[min(max(place, 0), len(choice.options) - 1)]
    if not isinstance(choice.value, int | float) or not choice.step:
        return None
    value = choice.value + steps * choice.step
    value = value if choice.maximum is None else min(value, choice.maximum)
    return value if choice.minimum is None else max(value, choice.minimum)


class Camera(NamedTuple):
    """What is known of one camera; the same record serves hubs, nodes and parts of a camera.

    `of` is the key of the camera that a part belongs to. `blocked` are abilities that it has and cannot use in the state it is in.
    """

    key: str
    role: Role = Role.CAMERA
    name: str = ""
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    readings: Mapping[Reading, Value] = NOTHING
    settings: Mapping[Setting, Choice] = NOTHING
    abilities: frozenset[Ability] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    blocked: frozenset[Ability] = frozenset()
    of: str | None = None

    @property
    def online(self) -> bool:
        """Whether the system says that the camera is there and answers it."""
        return self.readings.get(Reading.ONLINE) is True


def to_json(camera: Camera) -> dict[str, Any]:
    """Return the record as plain JSON values, for the memory."""
    return {
        "key": camera.key,
        "role": camera.role,
        "name": camera.name,
        "maker": camera.maker,
        "model": camera.model,
        "serial": camera.serial,
        "firmware": camera.firmware,
        "readings": dict(camera.readings),
        "settings": {
            word: [
                c.value,
                list(c.options),
                c.minimum,
                c.maximum,
                c.step,
                c.writable,
                c.settable,
            ]
            for word, c in camera.settings.items()
        },
        "abilities": sorted(camera.abilities),
        "kinds": sorted(camera.kinds),
        "of": camera.of,
    }


def from_json(data: Mapping[str, Any]) -> Camera:
    """Return the record that `to_json` wrote; words of another edition are left out.

    Raises KeyError, TypeError or ValueError where the data is not such a record.
    """
    return Camera(
        key=data["key"],
        role=Role(data["role"]),
        name=data["name"],
        maker=data["maker"],
        model=data["model"],
        serial=data["serial"],
        firmware=data["firmware"],
        readings={Reading(w): v for w, v in dict(data["readings"]).items() if w in Reading},
        settings={
            Setting(w): Choice(value, tuple(options), *rest)
            for w, (value, options, *rest) in dict(data["settings"]).items()
            if w in Setting
        },
        abilities=frozenset(Ability(w) for w in data["abilities"] if w in Ability),
        kinds=frozenset(Kind(w) for w in data["kinds"] if w in Kind),
        of=data.get("of"),
    )
