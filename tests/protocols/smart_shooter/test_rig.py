"""The rig: messages in, changes out."""

from typing import Any

import pytest

from custom_components.camhub.model.camera import HUB, Choice
from custom_components.camhub.model.change import Change, Gone, Happened, Seen, Snapshot
from custom_components.camhub.model.store import Store
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting
from custom_components.camhub.protocols.smart_shooter import rig as module
from custom_components.camhub.protocols.smart_shooter.requests import Request, Selects
from custom_components.camhub.protocols.smart_shooter.rig import Rig

from .messages import LEFT, RIGHT, camera, kinds, message, photo, seen, told

NODE = {
    "NodeKey": "",
    "NodeName": "studio-mac",
    "NodeVersion": "v4.28",
    "NodeDateTime": 1_715_726_189_605,
    "NodeUpTime": 1_168_055,
    "NodePlatform": "macos",
    "NodeDiskSpace": 100_401_266_688,
    "NodeMemoryUsage": 137_461_439,
}


def one_camera(key: str = LEFT, **fields: Any) -> dict[str, Any]:
    return {"CameraKey": key, "CameraStatus": "Ready", **fields}


def one_photo(key: str = "p1", camera: str = LEFT, **fields: Any) -> dict[str, Any]:
    return {"PhotoKey": key, "CameraKey": camera, "PhotoLocation": "Camera", **fields}


def body(*cameras: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"NodeInfo": [NODE], "CameraInfo": list(cameras or [one_camera()]), **others}


def stored(*changes: Change) -> Store:
    store = Store()
    for change in changes:
        store.apply(change)
    return store


def test_the_first_snapshot_is_a_baseline_of_everything() -> None:
    rig = Rig()
    options = {"DefaultStorage": "Disk", "AutoConnect": True, "PhotoSessionNum": 1}
    snapshot = rig.snapshot(
        body(
            one_camera(LEFT, CameraName="C001"),
            one_camera(RIGHT, CameraStatus="Disconnected"),
            OptionsInfo=options,
            PhotoInfo=[one_photo(PhotoName="SSP_1.JPG", PhotoSequenceNum=31)],
        ),
        baseline=True,
    )
    assert snapshot.baseline
    assert not rig.new_photos
    store = stored(snapshot)
    hub = store.cameras[HUB]
    assert (hub.name, hub.firmware) == ("studio-mac", "4.28")
    assert hub.readings[Reading.CAMERAS_KNOWN] == 2
    assert hub.readings[Reading.CAMERAS_ONLINE] == 1
    assert hub.readings[Reading.LAST_SEQUENCE_NUMBER] == 31
    assert hub.readings[Reading.DISK_SPACE] == 100_401_266_688
    assert hub.readings[Reading.STARTED] == pytest.approx(1_715_725_021.55)
    assert hub.settings[Setting.DEFAULT_STORAGE] == Choice("Disk", ("Disk", "Card", "Both"))
    assert hub.settings[Setting.AUTO_CONNECT] == Choice(True)
    assert hub.settings[Setting.SESSION_NUMBER].value == 1
    assert store.cameras[LEFT].readings[Reading.LAST_PHOTO] == "SSP_1.JPG"
    assert not store.cameras[RIGHT].online


def test_a_snapshot_that_says_the_same_again_changes_nothing() -> None:
    rig, store = Rig(), Store()
    again = body(OptionsInfo={"UniqueTag": "tag"}, PhotoInfo=[one_photo(PhotoSequenceNum=1)])
    store.apply(rig.snapshot(again, baseline=True))
    later = {**NODE, "NodeDateTime": 1_715_726_199_605, "NodeUpTime": 1_178_055}
    assert store.apply(rig.snapshot(again, baseline=False)) == []
    assert store.apply(rig.snapshot({**again, "NodeInfo": [later]}, baseline=False)) == []


