"""Adding a Sony camera, by hand and from its announcement, and finding it again."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from homeassistant.config_entries import (
    SOURCE_SSDP,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.ssdp import SsdpServiceInfo

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.diagnostics import async_get_config_entry_diagnostics
from custom_components.camhub.protocols.sony import locate
from simulators.sony import SonyCamera
from tests.home import until

TARGET = "urn:schemas-sony-com:service:ScalarWebAPI:1"
QUICK = 0.02
"""What the camera's own delays are multiplied by."""


@pytest.fixture
async def camera(hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[SonyCamera]:
    """A camera that is on; what was added for it is gone again before it is."""
    async with SonyCamera("ILCE-6000", delays=QUICK) as camera:
        yield camera
        for entry in hass.config_entries.async_entries(DOMAIN):
            await hass.config_entries.async_unload(entry.entry_id)


def told(camera: SonyCamera, **other: Any) -> SsdpServiceInfo:
    """Return what Home Assistant makes of the camera's announcement."""
    udn = f"uuid:{camera.body.udn}"
    known: dict[str, Any] = {
        "ssdp_usn": f"{udn}::{TARGET}",
        "ssdp_st": TARGET,
        "ssdp_udn": udn,
        "ssdp_location": camera.location,
        "ssdp_headers": {"_host": "127.0.0.1"},
        "upnp": {},
    }
    return SsdpServiceInfo(**known | other)


async def discover(hass: HomeAssistant, info: SsdpServiceInfo) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_SSDP}, data=info
    )


async def enter(
    hass: HomeAssistant, camera: SonyCamera, flow: ConfigFlowResult | None = None
) -> ConfigFlowResult:
    """Enter the camera's address by hand."""
    flows = hass.config_entries.flow
    if flow is None:
        flow = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
        flow = await flows.async_configure(flow["flow_id"], {"next_step_id": "sony"})
    assert flow["step_id"] == "sony"
    address = {"host": "127.0.0.1", "port": camera.port}
    return await flows.async_configure(flow["flow_id"], address)


async def until_loaded(entry: ConfigEntry) -> None:
    await until(lambda: entry.state is ConfigEntryState.LOADED)


async def test_a_camera_is_added_by_its_address(hass: HomeAssistant, camera: SonyCamera) -> None:
    done = await enter(hass, camera)

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "ILCE-6000"
    assert done["result"].unique_id == camera.body.udn.lower()
    assert done["data"] == {
        CONF_SYSTEM: "sony",
        "host": "127.0.0.1",
        "port": camera.port,
        "location": camera.location,
        "udn": camera.body.udn.lower(),
    }
    await until_loaded(done["result"])


async def test_a_camera_is_added_from_its_announcement(
    hass: HomeAssistant, camera: SonyCamera
) -> None:
    shown = await discover(hass, told(camera))
    assert shown["step_id"] == "discovery_confirm"
    assert shown["description_placeholders"] == {"name": "ILCE-6000", "maker": "Sony"}
    assert {service for service, *_ in camera.requests} <= {"camera", "guide", "accessControl"}
    assert "startRecMode" not in {method for _, method, *_ in camera.requests}

    done = await hass.config_entries.flow.async_configure(shown["flow_id"], {})

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "ILCE-6000"
    assert done["result"].unique_id == camera.body.udn.lower()
    assert "port" not in done["data"]
    await until_loaded(done["result"])


@pytest.mark.parametrize(
    ("lookalike", "why"),
    [
        ("send_to_smartphone", "wrong_mode"),
        ("ptp", "wrong_mode"),
        ("tv", "not_this_system"),
        ("soundbar", "not_this_system"),
    ],
)
async def test_what_looks_like_one_is_not_offered(
    hass: HomeAssistant, camera: SonyCamera, lookalike: str, why: str
) -> None:
    await camera.set_fault("lookalike", lookalike)

    done = await discover(hass, told(camera))
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, why)

    shown = await enter(hass, camera)
    assert shown["errors"] == {"base": why}
    await camera.clear_fault("lookalike")
    done = await enter(hass, camera, shown)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await until_loaded(done["result"])


