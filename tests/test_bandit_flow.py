"""Adding a Bandit, finding it at another address, and its options."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.diagnostics import async_get_config_entry_diagnostics
from custom_components.camhub.link.errors import Unreachable
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.bandit import rest
from custom_components.camhub.protocols.declaration import Found
from simulators.bandit import BanditCamera
from simulators.bandit.faults import LOOKALIKES
from tests.home import until
from tests.test_config_flow import Probed, shown_values

QUICK = 0.02
"""What the camera's own delays are multiplied by."""

LINK = "custom_components.camhub.link.supervisor"


@pytest.fixture
def firmware() -> str:
    """The camera's firmware, unless a test wants another."""
    return "1.57.500"


@pytest.fixture
async def camera(
    hass: HomeAssistant, socket_enabled: None, firmware: str
) -> AsyncIterator[BanditCamera]:
    """A camera that is on; what was added for it is gone again before it is."""
    async with BanditCamera(firmware=firmware, videos=1, photos=1, delays=QUICK) as camera:
        yield camera
        for entry in hass.config_entries.async_entries(DOMAIN):
            await hass.config_entries.async_unload(entry.entry_id)


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Choose the camera from the menu."""
    flows = hass.config_entries.flow
    flow = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    return await flows.async_configure(flow["flow_id"], {"next_step_id": "bandit"})


async def enter(
    hass: HomeAssistant, camera: BanditCamera, shown: ConfigFlowResult | None = None
) -> ConfigFlowResult:
    """Enter the camera's address."""
    shown = shown or await begin(hass)
    assert shown["step_id"] == "bandit"
    address = {"host": "127.0.0.1", "port": camera.port}
    return await hass.config_entries.flow.async_configure(shown["flow_id"], address)


