"""What is watched in the picture of a camera: which entities tell of it, and when."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.camhub.const import DOMAIN
from custom_components.camhub.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.change import Seen
from custom_components.camhub.model.vocabulary import Kind, Reading
from custom_components.camhub.protocols import PROTOCOLS
from tests.installation import (
    BARE,
    CHANNEL,
    LINE,
    MIDNIGHT,
    STREAM,
    ZONE,
    House,
    Installation,
    house,
    protocol_of,
)

DAY = 24 * 3600.0


@pytest.fixture
async def installation(monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Make a further system, whose link is quick to come back."""
    monkeypatch.setattr("custom_components.camhub.link.supervisor.FIRST_RETRY", 0.05)
    installation = Installation()
    monkeypatch.setitem(PROTOCOLS, "installation", protocol_of(installation))
    return installation


@pytest.fixture
async def home(hass: HomeAssistant, installation: Installation) -> AsyncIterator[House]:
    """Set it up in Home Assistant."""
    async with house(hass, installation) as home:
        yield home


def entry_of(home: House, platform: str, key: str, word: str) -> er.RegistryEntry | None:
    """Return what the registry has of the entity that shows a word of a record."""
    registry = er.async_get(home.hass)
    unique_id = f"{home.entry.entry_id}_{key}_{word}"
    entity_id = registry.async_get_entity_id(platform, DOMAIN, unique_id)
    return registry.async_get(entity_id) if entity_id else None


def look(home: House, platform: str, key: str, word: str) -> State:
    """Return the state of the entity that shows a word of a record."""
    entry = entry_of(home, platform, key, word)
    assert entry is not None, f"no {platform} for {word} of {key}"
    state = home.hass.states.get(entry.entity_id)
    assert state is not None, f"{platform} for {word} of {key} is disabled"
    return state


def shown(home: House, device: dr.DeviceEntry) -> set[str]:
    """Return what a user sees of a device."""
    entities = er.async_entries_for_device(er.async_get(home.hass), device.id, True)
    return {f"{entity.domain} {home.shown(entity)}" for entity in entities}


# What there is.

KINDS = (
    "(line_crossed, zone_joined, zone_left, motion_started, motion_stopped, dwell, crowd_appeared,"
    " crowd_disappeared, tailgating, abandoned_item, object_appeared, object_disappeared,"
    " camera_obstructed, camera_disconnected, other)"
)

WATCHED = {
    "binary_sensor Online: on (connectivity, diagnostic)",
    "binary_sensor Motion: off (motion)",
    "binary_sensor Crowd: off (occupancy)",
    "binary_sensor Obstructed: off (tamper)",
    f"event Analytics: unknown {KINDS}",
}


async def test_a_channel_shows_what_is_watched_in_its_picture(home: House) -> None:
    device = home.device(0)

    assert device.name == "Front door"
    assert shown(home, device) == WATCHED | {
        "button Reset people inside: unknown",
        "camera Stream: idle",
        "sensor People inside: 3 people (measurement)",
        "sensor Enter events today: 7 events (total)",
        "sensor Enter events in the last hour: disabled events",
        "sensor Enter events yesterday: disabled events",
        "sensor Enter last event: disabled (timestamp)",
        "sensor Yard events today: 7 events (total)",
        "sensor Yard events in the last hour: disabled events",
        "sensor Yard events yesterday: disabled events",
        "sensor Yard last event: disabled (timestamp)",
        "binary_sensor Yard motion: disabled (motion)",
        "binary_sensor Yard crowd: disabled (occupancy)",
        "binary_sensor Yard occupied: on (occupancy)",
        "sensor People in view: 2 people (measurement)",
        "sensor Vehicles in view: 0 vehicles (measurement)",
        "sensor Unclassified objects in view: 1 objects (measurement)",
        "sensor Objects in view (forklift): 4 objects (measurement)",
        "sensor Line crossed events today: disabled events",
        "sensor Line crossed events in the last hour: disabled events",
        "sensor Line crossed events yesterday: disabled events",
        "sensor Line crossed last event: disabled (timestamp)",
    }


