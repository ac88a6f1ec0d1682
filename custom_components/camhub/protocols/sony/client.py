"""A session with a camera: finds it, checks that it is the one that is meant, and stays with it."""

from collections.abc import Mapping
from typing import Any

from ...link.library import Library
from ...link.session import Command, Outcome, Ports
from ..declaration import Found
from .bringup import Bringup
from .connection import Connection
from .locate import address_of, details, locate
from .rpc import Rpc
from .web import Web


class SonySession:
    """One connection to a camera. All but `open` is only called once that has succeeded."""

    def __init__(self, config: Mapping[str, Any], ports: Ports) -> None:
        """Take where the camera is and whom to tell; nothing is connected yet."""
        self._config = config
        self._ports = ports
        self._camera: Connection | None = None

    @property
    def library(self) -> Library | None:
        """What the camera has stored, where it shows that."""
        return None if self._camera is None else self._camera.library

    def diagnostics(self) -> Mapping[str, Any]:
        """Return what the camera has and has told, in its own words."""
        return {} if self._camera is None else self._camera.diagnostics()

    async def open(self) -> None:
        """Find the camera and bring it up."""
        web = Web(self._ports.http, await address_of(self._config["host"]))
        located = await locate(web, self._config)
        self._camera = Connection(web, located.description, self._ports)
        await self._camera.open()

    async def run(self) -> None:
        """Hear what the camera tells until it is gone."""
        await self._there.run()

    async def send(self, command: Command) -> Outcome:
        """Carry a command out."""
        return await self._there.send(command)

    async def resync(self) -> None:
        """Ask for everything and tell what differs."""
        await self._there.resync()

    async def watch(self, key: str, *, on: bool) -> None:
        """Start or end the live view."""
        await self._there.watch(on=on)

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
    web = Web(ports.http, await address_of(config["host"]))
    located = await locate(web, config)
    rpc = Rpc(web, located.description.services)
    await Bringup(rpc, ports.clock).learn()
    more = await details(web, located.description)
    return Found(
        more.model or located.description.name,
        located.description.udn,
        {"udn": located.description.udn, "location": located.location},
    )
