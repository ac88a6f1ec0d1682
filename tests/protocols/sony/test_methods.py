"""Every method that changes or reads something a user knows can be had from a camera that has it.

The methods are those of the Camera Remote API reference 2.40 and the few that real cameras list beside.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import cast

import pytest

from custom_components.camhub.link.library import ItemKind, Library
from custom_components.camhub.model.camera import Value
from custom_components.camhub.model.vocabulary import Setting, Verb
from custom_components.camhub.protocols.sony import listener, transfer
from custom_components.camhub.protocols.sony.names import NAMES
from custom_components.camhub.protocols.sony.settings import SPECIAL
from simulators.sony.profile import Profile
from simulators.sony.profiles import PROFILES
from simulators.sony.settings import SETTINGS
from simulators.sony.values import AUDIO, INTERVAL, LOOP, MANUAL, MOVIE, PROGRAM, STILL
from tests.protocols.sony.studio import Studio, studio

pytestmark = pytest.mark.usefixtures("socket_enabled", "quick")

NAMED = (
    "ShootMode", "LiveviewSize", "ZoomSetting", "TrackingFocus", "ContShootingMode", "ContShootingSpeed",
    "SelfTimer", "ExposureMode", "FocusMode", "ExposureCompensation", "FNumber", "ShutterSpeed", "IsoSpeedRate",
    "WhiteBalance", "FlashMode", "StillSize", "StillQuality", "PostviewImageSize", "MovieFileFormat",
    "MovieQuality", "SteadyMode", "ViewAngle", "SceneSelection", "ColorSetting", "IntervalTime", "LoopRecTime",
    "WindNoiseReduction", "AudioRecording", "FlipSetting", "TvColorSystem", "CameraFunction",
    "InfraredRemoteControl", "AutoPowerOff", "BeepMode", "SilentShootingSetting",
)  # fmt: skip
"""What the settings are called in their methods; each has set, get, getSupported and getAvailable."""

OTHERS = {
    "startRecMode", "stopRecMode", "actTakePicture", "awaitTakePicture", "startContShooting", "stopContShooting",
    "startMovieRec", "stopMovieRec", "startAudioRec", "stopAudioRec", "startIntervalStillRec",
    "stopIntervalStillRec", "startLoopRec", "stopLoopRec", "startBulbShooting", "stopBulbShooting", "startLiveview",
    "startLiveviewWithSize", "stopLiveview", "setLiveviewFrameInfo", "getLiveviewFrameInfo", "actZoom",
    "actHalfPressShutter", "cancelHalfPressShutter", "setTouchAFPosition", "getTouchAFPosition",
    "cancelTouchAFPosition", "actTrackingFocus", "cancelTrackingFocus", "actWhiteBalanceOnePushCustom",
    "setProgramShift", "getSupportedProgramShift", "getStorageInformation", "getAvailableApiList",
    "getApplicationInfo", "getMethodTypes", "getEvent", "setCurrentTime", "getSourceList", "getContentCount",
    "getContentList", "setStreamingContent", "startStreaming", "pauseStreaming", "seekStreamingPosition",
    "stopStreaming", "requestToNotifyStreamingStatus", "deleteContent",
}  # fmt: skip
"""The methods that are no setting's."""

NOT_CALLED = {
    "actFormatStorage": "nobody knows its parameters",
    "getVersions": "the method types tell the versions of each method",
    "getServiceProtocols": "the description tells the services",
    "getSchemeList": "storage is the only scheme there is",
    "setLiveviewSize": "there is none: startLiveviewWithSize sets it",
}
"""What no user misses."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a camera without events be asked often, and let nothing linger."""
    monkeypatch.setattr(listener, "ROUND", 0.02)
    monkeypatch.setattr(listener, "BREATH", 0.01)
    monkeypatch.setattr(transfer, "LINGER", 0.05)


