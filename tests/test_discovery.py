"""What becomes of a device that announces itself, and of one that is known already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, override
from unittest.mock import AsyncMock

import pytest
from async_upnp_client.utils import CaseInsensitiveDict
from homeassistant.components import ssdp
from homeassistant.components.ssdp.scanner import IntegrationMatchers
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_SSDP,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.ssdp import SsdpServiceInfo
from homeassistant.loader import async_get_ssdp
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.link.errors import (
    BadData,
    BadRequest,
    LinkError,
    NotThisSystem,
    OtherDevice,
    Refused,
    TimedOut,
    TooOld,
    Unreachable,
    WrongMode,
)
from custom_components.camhub.link.session import Command, Outcome, Ports, Session
from custom_components.camhub.link.system import connections
from custom_components.camhub.model.change import Seen, Snapshot
from custom_components.camhub.model.vocabulary import Reading, Verb
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import (
    Announcement,
    Discovery,
    Field,
    FieldKind,
    Found,
    Protocol,
)
from tests.home import until

TARGET = "urn:newcam:service:Camera:1"
LOCATION = "http://192.168.122.1:61000/description.xml"


@dataclass
class World:
    """Where the cameras are: what a probe finds, and who answers."""

    found: Found = field(default_factory=lambda: Found("NC-1", "uuid-1", {"location": LOCATION}))
    failure: Exception | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    is_there: bool = True
    opened: int = 0
    heard: list[tuple[Callable[..., object], Mapping[str, str]]] = field(default_factory=list)

    async def probe(self, config: Mapping[str, Any], _: Ports) -> Found:
        self.asked.append(dict(config))
        if self.failure is not None:
            raise self.failure
        return self.found

    async def listen(
        self, _: HomeAssistant, callback: Callable[..., object], match: Mapping[str, str]
    ) -> Callable[[], None]:
        """Stand where Home Assistant's own listener is."""
        wanted = (callback, match)
        self.heard.append(wanted)
        return lambda: self.heard.remove(wanted)

    def announce(
        self, info: SsdpServiceInfo, change: ssdp.SsdpChange = ssdp.SsdpChange.ALIVE
    ) -> None:
        """Tell everybody who listens for it."""
        for callback, match in self.heard:
            if match.items() <= {"st": info.ssdp_st, "nt": info.ssdp_nt}.items():
                callback(info, change)


class NewCam(Session):
    """A camera with nothing but a key."""

    library = None

    def __init__(self, world: World, ports: Ports) -> None:
        self._world = world
        self._ports = ports

    @override
    async def open(self) -> None:
        self._world.opened += 1
        if not self._world.is_there:
            raise Unreachable("it is off")
        seen = Seen("camera", name="NC-1", readings={Reading.ONLINE: True})
        self._ports.emit(Snapshot((seen,), baseline=True))

    @override
    async def run(self) -> None:
        await until(lambda: not self._world.is_there, 60)
        raise TimedOut("it has gone")

    @override
    async def send(self, command: Command) -> Outcome:
        return Outcome()

    @override
    async def resync(self) -> None: ...

    @override
    async def watch(self, key: str, *, on: bool) -> None: ...

    @override
    async def close(self) -> None: ...


def config_of(announced: Announcement) -> dict[str, Any]:
    if f"//{announced.address}:" not in announced.location:
        raise BadRequest("elsewhere")
    return {"host": announced.address, "location": announced.location}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A system whose devices announce themselves."""
    world = World()
    protocol = Protocol(
        "newcam",
        "Nobody",
        (Field("host", FieldKind.HOST, required=True), Field("port", FieldKind.PORT)),
        ("host", "port"),
        world.probe,
        connections(lambda _, ports: NewCam(world, ports)),
        single=True,
        discovery=Discovery(TARGET, config_of, lambda told: told.udn or None),
    )
    monkeypatch.setitem(PROTOCOLS, protocol.name, protocol)
    monkeypatch.setattr(ssdp, "async_register_callback", world.listen)
    return world


@pytest.fixture
def without_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add entries without setting them up."""
    monkeypatch.setattr("custom_components.camhub.async_setup_entry", AsyncMock(return_value=True))


def info(
    udn: str | None = "uuid-1", location: str = LOCATION, sender: str = "192.168.122.1", **more: Any
) -> SsdpServiceInfo:
    """Return what Home Assistant makes of an announcement."""
    known: dict[str, Any] = {"ssdp_st": TARGET, "upnp": {}, "ssdp_usn": f"uuid:{udn}::{TARGET}"}
    return SsdpServiceInfo(
        ssdp_location=location, ssdp_udn=udn, ssdp_headers={"_host": sender}, **known | more
    )


