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
    BATTERY_LOW = "battery_low"
    CHARGING = "charging"
    POWER_SOURCE = "power_source"
    RECORDING = "recording"
    RECORDING_TIME = "recording_time"
    MEMORY_LOW = "memory_low"
    MEMORY_ERROR = "memory_error"
    STORAGE_FREE = "storage_free"
    PHOTOS_LEFT = "photos_left"
    RECORDING_TIME_LEFT = "recording_time_left"
    OVERHEATING = "overheating"
    CAMERA_WARNING = "camera_warning"
    SHUTDOWN_REASON = "shutdown_reason"
    PENDING_FIRMWARE = "pending_firmware"
    CARDS = "cards"
    FOCUSED = "focused"
    FOCUS_STATUS = "focus_status"
    TRACKING = "tracking"
    TOUCH_FOCUS_SET = "touch_focus_set"
    PROGRAM_SHIFTED = "program_shifted"
    LIVE_VIEW_ON = "live_view_on"
    LIVE_VIEW_ROTATION = "live_view_rotation"
    LAST_PHOTO = "last_photo"
    NEXT_BATCH = "next_batch"
    PHOTOS_TAKEN = "photos_taken"
    PHOTOS_FAILED = "photos_failed"
    DOWNLOADS_DONE = "downloads_done"
    DOWNLOADS_FAILED = "downloads_failed"
    DOWNLOAD_RATE = "download_rate"
    DOWNLOAD_PROGRESS = "download_progress"
    TRANSCODING_PROGRESS = "transcoding_progress"
    BULB_ACTIVE = "bulb_active"
    BULB_TIME = "bulb_time"
    ZOOM_POSITION = "zoom_position"
    SHOTS_IN_SERIES = "shots_in_series"
    LENS = "lens"
    GPS_FIX = "gps_fix"
    GPS_STRENGTH = "gps_strength"
    HEART_RATE_SENSOR = "heart_rate_sensor"
    CADENCE_SENSOR = "cadence_sensor"
    PLAYBACK = "playback"
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
    OBSTRUCTED = "obstructed"
    MOTION = "motion"
    CROWD = "crowd"
    OBJECTS = "objects"
    PEOPLE_INSIDE = "people_inside"
    EVENTS_TODAY = "events_today"
    EVENTS_LAST_HOUR = "events_last_hour"
    EVENTS_YESTERDAY = "events_yesterday"
    COUNTED_SINCE = "counted_since"
    LAST_EVENT = "last_event"
    ZONE_MOTION = "zone_motion"
    ZONE_CROWD = "zone_crowd"
    ZONE_OCCUPIED = "zone_occupied"


