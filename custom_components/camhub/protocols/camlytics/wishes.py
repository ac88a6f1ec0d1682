"""What the user wishes of an installation, as the options have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..declaration import Field, FieldKind
from .presence import Limits

CLASSES = ("person", "vehicle", "unknown")

_MINUTE = 60.0


def _minutes(name: str, default: int, minimum: int = 1) -> Field:
    return Field(
        name, FieldKind.INTEGER, default=default, minimum=minimum, maximum=1440, unit="min"
    )


OPTIONS = (
    Field("zone", FieldKind.ZONE),
    _minutes("backfill_limit", 0, minimum=0),
    Field("entrances", FieldKind.RULES, default=("Enter",)),
    Field("exits", FieldKind.RULES, default=("Exit",)),
    Field("counted_classes", FieldKind.CHOICES, default=("person", "unknown"), choices=CLASSES),
    Field("rules_left_out", FieldKind.RULES, default=()),
    Field("type_counts", FieldKind.BOOLEAN, default=False),
    _minutes("motion_limit", 30),
    _minutes("presence_limit", 30),
    _minutes("obstruction_limit", 10),
    Field("local_only", FieldKind.BOOLEAN, default=True),
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options in the units that are reckoned with."""

    zone: str | None
    backfill: float
    entrances: tuple[str, ...]
    exits: tuple[str, ...]
    classes: tuple[str, ...]
    left_out: frozenset[str]
    type_counts: bool
    limits: Limits

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Wishes:
        """Return the wishes that options express."""
        known = {field.name: field.default for field in OPTIONS} | dict(options)
        return cls(
            zone=known["zone"] or None,
            backfill=known["backfill_limit"] * _MINUTE,
            entrances=tuple(known["entrances"]),
            exits=tuple(known["exits"]),
            classes=tuple(known["counted_classes"]),
            left_out=frozenset(map(_folded, known["rules_left_out"])),
            type_counts=known["type_counts"],
            limits=Limits(
                motion=known["motion_limit"] * _MINUTE,
                presence=known["presence_limit"] * _MINUTE,
                obstruction=known["obstruction_limit"] * _MINUTE,
            ),
        )

    def wants(self, rule: str) -> bool:
        """Tell whether the rule of this name is to be shown."""
        return _folded(rule) not in self.left_out


def _folded(name: str) -> str:
    return name.strip().casefold()