def test_a_resync_tells_what_was_missed() -> None:
    rig = Rig()
    rig.snapshot(body(PhotoInfo=[one_photo("p1")]), baseline=True)
    snapshot = rig.snapshot(body(PhotoInfo=[one_photo("p1"), one_photo("p2")]), baseline=False)
    assert not snapshot.baseline
    assert kinds([snapshot]) == [Kind.PHOTO_TAKEN]
    assert [new.key for new, _ in rig.new_photos] == ["p2"]


def test_a_photo_that_is_not_listed_for_a_while_is_not_taken_again() -> None:
    rig = Rig()
    one, other = one_photo("p1", PhotoBatchNum=1), one_photo("p2", PhotoBatchNum=2)
    rig.snapshot(body(PhotoInfo=[one, other]), baseline=True)
    assert rig.photos.keys([LEFT]) == ["p1", "p2"]
    assert kinds([rig.snapshot(body(PhotoInfo=[one]), baseline=False)]) == []
    assert rig.photos.keys([LEFT]) == ["p1"]
    assert kinds([rig.snapshot(body(PhotoInfo=[one, other]), baseline=False)]) == []
    assert rig.photos.keys([LEFT]) == ["p1", "p2"]
    rig.snapshot(body(PhotoInfo=[]), baseline=False)
    assert rig.photos.keys([LEFT]) == []
    assert kinds(rig.event(message("PhotoUpdated", **other))) == []
    assert rig.photos.keys([LEFT]) == ["p2"]
    for none in ({}, {"PhotoInfo": None}):
        rig.snapshot(body(**none), baseline=False)
        assert rig.photos.keys([LEFT]) == ["p2"], "one that lists none says nothing of them"
    assert not rig.new_photos


def test_a_camera_that_is_no_longer_listed_is_absent() -> None:
    rig, store = Rig(), Store()
    store.apply(rig.snapshot(body(one_camera(LEFT), one_camera(RIGHT)), baseline=True))
    effects = store.apply(rig.snapshot(body(one_camera(RIGHT)), baseline=False))
    assert not store.cameras[LEFT].online
    assert store.cameras[LEFT].readings[Reading.STATUS] == "absent"
    assert [e.kind for e in effects if isinstance(e, Happened)] == [Kind.CAMERA_LOST]


def test_a_snapshot_of_another_run_of_the_application_is_a_baseline() -> None:
    rig = Rig()
    rig.snapshot(body(), baseline=True)
    again = body(NodeInfo=[{**NODE, "NodeDateTime": 1_715_726_289_605, "NodeUpTime": 1_000}])
    assert rig.snapshot(again, baseline=False).baseline


def test_a_snapshot_that_no_longer_fits_is_a_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig()
    rig.photos.overflowed = True
    assert rig.snapshot(body(PhotoInfo=[one_photo()]), baseline=False).baseline
    assert not rig.new_photos


def test_cameras_are_called_so_that_they_can_be_told_apart() -> None:
    rig = Rig()
    told: dict[str, dict[str, Any]] = {
        "a": {"CameraName": "C001", "CameraSerialNumber": "1"},
        "b": {"CameraName": "D850", "CameraSerialNumber": "4800001"},
        "c": {"CameraName": "D850", "CameraSerialNumber": "4800002"},
        "d": {"CameraName": "D850", "CameraSerialNumber": ""},
        "e": {},
        "f": {"CameraName": "", "CameraSerialNumber": "2"},
    }
    for key, fields in told.items():
        rig.event(camera(key, CameraStatus="Ready", **fields))
    assert rig.names(told) == ["C001", "D850 (4800001)", "D850 (4800002)", "D850 (d)", "e", "f"]
    assert rig.names(["c"]) == ["D850 (4800002)"], "even if the others are not meant"
    rig.event(camera("c", CameraName="Profile"))
    assert rig.names(["c", "b"]) == ["Profile", "D850 (4800001)"]


def test_an_update_of_a_camera_is_of_that_camera() -> None:
    rig = Rig()
    changes = rig.event(camera(LEFT, CameraStatus="Ready", CameraBatterylevel=80))
    assert [change for change in changes if isinstance(change, Seen)] == seen(changes, LEFT)
    assert stored(*changes).cameras[LEFT].readings[Reading.BATTERY] == 80
    assert rig.event(camera(LEFT, CameraBatterylevel=80)) == []


