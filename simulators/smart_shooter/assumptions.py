"""What the documents leave open about the application, each with the answer assumed unless told otherwise."""

from dataclasses import dataclass

from simulators.switches import assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Choices the Smart Shooter notes call unsettled (sections 17 and 18)."""

    unknown_request: str = assumption(
        "false", "result in the reply to a malformed or unknown request", "false", "true"
    )
    version_gate: bool = assumption(
        True, "refuse a request that this application version does not document yet"
    )
    partial_selection: str = assumption(
        "accept",
        "some of the selected cannot take part: do the others, do none, or do the others and say false",
        "accept",
        "refuse",
        "report",
    )
    empty_selection: str = assumption(
        "refuse",
        "the selection names nothing (unknown key, empty list or group)",
        "refuse",
        "accept",
    )
    missing_selector: str = assumption(
        "refuse", "a request that needs a selection has none", "refuse", "all"
    )
    busy_camera: str = assumption(
        "queue",
        "work asked of a busy camera is done afterwards, skipped, or refused",
        "queue",
        "ignore",
        "refuse",
    )
    disconnected_camera: str = assumption(
        "refuse",
        "work asked of a camera that is not connected is refused or skipped",
        "refuse",
        "ignore",
    )
    event_order: str = assumption(
        "log",
        "after an exposure: photo, camera, file (as seen on a D850, v5.3); camera first; or camera last",
        "log",
        "ready_first",
        "ready_last",
    )
    lost_photo: str = assumption(
        "Orphaned",
        "location of a photo whose camera is lost before the download",
        "Orphaned",
        "Camera",
    )
    hotplug: bool = assumption(True, "a camera plugged in is seen without DetectCameras")
    out_of_range: str = assumption(
        "refuse", "a property value outside the camera's range", "refuse", "accept"
    )
    increment_ends: str = assumption(
        "clamp", "a property step beyond an end of the range", "clamp", "wrap", "refuse"
    )
    shutter_button_case: str = assumption(
        "any", "spelling of CameraShutterButton that is taken", "any", "capital", "lower"
    )
    delete_files_default: bool = assumption(
        False, "what Delete without DeleteFiles does to the file"
    )
    reshoot_key: str = assumption("new", "PhotoKey of a photo taken again", "new", "same")
    format_names: str = assumption(
        "both",
        "which spelling formats the cards on version 4 and later",
        "both",
        "Format",
        "FormatAll",
    )
    clock_check: str = assumption(
        "camera_updated",
        "what CheckClocks produces: one CameraUpdated a camera, or nothing",
        "camera_updated",
        "nothing",
    )
    sync_batch: str = assumption(
        "highest", "the number that SyncBatchNum brings all cameras to", "highest", "lowest"
    )
    bulb_unit: str = assumption("ms", "unit of BulbTimer", "ms", "s")
    shutdown_replies: bool = assumption(True, "Shutdown is answered before the application ends")
    echo_user_id: str = assumption(
        "none", "where a request's msg_user_id comes back", "none", "response"
    )
    network_ping: float = assumption(5.0, "seconds between NetworkPing events, 0 for none")
    node_updated: float = assumption(10.0, "seconds between NodeUpdated events, 0 for none")
    synchronise_data: bool = assumption(
        False, "version 3: the reply to SynchroniseMsg holds the data as well"
    )
    synchronise_type: str = assumption(
        "Event", "version 3: msg_type of the published SynchroniseMsg", "Event", "Response"
    )
    publish_liveview: bool = assumption(
        True, "version 5 and later: frames of an enabled live view are published"
    )
    liveview_width: int = assumption(
        640, "width of a live view frame in pixels; the height follows the sensor"
    )
    liveview_quality: int = assumption(60, "JPEG quality of a live view frame, 1 to 95")
    frames_per_update: int = assumption(
        10, "live view frames between two CameraUpdated events that count them"
    )
    api_origin: str = assumption("api", "PhotoOrigin of a Shoot that names none")
    button_origin: str = assumption(
        "camera", "PhotoOrigin of a shot taken with the camera's own button"
    )
    restart_keeps_photos: bool = assumption(
        True, "the photo list is still there after the application restarted"
    )
    first_number: int = assumption(1, "number of the first event after a start")
    publisher_hwm: int = assumption(
        1000, "send high-water mark of the publisher, in messages per subscriber; 0 is none"
    )
