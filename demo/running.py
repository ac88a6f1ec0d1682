"""Everything together: the simulators, Home Assistant, and every system set up in it."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from demo import dashboard, entries
from demo.api import Api, connect
from demo.entries import Entry
from demo.known import Known, Row
from demo.process import Hass
from demo.systems import SYSTEMS, System
from demo.waiting import Failed, to_the_end, wait_for

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
    process = Hass(directory, port)
    known = Known(directory)
    async with AsyncExitStack() as stack:
        # The simulators go last, so that Home Assistant misses nobody while it stops.
        opened = [(system, await _open(stack, system, known, lively=lively)) for system in SYSTEMS]
        hass = await stack.enter_async_context(process)
        api = await stack.enter_async_context(connect(hass))
        # Where systems call Home Assistant: it would name an address that it does not listen at here.
        await api.call("config/core/update", internal_url=hass.url)
        parts = [
            await set_up(api, hass.url, system, simulator, known) for system, simulator in opened
        ]
        dashboard.write(directory, [part.system.view(part.entry) for part in parts])
        yield Demo(hass, api, tuple(parts))


async def _open(stack: AsyncExitStack, system: System[Any], known: Known, *, lively: bool) -> Any:
    """Return the system's simulator, listening where it did in an earlier run."""
    row = known.get(system.name)
    address = row["address"] if row else {}
    try:
        return await stack.enter_async_context(system.simulator(lively, address))
    except OSError as error:
        raise Failed(f"{system.title} cannot be simulated: {error}") from error


async def set_up(api: Api, url: str, system: System[Any], simulator: Any, known: Known) -> Part:
    """Set a system up, of which an earlier run may have done all or some."""
    call = None if system.call is None else partial(system.call, simulator)
    row = await to_the_end(_added(api, url, system, simulator, call, known))
    await entries.choose(api, row["entry"], system.options)
    if call is not None:
        # Now that the entry listens; Home Assistant's port may be another one than it was.
        await call(url + row["webhook"])

    async def complete() -> Entry:
        """Return the entry once it has every entity that the dashboard shows."""
        entry = await entries.find(api, row["entry"])
        system.view(entry)
        return entry

    entry = await wait_for(complete, APPEARS_WITHIN)
    await api.post(f"config/automation/config/{system.name}", **system.automation(entry))
    return Part(system, simulator, entry)


async def _added(
    api: Api,
    url: str,
    system: System[Any],
    simulator: Any,
    call: Callable[[str], Awaitable[None]] | None,
    known: Known,
) -> Row:
    """Return what is known of the system; add it first if that is nothing.

    Known it has to be as soon as it is added: nobody could add it again.
    """
    if row := known.get(system.name):
        return row
    address = system.answers(simulator)
    entry_id, called = await entries.add(api, system.name, address, call)
    row = Row(entry=entry_id, address=address, webhook=called.removeprefix(url))
    known.keep(system.name, row)
    return row
