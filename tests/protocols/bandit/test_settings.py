"""Settings: what may be chosen, and the requests that choose it."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import BadRequest, Busy, Unsupported
from custom_components.camhub.model.camera import Choice, Value
from custom_components.camhub.model.vocabulary import Setting
from custom_components.camhub.protocols.bandit import wire
from custom_components.camhub.protocols.bandit.settings import Request, Settings


def video(mode: str, resolution: str, rate: int, fov: str = "wide", **more: Any) -> dict[str, Any]:
    return {"mode": mode, "resolution": resolution, "framerate_fps": rate, "fov": fov, **more}


# The combinations that the maker documents; the rates of slow motion are made up.
CAPABILITIES: dict[str, list[dict[str, Any]]] = {
    "video": [
        *(video("normal", "1080p", rate, fov) for rate in (30, 60) for fov in ("wide", "normal")),
        *(video("normal", "720p", rate, fov) for rate in (60, 120) for fov in ("wide", "normal")),
        video("slow_motion", "1080p", 60, slow_motion_rate=2),
        video("slow_motion", "1080p", 60, "normal", slow_motion_rate=2),
        video("slow_motion", "720p", 120, slow_motion_rate=4),
        video("slow_motion", "720p", 120, "normal", slow_motion_rate=4),
        video("slow_motion", "wvga", 180, slow_motion_rate=6),
        *(
            video("time_lapse", resolution, rate, interval_secs=interval)
            for resolution in ("4k", "1080p")
            for rate in (15, 30)
            for interval in (1, 5, 10, 15, 30, 60, 0)
        ),
        *(
            video("night_lapse", "4k", 30, interval_secs=interval, scenes_disabled=["bright"])
            for interval in (10, 15, 30, 60)
        ),
    ],
    "image": [
        {"mode": "single", "resolution": "16MP"},
        {"mode": "single", "resolution": "8MP"},
        {"mode": "burst", "resolution": "8MP", "duration_secs": 1, "count": 10},
        {"mode": "burst", "resolution": "8MP", "duration_secs": 2, "count": 20},
        {"mode": "continuous", "resolution": "8MP", "interval_secs": 0.5},
        {"mode": "continuous", "resolution": "8MP", "interval_secs": 10},
    ],
}
SCENE: dict[str, Any] = {
    "mode": "auto",
    "brightness": 10,
    "contrast": 20,
    "hue": 30,
    "saturation": 40,
    "sharpness": 50,
}
NIGHT = {
    "mode": "night",
    "brightness": 200,
    "contrast": 1,
    "hue": 2,
    "saturation": 3,
    "sharpness": 4,
}
SCENES = {"scenes": ["bright", NIGHT, "auto", "underwater"]}
CAMERA: dict[str, Any] = {
    "serial_number": "TT1",
    "gnss_enabled": True,
    "sound_enabled": False,
    "lights_enabled": True,
    "image_rotation_enabled": False,
    "external_microphone_enabled": False,
    "video_stabilisation_enabled": True,
    "metering": "center",
    "white_balance_mode": "auto",
}
NORMAL = video("normal", "1080p", 60, "normal")


def settings(
    video: dict[str, Any] | None = None,
    *,
    image: dict[str, Any] | None = None,
    scene: dict[str, Any] | None = None,
    bare: bool = False,
) -> Settings:
    """Return the settings of a camera in that mode; a bare one has told no capabilities."""
    modes = {"video": video} if video is not None else {"image": image}
    it = Settings()
    it.now = wire.settings({"camera": CAMERA, "scene": scene or SCENE, **modes})
    if not bare:
        it.capabilities = wire.recording_capabilities(CAPABILITIES)
        it.scenes = wire.scenes(SCENES)
    return it


def only(requests: list[Request]) -> Request:
    (request,) = requests
    orjson.dumps(request.body)
    return request


# Modes.


def test_every_mode_is_offered_and_switched_to_by_name() -> None:
    it = settings(NORMAL)
    assert it.mode == "normal"
    assert it.image_mode is None
    choice = it.choices()[Setting.SHOOT_MODE]
    modes = ("normal", "slow_motion", "time_lapse", "night_lapse", "single", "burst", "continuous")
    assert choice == Choice("normal", modes)
    assert only(it.call(Setting.SHOOT_MODE, "time_lapse")) == Request(
        "PUT", "/settings/video", {"mode": "time_lapse"}
    )
    assert only(it.call(Setting.SHOOT_MODE, "single")) == Request(
        "PUT", "/settings/image", {"mode": "single"}
    )
    with pytest.raises(BadRequest, match="none of normal, slow_motion"):
        it.call(Setting.SHOOT_MODE, "cinematic")


def test_an_unknown_mode_is_kept_with_what_it_is_set_to() -> None:
    it = settings(video("cinematic", "2.7k", 30))
    choices = it.choices()
    assert choices[Setting.SHOOT_MODE].value == "cinematic"
    assert choices[Setting.SHOOT_MODE].options[-4:] == (
        "cinematic", "single", "burst", "continuous",
    )  # fmt: skip
    assert choices[Setting.MOVIE_QUALITY] == Choice("2.7k", ("2.7k",))
    assert only(it.call(Setting.SHOOT_MODE, "cinematic")).path == "/settings/video"


def test_a_picture_that_is_called_normal_is_a_single_one_and_is_set_as_the_camera_calls_it() -> (
    None
):
    it = settings(image={"mode": "normal", "resolution": "16MP"}, bare=True)
    assert it.mode == it.image_mode == "single"
    assert only(it.call(Setting.SHOOT_MODE, "single")).path == "/settings/image"
    it.capabilities = wire.recording_capabilities(
        {"image": [{"mode": "normal", "resolution": "16MP"}]}
    )
    assert it.choices()[Setting.SHOOT_MODE].value == "single"
    assert only(it.call(Setting.SHOOT_MODE, "single")).body == {"mode": "normal"}
    assert only(it.call(Setting.SHOOT_MODE, "normal")).path == "/settings/video"


def test_a_camera_that_has_told_nothing_has_no_settings() -> None:
    it = Settings()
    assert it.mode is None
    assert it.image_mode is None
    assert it.choices() == {}
    with pytest.raises(Unsupported):
        it.call(Setting.SHOOT_MODE, "single")


def test_without_capabilities_only_the_mode_can_be_switched() -> None:
    it = settings(NORMAL, bare=True)
    choices = it.choices()
    assert choices[Setting.MOVIE_QUALITY] == Choice("1080p", ("1080p",))
    assert choices[Setting.FRAME_RATE] == Choice("60", ("60",))
    assert choices[Setting.SCENE] == Choice("auto", ("auto",))
    assert Setting.IMAGE_SIZE not in choices
    assert choices[Setting.SHOOT_MODE].options[-3:] == ("single", "burst", "continuous")
    assert only(it.call(Setting.SHOOT_MODE, "single")).body == {"mode": "single"}
    with pytest.raises(BadRequest, match="none of 60"):
        it.call(Setting.FRAME_RATE, "30")


# What a mode is set to.


def test_what_may_be_chosen_are_the_combinations_of_the_mode_and_resolution() -> None:
    choices = settings(NORMAL).choices()
    assert choices[Setting.MOVIE_QUALITY] == Choice("1080p", ("1080p", "720p"))
    assert choices[Setting.FRAME_RATE] == Choice("60", ("30", "60"))
    assert choices[Setting.FIELD_OF_VIEW] == Choice("normal", ("wide", "normal"))


def test_what_a_mode_lacks_keeps_its_options_and_tells_which_mode_has_it() -> None:
    it = settings(NORMAL)
    choices = it.choices()
    assert choices[Setting.SLOW_MOTION_RATE] == Choice(None, ("2", "4", "6"), writable=False)
    assert choices[Setting.IMAGE_SIZE] == Choice(None, ("16MP", "8MP"), writable=False)
    assert choices[Setting.BURST_COUNT] == Choice(None, ("10", "20"), writable=False)
    assert choices[Setting.SERIES_DURATION] == Choice(None, ("1", "2"), writable=False)
    assert choices[Setting.INTERVAL].value is None
    assert not choices[Setting.INTERVAL].writable
    with pytest.raises(Busy, match="set the shoot mode to slow_motion first"):
        it.call(Setting.SLOW_MOTION_RATE, "4")
    with pytest.raises(Busy, match="set the shoot mode to single or burst or continuous first"):
        it.call(Setting.IMAGE_SIZE, "8MP")
    with pytest.raises(Busy, match="set the shoot mode to slow_motion first"):
        it.call(Setting.MOVIE_QUALITY, "wvga")
    with pytest.raises(BadRequest, match="7 is none of 2, 4, 6"):
        it.call(Setting.SLOW_MOTION_RATE, 7)


def test_the_same_settings_are_there_in_every_mode() -> None:
    words = {frozenset(settings(row).choices()) for row in CAPABILITIES["video"]}
    words |= {frozenset(settings(image=row).choices()) for row in CAPABILITIES["image"]}
    assert len(words) == 1


def test_a_rate_of_another_resolution_is_refused_with_those_of_this_one() -> None:
    with pytest.raises(BadRequest, match="120 is none of 30, 60"):
        settings(NORMAL).call(Setting.FRAME_RATE, "120")


def test_what_only_another_resolution_has_waits_for_that() -> None:
    it = settings(video("normal", "4k", 30))
    it.capabilities = wire.recording_capabilities(
        {"video": [{"mode": "normal", "resolution": "720p", "slow_motion_rate": 4}]}
    )
    assert it.choices()[Setting.SLOW_MOTION_RATE] == Choice(None, ("4",), writable=False)
    with pytest.raises(Busy, match="another resolution first"):
        it.call(Setting.SLOW_MOTION_RATE, "4")


@pytest.mark.parametrize(
    ("before", "word", "value", "after"),
    [
        (NORMAL, Setting.FRAME_RATE, "30", video("normal", "1080p", 30, "normal")),
        (NORMAL, Setting.FRAME_RATE, 30.0, video("normal", "1080p", 30, "normal")),
        (NORMAL, Setting.FIELD_OF_VIEW, "wide", video("normal", "1080p", 60, "wide")),
        (NORMAL, Setting.MOVIE_QUALITY, "720p", video("normal", "720p", 60, "normal")),
        # The frame rate gives way to the field of view.
        (
            video("normal", "720p", 120, "normal"),
            Setting.MOVIE_QUALITY,
            "1080p",
            video("normal", "1080p", 30, "normal"),
        ),
        (
            video("slow_motion", "1080p", 60, "normal", slow_motion_rate=2),
            Setting.MOVIE_QUALITY,
            "wvga",
            video("slow_motion", "wvga", 180, slow_motion_rate=6),
        ),
        (
            video("time_lapse", "4k", 15, interval_secs=5),
            Setting.INTERVAL,
            "variable",
            video("time_lapse", "4k", 15, interval_secs=0),
        ),
        (
            video("time_lapse", "4k", 15, interval_secs=5),
            Setting.MOVIE_QUALITY,
            "1080p",
            video("time_lapse", "1080p", 15, interval_secs=5),
        ),
    ],
)
def test_a_wish_keeps_what_goes_with_it(
    before: dict[str, Any], word: Setting, value: Value, after: dict[str, Any]
) -> None:
    assert only(settings(before).call(word, value)) == Request("POST", "/settings/video", after)


def test_what_is_set_already_is_set_again() -> None:
    # It may have been set at the camera meanwhile, which does not tell.
    assert only(settings(NORMAL).call(Setting.FRAME_RATE, "60")).body == NORMAL


def test_an_interval_of_nothing_is_variable_in_lapses_alone() -> None:
    lapse = settings(video("time_lapse", "4k", 15, interval_secs=0)).choices()[Setting.INTERVAL]
    assert lapse == Choice("variable", ("variable", "1", "5", "10", "15", "30", "60"))
    series = settings(image={"mode": "continuous", "resolution": "8MP", "interval_secs": 0})
    assert series.choices()[Setting.INTERVAL] == Choice("0", ("0", "0.5", "10"))


@pytest.mark.parametrize("key", ["count", "burst_count"])
def test_a_burst_is_set_by_the_key_that_the_camera_has(key: str) -> None:
    row = {"mode": "burst", "resolution": "8MP", "duration_secs": 1}
    it = settings(image={**row, key: 10})
    it.capabilities = wire.recording_capabilities(
        {"image": [{**row, key: 10}, {**row, "duration_secs": 2, key: 20}]}
    )
    assert it.choices()[Setting.BURST_COUNT] == Choice("10", ("10", "20"))
    assert only(it.call(Setting.BURST_COUNT, "20")) == Request(
        "POST", "/settings/image", {**row, "duration_secs": 2, key: 20}
    )


def test_capabilities_that_do_not_tell_everything_leave_the_rest_as_it_is() -> None:
    it = settings(video("time_lapse", "4k", 15, interval_secs=5))
    it.capabilities = wire.recording_capabilities(
        {"video": [{"mode": "time_lapse", "framerate_fps": 30}]}
    )
    assert it.choices()[Setting.FRAME_RATE].options == ("15", "30")
    assert only(it.call(Setting.FRAME_RATE, 30)).body == video(
        "time_lapse", "4k", 30, interval_secs=5
    )


# Whatever a camera tells.

VALUES = st.none() | st.text(max_size=5) | st.integers(-1, 300) | st.floats() | st.lists(st.text())
ROWS = st.dictionaries(
    st.sampled_from(
        ["mode", "resolution", "fov", "framerate_fps", "interval_secs", "count", "burst_count",
         "slow_motion_rate", "duration_secs", "scenes_disabled"]
    ),
    VALUES | st.sampled_from(["normal", "single", "burst", "4k", 30, 0]),
)  # fmt: skip


@given(
    st.lists(ROWS, max_size=6),
    st.lists(ROWS, max_size=6),
    ROWS,
    st.booleans(),
    st.lists(st.text(max_size=3) | st.sampled_from(["night", "normal"])),
)
def test_all_that_is_offered_can_be_set_whatever_the_camera_tells(
    videos: list[Any], images: list[Any], row: dict[str, Any], moving: bool, scenes: list[Any]
) -> None:
    it = Settings()
    side = "video" if moving else "image"
    it.now = wire.settings({"camera": CAMERA, "scene": SCENE, side: row})
    it.capabilities = wire.recording_capabilities({"video": videos, "image": images})
    it.scenes = wire.scenes({"scenes": scenes})
    for word, choice in it.choices().items():
        assert len(choice.options) == len(set(choice.options))
        if choice.options and choice.writable:
            assert choice.value in choice.options or choice.value is None
            for option in choice.options:
                only(it.call(word, option))
        for option in choice.options if not choice.writable else ():
            with pytest.raises(Busy):
                it.call(word, option)
