"""What goes on by itself: video time, power zoom travel, and the regular messages of the application."""

import asyncio
from itertools import count
from time import time

from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import Camera
from simulators.smart_shooter.node import LOCAL
from simulators.smart_shooter.shooting import expose, record_clip

_VIDEO_UPDATE = 1.0
_ZOOM_PAUSE = 0.05
_ZOOM_STEP = 5


async def record(app: App, camera: Camera) -> None:
    """Count a recording's time until it is switched off; the finished clip joins the photo list."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    camera.video_elapsed = 0
    app.publish_camera(camera, "recording")
    while camera.video:
        await asyncio.sleep(_VIDEO_UPDATE)
        camera.video_elapsed = int((loop.time() - start) * 1000)
        app.publish_camera(camera, "recording")


def stop_recording(app: App, camera: Camera) -> None:
    """End a recording and add its clip."""
    app.work.cancel(camera.key, "video")
    camera.video = False
    app.publish_camera(camera, "recording")
    app.publish_photos(record_clip(app, camera))


async def zoom_to(app: App, camera: Camera, target: int, step: int = _ZOOM_STEP) -> None:
    """Move the power zoom to `target` percent; the target reads -1 once it is there."""
    camera.zoom_target = target
    app.publish_camera(camera, "zoom")
    while camera.zoom != target:
        await asyncio.sleep(_ZOOM_PAUSE * min(app.latency * 20, 1))
        distance = target - camera.zoom
        camera.zoom += max(min(distance, step), -step)
        if camera.zoom != target:
            app.publish_camera(camera, "zoom")
    stop_zoom(app, camera)


def stop_zoom(app: App, camera: Camera) -> None:
    """End the power zoom's travel where it is."""
    camera.zoom_target = -1
    app.publish_camera(camera, "zoom")


async def tick_network(app: App) -> None:
    """Publish `NetworkPing`, which the vendor's listener knows; its content is not documented."""
    own = count(app.assume.first_number)
    while app.assume.network_ping > 0:
        await asyncio.sleep(app.assume.network_ping)
        number = {"own": next(own) % 2**32, "zero": 0}.get(app.assume.ping_number)
        payload = {"NetworkTimestamp": int(time() * 1000)}
        app.publisher.publish("NetworkPing", payload, number=number)


async def tick_nodes(app: App) -> None:
    """Publish `NodeUpdated` of every node at the assumed period."""
    while app.assume.node_updated > 0:
        await asyncio.sleep(app.assume.node_updated)
        app.nodes[LOCAL].memory += 4096
        for node in app.nodes.values():
            app.publish_node(node)


async def press_buttons(app: App, every: float) -> None:
    """Let somebody at the rig press a camera's own button every so many seconds."""
    while every > 0:
        await asyncio.sleep(every)
        if ready := [camera for camera in app.known_cameras if camera.connected]:
            camera = app.random.choice(ready)
            app.work.spawn(expose(app, camera, app.assume.button_origin), camera.key)


async def drain_batteries(app: App, every: float) -> None:
    """Let a battery lose one percent every so many seconds, each camera in turn; an empty one is replaced."""
    while every > 0:
        for camera in list(app.known_cameras):
            await asyncio.sleep(every / len(app.cameras))
            if camera.connected and camera.power_source == "Battery":
                camera.battery = camera.battery - 1 if camera.battery > 1 else 100
                app.publish_camera(camera, "power")
