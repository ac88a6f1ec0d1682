"""The photos of a session: what an update of one says that happened to it."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ...model.change import Happened
from ...model.store import MAX_CAMERAS
from ...model.vocabulary import Kind
from .values import count, orientation, path, photo_format, text, whole

MAX_PHOTOS = 50_000
"""Photos remembered; a session that holds more is told of what arrives, not of what a resync finds."""

type Body = dict[str, Any]

DATA: dict[str, tuple[str, Callable[[object], object]]] = {
    "PhotoOriginalName": ("original_name", text),
    "PhotoFilename": ("file", path),
    "PhotoFormat": ("format", photo_format),
    "PhotoFilesize": ("bytes", count),
    "PhotoWidth": ("width", count),
    "PhotoHeight": ("height", count),
    "PhotoAperture": ("aperture", text),
    "PhotoShutterSpeed": ("shutter_speed", text),
    "PhotoISO": ("iso", text),
    "PhotoFocalLength": ("focal_length", text),
    "PhotoOrientation": ("orientation", orientation),
    "PhotoOrigin": ("origin", text),
    "PhotoSequenceNum": ("sequence", whole),
    "PhotoBatchNum": ("batch", whole),
    "PhotoSessionNum": ("session", whole),
    "PhotoSessionName": ("session_name", text),
    "PhotoBarcode": ("barcode", text),
    "PhotoHash": ("hash", text),
    "PhotoDateCaptured": ("source_time", text),
}
"""What an automation gets of a photo besides its id and its name; empty and unknown values are left out."""

_PLACES = {
    "Local Disk": Kind.PHOTO_DOWNLOADED,
    "Deleted": Kind.PHOTO_DELETED,
    "Orphaned": Kind.PHOTO_ORPHANED,
}
"""What it means that a photo is at a new place."""

_FOUND_AT = ("Camera", "Local Disk")
"""Where a photo is when it is told as taken: elsewhere there is nothing of it to be had."""


class Photo(NamedTuple):
    """What is remembered of a photo: where it is and what it is called."""

    key: str
    camera: str
    location: str | None = None
    computed: str | None = None
    name: str | None = None
    captured: str | None = None
    batch: int | None = None
    sequence: int | None = None
    barcode: str | None = None

    @property
    def shown(self) -> str | None:
        """What it is called: by its file once there is one."""
        return self.name or self.computed

    @property
    def exposure(self) -> str:
        """The press of the shutter that the photo came from: a RAW and its JPEG share it."""
        if self.batch is None or self.captured is None:
            return self.key
        return f"{self.camera}|{self.batch}|{self.captured}"

    @property
    def age(self) -> tuple[str, int]:
        """What sorts photos of one camera by when they were taken."""
        return (self.captured or "", self.sequence if self.sequence is not None else -1)


class Photos:
    """Every photo of the session by its key, within a bound."""

    def __init__(self) -> None:
        """Start with no photos."""
        self._photos: OrderedDict[str, Photo] = OrderedDict()
        self._last: dict[str, Photo] = {}
        self._unlisted: set[str] = set()
        self.overflowed = False

    def last(self, camera: str) -> Photo | None:
        """Return the newest photo of a camera, be it deleted."""
        return self._last.get(camera)

    def keys(self, cameras: Iterable[str], *, undownloaded: bool = False) -> list[str]:
        """Return the keys of these cameras' photos, only those still on the camera where asked."""
        wanted = set(cameras)
        return [
            photo.key
            for photo in self._there()
            if photo.camera in wanted and (not undownloaded or photo.location == "Camera")
        ]

    def newest(self, cameras: Iterable[str]) -> list[str]:
        """Return the key of the newest photo that each of these cameras has."""
        newest: dict[str, Photo | None] = dict.fromkeys(cameras)
        for photo in self._there():
            if photo.camera in newest:
                last = newest[photo.camera]
                if last is None or last.age <= photo.age:
                    newest[photo.camera] = photo
        return [photo.key for photo in newest.values() if photo is not None]

    def listed(self, keys: set[str | None]) -> None:
        """Hear which photos the application lists; no other can be asked for.

        They are not forgotten: one that is listed again is not new.
        """
        self._unlisted = self._photos.keys() - keys

    def _there(self) -> Iterator[Photo]:
        """Return the photos that the application can be asked for."""
        return (
            photo
            for photo in self._photos.values()
            if photo.location != "Deleted" and photo.key not in self._unlisted
        )

    def update(self, body: Body) -> tuple[Photo, list[Happened], Happened | None] | None:
        """Take an update in; return None where it names no photo.

        Else the photo, what happened, and that it was taken, if it is new or was taken again:
        wherever it is, even where that is not told as an event.
        """
        key = text(body.get("PhotoKey"))
        known = self._photos.get(key) if key else None
        camera = text(body.get("CameraKey")) or (known.camera if known else None)
        if not key or not camera:
            return None
        photo = _merged(known or Photo(key, camera), body)
        self._remember(photo)
        return photo, *_told(known, photo, body)

    def _remember(self, photo: Photo) -> None:
        self._photos[photo.key] = photo
        self._unlisted.discard(photo.key)
        if len(self._photos) > MAX_PHOTOS:
            self._photos.popitem(last=False)
            self.overflowed = True
        last = self._last.get(photo.camera)
        if last is None:
            if len(self._last) < MAX_CAMERAS:
                self._last[photo.camera] = photo
        elif last.key == photo.key or last.age <= photo.age:
            self._last[photo.camera] = photo


