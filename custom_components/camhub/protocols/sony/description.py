"""The documents in which a camera describes itself, and what is a camera at all by them. No I/O.

Facts are from the Camera Remote API reference 2.40 ("Device discovery") and
from the descriptions of a DSC-QX100, an ILCE-6000 and an ILCE-6300.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Never, override
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from ...link.errors import BadData, NotThisSystem, WrongMode

MAX_DESCRIPTION = 262_144
"""Bytes of the largest document taken; the longest seen has 3,422."""

CANDIDATES = (
    (61000, "scalarwebapi_dd.xml"),
    (64321, "dd.xml"),
    (64321, "DmsRmtDesc.xml"),
    (64321, "scalarwebapi_dd.xml"),
    (64321, "DmsDesc.xml"),
    (1900, "scalarwebapi_dd.xml"),
    (8080, "scalarwebapi_dd.xml"),
    (8080, "DmsRmtDesc.xml"),
    (8080, "dd.xml"),
    (10000, "scalarwebapi_dd.xml"),
    (10000, "DmsRmtDesc.xml"),
    (10000, "dd.xml"),
    (52323, "scalarwebapi_dd.xml"),
    (52323, "DmsRmtDesc.xml"),
    (52323, "dd.xml"),
)
"""Ports and names at which descriptions were seen, the commonest first.

Nothing but the description tells where the API is: a DSC-RX100M2 has it at
`:10000/camera`, where all others have `/sony/camera` on one port or another.
"""

_UPNP = "{urn:schemas-upnp-org:device-1-0}"
_AV = "{urn:schemas-sony-com:av}"
_API = f"{_AV}X_ScalarWebAPI_"

_IMAGING_DEVICE = "SonyImagingDevice"
_IMAGING_SERVICE = "urn:schemas-sony-com:service:DigitalImaging:1"
_CAMERA = "camera"
_SERVICE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_URL = re.compile(r"[!-~]{1,2048}")
_UDN = re.compile(r"[0-9a-z][0-9a-z_.-]{0,127}")

_MAX_DEPTH = 32
_MAX_ELEMENTS = 4096
_MAX_SERVICES = 32
_MAX_TEXT = 128
_PIECE = 4096


@dataclass(frozen=True, slots=True)
class Description:
    """A camera that speaks the Camera Remote API.

    `udn` is its unique id as `udn_of` writes it. `name` is the user's to edit.
    `services` is endpoint URLs by service type, `camera` always among them.
    All URLs are plain HTTP at the host that the description came from.
    """

    udn: str
    name: str
    services: Mapping[str, str]
    details_url: str | None
    manufacturer: str


@dataclass(frozen=True, slots=True)
class Details:
    """What only some cameras tell of themselves, None where they do not."""

    model: str | None = None
    firmware: str | None = None
    lens: str | None = None


def parse(data: bytes, location: str) -> Description:
    """Return the camera that this document describes, which was fetched from the URL `location`.

    Raises NotThisSystem where it is no device's or another device's, WrongMode
    where it is a Sony camera's that does not offer the API now, and BadData
    where it is broken, too large, has a document type, or sends us elsewhere.
    """
    device = _tree(data, f"{_UPNP}root").find(f"{_UPNP}device")
    if device is None:
        raise NotThisSystem("no device")
    scpds = _scpds(device)
    imaging = _text(device, f"{_UPNP}modelName") == _IMAGING_DEVICE or _IMAGING_SERVICE in scpds
    information = device.find(f"{_API}DeviceInfo")
    urls = {} if information is None else _action_lists(information)
    if _CAMERA not in urls:
        if imaging:
            # "Send to Smartphone", or a body that is controlled by PTP/IP: both are announced alike.
            raise WrongMode("a camera that does not offer the Camera Remote API")
        raise NotThisSystem("no camera")
    udn = udn_of(_text(device, f"{_UPNP}UDN"))
    if not udn:
        raise BadData("no UDN")
    scpd = scpds.get(_IMAGING_SERVICE)
    return Description(
        udn,
        name=_text(device, f"{_UPNP}friendlyName") or _text(device, f"{_UPNP}modelName"),
        services=MappingProxyType(
            {kind: f"{_here(url.removesuffix('/'), location)}/{kind}" for kind, url in urls.items()}
        ),
        details_url=_here(scpd, location, location) if scpd else None,
        manufacturer=_text(device, f"{_UPNP}manufacturer"),
    )


def parse_details(data: bytes) -> Details:
    """Return what `DigitalImagingDesc.xml` tells; raises BadData where it is no XML of any kind.

    The reference does not have this document: its names are those that other
    clients look for, and nothing is assumed of what is around them.
    """
    texts: dict[str, str] = {}
    for element in _tree(data).iter():
        name = element.tag.rpartition("}")[2]
        if name not in texts and (text := _line(element.text)):
            texts[name] = text
    return Details(
        texts.get("X_ModelName"), texts.get("X_FirmwareVersion"), texts.get("X_LensModelName")
    )


def udn_of(name: str) -> str:
    """Return a UDN or USN, with `uuid:` or without, as the bare id in lower case; "" if it is none.

    Bodies of one family write it in capitals, those of the other in small letters.
    """
    udn = name.strip().lower().removeprefix("uuid:").partition("::")[0]
    return udn if _UDN.fullmatch(udn) else ""


class _Builder(TreeBuilder):
    """Builds a tree of bounded depth and number of elements, without a document type.

    Only a document type can declare entities, so that no entity is ever
    expanded, whatever the encoding.
    """

    def __init__(self, root: str | None) -> None:
        super().__init__()
        self._root = root
        self._depth = 0
        self._elements = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> Never:
        if name.lower() == "html":
            raise NotThisSystem("a web page")
        raise BadData("a document type")

    @override
    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        if not self._elements and self._root not in (None, tag):
            raise NotThisSystem("no device description")
        self._depth += 1
        self._elements += 1
        if self._depth > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise BadData("too many elements")
        return super().start(tag, attrs)

    @override
    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)

    @property
    def begun(self) -> bool:
        return self._elements > 0


def _tree(data: bytes, root: str | None = None) -> Element:
    """Return the root; raises NotThisSystem if it must have a name and this is nothing of the kind."""
    if len(data) > MAX_DESCRIPTION:
        raise BadData("too long")
    builder = _Builder(root)
    parser = XMLParser(target=builder)
    try:
        # After an error in the builder the parser would go on to the end of what it was fed.
        for at in range(0, len(data), _PIECE):
            parser.feed(data[at : at + _PIECE])
        return parser.close()
    except (ParseError, ValueError, LookupError) as error:
        if root is not None and not builder.begun:
            raise NotThisSystem("no XML") from None
        raise BadData(f"no XML: {error}") from None


def _scpds(device: Element) -> dict[str, str]:
    """Return the path of each service's own description, by service type."""
    services = device.findall(f"{_UPNP}serviceList/{_UPNP}service")
    return {
        _text(service, f"{_UPNP}serviceType"): (service.findtext(f"{_UPNP}SCPDURL") or "").strip()
        for service in services[:_MAX_SERVICES]
    }


