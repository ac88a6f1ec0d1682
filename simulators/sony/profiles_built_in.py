"""Lens-style cameras, action cameras and later bodies: their API is at port 10000 and needs no startRecMode."""

from collections.abc import Mapping
from dataclasses import replace

from simulators.sony.profile import (
    Description,
    Family,
    Profile,
    choice,
    four,
    still_size,
    switch,
    white_balance,
)
from simulators.sony.profiles_application import APPLICATION_PROFILES
from simulators.sony.setting import Choice
from simulators.sony.values import (
    ACTION_WB,
    ALPHA_WB,
    APERTURE,
    AUDIO,
    COLOR_TEMPERATURE,
    COMPACT_ISO,
    COMPACT_SHUTTER,
    CREATIVE,
    CUSTOM,
    F_NUMBERS,
    FAST_F_NUMBERS,
    INTELLIGENT,
    INTERVAL,
    ISO,
    LOOP,
    MOVIE,
    PROGRAM,
    QX10_ISO,
    QX10_WB,
    REMOTE,
    SHUTTER,
    STILL,
    SUPERIOR,
    TRANSFER,
)

_SERVICES = ("guide", "accessControl", "camera")
_QX_SERVICES = ("guide", "system", "accessControl", "camera")
_WITH_CONTENTS = ("guide", "accessControl", "camera", "system", "avContent")

_TIMER = {"SelfTimer": choice(0, 0, 2, 10)}
_POSTVIEW = {"PostviewImageSize": choice("2M", "2M", "Original")}
_FUNCTION = {"CameraFunction": choice(REMOTE, REMOTE, TRANSFER)}
_BEEP = {"BeepMode": choice("On", "Shutter Only", "On", "Off")}
_STEADY = {"SteadyMode": choice("on", "off", "on")}

_QX10 = Profile(
    model="DSC-QX10",
    family=Family.BUILT_IN,
    description=Description.MEDIA_SERVER,
    description_path="/DmsRmtDesc.xml",
    udn="00000000-0005-0010-8000-1c994ca00011",
    application=("Smart Remote Control", "2.1.1"),
    events=("1.0", "1.1"),
    services=_QX_SERVICES,
    groups=(
        "liveview", "act", "movie", "await", "zoom", "format", "storage", "touch", "half press",
    ),
    settings={
        "ShootMode": choice(STILL, STILL, MOVIE),
        **_TIMER,
        **_POSTVIEW,
        "ExposureMode": choice(INTELLIGENT, INTELLIGENT, SUPERIOR, PROGRAM),
        **_BEEP,
        **_FUNCTION,
        "StillSize": still_size(("4:3", "18M"), ("4:3", "5M"), ("16:9", "13M"), ("16:9", "2M")),
        "ExposureCompensation": choice(0, 6, -6, 1),
        "WhiteBalance": white_balance(*QX10_WB),
        "IsoSpeedRate": choice("AUTO", *QX10_ISO),
    },
    locked=four("CameraFunction"),
    exposed_by_program_only=True,
    power_zoom=True,
    height=480,
)  # fmt: skip

_QX100 = replace(
    _QX10,
    model="DSC-QX100",
    udn="00000000-0005-0010-8000-1c994ca00012",
    settings={
        **_QX10.settings,
        "ExposureMode": choice(INTELLIGENT, INTELLIGENT, SUPERIOR, PROGRAM, APERTURE),
        "StillSize": still_size(("3:2", "20M"), ("3:2", "5M"), ("16:9", "17M"), ("16:9", "4.2M")),
        "ExposureCompensation": choice(0, 9, -9, 1),
        "FNumber": choice("1.8", *FAST_F_NUMBERS),
        "ShutterSpeed": choice("1/60", *COMPACT_SHUTTER),
        "IsoSpeedRate": choice("AUTO", *COMPACT_ISO),
        "WhiteBalance": white_balance(*QX10_WB, COLOR_TEMPERATURE, CUSTOM),
        "FocusMode": choice("AF-S", "AF-S", "MF"),
    },
    locked=(),
    exposed_by_program_only=False,
    height=424,
)

