"""What cameras have stored, in the media browser and over HTTP."""

import asyncio
import base64
import gc
import tracemalloc
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient
from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.camhub import views
from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.link.errors import (
    Authentication,
    BadData,
    Busy,
    LinkError,
    NotReady,
    TimedOut,
    Unreachable,
)
from custom_components.camhub.protocols import PROTOCOLS
from tests.gallery import CHUNK, DAY, KEY, LOST, MOVIE, PICTURE, RAW, Gallery, protocol_of
from tests.home import until

TOP = "media-source://camhub"
MIB = 1024 * 1024

type Browser = TestClient[Any, Any]


def token(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.fixture
def gallery(monkeypatch: pytest.MonkeyPatch) -> Gallery:
    gallery = Gallery()
    monkeypatch.setitem(PROTOCOLS, "gallery", protocol_of(gallery))
    return gallery


@pytest.fixture
async def entry(hass: HomeAssistant, gallery: Gallery) -> MockConfigEntry:
    """A camera that is set up, in a Home Assistant with a media browser."""
    assert await async_setup_component(hass, media_source.DOMAIN, {})
    entry = MockConfigEntry(
        domain=DOMAIN, title="Porch", data={CONF_SYSTEM: "gallery", "host": "192.0.2.1"}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


@pytest.fixture
async def browser(entry: MockConfigEntry, hass_client: ClientSessionGenerator) -> Browser:
    """Somebody's browser, logged in."""
    return await hass_client()


@pytest.fixture
async def stranger(entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator) -> Browser:
    """A browser that is not logged in."""
    return await hass_client_no_auth()


class Asking:
    """The media browser's side of the websocket."""

    def __init__(self, socket: Any, entry: MockConfigEntry) -> None:
        self._socket = socket
        self._entry = entry

    def id(self, *parts: str) -> str:
        """Return the identifier of a camera or of something on it."""
        return "/".join((TOP, self._entry.entry_id, *map(token, parts)))

    async def ask(self, command: str, identifier: str) -> dict[str, Any]:
        await self._socket.send_json_auto_id(
            {"type": f"media_source/{command}", "media_content_id": identifier}
        )
        return dict(await self._socket.receive_json())

    async def browse(self, identifier: str) -> dict[str, Any]:
        answer = await self.ask("browse_media", identifier)
        assert answer["success"], answer
        return dict(answer["result"])

    async def resolve(self, identifier: str) -> dict[str, Any]:
        answer = await self.ask("resolve_media", identifier)
        assert answer["success"], answer
        return dict(answer["result"])

    async def why_not(self, command: str, identifier: str) -> str:
        answer = await self.ask(command, identifier)
        assert not answer["success"]
        return str(answer["error"]["message"])


@pytest.fixture
async def asking(entry: MockConfigEntry, hass_ws_client: WebSocketGenerator) -> Asking:
    return Asking(await hass_ws_client(), entry)


def url(
    entry: MockConfigEntry, item: str = PICTURE, rendition: str = "original", key: str = KEY
) -> str:
    return f"/api/camhub/library/{entry.entry_id}/{token(key)}/{rendition}/{token(item)}"


async def read_away(response: aiohttp.ClientResponse) -> int:
    """Return how many bytes come, and keep none."""
    return sum([len(chunk) async for chunk in response.content.iter_any()])


# Browsing.


async def test_the_cameras_are_listed_without_asking_any(asking: Asking, gallery: Gallery) -> None:
    top = await asking.browse(TOP)

    assert [(c["title"], c["media_content_id"]) for c in top["children"]] == [
        ("NC-1", asking.id(KEY))
    ]
    assert top["children"][0]["can_expand"]
    assert gallery.calls == []


async def test_a_camera_shows_its_days_and_a_day_its_pictures(
    asking: Asking, gallery: Gallery
) -> None:
    (camera,) = (await asking.browse(TOP))["children"]
    shown = await asking.browse(camera["media_content_id"])
    (day,) = shown["children"]
    assert (shown["title"], day["title"], day["can_expand"]) == ("NC-1", "2014-08-18", True)

    items = await asking.browse(day["media_content_id"])

    assert items["title"] == "2014-08-18"
    assert [
        (c["title"], c["media_class"], c["media_content_type"], c["can_play"], c["can_expand"])
        for c in items["children"]
    ] == [
        ("DSC1.JPG", "image", "image/jpeg", True, False),
        ("C2.MP4", "video", "video/mp4", True, False),
        ("DSC3.ARW", "image", "image/x-sony-arw", True, False),
        ("DSC4", "image", "image/jpeg", False, False),
    ]
    assert [c["thumbnail"] is not None for c in items["children"]] == [True, False, False, False]
    # No file was asked for: a browser fetches the thumbnails that it shows.
    assert {call for call, _ in gallery.calls} == {"browse", "find"}


async def test_a_camera_that_is_not_set_up_is_not_listed(
    hass: HomeAssistant, asking: Asking, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)

    assert (await asking.browse(TOP))["children"] == []
    assert "not set up" in await asking.why_not("browse_media", asking.id(KEY))


@pytest.mark.parametrize(
    "identifier",
    [
        "x",
        "x/y/z/w",
        "nobody/" + token(KEY),
        "nobody/" + token(KEY) + "/" + token(PICTURE),
        "{entry}/!",
        "{entry}/" + token("nobody"),
        "{entry}/" + token("other"),
        "{entry}/" + base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="),
    ],
)
@pytest.mark.parametrize("command", ["browse_media", "resolve_media"])
async def test_what_is_not_there_is_not_shown(
    asking: Asking, gallery: Gallery, entry: MockConfigEntry, identifier: str, command: str
) -> None:
    named = f"{TOP}/{identifier.format(entry=entry.entry_id)}"

    assert "There is no such" in await asking.why_not(command, named)
    assert gallery.calls == []


async def test_a_folder_that_is_gone(asking: Asking) -> None:
    assert "no such folder" in await asking.why_not("browse_media", asking.id(KEY, "gone"))


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (
            Busy("the camera is recording"),
            "Porch does not show its pictures now: the camera is rec",
        ),
        (NotReady("no card"), "Porch does not show its pictures now: no card"),
        (TimedOut("after 10 s"), "Porch did not answer in time"),
        (Authentication("locked"), "Porch wants other credentials"),
    ],
    ids=lambda value: value.key if isinstance(value, LinkError) else "",
)
async def test_why_a_folder_is_not_shown(
    asking: Asking, gallery: Gallery, failure: LinkError, told: str
) -> None:
    gallery.failure = failure

    assert told in await asking.why_not("browse_media", asking.id(KEY))
    assert told in await asking.why_not("resolve_media", asking.id(KEY, PICTURE))


