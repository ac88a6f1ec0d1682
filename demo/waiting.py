"""Waiting with a deadline, the only way anything is waited for here."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any


class Failed(Exception):
    """Something of the demo is not as it should be; the message says what."""


class NotYet(Failed):
    """It is not as it should be, and may still come to be."""


async def wait_for[T](probe: Callable[[], Awaitable[T]], seconds: float) -> T:
    """Return what `probe` returns as soon as it does not raise NotYet; raises Failed in the end."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        try:
            return await probe()
        except NotYet as reason:
            if loop.time() > deadline:
                raise Failed(f"{reason} (waited {seconds:g} s)") from reason
        await asyncio.sleep(0.1)


async def to_the_end[T](work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of work that is not broken off: whoever is stopped meanwhile stops after it."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
