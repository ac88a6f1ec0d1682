"""What the application tells of a camera, merged, as words of the vocabulary.

Updates are partial: a field that is not sent stays as it was, and the entries
of `CameraPropertyInfo` are merged one by one (External API documentation,
CameraUpdated; seen on a D850, v5.3: 16 of 48 fields in one update).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...model.camera import Choice, Value
from ...model.change import Change, Happened, Seen
from ...model.vocabulary import Ability, Kind, Reading, Setting
from .names import BY_PROPERTY
from .values import (
    Convert,
    boolean,
    count,
    kept,
    percent,
    power,
    rate,
    seconds,
    status,
    text,
    whole,
)

MAX_OPTIONS = 512
"""Values of one property that are kept."""

KINDS = frozenset(
    {
        Kind.PHOTO_TAKEN,
        Kind.PHOTO_DOWNLOADED,
        Kind.PHOTO_RENAMED,
        Kind.PHOTO_DELETED,
        Kind.PHOTO_ORPHANED,
        Kind.PHOTO_FAILED,
        Kind.CAMERA_CONNECTED,
        Kind.CAMERA_LOST,
        Kind.CAMERA_READY,
        Kind.CAMERA_ERROR,
        Kind.BARCODE_SCANNED,
    }
)
"""What can happen at a camera of a rig."""

_READINGS: dict[str, tuple[Reading, Convert]] = {
    "CameraStatus": (Reading.STATUS, status),
    "CameraBatterylevel": (Reading.BATTERY, percent),
    "CameraPowersource": (Reading.POWER_SOURCE, power),
    "CameraVideoIsEnabled": (Reading.RECORDING, boolean),
    "CameraVideoElapsedTime": (Reading.RECORDING_TIME, seconds),
    "CameraNumCards": (Reading.CARDS, count),
    "CameraIsFocused": (Reading.FOCUSED, boolean),
    "CameraLiveviewIsEnabled": (Reading.LIVE_VIEW_ON, boolean),
    "PhotoBatchNum": (Reading.NEXT_BATCH, whole),
    "CameraNumPhotosTaken": (Reading.PHOTOS_TAKEN, count),
    "CameraNumPhotosFailed": (Reading.PHOTOS_FAILED, count),
    "CameraNumDownloadsComplete": (Reading.DOWNLOADS_DONE, count),
    "CameraNumDownloadsFailed": (Reading.DOWNLOADS_FAILED, count),
    "CameraDownloadRate": (Reading.DOWNLOAD_RATE, rate),
    "CameraBulbIsEnabled": (Reading.BULB_ACTIVE, boolean),
    "CameraPowerZoomTarget": (Reading.POWER_ZOOM_TARGET, percent),
}

_ABOUT = {
    "CameraName": "name",
    "CameraMake": "maker",
    "CameraModel": "model",
    "CameraSerialNumber": "serial",
}

_SUPPORTED: dict[Setting, tuple[str, str]] = {
    Setting.RECORD: ("CameraVideoIsSupported", "CameraVideoIsEnabled"),
    Setting.LIVE_VIEW_ZOOM: ("CameraLiveviewZoomIsSupported", "CameraLiveviewZoomIsEnabled"),
    Setting.DEPTH_OF_FIELD_PREVIEW: ("CameraLiveviewDOFIsSupported", "CameraLiveviewDOFIsEnabled"),
}
"""Switches that a camera has where it says so: the fields for whether, and for how it is set."""

_KEPT = (
    _READINGS.keys()
    | _ABOUT.keys()
    | {name for names in _SUPPORTED.values() for name in names}
    | {
        "CameraAutofocusIsSupported",
        "CameraLiveviewIsSupported",
        "CameraGroup",
        "CameraTriggerIndex",
        "CameraPowerZoomPosition",
    }
)
_PLAIN = _READINGS.keys() - {name for names in _SUPPORTED.values() for name in names}
"""Fields that are a reading and nothing else; few updates hold others."""

_CARRIED = frozenset({Reading.ONLINE, Reading.STATUS, Reading.BATTERY, Reading.LAST_PHOTO})
_CONNECTED = ("ready", "busy")
_MISSING = object()


@dataclass(slots=True)
class RigCamera:
    """One camera as the application last told of it, and how that reads in our words."""

    key: str
    name: str = ""
    group: str = ""
    status: str | None = None
    properties: dict[Setting, Choice] = field(default_factory=dict)
    _last_photo: str | None = None
    _known_status: str | None = None
    _fields: dict[str, Any] = field(default_factory=dict)
    _told: bool = False
    _frames: bool = False
    _abilities: frozenset[Ability] = frozenset()

    @property
    def connected(self) -> bool:
        """Whether the application has the camera open (the vendor's library: Ready or Busy)."""
        return self.status in _CONNECTED

    @property
    def called(self) -> str:
        """What to call it; one whose name nobody told is known by its key alone."""
        return self.name or self.key

    @property
    def serial(self) -> str | None:
        """Its serial number, where it has told one."""
        return text(self._fields.get("CameraSerialNumber")) or None

    @property
    def live_view_on(self) -> bool:
        """Whether live view runs, whoever started it."""
        return self._fields.get("CameraLiveviewIsEnabled") is True

    def update(self, body: Mapping[str, Any], *, frames: bool) -> list[Change]:
        """Take an update in; return what changed and what happened.

        `frames` says that this application publishes live view.
        """
        fields = self._fields
        changed = {
            n: kept(v) for n in body if n in _KEPT and fields.get(n, _MISSING) != (v := body[n])
        }
        if not isinstance(changed.get("CameraStatus", ""), str):
            # It says nothing; taking the camera for lost would invent that it comes back.
            del changed["CameraStatus"]
        properties = self._merge_properties(body.get("CameraPropertyInfo"))
        if self._told and not changed and not properties and frames is self._frames:
            return []
        plain = frames is self._frames and changed.keys() <= _PLAIN
        self._frames = frames
        before, failed = self.status, count(fields.get("CameraNumPhotosFailed"))
        fields.update(changed)
        self.status = status(fields.get("CameraStatus"))
        was_connected = before in _CONNECTED
        if not self._told or (self.connected and not was_connected):
            self._told = True
            changes: list[Change] = [self._seen(fields, self.properties, whole=True)]
        elif plain and self.connected is was_connected:
            changes = [Seen(self.key, readings=_readings(changed), settings=properties)]
        else:
            changes = [self._seen(changed, properties)]
        # A word of another edition says nothing of whether the camera was away.
        if self.status is not None and self.status != self._known_status:
            known, self._known_status = self._known_status, self.status
            changes += self._status_events(known)
        failed_now = count(changed.get("CameraNumPhotosFailed"))
        if failed is not None and failed_now is not None and failed_now > failed:
            number = failed_now - failed
            changes.append(Happened(self.key, Kind.PHOTO_FAILED, None, {"count": number}))
        return changes

    def photographed(self, name: str | None) -> list[Change]:
        """Take what its last photo is called now; return what changed."""
        if name == self._last_photo:
            return []
        self._last_photo = name
        return [Seen(self.key, readings={Reading.LAST_PHOTO: name})]

    def _seen(
        self,
        changed: Mapping[str, Any],
        properties: Mapping[Setting, Choice],
        *,
        whole: bool = False,
    ) -> Seen:
        """Return these fields and properties in our words; `whole` says that they are all."""
        readings = _readings(changed)
        settings = {**properties, **self._settings(changed)}
        if "CameraStatus" in changed:
            readings[Reading.ONLINE] = self.connected
            settings[Setting.CONNECT] = Choice(self.connected)
        if whole and self._last_photo is not None:
            readings[Reading.LAST_PHOTO] = self._last_photo
        about = {word: text(changed[name]) for name, word in _ABOUT.items() if name in changed}
        self.name = about.get("name") or self.name
        abilities, known = self._can(), self._abilities
        self._abilities = abilities
        return Seen(
            self.key,
            name=about.get("name"),
            maker=about.get("maker"),
            model=about.get("model"),
            serial=about.get("serial"),
            readings=readings,
            settings=settings,
            carries=_CARRIED if whole else frozenset(),
            abilities=abilities if whole or abilities != known else None,
            kinds=KINDS if whole else None,
        )

    def _settings(self, changed: Mapping[str, Any]) -> dict[Setting, Choice]:
        """Return the settings that are not properties, where they changed."""
        settings: dict[Setting, Choice] = {}
        for setting, (supported, enabled) in _SUPPORTED.items():
            if (supported in changed or enabled in changed) and self._fields.get(supported) is True:
                settings[setting] = Choice(boolean(self._fields.get(enabled)))
        if "CameraGroup" in changed:
            self.group = text(changed["CameraGroup"]) or ""
            settings[Setting.GROUP] = Choice(self.group)
        if "CameraTriggerIndex" in changed:
            index = percent(changed["CameraTriggerIndex"])
            settings[Setting.TRIGGER_INDEX] = Choice(index, minimum=0, maximum=100, step=1)
        if "CameraPowerZoomPosition" in changed:
            position = percent(changed["CameraPowerZoomPosition"])
            if position is not None:
                settings[Setting.POWER_ZOOM] = Choice(position, minimum=0, maximum=100, step=1)
        return settings

    def _can(self) -> frozenset[Ability]:
        can = {Ability.SHOOT, Ability.IDENTIFY, Ability.RESHOOT}
        # Where a camera does not say, it is not known to lack it.
        if self._fields.get("CameraAutofocusIsSupported") is not False:
            can.add(Ability.AUTOFOCUS)
        if self._frames and self._fields.get("CameraLiveviewIsSupported") is True:
            can.add(Ability.LIVE_VIEW)
        return frozenset(can)

    def _merge_properties(self, rows: object) -> dict[Setting, Choice]:
        """Take the properties in entry by entry; return those that changed."""
        changed: dict[Setting, Choice] = {}
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, dict):
                continue
            setting = BY_PROPERTY.get(str(row.get("CameraPropertyType")))
            if setting is None:
                continue
            old = self.properties.get(setting, Choice())
            new = _property(old, row)
            if new != self.properties.get(setting):
                self.properties[setting] = changed[setting] = new
        return changed

    def _status_events(self, before: str | None) -> Iterator[Happened]:
        now = self.status
        if now == "error":
            yield Happened(self.key, Kind.CAMERA_ERROR)
        elif now == "lost" or (now == "absent" and before in _CONNECTED):
            yield Happened(self.key, Kind.CAMERA_LOST, None, {"reason": now})
        elif now in _CONNECTED and before == "error":
            yield Happened(self.key, Kind.CAMERA_READY)
        elif now in _CONNECTED and before not in _CONNECTED:
            yield Happened(self.key, Kind.CAMERA_CONNECTED)


def _readings(changed: Mapping[str, Any]) -> dict[Reading, Value]:
    """Return those of these fields that are readings, in our words."""
    readings: dict[Reading, Value] = {}
    for name, value in changed.items():
        if (row := _READINGS.get(name)) is not None:
            readings[row[0]] = row[1](value)
    return readings


def _property(old: Choice, row: Mapping[str, Any]) -> Choice:
    """Return a property with what an entry names of it; the range may be missing."""
    options = old.options
    if isinstance(reported := row.get("CameraPropertyRange"), list):
        options = tuple(dict.fromkeys(filter(None, map(text, reported[:MAX_OPTIONS]))))
    value = text(row["CameraPropertyValue"]) if "CameraPropertyValue" in row else old.value
    writable = boolean(row.get("CameraPropertyIsWriteable"))
    return Choice(
        value=value or None,
        options=options,
        writable=old.writable if writable is None else writable,
    )
