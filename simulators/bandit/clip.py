"""The film that all stored videos show: made once a process by an ffmpeg program, and cut by it."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from functools import cache
from importlib import import_module
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

LENGTH = 10.0
"""Seconds of the film."""

KEY_FRAMES = 1.0
"""Seconds from a key frame to the next; a cut begins at one."""

WIDTH, HEIGHT, RATE = 256, 144, 15

_LINES = {"4k": 2160, "2.7k": 1520, "1080p": 1080, "720p": 720, "wvga": 480}
_MAKE = (
    *("-f", "lavfi", "-i", f"testsrc2=size={WIDTH}x{HEIGHT}:rate={RATE}:duration={LENGTH}"),
    *("-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={LENGTH}"),
    *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "32", "-pix_fmt", "yuv420p"),
    *("-g", f"{RATE}", "-keyint_min", f"{RATE}", "-sc_threshold", "0"),
    *("-c:a", "aac", "-b:a", "32k", "-ac", "1"),
)
_made: dict[tuple[object, ...], bytes] = {}


@cache
def program() -> str:
    """Return the path of the ffmpeg program."""
    # It has no types, and only who needs films must have it.
    return str(import_module("imageio_ffmpeg").get_ffmpeg_exe())


async def film() -> bytes:
    """Return the whole film as an MP4 with H.264 and AAC. Raises OSError where ffmpeg does not make it."""
    return await _remembered(("film",), _MAKE, "film.mp4")


async def extract(
    offset: float = 0.0,
    length: float = LENGTH,
    resolution: str = "",
    rate: int = 0,
    source: str = "1080p",
) -> bytes:
    """Return `length` seconds of the film (which repeats itself) from the key frame before `offset` on.

    With a resolution or a rate it is encoded anew, as much smaller as `resolution` is than `source`.
    """
    key = (round(offset, 2), round(length, 2), resolution, rate, source)
    if not resolution and not rate and (offset, length) == (0.0, LENGTH):
        return await film()
    start = offset // KEY_FRAMES * KEY_FRAMES
    repeats = ceil((start + length) / LENGTH)
    arguments = [
        "-stream_loop",
        str(repeats),
        "-ss",
        f"{start:.3f}",
        "-i",
        "IN",
        "-t",
        f"{length:.3f}",
    ]
    if resolution or rate:
        lines = HEIGHT * _LINES.get(resolution, 1080) / _LINES.get(source, 1080)
        height = max(2 * round(min(lines, HEIGHT) / 2), 36) if resolution else HEIGHT
        arguments += [
            "-vf",
            f"scale=-2:{height}",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-c:a",
            "copy",
        ]
        arguments += ["-r", str(rate)] if rate else []
    else:
        arguments += ["-c", "copy"]
    return await _remembered(key, arguments, "cut.mp4")


async def sound(rate: int) -> bytes:
    """Return the film's sound as AAC frames with ADTS headers, mono, at so many samples a second."""
    arguments = ("-i", "IN", "-vn", "-ac", "1", "-ar", str(rate), "-c:a", "aac", "-b:a", "16k")
    return await _remembered(("sound", rate), arguments, "sound.aac")


async def _remembered(
    key: tuple[object, ...], arguments: tuple[str, ...] | list[str], name: str
) -> bytes:
    if (done := _made.get(key)) is None:
        source = b"" if key == ("film",) else await film()
        done = _made[key] = await _run(source, arguments, name)
    return done


async def _run(source: bytes, arguments: tuple[str, ...] | list[str], name: str) -> bytes:
    with TemporaryDirectory(prefix="bandit-") as folder:
        given, made = Path(folder) / "in.mp4", Path(folder) / name
        _write(given, source)
        process = await asyncio.create_subprocess_exec(
            program(), "-v", "error", "-nostdin",
            *(str(given) if argument == "IN" else argument for argument in arguments),
            *("-movflags", "+faststart") if name.endswith(".mp4") else (),
            str(made),
            stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE,
        )  # fmt: skip
        try:
            _, error = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if process.returncode:
            raise OSError(f"ffmpeg has made no {name}: {error.decode(errors='replace').strip()}")
        return _read(made)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _read(path: Path) -> bytes:
    return path.read_bytes()


def padded(film: bytes, size: int) -> bytes:
    """Return the film with the header of a `free` box behind it, whose zeros make it `size` bytes long."""
    missing = size - len(film)
    if missing < 16:
        return film
    return film + (b"\0\0\0\1free" + missing.to_bytes(8))
