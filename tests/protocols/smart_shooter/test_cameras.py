"""A camera of the rig: partial updates merged, in our words."""

from typing import Any

import pytest

from custom_components.camhub.model.camera import Camera, Choice
from custom_components.camhub.model.change import Change, Happened, Seen
from custom_components.camhub.model.store import Store
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting
from custom_components.camhub.protocols.smart_shooter import cameras as module
from custom_components.camhub.protocols.smart_shooter.cameras import RigCamera

from .messages import LEFT

ISO = {
    "CameraPropertyType": "ISO",
    "CameraPropertyValue": "100",
    "CameraPropertyIsWriteable": True,
    "CameraPropertyRange": ["100", "200"],
}


class One:
    """A camera that is told of, and its record."""

    def __init__(self) -> None:
        self.camera = RigCamera(LEFT)
        self.store = Store()

    def hear(self, *, frames: bool = False, **fields: Any) -> list[Change]:
        changes = self.camera.update({"CameraKey": LEFT, **fields}, frames=frames)
        for change in changes:
            self.store.apply(change)
        return changes

    def events(self, **fields: Any) -> list[Kind]:
        return [change.kind for change in self.hear(**fields) if isinstance(change, Happened)]

    @property
    def record(self) -> Camera:
        return self.store.cameras[LEFT]


@pytest.fixture
def one() -> One:
    return One()


def test_every_field_comes_to_its_word(one: One) -> None:
    one.hear(
        CameraName="C001",
        CameraMake="Nikon Corporation",
        CameraModel="D850",
        CameraSerialNumber="1234567",
        CameraStatus="Ready",
        CameraBatterylevel=80,
        CameraPowersource="Battery",
        CameraVideoIsSupported=True,
        CameraVideoIsEnabled=True,
        CameraVideoElapsedTime=61_999,
        CameraNumCards=2,
        CameraIsFocused=True,
        CameraLiveviewIsSupported=True,
        CameraLiveviewIsEnabled=True,
        CameraLiveviewZoomIsSupported=True,
        CameraLiveviewZoomIsEnabled=False,
        CameraLiveviewDOFIsSupported=True,
        CameraLiveviewDOFIsEnabled=True,
        PhotoBatchNum=32,
        CameraNumPhotosTaken=11,
        CameraNumPhotosFailed=1,
        CameraNumDownloadsComplete=10,
        CameraNumDownloadsFailed=2,
        CameraDownloadRate=260.52478,
        CameraBulbIsEnabled=False,
        CameraGroup="wall",
        CameraTriggerIndex=3,
        CameraPowerZoomPosition=40,
        CameraPowerZoomTarget=-1,
        CameraPropertyInfo=[ISO],
    )
    record = one.record
    assert (record.name, record.maker, record.model, record.serial) == (
        "C001",
        "Nikon Corporation",
        "D850",
        "1234567",
    )
    assert record.readings == {
        Reading.ONLINE: True,
        Reading.STATUS: "ready",
        Reading.BATTERY: 80,
        Reading.POWER_SOURCE: "battery",
        Reading.RECORDING: True,
        Reading.RECORDING_TIME: 61,
        Reading.CARDS: 2,
        Reading.FOCUSED: True,
        Reading.LIVE_VIEW_ON: True,
        Reading.NEXT_BATCH: 32,
        Reading.PHOTOS_TAKEN: 11,
        Reading.PHOTOS_FAILED: 1,
        Reading.DOWNLOADS_DONE: 10,
        Reading.DOWNLOADS_FAILED: 2,
        Reading.DOWNLOAD_RATE: 260.52,
        Reading.BULB_ACTIVE: False,
        Reading.POWER_ZOOM_TARGET: None,
        Reading.LAST_PHOTO: None,
    }
    assert record.settings == {
        Setting.CONNECT: Choice(True),
        Setting.RECORD: Choice(True),
        Setting.LIVE_VIEW_ZOOM: Choice(False),
        Setting.DEPTH_OF_FIELD_PREVIEW: Choice(True),
        Setting.GROUP: Choice("wall"),
        Setting.TRIGGER_INDEX: Choice(3, minimum=0, maximum=100, step=1),
        Setting.POWER_ZOOM: Choice(40, minimum=0, maximum=100, step=1),
        Setting.ISO: Choice("100", ("100", "200")),
    }
    assert one.camera.group == "wall"
    assert one.camera.live_view_on


def test_a_field_that_is_not_sent_stays_as_it_was(one: One) -> None:
    one.hear(CameraStatus="Ready", CameraBatterylevel=80, CameraName="C001")
    one.hear(CameraBatterylevel=79)
    assert one.record.online
    assert one.record.readings[Reading.BATTERY] == 79
    assert one.record.name == "C001"
    assert one.hear(CameraBatterylevel=79) == []
    assert one.hear(CameraMetadataTimestamp=1, CameraOrientation="None") == []


def test_a_camera_without_video_or_zoom_has_no_such_switches(one: One) -> None:
    one.hear(CameraVideoIsSupported=False, CameraVideoIsEnabled=False, CameraPowerZoomPosition=-1)
    assert one.record.settings == {}


