"""Filling a rig: which cameras it has, and of which application version it is."""

import re
from random import Random

from simulators.smart_shooter.camera import Camera, Status
from simulators.smart_shooter.dialect import Version
from simulators.smart_shooter.models import MODELS

MAX_CAMERAS = 500
GROUPS = ("Left", "Centre", "Right")
NEWEST = {"v3": (3, 38), "v4": (5, 3)}
"""Version assumed for a vintage: the last documented 3.x, and the one whose log is the richest."""


def parse_version(vintage: str, text: str) -> Version:
    """Return the application version, such as (5, 3) for `5.3`; ValueError when it is none or not of that vintage."""
    if vintage not in NEWEST:
        raise ValueError(f"vintage {vintage!r} is neither v3 nor v4")
    if not text:
        return NEWEST[vintage]
    if (match := re.fullmatch(r"v?(\d+)\.(\d+)", text)) is None:
        raise ValueError(f"version {text!r} is not of the form 5.3")
    version = (int(match[1]), int(match[2]))
    if (version < (4, 0)) != (vintage == "v3"):
        raise ValueError(f"version {text} is not of vintage {vintage}")
    return version


def cameras(
    count: int, spares: int, nodes: tuple[str, ...], random: Random, *, named: bool
) -> dict[str, Camera]:
    """Return `count` connected cameras, spread over nodes and groups, and `spares` that were never detected."""
    if not 1 <= count <= MAX_CAMERAS or spares < 0 or count < len(nodes) or not nodes:
        raise ValueError(
            f"1 to {MAX_CAMERAS} cameras, at least one for each node, and 0 or more spares"
        )
    rig = [
        new_camera(number, random, name="" if named else None) for number in range(count + spares)
    ]
    for number, camera in enumerate(rig[:count]):
        camera.group = GROUPS[number * len(GROUPS) // count]
        camera.node = nodes[number * len(nodes) // count]
        camera.trigger_index = min(number, 100)
    for camera in rig[count:]:
        camera.status, camera.detected = Status.DISCONNECTED, False
    return {camera.key: camera for camera in rig}


def new_camera(number: int, random: Random, name: str | None = "") -> Camera:
    """Return the camera at a position of the rig, counted from 0; it is called `C001` and so on.

    `name` is another name, or None for the model's, as with a camera that was never renamed.
    """
    model = MODELS[number % len(MODELS)]
    mains = random.random() < 0.15
    return Camera(
        model=model,
        serial=f"{random.randrange(10, 99)}{number:05d}",
        name=model.name if name is None else name or f"C{number + 1:03d}",
        battery=100 if mains else random.randrange(15, 101),
        power_source="AC" if mains else "Battery",
        file_number=random.randrange(0, 9000),
        zoom=0,
        pace=random.uniform(0.8, 1.2),
        properties=model.properties(),
    )
