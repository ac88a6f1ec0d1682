"""The methods that are no setting's: which belong together, and the types they take and return."""

from collections.abc import Mapping

from simulators.sony.setting import Signature

_NONE: Signature = ((), ())
_INT: Signature = ((), ("int",))
_URL: Signature = ((), ("string",))
_STORAGE = (
    '{"storageID":"string", "recordTarget":"bool", "numberOfRecordableImages":"int", '
    '"recordableTime":"int", "storageDescription":"string"}*'
)

GROUPS: Mapping[str, Mapping[str, Signature]] = {
    "types": {"getMethodTypes": (("string",), ("string", "string*", "string*", "string"))},
    "versions": {"getVersions": ((), ("string*",))},
    "information": {"getApplicationInfo": ((), ("string", "string"))},
    "list": {"getAvailableApiList": ((), ("string*",))},
    "rec mode": {"startRecMode": _INT, "stopRecMode": _INT},
    "act": {"actTakePicture": ((), ("string*",))},
    "await": {"awaitTakePicture": ((), ("string*",))},
    "movie": {"startMovieRec": _INT, "stopMovieRec": _URL},
    "audio": {"startAudioRec": _INT, "stopAudioRec": _INT},
    "interval": {"startIntervalStillRec": _INT, "stopIntervalStillRec": _INT},
    "loop": {"startLoopRec": _NONE, "stopLoopRec": _NONE},
    "continuous": {"startContShooting": _NONE, "stopContShooting": _NONE},
    "bulb": {"startBulbShooting": _NONE, "stopBulbShooting": _NONE},
    "liveview": {"startLiveview": _URL, "stopLiveview": _INT},
    "liveview size": {"startLiveviewWithSize": (("string",), ("string",))},
    "frame info": {
        "setLiveviewFrameInfo": (('{"frameInfo":"bool"}',), ()),
        "getLiveviewFrameInfo": ((), ('{"frameInfo":"bool"}',)),
    },
    "zoom": {"actZoom": (("string", "string"), ("int",))},
    "half press": {"actHalfPressShutter": _NONE, "cancelHalfPressShutter": _NONE},
    "touch": {
        "setTouchAFPosition": (
            ("double", "double"),
            ("int", '{"AFResult":"bool", "AFType":"string"}'),
        ),
        "getTouchAFPosition": ((), ('{"set":"bool", "touchCoordinates":"double*"}',)),
        "cancelTouchAFPosition": _NONE,
    },
    "tracking": {
        "actTrackingFocus": (('{"xPosition":"double", "yPosition":"double"}',), ()),
        "cancelTrackingFocus": _NONE,
    },
    "one push": {
        "actWhiteBalanceOnePushCustom": (
            (),
            (
                '{"colorCompensation":"int", "lightBalance":"int", "inRange":"bool", "colorTemperature":"int"}',
            ),
        )
    },
    "shift": {"setProgramShift": (("int",), ("int",)), "getSupportedProgramShift": ((), ("int*",))},
    "storage": {"getStorageInformation": ((), (_STORAGE,))},
    "format": {"actFormatStorage": _NONE},
    "no seek": {},
    "event": {"getEvent": (("bool",), ())},
}
"""Group to its methods; a profile is made of groups and settings. What getEvent returns follows from its version."""

BASE = ("versions", "types", "information", "list")
"""What every body with this API answers, beside getEvent."""

SYSTEM: Mapping[str, Signature] = {
    "setCurrentTime": (
        ('{"dateTime":"string", "timeZoneOffsetMinute":"int", "dstOffsetMinute":"int"}',),
        (),
    ),
}
GUIDE: Mapping[str, Signature] = {"getServiceProtocols": ((), ("string", "string*"))}
ACCESS: Mapping[str, Signature] = {
    "actEnableMethods": (
        ('{"methods":"string", "developerName":"string", "developerID":"string", "sg":"string"}',),
        ('{"dg":"string"}',),
    )
}
COMMON: Mapping[str, Signature] = {**GROUPS["types"], **GROUPS["versions"]}
"""What every service has."""
