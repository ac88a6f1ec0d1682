"""Taking photos and getting them onto the disk: the order of events as in the notes' section 9."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid1, uuid4

from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import Camera, Status
from simulators.smart_shooter.connection import lose
from simulators.smart_shooter.naming import computed_name, original_name
from simulators.smart_shooter.photo import Photo

BULB_UNITS = {"ms": 0.001, "s": 1.0}


async def expose(
    app: App, camera: Camera, origin: str, bulb: int = 0, again: Photo | None = None
) -> None:
    """Take one exposure and deliver its files; `bulb` is a `BulbTimer`, `again` a photo to take anew."""
    async with camera.lock:
        if not camera.connected:
            return
        camera.bulb = bulb > 0
        extra = ("bulb",) if camera.bulb else ()
        with _busy(app, camera, *extra):
            await asyncio.sleep(bulb * BULB_UNITS[app.assume.bulb_unit])
            await app.pause(camera)
            camera.bulb = False
            if _misses(app, camera):
                camera.failed += 1
                app.publish_status(camera, Status.READY, "counters", *extra)
                return
            await _deliver(app, camera, take(app, camera, origin, again), extra)


async def autofocus(app: App, camera: Camera) -> None:
    """Focus once; the outcome is in the focus fields."""
    async with camera.lock:
        if not camera.connected:
            return
        with _busy(app, camera):
            await app.pause(camera)
            camera.autofocus_count += 1
            camera.focused = not app.afflicted("focus_fails", camera)
            app.publish_status(camera, Status.READY, "focus")


async def download(app: App, camera: Camera, photos: list[Photo]) -> None:
    """Fetch photos that wait on the camera: Busy, Ready, then `Local Disk`, as the vendor's test script expects."""
    async with camera.lock:
        if not camera.connected:
            return
        with _busy(app, camera):
            fetched = await _fetch(app, camera, photos)
            if camera.connected:
                app.publish_status(camera, Status.READY, "counters")
            if fetched:
                _store(app, camera, photos)


def take(app: App, camera: Camera, origin: str, again: Photo | None = None) -> list[Photo]:
    """Add the photos of one exposure to the list: one for each format, sharing batch number and capture date."""
    captured = _clock(camera)
    if not app.dialect.v3:
        captured = captured.replace(microsecond=0)
    camera.file_number += 1
    photos = [_photo(app, camera, kind, captured, origin) for kind in camera.formats]
    if again is not None:
        photos = [_anew(app, photos[-1], again)]
    else:
        for photo in photos:
            photo.sequence = app.sequence
            app.sequence += 1
            photo.computed_name = computed_name(app, camera, photo)
    camera.taken += 1
    camera.batch += 1
    app.photos |= {photo.key: photo for photo in photos}
    return photos


@contextmanager
def _busy(app: App, camera: Camera, *groups: str) -> Iterator[None]:
    """Publish a camera as Busy; when what it does fails, it is Ready again instead of Busy for ever."""
    app.publish_status(camera, Status.BUSY, *groups)
    try:
        yield
    except Exception:
        camera.bulb = False
        if camera.status is Status.BUSY:
            app.publish_status(camera, Status.READY, *groups)
        raise


def _clock(camera: Camera) -> datetime:
    """Return the time by a camera's clock; SyncClocks takes offsets that no calendar reaches, which count for none."""
    now = datetime.now().astimezone()
    with suppress(OverflowError):
        now += timedelta(milliseconds=camera.clock_offset)
    return now


async def _deliver(app: App, camera: Camera, photos: list[Photo], extra: tuple[str, ...]) -> None:
    order = app.assume.event_order
    wanted = camera.properties["Storage"].value != "Card"
    ready_first = order == "ready_first" or (order == "log" and not wanted)
    if ready_first:
        app.publish_status(camera, Status.READY, "counters", *extra)
    app.publish_photos(photos)
    fetched = wanted and await _fetch(app, camera, photos)
    if not camera.connected:
        return
    if order == "log" and not ready_first:
        app.publish_status(camera, Status.READY, "counters", *extra)
    if fetched:
        _store(app, camera, photos)
    if order == "ready_last":
        app.publish_status(camera, Status.READY, "counters", *extra)
    elif order == "ready_first" and fetched:
        app.publish_camera(camera, "counters")


async def _fetch(app: App, camera: Camera, photos: list[Photo]) -> bool:
    """Let the download's time pass and count it; tell whether the files came."""
    if app.afflicted("stuck_at_camera", camera):
        return False
    for photo in photos:
        photo.downloading = True
    await app.pause(camera)
    if app.afflicted("lost_mid_download", camera):
        lose(app, camera)
        return False
    for photo in photos:
        photo.downloading = False
    camera.downloads += len(photos)
    camera.download_rate = round(app.random.uniform(35, 260), 5)
    return True


def _store(app: App, camera: Camera, photos: Iterable[Photo]) -> None:
    """Give the files their names and scan them; a new barcode becomes an option before the photo is told."""
    for photo in photos:
        photo.location = "Local Disk"
        photo.name = photo.computed_name
        photo.filename = f"{app.options.text('DownloadPath')}/{photo.name}"
        if _scans(app, camera) and photo.format == "JPEG":
            photo.barcode = app.barcode_in_view
            if app.options.update({"Barcode": photo.barcode}):
                app.publish_options()
        app.publish_photos([photo])


def _scans(app: App, camera: Camera) -> bool:
    automatic = app.options.values.get("AutoScanBarcode", True)
    filtered = app.options.flag("FilterBarcodeScanning")
    return bool(
        automatic and (not filtered or app.options.text("BarcodeCameraFilter") in camera.name)
    )


def _misses(app: App, camera: Camera) -> bool:
    if camera.misses:
        camera.misses -= 1
        return True
    return app.afflicted("missed_shot", camera)


def _photo(app: App, camera: Camera, kind: str, captured: datetime, origin: str) -> Photo:
    model, raw = camera.model, kind == "Raw"
    return Photo(
        key=str(uuid1() if app.dialect.version >= (5, 0) else uuid4()),
        camera_key=camera.key,
        node=camera.node,
        original_name=original_name(
            app, camera, "JPG" if kind == "JPEG" else model.raw_extension if raw else "MOV"
        ),
        computed_name="",
        captured=captured,
        origin=origin,
        format=kind,
        width=model.width,
        height=model.height,
        size=int((model.raw_size if raw else model.jpeg_size) * app.random.uniform(0.9, 1.1)),
        sequence=0,
        batch=camera.batch,
        session_number=app.options.number("PhotoSessionNum"),
        session_name=app.options.text("PhotoSessionName"),
        aperture=camera.properties["Aperture"].value,
        shutter_speed=camera.properties["ShutterSpeed"].value,
        iso=camera.properties["ISO"].value,
        is_image=kind in ("Raw", "JPEG"),
    )


def _anew(app: App, photo: Photo, again: Photo) -> Photo:
    """Return the photo that takes the place of `again`: same number, same file name."""
    key = again.key if app.assume.reshoot_key == "same" else photo.key
    return replace(photo, key=key, sequence=again.sequence, computed_name=again.computed_name)


def record_clip(app: App, camera: Camera) -> list[Photo]:
    """Add the entry of a video clip that was just recorded; how the application lists one is not documented."""
    camera.file_number += 1
    clip = _photo(
        app,
        camera,
        "Unknown",
        datetime.now().astimezone().replace(microsecond=0),
        app.assume.api_origin,
    )
    clip.sequence = app.sequence
    app.sequence += 1
    clip.computed_name = computed_name(app, camera, clip)
    app.photos[clip.key] = clip
    return [clip]
