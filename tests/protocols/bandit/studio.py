"""A simulated camera and a session with it, as a test talks about them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, override

import aiohttp

from custom_components.camhub.link.session import Clock, Command, Outcome, Picture, Ports, Session
from custom_components.camhub.model.camera import Camera, Choice, Value
from custom_components.camhub.model.change import Change, Happened
from custom_components.camhub.model.store import Store
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.bandit import PROTOCOL
from simulators.bandit import BanditCamera

PATIENCE = 20.0
"""Seconds until a test gives up waiting; nothing here takes that long unless it is broken."""

QUICK = 0.02
"""What the camera's own delays, and what camhub waits for by itself, are multiplied by."""


class QuickClock(Clock):
    """A clock on which all waiting is short, and which remembers how long it should have been."""

    def __init__(self) -> None:
        self.naps: list[float] = []

    @override
    def now(self) -> float:
        return super().now() / QUICK

    @override
    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        await super().sleep(seconds * QUICK)


@dataclass
class Studio:
    """A camera, and what sessions with it have told."""

    camera: BanditCamera
    http: aiohttp.ClientSession
    options: dict[str, Any]
    config: dict[str, Any]
    store: Store = field(default_factory=Store)
    changes: list[Change] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    frames: list[bytes | None] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    saved: dict[str, bytes] = field(default_factory=dict)
    clock: QuickClock = field(default_factory=QuickClock)
    running: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        """Make a session that is not open yet."""
        at = {"host": "127.0.0.1", "port": self.camera.port, "serial": self.camera.serial}
        self.config = at | self.config
        self.ports = Ports(
            emit=self._take,
            options=lambda: self.options,
            frame=lambda _, frame: self.frames.append(frame),
            picture=lambda _, picture: self.pictures.append(picture),
            save=self._save,
            http=lambda: self.http,
            clock=self.clock,
        )
        self.system = PROTOCOL.system(self.config, self.ports)
        self.session: Session = self.system.session()

    async def open(self) -> None:
        """Open the session and let it run."""
        async with asyncio.timeout(PATIENCE):
            await self.session.open()
        self.running = asyncio.create_task(self.session.run())

    async def reopen(self) -> None:
        """Begin anew with another session of the same system, as the supervisor would."""
        await self.close()
        self.session = self.system.session()
        await self.open()

    async def close(self) -> None:
        """End the session."""
        if self.running is not None:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
            self.running = None
        await self.session.close()

    async def ended(self) -> BaseException | None:
        """Wait until the session has ended by itself; return why."""
        assert self.running is not None
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({self.running})
        return self.running.exception()

    def _take(self, change: Change) -> None:
        self.changes.append(change)
        effects = self.store.apply(change)
        self.happened += [effect for effect in effects if isinstance(effect, Happened)]

    async def _save(self, key: str, name: str, chunks: AsyncIterator[bytes]) -> str:
        self.saved[name] = b"".join([chunk async for chunk in chunks])
        return name

    @property
    def record(self) -> Camera:
        """The camera as it is known now."""
        (record,) = self.store.cameras.values()
        return record

    def reading(self, word: Reading) -> Value:
        """Return a reading as it is now."""
        return self.record.readings.get(word)

    def setting(self, word: Setting) -> Choice:
        """Return a setting as it is now."""
        return self.record.settings[word]

    @property
    def kinds(self) -> list[Kind]:
        """What has happened, in order."""
        return [event.kind for event in self.happened]

    def asked(self, request: str) -> int:
        """Return how often something was asked for, such as `POST /record`."""
        return sum(
            f"{method} {path.partition('?')[0].removeprefix('/api/2')}" == request
            for method, path in self.camera.requests
        )

    async def until[T](self, look: Callable[[], T]) -> T:
        """Return what `look` finds as soon as that is true."""
        async with asyncio.timeout(PATIENCE):
            while not (found := look()):  # noqa: ASYNC110 - a simulator has no event for all
                await asyncio.sleep(0.005)
            return found

    async def rounds(self, count: int = 2) -> None:
        """Wait until the status was asked for so many more times."""
        asked = self.asked("GET /status")
        await self.until(lambda: self.asked("GET /status") >= asked + count)

    async def by_phone(self, method: str, path: str, body: Mapping[str, Any]) -> None:
        """Let somebody else ask the camera for something."""
        url = f"{self.camera.address}/api/2{path}"
        async with self.http.request(method, url, json=body) as answer:
            assert answer.status == 200

    async def ask(self, verb: Verb, **fields: Any) -> Outcome:
        """Have something done."""
        async with asyncio.timeout(PATIENCE):
            return await self.session.send(Command(verb, (self.record.key,), fields))

    async def set(self, word: Setting, value: Value) -> None:
        """Set a setting."""
        await self.ask(Verb.SET_SETTING, setting=word, value=value)


@asynccontextmanager
async def studio(
    *,
    opened: bool = True,
    options: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    **simulated: Any,
) -> AsyncIterator[Studio]:
    """Put up a camera with quick reactions, and open a session with it."""
    simulated = {"delays": QUICK, "fps": 60.0, **simulated}
    async with BanditCamera(**simulated) as camera, aiohttp.ClientSession() as http:
        it = Studio(camera, http, dict(options or {}), dict(config or {}))
        try:
            if opened:
                await it.open()
            yield it
        finally:
            await it.close()
