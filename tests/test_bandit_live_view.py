"""A Bandit's live view: one viewfinder for all who look, whole pictures only, and nothing left running."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from PIL import Image
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.camhub.link.errors import Busy
from simulators.bandit import BanditCamera
from simulators.bandit.faults import FRAMES
from tests.bandit_home import BanditHome, logged
from tests.heard import Heard
from tests.home import until
from tests.looking import NextFrame, still, viewer

AT_ONCE = 2.0
"""Seconds within which camhub has let go of a camera."""

OURS = 47_011
"""A port that the user has chosen for live view."""

type Browser = TestClient[Any, Any]


@pytest.fixture(autouse=True)
def linger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let live view end soon after its last viewer."""
    monkeypatch.setattr("custom_components.camhub.pictures.LINGER", 0.2)


@pytest.fixture
def simulated() -> dict[str, Any]:
    """A camera whose viewfinder is fast, unless told otherwise."""
    return {"fps": 100.0}


@pytest.fixture
async def browser(bandit: BanditHome, hass_client: ClientSessionGenerator) -> Browser:
    """Somebody's browser, with Home Assistant open."""
    return await hass_client()


@pytest.fixture
def heard(hass: HomeAssistant, bandit: BanditHome) -> Heard:
    """Everything from here on."""
    return Heard(hass)


def like(**simulated: Any) -> pytest.MarkDecorator:
    """Try it with a camera that is like this."""
    return pytest.mark.parametrize("simulated", [{"fps": 100.0} | simulated])


def is_whole(frame: bytes) -> bool:
    """Tell whether every pixel of a picture can be shown."""
    with Image.open(BytesIO(frame)) as picture:
        picture.load()
        return picture.format == "JPEG" and picture.size == (768, 432)


async def differ(next_frame: NextFrame, frames: int = 3) -> None:
    """Look on until so many frames that differ have been seen, all of them whole."""
    seen: set[bytes] = set()
    while len(seen) < frames:
        frame = await next_frame()
        assert is_whole(frame)
        seen.add(frame)


def switched(bandit: BanditHome) -> int:
    """Return how often the viewfinder was started or stopped."""
    return bandit.asked("POST", "/viewfinder")


async def no_live_view(bandit: BanditHome, browser: Browser) -> None:
    """See that there is nothing to see."""
    entity_id = bandit.entity_id("camera", "live_view")
    async with browser.get(f"/api/camera_proxy_stream/{entity_id}") as response:
        assert response.status == 502


@asynccontextmanager
async def somebody_elses(camera: BanditCamera, port: int) -> AsyncIterator[None]:
    """Have another program ask for the viewfinder."""
    body = {"viewfinder_active": True, "viewfinder_streaming_port": port}
    async with ClientSession() as http:
        response = await http.post(f"{camera.address}/api/2/viewfinder", json=body)
        assert response.status == 200
        await camera.wait_frames(1)
        yield


# Who looks.


async def test_a_still_picture_starts_nothing(
    bandit: BanditHome, heard: Heard, browser: Browser
) -> None:
    placeholder = await still(bandit, browser)
    bandit.camera.take_photo()
    await heard.until("photo_available", bandit, "photo")
    assert await still(bandit, browser) != placeholder

    assert switched(bandit) == 0


@pytest.mark.usefixtures("all_enabled")
async def test_all_who_look_share_one_viewfinder_which_ends_after_the_last(
    bandit: BanditHome, heard: Heard, browser: Browser
) -> None:
    placeholder = await still(bandit, browser)
    async with viewer(bandit, browser) as first:
        await differ(first)
        await heard.until("live_view_started", bandit, "status")
        await bandit.until_state("on", "binary_sensor", "live_view_on")
        async with viewer(bandit, browser) as second, viewer(bandit, browser) as third:
            await asyncio.gather(differ(first), differ(second), differ(third))
            assert await still(bandit, browser) != placeholder
        await differ(first)
        assert switched(bandit) == 1

    await bandit.camera.wait_viewfinder(False)
    await heard.until("live_view_stopped", bandit, "status")
    await bandit.until_state("off", "binary_sensor", "live_view_on")
    assert switched(bandit) == 2
    assert heard.kinds(bandit, "status") == ["live_view_started", "live_view_stopped"]