def test_properties_are_merged_entry_by_entry_and_field_by_field(one: One) -> None:
    one.hear(CameraPropertyInfo=[ISO, {**ISO, "CameraPropertyType": "Aperture"}])
    one.hear(CameraPropertyInfo=[{"CameraPropertyType": "ISO", "CameraPropertyValue": "200"}])
    assert one.record.settings[Setting.ISO] == Choice("200", ("100", "200"))
    assert one.record.settings[Setting.APERTURE] == Choice("100", ("100", "200"))
    one.hear(CameraPropertyInfo=[{"CameraPropertyType": "ISO", "CameraPropertyIsWriteable": False}])
    assert one.record.settings[Setting.ISO] == Choice("200", ("100", "200"), writable=False)
    assert one.hear(CameraPropertyInfo=[{"CameraPropertyType": "ISO"}]) == []


def test_properties_of_another_edition_and_of_no_kind_are_left_out(one: One) -> None:
    rows = [{**ISO, "CameraPropertyType": "Mood"}, {**ISO, "CameraPropertyType": []}, 7, None, ISO]
    one.hear(CameraPropertyInfo=rows)
    assert set(one.record.settings) == {Setting.ISO}
    assert one.hear(CameraPropertyInfo="nothing") == []


def test_a_range_is_bounded_and_holds_each_value_once(
    one: One, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_OPTIONS", 4)
    one.hear(CameraPropertyInfo=[{**ISO, "CameraPropertyRange": ["1", "1", "", 7, "2", "3"]}])
    assert one.record.settings[Setting.ISO].options == ("1",)


def test_of_a_range_without_end_the_first_512_values_are_kept(one: One) -> None:
    endless = [str(value) for value in range(1000)]
    one.hear(CameraPropertyInfo=[{**ISO, "CameraPropertyRange": endless}])
    assert one.record.settings[Setting.ISO].options == tuple(endless[:512])


def test_abilities_follow_what_the_camera_says(one: One) -> None:
    one.hear(CameraStatus="Ready")
    assert one.record.abilities == {
        Ability.SHOOT,
        Ability.IDENTIFY,
        Ability.RESHOOT,
        Ability.AUTOFOCUS,
    }
    one.hear(CameraAutofocusIsSupported=False, CameraLiveviewIsSupported=True)
    assert Ability.AUTOFOCUS not in one.record.abilities
    assert Ability.LIVE_VIEW not in one.record.abilities, "nobody publishes its frames"
    one.hear(frames=True)
    assert Ability.LIVE_VIEW in one.record.abilities


def test_a_camera_comes_gets_lost_and_comes_back(one: One) -> None:
    assert one.events(CameraStatus="Disconnected") == []
    assert one.events(CameraStatus="Ready") == [Kind.CAMERA_CONNECTED]
    assert one.events(CameraStatus="Busy") == []
    assert one.events(CameraStatus="Lost") == [Kind.CAMERA_LOST]
    assert not one.record.online
    assert one.events(CameraStatus="Absent") == []
    assert one.events(CameraStatus="Ready") == [Kind.CAMERA_CONNECTED]
    assert one.events(CameraStatus="Absent") == [Kind.CAMERA_LOST]


def test_a_camera_that_recovers_from_an_error_is_ready(one: One) -> None:
    one.hear(CameraStatus="Ready")
    assert one.events(CameraStatus="Error") == [Kind.CAMERA_ERROR]
    assert one.events(CameraStatus="Ready") == [Kind.CAMERA_READY]


def test_disconnecting_a_camera_does_not_lose_it(one: One) -> None:
    one.hear(CameraStatus="Ready")
    assert one.events(CameraStatus="Disconnected") == []
    assert one.record.settings[Setting.CONNECT] == Choice(False)


def test_a_camera_that_comes_online_is_told_of_whole(one: One) -> None:
    """The user may have removed it meanwhile."""
    one.hear(CameraName="C001", CameraStatus="Ready", CameraPropertyInfo=[ISO])
    one.hear(CameraStatus="Lost")
    (seen, _) = one.hear(CameraStatus="Ready")
    assert isinstance(seen, Seen)
    assert seen.name == "C001"
    assert seen.settings[Setting.ISO] == Choice("100", ("100", "200"))
    assert seen.abilities
    assert seen.kinds


@pytest.mark.parametrize("wrong", [None, 7, [], {}, True])
def test_a_status_of_a_wrong_type_invents_neither_a_loss_nor_a_return(
    one: One, wrong: object
) -> None:
    one.hear(CameraStatus="Ready")
    assert one.hear(CameraStatus=wrong) == []
    assert one.hear(CameraStatus="Ready") == []


def test_a_status_of_another_edition_is_unknown_and_not_connected(one: One) -> None:
    one.hear(CameraStatus="Ready")
    assert one.events(CameraStatus="Asleep") == []
    assert (one.record.online, one.record.readings[Reading.STATUS]) == (False, None)
    assert one.events(CameraStatus="Ready") == [], "nobody knows that it was away"
    assert one.record.online
    one.hear(CameraStatus="Asleep")
    assert one.events(CameraStatus="Lost") == [Kind.CAMERA_LOST]


def test_photos_that_fail_are_told_with_how_many(one: One) -> None:
    assert one.events(CameraNumPhotosFailed=3) == [], "that was before"
    changes = one.hear(CameraNumPhotosFailed=5)
    assert changes[1:] == [Happened(LEFT, Kind.PHOTO_FAILED, None, {"count": 2})]
    assert one.events(CameraNumPhotosFailed=0) == [], "the counter began anew"