class Setting(StrEnum):
    """What a user can set."""

    SHOOT_MODE = "shoot_mode"
    EXPOSURE_MODE = "exposure_mode"
    APERTURE = "aperture"
    SHUTTER_SPEED = "shutter_speed"
    ISO = "iso"
    EXPOSURE_COMPENSATION = "exposure_compensation"
    PROGRAM_SHIFT = "program_shift"
    WHITE_BALANCE = "white_balance"
    COLOUR_TEMPERATURE = "colour_temperature"
    FOCUS_MODE = "focus_mode"
    METERING = "metering"
    DRIVE_MODE = "drive_mode"
    IMAGE_QUALITY = "image_quality"
    IMAGE_SIZE = "image_size"
    MOVIE_QUALITY = "movie_quality"
    MOVIE_FORMAT = "movie_format"
    FRAME_RATE = "frame_rate"
    SLOW_MOTION_RATE = "slow_motion_rate"
    FIELD_OF_VIEW = "field_of_view"
    STABILISATION = "stabilisation"
    SCENE = "scene"
    COLOUR = "colour"
    BRIGHTNESS = "brightness"
    CONTRAST = "contrast"
    HUE = "hue"
    SATURATION = "saturation"
    SHARPNESS = "sharpness"
    SELF_TIMER = "self_timer"
    INTERVAL = "interval"
    LOOP_TIME = "loop_time"
    SERIES_DURATION = "series_duration"
    BURST_COUNT = "burst_count"
    CONTINUOUS_SPEED = "continuous_speed"
    FLASH = "flash"
    ZOOM_SETTING = "zoom_setting"
    TRACKING_FOCUS = "tracking_focus"
    FLIP = "flip"
    WIND_NOISE_REDUCTION = "wind_noise_reduction"
    AUDIO_RECORDING = "audio_recording"
    BEEP = "beep"
    GPS = "gps"
    LIGHTS = "lights"
    EXTERNAL_MICROPHONE = "external_microphone"
    INFRARED_REMOTE = "infrared_remote"
    AUTO_POWER_OFF = "auto_power_off"
    POSTVIEW_SIZE = "postview_size"
    TV_SYSTEM = "tv_system"
    SILENT_SHOOTING = "silent_shooting"
    LIVE_VIEW_SIZE = "live_view_size"
    FOCUS_FRAMES = "focus_frames"
    FUNCTION = "function"
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
    CANCEL_AUTOFOCUS = "cancel_autofocus"
    MEASURE_WHITE_BALANCE = "measure_white_balance"
    SET_CLOCK = "set_clock"
    HIGHLIGHT = "highlight"
    IDENTIFY = "identify"
    RESHOOT = "reshoot"
    LIVE_VIEW = "live_view"
    PICTURE = "picture"
    LIBRARY = "library"
    DETECT_CAMERAS = "detect_cameras"
    SYNC_CLOCKS = "sync_clocks"
    SYNC_BATCH_NUMBERS = "sync_batch_numbers"
    STREAM = "stream"
    RESET_PEOPLE_INSIDE = "reset_people_inside"


class Verb(StrEnum):
    """What a user asks of cameras: the domain's actions have these names."""

    SHOOT = "shoot"
    AUTOFOCUS = "autofocus"
    CANCEL_AUTOFOCUS = "cancel_autofocus"
    HALF_PRESS = "half_press"
    TOUCH_FOCUS = "touch_focus"
    TRACK_FOCUS = "track_focus"
    MEASURE_WHITE_BALANCE = "measure_white_balance"
    START_SERIES = "start_series"
    STOP_SERIES = "stop_series"
    CONTROL_PLAYBACK = "control_playback"
    SET_CLOCK = "set_clock"
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
    TAG = "tag"
    GET_TRACK = "get_track"
    UPLOAD_GPS_DATA = "upload_gps_data"
    TRANSCODE = "transcode"
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
    GET_EVENTS = "get_events"
    GET_TOTALS = "get_totals"
    SET_PEOPLE_INSIDE = "set_people_inside"


class Stream(StrEnum):
    """The event entities; each gathers the kinds of one subject."""

    PHOTO = "photo"
    RECORDING = "recording"
    STATUS = "status"
    ANALYTICS = "analytics"


