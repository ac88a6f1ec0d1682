"""The pictures and movies on a card, as a camera tells them and as the library shows them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import (
    BadRequest,
    Busy,
    LinkError,
    NotThisSystem,
    Rejected,
    Unreachable,
    Unsupported,
)
from custom_components.camhub.link.library import Content, Item, ItemKind, Rendition
from custom_components.camhub.protocols.sony import contents
from custom_components.camhub.protocols.sony.contents import Name, entries, parse_name
from custom_components.camhub.protocols.sony.library import (
    FILES,
    MAX_ITEMS,
    REMEMBERED,
    SonyLibrary,
)
from tests.home import until

CARD = "storage:memoryCard1"
DAY = f"{CARD}?path=2014-08-18"
KEY = "camera"


def still(number: int, **told: Any) -> dict[str, Any]:
    where = f"http://192.168.122.1:8080/contentstransfer/{{}}/{number}"
    return {
        "uri": f"image:content?contentId=index%3A%2F%2F1000%2F{number:08}",
        "title": f"DSC{number:05}",
        "content": {
            "original": [
                {
                    "url": where.format("orgjpeg"),
                    "fileName": f"DSC{number:05}.JPG",
                    "stillObject": "jpeg",
                }
            ],
            "largeUrl": where.format("scn"),
            "smallUrl": where.format("vga"),
            "thumbnailUrl": where.format("thumb"),
        },
        "createdTime": "2014-08-18T18:30:00+09:00",
        "contentKind": "still",
        "folderNo": "100",
        "fileNo": "0001",
        "isPlayable": "false",
        "isBrowsable": "false",
        "isProtected": "false",
        "remotePlayType": None,
    } | told


def day(path: str = "2014-08-18", **told: Any) -> dict[str, Any]:
    return {
        "uri": f"{CARD}?path={path}",
        "title": path.replace("-", ""),
        "content": None,
        "createdTime": "",
        "contentKind": "directory",
        "isBrowsable": "true",
        "isProtected": "",
    } | told


def identity(number: int) -> str:
    return f"{DAY} {still(number)['uri']}"


class Card:
    """A camera's answers: what is in each folder, and how often it was asked."""

    def __init__(self, *told: dict[str, Any]) -> None:
        self.cards = [CARD]
        self.folders: dict[str, list[Any]] = {CARD: [day()], DAY: list(told)}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.fetched: list[str] = []
        self.missing: set[str] = set()
        self.page = 100
        self.as_text = False
        self.transferring = 0
        self.most = 0
        self.failure: LinkError | None = None
        self.hang: asyncio.Event | None = None
        self.library = SonyLibrary(self.call, self.fetch, self.transfer)

    @asynccontextmanager
    async def transfer(self) -> AsyncIterator[None]:
        self.transferring += 1
        try:
            yield
        finally:
            self.transferring -= 1

    async def call(self, method: str, /, *params: Any, service: str) -> list[Any]:
        assert self.transferring
        assert service == "avContent"
        (asked,) = params
        self.calls.append((method, asked))
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure
        return getattr(self, method)(asked)  # type: ignore[no-any-return]

    def getSourceList(self, asked: dict[str, Any]) -> list[Any]:  # noqa: N802
        return [[{"source": card} for card in self.cards]]

    def getContentCount(self, asked: dict[str, Any]) -> list[Any]:  # noqa: N802
        number = len(self.folders.get(asked["uri"], []))
        return [{"count": str(number) if self.as_text else number}]

    def getContentList(self, asked: dict[str, Any]) -> list[Any]:  # noqa: N802
        assert 0 < asked["cnt"] <= 100
        start = asked["stIdx"]
        return [self.folders[asked["uri"]][start : start + min(asked["cnt"], self.page)]]

    def deleteContent(self, asked: dict[str, Any]) -> list[Any]:  # noqa: N802
        assert 0 < len(asked["uri"]) <= 100
        kept = False
        for folder in self.folders.values():
            for row in list(folder):
                if row["uri"] in asked["uri"]:
                    if row["isProtected"] == "true":
                        kept = True
                    else:
                        folder.remove(row)
        if kept:
            raise Rejected("error 41003")
        return []

    @asynccontextmanager
    async def fetch(self, url: str) -> AsyncIterator[Content]:
        assert self.transferring
        self.fetched.append(url)
        if url in self.missing:
            raise NotThisSystem("HTTP 404")
        yield Content("application/octet-stream", 3, self.pieces())

    async def pieces(self) -> AsyncIterator[bytes]:
        yield b"ab"
        if self.hang is not None:
            await self.hang.wait()
        yield b"c"

    def asked(self, method: str) -> list[dict[str, Any]]:
        return [asked for called, asked in self.calls if called == method]

    async def get(self, item: str, rendition: Rendition = Rendition.ORIGINAL) -> bytes:
        async with self.library.fetch(KEY, item, rendition) as content:
            return b"".join([chunk async for chunk in content.chunks])


