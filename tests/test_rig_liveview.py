"""Live view: runs while somebody looks, once for all who do, and leaves nothing running."""

import asyncio
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.camhub.const import CONF_GROUPS, DOMAIN, Group
from tests.home import Home, until
from tests.looking import still, viewer

pytestmark = pytest.mark.usefixtures("quick_link")


@pytest.fixture(autouse=True)
def linger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let live view end soon after its last viewer."""
    monkeypatch.setattr("custom_components.camhub.pictures.LINGER", 0.2)


@pytest.fixture
def options() -> dict[str, Any]:
    return {CONF_GROUPS: [Group.LIVE_VIEW]}


@pytest.fixture
async def browser(home: Home, hass_client: ClientSessionGenerator) -> TestClient[Any, Any]:
    """Somebody's browser, with Home Assistant open."""
    return await hass_client()


def switched(home: Home) -> list[bool]:
    """Return how live view was switched, request by request."""
    return [request["Enable"] for request in home.requests("EnableLiveview")]


async def test_a_still_picture_starts_nothing(home: Home, browser: TestClient[Any, Any]) -> None:
    picture = await still(home, browser, 0)
    for _ in range(3):
        assert await still(home, browser, 0) == picture

    assert picture.startswith(b"\xff\xd8")
    assert switched(home) == []
    assert not home.rig.cameras[home.key(0)].liveview.enabled


async def test_all_who_look_share_one_live_view_which_ends_after_the_last(
    home: Home, browser: TestClient[Any, Any]
) -> None:
    placeholder = await still(home, browser, 0)
    async with viewer(home, browser, 0) as first, viewer(home, browser, 0) as second:
        for next_frame in (first, second, first, second):
            frame = await next_frame()
            assert frame.startswith(b"\xff\xd8")
            assert frame != placeholder
        assert await still(home, browser, 0) != placeholder
        async with viewer(home, browser, 1) as other:
            assert (await other()).startswith(b"\xff\xd8")
        await until(lambda: not home.rig.cameras[home.key(1)].liveview.enabled)
        assert home.rig.cameras[home.key(0)].liveview.enabled

    await until(lambda: not home.rig.cameras[home.key(0)].liveview.enabled)
    of_the_first = [
        request["Enable"]
        for request in home.requests("EnableLiveview")
        if request["CameraKey"] == home.key(0)
    ]
    assert of_the_first == [True, False]
    await home.until_state("off", "binary_sensor", "live_view_on", 0)


async def test_a_page_that_is_loaded_again_does_not_start_it_again(
    home: Home, browser: TestClient[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.camhub.pictures.LINGER", 60.0)
    for _ in range(3):
        async with viewer(home, browser, 0) as next_frame:
            assert await next_frame()

    assert switched(home) == [True]


async def test_an_operators_own_live_view_is_neither_started_nor_ended(
    home: Home, browser: TestClient[Any, Any]
) -> None:
    await home.act("set_live_view", 0, enable=True)
    await home.until_state("on", "binary_sensor", "live_view_on", 0)

    async with viewer(home, browser, 0) as next_frame:
        assert await next_frame()
    await home.hass.config_entries.async_unload(home.entry.entry_id)

    assert switched(home) == [True]
    assert home.rig.cameras[home.key(0)].liveview.enabled


@pytest.mark.parametrize("stopped", [False, True], ids=["unloaded", "Home Assistant stops"])
async def test_what_camhub_started_ends_with_it(
    hass: HomeAssistant, home: Home, browser: TestClient[Any, Any], stopped: bool
) -> None:
    async with viewer(home, browser, 0) as next_frame:
        assert await next_frame()
        async with asyncio.timeout(2):
            if stopped:
                hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
                await hass.async_block_till_done()
            else:
                await hass.config_entries.async_unload(home.entry.entry_id)
            while await next_frame():
                pass

    assert switched(home) == [True, False]
    assert not home.rig.cameras[home.key(0)].liveview.enabled


async def test_a_viewer_sees_on_after_an_outage(home: Home, browser: TestClient[Any, Any]) -> None:
    async with viewer(home, browser, 0) as next_frame:
        assert await next_frame()
        await home.rig.restart(1.0)
        await home.until_state("on", "binary_sensor", "link")
        # What was shown before may still be on its way: the camera itself says that it shows more.
        await until(lambda: home.rig.cameras[home.key(0)].liveview.frames > 5)
        assert await next_frame()

    await until(lambda: not home.rig.cameras[home.key(0)].liveview.enabled)
    assert set(switched(home)[:-1]) == {True}
    assert switched(home)[-1] is False


async def test_who_leaves_during_an_outage_leaves_nothing_running(
    home: Home, browser: TestClient[Any, Any]
) -> None:
    async with viewer(home, browser, 0) as next_frame:
        assert await next_frame()
        await home.rig.set_fault("kill")
        await home.until_state("off", "binary_sensor", "link")
    live = home.entry.runtime_data.pictures.live_view(home.key(0))
    await until(lambda: not live.on)
    assert home.rig.cameras[home.key(0)].liveview.enabled

    await home.rig.clear_fault("kill")
    await until(lambda: not home.rig.cameras[home.key(0)].liveview.enabled)
    assert switched(home) == [True, False]


async def test_a_camera_that_is_lost_does_not_keep_the_others_running(
    home: Home, browser: TestClient[Any, Any]
) -> None:
    async with viewer(home, browser, 0) as first, viewer(home, browser, 1) as second:
        assert await first()
        assert await second()
        home.rig.unplug(home.key(0))
        await home.until_state("off", "binary_sensor", "online", 0)
        await home.hass.config_entries.async_unload(home.entry.entry_id)

    assert not home.rig.cameras[home.key(1)].liveview.enabled


@pytest.mark.parametrize("rig_options", [{"app_version": "4.2"}], ids=["version 4.2"])
async def test_an_application_that_shows_no_pictures_has_no_camera_entity(
    hass: HomeAssistant, home: Home
) -> None:
    def live_view() -> str | None:
        name = f"{home.entry.entry_id}_{home.key(0)}_live_view"
        return er.async_get(hass).async_get_entity_id("camera", DOMAIN, name)

    assert live_view() is None

    # Whatever its version, one that publishes frames is taken at its word.
    home.rig.publish({"CameraKey": home.key(0), "CameraLiveviewImage": "/9j/"}, "LiveviewUpdated")
    await until(live_view)
