"""Cameras coming and going: plugged in, found, connected, disconnected, lost."""

from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import EVERYTHING, Camera, Status


def plug(app: App, camera: Camera) -> None:
    """Plug a camera in; the application sees it at once, or at the next DetectCameras if told so."""
    camera.plugged = True
    if app.assume.hotplug:
        see(app, camera)


def see(app: App, camera: Camera) -> None:
    """Let the application notice a camera that is plugged in, and connect it where the options say so."""
    camera.detected = True
    app.publish_status(camera, Status.DISCONNECTED, *EVERYTHING)
    if app.options.flag("AutoConnect"):
        app.work.spawn(connect(app, camera), camera.key)


def detect(app: App) -> None:
    """Look for newly plugged cameras."""
    for camera in app.cameras.values():
        if camera.plugged and (
            not camera.detected or camera.status in (Status.ABSENT, Status.LOST)
        ):
            see(app, camera)


async def connect(app: App, camera: Camera) -> None:
    """Open a camera; what is connected already stays so."""
    async with camera.lock:
        await app.pause(camera)
        if camera.plugged and not camera.connected:
            app.publish_status(camera, Status.READY, *EVERYTHING)


def disconnect(app: App, camera: Camera) -> None:
    """Close a camera, ending whatever it was doing."""
    _end_work(app, camera)
    app.publish_status(camera, Status.DISCONNECTED, "view", "recording", "bulb")


def unplug(app: App, camera: Camera) -> None:
    """Pull a camera's cable: `Lost` when it was connected, else `Absent`; its unfinished photos stay behind."""
    camera.plugged = False
    lose(app, camera)


def lose(app: App, camera: Camera) -> None:
    """Lose contact with a camera; downloads under way fail and their photos get the location assumed for that."""
    _end_work(app, camera)
    stranded = [
        photo
        for photo in app.photos.values()
        if photo.downloading and photo.camera_key == camera.key
    ]
    camera.downloads_failed += len(stranded)
    status = Status.LOST if camera.connected else Status.ABSENT
    app.publish_status(
        camera, status, "view", "recording", "bulb", *(("counters",) if stranded else ())
    )
    for photo in stranded:
        photo.downloading = False
        photo.location = app.assume.lost_photo
    app.publish_photos(stranded)


def _end_work(app: App, camera: Camera) -> None:
    app.work.cancel(camera.key)
    camera.liveview.enabled = camera.video = camera.bulb = False