@pytest.fixture
def card() -> Card:
    return Card(still(1), still(2))


# What a camera tells.


def one(row: Any) -> Item:
    (entry,) = entries(row, DAY)
    return entry.item


def test_a_picture() -> None:
    assert one(still(1)) == Item(
        f"{DAY} image:content?contentId=index%3A%2F%2F1000%2F00000001",
        "DSC00001.JPG",
        ItemKind.PICTURE,
        "image/jpeg",
        "2014-08-18T18:30:00+09:00",
        frozenset(Rendition),
    )


def test_a_movie() -> None:
    movie = still(
        1,
        uri="video:content?contentId=X",
        contentKind="movie_xavcs",
        content={
            "original": [{"url": "http://c/org/1", "fileName": "C0001.MP4", "stillObject": ""}],
            "largeUrl": "",
            "smallUrl": None,
            "thumbnailUrl": "http://c/thumb/1",
        },
        isProtected="true",
    )

    item = one(movie)

    assert (item.kind, item.content_type, item.title) == (ItemKind.MOVIE, "video/mp4", "C0001.MP4")
    assert item.renditions == {Rendition.ORIGINAL, Rendition.THUMBNAIL}
    assert item.protected


def test_a_day() -> None:
    assert one(day()) == Item(DAY, "2014-08-18", ItemKind.FOLDER)


@pytest.mark.parametrize(
    ("told", "title"),
    [({"title": "20140818"}, "2014-08-18"), ({"title": ""}, "2014-08-18"), ({"title": "A"}, "A")],
)
def test_a_day_by_any_name(told: dict[str, Any], title: str) -> None:
    assert one(day(**told)).title == title


def test_a_folder_that_tells_no_kind() -> None:
    assert one(day(contentKind="")).kind is ItemKind.FOLDER


def test_a_raw_picture_is_an_item_of_its_own_after_its_jpeg() -> None:
    row = still(1)
    raw = {"url": "http://c/raw/1", "fileName": "DSC00001.ARW", "stillObject": "raw"}
    row["content"]["original"].insert(0, raw)

    jpeg, second = (entry.item for entry in entries(row, DAY))

    assert (jpeg.id, jpeg.title) == (identity(1), "DSC00001.JPG")
    assert (second.id, second.title) == (f"{identity(1)} 1", "DSC00001.ARW")
    assert second.content_type == "image/x-sony-arw"


@pytest.mark.parametrize("content", [None, {}, {"original": None}, {"original": []}, "x"])
def test_a_picture_without_files(content: Any) -> None:
    item = one(still(1, content=content))

    assert (item.title, item.renditions) == ("DSC00001", frozenset())


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("A.MTS", "video/mp2t"),
        ("A.MPO", "image/mpo"),
        ("A.arw", "image/x-sony-arw"),
        ("A", "image/jpeg"),
    ],
)
def test_the_type_follows_the_name(name: str, content_type: str) -> None:
    original = {"url": "http://c/1", "fileName": name, "stillObject": ""}

    assert one(still(1, content={"original": [original]})).content_type == content_type


