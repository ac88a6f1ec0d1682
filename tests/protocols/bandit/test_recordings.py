"""The maker's own examples of what the camera tells: each leads to what happened, whole, torn and glued."""

from itertools import permutations
from pathlib import Path

import pytest

from custom_components.camhub.protocols.bandit.backchannel import (
    CardFailed,
    Decoder,
    MemoryLow,
    News,
    PhotoCaptured,
    RecordingStarted,
    RecordingStopped,
    ShuttingDown,
    TagCreated,
    TranscodingProgress,
    Viewfinder,
    WifiStopped,
    happening,
)
from custom_components.camhub.protocols.bandit.wire import Image, Tag, Video

RECORDINGS = Path(__file__).parents[3].parent / "shared" / "recordings" / "bandit"

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")


def video(number: int, name: str, created: str, size: int, length: int) -> Video:
    return Video(
        id=name,
        path=f"/100TTCAM/MOV_{number:04}.MP4",
        created=created,
        size=size,
        length=length,
        highlights=12,
        mode="normal",
        resolution="1080p",
        frame_rate=60,
        aspect_ratio="16/9",
        interval=None,
        valid=True,
        tags=(),
        files=1,
    )


def image(number: int, name: str, created: str, size: int, mode: str, resolution: str) -> Image:
    return Image(
        id=name,
        path=f"/100TTCAM/IMG_{number:04}.JPG",
        created=created,
        size=size,
        mode=mode,
        resolution=resolution,
        aspect_ratio="4/3",
        latitude=44.715513,
        longitude=20.632324,
        valid=True,
        files=1,
    )


FIRST_FILM = "3e5bdae0-a097-415e-9f34-e3e031b407da-100-000-001-0001"
SECOND_FILM = "a783dae3-b492-1154-cc32-512631b407da-100-000-001-0002"
FIRST_PHOTO = "ae03e5bd-7a09-e415-49f3-407dae3e031b-100-001-002-0003"
SECOND_PHOTO = "dae03e5b-97a0-5e41-349f-b407dae3e031-100-001-004-0002"
TAG = "3e5bdae0-a097-415e-9f34-e3e031b407da"

EXPECTED: dict[str, News] = {
    "memory_error": CardFailed(failed=True),
    "memory_low": MemoryLow(51234),
    "photo_captured": PhotoCaptured(
        (
            image(1, FIRST_PHOTO, "2012-03-04T12:05:20Z", 2154637, "single", "16MP"),
            image(2, SECOND_PHOTO, "2012-03-04T12:15:40Z", 2857372, "continuous", "8MP"),
        )
    ),
    "recording_started": RecordingStarted(active=True),
    "recording_stopped": RecordingStopped(
        (
            video(1, FIRST_FILM, "2012-03-04T12:05:20Z", 4174913786, 1254),
            video(2, SECOND_FILM, "2012-03-04T11:25:12Z", 74913786, 33),
        )
    ),
    "shutting_down": ShuttingDown("battery"),
    "tag_created": TagCreated(Tag(TAG, 8.2, 3.2, 10.5, None, None, "button", None)),
    "transcoding_progress": TranscodingProgress(20),
    "viewfinder_started": Viewfinder(active=True),
    "viewfinder_stopped": Viewfinder(active=False),
    "wifi_stopped": WifiStopped(),
}


def recorded(name: str) -> bytes:
    return (RECORDINGS / f"backchannel_{name}.json").read_bytes()


def heard(*pieces: bytes) -> list[News]:
    decoder = Decoder()
    found = [happening(told) for piece in pieces for told in decoder.feed(piece)]
    assert decoder.dropped == 0
    return found


def test_every_example_is_here() -> None:
    names = {path.stem for path in RECORDINGS.glob("backchannel_*.json")}
    assert names == {f"backchannel_{name}" for name in EXPECTED}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_leads_to_what_happened_wherever_it_is_torn(name: str) -> None:
    data = recorded(name)
    assert heard(data) == [EXPECTED[name]]
    assert heard(*(data[at : at + 1] for at in range(len(data)))) == [EXPECTED[name]]
    for at in range(1, len(data)):
        assert heard(data[:at], data[at:]) == [EXPECTED[name]]


@pytest.mark.parametrize("separator", [b"", b"\n", b"\r\n", b"\0", b" "])
def test_examples_may_be_glued_in_any_order(separator: bytes) -> None:
    for names in permutations(EXPECTED, 2):
        glued = b"".join(recorded(name).strip() + separator for name in names)
        assert heard(glued) == [EXPECTED[name] for name in names]
    every = b"".join(recorded(name).strip() + separator for name in EXPECTED)
    for size in (1, 7, 100, 1000):
        pieces = (every[at : at + size] for at in range(0, len(every), size))
        assert heard(*pieces) == list(EXPECTED.values())
