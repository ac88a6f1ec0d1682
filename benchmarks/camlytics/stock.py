"""Home Assistant's own ways: its webhook trigger, its `rest` sensor, and a coordinator."""

import logging
from collections.abc import Iterable
from typing import Any, override

import aiohttp
import orjson
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.update_coordinator import CoordinatorEntity, DataUpdateCoordinator
from homeassistant.setup import async_setup_component

from benchmarks.camlytics.floor import KINDS, BareEvent, Made

_LOGGER = logging.getLogger(__name__)

TEMPLATE = "sensor.stock_template"
TEXT = "input_text.stock_automation"
SENSOR = "sensor.stock_rest"

SCAN = 1
"""Seconds between two looks of the `rest` sensor, whose default is 30."""

_NUMBER = "{{ trigger.json.object_id }}"


async def add_template(hass: HomeAssistant, webhook_id: str) -> None:
    """Set up a template sensor that a webhook trigger feeds: it shows the last object's number."""
    sensor = {
        "name": "stock template",
        "state": _NUMBER,
        "attributes": {"source_time": "{{ trigger.json.event_time }}"},
    }
    config = {"triggers": [_trigger(webhook_id)], "sensor": [sensor]}
    assert await async_setup_component(hass, "template", {"template": [config]})
    await hass.async_block_till_done()


async def add_automation(hass: HomeAssistant, webhook_id: str) -> None:
    """Set up an automation that a webhook triggers, and the text that it sets."""
    text = {"stock_automation": {"initial": "0"}}
    assert await async_setup_component(hass, "input_text", {"input_text": text})
    action = {
        "action": "input_text.set_value",
        "target": {"entity_id": TEXT},
        "data": {"value": _NUMBER},
    }
    config = {
        "alias": "stock",
        "triggers": [_trigger(webhook_id)],
        "actions": [action],
        "mode": "queued",
        "max": 1000,
        "trace": {"stored_traces": 0},
    }
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    await hass.async_block_till_done()


async def add_rest(hass: HomeAssistant, port: int) -> None:
    """Set up a `rest` sensor that shows the number of the newest event's object."""
    config = {
        "resource": f"http://127.0.0.1:{port}/v1/json/events?order=DESC&limit=1",
        "scan_interval": SCAN,
        "sensor": [
            {
                "name": "stock rest",
                "value_template": "{{ (value_json | first | default({})).object_id | default(0) }}",
            }
        ],
    }
    assert await async_setup_component(hass, "rest", {"rest": [config]})
    await hass.async_block_till_done()


def _trigger(webhook_id: str) -> dict[str, Any]:
    return {
        "trigger": "webhook",
        "webhook_id": webhook_id,
        "allowed_methods": ["POST"],
        "local_only": True,
    }


class StockCoordinator(DataUpdateCoordinator[list[dict[str, Any]]]):
    """Asks for events by long poll, and has all entities look at each answer."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, port: int) -> None:
        """Take where the application is."""
        super().__init__(hass, _LOGGER, config_entry=entry, name="stock")
        self._url = f"http://127.0.0.1:{port}/v1/json/events"
        self._http: aiohttp.ClientSession = async_get_clientsession(hass)
        self.data = []

    def start(self) -> None:
        """Listen as long as the entry is loaded."""
        assert self.config_entry is not None
        self.config_entry.async_create_background_task(self.hass, self._listen(), "stock")

    async def _listen(self) -> None:
        last = 0
        while True:
            query = {"sinceId": last, "limit": 500, "timeout": 20}
            async with self._http.get(self._url, params=query) as response:
                rows = orjson.loads(await response.read())
            if rows:
                last = rows[-1]["event_id"]
                self.async_set_updated_data(rows)


class StockEvent(CoordinatorEntity[StockCoordinator], BareEvent):
    """The last event of a channel."""

    def __init__(self, coordinator: StockCoordinator, key: str) -> None:
        """Take which channel it is."""
        super().__init__(coordinator)
        self._key = key

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        for row in self.coordinator.data:
            if row["channel_id"] == self._key:
                self.show(KINDS[row["type"]], row)
        self.async_write_ha_state()


def stock_entities(
    hass: HomeAssistant, entry: ConfigEntry, port: int, wanted: Iterable[Made]
) -> dict[Made, Entity]:
    """Return an event entity for each channel that is wanted; the coordinator has begun to listen."""
    coordinator = StockCoordinator(hass, entry, port)
    entities: dict[Made, Entity] = {}
    for made in wanted:
        if made.word == "analytics":
            entity = entities[made] = StockEvent(coordinator, made.key)
            entity.name_it(entry, made)
    coordinator.start()
    return entities
