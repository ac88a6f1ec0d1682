"""A system that is one camera: what of it becomes which entity, whichever system it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.camhub.const import DOMAIN, NO_PICTURE
from custom_components.camhub.link.session import Picture
from custom_components.camhub.model.camera import Choice
from custom_components.camhub.model.change import Happened
from custom_components.camhub.model.vocabulary import Ability, Kind, Setting
from custom_components.camhub.protocols import PROTOCOLS
from tests.home import PATIENCE, until
from tests.solo import KEY, Solo, protocol_of, solo_home


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    """Make a further system: one camera."""
    solo = Solo()
    monkeypatch.setitem(PROTOCOLS, "solo", protocol_of(solo))
    return solo


@pytest.fixture
async def entry(hass: HomeAssistant, solo: Solo) -> AsyncIterator[MockConfigEntry]:
    """Set the camera up in Home Assistant."""
    async with solo_home(hass, solo) as home:
        yield home.entry


type Look = Callable[[str, str], State]


@pytest.fixture
def look(hass: HomeAssistant, entry: MockConfigEntry) -> Look:
    """Return the state of the entity that shows a word on a platform."""

    def state(platform: str, word: str) -> State:
        found = hass.states.get(entity_id(hass, entry, platform, word))
        assert found is not None, f"{platform} for {word} is disabled"
        return found

    return state


def entity_id(hass: HomeAssistant, entry: MockConfigEntry, platform: str, word: str) -> str:
    found = er.async_get(hass).async_get_entity_id(
        platform, DOMAIN, f"{entry.entry_id}_{KEY}_{word}"
    )
    assert found is not None, f"no {platform} for {word}"
    return found


def entities(hass: HomeAssistant, entry: MockConfigEntry) -> dict[tuple[str, str], bool]:
    """Return the platform and word of each entity, and whether it is enabled."""
    prefix = f"{entry.entry_id}_{KEY}_"
    return {
        (entity.domain, entity.unique_id.removeprefix(prefix)): not entity.disabled
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    }


async def test_each_word_is_on_its_platform(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert entities(hass, entry) == {
        ("binary_sensor", "online"): True,
        ("binary_sensor", "battery_low"): True,
        ("binary_sensor", "charging"): False,
        ("binary_sensor", "flip"): True,
        ("button", "shoot"): True,
        ("button", "cancel_autofocus"): True,
        ("camera", "live_view"): True,
        ("event", "photo"): True,
        ("event", "recording"): True,
        ("image", "picture"): True,
        ("number", "exposure_compensation"): True,
        ("number", "program_shift"): True,
        ("select", "colour_temperature"): True,
        ("select", "shoot_mode"): True,
        ("select", "white_balance"): True,
        ("sensor", "focus_status"): False,
        ("sensor", "iso"): True,
        ("sensor", "photos_left"): True,
        ("sensor", "status"): True,
        ("sensor", "zoom_position"): False,
        ("switch", "connect"): True,
        ("switch", "stabilisation"): True,
    }


async def test_a_setting_is_shown_as_what_it_is(look: Look) -> None:
    assert look("sensor", "iso").state == "400"
    assert look("binary_sensor", "flip").state == "off"
    assert look("switch", "stabilisation").state == "on"
    assert look("number", "program_shift").state == STATE_UNKNOWN
    exposure = look("number", "exposure_compensation")
    assert exposure.state == "0.3"
    assert (exposure.attributes["min"], exposure.attributes["max"]) == (-3.0, 3.0)
    assert exposure.attributes["unit_of_measurement"] == "EV"


async def test_a_number_is_set_in_its_own_unit(
    hass: HomeAssistant, entry: MockConfigEntry, solo: Solo
) -> None:
    target = {"entity_id": entity_id(hass, entry, "number", "exposure_compensation")}
    await hass.services.async_call("number", "set_value", {"value": -0.7}, True, target=target)

    (command,) = solo.commands
    assert command.fields == {"setting": "exposure_compensation", "value": -0.7}


async def test_what_can_be_chosen_changes_with_the_mode(look: Look, solo: Solo) -> None:
    solo.tell(settings={Setting.SHOOT_MODE: Choice("movie", ("still",))})

    mode = look("select", "shoot_mode")
    assert mode.state == "movie"
    assert mode.attributes["options"] == ["still", "movie"]


async def test_what_cannot_be_set_now_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, solo: Solo
) -> None:
    target = {"entity_id": entity_id(hass, entry, "select", "white_balance")}

    with pytest.raises(ServiceValidationError, match="cannot be set now"):
        await hass.services.async_call(
            "select", "select_option", {"option": "Shade"}, True, target=target
        )
    assert solo.commands == []


async def test_a_button_is_away_while_the_camera_cannot_do_it(look: Look, solo: Solo) -> None:
    assert look("button", "shoot").state == STATE_UNKNOWN

    solo.tell(blocked=frozenset({Ability.SHOOT}))
    assert look("button", "shoot").state == STATE_UNAVAILABLE
    assert look("button", "cancel_autofocus").state == STATE_UNKNOWN

    solo.tell(blocked=frozenset())
    assert look("button", "shoot").state == STATE_UNKNOWN


async def test_status_and_connection_are_told_while_the_camera_is_off(
    look: Look, solo: Solo
) -> None:
    assert look("sensor", "status").attributes["options"][0] == "unreachable"
    assert look("sensor", "status").state == "ready"

    solo.gone.set()

    await until(lambda: look("sensor", "status").state == "unreachable")
    assert look("switch", "connect").state == "on"
    assert look("event", "recording").state == STATE_UNKNOWN
    assert look("image", "picture").state == STATE_UNKNOWN
    assert look("sensor", "iso").state == STATE_UNAVAILABLE


async def test_a_recording_is_told(look: Look, solo: Solo) -> None:
    assert look("event", "recording").attributes["event_types"] == [
        "recording_started",
        "recording_stopped",
    ]

    solo.emit(Happened(KEY, Kind.RECORDING_STARTED))

    assert look("event", "recording").attributes["event_type"] == "recording_started"


# Pictures.

FIRST = Picture(b"\xff\xd8 the first", "image/jpeg", "DSC01.JPG", "2026-11-20T21:05:00")
SECOND = Picture(b"\xff\xd8 the second", "image/jpeg", "DSC02.JPG")
RAW = Picture(b"II*\x00", "image/tiff", "DSC03.TIF")

type Fetch = Callable[[str, str], Awaitable[tuple[str, bytes]]]


@pytest.fixture
async def fetch(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> Fetch:
    """Return what a browser gets of an entity: its type and its bytes."""
    client = await hass_client()

    async def get(platform: str, word: str) -> tuple[str, bytes]:
        proxy = f"/api/{platform}_proxy/{entity_id(hass, entry, platform, word)}"
        response = await client.get(proxy)
        assert response.status == 200
        return response.content_type, await response.read()

    return get


async def test_before_any_photo_there_is_a_placeholder(look: Look, fetch: Fetch) -> None:
    placeholder = ("image/jpeg", NO_PICTURE.read_bytes())

    assert look("image", "picture").state == STATE_UNKNOWN
    assert await fetch("image", "picture") == placeholder
    assert await fetch("camera", "live_view") == placeholder


async def test_a_photo_is_shown_with_what_the_camera_tells_of_it(
    look: Look, fetch: Fetch, solo: Solo
) -> None:
    solo.hand_over(FIRST)

    picture = look("image", "picture")
    assert (picture.attributes["name"], picture.attributes["taken"]) == (FIRST.name, FIRST.taken)
    assert picture.state_info is not None
    assert {"name", "taken"} <= picture.state_info["unrecorded_attributes"]
    assert await fetch("image", "picture") == ("image/jpeg", FIRST.data)
    assert solo.commands == []


async def test_two_photos_of_one_moment_differ(
    look: Look, solo: Solo, freezer: FrozenDateTimeFactory
) -> None:
    solo.hand_over(FIRST)
    first = look("image", "picture").state
    solo.hand_over(SECOND)
    second = look("image", "picture").state
    freezer.tick(timedelta(seconds=-5))
    solo.hand_over(FIRST)
    third = look("image", "picture").state

    assert datetime.fromisoformat(first) < datetime.fromisoformat(second)
    assert datetime.fromisoformat(second) < datetime.fromisoformat(third)


async def test_a_photo_stays_when_the_camera_goes_off(look: Look, fetch: Fetch, solo: Solo) -> None:
    solo.hand_over(FIRST)
    arrived = look("image", "picture").state

    solo.gone.set()
    await until(lambda: look("sensor", "status").state == "unreachable")

    assert look("image", "picture").state == arrived
    assert await fetch("image", "picture") == ("image/jpeg", FIRST.data)


async def test_a_still_of_live_view_is_the_newest_there_is(
    fetch: Fetch, solo: Solo, entry: MockConfigEntry
) -> None:
    solo.hand_over(RAW)
    assert (await fetch("camera", "live_view"))[1] == NO_PICTURE.read_bytes()
    assert await fetch("image", "picture") == ("image/tiff", RAW.data)

    solo.hand_over(FIRST)
    assert (await fetch("camera", "live_view"))[1] == FIRST.data

    solo.show(b"\xff\xd8 a frame")
    assert (await fetch("camera", "live_view"))[1] == b"\xff\xd8 a frame"


async def test_who_watches_is_let_go_when_live_view_ends(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    solo: Solo,
    hass_client: ClientSessionGenerator,
) -> None:
    client = await hass_client()
    live_view = entity_id(hass, entry, "camera", "live_view")
    async with client.get(f"/api/camera_proxy_stream/{live_view}") as viewer:
        solo.show(b"\xff\xd8 a frame")
        assert b"a frame" in await viewer.content.readuntil(b"a frame")

        solo.show(None)
        async with asyncio.timeout(PATIENCE):
            await viewer.content.read()
