"""What a camera tells of its stored pictures and movies, and how they are named. No I/O.

Source: Camera Remote API reference 2.40, service `avContent`. Items carry booleans as
texts, addresses that may be "", contents that may be null, and kinds that may be "".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, override
from urllib.parse import unquote

from ...link.errors import BadRequest
from ...link.library import Item, ItemKind, Rendition

MAX_TEXT = 255
"""Characters of a name that are taken in."""

MAX_URI = 512
"""Characters of a URI; a longer one is left out, since half a name names nothing."""

MAX_URL = 2_048
"""Characters of a file's address; a longer one is left out."""

MAX_ORIGINALS = 8
"""Files of one content; a camera makes two, a JPEG and its raw picture."""

_FOLDER = "storage:"
_CONTENT = re.compile(r"(?:image|video|audio|storage):\S+")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")

_TYPES = {
    ".arw": "image/x-sony-arw",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".mpo": "image/mpo",
    ".mts": "video/mp2t",
}
_STILLS = {"jpeg": "image/jpeg", "mpo": "image/mpo", "raw": "image/x-sony-arw"}
_SIZES = {
    "largeUrl": Rendition.LARGE,
    "smallUrl": Rendition.SMALL,
    "thumbnailUrl": Rendition.THUMBNAIL,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, and where its files are for now."""

    item: Item
    urls: dict[Rendition, str] = field(default_factory=dict)

    def content_type(self, rendition: Rendition) -> str:
        """Return the type of a file: the camera makes the smaller ones itself, as JPEG."""
        return self.item.content_type if rendition is Rendition.ORIGINAL else "image/jpeg"


@dataclass(frozen=True, slots=True)
class Name:
    """What an item's id says: its folder's URI, its own, and which of its files it is.

    A folder has no `content`. Where the folder is not known it is "".
    """

    folder: str
    content: str = ""
    number: int = 0

    @override
    def __str__(self) -> str:
        """Write it as an id; a URI has no blanks."""
        parts = (self.folder, self.content, str(self.number or ""))
        return " ".join(part for part in parts if part)


def parse_name(text: str) -> Name:
    """Return what an id says; raises BadRequest for what is none.

    A bare URI of a content is an id too, one that does not tell the folder.
    """
    match text.split(" ") if len(text) <= 2 * MAX_URI else ():
        case [folder] if _is_folder(folder):
            return Name(folder)
        case [content] if _is_content(content):
            return Name("", content)
        case [folder, content, *rest] if _is_folder(folder) and _is_content(content):
            match rest:
                case []:
                    return Name(folder, content)
                case [number] if number.isdecimal() and 0 < int(number) < MAX_ORIGINALS:
                    return Name(folder, content, int(number))
    raise BadRequest("no picture or folder has this id")


def folder_of(name: Name) -> Item:
    """Return the folder that an id names, as its URI tells it."""
    source, _, path = name.folder.removeprefix(_FOLDER).partition("?path=")
    return Item(str(name), _day(_plain(unquote(path) or source)), ItemKind.FOLDER)


def sources(result: Any) -> list[str]:
    """Return the URIs of the cards in the answer to getSourceList."""
    match result:
        case [list(rows), *_]:
            return [row["source"] for row in rows if _has_folder(row, "source")]
    return []


def count(result: Any) -> int:
    """Return the number in the answer to getContentCount, which may be a text; 0 where there is none."""
    match result:
        case [{"count": int(number)}, *_]:
            return max(number, 0)
        case [{"count": str(text)}, *_] if text.isdecimal() and len(text) < 10:
            return int(text)
    return 0


def rows(result: Any) -> list[Any]:
    """Return the items in the answer to getContentList, as they are told."""
    match result:
        case [list(told), *_]:
            return told
    return []


def entries(row: Any, folder: str) -> Iterator[Entry]:
    """Yield what an item of a folder is: one for each of its files, nothing for what cannot be named."""
    match row:
        case {"uri": str(uri)} if _is_folder(uri) and _kind(row, uri) is ItemKind.FOLDER:
            title = _day(_plain(row.get("title"))) or folder_of(Name(uri)).title
            yield Entry(Item(uri, title, ItemKind.FOLDER, created=_moment(row)))
        case {"uri": str(uri)} if _is_content(uri):
            yield from _files(row, folder, uri)


def _files(row: dict[str, Any], folder: str, uri: str) -> Iterator[Entry]:
    content = row.get("content")
    content = content if isinstance(content, dict) else {}
    sizes = {size: url for key, size in _SIZES.items() if (url := _url(content.get(key)))}
    originals = content.get("original")
    originals = [o for o in originals if isinstance(o, dict)] if isinstance(originals, list) else []
    # What everything can show comes first, whatever the order it is told in.
    originals.sort(key=lambda original: original.get("stillObject") == "raw")
    for number, original in enumerate(originals[:MAX_ORIGINALS] or [{}]):
        title = _plain(original.get("fileName")) or _plain(row.get("title")) or uri
        urls = dict(sizes)
        if url := _url(original.get("url")):
            urls[Rendition.ORIGINAL] = url
        kind = _kind(row, uri)
        item = Item(
            str(Name(folder, uri, number)),
            title,
            kind,
            _type(original, title, kind),
            _moment(row),
            frozenset(urls),
            protected=row.get("isProtected") in ("true", True),
        )
        yield Entry(item, urls)


def _kind(row: dict[str, Any], uri: str) -> ItemKind:
    told = str(row.get("contentKind") or "")
    if told == "directory" or (not told and _is_folder(uri)):
        return ItemKind.FOLDER
    return (
        ItemKind.MOVIE if told.startswith("movie") or uri.startswith("video") else ItemKind.PICTURE
    )


def _type(original: dict[str, Any], title: str, kind: ItemKind) -> str:
    if (still := _STILLS.get(str(original.get("stillObject")))) is not None:
        return still
    guess = "video/mp4" if kind is ItemKind.MOVIE else "image/jpeg"
    return _TYPES.get(PurePosixPath(title).suffix.lower(), guess)


def _moment(row: dict[str, Any]) -> str | None:
    text = row.get("createdTime")
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _day(title: str) -> str:
    """Write a day as everybody does: cameras call its folder 20140818."""
    if (day := _DAY.fullmatch(title)) is None:
        return title
    return "-".join(day.groups())


def _plain(text: Any) -> str:
    if not isinstance(text, str):
        return ""
    return "".join(c for c in text[:MAX_TEXT] if c.isprintable()).strip()


def _url(text: Any) -> str:
    return text if isinstance(text, str) and len(text) <= MAX_URL else ""


def _has_folder(row: Any, key: str) -> bool:
    return isinstance(row, dict) and isinstance(uri := row.get(key), str) and _is_folder(uri)


def _is_folder(uri: str) -> bool:
    return uri.startswith(_FOLDER) and _is_content(uri)


def _is_content(uri: str) -> bool:
    return len(uri) <= MAX_URI and _CONTENT.fullmatch(uri) is not None
