"""Each object of getEvent ends as a reading, a setting or an event, or is kept to be looked at."""

from typing import Any

import pytest

from custom_components.camhub.model.camera import Camera, Value
from custom_components.camhub.model.change import Happened
from custom_components.camhub.model.store import Store
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting
from custom_components.camhub.protocols.sony.names import NAMES, STATUS
from custom_components.camhub.protocols.sony.record import Record, name_of, taken_at

OTHERS: list[tuple[dict[str, Any], Reading | Setting, Value]] = [
    ({"type": "cameraStatus", "cameraStatus": "StillSaving"}, Reading.STATUS, "saving"),
    ({"type": "cameraStatus", "cameraStatus": "Unheard"}, Reading.STATUS, None),
    ({"type": "zoomInformation", "zoomPosition": 40}, Reading.ZOOM_POSITION, 40),
    ({"type": "zoomInformation", "zoomPosition": -1}, Reading.ZOOM_POSITION, None),
    ({"type": "liveviewStatus", "liveviewStatus": True}, Reading.LIVE_VIEW_ON, True),
    ({"type": "liveviewOrientation", "liveviewOrientation": "270"}, Reading.LIVE_VIEW_ROTATION, 270),
    ({"type": "liveviewOrientation", "liveviewOrientation": "45"}, Reading.LIVE_VIEW_ROTATION, None),
    ({"type": "programShift", "isShifted": True}, Reading.PROGRAM_SHIFTED, True),
    ({"type": "touchAFPosition", "currentSet": True}, Reading.TOUCH_FOCUS_SET, True),
    ({"type": "focusStatus", "focusStatus": "Not Focusing"}, Reading.FOCUS_STATUS, "not_focusing"),
    ({"type": "focusStatus", "focusStatus": "Dreaming"}, Reading.FOCUS_STATUS, None),
    ({"type": "trackingFocusStatus", "trackingFocusStatus": "Tracking"}, Reading.TRACKING, True),
    ({"type": "trackingFocusStatus", "trackingFocusStatus": "Not Tracking"}, Reading.TRACKING, False),
    ({"type": "trackingFocusStatus", "trackingFocusStatus": ""}, Reading.TRACKING, None),
    ({"type": "recordingTime", "recordingTime": 12}, Reading.RECORDING_TIME, 12),
    ({"type": "recordingTime", "recordingTime": -1}, Reading.RECORDING_TIME, None),
    ({"type": "numberOfShots", "numberOfShots": 3}, Reading.SHOTS_IN_SERIES, 3),
    ({"type": "bulbCapturingTime", "bulbCapturingTime": 4}, Reading.BULB_TIME, 4),
    (
        {"type": "continuousError", "continuousError": "Overheating Warning", "isContinued": True},
        Reading.OVERHEATING,
        True,
    ),
    (
        {"type": "continuousError", "continuousError": "Lens", "isContinued": True},
        Reading.CAMERA_WARNING,
        "Lens",
    ),
    ({"type": "triggeredError", "triggeredError": ["Card", "Lens"]}, Reading.CAMERA_WARNING, "Lens"),
    ({"type": "storageInformation", "numberOfRecordableImages": 7}, Reading.PHOTOS_LEFT, 7),
    ({"type": "storageInformation", "recordableTime": 9}, Reading.RECORDING_TIME_LEFT, 9),
    ({"type": "storageInformation", "storageID": "No Media"}, Reading.MEMORY_ERROR, True),
    ({"type": "stillSize", "currentAspect": "3:2", "currentSize": "5M"}, Setting.IMAGE_SIZE, "3:2 5M"),
    (
        {"type": "whiteBalance", "currentWhiteBalanceMode": "Shade", "currentColorTemperature": -1},
        Setting.WHITE_BALANCE,
        "Shade",
    ),
    (
        {
            "type": "exposureCompensation",
            "currentExposureCompensation": 3,
            "maxExposureCompensation": 9,
            "minExposureCompensation": -9,
            "stepIndexOfExposureCompensation": 1,
        },
        Setting.EXPOSURE_COMPENSATION,
        1.0,
    ),
]  # fmt: skip


class Body:
    """The record of a camera, and what has happened at it."""

    def __init__(self, **options: Any) -> None:
        self.record = Record("key", lambda _: True, lambda: options)
        self.store = Store()
        self.happened: list[Happened] = []
        self.tell(baseline=True)

    def tell(self, *objects: dict[str, Any], baseline: bool = False) -> None:
        _, changes = self.record.take(list(objects), baseline=baseline)
        for change in changes:
            effects = self.store.apply(change)
            self.happened += [effect for effect in effects if isinstance(effect, Happened)]

    @property
    def camera(self) -> Camera:
        return self.store.cameras["key"]

    @property
    def kinds(self) -> list[Kind]:
        return [event.kind for event in self.happened]