async def reconfigure(hass: HomeAssistant, entry: ConfigEntry) -> ConfigFlowResult:
    """Choose to change where the camera of an entry is."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )


async def confirm(hass: HomeAssistant, shown: ConfigFlowResult) -> ConfigFlowResult:
    """Go on in spite of a warning."""
    return await hass.config_entries.flow.async_configure(shown["flow_id"], {})


async def until_loaded(entry: ConfigEntry) -> None:
    await until(lambda: entry.state is ConfigEntryState.LOADED)


def changed(camera: BanditCamera) -> set[str]:
    """Return the methods other than the one that only asks."""
    return {method for method, _ in camera.requests} - {"GET"}


async def test_a_camera_is_added_by_its_address(hass: HomeAssistant, camera: BanditCamera) -> None:
    done = await enter(hass, camera)

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "Bandit-5F3A"
    assert done["result"].unique_id == camera.serial
    assert done["data"] == {
        CONF_SYSTEM: "bandit",
        "host": "127.0.0.1",
        "port": camera.port,
        "serial": camera.serial,
    }
    assert changed(camera) == set()
    await until_loaded(done["result"])


async def test_the_usual_address_need_not_be_typed(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    probed = Probed(Found("Bandit"), Unreachable("it is off"))
    monkeypatch.setitem(PROTOCOLS, "bandit", replace(PROTOCOLS["bandit"], probe=probed.probe))
    shown = await begin(hass)
    usual = {"host": "192.168.1.101", "port": 80}
    assert shown_values(shown) == usual

    shown = await hass.config_entries.flow.async_configure(shown["flow_id"], {})

    assert probed.asked == [usual]
    assert shown["errors"] == {"base": "bandit_unreachable"}
    hass.config_entries.flow.async_abort(shown["flow_id"])


async def test_nobody_at_the_port(hass: HomeAssistant, camera: BanditCamera) -> None:
    port = camera.port
    await camera.vanish()
    shown = await begin(hass)
    shown = await hass.config_entries.flow.async_configure(
        shown["flow_id"], {"host": "127.0.0.1", "port": port}
    )
    assert shown["errors"] == {"base": "bandit_refused"}

    await camera.power_on()
    await until_loaded((await enter(hass, camera, shown))["result"])


@pytest.mark.parametrize(
    ("fault", "value", "why"),
    [
        ("refused", None, "bandit_unreachable"),
        ("reset", None, "bandit_unreachable"),
        ("reset", "/settings", "bandit_unreachable"),
        ("body", "no_http", "bandit_not_this_system"),
        ("body", "html", "bandit_not_this_system"),
        ("body", "garbage", "bandit_not_this_system"),
        ("body", "empty:/version", "bandit_not_this_system"),
        ("body", "deep:/version", "bandit_not_this_system"),
        ("huge", "64000000:/version", "bandit_not_this_system"),
        ("missing", "version", "bandit_not_this_system"),
        ("missing", "serial_number", "bandit_not_this_system"),
        ("status", "404", "bandit_not_this_system"),
        ("status", "503:/settings", "bandit_busy"),
        ("status", "503:/version", "bandit_busy"),
        ("version", "3", "bandit_too_old"),
        *(("lookalike", kind, "bandit_not_this_system") for kind in LOOKALIKES),
    ],
)
async def test_each_failure_is_told_and_can_be_mended(
    hass: HomeAssistant, camera: BanditCamera, fault: str, value: str | None, why: str
) -> None:
    camera.set_fault(fault, value)
    shown = await enter(hass, camera)
    assert shown["type"] is FlowResultType.FORM
    assert shown["errors"] == {"base": why}
    assert shown_values(shown) == {"host": "127.0.0.1", "port": camera.port}
    assert changed(camera) == set()

    camera.clear_fault(fault)
    done = await enter(hass, camera, shown)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await until_loaded(done["result"])


async def test_a_camera_that_does_not_answer(
    hass: HomeAssistant, camera: BanditCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera.set_fault("silent")
    with monkeypatch.context() as patch:
        patch.setattr(rest, "ANSWER", 0.3)
        shown = await enter(hass, camera)
    assert shown["errors"] == {"base": "bandit_timed_out"}

    camera.clear_fault("silent")
    await until_loaded((await enter(hass, camera, shown))["result"])


async def test_a_version_in_numbers_is_as_good(hass: HomeAssistant, camera: BanditCamera) -> None:
    camera.set_fault("version_numbers")

    await until_loaded((await enter(hass, camera))["result"])


async def test_a_camera_without_a_name_is_called_what_it_is(
    hass: HomeAssistant, camera: BanditCamera
) -> None:
    camera.set_fault("missing", "ssid")

    done = await enter(hass, camera)

    assert done["title"] == "Bandit"
    await until_loaded(done["result"])


@pytest.mark.parametrize("fault", ["status", "body", "missing"])
async def test_a_firmware_that_is_not_known_keeps_nobody_away(
    hass: HomeAssistant, camera: BanditCamera, fault: str
) -> None:
    value = {"status": "404:/firmware", "body": "html:/firmware", "missing": "major:/firmware"}
    camera.set_fault(fault, value[fault])

    await until_loaded((await enter(hass, camera))["result"])


@pytest.mark.parametrize("firmware", ["1.56.900"])
async def test_an_old_firmware_is_warned_of_until_it_is_new(
    hass: HomeAssistant, camera: BanditCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{LINK}.LAST_RETRY", 0.2)
    shown = await enter(hass, camera)
    assert shown["step_id"] == "firmware_old"
    assert shown["description_placeholders"] == {
        "name": "Bandit-5F3A",
        "firmware": "1.56.900",
        "oldest": "1.57.500",
    }
    assert hass.config_entries.async_entries(DOMAIN) == []

    done = await confirm(hass, shown)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    entry = done["result"]
    await until_loaded(entry)

    def notice() -> ir.IssueEntry | None:
        return ir.async_get(hass).async_get_issue(DOMAIN, f"old_firmware_{entry.entry_id}")

    assert notice() is not None

    camera.body.pending = (1, 57, 600, 1)
    await camera.switch_off()
    await camera.power_on()
    await until(lambda: notice() is None)


async def test_a_camera_is_added_once(hass: HomeAssistant, camera: BanditCamera) -> None:
    await until_loaded((await enter(hass, camera))["result"])

    async with BanditCamera(serial=camera.serial, videos=0, photos=0, delays=QUICK) as same:
        done = await enter(hass, same)

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_two_cameras_may_share_an_address(hass: HomeAssistant, camera: BanditCamera) -> None:
    """All have the same one, each in its own network."""
    await until_loaded((await enter(hass, camera))["result"])

    camera.set_fault("other_serial", "BANDIT-OTHER")
    done = await enter(hass, camera)

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["result"].unique_id == "BANDIT-OTHER"
    await until_loaded(done["result"])


async def test_a_camera_moves_to_another_address(hass: HomeAssistant, camera: BanditCamera) -> None:
    entry = (await enter(hass, camera))["result"]
    await until_loaded(entry)

    async with BanditCamera(serial=camera.serial, videos=0, photos=0, delays=QUICK) as moved:
        shown = await reconfigure(hass, entry)
        assert shown_values(shown) == {"host": "127.0.0.1", "port": camera.port}
        done = await enter(hass, moved, shown)
        assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
        assert entry.data["port"] == moved.port
        await moved.wait_backchannel()
        await until_loaded(entry)
        await until(lambda: entry.runtime_data.up)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_an_entry_does_not_move_to_another_camera(
    hass: HomeAssistant, camera: BanditCamera
) -> None:
    entry = (await enter(hass, camera))["result"]
    await until_loaded(entry)
    before = dict(entry.data)

    async with BanditCamera(serial="BANDIT-OTHER", videos=0, photos=0, delays=QUICK) as other:
        done = await enter(hass, other, await reconfigure(hass, entry))
        assert changed(other) == set()

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "unique_id_mismatch")
    assert entry.data == before


async def test_the_options_apply_without_a_reload(
    hass: HomeAssistant, camera: BanditCamera
) -> None:
    entry = (await enter(hass, camera))["result"]
    await until_loaded(entry)
    coordinator = entry.runtime_data
    flows = hass.config_entries.options
    shown = await flows.async_init(entry.entry_id)
    assert shown_values(shown) == {
        "fetch_pictures": True,
        "set_clock": False,
        "live_view_port": 4001,
    }

    done = await flows.async_configure(shown["flow_id"], {"live_view_port": 4500})
    await hass.async_block_till_done()

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"fetch_pictures": True, "set_clock": False, "live_view_port": 4500}
    assert entry.runtime_data is coordinator


async def test_the_diagnostics_tell_neither_where_nor_which_the_camera_is(
    hass: HomeAssistant, camera: BanditCamera
) -> None:
    entry = (await enter(hass, camera))["result"]
    await until_loaded(entry)

    diagnostics: dict[str, Any] = await async_get_config_entry_diagnostics(hass, entry)

    assert diagnostics["data"]["host"] == "**REDACTED**"
    written = json.dumps(diagnostics)
    for secret in ("127.0.0.1", camera.serial, "Bandit-5F3A"):
        assert secret not in written