async def test_a_camera_that_is_off_is_listed_and_says_so(
    hass: HomeAssistant, asking: Asking, gallery: Gallery, entry: MockConfigEntry, browser: Browser
) -> None:
    gallery.on = False
    await until(lambda: not entry.runtime_data.up)

    assert len((await asking.browse(TOP))["children"]) == 1
    assert "cannot be reached" in await asking.why_not("browse_media", asking.id(KEY))
    assert "cannot be reached" in await asking.why_not("resolve_media", asking.id(KEY, PICTURE))
    response = await browser.get(url(entry))
    assert response.status == 503
    assert "cannot be reached" in await response.text()
    assert gallery.calls == []


async def test_a_day_of_thousands_of_pictures(asking: Asking, gallery: Gallery) -> None:
    (picture, *_) = gallery.folders[DAY]
    gallery.folders[DAY] = [picture] * 3_000

    assert len((await asking.browse(asking.id(KEY, DAY)))["children"]) == 3_000


# Files.


async def test_a_thumbnail_needs_nothing_but_its_address(
    asking: Asking, gallery: Gallery, stranger: Browser
) -> None:
    picture, *_ = (await asking.browse(asking.id(KEY, DAY)))["children"]

    response = await stranger.get(picture["thumbnail"])

    assert response.status == 200
    assert await response.read() == gallery.file
    assert gallery.calls[-1] == ("thumbnail", PICTURE)


@pytest.mark.parametrize(
    ("item", "rendition", "content_type"),
    [
        (PICTURE, "original", "image/jpeg"),
        (MOVIE, "original", "video/mp4"),
        (RAW, "small", "image/jpeg"),
    ],
)
async def test_what_is_played_is_the_best_there_is(
    asking: Asking,
    gallery: Gallery,
    stranger: Browser,
    item: str,
    rendition: str,
    content_type: str,
) -> None:
    resolved = await asking.resolve(asking.id(KEY, item))

    assert resolved["mime_type"] == content_type
    response = await stranger.get(resolved["url"])
    assert response.status == 200
    assert await response.read() == gallery.file
    assert gallery.calls[-1] == (rendition, item)


async def test_what_has_no_file_cannot_be_played(asking: Asking) -> None:
    assert "There is no such" in await asking.why_not("resolve_media", asking.id(KEY, LOST))
    assert "There is no such" in await asking.why_not("resolve_media", asking.id(KEY))
    assert "no such picture" in await asking.why_not("resolve_media", asking.id(KEY, "gone"))


@pytest.mark.parametrize("known", [True, False])
async def test_a_file_comes_as_the_camera_sends_it(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry, known: bool
) -> None:
    gallery.size = 5 * CHUNK + 17
    gallery.length = gallery.size if known else None

    response = await browser.get(url(entry))

    assert response.status == 200
    assert response.content_length == gallery.length
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert await response.read() == gallery.file
    assert gallery.open == 0


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "", "application/pdf"])
async def test_what_a_browser_would_run_is_only_a_file(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry, content_type: str
) -> None:
    gallery.content_type = content_type

    response = await browser.get(url(entry))

    assert response.headers["Content-Type"] == "application/octet-stream"


