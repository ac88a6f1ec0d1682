"""Settings: what may be chosen, and the calls that choose it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import BadRequest, Busy, LinkError, Unsupported
from custom_components.camhub.model.camera import Choice, Value
from custom_components.camhub.model.vocabulary import Setting
from custom_components.camhub.protocols.sony.names import NAMES, Kind
from custom_components.camhub.protocols.sony.settings import (
    MAX_OPTIONS,
    SETTABLE,
    Settings,
)
from custom_components.camhub.protocols.sony.told import Told
from tests.protocols.sony.test_wire import JSON


def settings(*objects: dict[str, Any], without: str = "") -> Settings:
    """Return the settings of a camera that has told these objects and has every method but one."""
    told = Told()
    told.take(list(objects))
    return Settings(told, lambda method: method != without)


def event(word: Setting, now: Any, *among: Any) -> dict[str, Any]:
    """Return the object of a setting of a common shape."""
    name = next(name for name in NAMES if name.word is word)
    return {"type": name.event, name.current: now, name.candidates: list(among)}


def exposure(now: int, high: int, low: int, step: int) -> dict[str, Any]:
    return {
        "type": "exposureCompensation",
        "currentExposureCompensation": now,
        "maxExposureCompensation": high,
        "minExposureCompensation": low,
        "stepIndexOfExposureCompensation": step,
    }


def white_balance(mode: str, kelvin: int = -1) -> dict[str, Any]:
    return {
        "type": "whiteBalance",
        "checkAvailability": False,
        "currentWhiteBalanceMode": mode,
        "currentColorTemperature": kelvin,
    }


# The common shapes.


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.method)
def test_every_common_setting_is_told_set_and_left_alone_where_it_is_so(name: Any) -> None:
    now, other = {
        Kind.CHOICE: ("a", "b"),
        Kind.NUMBERS: (2, 10),
        Kind.SWITCH: ("Off", "On"),
    }[name.kind]
    words: tuple[Value, Value] = ("a", "b")
    if name.kind is Kind.NUMBERS:
        words = ("2", "10")
    if name.kind is Kind.SWITCH:
        words = (False, True)
    it = settings(event(name.word, now, now, other))

    choice = it.choices()[name.word]
    assert choice.value == words[0]
    assert choice.writable
    assert it.call(name.word, words[0]) == []
    ((method, params),) = it.call(name.word, words[1])
    assert method == f"set{name.method}"
    sent = "on" if name.kind is Kind.SWITCH and name.key is None else other
    assert params == [sent if name.key is None else {name.key: sent}]


def test_a_word_of_the_camera_is_a_word_of_ours_and_an_unknown_one_is_kept() -> None:
    it = settings(event(Setting.SHOOT_MODE, "intervalstill", "intervalstill", "looprec", "new"))
    choice = it.choices()[Setting.SHOOT_MODE]
    assert (choice.value, choice.options) == ("interval", ("interval", "loop", "new"))
    assert it.call(Setting.SHOOT_MODE, "loop") == [("setShootMode", ["looprec"])]
    assert it.call(Setting.SHOOT_MODE, "new") == [("setShootMode", ["new"])]


@pytest.mark.parametrize("value", ["", "--", -1, None, True, [], {}])
def test_what_stands_for_no_value_is_none(value: Any) -> None:
    assert settings(event(Setting.APERTURE, value)).choices()[Setting.APERTURE].value is None


def test_what_cannot_be_set_now_keeps_its_options_and_says_so() -> None:
    told = Told()
    it = Settings(told, lambda _: True)
    told.take([event(Setting.ISO, "AUTO", "AUTO", "100")])
    it.choices()
    told.take([event(Setting.ISO, "200")])
    choice = it.choices()[Setting.ISO]
    assert choice == Choice("200", ("AUTO", "100"), writable=False)
    with pytest.raises(Busy):
        it.call(Setting.ISO, "100")


def test_what_can_ever_be_set_is_offered_until_the_camera_tells_what_now() -> None:
    it = settings(event(Setting.FLASH, "off"), event(Setting.SELF_TIMER, 0, 0, 2))
    it.offer(Setting.FLASH, ["off", "slowSync", None, -1])
    assert it.choices()[Setting.FLASH].options == ("off", "slow_sync")
    it.choices()
    it.offer(Setting.SELF_TIMER, [0, 2, 10])
    assert it.options(Setting.SELF_TIMER) == ("0", "2")


def test_a_setting_without_a_setter_is_only_shown() -> None:
    it = settings(event(Setting.EXPOSURE_MODE, "Manual", "Manual"), without="setExposureMode")
    choice = it.choices()[Setting.EXPOSURE_MODE]
    assert not choice.settable
    assert not choice.writable
    with pytest.raises(Unsupported):
        it.call(Setting.EXPOSURE_MODE, "Manual")


def test_a_value_that_is_not_offered_is_refused() -> None:
    it = settings(event(Setting.SELF_TIMER, 0, 0, 2))
    with pytest.raises(BadRequest, match="none of 0, 2"):
        it.call(Setting.SELF_TIMER, "7")


def test_a_number_that_is_none_is_refused_where_anything_may_be_chosen() -> None:
    it = settings(event(Setting.SELF_TIMER, 0))
    with pytest.raises(BadRequest, match="whole number"):
        it.call(Setting.SELF_TIMER, "soon")


@pytest.mark.parametrize(
    ("result", "value", "options"),
    [
        ([{"zoom": "a", "candidate": ["a", "b"]}], "a", ("a", "b")),
        ([{"zoom": "a"}], "a", ()),
        (["a", ["a", "b"]], "a", ("a", "b")),
        (["a"], "a", ()),
        ([{}], None, ()),
    ],
)
def test_what_no_event_tells_is_taken_from_an_answer(
    result: list[Any], value: str | None, options: tuple[str, ...]
) -> None:
    it = settings()
    name = next(name for name in NAMES if name.word is Setting.ZOOM_SETTING)
    it.available(name, result)
    choice = it.choices()[Setting.ZOOM_SETTING]
    assert (choice.value, choice.options) == (value, options)


def test_an_answer_that_is_none_tells_nothing() -> None:
    it = settings()
    it.available(NAMES[0], [])
    assert it.choices() == {}


def test_options_are_bounded() -> None:
    many = [f"{i}" + "x" * 10_000 for i in range(5_000)]
    it = settings(event(Setting.SCENE, many[0], *many))
    it.set_options(Setting.IMAGE_SIZE, many)
    it.offer(Setting.COLOUR, many)
    it.choices()
    for word in (Setting.SCENE, Setting.IMAGE_SIZE, Setting.COLOUR):
        assert len(it.options(word)) == MAX_OPTIONS
        assert max(map(len, it.options(word))) <= 255


# Exposure.


@pytest.mark.parametrize(
    ("told", "value", "low", "high"),
    [((2, 9, -9, 1), 0.7, -3, 3), ((-1, 10, -10, 2), -0.5, -5, 5), ((0, 15, -15, 1), 0, -5, 5)],
)
def test_exposure_compensation_is_in_ev(
    told: tuple[int, int, int, int], value: float, low: float, high: float
) -> None:
    choice = settings(exposure(*told)).choices()[Setting.EXPOSURE_COMPENSATION]
    assert (choice.value, choice.minimum, choice.maximum) == (value, low, high)
    assert choice.writable


def test_every_index_comes_back_as_it_went() -> None:
    for step in (1, 2):
        it = settings(exposure(0, 15, -15, step))
        for index in range(-15, 16):
            choice = settings(exposure(index, 15, -15, step)).choices()
            value = choice[Setting.EXPOSURE_COMPENSATION].value
            wanted = [("setExposureCompensation", [index])] if index else []
            assert it.call(Setting.EXPOSURE_COMPENSATION, value) == wanted


def test_without_compensation_in_a_mode_the_range_stays_and_the_value_is_unknown() -> None:
    told = Told()
    it = Settings(told, lambda _: True)
    told.take([exposure(0, 0, 0, 0)])
    assert Setting.EXPOSURE_COMPENSATION not in it.choices()
    with pytest.raises(Busy):
        it.call(Setting.EXPOSURE_COMPENSATION, 1)
    told.take([exposure(1, 9, -9, 1)])
    assert it.choices()[Setting.EXPOSURE_COMPENSATION].value == 0.3
    told.take([exposure(0, 0, 0, 0)])
    choice = it.choices()[Setting.EXPOSURE_COMPENSATION]
    assert (choice.value, choice.minimum, choice.writable) == (None, -3, False)
    with pytest.raises(Busy):
        it.call(Setting.EXPOSURE_COMPENSATION, 1)


@pytest.mark.parametrize("value", [4, -4, "x", "nan", float("inf"), None])
def test_an_exposure_beyond_the_range_is_refused(value: Value) -> None:
    with pytest.raises(BadRequest):
        settings(exposure(0, 9, -9, 1)).call(Setting.EXPOSURE_COMPENSATION, value)


def test_a_supported_range_that_is_none_is_not_taken() -> None:
    it = settings()
    it.offer_exposure(5, -5, 1)
    it.offer_exposure(-5, 5, 0)
    assert it.choices() == {}
    it.offer_exposure(-9, 9, 1)
    assert it.choices()[Setting.EXPOSURE_COMPENSATION].writable is False


def test_program_shift_has_a_range_and_no_value() -> None:
    it = settings()
    assert it.choices() == {}
    it.shift = (-5, 5)
    choice = it.choices()[Setting.PROGRAM_SHIFT]
    assert (choice.value, choice.minimum, choice.maximum) == (None, -5, 5)
    assert it.call(Setting.PROGRAM_SHIFT, -3.0) == [("setProgramShift", [-3])]
    for value in (6, "x", 1.5):
        with pytest.raises(BadRequest):
            it.call(Setting.PROGRAM_SHIFT, value)


# White balance.


def test_a_white_balance_is_set_by_its_mode() -> None:
    it = settings(white_balance("Auto WB"))
    it.set_options(Setting.WHITE_BALANCE, ["Auto WB", "Shade", "Color Temperature"])
    assert it.choices()[Setting.WHITE_BALANCE].value == "Auto WB"
    assert it.call(Setting.WHITE_BALANCE, "Auto WB") == []
    assert it.call(Setting.WHITE_BALANCE, "Shade") == [("setWhiteBalance", ["Shade", False, -1])]
    with pytest.raises(BadRequest):
        it.call(Setting.WHITE_BALANCE, "Moonlight")


def test_the_mode_of_a_colour_temperature_is_set_with_one() -> None:
    it = settings(white_balance("Auto WB"))
    it.kelvin = (2500, 9900, 100)
    mode = "Color Temperature"
    assert it.call(Setting.WHITE_BALANCE, mode) == [("setWhiteBalance", [mode, True, 5500])]
    it.call(Setting.COLOUR_TEMPERATURE, 3200)
    assert it.call(Setting.WHITE_BALANCE, mode) == [("setWhiteBalance", [mode, True, 3200])]


@pytest.mark.parametrize(
    ("asked", "sent"), [(2500, 2500), (2549, 2500), (2551, 2600), (9900, 9900)]
)
def test_a_colour_temperature_is_one_that_the_camera_has(asked: int, sent: int) -> None:
    it = settings(white_balance("Color Temperature", 5000))
    it.kelvin = (2500, 9900, 100)
    call = it.call(Setting.COLOUR_TEMPERATURE, asked)
    assert call == [("setWhiteBalance", ["Color Temperature", True, sent])]


@pytest.mark.parametrize(
    ("mode", "kelvin", "value"),
    [("Auto WB", -1, None), ("Auto WB", 0, None), ("Color Temperature", 5000, 5000)],
)
def test_a_colour_temperature_is_known_in_its_mode_alone(
    mode: str, kelvin: int, value: int | None
) -> None:
    it = settings(white_balance(mode, kelvin))
    assert Setting.COLOUR_TEMPERATURE not in it.choices()
    it.kelvin = (2500, 9900, 100)
    assert it.choices()[Setting.COLOUR_TEMPERATURE].value == value


def test_a_colour_temperature_that_is_so_already_is_not_sent() -> None:
    it = settings(white_balance("Color Temperature", 5000))
    assert it.call(Setting.COLOUR_TEMPERATURE, 4000), "where no range is known, the camera decides"
    it.kelvin = (2500, 9900, 100)
    assert it.call(Setting.COLOUR_TEMPERATURE, 5000) == []
    for value in (2400, 10_000, "warm"):
        with pytest.raises(BadRequest):
            it.call(Setting.COLOUR_TEMPERATURE, value)


# Still size.


def test_a_still_size_is_aspect_and_size() -> None:
    it = settings({"type": "stillSize", "currentAspect": "3:2", "currentSize": "20M"})
    assert it.choices()[Setting.IMAGE_SIZE] == Choice("3:2 20M", writable=False)
    it.set_options(Setting.IMAGE_SIZE, [])
    it.set_options(Setting.IMAGE_SIZE, ["3:2 20M", "16:9 17M"])
    assert it.choices()[Setting.IMAGE_SIZE].writable
    assert it.call(Setting.IMAGE_SIZE, "3:2 20M") == []
    assert it.call(Setting.IMAGE_SIZE, "16:9 17M") == [("setStillSize", ["16:9", "17M"])]
    with pytest.raises(BadRequest):
        it.call(Setting.IMAGE_SIZE, "1:1 13M")
    assert settings({"type": "stillSize"}).choices()[Setting.IMAGE_SIZE].value is None


VALUES = (
    st.none() | st.booleans() | st.text(max_size=20) | st.integers(-(10**6), 10**6)
    | st.floats() | st.just("9" * 5000)
)  # fmt: skip
MEMBERS = st.sampled_from(
    sorted({key for name in NAMES for key in (name.current, name.candidates)})
    + list(exposure(0, 0, 0, 0))
    + list(white_balance(""))
    + ["currentAspect", "currentSize"]
)
KINDS = st.sampled_from(
    [*(name.event for name in NAMES), "exposureCompensation", "whiteBalance", "stillSize"]
)


@given(
    st.lists(st.tuples(KINDS, st.dictionaries(MEMBERS, JSON, max_size=6)), max_size=8),
    st.sampled_from(SETTABLE),
    VALUES,
)
def test_whatever_a_camera_tells_and_a_user_wants_is_a_call_or_an_error(
    objects: list[tuple[str, dict[str, Any]]], word: Setting, value: Value
) -> None:
    it = settings(*({**members, "type": kind} for kind, members in objects))
    for choice in it.choices().values():
        assert choice.value is None or isinstance(choice.value, str | int | float)
        assert all(isinstance(option, str) for option in choice.options)
    try:
        calls = it.call(word, value)
    except LinkError:
        return
    assert all(method.startswith("set") for method, _ in calls)
