"""Pictures that wait to be fetched: one after the other, bounded, and never anybody's trouble."""

import asyncio
from typing import Any, override

from custom_components.camhub.link.errors import BadData, LinkError, NotThisSystem, TimedOut
from custom_components.camhub.link.session import Picture, Ports
from custom_components.camhub.model.change import Change, Happened
from custom_components.camhub.protocols.sony.postviews import MAX_WAITING, Postviews
from tests.protocols.sony.script import Script


class Folder(Script):
    """A camera whose files are what a test says, JPEGs otherwise."""

    def __init__(self) -> None:
        super().__init__({})
        self.files: dict[str, bytes | LinkError] = {}
        self.fetched: list[str] = []

    @override
    async def get(self, url: str, limit: int, deadline: float) -> bytes:
        self.fetched.append(url)
        found = self.files.get(url, b"\xff\xd8jpeg")
        if isinstance(found, LinkError):
            raise found
        return found


async def fetched(
    urls: list[str], folder: Folder, **options: Any
) -> tuple[list[Picture], list[Change]]:
    """Have pictures fetched; return what arrived and what was told."""
    pictures: list[Picture] = []
    changes: list[Change] = []
    ports = Ports(
        emit=changes.append,
        options=lambda: options,
        picture=lambda _, picture: pictures.append(picture),
    )
    it = Postviews(folder, ports, "key")
    it.add(urls)
    running = asyncio.create_task(it.run())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return pictures, changes


async def test_pictures_arrive_in_order_and_once() -> None:
    folder = Folder()
    pictures, changes = await fetched(
        ["http://a/1.JPG", "http://a/2.JPG", "http://a/1.JPG"], folder
    )
    assert [picture.name for picture in pictures] == ["1.JPG", "2.JPG"]
    assert all(isinstance(change, Happened) for change in changes)
    assert len(changes) == 2


async def test_what_is_no_picture_or_not_there_is_left() -> None:
    folder = Folder()
    folder.files = {
        "http://a/1.JPG": b"<html>",
        "http://a/2.JPG": NotThisSystem("gone"),
        "http://a/3.JPG": TimedOut("slow"),
        "http://a/4.JPG": BadData("large"),
    }
    pictures, _ = await fetched([f"http://a/{i}.JPG" for i in range(1, 6)], folder)
    assert [picture.name for picture in pictures] == ["5.JPG"]


async def test_where_the_user_wants_none_nothing_is_fetched() -> None:
    folder = Folder()
    await fetched(["http://a/1.JPG"], folder, fetch_pictures=False)
    assert folder.fetched == []


async def test_of_more_than_can_wait_the_newest_are_fetched() -> None:
    folder = Folder()
    await fetched([f"http://a/{i}.JPG" for i in range(500)], folder)
    assert len(folder.fetched) <= MAX_WAITING
    assert folder.fetched[-1] == "http://a/499.JPG"
