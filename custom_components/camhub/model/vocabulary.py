"""One word for one thing, whichever system says it.

The members are at the same time translation keys, icon keys and the last part
of unique ids: a word changes only with a migration.
"""

from enum import StrEnum


class Reading(StrEnum):
    """What a camera, hub or node tells about itself and nobody can set."""

    ONLINE = "online"
    STATUS = "status"
    BATTERY = "battery"
    POWER_SOURCE = "power_source"
    RECORDING = "recording"
    RECORDING_TIME = "recording_time"
    CARDS = "cards"
    FOCUSED = "focused"
    LIVE_VIEW_ON = "live_view_on"
    LAST_PHOTO = "last_photo"
    NEXT_BATCH = "next_batch"
    PHOTOS_TAKEN = "photos_taken"
    PHOTOS_FAILED = "photos_failed"
    DOWNLOADS_DONE = "downloads_done"
    DOWNLOADS_FAILED = "downloads_failed"
    DOWNLOAD_RATE = "download_rate"
    BULB_ACTIVE = "bulb_active"
    POWER_ZOOM_TARGET = "power_zoom_target"
    LINK = "link"
    CAMERAS_ONLINE = "cameras_online"
    CAMERAS_KNOWN = "cameras_known"
    LOWEST_BATTERY = "lowest_battery"
    LAST_SHOT_MISSING = "last_shot_missing"
    BATCH_MISMATCH = "batch_mismatch"
    LAST_SEQUENCE_NUMBER = "last_sequence_number"
    DISK_SPACE = "disk_space"
    MEMORY_USED = "memory_used"
    STARTED = "started"


class Setting(StrEnum):
    """What a user can set."""

    EXPOSURE_MODE = "exposure_mode"
    APERTURE = "aperture"
    SHUTTER_SPEED = "shutter_speed"
    ISO = "iso"
    EXPOSURE_COMPENSATION = "exposure_compensation"
    WHITE_BALANCE = "white_balance"
    COLOUR_TEMPERATURE = "colour_temperature"
    FOCUS_MODE = "focus_mode"
    METERING = "metering"
    DRIVE_MODE = "drive_mode"
    IMAGE_QUALITY = "image_quality"
    STORAGE_TARGET = "storage_target"
    MIRROR_LOCKUP = "mirror_lockup"
    PIXEL_SHIFT = "pixel_shift"
    CONTROL_MODE = "control_mode"
    GROUP = "group"
    TRIGGER_INDEX = "trigger_index"
    POWER_ZOOM = "power_zoom"
    LIVE_VIEW_ZOOM = "live_view_zoom"
    DEPTH_OF_FIELD_PREVIEW = "depth_of_field_preview"
    CONNECT = "connect"
    RECORD = "record"
    SESSION_NAME = "session_name"
    SESSION_NUMBER = "session_number"
    UNIQUE_TAG = "unique_tag"
    BARCODE = "barcode"
    FILENAME_EXPRESSION = "filename_expression"
    DEFAULT_STORAGE = "default_storage"
    DEFAULT_FOCUS_MODE = "default_focus_mode"
    DEFAULT_CONTROL_MODE = "default_control_mode"
    LIVE_VIEW_FPS = "live_view_fps"
    VIDEO_FPS = "video_fps"
    AUTO_CONNECT = "auto_connect"
    AUTO_SYNCHRONISE_TIME = "auto_synchronise_time"
    AUTO_SCAN_BARCODE = "auto_scan_barcode"
    FILTER_BARCODE_SCANNING = "filter_barcode_scanning"
    BARCODE_CAMERA_FILTER = "barcode_camera_filter"
    RESET_SEQUENCE_ON_EDIT = "reset_sequence_on_edit"
    RESET_BATCH_ON_EDIT = "reset_batch_on_edit"
    ALLOW_SPACES_IN_FILENAME = "allow_spaces_in_filename"
    DOWNLOAD_PATH = "download_path"
    FALLBACK_PATH = "fallback_path"


