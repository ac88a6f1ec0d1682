"""What the protocol notes leave open, each with the answer assumed unless told otherwise."""

from dataclasses import dataclass

from simulators.switches import assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Choices that are inferred or that nobody knows."""

    poll_timeout: float = assumption(
        15.0, "seconds of a camera's own clock after which a long poll ends with error 2"
    )
    first_poll: str = assumption(
        "model",
        "a long poll before anything was told: wait for a change, tell everything, or all null (as an ILCE-7R does)",
        "model",
        "wait",
        "everything",
        "empty",
    )
    poll_outlives_client: bool = assumption(
        False,
        "a long poll goes on after its client closed the connection, so that the next gets 40402",
    )
    liveview_chunked: str = assumption(
        "model",
        "live view in HTTP chunks of one packet each (seen at port 8080), or as it is until the end (port 60152)",
        "model",
        "yes",
        "no",
    )
    second_viewer: str = assumption(
        "model",
        "a second viewer drops the first (ILCE) or is refused (RX)",
        "model",
        "wins",
        "refused",
    )
    liveview_unstarted: int = assumption(
        404, "HTTP status of the live view's URL before it was started or after it was stopped"
    )
    stale_tail: str = assumption(
        "model",
        "bytes of an older frame after the picture within a live view payload",
        "model",
        "yes",
        "no",
    )
    frame_bytes: int = assumption(
        0, "size that live view pictures have at least, in bytes; 6 000 to 38 000 were seen"
    )
    frame_info_sequence: str = assumption(
        "shared", "frame information counts with the pictures or by itself", "shared", "own"
    )
    timestamp_restarts: bool = assumption(
        True, "live view time stamps and sequence numbers begin anew with startLiveview"
    )
    content_length: bool = assumption(
        True, "pictures and stored files are sent with their length; else until the connection ends"
    )
    content_ranges: bool = assumption(
        False, "stored files are sent in part when a Range is asked for"
    )
    postview_lifetime: float = assumption(
        0.0, "seconds after which a postview's URL is gone, 0 for never"
    )
    same_value: str = assumption(
        "accept", "a setting set to what it is already", "accept", "refuse"
    )
    api_shot_event: bool = assumption(
        False, "pictures that were asked for by actTakePicture are told as events too"
    )
    busy_list: str = assumption(
        "keep",
        "the list of what may be called loses setters while a picture is taken",
        "keep",
        "shrink",
    )
    parallel_calls: str = assumption(
        "serve",
        "calls beside each other (the long poll aside) are all served, served in turn, or hang (a6300)",
        "serve",
        "queue",
        "hang",
    )
    status_500: bool = assumption(True, "error 500 is the HTTP status of its reply as well")
    old_version: str = assumption("1.0.0", "API version of the models from before 2.0.0")
    locked: str = assumption(
        "model",
        "methods that want actEnableMethods first: the model's, none, or everything that changes something",
        "model",
        "no",
        "yes",
    )
    developer_secret: str = assumption(
        "", "secret that the signature for locked methods has to be made with; empty takes any"
    )
    byebye: bool = assumption(False, "switching off in an orderly way multicasts ssdp:byebye")
    notify_interval: float = assumption(
        0.0, "seconds between NOTIFY announcements beside the first, 0 for none"
    )
    ssdp_copies: int = assumption(1, "times that each search is answered")
    ssdp_spread: bool = assumption(
        False, "each search is answered at some moment within the seconds that it allows (MX)"
    )
    movie_limit: float = assumption(1740.0, "seconds after which a clip ends by itself")
