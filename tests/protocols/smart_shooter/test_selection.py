"""Whom a message is for."""

from typing import Any

import pytest

from custom_components.camhub.link.errors import BadRequest, Busy
from custom_components.camhub.link.session import Command
from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Verb
from custom_components.camhub.protocols.smart_shooter.requests import Request
from custom_components.camhub.protocols.smart_shooter.rig import Rig
from custom_components.camhub.protocols.smart_shooter.selection import Selector

from .messages import camera, photo

ALL = {"CameraSelection": "All"}


def selector(**cameras: str) -> Selector:
    """Make a rig of these cameras, each with its status and, behind a slash, its group."""
    rig = Rig()
    for key, told in cameras.items():
        status, _, group = told.partition("/")
        rig.event(camera(key, CameraStatus=status, CameraGroup=group))
    return Selector(rig)


def select(
    it: Selector, *cameras: str, verb: Verb = Verb.SHOOT, request: str = "Shoot"
) -> tuple[dict[str, Any], tuple[str, ...]]:
    return it.cameras(Command(verb, cameras), Request(request))


def test_the_rig_is_all_its_cameras() -> None:
    it = selector(a="Ready", b="Busy", c="Ready")
    assert select(it, HUB) == (ALL, ())
    assert select(it, "a", "b", "c") == (ALL, ())
    assert it.keys(Command(Verb.SHOOT, (HUB,))) == ["a", "b", "c"]


def test_one_camera_and_several() -> None:
    it = selector(a="Ready", b="Ready", c="Ready")
    assert select(it, "a") == ({"CameraSelection": "Single", "CameraKey": "a"}, ())
    assert select(it, "a", "c") == ({"CameraSelection": "Multiple", "CameraKeys": ["a", "c"]}, ())


def test_a_rig_of_one_camera_is_that_camera() -> None:
    assert select(selector(a="Ready"), HUB)[0] == {"CameraSelection": "Single", "CameraKey": "a"}


def test_the_cameras_of_one_group_are_the_group() -> None:
    it = selector(a="Ready/wall", b="Ready/wall", c="Ready/floor", d="Ready")
    assert select(it, "b", "a") == ({"CameraSelection": "Group", "CameraGroup": "wall"}, ())
    assert select(it, "a", "c")[0]["CameraSelection"] == "Multiple"
    assert select(it, "c")[0]["CameraSelection"] == "Single", "a group of one is that camera"


def test_part_of_a_group_is_not_the_group() -> None:
    it = selector(a="Ready/wall", b="Ready/wall", c="Ready/wall", d="Ready")
    assert select(it, "a", "b")[0] == {"CameraSelection": "Multiple", "CameraKeys": ["a", "b"]}


def test_a_group_is_never_named_by_the_request_that_sets_it() -> None:
    it = selector(a="Ready/wall", b="Ready/wall", c="Ready")
    selection, _ = select(it, "a", "b", verb=Verb.SET_GROUP, request="SetCameraGroup")
    assert selection == {"CameraSelection": "Multiple", "CameraKeys": ["a", "b"]}


def test_cameras_that_cannot_take_part_are_named_as_missing() -> None:
    it = selector(a="Ready", b="Lost", c="Disconnected", d="Ready")
    assert select(it, "a", "b", "unheard of") == (
        {"CameraSelection": "Single", "CameraKey": "a"},
        ("unheard of", "b"),
    )
    assert select(it, HUB) == (ALL, ("b", "c"))
    with pytest.raises(Busy):
        select(it, "b", "c")
    with pytest.raises(Busy):
        select(it, "unheard of")


def test_a_camera_need_not_be_connected_to_be_connected_renamed_or_grouped() -> None:
    it = selector(a="Disconnected", b="Ready", c="Ready")
    for request in ("Connect", "Disconnect", "RenameCamera", "SetCameraGroup"):
        assert select(it, "a", request=request) == (
            {"CameraSelection": "Single", "CameraKey": "a"},
            (),
        )


