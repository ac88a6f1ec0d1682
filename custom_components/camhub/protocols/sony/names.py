"""What the camera calls its settings and states, and which word of ours each is.

Source: Camera Remote API reference 2.40, sections of the settings and of `getEvent`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ...model.vocabulary import Setting


class Kind(Enum):
    """What a setting takes."""

    CHOICE = "choice"
    """A text of a list."""

    NUMBERS = "numbers"
    """A whole number of a list."""

    SWITCH = "switch"
    """On or off."""


@dataclass(frozen=True, slots=True)
class Name:
    """A setting of the camera.

    `method` follows get, set, getAvailable and getSupported. The object of `getEvent`
    is called `event` and holds the value at `current` and what it may be set to at
    `candidates`. `key` is that of the object that carries the value in calls; None
    where they carry it as it is. `words` translate the camera's values into ours.
    """

    word: Setting
    method: str
    event: str
    current: str
    candidates: str = "candidate"
    key: str | None = None
    kind: Kind = Kind.CHOICE
    words: Mapping[str, str] = field(default_factory=dict)


def _plain(word: Setting, method: str, kind: Kind = Kind.CHOICE, **words: str) -> Name:
    """Return a setting whose calls carry the value as it is."""
    event = method[0].lower() + method[1:]
    return Name(word, method, event, f"current{method}", f"{event}Candidates", None, kind, words)


def _keyed(
    word: Setting,
    method: str,
    key: str,
    event: str | None = None,
    kind: Kind = Kind.CHOICE,
    current: str | None = None,
) -> Name:
    """Return a setting whose calls carry an object."""
    return Name(word, method, event or key, current or key, "candidate", key, kind)


NAMES: tuple[Name, ...] = (
    Name(
        Setting.SHOOT_MODE,
        "ShootMode",
        "shootMode",
        "currentShootMode",
        "shootModeCandidates",
        words={
            "still": "still",
            "movie": "movie",
            "audio": "audio",
            "intervalstill": "interval",
            "looprec": "loop",
        },
    ),
    _plain(Setting.EXPOSURE_MODE, "ExposureMode"),
    _plain(Setting.APERTURE, "FNumber"),
    _plain(Setting.SHUTTER_SPEED, "ShutterSpeed"),
    _plain(Setting.ISO, "IsoSpeedRate"),
    _plain(Setting.FOCUS_MODE, "FocusMode"),
    _plain(Setting.FLASH, "FlashMode", slowSync="slow_sync", rearSync="rear_sync"),
    _plain(Setting.SELF_TIMER, "SelfTimer", Kind.NUMBERS),
    _plain(Setting.POSTVIEW_SIZE, "PostviewImageSize"),
    _plain(Setting.MOVIE_QUALITY, "MovieQuality"),
    _plain(Setting.STABILISATION, "SteadyMode", Kind.SWITCH),
    _plain(Setting.FIELD_OF_VIEW, "ViewAngle", Kind.NUMBERS),
    _plain(Setting.BEEP, "BeepMode"),
    Name(
        Setting.FUNCTION,
        "CameraFunction",
        "cameraFunction",
        "currentCameraFunction",
        "cameraFunctionCandidates",
        words={"Remote Shooting": "remote_shooting", "Contents Transfer": "contents_transfer"},
    ),
    _keyed(Setting.ZOOM_SETTING, "ZoomSetting", "zoom", "zoomSetting"),
    _keyed(Setting.TRACKING_FOCUS, "TrackingFocus", "trackingFocus", kind=Kind.SWITCH),
    _keyed(Setting.DRIVE_MODE, "ContShootingMode", "contShootingMode"),
    _keyed(Setting.CONTINUOUS_SPEED, "ContShootingSpeed", "contShootingSpeed"),
    _keyed(Setting.IMAGE_QUALITY, "StillQuality", "stillQuality"),
    _keyed(Setting.MOVIE_FORMAT, "MovieFileFormat", "movieFileFormat"),
    _keyed(Setting.SCENE, "SceneSelection", "scene", "sceneSelection"),
    _keyed(Setting.COLOUR, "ColorSetting", "colorSetting"),
    _keyed(Setting.INTERVAL, "IntervalTime", "intervalTimeSec", "intervalTime"),
    _keyed(
        Setting.LOOP_TIME, "LoopRecTime", "loopRecTimeMin", "loopRecTime", current="loopRecTime"
    ),
    _keyed(
        Setting.WIND_NOISE_REDUCTION, "WindNoiseReduction", "windNoiseReduction", kind=Kind.SWITCH
    ),
    _keyed(Setting.AUDIO_RECORDING, "AudioRecording", "audioRecording", kind=Kind.SWITCH),
    _keyed(Setting.FLIP, "FlipSetting", "flip", "flipSetting", kind=Kind.SWITCH),
    _keyed(Setting.TV_SYSTEM, "TvColorSystem", "tvColorSystem"),
    _keyed(
        Setting.INFRARED_REMOTE,
        "InfraredRemoteControl",
        "infraredRemoteControl",
        kind=Kind.SWITCH,
    ),
    _keyed(Setting.AUTO_POWER_OFF, "AutoPowerOff", "autoPowerOff", kind=Kind.NUMBERS),
    _keyed(Setting.SILENT_SHOOTING, "SilentShootingSetting", "silentShooting"),
)
"""Every setting of one of the two common shapes; `settings.py` knows the others."""

SHOOT_MODES = NAMES[0].words
"""Our words for the camera's shoot modes."""

UNKNOWN = frozenset({"", "--", -1, None})
"""What stands for "no value"."""

STATUS: dict[str, str] = {
    "Error": "error",
    "NotReady": "not_ready",
    "IDLE": "ready",
    "StillCapturing": "capturing",
    "StillSaving": "saving",
    "MovieWaitRecStart": "recording",
    "MovieRecording": "recording",
    "MovieWaitRecStop": "saving",
    "MovieSaving": "saving",
    "AudioWaitRecStart": "recording",
    "AudioRecording": "recording",
    "AudioWaitRecStop": "saving",
    "AudioSaving": "saving",
    "IntervalWaitRecStart": "recording",
    "IntervalRecording": "recording",
    "IntervalWaitRecStop": "saving",
    "LoopWaitRecStart": "recording",
    "LoopRecording": "recording",
    "LoopWaitRecStop": "saving",
    "LoopSaving": "saving",
    "WhiteBalanceOnePushCapturing": "capturing",
    "ContentsTransfer": "transferring",
    "Streaming": "transferring",
    "Deleting": "transferring",
}
"""What the camera's states come to; one that is not listed is unknown and kept in the diagnostics."""

PASSING = frozenset(
    {"NotReady", "StillCapturing", "StillSaving", "MovieSaving", "AudioSaving", "LoopSaving"}
)
"""States that end by themselves, and in which cameras refuse what they are asked."""

SETTLE = 8.0
"""Seconds that are waited for them to end."""

RECORDING = frozenset({"MovieRecording", "AudioRecording", "LoopRecording"})
INTERVAL = "IntervalRecording"

PLAYBACK = {
    "idle": "idle",
    "paused": "paused",
    "started": "started",
    "pausedByEdge": "paused_by_edge",
    "error": "error",
}

FOCUS = {
    "Not Focusing": "not_focusing",
    "Focusing": "focusing",
    "Focused": "focused",
    "Failed": "failed",
}

CONTINUOUS = frozenset({"Continuous", "Spd Priority Cont."})
"""Drive modes in which pictures are taken from a start to a stop."""

BULB = "BULB"
"""The shutter speed at which the exposure lasts from a start to a stop."""
