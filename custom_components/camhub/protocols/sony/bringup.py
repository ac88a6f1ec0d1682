"""From a description to a camera that can shoot: the order that the maker's own sample keeps."""

import logging
from typing import Any

from ...link.errors import NotReady, TooOld, Unsupported
from ...link.session import Clock
from .names import STATUS
from .rpc import Rpc
from .told import Told
from .wire import ANY, NOT_READY, ApiError

_LOGGER = logging.getLogger(__name__)

EDITION = (2, 0, 0)
"""The first edition of the API that we know how to speak."""

PATIENCE = 15.0
"""Seconds for the camera to get from one state into the next."""

STEP = 0.5
"""Seconds between questions whether it has."""

MAX_EDITION = 40
"""Characters of an edition; `2.1.4` is one."""

REC_MODE = 25.0
"""Seconds that `startRecMode` gets: the camera starts its sensor and lens."""


class Bringup:
    """Takes a camera through the steps."""

    def __init__(self, rpc: Rpc, clock: Clock) -> None:
        """Take whom to call; nothing is called yet."""
        self._rpc = rpc
        self._clock = clock
        self.edition: str | None = None
        """The edition of the API, as the camera's application tells it."""

    async def learn(self) -> None:
        """Ask what the camera has, and whether it is of an edition that we know."""
        for service in ("camera", "avContent", "system"):
            await self._rpc.learn(service)
        await self._list()
        await self._check_edition()

    async def _list(self) -> None:
        """Learn what may be called now."""
        match await self.patiently("getAvailableApiList"):
            case [list(names)]:
                self._rpc.note_available(names)

    async def _check_edition(self) -> None:
        try:
            match await self.patiently("getApplicationInfo"):
                case [str(), str(edition), *_]:
                    self.edition = edition[:MAX_EDITION]
        except Unsupported:
            pass  # no edition at all is older than the first that we know
        if _numbers(self.edition) < EDITION:
            raise TooOld(f"its edition is {self.edition}")

    async def enter_shooting(self) -> None:
        """Bring the camera into its shooting function and, where it has one, its recording mode."""
        if self._rpc.has("setCameraFunction") and await self._group() == "transferring":
            await self._rpc.call("setCameraFunction", "Remote Shooting")
            await self._until_shooting()
        if "startRecMode" in self._rpc.available:
            await self.start_rec_mode()

    async def start_rec_mode(self) -> None:
        """Start the recording mode, once, and wait until the camera lists what it can do in it.

        A camera that was asked too early refuses, and is asked again; it may be on its
        way there already, which what it lists tells.
        """
        taken = False
        for _ in range(int(PATIENCE / STEP)):
            taken = taken or await self._takes_rec_mode()
            await self._list()
            if "startRecMode" not in self._rpc.available:
                return
            await self._clock.sleep(STEP)
        raise NotReady("the camera does not get into its recording mode")

    async def _takes_rec_mode(self) -> bool:
        try:
            await self._rpc.ask("startRecMode", deadline=REC_MODE)
        except ApiError as error:
            if error.code not in (ANY, NOT_READY):
                raise error.as_link_error() from error
            _LOGGER.debug("Not in its recording mode yet: %s", error)
            return False
        return True

    async def patiently(self, method: str, *params: Any) -> list[Any]:
        """Return the result of a call that a camera refuses while it is still getting ready.

        Raises NotReady where it never gets ready, and otherwise the LinkError that says why not.
        """
        for _ in range(int(PATIENCE / STEP)):
            try:
                return await self._rpc.ask(method, *params)
            except ApiError as error:
                if error.code not in (ANY, NOT_READY):
                    raise error.as_link_error() from error
                _LOGGER.debug("Not ready yet: %s", error)
            await self._clock.sleep(STEP)
        raise NotReady("the camera does not get ready")

    async def _until_shooting(self) -> None:
        for _ in range(int(PATIENCE / STEP)):
            if await self._group() != "transferring":
                return
            await self._clock.sleep(STEP)
        raise NotReady("the camera goes on showing its pictures")

    async def _group(self) -> str | None:
        """Return the state that the camera is in, None where it tells of none."""
        told = Told()
        try:
            told.take(await self._rpc.ask("getEvent", False))
        except ApiError:
            return None
        return STATUS.get(told.status or "")


def _numbers(edition: str | None) -> tuple[int, ...]:
    """Return `2.1.4` as numbers; nothing where there is none."""
    parts = (edition or "").split(".")
    return tuple(int(part) for part in parts) if all(p.isdecimal() for p in parts) else ()
