"""What is asked for beside the events: when there is reason to, and no more often."""

from typing import Any

import pytest

from custom_components.camhub.model.camera import Choice
from custom_components.camhub.model.vocabulary import Reading, Setting
from custom_components.camhub.protocols.sony.record import Record
from custom_components.camhub.protocols.sony.supplements import Supplements
from tests.protocols.sony.script import Answer, Script, scripted


class Camera:
    """A camera that has just been brought up; `answers` are of the methods that it has."""

    def __init__(self, answers: dict[str, Answer], *events: dict[str, Any]) -> None:
        self.rpc, script = scripted(answers)
        self.script: Script = script
        self.rpc.note_available(list(answers))
        self.record = Record("key", self.rpc.has, dict)
        self.supplements = Supplements(self.rpc, self.record)
        self.tell(*events)

    def tell(self, *events: dict[str, Any]) -> bool:
        """Have an event tell something; return whether there is something to ask for then."""
        news, _ = self.record.take(list(events))
        return self.supplements.note(news)

    def list(self, *names: str) -> None:
        """List what may be called now."""
        self.rpc.note_available([*names])
        self.tell({"type": "availableApiList", "names": [*names]})

    @property
    def settings(self) -> dict[Setting, Choice]:
        return dict(self.record.seen().settings)


WHITE_BALANCE: Answer = [
    {"whiteBalanceMode": "Auto WB", "colorTemperature": -1},
    [
        {"whiteBalanceMode": "Auto WB", "colorTemperatureRange": []},
        {"whiteBalanceMode": "Color Temperature", "colorTemperatureRange": [9900, 2500, 100]},
        {"whiteBalanceMode": 7},
        7,
    ],
]
SIZES: Answer = [
    {"aspect": "3:2", "size": "20M"},
    [{"aspect": "3:2", "size": "20M"}, {"aspect": 7}],
]


async def test_a_camera_without_events_is_asked_for_everything() -> None:
    camera = Camera(
        {
            "getAvailableShootMode": ["still", ["still", "movie"]],
            "setShootMode": [0],
            "getZoomSetting": [{"zoom": "Optical Zoom Only"}],
            "getAvailableFlipSetting": 1,
            "getFlipSetting": [{"flip": "On"}],
            "getAvailableExposureCompensation": [2, 9, -9, 1],
            "setExposureCompensation": [0],
            "getAvailableWhiteBalance": WHITE_BALANCE,
            "setWhiteBalance": [0],
            "getAvailableStillSize": SIZES,
            "setStillSize": [0],
            "getTouchAFPosition": [{"set": True, "touchCoordinates": []}],
            "getStorageInformation": [[{"storageID": "No Media", "recordTarget": True}, 7]],
        }
    )
    assert await camera.supplements.fetch()
    settings = camera.settings
    assert settings[Setting.SHOOT_MODE] == Choice("still", ("still", "movie"))
    assert settings[Setting.ZOOM_SETTING].value == "Optical Zoom Only"
    assert settings[Setting.FLIP].value is True
    assert settings[Setting.EXPOSURE_COMPENSATION].value == 0.7
    assert settings[Setting.WHITE_BALANCE].value == "Auto WB"
    assert settings[Setting.WHITE_BALANCE].options == ("Auto WB", "Color Temperature")
    assert settings[Setting.COLOUR_TEMPERATURE].maximum == 9900
    assert settings[Setting.IMAGE_SIZE] == Choice("3:2 20M", ("3:2 20M",))
    readings = camera.record.seen().readings
    assert readings[Reading.TOUCH_FOCUS_SET] is True
    assert readings[Reading.MEMORY_ERROR] is True


async def test_what_events_tell_is_not_asked_for() -> None:
    camera = Camera(
        {
            "getAvailableSelfTimer": [0, [0, 2]],
            "getSelfTimer": [0],
            "getAvailableExposureCompensation": [0, 9, -9, 1],
            "getTouchAFPosition": [{"set": True}],
            "getStorageInformation": [[]],
        },
        {"type": "selfTimer", "currentSelfTimer": 2, "selfTimerCandidates": [0, 2]},
        {"type": "exposureCompensation"},
        {"type": "touchAFPosition", "currentSet": False},
        {"type": "storageInformation"},
    )
    await camera.supplements.fetch()
    assert camera.script.calls == []
    assert camera.settings[Setting.SELF_TIMER].value == "2"


async def test_nothing_is_asked_for_without_a_reason() -> None:
    camera = Camera({"getAvailableSelfTimer": [0, [0, 2]]})
    assert await camera.supplements.fetch()
    asked = len(camera.script.calls)
    assert not await camera.supplements.fetch()
    assert not camera.tell({"type": "cameraStatus", "cameraStatus": "IDLE"})
    assert len(camera.script.calls) == asked
    camera.supplements.again()
    assert await camera.supplements.fetch()
    assert len(camera.script.calls) > asked


