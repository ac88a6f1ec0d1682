"""A Smart Shooter rig of a dozen cameras."""

from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from demo.api import Api
from demo.cards import Card, choose, live_view, press, section, subheading, tile
from demo.entries import Device, Entry
from demo.waiting import Failed, NotYet, wait_for
from simulators.smart_shooter.rig import SmartShooter

CAMERAS = 12
ISO = "800"

OPTIONS = {"groups": ["controls", "counters", "exposure", "live_view"], "shot_limit": 10}

_SOON = 30
"""Seconds within which whatever is asked for has come, on a slow machine too."""


def simulator(lively: bool, known: Mapping[str, Any]) -> AbstractAsyncContextManager[SmartShooter]:
    """Return a rig; in a lively one somebody presses a camera's button now and then."""
    activity, drain = (30.0, 120.0) if lively else (0.0, 0.0)
    return SmartShooter(
        cameras=CAMERAS,
        publisher_port=known.get("publisher_port", 0),
        server_port=known.get("request_port", 0),
        latency=0.08,
        jitter=0.04,
        activity=activity,
        drain=drain,
    )


def answers(rig: SmartShooter) -> Mapping[str, Any]:
    """Return what the config flow asks for."""
    publisher, server = rig.ports
    return {"host": "127.0.0.1", "publisher_port": publisher, "request_port": server}


def automation(entry: Entry) -> Mapping[str, Any]:
    """Return an automation that counts the photos of every camera."""
    return {
        "alias": "Count every photo",
        "description": "Queued, since all cameras of a rig deliver at the same moment.",
        "mode": "queued",
        "max": 100,
        "triggers": [
            {
                "trigger": "camhub.photo_taken",
                "target": {"device_id": [camera.id for camera in entry.cameras]},
            }
        ],
        "actions": [
            {"action": "counter.increment", "target": {"entity_id": "counter.photos"}},
            {
                "action": "input_text.set_value",
                "target": {"entity_id": "input_text.last_photo"},
                "data": {"value": "{{ trigger.to_state.attributes.name }}"},
            },
        ],
    }


def view(entry: Entry) -> Mapping[str, Any]:
    """Return the view of the rig."""
    return {
        "title": "Rig",
        "path": "rig",
        "type": "sections",
        "max_columns": 3,
        "sections": [_rig(entry.hub), _cameras(entry), _happenings(entry)],
    }


def _rig(hub: Device) -> Card:
    return section(
        "Rig",
        "mdi:camera-burst",
        tile(hub.entity("sensor", "cameras_online"), "Cameras online"),
        tile(hub.entity("sensor", "lowest_battery"), "Lowest battery"),
        tile(hub.entity("sensor", "last_shot_missing"), "Missing"),
        tile(hub.entity("binary_sensor", "batch_mismatch"), "Batch numbers"),
        press(hub.entity("button", "shoot_all"), "Shoot all", "red"),
        press(hub.entity("button", "autofocus_all"), "Autofocus all", "blue"),
        press(hub.entity("button", "sync_batch_numbers"), "Sync batch", "grey"),
        press(hub.entity("button", "detect_cameras"), "Detect cameras", "grey"),
        subheading("All cameras at once", "mdi:tune"),
        choose(hub.entity("select", "aperture_all"), "Aperture"),
        choose(hub.entity("select", "shutter_speed_all"), "Shutter"),
        choose(hub.entity("select", "iso_all"), "ISO"),
    )


def _cameras(entry: Entry) -> Card:
    picture = live_view(entry.cameras[0].entity("camera", "live_view"))
    return section("Cameras", "mdi:camera", picture, *(_camera(camera) for camera in entry.cameras))


def _camera(camera: Device) -> Card:
    """Return a line of half the width: the camera's name, what it is doing, and its battery."""
    page = {"action": "navigate", "navigation_path": f"/config/devices/device/{camera.id}"}
    status, battery = (camera.entity("sensor", key) for key in ("status", "battery"))
    return {
        "type": "heading",
        "heading": camera.name,
        "heading_style": "subtitle",
        "badges": [
            {"type": "entity", "entity": status, "color": "state", "tap_action": page},
            {"type": "entity", "entity": battery, "color": "state"},
        ],
        "grid_options": {"columns": 6},
    }


