"""URLs of pictures, in the way of the body's family, and what is behind each."""

import asyncio

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


def picture(body: Body, content: Content, size: str) -> bytes:
    """Return a content's picture in one of the sizes, a movie's being one of its frames."""
    width, height = SIZES[size]
    kind = "still" if content.kind == STILL_JPEG else "movie"
    return still(body.profile.model, f"{kind} {content.file}", width, height)


def postview(body: Body, target: str) -> bytes | None:
    """Return the picture behind a postview's URL, None where there is none or it is gone."""
    if (found := body.postviews.get(target)) is None:
        return None
    content, size, offered = found
    lifetime = body.assume.postview_lifetime
    if lifetime and asyncio.get_running_loop().time() - offered > lifetime:
        return None
    return picture(body, content, size)


def _offer(body: Body, content: Content, target: str, size: str) -> str:
    body.postviews[target] = (content, size, asyncio.get_running_loop().time())
    return url(body, target)


def url(body: Body, target: str) -> str:
    """Return the URL of what is at a target on the camera's media port."""
    return f"http://{body.reached}:{body.media_port}{target}"