def test_the_answer_about_one_camera_is_merged() -> None:
    rig = Rig()
    rig.event(camera(LEFT, CameraStatus="Ready"))
    assert rig.answered({"CameraInfo": [one_camera()]}) == []
    changes = rig.answered({"CameraInfo": [one_camera(CameraBatterylevel=3)]})
    assert seen(changes, LEFT)[0].readings == {Reading.BATTERY: 3}
    assert rig.answered({}) == []


def test_a_photo_is_told_and_becomes_the_newest_of_its_camera_and_the_rig() -> None:
    rig = Rig()
    rig.event(camera(LEFT, CameraStatus="Ready"))
    changes = rig.event(
        photo("p1", LEFT, PhotoLocation="Camera", PhotoComputedName="SSP_31", PhotoSequenceNum=31)
    )
    assert seen(changes, LEFT)[0].readings == {Reading.LAST_PHOTO: "SSP_31"}
    assert seen(changes, HUB)[0].readings == {Reading.LAST_SEQUENCE_NUMBER: 31}
    assert kinds(changes) == [Kind.PHOTO_TAKEN]
    assert [new.key for new, _ in rig.new_photos] == ["p1"]


@pytest.mark.parametrize(
    ("location", "events"),
    [
        ("Camera", [Kind.PHOTO_TAKEN]),
        ("Local Disk", [Kind.PHOTO_TAKEN, Kind.PHOTO_DOWNLOADED]),
        ("Orphaned", [Kind.PHOTO_ORPHANED]),
        ("Deleted", [Kind.PHOTO_DELETED]),
        ("Hidden", []),
        ("Another Computer", []),
        (None, []),
    ],
)
@pytest.mark.parametrize("resync", [False, True], ids=["told", "found"])
def test_a_photo_was_taken_wherever_it_is(
    location: str | None, events: list[Kind], resync: bool
) -> None:
    rig = Rig()
    rig.snapshot(body(), baseline=True)
    fields = {"PhotoKey": "p1", "CameraKey": LEFT, "PhotoBatchNum": 1, "PhotoLocation": location}
    if resync:
        changes: list[Change] = [rig.snapshot(body(PhotoInfo=[fields]), baseline=False)]
    else:
        changes = rig.event(message("PhotoUpdated", **fields))
    assert kinds(changes) == events
    [(new, taken)] = rig.new_photos
    assert (new.key, taken.data) == ("p1", {"id": "p1", "batch": 1})
    rig.event(message("PhotoUpdated", **fields))
    rig.event(message("PhotoUpdated", **fields, PhotoComputedName="SSP_1"))
    assert len(rig.new_photos) == 1, "it is not taken again by being told of again"
    rig.event(message("PhotoUpdated", **{**fields, "PhotoBatchNum": 2}))
    assert [taken.data["batch"] for _, taken in rig.new_photos] == [1, 2], "it is taken again"


def test_the_name_of_the_last_photo_is_told_where_it_changed() -> None:
    rig = Rig()
    rig.event(camera(LEFT, CameraStatus="Ready"))
    rig.event(photo("p1", LEFT, PhotoLocation="Camera", PhotoComputedName="SSP_31"))
    again = rig.event(photo("p1", LEFT, PhotoLocation="Local Disk"))
    assert not seen(again, LEFT)
    named = rig.event(photo("p1", LEFT, PhotoName="SSP_31(2)"))
    assert seen(named, LEFT)[0].readings == {Reading.LAST_PHOTO: "SSP_31(2)"}


def test_a_camera_that_was_removed_has_its_last_photo_again_when_it_is_back() -> None:
    rig, store = Rig(), Store()
    listed = body(one_camera(LEFT), PhotoInfo=[one_photo(PhotoName="SSP_1.JPG")])
    store.apply(rig.snapshot(listed, baseline=True))
    store.apply(rig.snapshot(body(one_camera(LEFT, CameraStatus="Lost")), baseline=False))
    store.apply(Gone(LEFT))
    store.apply(rig.snapshot(listed, baseline=False))
    assert store.cameras[LEFT].readings[Reading.LAST_PHOTO] == "SSP_1.JPG"