@pytest.mark.parametrize("created", ["", "yesterday", None, 5, "2" * 300])
def test_a_time_that_is_none(created: Any) -> None:
    assert one(still(1, createdTime=created)).created is None


@pytest.mark.parametrize(
    "row",
    [
        None,
        "x",
        {},
        {"uri": 5},
        {"uri": ""},
        {"uri": "http://elsewhere/"},
        {"uri": "image:content?contentId=a b"},
        {"uri": "image:" + "x" * contents.MAX_URI},
    ],
)
def test_what_cannot_be_named_is_left_out(row: Any) -> None:
    assert list(entries(row, DAY)) == []


def test_everything_that_is_told_is_bounded() -> None:
    row = still(1, title="x\n" * 1_000)
    row["content"]["original"] = [
        {"url": "http://c/" + "x" * 10_000, "fileName": "y" * 10_000} for _ in range(1_000)
    ]

    items = [entry.item for entry in entries(row, DAY)]

    assert len(items) == contents.MAX_ORIGINALS
    assert all(len(item.title) <= contents.MAX_TEXT for item in items)
    assert all(Rendition.ORIGINAL not in item.renditions for item in items)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["uri", "title", "content", "original", "url", "contentKind"])
                | st.text(),
                inner | st.sampled_from([CARD, DAY, "image:x", "directory"]),
            )
        ),
    )
)
def test_nothing_that_is_told_breaks_it(told: Any) -> None:
    assert contents.count([told]) >= 0
    assert isinstance(contents.rows([told]), list)
    assert all(source.startswith("storage:") for source in contents.sources([told]))
    for entry in entries(told, DAY):
        assert str(parse_name(entry.item.id)) == entry.item.id


@pytest.mark.parametrize(
    ("told", "number"),
    [(7, 7), ("07", 7), (-1, 0), ("", 0), ("many", 0), ("9" * 10, 0), (None, 0), (1.5, 0)],
)
def test_a_count(told: Any, number: int) -> None:
    assert contents.count([{"count": told}]) == number


@pytest.mark.parametrize(
    "name",
    [Name(CARD), Name(DAY), Name(DAY, "image:x"), Name(DAY, "image:x", 1), Name("", "video:x")],
)
def test_an_id_can_be_read_back(name: Name) -> None:
    assert parse_name(str(name)) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "http://elsewhere/",
        f"image:x {CARD}",
        f"{CARD} image:x 0",
        f"{CARD} image:x 9",
        f"{CARD} image:x y",
        f"{CARD} image:x 1 1",
        f"{CARD}  image:x",
        f"{CARD}\nimage:x",
        CARD * 1_000,
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        parse_name(text)


# What the library shows.


async def test_the_days_are_at_the_top(card: Card) -> None:
    assert [item.title for item in await card.library.browse(KEY, None)] == ["2014-08-18"]
    assert card.asked("getContentList") == [
        {"uri": CARD, "view": "date", "stIdx": 0, "cnt": 1, "sort": "descending"}
    ]
    assert card.transferring == 0


async def test_several_cards_are_folders_of_their_own(card: Card) -> None:
    card.cards = [CARD, "storage:memoryCard2"]

    items = await card.library.browse(KEY, None)

    assert [(item.id, item.title) for item in items] == [
        (CARD, "memoryCard1"),
        ("storage:memoryCard2", "memoryCard2"),
    ]
    assert [item.id for item in await card.library.browse(KEY, items[0].id)] == [DAY]


async def test_without_a_card_there_is_nothing(card: Card) -> None:
    card.cards = []

    assert await card.library.browse(KEY, None) == []


async def test_a_day_shows_its_pictures(card: Card) -> None:
    items = await card.library.browse(KEY, DAY)

    assert [item.id for item in items] == [identity(1), identity(2)]


