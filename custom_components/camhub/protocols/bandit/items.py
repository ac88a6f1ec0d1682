"""What the camera has stored as items of its library, and how they are named. No I/O.

Ids are `video/<id>`, `picture/<id>` and `highlight/<video>/<tag>`; those of folders are `videos`,
`pictures`, `sessions`, `highlights` and `session/<video or picture>/<first id>/<files>`. The
camera's own ids are percent-quoted in them. `highlights/<id>` are all highlights of a video.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import override
from urllib.parse import quote, unquote

from ...link.errors import BadRequest
from ...link.library import Item, ItemKind, Rendition
from . import wire
from .fields import MAX_ID

VIDEO = "video"
PICTURE = "picture"
HIGHLIGHT = "highlight"
SESSION = "session"

MAX_FILES = 10_000
"""Files of a session: as many as one folder of a card has numbers for."""

MAX_NAME = 100
"""Characters of a file's name; cameras give it twelve."""

_PATHS = {VIDEO: "/videos", PICTURE: "/images"}
_TOP = {
    "videos": "Videos",
    "pictures": "Pictures",
    "sessions": "Sessions",
    "highlights": "Highlights",
}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RENDITIONS = frozenset({Rendition.ORIGINAL, Rendition.THUMBNAIL})
_MAX_TEXT = 3 * (2 * MAX_ID + 20)


@dataclass(frozen=True, slots=True)
class Name:
    """What an id says: a video, a picture, a highlight of a video, or a session by its first file.

    `sort` is one of the words above; of a session, `of` is what its files are and `files` how many.
    """

    sort: str
    id: str
    tag: str = ""
    of: str = ""
    files: int = 1

    @override
    def __str__(self) -> str:
        """Write it as an id."""
        match self.sort:
            case "highlight":
                parts = [self.sort, _quoted(self.id), _quoted(self.tag)]
            case "session":
                parts = [self.sort, self.of, _quoted(self.id), str(self.files)]
            case _:
                parts = [self.sort, _quoted(self.id)]
        return "/".join(parts)

    @property
    def path(self) -> str:
        """Where the camera has it: below the API's own path."""
        path = f"{_PATHS[PICTURE if PICTURE in (self.sort, self.of) else VIDEO]}/{_quoted(self.id)}"
        return f"{path}/tags/{_quoted(self.tag)}" if self.tag else path


def parse(text: str) -> Name:
    """Return what an id says; raises BadRequest for what is none, and for the folders at the top."""
    match text.split("/") if len(text) <= _MAX_TEXT else ():
        case ["video" | "picture" as sort, one] if _is_id(one):
            return Name(sort, unquote(one))
        case ["highlight", one, tag] if _is_id(one) and _is_id(tag):
            return Name(HIGHLIGHT, unquote(one), unquote(tag))
        case ["session", "video" | "picture" as of, one, files] if _is_id(one):
            if files.isdecimal() and len(files) < 6 and 0 < int(files) <= MAX_FILES:
                return Name(SESSION, unquote(one), of=of, files=int(files))
    raise BadRequest("no video, picture or highlight has this id")


def parse_file(text: str) -> Name:
    """Return what the id of a file or highlight says; raises BadRequest for that of a folder too."""
    if (name := parse(text)).sort == SESSION:
        raise BadRequest("this is a folder; name what is in it")
    return name


def path_of(text: str) -> str:
    """Return where the camera has the file or highlight of an id; raises BadRequest for any other."""
    return parse_file(text).path


def deletable_path(text: str) -> str:
    """Return where the camera has what is to be deleted: as `path_of`, or all highlights of a video.

    Those are named `highlights/<id>` by the video's own id. Raises BadRequest for any other.
    """
    match text.split("/"):
        case ["highlights", one] if len(text) <= _MAX_TEXT and _is_id(one):
            return f"{Name(VIDEO, unquote(one)).path}/tags"
    return path_of(text)


def video_id(one: str) -> str:
    """Return the id of the item that a video is."""
    return str(Name(VIDEO, one))


def picture_id(one: str) -> str:
    """Return the id of the item that a picture is."""
    return str(Name(PICTURE, one))


def highlight_id(video: str, tag: str) -> str:
    """Return the id of the item that a highlight of a video is."""
    return str(Name(HIGHLIGHT, video, tag))


def name_of(path: str | None) -> str:
    """Return the name of a file that is safe to use anywhere, `unnamed` where the camera gives none."""
    name = _UNSAFE.sub("_", PurePosixPath(path or "").name).lstrip(".")
    return name[-MAX_NAME:] or "unnamed"


def clip_name(path: str | None, tag: wire.Tag) -> str:
    """Return a name for the file of a highlight, such as `MOV_0001_0-08.MP4`."""
    name = PurePosixPath(name_of(path))
    return f"{name.stem}_{_clock(tag.offset or 0).replace(':', '-')}{name.suffix or '.MP4'}"


def top(folder: str | None = None) -> list[Item]:
    """Return the folders at the top, or the one of them that an id names; none where it names none."""
    return [
        Item(one, title, ItemKind.FOLDER) for one, title in _TOP.items() if folder in (None, one)
    ]


def file_item(file: wire.Video | wire.Image) -> Item:
    """Return the item of a video or picture; a damaged one is there and cannot be shown."""
    is_video = isinstance(file, wire.Video)
    title = PurePosixPath(file.path or "").name or file.id
    return Item(
        video_id(file.id) if is_video else picture_id(file.id),
        title if file.valid else f"{title} (damaged)",
        ItemKind.MOVIE if is_video else ItemKind.PICTURE,
        "video/mp4" if is_video else "image/jpeg",
        file.created,
        _RENDITIONS if file.valid else frozenset(),
    )


def session_item(file: wire.Video | wire.Image) -> Item:
    """Return the folder of a session, or the file where it has only that; it is told by its first."""
    if file.files == 1:
        return file_item(file)
    of = VIDEO if isinstance(file, wire.Video) else PICTURE
    name = Name(SESSION, file.id, of=of, files=min(file.files, MAX_FILES))
    title = f"{_stem(file.path) or file.id} ({file.files} files)"
    return Item(str(name), title, ItemKind.FOLDER, created=file.created)


def highlight_item(video: wire.Video, tag: wire.Tag) -> Item:
    """Return the item of a highlight, such as `MOV_0001 at 0:08 (button)`."""
    title = _stem(video.path) or video.id
    if tag.offset is not None:
        title += f" at {_clock(tag.offset)}"
    if tag.kind != "unknown":
        title += f" ({tag.kind.replace('_', ' ')})"
    return Item(
        highlight_id(video.id, tag.id),
        title,
        ItemKind.MOVIE,
        "video/mp4",
        video.created,
        _RENDITIONS if video.valid else frozenset(),
    )


def _stem(path: str | None) -> str:
    return PurePosixPath(path or "").stem


def _clock(seconds: float) -> str:
    """Return seconds as players show them: 0:08, 12:30, 1:02:03."""
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _quoted(one: str) -> str:
    return quote(one, safe="")


def _is_id(part: str) -> bool:
    """Tell whether a part of an id is one of the camera's own, quoted; dots lead elsewhere in a URL."""
    one = unquote(part)
    return 0 < len(one) <= MAX_ID and one.isprintable() and one not in (".", "..")
