"""A simulated rig and a session that listens to it, as a test talks about them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, override

from custom_components.camhub.link.errors import LinkError
from custom_components.camhub.link.session import Clock, Command, Outcome, Ports
from custom_components.camhub.model.camera import HUB, Camera
from custom_components.camhub.model.change import Change, Happened, Snapshot
from custom_components.camhub.model.store import Effect, Store
from custom_components.camhub.model.vocabulary import Kind, Verb
from custom_components.camhub.protocols.smart_shooter.client import SmartShooterSession
from simulators.smart_shooter import SmartShooter

PATIENCE = 20.0


class ByHand(Clock):
    """A clock that tells who waits for a second and longer, and ends that when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, asyncio.Future[None]]] = []

    @override
    async def sleep(self, seconds: float) -> None:
        if seconds < 1:
            await super().sleep(seconds)
            return
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((seconds, over))
        await over


class Studio:
    """`happened` is what was told, in order; `frames` the live view frames by camera."""

    def __init__(self, rig: SmartShooter, clock: Clock | None = None) -> None:
        self.rig = rig
        self.store = Store()
        self.happened: list[Happened] = []
        self.snapshots: list[Snapshot] = []
        self.effects: list[Effect] = []
        self.frames: list[tuple[str, bytes]] = []
        self.options: dict[str, Any] = {"shot_limit": 10}
        self._news = asyncio.Event()
        self.ports = Ports(
            emit=self._take,
            options=lambda: self.options,
            frame=self._frame,
            clock=clock or Clock(),
        )
        self.session = self.connect()
        self.running: asyncio.Task[None] | None = None

    @property
    def config(self) -> dict[str, Any]:
        """Where the application is."""
        publisher_port, request_port = self.rig.ports
        return {
            "host": "127.0.0.1",
            "publisher_port": publisher_port,
            "request_port": request_port,
        }

    def connect(self) -> SmartShooterSession:
        """Return a new session, as the supervisor makes one; it shares what outlives a session."""
        self.session = SmartShooterSession(self.config, self.ports)
        return self.session

    def run(self) -> None:
        """Let the session look after itself."""
        self.running = asyncio.ensure_future(self.session.run())

    async def died(self) -> LinkError:
        """Wait until the link is dead; return why, with the session closed."""
        assert self.running is not None
        try:
            async with asyncio.timeout(PATIENCE):
                await self.running
        except LinkError as error:
            await self.session.close()
            return error
        raise AssertionError("the link lives")

    async def until[T](self, look: Callable[[], T]) -> T:
        """Return what `look` finds as soon as it is true, looking whenever something was told."""
        async with asyncio.timeout(PATIENCE):
            while not (found := look()):
                self._news.clear()
                await self._news.wait()
            return found

    async def until_rig[T](self, look: Callable[[], T], act: Callable[[], object] = int) -> T:
        """Return what `look` finds at the rig, whose attributes nobody tells of; `act` meanwhile."""
        async with asyncio.timeout(PATIENCE):
            while not (found := look()):
                act()
                await asyncio.sleep(0.01)
            return found

    async def listening(self) -> None:
        """Wait until the subscription has arrived, which on a busy machine takes its time."""

        def say(text: str) -> None:
            self.rig.publish({"CustomText": text}, "RelayCustomText")

        def last() -> object:
            return self.happened and self.happened[-1].data.get("text")

        await self.until_rig(last, act=lambda: say("hello?"))
        say("there you are")
        await self.until(lambda: last() == "there you are")
        self.happened.clear()
        self.effects.clear()

    async def send(self, verb: Verb, *cameras: str, wait: bool = False, **fields: Any) -> Outcome:
        """Have a command carried out, for all cameras unless told otherwise."""
        return await self.session.send(Command(verb, cameras or (HUB,), fields, wait))

    def kinds(self, key: str | None = None) -> list[Kind]:
        """Return the kinds of what happened, at one camera where asked."""
        return [event.kind for event in self.happened if key in (None, event.key)]

    async def until_told(self, kind: Kind) -> Happened:
        """Return the first event of a kind."""
        events = await self.until(lambda: [e for e in self.happened if e.kind is kind])
        return events[0]

    def record(self, position: int = 0) -> Camera:
        """Return what is known of a camera of the rig."""
        return self.store.cameras[self.rig.keys[position]]

    def requests(self, msg_id: str) -> list[dict[str, Any]]:
        """Return the requests of one name that reached the application, without their envelope."""
        return [
            {name: value for name, value in request.items() if not name.startswith("msg_")}
            for request in self.rig.requests
            if request["msg_id"] in (msg_id, f"{msg_id}Msg")
        ]

    def _take(self, change: Change) -> None:
        if isinstance(change, Snapshot):
            self.snapshots.append(change)
        effects = self.store.apply(change)
        self.effects += effects
        self.happened += [effect for effect in effects if isinstance(effect, Happened)]
        self._news.set()

    def _frame(self, key: str, frame: bytes | None) -> None:
        assert frame is not None, "the application never ends it by itself"
        self.frames.append((key, frame))
        self._news.set()


@asynccontextmanager
async def studio(
    *, opened: bool = True, running: bool = False, clock: Clock | None = None, **rig: Any
) -> AsyncIterator[Studio]:
    """Start a rig of four fast cameras, unless told otherwise, and a session with it."""
    quick: dict[str, Any] = {"cameras": 4, "latency": 0.001, "jitter": 0.001}
    async with SmartShooter(**quick | rig) as simulated:
        it = Studio(simulated, clock)
        try:
            if opened:
                await it.session.open()
                await it.listening()
            if running:
                it.run()
            yield it
        finally:
            if it.running is not None:
                it.running.cancel()
                await asyncio.wait([it.running])
            await it.session.close()
