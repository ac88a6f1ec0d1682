"""A TomTom Bandit, added by its address."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from demo.api import Api
from demo.cards import (
    Card,
    choose,
    live_view,
    only_while_available,
    press,
    section,
    slide,
    tile,
)
from demo.entries import Device, Entry
from demo.looking import FRAMES, happenings, hear, see, watch
from demo.waiting import Failed
from simulators.bandit import BanditCamera

OPTIONS = {"set_clock": True}

LIBRARY = "media-source://camhub"
"""Where the media browser shows what cameras have stored."""

_CARD = 1_600_000_000
"""Bytes of the card: simulated videos are a tenth of real ones."""

_PAUSE, _RIDE = 240.0, 4.0
"""Seconds between what somebody does with a lively camera, and of a recording."""

_MOVIE = ("recording_started", "highlight_created", "recording_stopped")
_PHOTO = ("photo_taken", "photo_available")


@asynccontextmanager
async def simulator(lively: bool, known: Mapping[str, Any]) -> AsyncGenerator[BanditCamera]:
    """Hand out a camera; a lively one somebody has in hand now and then."""
    port = known.get("port", 0)
    # No camera gives an id twice: of what CamHub remembers from an earlier run it would not tell again.
    seed = secrets.randbits(32)
    async with BanditCamera(port=port, seed=seed, videos=12, photos=18, card_bytes=_CARD) as camera:
        camera.set_gps(fix=True, strength=80)
        somebody = asyncio.create_task(_ride(camera)) if lively else None
        try:
            yield camera
        finally:
            if somebody is not None:
                somebody.cancel()


async def _ride(camera: BanditCamera) -> None:
    """Record with the camera's own button, mark a moment of it, and take a photo, again and again."""
    while True:
        await camera.wait_backchannel(within=3600)
        camera.press_record()
        await asyncio.sleep(_RIDE / 2)
        camera.press_highlight()
        await asyncio.sleep(_RIDE / 2)
        camera.press_record()
        await camera.wait_recording(active=False)
        camera.take_photo()
        await asyncio.sleep(_PAUSE)


def answers(camera: BanditCamera) -> Mapping[str, Any]:
    """Return what the config flow asks for."""
    return {"host": "127.0.0.1", "port": camera.port}


def automation(entry: Entry) -> Mapping[str, Any]:
    """Return an automation that keeps what was recorded, and counts it."""
    event = entry.hub.entity("event", "recording")
    return {
        "alias": "Keep every recording",
        "description": "Once it has ended, in Home Assistant's media folder.",
        "mode": "queued",
        "triggers": [
            {
                "trigger": "event.received",
                "target": {"entity_id": event},
                "options": {"event_type": ["recording_stopped"]},
            }
        ],
        "actions": [
            {
                "action": "camhub.download",
                "target": {"entity_id": event},
                "data": {
                    "photo_ids": "{{ trigger.to_state.attributes.files | map(attribute='id') | list }}"
                },
            },
            {"action": "counter.increment", "target": {"entity_id": "counter.videos_kept"}},
        ],
    }


def view(entry: Entry) -> Mapping[str, Any]:
    """Return the view of the camera."""
    camera = entry.hub
    return {
        "title": "Action camera",
        "path": "action-camera",
        "type": "sections",
        "max_columns": 3,
        "sections": [
            _camera(camera),
            _settings(camera),
            happenings(camera, "counter.videos_kept", "Videos kept"),
        ],
    }


def _camera(camera: Device) -> Card:
    record = camera.entity("switch", "record")
    return section(
        camera.name,
        "mdi:video-outline",
        live_view(camera.entity("camera", "live_view")),
        tile(record, "Record", color="red", tap_action={"action": "toggle"}),
        # While it records there is a moment to mark, and no photo to be taken.
        only_while_available(press(camera.entity("button", "shoot"), "Shoot", "red")),
        only_while_available(press(camera.entity("button", "highlight"), "Highlight", "amber")),
        tile(camera.entity("sensor", "status"), "Status"),
        tile(camera.entity("sensor", "battery"), "Battery"),
        tile(camera.entity("sensor", "storage_free"), "Free space"),
        tile(camera.entity("sensor", "recording_time_left"), "Video time left"),
        tile(camera.entity("sensor", "photos_left"), "Photos left"),
        tile(camera.entity("binary_sensor", "memory_low"), "Memory low"),
        tile(camera.entity("binary_sensor", "gps_fix"), "GPS fix"),
        tile(camera.entity("switch", "connect"), "Connected"),
    )


