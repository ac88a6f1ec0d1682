"""Values as people type them."""

import pytest

from custom_components.camhub.link.errors import BadRequest
from custom_components.camhub.link.typed import decimal, plain, truth, whole
from custom_components.camhub.model.camera import Value


@pytest.mark.parametrize(
    ("value", "yes"), [(True, True), ("on", True), (" True ", True), ("OFF", False), (False, False)]
)
def test_yes_and_no_however_typed(value: Value, yes: bool) -> None:
    assert truth(value) is yes


@pytest.mark.parametrize("value", ["yes please", 7, None])
def test_what_is_neither_yes_nor_no(value: Value) -> None:
    with pytest.raises(BadRequest):
        truth(value)


@pytest.mark.parametrize("value", ["x", None, "nan", "-inf"])
def test_what_is_no_number(value: Value) -> None:
    with pytest.raises(BadRequest):
        decimal(value)


@pytest.mark.parametrize("value", ["x", "nan", 1.5, -1, 256, True])
def test_what_is_no_whole_number_of_a_range(value: Value) -> None:
    with pytest.raises(BadRequest):
        whole(value, 0, 255)


@pytest.mark.parametrize("value", [7, 7.0, " 7 "])
def test_a_whole_number_however_typed(value: Value) -> None:
    assert whole(value, 0, 255) == 7


@pytest.mark.parametrize(("value", "text"), [(30.0, "30"), (0.5, "0.5"), ("x", "x"), (15, "15")])
def test_a_number_as_a_text(value: Value, text: str) -> None:
    assert plain(value) == text