async def test_a_channel_has_no_more_than_what_is_known_of_it(home: House) -> None:
    assert shown(home, home.device(1)) == WATCHED


async def test_the_installation_counts_all_who_are_inside(home: House) -> None:
    assert shown(home, home.device()) == {
        "binary_sensor Connection: on (connectivity, diagnostic)",
        "button Reset people inside: unknown",
        "sensor Cameras known: 2 cameras",
        "sensor Cameras online: 2 cameras",
        "sensor People inside: 3 people (measurement)",
    }


async def test_nothing_but_the_installation_and_its_channels_is_a_device(home: House) -> None:
    devices = dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)

    assert {device.name for device in devices} == {"Gate house", "Front door", "Depot"}


@pytest.mark.usefixtures("all_enabled")
async def test_moments_are_shown_as_such(home: House, installation: Installation) -> None:
    assert look(home, "sensor", LINE.key, "last_event").state == "2026-11-21T00:00:00+00:00"
    kind = f"{CHANNEL}_events_line_crossed"
    assert look(home, "sensor", kind, "last_event").state == STATE_UNKNOWN

    installation.tell(kind, last_event=MIDNIGHT + 0.5)

    assert look(home, "sensor", kind, "last_event").state == "2026-11-20T23:00:00+00:00"


async def test_the_names_are_those_of_the_users_language(
    hass: HomeAssistant, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        "component.camhub.entity.event.analytics.state_attributes.event_type.state.line_crossed": (
            "Linie überquert"
        )
    }
    monkeypatch.setattr(
        "custom_components.camhub.entity.async_get_cached_translations",
        lambda hass, language, category, integration: texts,
    )
    async with house(hass, installation) as home:
        entry = entry_of(home, "sensor", f"{CHANNEL}_events_line_crossed", "events_today")
        assert entry is not None
        assert entry.original_name == "Linie überquert events today"


# What changes.


async def test_what_is_watched_goes_on_and_off(home: House, installation: Installation) -> None:
    installation.tell(CHANNEL, motion=True, obstructed=True)

    assert look(home, "binary_sensor", CHANNEL, "motion").state == "on"
    assert look(home, "binary_sensor", CHANNEL, "obstructed").state == "on"
    assert look(home, "binary_sensor", CHANNEL, "crowd").state == "off"

    installation.tell(CHANNEL, motion=False, crowd=None)
    installation.tell(ZONE.key, zone_occupied=False)

    assert look(home, "binary_sensor", CHANNEL, "motion").state == "off"
    assert look(home, "binary_sensor", CHANNEL, "crowd").state == STATE_UNKNOWN
    assert look(home, "binary_sensor", ZONE.key, "zone_occupied").state == "off"


async def test_the_count_of_a_day_begins_anew_at_midnight(
    home: House, installation: Installation
) -> None:
    assert look(home, "sensor", LINE.key, "events_today").attributes["last_reset"] == (
        "2026-11-20T23:00:00+00:00"
    )
    changes = async_capture_events(home.hass, "state_changed")

    installation.tell(LINE.key, events_today=0, events_yesterday=7, counted_since=MIDNIGHT + DAY)
    await home.hass.async_block_till_done()

    today = look(home, "sensor", LINE.key, "events_today")
    assert today.state == "0"
    assert today.attributes["last_reset"] == "2026-11-21T23:00:00+00:00"
    # Seven since the new midnight, even for a moment, would be seven more in the statistics.
    (change,) = changes
    assert change.data["new_state"].state == "0"


async def test_the_count_of_a_day_without_events_begins_anew_as_well(
    home: House, installation: Installation
) -> None:
    installation.tell(LINE.key, events_today=0)

    installation.tell(LINE.key, counted_since=MIDNIGHT + DAY)

    assert look(home, "sensor", LINE.key, "events_today").attributes["last_reset"] == (
        "2026-11-21T23:00:00+00:00"
    )


async def test_a_count_of_which_nobody_knows_since_when_tells_no_moment(
    home: House, installation: Installation
) -> None:
    installation.tell(LINE.key, counted_since=None)

    assert "last_reset" not in look(home, "sensor", LINE.key, "events_today").attributes


