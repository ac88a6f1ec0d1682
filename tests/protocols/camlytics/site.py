"""A simulated installation and what camhub makes of it, as a test talks about them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, override

import aiohttp
from aiohttp import web

from custom_components.camhub.link.errors import LinkError
from custom_components.camhub.link.session import Clock, Command, Outcome, Ports, Tally
from custom_components.camhub.link.supervisor import Supervisor
from custom_components.camhub.model.camera import Camera, Value
from custom_components.camhub.model.change import Change, Gone, Happened
from custom_components.camhub.model.store import Store
from custom_components.camhub.model.vocabulary import Kind, Reading, Verb
from custom_components.camhub.protocols.camlytics.installation import Installation
from simulators.camlytics import CamlyticsSimulator

PATIENCE = 20.0
"""Seconds until a test gives up waiting; nothing here takes that long unless it is broken."""


class PinnedClock(Clock):
    """A clock whose time of day a test sets; what waits does so in real time."""

    def __init__(self) -> None:
        self.ahead = 0.0

    @override
    def wall(self) -> float:
        return super().wall() + self.ahead


@dataclass
class Site:
    """An installation, and what was told of it.

    What is told outlives `restart`, which is that of Home Assistant: a new `Installation` takes up
    what the last one saved. `history` is what the tallies wrote: each hour's count, and the sum
    through it.
    """

    app: CamlyticsSimulator
    http: aiohttp.ClientSession
    options: dict[str, Any] = field(default_factory=dict)
    rest: bool = True
    zone: tzinfo = UTC
    store: Store = field(default_factory=Store)
    changes: list[Change] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    history: dict[str, dict[datetime, tuple[int, int]]] = field(default_factory=dict)
    reports: list[LinkError | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    def __post_init__(self) -> None:
        """Make an installation that nobody is connected to."""
        self.clock = PinnedClock()
        self.ports = Ports(
            emit=self._take,
            options=lambda: self.options,
            zone=lambda: self.zone,
            tally=self._tally,
            http=lambda: self.http,
            clock=self.clock,
        )
        host = "127.0.0.1" if self.rest else ""
        self.config: dict[str, Any] = {"host": host, "port": self.app.port}
        self._begin()

    def _begin(self) -> None:
        self.installation = Installation(self.config, self.ports)
        self.supervisor = Supervisor(self.installation.session, self._report, self.clock)
        self.work: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        """Connect, and stay so."""
        before = self.reports.count(None)
        self.work = [
            asyncio.ensure_future(part) for part in (self.supervisor.run(), self.installation.run())
        ]
        await self.until(lambda: self.reports.count(None) > before)

    async def disconnect(self) -> None:
        """Let go of the installation."""
        for task in self.work:
            task.cancel()
        if self.work:
            await asyncio.wait(self.work)
        self.work = []

    def save(self) -> Any:
        """Return what a disk would hold of all that is known now."""
        return json.loads(json.dumps([self.installation.dump(), self.store.dump()]))

    async def restart(self, saved: Any = None) -> None:
        """Stop as Home Assistant does, and start with what was saved then, or by `save` before."""
        await self.disconnect()
        known, remembered = saved or self.save()
        self.store = Store()
        self.store.load(remembered)
        self._begin()
        self.installation.load(known)
        await self.connect()

    async def until(self, check: Callable[[], bool]) -> None:
        """Wait until something told makes this true."""
        async with asyncio.timeout(PATIENCE):
            while not check():
                self.stirred.clear()
                try:
                    await asyncio.wait_for(self.stirred.wait(), 0.1)
                except TimeoutError:
                    continue

    async def send(self, verb: Verb, *cameras: str, **fields: Any) -> Outcome:
        """Have something done."""
        session = self.supervisor.session
        assert session is not None
        return await session.send(Command(verb, cameras, fields, wait=True))

    def local(self) -> datetime:
        """Return the time on the wall clock of the application's computer."""
        return datetime.now(UTC).replace(tzinfo=None)

    def key(self, place: int = 0) -> str:
        """Return the key of a channel by its place in the list."""
        return self.app.channels[place].channel_id

    def record(self, place: int = 0, rule: str = "") -> Camera:
        """Return the record of a channel, or of a rule of it by its name."""
        key = self.key(place)
        if rule:
            key = f"{key}_{self.app.channels[place].rule(rule).rule_id}"
        return self.store.cameras.get(key) or Camera(key)

    def reading(self, word: Reading, place: int = 0, rule: str = "") -> Value:
        """Return what a channel or a rule of it shows."""
        return self.record(place, rule).readings.get(word)

    def kinds(self, place: int | None = None) -> list[Kind]:
        """Return the kinds of what has happened, everywhere or at a channel."""
        return [
            event.kind for event in self.happened if place is None or event.key == self.key(place)
        ]

    async def posted(self, request: web.BaseRequest) -> web.StreamResponse:
        """Take a webhook as Home Assistant would, which is not there while nobody is connected."""
        if not self.work:
            return web.Response(status=503)
        try:
            self.installation.receive(await request.read())
        except LinkError:
            self.answers.append(400)
            return web.Response(status=400)
        self.answers.append(200)
        self.stirred.set()
        return web.Response()

    def _take(self, change: Change) -> None:
        self.changes.append(change)
        if isinstance(change, Gone):
            self.gone.append(change.key)
        self.happened += [
            effect for effect in self.store.apply(change) if isinstance(effect, Happened)
        ]
        self.stirred.set()

    def _tally(self, tally: Tally) -> None:
        self.tallies[tally.id] = tally
        hours = self.history.setdefault(tally.id, {})
        hours.update({hour: (count, total) for hour, count, total in tally.hours})
        self.stirred.set()

    def _report(self, error: LinkError | None) -> None:
        self.reports.append(error)
        self.stirred.set()


@asynccontextmanager
async def watched(
    options: dict[str, Any] | None = None,
    *,
    rest: bool = True,
    webhook: bool = False,
    zone: tzinfo = UTC,
    **simulated: Any,
) -> AsyncIterator[Site]:
    """Run an application, and an installation that is not connected yet.

    Aggregates are sent where a test asks for them: no test depends on the time of day.
    """
    async with (
        CamlyticsSimulator(zone=zone, aggregates=False, **simulated) as app,
        aiohttp.ClientSession() as http,
        _receiver() as (receiver, url),
    ):
        site = Site(app, http, options or {}, rest, zone)
        receiver.append(site)
        site.url = url
        if webhook:
            app.set_webhook(url)
        try:
            yield site
        finally:
            await site.disconnect()


@asynccontextmanager
async def _receiver() -> AsyncIterator[tuple[list[Site], str]]:
    sites: list[Site] = []

    async def take(request: web.BaseRequest) -> web.StreamResponse:
        return await sites[0].posted(request)

    runner = web.ServerRunner(web.Server(take, access_log=None))
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    try:
        yield sites, f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    finally:
        await runner.cleanup()
