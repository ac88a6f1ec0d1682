"""The application's values as ours: what cannot be is unknown, and nothing raises."""

from collections.abc import Callable

import pytest
from hypothesis import given

from custom_components.camhub.protocols.smart_shooter import values
from custom_components.camhub.protocols.smart_shooter.values import Convert
from tests.model import strategies as draw

CONVERSIONS: tuple[Convert, ...] = (
    values.text,
    values.kept,
    values.boolean,
    values.whole,
    values.count,
    values.percent,
    values.rate,
    values.seconds,
    values.photo_format,
    values.orientation,
    values.power,
    values.status,
)


@pytest.mark.parametrize(
    ("convert", "value", "ours"),
    [
        (values.text, "C001", "C001"),
        (values.text, "x" * 1000, "x" * 255),
        (values.text, 7, None),
        (values.kept, "x" * 1000, "x" * 255),
        (values.kept, 7, 7),
        (values.kept, ["x"], None),
        (values.kept, {"x": 1}, None),
        (values.boolean, False, False),
        (values.boolean, 0, None),
        (values.whole, -7, -7),
        (values.whole, "12", 12),
        (values.whole, "-12", -12),
        (values.whole, "--12", None),
        (values.whole, "-", None),
        (values.whole, "1" * 5000, None),
        (values.whole, True, None),
        (values.whole, 1.5, None),
        (values.count, 0, 0),
        (values.count, -1, None),
        (values.percent, 100, 100),
        (values.percent, 101, None),
        (values.percent, -1, None),
        (values.rate, 260.52478, 260.52),
        (values.rate, 3, 3),
        (values.rate, True, None),
        (values.rate, -1.0, None),
        (values.rate, 1e300, None),
        (values.seconds, 61_999, 61),
        (values.seconds, None, None),
        (values.photo_format, "Raw", "raw"),
        (values.photo_format, "Unknown", None),
        (values.orientation, "None", "normal"),
        (values.orientation, "Unknown", None),
        (values.power, "AC", "mains"),
        (values.power, "Sun", None),
        (values.status, "Busy", "busy"),
        (values.status, "Asleep", None),
        (values.status, [], None),
    ],
)
def test_values(convert: Callable[[object], object], value: object, ours: object) -> None:
    assert convert(value) == ours
    assert type(convert(value)) is type(ours)


@given(draw.json)
def test_nothing_that_can_be_sent_raises(value: object) -> None:
    for convert in CONVERSIONS:
        assert isinstance(convert(value), str | int | float | bool | None)
