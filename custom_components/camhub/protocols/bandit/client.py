"""A session with a camera: finds it, checks that it is the one that is meant, and stays with it."""

from collections.abc import Mapping
from typing import Any, override

from ...link.errors import BadData, NotThisSystem, OtherDevice, Rejected, TooOld, Unsupported
from ...link.library import Library
from ...link.session import Command, Outcome, Ports, Session
from ..declaration import Found
from . import wire
from .connection import Connection
from .memory import Memory
from .rest import Rest, if_told

EDITION = "2"
"""The edition of the API that is spoken here, and the only one that the maker has described."""


class BanditSession(Session):
    """One connection to a camera. All but `open` is only called once that has succeeded."""

    def __init__(self, config: Mapping[str, Any], ports: Ports, memory: Memory) -> None:
        """Take where the camera is, whom to tell, and what is remembered; nothing is connected yet."""
        self._config = config
        self._ports = ports
        self._memory = memory
        self._camera: Connection | None = None

    @property
    @override
    def library(self) -> Library | None:
        """What the camera has stored."""
        return None if self._camera is None else self._camera.library

    @override
    def diagnostics(self) -> Mapping[str, Any]:
        """Return what the camera can do and how much of what it told was good."""
        return {} if self._camera is None else self._camera.diagnostics()

    @override
    async def open(self) -> None:
        """Check that it is the camera that is meant, and bring it up."""
        rest = Rest(self._ports.http, self._config["host"], self._config["port"])
        settings = await _identify(rest)
        if settings.serial != self._config["serial"]:
            raise OtherDevice(f"{settings.serial} answers for {self._config['serial']}")
        self._camera = Connection(rest, settings, self._ports, self._memory)
        await self._camera.open()

    @override
    async def run(self) -> None:
        """Hear what the camera tells until it is gone."""
        await self._there.run()

    @override
    async def send(self, command: Command) -> Outcome:
        """Carry a command out."""
        return await self._there.send(command)

    @override
    async def resync(self) -> None:
        """Ask for everything and tell what differs."""
        await self._there.resync()

    @override
    async def watch(self, key: str, *, on: bool) -> None:
        """Start or end the live view."""
        await self._there.watch(on=on)

    @override
    async def close(self) -> None:
        """End what camhub started, if the camera still answers, and let go."""
        if self._camera is not None:
            await self._camera.close()

    @property
    def _there(self) -> Connection:
        assert self._camera is not None, "the session was never open"
        return self._camera


async def probe(config: Mapping[str, Any], ports: Ports) -> Found:
    """Find out which camera answers at the address.

    Raises a LinkError that says why none does.
    """
    rest = Rest(ports.http, config["host"], config["port"])
    settings = await _identify(rest)
    firmware = await if_told(rest.get("/firmware"), wire.firmware)
    return Found(
        settings.ssid or "Bandit",
        settings.serial,
        {"serial": settings.serial},
        firmware=None if firmware is None else firmware.version,
    )


async def _identify(rest: Rest) -> wire.Settings:
    """Return the settings of the camera, which tell its serial number.

    Raises NotThisSystem where something else answers and TooOld where it speaks another edition.
    """
    try:
        edition = wire.version(await rest.version())
        if edition != EDITION:
            raise TooOld(f"it speaks edition {edition[:16]} of the API, not {EDITION}")
        settings = wire.settings(await rest.get("/settings"))
    except (BadData, Rejected, Unsupported) as error:
        raise NotThisSystem(f"it is no Bandit: {error}") from error
    if not settings.serial:
        raise NotThisSystem("it does not tell its serial number")
    return settings
