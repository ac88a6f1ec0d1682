"""The media browser, and the files it leads to, as somebody sees them who is logged in."""

from typing import Any

import aiohttp
from aiohttp.test_utils import TestClient

TOP = "media-source://camhub"

type Browser = TestClient[Any, Any]


class Media:
    """The media browser of somebody who is logged in."""

    def __init__(self, socket: Any, browser: Browser) -> None:
        """Take a connection to Home Assistant, and a browser that is not logged in."""
        self._socket = socket
        self.browser = browser

    async def ask(self, command: str, identifier: str) -> dict[str, Any]:
        """Return the answer to `browse_media` or `resolve_media`."""
        await self._socket.send_json_auto_id(
            {"type": f"media_source/{command}", "media_content_id": identifier}
        )
        return dict(await self._socket.receive_json())

    async def folder(self, identifier: str) -> list[dict[str, Any]]:
        """Return what is in a folder."""
        answer = await self.ask("browse_media", identifier)
        assert answer["success"], answer
        return list(answer["result"]["children"])

    async def top(self, title: str) -> list[dict[str, Any]]:
        """Return what is in one of the folders of the only camera."""
        (camera,) = await self.folder(TOP)
        folders = await self.folder(camera["media_content_id"])
        (found,) = (item for item in folders if item["title"] == title)
        return await self.folder(found["media_content_id"])

    async def fetch(self, item: dict[str, Any]) -> aiohttp.ClientResponse:
        """Begin to fetch the file of an item."""
        answer = await self.ask("resolve_media", item["media_content_id"])
        assert answer["success"], answer
        return await self.browser.get(answer["result"]["url"])


def titles(items: list[dict[str, Any]]) -> list[str]:
    """Return what items of the media browser are called."""
    return [item["title"] for item in items]
