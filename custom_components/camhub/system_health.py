"""A line each on what is connected, for Home Assistant's system information."""

from collections import Counter
from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import CONF_SYSTEM, DOMAIN
from .coordinator import CamHubConfigEntry
from .model.camera import Role


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Tell Home Assistant whom to ask."""
    register.async_register_info(async_info)


async def async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what is set up and how much of it is there."""
    entries: list[CamHubConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    systems = Counter(entry.data[CONF_SYSTEM] for entry in entries)
    loaded = [entry.runtime_data for entry in entries if entry.state is ConfigEntryState.LOADED]
    cameras = [
        coordinator.up and camera.online
        for coordinator in loaded
        for camera in coordinator.store.cameras.values()
        if camera.role is Role.CAMERA
    ]
    return {
        "systems": ", ".join(f"{name}: {count}" for name, count in sorted(systems.items())),
        "entries": len(entries),
        "links_up": sum(coordinator.up for coordinator in loaded),
        "cameras_known": len(cameras),
        "cameras_online": sum(cameras),
    }