async def test_who_looks_again_soon_meets_the_same_viewfinder(
    bandit: BanditHome, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.camhub.pictures.LINGER", 60.0)
    for _ in range(2):
        async with viewer(bandit, browser) as next_frame:
            await differ(next_frame)

    assert switched(bandit) == 1


@like(assume={"viewfinder_flag": "integer", "numbering": "per_frame", "first_number": 65_530})
async def test_it_is_seen_however_it_is_told_and_numbered(
    bandit: BanditHome, heard: Heard, browser: Browser
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame, 5)
    await heard.until("live_view_stopped", bandit, "status")


# Whose it is.


async def test_somebody_elses_viewfinder_is_left_alone(
    bandit: BanditHome, heard: Heard, browser: Browser
) -> None:
    async with somebody_elses(bandit.camera, 47_999):
        await heard.until("live_view_started", bandit, "status")
        await no_live_view(bandit, browser)
        with pytest.raises(Busy, match="somebody else watches"):
            async with bandit.entry.runtime_data.pictures.live_view(bandit.key(None)).watch():
                pass
        await bandit.stop()
        assert bandit.camera.viewfinder_target == ("127.0.0.1", 47_999)
    assert switched(bandit) == 1


async def test_somebody_elses_viewfinder_is_ended_where_the_user_says_so(
    bandit: BanditHome, browser: Browser
) -> None:
    async with somebody_elses(bandit.camera, 47_999):
        await bandit.act("set_live_view", None, enable=False)
        await bandit.camera.wait_viewfinder(False)

        async with viewer(bandit, browser) as next_frame:
            await differ(next_frame)
    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("set_live_view", None, enable=True)
    assert "when somebody looks" in str(refused.value)


@pytest.mark.parametrize("options", [{"live_view_port": OURS}])
async def test_one_that_comes_to_our_port_already_is_looked_at_and_ended(
    bandit: BanditHome, browser: Browser
) -> None:
    async with somebody_elses(bandit.camera, OURS):
        async with viewer(bandit, browser) as next_frame:
            await differ(next_frame)
        assert switched(bandit) == 1
        await bandit.camera.wait_viewfinder(False)


async def test_there_is_none_where_the_camera_says_no(bandit: BanditHome, browser: Browser) -> None:
    bandit.camera.set_fault("status", "500:/viewfinder")
    await no_live_view(bandit, browser)

    bandit.camera.clear_fault("status")
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
    await bandit.camera.wait_viewfinder(False)


# It breaks off.


async def test_one_that_stops_by_itself_is_started_again(
    bandit: BanditHome, browser: Browser
) -> None:
    bandit.camera.set_fault("viewfinder_ends", "0.1")
    async with viewer(bandit, browser) as next_frame:
        await until_again(bandit, next_frame, 4)
        bandit.camera.clear_fault("viewfinder_ends")
        await differ(next_frame, 20)

    await bandit.camera.wait_viewfinder(False)


async def until_again(bandit: BanditHome, next_frame: NextFrame, times: int) -> None:
    """Look on until the viewfinder was asked for so often."""
    while switched(bandit) < times:
        assert is_whole(await next_frame())


async def test_one_that_stands_still_is_started_again(bandit: BanditHome, browser: Browser) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        bandit.camera.set_fault("viewfinder_stalls")
        await until(lambda: switched(bandit) >= 3)
        bandit.camera.clear_fault("viewfinder_stalls")
        await differ(next_frame, 5)


async def test_one_that_does_not_start_again_is_given_up(
    bandit: BanditHome, browser: Browser
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        bandit.camera.set_fault("viewfinder_stalls")
        while await next_frame():
            pass
    bandit.camera.clear_fault("viewfinder_stalls")
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
    await bandit.camera.wait_viewfinder(False)


@like(assume={"record_stops_viewfinder": True})
async def test_it_goes_on_when_it_records(
    bandit: BanditHome, heard: Heard, browser: Browser
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        bandit.camera.press_record()
        await heard.until("live_view_stopped", bandit, "status")
        await bandit.camera.wait_viewfinder()
        await differ(next_frame, 10)
        assert bandit.camera.recording


@pytest.mark.parametrize("way", ["reset", "silence"])
async def test_it_goes_on_after_an_outage(bandit: BanditHome, browser: Browser, way: str) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        await bandit.camera.vanish(way)
        await bandit.until_away()
        await bandit.camera.power_on()
        await bandit.until_back()
        await bandit.camera.wait_viewfinder()
        await differ(next_frame, 5)

    await bandit.camera.wait_viewfinder(False)


async def test_who_leaves_during_an_outage_leaves_nothing_running(
    bandit: BanditHome, browser: Browser
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        bandit.camera.set_fault("silent")
        await bandit.until_away()
    live = bandit.entry.runtime_data.pictures.live_view(bandit.key(None))
    await until(lambda: not live.on)
    assert bandit.camera.viewfinder_active

    bandit.camera.clear_fault("silent")
    await bandit.camera.wait_viewfinder(False)


async def test_it_is_gone_with_the_camera(bandit: BanditHome, browser: Browser) -> None:
    await bandit.camera.switch_off()
    await bandit.until_state(STATE_UNAVAILABLE, "camera", "live_view")


async def _unload(bandit: BanditHome) -> None:
    await bandit.hass.config_entries.async_unload(bandit.entry.entry_id)


async def _stop(bandit: BanditHome) -> None:
    bandit.hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)


async def _disconnect(bandit: BanditHome) -> None:
    await bandit.use("switch.turn_off", "connect")


@pytest.mark.parametrize(
    "end", [_unload, _stop, _disconnect], ids=["unloaded", "stopped", "disconnected"]
)
async def test_nothing_is_left_running_in_the_end(
    bandit: BanditHome, browser: Browser, end: Callable[[BanditHome], Awaitable[None]]
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)

        async with asyncio.timeout(AT_ONCE):
            await end(bandit)
            await bandit.camera.wait_viewfinder(False)
            while await next_frame():
                pass
    assert switched(bandit) == 2


async def test_a_camera_that_is_silent_does_not_keep_home_assistant_from_stopping(
    bandit: BanditHome, browser: Browser
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        bandit.camera.set_fault("silent")

        async with asyncio.timeout(AT_ONCE):
            await _unload(bandit)


# What the radio does to it.


async def look_on(bandit: BanditHome, next_frame: NextFrame, sent: int) -> int:
    """Look on while the camera sends so many frames; return how many were seen, all of them whole."""
    last, seen = bandit.camera.frames_sent + sent, 0
    ended = asyncio.ensure_future(bandit.camera.until(lambda: bandit.camera.frames_sent >= last))
    try:
        while not ended.done():
            coming = asyncio.ensure_future(next_frame())
            await asyncio.wait({coming, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                coming.cancel()
                await asyncio.wait({coming})
            elif frame := coming.result():
                assert is_whole(frame)
                seen += 1
            else:
                break
        assert ended.done(), "it was given up"
    finally:
        ended.cancel()
    return seen


@pytest.mark.parametrize("percent", [1, 3, 8, 20])
async def test_lost_datagrams_cost_frames_and_break_none(
    bandit: BanditHome, browser: Browser, caplog: pytest.LogCaptureFixture, percent: int
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        before, frames = _counted(bandit), bandit.camera.frames_sent
        datagrams = bandit.camera.datagrams_sent
        await bandit.camera.wait_frames(5)
        size = (bandit.camera.datagrams_sent - datagrams) / (bandit.camera.frames_sent - frames)

        bandit.camera.set_fault("loss", percent)
        before, frames = _counted(bandit), bandit.camera.frames_sent
        await look_on(bandit, next_frame, 120)
        share = (_counted(bandit) - before) / (bandit.camera.frames_sent - frames)

        # That no datagram of a frame is lost is as likely as this; more cannot be whole.
        likely = (1 - percent / 100) ** size
        assert share <= likely + 0.15
        assert share >= likely * 0.6 - 0.05
        assert switched(bandit) == 1
        bandit.camera.clear_fault("loss")
        await differ(next_frame)
    assert logged(caplog) == []


def _counted(bandit: BanditHome) -> int:
    told = bandit.entry.runtime_data.session_diagnostics["viewfinder"]
    return int(told["frames"])


@pytest.mark.parametrize(("fault", "percent"), [("reorder", 20), ("duplicate", 20)])
async def test_reordered_and_doubled_datagrams_cost_little(
    bandit: BanditHome, browser: Browser, fault: str, percent: int
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        bandit.camera.set_fault(fault, percent)
        before, frames = _counted(bandit), bandit.camera.frames_sent
        assert await look_on(bandit, next_frame, 60)

        share = (_counted(bandit) - before) / (bandit.camera.frames_sent - frames)
        assert share > 0.9


async def test_what_is_no_frame_is_not_shown(
    bandit: BanditHome, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await differ(next_frame)
        for kind in FRAMES:
            bandit.camera.set_fault("viewfinder", kind)
            await look_on(bandit, next_frame, 12)
            bandit.camera.clear_fault("viewfinder")
            await differ(next_frame)
    assert logged(caplog) == []


@like(faults=[("loss", 3), ("reorder", 10), ("duplicate", 10)])
async def test_memory_stays_flat_however_long_one_looks(
    bandit: BanditHome, browser: Browser
) -> None:
    async with viewer(bandit, browser) as next_frame:
        await look_on(bandit, next_frame, 60)
        tracemalloc.start()
        try:
            await look_on(bandit, next_frame, 30)
            before, _ = tracemalloc.get_traced_memory()
            await look_on(bandit, next_frame, 150)
            after, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert after - before < 500_000
    assert most < 8_000_000
