"""A camera's description: which device it is, where it may be asked, and what is none."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import BadData, NotThisSystem, WrongMode
from custom_components.camhub.protocols.sony.description import (
    CANDIDATES,
    MAX_DESCRIPTION,
    Details,
    parse,
    parse_details,
    udn_of,
)

RECORDINGS = Path(__file__).parents[3].parent / "shared" / "recordings" / "sony" / "dd"
"""What real cameras sent; where it is absent, the tests that read it are skipped."""

HERE = "http://192.168.122.1:61000/scalarwebapi_dd.xml"
API = "http://192.168.122.1:8080/sony"
UDN = "uuid:000000001000-1010-8000-8E45007C0641"

IMAGING = "urn:schemas-sony-com:service:DigitalImaging:1"


def service(kind: str, url: str = API) -> str:
    return (
        "<av:X_ScalarWebAPI_Service>"
        f"<av:X_ScalarWebAPI_ServiceType>{kind}</av:X_ScalarWebAPI_ServiceType>"
        f"<av:X_ScalarWebAPI_ActionList_URL>{escape(url)}</av:X_ScalarWebAPI_ActionList_URL>"
        "<av:X_ScalarWebAPI_AccessType/></av:X_ScalarWebAPI_Service>"
    )


def api(*services: str) -> str:
    return (
        '<av:X_ScalarWebAPI_DeviceInfo xmlns:av="urn:schemas-sony-com:av">'
        "<av:X_ScalarWebAPI_Version>1.0</av:X_ScalarWebAPI_Version>"
        f"<av:X_ScalarWebAPI_ServiceList>{''.join(services)}</av:X_ScalarWebAPI_ServiceList>"
        "</av:X_ScalarWebAPI_DeviceInfo>"
    )


CAMERA = api(service("guide"), service("accessControl"), service("camera"))


def listed(scpd: str) -> str:
    return (
        f"<serviceList><service><serviceType>{IMAGING}</serviceType>"
        f"<SCPDURL>{escape(scpd)}</SCPDURL></service></serviceList>"
    )


def described(
    information: str = CAMERA,
    *,
    name: str = "ILCE-6000",
    udn: str = UDN,
    model: str = "SonyImagingDevice",
    services: str = "",
    start: str = '<?xml version="1.0"?>',
) -> str:
    return (
        f'{start}<root xmlns="urn:schemas-upnp-org:device-1-0"><device>'
        f"<friendlyName>{name}</friendlyName><manufacturer>Sony Corporation</manufacturer>"
        f"<modelName>{model}</modelName><UDN>{udn}</UDN>{services}{information}</device></root>"
    )


DESCRIPTION = described().encode()


def test_a_camera() -> None:
    camera = parse(DESCRIPTION, HERE)
    assert camera.udn == "000000001000-1010-8000-8e45007c0641"
    assert camera.name == "ILCE-6000"
    assert camera.manufacturer == "Sony Corporation"
    assert camera.services == {
        kind: f"{API}/{kind}" for kind in ("guide", "accessControl", "camera")
    }
    assert camera.details_url is None


def test_a_camera_with_one_service_only() -> None:
    """As a NEX-5R has it."""
    assert parse(described(api(service("camera"))).encode(), HERE).services == {
        "camera": f"{API}/camera"
    }


def test_each_service_has_its_own_address() -> None:
    services = (
        service("camera", "http://192.168.122.1:10000/"),
        service("system", "http://192.168.122.1:80/a/b"),
        service("camera", "http://192.168.122.1/second"),
        service("not a word"),
        service("../up"),
        service(""),
    )
    assert parse(described(api(*services)).encode(), HERE).services == {
        "camera": "http://192.168.122.1:10000/camera",
        "system": "http://192.168.122.1:80/a/b/system",
    }


def test_prefixes_do_not_matter_and_namespaces_do() -> None:
    other = described().replace("av:", "x:").replace("xmlns:av", "xmlns:x")
    assert parse(other.encode(), HERE) == parse(DESCRIPTION, HERE)
    stranger = described().replace("urn:schemas-sony-com:av", "urn:somebody:av")
    with pytest.raises(WrongMode):
        parse(stranger.encode(), HERE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig", "iso-8859-1"])
def test_any_encoding(encoding: str) -> None:
    start = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    data = described(name="Café's camera", start=start).encode(encoding)
    assert parse(data, HERE).name == "Café's camera"


def test_a_name_is_one_line_of_bounded_length() -> None:
    assert parse(described(name=" my \n  camera ").encode(), HERE).name == "my camera"
    assert len(parse(described(name="n" * 9999).encode(), HERE).name) == 128
    assert parse(described(name="").encode(), HERE).name == "SonyImagingDevice"


@pytest.mark.parametrize(
    ("scpd", "url"),
    [
        ("/DigitalImagingDesc.xml", "http://192.168.122.1:61000/DigitalImagingDesc.xml"),
        ("Desc.xml", "http://192.168.122.1:61000/Desc.xml"),
        ("http://192.168.122.1:1/d.xml", "http://192.168.122.1:1/d.xml"),
        ("", None),
    ],
)
def test_where_the_details_are(scpd: str, url: str | None) -> None:
    assert parse(described(services=listed(scpd)).encode(), HERE).details_url == url


ELSEWHERE = [
    "http://192.168.122.2:8080/sony",
    "http://sony.example/sony",
    "https://192.168.122.1:8080/sony",
    "ftp://192.168.122.1/sony",
    "http://user@192.168.122.1:8080/sony",
    "http://user:word@192.168.122.1:8080/sony",
    "http://192.168.122.1:8080@other.example/sony",
    "http://192.168.122.1:99999/sony",
    "http://192.168.122.1:0/sony",
    "http://192.168.122.1:port/sony",
    "http://192.168.122.1:8080/sony?x=",
    "http://192.168.122.1:8080/sony#x",
    "http://192.168.122.1:8080/so ny",
    "http://192.168.122.1:8080/so\nny",
    "http://[192.168.122.1:8080/sony",
    "http:///sony",
    "//192.168.122.2/sony",
    "http://192.168.122.1/" + "x" * 3000,
]


@pytest.mark.parametrize("url", [*ELSEWHERE, "/sony", "sony", ""], ids=lambda url: url[:40])
def test_a_service_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(BadData, match="elsewhere"):
        parse(described(api(service("camera"), service("guide", url))).encode(), HERE)


@pytest.mark.parametrize(
    "url", [url for url in ELSEWHERE if url != "http:///sony"], ids=lambda url: url[:40]
)
def test_details_elsewhere_are_refused(url: str) -> None:
    with pytest.raises(BadData, match="elsewhere"):
        parse(described(services=listed(url)).encode(), HERE)


def test_an_address_may_be_a_name_or_of_version_6() -> None:
    for host in ("camera.test", "[fe80::1]"):
        data = described(api(service("camera", f"http://{host}:8080/sony"))).encode()
        camera = parse(data, f"http://{host.upper()}:61000/dd.xml")
        assert camera.services == {"camera": f"http://{host}:8080/sony/camera"}


FLAT = (
    '<av:X_ScalarWebAPI_DeviceInfo xmlns:av="urn:schemas-sony-com:av"><av:X_ScalarWebAPI_ServiceList>'
    "<av:X_ScalarWebAPI_ServiceType>videoScreen</av:X_ScalarWebAPI_ServiceType>"
    "<av:X_ScalarWebAPI_ServiceType>camera</av:X_ScalarWebAPI_ServiceType>"
    "</av:X_ScalarWebAPI_ServiceList></av:X_ScalarWebAPI_DeviceInfo>"
)


@pytest.mark.parametrize(
    "data",
    [
        "",
        " ",
        "not found",
        "<html><body>not found</body></html>",
        "<!DOCTYPE html><html><body>router</body></html>",
        "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><html></html>",
        '{"error": [404, "not found"]}',
        "<root><device/></root>",
        '<root xmlns="urn:schemas-upnp-org:device-1-0"/>',
        '<?xml version="1.0" encoding="no-such-encoding"?><a/>',
        described("", model="KD-55X8509C"),
        described(FLAT, model="KD-55X8509C"),
        described(api(service("audio")), model="HT-ST5000"),
        described(api(), model="HT-ST5000"),
    ],
)
def test_something_else(data: str) -> None:
    with pytest.raises(NotThisSystem):
        parse(data.encode(), HERE)


@pytest.mark.parametrize(
    "data",
    [
        described(""),
        described("", services=listed("/DigitalImagingDesc.xml")),
        described("", services=listed("/DigitalImagingDesc.xml"), model="ILCE-7M4"),
        described(api(service("guide"), service("contentSync"))),
    ],
    ids=["Send to Smartphone", "PTP/IP", "PTP/IP under its own name", "without camera"],
)
def test_a_camera_in_another_mode(data: str) -> None:
    with pytest.raises(WrongMode):
        parse(data.encode(), HERE)


@pytest.mark.parametrize(
    "data",
    [
        described()[:-20],
        described() + "<more/>",
        described(udn=""),
        described(udn="uuid:"),
        described(udn="uuid:a b"),
        described("&unknown;"),
        described("&#0;"),
        described("<x>" * 100 + "</x>" * 100 + CAMERA),
        described("<x/>" * 5000 + CAMERA),
        described(CAMERA, name="n" * MAX_DESCRIPTION),
    ],
    ids=[
        *("cut", "more", "no UDN", "empty UDN", "odd UDN", "entity", "zero", "deep", "many"),
        "long",
    ],
)
def test_what_is_broken(data: str) -> None:
    with pytest.raises(BadData):
        parse(data.encode(), HERE)


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
DOCTYPES = [
    f'<!DOCTYPE root [<!ENTITY l0 "ha">{LAUGHS}]>',
    f'<!DOCTYPE root [<!ENTITY l9 "{"ha" * 50_000}">]>',
    '<!DOCTYPE root [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE root [<!ENTITY % x SYSTEM "http://192.168.122.2/x.dtd"> %x;]>',
    '<!DOCTYPE root SYSTEM "http://192.168.122.2/x.dtd">',
    "<!DOCTYPE root>",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("doctype", DOCTYPES, ids=range(len(DOCTYPES)))
@pytest.mark.timeout(10)
def test_a_document_type_is_refused(doctype: str, encoding: str) -> None:
    """Without one there are no entities, and without those no bombs."""
    declared = f'<?xml version="1.0" encoding="{encoding[:6].rstrip("-")}"?>'
    text = described("&l9;" + CAMERA, start=declared + doctype)
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    for read in (lambda data: parse(data, HERE), parse_details):
        with pytest.raises(BadData, match="document type"):
            read(bom + text.encode(encoding))


def test_a_long_tail_of_services_is_cut() -> None:
    camera = parse(
        described(api(*(service(f"s{n}") for n in range(31)), service("camera"))).encode(), HERE
    )
    assert len(camera.services) == 32
    with pytest.raises(WrongMode):
        parse(
            described(api(*(service(f"s{n}") for n in range(32)), service("camera"))).encode(), HERE
        )


@given(st.binary(max_size=300))
def test_garbage_raises_nothing_else(data: bytes) -> None:
    with pytest.raises((NotThisSystem, BadData)):
        parse(data, HERE)


@given(st.integers(0, len(DESCRIPTION)), st.integers(0, 30), st.binary(max_size=30))
def test_damage_raises_nothing_else(at: int, lost: int, got: bytes) -> None:
    try:
        camera = parse(DESCRIPTION[:at] + got + DESCRIPTION[at + lost :], HERE)
    except NotThisSystem, BadData, WrongMode:
        return
    assert all(url.startswith("http://192.168.122.1:") for url in camera.services.values())


@given(st.integers(0, len(DESCRIPTION) - 1))
def test_half_a_description_is_none(at: int) -> None:
    with pytest.raises((NotThisSystem, BadData)):
        parse(DESCRIPTION[:at], HERE)


DETAILS = (
    '<?xml version="1.0"?><X_DigitalImagingDesc xmlns="urn:schemas-sony-com:av">'
    "<X_DigitalImagingDeviceInfo><X_DeviceInfo><X_ModelName>ILCE-6300</X_ModelName>"
    "<X_FirmwareVersion> 3.20 </X_FirmwareVersion><X_LensModelNumber>1</X_LensModelNumber>"
    "<X_LensModelName>E PZ 16-50mm F3.5-5.6 OSS</X_LensModelName><X_Category/></X_DeviceInfo>"
    "</X_DigitalImagingDeviceInfo></X_DigitalImagingDesc>"
)


@pytest.mark.parametrize(
    ("text", "details"),
    [
        (DETAILS, Details("ILCE-6300", "3.20", "E PZ 16-50mm F3.5-5.6 OSS")),
        (
            DETAILS.replace("schemas-sony-com:av", "other"),
            Details("ILCE-6300", "3.20", "E PZ 16-50mm F3.5-5.6 OSS"),
        ),
        ("<a><X_ModelName>one</X_ModelName><X_ModelName>two</X_ModelName></a>", Details("one")),
        ("<a><X_ModelName> </X_ModelName></a>", Details()),
        (f"<X_ModelName>{'n' * 500}</X_ModelName>", Details("n" * 128)),
        ("<a/>", Details()),
    ],
    ids=["whole", "other namespace", "twice", "blank", "long", "nothing"],
)
def test_details(text: str, details: Details) -> None:
    assert parse_details(text.encode()) == details


@pytest.mark.parametrize("data", [b"", b"not found", b"<a>", b"<a/>" + b" " * MAX_DESCRIPTION])
def test_no_details(data: bytes) -> None:
    with pytest.raises(BadData):
        parse_details(data)


@pytest.mark.parametrize(
    ("name", "udn"),
    [
        (UDN, "000000001000-1010-8000-8e45007c0641"),
        (
            f"{UDN}::urn:schemas-sony-com:service:ScalarWebAPI:1",
            "000000001000-1010-8000-8e45007c0641",
        ),
        (" UUID:00000000-0005-0010-8000-fcc2de538943\n", "00000000-0005-0010-8000-fcc2de538943"),
        ("00000000-0005-0010-8000-fcc2de538943", "00000000-0005-0010-8000-fcc2de538943"),
        ("", ""),
        ("uuid:", ""),
        ("::", ""),
        ("uuid:a/../b", ""),
        ("uuid:" + "a" * 200, ""),
    ],
)
def test_a_udn_is_the_same_however_it_is_written(name: str, udn: str) -> None:
    assert udn_of(name) == udn


def test_the_known_doors() -> None:
    assert len(set(CANDIDATES)) == len(CANDIDATES)
    assert {port for port, _ in CANDIDATES} == {61000, 64321, 1900, 8080, 10000, 52323}
    assert CANDIDATES[0] == (61000, "scalarwebapi_dd.xml")


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")
@pytest.mark.parametrize(
    ("file", "host", "services", "details"),
    [
        ("ILCE-6000_dd.xml", "192.168.122.1:61000", {"guide", "accessControl", "camera"}, False),
        ("ILCE-6300_dd.xml", "192.168.122.1:61000", {"guide", "accessControl", "camera"}, True),
        (
            "DSC-QX100_dd.xml",
            "10.0.0.1:64321",
            {"guide", "system", "accessControl", "camera"},
            True,
        ),
    ],
)
def test_real_cameras(file: str, host: str, services: set[str], details: bool) -> None:
    camera = parse((RECORDINGS / file).read_bytes(), f"http://{host}/dd.xml")
    assert camera.name == file.partition("_")[0]
    assert camera.services.keys() == services
    assert camera.udn == udn_of(camera.udn)
    expected = f"http://{host}/DigitalImagingDesc.xml" if details else None
    assert camera.details_url == expected


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")
def test_a_real_camera_that_sends_to_a_smartphone() -> None:
    data = (RECORDINGS / "ILCE-6000_DmsDesc_SendToSmartphone.xml").read_bytes()
    with pytest.raises(WrongMode):
        parse(data, "http://192.168.122.1:64321/DmsDesc.xml")
