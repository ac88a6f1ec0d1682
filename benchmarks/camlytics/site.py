"""A Home Assistant in which all sides are set up, and the applications that they hear."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component

from benchmarks.camlytics import stock
from benchmarks.camlytics.apps import Apps, Script
from benchmarks.camlytics.floor import (
    Floor,
    Made,
    bare_entities,
    by_platform,
    listen,
    made_by,
    poll,
)
from benchmarks.camlytics.side import Side, number_of_state
from benchmarks.home import MakeEntities, add_entry, add_integration, home_assistant
from custom_components.camhub.const import CONF_SYSTEM, DOMAIN, PLATFORMS

SIDES = 8
REST, WEBHOOK = "rest", "webhook"


class Site:
    """Sets up one side after the other, each with an application of its own."""

    def __init__(self, hass: HomeAssistant, apps: Apps, url: str) -> None:
        """Take where they are, and what is in front of a webhook's id."""
        self._hass = hass
        self._apps = apps
        self._url = url
        self._script = Script()
        self._wanted: list[Made] = []
        self._used = 0

    async def camhub_polling(self) -> Side:
        """Set up camhub with the REST API; the floors have the same entities, and come after it."""
        app = self._next()
        entry = await self._add_camhub("127.0.0.1", app)
        side = await self._side(app, REST, [])
        side.entity_ids.extend(self._events_of(entry))
        self._wanted = made_by(self._hass, entry)
        return side

    async def camhub_called(self) -> Side:
        """Set up camhub with a webhook alone."""
        app = self._next()
        entry = await self._add_camhub("", app)
        self._call(app)
        side = await self._side(app, WEBHOOK, [])
        side.entity_ids.extend(self._events_of(entry))
        return side

    async def floor_polling(self) -> Side:
        """Set up bare entities and a bare long poll."""
        app = self._next()

        async def make(hass: HomeAssistant, entry: ConfigEntry) -> Mapping[str, list[Entity]]:
            entities = bare_entities(entry, self._wanted)
            polling = poll(async_get_clientsession(hass), self._apps.ports[app], Floor(entities))
            entry.async_create_background_task(hass, polling, "bare poll")
            return by_platform(entities)

        entry = await self._add("bare_poll", make)
        return await self._side(app, REST, self._events_of(entry))

    async def floor_called(self) -> Side:
        """Set up bare entities that are shown what Home Assistant is called with."""
        app = self._next()

        async def make(hass: HomeAssistant, entry: ConfigEntry) -> Mapping[str, list[Entity]]:
            entities = bare_entities(entry, self._wanted)
            listen(hass, self._call(app), Floor(entities))
            return by_platform(entities)

        entry = await self._add("bare_hook", make)
        return await self._side(app, WEBHOOK, self._events_of(entry))

    async def coordinator(self) -> Side:
        """Set up what a custom integration usually is."""
        app = self._next()

        async def make(hass: HomeAssistant, entry: ConfigEntry) -> Mapping[str, list[Entity]]:
            port = self._apps.ports[app]
            return by_platform(stock.stock_entities(hass, entry, port, self._wanted))

        entry = await self._add("stock", make)
        return await self._side(app, REST, self._events_of(entry))

    async def template(self) -> Side:
        """Set up Home Assistant's webhook trigger with a template sensor."""
        app = self._next()
        await stock.add_template(self._hass, self._call(app))
        return await self._side(app, WEBHOOK, [stock.TEMPLATE], shows_state=True)

    async def automation(self) -> Side:
        """Set up Home Assistant's webhook trigger with an automation."""
        app = self._next()
        await stock.add_automation(self._hass, self._call(app))
        return await self._side(app, WEBHOOK, [stock.TEXT], shows_state=True)

    async def sensor(self) -> Side:
        """Set up Home Assistant's `rest` sensor."""
        app = self._next()
        await stock.add_rest(self._hass, self._apps.ports[app])
        return await self._side(app, REST, [stock.SENSOR], shows_state=True, latest=True)

    def _next(self) -> int:
        """Return an application that nobody hears yet."""
        self._used += 1
        return self._used - 1

    def _call(self, app: int) -> str:
        """Have an application call Home Assistant; return the webhook's id."""
        webhook_id = f"application_{app}"
        self._apps.call(app, f"{self._url}/{webhook_id}")
        return webhook_id

    async def _side(
        self,
        app: int,
        way: str,
        entity_ids: list[str],
        *,
        shows_state: bool = False,
        latest: bool = False,
    ) -> Side:
        more: dict[str, Any] = {"number": number_of_state} if shows_state else {}
        side = Side(
            self._hass, self._apps, self._script, app, way, entity_ids, latest=latest, **more
        )
        await side.warm_up()
        return side

    async def _add_camhub(self, host: str, app: int) -> ConfigEntry:
        data = {
            CONF_SYSTEM: "camlytics",
            "host": host,
            "port": self._apps.ports[app],
            "webhook_id": f"application_{app}",
        }
        return await add_entry(self._hass, DOMAIN, data)

    async def _add(self, domain: str, make: MakeEntities) -> ConfigEntry:
        add_integration(self._hass, domain, PLATFORMS, make)
        return await add_entry(self._hass, domain, {})

    def _events_of(self, entry: ConfigEntry) -> list[str]:
        registry = er.async_get(self._hass)
        return [
            entity.entity_id
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
            if entity.domain == "event"
        ]


@asynccontextmanager
async def site() -> AsyncGenerator[Site]:
    """Start the applications and Home Assistant, which is served on any free port of this machine alone."""
    with Apps(SIDES) as apps:
        async with home_assistant(PLATFORMS) as hass:
            # What has pages must have told them before they are served.
            assert await async_setup_component(hass, DOMAIN, {})
            runner = web.AppRunner(hass.http.app, handler_cancellation=True, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            try:
                yield Site(hass, apps, f"http://127.0.0.1:{runner.addresses[0][1]}/api/webhook")
            finally:
                await runner.cleanup()
