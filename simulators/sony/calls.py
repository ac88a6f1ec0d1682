"""The methods of the camera service, one function each: parameters in, result out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.sony.availability import available
from simulators.sony.body import Body
from simulators.sony.errors import Code, RpcError
from simulators.sony.focusing import Focusing
from simulators.sony.liveview import Liveview
from simulators.sony.modes import Modes
from simulators.sony.pictures import liveview_url
from simulators.sony.playback import Playback
from simulators.sony.setting import Verb
from simulators.sony.shooting import RECORDINGS, Shooting
from simulators.sony.telling import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A body with everything that it does."""

    body: Body
    teller: Teller
    shooting: Shooting
    focusing: Focusing
    modes: Modes
    liveview: Liveview
    playback: Playback


type Handler = Callable[[Camera, str, list[Any]], Awaitable[list[Any]]]
"""Carries out a method of a version with well-typed parameters; RpcError when it refuses."""


async def _start_rec_mode(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    await camera.modes.start_rec_mode()
    return [0]


async def _stop_rec_mode(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.modes.stop_rec_mode()
    return [0]


async def _information(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    application = camera.body.profile.application
    assert application is not None
    return [application[0], application[1] or camera.body.assume.old_version]


async def _list(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [available(camera.body)]


async def _event(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    if params[0]:
        return await camera.teller.poll(version)
    return camera.teller.snapshot(version)


async def _take(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [await camera.shooting.take()]


async def _await(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [await camera.shooting.wait()]


async def _start_continuous(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.shooting.start_continuous()
    return []


async def _stop_continuous(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.shooting.stop_continuous()
    return []


async def _start_bulb(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.shooting.start_bulb()
    return []


async def _stop_bulb(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.shooting.stop_bulb()
    return []


def _start(name: str) -> Handler:
    async def start(camera: Camera, version: str, params: list[Any]) -> list[Any]:
        return camera.shooting.start(name)

    return start


def _stop(name: str) -> Handler:
    async def stop(camera: Camera, version: str, params: list[Any]) -> list[Any]:
        return camera.shooting.stop(name)

    return stop


async def _start_liveview(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    if camera.body.transferring or camera.body.shoot_mode == "audio":
        raise RpcError(Code.ANY)
    await camera.body.pace.wait("liveview")
    camera.liveview.start()
    return [liveview_url(camera.body)]


async def _start_liveview_with_size(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    body = camera.body
    if params[0] not in body.profile.settings["LiveviewSize"].among:
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    if body.liveview_running and params[0] != body.liveview_size:
        raise RpcError(Code.ANY)
    body.assign("LiveviewSize", params[0])
    return await _start_liveview(camera, version, [])


async def _stop_liveview(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    await camera.body.pace.wait("liveview")
    camera.liveview.stop()
    return [0]


async def _set_frame_info(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.body.frame_info = params[0]["frameInfo"]
    return []


async def _get_frame_info(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [{"frameInfo": camera.body.frame_info}]


async def _zoom(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.focusing.zoom(*params)
    return [0]


async def _half_press(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.focusing.half_press()
    return []


async def _release(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.focusing.release()
    return []


async def _touch(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [0, await camera.focusing.touch(*params)]


async def _get_touch(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [{"set": camera.body.touch_af, "touchCoordinates": []}]


async def _cancel_touch(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.focusing.cancel_touch()
    return []


async def _track(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.focusing.track(params[0]["xPosition"], params[0]["yPosition"])
    return []


async def _cancel_track(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.focusing.cancel_track()
    return []


async def _one_push(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [await camera.focusing.one_push()]


async def _shift(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    if not -5 <= params[0] <= 5:
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    camera.body.shifted = params[0]
    camera.body.touch()
    return [0]


async def _supported_shift(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [[5, -5]]


async def _storage(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [[camera.body.card.information()]]


async def _refuse(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    raise RpcError(Code.ANY)


HANDLERS: Mapping[str, Handler] = {
    "startRecMode": _start_rec_mode,
    "stopRecMode": _stop_rec_mode,
    "getApplicationInfo": _information,
    "getAvailableApiList": _list,
    "getEvent": _event,
    "actTakePicture": _take,
    "awaitTakePicture": _await,
    "startContShooting": _start_continuous,
    "stopContShooting": _stop_continuous,
    "startBulbShooting": _start_bulb,
    "stopBulbShooting": _stop_bulb,
    "startLiveview": _start_liveview,
    "startLiveviewWithSize": _start_liveview_with_size,
    "stopLiveview": _stop_liveview,
    "setLiveviewFrameInfo": _set_frame_info,
    "getLiveviewFrameInfo": _get_frame_info,
    "actZoom": _zoom,
    "actHalfPressShutter": _half_press,
    "cancelHalfPressShutter": _release,
    "setTouchAFPosition": _touch,
    "getTouchAFPosition": _get_touch,
    "cancelTouchAFPosition": _cancel_touch,
    "actTrackingFocus": _track,
    "cancelTrackingFocus": _cancel_track,
    "actWhiteBalanceOnePushCustom": _one_push,
    "setProgramShift": _shift,
    "getSupportedProgramShift": _supported_shift,
    "getStorageInformation": _storage,
    "actFormatStorage": _refuse,
    **{f"start{name}": _start(name) for name in RECORDINGS},
    **{f"stop{name}": _stop(name) for name in RECORDINGS},
}
"""Each method that is no setting's; what getVersions and getMethodTypes say follows from the service's table."""


def set_or_get(verb: Verb) -> Handler:
    """Return what carries out one of a setting's methods."""
    row, shape = verb.setting, verb.setting.shape

    async def write(camera: Camera, version: str, params: list[Any]) -> list[Any]:
        value = shape.read(row, params, camera.body.values[row.name])
        camera.modes.write(row.name, value)
        return shape.written(row)

    async def get(camera: Camera, version: str, params: list[Any]) -> list[Any]:
        return shape.get(row, camera.body.values[row.name])

    async def get_available(camera: Camera, version: str, params: list[Any]) -> list[Any]:
        body = camera.body
        return shape.available(row, body.values[row.name], body.candidates(row.name))

    async def get_supported(camera: Camera, version: str, params: list[Any]) -> list[Any]:
        return shape.supported(row, camera.body.profile.settings[row.name].among)

    return {
        "set": write,
        "get": get,
        "getAvailable": get_available,
        "getSupported": get_supported,
    }[verb.verb]
