"""Photos: what an update says that happened."""

from typing import Any

import pytest

from custom_components.camhub.model.change import Happened
from custom_components.camhub.model.vocabulary import Kind
from custom_components.camhub.protocols.smart_shooter import photos as module
from custom_components.camhub.protocols.smart_shooter.photos import DATA, Photos

from .messages import LEFT, PHOTO, RIGHT


def body(key: str = PHOTO, camera: str = LEFT, **fields: Any) -> dict[str, Any]:
    return {"PhotoKey": key, "CameraKey": camera, **fields}


TAKEN = body(
    PhotoLocation="Camera",
    PhotoComputedName="SSP_31.JPG",
    PhotoDateCaptured="20240514 17:36:25.000",
    PhotoBatchNum=31,
    PhotoSequenceNum=31,
    PhotoFormat="JPEG",
    PhotoISO="",
)
DOWNLOADED = {**TAKEN, "PhotoLocation": "Local Disk", "PhotoName": "SSP_31.JPG", "PhotoISO": "400"}


def happened(photos: Photos, *updates: dict[str, Any]) -> list[Happened]:
    """Return what the last update says that happened."""
    events: list[Happened] = []
    for update in updates:
        updated = photos.update(update)
        events = updated[1] if updated else []
    return events


def kinds(photos: Photos, *updates: dict[str, Any]) -> list[Kind]:
    return [event.kind for event in happened(photos, *updates)]


def test_a_photo_is_taken_and_then_downloaded() -> None:
    photos = Photos()
    (taken,) = happened(photos, TAKEN)
    assert (taken.key, taken.kind) == (LEFT, Kind.PHOTO_TAKEN)
    assert taken.data == {
        "id": PHOTO,
        "name": "SSP_31.JPG",
        "format": "jpeg",
        "sequence": 31,
        "batch": 31,
        "source_time": "20240514 17:36:25.000",
    }
    (downloaded,) = happened(photos, DOWNLOADED)
    assert downloaded.kind is Kind.PHOTO_DOWNLOADED
    assert downloaded.data["iso"] == "400"
    assert kinds(photos, DOWNLOADED) == []


WORDS: dict[str, tuple[Any, str, object]] = {
    "PhotoOriginalName": ("DSC_0000.JPG", "original_name", "DSC_0000.JPG"),
    "PhotoFilename": ("/photos/SSP_31.JPG", "file", "/photos/SSP_31.JPG"),
    "PhotoFormat": ("JPEG", "format", "jpeg"),
    "PhotoFilesize": (7_340_032, "bytes", 7_340_032),
    "PhotoWidth": (4128, "width", 4128),
    "PhotoHeight": (2752, "height", 2752),
    "PhotoAperture": ("3.3", "aperture", "3.3"),
    "PhotoShutterSpeed": ("10/16000", "shutter_speed", "10/16000"),
    "PhotoISO": ("12800", "iso", "12800"),
    "PhotoFocalLength": ("30.0", "focal_length", "30.0"),
    "PhotoOrientation": ("Rotate90", "orientation", "rotate_90"),
    "PhotoOrigin": ("ui", "origin", "ui"),
    "PhotoSequenceNum": (31, "sequence", 31),
    "PhotoBatchNum": (32, "batch", 32),
    "PhotoSessionNum": (1, "session", 1),
    "PhotoSessionName": ("wedding", "session_name", "wedding"),
    "PhotoBarcode": ("Hallo!", "barcode", "Hallo!"),
    "PhotoHash": ("5E22B1D0", "hash", "5E22B1D0"),
    "PhotoDateCaptured": ("20240514 17:36:25.000", "source_time", "20240514 17:36:25.000"),
}
"""Fields of a photo with a value as it is sent, and what an automation gets of it."""


@pytest.mark.parametrize(("field", "told"), WORDS.items())
def test_every_field_comes_to_its_word(field: str, told: tuple[Any, str, object]) -> None:
    sent, word, value = told
    taken = happened(Photos(), body(PhotoLocation="Camera", **{field: sent}))[0]
    assert taken.data == {"id": PHOTO, word: value}


def test_no_field_is_left_out() -> None:
    assert DATA.keys() == WORDS.keys()


def test_the_path_of_a_photo_is_whole_and_bounded() -> None:
    deep = "/photos" + "/a folder of a session" * 20 + "/SSP_31.JPG"
    assert len(deep) > 255
    (taken,) = happened(Photos(), body(PhotoLocation="Camera", PhotoFilename=deep))
    assert taken.data["file"] == deep
    (taken,) = happened(Photos(), body(PhotoLocation="Camera", PhotoFilename="/x" * 10_000))
    assert len(str(taken.data["file"])) == 4096
    (taken,) = happened(Photos(), body(PhotoLocation="Camera", PhotoFilename=7))
    assert "file" not in taken.data


def test_a_photo_that_is_first_seen_on_the_disk_was_taken_too() -> None:
    assert kinds(Photos(), DOWNLOADED) == [Kind.PHOTO_TAKEN, Kind.PHOTO_DOWNLOADED]


def test_raw_and_jpeg_of_one_press_are_one_photo() -> None:
    photos = Photos()
    (raw,) = happened(photos, TAKEN)
    (jpeg,) = happened(photos, {**TAKEN, "PhotoKey": "another"})
    (next_,) = happened(photos, {**TAKEN, "PhotoKey": "third", "PhotoBatchNum": 32})
    assert raw.identity == jpeg.identity != next_.identity


