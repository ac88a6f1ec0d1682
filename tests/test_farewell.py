"""A single camera that says that it goes, and comes back when it is switched on again."""

import logging
from collections.abc import AsyncIterator
from copy import replace

import pytest
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.camhub.link import supervisor
from custom_components.camhub.link.errors import Farewell, Unreachable
from custom_components.camhub.model.vocabulary import FAREWELLS, Kind, Reading, Verb
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Action
from tests.heard import Heard
from tests.home import until
from tests.solo import CAMERA, Solo, SoloHome, protocol_of, solo_home

EVENTS = frozenset({Kind.CAMERA_LOST, Kind.CAMERA_CONNECTED})


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    """One camera, which nobody looks for again before somebody wants it."""
    monkeypatch.setattr(supervisor, "FIRST_RETRY", 600.0)
    monkeypatch.setattr(supervisor, "LAST_RETRY", 600.0)
    solo = Solo(camera=replace(CAMERA, kinds=EVENTS))
    monkeypatch.setitem(PROTOCOLS, "solo", protocol_of(solo, actions=(Action(Verb.SHOOT),)))
    return solo


@pytest.fixture
async def home(hass: HomeAssistant, solo: Solo) -> AsyncIterator[SoloHome]:
    """A Home Assistant that has the camera."""
    async with solo_home(hass, solo) as home:
        yield home


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return what camhub wrote into the log of a user."""
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name.startswith("custom_components.camhub") and record.levelno >= logging.INFO
    ]


async def go(home: SoloHome, status: str | None) -> None:
    """Have the camera say that it goes, and go; without a word it is only gone."""
    if status is not None:
        home.solo.tell(readings={Reading.STATUS: status})
        home.solo.why = Farewell("the user switched it off")
    home.solo.gone.set()
    await home.until_state("off", "binary_sensor", "online")


async def look_for(home: SoloHome) -> None:
    """Look for the camera once more."""
    tries = home.solo.tries
    home.entry.runtime_data.hurry()
    await until(lambda: home.solo.tries > tries)


async def come_back(home: SoloHome) -> None:
    """Switch the camera on again and look for it."""
    home.solo.gone.clear()
    await look_for(home)
    await home.until_state("on", "binary_sensor", "online")


@pytest.mark.parametrize("word", sorted(FAREWELLS))
async def test_it_is_quietly_away_and_back(
    hass: HomeAssistant, home: SoloHome, caplog: pytest.LogCaptureFixture, word: str
) -> None:
    caplog.set_level(logging.INFO)
    heard = Heard(hass)
    await go(home, word)

    lost = await heard.until("camera_lost", home, "status")
    assert lost.attributes["reason"] == "farewell"
    assert home.state("sensor", "status").state == word
    assert home.state("switch", "connect").state == "on"
    assert home.state("button", "shoot").state == STATE_UNAVAILABLE
    for _ in range(3):
        await look_for(home)
    assert told(caplog) == [("INFO", "Solo said that it goes (the user switched it off)")]
    assert home.state("sensor", "status").state == word

    await come_back(home)
    await heard.until("camera_connected", home, "status")
    assert home.state("sensor", "status").state == "ready"
    assert told(caplog)[1:] == [("INFO", "Solo is connected again")]
    assert heard.kinds(home, "status") == ["camera_lost", "camera_connected"]


async def test_what_is_only_gone_is_unreachable(
    home: SoloHome, caplog: pytest.LogCaptureFixture
) -> None:
    await go(home, None)

    assert home.state("sensor", "status").state == "unreachable"
    assert told(caplog) == [("WARNING", "Solo is not connected (unreachable); trying again")]


async def test_what_was_back_and_is_gone_without_a_word_is_unreachable(
    home: SoloHome, caplog: pytest.LogCaptureFixture
) -> None:
    await go(home, "off")
    await come_back(home)
    home.solo.why = Unreachable("it went off")
    await go(home, None)

    assert home.state("sensor", "status").state == "unreachable"
    assert [level for level, _ in told(caplog) if level == "WARNING"] == ["WARNING"]


async def test_what_it_said_outlives_a_restart(
    home: SoloHome, caplog: pytest.LogCaptureFixture
) -> None:
    await go(home, "wifi_off")
    caplog.clear()
    tries = home.solo.tries
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)

    assert home.solo.tries > tries
    assert home.state("sensor", "status").state == "wifi_off"
    assert home.state("binary_sensor", "online").state == "off"
    await look_for(home)
    assert told(caplog) == []

    await come_back(home)
    assert home.state("sensor", "status").state == "ready"


async def test_what_said_nothing_is_unreachable_after_a_restart(
    home: SoloHome,
) -> None:
    home.solo.gone.set()
    await home.hass.config_entries.async_reload(home.entry.entry_id)

    assert home.state("sensor", "status").state == "unreachable"


async def test_what_the_user_lets_go_of_is_unreachable(home: SoloHome) -> None:
    async def connect(action: str) -> None:
        target = {"entity_id": home.entity_id("switch", "connect")}
        await home.hass.services.async_call("switch", action, target, blocking=True)

    await go(home, "off")
    await connect("turn_off")
    assert home.state("sensor", "status").state == "unreachable"
    assert home.state("switch", "connect").state == "off"

    await home.hass.config_entries.async_reload(home.entry.entry_id)
    assert home.state("sensor", "status").state == "unreachable"

    home.solo.gone.clear()
    await connect("turn_on")
    await home.until_state("ready", "sensor", "status")


async def test_a_command_looks_for_it_at_once(home: SoloHome) -> None:
    await go(home, "off")
    home.solo.gone.clear()

    with pytest.raises(HomeAssistantError, match="cannot be reached"):
        await home.act("shoot", None)

    await home.until_state("ready", "sensor", "status")