def test_the_simulated_cameras_have_all_of_them() -> None:
    assert set(NAMED) == set(SETTINGS)
    has = {method for profile in PROFILES.values() for method in profile.methods}
    assert {name for name in has if name not in OTHERS | NOT_CALLED.keys()} <= {
        f"{verb}{name}" for name in NAMED for verb in ("set", "get", "getAvailable", "getSupported")
    }


# Settings.

WORDS: Mapping[str, Setting] = {name.method: name.word for name in NAMES} | {
    method: word for word, method in reversed(SPECIAL.items())
}

IN_MODES = {STILL: "still", MOVIE: "movie", AUDIO: "audio", INTERVAL: "interval", LOOP: "loop"}


def model_with(name: str) -> str:
    """Return a model that can set a setting."""
    return next(
        model
        for model, profile in PROFILES.items()
        if profile.application
        and profile.application[1]
        and name in profile.settings
        and profile.settings[name].setter
        and len(profile.settings[name].among) > 1
        and f"set{name}" not in profile.hidden
        and name not in profile.supported_only
        and not profile.steps
    )


def prepare(it: Studio, name: str) -> None:
    """Turn the camera to where a setting may be set."""
    row = SETTINGS[name]
    values = it.camera.settings
    if row.modes and values["ShootMode"] not in row.modes:
        it.camera.set_value("ShootMode", row.modes[0])
    if row.exposures and "ExposureMode" in values:
        known = PROFILES[it.camera.profile.model].settings["ExposureMode"].among
        it.camera.set_value("ExposureMode", next(mode for mode in row.exposures if mode in known))


def another(it: Studio, word: Setting) -> Value:
    """Return another value than that of now."""
    choice = it.setting(word)
    if choice.options:
        return next(option for option in choice.options if option != choice.value)
    if choice.minimum is not None:
        return choice.minimum
    return choice.value is not True


@pytest.mark.parametrize("name", [name for name in NAMED if name != "LiveviewSize"])
async def test_every_setting_is_set_and_told_again(name: str) -> None:
    word = WORDS[name]
    async with studio(model_with(name)) as it:
        prepare(it, name)
        await it.until(lambda: it.setting(word).writable and it.setting(word).value is not None)
        if name in ("WhiteBalance", "StillSize"):
            await it.until(lambda: len(it.setting(word).options) > 1)
        wanted = another(it, word)
        if word is Setting.TV_SYSTEM:
            await it.ask(Verb.SET_SETTING, setting=word, value=wanted)
        else:
            await it.set(word, wanted)
        assert it.calls(f"set{name}")


# What no event tells.


def everything(**changes: object) -> Profile:
    """Return a camera that has every setting and tells of no event."""
    settings = {
        name: choice
        for profile in PROFILES.values()
        for name, choice in profile.settings.items()
        if choice.among
    }
    shoot_mode = replace(settings["ShootMode"], now=STILL, among=tuple(IN_MODES))
    base = PROFILES["ILCE-QX1"]
    profile = replace(
        base,
        model="everything",
        events=(),
        groups=tuple({group: None for p in PROFILES.values() for group in p.groups}),
        settings=settings | {"ShootMode": shoot_mode},
    )
    return replace(profile, **changes)  # type: ignore[arg-type] # by name


async def asked_in_every_mode(
    monkeypatch: pytest.MonkeyPatch, profile: Profile, wanted: set[str]
) -> set[str]:
    """Return what such a camera is asked for, turned to its modes until it was asked what is wanted.

    A few times at most: on a busy machine a mode may be over before all of it was asked.
    """
    monkeypatch.setitem(cast("dict[str, Profile]", PROFILES), profile.model, profile)
    async with studio(profile.model) as it:

        def asked() -> set[str]:
            return {call.method for call in it.camera.requests}

        for mode, exposure in [*product(IN_MODES, (PROGRAM, MANUAL))] * 5:
            it.camera.set_value("ShootMode", mode)
            it.camera.set_value("ExposureMode", exposure)
            for _ in range(2):
                before = len(it.calls("getAvailableApiList"))
                await it.session.resync()
                await it.until(lambda: len(it.calls("getAvailableApiList")) > before + 2)  # noqa: B023
            if wanted <= asked():
                break
        return asked()


