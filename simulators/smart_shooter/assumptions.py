"""What the documents leave open about the application, each with the answer assumed unless told otherwise."""

from dataclasses import dataclass, field, fields

from simulators.switches import SwitchError, assumption

MAX_FPS = 60
_DAY = 86_400.0


def _number[N: (int, float)](default: N, lowest: N, highest: N, text: str) -> N:
    """Declare an assumption that is a number, and the range it has to be in."""
    metadata = {
        "help": f"{text}; {lowest:.10g} to {highest:.10g}",
        "choices": (),
        "range": (lowest, highest),
    }
    return field(default=default, metadata=metadata)


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
    deleted_photo: str = assumption(
        "gone",
        "a photo after Delete or Format: off the list, or kept there as Deleted",
        "gone",
        "kept",
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
        "none",
        "where a request's msg_user_id comes back: in its reply, or in the resulting events as well",
        "none",
        "response",
        "events",
    )
    network_ping: float = _number(5.0, 0.0, _DAY, "seconds between NetworkPing events, 0 for none")
    node_updated: float = _number(10.0, 0.0, _DAY, "seconds between NodeUpdated events, 0 for none")
    ping_number: str = assumption(
        "counter",
        "number of a NetworkPing: from the counter of all events, from one of its own, or always 0",
        "counter",
        "own",
        "zero",
    )
    synchronise_data: bool = assumption(
        False, "version 3: the reply to SynchroniseMsg holds the data as well"
    )
    synchronise_type: str = assumption(
        "Event", "version 3: msg_type of the published SynchroniseMsg", "Event", "Response"
    )
    publish_liveview: bool = assumption(
        True, "version 5 and later: frames of an enabled live view are published"
    )
    liveview_width: int = _number(
        640, 16, 4096, "width of a live view frame in pixels, whose height follows the sensor"
    )
    liveview_quality: int = _number(60, 1, 95, "JPEG quality of a live view frame")
    liveview_fps: int = _number(
        20, 1, MAX_FPS, "live view frames a second where neither LiveviewFPS nor SetOptions said"
    )
    frames_per_update: int = _number(
        10, 1, 1000, "live view frames between two CameraUpdated events that count them"
    )
    api_origin: str = assumption("api", "PhotoOrigin of a Shoot that names none")
    button_origin: str = assumption(
        "camera", "PhotoOrigin of a shot taken with the camera's own button"
    )
    restart_keeps_photos: bool = assumption(
        True, "the photo list is still there after the application restarted"
    )
    first_number: int = _number(1, 0, 2**32 - 1, "number of the first event after a start")
    publisher_hwm: int = _number(
        1000,
        0,
        1_000_000,
        "send high-water mark of the publisher, in messages per subscriber, 0 for none",
    )

    def __post_init__(self) -> None:
        """Refuse a number that is out of its range with SwitchError."""
        for row in fields(self):
            if "range" not in row.metadata:
                continue
            value, (lowest, highest) = getattr(self, row.name), row.metadata["range"]
            if not lowest <= value <= highest:
                raise SwitchError(
                    f"assumption {row.name}: {lowest:.10g} to {highest:.10g}, not {value}"
                )
