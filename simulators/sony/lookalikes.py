"""Devices that answer the same search, or are announced by the same make, and are no camera for this API."""

from collections.abc import Callable, Mapping

from simulators.sony.description import (
    Device,
    Node,
    application_device,
    compact,
    imaging_service,
    media_device,
    media_services,
    scalar_service,
)

_AV = "urn:schemas-sony-com:av"


def _send_to_smartphone(device: Device) -> bytes:
    more: list[Node] = [("av:standardCDS", "5.0"), ("av:photoRoot", "PhotoRoot")]
    return compact(media_device(device.name, device.udn, media_services(), *more))


def _ptp(device: Device) -> bytes:
    return compact(application_device(device.name, device.udn, [imaging_service()]))


def _scalar_device(device: Device, name: str, kinds: tuple[str, ...], base: str) -> bytes:
    services: list[Node] = [("av:X_ScalarWebAPI_ServiceType", kind) for kind in kinds]
    information: Node = (
        f'av:X_ScalarWebAPI_DeviceInfo xmlns:av="{_AV}"',
        [
            ("av:X_ScalarWebAPI_Version", "1.0"),
            ("av:X_ScalarWebAPI_BaseURL", f"http://{device.api}{base}"),
            ("av:X_ScalarWebAPI_ServiceList", services),
        ],
    )
    return compact(
        application_device(name, device.udn, [scalar_service("")], information, model=name)
    )


def _tv(device: Device) -> bytes:
    kinds = ("guide", "system", "audio", "avContent", "appControl", "videoScreen")
    return _scalar_device(device, "KD-55X8509C", kinds, "/sony")


def _soundbar(device: Device) -> bytes:
    kinds = ("guide", "system", "audio", "avContent")
    return _scalar_device(device, "HT-ST5000", kinds, "/sony")


LOOKALIKES: Mapping[str, Callable[[Device], bytes]] = {
    "send_to_smartphone": _send_to_smartphone,
    "ptp": _ptp,
    "tv": _tv,
    "soundbar": _soundbar,
}
"""Their descriptions, by the fault's value."""
