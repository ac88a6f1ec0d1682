"""What events have told, merged; and that nothing a camera says can break or fill it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.protocols.sony.told import (
    MAX_OBJECTS,
    MAX_TEXT,
    MAX_TYPES,
    MAX_URLS,
    Told,
    objects_of,
)
from tests.protocols.sony.test_wire import JSON


def obj(kind: str, **members: Any) -> dict[str, Any]:
    return {"type": kind, **members}


def told(*objects: Any) -> Told:
    it = Told()
    it.take(list(objects))
    return it


def test_what_is_not_told_again_stays() -> None:
    it = told(obj("cameraStatus", cameraStatus="IDLE"), None, [])
    it.take([None, obj("shootMode", currentShootMode="still"), []])
    assert it.status == "IDLE"
    assert it.shoot_mode == "still"


def test_an_event_of_nothing_changes_nothing() -> None:
    news = Told().take([None] * 30 + [[]] * 5)
    assert not news.changed
    assert news.types == set()


def test_what_is_told_again_is_no_change() -> None:
    it = Told()
    assert it.take([obj("shootMode", currentShootMode="still")]).changed
    assert not it.take([obj("shootMode", currentShootMode="still")]).changed
    assert it.take([obj("shootMode", currentShootMode="movie")]).changed


def test_pictures_are_told_whichever_way() -> None:
    news = Told().take(
        [
            [obj("takePicture", takePictureUrl=["http://a/1", "", 7])],
            obj("contShooting", contShootingUrl=[{"postviewUrl": "http://a/2"}, 7, {}]),
            obj("bulbShooting", bulbShootingUrl=[{"postviewUrl": "http://a/3"}]),
            obj("takePicture", takePictureUrl=[]),
            obj("takePicture", takePictureUrl="http://a/4"),
        ]
    )
    assert news.photos == [["http://a/1"], ["http://a/2"], ["http://a/3"]]


def test_warnings_go_on_or_are_over() -> None:
    news = Told().take(
        [
            [
                obj("continuousError", continuousError="Overheating Warning", isContinued=True),
                obj("continuousError", continuousError="Odd"),
                obj("continuousError", continuousError=7),
            ],
            obj("triggeredError", triggeredError=["Lens", 7]),
        ]
    )
    assert news.warnings == [("Overheating Warning", True), ("Odd", False)]
    assert news.triggered == ["Lens"]


def test_the_storage_that_is_recorded_to_counts() -> None:
    first = obj("storageInformation", storageID="Memory Card 1", recordTarget=False)
    second = obj("storageInformation", storageID="Memory Card 2", recordTarget=True)
    it = told([first, second])
    assert it.target == second
    it.take([[first]])
    assert it.target == first
    assert told().target is None


@pytest.mark.parametrize(
    ("batteries", "found"),
    [
        ([{"batteryID": "noBattery"}, {"batteryID": "b", "status": "active"}], "b"),
        ([{"batteryID": "a", "status": "inactive"}, {"batteryID": "b", "status": "active"}], "b"),
        ([{"batteryID": "a", "status": "unknown"}, 7], "a"),
        ([{"batteryID": "noBattery"}], None),
        ([], None),
        ("odd", None),
    ],
)
def test_the_battery_in_use_counts(batteries: Any, found: str | None) -> None:
    battery = told(obj("batteryInfo", batteryInfo=batteries)).battery
    assert (battery and battery["batteryID"]) == found


def test_members_are_of_their_kind_or_unknown() -> None:
    it = told(obj("x", text="", number=-1, truth="true"), obj("y", text="t", number=0, truth=False))
    assert [it.text("x", "text"), it.number("x", "number"), it.truth("x", "truth")] == [None] * 3
    assert (it.text("y", "text"), it.number("y", "number"), it.truth("y", "truth")) == (
        "t",
        0,
        False,
    )
    assert it.number("y", "truth") is None
    assert it.get("z", "text") is None


def test_what_is_told_otherwise_joins_what_is_known() -> None:
    it = told(obj("zoomSetting", zoom="a"))
    it.note("zoomSetting", candidate=["a"])
    it.note("other", value=1)
    assert it.objects["zoomSetting"] == obj("zoomSetting", zoom="a", candidate=["a"])
    assert it.by_event == {"zoomSetting"}


def test_everything_that_a_camera_names_is_bounded() -> None:
    it = Told()
    for turn in range(5):
        it.take([obj(f"t{turn}-{i}") for i in range(MAX_OBJECTS)])
    assert len(it.objects) <= MAX_TYPES
    assert len(it.by_event) <= MAX_TYPES
    assert len(list(objects_of([obj("a")] * 10_000))) == MAX_OBJECTS
    urls = [f"http://a/{i}" for i in range(10_000)]
    news = it.take([obj("takePicture", takePictureUrl=[*urls, "x" * (MAX_TEXT + 1)])])
    assert sum(map(len, news.photos)) <= MAX_URLS


OBJECTS = st.builds(
    lambda kind, members: {**members, "type": kind},
    st.sampled_from(
        [
            "availableApiList", "storageInformation", "takePicture", "contShooting", "bulbShooting",
            "continuousError", "triggeredError", "batteryInfo", "cameraStatus", "new",
        ]
    ),
    st.dictionaries(
        st.sampled_from(
            [
                "names", "takePictureUrl", "contShootingUrl", "bulbShootingUrl", "continuousError", "isContinued",
                "triggeredError", "batteryInfo", "cameraStatus", "storageID", "recordTarget",
            ]
        ),
        JSON | st.lists(st.fixed_dictionaries({"postviewUrl": JSON})),
    ),
)  # fmt: skip
"""Objects of known types with anything in them."""


@given(st.lists(JSON | OBJECTS | st.lists(OBJECTS, max_size=3), max_size=6))
def test_whatever_a_camera_tells_is_taken_in(result: list[Any]) -> None:
    it = Told()
    it.take(result)
    news = it.take(result)
    assert all(urls and all(isinstance(url, str) for url in urls) for urls in news.photos)
    for look in (lambda: it.status, lambda: it.shoot_mode, lambda: it.target, lambda: it.battery):
        look()
