"""What the protocol notes leave open or tell in two ways, each with the answer assumed unless told otherwise."""

from dataclasses import dataclass

from simulators.switches import assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Choices that are inferred, that sources contradict each other about, or that nobody knows."""

    # HTTP.
    keep_alive: bool = assumption(
        True, "a connection stays open after an answer unless the client says close"
    )
    limit_counts: str = assumption(
        "http",
        "what counts among the 5 connections: requests, or the backchannel too",
        "http",
        "all",
    )
    sixth: str = assumption(
        "reset",
        "a connection beyond the 5 is reset, never answered, or told 503",
        "reset",
        "silence",
        "503",
    )
    ranges: bool = assumption(False, "files are sent in part (206) when a Range is asked for")
    error_body: str = assumption("empty", "body of errors", "empty", "json", "html")
    unknown_path: int = assumption(404, "status of a path or an id that there is not")
    misuse: int = assumption(
        400,
        "status of starting what runs and stopping or tagging what does not; 200: nothing happens",
    )
    busy: str = assumption(
        "refuse",
        "changing the mode while recording: refused with 500, or carried out",
        "refuse",
        "accept",
    )
    second_viewfinder: int = assumption(409, "status of starting the viewfinder a second time")
    no_room: int = assumption(500, "status of recording with a full or broken card")
    setter_answers: str = assumption(
        "object", "what setters of modes, scene and a tag answer", "object", "empty"
    )
    answer_order: str = assumption(
        "answer", "which comes first when recording is asked for", "answer", "notification"
    )
    get_record: bool = assumption(False, "GET /record tells whether it records")
    # Lists.
    empty_items: str = assumption("present", "items in a list of nothing", "present", "missing")
    offset_at_end: str = assumption(
        "refused", "an offset of exactly the total: 400, or no items", "refused", "empty"
    )
    id_form: str = assumption("long", "ids of files have 53 characters or 49", "long", "short")
    is_valid: str = assumption(
        "listed",
        "is_valid is in lists and not in notifications, nowhere, or everywhere",
        "listed",
        "never",
        "always",
    )
    length_secs: str = assumption("integer", "length_secs of videos", "integer", "float")
    framerate: str = assumption(
        "framerate_fps", "keys of a video's frame rate: a number, a text such as 60fps, or both",
        "framerate_fps", "framerate", "both",
    )  # fmt: skip
    single_mode: str = assumption(
        "normal", "mode of a single photo that is stored", "normal", "single"
    )
    date_form: str = assumption(
        "iso",
        "dates: 2012-03-04T12:05:20Z, Mar 04,2012 12:05:20, Sun Mar 04 12:05:20 2012, "
        "2012-03-04T12:05:20+0000, Sun Mar 04 12:05:20 UTC 2012, or 2012:03:04 12:05:20",
        "iso", "month", "day", "offset", "zone", "exif",
    )  # fmt: skip
    cinematic: bool = assumption(False, "there is a mode `cinematic` (2.7k at 30, 4k at 15)")
    max_speed: str = assumption(
        "mps", "unit of max_speed_mps: m/s as its name says, or m/h", "mps", "mph"
    )
    automatic_tags: bool = assumption(
        False, "recordings with GNSS get a tag at the top speed when they end"
    )
    cadence_key: str = assumption("cadence", "key of cadence in sensor data; empty leaves it out")
    offset_sec: str = assumption(
        "ignored", "the parameter offset_sec of sensor data", "ignored", "accepted"
    )
    framerate_query: str = assumption(
        "both", "framerate in a query: 30 and 30fps, or one of them", "both", "number", "fps"
    )
    log: str = assumption("tar", "what /log is", "tar", "text")
    split_bytes: int = assumption(
        4_000_000_000, "size at which a recording goes on in another file"
    )
    # Status, version and settings.
    recording_secs: str = assumption(
        "recording_secs", "key of the seconds recorded", "recording_secs", "recoding_secs", "both"
    )
    idle_secs: int = assumption(-1, "seconds recorded while nothing is")
    idle_port: int = assumption(-1, "viewfinder_streaming_port while there is no viewfinder")
    version_object: str = assumption(
        "full", "keys of the version: all three, or version alone", "full", "abridged"
    )
    burst_key: str = assumption("count", "key of a burst's size", "count", "burst_count", "both")
    # Notifications.
    framing: str = assumption(
        "lf", "what ends a notification, or that it is printed over several lines",
        "lf", "crlf", "none", "nul", "space", "pretty",
    )  # fmt: skip
    viewfinder_flag: str = assumption(
        "boolean", "viewfinder_active in notifications", "boolean", "integer"
    )
    memory_error: str = assumption("bare", "memory_error is true, or an object", "bare", "object")
    shutting_down: str = assumption(
        "one", "reasons of shutting_down: the one that is true, all three, or beside the event's name",
        "one", "all", "outside",
    )  # fmt: skip
    photo_captured: str = assumption(
        "objects", "photo_captured has images or ids", "objects", "ids"
    )
    photo_messages: str = assumption(
        "each",
        "photos of a continuous run are told one by one, or all at its end",
        "each",
        "together",
    )
    memory_low: str = assumption(
        "stops", "a full card ends the recording, or it goes on for what is left", "stops", "warns"
    )
    progress_100: bool = assumption(True, "transcoding_progress is told with 100 too")
    replay: bool = assumption(False, "a backchannel begins with the last notification")
    # Streams.
    numbering: str = assumption(
        "running",
        "viewfinder packets are numbered over all frames, or anew in each",
        "running",
        "per_frame",
    )
    first_number: int = assumption(0, "number of the first viewfinder packet")
    fragment: int = assumption(1024, "bytes of JPEG in a viewfinder packet at most")
    vanished_viewer: str = assumption(
        "goes_on", "the viewfinder of a client that has closed its port", "goes_on", "stops"
    )
    record_stops_viewfinder: bool = assumption(False, "recording ends the viewfinder")
    preview_version: int = assumption(1, "version in the headers of the preview")
    preview_ports: int = assumption(65535, "highest port that the preview accepts")
