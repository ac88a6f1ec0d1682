"""A real Home Assistant without a test harness, and integrations for it that exist in memory only."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType, ModuleType
from typing import Any, cast
from unittest.mock import patch

from homeassistant import auth, bootstrap, loader
from homeassistant.config_entries import (
    HANDLERS,
    SOURCE_USER,
    ConfigEntries,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
)
from homeassistant.core import (
    CoreState,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.setup import async_setup_component

# What Home Assistant says of itself with every start is not in question here.
for name in ("homeassistant", "aiohttp_fast_zlib"):
    logging.getLogger(name).setLevel(logging.ERROR)

PATIENCE = 60.0
"""Seconds until a benchmark gives up waiting for what it measures."""

type MakeEntities = Callable[[HomeAssistant, ConfigEntry], Awaitable[Mapping[str, list[Entity]]]]
"""Makes the entities of an entry, by platform."""


@asynccontextmanager
async def home_assistant(platforms: Iterable[str]) -> AsyncGenerator[HomeAssistant]:
    """Start a Home Assistant that has these platforms; nothing of it is left afterwards."""
    with TemporaryDirectory(prefix="camhub-benchmark-") as directory:
        hass = HomeAssistant(directory)
        loader.async_setup(hass)
        hass.config.skip_pip = True
        hass.config_entries = ConfigEntries(hass, {})
        await loader.async_get_custom_components(hass)
        await bootstrap.async_load_base_functionality(hass)
        hass.auth = await auth.auth_manager_from_config(hass, [], [])
        # Its port is not bound: the machine may have another Home Assistant.
        with patch("homeassistant.components.http.HomeAssistantHTTP.async_bind"):
            for platform in platforms:
                assert await async_setup_component(hass, platform, {})
        hass.set_state(CoreState.running)
        try:
            yield hass
        finally:
            for entry in hass.config_entries.async_entries():
                await hass.config_entries.async_unload(entry.entry_id)
            await hass.async_stop(force=True)


async def add_entry(hass: HomeAssistant, domain: str, data: Mapping[str, Any]) -> ConfigEntry:
    """Add an entry of an integration; it is set up when this returns."""
    entry: ConfigEntry = ConfigEntry(
        data=data,
        discovery_keys=MappingProxyType({}),
        domain=domain,
        minor_version=1,
        options={},
        source=SOURCE_USER,
        subentries_data=(),
        title=domain,
        unique_id=None,
        version=1,
    )
    await hass.config_entries.async_add(entry)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED, entry.reason
    return entry


def add_integration(
    hass: HomeAssistant, domain: str, platforms: Iterable[str], make: MakeEntities
) -> None:
    """Make an integration known that adds what `make` returns, as any integration does."""
    platforms = list(platforms)

    async def setup(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        entry.runtime_data = await make(hass, entry)
        await hass.config_entries.async_forward_entry_setups(entry, platforms)
        return True

    async def unload(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        return await hass.config_entries.async_unload_platforms(entry, platforms)

    files = {f"{platform}.py" for platform in platforms}
    manifest = {"domain": domain, "name": domain, "version": "1.0.0"}
    modules = hass.data[loader.DATA_COMPONENTS]
    modules[domain] = _module(async_setup_entry=setup, async_unload_entry=unload)
    modules[f"{domain}.config_flow"] = _module()
    for platform in platforms:
        modules[f"{domain}.{platform}"] = _module(async_setup_entry=_add_those_of(platform))
    hass.data[loader.DATA_INTEGRATIONS][domain] = loader.Integration(
        hass, domain, Path(domain), cast(loader.Manifest, manifest), files
    )
    HANDLERS[domain] = ConfigFlow


def _add_those_of(platform: str) -> Callable[..., Awaitable[None]]:
    async def setup(
        hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback
    ) -> None:
        add(entry.runtime_data.get(platform, []))

    return setup


def _module(**names: Any) -> ModuleType:
    module = ModuleType("in_memory")
    vars(module).update(names)
    return module


class Arrivals:
    """Waits for changes of entities; `changed` is called at each, `seen` counts them."""

    def __init__(
        self,
        hass: HomeAssistant,
        entity_ids: Iterable[str],
        expected: int,
        changed: Callable[[str], None],
    ) -> None:
        """Listen from now on."""
        self._expected = expected
        self._changed = changed
        self._all = asyncio.Event()
        self.seen = 0
        self._stop = async_track_state_change_event(hass, entity_ids, self._hear)

    @callback
    def _hear(self, event: Event[EventStateChangedData]) -> None:
        self.seen += 1
        self._changed(event.data["entity_id"])
        if self.seen == self._expected:
            self._all.set()

    async def all(self) -> None:
        """Wait until as many changes came as are expected; TimeoutError when they do not."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._all.wait()
        finally:
            self._stop()
