"""The videos and pictures on the camera's card, and the highlights of its videos."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any, override

from ...link.errors import (
    BadData,
    BadRequest,
    Busy,
    Rejected,
    Unreachable,
    Unsupported,
)
from ...link.library import MAX_PAGE, Content, Item, Library, Rendition
from . import items, wire
from .items import HIGHLIGHT, PICTURE, SESSION, VIDEO, Name, parse, parse_file
from .rest import Rest

MAX_ITEMS = 20_000
"""Items of a folder that are shown, or ids of one deletion; more are left out."""

MAX_PAGES = 2 * MAX_ITEMS // MAX_PAGE
"""Questions for one folder, where the camera answers with fewer items than it is asked for."""

MAX_THUMBNAIL = 4 * 1024 * 1024
"""Bytes of a thumbnail."""

THUMBNAILS = 2
"""Thumbnails that are fetched at once; those of a whole folder are asked for together."""

MAX_ASKED = 500
"""Videos whose highlights are asked for one by one, where their list does not tell them."""

_WITH_TAGS = 25
"""Videos of a page with their highlights, which may be many."""

type File = wire.Video | wire.Image


class BanditLibrary(Library):
    """Shows what the one camera of a session has stored; nothing of it is kept.

    Lists are the newest first, as the camera orders them: by the names of the files.
    """

    def __init__(self, rest: Rest) -> None:
        """Take the camera."""
        self._rest = rest
        self._thumbnails = asyncio.Semaphore(THUMBNAILS)
        self._under_way: set[asyncio.Timeout] = set()

    @override
    async def browse(self, key: str, folder: str | None) -> list[Item]:
        """Return what is in a folder; the top has one for each way to look at what is stored."""
        match folder:
            case None:
                return items.top()
            case "videos":
                return [items.file_item(file) async for file in self._all(VIDEO)]
            case "pictures":
                return [items.file_item(file) async for file in self._all(PICTURE)]
            case "sessions":
                return await self._sessions()
            case "highlights":
                return await self._highlights()
        if (name := parse(folder)).sort != SESSION:
            raise BadRequest("this is not a folder")
        return [items.file_item(file) for file in await self._session(name)]

    @override
    async def find(self, key: str, item: str) -> Item:
        """Return the item of that id; raises BadRequest where the camera has none."""
        if folders := items.top(item):
            return folders[0]
        name = parse(item)
        file = await self._file(name)
        if name.sort == SESSION:
            return items.session_item(replace(file, files=name.files))
        if isinstance(file, wire.Video) and name.sort == HIGHLIGHT:
            return items.highlight_item(file, await self._tag(name))
        return items.file_item(file)

    @override
    def fetch(
        self, key: str, item: str, rendition: Rendition
    ) -> AbstractAsyncContextManager[Content]:
        """Hand out a file while it arrives.

        Raises Unsupported where there is no such rendition, and Busy where as many files as
        the camera can serve are on their way; thumbnails wait for their turn.
        """
        match rendition:
            case Rendition.ORIGINAL:
                return self.film(item)
            case Rendition.THUMBNAIL:
                return self._thumbnail(parse_file(item))
        raise Unsupported(f"the camera has nothing as {rendition}")

    @asynccontextmanager
    async def film(
        self,
        item: str,
        *,
        resolution: str | None = None,
        frame_rate: float | None = None,
        offset: float | None = None,
        length: float | None = None,
    ) -> AsyncIterator[Content]:
        """Hand out a file while it arrives, cut or in another size where any of that is asked for.

        `offset` and `length` are in seconds. The camera makes it first, which takes it a while.
        Raises BadRequest where that cannot be had of the item, else as `fetch`.
        """
        name = parse_file(item)
        asked = {
            "resolution": resolution,
            "framerate": None if frame_rate is None else f"{frame_rate:g}",
            "offset_secs": offset,
            "length_secs": length,
        }
        cut = {key: value for key, value in asked.items() if value is not None}
        if name.sort == PICTURE and cut:
            raise BadRequest("a picture cannot be cut, nor had in another size")
        if name.sort == HIGHLIGHT and (offset is not None or length is not None):
            raise BadRequest("a highlight is cut already; name its video to cut that")
        async with self._until_closed(), AsyncExitStack() as held:
            try:
                content = await self._open(held, name, cut)
            except Rejected:
                if frame_rate is None:
                    raise
                # The maker's two kits write it differently.
                content = await self._open(held, name, cut | {"framerate": f"{frame_rate:g}fps"})
            if content.length is None and not cut and name.sort != HIGHLIGHT:
                size = (await self._file(name)).size
                content = replace(content, chunks=_whole(content.chunks, size))
            yield content

    async def video(self, item: str) -> wire.Video:
        """Return what the camera tells of a video, or of that which a highlight is of.

        Raises BadRequest for what is neither.
        """
        file = await self._file(parse_file(item))
        if not isinstance(file, wire.Video):
            raise BadRequest("this is no video")
        return file

    async def file_name(self, item: str) -> str:
        """Return what to call the file of an item; it is safe to use anywhere."""
        name = parse_file(item)
        path = (await self._file(name)).path
        if name.sort == HIGHLIGHT:
            return items.clip_name(path, await self._tag(name))
        return items.name_of(path)

    async def delete(self, named: Iterable[str]) -> list[str]:
        """Delete from the card; return the ids of those that stay. What is not there any more is gone.

        Nothing is deleted where one of the ids is none.
        """
        wanted = list(dict.fromkeys(named))
        if len(wanted) > MAX_ITEMS:
            raise BadRequest(f"no more than {MAX_ITEMS} can be deleted at once")
        paths = {item: items.deletable_path(item) for item in wanted}
        return [item for item, path in paths.items() if not await self._is_deleted(path)]

    def close(self) -> None:
        """End what is on its way: whoever receives it gets an Unreachable."""
        for limit in self._under_way:
            limit.reschedule(asyncio.get_running_loop().time())
        self._under_way.clear()

    # What is stored.

    def _all(self, sort: str, *, sessions: bool = False) -> AsyncIterator[File]:
        """Yield all videos or pictures, or the first of each of their sessions."""
        below = "/sessions" if sessions else ""
        if sort == PICTURE:
            return self._pages(f"{below}/images", wire.images)
        return self._pages(f"{below}/videos", wire.videos)

    async def _pages[FileT: File](
        self, path: str, read: Callable[[object], tuple[int, tuple[FileT, ...]]], **query: Any
    ) -> AsyncIterator[FileT]:
        """Yield the items of a list, a page after the other, each once however the list moves."""
        asked = {"sort": "filename", "order": "desc", "count": MAX_PAGE, **query}
        seen: set[str] = set()
        start = 0
        for _ in range(MAX_PAGES):
            try:
                # Where there is nothing, even its beginning may be beyond its end.
                data = await self._rest.get(path, **asked, offset=start or None)
            except Rejected:
                if start:
                    return  # It became shorter meanwhile.
                raise
            total, files = read(data)
            for file in files:
                if file.id not in seen and len(seen) < MAX_ITEMS:
                    seen.add(file.id)
                    yield file
            start += (told := len(data.get("items", ())))
            if not told or start >= min(total, MAX_ITEMS):
                return

    async def _sessions(self) -> list[Item]:
        """Return the recordings and series of pictures."""
        files = [file async for file in self._all(VIDEO, sessions=True)]
        files += [file async for file in self._all(PICTURE, sessions=True)]
        files.sort(key=lambda file: file.created or "", reverse=True)
        return [items.session_item(file) for file in files]

    async def _session(self, name: Name) -> list[File]:
        """Return the files of a session in the order they were taken: those that follow its first."""
        last = deque[File](maxlen=name.files)
        async for file in self._all(name.of):
            last.appendleft(file)
            if file.id == name.id:
                return list(last)
        raise BadRequest("the camera has no such recording any more")

    async def _highlights(self) -> list[Item]:
        """Return the highlights, those of a video in their order."""
        found: list[Item] = []
        asked = 0
        async for video in self._pages("/videos", wire.videos, count=_WITH_TAGS, tags=1):
            tags = video.tags
            if not tags and video.highlights and video.valid and asked < MAX_ASKED:
                asked += 1
                tags = await self._tags(video)
            found += (
                items.highlight_item(video, tag)
                for tag in sorted(tags, key=lambda tag: tag.offset or 0)
            )
            if len(found) >= MAX_ITEMS:
                break
        return found[:MAX_ITEMS]

    async def _tags(self, video: wire.Video) -> tuple[wire.Tag, ...]:
        """Return the highlights of a video whose list does not tell them; none where nothing does."""
        try:
            return wire.tags(await self._rest.get(f"{Name(VIDEO, video.id).path}/tags"))
        except Rejected, Unsupported:
            return ()

    async def _file(self, name: Name) -> File:
        """Return what the camera tells of the file of an id, or of that which a highlight is of."""
        is_picture = PICTURE in (name.sort, name.of)
        data = await self._told(Name(PICTURE if is_picture else VIDEO, name.id).path)
        return wire.image(data) if is_picture else wire.video(data)

    async def _tag(self, name: Name) -> wire.Tag:
        return wire.tag(await self._told(name.path))

    async def _told(self, path: str) -> object:
        """Return what the camera tells; with which error it tells that it has none, is not documented."""
        try:
            return await self._rest.get(path)
        except (Rejected, Unsupported) as error:
            raise BadRequest(f"the camera has no such file: {error}") from error

    async def _is_deleted(self, path: str) -> bool:
        try:
            await self._rest.delete(path)
        except Unsupported:
            return True
        except Busy:
            return False
        except Rejected:
            try:
                await self._rest.get(path)
            except Rejected, Unsupported:
                return True
            return False
        return True

    # How it comes.

    async def _open(self, held: AsyncExitStack, name: Name, cut: dict[str, Any]) -> Content:
        stream = self._rest.stream(f"{name.path}/contents", **cut)
        content = await held.enter_async_context(stream)
        # The type that a camera gives a file says little; what it is says it.
        is_picture = name.sort == PICTURE
        return replace(content, content_type="image/jpeg" if is_picture else "video/mp4")

    @asynccontextmanager
    async def _thumbnail(self, name: Name) -> AsyncIterator[Content]:
        """Fetch a thumbnail; a whole folder's wait for each other."""
        async with self._until_closed():
            async with self._thumbnails:
                data = await self._rest.file(f"{name.path}/thumb", MAX_THUMBNAIL)
            yield Content("image/jpeg", len(data), _at_once(data))

    @asynccontextmanager
    async def _until_closed(self) -> AsyncIterator[None]:
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._under_way.add(limit)
                try:
                    yield
                finally:
                    self._under_way.discard(limit)
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise Unreachable("the camera was left") from error


async def _at_once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _whole(chunks: AsyncIterator[bytes], size: int | None) -> AsyncIterator[bytes]:
    """Hand a file on; raises BadData where it ends before it is as large as the camera says it is."""
    arrived = 0
    async for chunk in chunks:
        arrived += len(chunk)
        yield chunk
    if size is not None and arrived < size:
        raise BadData(f"{arrived} bytes of {size}")
