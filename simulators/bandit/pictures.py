"""Pictures: viewfinder frames, thumbnails, frames of videos and stored photos, drawn with what they show."""

from functools import lru_cache
from io import BytesIO
from zlib import crc32

from PIL import Image, ImageDraw, ImageFont

VIEWFINDER = (768, 432)
"""Size of the viewfinder's frames."""

FRAMES = 30
"""Frames after which the viewfinder's moving picture begins anew."""


@lru_cache(maxsize=32)
def _background(name: str, width: int, height: int) -> Image.Image:
    hue = crc32(name.encode()) % 360
    picture = Image.new("RGB", (width, height), f"hsl({hue}, 40%, 30%)")
    pen = ImageDraw.Draw(picture)
    for line in range(1, 9):
        across, down = width * line / 9, height * line / 9
        pen.line((across, 0, across, height), fill=f"hsl({hue}, 40%, 38%)")
        pen.line((0, down, width, down), fill=f"hsl({hue}, 40%, 38%)")
    # A browser shows the middle of it, as a square.
    pen.text(
        (width / 2, height * 0.15),
        name.rpartition("/")[2],
        fill="white",
        font=_font(height // 9),
        anchor="mm",
    )
    return picture


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=max(size, 8))


@lru_cache(maxsize=4 * FRAMES)
def viewfinder(name: str, number: int, *, recording: bool) -> bytes:
    """Return a frame of the viewfinder, `number` being 0 to FRAMES - 1: a wheel turns, a red dot means recording.

    No two of them are alike: one of the wheel's spokes is of another colour.
    """
    width, height = VIEWFINDER
    picture = _background(name, width, height).copy()
    pen = ImageDraw.Draw(picture)
    turn, radius = 360 * number / FRAMES, height / 5
    box = (width / 2 - radius, height * 0.6 - radius, width / 2 + radius, height * 0.6 + radius)
    pen.ellipse(box, fill="#f0f0f0")
    for spoke, colour in enumerate(("#df1b12", "#df1b12", "#1b3fdf")):
        pen.pieslice(box, turn + 120 * spoke, turn + 120 * spoke + 60, fill=colour)
    if recording:
        pen.ellipse((width - 60, 20, width - 20, 60), fill="#ff2020")
    return _encode(picture, 55)


@lru_cache(maxsize=64)
def moment(name: str, offset: float, width: int, height: int) -> bytes:
    """Return what a video shows `offset` seconds after its start, which the picture says."""
    picture = _background(name, width, height).copy()
    pen = ImageDraw.Draw(picture)
    middle = (width / 2, height * 0.6)
    pen.text(middle, f"{offset:.1f} s", fill="white", font=_font(height // 4), anchor="mm")
    across = width * (offset % 10) / 10
    pen.rectangle((0, height * 0.92, across, height), fill="#df1b12")
    return _encode(picture, 75)


@lru_cache(maxsize=64)
def photo(name: str, width: int, height: int) -> bytes:
    """Return a stored photo."""
    return _encode(_background(name, width, height), 80)


def pad(jpeg: bytes, size: int) -> bytes:
    """Return a JPEG of exactly `size` bytes, made longer by comments; unchanged where it is that long already."""
    comments = b""
    while (missing := size - len(jpeg) - len(comments)) >= 4:
        length = min(missing - 4, 65_533)
        if 0 < missing - 4 - length < 4:
            length -= 4
        comments += b"\xff\xfe" + (length + 2).to_bytes(2) + bytes(length)
    return jpeg[:2] + comments + jpeg[2:]


def _encode(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