async def test_nothing_is_written_that_did_not_change(
    home: House, installation: Installation
) -> None:
    changes = async_capture_events(home.hass, "state_changed")

    for _ in range(3):
        installation.emit(*installation.channels)
    installation.tell(LINE.key, last_event=MIDNIGHT + 7200)
    await home.hass.async_block_till_done()

    assert changes == []


async def test_a_line_that_is_renamed_shows_its_new_name_at_once(
    home: House, installation: Installation
) -> None:
    before = look(home, "sensor", LINE.key, "events_today")

    installation.emit(Seen(LINE.key, name="North gate"))
    await home.hass.async_block_till_done()

    after = look(home, "sensor", LINE.key, "events_today")
    assert after.entity_id == before.entity_id
    assert before.name == "Front door Enter events today"
    assert after.name == "Front door North gate events today"
    other = entry_of(home, "sensor", ZONE.key, "events_today")
    assert other is not None
    assert other.original_name == "Yard events today"


async def test_a_zone_shows_what_turns_out_to_be_watched_in_it(
    home: House, installation: Installation
) -> None:
    assert entry_of(home, "binary_sensor", LINE.key, "zone_occupied") is None

    installation.tell(LINE.key, zone_occupied=True)
    await home.hass.async_block_till_done()

    assert look(home, "binary_sensor", LINE.key, "zone_occupied").state == "on"


async def test_what_is_no_longer_watched_takes_its_entities_along(
    home: House, installation: Installation
) -> None:
    installation.lose(ZONE.key)
    await home.hass.async_block_till_done()

    assert not any("Yard" in entity for entity in shown(home, home.device(0)))
    assert any("Enter" in entity for entity in shown(home, home.device(0)))

    installation.emit(ZONE)
    await home.hass.async_block_till_done()

    assert look(home, "sensor", ZONE.key, "events_today").state == "7"


async def test_a_channel_that_is_gone_takes_everything_along(
    home: House, installation: Installation
) -> None:
    installation.lose(CHANNEL)
    await home.hass.async_block_till_done()

    left = er.async_entries_for_config_entry(er.async_get(home.hass), home.entry.entry_id)
    assert not any(CHANNEL in entity.unique_id for entity in left)
    assert shown(home, home.device(1)) == WATCHED
    assert look(home, "sensor", HUB, "cameras_known").state == "1"


@pytest.mark.parametrize("camera", [0, None], ids=["a channel", "the installation"])
async def test_nobody_is_inside_when_the_button_says_so(
    home: House, installation: Installation, camera: int | None
) -> None:
    target = {"entity_id": home.entity_id("button", "reset_people_inside", camera)}
    await home.hass.services.async_call("button", "press", {}, True, target=target)

    (command,) = installation.commands
    assert (command.verb, command.cameras) == ("set_people_inside", (home.key(camera),))
    assert command.fields == {"people": 0}


async def test_nobody_is_counted_where_no_door_is_named_any_more(
    home: House, installation: Installation
) -> None:
    installation.emit(Seen(CHANNEL, readings={Reading.PEOPLE_INSIDE: None}, abilities=frozenset()))

    assert look(home, "sensor", CHANNEL, "people_inside").state == STATE_UNKNOWN
    assert look(home, "button", CHANNEL, "reset_people_inside").state == STATE_UNAVAILABLE
    assert look(home, "button", HUB, "reset_people_inside").state == STATE_UNKNOWN


# What is there when.


async def test_a_channel_that_is_disconnected_takes_nothing_away(
    home: House, installation: Installation
) -> None:
    installation.tell(CHANNEL, online=False)

    assert look(home, "binary_sensor", CHANNEL, "online").state == "off"
    assert look(home, "binary_sensor", CHANNEL, "motion").state == "off"
    assert look(home, "sensor", CHANNEL, "people_inside").state == "3"
    assert look(home, "sensor", LINE.key, "events_today").state == "7"
    assert look(home, "camera", CHANNEL, "stream").state == "idle"


