"""What the checks of several systems look at."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

from demo.api import Api
from demo.cards import Card, section, subheading, tile
from demo.entries import Device
from demo.waiting import Failed, NotYet, wait_for

FRAMES = 12
"""Frames of live view that are looked at."""

SOON = 30
"""Seconds within which whatever is asked for has come, on a slow machine too."""


async def watch(api: Api, camera: Device, is_running: Callable[[], object]) -> None:
    """Look at a moving picture as a browser does; it has to move, and to end with its viewer."""
    path = f"camera_proxy_stream/{camera.entity('camera', 'live_view')}"
    if is_running():
        raise Failed("live view runs before anybody looks")
    frames = 0
    try:
        async with asyncio.timeout(SOON):
            frames = await api.frames(path, FRAMES)
    except TimeoutError:
        pass
    if frames < FRAMES:
        raise Failed(f"live view has shown {frames} frames, not {FRAMES}")

    async def ended() -> None:
        if is_running():
            raise NotYet("live view goes on though nobody looks")

    await wait_for(ended, SOON)


async def see(api: Api, entity: str, wanted: object) -> None:
    """Wait until an entity is in a state."""

    async def shown() -> None:
        if (state := (await api.states())[entity]["state"]) != str(wanted):
            raise NotYet(f"{entity} is {state}, not {wanted}")

    await wait_for(shown, SOON)


async def hear(api: Api, event: str, wanted: Iterable[str]) -> None:
    """Wait until an entity has told of each of these kinds of event once, and of no other."""

    async def told() -> None:
        kinds = Counter(
            state["attributes"]["event_type"]
            for state in await api.seen()
            if state["entity_id"] == event
        )
        if kinds != Counter(wanted):
            raise NotYet(f"events seen: {dict(kinds)}")

    await wait_for(told, SOON)


def happenings(camera: Device, counter: str, name: str) -> Card:
    """Return the last picture of a camera, what it told of, and what an automation has counted."""
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
        tile(counter, name),
    )
