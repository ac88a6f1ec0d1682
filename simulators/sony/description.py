"""The device description: an XML document in the manner of the body's family."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulators.sony.pictures import OPAQUE
from simulators.sony.profile import Description, Profile

SCALAR = "urn:schemas-sony-com:service:ScalarWebAPI:1"
IMAGING = "urn:schemas-sony-com:service:DigitalImaging:1"
"""Service types."""

_ROOT = "urn:schemas-upnp-org:device-1-0"
_AV = "urn:schemas-sony-com:av"
_DLNA = "urn:schemas-dlna-org:device-1-0"

type Node = tuple[str, str | list[Node] | None]
"""An element: what is in its start tag, and its text, its children, or None for an empty-element tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What the description tells of one camera; `api` and `media` are `host:port`."""

    profile: Profile
    name: str
    udn: str
    api: str
    media: str


def describe(device: Device) -> bytes:
    """Return the device description as the body writes it."""
    style = device.profile.description
    if style is Description.MEDIA_SERVER:
        root = (
            f'root xmlns="{_ROOT}" xmlns:dlna="{_DLNA}" xmlns:av="{_AV}"',
            _media_server(device),
        )
        start = '<?xml version="1.0" encoding="utf-8"?>'
        return (start + "".join(_compact(root))).encode()
    empty = "" if style is Description.PLAIN else None
    root = (f'root xmlns="{_ROOT}"', _application(device, empty))
    gap, end = ("\n", "") if style is Description.PLAIN else ("", "\n")
    return (f'<?xml version="1.0"?>{gap}' + "\n".join(_pretty(root, 0)) + "\n" + end).encode()


def imaging(device: Device, *, firmware: str = "3.20") -> bytes:
    """Return the document of the imaging service, which names the real model whatever the user calls the camera."""
    lens = device.profile.lens
    information: list[Node] = [
        ("X_ModelName", device.profile.model),
        ("X_FirmwareVersion", firmware),
        ("X_Category", "DSC"),
    ]
    if lens:
        information += [
            ("X_LensModelNumber", "1"),
            ("X_LensModelName", lens),
            ("X_LensFirmwareVersion", "1.00"),
        ]
    if device.profile.application:
        name, version = device.profile.application
        app: Node = (
            "X_PlayMemoriesCameraApps_App",
            [
                ("X_PlayMemoriesCameraApps_AppName", name.partition(" SR/")[0]),
                ("X_PlayMemoriesCameraApps_AppVersion", version),
            ],
        )
        information.append(("X_InstalledPlayMemoriesCameraApps", [app]))
    body: Node = (
        f'X_DigitalImagingDesc xmlns="{_AV}"',
        [("X_DigitalImagingDeviceInfo", [("X_DeviceInfo", information)])],
    )
    return ('<?xml version="1.0"?>\n' + "\n".join(_pretty(body, 0)) + "\n").encode()


def _version() -> Node:
    return ("specVersion", [("major", "1"), ("minor", "0")])


def _api(device: Device, empty: str | None) -> list[Node]:
    return [
        (
            "av:X_ScalarWebAPI_Service",
            [
                ("av:X_ScalarWebAPI_ServiceType", name),
                ("av:X_ScalarWebAPI_ActionList_URL", f"http://{device.api}{device.profile.path}"),
                ("av:X_ScalarWebAPI_AccessType", empty),
            ],
        )
        for name in device.profile.services
    ]


def _information(services: list[Node], *more: Node) -> Node:
    return (
        f'av:X_ScalarWebAPI_DeviceInfo xmlns:av="{_AV}"',
        [
            ("av:X_ScalarWebAPI_Version", "1.0"),
            ("av:X_ScalarWebAPI_ServiceList", services),
            *more,
        ],
    )


def _service(
    kind: str, place: str, scpd: str | None, control: str | None, event: str | None
) -> Node:
    return (
        "service",
        [
            ("serviceType", kind),
            ("serviceId", place),
            ("SCPDURL", scpd),
            ("controlURL", control),
            ("eventSubURL", event),
        ],
    )


def scalar_service(empty: str | None) -> Node:
    """Return the entry of the camera service, `empty` being what its URLs are."""
    place = "urn:schemas-sony-com:serviceId:ScalarWebAPI"
    return _service(SCALAR, place, empty, empty, empty)


def imaging_service() -> Node:
    """Return the entry of the imaging service."""
    place = "urn:schemas-sony-com:serviceId:DigitalImaging"
    return _service(IMAGING, place, "/DigitalImagingDesc.xml", "/upnp/control/DigitalImaging", "")


def application_device(
    name: str, udn: str, services: list[Node], *more: Node, model: str = "SonyImagingDevice"
) -> list[Node]:
    """Return version and device of a description in the manner of a body with an application."""
    return [
        _version(),
        (
            "device",
            [
                ("deviceType", "urn:schemas-upnp-org:device:Basic:1"),
                *_names(name, "http://www.sony.net/", model),
                ("UDN", f"uuid:{udn}"),
                ("serviceList", services),
                *more,
            ],
        ),
    ]


def _names(name: str, maker: str, model: str = "SonyImagingDevice") -> list[Node]:
    return [
        ("friendlyName", _escape(name)),
        ("manufacturer", "Sony Corporation"),
        ("manufacturerURL", maker),
        ("modelDescription", "SonyDigitalMediaServer"),
        ("modelName", model),
    ]


def _application(device: Device, empty: str | None) -> list[Node]:
    services = [scalar_service(empty)]
    if device.profile.description is Description.IMAGING:
        services.append(imaging_service())
    return application_device(device.name, device.udn, services, _information(_api(device, empty)))


def media_services() -> list[Node]:
    """Return the entries of a media server's two services."""
    return [
        _service(
            f"urn:schemas-upnp-org:service:{name}:1",
            f"urn:upnp-org:serviceId:{name}",
            f"/{short}Desc.xml",
            f"/upnp/control/{name}",
            f"/upnp/event/{name}",
        )
        for name, short in (("ContentDirectory", "Cds"), ("ConnectionManager", "Cms"))
    ]