@pytest.mark.parametrize(
    "other",
    [
        {"CameraKey": RIGHT},
        {"PhotoBatchNum": 32},
        {"PhotoDateCaptured": "20240514 17:36:26.000"},
    ],
    ids=["another camera", "another batch", "another date"],
)
def test_a_photo_of_another_camera_batch_or_date_is_of_another_press(other: dict[str, Any]) -> None:
    photos = Photos()
    (one,) = happened(photos, TAKEN)
    (two,) = happened(photos, {**TAKEN, "PhotoKey": "another", **other})
    assert one.kind is two.kind is Kind.PHOTO_TAKEN
    assert one.identity != two.identity


def test_without_a_batch_number_each_file_is_a_photo_of_its_own() -> None:
    photos = Photos()
    one = happened(photos, body("a", PhotoLocation="Camera"))
    other = happened(photos, body("b", PhotoLocation="Camera"))
    assert one[0].identity != other[0].identity


def test_a_download_that_is_told_twice_is_one() -> None:
    """A snapshot may already say what events that were held then say again, step by step."""
    photos = Photos()
    first = happened(photos, DOWNLOADED)[1]
    assert kinds(photos, TAKEN) == []
    again = happened(photos, DOWNLOADED)[0]
    assert (first.kind, first.identity) == (again.kind, again.identity)
    assert first.identity is not None


def test_a_known_photo_with_another_batch_number_was_taken_again() -> None:
    photos = Photos()
    first = happened(photos, DOWNLOADED)[0]
    again = happened(photos, {**TAKEN, "PhotoBatchNum": 32})[0]
    assert again.kind is Kind.PHOTO_TAKEN
    assert again.identity != first.identity


@pytest.mark.parametrize(
    ("location", "kind"),
    [("Deleted", Kind.PHOTO_DELETED), ("Orphaned", Kind.PHOTO_ORPHANED)],
)
def test_photos_that_go_away(location: str, kind: Kind) -> None:
    photos = Photos()
    assert kinds(photos, TAKEN, body(PhotoLocation=location)) == [kind]
    assert kinds(photos, body(PhotoLocation=location)) == []


def test_a_photo_is_renamed_where_it_had_a_name() -> None:
    photos = Photos()
    assert kinds(photos, TAKEN, DOWNLOADED) == [Kind.PHOTO_DOWNLOADED]
    (renamed,) = happened(photos, body(PhotoComputedName="portrait.JPG", PhotoName="portrait.JPG"))
    assert (renamed.kind, renamed.data["name"]) == (Kind.PHOTO_RENAMED, "portrait.JPG")


def test_a_barcode_is_scanned_once() -> None:
    photos = Photos()
    (scanned,) = happened(photos, TAKEN, body(PhotoBarcode="Hallo!"))
    assert (scanned.kind, scanned.data) == (
        Kind.BARCODE_SCANNED,
        {"text": "Hallo!", "photo": PHOTO},
    )
    assert kinds(photos, body(PhotoBarcode="Hallo!")) == []
    (other,) = happened(photos, body(PhotoBarcode="Welt!"))
    assert other.identity != scanned.identity


def test_an_update_that_names_no_photo_or_no_camera_is_none() -> None:
    photos = Photos()
    assert photos.update({"CameraKey": LEFT}) is None
    assert photos.update({"PhotoKey": "", "CameraKey": LEFT}) is None
    assert photos.update({"PhotoKey": PHOTO}) is None
    photos.update(TAKEN)
    assert photos.update({"PhotoKey": PHOTO}) is not None, "now its camera is known"


def test_the_last_photo_is_the_newest_not_the_one_heard_of_last() -> None:
    photos = Photos()
    assert photos.last(LEFT) is None
    photos.update(TAKEN)
    photos.update({**TAKEN, "PhotoKey": "newer", "PhotoDateCaptured": "20240514 17:40:00.000"})
    photos.update({**TAKEN, "PhotoKey": "older", "PhotoDateCaptured": "20240513 09:00:00.000"})
    photos.update(body("other", RIGHT, PhotoLocation="Camera"))
    assert (last := photos.last(LEFT)) is not None
    assert last.key == "newer"
    photos.update(body("newer", PhotoName="best.JPG"))
    assert (last := photos.last(LEFT)) is not None
    assert last.name == "best.JPG"


def test_photos_of_cameras_and_those_that_still_wait_on_them() -> None:
    photos = Photos()
    photos.update(body("a", PhotoLocation="Camera"))
    photos.update(body("b", PhotoLocation="Local Disk"))
    photos.update(body("c", RIGHT, PhotoLocation="Camera"))
    assert photos.keys([LEFT, RIGHT]) == ["a", "b", "c"]
    assert photos.keys([LEFT], undownloaded=True) == ["a"]


def test_photos_that_are_gone_cannot_be_asked_for() -> None:
    photos = Photos()
    for number, key in enumerate(("a", "b", "c", "d")):
        photos.update(body(key, PhotoLocation="Camera", PhotoSequenceNum=number))
    photos.update(body("d", PhotoLocation="Deleted"))
    assert photos.keys([LEFT]) == ["a", "b", "c"]
    assert photos.newest([LEFT, RIGHT]) == ["c"]
    photos.listed({"a", "b", None})
    assert photos.keys([LEFT]) == photos.keys([LEFT], undownloaded=True) == ["a", "b"]
    assert photos.newest([LEFT]) == ["b"]
    photos.update(body("c", PhotoIsScanned=True))
    assert photos.newest([LEFT]) == ["c"], "the application tells of it after all"


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PHOTOS", 3)
    monkeypatch.setattr(module, "MAX_CAMERAS", 2)
    photos = Photos()
    cameras = [f"camera {number}" for number in range(5)]
    for number, camera in enumerate(cameras):
        assert photos.overflowed is (number > 3)
        photos.update(body(f"photo {number}", camera, PhotoLocation="Camera"))
    assert photos.keys(cameras) == ["photo 2", "photo 3", "photo 4"]
    assert [camera for camera in cameras if photos.last(camera)] == cameras[:2]
