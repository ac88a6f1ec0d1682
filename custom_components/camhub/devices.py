"""The devices of a system's records in Home Assistant's registry."""

from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .model.camera import HUB, PARTS, Camera, Role

if TYPE_CHECKING:
    from .coordinator import Coordinator


def identifier(entry: ConfigEntry, key: str) -> tuple[str, str]:
    """Return the registry's name of a record; one camera may be seen by two entries."""
    return (DOMAIN, f"{entry.entry_id}_{key}")


def key_of(entry: ConfigEntry, device: dr.DeviceEntry) -> str | None:
    """Return the key of the record that a device of the entry stands for."""
    prefix = f"{entry.entry_id}_"
    return next(
        (name.removeprefix(prefix) for domain, name in device.identifiers if domain == DOMAIN),
        None,
    )


@callback
def register(coordinator: Coordinator, camera: Camera) -> dr.DeviceEntry | None:
    """Make or rename the device of a record; cameras and nodes hang below the hub, parts have none."""
    if camera.role in PARTS:
        return None
    hub = coordinator.store.cameras.get(HUB)
    above = register(coordinator, hub) if hub and camera.key != HUB else None
    is_camera = camera.role is Role.CAMERA
    title = coordinator.entry.title
    return dr.async_get(coordinator.hass).async_get_or_create(
        config_entry_id=coordinator.entry.entry_id,
        identifiers={coordinator.identifier(camera.key)},
        name=camera.name or (title if camera.role is Role.HUB else camera.key),
        # A system's maker makes its application; its cameras may be anybody's.
        manufacturer=camera.maker or (None if is_camera else coordinator.protocol.maker),
        model=camera.model,
        serial_number=camera.serial,
        sw_version=camera.firmware,
        entry_type=None if is_camera else dr.DeviceEntryType.SERVICE,
        via_device_id=above.id if above else None,
    )


@callback
def remove(coordinator: Coordinator, key: str) -> None:
    """Remove the device of a camera that is gone, or the entities of a part that is."""
    registry = dr.async_get(coordinator.hass)
    entry_id = coordinator.entry.entry_id
    if device := registry.async_get_device_by_identifier(coordinator.identifier(key), entry_id):
        registry.async_remove_device(device.id)
        return
    entities = er.async_get(coordinator.hass)
    for entity in er.async_entries_for_config_entry(entities, entry_id):
        if entity.unique_id.startswith(f"{entry_id}_{key}_"):
            entities.async_remove(entity.entity_id)
