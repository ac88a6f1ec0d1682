"""The usual ways: Home Assistant's MJPEG camera, and a coordinator that asks each second."""

import logging
from datetime import timedelta
from typing import Any, override

from homeassistant.components.event import EventEntity
from homeassistant.components.mjpeg.camera import MjpegCamera
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.update_coordinator import CoordinatorEntity, DataUpdateCoordinator

from benchmarks.sony.floor import Api

_LOGGER = logging.getLogger(__name__)

_STORAGE = 10


class StockCoordinator(DataUpdateCoordinator[int]):
    """Asks how many pictures still fit on the card: a shot itself is told to long polls only."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, api: Api) -> None:
        """Take the camera."""
        every = timedelta(seconds=1)
        super().__init__(hass, _LOGGER, config_entry=entry, name="stock", update_interval=every)
        self._api = api

    @override
    async def _async_update_data(self) -> int:
        told = await self._api.call("getEvent", False)
        left: int = told[_STORAGE][0]["numberOfRecordableImages"]
        return left


class StockPhoto(CoordinatorEntity[StockCoordinator], EventEntity):
    """The last shot."""

    _attr_event_types = ["photo"]  # noqa: RUF012
    _attr_name = "stock"

    def __init__(self, coordinator: StockCoordinator, entry: ConfigEntry) -> None:
        """Take what asks."""
        super().__init__(coordinator)
        self._attr_unique_id = f"{entry.entry_id}_photo"
        self._left = coordinator.data

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        if self.coordinator.data < self._left:
            self._trigger_event("photo")
        self._left = self.coordinator.data
        self.async_write_ha_state()


async def stock_entities(
    hass: HomeAssistant, entry: ConfigEntry, port: int, mjpeg: str
) -> dict[str, list[Entity]]:
    """Return the entities of a camera, which is made ready to shoot; its live view is another's."""
    api = Api(async_get_clientsession(hass), port)
    await api.call("startRecMode")
    coordinator = StockCoordinator(hass, entry, api)
    await coordinator.async_config_entry_first_refresh()
    known: dict[str, Any] = {"authentication": "basic", "still_image_url": None}
    camera = MjpegCamera(name="stock", mjpeg_url=mjpeg, unique_id=entry.entry_id, **known)
    return {"camera": [camera], "event": [StockPhoto(coordinator, entry)]}
