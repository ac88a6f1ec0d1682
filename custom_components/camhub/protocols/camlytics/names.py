"""The application's words and ours: types of events, and classes of objects. No I/O."""

import re
from collections.abc import Mapping
from unicodedata import normalize

from ...model.vocabulary import Kind

UNKNOWN = "unknown"
"""Class of an object that was not told apart."""

_KINDS: Mapping[str, Kind] = {
    "TripwireCrossed": Kind.LINE_CROSSED,
    "RegionJoin": Kind.ZONE_JOINED,
    "RegionLeave": Kind.ZONE_LEFT,
    "MotionInRegionOn": Kind.MOTION_STARTED,
    "MotionInRegionOff": Kind.MOTION_STOPPED,
    "Loitering": Kind.DWELL,
    "CrowdOn": Kind.CROWD_APPEARED,
    "CrowdOff": Kind.CROWD_DISAPPEARED,
    "Tailgating": Kind.TAILGATING,
    "AbandonedObject": Kind.ABANDONED_ITEM,
    "ObjectAppear": Kind.OBJECT_APPEARED,
    "ObjectDisappear": Kind.OBJECT_DISAPPEARED,
    "Sabotage": Kind.CAMERA_OBSTRUCTED,
    "CameraDisconnected": Kind.CAMERA_DISCONNECTED,
}

type_of: Mapping[Kind, str] = {kind: event_type for event_type, kind in _KINDS.items()}
"""The application's type by our kind; `Kind.OTHER` has none."""

_ORIGINS: Mapping[str, str] = {
    "person": "Pedestrian",
    "vehicle": "Vehicle",
    UNKNOWN: "Unknown",
}
_CLASSES: Mapping[str, str] = {origin.lower(): word for word, origin in _ORIGINS.items()}

_LONGEST = 32
_NO_WORD = re.compile("[^a-z0-9]+")


def kind_of(event_type: str) -> Kind:
    """Return our kind for the application's type of an event, `Kind.OTHER` for one that we do not know.

    The display text beside the type differs by version and language and means nothing.
    """
    return _KINDS.get(event_type, Kind.OTHER)


def object_class(origin: str) -> str:
    """Return the class of an object: `person`, `vehicle`, `unknown`, or the application's word as [a-z0-9_]."""
    word = normalize("NFKD", origin[: 4 * _LONGEST]).encode("ascii", "ignore").decode().lower()
    word = _NO_WORD.sub("_", word)[:_LONGEST].strip("_")
    return _CLASSES.get(word, word or UNKNOWN)


def origin_of(object_class: str) -> str:
    """Return the application's word for a class, the very word where we have no other for it."""
    return _ORIGINS.get(object_class, object_class)
