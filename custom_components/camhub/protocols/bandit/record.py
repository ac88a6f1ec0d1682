"""The camera as a record of ours: what it reads, what it can do, and what has just happened. No I/O."""

from collections.abc import Iterable, Mapping, Sized
from dataclasses import replace
from typing import Any

from ...model.camera import Choice, Value
from ...model.change import Change, Happened, Seen
from ...model.vocabulary import Ability, Kind, Reading, Setting
from . import backchannel as told
from . import items, settings, wire
from .memory import Memory

SHOTS = ("single", "burst")
"""The shoot modes in which one press takes what there is to take; in all others it begins something."""

_ABILITIES = frozenset(
    {
        Ability.SHOOT,
        Ability.HIGHLIGHT,
        Ability.LIVE_VIEW,
        Ability.PICTURE,
        Ability.LIBRARY,
        Ability.SET_CLOCK,
    }
)
_KINDS = frozenset(
    {
        Kind.PHOTO_TAKEN,
        Kind.PHOTO_AVAILABLE,
        Kind.RECORDING_STARTED,
        Kind.RECORDING_STOPPED,
        Kind.HIGHLIGHT_CREATED,
        Kind.CAMERA_CONNECTED,
        Kind.CAMERA_LOST,
        Kind.MEMORY_LOW,
        Kind.MEMORY_ERROR,
        Kind.SHUTTING_DOWN,
        Kind.WIFI_STOPPED,
        Kind.TRANSCODING_DONE,
        Kind.LIVE_VIEW_STARTED,
        Kind.LIVE_VIEW_STOPPED,
        Kind.OTHER_NOTIFICATION,
    }
)


class Record:
    """Builds what there is to tell of the camera from what the camera has told."""

    def __init__(self, key: str, memory: Memory) -> None:
        """Take the key of the record, and what is remembered of the camera."""
        self.key = key
        self.status = wire.status({"recording_active": None})
        self.settings = settings.Settings()
        self.firmware: wire.Firmware | None = None
        self.downloaded: int | None = None
        """Percent of the file that is being kept, None while none is."""
        self.going: str | None = None
        """The status with which the camera said that it goes."""
        self.heard = 0
        """Notifications so far: an answer that was under way meanwhile may be older than they."""
        self.taken = 0
        """Shots so far."""
        self.newest: list[wire.Image] = []
        """The photos of the last of them."""
        self._memory = memory
        self._last_photo: str | None = None
        self._shutdown_reason: str | None = None
        self._transcoded: int | None = None

    @property
    def recording(self) -> bool:
        """Whether the camera records."""
        return self.status.recording is True

    @property
    def busy(self) -> bool:
        """Whether what has no notification changes quickly."""
        return self.recording or self.status.transcoding is True

    @property
    def mode(self) -> str | None:
        """The shoot mode."""
        return self.settings.mode

    def take_status(self, status: wire.Status) -> list[Change]:
        """Take the answer to a question for the status in; return what is to be told."""
        done = self.status.transcoding is True and status.transcoding is False
        self.status = status
        self._transcoded = status.transcoding_progress if status.transcoding else None
        low_at, free = self._memory.low_at, status.free_bytes
        if low_at is not None and free is not None and free > low_at:
            self._memory.low_at = None
        changes: list[Change] = [self.seen()]
        if done:
            changes.append(Happened(self.key, Kind.TRANSCODING_DONE))
        return changes

    def hear(self, news: told.News) -> list[Change]:
        """Take a notification in; return what is to be told."""
        self.heard += 1
        events = list(self._heard(news))
        return [self.seen(), *events]

    def _heard(self, news: told.News) -> Iterable[Happened]:
        match news:
            case told.RecordingStarted(active):
                self.status = replace(self.status, recording=active)
                if active:
                    yield self._event(Kind.RECORDING_STARTED)
            case told.RecordingStopped(files):
                self.status = replace(self.status, recording=False, recording_time=None)
                self._stored(files)
                rows = [video_data(file) for file in files]
                yield self._event(
                    Kind.RECORDING_STOPPED, {"files": rows}, rows[0]["id"] if rows else None
                )
            case told.PhotoCaptured(images):
                self._stored(images)
                for photos in _shots(images, self.mode):
                    yield self._photo(photos)
            case told.TagCreated(tag):
                yield self._event(Kind.HIGHLIGHT_CREATED, tag_data(tag), tag.id)
            case told.TranscodingProgress(percent):
                self._transcoded = percent
                self.status = replace(self.status, transcoding=True)
            case told.Viewfinder(active):
                self.status = replace(self.status, viewfinder=active)
                yield self._event(
                    Kind.LIVE_VIEW_STARTED if active else Kind.LIVE_VIEW_STOPPED,
                )
            case _:
                yield from self._troubled(news)

    def _troubled(self, news: told.News) -> Iterable[Happened]:
        """Take in what is the matter with the card or the power, and what nobody has described."""
        memory = self._memory
        match news:
            case told.MemoryLow(free):
                memory.low_at = (self.status.free_bytes or 0) if free is None else free
                yield self._event(Kind.MEMORY_LOW, {"amount": free})
            case told.CardFailed(failed):
                memory.card_error = failed
                if failed:
                    yield self._event(Kind.MEMORY_ERROR)
            case told.ShuttingDown(reason):
                memory.off = True
                self.going, self._shutdown_reason = "off", reason
                yield self._event(Kind.SHUTTING_DOWN, {"reason": reason})
            case told.WifiStopped():
                self.going = self.going or "wifi_off"
                yield self._event(Kind.WIFI_STOPPED)
            case told.Unknown(name, payload):
                yield self._event(Kind.OTHER_NOTIFICATION, {"type": name, "more": payload})

    def _stored(self, files: Sized) -> None:
        """Take note that something was stored: the card works again."""
        if files:
            self._memory.card_error = False

    def _event(
        self, kind: Kind, data: Mapping[str, Any] | None = None, identity: str | None = None
    ) -> Happened:
        return Happened(self.key, kind, identity, _told(data or {}))

    def _photo(self, photos: list[wire.Image]) -> Happened:
        """Return the event of a photo, or of a burst of several."""
        rows = [image_data(photo) for photo in photos]
        self.taken += 1
        self.newest = photos
        self._last_photo = photos[-1].path or self._last_photo
        data = rows[-1] if len(rows) == 1 else {**rows[-1], "photos": rows}
        return self._event(Kind.PHOTO_TAKEN, data, rows[0]["id"])

    def seen(self) -> Seen:
        """Return the whole record as it is now."""
        about = self.settings.now
        blocked = Ability.SHOOT if self.recording else Ability.HIGHLIGHT
        return Seen(
            self.key,
            name=about.ssid or "Bandit",
            maker="TomTom",
            model="Bandit",
            serial=about.serial,
            firmware=None if self.firmware is None else self.firmware.version,
            readings=self._readings(),
            settings={**self.settings.choices(), Setting.RECORD: self._record()},
            carries=frozenset({Reading.SHUTDOWN_REASON, Reading.LAST_PHOTO}),
            abilities=_ABILITIES,
            kinds=_KINDS,
            blocked=frozenset({blocked}),
        )

    def _record(self) -> Choice:
        # A photo is taken by shooting: there is nothing that could be stopped.
        return Choice(self.status.recording, writable=self.recording or self.mode not in SHOTS)

    def _readings(self) -> dict[Reading, Value]:
        status, memory = self.status, self._memory
        readings: dict[Reading, Value] = {
            Reading.ONLINE: True,
            Reading.STATUS: self._word(),
            Reading.BATTERY: status.battery,
            Reading.CHARGING: status.charging,
            Reading.RECORDING: status.recording,
            Reading.RECORDING_TIME: status.recording_time,
            Reading.MEMORY_LOW: memory.low_at is not None,
            Reading.MEMORY_ERROR: memory.card_error,
            Reading.STORAGE_FREE: status.free_bytes,
            Reading.PHOTOS_LEFT: status.photos_left,
            Reading.RECORDING_TIME_LEFT: None
            if status.time_left is None
            else status.time_left // 60,
            Reading.LIVE_VIEW_ON: status.viewfinder,
            Reading.TRANSCODING_PROGRESS: self._transcoded,
            Reading.DOWNLOAD_PROGRESS: self.downloaded,
            Reading.GPS_FIX: status.gps_fix,
            Reading.GPS_STRENGTH: status.gps_strength,
            Reading.HEART_RATE_SENSOR: status.heart_rate_sensor,
            Reading.CADENCE_SENSOR: status.cadence_sensor,
        }
        if self._last_photo is not None:
            readings[Reading.LAST_PHOTO] = self._last_photo
        if self._shutdown_reason is not None:
            readings[Reading.SHUTDOWN_REASON] = self._shutdown_reason
        if self.firmware is not None and memory.pending:
            readings[Reading.PENDING_FIRMWARE] = self.firmware.pending
        return readings

    def _word(self) -> str:
        status = self.status
        if self.going is not None:
            return self.going
        if self.recording:
            return "recording"
        if status.transcoding:
            return "transcoding"
        return "previewing" if status.previewing else "ready"


