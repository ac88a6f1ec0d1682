"""Photos that are taken from any shoot mode of a Bandit: once each, and the mode is as it was."""

import asyncio

import pytest
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from tests.bandit_home import BanditHome, like, logged
from tests.heard import Heard
from tests.home import until

OPERATOR = "custom_components.camhub.protocols.bandit.operator"


@pytest.fixture
def heard(hass: HomeAssistant, bandit: BanditHome) -> Heard:
    """Everything from here on."""
    return Heard(hass)


def mode(bandit: BanditHome) -> str:
    """Return the shoot mode that the camera is in."""
    settings = bandit.camera.settings
    return str((settings.get("video") or settings["image"])["mode"])


# Photos.


@pytest.mark.parametrize("shoot_mode", ["normal", "time_lapse", "single", "continuous"])
async def test_a_photo_is_taken_from_any_mode_which_is_set_again(
    bandit: BanditHome, heard: Heard, shoot_mode: str
) -> None:
    if shoot_mode != "normal":
        await bandit.select("shoot_mode", shoot_mode)
    before = dict(bandit.camera.settings)

    answer = await bandit.act("shoot", None, answer=True)
    await heard.until("photo_available", bandit, "photo")
    await bandit.mark()

    (image,) = bandit.camera.images[4:]
    (photo,) = answer["photos"]
    assert photo["id"] == f"picture/{image.id}"
    assert photo["name"] == image.path.rpartition("/")[2]
    assert photo["device_id"] == bandit.device().id
    assert heard.kinds(bandit, "photo") == ["photo_taken", "photo_available"]
    assert bandit.camera.settings == before
    assert bandit.state("select", "shoot_mode").state == shoot_mode
    assert bandit.asked("POST", "/record") == 1


@like(delays=0.3)
async def test_a_photo_may_take_a_while(bandit: BanditHome) -> None:
    await bandit.press("shoot")

    # It was asked meanwhile, and said that it records.
    assert mode(bandit) == "normal"
    await bandit.until_state("normal", "select", "shoot_mode")
    assert len(bandit.camera.images) == 5


async def test_while_it_records_there_is_no_photo(bandit: BanditHome) -> None:
    bandit.camera.press_record()
    await bandit.until_state("recording", "sensor", "status")
    await bandit.until_state(STATE_UNAVAILABLE, "button", "shoot")

    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("shoot", None)

    assert "it records; stop that first" in str(refused.value)
    assert mode(bandit) == "normal"
    assert bandit.asked("POST", "/record") == 0


async def test_two_photos_are_not_taken_at_a_time(bandit: BanditHome) -> None:
    done = await asyncio.gather(
        *(bandit.act("shoot", None) for _ in range(3)), return_exceptions=True
    )

    refused = [error for error in done if isinstance(error, HomeAssistantError)]
    assert len(refused) == 2
    assert "it is taking a photo already" in str(refused[0])
    assert bandit.asked("POST", "/record") == 1
    assert mode(bandit) == "normal"


async def test_in_a_photo_mode_nothing_is_recorded(bandit: BanditHome) -> None:
    await bandit.select("shoot_mode", "single")
    await bandit.until_state(STATE_UNAVAILABLE, "switch", "record")

    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("set_recording", None, enable=True)
    assert "records nothing" in str(refused.value)
    assert bandit.asked("POST", "/record") == 0


# No photo.