async def test_an_event_that_says_that_the_choice_changed_is_a_reason() -> None:
    camera = Camera(
        {"getAvailableWhiteBalance": WHITE_BALANCE, "getAvailableStillSize": SIZES},
        {"type": "whiteBalance", "currentWhiteBalanceMode": "Shade"},
        {"type": "stillSize", "currentAspect": "1:1", "currentSize": "13M"},
    )
    await camera.supplements.fetch()
    assert not camera.tell({"type": "whiteBalance", "checkAvailability": False})
    for kind, method in (("whiteBalance", "WhiteBalance"), ("stillSize", "StillSize")):
        asked = len(camera.script.asked(f"getAvailable{method}"))
        assert camera.tell({"type": kind, "checkAvailability": True})
        await camera.supplements.fetch()
        assert len(camera.script.asked(f"getAvailable{method}")) == asked + 1
    assert camera.settings[Setting.WHITE_BALANCE].value is None, "the event says what it is"
    assert camera.settings[Setting.IMAGE_SIZE].value is None


async def test_what_can_ever_be_set_is_asked_for_once() -> None:
    camera = Camera(
        {
            "setFlashMode": [0],
            "getSupportedFlashMode": [["off", "slowSync"]],
            "setFlipSetting": [],
            "setSceneSelection": [],
            "getSupportedSceneSelection": [{"candidate": ["Normal", "Under Water"]}],
            "getSupportedExposureCompensation": [[9, 15], [-9, -15], [1, 1]],
            "getSupportedProgramShift": [[5, -5]],
            "setProgramShift": [0],
            "getSupportedWhiteBalance": [WHITE_BALANCE[1]]
            if isinstance(WHITE_BALANCE, list)
            else [],
            "getSupportedStillSize": [SIZES[1]] if isinstance(SIZES, list) else [],
        },
        {"type": "flashMode", "currentFlashMode": "off", "flashModeCandidates": []},
        {"type": "sceneSelection", "scene": "Normal", "candidate": []},
        {"type": "stillSize", "currentAspect": "3:2", "currentSize": "20M"},
    )
    for _ in range(3):
        camera.supplements.again()
        await camera.supplements.fetch()
    settings = camera.settings
    assert settings[Setting.FLASH].options == ("off", "slow_sync")
    assert settings[Setting.SCENE].options == ("Normal", "Under Water")
    assert settings[Setting.EXPOSURE_COMPENSATION].maximum == 3
    assert settings[Setting.PROGRAM_SHIFT].minimum == -5
    assert settings[Setting.IMAGE_SIZE].options == ("3:2 20M",)
    assert camera.record.settings.kelvin == (2500, 9900, 100)
    assert all(len(camera.script.asked(m)) <= 1 for m in camera.script.order if "Supported" in m)


async def test_what_a_camera_refuses_is_asked_for_again_once_it_lists_it() -> None:
    camera = Camera({"setFlashMode": [0], "getSupportedFlashMode": 1})
    camera.list("setFlashMode", "getSupportedFlashMode")
    await camera.supplements.fetch()
    camera.script.answers["getSupportedFlashMode"] = [["off", "on"]]
    camera.list("setFlashMode", "getSupportedFlashMode", "actTakePicture")
    await camera.supplements.fetch()
    assert camera.record.settings.options(Setting.FLASH) == ("off", "on")


async def test_what_a_camera_refuses_and_does_not_list_is_not_asked_for_again() -> None:
    camera = Camera({"getMethodTypes": [[name, [], [], "1.0"] for name in
                                        ("setFlashMode", "getSupportedFlashMode")]})  # fmt: skip
    await camera.rpc.learn("camera")
    camera.script.answers["getSupportedFlashMode"] = 1
    for _ in range(3):
        camera.list()
        await camera.supplements.fetch()
    assert len(camera.script.asked("getSupportedFlashMode")) == 1


async def test_the_live_views_own_settings_are_asked_for() -> None:
    camera = Camera(
        {
            "startLiveviewWithSize": [""],
            "getAvailableLiveviewSize": ["M", ["L", "M", 7]],
            "setLiveviewFrameInfo": [],
            "getLiveviewFrameInfo": [{"frameInfo": True}],
        }
    )
    await camera.supplements.fetch()
    assert camera.settings[Setting.LIVE_VIEW_SIZE] == Choice("M", ("L", "M"))
    assert camera.settings[Setting.FOCUS_FRAMES] == Choice(True)


@pytest.mark.parametrize("answer", [1, b"{", [], [[7]], [{}], [None, [None]], [[], [], []]])
async def test_answers_that_are_none_tell_nothing(answer: Answer) -> None:
    methods = (
        "getAvailableShootMode", "getShootMode", "getAvailableExposureCompensation", "getAvailableWhiteBalance",
        "getAvailableStillSize", "getTouchAFPosition", "getStorageInformation", "startLiveviewWithSize",
        "getAvailableLiveviewSize", "setLiveviewFrameInfo", "getLiveviewFrameInfo", "getSupportedFlashMode",
        "setFlashMode", "getSupportedExposureCompensation", "getSupportedProgramShift", "getSupportedWhiteBalance",
        "getSupportedStillSize",
    )  # fmt: skip
    camera = Camera(dict.fromkeys(methods, answer))
    await camera.supplements.fetch()
    for word, choice in camera.settings.items():
        assert choice.value is None, word
        assert choice.options == (), word
