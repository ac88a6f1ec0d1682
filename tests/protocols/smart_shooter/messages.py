"""Messages of the application as the notes' captures show them, in both vintages, and what they come to."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from custom_components.camhub.model.change import Change, Happened, Seen, Snapshot
from custom_components.camhub.model.vocabulary import Kind
from custom_components.camhub.protocols.smart_shooter.wire import Message, decode

LEFT = "Nikon Corporation|D850|1234567"
RIGHT = "Nikon Corporation|D850|7654321"
PHOTO = "67d6d4fc-1242-11ef-94fc-9282ede469ff"

RECORDINGS = Path(__file__).parents[3].parent / "shared" / "recordings" / "smart-shooter"
"""What real applications sent; where it is absent, the tests that read it are skipped."""


def event(msg_id: str, number: int = 1, /, **body: Any) -> dict[str, Any]:
    """Return an event of version 4 and later."""
    head = {"msg_type": "Event", "msg_id": msg_id, "msg_seq_num": number}
    return {**head, "msg_user_id": 0, "msg_result": True, **body}


def v4(body: Mapping[str, Any]) -> bytes:
    """Return the bytes as version 4 and later send them."""
    return orjson.dumps(body, option=orjson.OPT_INDENT_2)


def v3(body: Mapping[str, Any]) -> bytes:
    """Return the bytes as version 3 sends them: the same, with a byte order mark."""
    return b"\xef\xbb\xbf" + v4(body)


def message(msg_id: str, number: int = 1, /, **body: Any) -> Message:
    """Return an event as a message."""
    return decode(v4(event(msg_id, number, **body)))


def camera(key: str = LEFT, **fields: Any) -> Message:
    """Return a `CameraUpdated`."""
    return message("CameraUpdated", CameraSelection="Single", CameraKey=key, **fields)


def photo(key: str = PHOTO, camera: str = LEFT, **fields: Any) -> Message:
    """Return a `PhotoUpdated`."""
    return message(
        "PhotoUpdated", PhotoSelection="Single", PhotoKey=key, CameraKey=camera, **fields
    )


def told(changes: Iterable[Change]) -> list[Happened]:
    """Return what happened, whether told by itself or within a snapshot."""
    happened = []
    for change in changes:
        if isinstance(change, Snapshot):
            happened += told(change.changes)
        elif isinstance(change, Happened):
            happened.append(change)
    return happened


def kinds(changes: Iterable[Change]) -> list[Kind]:
    """Return the kinds of what happened."""
    return [event.kind for event in told(changes)]


def seen(changes: Iterable[Change], key: str) -> list[Seen]:
    """Return what was seen of one camera."""
    return [change for change in changes if isinstance(change, Seen) and change.key == key]