def _icons() -> Node:
    return (
        "iconList",
        [
            (
                "icon",
                [
                    ("mimetype", f"image/{kind}"),
                    ("width", size),
                    ("height", size),
                    ("depth", "24"),
                    ("url", f"/DLNA_camera_{size}.{ending}"),
                ],
            )
            for kind, ending in (("jpeg", "jpg"), ("png", "png"))
            for size in ("48", "120")
        ],
    )


def media_device(name: str, udn: str, services: list[Node], *more: Node) -> list[Node]:
    """Return version and device of a description in the manner of a media server."""
    return [
        _version(),
        (
            "device",
            [
                (f'dlna:X_DLNADOC xmlns:dlna="{_DLNA}"', "DMS-1.50"),
                ("deviceType", "urn:schemas-upnp-org:device:MediaServer:1"),
                *_names(name, "http://www.sony.com/"),
                ("modelURL", "http://www.sony.net/"),
                ("UDN", f"uuid:{udn}"),
                ("serviceList", services),
                _icons(),
                *more,
            ],
        ),
    ]


def _media_server(device: Device) -> list[Node]:
    place = "urn:schemas-sony-com:serviceId:ScalarWebAPI"
    services = [
        *media_services(),
        _service(SCALAR, place, "/ScalarWebApiDesc.xml", "", ""),
        imaging_service(),
    ]
    picture: Node = (
        "av:X_ScalarWebAPI_ImagingDevice",
        [
            ("av:X_ScalarWebAPI_LiveView_URL", f"http://{device.media}/liveview.JPG{OPAQUE}"),
            ("av:X_ScalarWebAPI_DefaultFunction", "RemoteShooting"),
        ],
    )
    return media_device(
        device.name, device.udn, services, _information(_api(device, None), picture)
    )


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _end(start: str) -> str:
    return start.partition(" ")[0]


def _pretty(node: Node, depth: int) -> Iterator[str]:
    start, inside = node
    indent = "  " * depth
    match inside:
        case None:
            yield f"{indent}<{start}/>"
        case str():
            yield f"{indent}<{start}>{inside}</{_end(start)}>"
        case _:
            yield f"{indent}<{start}>"
            for child in inside:
                yield from _pretty(child, depth + 1)
            yield f"{indent}</{_end(start)}>"


def compact(children: list[Node]) -> bytes:
    """Return a document on one line, as media servers write it."""
    root: Node = (f'root xmlns="{_ROOT}" xmlns:dlna="{_DLNA}" xmlns:av="{_AV}"', children)
    start = '<?xml version="1.0" encoding="utf-8"?>'
    return (start + "".join(_compact(root))).encode()


def _compact(node: Node) -> Iterator[str]:
    start, inside = node
    if inside is None:
        yield f"<{start} />"
        return
    yield f"<{start}>"
    if isinstance(inside, str):
        yield inside
    else:
        for child in inside:
            yield from _compact(child)
    yield f"</{_end(start)}>"
