"""The pictures and movies on the camera's card, by the day they were taken.

Source: Camera Remote API reference 2.40, service `avContent`.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import batched
from typing import Any, Protocol, override

from ...link.errors import BadRequest, Busy, NotThisSystem, Rejected, Unreachable, Unsupported
from ...link.library import MAX_PAGE, Content, Item, ItemKind, Library, Rendition
from .contents import Entry, Name, count, entries, folder_of, parse_name, rows, sources

SERVICE = "avContent"

MAX_ITEMS = 10_000
"""Items of one folder, or ids of one deletion, that are taken in."""

REMEMBERED = 2_000
"""Items whose addresses are remembered; of others the folder is asked for again."""

FILES = 2
"""Originals that are fetched at once, and as many smaller pictures beside them: cameras serve few."""

type Fetch = Callable[[str], AbstractAsyncContextManager[Content]]


class Call(Protocol):
    """Calls a method of a service, in the version that the camera has; raises a LinkError."""

    def __call__(self, method: str, /, *params: Any, service: str) -> Awaitable[list[Any]]:
        """Return the result."""


class SonyLibrary(Library):
    """Shows what the one camera of a session has stored; it switches the camera as it is needed.

    Ids are the camera's own URIs: that of a folder; or that of an item's folder and its own.
    """

    def __init__(
        self,
        call: Call,
        fetch: Fetch,
        transferring: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        """Take how to call the camera, how to fetch a file from it, and what has it show its contents."""
        self._call = call
        self._fetch = fetch
        self._transferring = transferring
        self._known: OrderedDict[str, Entry] = OrderedDict()
        self._listing = asyncio.Lock()
        self._originals = asyncio.Semaphore(FILES)
        self._others = asyncio.Semaphore(FILES)
        self._under_way: set[asyncio.Timeout] = set()

    @override
    async def browse(self, key: str, folder: str | None) -> list[Item]:
        """Return the days, or a day's pictures and movies, the newest first.

        Where there are several cards the top has one folder for each.
        """
        async with self._transferring():
            if folder is None:
                cards = sources(await self._ask("getSourceList", {"scheme": "storage"}))
                if len(cards) != 1:
                    return [folder_of(Name(card)) for card in cards]
                folder = cards[0]
            name = parse_name(folder)
            if name.content:
                raise BadRequest("this is not a folder")
            return [entry.item for entry in await self._list(name.folder)]

    @override
    async def find(self, key: str, item: str) -> Item:
        """Return the item of that id; a folder is what its id says, whether it is there or not."""
        name = parse_name(item)
        return (await self._entry(name)).item if name.content else folder_of(name)

    @override
    @asynccontextmanager
    async def fetch(self, key: str, item: str, rendition: Rendition) -> AsyncIterator[Content]:
        """Hand out a file while it arrives.

        Raises Unsupported where the item has no such rendition, and Busy where as many
        originals as the camera can serve are on their way.
        """
        name = parse_name(item)
        limit = asyncio.timeout(None)
        try:
            async with limit, AsyncExitStack() as held:
                self._under_way.add(limit)
                held.callback(self._under_way.discard, limit)
                await held.enter_async_context(self._turn(rendition))
                await held.enter_async_context(self._transferring())
                yield await self._open(held, name, rendition)
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise Unreachable("the camera was left") from error

    async def delete(self, items: Iterable[str]) -> list[str]:
        """Delete from the card; return the ids of those that stay, as protected ones do.

        A raw picture and its JPEG are one content: they go together. Nothing is deleted
        where one of the ids is none.
        """
        wanted = list(items)
        if len(wanted) > MAX_ITEMS:
            raise BadRequest(f"no more than {MAX_ITEMS} can be deleted at once")
        names = {item: parse_name(item) for item in wanted}
        if not all(name.content for name in names.values()):
            raise BadRequest("a folder cannot be deleted; name its pictures")
        doubtful: set[str] = set()
        async with self._transferring():
            contents = dict.fromkeys(name.content for name in names.values())
            for some in batched(contents, MAX_PAGE, strict=False):
                try:
                    await self._ask("deleteContent", {"uri": list(some)})
                except Rejected:
                    # Some were skipped; which ones, only the folders tell.
                    doubtful.update(some)
            present = await self._present(n for n in names.values() if n.content in doubtful)
        kept = [
            item
            for item, name in names.items()
            if name.content in doubtful and (not name.folder or name.content in present)
        ]
        for item in names.keys() - set(kept):
            self._known.pop(item, None)
        return kept

    def close(self) -> None:
        """End what is on its way: whoever receives it gets an Unreachable."""
        for limit in self._under_way:
            limit.reschedule(asyncio.get_running_loop().time())
        self._under_way.clear()

    @asynccontextmanager
    async def _turn(self, rendition: Rendition) -> AsyncIterator[None]:
        """Wait for a turn with the small pictures; a long file cannot be waited for."""
        if rendition is not Rendition.ORIGINAL:
            async with self._others:
                yield
        elif self._originals.locked():
            raise Busy(f"{FILES} files of the camera are being fetched already")
        else:
            async with self._originals:
                yield

    async def _open(self, held: AsyncExitStack, name: Name, rendition: Rendition) -> Content:
        """Return the file; an address that has gone stale is asked for once more."""
        was_known = str(name) in self._known
        entry = await self._entry(name)
        try:
            return await self._get(held, entry, rendition)
        except NotThisSystem:
            if not was_known or not name.folder:
                raise
            del self._known[str(name)]
            return await self._get(held, await self._entry(name), rendition)

    async def _get(self, held: AsyncExitStack, entry: Entry, rendition: Rendition) -> Content:
        if (url := entry.urls.get(rendition)) is None:
            raise Unsupported(f"{entry.item.title} is not to be had as {rendition}")
        content = await held.enter_async_context(self._fetch(url))
        # The type that a camera gives a file says little; its name says it.
        return replace(content, content_type=entry.content_type(rendition))

    async def _entry(self, name: Name) -> Entry:
        """Return what is known of an item; of one that was listed long ago the folder is asked again."""
        if (entry := self._known.get(str(name))) is not None:
            return entry
        if name.folder:
            async with self._listing, self._transferring():
                if (entry := self._known.get(str(name))) is not None:
                    return entry
                for listed in await self._list(name.folder):
                    if listed.item.id == str(name):
                        return listed
        raise BadRequest("the camera has no such picture")

    async def _list(self, folder: str) -> list[Entry]:
        """Return everything in a folder, and remember it."""
        asked = {"uri": folder, "view": "date"}
        total = min(count(await self._ask("getContentCount", asked)), MAX_ITEMS)
        found: list[Entry] = []
        start = 0
        while start < total:
            page = {"stIdx": start, "cnt": min(MAX_PAGE, total - start), "sort": "descending"}
            told = rows(await self._ask("getContentList", asked | page))[:MAX_PAGE]
            if not told:
                break
            start += len(told)
            found += (entry for row in told for entry in entries(row, folder))
        # The newest of a folder are shown first, and so are remembered longest.
        for entry in reversed(found):
            if entry.item.kind is not ItemKind.FOLDER:
                self._known[entry.item.id] = entry
                self._known.move_to_end(entry.item.id)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    async def _present(self, names: Iterable[Name]) -> set[str]:
        """Return the contents that the folders of these still have."""
        present: set[str] = set()
        for folder in dict.fromkeys(name.folder for name in names if name.folder):
            for entry in await self._list(folder):
                present.add(parse_name(entry.item.id).content)
        return present

    async def _ask(self, method: str, param: dict[str, Any]) -> list[Any]:
        return await self._call(method, param, service=SERVICE)
