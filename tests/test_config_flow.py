"""Adding a system, moving it to another address, and its options."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import AsyncMock

import pytest
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, UnknownStep
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.link import errors
from custom_components.camhub.link.errors import LinkError
from custom_components.camhub.link.session import Ports
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Field, FieldKind, Found, Protocol
from simulators.smart_shooter import SmartShooter
from simulators.smart_shooter.assumptions import Assumptions
from tests.home import Home, until

ERRORS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, LinkError)
]


def address_of(rig: SmartShooter, **other: Any) -> dict[str, Any]:
    publisher_port, request_port = rig.ports
    return {
        "host": "127.0.0.1",
        "publisher_port": publisher_port,
        "request_port": request_port,
    } | other


async def begin(hass: HomeAssistant, system: str = "smart_shooter") -> ConfigFlowResult:
    """Return the form of a system that was chosen from the menu."""
    flow = hass.config_entries.flow
    shown = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert shown["type"] is FlowResultType.MENU
    assert shown["step_id"] == "user"
    assert shown["menu_options"] == list(PROTOCOLS)
    return await flow.async_configure(shown["flow_id"], {"next_step_id": system})


async def submit(
    hass: HomeAssistant, shown: ConfigFlowResult, data: Mapping[str, Any]
) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_configure(shown["flow_id"], dict(data))


def shown_values(shown: ConfigFlowResult) -> dict[str, Any]:
    """Return what the form's fields are filled with."""
    assert shown["data_schema"] is not None
    values = {}
    for marker in shown["data_schema"].schema:
        if marker.description:
            values[marker.schema] = marker.description["suggested_value"]
        elif callable(marker.default):
            values[marker.schema] = marker.default()
    return values


@dataclass
class Probed:
    """Stands where a network would be: answers a probe, and notes what was asked."""

    found: Found
    failure: Exception | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def probe(self, config: Mapping[str, Any], _: Ports) -> Found:
        self.asked.append(dict(config))
        if self.failure is not None:
            raise self.failure
        return self.found