def _happenings(entry: Entry) -> Card:
    photos = [device.entity("event", "photo") for device in (entry.hub, *entry.cameras)]
    return section(
        "Photos",
        "mdi:image-multiple-outline",
        {
            "type": "logbook",
            "hours_to_show": 1,
            "target": {"entity_id": photos},
            "grid_options": {"columns": 12, "rows": 6},
        },
        subheading("The automation on each photo", "mdi:robot"),
        tile("counter.photos", "Photos counted"),
        tile("input_text.last_photo", "Last photo"),
    )


async def check(rig: SmartShooter, entry: Entry, api: Api) -> str:
    """Shoot with all cameras, follow the photos, set a property of all cameras and read it back."""
    if len(entry.cameras) != CAMERAS:
        raise Failed(f"found {len(entry.cameras)} cameras, not {CAMERAS}")
    await wait_for(lambda: _online(entry, api), _SOON)
    await _shoot(entry, api)
    await wait_for(lambda: _photos(entry, api), _SOON)
    await wait_for(lambda: _counted(api), _SOON)
    await _set_iso(entry, api)
    _one_request(rig, "Shoot")
    _one_request(rig, "SetProperty")
    return (
        f"found {CAMERAS} cameras, shot all with one request, {CAMERAS} photo events seen,"
        f" ISO set to {ISO} and read back"
    )


async def _online(entry: Entry, api: Api) -> None:
    """Look whether every camera can shoot."""
    online = (await api.states())[entry.hub.entity("sensor", "cameras_online")]["state"]
    if online != str(CAMERAS):
        raise NotYet(f"cameras online: {online}, not {CAMERAS}")


async def _shoot(entry: Entry, api: Api) -> None:
    await api.watch()
    shot = await api.act("camhub.shoot", answers=True, device_id=entry.hub.id)
    delivered = {photo["device_id"] for photo in shot["photos"]}
    if shot["missing"] or delivered != {camera.id for camera in entry.cameras}:
        raise Failed(f"the shot has {len(delivered)} cameras, missing are {shot['missing']}")


async def _photos(entry: Entry, api: Api) -> None:
    """Look whether each camera told once of a photo."""
    taken = Counter(
        state["entity_id"]
        for state in await api.seen()
        if state["attributes"].get("event_type") == "photo_taken"
    )
    if taken != Counter(camera.entity("event", "photo") for camera in entry.cameras):
        raise NotYet(f"photo events seen: {dict(taken)}")


async def _counted(api: Api) -> None:
    """Look whether the automation ran for each photo."""
    count = (await api.states())["counter.photos"]["state"]
    if count != str(CAMERAS):
        raise NotYet(f"the automation counted {count} photos, not {CAMERAS}")


async def _set_iso(entry: Entry, api: Api) -> None:
    """Set the ISO of the rig; every camera's own select has to show it."""
    of_rig = entry.hub.entity("select", "iso_all")
    selects = [of_rig, *(camera.entity("select", "iso") for camera in entry.cameras)]

    async def read() -> set[str]:
        states = await api.states()
        return {states[select]["state"] for select in selects}

    async def read_back() -> None:
        if (shown := await read()) != {ISO}:
            raise NotYet(f"set to ISO {ISO}, the selects show {sorted(shown)}")

    if ISO in await read():
        raise Failed(f"a select shows ISO {ISO} before it was set")
    await api.act("select.select_option", entity_id=of_rig, option=ISO)
    await wait_for(read_back, _SOON)


def _one_request(rig: SmartShooter, name: str) -> None:
    """Look whether the application got a request exactly once."""
    count = [request["msg_id"] for request in rig.requests].count(name)
    if count != 1:
        raise Failed(f"the application got {count} requests {name}, not 1")
