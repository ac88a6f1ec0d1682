"""A simulated camera with a client that has read its description."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from simulators.sony import SonyCamera
from tests.simulators.sony_client import Client


@asynccontextmanager
async def camera_and_client(
    model: str = "ILCE-6000", *, ready: bool = True, **arguments: Any
) -> AsyncIterator[tuple[SonyCamera, Client]]:
    async with SonyCamera(model, **{"delays": 0.01, "rate": 100.0} | arguments) as camera:
        client = Client(camera.location)
        if ready:
            await client.describe()
            if "rec mode" in camera.profile.groups:
                await client.call("startRecMode")
            if camera.profile.events:
                await client.idle()
        yield camera, client
