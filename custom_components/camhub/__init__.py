"""CamHub: camera systems as first-class citizens of Home Assistant."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN, PLATFORMS
from .coordinator import CamHubConfigEntry, Coordinator
from .devices import key_of
from .issues import forget_issues
from .memory import file_of
from .services import async_setup_services
from .views import LibraryView

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions and where the files of libraries are; they outlive every entry."""
    async_setup_services(hass)
    hass.http.register_view(LibraryView)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: CamHubConfigEntry) -> bool:
    """Set up one system."""
    coordinator = entry.runtime_data = Coordinator(hass, entry)
    await coordinator.async_start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.async_ready()
    made_of = (entry.data, coordinator.groups, coordinator.local_only)

    async def updated(hass: HomeAssistant, entry: CamHubConfigEntry) -> None:
        if made_of != (entry.data, coordinator.groups, coordinator.local_only):
            hass.config_entries.async_schedule_reload(entry.entry_id)
        else:
            # The other options are read as they are; what follows from them is to be seen at once.
            await coordinator.async_resync()

    entry.async_on_unload(entry.add_update_listener(updated))

    async def stop(_: Event) -> None:
        await coordinator.async_stop()

    # Home Assistant does not unload entries when it stops.
    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: CamHubConfigEntry) -> bool:
    """Let go of one system."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.async_stop()
        if entry.disabled_by is not None:
            forget_issues(hass, entry)
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: CamHubConfigEntry) -> None:
    """Forget everything about a system."""
    forget_issues(hass, entry)
    await file_of(hass, entry).async_remove()


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: CamHubConfigEntry, device: dr.DeviceEntry
) -> bool:
    """Let the user remove a camera that is not there.

    Of an entry that is not loaded nobody knows who is there, and its memory would
    bring the device back: it has to be loaded first.
    """
    key = key_of(entry, device)
    if key is None:
        return True
    return entry.state is ConfigEntryState.LOADED and entry.runtime_data.forget(key)