class Ability(StrEnum):
    """What a camera or hub can be asked to do."""

    SHOOT = "shoot"
    AUTOFOCUS = "autofocus"
    IDENTIFY = "identify"
    RESHOOT = "reshoot"
    LIVE_VIEW = "live_view"
    DETECT_CAMERAS = "detect_cameras"
    SYNC_CLOCKS = "sync_clocks"
    SYNC_BATCH_NUMBERS = "sync_batch_numbers"


class Verb(StrEnum):
    """What a user asks of cameras: the domain's actions have these names."""

    SHOOT = "shoot"
    AUTOFOCUS = "autofocus"
    HALF_PRESS = "half_press"
    ZOOM = "zoom"
    SET_SETTING = "set_setting"
    STEP_SETTING = "step_setting"
    SET_LIVE_VIEW = "set_live_view"
    SET_RECORDING = "set_recording"
    SET_CONNECTION = "set_connection"
    IDENTIFY = "identify"
    RENAME_CAMERA = "rename_camera"
    SET_GROUP = "set_group"
    SET_TRIGGER_INDEX = "set_trigger_index"
    SET_ACTIVE_CAMERA = "set_active_camera"
    ENGAGE_LATCH = "engage_latch"
    RELEASE_LATCH = "release_latch"
    CANCEL_LATCH = "cancel_latch"
    ENGAGE_TRIGGER = "engage_trigger"
    RELEASE_TRIGGER = "release_trigger"
    CANCEL_TRIGGER = "cancel_trigger"
    DOWNLOAD = "download"
    TRANSFER = "transfer"
    RESHOOT = "reshoot"
    RENAME_PHOTO = "rename_photo"
    DELETE = "delete"
    FORMAT_CARDS = "format_cards"
    DETECT_CAMERAS = "detect_cameras"
    SYNC_CLOCKS = "sync_clocks"
    CHECK_CLOCKS = "check_clocks"
    SYNC_BATCH_NUMBERS = "sync_batch_numbers"
    SET_SEQUENCE_NUMBER = "set_sequence_number"
    SET_BATCH_NUMBER = "set_batch_number"
    SEND_TEXT = "send_text"
    SHUT_DOWN_APPLICATION = "shut_down_application"


class Stream(StrEnum):
    """The event entities; each gathers the kinds of one subject."""

    PHOTO = "photo"
    STATUS = "status"


class Kind(StrEnum):
    """What can happen. Each kind belongs to one stream (`STREAMS`)."""

    PHOTO_TAKEN = "photo_taken"
    PHOTO_DOWNLOADED = "photo_downloaded"
    PHOTO_RENAMED = "photo_renamed"
    PHOTO_DELETED = "photo_deleted"
    PHOTO_ORPHANED = "photo_orphaned"
    PHOTO_FAILED = "photo_failed"
    SHOT_COMPLETE = "shot_complete"
    SHOT_INCOMPLETE = "shot_incomplete"
    CAMERA_CONNECTED = "camera_connected"
    CAMERA_LOST = "camera_lost"
    CAMERA_READY = "camera_ready"
    CAMERA_ERROR = "camera_error"
    BARCODE_SCANNED = "barcode_scanned"
    TEXT_RECEIVED = "text_received"


STREAMS: dict[Stream, tuple[Kind, ...]] = {
    Stream.PHOTO: (
        Kind.PHOTO_TAKEN,
        Kind.PHOTO_DOWNLOADED,
        Kind.PHOTO_RENAMED,
        Kind.PHOTO_DELETED,
        Kind.PHOTO_ORPHANED,
        Kind.PHOTO_FAILED,
        Kind.SHOT_COMPLETE,
        Kind.SHOT_INCOMPLETE,
    ),
    Stream.STATUS: (
        Kind.CAMERA_CONNECTED,
        Kind.CAMERA_LOST,
        Kind.CAMERA_READY,
        Kind.CAMERA_ERROR,
        Kind.BARCODE_SCANNED,
        Kind.TEXT_RECEIVED,
    ),
}

type Word = Reading | Setting | Ability
