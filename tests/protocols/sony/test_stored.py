"""What a simulated camera has stored, through a session with it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from custom_components.camhub.link.errors import (
    Busy,
    LinkError,
    NotReady,
    NotThisSystem,
    Unreachable,
)
from custom_components.camhub.link.library import Item, ItemKind, Library, Rendition
from custom_components.camhub.model.vocabulary import Ability, Reading, Setting, Verb
from custom_components.camhub.protocols.sony import transfer
from tests.protocols.sony.studio import Studio, studio

pytestmark = pytest.mark.usefixtures("socket_enabled")

MODELS = ("ILCE-QX1", "HDR-AZ1", "ILCE-7RM2")


@pytest.fixture(autouse=True)
def linger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the camera shoot again soon after the last who looked."""
    monkeypatch.setattr(transfer, "LINGER", 0.1)


@pytest.fixture
async def it() -> AsyncIterator[Studio]:
    async with studio("ILCE-QX1", contents=25, content_size=300_000) as it:
        yield it


def library_of(it: Studio) -> Library:
    library = it.session.library
    assert library is not None
    return library


async def browse(it: Studio, folder: str | None = None) -> list[Item]:
    return await library_of(it).browse(it.record.key, folder)


async def everything(it: Studio) -> list[Item]:
    return [item for day in await browse(it) for item in await browse(it, day.id)]


async def get(it: Studio, item: str, rendition: Rendition = Rendition.ORIGINAL) -> bytes:
    async with library_of(it).fetch(it.record.key, item, rendition) as content:
        return b"".join([chunk async for chunk in content.chunks])


@pytest.mark.parametrize("model", MODELS)
async def test_its_days_and_what_was_taken_on_them(model: str) -> None:
    async with studio(model, contents=25) as it:
        assert Ability.LIBRARY in it.record.abilities
        days = await browse(it)
        assert [day.title for day in days] == ["2014-08-20", "2014-08-19", "2014-08-18"]
        assert {day.kind for day in days} == {ItemKind.FOLDER}

        items = [item for day in days for item in await browse(it, day.id)]

        assert [item.title for item in items] == [c.file for c in reversed(it.camera.contents)]
        assert it.reading(Reading.STATUS) == "transferring"
        await it.until(lambda: it.reading(Reading.STATUS) == "ready")
        assert it.camera.overlaps == 0


@pytest.mark.parametrize("model", ["ILCE-6000", "DSC-QX100"])
async def test_a_model_that_shows_nothing_has_no_library(model: str) -> None:
    async with studio(model) as it:
        assert it.session.library is None
        assert Ability.LIBRARY not in it.record.abilities


async def test_many_pictures_of_a_day() -> None:
    async with studio("ILCE-QX1", contents=0) as it:
        for _ in range(230):
            it.camera.body.card.store("still", it.camera.body.now)
        (day,) = await browse(it)

        assert len(await browse(it, day.id)) == 230
        assert [params[0]["stIdx"] for params in it.calls("getContentList")[1:]] == [0, 100, 200]


async def test_a_file_in_every_size(it: Studio) -> None:
    items = await everything(it)
    picture = next(item for item in items if item.kind is ItemKind.PICTURE)
    movie = next(item for item in items if item.kind is ItemKind.MOVIE)

    sizes = {
        rendition: len(await get(it, picture.id, rendition)) for rendition in picture.renditions
    }

    assert sizes.keys() == set(Rendition)
    assert sizes[Rendition.ORIGINAL] == 300_000
    assert sizes[Rendition.LARGE] > sizes[Rendition.SMALL] > sizes[Rendition.THUMBNAIL]
    assert movie.renditions == {Rendition.ORIGINAL, Rendition.THUMBNAIL}
    assert (await get(it, movie.id))[4:8] == b"ftyp"


async def test_a_file_is_had_from_another_session_with_nothing_but_its_id(it: Studio) -> None:
    item = (await everything(it))[3]
    await it.reopen()

    assert len(await get(it, item.id)) >= 300_000


async def test_a_shot_ends_what_nobody_looks_at_any_more(
    it: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "LINGER", 60.0)
    await browse(it)
    assert it.reading(Reading.STATUS) == "transferring"

    await it.ask(Verb.SHOOT)

    assert len(it.camera.contents) == 26


async def test_while_a_file_is_on_its_way_there_is_no_shot_and_the_user_hears_why(
    it: Studio,
) -> None:
    item = (await everything(it))[0]
    async with library_of(it).fetch(it.record.key, item.id, Rendition.ORIGINAL):
        with pytest.raises(NotReady, match="pictures"):
            await it.ask(Verb.SHOOT)


async def test_what_the_user_chose_stays(it: Studio) -> None:
    await it.set(Setting.FUNCTION, "contents_transfer")
    await browse(it)
    await asyncio.sleep(0.3)

    assert it.setting(Setting.FUNCTION).value == "contents_transfer"
    assert it.calls("setCameraFunction") == [["Contents Transfer"]]


async def test_a_camera_that_records_shows_nothing() -> None:
    async with studio("HDR-AZ1") as it:
        it.camera.press_record()
        await it.until(lambda: it.reading(Reading.STATUS) == "recording")

        with pytest.raises(Busy, match="recording"):
            await browse(it)
        assert it.calls("setCameraFunction") == []


async def test_without_a_card_there_is_nothing_to_show(it: Studio) -> None:
    it.camera.remove_card()
    await it.until(lambda: it.camera.status == "Error")

    with pytest.raises((Busy, NotReady)):
        await browse(it)


async def test_a_camera_that_does_not_switch(it: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "SWITCH", 0.5)
    it.camera.faults.set("transfer_fails")

    with pytest.raises(LinkError):
        await browse(it)


async def test_deleting(it: Studio) -> None:
    items = await everything(it)
    it.camera.contents[-2].protected = True

    kept = await it.ask(Verb.DELETE, photo_ids=[item.id for item in items[:3]], confirm=True)

    (result,) = kept.results
    assert (result["deleted"], result["kept"]) == (2, [items[1].id])
    assert len(it.camera.contents) == 23
    assert [item.id for item in await everything(it)] == [
        item.id for item in (items[1], *items[3:])
    ]


async def test_a_file_that_is_gone(it: Studio) -> None:
    items = await everything(it)
    it.camera.faults.set("pictures", "gone")

    with pytest.raises(NotThisSystem):
        await get(it, items[0].id)


async def test_a_file_that_breaks_off(it: Studio) -> None:
    items = await everything(it)
    it.camera.faults.set("pictures", "half")

    with pytest.raises(Unreachable):
        await get(it, items[0].id)


async def test_a_camera_that_is_switched_off_meanwhile() -> None:
    async with studio("ILCE-QX1", contents=1, content_size=200_000_000) as it:
        (item,) = await everything(it)
        async with library_of(it).fetch(it.record.key, item.id, Rendition.ORIGINAL) as content:
            await anext(content.chunks)

            await it.camera.stop()

            with pytest.raises(Unreachable):
                async for _ in content.chunks:
                    pass


async def test_closing_ends_files_and_leaves_the_camera_ready(it: Studio) -> None:
    (item, *_) = await everything(it)
    begun = asyncio.Event()

    async def look() -> None:
        async with library_of(it).fetch(it.record.key, item.id, Rendition.ORIGINAL):
            begun.set()
            await asyncio.Event().wait()

    looking = asyncio.create_task(look())
    await begun.wait()

    async with asyncio.timeout(3):
        await it.close()
        with pytest.raises(Unreachable):
            await looking

    await it.until(lambda: it.camera.status == "IDLE")