def image_data(image: wire.Image) -> dict[str, Any]:
    """Return what an automation is told of a photo."""
    return _told(
        {
            "id": items.picture_id(image.id),
            "name": items.name_of(image.path),
            "file": image.path,
            "format": "jpeg",
            "source_time": image.created,
            "bytes": image.size,
            "mode": image.mode,
            "resolution": image.resolution,
            "aspect_ratio": image.aspect_ratio,
            "latitude": image.latitude,
            "longitude": image.longitude,
        }
    )


def video_data(video: wire.Video) -> dict[str, Any]:
    """Return what an automation is told of a video."""
    return _told(
        {
            "id": items.video_id(video.id),
            "path": video.path,
            "created": video.created,
            "size": video.size,
            "length": video.length,
            "highlights": video.highlights,
            "mode": video.mode,
            "resolution": video.resolution,
            "frame_rate": video.frame_rate,
            "aspect_ratio": video.aspect_ratio,
        }
    )


def tag_data(tag: wire.Tag) -> dict[str, Any]:
    """Return what an automation is told of a highlight; its notification does not tell of which video."""
    return _told(
        {
            "id": tag.id,
            "offset": tag.offset,
            "start": tag.start,
            "length": tag.length,
            "kind": tag.kind,
            "value": tag.value,
        }
    )


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def _shots(images: Iterable[wire.Image], mode: str | None) -> list[list[wire.Image]]:
    """Return the photos of one message by shot: a burst is one, and each other photo one of its own.

    Photos that are told by their ids alone are taken to be of the shoot mode.
    """
    burst = [image for image in images if (image.mode or mode) == "burst"]
    others = [[image] for image in images if (image.mode or mode) != "burst"]
    return [burst, *others] if burst else others
