"""Settings at a simulated camera: what is offered it takes, and what is set it then tells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from custom_components.camhub.link.errors import LinkError
from custom_components.camhub.model.camera import Choice
from custom_components.camhub.model.vocabulary import Setting
from custom_components.camhub.protocols.bandit import wire
from custom_components.camhub.protocols.bandit.rest import Rest
from custom_components.camhub.protocols.bandit.settings import SETTABLE, Settings
from custom_components.camhub.protocols.bandit.track import track
from simulators.bandit import BanditCamera
from simulators.bandit.faults import BODIES, TYPES

pytestmark = pytest.mark.usefixtures("socket_enabled")

MODES = ("normal", "slow_motion", "time_lapse", "night_lapse", "single", "burst", "continuous")


@dataclass
class Asked:
    """A camera that is asked, and its settings as they are known."""

    rest: Rest
    settings: Settings

    async def learn(self) -> None:
        """Ask for everything that is told of the settings."""
        self.settings.now = wire.settings(await self.rest.get("/settings"))
        told = await self.rest.get("/capabilities/recording")
        self.settings.capabilities = wire.recording_capabilities(told)
        self.settings.scenes = wire.scenes(await self.rest.get("/capabilities/scenes"))

    async def set(self, word: Setting, value: str | int | bool) -> Choice:
        """Set a setting, and return what the camera tells of it then."""
        for request in self.settings.call(word, value):
            ask = self.rest.put if request.method == "PUT" else self.rest.post
            await ask(request.path, request.body)
        self.settings.now = wire.settings(await self.rest.get("/settings"))
        return self.settings.choices()[word]


@asynccontextmanager
async def asked(camera: BanditCamera) -> AsyncIterator[Asked]:
    assert camera.port is not None
    async with aiohttp.ClientSession() as http:
        it = Asked(Rest(lambda: http, "127.0.0.1", camera.port), Settings())
        await it.learn()
        yield it


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("key", ["count", "burst_count"])
async def test_all_that_is_offered_in_a_mode_can_be_set(mode: str, key: str) -> None:
    async with BanditCamera(assume={"burst_key": key}) as camera, asked(camera) as it:
        assert set(it.settings.choices()) == set(SETTABLE)
        assert (await it.set(Setting.SHOOT_MODE, mode)).value == mode
        for word in set(SETTABLE) - {Setting.SHOOT_MODE}:
            choice = it.settings.choices()[word]
            if choice.writable:
                for value in choice.options or ((0, 255) if choice.maximum else (True, False)):
                    assert (await it.set(word, value)).value == value
        assert it.settings.mode == mode
        assert set(it.settings.choices()) == set(SETTABLE)


async def test_a_setting_that_does_not_go_with_the_others_takes_those_along() -> None:
    async with BanditCamera() as camera, asked(camera) as it:
        await it.set(Setting.MOVIE_QUALITY, "720p")
        await it.set(Setting.FRAME_RATE, 120)
        await it.set(Setting.FIELD_OF_VIEW, "normal")
        assert (await it.set(Setting.MOVIE_QUALITY, "1080p")).value == "1080p"
        choices = it.settings.choices()
        assert choices[Setting.FIELD_OF_VIEW].value == "normal"
        assert choices[Setting.FRAME_RATE] == Choice("30", ("30", "60"))


async def test_an_unknown_mode_is_set_like_any_other() -> None:
    async with BanditCamera(assume={"cinematic": True}) as camera, asked(camera) as it:
        assert (await it.set(Setting.SHOOT_MODE, "cinematic")).value == "cinematic"
        assert (await it.set(Setting.MOVIE_QUALITY, "4k")).value == "4k"
        assert it.settings.choices()[Setting.FRAME_RATE] == Choice("15", ("15",))


@pytest.mark.parametrize(
    "fault", [*(f"types {kind}" for kind in TYPES), *(f"body {kind}" for kind in BODIES)]
)
async def test_whatever_is_told_makes_settings_or_an_error(fault: str) -> None:
    async with BanditCamera() as camera, asked(camera) as it:
        camera.set_fault(*fault.split())
        try:
            await it.learn()
        except LinkError:
            return
        for word, choice in it.settings.choices().items():
            if choice.writable and choice.options:
                assert it.settings.call(word, choice.options[0])


async def test_the_sensors_of_a_video_agree_with_its_highlights() -> None:
    async with BanditCamera() as camera, asked(camera) as it:
        video = next(
            video
            for video in camera.videos
            if any(tag.attribute == "max_speed_mps" for tag in video.tags)
        )
        path = f"/videos/{video.id}"
        told = track(await it.rest.get(f"{path}/sensors", filter="gnss,accel,heart_rate"))
        fastest = next(
            tag for tag in wire.tags(await it.rest.get(f"{path}/tags")) if tag.kind == "max_speed"
        )
        assert told.summary.top_speed == pytest.approx(fastest.value, rel=0.1)
        assert len(told.points) == 10
        assert told.summary.distance is not None
        assert 0 < told.summary.distance <= 1.1 * 10 * (told.summary.top_speed or 0)
        assert told.summary.max_g is not None
        assert told.summary.max_g > 0.5
