"""A Sony camera's live view: runs while somebody looks, once for all who do, and leaves nothing running."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.heard import Heard
from tests.home import until
from tests.looking import NextFrame, still, viewer
from tests.sony_home import SonyHome

AT_ONCE = 2.0
"""Seconds within which camhub has let go of a camera."""


@pytest.fixture(autouse=True)
def linger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let live view end soon after its last viewer."""
    monkeypatch.setattr("custom_components.camhub.pictures.LINGER", 0.2)


@pytest.fixture
async def browser(sony: SonyHome, hass_client: ClientSessionGenerator) -> TestClient[Any, Any]:
    """Somebody's browser, with Home Assistant open."""
    return await hass_client()


@pytest.fixture
def heard(hass: HomeAssistant, sony: SonyHome) -> Heard:
    """Everything from here on."""
    return Heard(hass)


def of(*models: str) -> pytest.MarkDecorator:
    """Try it with each of these models."""
    return pytest.mark.parametrize("model", models)


def switched(sony: SonyHome) -> list[str]:
    """Return how live view was switched, call by call."""
    return [method for method in sony.methods if method in ("startLiveview", "stopLiveview")]


async def differ(next_frame: NextFrame, frames: int = 3) -> None:
    """Look on until so many frames that differ have been seen."""
    seen: set[bytes] = set()
    while len(seen) < frames:
        frame = await next_frame()
        assert frame.startswith(b"\xff\xd8")
        assert frame.endswith(b"\xff\xd9")
        seen.add(frame)


async def test_a_still_picture_starts_nothing(
    sony: SonyHome, heard: Heard, browser: TestClient[Any, Any]
) -> None:
    placeholder = await still(sony, browser)
    assert placeholder.startswith(b"\xff\xd8")

    await sony.press("shoot")
    await heard.until("photo_available", sony, "photo")
    photo = await still(sony, browser)
    assert photo != placeholder
    assert await still(sony, browser) == photo

    assert switched(sony) == []
    assert not sony.camera.body.liveview_running


@of("ILCE-6000", "DSC-QX10", "ILCE-6300", "HDR-AS100V", "DSC-RX100M4")
@pytest.mark.usefixtures("all_enabled")
async def test_all_who_look_share_one_stream_which_ends_after_the_last(
    sony: SonyHome, heard: Heard, browser: TestClient[Any, Any]
) -> None:
    placeholder = await still(sony, browser)
    async with viewer(sony, browser) as first:
        await differ(first)
        await heard.until("live_view_started", sony, "status")
        await sony.until_state("on", "binary_sensor", "live_view_on")
        async with viewer(sony, browser) as second, viewer(sony, browser) as third:
            await asyncio.gather(differ(first), differ(second), differ(third))
            assert sony.camera.liveviews == 1
            assert await still(sony, browser) != placeholder
        await differ(first)

    await until(lambda: not sony.camera.body.liveview_running)
    await heard.until("live_view_stopped", sony, "status")
    await until(lambda: sony.camera.liveviews == 0)
    assert switched(sony) == ["startLiveview", "stopLiveview"]
    assert heard.kinds(sony, "status") == ["live_view_started", "live_view_stopped"]


async def test_who_looks_again_soon_meets_the_same_stream(
    sony: SonyHome, browser: TestClient[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.camhub.pictures.LINGER", 60.0)
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)

    assert switched(sony) == ["startLiveview"]


async def test_it_survives_a_shot(
    sony: SonyHome, heard: Heard, browser: TestClient[Any, Any]
) -> None:
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)
        await sony.press("shoot")
        await heard.until("photo_available", sony, "photo")
        await differ(next_frame)

    await until(lambda: not sony.camera.body.liveview_running)
    assert switched(sony) == ["startLiveview", "stopLiveview"]


async def test_it_is_back_after_the_stream_broke_off(
    sony: SonyHome, browser: TestClient[Any, Any]
) -> None:
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)
        await sony.camera.set_fault("liveview_drops", 2)
        await until(lambda: sony.camera.liveviews == 0)
        await sony.camera.clear_fault("liveview_drops")
        await differ(next_frame, 5)


async def test_it_goes_on_after_an_outage(sony: SonyHome, browser: TestClient[Any, Any]) -> None:
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)
        await sony.camera.switch_off()
        await sony.until_state("unreachable", "sensor", "status")
        await sony.camera.start()
        await sony.until_state("ready", "sensor", "status")
        # What is still on its way may be from before.
        await until(lambda: sony.camera.liveviews == 1)
        await differ(next_frame, 5)

    await until(lambda: not sony.camera.body.liveview_running)


