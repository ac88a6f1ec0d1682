"""A short film of a test picture, for channels whose stream can be played."""

import asyncio
import shutil
from asyncio.subprocess import DEVNULL, PIPE

LOGIN, PASSWORD = "viewer", "letmein-9071"
"""What channels with a stream have as the camera's user; the stream itself asks nobody."""

_SECONDS = 20
_ARGUMENTS = (
    *("-f", "lavfi", "-i", f"testsrc=size=320x240:rate=10:duration={_SECONDS}"),
    *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "20"),
    *("-f", "mpegts", "pipe:1"),
)


def find(program: str | None) -> str | None:
    """Return the ffmpeg program of that name or path, None where there is none."""
    return shutil.which(program) if program else None


async def film(program: str) -> bytes:
    """Return the film as MPEG-TS with H.264. Raises OSError where ffmpeg does not make it."""
    process = await asyncio.create_subprocess_exec(
        program, "-v", "error", *_ARGUMENTS, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    out, error = await process.communicate()
    if process.returncode:
        raise OSError(f"{program} has made no film: {error.decode(errors='replace').strip()}")
    return out
