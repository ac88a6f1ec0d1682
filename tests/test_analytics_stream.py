"""The stream of a channel: who opens it, what a still picture shows, and who learns its address.

Home Assistant's own stream component plays it. What opens and decodes it is not installed here: a
stream that was started shows the frames that a test puts there.
"""

import json
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from homeassistant.components import stream as stream_component
from homeassistant.components.camera import CameraEntityFeature
from homeassistant.components.stream import Stream
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.camhub.const import NO_PICTURE
from custom_components.camhub.model.change import Seen
from custom_components.camhub.model.vocabulary import Ability
from custom_components.camhub.protocols import PROTOCOLS
from tests.installation import CHANNEL, STREAM, House, Installation, house, protocol_of

FIRST = b"\xff\xd8 the first key frame"
SECOND = b"\xff\xd8 the second key frame"


@dataclass
class Player:
    """What opens and decodes streams: where it opened them, and what they show."""

    opened: list[str] = field(default_factory=list)
    running: set[Stream] = field(default_factory=set)
    frame: bytes | None = None


@pytest.fixture
async def player(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Player:
    """Set Home Assistant's stream component up without the libraries that decode."""
    player = Player()
    recorder = ModuleType("recorder")
    recorder.async_setup_recorder = lambda hass: None  # type: ignore[attr-defined]

    async def start(stream: Stream) -> None:
        if stream not in player.running:
            player.running.add(stream)
            player.opened.append(stream.source)
            for provider in stream.outputs().values():
                provider.idle_timer.start()

    async def stop(stream: Stream) -> None:
        await ended(stream)
        if not stream.dynamic_stream_settings.preload_stream:
            player.running.discard(stream)

    async def image(stream: Stream, **_: Any) -> bytes | None:
        stream.add_provider("hls")
        await stream.start()
        return player.frame

    ended = Stream.stop
    monkeypatch.setitem(sys.modules, f"{stream_component.__name__}.recorder", recorder)
    monkeypatch.setattr(stream_component, "set_pyav_logging", lambda enable: None)
    monkeypatch.setattr(Stream, "start", start)
    monkeypatch.setattr(Stream, "stop", stop)
    monkeypatch.setattr(Stream, "async_get_image", image)
    # Whatever a browser reaches has to be there before the first one comes.
    for component in ("stream", "websocket_api"):
        assert await async_setup_component(hass, component, {})
    return player


@pytest.fixture
async def home(
    hass: HomeAssistant, player: Player, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """Set the installation up in Home Assistant."""
    installation = Installation()
    monkeypatch.setitem(PROTOCOLS, "installation", protocol_of(installation))
    async with house(hass, installation) as home:
        yield home


type Fetch = Callable[[], Awaitable[bytes]]


@pytest.fixture
async def still(home: House, hass_client: ClientSessionGenerator) -> Fetch:
    """Return what a dashboard gets when it asks for a picture."""
    client = await hass_client()

    async def get() -> bytes:
        response = await client.get(f"/api/camera_proxy/{home.entity_id('camera', 'stream', 0)}")
        assert (response.status, response.content_type) == (200, "image/jpeg")
        return await response.read()

    return get


@pytest.fixture
async def browser(home: House, hass_ws_client: WebSocketGenerator) -> MockHAClientWebSocket:
    return await hass_ws_client(home.hass)


async def ask(browser: MockHAClientWebSocket, home: House, what: str, **more: Any) -> Any:
    """Return what a browser is answered about the camera."""
    entity_id = home.entity_id("camera", "stream", 0)
    await browser.send_json_auto_id({"type": f"camera/{what}", "entity_id": entity_id, **more})
    return await browser.receive_json()


async def leave(home: House, player: Player) -> None:
    """Let whoever looks go away, and Home Assistant notice it."""
    for stream in tuple(player.running):
        for provider in stream.outputs().values():
            provider.idle_timer.clear()
            provider.idle_timer.fire(dt_util.utcnow())
    await home.hass.async_block_till_done()


async def test_a_browser_is_told_how_to_play_it(
    home: House, browser: MockHAClientWebSocket
) -> None:
    state = home.state("camera", "stream", 0)

    assert state.attributes["supported_features"] == CameraEntityFeature.STREAM
    assert (await ask(browser, home, "capabilities"))["result"]["frontend_stream_types"] == ["hls"]


async def test_a_still_picture_opens_nothing(home: House, player: Player, still: Fetch) -> None:
    player.frame = FIRST

    assert await still() == NO_PICTURE.read_bytes()
    assert player.opened == []


async def test_a_still_picture_is_what_was_seen_last(
    home: House, player: Player, still: Fetch, browser: MockHAClientWebSocket
) -> None:
    assert (await ask(browser, home, "stream"))["success"]
    assert player.opened == [STREAM]
    assert await still() == NO_PICTURE.read_bytes()

    player.frame = FIRST
    assert await still() == FIRST
    player.frame = SECOND
    assert await still() == SECOND

    await leave(home, player)
    player.frame = FIRST
    assert await still() == SECOND
    assert player.running == set()
    assert player.opened == [STREAM]


async def test_a_user_may_keep_the_stream_open(
    home: House, player: Player, still: Fetch, browser: MockHAClientWebSocket
) -> None:
    assert (await ask(browser, home, "update_prefs", preload_stream=True))["success"]
    assert (await ask(browser, home, "stream"))["success"]
    await leave(home, player)
    player.frame = FIRST

    assert await still() == FIRST

    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert player.running == set()
    assert (await ask(browser, home, "get_prefs"))["result"]["preload_stream"] is True


async def test_a_stream_that_moved_is_opened_where_it_is_now(
    home: House, player: Player, browser: MockHAClientWebSocket
) -> None:
    assert (await ask(browser, home, "stream"))["success"]
    await leave(home, player)

    home.installation.sources[CHANNEL] = "rtsp://127.0.0.1:8554/elsewhere"
    assert (await ask(browser, home, "stream"))["success"]

    assert player.opened == [STREAM, "rtsp://127.0.0.1:8554/elsewhere"]


async def test_a_channel_that_lost_its_stream_shows_nothing(
    home: House, player: Player, browser: MockHAClientWebSocket
) -> None:
    assert (await ask(browser, home, "stream"))["success"]

    home.installation.emit(Seen(CHANNEL, abilities=frozenset()))
    assert home.state("camera", "stream", 0).state == STATE_UNAVAILABLE
    assert not (await ask(browser, home, "stream"))["success"]
    assert player.running == set()

    home.installation.emit(Seen(CHANNEL, abilities=frozenset({Ability.STREAM})))
    assert home.state("camera", "stream", 0).state == "idle"
    assert (await ask(browser, home, "stream"))["success"]


async def test_the_stream_ends_with_its_channel(
    home: House, player: Player, browser: MockHAClientWebSocket
) -> None:
    assert (await ask(browser, home, "stream"))["success"]
    assert player.running

    home.installation.lose(CHANNEL)
    await home.hass.async_block_till_done()

    assert player.running == set()


async def test_nobody_learns_where_it_comes_from(
    home: House,
    player: Player,
    still: Fetch,
    browser: MockHAClientWebSocket,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    told = [await ask(browser, home, what) for what in ("stream", "capabilities", "get_prefs")]
    await still()

    # What it says of a stream, it says there.
    log = logging.getLogger(f"{Stream.__module__}.stream.{home.entity_id('camera', 'stream', 0)}")
    log.error("Error from stream worker: %s", f"Error opening stream (not found, {STREAM})")

    assert "Error opening stream (not found, (its address)" in caplog.text
    states = [state.as_dict_json.decode() for state in home.hass.states.async_all()]
    for text in (json.dumps(told), caplog.text, *states):
        assert "rtsp" not in text
        assert "opensesame" not in text
