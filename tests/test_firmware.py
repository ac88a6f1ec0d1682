"""A firmware from before the one that the maker says is needed: warned of, and never refused."""

from collections.abc import AsyncIterator, Mapping
from copy import replace
from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_USER, ConfigEntryDisabler, ConfigFlowResult
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.firmware import outdated
from custom_components.camhub.link.session import Ports
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Field, FieldKind, Found, Protocol
from tests.home import until
from tests.solo import CAMERA, KEY, Solo, SoloHome, protocol_of, solo_home

OLDEST = "1.57.500"


@pytest.mark.parametrize(
    ("firmware", "older"),
    [
        ("1.57.499", True),
        ("1.9.900", True),
        ("0.99.0", True),
        ("1.57", True),
        ("1.57.499.12", True),
        ("1.57.500", False),
        ("1.57.500.12", False),
        ("1.57.1000", False),
        ("1.100.0", False),
        ("2", False),
        ("10.0.1", False),
        (None, False),
        ("", False),
        ("beta", False),
        ("1.57.x", False),
    ],
)
def test_what_is_not_known_to_be_older_is_not(firmware: str | None, older: bool) -> None:
    assert outdated(firmware, OLDEST) is older
    assert not outdated(firmware, None)


# Adding a system.


class Probed:
    """Answers the probe of a system, with a firmware that a test may change."""

    firmware: str | None = "1.56.2"
    unique_id = "serial-1"

    async def probe(self, _: Mapping[str, Any], __: Ports) -> Found:
        return Found("Solo", self.unique_id, firmware=self.firmware)


@pytest.fixture
def probed(monkeypatch: pytest.MonkeyPatch) -> Probed:
    """A camera that was only probed so far."""
    probed = Probed()
    declare(monkeypatch, probe=probed.probe, fields=(Field("host", FieldKind.HOST),))
    return probed


def declare(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    protocol = protocol_of(Solo(), **{"oldest_firmware": OLDEST} | changes)
    monkeypatch.setitem(PROTOCOLS, "solo", protocol)


async def enter(
    hass: HomeAssistant, host: str, flow: ConfigFlowResult | None = None
) -> ConfigFlowResult:
    """Enter the address of the camera."""
    flows = hass.config_entries.flow
    if flow is None:
        flow = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
        flow = await flows.async_configure(flow["flow_id"], {"next_step_id": "solo"})
    assert flow["step_id"] == "solo"
    return await flows.async_configure(flow["flow_id"], {"host": host})


async def confirm(hass: HomeAssistant, shown: ConfigFlowResult) -> ConfigFlowResult:
    """Go on in spite of the warning."""
    assert shown["type"] is FlowResultType.FORM
    assert shown["step_id"] == "firmware_old"
    assert not shown["errors"]
    return await hass.config_entries.flow.async_configure(shown["flow_id"], {})


async def test_the_user_is_warned_before_the_camera_is_added(
    hass: HomeAssistant, probed: Probed
) -> None:
    shown = await enter(hass, "there")
    assert shown["description_placeholders"] == {
        "name": "Solo",
        "firmware": "1.56.2",
        "oldest": OLDEST,
    }
    assert hass.config_entries.async_entries(DOMAIN) == []

    done = await confirm(hass, shown)

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"] == {CONF_SYSTEM: "solo", "host": "there"}
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(done["result"].entry_id)


@pytest.mark.parametrize("firmware", [OLDEST, "2.0.0", None, "beta"])
async def test_nobody_is_warned_of_what_is_new_or_not_known(
    hass: HomeAssistant, probed: Probed, firmware: str | None
) -> None:
    probed.firmware = firmware

    done = await enter(hass, "there")

    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(done["result"].entry_id)


async def test_what_does_not_say_from_where_on_it_works_is_not_warned_of(
    hass: HomeAssistant, probed: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, probe=probed.probe, oldest_firmware=None)
    flows = hass.config_entries.flow
    flow = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    flow = await flows.async_configure(flow["flow_id"], {"next_step_id": "solo"})
    done = await flows.async_configure(flow["flow_id"], {})

    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(done["result"].entry_id)


async def test_the_user_is_warned_when_the_camera_moves(
    hass: HomeAssistant, probed: Probed
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id="serial-1", data={CONF_SYSTEM: "solo", "host": "here"}
    )
    entry.add_to_hass(hass)

    shown = await enter(hass, "there", await entry.start_reconfigure_flow(hass))
    assert entry.data["host"] == "here"
    done = await confirm(hass, shown)

    assert done["reason"] == "reconfigure_successful"
    assert entry.data["host"] == "there"


async def test_another_camera_is_refused_before_anything_is_said_of_its_firmware(
    hass: HomeAssistant, probed: Probed
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id="serial-2", data={CONF_SYSTEM: "solo", "host": "here"}
    )
    entry.add_to_hass(hass)

    done = await enter(hass, "there", await entry.start_reconfigure_flow(hass))

    assert done["reason"] == "unique_id_mismatch"


async def test_what_calls_by_itself_is_told_where_to_after_the_warning(
    hass: HomeAssistant, probed: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = (Field("host", FieldKind.HOST),)
    declare(monkeypatch, probe=probed.probe, fields=fields, webhook=lambda body: None)

    menu = await confirm(hass, await enter(hass, "there"))
    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "webhook")
    done = await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": "webhook_skip"}
    )

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert CONF_WEBHOOK_ID in done["data"]
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(done["result"].entry_id)


