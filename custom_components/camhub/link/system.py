"""What of a system outlives its connections."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, override

from .errors import Unsupported
from .session import Ports, Session


class System(Protocol):
    """One system for as long as it is set up, whether or not anybody is connected to it."""

    @property
    def linked(self) -> bool:
        """Whether there is a link to it at all: one that only tells by itself has none."""
        return True

    def session(self) -> Session:
        """Return a new connection, not yet open."""

    async def run(self) -> None:
        """Do what is to be done at its time, until cancelled."""

    async def heed(self) -> None:
        """Take the user's options as they are now, where nobody is connected who would."""

    def receive(self, body: bytes) -> None:
        """Take what the system sent to its webhook.

        Raises BadData where it is nothing that the system sends, Unsupported where it sends nothing.
        """

    async def stream_source(self, key: str) -> str | None:
        """Return where the moving picture of a camera comes from: it may hold a password."""

    def dump(self) -> Mapping[str, Any]:
        """Return what has to survive a restart, as plain JSON values."""

    def load(self, saved: Mapping[str, Any]) -> None:
        """Bring back what `dump` returned.

        Raises KeyError, TypeError or ValueError where it is not that, and nothing is brought back.
        """


class Connections(System):
    """A system of which nothing outlives a connection."""

    def __init__(self, connect: Callable[[], Session]) -> None:
        """Take how to make a connection."""
        self._connect = connect

    @override
    def session(self) -> Session:
        return self._connect()

    @override
    async def run(self) -> None:
        pass

    @override
    async def heed(self) -> None:
        pass

    @override
    def receive(self, body: bytes) -> None:
        raise Unsupported("it sends nothing by itself")

    @override
    async def stream_source(self, key: str) -> str | None:
        return None

    @override
    def dump(self) -> Mapping[str, Any]:
        return {}

    @override
    def load(self, saved: Mapping[str, Any]) -> None:
        pass


def connections(
    session: Callable[[Mapping[str, Any], Ports], Session],
) -> Callable[[Mapping[str, Any], Ports], System]:
    """Return how to begin a system of which nothing outlives a connection."""
    return lambda config, ports: Connections(partial(session, config, ports))
