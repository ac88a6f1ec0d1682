"""The camera as a record of ours: what it reads, what it can do, and what has just happened. No I/O."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from copy import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from ...model.camera import Choice, Value
from ...model.change import Change, Happened, Seen, Snapshot
from ...model.vocabulary import Ability, Kind, Reading, Setting
from .names import FOCUS, INTERVAL, PLAYBACK, RECORDING, STATUS
from .settings import Settings
from .told import News, Told

MAX_PHOTOS = 1_000
"""Addresses of pictures remembered, so that none is told twice."""

MAX_WARNING = 200
"""Characters of a warning."""

OVERHEATING = "Overheating Warning"

SHOOTING = ("capturing", "saving")
"""The states in which a camera is about to tell of a picture."""

_RECORDERS = {
    "movie": ("startMovieRec", "stopMovieRec"),
    "audio": ("startAudioRec", "stopAudioRec"),
    "intervalstill": ("startIntervalStillRec", "stopIntervalStillRec"),
    "looprec": ("startLoopRec", "stopLoopRec"),
}
"""What starts and stops recording in each shoot mode."""

_ABILITIES: dict[Ability, tuple[str, ...]] = {
    Ability.SHOOT: ("actTakePicture", "startContShooting"),
    Ability.AUTOFOCUS: ("actHalfPressShutter",),
    Ability.CANCEL_AUTOFOCUS: (
        "cancelHalfPressShutter",
        "cancelTouchAFPosition",
        "cancelTrackingFocus",
    ),
    Ability.MEASURE_WHITE_BALANCE: ("actWhiteBalanceOnePushCustom",),
    Ability.LIVE_VIEW: ("startLiveview", "startLiveviewWithSize"),
    Ability.PICTURE: ("actTakePicture", "startContShooting", "startIntervalStillRec"),
}

_STILL = frozenset({Ability.SHOOT})
_SHOOTING = frozenset(
    {
        Ability.SHOOT,
        Ability.AUTOFOCUS,
        Ability.CANCEL_AUTOFOCUS,
        Ability.MEASURE_WHITE_BALANCE,
    }
)

_STAMP = re.compile(r"pict((?:\d\d)?\d{6})_(\d{6})")
"""The moment in a postview's name: `pict20260930_151936_0.JPG`, `pict140202_0044410001.JPG`."""


