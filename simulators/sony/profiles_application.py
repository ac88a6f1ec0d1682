"""Bodies with a remote control application: ILCE, NEX, HX and RX; their API is at port 8080 and wants startRecMode."""

from collections.abc import Mapping
from dataclasses import replace

from simulators.sony.profile import (
    Description,
    Family,
    Profile,
    choice,
    fixed,
    four,
    still_size,
    switch,
    white_balance,
)
from simulators.sony.setting import Choice
from simulators.sony.values import (
    ALPHA_WB,
    BULB,
    COMPACT_ISO,
    COMPACT_SHUTTER,
    COMPACT_WB,
    CREATIVE,
    F_NUMBERS,
    FAST_F_NUMBERS,
    INTELLIGENT,
    ISO,
    MANUAL,
    MOVIE,
    PROGRAM,
    REMOTE,
    SHUTTER,
    STILL,
    SUPERIOR,
    TRANSFER,
)

_ONE_TO_FOUR = ("1.0", "1.1", "1.2", "1.3", "1.4")
_SERVICES = ("guide", "accessControl", "camera")
_WITH_CONTENTS = (*_SERVICES, "avContent")

_GROUPS = (
    "rec mode", "act", "await", "liveview", "liveview size", "frame info", "zoom", "half press", "touch", "shift",
)  # fmt: skip
_OLD_GROUPS = (
    "act", "zoom", "await", "touch", "shift", "liveview", "liveview size", "movie", "rec mode",
)  # fmt: skip

_EXPOSURE = {
    "FNumber": choice("5.6", *F_NUMBERS),
    "ShutterSpeed": choice("1/60", *SHUTTER),
    "IsoSpeedRate": choice("AUTO", *ISO),
    "WhiteBalance": white_balance(*ALPHA_WB),
}
_SIZES = {"LiveviewSize": fixed("M", "L", "M")}
_TIMER = {"SelfTimer": choice(0, 0, 2, 10)}
_POSTVIEW = {"PostviewImageSize": choice("2M", "Original", "2M")}
_FUNCTION = {"CameraFunction": choice(REMOTE, REMOTE, TRANSFER)}
_ZOOM = {
    "ZoomSetting": choice(
        "Optical Zoom Only", "Optical Zoom Only", "On:Clear Image Zoom", "On:Digital Zoom"
    )
}
_FLASH = {"FlashMode": choice("auto", "off", "auto", "on", "slowSync", "rearSync")}
_DIAL = {"ExposureMode": fixed(PROGRAM, INTELLIGENT, SUPERIOR, *CREATIVE)}
_BULB = Choice(now="1/60", among=SHUTTER, within=("ExposureMode", {MANUAL: (BULB, *SHUTTER)}))
_CONTINUOUS = {
    "ContShootingMode": choice("Single", "Single", "Continuous", "Spd Priority Cont."),
    "ContShootingSpeed": choice("Hi", "Hi", "Low"),
}

_A6000 = Profile(
    model="ILCE-6000",
    family=Family.APPLICATION,
    description=Description.PLAIN,
    udn="000000001000-1010-8000-8E4500A00001",
    application=("Smart Remote Control SR/4.10 __SAK__", "2.1.4"),
    events=_ONE_TO_FOUR,
    services=_SERVICES,
    groups=_GROUPS,
    settings={
        "ShootMode": choice(STILL),
        **_SIZES,
        **_ZOOM,
        **_TIMER,
        **_DIAL,
        "ExposureCompensation": choice(0, 15, -15, 1),
        **_EXPOSURE,
        "FocusMode": choice("AF-S", "AF-S", "AF-C", "DMF", "MF"),
        **_FLASH,
        **_POSTVIEW,
    },
    dial=True,
    identity_first=False,
    lens="E PZ 16-50mm F3.5-5.6 OSS",
    power_zoom=True,
)