def test_one_camera_is_the_active_one() -> None:
    it = selector(a="Ready", b="Ready")
    verb, request = Verb.SET_ACTIVE_CAMERA, "SetActiveCamera"
    assert select(it, "a", verb=verb, request=request) == ({"CameraKey": "a"}, ())
    with pytest.raises(BadRequest):
        select(it, HUB, verb=verb, request=request)


def with_settings() -> Selector:
    """Make a rig of three cameras that differ in what can be set, and one that told of nothing."""
    rig = Rig()
    for key, *properties in (
        ("a", ("ISO", True, ["100", "200"]), ("MirrorLockup", True, ["Off", "On"])),
        ("b", ("ISO", True, ["100", "400"]), ("ProgramMode", True, ["M", "A"])),
        ("c", ("ISO", True, []), ("ProgramMode", False, ["M", "A"])),
        ("quiet",),
    ):
        told = [
            {
                "CameraPropertyType": name,
                "CameraPropertyIsWriteable": writable,
                "CameraPropertyRange": options,
            }
            for name, writable, options in properties
        ]
        rig.event(camera(key, CameraStatus="Ready", CameraPropertyInfo=told))
    rig.event(camera("d", CameraStatus="Lost"))
    return Selector(rig)


@pytest.mark.parametrize(
    ("name", "value", "cameras"),
    [
        ("ISO", "100", "All"),
        ("ISO", "400", ["b", "c", "quiet"]),
        ("MirrorLockup", "On", ["a", "quiet"]),
        ("ProgramMode", "A", ["b", "quiet"]),
        ("Aperture", "8", ["quiet"]),
    ],
)
def test_a_setting_of_the_rig_is_that_of_the_cameras_that_have_it(
    name: str, value: str, cameras: list[str] | str
) -> None:
    command = Command(Verb.SET_SETTING, (HUB,))
    names = {"CameraPropertyType": name, "CameraPropertyValue": value}
    it = with_settings()
    selection, missing = it.cameras(command, Request("SetProperty", names))
    if cameras == "All":
        assert (selection, missing) == (ALL, ("d",))
    else:
        assert selection == it.named([*cameras])
        assert {*missing} == {"a", "b", "c", "d", "quiet"} - {*cameras}


def test_a_setting_of_the_rig_is_stepped_where_it_can_be_changed() -> None:
    command = Command(Verb.STEP_SETTING, (HUB,))
    names = {"CameraPropertyType": "ProgramMode", "CameraPropertyStep": 1}
    it = with_settings()
    assert it.cameras(command, Request("IncrementProperty", names)) == (
        {"CameraSelection": "Multiple", "CameraKeys": ["b", "quiet"]},
        ("d", "a", "c"),
    )


def test_cameras_that_are_named_get_what_is_asked_of_them() -> None:
    command = Command(Verb.SET_SETTING, ("a", "b"))
    names = {"CameraPropertyType": "MirrorLockup", "CameraPropertyValue": "On"}
    assert with_settings().cameras(command, Request("SetProperty", names)) == (
        {"CameraSelection": "Multiple", "CameraKeys": ["a", "b"]},
        (),
    )


@pytest.mark.parametrize(
    ("cameras", "setting", "value", "worded"),
    [
        ((HUB,), "mirror_lockup", True, "On"),
        ((HUB,), "mirror_lockup", False, "Off"),
        (("a",), "mirror_lockup", False, "Off"),
        (("b",), "mirror_lockup", False, False),
        ((HUB,), "iso", True, True),
        ((HUB,), "auto_connect", True, True),
        ((HUB,), "mirror_lockup", "off", "off"),
    ],
)
def test_an_on_or_off_is_what_the_cameras_call_so(
    cameras: tuple[str, ...], setting: str, value: object, worded: object
) -> None:
    command = Command(Verb.SET_SETTING, cameras, {"setting": setting, "value": value})
    assert with_settings().worded(command) == {"setting": setting, "value": worded}


