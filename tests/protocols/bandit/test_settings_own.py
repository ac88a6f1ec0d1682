"""Settings that every mode has: scenes and the camera's own."""

from typing import Any

import pytest

from custom_components.camhub.link.errors import BadRequest, Busy, Unsupported
from custom_components.camhub.model.camera import Choice
from custom_components.camhub.model.vocabulary import Setting
from custom_components.camhub.protocols.bandit import wire
from custom_components.camhub.protocols.bandit.settings import Request
from tests.protocols.bandit.test_settings import (
    CAMERA,
    NIGHT,
    NORMAL,
    SCENE,
    only,
    settings,
    video,
)

# Scenes.


def test_a_scene_is_set_as_a_whole_with_its_preset_where_there_is_one() -> None:
    it = settings(NORMAL)
    choice = it.choices()[Setting.SCENE]
    assert choice.value == "auto"
    assert set(choice.options) == {"bright", "night", "auto", "underwater"}
    assert only(it.call(Setting.SCENE, "night")) == Request("PUT", "/settings/scene", NIGHT)
    assert only(it.call(Setting.SCENE, "bright")).body == {**SCENE, "mode": "bright"}
    with pytest.raises(BadRequest, match="phone is none of"):
        it.call(Setting.SCENE, "phone")


def test_a_scene_that_the_mode_does_not_have_is_not_offered() -> None:
    # Whether the settings tell it, or the capabilities alone.
    told: list[dict[str, Any]] = [{}, {"scenes_disabled": ["bright"]}]
    for more in told:
        it = settings(video("night_lapse", "4k", 30, interval_secs=10, **more))
        assert "bright" not in it.choices()[Setting.SCENE].options
        with pytest.raises(Busy, match="night_lapse does not have the scene bright"):
            it.call(Setting.SCENE, "bright")


def test_the_present_scene_is_always_offered() -> None:
    it = settings(video("night_lapse", "4k", 30, interval_secs=10), scene={"mode": "bright"})
    assert "bright" in it.choices()[Setting.SCENE].options
    it = settings(NORMAL, scene={"mode": "new"}, bare=True)
    assert it.choices()[Setting.SCENE] == Choice("new", ("new",))


@pytest.mark.parametrize(
    "word",
    [
        Setting.BRIGHTNESS,
        Setting.CONTRAST,
        Setting.HUE,
        Setting.SATURATION,
        Setting.SHARPNESS,
    ],
)
def test_a_value_of_the_scene_is_a_number_and_keeps_the_others(word: Setting) -> None:
    it = settings(NORMAL)
    assert it.choices()[word] == Choice(SCENE[word.value], minimum=0, maximum=255, step=1)
    assert only(it.call(word, 255.0)) == Request(
        "PUT", "/settings/scene", {**SCENE, word.value: 255}
    )
    for value in (-1, 256, 1.5, "dark"):
        with pytest.raises(BadRequest):
            it.call(word, value)


# The camera's own.


@pytest.mark.parametrize(
    ("word", "key"),
    [
        (Setting.STABILISATION, "video_stabilisation_enabled"),
        (Setting.GPS, "gnss_enabled"),
        (Setting.LIGHTS, "lights_enabled"),
        (Setting.FLIP, "image_rotation_enabled"),
        (Setting.EXTERNAL_MICROPHONE, "external_microphone_enabled"),
    ],
)
def test_a_switch_of_the_camera(word: Setting, key: str) -> None:
    it = settings(NORMAL)
    assert it.choices()[word] == Choice(CAMERA[key])
    assert only(it.call(word, "on")) == Request("PUT", "/settings/camera", {key: True})
    with pytest.raises(BadRequest):
        it.call(word, "maybe")


def test_the_sounds_are_off_or_on() -> None:
    it = settings(NORMAL)
    assert it.choices()[Setting.BEEP] == Choice("Off", ("Off", "On"))
    assert only(it.call(Setting.BEEP, "On")).body == {"sound_enabled": True}


def test_white_balance_and_metering_offer_what_is_documented_and_what_is_set() -> None:
    it = settings(NORMAL)
    assert it.choices()[Setting.METERING] == Choice("center", ("center", "normal", "wide"))
    assert only(it.call(Setting.WHITE_BALANCE, "5000K")) == Request(
        "PUT", "/settings/camera", {"white_balance_mode": "5000K"}
    )
    with pytest.raises(BadRequest, match="none of center, normal, wide"):
        it.call(Setting.METERING, "spot")
    it.now = wire.settings({"camera": {"metering": "spot"}})
    assert it.choices()[Setting.METERING].options[-1] == "spot"


def test_what_a_camera_does_not_tell_of_it_cannot_be_set_to() -> None:
    it = settings(NORMAL)
    it.now = wire.settings({"camera": {}, "video": NORMAL})
    for word in (Setting.GPS, Setting.BEEP, Setting.METERING, Setting.HUE, Setting.APERTURE):
        with pytest.raises(Unsupported):
            it.call(word, "on")