@pytest.mark.parametrize(
    ("told", "word", "value"),
    OTHERS,
    ids=[f"{i}-{told['type']}" for i, (told, _, _) in enumerate(OTHERS)],
)
def test_each_object_is_a_reading_or_a_setting(
    told: dict[str, Any], word: Reading | Setting, value: Value
) -> None:
    body = Body()
    body.tell(told)
    if isinstance(word, Reading):
        assert word in body.camera.readings
        assert body.camera.readings[word] == value
    else:
        assert body.camera.settings[word].value == value


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.event)
def test_each_common_setting_comes_from_its_object(name: Any) -> None:
    body = Body()
    body.tell({"type": name.event, name.current: "On", name.candidates: ["On"]})
    assert body.camera.settings[name.word].value in ("On", True)


RESERVED = (
    "sceneRecognition", "formatResult", "aeLock", "bracketShootMode", "creativeStyle", "pictureEffect",
    "timeCodePreset", "userBitPreset", "timeCodeFormat", "timeCodeRunMode", "timeCodeMakeMode", "userBitTimeRec",
    "cameraFunctionResult", "neverHeardOf",
)  # fmt: skip


@pytest.mark.parametrize("kind", RESERVED)
def test_what_is_no_word_of_ours_is_kept_as_it_is(kind: str) -> None:
    body = Body()
    before = body.camera
    body.tell({"type": kind, "member": "value"})
    assert body.camera == before
    assert body.record.told.objects[kind] == {"type": kind, "member": "value"}


# Events.


@pytest.mark.parametrize(
    ("told", "over", "kinds"),
    [
        ("MovieRecording", "MovieSaving", [Kind.RECORDING_STARTED, Kind.RECORDING_STOPPED]),
        ("AudioRecording", "IDLE", [Kind.RECORDING_STARTED, Kind.RECORDING_STOPPED]),
        ("LoopRecording", "LoopWaitRecStop", [Kind.RECORDING_STARTED, Kind.RECORDING_STOPPED]),
        (
            "IntervalRecording",
            "IntervalWaitRecStop",
            [Kind.INTERVAL_STARTED, Kind.INTERVAL_STOPPED],
        ),
        ("Error", "IDLE", [Kind.CAMERA_ERROR, Kind.CAMERA_READY]),
        ("MovieWaitRecStart", "IDLE", []),
    ],
)
def test_what_begins_and_ends_happens_once_each(told: str, over: str, kinds: list[Kind]) -> None:
    body = Body()
    for status in ("IDLE", told, told, over, over):
        body.tell({"type": "cameraStatus", "cameraStatus": status})
    assert body.kinds == kinds


def test_live_view_that_starts_and_stops_is_told() -> None:
    body = Body()
    for on in (True, True, False, False):
        body.tell({"type": "liveviewStatus", "liveviewStatus": on})
    assert body.kinds == [Kind.LIVE_VIEW_STARTED, Kind.LIVE_VIEW_STOPPED]


@pytest.mark.parametrize(
    ("mode", "storage", "low"),
    [
        ("still", {"numberOfRecordableImages": 4, "recordableTime": 60}, True),
        ("still", {"numberOfRecordableImages": 5, "recordableTime": 1}, False),
        ("intervalstill", {"numberOfRecordableImages": 4}, True),
        ("movie", {"numberOfRecordableImages": 1, "recordableTime": 3}, False),
        ("movie", {"numberOfRecordableImages": 100, "recordableTime": 2}, True),
        ("movie", {"numberOfRecordableImages": -1, "recordableTime": -1}, None),
        ("still", {"numberOfRecordableImages": True}, None),
        ("still", {"storageID": "No Media", "numberOfRecordableImages": 0}, None),
    ],
)
def test_memory_is_low_below_what_the_user_wants(
    mode: str, storage: dict[str, Any], low: bool | None
) -> None:
    body = Body(pictures_low=5, minutes_low=3)
    body.tell({"type": "shootMode", "currentShootMode": mode})
    body.tell({"type": "storageInformation", "recordTarget": True, **storage})
    assert body.camera.readings[Reading.MEMORY_LOW] is low
    assert (Kind.MEMORY_LOW in body.kinds) is (low is True)


def test_a_low_memory_tells_how_much_is_left() -> None:
    body = Body()
    body.tell({"type": "storageInformation", "numberOfRecordableImages": 2, "recordableTime": -1})
    assert body.happened[0].data == {"photos_left": 2}


def battery(**members: Any) -> dict[str, Any]:
    return {
        "type": "batteryInfo",
        "batteryInfo": [{"batteryID": "b", "status": "active", **members}],
    }


