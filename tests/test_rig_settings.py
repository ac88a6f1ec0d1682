"""What is set on a whole rig reaches the cameras that have it, and no others."""

from typing import Any

import pytest
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from simulators.smart_shooter import Assumptions
from tests.home import Home

D850, EOS_R5, ILCE, EOS_2000D = range(4)
"""The models of the simulated rig by position: the first alone has a mirror to lock up."""


@pytest.fixture
def rig_options() -> dict[str, Any]:
    """An application that does nothing of what one camera of a selection cannot do."""
    return {"assume": Assumptions(partial_selection="refuse")}


def to_one(home: Home, camera: int, **fields: Any) -> dict[str, Any]:
    return {"CameraSelection": "Single", "CameraKey": home.key(camera), **fields}


async def test_a_select_of_the_rig_sets_the_cameras_that_have_the_setting(home: Home) -> None:
    target = {"entity_id": home.entity_id("select", "mirror_lockup")}
    await home.hass.services.async_call(
        "select", "select_option", {"option": "On"}, blocking=True, target=target
    )

    await home.until_state("On", "select", "mirror_lockup")
    sent = {"CameraPropertyType": "MirrorLockup", "CameraPropertyValue": "On"}
    assert home.requests("SetProperty") == [to_one(home, D850, **sent)]


async def test_the_answer_names_the_cameras_that_lack_the_setting(home: Home) -> None:
    answer = await home.act("set_setting", None, setting="mirror_lockup", value="On", answer=True)

    sent = {"CameraPropertyType": "MirrorLockup", "CameraPropertyValue": "On"}
    assert home.requests("SetProperty") == [to_one(home, D850, **sent)]
    assert [row["device_id"] for row in answer["missing"]] == [
        home.device(camera).id for camera in (EOS_R5, ILCE, EOS_2000D)
    ]


async def test_a_setting_of_the_rig_is_stepped_where_the_dial_is_not_turned_by_hand(
    home: Home,
) -> None:
    await home.act("step_setting", None, setting="exposure_mode", steps=1)

    sent = {"CameraPropertyType": "ProgramMode", "CameraPropertyStep": 1}
    assert home.requests("IncrementProperty") == [to_one(home, D850, **sent)]


async def test_a_value_that_no_camera_offers_is_refused_with_the_reason(home: Home) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await home.act("set_setting", None, setting="iso", value="407")

    assert "none of the connected cameras" in str(refused.value)
    assert home.requests("SetProperty") == []


async def test_a_camera_that_is_named_is_asked_all_the_same(home: Home) -> None:
    with pytest.raises(HomeAssistantError) as refused:
        await home.act("set_setting", EOS_R5, setting="mirror_lockup", value="On")

    assert refused.value.translation_key == "rejected"
    sent = {"CameraPropertyType": "MirrorLockup", "CameraPropertyValue": "On"}
    assert home.requests("SetProperty") == [to_one(home, EOS_R5, **sent)]


@pytest.mark.parametrize(("value", "option"), [(True, "On"), (False, "Off")])
async def test_an_off_without_quotes_is_the_option_that_the_camera_calls_so(
    home: Home, value: bool, option: str
) -> None:
    home.rig.set_property(home.key(D850), "MirrorLockup", "Off" if value else "On")

    await home.act("set_setting", D850, setting="mirror_lockup", value=value)

    await home.until_state(option, "select", "mirror_lockup")
    sent = {"CameraPropertyType": "MirrorLockup", "CameraPropertyValue": option}
    assert home.requests("SetProperty") == [to_one(home, D850, **sent)]


@pytest.mark.parametrize("camera", [None, ILCE])
async def test_an_off_without_quotes_that_no_camera_has_is_refused_with_the_reason(
    home: Home, camera: int | None
) -> None:
    with pytest.raises(ServiceValidationError, match="put the value in quotes"):
        await home.act("set_setting", camera, setting="drive_mode", value=False)

    assert home.requests("SetProperty") == []
