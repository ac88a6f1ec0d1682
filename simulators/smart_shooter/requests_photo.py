"""Requests that act on photos."""

from itertools import groupby

from simulators.smart_shooter.app import App
from simulators.smart_shooter.dialect import Fields
from simulators.smart_shooter.node import LOCAL
from simulators.smart_shooter.photo import Photo
from simulators.smart_shooter.shooting import download, expose
from simulators.smart_shooter.values import Refused, flag, text

Photos = list[Photo]


def fetch(app: App, photos: Photos, message: Fields) -> None:
    """`Download`: photos that are still on a connected camera."""
    waiting = sorted(
        (photo for photo in photos if photo.location == "Camera"),
        key=lambda photo: photo.camera_key,
    )
    cameras = {key: list(group) for key, group in groupby(waiting, lambda photo: photo.camera_key)}
    connected = {key: group for key, group in cameras.items() if app.cameras[key].connected}
    if cameras and not connected:
        raise Refused("no camera of these photos is connected")
    for key, group in connected.items():
        app.work.spawn(download(app, app.cameras[key], group), key)


def transfer(app: App, photos: Photos, message: Fields) -> None:
    """`Transfer`: bring photos from the node that downloaded them to this computer."""
    here = [photo for photo in photos if photo.on_disk and photo.node != LOCAL]
    for photo in here:
        photo.node = LOCAL
    app.publish_photos(here)


def reshoot(app: App, photos: Photos, message: Fields) -> None:
    """`Reshoot`: take photos again under the same file names."""
    ready = [photo for photo in photos if app.cameras[photo.camera_key].connected]
    if not ready:
        raise Refused("no camera of these photos is connected")
    for photo in ready:
        camera = app.cameras[photo.camera_key]
        app.work.spawn(expose(app, camera, app.assume.api_origin, again=photo), camera.key)


def delete(app: App, photos: Photos, message: Fields) -> None:
    """`Delete`: an event says so of each photo; `DeleteFiles` takes the files as well."""
    files = (
        flag(message, "DeleteFiles")
        if "DeleteFiles" in message
        else app.assume.delete_files_default
    )
    app.delete_photos(photos, files=files)


def rename(app: App, photos: Photos, message: Fields) -> None:
    """`RenamePhoto`."""
    name = text(message, "PhotoComputedName")
    for photo in photos:
        photo.computed_name = name
        if photo.on_disk:
            photo.name = name
            photo.filename = f"{photo.filename.rpartition('/')[0]}/{name}"
    app.publish_photos(photos)