def test_an_on_or_off_of_another_action_stays() -> None:
    command = Command(Verb.SET_RECORDING, (HUB,), {"enable": True})
    assert with_settings().worded(command) == {"enable": True}


def test_a_setting_that_no_camera_of_the_rig_has_is_refused() -> None:
    rig = Rig()
    told = {"CameraPropertyType": "ISO", "CameraPropertyRange": ["100"]}
    rig.event(camera("a", CameraStatus="Ready", CameraPropertyInfo=[told]))
    names = {"CameraPropertyType": "Aperture", "CameraPropertyValue": "8"}
    with pytest.raises(BadRequest, match="none of the connected cameras"):
        Selector(rig).cameras(Command(Verb.SET_SETTING, (HUB,)), Request("SetProperty", names))


def test_each_camera_is_asked_about_in_its_turn() -> None:
    it = selector(a="Ready", b="Ready")
    assert [it.next_known() for _ in range(4)] == ["a", "b", "a", "b"]
    assert selector(a="Absent", b="Ready").next_known() == "b"
    assert selector(a="Absent").next_known() == "a"
    assert selector().next_known() is None


def with_photos() -> Selector:
    rig = Rig()
    for key in ("a", "b", "empty"):
        rig.event(camera(key, CameraStatus="Ready"))
    for key, owner, where in (
        ("a1", "a", "Local Disk"),
        ("a2", "a", "Camera"),
        ("b1", "b", "Camera"),
    ):
        rig.event(photo(key, owner, PhotoLocation=where, PhotoDateCaptured=f"2024 {key}"))
    return Selector(rig)


@pytest.mark.parametrize(
    ("verb", "cameras", "fields", "selection"),
    [
        (Verb.DOWNLOAD, ("a", "b"), {}, ["a2", "b1"]),
        (Verb.DOWNLOAD, ("a",), {}, ["a2"]),
        (Verb.DOWNLOAD, (HUB,), {}, ["a2", "b1"]),
        (Verb.TRANSFER, (HUB,), {}, "All"),
        (Verb.DOWNLOAD, (HUB,), {"photo_ids": ["a1"]}, ["a1"]),
        (Verb.TRANSFER, ("a",), {}, ["a1", "a2"]),
        (Verb.RESHOOT, ("a",), {}, ["a2"]),
        (Verb.RESHOOT, (HUB,), {}, ["a2", "b1"]),
        (Verb.RESHOOT, (HUB,), {"photo_ids": ["a1"]}, ["a1"]),
        (Verb.DELETE, ("a",), {"all_photos": True}, ["a1", "a2"]),
        (Verb.DELETE, (HUB,), {"all_photos": True}, "All"),
        (Verb.DELETE, (HUB,), {"photo_ids": ["a1", "b1"]}, ["a1", "b1"]),
    ],
)
def test_photos(
    verb: Verb, cameras: tuple[str, ...], fields: dict[str, Any], selection: list[str] | str
) -> None:
    sent = with_photos().photos(Command(verb, cameras, fields))
    if isinstance(selection, str):
        assert sent == {"PhotoSelection": selection}
    elif len(selection) == 1:
        assert sent == {"PhotoSelection": "Single", "PhotoKey": selection[0]}
    else:
        assert sent == {"PhotoSelection": "Multiple", "PhotoKeys": selection}


@pytest.mark.parametrize(
    "command",
    [
        Command(Verb.DELETE, (HUB,)),
        Command(Verb.DELETE, (HUB,), {"all_photos": False}),
        Command(Verb.DELETE, (HUB,), {"all_photos": True, "photo_ids": ["a1"]}),
        Command(Verb.DOWNLOAD, ("empty",)),
        Command(Verb.RESHOOT, ("empty",)),
    ],
)
def test_a_deletion_that_names_nothing_and_photos_that_are_not_there(command: Command) -> None:
    with pytest.raises(BadRequest):
        with_photos().photos(command)