# A camera that is set up.


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    """A camera that tells its firmware."""
    solo = Solo(camera=replace(CAMERA, firmware="1.56.2"))
    protocol: Protocol = protocol_of(solo, oldest_firmware=OLDEST)
    monkeypatch.setitem(PROTOCOLS, "solo", protocol)
    return solo


@pytest.fixture
async def home(hass: HomeAssistant, solo: Solo) -> AsyncIterator[SoloHome]:
    """A Home Assistant that has the camera."""
    async with solo_home(hass, solo) as home:
        yield home


def notice(home: SoloHome) -> ir.IssueEntry | None:
    """Return the notice that a user sees, if there is one."""
    issue = ir.async_get(home.hass).async_get_issue(DOMAIN, f"old_firmware_{home.entry.entry_id}")
    return issue if issue is not None and issue.active else None


async def test_the_notice_stays_until_the_firmware_is_new_enough(home: SoloHome) -> None:
    shown = notice(home)
    assert shown is not None
    assert shown.severity is ir.IssueSeverity.WARNING
    assert shown.is_fixable is False
    assert shown.translation_placeholders == {
        "title": "Solo",
        "firmware": "1.56.2",
        "oldest": OLDEST,
    }

    home.solo.tell(firmware="1.57.0")
    shown = notice(home)
    assert shown is not None
    assert shown.translation_placeholders is not None
    assert shown.translation_placeholders["firmware"] == "1.57.0"

    home.solo.tell(firmware=OLDEST)
    assert notice(home) is None


async def test_the_notice_is_there_while_the_camera_is_away(home: SoloHome) -> None:
    home.solo.gone.set()
    await home.until_state("off", "binary_sensor", "online")
    await home.hass.config_entries.async_reload(home.entry.entry_id)

    assert notice(home) is not None


async def test_a_notice_that_is_ignored_stays_so(home: SoloHome) -> None:
    issue_id = f"old_firmware_{home.entry.entry_id}"
    ir.async_ignore_issue(home.hass, DOMAIN, issue_id, True)
    await home.hass.config_entries.async_reload(home.entry.entry_id)

    shown = notice(home)
    assert shown is not None
    assert shown.dismissed_version is not None


async def test_the_notice_goes_with_the_entry(home: SoloHome) -> None:
    entries = home.hass.config_entries
    await entries.async_set_disabled_by(home.entry.entry_id, ConfigEntryDisabler.USER)
    assert notice(home) is None

    await entries.async_set_disabled_by(home.entry.entry_id, None)
    await until(lambda: notice(home))

    await entries.async_remove(home.entry.entry_id)
    assert notice(home) is None


async def test_the_notice_goes_with_the_camera(home: SoloHome) -> None:
    home.solo.gone.set()
    await home.until_state("off", "binary_sensor", "online")

    assert home.entry.runtime_data.forget(KEY)

    assert notice(home) is None


async def test_nothing_is_said_of_a_firmware_that_is_not_known(home: SoloHome, solo: Solo) -> None:
    solo.tell(firmware="")
    assert notice(home) is None
