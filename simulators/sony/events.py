"""The objects of getEvent: what is at which index, in which of its versions, with members of which types."""

from collections.abc import Mapping

LENGTHS: Mapping[str, int] = {"1.0": 35, "1.1": 36, "1.2": 60, "1.3": 63, "1.4": 66}
"""Entries of the result by the method's version."""

LISTS = frozenset({5, 6, 10})
"""Entries that are lists of objects: nothing to tell is [] there, and null everywhere else."""

_CHECKED = '"checkAvailability":"bool"'


def _members(text: str) -> str:
    return f'{{"type":"string", {text}}}'


def _current(name: str, kind: str = "string") -> str:
    field = name[0].lower() + name[1:]
    return _members(f'"current{name}":"{kind}", "{field}Candidates":"{kind}*"')


def _candidate(name: str, kind: str = "string") -> str:
    return _members(f'"{name}":"{kind}", "candidate":"{kind}*"')


TYPES: tuple[str, ...] = (
    _members('"names":"string*"'),
    _members('"cameraStatus":"string"'),
    _members(
        '"zoomPosition":"int", "zoomNumberBox":"int", "zoomIndexCurrentBox":"int", "zoomPositionCurrentBox":"int"'
    ),
    _members('"liveviewStatus":"bool"'),
    _members('"liveviewOrientation":"string"'),
    _members('"takePictureUrl":"string*"') + "*",
    _members('"continuousError":"string", "isContinued":"bool"') + "*",
    _members('"triggeredError":"string*"'),
    _members('"sceneRecognition":"string", "steadyRecognition":"string", "motionRecognition":"string"'),
    _members('"formatResult":"string"'),
    _members('"storageID":"string", "recordTarget":"bool", "numberOfRecordableImages":"int", '
             '"recordableTime":"int", "storageDescription":"string"') + "*",
    _current("BeepMode"),
    _current("CameraFunction"),
    _current("MovieQuality"),
    _members(f'{_CHECKED}, "currentAspect":"string", "currentSize":"string"'),
    _members('"cameraFunctionResult":"string"'),
    _current("SteadyMode"),
    _current("ViewAngle", "int"),
    _current("ExposureMode"),
    _current("PostviewImageSize"),
    _current("SelfTimer", "int"),
    _current("ShootMode"),
    _members('"currentAELock":"bool", "aeLockCandidates":"bool*"'),
    _members(f'{_CHECKED}, "currentBracketShootMode":"string", "currentBracketShootModeOption":"string"'),
    _members(f'{_CHECKED}, "currentCreativeStyle":"string", "currentCreativeStyleContrast":"int", '
             '"currentCreativeStyleSaturation":"int", "currentCreativeStyleSharpness":"int"'),
    _members('"currentExposureCompensation":"int", "maxExposureCompensation":"int", '
             '"minExposureCompensation":"int", "stepIndexOfExposureCompensation":"int"'),
    _current("FlashMode"),
    _current("FNumber"),
    _current("FocusMode"),
    _current("IsoSpeedRate"),
    _members(f'{_CHECKED}, "currentPictureEffect":"string", "currentPictureEffectOption":"string"'),
    _members('"isShifted":"bool"'),
    _current("ShutterSpeed"),
    _members(f'{_CHECKED}, "currentWhiteBalanceMode":"string", "currentColorTemperature":"int"'),
    _members('"currentSet":"bool", "currentTouchCoordinates":"double*"'),
    _members('"focusStatus":"string"'),
    _candidate("zoom"),
    _candidate("stillQuality"),
    _candidate("contShootingMode"),
    _candidate("contShootingSpeed"),
    _members('"contShootingUrl":"ContShootingUrlParams[]"'),
    _candidate("flip"),
    _candidate("scene"),
    _candidate("intervalTimeSec"),
    _candidate("colorSetting"),
    _candidate("movieFileFormat"),
    _members('"timeCodePreset":"TimeCodePresetCurrentParams", "candidate":"TimeCodePresetCandidateParams"'),
    _members('"userBitPreset":"string"'),
    _candidate("timeCodeFormat"),
    _candidate("timeCodeRunMode"),
    _candidate("timeCodeMakeMode"),
    _candidate("userBitTimeRec"),
    _candidate("infraredRemoteControl"),
    _candidate("tvColorSystem"),
    _members('"trackingFocusStatus":"string"'),
    _candidate("trackingFocus"),
    _members('"batteryInfo":"BatteryInfoParams[]"'),
    _members('"recordingTime":"int"'),
    _members('"numberOfShots":"int"'),
    _candidate("autoPowerOff", "int"),
    _candidate("loopRecTime"),
    _candidate("audioRecording"),
    _candidate("windNoiseReduction"),
    _candidate("silentShooting"),
    _members('"bulbCapturingTime":"int"'),
    _members('"bulbShootingUrl":"BulbShootingUrlParams[]"'),
)  # fmt: skip
"""Type of each entry as getMethodTypes spells it, by index."""
