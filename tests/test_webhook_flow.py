"""Adding a system that calls by itself: where it is to call, and whether it does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, override
from unittest.mock import patch

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.camhub import config_flow
from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.link.errors import Refused
from custom_components.camhub.link.session import Ports
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Field, FieldKind, Found, Protocol
from tests.home import until
from tests.installation import CHANNEL, WEBHOOK_ID, Installation, house, protocol_of

type Caller = TestClient[Any, Any]

CROSSED = {"channel": CHANNEL, "kind": "line_crossed"}

OPTION = Field("local_only", FieldKind.BOOLEAN, default=True)

ADDRESS = {"host": "127.0.0.1", "port": 48462}

PATH = f"/api/webhook/{WEBHOOK_ID}"

MENU = ["webhook_wait", "webhook_skip"]


@dataclass
class Listening(Installation):
    """An installation that notes what it was handed."""

    heard: list[bytes] = field(default_factory=list)

    @override
    def receive(self, body: bytes) -> None:
        super().receive(body)
        self.heard.append(body)


@pytest.fixture
async def home_address(hass: HomeAssistant) -> None:
    """Let Home Assistant know where it is reached."""
    await async_process_ha_core_config(
        hass, {"internal_url": "http://10.0.0.2:8123", "external_url": "https://example.org"}
    )


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, home_address: None) -> Listening:
    """Make a further system that calls a webhook."""
    installation = Listening()
    declare(monkeypatch, installation)
    return installation


def declare(monkeypatch: pytest.MonkeyPatch, installation: Listening, **changes: Any) -> Protocol:
    protocol = protocol_of(installation, **{"options": (OPTION,)} | changes)
    monkeypatch.setitem(PROTOCOLS, "installation", protocol)
    return protocol


@pytest.fixture
async def caller(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> Caller:
    """Reach Home Assistant as anybody in its network does."""
    assert await async_setup_component(hass, DOMAIN, {})
    return await hass_client_no_auth()


async def begin(hass: HomeAssistant, data: Mapping[str, Any] = ADDRESS) -> ConfigFlowResult:
    """Return what follows once the form was filled in."""
    flow = hass.config_entries.flow
    shown = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    shown = await flow.async_configure(shown["flow_id"], {"next_step_id": "installation"})
    assert shown["step_id"] == "installation"
    return await flow.async_configure(shown["flow_id"], dict(data))


async def choose(hass: HomeAssistant, shown: ConfigFlowResult, option: str) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_configure(
        shown["flow_id"], {"next_step_id": option}
    )


def path_of(shown: ConfigFlowResult) -> str:
    """Return the path of the address that is shown."""
    assert shown["description_placeholders"] is not None
    address = shown["description_placeholders"]["address"]
    return address[address.index("/api/") :]


async def call(caller: Caller, path: str, body: Any = CROSSED) -> HTTPStatus:
    return HTTPStatus((await caller.post(path, json=body)).status)


async def after_waiting(hass: HomeAssistant, step: str) -> ConfigFlowResult:
    """Return what the form shows once it has done waiting: it is looked at again then."""
    flow = hass.config_entries.flow
    await until(lambda: [shown for shown in flow.async_progress() if shown["step_id"] == step])
    (shown,) = flow.async_progress()
    return await flow.async_configure(shown["flow_id"])


async def loaded(hass: HomeAssistant, done: ConfigFlowResult) -> ConfigEntry:
    """Return the entry that was added, as soon as it is loaded."""
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    entry = done["result"]
    assert entry.state is ConfigEntryState.LOADED
    return entry


async def listened_at(hass: HomeAssistant, sockets: WebSocketGenerator) -> list[str]:
    """Return the ids that somebody of ours listens at."""
    socket = await sockets(hass)
    await socket.send_json_auto_id({"type": "webhook/list"})
    listed = (await socket.receive_json())["result"]
    return [webhook["webhook_id"] for webhook in listed if webhook["domain"] == DOMAIN]


async def test_the_form_shows_where_to_call(hass: HomeAssistant, installation: Listening) -> None:
    shown = await begin(hass)

    assert shown["type"] is FlowResultType.MENU
    assert shown["step_id"] == "webhook"
    assert shown["menu_options"] == MENU
    assert shown["description_placeholders"] is not None
    address = shown["description_placeholders"]["address"]
    assert re.fullmatch("http://10.0.0.2:8123/api/webhook/[0-9a-f]{64}", address)
    hass.config_entries.flow.async_abort(shown["flow_id"])


async def test_no_two_systems_call_the_same_address(
    hass: HomeAssistant, installation: Listening
) -> None:
    one, other = await begin(hass), await begin(hass)

    assert path_of(one) != path_of(other)
    for shown in (one, other):
        hass.config_entries.flow.async_abort(shown["flow_id"])


async def test_where_home_assistant_does_not_know_its_address_the_rest_is_shown(
    hass: HomeAssistant, installation: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has a certificate, and was never told for which name."""
    assert await async_setup_component(hass, DOMAIN, {})
    monkeypatch.setattr(hass.config.api, "use_ssl", True)
    hass.config.internal_url = hass.config.external_url = None

    shown = await begin(hass)

    assert shown["description_placeholders"] is not None
    assert shown["description_placeholders"]["address"].startswith("…/api/webhook/")
    hass.config_entries.flow.async_abort(shown["flow_id"])


