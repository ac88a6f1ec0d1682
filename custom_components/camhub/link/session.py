"""The contract between a system's client and what keeps it connected."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Protocol

import aiohttp

from ..model.change import Change
from ..model.vocabulary import Kind, Verb
from .library import Library


@dataclass(frozen=True, slots=True)
class Command:
    """What a user asks of cameras.

    `cameras` are keys of records; the hub's key means all of them. `fields`
    are the action's fields as the protocol declares them, already validated.
    """

    verb: Verb
    cameras: tuple[str, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)
    wait: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command.

    `missing` are the keys of cameras that could not take part or did not
    deliver; `photos` what was delivered, each with the key of its `camera`, where
    the command takes photos and was asked to wait for them. `results` is what
    cameras answered to it, each with the key of its `camera`.
    """

    missing: tuple[str, ...] = ()
    photos: tuple[Mapping[str, Any], ...] = ()
    results: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a camera took: the file itself, what it is called, and when it was taken.

    `taken` is as the camera tells it, in ISO 8601 and without an offset where
    it gives none; None where it does not tell.
    """

    data: bytes
    content_type: str
    name: str
    taken: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened at a camera in each hour, for the history.

    `name` is what the user calls it, or the kind of event that was counted. Each hour is its
    start, how often it happened in it, and how often from the beginning through its end; they are
    in order, and what was written of later hours before is to be written anew.
    """

    camera: str
    id: str
    name: str | Kind
    hours: tuple[tuple[datetime, int, int], ...]


class Session(Protocol):
    """One connection to a system, from its first to its last byte.

    Every method raises a `LinkError`. A session that failed is closed and
    never used again.
    """

    @property
    def library(self) -> Library | None:
        """What its cameras have stored; None where they show nothing of it."""

    def diagnostics(self) -> Mapping[str, Any]:
        """Return what helps to find a fault, in the system's own words, as plain JSON values."""
        return {}

    async def open(self) -> None:
        """Connect, check who answers and tell what is there, as a baseline."""

    async def run(self) -> None:
        """Tell what changes until the link is dead, then raise why."""

    async def send(self, command: Command) -> Outcome:
        """Carry out a command; one that may have been carried out is not repeated."""

    async def resync(self) -> None:
        """Ask for everything and tell what differs."""

    async def watch(self, key: str, *, on: bool) -> None:
        """Start or end the live view of a camera."""

    async def close(self) -> None:
        """End what the session started at the system, within two seconds, and let go."""


class Clock:
    """Time as the sessions and the supervisor know it; a test brings its own."""

    def now(self) -> float:
        """Return seconds that only go forward."""
        return time.monotonic()

    def wall(self) -> float:
        """Return the seconds since 1970 in UTC, which a change of the clock may move."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def _nobody(*_: object) -> None:
    """Nobody watches."""


async def _nowhere(key: str, name: str, chunks: AsyncIterator[bytes]) -> str:
    raise NotImplementedError("this system was handed no place for files")


def _no_http() -> aiohttp.ClientSession:
    raise NotImplementedError("this system was handed no HTTP session")


@dataclass(frozen=True, slots=True)
class Ports:
    """What a session is handed by whoever runs it.

    `emit` takes changes, in order. `frame` takes a live view frame (a JPEG) of
    a camera with what the camera marked in it, and None where live view ended by itself;
    `picture` takes a photo that it took. `http` returns the HTTP session to use;
    it is not the session's to close. `zone` returns the time zone of Home Assistant.
    `save` keeps a file of a camera, under the name that it gives or one that is free,
    and returns what the media browser calls it; it raises Rejected where it cannot be kept.
    `tally` takes what was counted in hours that are over. `options` are the user's
    preferences as they are now, with the defaults that the protocol declares. `started`
    are the cameras whose live view camhub started and has not ended, `held` those
    whose shutter button it holds: they outlive the session, so that a lost link
    leaves nothing running.
    """

    emit: Callable[[Change], object]
    options: Callable[[], Mapping[str, Any]] = dict
    zone: Callable[[], tzinfo] = lambda: UTC
    frame: Callable[[str, bytes | None], None] = _nobody
    marks: Callable[[str, tuple[Mapping[str, Any], ...]], None] = _nobody
    picture: Callable[[str, Picture], None] = _nobody
    tally: Callable[[Tally], None] = _nobody
    save: Callable[[str, str, AsyncIterator[bytes]], Awaitable[str]] = _nowhere
    http: Callable[[], aiohttp.ClientSession] = _no_http
    started: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    clock: Clock = field(default_factory=Clock)
