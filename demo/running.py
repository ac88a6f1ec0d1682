"""Everything together: the simulators, Home Assistant, and every system set up in it."""

import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo import dashboard, entries
from demo.api import Api, connect
from demo.entries import Entry
from demo.process import Hass
from demo.seed import ENTRIES_FILE
from demo.systems import SYSTEMS, System
from demo.waiting import wait_for

APPEARS_WITHIN = 60
"""Seconds from set-up until every entity is there, on a slow machine."""


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
    async with AsyncExitStack() as stack:
        # The simulators go last, so that Home Assistant misses nobody while it stops.
        simulators = [
            await stack.enter_async_context(system.simulator(lively)) for system in SYSTEMS
        ]
        hass = await stack.enter_async_context(Hass(directory, port))
        api = await stack.enter_async_context(connect(hass))
        file = directory / ENTRIES_FILE
        ids: dict[str, str] = json.loads(file.read_text())
        parts = [
            await _set_up(api, system, simulator, ids)
            for system, simulator in zip(SYSTEMS, simulators, strict=True)
        ]
        file.write_text(json.dumps(ids))
        dashboard.write(directory, [part.system.view(part.entry) for part in parts])
        yield Demo(hass, api, tuple(parts))


async def _set_up(api: Api, system: System[Any], simulator: Any, ids: dict[str, str]) -> Part:
    """Set a system up, or move the entry of an earlier run to where the simulator is now."""
    answers = system.answers(simulator)
    if known := ids.get(system.name):
        await entries.move(api, known, answers)
    else:
        ids[system.name] = await entries.add(api, system.name, answers)
        await entries.choose(api, ids[system.name], system.options)

    async def complete() -> Entry:
        """Return the entry once it has every entity that the dashboard shows."""
        entry = await entries.find(api, ids[system.name])
        system.view(entry)
        return entry

    entry = await wait_for(complete, APPEARS_WITHIN)
    await api.post(f"config/automation/config/{system.name}", **system.automation(entry))
    return Part(system, simulator, entry)
