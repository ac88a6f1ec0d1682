"""The records of one system, and what each change touched."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping
from copy import replace
from operator import attrgetter
from typing import Any, NamedTuple

from .camera import HUB, PARTS, Camera, Role, Value, from_json, to_json
from .change import Change, Gone, Happened, Seen, Snapshot
from .summary import Summary
from .vocabulary import Reading, Setting, Word

MAX_CAMERAS = 1_000
"""Twice the largest rig the makers tell of; what comes beyond is ignored."""

MAX_PARTS = 10_000
"""Parts of cameras: lines, zones, classes and kinds of two hundred busy channels."""

MAX_IDENTITIES = 20_000
"""Events remembered so that none is told twice: hours of a busy rig."""


class Touched(NamedTuple):
    """The words of one camera that a change touched.

    `grown` says that the record carries words it did not carry before, `about`
    that its name or make changed; the record itself is gone where `gone` is set.
    """

    key: str
    words: frozenset[Word]
    grown: bool = False
    about: bool = False
    gone: bool = False


type Effect = Touched | Happened

_ALWAYS_THERE = PARTS | {Role.HUB}
"""What a snapshot does not have to list."""

_ABOUT = ("name", "maker", "model", "serial", "firmware")
_NOTHING = (None,) * len(_ABOUT)
_about = attrgetter(*_ABOUT)


class Store:
    """Holds what is known and says what each change touched.

    Bounded: at most `MAX_CAMERAS` records, `MAX_PARTS` parts and `MAX_IDENTITIES` events.
    """

    def __init__(self) -> None:
        """Start with nothing known."""
        self._cameras: dict[str, Camera] = {}
        self._identities: OrderedDict[str, None] = OrderedDict()
        self._forgotten: set[str] = set()
        self._parts: defaultdict[str | None, set[str]] = defaultdict(set)
        self._summary = Summary()

    @property
    def cameras(self) -> Mapping[str, Camera]:
        """The records by key, the hub's and the nodes' among them."""
        return self._cameras

    def apply(self, change: Change) -> list[Effect]:
        """Take a change in; return what it touched and what is to be told, in order."""
        match change:
            case Seen():
                return self._see(change)
            case Happened():
                return [change] if self._is_new(change) else []
            case Gone():
                return self._forget(change.key)
            case Snapshot():
                return list(self._take(change))

    def _take(self, snapshot: Snapshot) -> Iterator[Effect]:
        named = {change.key for change in snapshot.changes if isinstance(change, Seen)}
        for change in snapshot.changes:
            if snapshot.baseline and isinstance(change, Happened):
                self._is_new(change)
            else:
                yield from self.apply(change)
        for key, camera in list(self._cameras.items()):
            if key not in named and camera.role not in _ALWAYS_THERE:
                yield from self._see(_unlisted(camera))

    def _see(self, seen: Seen) -> list[Effect]:
        old = self._cameras.get(seen.key)
        if old is None:
            if not self._has_room(seen.of) or self._stays_forgotten(seen):
                return []
            role = seen.role or Role.CAMERA
            new, words, _, _ = _patched(Camera(seen.key, role=role, of=seen.of), seen)
            self._parts[seen.of].add(seen.key)
            effects = self._put(None, new, words, grown=True, about=True)
            return effects + (self._summarise(None, None) if seen.key == HUB else [])
        new, words, grown, about = _patched(old, seen)
        if not words and not about and not grown:
            return []
        return self._put(old, new, words, grown=grown, about=about)

    def _put(
        self,
        old: Camera | None,
        new: Camera,
        words: frozenset[Word],
        *,
        grown: bool = False,
        about: bool = False,
    ) -> list[Effect]:
        self._cameras[new.key] = new
        effects: list[Effect] = [Touched(new.key, words, grown=grown, about=about)]
        if new.role is Role.CAMERA and self._summary.concerns(words, grown=grown):
            effects += self._summarise(old, new)
        return effects

    def _summarise(self, old: Camera | None, new: Camera | None) -> list[Effect]:
        told, hub = self._summary.replace(old, new), self._cameras.get(HUB)
        if hub is None or (not told.settings and told.readings.items() <= hub.readings.items()):
            return []
        return self._see(Seen(HUB, readings=told.readings, settings=told.settings))

    def _has_room(self, of: str | None) -> bool:
        """Tell whether one more record, or part of a camera that is known, may be kept."""
        if of is None:
            return len(self._parts[None]) < MAX_CAMERAS
        return of in self._cameras and len(self._cameras) - len(self._parts[None]) < MAX_PARTS

    def _stays_forgotten(self, seen: Seen) -> bool:
        """Tell whether a camera was removed and is not back: the system may list it for ever."""
        if seen.key in self._forgotten and seen.readings.get(Reading.ONLINE) is not True:
            return True
        self._forgotten.discard(seen.key)
        return False

    def _forget(self, key: str) -> list[Effect]:
        old = self._cameras.pop(key, None)
        if old is None:
            return []
        self._parts[old.of].discard(key)
        effects = [effect for part in self._parts.pop(key, ()) for effect in self._forget(part)]
        effects.append(Touched(key, frozenset(), gone=True))
        if old.role is Role.CAMERA:
            # A computer that is away is not listed: whatever names it brings it back.
            self._forgotten.add(key)
            effects += self._summarise(old, None)
        return effects

    def _is_new(self, event: Happened) -> bool:
        if event.identity is None:
            return True
        identity = f"{event.kind}:{event.identity}"
        if identity in self._identities:
            return False
        self._identities[identity] = None
        if len(self._identities) > MAX_IDENTITIES:
            self._identities.popitem(last=False)
        return True

    def dump(self) -> dict[str, Any]:
        """Return everything worth remembering, as plain JSON values."""
        return {
            "cameras": [to_json(camera) for camera in self._cameras.values()],
            "identities": list(self._identities),
            "forgotten": sorted(self._forgotten),
        }

    def load(self, data: Mapping[str, Any]) -> None:
        """Bring back what `dump` returned; records come back offline.

        Raises KeyError, TypeError or ValueError where the data is not a dump.
        """
        for camera in map(from_json, data["cameras"][: MAX_CAMERAS + MAX_PARTS]):
            if not self._has_room(camera.of):
                continue
            if camera.role is Role.CAMERA:
                camera = replace(camera, readings={**camera.readings, Reading.ONLINE: False})
                self._summary.replace(None, camera)
            self._cameras[camera.key] = camera
            self._parts[camera.of].add(camera.key)
        self._summarise(None, None)
        self._identities.update(dict.fromkeys(data["identities"][-MAX_IDENTITIES:]))
        self._forgotten.update(data["forgotten"])


def _patched(old: Camera, seen: Seen) -> tuple[Camera, frozenset[Word], bool, bool]:
    """Return the new record, the words that changed, and whether it grew or is named anew."""
    before = old.readings
    readings = {w: v for w, v in seen.readings.items() if w not in before or before[w] != v}
    for word in seen.carries - before.keys() if seen.carries else ():
        readings.setdefault(word, None)
    settings = {w: c for w, c in seen.settings.items() if old.settings.get(w) != c}
    abilities = old.abilities if seen.abilities is None else seen.abilities
    kinds = old.kinds if seen.kinds is None else seen.kinds
    blocked = old.blocked if seen.blocked is None else seen.blocked
    about = _renamed(old, seen) if _about(seen) != _NOTHING else {}
    if not (
        readings
        or settings
        or about
        or abilities != old.abilities
        or kinds != old.kinds
        or blocked != old.blocked
    ):
        return old, frozenset(), False, False
    new = Camera(
        old.key,
        old.role,
        old.name,
        old.maker,
        old.model,
        old.serial,
        old.firmware,
        {**before, **readings} if readings else before,
        {**old.settings, **settings} if settings else old.settings,
        abilities,
        kinds,
        blocked,
        old.of,
    )
    if about:
        new = replace(new, **about)
    words: set[Word] = {
        *readings,
        *settings,
        *(abilities ^ old.abilities),
        *(blocked ^ old.blocked),
    }
    if Reading.ONLINE in readings:
        # What a camera shows is available with it: all its words are touched.
        words |= words_of(old)
    grown = (
        len(new.readings) > len(before)
        or len(new.settings) > len(old.settings)
        or not abilities <= old.abilities
        or kinds != old.kinds
    )
    return new, frozenset(words), grown, bool(about)


def _renamed(old: Camera, seen: Seen) -> dict[str, Any]:
    """Return what the camera is called now where that is not what it was."""
    return {
        name: value
        for name in _ABOUT
        if (value := getattr(seen, name)) is not None and value != getattr(old, name)
    }


def _unlisted(camera: Camera) -> Seen:
    """Return what is known of a record that the system does not list: that it is not there."""
    if camera.role is Role.NODE:
        return Seen(camera.key, readings=dict.fromkeys(camera.readings))
    readings: dict[Reading, Value] = {Reading.ONLINE: False}
    if Reading.STATUS in camera.readings:
        readings[Reading.STATUS] = None
    connect = camera.settings.get(Setting.CONNECT)
    settings = {} if connect is None else {Setting.CONNECT: replace(connect, value=None)}
    return Seen(camera.key, readings=readings, settings=settings)


def words_of(camera: Camera) -> set[Word]:
    """Return every word that the record carries."""
    words: set[Word] = set()
    words.update(camera.readings, camera.settings, camera.abilities)
    return words