@pytest.mark.parametrize("page", [100, 33])
async def test_a_long_day_is_asked_for_in_pages(page: int) -> None:
    card = Card(*(still(number) for number in range(250)))
    card.page, card.as_text = page, True

    items = await card.library.browse(KEY, DAY)

    assert [item.id for item in items] == [identity(number) for number in range(250)]


async def test_a_camera_that_counts_more_than_it_lists_is_believed_no_further(card: Card) -> None:
    card.getContentCount = lambda asked: [{"count": 2_000_000_000}]  # type: ignore[method-assign]

    assert len(await card.library.browse(KEY, DAY)) == 2
    assert len(card.asked("getContentList")) == 2


async def test_no_more_is_listed_than_anybody_looks_at() -> None:
    card = Card(*(still(number) for number in range(MAX_ITEMS + 50)))

    assert len(await card.library.browse(KEY, DAY)) == MAX_ITEMS


@pytest.mark.parametrize("folder", ["", "x", identity(1), "image:x"])
async def test_what_is_no_folder_cannot_be_browsed(card: Card, folder: str) -> None:
    with pytest.raises(BadRequest):
        await card.library.browse(KEY, folder)

    assert card.asked("getContentList") == []


async def test_why_it_cannot_be_browsed_is_passed_on(card: Card) -> None:
    card.failure = Busy("the card was taken out")

    with pytest.raises(Busy, match="taken out"):
        await card.library.browse(KEY, None)
    assert card.transferring == 0


async def test_what_was_listed_is_found_without_asking(card: Card) -> None:
    await card.library.browse(KEY, DAY)
    card.calls.clear()

    assert (await card.library.find(KEY, identity(2))).title == "DSC00002.JPG"
    assert (await card.library.find(KEY, identity(2))).id == identity(2)
    assert card.calls == []


async def test_what_was_not_listed_is_looked_for_in_its_folder(card: Card) -> None:
    assert (await card.library.find(KEY, identity(2))).title == "DSC00002.JPG"


async def test_a_folder_is_found_without_asking(card: Card) -> None:
    assert (await card.library.find(KEY, DAY)).title == "2014-08-18"
    assert card.calls == []


@pytest.mark.parametrize("item", ["x", identity(9), "image:content?contentId=9"])
async def test_what_is_not_there_is_not_found(card: Card, item: str) -> None:
    with pytest.raises(BadRequest):
        await card.library.find(KEY, item)


async def test_those_who_look_at_once_have_the_folder_listed_once(card: Card) -> None:
    await asyncio.gather(*(card.library.find(KEY, identity(n)) for n in (1, 2, 1, 2)))

    assert len(card.asked("getContentList")) == 1


async def test_not_everything_is_remembered() -> None:
    card = Card(*(still(number) for number in range(REMEMBERED + 1)))
    await card.library.browse(KEY, DAY)
    card.calls.clear()

    await card.library.find(KEY, identity(0))
    assert card.calls == []
    assert (await card.library.find(KEY, identity(REMEMBERED))).id == identity(REMEMBERED)
    assert card.calls != []


# Files.


@pytest.mark.parametrize(
    ("rendition", "folder"),
    [
        (Rendition.ORIGINAL, "orgjpeg"),
        (Rendition.LARGE, "scn"),
        (Rendition.SMALL, "vga"),
        (Rendition.THUMBNAIL, "thumb"),
    ],
)
async def test_a_file_is_fetched(card: Card, rendition: Rendition, folder: str) -> None:
    async with card.library.fetch(KEY, identity(1), rendition) as content:
        assert (content.content_type, content.length) == ("image/jpeg", 3)
        assert card.transferring == 1
        assert b"".join([chunk async for chunk in content.chunks]) == b"abc"

    assert card.fetched == [f"http://192.168.122.1:8080/contentstransfer/{folder}/1"]
    assert card.transferring == 0


async def test_a_size_that_there_is_none_of(card: Card) -> None:
    card.folders[DAY] = [still(1, content={"thumbnailUrl": "http://c/1"})]

    with pytest.raises(Unsupported):
        await card.get(identity(1))
    assert await card.get(identity(1), Rendition.THUMBNAIL) == b"abc"


