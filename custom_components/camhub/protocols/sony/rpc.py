"""Calls to a camera's services: one after the other, in the version that the camera has."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ...link.errors import BadData, LinkError
from .web import Web
from .wire import MAX_REPLY, UNSUPPORTED_VERSION, ApiError, decode, encode

_LOGGER = logging.getLogger(__name__)

ANSWER = 10.0
"""Seconds that a camera gets to answer; a snapshot of events has taken 0.4."""

MAX_METHODS = 1_000
"""Methods of a service, and names in its lists, that are taken in."""

VERSIONS: dict[str, tuple[str, ...]] = {
    "getEvent": ("1.4", "1.3", "1.2", "1.1", "1.0"),
    "getContentCount": ("1.2", "1.1", "1.0"),
    "getContentList": ("1.3", "1.2", "1.1", "1.0"),
    "deleteContent": ("1.1", "1.0"),
}
"""The versions of a method that we know how to speak, newest first; of the others only 1.0."""


class Rpc:
    """Calls methods of a camera.

    Calls are serialised, as the API asks for; only a long poll runs beside them.
    """

    def __init__(self, web: Web, services: Mapping[str, str]) -> None:
        """Take the addresses of the services by name."""
        self._web = web
        self._services = dict(services)
        self._turn = asyncio.Lock()
        self._count = 0
        self._known: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._version: dict[tuple[str, str], str] = {}
        self.available: frozenset[str] = frozenset()
        """What the camera service may be called for now, as far as it tells."""

    def serves(self, service: str) -> bool:
        """Tell whether the camera has a service."""
        return service in self._services

    def has(self, method: str, service: str = "camera") -> bool:
        """Tell whether the camera has a method at all, whatever its state."""
        return (service, method) in self._known or (
            service == "camera" and method in self.available
        )

    @property
    def methods(self) -> dict[str, list[str]]:
        """The versions of each method that the camera has, by `service/method`."""
        return {f"{s}/{m}": sorted(versions) for (s, m), versions in sorted(self._known.items())}

    @property
    def busy(self) -> bool:
        """Whether a call is under way."""
        return self._turn.locked()

    async def learn(self, service: str) -> None:
        """Ask which methods a service has; a camera that does not tell has those it lists as available.

        A service beside that of the camera itself may be described and not be there.
        """
        if not self.serves(service):
            return
        try:
            rows = await self.ask("getMethodTypes", "", service=service)
        except (ApiError, LinkError) as error:
            if service == "camera" and not isinstance(error, ApiError | BadData):
                raise
            _LOGGER.debug("The methods of %s are not told: %s", service, error)
            return
        for row in rows[:MAX_METHODS]:
            match row:
                case [str(method), _, _, str(version)]:
                    self._known[service, method].add(version)

    async def refresh_available(self) -> None:
        """Ask what may be called now."""
        match await self.ask("getAvailableApiList"):
            case [list(names)]:
                self.note_available(names)

    def note_available(self, names: list[Any]) -> None:
        """Take in what may be called now."""
        self.available = frozenset(n for n in names[:MAX_METHODS] if isinstance(n, str))

    async def call(self, method: str, *params: Any, service: str = "camera") -> list[Any]:
        """Call a method because somebody asked for it; raises a LinkError that says why not."""
        try:
            return await self.ask(method, *params, service=service)
        except ApiError as error:
            raise error.as_link_error() from error

    async def ask(
        self, method: str, *params: Any, service: str = "camera", deadline: float | None = None
    ) -> list[Any]:
        """Call a method and return its result.

        Raises ApiError where the camera answers with an error.
        """
        async with self._turn:
            return await self._ask(service, method, list(params), deadline or ANSWER)

    async def poll(
        self,
        deadline: float,
        method: str = "getEvent",
        param: Any = True,
        service: str = "camera",
    ) -> list[Any]:
        """Wait for what happens next beside whatever else is called."""
        return await self._ask(service, method, [param], deadline)

    async def _ask(
        self, service: str, method: str, params: list[Any], deadline: float
    ) -> list[Any]:
        versions = self._versions(service, method)
        for version in versions:
            try:
                result = await self._post(service, method, params, version, deadline)
            except ApiError as error:
                if error.code != UNSUPPORTED_VERSION or version == versions[-1]:
                    raise
            else:
                self._version[service, method] = version
                return result
        raise AssertionError("unreachable")

    def _versions(self, service: str, method: str) -> tuple[str, ...]:
        """Return the versions to try: those that both sides know, newest first."""
        if (version := self._version.get((service, method))) is not None:
            return (version,)
        ours = VERSIONS.get(method, ("1.0",))
        theirs = self._known.get((service, method), ())
        return tuple(v for v in ours if v in theirs) or ours

    async def _post(
        self, service: str, method: str, params: list[Any], version: str, deadline: float
    ) -> list[Any]:
        if (url := self._services.get(service)) is None:
            raise ApiError(12, method, f"no service {service}")
        self._count += 1
        body = encode(method, params, self._count, version)
        status, data = await self._web.post(url, body, MAX_REPLY, deadline)
        if status == 404 and "/sony/" in url:
            # One camera tells a path that it does not serve (RX100M2).
            shorter = url.replace("/sony/", "/", 1)
            status, data = await self._web.post(shorter, body, MAX_REPLY, deadline)
            if status != 404:
                self._services[service] = shorter
        return decode(data, method, status)


async def calmly_ask(rpc: Rpc, method: str, *params: Any, service: str = "camera") -> list[Any]:
    """Return the result of a call that may as well fail; nothing then."""
    try:
        return await rpc.ask(method, *params, service=service)
    except (ApiError, BadData) as error:
        _LOGGER.debug("%s is not told: %s", method, error)
        return []


async def politely(rpc: Rpc, method: str, *params: Any, service: str = "camera") -> bool:
    """Call what ends something; return whether the camera has answered.

    Whether it was still going on does not matter: a camera refuses to end what has ended.
    """
    try:
        await rpc.ask(method, *params, service=service)
    except (ApiError, BadData) as error:
        _LOGGER.debug("%s was refused: %s", method, error)
    except LinkError as error:
        _LOGGER.debug("%s was not carried out: %s", method, error)
        return False
    return True