_START = ("getVersions", "getMethodTypes", "getApplicationInfo", "getAvailableApiList", "getEvent")
_A6300_READY = (
    *_START, "stopRecMode", "startLiveview", "stopLiveview", "getSupportedSelfTimer", *four("ShootMode")[1:],
)  # fmt: skip
_A6300_LIVEVIEW = (
    *_START, "actTakePicture", "stopRecMode", "startLiveview", "stopLiveview", "actZoom", "awaitTakePicture",
    *four("SelfTimer"), *four("ExposureCompensation"), *four("ShootMode"), "getSupportedFlashMode",
)  # fmt: skip
_EMBEDDED = (
    *_START, "actTakePicture", "stopRecMode", "startLiveview", "stopLiveview", "actZoom", *four("SelfTimer"),
    *four("ExposureCompensation")[1:], *four("ShootMode"), "getSupportedFlashMode",
)  # fmt: skip

_A6300 = replace(
    _A6000,
    model="ILCE-6300",
    description=Description.IMAGING,
    udn="000000001000-1010-8000-A2C900A00003",
    application=("Smart Remote Control SR/3.31 __SAK__", "2.0.1"),
    events=("1.0",),
    groups=_OLD_GROUPS,
    settings={
        "ExposureCompensation": choice(0, 15, -15, 1),
        "ExposureMode": choice(PROGRAM, INTELLIGENT, SUPERIOR, *CREATIVE),
        **_EXPOSURE,
        "WhiteBalance": white_balance(*ALPHA_WB, kelvin=0),
        **_FLASH,
        "FocusMode": choice("AF-S", "AF-S", "AF-C", "DMF", "MF"),
        **_SIZES,
        **_POSTVIEW,
        **_TIMER,
        "ShootMode": choice(STILL),
    },
    steps={"ready": _A6300_READY, "liveview": _A6300_LIVEVIEW},
    unlisted=("setExposureCompensation",),
    identity_first=True,
    stale_tail=True,
)

_EMBEDDED_A6000 = replace(
    _A6300,
    model="ILCE-6000",
    description=Description.PLAIN,
    udn="000000001000-1010-8000-8E4500A00002",
    steps={"ready": _EMBEDDED},
    stale_tail=False,
)

_A7R = replace(
    _A6300,
    model="ILCE-7R",
    udn="000000001000-1010-8000-9AF100A00004",
    application=("Smart Remote Control SR/2.00 __SAK__", "2.0.0"),
    settings={
        **_A6300.settings,
        "ExposureMode": Choice(now=MANUAL, among=()),
        "FlashMode": choice("on", "off", "on"),
        "FNumber": Choice(now="--", among=()),
        "FocusMode": Choice(now="MF", among=()),
        "SelfTimer": choice(2, 0, 2),
        "ShutterSpeed": choice('1.6"', *SHUTTER),
        "WhiteBalance": white_balance(*ALPHA_WB),
    },
    steps={},
    supported_only=("FlashMode",),
    unlisted=(),
    hidden=(
        "actZoom",
        "setTouchAFPosition",
        "getTouchAFPosition",
        "cancelTouchAFPosition",
        "setFNumber",
        "setFocusMode",
    ),
    first_poll_empty=True,
    stale_tail=False,
    lens="",
    power_zoom=False,
)

_NEX_5R = Profile(
    model="NEX-5R",
    family=Family.APPLICATION,
    description=Description.PLAIN,
    udn="000000001000-1010-8000-5C0000A00005",
    application=("Smart Remote Control SR/2.00 __BTY__", "2.0.0"),
    events=("1.0",),
    services=("camera",),
    groups=("rec mode", "act", "await", "liveview", "touch", "shift"),
    settings={
        "ShootMode": choice(STILL),
        **_TIMER,
        "ExposureMode": choice(PROGRAM, INTELLIGENT, *CREATIVE),
        "ExposureCompensation": choice(0, 9, -9, 1),
        **_EXPOSURE,
        **_POSTVIEW,
    },
    lens="E 18-55mm F3.5-5.6 OSS",
)

