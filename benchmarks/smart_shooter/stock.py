"""The usual way: `zmq.asyncio`, a DataUpdateCoordinator, and entities that all hear of everything."""

import logging
from collections.abc import Iterable
from typing import Any, override

import orjson
import zmq
import zmq.asyncio
from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.event import EventEntity
from homeassistant.components.sensor import SensorEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import CoordinatorEntity, DataUpdateCoordinator

from .floor import HUB, QUEUE, Made, Named

_LOGGER = logging.getLogger(__name__)

type Data = dict[str, dict[str, Any]]
"""What the application told last of each camera, and of the rig under its key."""

_FIELDS = {
    "status": "CameraStatus",
    "battery": "CameraBatterylevel",
    "recording": "CameraVideoIsEnabled",
    "last_sequence_number": "PhotoSequenceNum",
}


class StockCoordinator(DataUpdateCoordinator[Data]):
    """Keeps what the application tells."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, publisher: str, server: str
    ) -> None:
        """Take where the application is."""
        super().__init__(hass, _LOGGER, config_entry=entry, name="rig")
        self._context = zmq.asyncio.Context()
        self._server = server
        self._socket = self._context.socket(zmq.SUB)
        self._socket.setsockopt(zmq.RCVHWM, QUEUE)
        self._socket.setsockopt(zmq.SUBSCRIBE, b"")
        self._socket.connect(publisher)

    async def start(self) -> None:
        """Ask for everything, then listen."""
        await self.async_config_entry_first_refresh()
        assert self.config_entry is not None
        self.config_entry.async_create_background_task(self.hass, self._listen(), "rig")

    def close(self) -> None:
        """Let go."""
        self._context.destroy(linger=0)

    @override
    async def _async_update_data(self) -> Data:
        with self._context.socket(zmq.REQ) as socket:
            socket.connect(self._server)
            head = {"msg_type": "Request", "msg_id": "Synchronise", "msg_seq_num": 1}
            await socket.send(orjson.dumps(head))
            reply = orjson.loads(await socket.recv())
        return {HUB: {}} | {camera["CameraKey"]: camera for camera in reply["CameraInfo"]}

    async def _listen(self) -> None:
        while True:
            message = orjson.loads(await self._socket.recv())
            key = message["CameraKey"]
            if message["msg_id"] == "CameraUpdated":
                changes = {key: {**self.data[key], **message}}
            else:
                changes = {key: {**self.data[key], "photo": message}, HUB: message}
            self.async_set_updated_data({**self.data, **changes})


class StockEntity(CoordinatorEntity[StockCoordinator], Named):
    """An entity that shows a field of a camera."""

    def __init__(self, coordinator: StockCoordinator, entry: ConfigEntry, made: Made) -> None:
        """Take what it stands for."""
        super().__init__(coordinator)
        self.key = made.key
        self.word = made.word
        self.name_it(entry, made)

    @property
    def value(self) -> Any:
        """What the application told last."""
        return self.coordinator.data.get(self.key, {}).get(_FIELDS.get(self.word, self.word))


class StockState(StockEntity):
    """A field as it is."""

    @property
    @override
    def state(self) -> Any:
        return self.value


class StockSensor(StockEntity, SensorEntity):
    """A field as a sensor."""

    @property
    @override
    def native_value(self) -> Any:
        return self.value


class StockBinarySensor(StockEntity, BinarySensorEntity):
    """A field as a binary sensor."""

    @property
    @override
    def is_on(self) -> bool:
        return bool(self.value)


class StockEvent(StockEntity, EventEntity):
    """The last photo as an event."""

    _attr_event_types = ["Camera", "Local Disk"]  # noqa: RUF012
    _last: Any = None

    @property
    @override
    def value(self) -> Any:
        """The last photo."""
        return self.coordinator.data.get(self.key, {}).get(self.word)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        if (photo := self.value) is not None and photo is not self._last:
            self._last = photo
            self._trigger_event(photo["PhotoLocation"], photo)
        self.async_write_ha_state()


_CLASSES: dict[str, type[StockEntity]] = {
    "binary_sensor": StockBinarySensor,
    "event": StockEvent,
    "sensor": StockSensor,
}


def stock_entities(
    coordinator: StockCoordinator, entry: ConfigEntry, wanted: Iterable[Made]
) -> dict[Made, Named]:
    """Return an entity for each one wanted."""
    return {
        made: _CLASSES.get(made.platform, StockState)(coordinator, entry, made) for made in wanted
    }