async def test_an_address_that_went_stale_is_asked_for_again(card: Card) -> None:
    await card.library.browse(KEY, DAY)
    card.missing = {still(1)["content"]["original"][0]["url"]}
    card.folders[DAY][0]["content"]["original"][0]["url"] = "http://192.168.122.1/new"

    assert await card.get(identity(1)) == b"abc"
    assert card.fetched[-1] == "http://192.168.122.1/new"


async def test_a_file_that_is_gone_for_good(card: Card) -> None:
    card.missing = {still(1)["content"]["original"][0]["url"]}

    with pytest.raises(NotThisSystem):
        await card.get(identity(1))
    with pytest.raises(NotThisSystem):
        await card.get(identity(1))
    assert len(card.fetched) == 3


async def test_a_camera_serves_few_files_at_once(card: Card) -> None:
    card.hang = asyncio.Event()
    await card.library.browse(KEY, DAY)
    long = [asyncio.create_task(card.get(identity(1))) for _ in range(FILES)]
    short = [
        asyncio.create_task(card.get(identity(1), Rendition.THUMBNAIL)) for _ in range(FILES + 3)
    ]
    for _ in range(10):
        await asyncio.sleep(0)

    assert len(card.fetched) == 2 * FILES
    with pytest.raises(Busy):
        await card.get(identity(2))
    card.hang.set()
    assert set(await asyncio.gather(*long, *short)) == {b"abc"}
    assert await card.get(identity(2)) == b"abc"
    assert card.transferring == 0


async def test_what_goes_wrong_with_the_receiver_is_the_receivers(card: Card) -> None:
    for failure in (ConnectionResetError(), TimeoutError(), asyncio.CancelledError()):
        with pytest.raises(type(failure)):
            async with card.library.fetch(KEY, identity(1), Rendition.ORIGINAL):
                raise failure
    assert card.transferring == 0


async def test_closing_ends_what_is_on_its_way(card: Card) -> None:
    card.hang = asyncio.Event()
    getting = asyncio.create_task(card.get(identity(1)))
    await until(lambda: card.fetched)

    card.library.close()
    card.library.close()

    with pytest.raises(Unreachable):
        await getting
    assert card.transferring == 0


# Deleting.


async def test_deleting(card: Card) -> None:
    await card.library.browse(KEY, DAY)

    assert await card.library.delete([identity(1), f"{identity(1)} 1"]) == []

    assert card.asked("deleteContent") == [{"uri": [still(1)["uri"]]}]
    assert [item.id for item in await card.library.browse(KEY, DAY)] == [identity(2)]
    with pytest.raises(BadRequest):
        await card.library.find(KEY, identity(1))


async def test_what_is_protected_stays_and_is_told() -> None:
    card = Card(still(1), still(2, isProtected="true"), still(3))

    assert await card.library.delete([identity(n) for n in (1, 2, 3)]) == [identity(2)]


async def test_a_bare_uri_can_be_deleted_and_is_doubtful_where_some_stay() -> None:
    card = Card(still(1), still(2, isProtected="true"))

    assert await card.library.delete([still(1)["uri"]]) == []
    assert await card.library.delete([still(2)["uri"]]) == [still(2)["uri"]]


async def test_many_are_deleted_a_hundred_at_a_time() -> None:
    card = Card(*(still(number) for number in range(250)))

    assert await card.library.delete(identity(number) for number in range(250)) == []

    assert [len(asked["uri"]) for asked in card.asked("deleteContent")] == [100, 100, 50]


@pytest.mark.parametrize("wrong", ["x", DAY])
async def test_nothing_is_deleted_where_one_cannot_be(card: Card, wrong: str) -> None:
    with pytest.raises(BadRequest):
        await card.library.delete([identity(1), wrong])

    assert card.calls == []


async def test_too_many_to_delete(card: Card) -> None:
    with pytest.raises(BadRequest):
        await card.library.delete([identity(1)] * (MAX_ITEMS + 1))