_QX1 = replace(
    _QX100,
    model="ILCE-QX1",
    description_path="/dd.xml",
    udn="00000000-0005-0010-8000-1c994ca00013",
    events=("1.0", "1.1", "1.2"),
    services=_WITH_CONTENTS,
    groups=(
        "liveview", "act", "movie", "await", "zoom", "storage", "touch", "half press", "frame info", "tracking",
        "continuous", "shift", "no seek",
    ),
    settings={
        **_QX100.settings,
        "ExposureMode": choice(PROGRAM, INTELLIGENT, SUPERIOR, *CREATIVE),
        "FNumber": choice("5.6", *F_NUMBERS),
        "ShutterSpeed": choice("1/60", *SHUTTER),
        "IsoSpeedRate": choice("AUTO", *ISO),
        "WhiteBalance": white_balance(*ALPHA_WB),
        "FocusMode": choice("AF-S", "AF-S", "AF-C", "DMF", "MF"),
        "FlashMode": choice("auto", "off", "auto", "on", "slowSync", "rearSync"),
        "StillQuality": choice("Fine", "RAW+JPEG", "Fine", "Standard"),
        "ContShootingMode": choice("Single", "Single", "Continuous"),
        "ZoomSetting": choice("Optical Zoom Only", "Optical Zoom Only", "On:Clear Image Zoom"),
        **switch("TrackingFocus"),
    },
    lens="E PZ 16-50mm F3.5-5.6 OSS",
)  # fmt: skip

_AS100V = Profile(
    model="HDR-AS100V",
    family=Family.BUILT_IN,
    description=Description.MEDIA_SERVER,
    udn="00000000-0005-0010-8000-fcc2dea00014",
    application=("Smart Remote Control", "2.0.0"),
    events=("1.0",),
    services=_SERVICES,
    groups=("liveview", "act", "movie", "interval", "storage"),
    settings={
        "ShootMode": choice(MOVIE, MOVIE, INTERVAL, STILL),
        **_STEADY,
        "MovieQuality": choice("HQ", "PS", "HQ", "STD", "HS120", "HS240", "SSLOW", "VGA"),
        **_FUNCTION,
    },
    height=360,
)

_AS30V = replace(
    _AS100V,
    model="HDR-AS30V",
    description_path="/DmsRmtDesc.xml",
    udn="00000000-0005-0010-8000-fcc2dea00015",
    settings={**_AS100V.settings, "ViewAngle": choice(170, 120, 170)},
)

_AS15 = replace(
    _AS30V,
    model="HDR-AS15",
    udn="00000000-0005-0010-8000-fcc2dea00016",
    application=("Smart Remote Control", ""),
    groups=("liveview", "movie", "interval"),
    settings={**_AS30V.settings, "ShootMode": choice(MOVIE, MOVIE, INTERVAL)},
    locked=(
        *four("SteadyMode"),
        *four("ViewAngle"),
        *four("MovieQuality"),
        *four("CameraFunction"),
    ),
)

_MV1 = replace(
    _AS100V,
    model="HDR-MV1",
    udn="00000000-0005-0010-8000-fcc2dea00017",
    groups=("liveview", "movie", "audio"),
    settings={"ShootMode": choice(MOVIE, MOVIE, AUDIO)},
)

_MP4 = ("PS", "HQ", "STD", "HS120", "HS240")
_XAVC = ("50M 60p", "50M 30p", "50M 24p", "100M 120p")
_XAVC_4K = ("100M 30p", "100M 24p", "60M 30p", "60M 24p")
_FILM = {
    "MovieFileFormat": choice("MP4", "MP4", "XAVC S"),
    "MovieQuality": Choice(
        now="HQ",
        among=(*_MP4, *_XAVC),
        within=("MovieFileFormat", {"MP4": _MP4, "XAVC S": _XAVC}),
    ),
    **_STEADY,
    "SceneSelection": choice("Normal", "Normal", "Under Water"),
    "ColorSetting": choice("Vivid", "Neutral", "Vivid"),
    "IntervalTime": choice("5", "1", "2", "5", "10", "30", "60"),
    **switch("FlipSetting"),
    "TvColorSystem": choice("NTSC", "NTSC", "PAL"),
    "AutoPowerOff": choice(60, 0, 60),
    "ContShootingMode": choice("Single", "Single", "Burst", "MotionShot"),
    "ContShootingSpeed": choice("10fps 1sec", "10fps 1sec", "8fps 1sec", "5fps 2sec", "2fps 5sec"),
    **_TIMER,
    **_BEEP,
    **_FUNCTION,
}