async def test_a_camera_without_events_is_asked_for_every_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = {f"getAvailable{name}" for name in NAMED} | {
        "getTouchAFPosition",
        "getLiveviewFrameInfo",
        "getStorageInformation",
        "getSupportedProgramShift",
    }
    assert wanted - await asked_in_every_mode(monkeypatch, everything(), wanted) == set()


async def test_what_cannot_be_had_otherwise_is_asked_for_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`get` and `getSupported` tell nothing that `getAvailable` does not; they stand in for it."""
    names = [name for name in NAMED if name not in ("LiveviewSize", "ExposureCompensation")]
    hidden = tuple(f"getAvailable{name}" for name in names)
    special = ("WhiteBalance", "StillSize")
    wanted = {f"get{name}" for name in names if name not in special}
    wanted |= {f"getSupported{name}" for name in names}
    camera = everything(hidden=hidden)
    assert wanted - await asked_in_every_mode(monkeypatch, camera, wanted) == set()


# Everything else.


@dataclass(frozen=True)
class Story:
    """What somebody does with a model, and the methods that it takes."""

    model: str
    methods: tuple[str, ...]
    tell: Callable[[Studio], Awaitable[None]]


def library_of(it: Studio) -> Library:
    library = it.session.library
    assert library is not None
    return library


async def _bring_up(it: Studio) -> None:
    it.options["stop_rec_mode"] = True
    await it.close()


async def _shoot(it: Studio) -> None:
    await it.camera.set_fault("long_exposure", 30.0)
    await it.ask(Verb.SHOOT)


async def _continuous(it: Studio) -> None:
    await it.set(Setting.DRIVE_MODE, "Continuous")
    await it.ask(Verb.START_SERIES, series="continuous")
    await it.ask(Verb.STOP_SERIES, series="continuous")


async def _bulb(it: Studio) -> None:
    await it.set(Setting.EXPOSURE_MODE, "Manual")
    await it.until(lambda: "BULB" in it.setting(Setting.SHUTTER_SPEED).options)
    await it.set(Setting.SHUTTER_SPEED, "BULB")
    await it.ask(Verb.START_SERIES)
    await it.ask(Verb.STOP_SERIES)


def _record(mode: str) -> Callable[[Studio], Awaitable[None]]:
    async def tell(it: Studio) -> None:
        if it.setting(Setting.SHOOT_MODE).value != mode:
            await it.set(Setting.SHOOT_MODE, mode)
        await it.until(lambda: it.setting(Setting.RECORD).writable)
        await it.set(Setting.RECORD, True)
        await it.set(Setting.RECORD, False)

    return tell


async def _live(it: Studio) -> None:
    await it.until(lambda: it.setting(Setting.LIVE_VIEW_SIZE).options)
    await it.until(lambda: it.setting(Setting.FOCUS_FRAMES).value is not None)
    await it.session.watch(it.record.key, on=True)
    await it.until(lambda: it.frames)
    await it.set(Setting.FOCUS_FRAMES, True)
    await it.set(Setting.LIVE_VIEW_SIZE, "L")
    await it.session.watch(it.record.key, on=False)


async def _zoom(it: Studio) -> None:
    await it.ask(Verb.ZOOM, direction="tele", hold=True)
    await it.ask(Verb.ZOOM, stop=True)


async def _focus(it: Studio) -> None:
    await it.ask(Verb.HALF_PRESS)
    await it.ask(Verb.TOUCH_FOCUS, x=50.0, y=50.0)
    await it.set(Setting.TRACKING_FOCUS, True)
    await it.ask(Verb.TRACK_FOCUS, x=50.0, y=50.0)
    await it.ask(Verb.CANCEL_AUTOFOCUS)


async def _measure(it: Studio) -> None:
    await it.set(Setting.SHOOT_MODE, "still")
    outcome = await it.ask(Verb.MEASURE_WHITE_BALANCE)
    assert outcome.results[0]["colour_temperature"]


async def _clock(it: Studio) -> None:
    await it.ask(Verb.SET_CLOCK)


async def _shift(it: Studio) -> None:
    await it.until(lambda: it.setting(Setting.PROGRAM_SHIFT).minimum)
    await it.ask(Verb.SET_SETTING, setting=Setting.PROGRAM_SHIFT, value=-2)


async def _contents(it: Studio) -> None:
    library, key = library_of(it), it.record.key
    folders = await library.browse(key, None)
    items = [item for folder in folders for item in await library.browse(key, folder.id)]
    movie = next(item for item in items if item.kind is ItemKind.MOVIE)
    await it.ask(Verb.CONTROL_PLAYBACK, control="open", content=movie.id)
    await it.ask(Verb.CONTROL_PLAYBACK, control="seek", position=1.0)
    await it.ask(Verb.CONTROL_PLAYBACK, control="start")
    await it.ask(Verb.CONTROL_PLAYBACK, control="pause")
    await it.ask(Verb.CONTROL_PLAYBACK, control="stop")
    outcome = await it.ask(Verb.DELETE, photo_ids=[movie.id], confirm=True)
    assert outcome.results[0]["deleted"] == 1


STORIES = (
    Story(
        "ILCE-6000",
        ("getMethodTypes", "getApplicationInfo", "getAvailableApiList", "getEvent", "startRecMode", "stopRecMode"),
        _bring_up,
    ),
    Story("ILCE-6000", ("actTakePicture", "awaitTakePicture"), _shoot),
    Story("ILCE-7RM2", ("startContShooting", "stopContShooting"), _continuous),
    Story("ILCE-7RM2", ("startBulbShooting", "stopBulbShooting"), _bulb),
    Story("HDR-AS100V", ("startMovieRec", "stopMovieRec"), _record("movie")),
    Story("HDR-MV1", ("startAudioRec", "stopAudioRec"), _record("audio")),
    Story("HDR-AS100V", ("startIntervalStillRec", "stopIntervalStillRec"), _record("interval")),
    Story("FDR-X1000V", ("startLoopRec", "stopLoopRec"), _record("loop")),
    Story(
        "ILCE-6000",
        ("startLiveview", "startLiveviewWithSize", "stopLiveview", "setLiveviewFrameInfo", "getLiveviewFrameInfo"),
        _live,
    ),
    Story("ILCE-6000", ("actZoom",), _zoom),
    Story(
        "ILCE-QX1",
        ("actHalfPressShutter", "setTouchAFPosition", "actTrackingFocus", "cancelHalfPressShutter",
         "cancelTouchAFPosition", "cancelTrackingFocus"),
        _focus,
    ),
    Story("FDR-X1000V", ("actWhiteBalanceOnePushCustom",), _measure),
    Story("ILCE-QX1", ("setCurrentTime",), _clock),
    Story("NEX-5R", ("setProgramShift", "getSupportedProgramShift"), _shift),
    Story(
        "FDR-X1000V",
        ("getSourceList", "getContentCount", "getContentList", "setStreamingContent", "seekStreamingPosition",
         "startStreaming", "pauseStreaming", "stopStreaming", "requestToNotifyStreamingStatus", "deleteContent"),
        _contents,
    ),
)  # fmt: skip


def _stories() -> Iterator[object]:
    for story in STORIES:
        yield pytest.param(story, id=f"{story.model}-{story.methods[0]}")


@pytest.mark.parametrize("story", _stories())
async def test_every_other_method_is_part_of_something_that_can_be_done(story: Story) -> None:
    async with studio(story.model) as it:
        await story.tell(it)
        asked = {call.method for call in it.camera.requests}
        assert set(story.methods) - asked == set()


def test_the_stories_tell_of_every_method() -> None:
    told = {method for story in STORIES for method in story.methods}
    assert OTHERS - told == {"getTouchAFPosition", "getStorageInformation"}, (
        "asked for where no event tells"
    )
