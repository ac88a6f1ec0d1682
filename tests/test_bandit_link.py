"""The link to a Bandit, which is off most of the time: quiet while it is, and back by itself."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import flush_store

from custom_components.camhub.const import DOMAIN
from custom_components.camhub.memory import file_of
from simulators.bandit import BanditCamera
from tests.bandit_home import QUICK, BanditHome, bandit_entry, logged
from tests.heard import Heard
from tests.home import until

pytestmark = pytest.mark.usefixtures("quick_bandit")

SUPERVISOR = "custom_components.camhub.link.supervisor"


@pytest.fixture
def heard(hass: HomeAssistant, bandit: BanditHome) -> Heard:
    """Everything from here on."""
    return Heard(hass)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the levels of camhub's lines in a user's log."""
    return [
        record.levelname
        for record in caplog.records
        if record.name.startswith("custom_components.camhub") and record.levelno >= logging.INFO
    ]


@asynccontextmanager
async def another(
    hass: HomeAssistant, camera: BanditCamera, **data: Any
) -> AsyncIterator[BanditHome]:
    """Add an entry for a camera and set it up, whatever comes of it."""
    entry = bandit_entry(camera)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, **data})
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield BanditHome(hass, entry, camera)
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


@asynccontextmanager
async def a_while(hass: HomeAssistant) -> AsyncIterator[None]:
    """Let pass in which another camera is lost and found again, and asked many times."""
    async with BanditCamera(serial="OTHER", delays=QUICK) as camera, another(hass, camera) as other:
        yield
        await camera.vanish()
        await other.until_away()
        await camera.power_on()
        await other.until_back()
        await other.settled()


# Off and on again.