async def test_asking_for_the_head_sends_nothing(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry
) -> None:
    response = await browser.head(url(entry))

    assert (response.status, response.content_length) == (200, gallery.length)
    assert response.content_type == "image/jpeg"
    assert (await browser.head(url(entry, "gone"))).status == 404
    assert (gallery.sent, gallery.open) == (0, 0)


async def test_a_stranger_gets_nothing(
    stranger: Browser, gallery: Gallery, entry: MockConfigEntry
) -> None:
    assert (await stranger.get(url(entry))).status == 401
    assert (await stranger.head(url(entry))).status == 401
    assert (await stranger.get(url(entry) + "?authSig=x")).status == 401
    assert gallery.calls == []


async def test_an_address_is_for_one_file(
    asking: Asking, stranger: Browser, entry: MockConfigEntry
) -> None:
    resolved = await asking.resolve(asking.id(KEY, PICTURE))

    other = url(entry, MOVIE) + "?" + resolved["url"].partition("?")[2]

    assert (await stranger.get(other)).status == 401


async def test_what_is_not_there_is_not_found(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry
) -> None:
    assert (await browser.get(url(entry, "gone"))).status == 404
    assert (await browser.get(url(entry, LOST, "large"))).status == 404
    gallery.calls.clear()
    assert (await browser.get(url(entry, rendition="huge"))).status == 404
    assert (await browser.get(url(entry, key="nobody"))).status == 404
    assert (await browser.get(url(entry, key="other"))).status == 404
    assert (await browser.get(url(entry).replace(entry.entry_id, "nobody"))).status == 404
    assert (await browser.get(url(entry) + "!")).status == 404
    assert gallery.calls == []


async def test_a_camera_that_is_not_set_up_has_no_files(
    hass: HomeAssistant, browser: Browser, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)

    assert (await browser.get(url(entry))).status == 404


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (Busy("two files are being fetched"), 503),
        (NotReady("no card"), 503),
        (Unreachable("gone"), 503),
        (TimedOut("slow"), 503),
        (BadData("no address"), 502),
        (Authentication("locked"), 502),
    ],
    ids=lambda value: value.key if isinstance(value, LinkError) else "",
)
async def test_why_there_is_no_file(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry, failure: LinkError, status: int
) -> None:
    gallery.failure = failure

    response = await browser.get(url(entry))

    assert response.status == status
    assert "Porch" in await response.text()


@pytest.mark.parametrize(
    ("known", "breaks"),
    [(True, Unreachable("gone")), (False, Unreachable("gone")), (True, None)],
    ids=["length", "no length", "too short"],
)
async def test_a_file_that_breaks_off_is_seen_to_be_broken(
    browser: Browser,
    gallery: Gallery,
    entry: MockConfigEntry,
    known: bool,
    breaks: LinkError | None,
) -> None:
    gallery.breaks = breaks
    gallery.length = gallery.size + 1 if known else None

    response = await browser.get(url(entry))

    assert response.status == 200
    with pytest.raises(aiohttp.ClientError):
        await response.read()
    assert gallery.open == 0


async def test_a_client_that_goes_away_ends_it(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    gallery.size = gallery.length = 1024 * MIB

    response = await browser.get(url(entry))
    await response.content.readexactly(CHUNK)
    response.close()

    await until(lambda: not gallery.open)
    assert gallery.sent < 64 * MIB
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]


async def test_a_client_that_takes_nothing_is_let_go(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "STALL", 0.2)
    gallery.size = gallery.length = 1024 * MIB

    response = await browser.get(url(entry))

    await until(lambda: not gallery.open)
    assert gallery.sent < 64 * MIB
    with pytest.raises(aiohttp.ClientError):
        await read_away(response)


async def test_a_long_file_is_never_held(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry
) -> None:
    gallery.size = gallery.length = 64 * MIB
    await (await browser.get(url(entry, rendition="thumbnail"))).read()
    gc.collect()
    tracemalloc.start()
    try:
        async with browser.get(url(entry)) as response:
            assert await read_away(response) == 64 * MIB
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 16 * MIB


async def test_a_slow_client_slows_the_camera_down(
    browser: Browser, gallery: Gallery, entry: MockConfigEntry
) -> None:
    gallery.size = gallery.length = 256 * MIB

    async with browser.get(url(entry)) as response:
        taken = 0
        for _ in range(20):
            taken += len(await response.content.readany())
            await asyncio.sleep(0.01)
        # What lies between them are the buffers of the operating system.
        assert gallery.sent - taken < 16 * MIB

    await until(lambda: not gallery.open)