async def discover(hass: HomeAssistant, told: SsdpServiceInfo) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_SSDP}, data=told
    )


def known(**data: Any) -> MockConfigEntry:
    """Return the entry of a camera that was added before."""
    where = {"host": "192.168.122.1", "location": LOCATION}
    return MockConfigEntry(
        domain=DOMAIN,
        title="NC-1",
        unique_id="uuid-1",
        data={CONF_SYSTEM: "newcam", **where, **data},
    )


@pytest.fixture
async def entry(hass: HomeAssistant, world: World) -> MockConfigEntry:
    """A camera that is set up in a Home Assistant that listens."""
    hass.config.components.add(ssdp.DOMAIN)
    entry = known()
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


# From an announcement to an entry.


async def test_what_announces_itself_is_added_once_the_user_wants_it(
    hass: HomeAssistant, world: World, without_setup: None
) -> None:
    shown = await discover(hass, info())

    assert shown["type"] is FlowResultType.FORM
    assert shown["step_id"] == "discovery_confirm"
    assert shown["description_placeholders"] == {"name": "NC-1", "maker": "Nobody"}
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "NC-1"}
    assert world.asked == [{"host": "192.168.122.1", "location": LOCATION}]

    done = await hass.config_entries.flow.async_configure(shown["flow_id"], {})

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "NC-1"
    assert done["result"].unique_id == "uuid-1"
    assert done["data"] == {
        CONF_SYSTEM: "newcam",
        "host": "192.168.122.1",
        "location": LOCATION,
    }


@pytest.mark.parametrize(
    "kind", [WrongMode, TooOld, NotThisSystem, Unreachable, TimedOut, Refused, BadData]
)
async def test_what_cannot_be_added_is_not_offered(
    hass: HomeAssistant, world: World, kind: type[LinkError]
) -> None:
    world.failure = kind("as it happens")

    done = await discover(hass, info())

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, kind.key)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (info(sender="192.168.122.7"), BadRequest.key),
        (info(location="http://example.invalid:80/description.xml"), BadRequest.key),
        (info(udn=None), NotThisSystem.key),
        (info(ssdp_st="urn:another:service:1"), NotThisSystem.key),
    ],
)
async def test_what_points_elsewhere_or_is_unknown_is_never_asked(
    hass: HomeAssistant, world: World, told: SsdpServiceInfo, reason: str
) -> None:
    done = await discover(hass, told)

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, reason)
    assert world.asked == []


async def test_another_camera_at_the_address_is_not_taken_for_the_one_that_announced_itself(
    hass: HomeAssistant, world: World
) -> None:
    done = await discover(hass, info(udn="uuid-2"))

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, OtherDevice.key)


async def test_several_announcements_are_one_discovery(hass: HomeAssistant, world: World) -> None:
    await discover(hass, info())
    again = await discover(hass, info())

    assert (again["type"], again["reason"]) == (FlowResultType.ABORT, "already_in_progress")
    assert len(hass.config_entries.flow.async_progress()) == 1
    assert len(world.asked) == 1


async def test_what_the_user_ignores_stays_ignored(hass: HomeAssistant, world: World) -> None:
    ignored = MockConfigEntry(domain=DOMAIN, unique_id="uuid-1", source=SOURCE_IGNORE)
    ignored.add_to_hass(hass)

    done = await discover(hass, info())

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert world.asked == []


async def test_a_camera_that_was_discovered_can_be_added_by_hand(
    hass: HomeAssistant, world: World, without_setup: None
) -> None:
    await discover(hass, info())
    flows = hass.config_entries.flow
    shown = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    shown = await flows.async_configure(shown["flow_id"], {"next_step_id": "newcam"})

    done = await flows.async_configure(shown["flow_id"], {"host": "192.168.122.1"})

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"]["location"] == LOCATION
    assert "port" not in done["data"]
    assert flows.async_progress() == []


