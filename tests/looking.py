"""Looking at a camera the way that a browser does: a still picture, or the moving one frame by frame."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp.test_utils import TestClient

from tests.home import PATIENCE, Place

type NextFrame = Callable[[], Awaitable[bytes]]


async def still(place: Place, browser: TestClient[Any, Any], camera: int | None = None) -> bytes:
    """Return what the camera's still picture is."""
    response = await browser.get(
        f"/api/camera_proxy/{place.entity_id('camera', 'live_view', camera)}"
    )
    assert response.status == 200
    assert response.content_type == "image/jpeg"
    return bytes(await response.read())


@asynccontextmanager
async def viewer(
    place: Place, browser: TestClient[Any, Any], camera: int | None = None
) -> AsyncIterator[NextFrame]:
    """Look at a camera's live view."""
    entity_id = place.entity_id("camera", "live_view", camera)
    async with browser.get(f"/api/camera_proxy_stream/{entity_id}") as response:
        assert response.status == 200

        async def next_frame() -> bytes:
            """Return the next picture, none once the stream has ended."""
            async with asyncio.timeout(PATIENCE):
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    if not (line := await response.content.readline()):
                        return b""
                    head += line
                size = int(head.partition(b"Content-Length: ")[2].split()[0])
                return bytes((await response.content.readexactly(size + 2))[:-2])

        yield next_frame
