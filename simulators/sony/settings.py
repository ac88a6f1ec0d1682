"""Every setting of the API."""

from collections.abc import Mapping

from simulators.sony.setting import KEYED, Compensation, Setting, StillSize, Verb, WhiteBalance
from simulators.sony.values import (
    APERTURE,
    CREATIVE,
    INTERVAL,
    LOOP,
    MANUAL,
    MOVIE,
    PROGRAM,
    SHUTTER_PRIORITY,
    STILL,
)

_STILL = (STILL,)
_FILMING = (MOVIE, LOOP)

_ROWS = (
    Setting(name="ShootMode", index=21, event="shootMode"),
    Setting(name="LiveviewSize", verbs=("get", "getSupported", "getAvailable")),
    Setting(name="ZoomSetting", index=36, event="zoomSetting", shape=KEYED, key="zoom"),
    Setting(name="TrackingFocus", index=55, event="trackingFocus", shape=KEYED, key="trackingFocus", modes=_STILL),
    Setting(name="ContShootingMode", index=38, event="contShootingMode", shape=KEYED, key="contShootingMode",
            modes=_STILL),
    Setting(name="ContShootingSpeed", index=39, event="contShootingSpeed", shape=KEYED, key="contShootingSpeed",
            modes=_STILL),
    Setting(name="SelfTimer", index=20, event="selfTimer", type="int", modes=_STILL),
    Setting(name="ExposureMode", index=18, event="exposureMode"),
    Setting(name="FocusMode", index=28, event="focusMode", modes=_STILL),
    Setting(name="ExposureCompensation", index=25, event="exposureCompensation", shape=Compensation(), type="int",
            exposures=(PROGRAM, APERTURE, SHUTTER_PRIORITY)),
    Setting(name="FNumber", index=27, event="fNumber", exposures=(APERTURE, MANUAL)),
    Setting(name="ShutterSpeed", index=32, event="shutterSpeed", exposures=(SHUTTER_PRIORITY, MANUAL)),
    Setting(name="IsoSpeedRate", index=29, event="isoSpeedRate", exposures=CREATIVE),
    Setting(name="WhiteBalance", index=33, event="whiteBalance", shape=WhiteBalance(), exposures=CREATIVE),
    Setting(name="FlashMode", index=26, event="flashMode", modes=_STILL),
    Setting(name="StillSize", index=14, event="stillSize", shape=StillSize(), modes=_STILL),
    Setting(name="StillQuality", index=37, event="stillQuality", shape=KEYED, key="stillQuality", modes=_STILL),
    Setting(name="PostviewImageSize", index=19, event="postviewImageSize", modes=_STILL),
    Setting(name="MovieFileFormat", index=45, event="movieFileFormat", shape=KEYED, key="movieFileFormat",
            modes=_FILMING),
    Setting(name="MovieQuality", index=13, event="movieQuality", modes=_FILMING),
    Setting(name="SteadyMode", index=16, event="steadyMode", modes=_FILMING),
    Setting(name="ViewAngle", index=17, event="viewAngle", type="int"),
    Setting(name="SceneSelection", index=42, event="sceneSelection", shape=KEYED, key="scene"),
    Setting(name="ColorSetting", index=44, event="colorSetting", shape=KEYED, key="colorSetting"),
    Setting(name="IntervalTime", index=43, event="intervalTime", shape=KEYED, key="intervalTimeSec",
            modes=(INTERVAL,)),
    Setting(name="LoopRecTime", index=60, event="loopRecTime", shape=KEYED, key="loopRecTimeMin",
            event_key="loopRecTime", modes=(LOOP,)),
    Setting(name="WindNoiseReduction", index=62, event="windNoiseReduction", shape=KEYED, key="windNoiseReduction",
            modes=_FILMING),
    Setting(name="AudioRecording", index=61, event="audioRecording", shape=KEYED, key="audioRecording",
            modes=_FILMING),
    Setting(name="FlipSetting", index=41, event="flipSetting", shape=KEYED, key="flip"),
    Setting(name="TvColorSystem", index=53, event="tvColorSystem", shape=KEYED, key="tvColorSystem"),
    Setting(name="CameraFunction", index=12, event="cameraFunction"),
    Setting(name="InfraredRemoteControl", index=52, event="infraredRemoteControl", shape=KEYED,
            key="infraredRemoteControl"),
    Setting(name="AutoPowerOff", index=59, event="autoPowerOff", shape=KEYED, key="autoPowerOff", type="int"),
    Setting(name="BeepMode", index=11, event="beepMode"),
    Setting(name="SilentShootingSetting", index=63, event="silentShooting", shape=KEYED, key="silentShooting",
            modes=_STILL),
)  # fmt: skip

SETTINGS: Mapping[str, Setting] = {row.name: row for row in _ROWS}
"""Every setting by its name within its methods."""

BY_METHOD: Mapping[str, Verb] = {
    f"{verb}{row.name}": Verb(verb, row) for row in _ROWS for verb in row.verbs
}
"""Each method of a setting to what it does to which."""