async def test_who_leaves_during_an_outage_leaves_nothing_running(
    sony: SonyHome, browser: TestClient[Any, Any]
) -> None:
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)
        await sony.camera.set_fault("silent")
        await sony.until_state("unreachable", "sensor", "status")
    live = sony.entry.runtime_data.pictures.live_view(sony.key(None))
    await until(lambda: not live.on)
    assert sony.camera.body.liveview_running

    await sony.camera.clear_fault("silent")
    await until(lambda: not sony.camera.body.liveview_running)


@of("DSC-RX100M4", "ILCE-QX1")
async def test_it_ends_when_the_camera_shows_its_pictures(
    sony: SonyHome, browser: TestClient[Any, Any]
) -> None:
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)

        await sony.use("select.select_option", "function", option="contents_transfer")

        async with asyncio.timeout(AT_ONCE):
            while await next_frame():
                pass
    await sony.until_state(STATE_UNAVAILABLE, "camera", "live_view")
    assert sony.camera.liveviews == 0

    await sony.use("select.select_option", "function", option="remote_shooting")
    await until(lambda: sony.state("camera", "live_view").state != STATE_UNAVAILABLE)
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)


@of("DSC-RX100M4")
async def test_it_goes_on_in_another_mode(sony: SonyHome, browser: TestClient[Any, Any]) -> None:
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)
        await sony.use("select.select_option", "shoot_mode", option="movie")
        await sony.until_state("movie", "select", "shoot_mode")
        await until(lambda: sony.camera.liveviews == 1)
        await differ(next_frame, 5)


async def test_there_is_none_where_the_camera_says_no(
    sony: SonyHome, browser: TestClient[Any, Any]
) -> None:
    await sony.camera.set_fault("error", "1:startLiveview")

    entity_id = sony.entity_id("camera", "live_view")
    async with browser.get(f"/api/camera_proxy_stream/{entity_id}") as response:
        assert response.status == 502

    await sony.camera.clear_fault("error")
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)


async def test_another_clients_live_view_goes_on(
    sony: SonyHome, browser: TestClient[Any, Any]
) -> None:
    sony.camera.body.liveview_running = True
    sony.camera.body.touch()
    await sony.until_event("live_view_started", "status")
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)

    await until(lambda: sony.camera.liveviews == 0)
    await sony.hass.config_entries.async_unload(sony.entry.entry_id)
    assert sony.camera.body.liveview_running
    assert "stopLiveview" not in sony.methods


async def _unload(sony: SonyHome) -> None:
    await sony.hass.config_entries.async_unload(sony.entry.entry_id)


async def _stop(sony: SonyHome) -> None:
    sony.hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)


async def _disconnect(sony: SonyHome) -> None:
    await sony.use("switch.turn_off", "connect")


@pytest.mark.parametrize(
    "end", [_unload, _stop, _disconnect], ids=["unloaded", "stopped", "disconnected"]
)
async def test_nothing_is_left_running_in_the_end(
    sony: SonyHome, browser: TestClient[Any, Any], end: Callable[[SonyHome], Awaitable[None]]
) -> None:
    await sony.act("half_press", None)
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)

        async with asyncio.timeout(AT_ONCE):
            await end(sony)
            await until(lambda: not sony.camera.body.liveview_running)
            await until(lambda: sony.camera.liveviews == 0)
            while await next_frame():
                pass
    assert not sony.camera.body.half_pressed
    assert switched(sony) == ["startLiveview", "stopLiveview"]


async def test_a_camera_that_is_silent_does_not_keep_home_assistant_from_stopping(
    sony: SonyHome, browser: TestClient[Any, Any]
) -> None:
    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)
        await sony.camera.set_fault("silent")

        async with asyncio.timeout(AT_ONCE):
            await _unload(sony)


@of("ILCE-6300")
@pytest.mark.parametrize("kind", ["garbage", "sizes", "unknown", "padding", "empty", "half"])
async def test_what_else_is_in_the_stream_harms_nobody(
    sony: SonyHome, browser: TestClient[Any, Any], kind: str
) -> None:
    await sony.camera.set_fault("liveview", kind)

    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)


@of("ILCE-6000")
async def test_the_size_is_the_users_choice(sony: SonyHome, browser: TestClient[Any, Any]) -> None:
    await sony.settled()
    await sony.use("select.select_option", "live_view_size", option="L")
    await sony.until_state("L", "select", "live_view_size")

    async with viewer(sony, browser) as next_frame:
        await differ(next_frame)
    assert sony.calls("startLiveviewWithSize") == [["L"]]
    assert sony.camera.body.liveview_size == "L"