async def test_cameras_that_share_an_address_are_told_apart_by_their_ids(
    hass: HomeAssistant, world: World, without_setup: None
) -> None:
    known().add_to_hass(hass)
    flows = hass.config_entries.flow

    async def enter() -> ConfigFlowResult:
        shown = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
        shown = await flows.async_configure(shown["flow_id"], {"next_step_id": "newcam"})
        return await flows.async_configure(shown["flow_id"], {"host": "192.168.122.1"})

    done = await enter()
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "already_configured")

    world.found = Found("NC-1", "uuid-2", {"location": LOCATION})
    done = await enter()
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_what_is_reconfigured_keeps_nothing_of_its_old_address(
    hass: HomeAssistant, world: World, without_setup: None
) -> None:
    entry = known(port=8080)
    entry.add_to_hass(hass)
    there = "http://10.0.0.1:64321/dd.xml"
    world.found = Found("NC-1", "uuid-1", {"location": there})

    shown = await entry.start_reconfigure_flow(hass)
    await hass.config_entries.flow.async_configure(shown["flow_id"], {"host": "10.0.0.1"})

    assert entry.data == {CONF_SYSTEM: "newcam", "host": "10.0.0.1", "location": there}


# What is known already.


async def test_a_camera_is_found_again_at_its_new_address(
    hass: HomeAssistant, entry: MockConfigEntry, world: World
) -> None:
    there = "http://10.0.0.1:64321/dd.xml"
    before = world.opened

    done = await discover(hass, info(location=there, sender="10.0.0.1"))

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data == {CONF_SYSTEM: "newcam", "host": "10.0.0.1", "location": there}
    await until(lambda: world.opened > before)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_a_camera_that_was_never_there_is_tried_when_it_announces_itself(
    hass: HomeAssistant, world: World
) -> None:
    world.is_there = False
    entry = known()
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY

    world.is_there = True
    await discover(hass, info())

    await until(lambda: entry.state is ConfigEntryState.LOADED)


async def test_a_sign_of_life_cuts_the_wait(
    hass: HomeAssistant, entry: MockConfigEntry, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST_RETRY", "LAST_RETRY"):
        monkeypatch.setattr(f"custom_components.camhub.link.supervisor.{name}", 600.0)
    await hass.config_entries.async_reload(entry.entry_id)
    coordinator = entry.runtime_data
    world.is_there = False
    await until(lambda: not coordinator.up)
    world.is_there = True
    opened = world.opened

    world.announce(info(udn="uuid-2"))
    world.announce(info(), ssdp.SsdpChange.BYEBYE)
    await hass.async_block_till_done()
    assert world.opened == opened

    world.announce(info(ssdp_st="", ssdp_nt=TARGET))
    await until(lambda: coordinator.up)
    assert world.opened == opened + 1


async def test_nobody_listens_for_a_camera_that_is_not_wanted(
    hass: HomeAssistant, entry: MockConfigEntry, world: World
) -> None:
    assert [match for _, match in world.heard] == [{"st": TARGET}, {"nt": TARGET}]
    coordinator = entry.runtime_data

    await coordinator.async_send(Command(Verb.SET_CONNECTION, ("camera",), {"enable": False}))
    assert world.heard == []

    opened = world.opened
    await discover(hass, info())
    await hass.async_block_till_done()
    assert (world.opened, world.asked) == (opened, [])

    await coordinator.async_send(Command(Verb.SET_CONNECTION, ("camera",), {"enable": True}))
    await until(lambda: coordinator.up)
    assert len(world.heard) == 2


async def test_nobody_listens_for_an_entry_that_is_gone(
    hass: HomeAssistant, entry: MockConfigEntry, world: World
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)

    assert world.heard == []


async def test_without_home_assistants_listener_all_else_works(
    hass: HomeAssistant, world: World
) -> None:
    entry = known()
    entry.add_to_hass(hass)

    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert entry.runtime_data.up
    assert world.heard == []


# Whom Home Assistant itself takes for ours.


@pytest.mark.parametrize("header", ["st", "nt"])
@pytest.mark.parametrize(
    ("model", "is_ours"), [("SonyImagingDevice", True), ("BRAVIA 4K GB", False)]
)
async def test_home_assistant_starts_the_flow_for_cameras_alone(
    hass: HomeAssistant, header: str, model: str, is_ours: bool
) -> None:
    matchers = IntegrationMatchers()
    matchers.async_setup(await async_get_ssdp(hass))

    matched = matchers.async_matching_domains(
        CaseInsensitiveDict(
            {header: "urn:schemas-sony-com:service:ScalarWebAPI:1", "modelName": model}
        )
    )

    assert (DOMAIN in matched) is is_ours
