"""The link to a rig: lost in every way there is, and back by itself, once told and nothing invented."""

import logging
from pathlib import Path
from typing import Any

import pytest
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.camhub.const import CHOSEN_GROUPS, CONF_GROUPS, DOMAIN
from simulators.smart_shooter.assumptions import Assumptions
from tests.heard import Heard
from tests.home import Home, until

pytestmark = pytest.mark.usefixtures("quick_link")

OUTAGES = [
    ("kill", None),
    ("black_hole", "frozen"),
    ("black_hole", "tcp"),
    ("half_open_server", "mute"),
    ("half_open_server", "closed"),
]

DEAD = pytest.mark.parametrize(
    ("value", "unheard"), [("mute", "timed_out"), ("closed", "refused")], ids=["mute", "closed"]
)
"""How a request port is dead, and why the link is down while the publisher says nothing."""

TCP = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


@pytest.fixture
def rig_options() -> dict[str, Any]:
    """A rig that speaks only where something happens."""
    return {"assume": Assumptions(network_ping=0.0)}


@pytest.fixture
def unasked(quick_link: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only what the publisher tells show that something was missed."""
    monkeypatch.setattr("custom_components.camhub.protocols.smart_shooter.client.LIVENESS", 3600.0)


@pytest.fixture
def options() -> dict[str, Any]:
    return {CONF_GROUPS: CHOSEN_GROUPS}


@pytest.fixture
def heard(hass: HomeAssistant, home: Home) -> Heard:
    """Everything from here on."""
    return Heard(hass)


async def press(home: Home, word: str, camera: int | None = None) -> None:
    await home.hass.services.async_call(
        "button", "press", {"entity_id": home.entity_id("button", word, camera)}, blocking=True
    )


def states(home: Home) -> dict[str, str]:
    return {state.entity_id: state.state for state in home.hass.states.async_all()}


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of camhub that a user's log holds."""
    return [
        record.levelname
        for record in caplog.records
        if record.name.startswith("custom_components.camhub") and record.levelno >= logging.INFO
    ]


def connections(home: Home) -> int:
    """Return how many connections to the application there are on this computer."""
    ports = {f"{port:04X}" for port in home.rig.ports}
    fields = [line.split() for file in TCP for line in file.read_text("ascii").splitlines()]
    # The remote address and the state, of which 01 is "established".
    return sum(f[2].rpartition(":")[2] in ports and f[3] == "01" for f in fields)


def notice(home: Home) -> ir.IssueEntry | None:
    """Return the notice that the request port is the user's to mend."""
    return ir.async_get(home.hass).async_get_issue(DOMAIN, f"half_open_{home.entry.entry_id}")


def speak(home: Home) -> None:
    """Let the publisher speak."""
    home.rig.set_battery(home.key(0), home.rig.cameras[home.key(0)].battery ^ 1)


async def until_noticed(home: Home) -> ir.IssueEntry:
    """Return the notice as soon as it is there, with a publisher that goes on speaking."""

    def look() -> ir.IssueEntry | None:
        speak(home)
        return notice(home)

    found = await until(look)
    assert found is not None
    return found


async def until_tried(
    caplog: pytest.LogCaptureFixture, error: str, speaking: Home | None = None
) -> None:
    """Wait until the link was tried three times with this outcome."""
    caplog.clear()

    def look() -> bool:
        if speaking is not None:
            speak(speaking)
        return caplog.text.count(f"Studio: {error}: ") >= 3

    await until(look)


async def take_photo(home: Home, camera: int) -> None:
    """Take a photo at the camera, and wait until the application has its file."""
    photos = len(home.rig.photos)
    home.rig.press_shutter(home.key(camera))
    await until(
        lambda: len(home.rig.photos) > photos and all(p.on_disk for p in home.rig.photos.values())
    )


@pytest.mark.parametrize(("fault", "value"), OUTAGES, ids=lambda value: value or "")
async def test_an_outage_is_told_once_and_mended_without_a_reload(
    home: Home, heard: Heard, caplog: pytest.LogCaptureFixture, fault: str, value: str | None
) -> None:
    await press(home, "shoot", 0)
    await heard.until("photo_downloaded", home, "photo", 0)
    await heard.until("shot_complete", home, "photo")
    await home.until_state("1", "sensor", "photos_taken", 0)
    await home.hass.async_block_till_done()
    coordinator, before, events = home.entry.runtime_data, states(home), len(heard.told)

    await home.rig.set_fault(fault, value)
    await home.until_state("off", "binary_sensor", "link")
    for camera in range(4):
        assert home.state("binary_sensor", "online", camera).state == "off"
        assert home.state("sensor", "status", camera).state == STATE_UNAVAILABLE
        assert home.state("sensor", "battery", camera).state == STATE_UNAVAILABLE
        assert home.state("switch", "connect", camera).state == STATE_UNAVAILABLE
        assert home.state("event", "photo", camera).state != STATE_UNAVAILABLE
    assert home.state("select", "iso").state == STATE_UNAVAILABLE

    await home.rig.clear_fault(fault)
    await home.until_state("on", "binary_sensor", "link")
    await until(lambda: states(home) == before)
    assert home.entry.runtime_data is coordinator
    assert len(heard.told) == events
    assert told(caplog) == ["WARNING", "INFO"]


async def test_each_outage_is_told_once_however_often_it_is_tried(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.camhub")

    for outage in (1, 2):
        caplog.clear()
        await home.rig.set_fault("kill")
        await until(lambda: caplog.text.count("Studio: refused: ") >= 3)
        assert told(caplog) == ["WARNING"], outage

        await home.rig.clear_fault("kill")
        await home.until_state("on", "binary_sensor", "link")
        assert told(caplog) == ["WARNING", "INFO"], outage


async def test_a_photo_taken_meanwhile_counts_and_is_no_event(home: Home, heard: Heard) -> None:
    await home.rig.set_fault("kill")
    await home.until_state("off", "binary_sensor", "link")
    await take_photo(home, 0)

    await home.rig.clear_fault("kill")
    await home.until_state("SSP_1.JPG", "sensor", "last_photo", 0)
    await home.until_state("1", "sensor", "photos_taken", 0)
    assert home.state("sensor", "last_sequence_number").state == "1"

    await take_photo(home, 0)
    taken = await heard.until("photo_taken", home, "photo", 0)
    assert taken.attributes["sequence"] == 2
    assert heard.kinds(home, "photo", 0).count("photo_taken") == 1


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("down", [0.0, 1.0], ids=["at once", "a while later"])
async def test_a_restart_of_the_application_repeats_nothing(
    home: Home, heard: Heard, caplog: pytest.LogCaptureFixture, down: float
) -> None:
    # Far from where the numbers begin: the first that is heard of the new ones is not the next one.
    home.rig.app.publisher.number = 25_030
    home.rig.set_battery(home.key(0), 50)
    await home.until_state("50", "sensor", "battery", 0)
    await press(home, "shoot")
    for camera in range(4):
        await heard.until("photo_downloaded", home, "photo", camera)
    await heard.until("shot_complete", home, "photo")
    coordinator, events = home.entry.runtime_data, len(heard.told)
    synchronised = len(home.requests("Synchronise"))

    def noticed() -> bool:
        home.rig.publish({}, "OptionsUpdated")
        return len(home.requests("Synchronise")) > synchronised

    await home.rig.restart(down)
    await until(noticed)
    await home.until_state("on", "binary_sensor", "link")
    await take_photo(home, 2)
    taken = await heard.until("photo_taken", home, "photo", 2, times=2)

    assert taken.attributes["sequence"] == 5
    assert heard.kinds(home, "photo", 2)[2:3] == ["photo_taken"]
    assert {state.entity_id for state in heard.told[events:]} == {
        home.entity_id("event", "photo", 2)
    }
    assert home.entry.runtime_data is coordinator
    assert told(caplog) in ([], ["WARNING", "INFO"])


@pytest.mark.usefixtures("unasked")
async def test_a_photo_whose_events_were_lost_on_the_way_is_told(home: Home, heard: Heard) -> None:
    synchronised = len(home.requests("Synchronise"))
    home.rig.set_battery(home.key(1), 12)
    await home.until_state("12", "sensor", "battery", 1)

    await home.rig.set_fault("lost_events", "next:4")
    await take_photo(home, 0)
    await until(lambda: "lost_events" not in home.rig.faults)
    home.rig.set_battery(home.key(1), 13)

    await heard.until("photo_downloaded", home, "photo", 0)
    assert heard.kinds(home, "photo", 0) == ["photo_taken", "photo_downloaded"]
    assert len(home.requests("Synchronise")) == synchronised + 1


@pytest.mark.parametrize("value", ["mute", "closed"])
async def test_a_publisher_that_is_dead_is_noticed_by_asking(
    home: Home, heard: Heard, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    await home.rig.set_fault("half_open_publisher", value)
    await take_photo(home, 1)

    await heard.until("photo_downloaded", home, "photo", 1)
    assert home.state("binary_sensor", "link").state == "on"

    await home.rig.clear_fault("half_open_publisher")
    home.rig.set_battery(home.key(1), 13)
    await home.until_state("13", "sensor", "battery", 1)
    await take_photo(home, 1)
    await heard.until("photo_downloaded", home, "photo", 1, times=2)
    assert heard.kinds(home, "photo", 1).count("photo_taken") == 2
    assert told(caplog) == []


@DEAD
async def test_a_request_port_that_is_dead_is_the_users_to_mend(
    home: Home, caplog: pytest.LogCaptureFixture, value: str, unheard: str
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.camhub")
    await home.rig.set_fault("half_open_server", value)
    found = await until_noticed(home)
    assert found.translation_placeholders == {"title": "Studio"}

    touched = async_capture_events(home.hass, ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED)
    await until_tried(caplog, unheard)
    await until_tried(caplog, "half_open", home)
    await until_tried(caplog, unheard)
    assert touched == []
    assert notice(home) is found

    await home.rig.clear_fault("half_open_server")
    await home.until_state("on", "binary_sensor", "link")
    assert notice(home) is None


@DEAD
async def test_a_request_port_that_is_dead_is_told_of_anew_after_the_set_up(
    home: Home, caplog: pytest.LogCaptureFixture, value: str, unheard: str
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.camhub")
    await home.rig.set_fault("half_open_server", value)
    await until_noticed(home)
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert notice(home) is None

    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await until_tried(caplog, unheard)
    assert notice(home) is None, "nobody knows yet whether the publisher speaks"
    await until_noticed(home)

    await home.hass.config_entries.async_remove(home.entry.entry_id)
    assert notice(home) is None


@DEAD
async def test_an_application_that_is_gone_altogether_leaves_no_request_port_to_mend(
    home: Home, value: str, unheard: str
) -> None:
    await home.rig.set_fault("half_open_server", value)
    await until_noticed(home)

    await home.rig.set_fault("half_open_publisher", "closed")
    await until(lambda: notice(home) is None)


async def test_a_command_while_it_is_away_is_refused_and_cuts_the_wait(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST_RETRY", "LAST_RETRY"):
        monkeypatch.setattr(f"custom_components.camhub.link.supervisor.{name}", 600.0)
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.until_state("on", "binary_sensor", "link")
    await home.rig.set_fault("kill")
    await home.until_state("off", "binary_sensor", "link")
    await home.rig.clear_fault("kill")

    with pytest.raises(HomeAssistantError) as refused:
        await home.act("shoot", None)
    assert refused.value.translation_key == "unreachable"
    await home.until_state("on", "binary_sensor", "link")
    assert home.requests("Shoot") == []


async def test_a_shot_that_was_not_answered_is_not_taken_twice(home: Home, heard: Heard) -> None:
    await home.rig.set_fault("no_reply", "Shoot")

    with pytest.raises(HomeAssistantError) as unanswered:
        await home.act("shoot", None)
    assert unanswered.value.translation_key == "timed_out"
    for camera in range(4):
        await heard.until("photo_downloaded", home, "photo", camera)

    await home.rig.clear_fault("no_reply")
    await home.until_state("on", "binary_sensor", "link")
    home.rig.set_battery(home.key(0), 14)
    await home.until_state("14", "sensor", "battery", 0)
    assert len(home.requests("Shoot")) == 1
    for camera in range(4):
        assert heard.kinds(home, "photo", camera) == ["photo_taken", "photo_downloaded"]


@pytest.mark.skipif(not all(file.exists() for file in TCP), reason="only Linux tells")
@pytest.mark.parametrize("stopped", [False, True], ids=["unloaded", "Home Assistant stops"])
async def test_nothing_stays_connected_in_the_end(
    hass: HomeAssistant, home: Home, stopped: bool
) -> None:
    await until(lambda: connections(home) == 2)

    if stopped:
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    else:
        await hass.config_entries.async_unload(home.entry.entry_id)

    await until(lambda: connections(home) == 0)


@pytest.mark.skipif(not all(file.exists() for file in TCP), reason="only Linux tells")
async def test_nothing_stays_connected_of_what_could_not_be_opened(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.camhub")
    await home.rig.set_fault("half_open_server", "closed")
    await until_tried(caplog, "refused")
    await until_tried(caplog, "half_open", home)
    await home.hass.config_entries.async_unload(home.entry.entry_id)

    await until(lambda: connections(home) == 0)
