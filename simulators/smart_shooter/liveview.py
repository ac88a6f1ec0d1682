"""Live view: one job a camera that counts frames and, since version 5, publishes them."""

import asyncio
from base64 import b64encode

from simulators.smart_shooter.app import App
from simulators.smart_shooter.assumptions import MAX_FPS
from simulators.smart_shooter.camera import Camera
from simulators.smart_shooter.frames import draw


def enable(app: App, camera: Camera, on: bool) -> None:
    """Switch a camera's live view; frames are counted from enabling."""
    view = camera.liveview
    if on and not view.enabled:
        view.frames = 0
    view.enabled = on
    app.publish_camera(camera, "view")
    if on and not app.work.has(camera.key, "liveview"):
        app.work.spawn(_stream(app, camera), camera.key, "liveview")


def rate(app: App, camera: Camera) -> int:
    """Return the frames a second asked for, by LiveviewFPS or by the options."""
    asked = (
        camera.liveview.fps or app.options.number("DefaultLiveviewFPS") or app.assume.liveview_fps
    )
    return min(max(asked, 1), MAX_FPS)


async def _stream(app: App, camera: Camera) -> None:
    view, loop = camera.liveview, asyncio.get_running_loop()
    due = loop.time()
    while view.enabled:
        view.frames += 1
        if app.dialect.version >= (5, 0) and app.assume.publish_liveview:
            image = draw(camera, app.assume.liveview_width, app.assume.liveview_quality)
            payload = {"CameraSelection": "Single", "CameraKey": camera.key}
            app.publisher.publish(
                "LiveviewUpdated", payload | {"CameraLiveviewImage": b64encode(image).decode()}
            )
        if view.frames % app.assume.frames_per_update == 0:
            app.publish_camera(camera, "view")
        due = max(due + 1 / rate(app, camera), loop.time())
        await asyncio.sleep(due - loop.time())
