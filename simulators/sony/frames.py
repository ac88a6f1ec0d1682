"""Pictures: live view frames and stored stills, drawn with the model's name, its mode and a number."""

from functools import lru_cache
from io import BytesIO
from zlib import crc32

from PIL import Image, ImageDraw, ImageFont

_BALL_STEPS = 40


@lru_cache(maxsize=64)
def _background(name: str, mode: str, width: int, height: int) -> Image.Image:
    hue = crc32(name.encode()) % 360
    picture = Image.new("RGB", (width, height), f"hsl({hue}, 45%, 28%)")
    pen = ImageDraw.Draw(picture)
    for line in range(1, 9):
        across, down = width * line / 9, height * line / 9
        pen.line((across, 0, across, height), fill=f"hsl({hue}, 45%, 36%)")
        pen.line((0, down, width, down), fill=f"hsl({hue}, 45%, 36%)")
    pen.text((width * 0.04, height * 0.06), name, fill="white", font=_font(height // 7))
    pen.text((width * 0.04, height * 0.28), mode, fill="white", font=_font(height // 14))
    return picture


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=max(size, 8))


def frame(name: str, mode: str, number: int, width: int, height: int, quality: int = 60) -> bytes:
    """Return a live view frame as a baseline JPEG without JFIF header: the ball moves with the number."""
    picture = _background(name, mode, width, height).copy()
    pen = ImageDraw.Draw(picture)
    at = (width * 0.04, height * 0.82)
    pen.text(at, f"frame {number}", fill="white", font=_font(height // 12))
    radius = height / 14
    step = number % (2 * _BALL_STEPS)
    across = min(step, 2 * _BALL_STEPS - step) / _BALL_STEPS
    x, y = radius + across * (width - 2 * radius), height * 0.6
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 210, 60))
    return _bare(_encode(picture, quality))


def pad(jpeg: bytes, least: int) -> bytes:
    """Return a JPEG of at least so many bytes, made longer by comments."""
    comments = b""
    while (missing := least - len(jpeg) - len(comments)) > 0:
        size = min(max(missing - 4, 0), 65_533)
        comments += b"\xff\xfe" + (size + 2).to_bytes(2) + bytes(size)
    return jpeg[:2] + comments + jpeg[2:]


@lru_cache(maxsize=32)
def still(name: str, title: str, width: int, height: int) -> bytes:
    """Return a stored picture as a JPEG."""
    picture = _background(name, title, width, height)
    return _encode(picture, 80)


def _encode(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _bare(jpeg: bytes) -> bytes:
    """Take the JFIF segment out: live view frames go from their start on to the quantisation tables."""
    if jpeg[2:4] != b"\xff\xe0":
        return jpeg
    return jpeg[:2] + jpeg[4 + int.from_bytes(jpeg[4:6]) :]