async def test_without_a_link_nothing_is_known_but_events_are_waited_for(
    home: House, installation: Installation
) -> None:
    installation.reach(False)
    await home.until_up(False)

    assert look(home, "binary_sensor", HUB, "link").state == "off"
    assert look(home, "binary_sensor", CHANNEL, "online").state == "off"
    assert look(home, "binary_sensor", CHANNEL, "motion").state == STATE_UNAVAILABLE
    assert look(home, "binary_sensor", ZONE.key, "zone_occupied").state == STATE_UNAVAILABLE
    assert look(home, "sensor", LINE.key, "events_today").state == STATE_UNAVAILABLE
    assert look(home, "camera", CHANNEL, "stream").state == STATE_UNAVAILABLE
    assert look(home, "event", CHANNEL, "analytics").state == STATE_UNKNOWN

    installation.reach(True)
    await home.until_up(True)

    assert look(home, "sensor", LINE.key, "events_today").state == "7"


async def test_what_its_webhook_tells_is_known_without_a_link(
    home: House, installation: Installation
) -> None:
    installation.reach(False)
    await home.until_up(False)

    home.entry.runtime_data.receive(
        json.dumps({"channel": CHANNEL, "kind": "line_crossed"}).encode()
    )

    assert look(home, "binary_sensor", HUB, "link").state == "off"
    assert look(home, "binary_sensor", CHANNEL, "online").state == "on"
    assert look(home, "binary_sensor", ZONE.key, "zone_occupied").state == "on"
    assert look(home, "sensor", LINE.key, "events_today").state == "7"
    crossed = look(home, "event", CHANNEL, "analytics")
    assert crossed.attributes["event_type"] == "line_crossed"


# What happens.

TOLD: dict[str, Any] = {
    "rule": "Enter",
    "object_class": "person",
    "direction": "in",
    "rule_id": "1",
    "id": "4711",
    "object_id": "12",
    "source_time": "2026-11-21T10:00:00.1230000",
    "snapshot": "C:\\snapshots\\1.jpg",
    "recording": "C:\\video\\1.avi",
    "video_file": "front.avi",
    "video_time": "2026-11-21T09:59:00.0000000",
    "video_position": 60.1,
}


@pytest.mark.parametrize("kind", [Kind(word) for word in KINDS.strip("()").split(", ")])
async def test_what_happens_is_told_with_all_that_is_known(
    home: House, installation: Installation, kind: Kind
) -> None:
    installation.happen(kind, **TOLD)

    event = look(home, "event", CHANNEL, "analytics")
    assert event.attributes["event_type"] == kind
    assert TOLD.items() <= event.attributes.items()
    assert look(home, "event", BARE, "analytics").state == STATE_UNKNOWN


async def test_the_database_keeps_what_names_an_event_to_a_person(
    home: House, installation: Installation
) -> None:
    installation.happen(Kind.OTHER, type="Stolen", missed=True, **TOLD)

    event = look(home, "event", CHANNEL, "analytics")
    assert event.state_info is not None
    left_out = event.state_info["unrecorded_attributes"]
    assert {"type", "missed", *TOLD} - left_out == {
        "rule",
        "object_class",
        "direction",
        "type",
        "missed",
    }


# What is handed out to find a fault.


async def test_the_diagnostics_hide_what_is_the_users_own(hass: HomeAssistant, home: House) -> None:
    whole = await async_get_config_entry_diagnostics(hass, home.entry)
    one = await async_get_device_diagnostics(hass, home.entry, home.device(0))

    assert [record["role"] for record in one["records"]].count("rule") == 2
    assert len(one["records"]) == 8
    assert {record["of"] for record in one["records"]} == {None, one["records"][0]["key"]}
    assert "person" in [record["name"] for record in one["records"]]
    for told in (json.dumps(whole), json.dumps(one)):
        assert "Enter" not in told
        assert "Yard" not in told
        assert "Front door" not in told
        assert CHANNEL not in told
        assert STREAM not in told
        assert "opensesame" not in told