@pytest.fixture
def without_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add entries without setting them up."""
    monkeypatch.setattr("custom_components.camhub.async_setup_entry", AsyncMock(return_value=True))


@pytest.fixture
def probed(monkeypatch: pytest.MonkeyPatch, without_setup: None) -> Probed:
    """Smart Shooter without a network; its entries are not set up."""
    probed = Probed(Found("Studio"))
    changed = replace(PROTOCOLS["smart_shooter"], probe=probed.probe)
    monkeypatch.setitem(PROTOCOLS, "smart_shooter", changed)
    return probed


@pytest.fixture
def other_system(monkeypatch: pytest.MonkeyPatch, without_setup: None) -> Probed:
    """A second system, with an id of its own and a field of every kind."""
    probed = Probed(Found("Other", "serial-1"))
    fields = (
        Field("host", FieldKind.HOST, required=True),
        Field("port", FieldKind.PORT),
        Field("name", FieldKind.TEXT),
        Field("key", FieldKind.SECRET),
        Field("count", FieldKind.INTEGER, minimum=1),
        Field("size", FieldKind.NUMBER, unit="m"),
        Field("mode", FieldKind.CHOICE, choices=("a", "b")),
        Field("loud", FieldKind.BOOLEAN),
    )
    system = PROTOCOLS["smart_shooter"].system
    other = Protocol("other", "Nobody", fields, ("host",), probed.probe, system)
    monkeypatch.setitem(PROTOCOLS, "other", other)
    return probed


async def test_a_rig_is_added(hass: HomeAssistant, rig: SmartShooter) -> None:
    shown = await begin(hass)
    assert shown["type"] is FlowResultType.FORM
    assert shown["step_id"] == "smart_shooter"
    assert shown_values(shown) == {"publisher_port": 54543, "request_port": 54544}

    done = await submit(hass, shown, address_of(rig))

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "studio-mac.local"
    assert done["data"] == {CONF_SYSTEM: "smart_shooter"} | address_of(rig)
    entry = done["result"]
    assert entry.unique_id is not None
    assert len(entry.unique_id) == 32
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_default_ports_need_not_be_typed(hass: HomeAssistant, probed: Probed) -> None:
    done = await submit(hass, await begin(hass), {"host": "studio"})

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert probed.asked == [{"host": "studio", "publisher_port": 54543, "request_port": 54544}]


@pytest.mark.usefixtures("quick_link")
@pytest.mark.parametrize(
    ("rig_options", "error"),
    [
        ({"assume": Assumptions(network_ping=0.0)}, "refused"),
        ({"assume": Assumptions(network_ping=0.01)}, "half_open"),
    ],
    ids=["quiet", "speaking"],
)
async def test_a_closed_port_is_told_from_other_failures(
    hass: HomeAssistant, rig: SmartShooter, error: str
) -> None:
    await rig.set_fault("half_open_server", "closed")
    shown = await submit(hass, await begin(hass), address_of(rig))
    assert shown["errors"] == {"base": error}
    assert shown_values(shown) == address_of(rig)

    await rig.clear_fault("half_open_server")
    done = await submit(hass, shown, address_of(rig))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(done["result"].entry_id)


async def test_another_system_at_the_port_is_told_from_other_failures(
    hass: HomeAssistant, rig: SmartShooter
) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 a mail server, for instance\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        shown = await submit(hass, await begin(hass), address_of(rig, request_port=port))

    assert shown["errors"] == {"base": "not_this_system"}
    hass.config_entries.flow.async_abort(shown["flow_id"])


@pytest.mark.parametrize("kind", ERRORS)
async def test_each_failure_has_its_own_words_and_can_be_mended(
    hass: HomeAssistant, probed: Probed, kind: type[LinkError]
) -> None:
    probed.failure = kind("as it happens")
    shown = await submit(hass, await begin(hass), {"host": "studio"})
    assert shown["type"] is FlowResultType.FORM
    assert shown["errors"] == {"base": kind.key}

    probed.failure = None
    done = await submit(hass, shown, {"host": "studio"})
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_our_own_mistakes_are_not_swallowed(hass: HomeAssistant, probed: Probed) -> None:
    probed.failure = ZeroDivisionError("a mistake")
    shown = await begin(hass)
    with pytest.raises(ZeroDivisionError):
        await submit(hass, shown, {"host": "studio"})


@pytest.mark.parametrize(
    "host",
    ["", " ", "tcp://10.0.0.7", "10.0.0.7:54544", "10.0.0.256", "my rig", "[::1]", "a" * 300],
)
async def test_what_is_no_host_is_told_at_the_field(
    hass: HomeAssistant, probed: Probed, host: str
) -> None:
    shown = await submit(hass, await begin(hass), {"host": host, "request_port": 1})

    assert shown["errors"] == {"host": "invalid_host"}
    assert shown_values(shown) == {"host": host, "publisher_port": 54543, "request_port": 1}
    assert probed.asked == []
    hass.config_entries.flow.async_abort(shown["flow_id"])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Studio-Mac.local. ", "studio-mac.local"),
        ("10.0.0.7\n", "10.0.0.7"),
        ("FE80::1", "fe80::1"),
    ],
)
async def test_a_host_is_kept_in_one_spelling(
    hass: HomeAssistant, probed: Probed, typed: str, kept: str
) -> None:
    done = await submit(hass, await begin(hass), {"host": typed})

    assert done["data"]["host"] == kept
    assert probed.asked[0]["host"] == kept


@pytest.mark.parametrize("port", [0, 65536, -1, "many"])
async def test_what_is_no_port_is_refused(hass: HomeAssistant, probed: Probed, port: Any) -> None:
    shown = await begin(hass)
    with pytest.raises(InvalidData):
        await submit(hass, shown, {"host": "studio", "request_port": port})
    hass.config_entries.flow.async_abort(shown["flow_id"])


async def test_an_address_is_added_once(hass: HomeAssistant, home: Home, probed: Probed) -> None:
    taken = {**home.entry.data, "publisher_port": 1}
    del taken[CONF_SYSTEM]

    done = await submit(hass, await begin(hass), taken)

    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    assert probed.asked == []


async def test_the_same_host_with_another_port_is_another_system(
    hass: HomeAssistant, home: Home, probed: Probed
) -> None:
    done = await submit(hass, await begin(hass), {"host": "127.0.0.1", "request_port": 1})

    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_rig_moves_to_another_address(hass: HomeAssistant, home: Home) -> None:
    async with SmartShooter(cameras=2) as moved:
        shown = await home.entry.start_reconfigure_flow(hass)
        assert shown["step_id"] == "smart_shooter"
        assert shown_values(shown) == address_of(home.rig)

        done = await submit(hass, shown, address_of(moved))
        assert done["type"] is FlowResultType.ABORT
        assert done["reason"] == "reconfigure_successful"
        await hass.async_block_till_done()

        assert home.entry.data == {CONF_SYSTEM: "smart_shooter"} | address_of(moved)
        assert home.entry.state is ConfigEntryState.LOADED
        await until(lambda: any(r["msg_id"] == "Synchronise" for r in moved.requests[1:]))
        await hass.config_entries.async_unload(home.entry.entry_id)


@pytest.mark.usefixtures("quick_link")
async def test_a_rig_that_never_answered_is_found_at_its_right_address(
    hass: HomeAssistant, rig: SmartShooter
) -> None:
    """The entry waits for its next retry, which may be minutes away; the move does not."""
    wrong = MockConfigEntry(
        domain=DOMAIN, data={CONF_SYSTEM: "smart_shooter", **address_of(rig, request_port=9)}
    )
    wrong.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(wrong.entry_id)
    assert wrong.state is ConfigEntryState.SETUP_RETRY

    shown = await wrong.start_reconfigure_flow(hass)
    moved = await submit(hass, shown, address_of(rig))

    assert moved["reason"] == "reconfigure_successful"
    await until(lambda: wrong.state is ConfigEntryState.LOADED)
    await hass.config_entries.async_unload(wrong.entry_id)


async def test_a_move_that_fails_leaves_everything_as_it_was(
    hass: HomeAssistant, home: Home, probed: Probed
) -> None:
    before = dict(home.entry.data)
    probed.failure = errors.Refused("nothing there")
    shown = await submit(hass, await home.entry.start_reconfigure_flow(hass), {"host": "elsewhere"})

    assert shown["errors"] == {"base": "refused"}
    assert home.entry.data == before
    hass.config_entries.flow.async_abort(shown["flow_id"])


async def test_a_rig_cannot_move_to_the_address_of_another(
    hass: HomeAssistant, home: Home, probed: Probed
) -> None:
    other = MockConfigEntry(
        domain=DOMAIN, data={CONF_SYSTEM: "smart_shooter", "host": "studio", "request_port": 54544}
    )
    other.add_to_hass(hass)

    done = await submit(hass, await home.entry.start_reconfigure_flow(hass), {"host": "STUDIO"})

    assert done["reason"] == "already_configured"


async def test_options_apply_without_a_reload(hass: HomeAssistant, home: Home) -> None:
    coordinator = home.entry.runtime_data
    shown = await hass.config_entries.options.async_init(home.entry.entry_id)
    assert shown["step_id"] == "init"
    assert shown_values(shown) == {"shot_limit": 10}

    done = await hass.config_entries.options.async_configure(
        shown["flow_id"], {"groups": [], "shot_limit": 2.5}
    )
    await hass.async_block_till_done()

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert home.entry.options == {"groups": [], "shot_limit": 2.5}
    assert home.entry.runtime_data is coordinator


async def test_a_chosen_group_brings_its_entities(hass: HomeAssistant, home: Home) -> None:
    shown = await hass.config_entries.options.async_init(home.entry.entry_id)
    await hass.config_entries.options.async_configure(shown["flow_id"], {"groups": ["exposure"]})
    await hass.async_block_till_done()

    await until(lambda: home.entry.state is ConfigEntryState.LOADED)
    assert home.state("select", "aperture", 0).state

    shown = await hass.config_entries.options.async_init(home.entry.entry_id)
    assert shown_values(shown) == {"groups": ["exposure"], "shot_limit": 10}
    hass.config_entries.options.async_abort(shown["flow_id"])


@pytest.mark.parametrize("limit", [0, 601])
async def test_an_option_out_of_its_bounds_is_refused(
    hass: HomeAssistant, home: Home, limit: float
) -> None:
    shown = await hass.config_entries.options.async_init(home.entry.entry_id)
    with pytest.raises(InvalidData):
        await hass.config_entries.options.async_configure(shown["flow_id"], {"shot_limit": limit})
    hass.config_entries.options.async_abort(shown["flow_id"])


async def test_what_is_no_system_is_no_step(hass: HomeAssistant) -> None:
    with pytest.raises(UnknownStep):
        await hass.config_entries.flow.async_init(DOMAIN, context={"source": "smoke_signal"})


async def test_a_form_takes_what_its_fields_say(hass: HomeAssistant, other_system: Probed) -> None:
    shown = await begin(hass, "other")
    assert shown["step_id"] == "other"
    assert shown_values(shown) == {}

    entered = {
        "host": "there",
        "port": 80.0,
        "name": "x",
        "key": "y",
        "count": 3.0,
        "size": 1.5,
        "mode": "b",
        "loud": True,
    }
    done = await submit(hass, shown, entered)

    assert done["data"] == {CONF_SYSTEM: "other"} | entered
    assert isinstance(done["data"]["port"], int)
    assert isinstance(done["data"]["count"], int)
    assert done["result"].unique_id == "serial-1"
    assert not done["result"].supports_options


async def test_what_is_optional_may_be_left_out(hass: HomeAssistant, other_system: Probed) -> None:
    done = await submit(hass, await begin(hass, "other"), {"host": "there"})

    assert done["data"] == {CONF_SYSTEM: "other", "host": "there"}


async def test_a_secret_is_not_shown_while_it_is_typed(
    hass: HomeAssistant, other_system: Probed
) -> None:
    shown = await begin(hass, "other")

    assert shown["data_schema"] is not None
    assert shown["data_schema"].schema["key"].config["type"] == "password"


async def test_a_system_with_an_id_of_its_own_is_known_again_at_another_address(
    hass: HomeAssistant, other_system: Probed
) -> None:
    for host, outcome in (("there", FlowResultType.CREATE_ENTRY), ("here", FlowResultType.ABORT)):
        done = await submit(hass, await begin(hass, "other"), {"host": host})
        assert done["type"] is outcome


async def test_a_system_with_an_id_of_its_own_is_not_taken_for_another(
    hass: HomeAssistant, other_system: Probed
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id="serial-1", data={CONF_SYSTEM: "other", "host": "there"}
    )
    entry.add_to_hass(hass)
    done = await submit(hass, await entry.start_reconfigure_flow(hass), {"host": "here"})
    assert done["reason"] == "reconfigure_successful"

    other_system.found = Found("Another", "serial-2")
    done = await submit(hass, await entry.start_reconfigure_flow(hass), {"host": "elsewhere"})
    assert done["reason"] == "unique_id_mismatch"
    assert entry.data["host"] == "here"
