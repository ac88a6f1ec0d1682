"""Live view pictures: camera name and frame number over a background drawn once, and a ball that moves."""

from functools import lru_cache
from io import BytesIO
from zlib import crc32

from PIL import Image, ImageDraw, ImageFont

from simulators.smart_shooter.camera import Camera

_BALL_STEPS = 60


def draw(camera: Camera, width: int, quality: int) -> bytes:
    """Return the next live view frame of a camera as a JPEG `width` pixels wide, in the sensor's proportions."""
    view = camera.liveview
    height = max(width * camera.model.height // camera.model.width, 1)
    picture = _background(camera.name, camera.serial, width, height, view.zoomed).copy()
    pen = ImageDraw.Draw(picture)
    pen.text(
        (width * 0.04, height * 0.82),
        f"frame {view.frames}",
        fill="white",
        font=_font(height // 12),
    )
    pen.text(
        (width * 0.6, height * 0.82),
        f"focus {view.focus_distance}",
        fill="white",
        font=_font(height // 12),
    )
    radius = height / 14
    step = view.frames % (2 * _BALL_STEPS)
    across = min(step, 2 * _BALL_STEPS - step) / _BALL_STEPS
    x, y = radius + across * (width - 2 * radius), height * 0.6
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 210, 60))
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


@lru_cache(maxsize=1024)
def _background(name: str, serial: str, width: int, height: int, zoomed: bool) -> Image.Image:
    hue = crc32(serial.encode()) % 360
    picture = Image.new("RGB", (width, height), f"hsl({hue}, 45%, 28%)")
    pen = ImageDraw.Draw(picture)
    lines = 3 if zoomed else 9
    for line in range(1, lines):
        pen.line(
            (width * line / lines, 0, width * line / lines, height), fill=f"hsl({hue}, 45%, 36%)"
        )
        pen.line(
            (0, height * line / lines, width, height * line / lines), fill=f"hsl({hue}, 45%, 36%)"
        )
    pen.text((width * 0.04, height * 0.06), name, fill="white", font=_font(height // 6))
    pen.text((width * 0.04, height * 0.28), serial, fill="white", font=_font(height // 14))
    return picture


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=max(size, 8))