def test_a_photo_of_a_camera_nobody_knows_makes_no_camera() -> None:
    rig = Rig()
    changes = rig.event(photo("p1", "Nobody|Phantom|0", PhotoLocation="Camera"))
    assert not seen(changes, "Nobody|Phantom|0")
    assert not rig.cameras
    assert rig.event(message("PhotoUpdated")) == []


def test_live_view_is_there_from_version_5_on_or_once_a_frame_was_seen() -> None:
    able = one_camera(CameraLiveviewIsSupported=True)

    def can(rig: Rig, *more: Change) -> bool:
        store = stored(rig.snapshot(body(able), baseline=True), *more)
        return Ability.LIVE_VIEW in store.cameras[LEFT].abilities

    rig = Rig()
    assert not can(rig)
    changes = rig.frame_seen()
    assert [s.abilities for s in seen(changes, LEFT) if s.abilities] != []
    assert rig.frame_seen() == []

    newer = Rig()
    newer.event(message("NodeUpdated", **{**NODE, "NodeVersion": "v5.3"}))
    assert can(newer)
    for odd in ("", "five", "v", None, 5):
        assert not can(Rig(), *Rig().event(message("NodeUpdated", NodeKey="", NodeVersion=odd)))


def test_the_computer_of_a_rig_with_several_is_a_node() -> None:
    rig = Rig()
    (change,) = rig.event(message("NodeUpdated", **{**NODE, "NodeKey": "abc", "NodeName": "pi-01"}))
    record = stored(change).cameras["node:abc"]
    assert (record.role, record.name, record.model) == ("node", "pi-01", "macos")
    assert record.firmware == "4.28"


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("v5.3", (5, 3)),
        ("4.28", (4, 28)),
        ("v5.10.1 beta", (5, 10)),
        ("V6", (6, 0)),
        ("v5.4711", (5, 0)),
        ("v12345", None),
        ("five", None),
        (5, None),
    ],
)
def test_the_version_is_that_of_the_application_that_answers(
    told: object, version: tuple[int, int] | None
) -> None:
    rig = Rig()
    rig.event(message("NodeUpdated", NodeKey="", NodeVersion=told))
    rig.event(message("NodeUpdated", NodeKey="pi-1", NodeVersion="v4.1"))
    rig.event(message("NodeUpdated", NodeKey="", NodeUpTime=7))
    assert rig.version == version


def test_a_start_computed_from_two_clocks_may_jitter() -> None:
    rig = Rig()
    starts = []
    for now in (1_715_726_189_605, 1_715_726_190_605, 1_715_726_190_905, 1_715_726_289_605):
        changes = rig.event(message("NodeUpdated", **{**NODE, "NodeDateTime": now}))
        starts.append(seen(changes, HUB)[0].readings[Reading.STARTED])
    assert starts[0] == starts[1] == starts[2] != starts[3]


@pytest.mark.parametrize("wrong", [-1, 10**15, "soon", None, []])
def test_an_up_time_that_cannot_be_says_nothing(wrong: object) -> None:
    (change,) = Rig().event(message("NodeUpdated", **{**NODE, "NodeUpTime": wrong}))
    assert isinstance(change, Seen)
    assert Reading.STARTED not in change.readings


@pytest.mark.parametrize("now", [253_402_300_800_000, 2**64 - 1])
def test_a_start_that_no_calendar_holds_says_nothing(now: int) -> None:
    changes = Rig().event(message("NodeUpdated", **{**NODE, "NodeDateTime": now}))
    assert Reading.STARTED not in seen(changes, HUB)[0].readings


def test_more_computers_than_there_can_be_have_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CAMERAS", 1)
    rig = Rig()
    started = [
        Reading.STARTED in change.readings
        for key in ("", "pi-1", "")
        for change in rig.event(message("NodeUpdated", **{**NODE, "NodeKey": key}))
        if isinstance(change, Seen)
    ]
    assert started == [True, False, True]