async def test_who_skips_is_heard_all_the_same(
    hass: HomeAssistant, installation: Listening, caller: Caller
) -> None:
    shown = await begin(hass)

    done = await choose(hass, shown, "webhook_skip")

    webhook_id = path_of(shown).rpartition("/")[2]
    assert done["data"] == {CONF_SYSTEM: "installation", CONF_WEBHOOK_ID: webhook_id} | ADDRESS
    entry = await loaded(hass, done)
    assert entry.unique_id is not None
    heard = len(installation.heard)
    assert await call(caller, path_of(shown)) == HTTPStatus.OK
    assert len(installation.heard) == heard + 1
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_form_waits_until_the_system_has_called(
    hass: HomeAssistant, installation: Listening, caller: Caller
) -> None:
    shown = await begin(hass)

    waiting = await choose(hass, shown, "webhook_wait")
    assert waiting["type"] is FlowResultType.SHOW_PROGRESS
    assert waiting["progress_action"] == "webhook_wait"
    assert path_of(waiting) == path_of(shown)
    # A form that is looked at meanwhile goes on waiting.
    again = await hass.config_entries.flow.async_configure(shown["flow_id"])
    assert again["type"] is FlowResultType.SHOW_PROGRESS

    assert await call(caller, path_of(shown)) == HTTPStatus.OK

    entry = await loaded(hass, await after_waiting(hass, "webhook_called"))
    assert entry.data[CONF_WEBHOOK_ID] == path_of(shown).rpartition("/")[2]
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_call_that_comes_before_anybody_waits_is_not_lost(
    hass: HomeAssistant, installation: Listening, caller: Caller
) -> None:
    shown = await begin(hass)
    assert await call(caller, path_of(shown)) == HTTPStatus.OK

    done = await choose(hass, shown, "webhook_wait")

    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(done["result"].entry_id)


async def test_a_strangers_call_proves_nothing(
    hass: HomeAssistant, installation: Listening, caller: Caller
) -> None:
    shown = await begin(hass)
    await choose(hass, shown, "webhook_wait")

    assert await call(caller, path_of(shown), {"hello": "world"}) == HTTPStatus.BAD_REQUEST
    again = await hass.config_entries.flow.async_configure(shown["flow_id"])
    assert again["type"] is FlowResultType.SHOW_PROGRESS

    assert await call(caller, path_of(shown)) == HTTPStatus.OK
    entry = await loaded(hass, await after_waiting(hass, "webhook_called"))
    await hass.config_entries.async_unload(entry.entry_id)


