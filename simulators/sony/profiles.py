"""Models: what each has of the API, which of the two families it is of, and what it starts with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from simulators.sony.methods import BASE, GROUPS
from simulators.sony.settings import SETTINGS, Choice, Signature
from simulators.sony.values import (
    ALPHA_WB,
    APERTURE,
    AUTO_WB,
    COLOR_TEMPERATURE,
    COMPACT_ISO,
    COMPACT_SHUTTER,
    CREATIVE,
    CUSTOM,
    F_NUMBERS,
    FAST_F_NUMBERS,
    INTELLIGENT,
    ISO,
    MOVIE,
    PROGRAM,
    QX10_WB,
    REMOTE,
    SHUTTER,
    STILL,
    SUPERIOR,
    TRANSFER,
)


class Family(StrEnum):
    """Where a body has its API: bodies with a remote control application, or lens-style and action cameras."""

    APPLICATION = "8080"
    BUILT_IN = "10000"


class Description(StrEnum):
    """How a body writes its device description."""

    PLAIN = "plain"
    IMAGING = "imaging"
    MEDIA_SERVER = "media server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One model.

    `application` is None where a body does not tell any; `events` are the versions of getEvent it
    has. `dial` says that shoot and exposure mode are turned at the body. `steps` are lists of what
    may be called where a body told them: after startRecMode and with live view; for the others they
    follow from rules. `unlisted` are methods that work though they are not listed.
    """

    model: str
    family: Family
    description: Description
    udn: str
    application: tuple[str, str] | None
    events: tuple[str, ...]
    services: tuple[str, ...]
    groups: tuple[str, ...]
    settings: Mapping[str, Choice]
    path: str = "/sony"
    description_path: str = "/scalarwebapi_dd.xml"
    dial: bool = False
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unlisted: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    identity_first: bool = True
    first_poll_empty: bool = False
    stale_tail: bool = False
    second_viewer_wins: bool = True
    first_sequence: int = 1
    width: int = 640
    height: int = 424
    lens: str = ""
    power_zoom: bool = False
    seek: bool = True

    @property
    def shoot_modes(self) -> tuple[Any, ...]:
        """Shoot modes the model has."""
        return self.settings["ShootMode"].among

    @property
    def methods(self) -> Mapping[str, Signature]:
        """Every method of the camera service with its signature, whether it may be called now or not."""
        methods: dict[str, Signature] = {}
        for group in (*BASE, *self.groups) if self.application else self.groups:
            methods |= GROUPS[group]
        if self.events:
            methods |= GROUPS["event"]
        for name, choice in self.settings.items():
            methods |= {
                method: signature
                for method, signature in SETTINGS[name].methods().items()
                if choice.setter or not method.startswith("set")
            }
        return methods


def _choice(now: Any, *among: Any) -> Choice:
    return Choice(now=now, among=among or (now,))


def _fixed(now: Any, *among: Any) -> Choice:
    return Choice(now=now, among=among or (now,), setter=False)


def _balance(*modes: str) -> Choice:
    return Choice(now={"whiteBalanceMode": AUTO_WB, "colorTemperature": -1}, among=modes)


def _still_size(*pairs: tuple[str, str]) -> Choice:
    return Choice(now=dict(zip(("aspect", "size"), pairs[0], strict=True)), among=pairs)


def _on_off(name: str, now: str = "Off") -> dict[str, Choice]:
    return {name: _choice(now, "On", "Off")}


_EXPOSURE = {
    "FNumber": _choice("5.6", *F_NUMBERS),
    "ShutterSpeed": _choice("1/60", *SHUTTER),
    "IsoSpeedRate": _choice("AUTO", *ISO),
    "WhiteBalance": _balance(*ALPHA_WB),
}
_SIZES = _fixed("M", "L", "M")
_FUNCTION = {"CameraFunction": _choice(REMOTE, REMOTE, TRANSFER)}
_POSTVIEW = {"PostviewImageSize": _choice("2M", "Original", "2M")}
_BEEP = {"BeepMode": _choice("On", "Shutter Only", "On", "Off")}