@pytest.mark.parametrize(
    ("members", "level", "low", "charging"),
    [
        ({"levelNumer": 3, "levelDenom": 4, "additionalStatus": ""}, 75, False, False),
        ({"levelNumer": 0, "levelDenom": 4, "additionalStatus": "batteryNearEnd"}, 0, True, False),
        ({"levelNumer": 4, "levelDenom": 4, "additionalStatus": "charging"}, 100, False, True),
        ({"levelNumer": -1, "levelDenom": -1}, None, False, False),
        ({"levelNumer": 5, "levelDenom": 4}, None, False, False),
        ({"levelNumer": 1, "levelDenom": 0}, None, False, False),
        ({"levelNumer": "3", "levelDenom": 4}, None, False, False),
    ],
)
def test_the_battery(members: dict[str, Any], level: int | None, low: bool, charging: bool) -> None:
    body = Body()
    body.tell(battery(**members))
    readings = body.camera.readings
    assert readings[Reading.BATTERY] == level
    assert readings[Reading.BATTERY_LOW] is low
    assert readings[Reading.CHARGING] is charging
    assert (Kind.BATTERY_LOW in body.kinds) is low


def test_no_battery_is_unknown() -> None:
    body = Body()
    body.tell({"type": "batteryInfo", "batteryInfo": [{"batteryID": "noBattery"}]})
    assert body.camera.readings[Reading.BATTERY] is None


def test_a_warning_is_over_when_the_camera_says_so() -> None:
    body = Body()

    def warn(text: str, goes_on: bool) -> None:
        body.tell({"type": "continuousError", "continuousError": text, "isContinued": goes_on})

    warn("Overheating Warning", True)
    warn("Lens" * 200, True)
    warning = body.camera.readings[Reading.CAMERA_WARNING]
    assert isinstance(warning, str)
    assert len(warning) <= 255
    warn("Other", False)
    assert body.camera.readings[Reading.CAMERA_WARNING] == warning
    warn("Lens" * 200, False)
    warn("Overheating Warning", False)
    assert body.camera.readings[Reading.CAMERA_WARNING] is None
    assert body.camera.readings[Reading.OVERHEATING] is False
    assert body.kinds == [Kind.OVERHEATING]


# Pictures.


def picture(*urls: str) -> dict[str, Any]:
    return {"type": "takePicture", "takePictureUrl": [*urls]}


def test_a_picture_is_told_once_whoever_tells_it() -> None:
    body = Body()
    body.tell({"type": "cameraStatus", "cameraStatus": "StillSaving"})
    first, second = "http://a/pict20260930_151936_0.JPG", "http://a/2.JPG?x=1"
    for change in body.record.shot([first]):
        body.store.apply(change)
    assert body.record.shot([first]) == []
    body.tell(picture(first, second))
    body.tell(picture(second))
    assert body.kinds == [Kind.PHOTO_TAKEN]
    assert body.happened[0].data == {"id": second, "name": "2.JPG"}
    assert body.camera.readings[Reading.LAST_PHOTO] == "2.JPG"


def test_what_is_remembered_of_pictures_is_bounded() -> None:
    body = Body()
    for turn in range(30):
        body.record.shot([f"http://a/{turn}-{i}.JPG" for i in range(100)])
    assert body.record.shot(["http://a/0-0.JPG"]), "long forgotten"
    assert body.record.shot(["http://a/29-99.JPG"]) == []


@pytest.mark.parametrize(
    ("url", "name", "taken"),
    [
        ("http://a/postview/pict20260930_151936_0.JPG", "pict20260930_151936_0.JPG", "2026-09-30T15:19:36"),
        ("http://a/pict140202_0044410001.JPG?%211234%21", "pict140202_0044410001.JPG", "2014-02-02T00:44:41"),
        ("http://a/memory/DCIM/100MSDCF/DSC00023.JPG?size=Scn", "DSC00023.JPG", None),
        ("http://a/pict20269930_151936_0.JPG", "pict20269930_151936_0.JPG", None),
        ("http://a/", "", None),
        ("http://a/" + "x" * 999, "x" * 255, None),
    ],
)  # fmt: skip
def test_what_a_picture_is_called_and_when_it_was_taken(
    url: str, name: str, taken: str | None
) -> None:
    assert name_of(url) == name
    assert taken_at(name) == taken


def test_every_status_is_a_word() -> None:
    for status, word in STATUS.items():
        body = Body()
        body.tell({"type": "cameraStatus", "cameraStatus": status})
        assert body.camera.readings[Reading.STATUS] == word
        assert (Reading.RECORDING, word == "recording") in body.camera.readings.items()
