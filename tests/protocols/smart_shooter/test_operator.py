"""What comes of a command, which depends on the version of the application that is asked."""

from typing import Any

import pytest

from custom_components.camhub.link.errors import BadRequest, Rejected, Unsupported
from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.smart_shooter.names import OPTIONS
from simulators.smart_shooter import Assumptions

from .studio import Studio, studio

pytestmark = pytest.mark.usefixtures("deadlines")


async def take(it: Studio) -> str:
    """Have a camera take a photo; return its id when it is downloaded and the camera ready again."""
    camera = it.rig.keys[0]
    [photo] = (await it.send(Verb.SHOOT, camera, wait=True)).photos
    told = [Kind.PHOTO_DOWNLOADED, photo["id"]]
    await it.until(lambda: told in [[event.kind, event.data.get("id")] for event in it.happened])
    await it.until(lambda: it.record().readings[Reading.STATUS] == "ready")
    return str(photo["id"])


async def delete(it: Studio, *cameras: str, **fields: Any) -> None:
    await it.send(Verb.DELETE, *cameras, **{"delete_files": True, "confirm": True, **fields})


@pytest.mark.parametrize("app_version", ["4.0", "4.27", "5.0", "5.5"])
async def test_no_file_is_put_at_risk_by_a_version_that_may_not_keep_it(app_version: str) -> None:
    async with studio(app_version=app_version) as it:
        photo = await take(it)
        with pytest.raises(Unsupported):
            await delete(it, photo_ids=[photo], delete_files=False)
        assert it.requests("Delete") == []
        await delete(it, photo_ids=[photo])
        await it.until_told(Kind.PHOTO_DELETED)


@pytest.mark.parametrize("app_version", ["4.28", "5.6", "6.0"])
async def test_a_version_that_knows_how_is_asked_to_keep_the_files(app_version: str) -> None:
    async with studio(app_version=app_version) as it:
        photo = await take(it)
        await delete(it, photo_ids=[photo], delete_files=False)
        assert it.requests("Delete") == [
            {"PhotoSelection": "Single", "PhotoKey": photo, "DeleteFiles": False}
        ]


async def test_version_3_is_not_sent_what_it_does_not_know() -> None:
    async with studio(vintage="v3") as it:
        photo = await take(it)
        await delete(it, photo_ids=[photo])
        assert it.requests("Delete") == [{"PhotoSelection": "Single", "PhotoKey": photo}]


async def test_cards_that_version_3_does_not_format_are_not_asked_for_again() -> None:
    async with studio(vintage="v3") as it:
        await it.rig.set_fault("false_reply", "FormatAllMsg")
        with pytest.raises(Rejected):
            await it.send(Verb.FORMAT_CARDS, confirm=True)
        assert it.requests("FormatAll") == [{}]


@pytest.mark.parametrize(
    ("app_version", "names"),
    [("4.6", ("SessionName", "SessionNum")), ("4.7", ("PhotoSessionName", "PhotoSessionNum"))],
)
async def test_the_session_is_set_by_the_name_that_the_version_has_for_it(
    app_version: str, names: tuple[str, str]
) -> None:
    async with studio(app_version=app_version) as it:
        await it.send(Verb.SET_SETTING, setting="session_name", value="wedding")
        await it.send(Verb.SET_SETTING, setting="session_number", value=7)
        assert it.requests("SetOptions") == [{names[0]: "wedding"}, {names[1]: 7}]

        # An event tells of it from 4.11 on.
        await it.session.resync()
        settings = it.store.cameras[HUB].settings
        assert settings[Setting.SESSION_NAME].value == "wedding"
        assert settings[Setting.SESSION_NUMBER].value == 7


async def test_a_photo_that_was_deleted_is_not_asked_for_again() -> None:
    """An application that refuses a selection of which one part is gone does not notice."""
    async with studio(assume=Assumptions(partial_selection="refuse")) as it:
        camera = it.rig.keys[0]
        first, second, last = [await take(it) for _ in range(3)]
        await delete(it, photo_ids=[last])
        await it.until_told(Kind.PHOTO_DELETED)
        await it.send(Verb.RESHOOT, camera)
        assert it.requests("Reshoot") == [{"PhotoSelection": "Single", "PhotoKey": second}]
        await delete(it, camera, all_photos=True)
        assert it.requests("Delete")[-1]["PhotoKeys"] == [first, second]
        await it.until(lambda: it.kinds().count(Kind.PHOTO_DELETED) == 3)
        with pytest.raises(BadRequest):
            await delete(it, camera, all_photos=True)


async def test_both_vintages_tell_the_same_of_the_application() -> None:
    hubs = []
    for vintage in ("v3", "v4"):
        async with studio(vintage=vintage) as it:
            hubs.append(it.store.cameras[HUB])
    old, new = hubs
    assert old.name == new.name
    assert old.readings.keys() <= new.readings.keys()
    assert old.settings.keys() & OPTIONS.keys() == IN_VERSION_3
    for setting in IN_VERSION_3 - {Setting.DOWNLOAD_PATH}:
        assert old.settings[setting] == new.settings[setting]
    assert old.settings[Setting.DOWNLOAD_PATH].value == "/Users/studio/Pictures/Smart Shooter 3"


IN_VERSION_3 = {
    Setting.UNIQUE_TAG,
    Setting.BARCODE,
    Setting.FILENAME_EXPRESSION,
    Setting.DEFAULT_STORAGE,
    Setting.DEFAULT_FOCUS_MODE,
    Setting.AUTO_CONNECT,
    Setting.AUTO_SYNCHRONISE_TIME,
    Setting.DOWNLOAD_PATH,
}
"""The options that version 3 has."""
