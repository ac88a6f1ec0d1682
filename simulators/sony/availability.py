"""What getAvailableApiList says: which methods of the camera service may be called now."""

from collections.abc import Callable, Mapping

from simulators.sony.body import IDLE, NOT_READY, Body
from simulators.sony.profile import Family
from simulators.sony.setting import Verb
from simulators.sony.settings import BY_METHOD
from simulators.sony.values import AUDIO, INTERVAL, LOOP, MOVIE, STILL

BEFORE_REC_MODE = (
    "getVersions",
    "getMethodTypes",
    "getApplicationInfo",
    "getAvailableApiList",
    "getEvent",
    "startRecMode",
    "stopRecMode",
)
"""What a body with a remote control application has before startRecMode."""

MODES = {
    "actTakePicture": STILL,
    "awaitTakePicture": STILL,
    "startContShooting": STILL,
    "stopContShooting": STILL,
    "startBulbShooting": STILL,
    "stopBulbShooting": STILL,
    "startMovieRec": MOVIE,
    "stopMovieRec": MOVIE,
    "startAudioRec": AUDIO,
    "stopAudioRec": AUDIO,
    "startIntervalStillRec": INTERVAL,
    "stopIntervalStillRec": INTERVAL,
    "startLoopRec": LOOP,
    "stopLoopRec": LOOP,
    "actHalfPressShutter": STILL,
    "cancelHalfPressShutter": STILL,
    "setTouchAFPosition": STILL,
    "getTouchAFPosition": STILL,
    "cancelTouchAFPosition": STILL,
    "actTrackingFocus": STILL,
    "cancelTrackingFocus": STILL,
    "getSupportedProgramShift": STILL,
    "setProgramShift": STILL,
}
"""Methods that belong to one shoot mode."""

_ALWAYS_LISTED = frozenset(
    {name for name in MODES if name.startswith(("start", "stop"))}
    | {"actTakePicture", "awaitTakePicture"}
)
_LIVEVIEW = frozenset({"startLiveview", "stopLiveview", "startLiveviewWithSize"})
_WHILE: Mapping[str, Callable[[Body], bool]] = {
    "startMovieRec": lambda body: not body.recording,
    "stopMovieRec": lambda body: body.recording,
    "cancelTouchAFPosition": lambda body: body.touch_af,
}
"""Methods that bodies with an application list only while they are of use."""

_CHANGING = ("set", "act", "start")


def available(body: Body) -> list[str]:
    """Return the names of the methods that the body lists now, in its own order."""
    profile = body.profile
    if not body.rec_mode:
        return [name for name in BEFORE_REC_MODE if name in profile.methods]
    if profile.steps:
        step = "liveview" if body.liveview_running and "liveview" in profile.steps else "ready"
        return [name for name in profile.steps[step] if _permits(body, name)]
    return [name for name in profile.methods if _listed(body, name)]


def may_call(body: Body, method: str) -> bool:
    """Tell whether a method is served now, listed or not."""
    return method in available(body) or (body.rec_mode and method in body.profile.unlisted)


def _listed(body: Body, name: str) -> bool:
    built_in = body.profile.family is Family.BUILT_IN
    if name == "startRecMode" or name in body.profile.hidden:
        return False
    if not built_in and name in _WHILE and not _WHILE[name](body):
        return False
    if name in _LIVEVIEW and body.transferring:
        return False
    if name == "setProgramShift" and body.exposure_mode != "Program Auto":
        return False
    if name in MODES and not (built_in and name in _ALWAYS_LISTED):
        return body.shoot_mode == MODES[name] and _permits(body, name)
    return _permits(body, name)


def _permits(body: Body, name: str) -> bool:
    if (verb := BY_METHOD.get(name)) is not None and not _permits_setting(body, verb):
        return False
    if body.profile.family is Family.BUILT_IN or not name.startswith(_CHANGING):
        return True
    if body.status == NOT_READY:
        return name in ("startLiveview", "startLiveviewWithSize")
    busy = body.status != IDLE and body.assume.busy_list == "shrink"
    return not busy or name.startswith("startLiveview")


def _permits_setting(body: Body, verb: Verb) -> bool:
    name = verb.setting.name
    if name == "CameraFunction":
        return True
    if name in body.profile.supported_only and verb.verb != "getSupported":
        return False
    if body.profile.family is Family.BUILT_IN:
        return verb.verb == "getSupported" or body.open(name)
    if not body.belongs(name) and verb.setting.modes == (STILL,) and name != "FocusMode":
        return False
    if verb.verb == "getAvailable" and name == "ExposureMode":
        return body.profile.settings[name].setter
    return verb.verb != "set" or body.writable(name)
