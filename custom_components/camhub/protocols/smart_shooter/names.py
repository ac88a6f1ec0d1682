"""The application's names of our words (External API documentation 6.0, and 3.38 for version 3)."""

from ...model.vocabulary import Setting

PROPERTIES: dict[Setting, str] = {
    Setting.APERTURE: "Aperture",
    Setting.SHUTTER_SPEED: "ShutterSpeed",
    Setting.ISO: "ISO",
    Setting.EXPOSURE_COMPENSATION: "Exposure",
    Setting.IMAGE_QUALITY: "Quality",
    Setting.EXPOSURE_MODE: "ProgramMode",
    Setting.METERING: "MeteringMode",
    Setting.FOCUS_MODE: "FocusMode",
    Setting.DRIVE_MODE: "DriveMode",
    Setting.WHITE_BALANCE: "WhiteBalance",
    Setting.COLOUR_TEMPERATURE: "ColourTemperature",
    Setting.STORAGE_TARGET: "Storage",
    Setting.MIRROR_LOCKUP: "MirrorLockup",
    Setting.PIXEL_SHIFT: "PixelShiftMode",
    Setting.CONTROL_MODE: "ControlMode",
}
"""`CameraPropertyType` of each setting of a camera."""

BY_PROPERTY = {name: setting for setting, name in PROPERTIES.items()}

OPTIONS: dict[Setting, str] = {
    Setting.SESSION_NAME: "PhotoSessionName",
    Setting.SESSION_NUMBER: "PhotoSessionNum",
    Setting.UNIQUE_TAG: "UniqueTag",
    Setting.BARCODE: "Barcode",
    Setting.FILENAME_EXPRESSION: "FilenameExpression",
    Setting.DEFAULT_STORAGE: "DefaultStorage",
    Setting.DEFAULT_FOCUS_MODE: "DefaultFocusMode",
    Setting.DEFAULT_CONTROL_MODE: "DefaultControlMode",
    Setting.LIVE_VIEW_FPS: "DefaultLiveviewFPS",
    Setting.VIDEO_FPS: "DefaultVideoFPS",
    Setting.AUTO_CONNECT: "AutoConnect",
    Setting.AUTO_SYNCHRONISE_TIME: "AutoSynchroniseTime",
    Setting.AUTO_SCAN_BARCODE: "AutoScanBarcode",
    Setting.FILTER_BARCODE_SCANNING: "FilterBarcodeScanning",
    Setting.BARCODE_CAMERA_FILTER: "BarcodeCameraFilter",
    Setting.RESET_SEQUENCE_ON_EDIT: "ResetSequenceNumOnEdit",
    Setting.RESET_BATCH_ON_EDIT: "ResetBatchNumOnEdit",
    Setting.ALLOW_SPACES_IN_FILENAME: "AllowSpacesInFilename",
    Setting.DOWNLOAD_PATH: "DownloadPath",
    Setting.FALLBACK_PATH: "FallbackPath",
}
"""The field of `OptionsInfo` of each setting of the application."""

EARLIER_OPTIONS: dict[str, str] = {
    "PhotoSessionName": "SessionName",
    "PhotoSessionNum": "SessionNum",
}
"""What versions 4.0 to 4.6 call an option."""

OPTION_CHOICES: dict[Setting, tuple[str, ...]] = {
    Setting.DEFAULT_STORAGE: ("Disk", "Card", "Both"),
    Setting.DEFAULT_FOCUS_MODE: ("Not set", "AF Single", "AF Continuous", "AF Auto", "MF"),
    Setting.DEFAULT_CONTROL_MODE: ("Camera", "App", "Both"),
}
"""Options with documented values; others are kept where the application reports them."""

OPTION_RANGES: dict[Setting, tuple[int, int]] = {
    Setting.SESSION_NUMBER: (0, 2**31 - 1),
    Setting.LIVE_VIEW_FPS: (1, 240),
    Setting.VIDEO_FPS: (1, 240),
}
"""Options that are numbers; the bounds are ours, the maker documents none."""

OPTION_SWITCHES = frozenset(
    {
        Setting.AUTO_CONNECT,
        Setting.AUTO_SYNCHRONISE_TIME,
        Setting.AUTO_SCAN_BARCODE,
        Setting.FILTER_BARCODE_SCANNING,
        Setting.RESET_SEQUENCE_ON_EDIT,
        Setting.RESET_BATCH_ON_EDIT,
        Setting.ALLOW_SPACES_IN_FILENAME,
    }
)
"""Options that are on or off."""

V3_FIELDS: dict[str, str] = {
    "msg_seq_num": "msg_ref_num",
    "msg_result": "Result",
    "PhotoSequenceNum": "GridSequenceNum",
    "PhotoBatchNum": "GridBatchNum",
    "FilenameExpression": "GridFilenameExpression",
    "UniqueTag": "GridUniqueTag",
    "Barcode": "GridBarcode",
    "DefaultStorage": "GridDefaultStorage",
    "DefaultFocusMode": "GridDefaultFocusMode",
    "AutoConnect": "GridAutoConnect",
    "AutoSynchroniseTime": "GridAutoSynchroniseTime",
    "DownloadPath": "GridPhotoPath",
    "CameraLiveviewFocusStep": "CameraLiveviewFocus",
    "CameraPropertyInfo": "PropertyInfoMsg",
    "CameraInfo": "CameraUpdatedMsg",
    "PhotoInfo": "PhotoUpdatedMsg",
    "OptionsInfo": "SetOptionsMsg",
    "NodeInfo": "NodeUpdatedEventMsg",
}
"""Fields that version 3 calls otherwise."""

V3_LACKS = frozenset({"DeleteFiles"})
"""Fields of a request that version 3 knows without them."""

V4_FIELDS = {old: new for new, old in V3_FIELDS.items()}

V3_REQUESTS = {"Format": "FormatAllMsg"}
"""Requests of which version 3 has another name than ours with `Msg` behind it."""
