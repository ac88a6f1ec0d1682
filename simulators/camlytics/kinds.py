"""The kinds of event that the application has, and what they are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Place(Enum):
    """Where a kind of event happens."""

    LINE = "line"
    ZONE = "zone"
    SCENE = "scene"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: its names in the documentation and in another language, its place, whether it has an object."""

    name: str
    translated: str
    place: Place
    has_object: bool


KINDS: Mapping[str, Kind] = {
    "TripwireCrossed": Kind("Line crossed", "Linie überquert", Place.LINE, True),
    "RegionJoin": Kind("Zone joined", "Zone betreten", Place.ZONE, True),
    "RegionLeave": Kind("Zone left", "Zone verlassen", Place.ZONE, True),
    "MotionInRegionOn": Kind("Motion started", "Bewegung begonnen", Place.ZONE, True),
    "MotionInRegionOff": Kind("Motion finished", "Bewegung beendet", Place.ZONE, False),
    "Loitering": Kind("Object dwell", "Objekt verweilt", Place.ZONE, True),
    "CrowdOn": Kind("Crowd appear", "Menge entstanden", Place.ZONE, False),
    "CrowdOff": Kind("Crowd disappear", "Menge aufgelöst", Place.ZONE, False),
    "Tailgating": Kind("Tailgating", "Dicht gefolgt", Place.LINE, True),
    "AbandonedObject": Kind("Abandoned item", "Gegenstand zurückgelassen", Place.ZONE, True),
    "ObjectAppear": Kind("Object appear", "Objekt erschienen", Place.SCENE, True),
    "ObjectDisappear": Kind("Object disappear", "Objekt verschwunden", Place.SCENE, True),
    "Sabotage": Kind("Camera obstructed", "Kamera verdeckt", Place.SCENE, False),
    "CameraDisconnected": Kind("Camera disconnected", "Kamera getrennt", Place.SCENE, False),
}
"""Type to kind, in the order in which aggregates list them (section 4)."""

OTHER = Kind("", "", Place.SCENE, False)
"""What is taken for a type that is not in the table."""


def display_name(kind: str, wording: str) -> str:
    """Return the text of a type for people, in the wording that the assumption `event_name` takes."""
    row = KINDS.get(kind, OTHER)
    if wording == "translated" and row.translated:
        return row.translated
    if wording == "crossed_line" and kind == "TripwireCrossed":
        return "Crossed line"
    return row.name or kind
