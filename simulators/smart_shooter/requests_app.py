"""Requests that act on the application or on every camera, without a selection."""

import asyncio

from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import Camera
from simulators.smart_shooter.connection import detect
from simulators.smart_shooter.dialect import Fields
from simulators.smart_shooter.shooting import expose
from simulators.smart_shooter.values import Refused, number, text


def synchronise(app: App, message: Fields) -> Fields:
    """`Synchronise`: the reply holds everything; in version 3 it is published instead."""
    if not app.dialect.v3:
        return app.snapshot()
    app.publisher.publish("Synchronise", app.snapshot(), app.assume.synchronise_type)
    return app.snapshot() if app.assume.synchronise_data else {}


def detect_cameras(app: App, message: Fields) -> None:
    """`DetectCameras`."""
    detect(app)


def release_latch(app: App, message: Fields) -> None:
    """`ReleaseLatch`: the cameras held under the index shoot together."""
    for camera in _latched(app, message):
        camera.latch = None
        app.work.spawn(expose(app, camera, app.assume.api_origin), camera.key)


def cancel_latch(app: App, message: Fields) -> None:
    """`CancelLatch`: let go without a photo."""
    for camera in _latched(app, message):
        camera.latch = None


def release_trigger(app: App, message: Fields) -> None:
    """`ReleaseTrigger`: the engaged cameras shoot by trigger index, so many milliseconds apart."""
    interval = number(message, "CameraTriggerInterval", 0)
    engaged = sorted(_engaged(app), key=lambda camera: camera.trigger_index)
    if not engaged:
        raise Refused("no camera is engaged")
    for camera in engaged:
        camera.trigger_engaged = False
    app.work.spawn(_sequence(app, engaged, interval / 1000), "trigger")


def cancel_trigger(app: App, message: Fields) -> None:
    """`CancelTrigger`: also ends a sequence that is under way."""
    app.work.cancel("trigger")
    for camera in _engaged(app):
        camera.trigger_engaged = False


def set_active_camera(app: App, message: Fields) -> None:
    """`SetActiveCamera`: the camera the application's window shows."""
    if (key := text(message, "CameraKey")) not in app.cameras:
        raise Refused("CameraKey")
    app.active_camera = key


def set_sequence(app: App, message: Fields) -> None:
    """`SetSequenceNum`: no message reads the number back, the next photo shows it."""
    app.sequence = number(message, "PhotoSequenceNum", 0, 2**31 - 1)


def set_batch(app: App, message: Fields) -> None:
    """`SetBatchNum`: the next batch number of every camera."""
    _batch(app, number(message, "PhotoBatchNum", 0, 2**31 - 1))


def sync_batch(app: App, message: Fields) -> None:
    """`SyncBatchNum`: one batch number for all; which one is assumed."""
    numbers = [camera.batch for camera in app.known_cameras]
    if numbers:
        _batch(app, max(numbers) if app.assume.sync_batch == "highest" else min(numbers))


def set_options(app: App, message: Fields) -> None:
    """`SetOptions`: any subset; one value of a wrong type refuses them all."""
    if not app.options.accepts(message):
        raise Refused("options")
    if app.options.update(message):
        app.publish_options()


def sync_clocks(app: App, message: Fields) -> None:
    """`SyncClocks`: set every connected camera's clock to an offset."""
    offset = number(message, "CameraDateTimeOffset")
    for camera in app.known_cameras:
        if camera.connected:
            camera.clock_offset = offset
            app.publish_camera(camera, "clock")


def check_clocks(app: App, message: Fields) -> None:
    """`CheckClocks`: how the times come back is not documented."""
    if app.assume.clock_check == "camera_updated":
        for camera in app.known_cameras:
            if camera.connected:
                app.publish_camera(camera, "clock")


def format_cards(app: App, message: Fields) -> None:
    """`Format`: empties the cards of all cameras, photos that were only there are gone."""
    connected = {camera.key: camera for camera in app.known_cameras if camera.connected}
    for camera in connected.values():
        camera.formatted += 1
    gone = [
        photo
        for photo in app.photos.values()
        if photo.location == "Camera" and photo.camera_key in connected
    ]
    app.delete_photos(gone, files=True)


def relay_text(app: App, message: Fields) -> None:
    """`RelayCustomText`: published to every listener."""
    app.publisher.publish("RelayCustomText", {"CustomText": text(message, "CustomText")})


def activate_licence(app: App, message: Fields) -> None:
    """`ActivateLicense`: any code will do."""
    app.licence = text(message, "ActivationCode")


def deactivate_licence(app: App, message: Fields) -> None:
    """`DeactivateLicense`."""
    app.licence = ""


def shut_down(app: App, message: Fields) -> None:
    """`Shutdown`: the application ends after its reply."""
    app.work.spawn(_end(app), "shutdown")


def set_config(app: App, message: Fields) -> None:
    """`SetConfig`, which only the vendor's library knows."""
    app.config[text(message, "ConfigKey")] = text(message, "ConfigValue")


def _latched(app: App, message: Fields) -> list[Camera]:
    index = number(message, "CameraLatchIndex", 0, 100)
    if not (held := [camera for camera in app.known_cameras if camera.latch == index]):
        raise Refused("nothing is held under this index")
    return held


def _engaged(app: App) -> list[Camera]:
    return [camera for camera in app.known_cameras if camera.trigger_engaged]


def _batch(app: App, value: int) -> None:
    for camera in app.known_cameras:
        camera.batch = value
        app.publish_camera(camera, "counters")


async def _sequence(app: App, cameras: list[Camera], interval: float) -> None:
    for position, camera in enumerate(cameras):
        if position:
            await asyncio.sleep(interval)
        app.work.spawn(expose(app, camera, app.assume.api_origin), camera.key)


async def _end(app: App) -> None:
    await asyncio.sleep(0)
    app.end()
