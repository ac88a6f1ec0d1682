"""Which cameras delivered what they were asked to shoot."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Shot:
    """One accepted request to shoot: the cameras that were ready for it, and what came."""

    expected: tuple[str, ...]
    photos: list[Mapping[str, Any]] = field(default_factory=list)
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    _exposures: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The cameras that have not delivered."""
        return tuple(camera for camera in self.expected if camera not in self._exposures)

    def take(self, camera: str, exposure: str, photo: Mapping[str, Any]) -> bool:
        """Take a photo if it belongs to this shot; return whether it does."""
        if camera not in self.expected or self._exposures.setdefault(camera, exposure) != exposure:
            return False
        self.photos.append({"camera": camera, **photo})
        if not self.missing:
            self.complete.set()
        return True


class Shots:
    """The shots under way, oldest first: a camera's next exposure belongs to the oldest that waits."""

    def __init__(self) -> None:
        """Start with no shot under way."""
        self._open: list[Shot] = []
        self._newest: dict[str, str] = {}

    def begin(self, expected: Iterable[str]) -> Shot:
        """Expect an exposure of each of these cameras."""
        shot = Shot(tuple(expected))
        self._open.append(shot)
        return shot

    def end(self, shot: Shot) -> None:
        """Expect nothing more of this shot."""
        self._open.remove(shot)

    def deliver(self, camera: str, exposure: str, photo: Mapping[str, Any]) -> None:
        """Count a photo that was not known before towards the shot it belongs to."""
        second = self._newest.get(camera) == exposure
        self._newest[camera] = exposure
        for shot in self._open:
            if second and camera in shot.missing:
                # The other half of a RAW+JPEG whose shot has ended.
                return
            if shot.take(camera, exposure, photo):
                return