class Record:
    """Builds what there is to tell of the camera from what the camera has told."""

    def __init__(
        self,
        key: str,
        has: Callable[[str], bool],
        options: Callable[[], Mapping[str, Any]],
    ) -> None:
        """Take the key of the record, what the camera has a method for, and the user's options."""
        self.key = key
        self._about = Seen(key)
        self.lens: str | None = None
        self.library = False
        self.clock = False
        self.playback: str | None = None
        self.extra: dict[Setting, Choice] = {}
        """Settings that the camera tells of in no event."""
        self.told = Told()
        self.settings = Settings(self.told, has)
        self._has = has
        self._options = options
        self._photos: OrderedDict[str, None] = OrderedDict()
        self._last_photo: str | None = None
        self._warning: str | None = None
        self._hot = False

    def describe(self, name: str, model: str, firmware: str | None) -> None:
        """Take in what the camera is called and what it is."""
        self._about = Seen(self.key, name=name, maker="Sony", model=model, firmware=firmware)

    def take(
        self, result: list[Any], *, baseline: bool = False, first: bool = False
    ) -> tuple[News, list[Change]]:
        """Take a reply of `getEvent` in; return what it tells by the way and what changed.

        The `first` that tells anything after a baseline may still tell of pictures from before
        it. One that was taken since is told together with, or after, a change of the status.
        """
        before, shooting = self._moment(), STATUS.get(self.told.status or "") in SHOOTING
        news = self.told.take(result)
        self._warn(news)
        photos = [
            urls for urls in map(self._untold, news.photos) if urls
        ]  # some cameras tell a picture again with each change
        if baseline or (first and not shooting and "cameraStatus" not in news.types):
            photos = []
        news.photos = photos
        seen = self.seen()
        if baseline:
            return news, [Snapshot((seen,), baseline=True)]
        changes: list[Change] = [seen]
        changes += [self.photo(urls) for urls in photos]
        changes += self._happened(before, self._moment())
        return news, changes

    def _warn(self, news: News) -> None:
        """Take in what the camera warns of: what goes on until it says otherwise, and what has happened."""
        for text, goes_on in news.warnings:
            if text == OVERHEATING:
                self._hot = goes_on
            elif goes_on:
                self._warning = text[:MAX_WARNING]
            elif self._warning == text[:MAX_WARNING]:
                self._warning = None
        for text in news.triggered:
            self._warning = text[:MAX_WARNING]

    def shot(self, urls: list[str]) -> list[Change]:
        """Take in the pictures that a shot of ours delivered."""
        if not (new := self._untold(urls)):
            return []
        photo = self.photo(new)
        return [self.seen(), photo]

    def photo(self, urls: list[str]) -> Happened:
        """Return the event of a picture, or of a burst of several."""
        photos = [{"id": url, "name": name_of(url)} for url in urls]
        data: dict[str, Any] = {**photos[-1]}
        if (taken := taken_at(data["name"])) is not None:
            data["source_time"] = taken
        if len(photos) > 1:
            data["photos"] = photos
        return Happened(self.key, Kind.PHOTO_TAKEN, data=data)

    def seen(self) -> Seen:
        """Return the whole record as it is now."""
        told = self.told
        return replace(
            self._about,
            readings={Reading.ONLINE: True, **self._readings()},
            settings={**self.settings.choices(), **self.extra, **self._record()},
            carries=frozenset(self._carried()),
            abilities=frozenset(self._abilities()),
            kinds=frozenset(self._kinds()),
            blocked=self._blocked() if told.status is not None else None,
        )

    @property
    def mode_recorder(self) -> tuple[str, str] | None:
        """What starts and stops recording in the shoot mode that the camera is in."""
        mode = self.told.shoot_mode
        methods = _RECORDERS.get(mode or "movie")
        return methods if methods is not None and self._has(methods[0]) else None

    @property
    def recording(self) -> bool:
        """Whether the camera records, whatever it records."""
        return STATUS.get(self.told.status or "") == "recording"

    @property
    def transferring(self) -> bool:
        """Whether the camera shows its pictures and takes none."""
        return STATUS.get(self.told.status or "") == "transferring"

    def _untold(self, urls: list[str]) -> list[str]:
        new = [url for url in dict.fromkeys(urls) if url not in self._photos]
        for url in new:
            self._photos[url] = None
            self._last_photo = name_of(url)
        while len(self._photos) > MAX_PHOTOS:
            self._photos.popitem(last=False)
        return new

    def _readings(self) -> dict[Reading, Value]:
        told = self.told
        readings: dict[Reading, Value] = {
            Reading.RECORDING: self.recording,
            Reading.OVERHEATING: self._hot,
            Reading.CAMERA_WARNING: self._warning,
            Reading.LAST_PHOTO: self._last_photo,
        }
        if told.status is not None:
            readings[Reading.STATUS] = STATUS.get(told.status)
        readings |= {word: value(told) for word, kind, value in _READINGS if kind in told.objects}
        if (battery := told.battery) is not None:
            extra = battery.get("additionalStatus")
            readings[Reading.BATTERY] = _level(battery)
            readings[Reading.BATTERY_LOW] = extra == "batteryNearEnd"
            readings[Reading.CHARGING] = extra == "charging"
        elif "batteryInfo" in told.objects:
            readings |= dict.fromkeys((Reading.BATTERY, Reading.BATTERY_LOW, Reading.CHARGING))
        readings |= self._storage()
        if self.lens is not None:
            readings[Reading.LENS] = self.lens
        if self.playback is not None:
            readings[Reading.PLAYBACK] = PLAYBACK.get(self.playback)
        return readings

    def _storage(self) -> dict[Reading, Value]:
        if (storage := self.told.target) is None:
            return {}
        missing = storage.get("storageID") == "No Media"
        pictures = None if missing else _count(storage.get("numberOfRecordableImages"))
        minutes = None if missing else _count(storage.get("recordableTime"))
        options = self._options()
        still = self.told.shoot_mode in (None, "still", "intervalstill")
        left, limit = (
            (pictures, options.get("pictures_low", 10))
            if still
            else (minutes, options.get("minutes_low", 5))
        )
        return {
            Reading.PHOTOS_LEFT: pictures,
            Reading.RECORDING_TIME_LEFT: minutes,
            Reading.MEMORY_ERROR: missing,
            Reading.MEMORY_LOW: None if left is None else left < limit,
        }

    def _record(self) -> dict[Setting, Choice]:
        if not any(self._has(start) for start, _ in _RECORDERS.values()):
            return {}
        # A camera that tells no status says itself what it cannot do.
        ready = self.told.status is None or STATUS.get(self.told.status) in ("ready", "recording")
        return {
            Setting.RECORD: Choice(
                self.recording, writable=ready and self.mode_recorder is not None
            )
        }

    def _carried(self) -> Iterable[Reading]:
        if self._has("getEvent"):
            yield Reading.STATUS

    def _abilities(self) -> Iterable[Ability]:
        for ability, methods in _ABILITIES.items():
            if any(map(self._has, methods)):
                yield ability
        if self.library:
            yield Ability.LIBRARY
        if self.clock:
            yield Ability.SET_CLOCK

    def _blocked(self) -> frozenset[Ability]:
        """Return what the camera cannot do in the state it is in."""
        if self.transferring:
            # A movie that is being played is to be seen where live view is.
            plays = self.told.status == "Streaming"
            return _SHOOTING if plays else _SHOOTING | {Ability.LIVE_VIEW}
        if self.told.shoot_mode not in (None, "still"):
            return _STILL
        return frozenset()

    def _kinds(self) -> Iterable[Kind]:
        yield from (Kind.CAMERA_CONNECTED, Kind.CAMERA_LOST, Kind.CAMERA_READY)
        yield from (Kind.CAMERA_ERROR, Kind.OVERHEATING)
        if any(map(self._has, _ABILITIES[Ability.PICTURE])):
            yield from (Kind.PHOTO_TAKEN, Kind.PHOTO_AVAILABLE)
        if any(self._has(_RECORDERS[mode][0]) for mode in ("movie", "audio", "looprec")):
            yield from (Kind.RECORDING_STARTED, Kind.RECORDING_STOPPED)
        if self._has("startIntervalStillRec"):
            yield from (Kind.INTERVAL_STARTED, Kind.INTERVAL_STOPPED)
        if any(map(self._has, _ABILITIES[Ability.LIVE_VIEW])):
            yield from (Kind.LIVE_VIEW_STARTED, Kind.LIVE_VIEW_STOPPED)
        if self.told.storages is not None:
            yield from (Kind.MEMORY_LOW, Kind.MEMORY_ERROR)
        if "batteryInfo" in self.told.objects:
            yield Kind.BATTERY_LOW

    def _moment(self) -> dict[Kind, bool]:
        """Return what is so at this moment, each by the kind that tells of it."""
        told, status = self.told, self.told.status
        storage, battery = self._storage(), told.battery or {}
        return {
            Kind.CAMERA_ERROR: status == "Error",
            Kind.RECORDING_STARTED: status in RECORDING,
            Kind.INTERVAL_STARTED: status == INTERVAL,
            Kind.LIVE_VIEW_STARTED: told.truth("liveviewStatus", "liveviewStatus") is True,
            Kind.OVERHEATING: self._hot,
            Kind.MEMORY_LOW: storage.get(Reading.MEMORY_LOW) is True,
            Kind.MEMORY_ERROR: storage.get(Reading.MEMORY_ERROR) is True,
            Kind.BATTERY_LOW: battery.get("additionalStatus") == "batteryNearEnd",
        }

    def _happened(self, before: dict[Kind, bool], now: dict[Kind, bool]) -> list[Change]:
        changes: list[Change] = []
        for kind, is_so in now.items():
            if is_so and not before[kind]:
                changes.append(Happened(self.key, kind, data=self._data(kind)))
            elif before[kind] and not is_so and (end := _ENDS.get(kind)) is not None:
                changes.append(Happened(self.key, end))
        return changes

    def _data(self, kind: Kind) -> dict[str, Any]:
        if kind is Kind.MEMORY_LOW and (storage := self.told.target) is not None:
            members = {"photos_left": "numberOfRecordableImages", "minutes_left": "recordableTime"}
            return {
                name: count
                for name, member in members.items()
                if (count := _count(storage.get(member))) is not None
            }
        return {}


