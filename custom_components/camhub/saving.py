"""Files of cameras, kept in Home Assistant's media folder."""

import asyncio
import errno
import os
import re
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from uuid import uuid4

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.util import slugify

from .const import DOMAIN
from .link.errors import Rejected

WRITE = 1 << 20
"""Bytes that are gathered before they are written."""

RESERVE = 256 << 20
"""Bytes of a disk that stay free: Home Assistant itself may live on it."""

STALE = 86_400.0
"""Seconds after which what was begun and never ended is cleared away."""

MAX_NAME = 200
"""Characters of a name; file systems take 255, and a number may have to be added."""

_PART = ".camhub-{}.part"

_NO_SPACE = "there is not enough space for it in Home Assistant's media folder"


async def save(
    hass: HomeAssistant, entry: ConfigEntry[Any], _: str, name: str, chunks: AsyncIterator[bytes]
) -> str:
    """Keep what arrives as a file of that name, or one like it that is free; return its media source id.

    It is in a folder that is called like the entry. Nobody sees it before it is whole, and nothing
    is left of what does not become whole. Raises Rejected where it cannot be kept, and
    whatever `chunks` raises.
    """
    media = hass.config.media_dirs
    if not media:
        raise Rejected("Home Assistant has no media folder")
    where = "local" if "local" in media else next(iter(media))
    path = f"{DOMAIN}/{slugify(entry.title)[:MAX_NAME] or 'camera'}"
    part = _Part(Path(media[where]), path)

    async def disk[*Ts, T](work: Callable[[*Ts], T], *args: *Ts) -> T:
        try:
            return await hass.async_add_executor_job(work, *args)
        except OSError as error:
            raise Rejected(_reason(error)) from error

    try:
        await disk(part.open)
        gathered: list[bytes] = []
        size = 0
        async for chunk in chunks:
            gathered.append(chunk)
            size += len(chunk)
            if size >= WRITE:
                await disk(part.write, gathered)
                gathered, size = [], 0
        await disk(part.write, gathered)
        kept = await disk(part.finish, safe(name))
    finally:
        # Whoever is cancelled twice clears up all the same.
        await asyncio.shield(hass.async_add_executor_job(part.discard))
    return f"media-source://media_source/{where}/{path}/{kept}"


def safe(name: str) -> str:
    """Return a name that names a file in one folder, wherever that is and also in an address."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = re.sub(r"[^\w .-]", "_", last, flags=re.ASCII)
    plain = re.sub(r"\.{2,}", ".", plain).strip(" .") or "file"
    if len(plain) > MAX_NAME:
        suffix = PurePosixPath(plain).suffix[:16]
        plain = plain[: MAX_NAME - len(suffix)].rstrip(" .") + suffix
    return plain


def _reason(error: OSError) -> str:
    """Return why a file cannot be kept, for the user."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _NO_SPACE
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Home Assistant may not write to its media folder"
    return f"Home Assistant's media folder cannot be written to ({error.strerror})"


class _Part:
    """A file that is not whole yet. Every method blocks; one after the other works on it."""

    def __init__(self, media: Path, path: str) -> None:
        self._media = media
        self._folder = media / path
        self._path = self._folder / _PART.format(uuid4().hex)
        self._file: BinaryIO | None = None
        self._over = False
        self._lock = threading.Lock()

    def open(self) -> None:
        """Begin it; raises Rejected where its folder leads out of the media folder."""
        with self._lock:
            if self._over:
                return
            if not self._folder.resolve().is_relative_to(self._media.resolve()):
                raise Rejected("the folder for it leads out of Home Assistant's media folder")
            self._folder.mkdir(parents=True, exist_ok=True)
            for old in self._folder.glob(_PART.format("*")):
                with suppress(FileNotFoundError):
                    if time.time() - old.stat().st_mtime > STALE:
                        old.unlink()
            self._file = self._path.open("xb")

    def write(self, pieces: list[bytes]) -> None:
        """Add to it; raises Rejected where too little space would be left."""
        with self._lock:
            if self._file is None:
                return
            if shutil.disk_usage(self._folder).free - sum(map(len, pieces)) < RESERVE:
                raise Rejected(_NO_SPACE)
            self._file.writelines(pieces)

    def finish(self, name: str) -> str:
        """Show it to everybody; return what it is called."""
        with self._lock:
            if self._file is not None:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                name = self._reserve(name)
                try:
                    self._path.replace(self._folder / name)
                except OSError:
                    (self._folder / name).unlink()
                    raise
                self._file = None
            return name

    def discard(self) -> None:
        """Leave nothing of it unless it is whole; what comes afterwards does nothing."""
        with self._lock:
            self._over = True
            if self._file is not None:
                with suppress(OSError):
                    self._file.close()
                with suppress(OSError):
                    self._path.unlink()
                self._file = None

    def _reserve(self, name: str) -> str:
        """Take the first name that is free, also from whoever else looks for one."""
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
        names = chain((name,), (f"{stem}_{number}{suffix}" for number in count(2)))
        return next(free for free in names if self._takes(free))

    def _takes(self, name: str) -> bool:
        try:
            (self._folder / name).open("xb").close()
        except FileExistsError:
            return False
        return True