def _action_lists(information: Element) -> dict[str, str]:
    """Return the URL in front of each service's type, by type."""
    urls: dict[str, str] = {}
    services = information.findall(f"{_API}ServiceList/{_API}Service")
    for service in services[:_MAX_SERVICES]:
        kind = _text(service, f"{_API}ServiceType")
        if _SERVICE.fullmatch(kind):
            url = (service.findtext(f"{_API}ActionList_URL") or "").strip()
            urls.setdefault(kind, url)
    return urls


def _here(url: str, location: str, base: str = "") -> str:
    """Return a URL if it leads to the host that told it; raises BadData if it would lead to a stranger."""
    try:
        whole = urljoin(base, url)
        parts = urlsplit(whole)
        here = (
            _URL.fullmatch(url) is not None
            and parts.scheme == "http"
            and parts.port != 0
            and parts.username is None
            and not parts.query
            and not parts.fragment
            and parts.hostname is not None
            and parts.hostname == urlsplit(location).hostname
        )
    except ValueError:
        whole, here = "", False
    if not here:
        raise BadData(f"an address elsewhere: {url[:_MAX_TEXT]}")
    return whole


def _text(element: Element, path: str) -> str:
    return _line(element.findtext(path))


def _line(text: str | None) -> str:
    """Return text as one line of bounded length, "" where there is none."""
    return " ".join((text or "").split())[:_MAX_TEXT]
