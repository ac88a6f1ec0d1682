"""A simulated camera and a session with it, as a test talks about them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

import aiohttp

from custom_components.camhub.link.session import Command, Outcome, Picture, Ports
from custom_components.camhub.model.camera import Camera, Choice, Value
from custom_components.camhub.model.change import Change, Happened
from custom_components.camhub.model.store import Store
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.sony.client import SonySession
from simulators.sony import SonyCamera

PATIENCE = 20.0
"""Seconds until a test gives up waiting; nothing here takes that long unless it is broken."""

QUICK = 0.02
"""What the camera's own delays are multiplied by."""


@dataclass
class Studio:
    """A camera, and what a session with it has told."""

    camera: SonyCamera
    http: aiohttp.ClientSession
    options: dict[str, Any]
    config: dict[str, Any]
    zone: tzinfo = UTC
    store: Store = field(default_factory=Store)
    changes: list[Change] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    frames: list[bytes | None] = field(default_factory=list)
    marks: list[tuple[Mapping[str, Any], ...]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    running: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        """Make a session that is not open yet."""
        self.config = {"host": "127.0.0.1", "port": self.camera.port, **self.config}
        self.ports = Ports(
            emit=self._take,
            options=lambda: self.options,
            frame=lambda _, frame: self.frames.append(frame),
            marks=lambda _, marks: self.marks.append(marks),
            picture=lambda _, picture: self.pictures.append(picture),
            http=lambda: self.http,
            zone=lambda: self.zone,
        )
        self.session = SonySession(self.config, self.ports)

    async def open(self) -> None:
        """Open the session and let it run."""
        async with asyncio.timeout(PATIENCE):
            await self.session.open()
        self.running = asyncio.create_task(self.session.run())
        # A camera that has just started its recording mode takes no picture yet.
        await self.until(lambda: self.reading(Reading.STATUS) != "not_ready")

    async def reopen(self) -> None:
        """Begin anew with another session of the same ports, as the supervisor would."""
        await self.close()
        self.session = SonySession(self.config, self.ports)
        await self.open()

    async def close(self) -> None:
        """End the session."""
        if self.running is not None:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
            self.running = None
        await self.session.close()

    def _take(self, change: Change) -> None:
        self.changes.append(change)
        effects = self.store.apply(change)
        self.happened += [effect for effect in effects if isinstance(effect, Happened)]

    @property
    def record(self) -> Camera:
        """The camera as it is known now."""
        (record,) = self.store.cameras.values()
        return record

    def reading(self, word: Reading) -> Value:
        """Return a reading as it is now."""
        return self.record.readings.get(word)

    def setting(self, word: Setting) -> Choice:
        """Return a setting as it is now, an empty one where the camera has told of none."""
        return self.record.settings.get(word, Choice(settable=False))

    @property
    def kinds(self) -> list[Kind]:
        """What has happened, in order."""
        return [event.kind for event in self.happened]

    async def until[T](self, look: Callable[[], T]) -> T:
        """Return what `look` finds as soon as that is true."""
        async with asyncio.timeout(PATIENCE):
            while not (found := look()):  # noqa: ASYNC110 - a simulator has no event for all
                await asyncio.sleep(0.005)
            return found

    async def ask(self, verb: Verb, **fields: Any) -> Outcome:
        """Have something done."""
        async with asyncio.timeout(PATIENCE):
            return await self.session.send(Command(verb, (self.record.key,), fields))

    async def set(self, word: Setting, value: Value) -> None:
        """Set a setting, and wait until the camera tells that it is so."""
        await self.ask(Verb.SET_SETTING, setting=word, value=value)
        await self.until(lambda: self.setting(word).value == value)

    def calls(self, method: str) -> list[list[Any]]:
        """Return the parameters of each call of a method, in order."""
        return [list(asked.params) for asked in self.camera.requests if asked.method == method]


@asynccontextmanager
async def studio(
    model: str = "ILCE-6000",
    *,
    opened: bool = True,
    options: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    zone: tzinfo = UTC,
    **simulated: Any,
) -> AsyncIterator[Studio]:
    """Put up a camera with quick reactions, and open a session with it."""
    simulated = {"delays": QUICK, "rate": 60.0, **simulated}
    async with SonyCamera(model, **simulated) as camera, aiohttp.ClientSession() as http:
        it = Studio(camera, http, dict(options or {}), dict(config or {}), zone)
        try:
            if opened:
                await it.open()
            yield it
        finally:
            await it.close()
