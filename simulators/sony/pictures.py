"""URLs of pictures, in the way of the body's family, and what is behind each."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulators.sony.body import Body
from simulators.sony.card import STILL_JPEG, Content
from simulators.sony.frames import still
from simulators.sony.profile import Family

OPAQUE = "?%211234%21http%2dget%3a%2a%3aimage%2fjpeg%3a%2a%21%21%21%21%21"
"""What bodies with a built-in API have after the path of a picture: needed, and not to be touched."""

LIVEVIEW_OPAQUE = "?%211234%21%2a%3a%2a%3aimage%2fjpeg%3a%2a%21%21%21%21%21"
"""The same after the path of a live view."""

SIZES = {"2M": (1616, 1080), "Original": (3008, 2000), "vga": (640, 424), "thumb": (160, 120)}
"""Width and height of a still by what is asked for, in pixels."""

_SMALLER: Mapping[str, str] = {"scn": "2M", "vga": "vga", "thumb": "thumb"}
_PIECE = 65_536


def liveview_url(body: Body) -> str:
    """Return the live view's URL, the same on every call."""
    if body.profile.family is Family.APPLICATION:
        return url(body, "/liveview/liveviewstream")
    return url(body, f"/liveviewstream{LIVEVIEW_OPAQUE}")


def postview_url(body: Body, content: Content) -> str:
    """Return the URL of a new picture's postview, as large as the body's setting says."""
    original = body.values.get("PostviewImageSize") == "Original"
    if body.profile.family is Family.BUILT_IN:
        name = f"/pict{content.created:%y%m%d}_{content.number:010}.JPG{OPAQUE}"
    elif original:
        name = f"/postview/memory/DCIM/100MSDCF/{content.file}?size=Origin"
    else:
        name = f"/postview/pict{content.created:%Y%m%d_%H%M%S}_{content.number}.JPG"
    return _offer(body, content, name, "Original" if original else "2M")


def thumbnail_url(body: Body, content: Content) -> str:
    """Return the URL of a new picture's thumbnail."""
    name = f"/postview/memory/DCIM/100MSDCF/{content.file}?size=Scn"
    return _offer(body, content, name, "thumb")


@dataclass(frozen=True, slots=True)
class File:
    """Something to be fetched: what it is, how it begins, and its size; zeros follow its beginning."""

    kind: str
    start: bytes
    size: int

    def pieces(self, first: int, last: int) -> Iterator[bytes]:
        """Yield the bytes from `first` to before `last`, never holding more than a piece of what follows the start."""
        if first < len(self.start):
            yield self.start[first:last]
        for place in range(max(first, len(self.start)), last, _PIECE):
            yield bytes(min(_PIECE, last - place))


def picture(body: Body, content: Content, size: str) -> File:
    """Return a content's picture in one of the sizes, a movie's being one of its frames."""
    width, height = SIZES[size]
    kind = "still" if content.kind == STILL_JPEG else "movie"
    jpeg = still(body.profile.model, f"{kind} {content.file}", width, height)
    return File("image/jpeg", jpeg, len(jpeg))


def postview(body: Body, target: str) -> File | None:
    """Return the picture behind a postview's URL, None where there is none or it is gone."""
    if (found := body.postviews.get(target)) is None:
        return None
    content, size, offered = found
    lifetime = body.assume.postview_lifetime
    if lifetime and asyncio.get_running_loop().time() - offered > lifetime:
        return None
    return picture(body, content, size)


def stored(body: Body, target: str) -> File | None:
    """Return the file, picture or thumbnail behind a content's URL, None where there is none."""
    match target.split("/"):
        case ["", "contentstransfer", what, identity]:
            content = body.card.find(identity)
        case _:
            return None
    if content is None or not body.card.inserted or not body.transferring:
        return None
    if what in _SMALLER:
        return picture(body, content, _SMALLER[what])
    return _original(body, content) if what in ("orgjpeg", "org") else None


def _original(body: Body, content: Content) -> File:
    if content.kind != STILL_JPEG:
        header = b"\0\0\0\x14ftypmp42\0\0\0\0mp42"
        data = max(content.size - len(header), 8)
        # A size of 1 says that the real one follows in 64 bits.
        return File("video/mp4", header + b"\0\0\0\1mdat" + data.to_bytes(8), content.size)
    fitting = (picture(body, content, size) for size in ("2M", "vga", "thumb"))
    file = next((file for file in fitting if file.size <= content.size), None)
    return File("image/jpeg", file.start if file else b"", content.size)


def _offer(body: Body, content: Content, target: str, size: str) -> str:
    body.postviews[target] = (content, size, asyncio.get_running_loop().time())
    return url(body, target)


def url(body: Body, target: str) -> str:
    """Return the URL of what is at a target on the camera's media port."""
    return f"http://{body.reached}:{body.media_port}{target}"