_A5100 = replace(
    _A6000,
    model="ILCE-5100",
    description=Description.IMAGING,
    udn="000000001000-1010-8000-B2A100A00006",
    application=("Smart Remote Control SR/4.30 __SAK__", "2.1.4"),
    groups=(*_GROUPS, "movie", "bulb"),
    settings={
        **_A6000.settings,
        "ShootMode": choice(STILL, STILL, MOVIE),
        "ExposureMode": choice(PROGRAM, INTELLIGENT, SUPERIOR, *CREATIVE),
        "ExposureCompensation": choice(0, 9, -9, 1),
        "ShutterSpeed": _BULB,
    },
    dial=False,
)

_A7RM2 = replace(
    _A5100,
    model="ILCE-7RM2",
    udn="000000001000-1010-8000-7A2200A00007",
    services=_WITH_CONTENTS,
    groups=(*_GROUPS, "movie", "bulb", "continuous", "storage"),
    settings={
        **_A5100.settings,
        "ExposureMode": choice(PROGRAM, INTELLIGENT, *CREATIVE),
        "ExposureCompensation": choice(0, 15, -15, 1),
        **_CONTINUOUS,
        **_FUNCTION,
        **switch("SilentShootingSetting"),
    },
    lens="FE 24-70mm F4 ZA OSS",
    power_zoom=False,
)

_HX60 = Profile(
    model="DSC-HX60",
    family=Family.APPLICATION,
    description=Description.IMAGING,
    udn="000000001000-1010-8000-10C600A00008",
    application=("Smart Remote Control SR/4.10 __SAK__", "2.1.4"),
    events=_ONE_TO_FOUR,
    services=_SERVICES,
    groups=(
        "rec mode", "act", "liveview", "liveview size", "zoom", "half press", "touch", "shift", "storage",
        "frame info", "movie",
    ),
    settings={
        "ShootMode": choice(STILL, STILL, MOVIE),
        **_TIMER,
        **_CONTINUOUS,
        **_DIAL,
        "ExposureCompensation": choice(0, 6, -6, 1),
        "FNumber": choice("4.0", *F_NUMBERS),
        "IsoSpeedRate": Choice(
            now="AUTO", among=COMPACT_ISO, within=("ExposureMode", {MANUAL: COMPACT_ISO[1:]})
        ),
        **_SIZES,
        **_POSTVIEW,
        "ShutterSpeed": choice("1/30", *COMPACT_SHUTTER),
        "WhiteBalance": white_balance(*COMPACT_WB),
        **_FLASH,
        "FocusMode": choice("AF-S", "AF-S", "MF"),
        **_ZOOM,
    },
    dial=True,
    supported_only=("ContShootingMode", "ContShootingSpeed", "FlashMode"),
    identity_first=False,
    power_zoom=True,
    height=480,
)  # fmt: skip

_RX100M4 = replace(
    _HX60,
    model="DSC-RX100M4",
    udn="000000001000-1010-8000-0A1400A00009",
    application=("Smart Remote Control SR/4.30 __SAK__", "2.1.4"),
    services=_WITH_CONTENTS,
    groups=(*_GROUPS, "movie", "storage", "continuous"),
    settings={
        **_HX60.settings,
        "ShootMode": choice(STILL, STILL, MOVIE),
        "FNumber": choice("1.8", *FAST_F_NUMBERS),
        "ExposureCompensation": choice(0, 9, -9, 1),
        "StillSize": still_size(("3:2", "20M"), ("3:2", "5M"), ("16:9", "17M"), ("1:1", "13M")),
        **_FUNCTION,
    },
    supported_only=(),
    dial=False,
    second_viewer_wins=False,
)

APPLICATION_PROFILES: Mapping[str, Profile] = {
    "ILCE-6000": _A6000,
    "ILCE-6000-Embedded": _EMBEDDED_A6000,
    "ILCE-6300": _A6300,
    "ILCE-5100": _A5100,
    "ILCE-7R": _A7R,
    "ILCE-7RM2": _A7RM2,
    "NEX-5R": _NEX_5R,
    "DSC-HX60": _HX60,
    "DSC-RX100M4": _RX100M4,
}
"""These models by the name they are asked for by."""