_ENDS = {
    Kind.CAMERA_ERROR: Kind.CAMERA_READY,
    Kind.RECORDING_STARTED: Kind.RECORDING_STOPPED,
    Kind.INTERVAL_STARTED: Kind.INTERVAL_STOPPED,
    Kind.LIVE_VIEW_STARTED: Kind.LIVE_VIEW_STOPPED,
}
"""What is told when something is no longer so."""


def _rotation(told: Told) -> int | None:
    text = told.text("liveviewOrientation", "liveviewOrientation")
    return int(text) if text in ("0", "90", "180", "270") else None


_READINGS: tuple[tuple[Reading, str, Callable[[Told], Value]], ...] = (
    (
        Reading.ZOOM_POSITION,
        "zoomInformation",
        lambda t: t.number("zoomInformation", "zoomPosition"),
    ),
    (Reading.LIVE_VIEW_ON, "liveviewStatus", lambda t: t.truth("liveviewStatus", "liveviewStatus")),
    (Reading.LIVE_VIEW_ROTATION, "liveviewOrientation", _rotation),
    (Reading.PROGRAM_SHIFTED, "programShift", lambda t: t.truth("programShift", "isShifted")),
    (
        Reading.TOUCH_FOCUS_SET,
        "touchAFPosition",
        lambda t: t.truth("touchAFPosition", "currentSet"),
    ),
    (
        Reading.FOCUS_STATUS,
        "focusStatus",
        lambda t: FOCUS.get(t.text("focusStatus", "focusStatus") or ""),
    ),
    (
        Reading.TRACKING,
        "trackingFocusStatus",
        lambda t: {"Tracking": True, "Not Tracking": False}.get(
            t.text("trackingFocusStatus", "trackingFocusStatus") or ""
        ),
    ),
    (Reading.RECORDING_TIME, "recordingTime", lambda t: t.number("recordingTime", "recordingTime")),
    (
        Reading.SHOTS_IN_SERIES,
        "numberOfShots",
        lambda t: t.number("numberOfShots", "numberOfShots"),
    ),
    (
        Reading.BULB_TIME,
        "bulbCapturingTime",
        lambda t: t.number("bulbCapturingTime", "bulbCapturingTime"),
    ),
)
"""Readings that are a member of one object, by the object's type."""


def _count(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and value >= 0 else None


def _level(battery: Mapping[str, Any]) -> int | None:
    part, whole = _count(battery.get("levelNumer")), _count(battery.get("levelDenom"))
    if part is None or not whole or part > whole:
        return None
    return round(100 * part / whole)


def name_of(url: str) -> str:
    """Return what a picture is called: the last part of its address."""
    return unquote(urlsplit(url).path.rpartition("/")[2])[:255]


def taken_at(name: str) -> str | None:
    """Return the moment that a picture's name tells, in the camera's own time."""
    if (stamp := _STAMP.match(name)) is None:
        return None
    day = stamp[1] if len(stamp[1]) == 8 else f"20{stamp[1]}"
    try:
        return datetime.fromisoformat(f"{day}T{stamp[2]}").isoformat()
    except ValueError:
        return None
