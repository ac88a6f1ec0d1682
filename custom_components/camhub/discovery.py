"""What Home Assistant hears on the network: who announces itself, and signs of life of who is known."""

from collections.abc import Callable
from contextlib import ExitStack

from homeassistant.components import ssdp
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.service_info.ssdp import ATTR_NT, ATTR_ST, SsdpServiceInfo

from .protocols import PROTOCOLS
from .protocols.declaration import Announcement, Discovery, Protocol

_SENDER = "_host"
"""Where Home Assistant puts the address that an announcement came from."""


def announced_system(info: SsdpServiceInfo) -> tuple[Protocol, Discovery] | None:
    """Return the system whose devices announce themselves like this, None where none does."""
    for protocol in PROTOCOLS.values():
        if (discovery := protocol.discovery) and discovery.search_target == info.ssdp_st:
            return protocol, discovery
    return None


def announcement(info: SsdpServiceInfo) -> Announcement:
    """Return what a device told of itself."""
    return Announcement(
        address=info.ssdp_headers.get(_SENDER, ""),
        location=info.ssdp_location or "",
        udn=info.ssdp_udn or "",
    )


async def hear(
    hass: HomeAssistant, discovery: Discovery, unique_id: str | None, seen: Callable[[], None]
) -> None:
    """Call `seen` at every sign of life of a device until cancelled, where Home Assistant listens."""
    if ssdp.DOMAIN not in hass.config.components:
        return

    @callback
    def heard(info: SsdpServiceInfo, change: ssdp.SsdpChange) -> None:
        is_there = change is not ssdp.SsdpChange.BYEBYE
        if is_there and discovery.unique_id(announcement(info)) == unique_id:
            seen()

    with ExitStack() as registered:
        # Who answers a search tells its target as ST, who announces itself as NT.
        for header in (ATTR_ST, ATTR_NT):
            match = {header: discovery.search_target}
            registered.callback(await ssdp.async_register_callback(hass, heard, match))
        await hass.loop.create_future()
