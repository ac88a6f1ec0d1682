"""How many people are inside: who came in by an entrance less who left by an exit."""

from collections.abc import Collection, Iterable
from typing import Any, Literal

from ...model.camera import HUB

MOST_CHANNELS = 500
"""Bound against a source that names ever new channels."""


class People:
    """The people inside at each channel and, under the key `HUB`, in the whole installation.

    A count never falls below nothing, and who left while nobody was known to
    be inside is not set off against those who come later. The installation
    has a count of its own: people come in at one door and leave by another,
    so it is not the sum of its channels'. Every crossing counts for both from
    the first one on, whichever rules are known by then; a change of names
    leaves the counts as they are.
    """

    def __init__(self) -> None:
        """Start with nobody inside and no names."""
        self._entrances: frozenset[str] = frozenset()
        self._exits: frozenset[str] = frozenset()
        self._classes: frozenset[str] = frozenset()
        self._inside: dict[str, int] = {}

    def configure(
        self, entrances: Iterable[str], exits: Iterable[str], classes: Iterable[str]
    ) -> None:
        """Set the names of the rules where people come in and leave, and the classes that are people.

        A name that is both is neither: which way somebody went is not known there.
        """
        ins, outs = _folded(entrances), _folded(exits)
        self._entrances, self._exits = ins - outs, outs - ins
        self._classes = frozenset(classes)

    def direction(self, rule: str) -> Literal["in", "out"] | None:
        """Return which way somebody went who crossed the rule of this name."""
        name = _fold(rule)
        if name in self._entrances:
            return "in"
        return "out" if name in self._exits else None

    def paired(self, rules: Collection[str]) -> bool:
        """Return whether there is an entrance and an exit among the rules of these names."""
        return {"in", "out"} <= {self.direction(rule) for rule in rules}

    def crossed(self, channel: str, rule: str, object_class: str) -> frozenset[str]:
        """Count somebody who crossed a line; return the keys whose count has changed."""
        direction = self.direction(rule)
        if direction is None or object_class not in self._classes:
            return frozenset()
        changed = []
        for key in (HUB, channel):
            before = self.inside(key)
            after = before + 1 if direction == "in" else max(before - 1, 0)
            if after != before and self._keep(key, after):
                changed.append(key)
        return frozenset(changed)

    def inside(self, key: str) -> int:
        """Return how many people are inside."""
        return self._inside.get(key, 0)

    def set(self, key: str, number: int) -> None:
        """Correct a count. Raises ValueError where it is below nothing."""
        if number < 0:
            raise ValueError(number)
        self._keep(key, number)

    def forget(self, channel: str) -> None:
        """Forget a channel that is gone; who is in the installation stays in it."""
        self._inside.pop(channel, None)

    def dump(self) -> dict[str, Any]:
        """Return the counts as plain JSON values."""
        return {"inside": dict(self._inside)}

    def load(self, saved: dict[str, Any]) -> None:
        """Take the place of the counts with what `dump` returned.

        Raises KeyError, TypeError or ValueError where it is nothing of that
        kind, and then leaves the counts as they are.
        """
        inside = dict(saved["inside"])
        for key, number in inside.items():
            if not isinstance(key, str) or type(number) is not int:
                raise TypeError(key)
            if number < 0:
                raise ValueError(number)
        self._inside = {}
        for key, number in inside.items():
            self._keep(key, number)

    def _keep(self, key: str, number: int) -> bool:
        """Keep a count; return whether there is room for it."""
        if key not in self._inside and key != HUB:
            channels = len(self._inside) - (HUB in self._inside)
            if channels >= MOST_CHANNELS:
                return False
        self._inside[key] = number
        return True


def _fold(name: str) -> str:
    return name.strip().casefold()


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_fold(name) for name in names if name.strip())
