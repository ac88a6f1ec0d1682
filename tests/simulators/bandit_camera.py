"""A fast simulated Bandit with a client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from simulators.bandit import BanditCamera
from tests.simulators.bandit_client import Client


@asynccontextmanager
async def camera_and_client(**arguments: Any) -> AsyncIterator[tuple[BanditCamera, Client]]:
    async with BanditCamera(**{"delays": 0.01, "fps": 100.0} | arguments) as camera:
        yield camera, Client(camera.address)
