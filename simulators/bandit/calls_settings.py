"""Requests about settings and what can be set."""

from typing import Any

from simulators.bandit import modes
from simulators.bandit.calls import Call, Handler, Routes
from simulators.bandit.http import Answer
from simulators.bandit.settings import scenes


async def settings(call: Call) -> Answer:
    """Tell all settings."""
    told: dict[str, Any] = call.body.settings.object()
    if other := call.body.faults.value("other_serial", str):
        told = told | {"camera": told["camera"] | {"serial_number": other}}
    return Answer(value=told)


async def set_camera(call: Call) -> Answer:
    """Set some of the camera's settings."""
    call.body.settings.set_camera(call.members())
    call.body.bell.ring()
    return Answer()


async def set_scene(call: Call) -> Answer:
    """Set the scene."""
    return call.setter(call.body.settings.set_scene(call.members()))


def switch(family: str) -> Handler:
    """Return what switches to a mode as it was last set."""

    async def handle(call: Call) -> Answer:
        call.idle()
        mode = call.body.settings.switch(family, call.members().get("mode"))
        call.body.bell.ring()
        return call.setter(call.body.settings.told(mode))

    return handle


def set_mode(family: str) -> Handler:
    """Return what switches to a mode and sets it."""

    async def handle(call: Call) -> Answer:
        call.idle()
        mode = call.body.settings.set_mode(family, call.members())
        call.body.bell.ring()
        return call.setter(call.body.settings.told(mode))

    return handle


async def recording(call: Call) -> Answer:
    """Tell every combination of video and of photos."""
    chosen = call.body.settings
    return Answer(
        value={
            name: [chosen.told(mode) for mode in chosen.modes[name]] for name in ("video", "image")
        }
    )


async def transcoding(call: Call) -> Answer:
    """Tell what can be made smaller."""
    return Answer(value={"transcoder": modes.transcoders()})


async def all_scenes(call: Call) -> Answer:
    """Tell every scene."""
    return Answer(value={"scenes": scenes()})


ROUTES: Routes = {
    ("GET", "/settings"): settings,
    ("PUT", "/settings/camera"): set_camera,
    ("PUT", "/settings/scene"): set_scene,
    ("PUT", "/settings/video"): switch("video"),
    ("POST", "/settings/video"): set_mode("video"),
    ("PUT", "/settings/image"): switch("image"),
    ("POST", "/settings/image"): set_mode("image"),
    ("GET", "/capabilities/recording"): recording,
    ("GET", "/capabilities/transcoding"): transcoding,
    ("GET", "/capabilities/scenes"): all_scenes,
}