def test_what_was_taken_by_a_camera_that_is_none_of_the_rigs_belongs_to_no_shot() -> None:
    rig = Rig()
    assert kinds(rig.event(photo(PhotoLocation="Camera"))) == [Kind.PHOTO_TAKEN]
    assert not rig.new_photos


def test_options_are_told_where_they_changed() -> None:
    rig = Rig()
    first = rig.event(message("OptionsUpdated", UniqueTag="tag", AutoConnect=True, NodeKey=""))
    assert seen(first, HUB)[0].settings == {
        Setting.UNIQUE_TAG: Choice("tag"),
        Setting.AUTO_CONNECT: Choice(True),
    }
    second = rig.event(message("OptionsUpdated", UniqueTag="tag", AutoConnect=False))
    assert seen(second, HUB)[0].settings == {Setting.AUTO_CONNECT: Choice(False)}
    assert rig.event(message("OptionsUpdated", UniqueTag="tag")) == []


def test_a_session_is_known_by_either_name_and_set_by_the_one_that_was_told() -> None:
    rig = Rig()
    fields = {"PhotoSessionName": "wedding", "UniqueTag": "tag"}
    request = Request("SetOptions", fields, Selects.NOTHING)
    assert rig.as_told(request) == request, "nothing was told"
    changes = rig.event(message("OptionsUpdated", SessionName="s", SessionNum=2))
    settings = seen(changes, HUB)[0].settings
    assert settings[Setting.SESSION_NAME] == Choice("s")
    assert settings[Setting.SESSION_NUMBER].value == 2
    assert rig.as_told(request).fields == {"SessionName": "wedding", "UniqueTag": "tag"}
    assert rig.as_told(Request("Shoot", fields)).fields == fields
    rig.event(message("OptionsUpdated", UniqueTag="tag"))
    assert rig.as_told(request).fields == {"SessionName": "wedding", "UniqueTag": "tag"}
    # A newer application in the place of that one.
    rig.event(message("OptionsUpdated", PhotoSessionName="s", SessionName="odd"))
    assert rig.as_told(request) == request


def test_an_option_of_another_edition_can_still_be_shown() -> None:
    changes = Rig().event(message("OptionsUpdated", DefaultStorage="JPEG"))
    choice = seen(changes, HUB)[0].settings[Setting.DEFAULT_STORAGE]
    assert choice == Choice("JPEG", ("Disk", "Card", "Both", "JPEG"))
    changes = Rig().event(message("OptionsUpdated", DefaultStorage=7))
    assert seen(changes, HUB)[0].settings[Setting.DEFAULT_STORAGE].value is None


def test_a_text_is_told() -> None:
    (event,) = told(Rig().event(message("RelayCustomText", CustomText="hello")))
    assert (event.key, event.kind, event.data) == (HUB, Kind.TEXT_RECEIVED, {"text": "hello"})
    assert Rig().event(message("RelayCustomText", CustomText=7)) == []


def test_a_message_of_another_edition_changes_nothing() -> None:
    assert Rig().event(message("NetworkPing", NetworkTimestamp=7)) == []
    assert Rig().event(message("MoodUpdated", Mood="good")) == []


def test_more_cameras_than_there_can_be_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CAMERAS", 1)
    rig = Rig()
    assert rig.event(camera(LEFT, CameraStatus="Ready"))
    assert rig.event(camera(RIGHT, CameraStatus="Ready")) == []
    assert rig.event(message("CameraUpdated")) == []


@pytest.mark.parametrize("odd", [None, 7, "rows", [], [7, None, "row"], {}])
def test_a_snapshot_without_rows_is_an_empty_one(odd: object) -> None:
    rig = Rig()
    names = ("NodeInfo", "OptionsInfo", "CameraInfo", "PhotoInfo")
    snapshot = rig.snapshot(dict.fromkeys(names, odd), baseline=True)
    assert isinstance(snapshot, Snapshot)
    assert set(stored(snapshot).cameras) == {HUB}