async def test_who_waited_in_vain_can_wait_again(
    hass: HomeAssistant,
    installation: Listening,
    caller: Caller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config_flow, "CALL_PATIENCE", 2.0)
    shown = await begin(hass)
    await choose(hass, shown, "webhook_wait")

    missed = await after_waiting(hass, "webhook_missed")
    assert missed["type"] is FlowResultType.MENU
    assert missed["menu_options"] == MENU
    assert path_of(missed) == path_of(shown)

    monkeypatch.setattr(config_flow, "CALL_PATIENCE", 120.0)
    waiting = await choose(hass, missed, "webhook_wait")
    assert waiting["type"] is FlowResultType.SHOW_PROGRESS
    assert await call(caller, path_of(shown)) == HTTPStatus.OK
    entry = await loaded(hass, await after_waiting(hass, "webhook_called"))
    await hass.config_entries.async_unload(entry.entry_id)


async def test_who_waited_in_vain_can_skip(
    hass: HomeAssistant, installation: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config_flow, "CALL_PATIENCE", 2.0)
    shown = await begin(hass)
    await choose(hass, shown, "webhook_wait")

    done = await choose(hass, await after_waiting(hass, "webhook_missed"), "webhook_skip")

    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(done["result"].entry_id)


@pytest.mark.parametrize("waits", [False, True])
async def test_nobody_listens_once_the_form_is_closed(
    hass: HomeAssistant,
    installation: Listening,
    hass_ws_client: WebSocketGenerator,
    waits: bool,
) -> None:
    shown = await begin(hass)
    if waits:
        await choose(hass, shown, "webhook_wait")
    assert await listened_at(hass, hass_ws_client) == [path_of(shown).rpartition("/")[2]]

    hass.config_entries.flow.async_abort(shown["flow_id"])
    await hass.async_block_till_done()

    assert await listened_at(hass, hass_ws_client) == []


async def test_a_system_that_is_set_up_shows_the_same_address_again(
    hass: HomeAssistant, installation: Listening, caller: Caller
) -> None:
    """Its call is told by its entry, and once."""
    async with house(hass, installation) as home:
        shown = await reconfigure(hass, home.entry)
        assert path_of(shown) == PATH
        await choose(hass, shown, "webhook_wait")

        assert await call(caller, PATH) == HTTPStatus.OK

        done = await after_waiting(hass, "webhook_called")
        assert done["reason"] == "reconfigure_successful"
        assert len(installation.heard) == 1
        assert home.entry.data[CONF_WEBHOOK_ID] == WEBHOOK_ID
        # It was heard all the while, and goes on being.
        assert await call(caller, PATH) == HTTPStatus.OK
        assert len(installation.heard) == 2


async def test_a_system_that_is_set_up_moves_and_keeps_its_address_to_call(
    hass: HomeAssistant, installation: Listening, caller: Caller
) -> None:
    async with house(hass, installation) as home:
        shown = await reconfigure(hass, home.entry, host="elsewhere")
        done = await choose(hass, shown, "webhook_skip")
        assert done["reason"] == "reconfigure_successful"
        await hass.async_block_till_done()

        await until(lambda: home.entry.state is ConfigEntryState.LOADED)
        assert home.entry.data["host"] == "elsewhere"
        assert home.entry.data[CONF_WEBHOOK_ID] == WEBHOOK_ID
        assert await call(caller, PATH) == HTTPStatus.OK
        assert len(installation.heard) == 1


async def test_a_system_that_is_loaded_while_the_form_waits_is_heard_by_both(
    hass: HomeAssistant, installation: Listening, caller: Caller
) -> None:
    async with house(hass, installation) as home:
        await hass.config_entries.async_unload(home.entry.entry_id)
        shown = await reconfigure(hass, home.entry)
        await choose(hass, shown, "webhook_wait")
        assert await hass.config_entries.async_setup(home.entry.entry_id)

        assert await call(caller, PATH) == HTTPStatus.OK

        done = await after_waiting(hass, "webhook_called")
        assert done["reason"] == "reconfigure_successful"
        assert len(installation.heard) == 1


async def test_a_call_from_afar_is_waited_for_where_the_user_allows_it(
    hass: HomeAssistant, installation: Listening, caller: Caller
) -> None:
    async with house(hass, installation, options={"local_only": False}) as home:
        shown = await reconfigure(hass, home.entry)
        await choose(hass, shown, "webhook_wait")
        abroad = ip_address("198.51.100.7")
        with patch("homeassistant.components.webhook.ip_address", return_value=abroad):
            assert await call(caller, PATH) == HTTPStatus.OK

        done = await after_waiting(hass, "webhook_called")
        assert done["reason"] == "reconfigure_successful"


