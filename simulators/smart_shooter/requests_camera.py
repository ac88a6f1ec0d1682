"""Requests that act on cameras: their connection, names, properties, shutter, video, zoom and triggers.

Each handler gets the cameras that can take part and the message under inner names; it may raise Refused.
"""

from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import Camera, Status
from simulators.smart_shooter.connection import connect, disconnect
from simulators.smart_shooter.dialect import Fields
from simulators.smart_shooter.models import nearest_step
from simulators.smart_shooter.moving import record, stop_recording, stop_zoom, zoom_to
from simulators.smart_shooter.shooting import autofocus, expose
from simulators.smart_shooter.values import flag, number, text, word

Cameras = list[Camera]

ZOOM_DIRECTIONS = {
    f"{side}{speed}": (end, speed)
    for side, end in (("Tele", 100), ("Wide", 0))
    for speed in (1, 2, 3)
}
BUTTONS = {
    "any": ("Off", "Half", "Full", "off", "half", "full"),
    "capital": ("Off", "Half", "Full"),
    "lower": ("off", "half", "full"),
}


def connect_cameras(app: App, cameras: Cameras, message: Fields) -> None:
    """`Connect`."""
    for camera in cameras:
        app.work.spawn(connect(app, camera), camera.key)


def disconnect_cameras(app: App, cameras: Cameras, message: Fields) -> None:
    """`Disconnect`."""
    for camera in cameras:
        if camera.connected:
            disconnect(app, camera)


def identify(app: App, cameras: Cameras, message: Fields) -> None:
    """`Identify`: how a camera makes itself known is not documented; here it is busy for a moment."""
    for camera in cameras:
        camera.identified += 1
        app.work.spawn(_blink(app, camera), camera.key)


def shoot(app: App, cameras: Cameras, message: Fields) -> None:
    """`Shoot`, with the optional `BulbTimer` and `PhotoOrigin` of version 4."""
    origin = text(message, "PhotoOrigin") if "PhotoOrigin" in message else app.assume.api_origin
    bulb = number(message, "BulbTimer", 0) if "BulbTimer" in message else 0
    for camera in cameras:
        app.work.spawn(expose(app, camera, origin, bulb), camera.key)


def focus(app: App, cameras: Cameras, message: Fields) -> None:
    """`Autofocus`."""
    for camera in cameras:
        app.work.spawn(autofocus(app, camera), camera.key)


def can_focus(app: App, camera: Camera, message: Fields) -> bool:
    """Tell whether a camera can focus by itself now."""
    return camera.properties["FocusMode"].value != "MF"


def press(app: App, cameras: Cameras, message: Fields) -> None:
    """`SetShutterButton`: `Half` focuses, `Full` takes a photo, `Off` lets go."""
    match word(message, "CameraShutterButton", BUTTONS[app.assume.shutter_button_case]).lower():
        case "half":
            focus(app, [camera for camera in cameras if can_focus(app, camera, message)], message)
        case "full":
            for camera in cameras:
                app.work.spawn(expose(app, camera, app.assume.api_origin), camera.key)


def can_set(app: App, camera: Camera, message: Fields) -> bool:
    """Tell whether a camera has the property, lets it be written, and takes the value."""
    kind, value = text(message, "CameraPropertyType"), text(message, "CameraPropertyValue")
    known = camera.properties.get(kind) if app.dialect.knows_property(kind) else None
    return bool(
        known
        and known.writeable
        and (app.assume.out_of_range == "accept" or value in known.options)
    )


def set_property(app: App, cameras: Cameras, message: Fields) -> None:
    """`SetProperty`."""
    kind, value = text(message, "CameraPropertyType"), text(message, "CameraPropertyValue")
    for camera in cameras:
        app.work.spawn(_change(app, camera, kind, value), camera.key)


def can_step(app: App, camera: Camera, message: Fields) -> bool:
    """Tell whether a camera has the property, lets it be written, and has a value that many steps away."""
    kind, step = text(message, "CameraPropertyType"), number(message, "CameraPropertyStep")
    known = camera.properties.get(kind) if app.dialect.knows_property(kind) else None
    if known is None or not known.writeable:
        return False
    reach = nearest_step(known.options, known.value) + step
    return app.assume.increment_ends != "refuse" or 0 <= reach < len(known.options)


