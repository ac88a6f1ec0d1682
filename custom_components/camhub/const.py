"""Constants of the integration."""

from enum import StrEnum
from pathlib import Path

from homeassistant.const import Platform

DOMAIN = "camhub"

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TEXT,
    Platform.UPDATE,
]

CONF_SYSTEM = "system"
"""Which protocol an entry speaks: a key of `PROTOCOLS`."""

CONF_GROUPS = "groups"
"""Which groups of entities each camera of a rig gets beyond the essential ones."""

CONF_LOCAL_ONLY = "local_only"
"""The option whether a webhook takes calls from the local network only."""

NO_PICTURE = Path(__file__).parent / "frontend" / "no_picture.jpg"
"""A JPEG to show where a camera has no picture yet."""

EXPOSURE_VALUE = "EV"
"""The unit of exposure compensation."""


class Group(StrEnum):
    """Entities of a rig's cameras that belong together; those of a single camera all exist."""

    ESSENTIAL = "essential"
    CONTROLS = "controls"
    COUNTERS = "counters"
    EXPOSURE = "exposure"
    FOCUS = "focus"
    LIVE_VIEW = "live_view"
    PICTURE = "picture"


CHOSEN_GROUPS = [group.value for group in Group if group is not Group.ESSENTIAL]
