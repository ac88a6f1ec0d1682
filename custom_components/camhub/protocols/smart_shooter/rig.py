"""The rig as the application tells of it: messages in, changes out. No I/O, no clock."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ...model.camera import HUB, Choice, Role, Value
from ...model.change import Change, Happened, Seen, Snapshot
from ...model.store import MAX_CAMERAS
from ...model.vocabulary import Ability, Kind, Reading, Setting
from .cameras import RigCamera
from .names import EARLIER_OPTIONS, OPTION_CHOICES, OPTION_RANGES, OPTION_SWITCHES, OPTIONS
from .photos import Photo, Photos
from .requests import Request, Version
from .values import END_OF_TIME, boolean, count, kept, text, whole
from .wire import Message

NODE = "node:"
"""What the keys of further computers begin with."""

_BY_OPTION = {name: setting for setting, name in OPTIONS.items()}
_VERSION = re.compile(r"[vV]?(\d{1,3})(?:\.(\d{1,3}))?(?!\d)")

_START_JITTER = 5.0
"""Seconds by which a start computed from two clocks may move without being another start."""

_HUB = Seen(
    HUB,
    role=Role.HUB,
    model="Smart Shooter / CaptureGRID",
    carries=frozenset({Reading.LAST_SHOT_MISSING, Reading.LAST_SEQUENCE_NUMBER}),
    abilities=frozenset(
        {
            Ability.SHOOT,
            Ability.AUTOFOCUS,
            Ability.DETECT_CAMERAS,
            Ability.SYNC_CLOCKS,
            Ability.SYNC_BATCH_NUMBERS,
        }
    ),
    kinds=frozenset({Kind.SHOT_COMPLETE, Kind.SHOT_INCOMPLETE, Kind.TEXT_RECEIVED}),
)


class Rig:
    """Merges what the application tells, and says what changed and what happened."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.cameras: dict[str, RigCamera] = {}
        self.photos = Photos()
        self.new_photos: list[tuple[Photo, Happened]] = []
        self.version: Version | None = None
        self._started: dict[str, float] = {}
        self._options: dict[str, Any] = {}
        self._earlier: dict[str, str] = {}
        self._frames = False

    def snapshot(self, body: dict[str, Any], *, baseline: bool) -> Snapshot:
        """Take the answer to `Synchronise` in.

        That of another run of the application than before is a baseline again.
        """
        changes: list[Change] = [_HUB]
        started = self._started.get(HUB)
        changes += self._nodes(_rows(body.get("NodeInfo")))
        changes += self._option_changes(body.get("OptionsInfo"))
        listed = _rows(body.get("CameraInfo"))
        keys = {text(row.get("CameraKey")) for row in listed}
        absent = [
            {"CameraKey": key, "CameraStatus": "Absent"} for key in self.cameras if key not in keys
        ]
        for row in (*listed, *absent):
            changes += self._camera(row)
        changes += [Seen(key) for key in self.cameras]
        restarted = started is not None and self._started[HUB] != started
        # What was forgotten for want of room would look new.
        baseline = baseline or restarted or self.photos.overflowed
        photos = _rows(body.get("PhotoInfo"))
        for row in photos:
            if (updated := self.photos.update(row)) is not None:
                changes += self._told(*updated)
        if isinstance(body.get("PhotoInfo"), list):
            self.photos.listed({text(row.get("PhotoKey")) for row in photos})
        if baseline:
            self.new_photos.clear()
        changes += self._newest()
        return Snapshot(tuple(changes), baseline=baseline)

    def event(self, message: Message) -> list[Change]:
        """Take an event in; one that is not known changes nothing."""
        body = message.body
        match message.msg_id:
            case "CameraUpdated":
                return self._camera(body)
            case "PhotoUpdated":
                return self._photo(body)
            case "NodeUpdated":
                return list(self._nodes([body]))
            case "OptionsUpdated":
                return list(self._option_changes(body))
            case "RelayCustomText":
                if (words := text(body.get("CustomText"))) is not None:
                    return [Happened(HUB, Kind.TEXT_RECEIVED, None, {"text": words})]
        return []

    def answered(self, body: dict[str, Any]) -> list[Change]:
        """Take the answer to `GetCamera` in."""
        return [change for row in _rows(body.get("CameraInfo")) for change in self._camera(row)]

    def as_told(self, request: Request) -> Request:
        """Return a request under the names by which this application tells of its options."""
        if request.msg_id != "SetOptions":
            return request
        names = {self._earlier.get(name, name): value for name, value in request.fields.items()}
        return replace(request, fields=names)

    def names(self, keys: Iterable[str]) -> list[str]:
        """Return what these cameras are called; those of one name have what tells them apart with it.

        A camera that was never renamed is called by its model.
        """
        times = Counter(camera.called for camera in self.cameras.values())
        return [
            camera.called
            if times[camera.called] == 1
            else f"{camera.called} ({camera.serial or camera.key})"
            for camera in (self.cameras[key] for key in keys)
        ]

    def frame_seen(self) -> list[Change]:
        """Hear that a live view frame came: this application publishes them, whatever its version."""
        if self._frames:
            return []
        self._frames = True
        return [change for key in list(self.cameras) for change in self._camera({"CameraKey": key})]

    def _camera(self, body: dict[str, Any]) -> list[Change]:
        key = text(body.get("CameraKey"))
        if not key:
            return []
        camera = self.cameras.get(key)
        if camera is None:
            if len(self.cameras) >= MAX_CAMERAS:
                return []
            camera = self.cameras[key] = RigCamera(key)
        return camera.update(body, frames=self._frames)

    def _photo(self, body: dict[str, Any]) -> list[Change]:
        if (updated := self.photos.update(body)) is None:
            return []
        changes: list[Change] = []
        photo, happened, taken = updated
        camera = self.cameras.get(photo.camera)
        if camera is not None and self.photos.last(camera.key) is photo:
            changes += camera.photographed(photo.shown)
        if photo.sequence is not None and taken is not None:
            changes.append(Seen(HUB, readings={Reading.LAST_SEQUENCE_NUMBER: photo.sequence}))
        changes += self._told(photo, happened, taken)
        return changes

    def _told(
        self, photo: Photo, happened: list[Happened], taken: Happened | None
    ) -> list[Happened]:
        """Pass on what happened to a photo, and remember what was taken for the shot it belongs to."""
        if taken is not None and photo.camera in self.cameras:
            self.new_photos.append((photo, taken))
        return happened

    def _newest(self) -> Iterator[Change]:
        """Yield the newest photo of each camera and of the rig."""
        newest = [photo for key in self.cameras if (photo := self.photos.last(key)) is not None]
        for photo in newest:
            yield from self.cameras[photo.camera].photographed(photo.shown)
        numbered = [photo for photo in newest if photo.sequence is not None]
        if numbered:
            sequence = max(numbered, key=lambda photo: photo.age).sequence
            yield Seen(HUB, readings={Reading.LAST_SEQUENCE_NUMBER: sequence})

    def _nodes(self, rows: Iterable[dict[str, Any]]) -> Iterator[Change]:
        for row in rows:
            node = text(row.get("NodeKey")) or ""
            key = f"{NODE}{node}" if node else HUB
            version = text(row.get("NodeVersion"))
            if key == HUB and version:
                self.version = _version(version)
                if self.version is not None and self.version >= (5, 0):
                    yield from self.frame_seen()
            yield Seen(
                key,
                role=Role.NODE if node else Role.HUB,
                name=text(row.get("NodeName")),
                firmware=version.removeprefix("v") if version else None,
                model=text(row.get("NodePlatform")) if node else None,
                readings=self._node_readings(key, row),
            )

    def _node_readings(self, key: str, row: dict[str, Any]) -> dict[Reading, Value]:
        readings: dict[Reading, Value] = {}
        if "NodeDiskSpace" in row:
            readings[Reading.DISK_SPACE] = count(row["NodeDiskSpace"])
        if "NodeMemoryUsage" in row:
            readings[Reading.MEMORY_USED] = count(row["NodeMemoryUsage"])
        now, uptime = count(row.get("NodeDateTime")), count(row.get("NodeUpTime"))
        known = key in self._started or len(self._started) < MAX_CAMERAS
        if known and now is not None and uptime is not None and uptime <= now < END_OF_TIME:
            started = (now - uptime) / 1000
            if abs(started - self._started.get(key, -_START_JITTER)) > _START_JITTER:
                self._started[key] = started
            readings[Reading.STARTED] = self._started[key]
        return readings

    def _option_changes(self, body: object) -> Iterator[Change]:
        if not isinstance(body, dict):
            return
        body = self._later(body)
        changed = {
            n: kept(body[n])
            for n in _BY_OPTION.keys() & body.keys()
            if self._options.get(n) != body[n]
        }
        self._options |= changed
        if settings := {
            _BY_OPTION[name]: _option(_BY_OPTION[name], changed[name]) for name in changed
        }:
            yield Seen(HUB, settings=settings)

    def _later(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return options under their later names, and remember by which they were told."""
        for later, earlier in EARLIER_OPTIONS.items():
            if later in options:
                self._earlier.pop(later, None)
            elif earlier in options:
                self._earlier[later] = earlier
                options = {**options, later: options[earlier]}
        return options


def _option(setting: Setting, value: object) -> Choice:
    """Return an option of the application as a setting."""
    if setting in OPTION_CHOICES:
        known, chosen = OPTION_CHOICES[setting], text(value)
        return Choice(chosen, known if chosen in known or not chosen else (*known, chosen))
    if setting in OPTION_RANGES:
        low, high = OPTION_RANGES[setting]
        return Choice(whole(value), minimum=low, maximum=high, step=1)
    return Choice(boolean(value) if setting in OPTION_SWITCHES else text(value))


def _rows(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; version 3 may name a single node without one."""
    if isinstance(value, dict):
        return [value]
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _version(told: str) -> Version | None:
    """Return the first two numbers of a version such as `v5.3`, None where there is none."""
    match = _VERSION.match(told)
    return (int(match[1]), int(match[2] or 0)) if match else None