_APPLICATION_GROUPS = (
    "rec mode", "act", "await", "liveview", "liveview size", "frame info", "zoom", "half press", "touch", "shift",
)  # fmt: skip
_QX_GROUPS = (
    "act",
    "await",
    "movie",
    "liveview",
    "zoom",
    "touch",
    "half press",
    "storage",
    "format",
)
_SR4 = ("1.0", "1.1", "1.2", "1.3", "1.4")
_APPLICATION_SERVICES = ("guide", "accessControl", "camera")
_CAMERA_LISTS = (
    "getVersions",
    "getMethodTypes",
    "getApplicationInfo",
    "getAvailableApiList",
    "getEvent",
)


def _four(name: str) -> tuple[str, ...]:
    return (f"set{name}", f"get{name}", f"getAvailable{name}", f"getSupported{name}")


_EMBEDDED = (
    *_CAMERA_LISTS, "actTakePicture", "stopRecMode", "startLiveview", "stopLiveview", "actZoom",
    *_four("SelfTimer"), *_four("ExposureCompensation")[1:], *_four("ShootMode"), "getSupportedFlashMode",
)  # fmt: skip

_ILCE_6000 = Profile(
    model="ILCE-6000",
    family=Family.APPLICATION,
    description=Description.PLAIN,
    udn="000000001000-1010-8000-8E4500A00001",
    application=("Smart Remote Control SR/4.10 __SAK__", "2.1.4"),
    events=_SR4,
    services=_APPLICATION_SERVICES,
    groups=_APPLICATION_GROUPS,
    settings={
        "ShootMode": _choice(STILL),
        "LiveviewSize": _SIZES,
        "ZoomSetting": _choice("Optical Zoom Only", "Optical Zoom Only", "On:Clear Image Zoom", "On:Digital Zoom"),
        "SelfTimer": _choice(0, 0, 2, 10),
        "ExposureMode": _fixed(PROGRAM, INTELLIGENT, SUPERIOR, *CREATIVE),
        "ExposureCompensation": _choice(0, 15, -15, 1),
        **_EXPOSURE,
        "FocusMode": _choice("AF-S", "AF-S", "AF-C", "DMF", "MF"),
        "FlashMode": _choice("auto", "off", "auto", "on", "slowSync", "rearSync"),
        **_POSTVIEW,
    },
    dial=True,
    identity_first=False,
    lens="E PZ 16-50mm F3.5-5.6 OSS",
    power_zoom=True,
)  # fmt: skip

_QX100 = Profile(
    model="DSC-QX100",
    family=Family.BUILT_IN,
    description=Description.MEDIA_SERVER,
    description_path="/DmsRmtDesc.xml",
    udn="00000000-0005-0010-8000-1c994ca00002",
    application=("Smart Remote Control", "2.1.1"),
    events=("1.0", "1.1"),
    services=("guide", "system", "accessControl", "camera"),
    groups=_QX_GROUPS,
    settings={
        "ShootMode": _choice(STILL, STILL, MOVIE),
        "SelfTimer": _choice(0, 0, 2, 10),
        **_POSTVIEW,
        "ExposureMode": _choice(INTELLIGENT, INTELLIGENT, SUPERIOR, PROGRAM, APERTURE),
        **_BEEP,
        **_FUNCTION,
        "StillSize": _still_size(("3:2", "20M"), ("3:2", "5M"), ("16:9", "17M"), ("16:9", "4.2M")),
        "ExposureCompensation": _choice(0, 9, -9, 1),
        "FNumber": _choice("1.8", *FAST_F_NUMBERS),
        "ShutterSpeed": _choice("1/60", *COMPACT_SHUTTER),
        "IsoSpeedRate": _choice("AUTO", *COMPACT_ISO),
        "WhiteBalance": _balance(*QX10_WB, COLOR_TEMPERATURE, CUSTOM),
        "FocusMode": _choice("AF-S", "AF-S", "MF"),
    },
    power_zoom=True,
    height=360,
)

_ROWS = (_ILCE_6000, _QX100)

PROFILES: Mapping[str, Profile] = {row.model: row for row in _ROWS}
"""Every model the simulator knows."""
