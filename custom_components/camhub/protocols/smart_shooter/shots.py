"""Which cameras delivered what they were asked to shoot."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Shot:
    """One accepted request to shoot: the cameras that were ready for it, and what came.

    Those that were busy may take part, and nobody waits for them.
    """

    expected: tuple[str, ...]
    busy: tuple[str, ...] = ()
    photos: list[Mapping[str, Any]] = field(default_factory=list)
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    _exposures: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The cameras that were expected and have not delivered."""
        return self._without(self.expected)

    @property
    def aside(self) -> tuple[str, ...]:
        """The busy cameras that have not delivered."""
        return self._without(self.busy)

    def exposure(self, camera: str) -> str | None:
        """Return what this camera exposed for the shot, None as long as it did not."""
        return self._exposures.get(camera)

    def take(self, camera: str, exposure: str, photo: Mapping[str, Any]) -> None:
        """Take a photo that belongs to this shot."""
        self._exposures[camera] = exposure
        self.photos.append({"camera": camera, **photo})
        if not self.missing:
            self.complete.set()

    def _without(self, cameras: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(camera for camera in cameras if camera not in self._exposures)


class Shots:
    """The shots under way, oldest first: a camera's next exposure belongs to the oldest that waits.

    One that was busy when a shot began may have been skipped: who expects it comes first.
    """

    def __init__(self) -> None:
        """Start with no shot under way."""
        self._open: list[Shot] = []
        self._newest: dict[str, str] = {}

    def begin(self, expected: Iterable[str], busy: Iterable[str] = ()) -> Shot:
        """Expect an exposure of each of these cameras, and take one of those that are busy."""
        shot = Shot(tuple(expected), tuple(busy))
        self._open.append(shot)
        return shot

    def end(self, shot: Shot) -> None:
        """Expect nothing more of this shot."""
        self._open.remove(shot)

    def deliver(self, camera: str, exposure: str, photo: Mapping[str, Any]) -> None:
        """Count a photo that was not known before towards the shot it belongs to."""
        second = self._newest.get(camera) == exposure
        self._newest[camera] = exposure
        shot = next((shot for shot in self._open if shot.exposure(camera) == exposure), None)
        # The other half of a RAW+JPEG whose shot has ended is no other's.
        if shot is None and not second:
            shot = self._waiting(camera)
        if shot is not None:
            shot.take(camera, exposure, photo)

    def _waiting(self, camera: str) -> Shot | None:
        without = [shot for shot in self._open if shot.exposure(camera) is None]
        expecting = (shot for shot in without if camera in shot.expected)
        return next(expecting, next((shot for shot in without if camera in shot.busy), None))
