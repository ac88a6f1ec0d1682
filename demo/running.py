"""Everything together: the simulators, Home Assistant, and every system set up in it."""

import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from demo import dashboard, entries
from demo.api import Api, connect
from demo.entries import Entry
from demo.process import Hass
from demo.seed import ENTRIES_FILE
from demo.systems import SYSTEMS, System
from demo.waiting import Failed, wait_for

APPEARS_WITHIN = 60
"""Seconds from set-up until every entity is there, on a slow machine."""

type _Known = dict[str, dict[str, Any]]
"""What `ENTRIES_FILE` holds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A system that is set up: its simulator, and what Home Assistant made of it."""

    system: System[Any]
    simulator: Any
    entry: Entry

    async def check(self, api: Api) -> str:
        """Return what came of driving the system through Home Assistant; raises Failed."""
        return await self.system.check(self.simulator, self.entry, api)


@dataclass(frozen=True, slots=True)
class Demo:
    """The running demo."""

    hass: Hass
    api: Api
    parts: tuple[Part, ...]


@asynccontextmanager
async def run(directory: Path, port: int, *, lively: bool) -> AsyncGenerator[Demo]:
    """Run the demo in a directory until the block ends; raises Failed."""
    process = Hass(directory, port)
    file = directory / ENTRIES_FILE
    known: _Known = json.loads(file.read_text())
    async with AsyncExitStack() as stack:
        # The simulators go last, so that Home Assistant misses nobody while it stops.
        opened = [(system, await _open(stack, system, known, lively=lively)) for system in SYSTEMS]
        hass = await stack.enter_async_context(process)
        api = await stack.enter_async_context(connect(hass))
        # Where systems call Home Assistant: it would name an address that it does not listen at here.
        await api.call("config/core/update", internal_url=hass.url)
        parts = [
            await _set_up(api, hass.url, system, simulator, known) for system, simulator in opened
        ]
        file.write_text(json.dumps(known, indent=2))
        dashboard.write(directory, [part.system.view(part.entry) for part in parts])
        yield Demo(hass, api, tuple(parts))


async def _open(stack: AsyncExitStack, system: System[Any], known: _Known, *, lively: bool) -> Any:
    """Return the system's simulator, listening where it did in an earlier run."""
    address = known[system.name]["address"] if system.name in known else {}
    try:
        return await stack.enter_async_context(system.simulator(lively, address))
    except OSError as error:
        raise Failed(f"{system.title} cannot be simulated: {error}") from error


async def _set_up(api: Api, url: str, system: System[Any], simulator: Any, known: _Known) -> Part:
    """Set a system up, unless an earlier run did."""
    call = None if system.call is None else partial(system.call, simulator)
    if is_new := system.name not in known:
        address = system.answers(simulator)
        entry_id, called = await entries.add(api, system.name, address, call)
        await entries.choose(api, entry_id, system.options)
        path = called.removeprefix(url)
        known[system.name] = {"entry": entry_id, "address": address, "webhook": path}
    if call is not None:
        # Now that the entry listens; Home Assistant's port may be another one than it was.
        await call(url + known[system.name]["webhook"])

    async def complete() -> Entry:
        """Return the entry once it has every entity that the dashboard shows."""
        entry = await entries.find(api, known[system.name]["entry"])
        system.view(entry)
        return entry

    entry = await wait_for(complete, APPEARS_WITHIN)
    if is_new:
        await api.post(f"config/automation/config/{system.name}", **system.automation(entry))
    return Part(system, simulator, entry)