async def test_a_photo_that_does_not_come_leaves_the_mode_as_it_was(
    bandit: BanditHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{OPERATOR}.SHOT", 0.2)
    bandit.camera.set_fault("ignores_start")

    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("shoot", None)

    assert "tells of no photo" in str(refused.value)
    assert mode(bandit) == "normal"
    assert bandit.asked("POST", "/record") == 1


async def test_a_camera_that_refuses_is_in_its_mode_again(bandit: BanditHome) -> None:
    bandit.camera.card_full()
    await bandit.until_state("on", "binary_sensor", "memory_low")

    with pytest.raises(HomeAssistantError):
        await bandit.act("shoot", None)

    assert mode(bandit) == "normal"
    assert len(bandit.camera.images) == 4


async def test_a_photo_is_told_of_where_the_answer_is_lost(bandit: BanditHome) -> None:
    bandit.camera.set_fault("lost_reply", "POST /record")

    answer = await bandit.act("shoot", None, answer=True)

    assert [photo["id"] for photo in answer["photos"]] == [
        f"picture/{image.id}" for image in bandit.camera.images[4:]
    ]
    assert len(answer["photos"]) == bandit.asked("POST", "/record") == 1
    assert mode(bandit) == "normal"


async def test_a_shot_that_is_not_answered_is_not_taken_twice(
    bandit: BanditHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.camhub.protocols.bandit.rest.ANSWER", 0.3)
    monkeypatch.setattr(f"{OPERATOR}.SHOT", 0.3)
    bandit.camera.set_fault("silence", "POST /record")

    with pytest.raises(HomeAssistantError):
        await bandit.act("shoot", None)
    bandit.camera.clear_fault("silence")
    await bandit.until_back()
    await until(lambda: mode(bandit) == "normal")
    await bandit.mark()

    assert bandit.asked("POST", "/record") == 1
    assert len(bandit.camera.images) == 4


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_mode_that_could_not_be_set_again_is_so_when_it_is_back(
    bandit: BanditHome, monkeypatch: pytest.MonkeyPatch, restarted: bool
) -> None:
    monkeypatch.setattr(f"{OPERATOR}.SHOT", 30.0)
    bandit.camera.set_fault("ignores_start")
    shooting = asyncio.create_task(bandit.act("shoot", None))
    await until(lambda: bandit.asked("POST", "/record"))

    await bandit.camera.vanish()
    async with asyncio.timeout(5):
        with pytest.raises(HomeAssistantError):
            await shooting
    await bandit.until_away()
    assert mode(bandit) == "single"
    if restarted:
        await bandit.stop()
        await bandit.camera.power_on()
        await bandit.start()
    else:
        await bandit.camera.power_on()

    await until(lambda: mode(bandit) == "normal")
    await bandit.until_state("normal", "select", "shoot_mode")
    assert bandit.asked("POST", "/record") == 1


async def test_a_restart_in_the_middle_leaves_the_mode_as_it_was(bandit: BanditHome) -> None:
    bandit.camera.set_fault("ignores_start")
    shooting = asyncio.create_task(bandit.act("shoot", None))
    await until(lambda: bandit.asked("POST", "/record"))
    assert mode(bandit) == "single"

    await bandit.stop()

    assert mode(bandit) == "normal"
    shooting.cancel()
    await asyncio.gather(shooting, return_exceptions=True)
    assert mode(bandit) == "normal"


async def test_a_mode_that_could_not_be_changed_is_nobodys_to_set_again(
    bandit: BanditHome, caplog: pytest.LogCaptureFixture
) -> None:
    bandit.camera.set_fault("status", "503:/settings/image:1")
    with pytest.raises(HomeAssistantError) as refused:
        await bandit.act("shoot", None)
    assert refused.value.translation_key == "busy"
    assert bandit.asked("POST", "/record") == 0

    # Now the user wants photos.
    await bandit.select("shoot_mode", "single")
    await bandit.reload()
    await bandit.mark()
    assert mode(bandit) == "single"
    assert logged(caplog) == []


# What lasts.


@pytest.mark.parametrize("shoot_mode", ["continuous", "time_lapse"])
async def test_what_is_begun_is_ended_however_seldom_it_is_asked(
    bandit: BanditHome, monkeypatch: pytest.MonkeyPatch, shoot_mode: str
) -> None:
    await bandit.select("shoot_mode", shoot_mode)
    await bandit.settled()
    # Of the end of a series of photos nothing tells.
    for name in ("ROUND", "BUSY_ROUND"):
        monkeypatch.setattr(f"custom_components.camhub.protocols.bandit.connection.{name}", 600.0)
    monkeypatch.setattr(f"{OPERATOR}.START", 5.0)

    await bandit.act("set_recording", None, enable=True)
    await bandit.camera.wait_recording()
    await bandit.act("set_recording", None, enable=False)

    await bandit.camera.wait_recording(False)
    assert bandit.state("switch", "record").state == "off"
    assert bandit.asked("POST", "/record") == 2