async def test_an_application_that_is_too_old_is_told_so(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    async with SonyCamera("DSC-RX100M2", delays=QUICK) as old:
        done = await discover(hass, told(old))
        assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "too_old")


async def test_a_camera_that_has_gone_again_is_not_offered(
    hass: HomeAssistant, camera: SonyCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locate, "DESCRIPTION", 0.3)
    await camera.set_fault("silent")
    done = await discover(hass, told(camera))
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "timed_out")

    await camera.stop()
    done = await discover(hass, told(camera))
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "refused")


async def test_a_description_elsewhere_is_not_read(hass: HomeAssistant, camera: SonyCamera) -> None:
    before = camera.connections

    done = await discover(hass, told(camera, ssdp_headers={"_host": "127.0.0.2"}))

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "bad_request")
    assert camera.connections == before


async def test_a_discovery_goes_with_the_camera(hass: HomeAssistant, camera: SonyCamera) -> None:
    """Home Assistant dismisses it at `ssdp:byebye`, by what it was made from."""
    await discover(hass, told(camera))
    flows = hass.config_entries.flow
    assert len(flows.async_progress()) == 1

    flows.async_dismiss_discovery_flows(
        SsdpServiceInfo, lambda info: info.ssdp_location == camera.location
    )

    assert flows.async_progress() == []


async def test_a_camera_is_found_again_at_another_address(
    hass: HomeAssistant, camera: SonyCamera
) -> None:
    await until_loaded((await enter(hass, camera))["result"])
    (entry,) = hass.config_entries.async_entries(DOMAIN)

    async with SonyCamera("ILCE-6000", udn=camera.body.udn, delays=QUICK) as moved:
        done = await discover(hass, told(moved))
        assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "already_configured")
        assert entry.data["location"] == moved.location
        await until(lambda: "startRecMode" in {method for _, method, *_ in moved.requests})
        await until_loaded(entry)
        await until(lambda: entry.runtime_data.up)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_an_entry_does_not_move_to_another_camera(
    hass: HomeAssistant, camera: SonyCamera
) -> None:
    entry = (await enter(hass, camera))["result"]
    await until_loaded(entry)
    before = dict(entry.data)

    async with SonyCamera("ILCE-6300", delays=QUICK) as other:
        flow = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
        )
        done = await enter(hass, other, flow)

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "unique_id_mismatch")
    assert entry.data == before


async def test_the_options_apply_without_a_reload(hass: HomeAssistant, camera: SonyCamera) -> None:
    entry = (await enter(hass, camera))["result"]
    await until_loaded(entry)
    coordinator = entry.runtime_data
    flows = hass.config_entries.options
    shown = await flows.async_init(entry.entry_id)
    assert shown["data_schema"] is not None
    assert "groups" not in shown["data_schema"].schema

    done = await flows.async_configure(shown["flow_id"], {"pictures_low": 3})
    await hass.async_block_till_done()

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        "fetch_pictures": True,
        "half_press_first": False,
        "set_clock": False,
        "stop_rec_mode": False,
        "pictures_low": 3,
        "minutes_low": 5,
        "developer_name": "",
        "developer_id": "",
        "developer_key": "",
    }
    assert entry.runtime_data is coordinator


async def test_the_diagnostics_tell_neither_where_nor_whose_the_camera_is(
    hass: HomeAssistant, camera: SonyCamera
) -> None:
    entry = (await enter(hass, camera))["result"]
    await until_loaded(entry)
    secrets = {"developer_name": "Jo", "developer_id": "private-id", "developer_key": "private-key"}
    hass.config_entries.async_update_entry(entry, options={"pictures_low": 3, **secrets})

    diagnostics = await async_get_config_entry_diagnostics(hass, entry)

    assert diagnostics["options"]["pictures_low"] == 3
    assert diagnostics["options"]["developer_name"] == "**REDACTED**"
    assert diagnostics["data"]["host"] == "**REDACTED**"
    written = json.dumps(diagnostics).lower()
    for secret in ("private-", "127.0.0.1", camera.body.udn.lower(), camera.body.udn[-12:].lower()):
        assert secret not in written
