"""What a field of an action comes to before the system is asked: what is in a file, and its own ids."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import voluptuous as vol
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from custom_components.camhub.library import Place
from custom_components.camhub.link.session import Command
from custom_components.camhub.model.vocabulary import Verb
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Action, Field, FieldKind
from custom_components.camhub.services import MAX_FILE, MAX_PATH
from tests.solo import KEY, Solo, SoloHome, protocol_of, solo_home

ACTIONS = (
    Action(Verb.UPLOAD_GPS_DATA, (Field("path", FieldKind.FILE, required=True),)),
    Action(Verb.TAG, (Field("item", FieldKind.TEXT), Field("highlight", FieldKind.TEXT))),
)


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    """Make a further system: one camera that takes files and names of what it has stored."""
    solo = Solo()
    monkeypatch.setitem(PROTOCOLS, "solo", protocol_of(solo, actions=ACTIONS))
    return solo


@pytest.fixture
async def home(hass: HomeAssistant, solo: Solo) -> AsyncIterator[SoloHome]:
    """Set the camera up in Home Assistant."""
    async with solo_home(hass, solo) as home:
        yield home


@pytest.fixture
def allowed(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Give Home Assistant a folder that it may read."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    hass.config.allowlist_external_dirs = {str(folder)}
    return folder


async def why_not(home: SoloHome, path: object) -> str:
    """Return the reason why the camera is not handed a file."""
    with pytest.raises(ServiceValidationError) as refused:
        await home.act("upload_gps_data", None, path=str(path))
    assert refused.value.translation_key == "bad_request"
    assert refused.value.translation_placeholders is not None
    assert refused.value.translation_placeholders["title"] == "Solo"
    assert home.solo.commands == []
    return refused.value.translation_placeholders["reason"]


@pytest.mark.parametrize("size", [0, 2_000, MAX_FILE])
async def test_the_camera_is_handed_what_is_in_a_file(
    home: SoloHome, solo: Solo, allowed: Path, size: int
) -> None:
    content = b"\x00\xff" * (size // 2)
    (allowed / "gps.bin").write_bytes(content)

    await home.act("upload_gps_data", None, path=str(allowed / "gps.bin"))

    assert solo.commands == [Command(Verb.UPLOAD_GPS_DATA, (KEY,), {"path": content})]


async def test_a_file_is_not_read_where_home_assistant_may_not(
    home: SoloHome, allowed: Path
) -> None:
    secret = allowed.parent / "secrets.yaml"
    secret.write_text("password")
    (allowed / "link").symlink_to(secret)

    for path in (secret, allowed / ".." / "secrets.yaml", allowed / "link", "/dev/zero"):
        assert await why_not(home, path) == (
            f"{path} is in no folder that Home Assistant may read, see allowlist_external_dirs"
        )


async def test_what_is_no_file_is_not_read(home: SoloHome, allowed: Path) -> None:
    os.mkfifo(allowed / "pipe")

    for path in (allowed / "none", allowed / "pipe", allowed):
        assert await why_not(home, path) == f"there is no file {path}"


async def test_a_file_that_is_too_large_is_not_read(home: SoloHome, allowed: Path) -> None:
    (allowed / "large").write_bytes(bytes(MAX_FILE + 1))

    assert await why_not(home, allowed / "large") == f"{allowed / 'large'} is larger than 8 MB"


async def test_a_file_that_cannot_be_read_is_told(
    home: SoloHome, allowed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    (allowed / "gps.bin").write_bytes(b"1")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", denied)
        reason = await why_not(home, allowed / "gps.bin")

    assert reason == f"{allowed / 'gps.bin'} cannot be read (Permission denied)"


@pytest.mark.parametrize("path", ["/a\0b", "/a\0b/c", "\0"], ids=["name", "folder", "all"])
async def test_what_can_be_no_path_is_refused(home: SoloHome, allowed: Path, path: str) -> None:
    assert await why_not(home, path)


@pytest.mark.parametrize(
    "path",
    ["", "/" + "x" * MAX_PATH, "/\ud800", ["/a", "/b"], None],
    ids=["none", "endless", "half a letter", "two", "nothing"],
)
async def test_what_is_no_text_is_refused(home: SoloHome, path: Any) -> None:
    with pytest.raises(vol.Invalid):
        await home.act("upload_gps_data", None, path=path)


async def test_what_the_media_browser_calls_it_is_the_cameras_own_id(
    home: SoloHome, solo: Solo
) -> None:
    entry_id = home.entry.entry_id
    video = Place(entry_id, KEY, "video/0001")
    highlight = Place(entry_id, KEY, "highlight/0001/7")

    await home.act(
        "tag",
        None,
        item=f"media-source://camhub/{video}",
        highlight=f"media-source://camhub/{highlight}",
    )
    await home.act("tag", None, item="video/0001", highlight="highlight/0001/7")

    wanted = {"item": "video/0001", "highlight": "highlight/0001/7"}
    assert [command.fields for command in solo.commands] == [wanted, wanted]


@pytest.mark.parametrize("name", ["item", "highlight"])
@pytest.mark.parametrize(
    "text",
    [
        "media-source://camhub/",
        "media-source://camhub/{entry}/c29sbw",
        "media-source://camhub/x/y/z",
    ],
)
async def test_what_is_another_cameras_or_no_item_is_refused(
    home: SoloHome, solo: Solo, name: str, text: str
) -> None:
    named: dict[str, Any] = {name: text.format(entry=home.entry.entry_id)}
    with pytest.raises(ServiceValidationError, match="nothing that the media browser calls so"):
        await home.act("tag", None, **named)

    assert solo.commands == []
