"""File names: the camera's own, and the one the application computes from its expression."""

import re

from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import Camera
from simulators.smart_shooter.photo import Photo


def original_name(app: App, camera: Camera, extension: str) -> str:
    """Return the next file name on the camera's card; version 3 shows the extension in lower case."""
    name = f"{camera.model.file_prefix}{camera.file_number % 10000:04d}"
    return f"{name}.{extension.lower() if app.dialect.v3 else extension}"


def computed_name(app: App, camera: Camera, photo: Photo) -> str:
    """Return the expression's value for a photo; the extension is added where the expression has none.

    Letters as in the notes' section 8.1; logs show lower-case extensions before version 5.
    """
    extension = photo.original_name.rpartition(".")[2]
    if app.dialect.version < (5, 0):
        extension = extension.lower()
    letters = {
        "S": str(photo.sequence),
        "B": str(photo.batch),
        "N": photo.session_name,
        "I": str(photo.session_number),
        "U": app.options.text("UniqueTag"),
        "Z": app.options.text("Barcode"),
        "C": camera.name,
        "X": camera.serial,
        "O": photo.original_name.rpartition(".")[0],
        "E": extension,
        "D": f"{photo.captured:%Y%m%d}",
    }
    expression = app.options.text("FilenameExpression")
    name = re.sub(r"\[([A-Z])\]", lambda match: letters.get(match[1], match[0]), expression)
    return name if "[E]" in expression else f"{name}.{extension}"
