"""What a system cannot do for those who look, and what it marks in the picture."""

from typing import Any

import pytest
from homeassistant.const import STATE_UNAVAILABLE
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.camhub.const import CONF_GROUPS, Group
from tests.home import Home, until
from tests.looking import viewer
from tests.sony_home import SonyHome


@pytest.fixture(autouse=True)
def linger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let live view end soon after its last viewer."""
    monkeypatch.setattr("custom_components.camhub.pictures.LINGER", 0.2)


async def test_there_is_nothing_to_see_while_the_link_is_down(
    sony: SonyHome, hass_client: ClientSessionGenerator
) -> None:
    browser = await hass_client()
    await sony.camera.switch_off()
    await sony.until_state(STATE_UNAVAILABLE, "camera", "live_view")

    entity_id = sony.entity_id("camera", "live_view")
    async with browser.get(f"/api/camera_proxy_stream/{entity_id}") as response:
        assert response.status == 502

    await sony.camera.start()
    await sony.until_state("ready", "sensor", "status")
    async with viewer(sony, browser) as next_frame:
        assert (await next_frame()).startswith(b"\xff\xd8")


@pytest.mark.usefixtures("quick_link")
@pytest.mark.parametrize("options", [{CONF_GROUPS: [Group.LIVE_VIEW]}], ids=["with live view"])
async def test_an_end_that_is_not_answered_troubles_nobody_and_is_asked_for_again(
    home: Home, hass_client: ClientSessionGenerator, caplog: pytest.LogCaptureFixture
) -> None:
    browser = await hass_client()
    caplog.clear()
    caplog.set_level("DEBUG", "custom_components.camhub.pictures")
    async with viewer(home, browser, 0) as next_frame:
        assert await next_frame()
        await home.rig.set_fault("no_reply", "EnableLiveview")
    await until(lambda: f"The live view of {home.key(0)} was not ended" in caplog.text)
    await home.rig.clear_fault("no_reply")

    def switched() -> list[Any]:
        return [request["Enable"] for request in home.requests("EnableLiveview")]

    await until(lambda: switched()[:3] == [True, False, False])
    assert not home.rig.cameras[home.key(0)].liveview.enabled
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


@pytest.mark.usefixtures("quick_link")
@pytest.mark.parametrize("options", [{CONF_GROUPS: [Group.LIVE_VIEW]}], ids=["with live view"])
async def test_a_camera_that_is_back_and_may_not_show_itself_troubles_nobody(
    home: Home, hass_client: ClientSessionGenerator, caplog: pytest.LogCaptureFixture
) -> None:
    browser = await hass_client()
    async with viewer(home, browser, 0) as next_frame:
        assert await next_frame()
        home.rig.unplug(home.key(0))
        await home.until_state("off", "binary_sensor", "online", 0)
        await home.rig.set_fault("false_reply", "EnableLiveview")
        caplog.clear()
        caplog.set_level("DEBUG", "custom_components.camhub")

        home.rig.plug(home.key(0))

        refused = f"The application does not resume the live view of {home.key(0)}"
        await until(lambda: refused in caplog.text)
        await home.until_state("on", "binary_sensor", "online", 0)
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


@pytest.mark.parametrize("model", ["DSC-RX100M4"])
async def test_what_the_camera_marks_comes_with_its_frames(
    sony: SonyHome, hass_client: ClientSessionGenerator
) -> None:
    browser = await hass_client()
    await sony.settled()
    live = sony.entry.runtime_data.pictures.live_view(sony.key(None))
    await sony.use("switch.turn_on", "focus_frames")
    async with viewer(sony, browser) as next_frame:
        assert await next_frame()
        await until(lambda: [mark["status"] for mark in live.marks] == ["normal"])

        await sony.act("half_press", None)

        await until(lambda: [mark["status"] for mark in live.marks] == ["focused"])
    (mark,) = live.marks
    assert [mark[side] for side in ("left", "top", "right", "bottom")] == [40.0, 30.0, 60.0, 50.0]
