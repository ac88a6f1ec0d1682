"""A Sony camera's pictures and movies in the media browser, from its card to a file in the browser."""

import asyncio
import base64
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from homeassistant.components import media_source
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.link.session import Command
from custom_components.camhub.model.vocabulary import Reading, Verb
from custom_components.camhub.protocols.sony import transfer
from simulators.sony import SonyCamera
from tests.browsing import TOP, Media, titles
from tests.home import until

MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def linger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the camera shoot again soon after the last who looked."""
    monkeypatch.setattr(transfer, "LINGER", 0.1)


@pytest.fixture
async def camera(socket_enabled: None) -> AsyncIterator[SonyCamera]:
    async with SonyCamera("ILCE-QX1", delays=0.02, contents=5, content_size=64 * MIB) as camera:
        yield camera


@pytest.fixture
async def entry(hass: HomeAssistant, camera: SonyCamera) -> AsyncIterator[MockConfigEntry]:
    """The camera, set up in a Home Assistant with a media browser."""
    assert await async_setup_component(hass, media_source.DOMAIN, {})
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="QX1",
        unique_id=camera.body.udn,
        data={CONF_SYSTEM: "sony", CONF_HOST: "127.0.0.1", CONF_PORT: camera.port},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


class Shelf(Media):
    """The media browser with a camera in it whose pictures are all of one day."""

    async def pictures(self) -> list[dict[str, Any]]:
        """Walk to the pictures of the only day of the only camera."""
        (camera,) = await self.folder(TOP)
        (day,) = await self.folder(camera["media_content_id"])
        return await self.folder(day["media_content_id"])


@pytest.fixture
async def media(
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> Shelf:
    """Files are fetched by nothing but their addresses, as a browser's picture and video do."""
    return Shelf(await hass_ws_client(), await hass_client_no_auth())


async def test_from_the_card_to_the_browser(
    media: Shelf, camera: SonyCamera, entry: MockConfigEntry
) -> None:
    (shown,) = await media.folder(TOP)
    assert shown["title"] == "ILCE-QX1"
    assert "setCameraFunction" not in {asked.method for asked in camera.requests}

    items = await media.pictures()

    assert titles(items) == [c.file for c in reversed(camera.contents)]
    response = await media.browser.get(items[-1]["thumbnail"])
    assert response.content_type == "image/jpeg"
    assert (await response.read()).startswith(b"\xff\xd8")
    await until(lambda: camera.status == "IDLE")


async def test_a_long_movie_is_never_held(media: Shelf) -> None:
    movie = (await media.pictures())[0]
    received = 0

    tracemalloc.start()
    try:
        async with await media.fetch(movie) as response:
            assert (response.status, response.content_type) == (200, "video/mp4")
            assert response.content_length == 64 * MIB
            async for chunk in response.content.iter_any():
                received += len(chunk)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert received == 64 * MIB
    assert most < 16 * MIB


async def test_who_goes_away_lets_the_camera_shoot_again(
    hass: HomeAssistant, media: Shelf, camera: SonyCamera, entry: MockConfigEntry
) -> None:
    response = await media.fetch((await media.pictures())[0])
    await response.content.readany()
    shoot = Command(Verb.SHOOT, tuple(entry.runtime_data.store.cameras))
    with pytest.raises(HomeAssistantError):
        await entry.runtime_data.async_send(shoot)

    response.close()

    await until(lambda: camera.body.values["CameraFunction"] == "Remote Shooting")
    await entry.runtime_data.async_send(shoot)
    assert len(camera.contents) == 6


async def test_a_camera_that_is_switched_off_in_the_middle_of_a_movie(
    media: Shelf, camera: SonyCamera, entry: MockConfigEntry
) -> None:
    item, *_ = await media.pictures()
    response = await media.fetch(item)
    await response.content.readany()

    await camera.stop()

    with pytest.raises(aiohttp.ClientError):
        await response.read()
    await until(lambda: not entry.runtime_data.up)
    answer = await media.ask("browse_media", item["media_content_id"].rpartition("/")[0])
    assert "cannot be reached" in answer["error"]["message"]


async def test_unloading_ends_a_movie(
    hass: HomeAssistant, media: Shelf, camera: SonyCamera, entry: MockConfigEntry
) -> None:
    response = await media.fetch((await media.pictures())[0])
    await response.content.readany()

    async with asyncio.timeout(5):
        await hass.config_entries.async_unload(entry.entry_id)

    with pytest.raises(aiohttp.ClientError):
        await response.read()
    await until(lambda: camera.status == "IDLE")


async def test_a_camera_that_records_says_so(
    media: Shelf, camera: SonyCamera, entry: MockConfigEntry
) -> None:
    camera.press_record()
    records = entry.runtime_data.store.cameras.values
    await until(lambda: [r.readings[Reading.STATUS] for r in records()] == ["recording"])
    (shown,) = await media.folder(TOP)

    answer = await media.ask("browse_media", shown["media_content_id"])

    assert "recording" in answer["error"]["message"]


async def act(hass: HomeAssistant, entry: MockConfigEntry, action: str, **fields: Any) -> Any:
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return await hass.services.async_call(
        DOMAIN,
        action,
        fields,
        target={"device_id": device.id},
        blocking=True,
        return_response=action == "delete",
    )


async def test_what_the_media_browser_shows_can_be_deleted(
    hass: HomeAssistant, media: Shelf, camera: SonyCamera, entry: MockConfigEntry
) -> None:
    names = [item["media_content_id"] for item in await media.pictures()]
    camera.contents[-2].protected = True

    answer = await act(hass, entry, "delete", photo_ids=names[:2], confirm=True)

    (result,) = answer["results"]
    assert result["deleted"] == 1
    assert len(result["kept"]) == 1
    assert [item["media_content_id"] for item in await media.pictures()] == names[1:]


async def test_what_is_another_cameras_is_not_deleted(
    hass: HomeAssistant, media: Shelf, camera: SonyCamera, entry: MockConfigEntry
) -> None:
    name = (await media.pictures())[0]["media_content_id"]
    for wrong in (name.replace(entry.entry_id, "other"), name.rpartition("/")[0], name + "!"):
        with pytest.raises(ServiceValidationError, match="media browser"):
            await act(hass, entry, "delete", photo_ids=[wrong], confirm=True)

    assert len(camera.contents) == 5


async def test_what_the_media_browser_shows_can_be_played_by_the_camera(
    hass: HomeAssistant, media: Shelf, camera: SonyCamera, entry: MockConfigEntry
) -> None:
    movie = (await media.pictures())[0]["media_content_id"]

    await act(hass, entry, "control_playback", control="open", content=movie)

    assert camera.status == "Streaming"
    await act(hass, entry, "control_playback", control="stop")
    await until(lambda: camera.status == "IDLE")


async def test_the_id_of_a_picture_is_the_cameras_own(media: Shelf, camera: SonyCamera) -> None:
    picture = (await media.pictures())[-1]

    token = picture["media_content_id"].rpartition("/")[2]

    told = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    assert told == f"storage:memoryCard1?path=2014-08-18 {camera.contents[0].uri}"
