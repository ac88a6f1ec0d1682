"""The link to a Sony camera, which is off most of the time: quiet while it is, and back by itself."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    flush_store,
)

from custom_components.camhub.const import DOMAIN
from custom_components.camhub.memory import file_of
from simulators.sony import SonyCamera
from tests.heard import Heard
from tests.home import until
from tests.sony_home import QUICK, SonyHome, sony_entry

pytestmark = pytest.mark.usefixtures("quick_camera")


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of camhub that a user's log holds."""
    return [
        record.levelname
        for record in caplog.records
        if record.name.startswith("custom_components.camhub") and record.levelno >= logging.INFO
    ]


def problems(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what anybody has logged as an error."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


async def tries(caplog: pytest.LogCaptureFixture, times: int) -> None:
    """Wait until it was tried so many times more, and failed."""
    caplog.set_level(logging.DEBUG, "custom_components.camhub")
    tried = caplog.text.count("ILCE-6000: ")
    await until(lambda: caplog.text.count("ILCE-6000: ") >= tried + times)


@asynccontextmanager
async def another(
    hass: HomeAssistant, camera: SonyCamera, **options: Any
) -> AsyncIterator[SonyHome]:
    """Add an entry for the camera and set it up, whatever comes of it."""
    entry = sony_entry(camera, **options)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield SonyHome(hass, entry, camera)
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


# Off and on again.


@pytest.mark.parametrize("way", ["reset", "silence"])
async def test_a_camera_that_is_switched_off_is_told_once_and_comes_back_by_itself(
    sony: SonyHome, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    coordinator = sony.entry.runtime_data
    await sony.settled()

    await sony.camera.switch_off(way)
    await sony.until_state("unreachable", "sensor", "status")
    await tries(caplog, 3)
    assert told(caplog).count("WARNING") == 1

    await sony.camera.start()
    await sony.until_state("ready", "sensor", "status")

    assert [level for level in told(caplog) if level != "DEBUG"] == ["WARNING", "INFO"]
    assert problems(caplog) == []
    assert sony.entry.runtime_data is coordinator
    assert sony.entry.state is ConfigEntryState.LOADED
    assert list(sony.entry.async_get_active_flows(sony.hass, {"reauth"})) == []


@pytest.mark.parametrize("where", ["frame", "json", "poll", "actTakePicture"])
async def test_a_camera_that_vanishes_in_the_middle_of_something_is_back_by_itself(
    sony: SonyHome, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    async def look() -> None:
        async with sony.entry.runtime_data.pictures.watch(sony.key(None)) as next_frame:
            while next_frame is not None and await next_frame():
                pass

    looking = asyncio.create_task(look())
    await until(lambda: sony.camera.liveviews == 1)
    await sony.camera.set_fault("vanish_at", where)
    if where in ("actTakePicture", "json"):
        with pytest.raises(HomeAssistantError):
            await sony.press("shoot")
    sony.camera.set_battery(4)
    await sony.until_state("unreachable", "sensor", "status")

    await sony.camera.start()
    await sony.until_state("ready", "sensor", "status")
    await until(lambda: sony.camera.liveviews == 1)
    looking.cancel()

    assert problems(caplog) == []
    assert len(sony.calls("actTakePicture")) <= 1


async def test_a_camera_that_vanishes_while_it_gets_ready_is_back_by_itself(
    hass: HomeAssistant, sony: SonyHome, caplog: pytest.LogCaptureFixture
) -> None:
    await sony.camera.switch_off()
    await sony.until_state("unreachable", "sensor", "status")
    await sony.camera.set_fault("vanish_at", "startRecMode")
    await sony.camera.start()
    await until(lambda: not sony.camera.running)

    await sony.camera.start()
    await sony.until_state("ready", "sensor", "status")
    assert problems(caplog) == []


@pytest.mark.parametrize("code", [1, 40401])
@pytest.mark.parametrize("method", ["getAvailableApiList", "startRecMode", "getEvent"])
async def test_a_camera_that_is_not_ready_yet_is_asked_again(
    hass: HomeAssistant, sony_camera: SonyCamera, code: int, method: str
) -> None:
    await sony_camera.set_fault("error", f"{code}:{method}:2")

    async with another(hass, sony_camera) as sony:
        assert sony.entry.state is ConfigEntryState.LOADED
        await sony.until_state("ready", "sensor", "status")


async def test_another_client_that_listens_harms_nothing(
    sony: SonyHome, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    await sony.camera.set_fault("poll_held")
    sony.camera.set_battery(4)
    await sony.until_state("100", "sensor", "battery")
    sony.camera.set_battery(1)
    await sony.until_state("25", "sensor", "battery")

    await sony.camera.clear_fault("poll_held")
    sony.camera.set_battery(2)
    await sony.until_state("50", "sensor", "battery")
    assert sony.state("binary_sensor", "online").state == "on"
    assert heard.told == []
    assert told(caplog) == []


@pytest.fixture
def heard(hass: HomeAssistant, sony: SonyHome) -> Heard:
    """Everything from here on."""
    return Heard(hass)


# The user's switch.


async def test_with_the_switch_off_nothing_is_sent(
    sony: SonyHome, caplog: pytest.LogCaptureFixture
) -> None:
    await sony.settled()
    await sony.use("switch.turn_off", "connect")
    await sony.until_state("off", "binary_sensor", "online")
    assert sony.state("sensor", "status").state == "unreachable"
    assert sony.state("switch", "connect").state == "off"
    assert sony.state("sensor", "battery").state == STATE_UNAVAILABLE

    connections = sony.camera.connections
    # Camhub would have asked many times over whether it is there, and found it again.
    sony.camera.press_shutter()
    sony.camera.set_battery(1)
    await sony.camera.switch_off()
    await sony.camera.start()
    with pytest.raises(HomeAssistantError):
        await sony.act("shoot", None)
    await async_setup_component(sony.hass, "homeassistant", {})
    status = {"entity_id": sony.entity_id("sensor", "status")}
    await sony.hass.services.async_call("homeassistant", "update_entity", status, blocking=True)
    async with (
        SonyCamera("ILCE-6300", delays=QUICK) as control,
        another(sony.hass, control) as other,
    ):
        await other.settled()
        asked = control.connections
        await other.settled()
        assert control.connections >= asked + 2
    assert sony.camera.connections == connections

    await sony.reload()
    assert sony.state("switch", "connect").state == "off"
    assert sony.state("sensor", "status").state == "unreachable"
    assert sony.camera.connections == connections
    assert told(caplog) == []

    await sony.use("switch.turn_on", "connect")
    await sony.until_state("ready", "sensor", "status")
    assert sony.state("switch", "connect").state == "on"
    assert sony.camera.connections > connections
    assert told(caplog) == []


async def test_the_switch_is_remembered_by_a_home_assistant_that_starts_anew(
    hass: HomeAssistant, sony: SonyHome
) -> None:
    await sony.use("switch.turn_off", "connect")
    await hass.config_entries.async_unload(sony.entry.entry_id)
    connections = sony.camera.connections
    # All that a new Home Assistant has is what was written.
    await flush_store(file_of(hass, sony.entry))

    await hass.config_entries.async_setup(sony.entry.entry_id)
    await hass.async_block_till_done()

    assert sony.entry.state is ConfigEntryState.LOADED
    assert sony.state("switch", "connect").state == "off"
    assert sony.camera.connections == connections


async def test_the_action_switches_it_too(sony: SonyHome) -> None:
    await sony.act("set_connection", None, enable=False)
    await sony.until_state("unreachable", "sensor", "status")
    await sony.act("set_connection", None, enable=True)
    await sony.until_state("ready", "sensor", "status")


# Another camera at its address.


async def test_another_camera_at_its_address_is_left_alone(
    hass: HomeAssistant, sony: SonyHome, caplog: pytest.LogCaptureFixture
) -> None:
    port = sony.camera.port
    await sony.camera.switch_off()
    await sony.until_state("unreachable", "sensor", "status")

    async with SonyCamera("ILCE-6300", port=port, delays=QUICK) as stranger:
        await until(lambda: stranger.connections > 3)
        await tries(caplog, 2)
        assert "other_device" in caplog.text
        assert sony.state("binary_sensor", "online").state == "off"
        with pytest.raises(HomeAssistantError) as refused:
            await sony.act("shoot", None)
        assert refused.value.translation_key == "unreachable"
        assert stranger.requests == []

    await sony.camera.start()
    await sony.until_state("ready", "sensor", "status")
    assert told(caplog).count("WARNING") == 1


async def test_another_camera_at_a_new_entrys_address_is_named(
    hass: HomeAssistant, sony_camera: SonyCamera
) -> None:
    entry = sony_entry(sony_camera)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "udn": "00000000-0005-0010-8000-000000000000"}
    )

    await hass.config_entries.async_setup(entry.entry_id)

    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert (
        entry.reason
        == "Another camera answers at the address of ILCE-6000. Nothing was asked of it"
    )
    assert sony_camera.requests == []


# Setting up.


async def test_a_known_camera_that_is_off_is_there_and_comes_up(
    hass: HomeAssistant,
    sony: SonyHome,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.camhub.coordinator.GRACE", 0.1)
    await sony.settled()
    before = sony.entities()
    await sony.camera.switch_off()

    await sony.reload()

    assert sony.entry.state is ConfigEntryState.LOADED
    assert sony.entities() == before
    assert sony.state("sensor", "status").state == "unreachable"
    assert sony.state("button", "shoot").state == STATE_UNAVAILABLE
    assert sony.state("switch", "connect").state == "on"

    await sony.camera.start()
    await sony.until_state("ready", "sensor", "status")
    assert problems(caplog) == []


@pytest.mark.parametrize(
    ("fault", "key", "text"),
    [
        (None, "refused", "nothing listens at the port"),
        (("lookalike", "send_to_smartphone"), "wrong_mode", "Smart Remote Control"),
        (("lookalike", "tv"), "not_this_system", "Something else answers"),
        (("description", "missing"), "not_this_system", "Something else answers"),
        (("error", "1:getAvailableApiList"), "not_ready", "the camera does not get ready"),
    ],
)
async def test_a_camera_that_was_never_known_says_why_it_is_not_set_up(
    hass: HomeAssistant,
    sony_camera: SonyCamera,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: tuple[str, str] | None,
    key: str,
    text: str,
) -> None:
    monkeypatch.setattr("custom_components.camhub.protocols.sony.bringup.PATIENCE", 0.1)
    if fault is None:
        await sony_camera.switch_off()
    else:
        await sony_camera.set_fault(*fault)

    async with another(hass, sony_camera) as sony:
        assert sony.entry.state is ConfigEntryState.SETUP_RETRY
        assert sony.entry.error_reason_translation_key == key
        assert sony.entry.reason is not None
        assert text in sony.entry.reason
    assert problems(caplog) == []


@pytest.mark.parametrize("model", ["DSC-RX100M2", "HDR-AS15"])
async def test_an_edition_from_before_the_first_that_is_known_is_refused(
    hass: HomeAssistant, sony_camera: SonyCamera
) -> None:
    async with another(hass, sony_camera) as sony:
        assert sony.entry.state is ConfigEntryState.SETUP_RETRY
        assert sony.entry.error_reason_translation_key == "too_old"
        assert "startRecMode" not in sony.methods


async def test_a_camera_that_was_off_is_set_up_when_it_is_on(
    hass: HomeAssistant, sony_camera: SonyCamera
) -> None:
    await sony_camera.switch_off()
    async with another(hass, sony_camera) as sony:
        assert sony.entry.state is ConfigEntryState.SETUP_RETRY

        await sony_camera.start()
        await sony.reload()
        await sony.until_state("ready", "sensor", "status")


async def test_options_apply_without_a_reload(hass: HomeAssistant, sony: SonyHome) -> None:
    coordinator, connected = sony.entry.runtime_data, len(sony.calls("getApplicationInfo"))

    flow = await hass.config_entries.options.async_init(sony.entry.entry_id)
    done = await hass.config_entries.options.async_configure(
        flow["flow_id"], {"half_press_first": True}
    )
    assert done["type"] == "create_entry"
    await hass.async_block_till_done()
    await sony.press("shoot")

    assert len(sony.calls("actHalfPressShutter")) == 1
    assert sony.entry.runtime_data is coordinator
    assert len(sony.calls("getApplicationInfo")) == connected


# In the end.


@pytest.mark.parametrize(("wanted", "calls"), [(False, 0), (True, 1)])
async def test_the_recording_mode_is_left_only_where_the_user_wants_that(
    hass: HomeAssistant, sony: SonyHome, wanted: bool, calls: int
) -> None:
    hass.config_entries.async_update_entry(sony.entry, options={"stop_rec_mode": wanted})

    await hass.config_entries.async_unload(sony.entry.entry_id)

    assert len(sony.calls("stopRecMode")) == calls


async def test_nothing_is_sent_after_unloading(hass: HomeAssistant, sony: SonyHome) -> None:
    await sony.settled()
    await hass.config_entries.async_unload(sony.entry.entry_id)
    connections, calls = sony.camera.connections, len(sony.camera.requests)

    async with SonyCamera("ILCE-6300", delays=QUICK) as control, another(hass, control) as other:
        await other.settled()
    assert (sony.camera.connections, len(sony.camera.requests)) == (connections, calls)


async def test_removing_it_leaves_nothing(
    hass: HomeAssistant, sony: SonyHome, hass_storage: dict[str, Any]
) -> None:
    await sony.settled()
    key = f"{DOMAIN}.{sony.entry.entry_id}"
    await hass.config_entries.async_unload(sony.entry.entry_id)
    assert key in hass_storage

    await hass.config_entries.async_remove(sony.entry.entry_id)
    await hass.async_block_till_done()

    assert key not in hass_storage
    entities = er.async_get(hass).entities.values()
    assert [entity.entity_id for entity in entities if entity.platform == DOMAIN] == []
    assert dr.async_entries_for_config_entry(dr.async_get(hass), sony.entry.entry_id) == []
    assert hass.states.async_all("camera") == hass.states.async_all("sensor") == []
    connections = sony.camera.connections
    sony.camera.press_shutter()
    await until(lambda: sony.camera.status == "IDLE")
    assert sony.camera.connections == connections


async def test_two_cameras_do_not_know_of_each_other(hass: HomeAssistant, sony: SonyHome) -> None:
    async with SonyCamera("DSC-QX10", delays=QUICK) as camera, another(hass, camera) as other:
        await other.until_state("ready", "sensor", "status")
        await sony.camera.switch_off()
        await sony.until_state("unreachable", "sensor", "status")

        assert other.state("sensor", "status").state == "ready"
        await other.press("shoot")
        assert len(other.calls("actTakePicture")) == 1
        assert sony.calls("actTakePicture") == []
