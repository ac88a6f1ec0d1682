"""What `getEvent` has told, merged: a reply holds only what changed since the last.

No I/O. Objects are known by the `type` inside them; indices and versions do not matter.
Source: Camera Remote API reference 2.40, `getEvent` 1.0 to 1.3; 1.4 and the reserved
objects as real cameras list them in their method types.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_OBJECTS = 200
"""Objects of one reply; the largest known has 66."""

MAX_TYPES = 200
"""Types of objects that are remembered."""

MAX_URLS = 100
"""Pictures of one burst, and texts of one warning."""

MAX_TEXT = 2_000
"""Characters of an address."""


@dataclass(slots=True)
class News:
    """What a reply tells that is over once told.

    `photos` holds the addresses of each picture or burst, `available` the methods that
    may be called now, `warnings` texts, each with whether it goes on, `triggered` texts of
    what is over already. `types` are the types of all objects, and `changed` tells whether
    any is another than before.
    """

    photos: list[list[str]] = field(default_factory=list)
    available: list[Any] | None = None
    warnings: list[tuple[str, bool]] = field(default_factory=list)
    triggered: list[str] = field(default_factory=list)
    changed: bool = False
    types: set[str] = field(default_factory=set)


class Told:
    """The newest object of each type."""

    def __init__(self) -> None:
        """Start with nothing told."""
        self.objects: dict[str, dict[str, Any]] = {}
        self.by_event: set[str] = set()
        """The types that events have told of."""
        self.storages: list[dict[str, Any]] | None = None

    def take(self, result: list[Any]) -> News:
        """Take a reply in; return what it tells that is no state."""
        news = News()
        storages = []
        for told in objects_of(result):
            kind = told["type"]
            news.types.add(kind)
            match kind, told:
                case ("storageInformation", _):
                    storages.append(told)
                case ("availableApiList", {"names": list(names)}):
                    news.available = names
                case ("takePicture", {"takePictureUrl": list(urls)}):
                    news.photos.append(_texts(urls))
                case ("contShooting", {"contShootingUrl": list(rows)}) | (
                    "bulbShooting",
                    {"bulbShootingUrl": list(rows)},
                ):
                    news.photos.append(_texts(_member(row, "postviewUrl") for row in rows))
                case ("continuousError", {"continuousError": str(text)}):
                    news.warnings.append((text, told.get("isContinued") is True))
                case ("triggeredError", {"triggeredError": list(texts)}):
                    news.triggered += _texts(texts)
                case _:
                    pass
            news.changed |= self._keep(kind, told)
        if storages:
            self.storages = storages
        news.photos = [urls for urls in news.photos if urls]
        return news

    def _keep(self, kind: str, told: dict[str, Any]) -> bool:
        """Remember an object; return whether it is another than before."""
        if kind not in self.objects and len(self.objects) >= MAX_TYPES:
            return False
        changed = self.objects.get(kind) != told
        self.objects[kind] = told
        self.by_event.add(kind)
        return changed

    def note(self, kind: str, **members: Any) -> None:
        """Take in what a camera told otherwise than by an event, in the event's form."""
        self.objects[kind] = {**self.objects.get(kind, {}), "type": kind, **members}

    def get(self, kind: str, member: str) -> Any:
        """Return a member of the newest object of a type, None where there is none."""
        return self.objects.get(kind, {}).get(member)

    def text(self, kind: str, member: str) -> str | None:
        """Return a text of the newest object of a type; an empty one is none."""
        value = self.get(kind, member)
        return value if isinstance(value, str) and value else None

    def number(self, kind: str, member: str) -> int | None:
        """Return a whole number of the newest object of a type; below zero there is none."""
        value = self.get(kind, member)
        whole = isinstance(value, int) and not isinstance(value, bool)
        return value if whole and value >= 0 else None

    def truth(self, kind: str, member: str) -> bool | None:
        """Return a yes or no of the newest object of a type."""
        value = self.get(kind, member)
        return value if isinstance(value, bool) else None

    @property
    def status(self) -> str | None:
        """The camera's state in its own word."""
        return self.text("cameraStatus", "cameraStatus")

    @property
    def shoot_mode(self) -> str | None:
        """The shoot mode in the camera's own word."""
        return self.text("shootMode", "currentShootMode")

    @property
    def target(self) -> dict[str, Any] | None:
        """The storage that pictures go to; None where the camera tells of none."""
        if not self.storages:
            return None
        return next((s for s in self.storages if s.get("recordTarget") is True), self.storages[0])

    @property
    def battery(self) -> dict[str, Any] | None:
        """The battery that is in use; None where the camera tells of none."""
        batteries = self.get("batteryInfo", "batteryInfo")
        if not isinstance(batteries, list):
            return None
        known = [b for b in batteries if isinstance(b, dict) and b.get("batteryID") != "noBattery"]
        return next((b for b in known if b.get("status") == "active"), known[0] if known else None)


def objects_of(result: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a reply, those in arrays too."""
    count = 0
    for entry in result:
        for told in entry if isinstance(entry, list) else (entry,):
            if isinstance(told, dict) and isinstance(told.get("type"), str):
                count += 1
                if count > MAX_OBJECTS:
                    return
                yield told


def _member(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else None


def _texts(values: Any) -> list[str]:
    texts = [value for value in values if isinstance(value, str) and 0 < len(value) <= MAX_TEXT]
    return texts[:MAX_URLS]