def step_property(app: App, cameras: Cameras, message: Fields) -> None:
    """`IncrementProperty`: move along the range, negative steps towards its beginning (inferred)."""
    kind, step = text(message, "CameraPropertyType"), number(message, "CameraPropertyStep")
    for camera in cameras:
        app.work.spawn(_step(app, camera, kind, step), camera.key)


def has_video(app: App, camera: Camera, message: Fields) -> bool:
    """Tell whether a camera records video."""
    return camera.model.video


def enable_video(app: App, cameras: Cameras, message: Fields) -> None:
    """`EnableVideo`."""
    on = flag(message, "Enable")
    for camera in cameras:
        if on and not camera.video:
            camera.video = True
            app.work.spawn(record(app, camera), camera.key, "video")
        elif not on and camera.video:
            stop_recording(app, camera)


def has_zoom(app: App, camera: Camera, message: Fields) -> bool:
    """Tell whether a camera's lens has a power zoom."""
    return camera.model.power_zoom


def zoom_position(app: App, cameras: Cameras, message: Fields) -> None:
    """`PowerZoomPosition`."""
    target = number(message, "CameraPowerZoomPosition", 0, 100)
    for camera in cameras:
        app.work.cancel(camera.key, "zoom")
        app.work.spawn(zoom_to(app, camera, target), camera.key, "zoom")


def zoom_direction(app: App, cameras: Cameras, message: Fields) -> None:
    """`PowerZoomDirection`: travel to the end at one of three speeds."""
    target, speed = ZOOM_DIRECTIONS[
        word(message, "CameraPowerZoomDirection", tuple(ZOOM_DIRECTIONS))
    ]
    for camera in cameras:
        app.work.cancel(camera.key, "zoom")
        app.work.spawn(zoom_to(app, camera, target, 2 * speed), camera.key, "zoom")


def zoom_stop(app: App, cameras: Cameras, message: Fields) -> None:
    """`PowerZoomStop`."""
    for camera in cameras:
        app.work.cancel(camera.key, "zoom")
        stop_zoom(app, camera)


def engage_latch(app: App, cameras: Cameras, message: Fields) -> None:
    """`EngageLatch`: hold the shutter of these cameras under an index."""
    index = number(message, "CameraLatchIndex", 0, 100)
    for camera in cameras:
        camera.latch = index


def engage_trigger(app: App, cameras: Cameras, message: Fields) -> None:
    """`EngageTrigger`: make these cameras part of the next triggered sequence."""
    for camera in cameras:
        camera.trigger_engaged = True


def set_trigger_index(app: App, cameras: Cameras, message: Fields) -> None:
    """`SetCameraTriggerIndex`."""
    index = number(message, "CameraTriggerIndex", 0, 100)
    for camera in cameras:
        camera.trigger_index = index
        app.publish_camera(camera)


def rename(app: App, cameras: Cameras, message: Fields) -> None:
    """`RenameCamera`."""
    name = text(message, "CameraName")
    for camera in cameras:
        camera.name = name
        app.publish_camera(camera)


def set_group(app: App, cameras: Cameras, message: Fields) -> None:
    """`SetCameraGroup`; together with a `Group` selection one field says both, so nothing changes then."""
    group = text(message, "CameraGroup")
    for camera in cameras:
        camera.group = group
        app.publish_camera(camera)


def get_cameras(app: App, cameras: Cameras, message: Fields) -> Fields:
    """`GetCamera`."""
    return {"CameraInfo": [app.camera_info(camera) for camera in cameras]}


async def _blink(app: App, camera: Camera) -> None:
    async with camera.lock:
        app.publish_status(camera, Status.BUSY)
        await app.pause(camera)
        app.publish_status(camera, Status.READY)


async def _change(app: App, camera: Camera, kind: str, value: str) -> None:
    async with camera.lock:
        await app.pause(camera)
        camera.properties[kind].value = value
        app.publish_camera(camera, "properties", *_follow(kind), properties=[kind])


async def _step(app: App, camera: Camera, kind: str, step: int) -> None:
    async with camera.lock:
        await app.pause(camera)
        known = camera.properties[kind]
        reach = nearest_step(known.options, known.value) + step
        if app.assume.increment_ends == "wrap":
            reach %= len(known.options)
        known.value = known.options[min(max(reach, 0), len(known.options) - 1)]
        app.publish_camera(camera, "properties", *_follow(kind), properties=[kind])


def _follow(kind: str) -> tuple[str, ...]:
    """Return the groups that change with a property: the quality decides the files of one exposure."""
    return ("counters",) if kind == "Quality" else ()
