"""A simulator as a process of its own, as its command line starts it."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import Any

PATIENCE = 20.0
"""Seconds after which a test gives up."""


async def start(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulators", *arguments, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )


async def ready(process: Process) -> Any:
    """Return what it says when it listens."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        return json.loads(await process.stdout.readline())


async def end(process: Process) -> tuple[int | None, str, str]:
    """Wait until it has ended; return its exit code and all that it still wrote."""
    async with asyncio.timeout(PATIENCE):
        out, error = await process.communicate()
    return process.returncode, out.decode(), error.decode()
