"""Finding a camera at an address: its description, through every door that cameras are known to have."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from socket import AF_INET, SOCK_STREAM
from typing import Any
from urllib.parse import urlsplit

from ...link.errors import (
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
from ..declaration import Announcement
from .description import (
    CANDIDATES,
    MAX_DESCRIPTION,
    Description,
    Details,
    parse,
    parse_details,
    udn_of,
)
from .web import Web

_LOGGER = logging.getLogger(__name__)

DESCRIPTION = 5.0
"""Seconds that a camera gets for its description."""


@dataclass(frozen=True, slots=True)
class Located:
    """A camera's description and where it is."""

    location: str
    description: Description


async def locate(web: Web, config: Mapping[str, Any]) -> Located:
    """Return the description of the camera that an entry names.

    Raises OtherDevice where another camera answers, and otherwise the most telling
    of the reasons why none was found.
    """
    failures: list[LinkError] = []
    location = config.get("location")
    if location is not None and urlsplit(location).hostname == web.host:
        try:
            return _checked(await _described(web, location), config)
        except LinkError as error:
            failures.append(error)
    for found in await asyncio.gather(
        *(_at_port(web, port, paths) for port, paths in _doors(config.get("port")).items())
    ):
        if isinstance(found, Located):
            return _checked(found, config)
        failures.append(found)
    raise min(failures, key=_telling)


async def address_of(host: str) -> str:
    """Return the address that a host's name stands for: a camera knows itself by nothing else.

    Raises Unreachable where nobody knows the name.
    """
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=SOCK_STREAM)
    except OSError as error:
        raise Unreachable(str(error)) from error
    # These cameras have IPv4 addresses.
    return str(min(found, key=lambda info: info[0] is not AF_INET)[4][0])


async def details(web: Web, description: Description) -> Details:
    """Return model, firmware and lens where the camera tells them; nobody needs to know them."""
    if description.details_url is None:
        return Details()
    try:
        data = await web.get(description.details_url, MAX_DESCRIPTION, DESCRIPTION)
        return parse_details(data)
    except LinkError as error:
        _LOGGER.debug("Model and lens are not told: %s", error)
        return Details()


def config_of(announcement: Announcement) -> dict[str, Any]:
    """Return what the form would have asked for; raises BadRequest for a foreign location."""
    try:
        host = urlsplit(announcement.location).hostname
    except ValueError as error:
        raise BadRequest(f"no address: {announcement.location[:200]}") from error
    if host is None or host != announcement.address:
        raise BadRequest(f"{announcement.address} announces a description at {host}")
    return {"host": host, "location": announcement.location}


def id_of(announcement: Announcement) -> str | None:
    """Return the unique id of the camera that announces itself."""
    return udn_of(announcement.udn) or None


def _doors(port: int | None) -> Mapping[int, list[str]]:
    doors: dict[int, list[str]] = defaultdict(list)
    for known, path in CANDIDATES:
        paths = doors[port or known]
        if path not in paths:
            paths.append(path)
    return doors


async def _at_port(web: Web, port: int, paths: list[str]) -> Located | LinkError:
    host = f"[{web.host}]" if ":" in web.host else web.host
    last: LinkError = NotThisSystem("no description")
    for path in paths:
        try:
            return await _described(web, f"http://{host}:{port}/{path.lstrip('/')}")
        except NotThisSystem as error:
            last = error
        except LinkError as error:
            return error
    return last


async def _described(web: Web, location: str) -> Located:
    data = await web.get(location, MAX_DESCRIPTION, DESCRIPTION)
    return Located(location, parse(data, location))


def _checked(found: Located, config: Mapping[str, Any]) -> Located:
    if config.get("udn", found.description.udn) != found.description.udn:
        raise OtherDevice(f"{found.description.name} answers")
    return found


_TELLING: tuple[type[LinkError], ...] = (
    OtherDevice,
    WrongMode,
    BadData,
    NotThisSystem,
    TimedOut,
    Refused,
    Unreachable,
)


def _telling(error: LinkError) -> int:
    """Return the rank of a reason: who answered wrongly tells more than who did not answer."""
    return next((i for i, kind in enumerate(_TELLING) if isinstance(error, kind)), len(_TELLING))
