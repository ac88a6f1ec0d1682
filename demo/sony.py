"""A single Sony camera, added by its address."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from demo.api import Api
from demo.cards import (
    Card,
    choose,
    live_view,
    only_while_available,
    press,
    section,
    slide,
    subheading,
    tile,
)
from demo.entries import Device, Entry
from demo.waiting import Failed, NotYet, wait_for
from simulators.sony import SonyCamera
from simulators.sony.pictures import picture

MODEL = "ILCE-7RM2"
ISO = "800"
FRAMES = 12
"""Frames of live view that the check looks at."""

OPTIONS = {"pictures_low": 20}

_SOON = 30
"""Seconds within which whatever is asked for has come, on a slow machine too."""

_PHOTO = ("photo_taken", "photo_available")
_MOVIE = ("recording_started", "recording_stopped")


def simulator(lively: bool, known: Mapping[str, Any]) -> AbstractAsyncContextManager[SonyCamera]:
    """Return a camera; in a lively one somebody presses its own button now and then."""
    return SonyCamera(
        MODEL,
        port=known.get("port", 0),
        contents=24,
        content_size=8_000_000,
        shoot_every=60.0 if lively else 0.0,
    )


def answers(camera: SonyCamera) -> Mapping[str, Any]:
    """Return what the config flow asks for."""
    return {"host": "127.0.0.1", "port": camera.port}


def automation(entry: Entry) -> Mapping[str, Any]:
    """Return an automation that counts the recordings, whoever started them."""
    return {
        "alias": "Count every recording",
        "description": "Once a recording has ended, with the camera's own button too.",
        "mode": "queued",
        "triggers": [
            {
                "trigger": "event.received",
                "target": {"entity_id": entry.hub.entity("event", "recording")},
                "options": {"event_type": ["recording_stopped"]},
            }
        ],
        "actions": [{"action": "counter.increment", "target": {"entity_id": "counter.recordings"}}],
    }


def view(entry: Entry) -> Mapping[str, Any]:
    """Return the view of the camera."""
    camera = entry.hub
    return {
        "title": "Camera",
        "path": "camera",
        "type": "sections",
        "max_columns": 3,
        "sections": [_camera(camera), _settings(camera), _photos(camera)],
    }


def _camera(camera: Device) -> Card:
    shoot, record = camera.entity("button", "shoot"), camera.entity("switch", "record")
    return section(
        camera.name,
        "mdi:camera",
        live_view(camera.entity("camera", "live_view")),
        # The shoot mode says which of both there is.
        only_while_available(press(shoot, "Shoot", "red")),
        only_while_available(tile(record, "Record", color="red", tap_action={"action": "toggle"})),
        press(camera.entity("button", "autofocus"), "Autofocus", "blue"),
        tile(camera.entity("sensor", "status"), "Status"),
        tile(camera.entity("sensor", "battery"), "Battery"),
        tile(camera.entity("sensor", "photos_left"), "Photos left"),
        tile(camera.entity("sensor", "recording_time_left"), "Movie time left"),
        tile(camera.entity("binary_sensor", "overheating"), "Overheating"),
        tile(camera.entity("switch", "connect"), "Connected"),
    )


def _settings(camera: Device) -> Card:
    return section(
        "Settings",
        "mdi:tune",
        choose(camera.entity("select", "shoot_mode"), "Shoot mode"),
        choose(camera.entity("select", "exposure_mode"), "Exposure mode"),
        choose(camera.entity("select", "aperture"), "Aperture"),
        choose(camera.entity("select", "shutter_speed"), "Shutter"),
        choose(camera.entity("select", "iso"), "ISO"),
        slide(camera.entity("number", "exposure_compensation"), "Compensation"),
        choose(camera.entity("select", "white_balance"), "White balance"),
        choose(camera.entity("select", "focus_mode"), "Focus mode"),
        choose(camera.entity("select", "drive_mode"), "Drive mode"),
    )


def _photos(camera: Device) -> Card:
    last = {
        "type": "picture-entity",
        "entity": camera.entity("image", "picture"),
        "show_name": False,
        "show_state": False,
    }
    events = [camera.entity("event", stream) for stream in ("photo", "recording", "status")]
    return section(
        "Last picture",
        "mdi:image-outline",
        last,
        {
            "type": "logbook",
            "hours_to_show": 1,
            "target": {"entity_id": events},
            "grid_options": {"columns": 12, "rows": 4},
        },
        subheading("The automation on each recording", "mdi:robot"),
        tile("counter.recordings", "Recordings"),
    )


async def check(simulated: SonyCamera, entry: Entry, api: Api) -> str:
    """Look at live view, take a photo, set a property and read it back, record a movie."""
    camera = entry.hub
    if camera.name != MODEL:
        raise Failed(f"found {camera.name}, not {MODEL}")
    for part in (_watch, _shoot, _set_iso, _record):
        # What a camera is busy with, it says; in between it takes no orders.
        await wait_for(lambda: _shows(api, camera.entity("sensor", "status"), "ready"), _SOON)
        await part(simulated, camera, api)
    return (
        f"added {MODEL} by its address, {FRAMES} frames of live view seen, a photo taken and its"
        f" picture fetched, ISO set to {ISO} and read back, a movie started and stopped with its"
        " events"
    )


async def _watch(simulated: SonyCamera, camera: Device, api: Api) -> None:
    """Look at the moving picture as a browser does; it has to move, and to end with its viewer."""
    path = f"camera_proxy_stream/{camera.entity('camera', 'live_view')}"
    if simulated.liveviews:
        raise Failed("live view runs before anybody looks")
    frames = 0
    try:
        async with asyncio.timeout(_SOON):
            frames = await api.frames(path, FRAMES)
    except TimeoutError:
        pass
    if frames < FRAMES:
        raise Failed(f"live view has shown {frames} frames, not {FRAMES}")

    async def ended() -> None:
        if simulated.liveviews:
            raise NotYet("live view goes on though nobody looks")

    await wait_for(ended, _SOON)


async def _shoot(simulated: SonyCamera, camera: Device, api: Api) -> None:
    """Press the button; the very picture that was taken has to come."""
    image = camera.entity("image", "picture")
    await api.watch()
    await api.act("button.press", entity_id=camera.entity("button", "shoot"))
    await wait_for(lambda: _told(api, camera.entity("event", "photo"), _PHOTO), _SOON)
    taken = picture(simulated.body, simulated.photos[-1], "2M")
    if await api.file(f"image_proxy/{image}") != taken.start:
        raise Failed("the image entity does not show the picture of the photo")
    _one_call(simulated, "actTakePicture")


async def _set_iso(simulated: SonyCamera, camera: Device, api: Api) -> None:
    """Set the ISO; the camera has to have it, and the select to show it."""
    select = camera.entity("select", "iso")
    if (await api.states())[select]["state"] == ISO:
        raise Failed(f"the select shows ISO {ISO} before it was set")
    await api.act("select.select_option", entity_id=select, option=ISO)
    await wait_for(lambda: _shows(api, select, ISO), _SOON)
    if (value := simulated.settings["IsoSpeedRate"]) != ISO:
        raise Failed(f"the camera has ISO {value}, not {ISO}")
    _one_call(simulated, "setIsoSpeedRate")


async def _record(simulated: SonyCamera, camera: Device, api: Api) -> None:
    """Start and stop a movie; both events, and the automation on the second, have to come."""
    mode, record = camera.entity("select", "shoot_mode"), camera.entity("switch", "record")
    recording = camera.entity("binary_sensor", "recording")
    stored = len(simulated.contents)
    await api.watch()
    await api.act("select.select_option", entity_id=mode, option="movie")
    await wait_for(lambda: _shows(api, record, "off"), _SOON)
    await api.act("switch.turn_on", entity_id=record)
    await wait_for(lambda: _shows(api, recording, "on"), _SOON)
    await api.act("switch.turn_off", entity_id=record)
    await wait_for(lambda: _told(api, camera.entity("event", "recording"), _MOVIE), _SOON)
    await wait_for(lambda: _shows(api, recording, "off"), _SOON)
    await wait_for(lambda: _shows(api, "counter.recordings", "1"), _SOON)
    await wait_for(lambda: _shows(api, camera.entity("sensor", "status"), "ready"), _SOON)
    if (movies := len(simulated.contents) - stored) != 1:
        raise Failed(f"the camera has recorded {movies} movies, not 1")


async def _shows(api: Api, entity: str, wanted: str) -> None:
    """Look whether an entity is in a state."""
    if (state := (await api.states())[entity]["state"]) != wanted:
        raise NotYet(f"{entity} is {state}, not {wanted}")


async def _told(api: Api, event: str, wanted: tuple[str, ...]) -> None:
    """Look whether an entity told of each kind of event once."""
    told = Counter(
        state["attributes"]["event_type"]
        for state in await api.seen()
        if state["entity_id"] == event
    )
    if told != Counter(wanted):
        raise NotYet(f"events seen: {dict(told)}")


def _one_call(simulated: SonyCamera, method: str) -> None:
    """Look whether the camera got a call exactly once."""
    count = [call.method for call in simulated.requests].count(method)
    if count != 1:
        raise Failed(f"the camera got {count} calls {method}, not 1")
