"""Waiting for several things at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from .session import Clock


async def pause(clock: Clock, event: asyncio.Event, seconds: float) -> bool:
    """Wait for something, at most so long; return whether it has happened."""
    nap = asyncio.ensure_future(clock.sleep(seconds))
    woken = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({nap, woken}, return_when=asyncio.FIRST_COMPLETED)
        return event.is_set()
    finally:
        nap.cancel()
        woken.cancel()


async def together(*jobs: Coroutine[Any, Any, None]) -> None:
    """Do all of it until one part ends or fails; then end the others, and raise what it raised."""
    tasks = {asyncio.create_task(job) for job in jobs}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
