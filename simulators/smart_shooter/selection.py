"""Which cameras or photos a request means, and which of them can take part."""

from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import Camera, Status
from simulators.smart_shooter.catalogue import CameraRequest, Needs
from simulators.smart_shooter.dialect import Fields
from simulators.smart_shooter.photo import Photo
from simulators.smart_shooter.values import Refused, text, texts


def select_cameras(app: App, message: Fields) -> tuple[list[Camera], int]:
    """Return the cameras of a camera selection and how many keys in it are unknown."""
    known = {camera.key: camera for camera in app.known_cameras}
    match _selector(app, message, "CameraSelection"):
        case "All":
            return list(known.values()), 0
        case "Single":
            keys = [text(message, "CameraKey")]
        case "Multiple":
            keys = texts(message, "CameraKeys")
        case "Group":
            group = text(message, "CameraGroup")
            keys = [camera.key for camera in known.values() if camera.group == group]
        case _:
            raise Refused("CameraSelection")
    return [known[key] for key in dict.fromkeys(keys) if key in known], sum(
        key not in known for key in keys
    )


def select_photos(app: App, message: Fields) -> tuple[list[Photo], int]:
    """Return the photos of a photo selection and how many keys in it are unknown.

    A camera beside `All` narrows the set, as two third-party scripts expect.
    """
    match _selector(app, message, "PhotoSelection"):
        case "All":
            only = message.get("CameraKey") if message.get("CameraSelection") == "Single" else None
            return [photo for photo in app.photos.values() if only in (None, photo.camera_key)], 0
        case "Single":
            keys = [text(message, "PhotoKey")]
        case "Multiple":
            keys = texts(message, "PhotoKeys")
        case _:
            raise Refused("PhotoSelection")
    photos = [app.photos[key] for key in dict.fromkeys(keys) if key in app.photos]
    return photos, sum(key not in app.photos for key in keys)


def take_part(app: App, row: CameraRequest, message: Fields) -> tuple[list[Camera], bool]:
    """Return the cameras that do what the request asks, and whether its reply says that it was accepted."""
    selected, unknown = select_cameras(app, message)
    if not selected and message.get("CameraSelection") != "All":
        return [], _nothing(app)
    verdicts = [(camera, _verdict(app, row, camera, message)) for camera in selected]
    able = [camera for camera, verdict in verdicts if verdict == "do"]
    refused = unknown + sum(verdict == "refuse" for _, verdict in verdicts)
    return able, judge(app, len(able), refused)


def choose_photos(app: App, message: Fields) -> tuple[list[Photo], bool]:
    """Return the photos the request is carried out on, and whether its reply says that it was accepted."""
    selected, unknown = select_photos(app, message)
    if not selected and message.get("PhotoSelection") != "All":
        return [], _nothing(app)
    return selected, judge(app, len(selected), unknown)


def judge(app: App, able: int, refused: int) -> bool:
    """Tell the result when `able` take part and `refused` cannot; raise Refused when nothing is to be done."""
    if refused and (not able or app.assume.partial_selection == "refuse"):
        raise Refused("cannot take part")
    return not refused or app.assume.partial_selection == "accept"


def _nothing(app: App) -> bool:
    if app.assume.empty_selection == "refuse":
        raise Refused("empty selection")
    return True


def _selector(app: App, message: Fields, name: str) -> str:
    if name not in message and app.assume.missing_selector == "all":
        return "All"
    return text(message, name)


def _verdict(app: App, row: CameraRequest, camera: Camera, message: Fields) -> str:
    if row.needs is Needs.KNOWN:
        return "do"
    if row.needs is Needs.PLUGGED:
        return "do" if camera.plugged else "refuse"
    if not camera.connected:
        return app.assume.disconnected_camera
    if row.able is not None and not row.able(app, camera, message):
        return "refuse"
    if camera.status is Status.BUSY and app.assume.busy_camera != "queue":
        return app.assume.busy_camera
    return "do"