class Kind(StrEnum):
    """What can happen. Each kind belongs to one stream (`STREAMS`)."""

    PHOTO_TAKEN = "photo_taken"
    PHOTO_DOWNLOADED = "photo_downloaded"
    PHOTO_AVAILABLE = "photo_available"
    PHOTO_RENAMED = "photo_renamed"
    PHOTO_DELETED = "photo_deleted"
    PHOTO_ORPHANED = "photo_orphaned"
    PHOTO_FAILED = "photo_failed"
    SHOT_COMPLETE = "shot_complete"
    SHOT_INCOMPLETE = "shot_incomplete"
    RECORDING_STARTED = "recording_started"
    RECORDING_STOPPED = "recording_stopped"
    HIGHLIGHT_CREATED = "highlight_created"
    INTERVAL_STARTED = "interval_started"
    INTERVAL_STOPPED = "interval_stopped"
    CAMERA_CONNECTED = "camera_connected"
    CAMERA_LOST = "camera_lost"
    CAMERA_READY = "camera_ready"
    CAMERA_ERROR = "camera_error"
    MEMORY_LOW = "memory_low"
    MEMORY_ERROR = "memory_error"
    BATTERY_LOW = "battery_low"
    OVERHEATING = "overheating"
    SHUTTING_DOWN = "shutting_down"
    WIFI_STOPPED = "wifi_stopped"
    TRANSCODING_DONE = "transcoding_done"
    LIVE_VIEW_STARTED = "live_view_started"
    LIVE_VIEW_STOPPED = "live_view_stopped"
    BARCODE_SCANNED = "barcode_scanned"
    TEXT_RECEIVED = "text_received"
    OTHER_NOTIFICATION = "other_notification"
    LINE_CROSSED = "line_crossed"
    ZONE_JOINED = "zone_joined"
    ZONE_LEFT = "zone_left"
    MOTION_STARTED = "motion_started"
    MOTION_STOPPED = "motion_stopped"
    DWELL = "dwell"
    CROWD_APPEARED = "crowd_appeared"
    CROWD_DISAPPEARED = "crowd_disappeared"
    TAILGATING = "tailgating"
    ABANDONED_ITEM = "abandoned_item"
    OBJECT_APPEARED = "object_appeared"
    OBJECT_DISAPPEARED = "object_disappeared"
    CAMERA_OBSTRUCTED = "camera_obstructed"
    CAMERA_DISCONNECTED = "camera_disconnected"
    OTHER = "other"


STREAMS: dict[Stream, tuple[Kind, ...]] = {
    Stream.PHOTO: (
        Kind.PHOTO_TAKEN,
        Kind.PHOTO_DOWNLOADED,
        Kind.PHOTO_AVAILABLE,
        Kind.PHOTO_RENAMED,
        Kind.PHOTO_DELETED,
        Kind.PHOTO_ORPHANED,
        Kind.PHOTO_FAILED,
        Kind.SHOT_COMPLETE,
        Kind.SHOT_INCOMPLETE,
    ),
    Stream.RECORDING: (
        Kind.RECORDING_STARTED,
        Kind.RECORDING_STOPPED,
        Kind.HIGHLIGHT_CREATED,
        Kind.INTERVAL_STARTED,
        Kind.INTERVAL_STOPPED,
    ),
    Stream.STATUS: (
        Kind.CAMERA_CONNECTED,
        Kind.CAMERA_LOST,
        Kind.CAMERA_READY,
        Kind.CAMERA_ERROR,
        Kind.MEMORY_LOW,
        Kind.MEMORY_ERROR,
        Kind.BATTERY_LOW,
        Kind.OVERHEATING,
        Kind.SHUTTING_DOWN,
        Kind.WIFI_STOPPED,
        Kind.TRANSCODING_DONE,
        Kind.LIVE_VIEW_STARTED,
        Kind.LIVE_VIEW_STOPPED,
        Kind.BARCODE_SCANNED,
        Kind.TEXT_RECEIVED,
        Kind.OTHER_NOTIFICATION,
    ),
    Stream.ANALYTICS: (
        Kind.LINE_CROSSED,
        Kind.ZONE_JOINED,
        Kind.ZONE_LEFT,
        Kind.MOTION_STARTED,
        Kind.MOTION_STOPPED,
        Kind.DWELL,
        Kind.CROWD_APPEARED,
        Kind.CROWD_DISAPPEARED,
        Kind.TAILGATING,
        Kind.ABANDONED_ITEM,
        Kind.OBJECT_APPEARED,
        Kind.OBJECT_DISAPPEARED,
        Kind.CAMERA_OBSTRUCTED,
        Kind.CAMERA_DISCONNECTED,
        Kind.OTHER,
    ),
}

FAREWELLS = frozenset({"off", "wifi_off"})
"""The values of `Reading.STATUS` with which a camera says that it goes."""

type Word = Reading | Setting | Ability
