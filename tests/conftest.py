"""What the tests share: a rig that is simulated in this process, and a Home Assistant that has it."""

# The harness brings a package of this name: ours has to be there before it.
import custom_components  # noqa: F401, I001

import asyncio
import math
from collections.abc import AsyncIterator
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from simulators.bandit import BanditCamera
from simulators.camlytics import CamlyticsSimulator
from simulators.smart_shooter import SmartShooter
from simulators.sony import SonyCamera
from tests import bandit_home
from tests.bandit_home import BanditHome, bandit_entry
from tests.camlytics_home import QUICK_APP, CamlyticsHome, added
from tests.home import Home
from tests.sony_home import QUICK, QUICK_LINK, SonyHome, sony_entry


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever has the time try what takes long."""
    parser.addoption(
        "--long-storm", action="store_true", help="100,000 events with 20 restarts in storm tests"
    )


@pytest.fixture(autouse=True)
def our_integration(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant load camhub, in the tests that have a Home Assistant."""
    if "hass" in request.fixturenames:
        # The recorder's tests want its database before anything sets up Home Assistant.
        request.getfixturevalue("recorder_db_url")
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
async def enable_event_loop_debug(enable_event_loop_debug: None) -> None:
    """Keep the harness's loop from warning of what took long: busy machines are no news here."""
    asyncio.get_running_loop().slow_callback_duration = math.inf


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write Home Assistant's objects the way that its own tests do."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def quick_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what takes a link seconds to notice and to mend take parts of one."""
    for name, seconds in {
        "protocols.smart_shooter.client.LIVENESS": 0.2,
        "protocols.smart_shooter.client.ANSWER": 0.5,
        "protocols.smart_shooter.client.SNAPSHOT": 0.5,
        "protocols.smart_shooter.transport.GREETING": 0.2,
        "link.supervisor.FIRST_RETRY": 0.05,
        "link.supervisor.LAST_RETRY": 0.1,
    }.items():
        monkeypatch.setattr(f"custom_components.camhub.{name}", seconds)


@pytest.fixture
def rig_options() -> dict[str, Any]:
    """What the rig is like; a test or module that needs another one overrides it."""
    return {}


@pytest.fixture
async def rig(rig_options: dict[str, Any], socket_enabled: None) -> AsyncIterator[SmartShooter]:
    """Simulate an application with four fast cameras, unless told otherwise."""
    quick: dict[str, Any] = {"cameras": 4, "latency": 0.001, "jitter": 0.001}
    async with SmartShooter(**quick | rig_options) as rig:
        yield rig


@pytest.fixture
def options() -> dict[str, Any]:
    """The entry's options; a test or module that needs others overrides them."""
    return {}


@pytest.fixture
async def home(
    hass: HomeAssistant, rig: SmartShooter, options: dict[str, Any]
) -> AsyncIterator[Home]:
    """Set the rig up in Home Assistant; its entry is gone again before the rig is."""
    publisher_port, request_port = rig.ports
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Studio",
        unique_id="0123456789abcdef0123456789abcdef",
        data={
            CONF_SYSTEM: "smart_shooter",
            "host": "127.0.0.1",
            "publisher_port": publisher_port,
            "request_port": request_port,
        },
        options=options,
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield Home(hass, entry, rig)
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def entry(home: Home) -> MockConfigEntry:
    """The rig's entry, set up."""
    return home.entry


@pytest.fixture
def quick_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what takes a Sony camera or its link seconds take parts of one."""
    for name, seconds in QUICK_LINK.items():
        monkeypatch.setattr(f"custom_components.camhub.{name}", seconds)


@pytest.fixture
def all_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the user have enabled every entity."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)


@pytest.fixture
def model() -> str:
    """The model of the Sony camera; a test or module that needs another one overrides it."""
    return "ILCE-6000"


@pytest.fixture
def simulated() -> dict[str, Any]:
    """What the Sony camera or the Bandit is like besides."""
    return {}


@pytest.fixture
async def sony_camera(
    model: str, simulated: dict[str, Any], socket_enabled: None
) -> AsyncIterator[SonyCamera]:
    """Simulate a Sony camera with quick reactions."""
    async with SonyCamera(model, **{"delays": QUICK, "rate": 60.0} | simulated) as camera:
        yield camera


@pytest.fixture
async def sony(
    hass: HomeAssistant, sony_camera: SonyCamera, options: dict[str, Any], quick_camera: None
) -> AsyncIterator[SonyHome]:
    """Set a Sony camera up in Home Assistant; its entry is gone again before the camera is."""
    entry = sony_entry(sony_camera, **options)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield SonyHome(hass, entry, sony_camera)
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def quick_bandit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what takes a Bandit or its link seconds take parts of one."""
    for name, seconds in bandit_home.QUICK_LINK.items():
        monkeypatch.setattr(f"custom_components.camhub.{name}", seconds)


@pytest.fixture
async def bandit_camera(
    simulated: dict[str, Any], socket_enabled: None
) -> AsyncIterator[BanditCamera]:
    """Simulate a Bandit with quick reactions."""
    quick: dict[str, Any] = {"delays": bandit_home.QUICK, "videos": 3, "photos": 4}
    async with BanditCamera(**quick | simulated) as camera:
        yield camera


@pytest.fixture
async def bandit(
    hass: HomeAssistant, bandit_camera: BanditCamera, options: dict[str, Any], quick_bandit: None
) -> AsyncIterator[BanditHome]:
    """Set a Bandit up in Home Assistant; its entry is gone again before the camera is."""
    entry = bandit_entry(bandit_camera, **options)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield BanditHome(hass, entry, bandit_camera)
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def quick_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what takes a Camlytics installation or its link seconds take parts of one."""
    for name, seconds in QUICK_APP.items():
        monkeypatch.setattr(f"custom_components.camhub.{name}", seconds)


@pytest.fixture
def analysed() -> dict[str, Any]:
    """What the Camlytics application is like; a test or module that needs another overrides it."""
    return {}


@pytest.fixture
async def app(analysed: dict[str, Any], socket_enabled: None) -> AsyncIterator[CamlyticsSimulator]:
    """Simulate a Camlytics application, in the zone of the harness unless told otherwise.

    It sends no aggregates by the clock: the hour of one ends 0.4 s late, and a test that runs just
    then would see events of that time twice.
    """
    usual: dict[str, Any] = {"zone": "US/Pacific", "aggregates": False}
    async with CamlyticsSimulator(**usual | analysed) as app:
        yield app


@pytest.fixture
def by_rest() -> bool:
    """Whether the installation is found by its address; else it only calls."""
    return True


@pytest.fixture
async def camlytics(
    hass: HomeAssistant,
    app: CamlyticsSimulator,
    by_rest: bool,
    options: dict[str, Any],
    quick_app: None,
    hass_client_no_auth: ClientSessionGenerator,
) -> AsyncIterator[CamlyticsHome]:
    """Set a Camlytics installation up in Home Assistant; its entry is gone again before it is."""
    # Whatever a browser reaches has to be there before the first one comes.
    for component in ("camera", "image", DOMAIN):
        assert await async_setup_component(hass, component, {})
    caller = await hass_client_no_auth()
    entry = await added(hass, "127.0.0.1" if by_rest else "", app.port)
    home = CamlyticsHome(hass, entry, app, str(caller.make_url("")).rstrip("/"))
    if options:
        await home.wish(**options)
    yield home
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)