@pytest.mark.parametrize("way", ["reset", "silence"])
async def test_a_camera_that_vanishes_is_told_once_and_comes_back_by_itself(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.camhub")
    coordinator = bandit.entry.runtime_data
    await bandit.camera.vanish(way)
    await bandit.until_state("unreachable", "sensor", "status")
    tried = caplog.text.count("Bandit: ")
    await until(lambda: caplog.text.count("Bandit: ") >= tried + 2)
    assert told(caplog) == ["WARNING"]

    await bandit.camera.power_on()
    await bandit.until_state("ready", "sensor", "status")

    assert told(caplog) == ["WARNING", "INFO"]
    assert logged(caplog, logging.ERROR) == []
    assert bandit.entry.runtime_data is coordinator
    assert bandit.entry.state is ConfigEntryState.LOADED


async def test_a_camera_that_said_that_it_goes_is_quietly_away_and_back(
    bandit: BanditHome, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.camhub")
    await bandit.camera.switch_off()
    await bandit.until_state("off", "sensor", "status")
    tried = caplog.text.count("Bandit: ")
    await until(lambda: caplog.text.count("Bandit: ") >= tried + 2)
    assert bandit.state("sensor", "status").state == "off"
    assert told(caplog) == ["INFO"]

    await bandit.reload()
    assert bandit.state("sensor", "status").state == "off"
    assert bandit.state("sensor", "shutdown_reason").state == "user"
    assert told(caplog) == ["INFO"]

    await bandit.camera.power_on()
    await bandit.until_state("ready", "sensor", "status")
    await bandit.mark()
    assert "WARNING" not in told(caplog)
    assert bandit.state("sensor", "shutdown_reason").state == "user"
    kinds = heard.kinds(bandit, "status")
    assert kinds.count("shutting_down") == kinds.count("camera_lost") == 1
    assert kinds[-1] == "camera_connected"


@pytest.mark.parametrize("goes", ["switch_off", "wifi_off"])
async def test_a_command_looks_at_once_for_one_that_went(
    bandit: BanditHome, monkeypatch: pytest.MonkeyPatch, goes: str
) -> None:
    for name in ("FIRST_RETRY", "LAST_RETRY"):
        monkeypatch.setattr(f"{SUPERVISOR}.{name}", 600.0)
    await getattr(bandit.camera, goes)()
    await bandit.until_away()
    await bandit.camera.power_on()
    async with a_while(bandit.hass):
        monkeypatch.setattr(f"{SUPERVISOR}.FIRST_RETRY", 0.05)
        monkeypatch.setattr(f"{SUPERVISOR}.LAST_RETRY", 0.1)
    assert bandit.state("binary_sensor", "online").state == "off"

    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("shoot", None)
    assert refused.value.translation_key == "unreachable"

    await bandit.until_state("ready", "sensor", "status")
    # It was not done later, either.
    assert len(bandit.camera.images) == 4


async def test_one_that_said_that_it_goes_and_stays_is_back(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture
) -> None:
    bandit.camera.notify("shutting_down", {"user_initiated": True})
    await bandit.until_away()

    await bandit.until_back()
    await bandit.until_state("ready", "sensor", "status")
    assert "WARNING" not in told(caplog)


@pytest.mark.parametrize(
    "path", ["/status", "/settings", "/firmware", "/capabilities/scenes", "/version"]
)
@pytest.mark.parametrize("fault", ["reset", "silence"])
async def test_one_that_vanishes_while_it_is_got_ready_is_back_by_itself(
    bandit: BanditHome,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    path: str,
) -> None:
    monkeypatch.setattr("custom_components.camhub.protocols.bandit.rest.ANSWER", 0.2)
    monkeypatch.setattr("custom_components.camhub.protocols.bandit.connection.ANSWER", 0.2)
    await bandit.camera.vanish()
    await bandit.until_away()
    bandit.camera.set_fault(fault, f"{path}:1")
    await bandit.camera.power_on()

    await bandit.until_back()
    await bandit.until_state("ready", "sensor", "status")
    assert logged(caplog, logging.ERROR) == []
    assert path == "/version" or fault not in bandit.camera.faults


@pytest.mark.parametrize("fault", ["backchannel_refused", "wrong_backchannel"])
async def test_one_that_cannot_be_listened_to_is_not_there(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    await bandit.camera.vanish()
    await bandit.until_away()
    bandit.camera.set_fault(fault)
    await bandit.camera.power_on()
    asked = bandit.camera.request_count
    await bandit.camera.wait_requests(asked + 20)
    assert logged(caplog, logging.ERROR) == []

    bandit.camera.clear_fault(fault)
    await bandit.until_back()
    await bandit.until_state("ready", "sensor", "status")


async def test_one_whose_notifications_end_is_lost_and_found(
    bandit: BanditHome, heard: Heard
) -> None:
    bandit.camera.set_fault("backchannel_closes")
    bandit.camera.take_photo()
    await heard.until("camera_lost", bandit, "status")
    bandit.camera.clear_fault("backchannel_closes")
    await heard.until("camera_connected", bandit, "status")
    await bandit.camera.wait_backchannel()
    bandit.camera.take_photo()
    await heard.until("photo_taken", bandit, "photo", times=2)


@pytest.mark.parametrize("code", [400, 404, 409, 500, 503])
async def test_a_status_that_is_refused_for_a_while_ends_nothing(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    bandit.camera.set_fault("status", f"{code}:/status:2")
    await until(lambda: "status" not in bandit.camera.faults)
    await bandit.mark()

    assert logged(caplog) == []


# The user's switch.


async def test_with_the_switch_off_nothing_is_sent(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture
) -> None:
    await bandit.settled()
    await bandit.use("switch.turn_off", "connect")
    await bandit.until_away()
    assert bandit.state("sensor", "status").state == "unreachable"
    assert bandit.state("switch", "connect").state == "off"
    assert bandit.state("sensor", "battery").state == STATE_UNAVAILABLE

    packets = bandit.camera.packets
    bandit.camera.take_photo()
    await bandit.camera.vanish()
    await bandit.camera.power_on()
    with pytest.raises(HomeAssistantError):
        await bandit.act("shoot", None)
    await async_setup_component(bandit.hass, "homeassistant", {})
    status = {"entity_id": bandit.entity_id("sensor", "status")}
    await bandit.hass.services.async_call("homeassistant", "update_entity", status, blocking=True)
    async with a_while(bandit.hass):
        pass
    assert bandit.camera.packets == packets

    await bandit.reload()
    assert bandit.state("switch", "connect").state == "off"
    assert bandit.state("sensor", "status").state == "unreachable"
    assert bandit.camera.packets == packets

    await bandit.use("switch.turn_on", "connect")
    await bandit.until_state("ready", "sensor", "status")
    assert bandit.state("switch", "connect").state == "on"
    assert bandit.camera.packets > packets
    assert "ERROR" not in told(caplog)


async def test_the_switch_is_remembered_by_a_home_assistant_that_starts_anew(
    hass: HomeAssistant, bandit: BanditHome
) -> None:
    await bandit.act("set_connection", None, enable=False)
    await bandit.stop()
    packets = bandit.camera.packets
    # All that a new Home Assistant has is what was written.
    await flush_store(file_of(hass, bandit.entry))

    await bandit.start()

    assert bandit.entry.state is ConfigEntryState.LOADED
    assert bandit.state("switch", "connect").state == "off"
    assert bandit.camera.packets == packets
    await bandit.act("set_connection", None, enable=True)
    await bandit.until_state("ready", "sensor", "status")


# Who is there.


async def test_another_camera_at_its_address_is_left_alone(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.camhub")
    port = bandit.camera.port
    await bandit.camera.vanish()
    await bandit.until_away()

    async with BanditCamera(serial="STRANGER", port=port, delays=QUICK) as stranger:
        await stranger.wait_requests(6)
        assert "other_device" in caplog.text
        assert bandit.state("binary_sensor", "online").state == "off"
        with pytest.raises(HomeAssistantError):
            await bandit.act("shoot", None)
        # Who it is has to be asked; nothing else is.
        assert set(stranger.requests) == {("GET", "/api/version"), ("GET", "/api/2/settings")}

    await bandit.camera.power_on()
    await bandit.until_state("ready", "sensor", "status")
    assert told(caplog).count("WARNING") == 1


@pytest.mark.parametrize(
    ("fault", "key", "text"),
    [
        (None, "refused", "nothing listens at the port"),
        (("lookalike", "router"), "not_this_system", "Something else answers"),
        (("lookalike", "api"), "not_this_system", "Something else answers"),
        (("lookalike", "login"), "not_this_system", "Something else answers"),
        (("lookalike", "redirect"), "not_this_system", "Something else answers"),
        (("version", "3"), "too_old", "another edition"),
        (("other_serial", "NOT-THIS"), "other_device", "Another camera answers"),
        (("missing", "serial_number:/settings"), "not_this_system", "Something else answers"),
    ],
)
async def test_a_camera_that_was_never_known_says_why_it_is_not_set_up(
    hass: HomeAssistant,
    bandit_camera: BanditCamera,
    caplog: pytest.LogCaptureFixture,
    fault: tuple[str, str] | None,
    key: str,
    text: str,
) -> None:
    if fault is None:
        await bandit_camera.vanish()
    else:
        bandit_camera.set_fault(*fault)

    async with another(hass, bandit_camera) as bandit:
        assert bandit.entry.state is ConfigEntryState.SETUP_RETRY
        assert bandit.entry.error_reason_translation_key == key
        assert bandit.entry.reason is not None
        assert text in bandit.entry.reason
    assert logged(caplog, logging.ERROR) == []


async def test_a_version_in_numbers_is_the_same(
    hass: HomeAssistant, bandit_camera: BanditCamera
) -> None:
    bandit_camera.set_fault("version_numbers")
    async with another(hass, bandit_camera) as bandit:
        await bandit.until_state("ready", "sensor", "status")


async def test_a_known_camera_that_is_off_is_there_and_comes_up(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture
) -> None:
    before = bandit.entities()
    await bandit.stop()
    await bandit.camera.vanish()

    await bandit.start()
    assert bandit.entry.state is ConfigEntryState.LOADED
    assert bandit.entities() == before
    assert bandit.state("sensor", "status").state == "unreachable"
    assert bandit.state("button", "shoot").state == STATE_UNAVAILABLE
    assert bandit.state("switch", "connect").state == "on"

    await bandit.camera.power_on()
    await bandit.until_state("ready", "sensor", "status")
    assert logged(caplog, logging.ERROR) == []


async def test_two_cameras_do_not_know_of_each_other(
    hass: HomeAssistant, bandit: BanditHome
) -> None:
    async with BanditCamera(serial="OTHER", delays=QUICK) as camera, another(hass, camera) as other:
        await bandit.camera.vanish()
        await bandit.until_away()

        assert other.state("sensor", "status").state == "ready"
        await other.act("shoot", None)
        assert other.asked("POST", "/record") == 1
        assert bandit.asked("POST", "/record") == 0


# What it is asked.


@pytest.mark.parametrize(
    "simulated", [{"assume": {"limit_counts": "all"}, "videos": 12, "photos": 12}]
)
async def test_it_never_has_more_connections_than_it_can_take(
    bandit: BanditHome, heard: Heard
) -> None:
    library = bandit.entry.runtime_data.library
    key = bandit.key(None)
    for _ in range(3):
        bandit.camera.take_photo()
        await bandit.camera.wait_recording(False)
    await asyncio.gather(
        *(library.browse(key, folder) for folder in ("videos", "pictures", "highlights")),
        *(bandit.entry.runtime_data.async_resync() for _ in range(3)),
        bandit.act("set_setting", None, setting="gps", value=False),
        bandit.act("set_setting", None, setting="scene", value="bright"),
        bandit.act("set_clock", None),
    )
    await heard.until("photo_available", bandit, "photo", times=3)

    assert 2 <= bandit.camera.max_connections_seen <= 4


async def test_the_clock_is_set_by_a_button(bandit: BanditHome) -> None:
    bandit.camera.body.ahead = timedelta(hours=-5)

    await bandit.press("set_clock")

    assert abs(bandit.camera.body.ahead) < timedelta(seconds=3)


@pytest.mark.parametrize(
    ("ahead", "sets"), [(timedelta(hours=-5), 1), (timedelta(), 0)], ids=["wrong", "right"]
)
async def test_the_clock_is_set_when_it_connects_where_the_user_wants_that(
    bandit: BanditHome, ahead: timedelta, sets: int
) -> None:
    assert bandit.asked("POST", "/datetime") == 0
    bandit.hass.config_entries.async_update_entry(bandit.entry, options={"set_clock": True})
    bandit.camera.body.ahead = ahead

    await bandit.reload()
    await bandit.mark()

    assert bandit.asked("POST", "/datetime") == sets
    assert abs(bandit.camera.body.ahead) < timedelta(seconds=3)


# In the end.


async def test_nothing_is_sent_after_unloading(bandit: BanditHome) -> None:
    await bandit.settled()
    await bandit.stop()
    packets = bandit.camera.packets
    await bandit.camera.wait_backchannel(0)

    async with a_while(bandit.hass):
        pass
    assert bandit.camera.packets == packets
    assert bandit.camera.open_connections == 0


async def test_a_camera_that_is_silent_does_not_keep_home_assistant_from_stopping(
    bandit: BanditHome,
) -> None:
    bandit.camera.set_fault("silent")
    async with asyncio.timeout(2):
        await bandit.stop()


async def test_removing_it_leaves_nothing(
    hass: HomeAssistant, bandit: BanditHome, hass_storage: dict[str, Any]
) -> None:
    key = f"{DOMAIN}.{bandit.entry.entry_id}"
    await bandit.stop()
    assert key in hass_storage

    await hass.config_entries.async_remove(bandit.entry.entry_id)
    await hass.async_block_till_done()

    assert key not in hass_storage
    entities = er.async_get(hass).entities.values()
    assert [entity.entity_id for entity in entities if entity.platform == DOMAIN] == []
    assert dr.async_entries_for_config_entry(dr.async_get(hass), bandit.entry.entry_id) == []
    assert hass.states.async_all("camera") == hass.states.async_all("sensor") == []