def _merged(old: Photo, body: Body) -> Photo:
    """Return the photo with what an update names; any field may be missing."""
    batch, sequence = whole(body.get("PhotoBatchNum")), whole(body.get("PhotoSequenceNum"))
    return Photo(
        old.key,
        old.camera,
        text(body.get("PhotoLocation")) or old.location,
        text(body.get("PhotoComputedName")) or old.computed,
        text(body.get("PhotoName")) or old.name,
        text(body.get("PhotoDateCaptured")) or old.captured,
        old.batch if batch is None else batch,
        old.sequence if sequence is None else sequence,
        text(body.get("PhotoBarcode")) or old.barcode,
    )


def _told(old: Photo | None, new: Photo, body: Body) -> tuple[list[Happened], Happened | None]:
    """Return what happened to a photo between what was known of it and now, and that it was taken."""
    kinds: list[tuple[Kind, str | None]] = []
    # A known photo with another batch number was taken again. Its date does not tell: it is the
    # computer's before the download and the camera's after it.
    fresh = old is None or (old.batch is not None and old.batch != new.batch)
    place = _PLACES.get(new.location or "")
    if place is not None and (old is None or old.location != new.location):
        # Events that were held during a snapshot tell the way there once more.
        kinds.append((place, f"{new.key}|{new.batch}"))
    if old is not None and (_differ(old.computed, new.computed) or _differ(old.name, new.name)):
        kinds.append((Kind.PHOTO_RENAMED, None))
    data = photo_data(new, body) if fresh or kinds else {}
    told = [Happened(new.camera, kind, identity, data) for kind, identity in kinds]
    taken = Happened(new.camera, Kind.PHOTO_TAKEN, new.exposure, data) if fresh else None
    if taken is not None and new.location in _FOUND_AT:
        told.insert(0, taken)
    if new.barcode and (old is None or old.barcode != new.barcode):
        scanned = {"text": new.barcode, "photo": new.key}
        told.append(Happened(new.camera, Kind.BARCODE_SCANNED, f"{new.key}|{new.barcode}", scanned))
    return told, taken


def _differ(old: str | None, new: str | None) -> bool:
    """Tell whether a name that was known is another one now."""
    return bool(old) and old != new


def photo_data(photo: Photo, body: Body) -> dict[str, object]:
    """Return what an automation gets of a photo: its id, its name and what the update tells."""
    data: dict[str, object] = {"id": photo.key}
    if name := photo.shown:
        data["name"] = name
    for field, (word, convert) in DATA.items():
        if field in body and (value := convert(body[field])) not in (None, ""):
            data[word] = value
    return data
