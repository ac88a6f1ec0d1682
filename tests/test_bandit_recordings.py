"""What the maker's own examples of notifications lead to in Home Assistant: whole, torn and glued."""

import json
from collections.abc import Callable
from itertools import batched
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from homeassistant.core import HomeAssistant

from simulators.bandit import BanditCamera
from tests.bandit_home import BanditHome, logged
from tests.heard import Heard

RECORDINGS = Path(__file__).parents[1].parent / "shared" / "recordings" / "bandit"

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")

NAMES = (
    "recording_started",
    "tag_created",
    "transcoding_progress",
    "viewfinder_started",
    "viewfinder_stopped",
    "recording_stopped",
    "photo_captured",
    "memory_low",
    "memory_error",
    "wifi_stopped",
    "shutting_down",
)
"""In an order in which a camera might tell them; what comes after the last is not heard."""

FIRST_FILM = {
    "id": "video/3e5bdae0-a097-415e-9f34-e3e031b407da-100-000-001-0001",
    "path": "/100TTCAM/MOV_0001.MP4",
    "created": "2012-03-04T12:05:20Z",
    "size": 4174913786,
    "length": 1254,
    "highlights": 12,
    "mode": "normal",
    "resolution": "1080p",
    "frame_rate": 60,
    "aspect_ratio": "16/9",
}
TAG = {
    "id": "3e5bdae0-a097-415e-9f34-e3e031b407da",
    "offset": 8.2,
    "start": 3.2,
    "length": 10.5,
    "kind": "button",
}
PHOTO = {
    "id": "picture/dae03e5b-97a0-5e41-349f-b407dae3e031-100-001-004-0002",
    "file": "/100TTCAM/IMG_0002.JPG",
    "source_time": "2012-03-04T12:15:40Z",
    "bytes": 2857372,
    "mode": "continuous",
    "resolution": "8MP",
    "latitude": 44.715513,
    "longitude": 20.632324,
}


def _whole(examples: list[bytes]) -> list[bytes]:
    return [example + b"\n" for example in examples]


def _torn(examples: list[bytes]) -> list[bytes]:
    return [bytes(some) for some in batched(b"\n".join(examples) + b"\n", 7, strict=False)]


def _glued(examples: list[bytes]) -> list[bytes]:
    return [b"".join(examples)]


def _of_one(examples: list[bytes]) -> list[bytes]:
    """Return them as the keys of one object."""
    merged: dict[str, Any] = {}
    for example in examples:
        merged |= json.loads(example)
    return [json.dumps(merged).encode()]


@pytest.mark.parametrize("sent", [_whole, _torn, _glued, _of_one], ids=lambda sent: sent.__name__)
@pytest.mark.usefixtures("all_enabled")
async def test_every_example_leads_to_its_states_and_events(
    hass: HomeAssistant,
    bandit: BanditHome,
    caplog: pytest.LogCaptureFixture,
    sent: Callable[[list[bytes]], list[bytes]],
) -> None:
    heard = Heard(hass)
    examples = [(RECORDINGS / f"backchannel_{name}.json").read_bytes().strip() for name in NAMES]

    for part in sent(examples):
        bandit.camera.send_raw(part)
    await heard.until("camera_lost", bandit, "status")

    assert heard.kinds(bandit, "recording") == [
        "recording_started",
        "highlight_created",
        "recording_stopped",
    ]
    _, tag, stopped = (state.attributes for state in heard.of(bandit, "recording"))
    assert tag.items() >= TAG.items()
    assert len(stopped["files"]) == 2
    assert stopped["files"][0] == FIRST_FILM
    first, second = (state.attributes for state in heard.of(bandit, "photo"))
    assert (first["event_type"], first["mode"]) == ("photo_taken", "single")
    assert second.items() >= PHOTO.items()
    status = heard.of(bandit, "status")
    kinds = [state.attributes["event_type"] for state in status]
    told = [kind for kind in kinds if kind not in ("transcoding_done", "camera_connected")]
    assert told == [
        "live_view_started",
        "live_view_stopped",
        "memory_low",
        "memory_error",
        "wifi_stopped",
        "shutting_down",
        "camera_lost",
    ]
    assert status[kinds.index("memory_low")].attributes["amount"] == 51234
    assert status[kinds.index("shutting_down")].attributes["reason"] == "battery"
    for platform, word, value in (
        ("binary_sensor", "recording", "on"),
        ("sensor", "transcoding_progress", "20"),
        ("binary_sensor", "live_view_on", "on"),
        ("binary_sensor", "memory_low", "on"),
        ("binary_sensor", "memory_error", "on"),
        ("sensor", "last_photo", "/100TTCAM/IMG_0002.JPG"),
        ("sensor", "shutdown_reason", "battery"),
        ("sensor", "status", "wifi_off"),
        ("sensor", "status", "off"),
    ):
        entity_id = bandit.entity_id(platform, word)
        shown = [state.state for one, state in heard.changes if one == entity_id and state]
        assert value in shown, f"{word} was never {value}"
    assert logged(caplog) == []


async def test_the_status_that_is_simulated_has_the_documented_keys(
    bandit_camera: BanditCamera,
) -> None:
    documented = json.loads((RECORDINGS / "status_fields.json").read_text())["fields"]
    async with ClientSession() as http, http.get(f"{bandit_camera.address}/api/2/status") as told:
        assert (await told.json()).keys() == documented.keys()
