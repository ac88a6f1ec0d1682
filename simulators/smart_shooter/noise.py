"""What should never be on the wire: noise, halves, giants, wrong types and strangers."""

import asyncio
from collections.abc import Callable, Iterator
from random import Random

import orjson

from simulators.smart_shooter.app import App
from simulators.smart_shooter.dialect import Fields
from simulators.smart_shooter.node import LOCAL

PERIOD = 5.0
_A_PHOTO: Fields = {
    "PhotoSelection": "Single",
    "PhotoKey": "11111111-2222-4333-8444-555555555555",
    "PhotoLocation": "Camera",
    "PhotoComputedName": "SSP_1.JPG",
}
WRONG: tuple[object, ...] = (None, 7, "wrong", True, [], {}, [1, "two"], {"three": 3})


def garbage(app: App) -> Iterator[bytes]:
    """Yield one frame of random bytes."""
    yield Random(app.sequence).randbytes(int(app.faults.number("garbage")))


def truncated_json(app: App) -> Iterator[bytes]:
    """Yield the first half of a node's event."""
    whole = app.dialect.encode(_event(app, "NodeUpdated", app.nodes[LOCAL].fields(app.dialect)))
    yield whole[: len(whole) // 2]


def huge_message(app: App) -> Iterator[bytes]:
    """Yield one well-formed event of about the size asked for."""
    size = int(app.faults.number("huge_message"))
    yield app.dialect.encode(_event(app, "RelayCustomText", {"CustomText": "x" * size}))


def wrong_types(app: App) -> Iterator[bytes]:
    """Yield each kind of event with every field of a wrong type: each type in turn, with the key right and wrong."""
    for name, fields, key in _samples(app):
        for value in WRONG:
            wrong = {
                field: value if type(value) is not type(old) else None
                for field, old in fields.items()
            }
            yield app.dialect.encode(_event(app, name, wrong))
            yield app.dialect.encode(_event(app, name, wrong | {key: fields[key]}))
        for field in ("msg_type", "msg_id", app.dialect.number_field):
            for value in WRONG:
                event = _event(app, name, fields)
                yield app.dialect.encode(
                    event | {field: value if type(value) is not type(event[field]) else None}
                )
    yield from (b"[]", b"null", b"7", b'"text"', b"{}", b"")


def unknown_camera(app: App) -> Iterator[bytes]:
    """Yield a status and a photo of a camera that is not in the rig."""
    key = "Nobody|Phantom|0000000"
    status = {"CameraSelection": "Single", "CameraKey": key, "CameraStatus": "Ready"}
    yield app.dialect.encode(_event(app, "CameraUpdated", status))
    yield app.dialect.encode(_event(app, "PhotoUpdated", _A_PHOTO | {"CameraKey": key}))


NOISES: dict[str, Callable[[App], Iterator[bytes]]] = {
    "garbage": garbage,
    "truncated_json": truncated_json,
    "huge_message": huge_message,
    "wrong_types": wrong_types,
    "unknown_camera": unknown_camera,
}
"""Faults that put something on the event channel, by name."""


async def make_noise(app: App, name: str) -> None:
    """Publish a noise at once and then over and over, as long as its fault is on."""
    while name in app.faults:
        for frame in NOISES[name](app):
            app.publisher.raw(frame)
        await asyncio.sleep(PERIOD)


def spoil(reply: Fields, data: bytes, kind: str) -> bytes:
    """Return what the fault `bad_reply` sends in place of a reply."""
    match kind:
        case "garbage":
            return Random(len(data)).randbytes(1000)
        case "truncated":
            return data[: len(data) // 2]
        case "wrong_types":
            return orjson.dumps({name: [] for name in reply})
    return b""


def _samples(app: App) -> list[tuple[str, Fields, str]]:
    camera = next(iter(app.cameras.values()))
    samples = [
        ("CameraUpdated", app.camera_info(camera), "CameraKey"),
        ("OptionsUpdated", app.options.fields(), next(iter(app.options.fields()))),
        ("NodeUpdated", app.nodes[LOCAL].fields(app.dialect), "NodeKey"),
        ("RelayCustomText", {"CustomText": "text"}, "CustomText"),
        ("LiveviewUpdated", {"CameraSelection": "Single", "CameraKey": camera.key, "CameraLiveviewImage": ""},
         "CameraKey"),
    ]  # fmt: skip
    photos = [app.dialect.photo(photo.fields(app.dialect.version)) for photo in app.photos.values()]
    samples.append(
        ("PhotoUpdated", photos[-1] if photos else _A_PHOTO | {"CameraKey": camera.key}, "PhotoKey")
    )
    return samples


def _event(app: App, name: str, payload: Fields) -> Fields:
    number, app.publisher.number = app.publisher.number, app.publisher.number + 1
    return app.dialect.event(name, number, payload)
