"""Finding a camera by its address or its announcement, and saying why none was found."""

from collections.abc import Mapping
from typing import override

import pytest

from custom_components.camhub.link.errors import (
    BadData,
    BadRequest,
    LinkError,
    NotThisSystem,
    OtherDevice,
    Refused,
    TimedOut,
    Unreachable,
    WrongMode,
)
from custom_components.camhub.protocols.declaration import Announcement
from custom_components.camhub.protocols.sony.description import Details
from custom_components.camhub.protocols.sony.locate import config_of, details, id_of, locate
from custom_components.camhub.protocols.sony.web import Web

UDN = "00000000-0005-0010-8000-001122334455"


def description(host: str, *, udn: str = UDN, more: bool = False) -> bytes:
    """Return the description of a camera."""
    scpd = (
        "<serviceList><service>"
        "<serviceType>urn:schemas-sony-com:service:DigitalImaging:1</serviceType>"
        "<SCPDURL>/DigitalImagingDesc.xml</SCPDURL></service></serviceList>"
    )
    return f"""<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>
<friendlyName>ILCE-6000</friendlyName><manufacturer>Sony Corporation</manufacturer>
<modelName>SonyImagingDevice</modelName><UDN>uuid:{udn}</UDN>{scpd if more else ""}
<av:X_ScalarWebAPI_DeviceInfo xmlns:av="urn:schemas-sony-com:av"><av:X_ScalarWebAPI_ServiceList>
<av:X_ScalarWebAPI_Service><av:X_ScalarWebAPI_ServiceType>camera</av:X_ScalarWebAPI_ServiceType>
<av:X_ScalarWebAPI_ActionList_URL>http://{host}:8080/sony</av:X_ScalarWebAPI_ActionList_URL>
</av:X_ScalarWebAPI_Service></av:X_ScalarWebAPI_ServiceList></av:X_ScalarWebAPI_DeviceInfo>
</device></root>""".encode()


def _no_http() -> object:
    raise NotImplementedError


class Doors(Web):
    """An address with files behind some of its doors; behind all others is `otherwise`."""

    def __init__(
        self,
        files: Mapping[str, bytes | LinkError],
        otherwise: LinkError | None = None,
        host: str = "10.0.0.1",
    ) -> None:
        super().__init__(_no_http, host)  # type: ignore[arg-type] # never called
        self.files = files
        self.otherwise = otherwise or Refused("closed")
        self.asked: list[str] = []

    @override
    async def get(self, url: str, limit: int, deadline: float) -> bytes:
        self.asked.append(url)
        found = self.files.get(url, self.otherwise)
        if isinstance(found, LinkError):
            raise found
        return found


KNOWN = "http://10.0.0.1:64321/dd.xml"
FOUND = description("10.0.0.1")


async def test_a_known_place_is_looked_at_first() -> None:
    web = Doors({KNOWN: FOUND})
    located = await locate(web, {"location": KNOWN, "udn": UDN})
    assert located.location == KNOWN
    assert located.description.udn == UDN
    assert web.asked == [KNOWN]


@pytest.mark.parametrize(
    "known", ["http://10.0.0.1:1/old.xml", "http://10.0.0.9:64321/dd.xml", None]
)
async def test_a_camera_that_is_elsewhere_now_is_found_behind_its_doors(known: str | None) -> None:
    web = Doors({KNOWN: FOUND})
    located = await locate(web, {"location": known} if known else {})
    assert located.location == KNOWN
    assert not [url for url in web.asked if "10.0.0.9" in url], "nobody else is asked"


async def test_a_port_that_the_user_names_is_the_only_one() -> None:
    web = Doors({"http://10.0.0.1:9/dd.xml": FOUND}, NotThisSystem("missing"))
    located = await locate(web, {"port": 9})
    assert located.location == "http://10.0.0.1:9/dd.xml"
    assert all(url.startswith("http://10.0.0.1:9/") for url in web.asked)


async def test_an_address_of_the_newer_kind_is_written_in_brackets() -> None:
    web = Doors({}, host="fe80::1")
    with pytest.raises(Refused):
        await locate(web, {})
    assert all(url.startswith("http://[fe80::1]:") for url in web.asked)


async def test_another_camera_is_not_this_one() -> None:
    with pytest.raises(OtherDevice, match="ILCE-6000"):
        await locate(Doors({KNOWN: FOUND}), {"udn": "another"})


@pytest.mark.parametrize(
    ("behind", "otherwise", "reason"),
    [
        (b"<root/>", NotThisSystem("missing"), NotThisSystem),
        (BadData("x"), Refused("x"), BadData),
        (WrongMode("x"), TimedOut("x"), WrongMode),
        (TimedOut("x"), Refused("x"), TimedOut),
        (Refused("x"), Unreachable("x"), Refused),
        (Unreachable("x"), Unreachable("x"), Unreachable),
        (LinkError("x"), LinkError("x"), LinkError),
    ],
)
async def test_the_most_telling_reason_is_told(
    behind: bytes | LinkError, otherwise: LinkError, reason: type[LinkError]
) -> None:
    with pytest.raises(LinkError) as error:
        await locate(Doors({KNOWN: behind}, otherwise), {})
    assert type(error.value) is reason


# Model, firmware and lens.

MORE = b"""<root><X_DeviceInfo><X_ModelName>ILCE-6300</X_ModelName><X_FirmwareVersion>2.01</X_FirmwareVersion>
<X_LensModelName>E 16-50</X_LensModelName></X_DeviceInfo></root>"""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (MORE, Details("ILCE-6300", "2.01", "E 16-50")),
        (b"<", Details()),
        (NotThisSystem("x"), Details()),
        (TimedOut("x"), Details()),
    ],
)
async def test_model_and_lens_are_told_by_some(answer: bytes | LinkError, told: Details) -> None:
    web = Doors({KNOWN: description("10.0.0.1", more=True)})
    found = (await locate(web, {"location": KNOWN})).description
    more = Doors({"http://10.0.0.1:64321/DigitalImagingDesc.xml": answer})
    assert await details(more, found) == told


async def test_where_nothing_more_is_told_nothing_is_asked() -> None:
    found = (await locate(Doors({KNOWN: FOUND}), {"location": KNOWN})).description
    web = Doors({})
    assert await details(web, found) == Details()
    assert web.asked == []


# Announcements.


def announced(location: str, address: str = "10.0.0.1") -> Announcement:
    return Announcement(address=address, location=location, udn=f"uuid:{UDN.upper()}")


def test_an_announcement_says_where_and_which() -> None:
    announcement = announced(KNOWN)
    assert config_of(announcement) == {"host": "10.0.0.1", "location": KNOWN}
    assert id_of(announcement) == UDN


@pytest.mark.parametrize("location", ["http://10.0.0.2/dd.xml", "", "http://[::1", "no address"])
def test_an_announcement_for_somebody_else_is_refused(location: str) -> None:
    with pytest.raises(BadRequest):
        config_of(announced(location))
