"""What is remembered of a rig while Home Assistant, the application or the entry is away."""

import logging
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.camhub import memory as module
from custom_components.camhub.const import CHOSEN_GROUPS, CONF_GROUPS, CONF_SYSTEM, DOMAIN
from simulators.smart_shooter import SmartShooter
from tests.heard import Heard
from tests.home import Home, until

pytestmark = pytest.mark.usefixtures("quick_link")


@pytest.fixture
def options() -> dict[str, Any]:
    return {CONF_GROUPS: CHOSEN_GROUPS}


@pytest.fixture
def entry_of(hass: HomeAssistant, rig: SmartShooter) -> MockConfigEntry:
    """An entry for the rig that was never set up."""
    publisher_port, request_port = rig.ports
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Studio",
        data={
            CONF_SYSTEM: "smart_shooter",
            "host": "127.0.0.1",
            "publisher_port": publisher_port,
            "request_port": request_port,
        },
    )
    entry.add_to_hass(hass)
    return entry


def states(home: Home) -> dict[str, str]:
    return {state.entity_id: state.state for state in home.hass.states.async_all()}


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines that a user's log holds of what is not as it should be, or is again."""
    return [
        record.levelname
        for record in caplog.records
        # What the machine's Python lacks is no news of ours.
        if record.name != "aiohttp_fast_zlib"
        and (record.levelno >= logging.WARNING or "is connected again" in record.message)
    ]


async def test_a_rig_that_is_away_is_shown_offline_from_memory_and_picked_up(
    hass: HomeAssistant, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    before = states(home)
    await hass.config_entries.async_unload(home.entry.entry_id)
    await home.rig.stop()
    caplog.clear()

    assert await hass.config_entries.async_setup(home.entry.entry_id)
    await hass.async_block_till_done()
    assert home.entry.state is ConfigEntryState.LOADED
    assert states(home).keys() == before.keys()
    assert home.state("binary_sensor", "link").state == "off"
    for camera in range(4):
        assert home.device(camera).name == f"C{camera + 1:03d}"
        assert home.state("binary_sensor", "online", camera).state == "off"
        assert home.state("sensor", "battery", camera).state == STATE_UNAVAILABLE
        assert home.state("select", "iso", camera).state == STATE_UNAVAILABLE
    await until(lambda: told(caplog) == ["WARNING"])

    await home.rig.start()
    await home.until_state("on", "binary_sensor", "link")
    await until(lambda: states(home) == before)
    assert told(caplog) == ["WARNING", "INFO"]


async def test_a_reload_loses_and_repeats_nothing(hass: HomeAssistant, home: Home) -> None:
    await home.act("shoot", None, answer=True)
    for camera in range(4):
        await home.until_event("photo_downloaded", "photo", camera)
    await home.until_event("shot_complete", "photo")
    await hass.async_block_till_done()
    before, heard = states(home), Heard(hass)

    await hass.config_entries.async_reload(home.entry.entry_id)
    await until(lambda: states(home) == before)

    home.rig.press_shutter(home.key(0))
    await heard.until("photo_downloaded", home, "photo", 0)
    assert [state.attributes["sequence"] for state in heard.told] == [5, 5]


async def test_a_photo_from_before_a_restart_of_home_assistant_is_not_told_again(
    hass: HomeAssistant, home: Home
) -> None:
    home.rig.press_shutter(home.key(0))
    await home.until_event("photo_downloaded", "photo", 0)
    await hass.config_entries.async_unload(home.entry.entry_id)
    home.rig.press_shutter(home.key(1))
    await until(lambda: len(home.rig.photos) == 2)
    heard = Heard(hass)

    await hass.config_entries.async_setup(home.entry.entry_id)
    await home.until_state("on", "binary_sensor", "link")
    await home.until_state("SSP_2.JPG", "sensor", "last_photo", 1)
    await home.entry.runtime_data.async_resync()

    assert heard.told == []


async def test_what_was_never_there_is_tried_again_with_a_reason(
    hass: HomeAssistant,
    rig: SmartShooter,
    entry_of: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await rig.set_fault("kill")

    assert not await hass.config_entries.async_setup(entry_of.entry_id)
    assert entry_of.state is ConfigEntryState.SETUP_RETRY
    assert entry_of.error_reason_translation_key == "refused"
    assert entry_of.reason is not None
    assert entry_of.reason.startswith("Something is at the address of Studio")
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=20))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry_of.state is ConfigEntryState.SETUP_RETRY
    # Home Assistant says that it will try again; nobody needs to hear it from two sides.
    assert told(caplog) == ["WARNING"]

    await rig.clear_fault("kill")
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=60))
    await until(lambda: entry_of.state is ConfigEntryState.LOADED)
    await hass.config_entries.async_unload(entry_of.entry_id)


async def test_a_dead_request_port_from_the_first_is_told_until_the_entry_is_removed(
    hass: HomeAssistant, rig: SmartShooter, entry_of: MockConfigEntry
) -> None:
    await rig.set_fault("half_open_server")
    await rig.set_fault("garbage", 10)
    talking = hass.async_create_background_task(_talk(rig), "talk")

    assert not await hass.config_entries.async_setup(entry_of.entry_id)
    talking.cancel()
    assert entry_of.error_reason_translation_key == "half_open"
    issues = ir.async_get(hass)
    assert issues.async_get_issue(DOMAIN, f"half_open_{entry_of.entry_id}") is not None

    await hass.config_entries.async_remove(entry_of.entry_id)
    assert issues.async_get_issue(DOMAIN, f"half_open_{entry_of.entry_id}") is None


async def _talk(rig: SmartShooter) -> None:
    def speak() -> bool:
        rig.publish({}, "NetworkPing")
        return False

    await until(speak)


async def test_nothing_is_remembered_of_what_was_removed(
    hass: HomeAssistant, home: Home, hass_storage: dict[str, Any]
) -> None:
    await hass.config_entries.async_unload(home.entry.entry_id)
    file = f"{DOMAIN}.{home.entry.entry_id}"
    assert len(hass_storage[file]["data"]["cameras"]) == 5

    assert await hass.config_entries.async_setup(home.entry.entry_id)
    await home.until_state("on", "binary_sensor", "link")
    await hass.config_entries.async_remove(home.entry.entry_id)
    await hass.async_block_till_done()
    assert file not in hass_storage


@pytest.mark.parametrize(
    "memory",
    [{}, {"cameras": [{}]}, {"cameras": [7], "identities": [], "forgotten": []}, [], "text"],
    ids=str,
)
async def test_a_memory_that_cannot_be_read_is_as_good_as_none(
    hass: HomeAssistant,
    rig: SmartShooter,
    entry_of: MockConfigEntry,
    hass_storage: dict[str, Any],
    memory: Any,
) -> None:
    file = f"{DOMAIN}.{entry_of.entry_id}"
    hass_storage[file] = {"version": 1, "minor_version": 1, "key": file, "data": memory}

    assert await hass.config_entries.async_setup(entry_of.entry_id)
    await until(lambda: hass.states.is_state("binary_sensor.c001_online", "on"))
    await hass.config_entries.async_unload(entry_of.entry_id)


async def test_a_rig_that_never_rests_is_remembered_all_the_same(
    hass: HomeAssistant,
    home: Home,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SAVE_DELAY", 0.2)
    await hass.config_entries.async_reload(home.entry.entry_id)
    file = f"{DOMAIN}.{home.entry.entry_id}"
    del hass_storage[file]
    levels = cycle(range(10, 90))

    def saved() -> bool:
        home.rig.set_battery(home.key(0), next(levels))
        return file in hass_storage

    await until(saved)
