"""Files of cameras become files of Home Assistant's media folder: whole, or not at all."""

import asyncio
import errno
import os
import shutil
import time
import tracemalloc
from collections import namedtuple
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from homeassistant.components.media_source import async_browse_media, async_resolve_media
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import DOMAIN
from custom_components.camhub.link.errors import Rejected, TimedOut
from custom_components.camhub.saving import MAX_NAME, RESERVE, STALE, WRITE, safe, save
from tests.home import PATIENCE, until

MOVIE = b"ftyp" * 1_000

Usage = namedtuple("Usage", ("total", "used", "free"))


@pytest.fixture
def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Give Home Assistant a media folder, which nobody has made yet."""
    hass.config.media_dirs = {"other": str(tmp_path / "other"), "local": str(tmp_path / "media")}
    return tmp_path / "media"


@pytest.fixture
def camera() -> MockConfigEntry:
    return MockConfigEntry(domain=DOMAIN, title="Bike / left ~ Ü")


async def pieces(*data: bytes) -> AsyncIterator[bytes]:
    for piece in data:
        yield piece


def put(path: Path, data: bytes) -> None:
    """Write a file that somebody else has there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def lead(path: Path, elsewhere: Path) -> None:
    """Let a path of the media folder lead elsewhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(elsewhere)


def files(media: Path) -> dict[str, bytes]:
    """Return all files of the media folder, hidden ones too, by their path in it."""
    return {
        path.relative_to(media).as_posix(): path.read_bytes()
        for path in sorted(media.rglob("*"))
        if path.is_file()
    }


async def test_a_file_is_where_the_media_browser_finds_it(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "media_source", {})

    name = await save(hass, camera, "key", "MOV_0001.MP4", pieces(MOVIE, b"", b"end"))

    assert name == "media-source://media_source/local/camhub/bike_left_u/MOV_0001.MP4"
    assert files(media) == {"camhub/bike_left_u/MOV_0001.MP4": MOVIE + b"end"}
    folder = await async_browse_media(hass, name.rpartition("/")[0])
    assert [child.media_content_id for child in folder.children or ()] == [name]
    played = await async_resolve_media(hass, name, None)
    assert played.mime_type == "video/mp4"
    assert played.path is not None
    assert played.path.read_bytes() == MOVIE + b"end"


async def test_the_first_folder_is_taken_where_none_is_called_local(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    hass.config.media_dirs = {"films": str(media)}

    name = await save(hass, camera, "key", "MOV_0001.MP4", pieces(MOVIE))

    assert name == "media-source://media_source/films/camhub/bike_left_u/MOV_0001.MP4"


@pytest.mark.parametrize(
    ("title", "folder"), [("", "camera"), ("../../etc", "etc"), ("x" * 999, "x" * MAX_NAME)]
)
async def test_the_folder_is_one_whatever_the_entry_is_called(
    hass: HomeAssistant, media: Path, title: str, folder: str
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, title=title)

    await save(hass, entry, "key", "A.MP4", pieces(b"a"))

    assert files(media) == {f"camhub/{folder}/A.MP4": b"a"}


async def test_a_name_that_is_taken_is_not_taken_again(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    names = [
        (await save(hass, camera, "key", "IMG_0001.JPG", pieces(b"%d" % number))).rpartition("/")[2]
        for number in range(3)
    ]

    assert names == ["IMG_0001.JPG", "IMG_0001_2.JPG", "IMG_0001_3.JPG"]
    assert list(files(media).values()) == [b"0", b"1", b"2"]


async def test_two_at_once_get_two_files(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    names = await asyncio.gather(
        *(save(hass, camera, "key", "A.MP4", pieces(b"%d" % number)) for number in range(8))
    )

    assert len(set(names)) == 8
    assert sorted(files(media).values()) == [b"%d" % number for number in range(8)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/100TTCAM/MOV_0001.MP4", "MOV_0001.MP4"),
        ("C:\\DCIM\\MOV_0001.MP4", "MOV_0001.MP4"),
        ("../../../etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
        (".hidden", "hidden"),
        ("~root.mp4", "_root.mp4"),
        ("a..b...mp4", "a.b.mp4"),
        ("what?#%2f.mp4", "what___2f.mp4"),
        ("nul\0\n\x1b.mp4", "nul___.mp4"),
        ("Übung \ud800.mp4", "_bung _.mp4"),
        ("two words-1.mp4 ", "two words-1.mp4"),
    ],
)
def test_a_name_is_made_safe(given: str, kept: str) -> None:
    assert safe(given) == kept


@pytest.mark.parametrize("given", ["x" * 5_000 + ".mp4", "." + "y" * 5_000, "a." * 3_000])
def test_a_name_is_bounded(given: str) -> None:
    assert 0 < len(safe(given)) <= MAX_NAME
    assert safe(safe(given)) == safe(given)


def test_a_long_name_keeps_what_it_is() -> None:
    assert safe("x" * 5_000 + ".mp4").endswith("x.mp4")


async def test_nobody_sees_it_before_it_is_whole(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "media_source", {})
    rest = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield bytes(WRITE)
        await rest.wait()
        yield b"end"

    saving = hass.async_create_task(save(hass, camera, "key", "MOV_0001.MP4", slow()))
    await until(lambda: media.exists() and any(map(len, files(media).values())))

    assert all(Path(name).name.startswith(".") for name in files(media))
    folder = "media-source://media_source/local/camhub/bike_left_u"
    assert not (await async_browse_media(hass, folder)).children
    rest.set()
    await saving
    assert files(media) == {"camhub/bike_left_u/MOV_0001.MP4": bytes(WRITE) + b"end"}


async def test_nothing_is_left_of_what_breaks_off(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(WRITE)
        raise TimedOut("nothing more came")

    with pytest.raises(TimedOut):
        await save(hass, camera, "key", "MOV_0001.MP4", broken())

    assert files(media) == {}


@pytest.mark.parametrize("times", [1, 3])
async def test_nothing_is_left_of_what_is_cancelled(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry, times: int
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(WRITE // 4)

    saving = asyncio.create_task(save(hass, camera, "key", "MOV_0001.MP4", endless()))
    await until(lambda: media.exists() and any(map(len, files(media).values())))
    for _ in range(times):
        saving.cancel()
        await asyncio.sleep(0)
    with suppress(asyncio.CancelledError):
        async with asyncio.timeout(PATIENCE):
            await saving

    assert saving.cancelled()
    await until(lambda: files(media) == {})


async def test_what_was_never_ended_is_cleared_away_in_time(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    folder = media / "camhub" / "bike_left_u"
    for name, age in (
        (".camhub-old.part", STALE + 60),
        (".camhub-new.part", 60),
        (".theirs", 2 * STALE),
    ):
        put(folder / name, b"")
        then = time.time() - age
        os.utime(folder / name, (then, then))

    await save(hass, camera, "key", "A.MP4", pieces(b"a"))

    assert {path.name for path in folder.iterdir()} == {".camhub-new.part", ".theirs", "A.MP4"}


# Why not.


async def refused(hass: HomeAssistant, camera: MockConfigEntry, name: str = "A.MP4") -> str:
    """Return the reason why something is not kept."""
    with pytest.raises(Rejected) as error:
        await save(hass, camera, "key", name, pieces(MOVIE))
    return str(error.value)


async def test_without_a_media_folder_nothing_is_kept(
    hass: HomeAssistant, camera: MockConfigEntry
) -> None:
    hass.config.media_dirs = {}

    assert await refused(hass, camera) == "Home Assistant has no media folder"


async def test_a_full_disk_is_not_filled_to_the_brim(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = RESERVE + 2 * WRITE
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free * 2, free, free))
    await save(hass, camera, "key", "A.MP4", pieces(MOVIE))

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free, free, RESERVE + 100))
    reason = await refused(hass, camera, "B.MP4")

    assert reason == "there is not enough space for it in Home Assistant's media folder"
    assert list(files(media)) == ["camhub/bike_left_u/A.MP4"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "there is not enough space for it in Home Assistant's media folder"),
        (errno.EDQUOT, "there is not enough space for it in Home Assistant's media folder"),
        (errno.EROFS, "Home Assistant may not write to its media folder"),
        (errno.EACCES, "Home Assistant may not write to its media folder"),
        (errno.EIO, "Home Assistant's media folder cannot be written to (Input/output error)"),
    ],
)
@pytest.mark.parametrize("step", [(Path, "mkdir"), (os, "fsync"), (Path, "replace")])
async def test_what_the_disk_refuses_is_told(
    hass: HomeAssistant,
    media: Path,
    camera: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[Any, str],
    number: int,
    reason: str,
) -> None:
    monkeypatch.setattr(*step, failing(number))

    assert await refused(hass, camera) == reason
    assert files(media) == {}


def failing(number: int) -> Callable[..., None]:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail


async def test_what_is_in_the_way_stays(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    put(media / "camhub", b"theirs")

    assert "cannot be written to" in await refused(hass, camera)
    assert files(media) == {"camhub": b"theirs"}


async def test_nothing_is_written_outside_the_media_folder(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    put(outside / "theirs.mp4", b"theirs")
    lead(media / "camhub", outside)
    assert "leads out" in await refused(hass, camera)
    assert set(outside.rglob("*")) == {outside / "theirs.mp4"}

    (media / "camhub").unlink()
    lead(media / "camhub" / "bike_left_u" / "A.MP4", outside / "theirs.mp4")
    lead(media / "camhub" / "bike_left_u" / "A_2.MP4", outside / "none.mp4")
    name = await save(hass, camera, "key", "A.MP4", pieces(b"ours"))
    assert name.endswith("/A_3.MP4")
    assert files(outside) == {"theirs.mp4": b"theirs"}


async def test_memory_stays_flat_however_long_it_is(
    hass: HomeAssistant, media: Path, camera: MockConfigEntry
) -> None:
    async def long() -> AsyncIterator[bytes]:
        for number in range(64 * 16):
            yield bytes([number % 256]) * (WRITE // 16)

    tracemalloc.start()
    try:
        await save(hass, camera, "key", "A.MP4", long())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 8 * WRITE
    assert (media / "camhub" / "bike_left_u" / "A.MP4").stat().st_size == 64 * WRITE