def _settings(camera: Device) -> Card:
    return section(
        "Settings",
        "mdi:tune",
        choose(camera.entity("select", "shoot_mode"), "Shoot mode"),
        choose(camera.entity("select", "movie_quality"), "Resolution"),
        choose(camera.entity("select", "frame_rate"), "Frame rate"),
        choose(camera.entity("select", "field_of_view"), "Field of view"),
        choose(camera.entity("select", "scene"), "Scene"),
        slide(camera.entity("number", "brightness"), "Brightness"),
        choose(camera.entity("select", "white_balance"), "White balance"),
        choose(camera.entity("select", "metering"), "Metering"),
        tile(camera.entity("switch", "stabilisation"), "Stabilisation"),
        tile(camera.entity("switch", "gps"), "GPS"),
        tile(camera.entity("switch", "lights"), "Lights"),
        tile(camera.entity("switch", "flip"), "Flip"),
    )


async def check(simulated: BanditCamera, entry: Entry, api: Api) -> str:
    """Look at live view, record until the camera's own button ends it, shoot, and fill the card."""
    camera = entry.hub
    if camera.name != (name := simulated.settings["wifi"]["ssid"]):
        raise Failed(f"found {camera.name}, not {name}")
    await watch(api, camera, lambda: simulated.viewfinder_active)
    film = await _record(simulated, camera, api)
    await _shoot(simulated, camera, api)
    await _fill(simulated, camera, api)
    return (
        f"added {name} by its address, {FRAMES} frames of live view seen, a recording started here,"
        f" marked, and stopped on the camera with its events, {film} seen in the media browser and"
        " kept, a photo taken and its picture fetched, memory low told and over"
    )


async def _record(simulated: BanditCamera, camera: Device, api: Api) -> str:
    """Record what is begun and marked here and ended on the camera; return the name of the file."""
    event = camera.entity("event", "recording")
    recording = camera.entity("binary_sensor", "recording")
    before = [video["title"] for video in await api.browse(LIBRARY, camera.name, "Videos")]
    await api.watch()
    await api.act("switch.turn_on", entity_id=camera.entity("switch", "record"))
    await see(api, recording, "on")
    await api.act("button.press", entity_id=camera.entity("button", "highlight"))
    await hear(api, event, _MOVIE[:2])
    simulated.press_record()
    await hear(api, event, _MOVIE)
    await see(api, recording, "off")
    if (count := _asked(simulated, "/record")) != 1:
        raise Failed(f"the camera was asked {count} times to record")
    video = simulated.videos[-1]
    film = video.path.rpartition("/")[2]
    told = [file["path"] for file in (await api.states())[event]["attributes"]["files"]]
    if told != [video.path]:
        raise Failed(f"the event tells of {told}, not of {video.path}")
    newest, *others = await api.browse(LIBRARY, camera.name, "Videos")
    if (newest["title"], [other["title"] for other in others]) != (film, before):
        raise Failed(f"the media browser shows {newest['title']}, not {film}, before the others")
    played = await api.call(
        "media_source/resolve_media", media_content_id=newest["media_content_id"]
    )
    if (size := len(await api.file(played["url"].removeprefix("/api/")))) != video.size:
        raise Failed(f"{film} has {size} bytes in the media browser, not {video.size}")
    clips = await api.browse(LIBRARY, camera.name, "Highlights")
    if not any(clip["title"].startswith(film.partition(".")[0]) for clip in clips):
        raise Failed(f"the highlight of {film} is not in the media browser")
    await see(api, "counter.videos_kept", "1")
    return film


async def _shoot(simulated: BanditCamera, camera: Device, api: Api) -> None:
    """Press the button; the very picture that was taken has to come, and the shoot mode to be as it was."""
    mode = simulated.settings["video"]
    asked = _asked(simulated, "/record")
    await api.watch()
    await api.act("button.press", entity_id=camera.entity("button", "shoot"))
    await hear(api, camera.entity("event", "photo"), _PHOTO)
    taken = f"{simulated.address}/api/2/images/{simulated.images[-1].id}/contents"
    async with aiohttp.request("GET", taken) as response:
        picture = await response.read()
    if await api.file(f"image_proxy/{camera.entity('image', 'picture')}") != picture:
        raise Failed("the image entity does not show the picture of the photo")
    if simulated.settings.get("video") != mode:
        raise Failed(f"the camera was set to {mode} before the photo and is not again")
    if (count := _asked(simulated, "/record") - asked) != 1:
        raise Failed(f"the camera was asked {count} times for one photo")


async def _fill(simulated: BanditCamera, camera: Device, api: Api) -> None:
    """Let the card be full, and have room again; the camera tells of the first alone."""
    low = camera.entity("binary_sensor", "memory_low")
    if (state := (await api.states())[low]["state"]) != "off":
        raise Failed(f"{low} is {state} before the card is full")
    await api.watch()
    simulated.card_full()
    await hear(api, camera.entity("event", "status"), ("memory_low",))
    await see(api, low, "on")
    simulated.card_mended()
    await api.act("homeassistant.update_entity", entity_id=low)
    await see(api, low, "off")


def _asked(simulated: BanditCamera, path: str) -> int:
    """Return how often something was asked of the camera."""
    return list(simulated.requests).count(("POST", f"/api/2{path}"))
