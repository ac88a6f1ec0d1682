"""A single Sony camera, added by its address."""

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
    tile,
)
from demo.entries import Device, Entry
from demo.looking import FRAMES, happenings, hear, see, watch
from demo.waiting import Failed
from simulators.sony import SonyCamera
from simulators.sony.pictures import picture

MODEL = "ILCE-7RM2"
ISO = "800"

OPTIONS = {"pictures_low": 20}

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
        "sections": [
            _camera(camera),
            _settings(camera),
            happenings(camera, "counter.recordings", "Recordings"),
        ],
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


async def check(simulated: SonyCamera, entry: Entry, api: Api) -> str:
    """Look at live view, take a photo, set a property and read it back, record a movie."""
    camera = entry.hub
    if camera.name != MODEL:
        raise Failed(f"found {camera.name}, not {MODEL}")
    await see(api, camera.entity("sensor", "status"), "ready")
    await watch(api, camera, lambda: simulated.liveviews)
    for part in (_shoot, _set_iso, _record):
        # What a camera is busy with, it says; in between it takes no orders.
        await see(api, camera.entity("sensor", "status"), "ready")
        await part(simulated, camera, api)
    return (
        f"added {MODEL} by its address, {FRAMES} frames of live view seen, a photo taken and its"
        f" picture fetched, ISO set to {ISO} and read back, a movie started and stopped with its"
        " events"
    )


async def _shoot(simulated: SonyCamera, camera: Device, api: Api) -> None:
    """Press the button; the very picture that was taken has to come."""
    image = camera.entity("image", "picture")
    await api.watch()
    await api.act("button.press", entity_id=camera.entity("button", "shoot"))
    await hear(api, camera.entity("event", "photo"), _PHOTO)
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
    await see(api, select, ISO)
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
    await see(api, record, "off")
    await api.act("switch.turn_on", entity_id=record)
    await see(api, recording, "on")
    await api.act("switch.turn_off", entity_id=record)
    await hear(api, camera.entity("event", "recording"), _MOVIE)
    await see(api, recording, "off")
    await see(api, "counter.recordings", "1")
    await see(api, camera.entity("sensor", "status"), "ready")
    if (movies := len(simulated.contents) - stored) != 1:
        raise Failed(f"the camera has recorded {movies} movies, not 1")


def _one_call(simulated: SonyCamera, method: str) -> None:
    """Look whether the camera got a call exactly once."""
    count = [call.method for call in simulated.requests].count(method)
    if count != 1:
        raise Failed(f"the camera got {count} calls {method}, not 1")