async def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, **changes: Any
) -> ConfigFlowResult:
    """Return what follows once the form of an entry was filled in again."""
    shown = await entry.start_reconfigure_flow(hass)
    return await hass.config_entries.flow.async_configure(shown["flow_id"], ADDRESS | changes)


# A system that is not asked anything, and one that is set up already.


async def test_a_system_may_only_call(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, installation: Listening
) -> None:
    asked: list[Mapping[str, Any]] = []

    async def probe(config: Mapping[str, Any], _: Ports) -> Found:
        asked.append(config)
        return Found("Made-up")

    declare(monkeypatch, installation, probe=probe)
    for number in (1, 2):
        done = await choose(hass, await begin(hass, {"port": 48462}), "webhook_skip")
        assert done["type"] is FlowResultType.CREATE_ENTRY
        assert done["data"]["host"] == ""
        assert len(hass.config_entries.async_entries(DOMAIN)) == number
    await hass.async_block_till_done()

    assert asked == [{"host": "", "port": 48462}] * 2
    for entry in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)


async def test_what_is_no_host_is_told_although_none_is_needed(
    hass: HomeAssistant, installation: Listening
) -> None:
    shown = await begin(hass, {"host": "my camera", "port": 48462})

    assert shown["errors"] == {"host": "invalid_host"}
    hass.config_entries.flow.async_abort(shown["flow_id"])


@pytest.mark.parametrize("loaded", [True, False])
async def test_a_camera_is_in_one_entry_of_its_system(
    hass: HomeAssistant, installation: Listening, loaded: bool
) -> None:
    async with house(hass, installation) as home:
        if not loaded:
            await hass.config_entries.async_unload(home.entry.entry_id)

        done = await begin(hass, {"host": "by-another-name", "port": 48462})

        assert done["type"] is FlowResultType.ABORT
        assert done["reason"] == "already_configured"


async def test_another_installation_is_added_beside_the_first(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, installation: Listening
) -> None:
    async def probe(_: Mapping[str, Any], __: Ports) -> Found:
        return Found("Other", cameras=frozenset({"5d3c"}))

    async with house(hass, installation):
        declare(monkeypatch, installation, probe=probe)

        shown = await begin(hass, {"host": "elsewhere", "port": 48462})

        assert shown["step_id"] == "webhook"
        hass.config_entries.flow.async_abort(shown["flow_id"])


async def test_a_camera_may_be_in_entries_of_two_systems(
    hass: HomeAssistant, installation: Listening
) -> None:
    other = MockConfigEntry(domain=DOMAIN, data={CONF_SYSTEM: "sony", "host": "127.0.0.1"})
    other.add_to_hass(hass)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={(DOMAIN, f"{other.entry_id}_{CHANNEL}")}
    )

    shown = await begin(hass)

    assert shown["step_id"] == "webhook"
    hass.config_entries.flow.async_abort(shown["flow_id"])


async def test_who_is_added_by_another_form_meanwhile_is_not_added_again(
    hass: HomeAssistant, installation: Listening
) -> None:
    one, other = await begin(hass), await begin(hass)
    added = await choose(hass, one, "webhook_skip")
    await hass.async_block_till_done()

    done = await choose(hass, other, "webhook_skip")

    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    await hass.config_entries.async_unload(added["result"].entry_id)


async def test_camlytics_has_words_of_its_own_for_a_closed_port(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def probe(_: Mapping[str, Any], __: Ports) -> Found:
        raise Refused("nothing listens")

    camlytics = replace(PROTOCOLS["camlytics"], probe=probe)
    monkeypatch.setitem(PROTOCOLS, "camlytics", camlytics)
    flow = hass.config_entries.flow
    shown = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    shown = await flow.async_configure(shown["flow_id"], {"next_step_id": "camlytics"})

    shown = await flow.async_configure(shown["flow_id"], {"host": "10.0.0.9", "port": 48462})

    assert shown["errors"] == {"base": "camlytics_refused"}
    flow.async_abort(shown["flow_id"])
