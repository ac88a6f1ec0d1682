"""Requests that act on the live view of cameras."""

from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import Camera
from simulators.smart_shooter.dialect import Fields
from simulators.smart_shooter.liveview import enable
from simulators.smart_shooter.values import flag, fraction, number, word

Cameras = list[Camera]

FOCUS_STEPS = {
    f"{side}{size}": sign * size for side, sign in (("Near", -1), ("Far", 1)) for size in (1, 2, 3)
}


def enable_liveview(app: App, cameras: Cameras, message: Fields) -> None:
    """`EnableLiveview`."""
    on = flag(message, "Enable")
    for camera in cameras:
        enable(app, camera, on)


def enable_zoom(app: App, cameras: Cameras, message: Fields) -> None:
    """`EnableLiveviewZoom`."""
    on = flag(message, "Enable")
    for camera in cameras:
        camera.liveview.zoomed = on
        app.publish_camera(camera, "view")


def enable_depth_of_field(app: App, cameras: Cameras, message: Fields) -> None:
    """`EnableLiveviewDOF`."""
    on = flag(message, "Enable")
    for camera in cameras:
        camera.liveview.depth_of_field = on
        app.publish_camera(camera, "view")


def enable_record(app: App, cameras: Cameras, message: Fields) -> None:
    """`EnableLiveviewRecord`, which the documentation dropped in 2021."""
    on = flag(message, "Enable")
    for camera in cameras:
        camera.liveview_record = on


def move(app: App, cameras: Cameras, message: Fields) -> None:
    """`LiveviewPosition`: up to 1 read as a fraction of the sensor, above as its pixels; the unit is not documented."""
    x, y = (fraction(message, f"CameraLiveviewPosition{axis}") for axis in "XY")
    for camera in cameras:
        wide = x > 1 or y > 1
        width, height = (camera.model.width, camera.model.height) if wide else (1, 1)
        camera.liveview.position = (x / width, y / height)
        app.publish_camera(camera, "view")


def step_focus(app: App, cameras: Cameras, message: Fields) -> None:
    """`LiveviewFocus`: drive the lens nearer or farther in one of three step sizes; the frames show where it is."""
    step = FOCUS_STEPS[word(message, "CameraLiveviewFocusStep", tuple(FOCUS_STEPS))]
    for camera in cameras:
        camera.liveview.focus_distance = min(max(camera.liveview.focus_distance + step, 0), 100)


def set_rate(app: App, cameras: Cameras, message: Fields) -> None:
    """`LiveviewFPS`: frames a second while viewing and while recording; either may be left out."""
    names = ("CameraLiveviewFPS", "CameraLiveviewVideoFPS")
    rates = [number(message, name, 0, 1000) if name in message else None for name in names]
    for camera in cameras:
        view = camera.liveview
        view.fps = view.fps if rates[0] is None else rates[0]
        view.video_fps = view.video_fps if rates[1] is None else rates[1]