_AZ1 = replace(
    _AS100V,
    model="HDR-AZ1",
    udn="00000000-0005-0010-8000-fcc2dea00018",
    application=("Smart Remote Control", "2.1.2"),
    events=("1.0", "1.1", "1.2"),
    services=_WITH_CONTENTS,
    groups=("liveview", "act", "await", "movie", "interval", "continuous", "storage"),
    settings={
        "ShootMode": choice(MOVIE, MOVIE, INTERVAL, STILL),
        **_FILM,
        **_POSTVIEW,
        **switch("InfraredRemoteControl"),
    },
)

_X1000V = replace(
    _AZ1,
    model="FDR-X1000V",
    udn="00000000-0005-0010-8000-fcc2dea00019",
    application=("Smart Remote Control", "2.2.0"),
    events=("1.0", "1.1", "1.2", "1.3"),
    services=(*_SERVICES, "avContent"),
    groups=(*_AZ1.groups, "loop", "one push"),
    settings={
        **_AZ1.settings,
        "ShootMode": choice(MOVIE, MOVIE, INTERVAL, LOOP, STILL),
        "MovieFileFormat": choice("MP4", "MP4", "XAVC S", "XAVC S 4K"),
        "MovieQuality": Choice(
            now="HQ",
            among=(*_MP4, *_XAVC, *_XAVC_4K),
            within=("MovieFileFormat", {"MP4": _MP4, "XAVC S": _XAVC, "XAVC S 4K": _XAVC_4K}),
        ),
        "ViewAngle": choice(170, 120, 170),
        "LoopRecTime": choice("5", "5", "20", "60", "120", "unlimited"),
        **switch("WindNoiseReduction"),
        "AudioRecording": choice("On", "On", "Off"),
        "ExposureCompensation": choice(0, 6, -6, 1),
        "WhiteBalance": white_balance(*ACTION_WB),
    },
)

_X3000 = replace(
    _X1000V,
    model="FDR-X3000",
    udn="00000000-0005-0010-8000-fcc2dea0001a",
    application=("Smart Remote Control", "2.4.0"),
    groups=(*_X1000V.groups, "zoom"),
    settings={
        **{
            name: value
            for name, value in _X1000V.settings.items()
            if name not in ("PostviewImageSize", "InfraredRemoteControl", "ViewAngle")
        },
        "StillSize": still_size(("16:9", "8.3M"), ("16:9", "2.1M")),
        "ZoomSetting": choice("On:Clear Image Zoom", "On:Clear Image Zoom", "Off:Digital Zoom"),
    },
    power_zoom=True,
)

_RX100M2 = Profile(
    model="DSC-RX100M2",
    family=Family.BUILT_IN,
    description=Description.MEDIA_SERVER,
    udn="00000000-0005-0010-8000-1c994ca0001b",
    application=None,
    events=(),
    services=("camera",),
    groups=("list", "act", "await", "liveview", "zoom"),
    settings={"ShootMode": choice(STILL)},
    path="",
    power_zoom=True,
    second_viewer_wins=False,
)

_A6400 = replace(
    APPLICATION_PROFILES["ILCE-7RM2"],
    model="ILCE-6400",
    family=Family.BUILT_IN,
    udn="00000000-0005-0010-8000-64a0a0a0001c",
    application=("Smart Remote Control", "2.4.0"),
    groups=tuple(
        group for group in APPLICATION_PROFILES["ILCE-7RM2"].groups if group != "rec mode"
    ),
    identity_first=True,
    first_sequence=0,
    lens="E PZ 16-50mm F3.5-5.6 OSS",
    power_zoom=True,
)

BUILT_IN_PROFILES: Mapping[str, Profile] = {
    row.model: row
    for row in (
        _QX10, _QX100, _QX1, _AS15, _AS30V, _AS100V, _MV1, _AZ1, _X1000V, _X3000, _RX100M2, _A6400,
    )
}  # fmt: skip
"""These models by name."""
