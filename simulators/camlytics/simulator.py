"""The application as tests and the demo have it: on a port of the running event loop, with everything at hand."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from random import Random
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from simulators.camlytics.aggregates import Aggregates
from simulators.camlytics.app import App
from simulators.camlytics.assumptions import Assumptions
from simulators.camlytics.channel import Channel, Rule, guids
from simulators.camlytics.clock import Clock
from simulators.camlytics.control import Control
from simulators.camlytics.database import Database
from simulators.camlytics.event import NONE, Event
from simulators.camlytics.faults import FAULTS
from simulators.camlytics.installation import Installation, Which
from simulators.camlytics.kinds import Place
from simulators.camlytics.listener import Listener
from simulators.camlytics.rest import Rest
from simulators.camlytics.scene import Scene, Step
from simulators.camlytics.stream import LOGIN, PASSWORD, film, find
from simulators.camlytics.watching import Watched
from simulators.camlytics.webhooks import DAILY, HOURLY, PATIENCE, Webhooks
from simulators.switches import Faults, SwitchError, settle

MOST_CHANNELS = 200


class CamlyticsSimulator(Watched, Installation):
    """`async with CamlyticsSimulator(channels=2) as app:` listens on loopback until the block ends.

    Args:
        channels: channels at the start, each with the zone `Motion detection`, the lines `Enter`
            and `Exit`, and the zone `Waiting area`; the first is a video file.
        rate: events a second that a scripted scene makes, 0 for none.
        host: address to listen on.
        port: port of REST, 0 for any free one; kept over restarts.
        webhook: URL or URLs that everything is sent to; see `set_webhook`.
        seed: seed of everything that is drawn by lot.
        zone: time zone of the PC, or its name.
        clock: nanoseconds since 1970; the real time unless given.
        speed: factor by which the application's clock runs faster; with 3600 hourly aggregates
            come every second.
        aggregates: whether hourly and daily aggregates are sent by the clock.
        lifetime: events that the database keeps.
        first_id: id of the first event.
        patience: seconds after which a webhook's receiver is given up.
        stream: name or path of an ffmpeg program, with which channels other than the first get a
            stream that can be played, and a login; none where there is no such program.
        control: port for orders from another process (see `control`), 0 for any free one; none
            unless given.
        assume: answers to open questions by name.
        faults: faults that are on from the start, by name or with their values.

    Raises:
        SwitchError: an assumption or a fault that there is not, or a number that is out of bounds.
    """

    def __init__(
        self,
        *,
        channels: int = 2,
        rate: float = 0.0,
        host: str = "127.0.0.1",
        port: int = 0,
        webhook: str | Iterable[str] = "",
        seed: int = 0,
        zone: tzinfo | str = UTC,
        clock: Callable[[], int] | None = None,
        speed: float = 1.0,
        aggregates: bool = True,
        lifetime: int = 100_000,
        first_id: int = 1,
        patience: float = PATIENCE,
        stream: str = "",
        control: int | None = None,
        assume: Assumptions | Mapping[str, object] | None = None,
        faults: Iterable[str | tuple[str, object]] = (),
    ) -> None:
        """Describe the application."""
        try:
            pc = Clock(zone, clock, speed)
        except (KeyError, ValueError) as error:
            raise SwitchError(f"no time zone {zone!r}") from error
        if not 0 <= channels <= MOST_CHANNELS:
            raise SwitchError(f"0 to {MOST_CHANNELS} channels, not {channels}")
        self.app = App(
            assume=settle(Assumptions, assume),
            faults=Faults(FAULTS),
            clock=pc,
            database=Database(lifetime, first_id),
            random=Random(seed),
        )
        self.running = False
        self._rate = rate
        self._ffmpeg = find(stream)
        self._film = b""
        self._guids = guids(Random(f"guids {seed}"))
        self._rest = Rest(self.app)
        self._listener = Listener(host, port, self._serve)
        self._control = None if control is None else Listener(host, control, Control(self).serve)
        self._webhooks = Webhooks(self.app, host, patience)
        self._aggregates = Aggregates(self.app, self._webhooks)
        self._by_the_clock = aggregates
        self._scene = Scene(self.app, seed, self._happen)
        self._ended = asyncio.Event()
        self.set_webhook(webhook)
        for fault in faults:
            self.set_fault(*((fault,) if isinstance(fault, str) else fault))
        for place in range(channels):
            self.furnish(place)

    # What tests look at.

    @property
    def port(self) -> int:
        """Port of REST."""
        return self._listener.port

    @property
    def url(self) -> str:
        """URL of REST, `http://host:port`; everything is below `/v1/json` there."""
        return self._listener.url

    @property
    def addresses(self) -> Mapping[str, str]:
        """URLs by role."""
        control = {} if self._control is None else {"control": f"{self._control.url}/control"}
        return {"rest": self.url} | control

    # Life.

    async def __aenter__(self) -> Self:
        """Start the application."""
        try:
            if self._control is not None:
                await self._control.open()
            await self.start()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        await self.stop()
        if self._control is not None:
            await self._control.close()

    async def start(self) -> None:
        """Start; OSError when the port is taken."""
        if self.running:
            return
        await self._listener.open()
        await self._webhooks.open()
        await self._offer_streams()
        self.running = True
        if self._by_the_clock:
            self.app.work.spawn(self._aggregates.run(self._aggregates.due), "aggregates")
        self.play(self._rate)
        self.app.bell.ring()

    async def stop(self) -> None:
        """End at once: connections are reset, webhooks dropped; what was stored is kept for another start."""
        self.running = False
        await self._listener.close()
        await self.app.work.close()
        await self._webhooks.close()
        self._webhooks.ended = self._webhooks.sent
        self.app.bell.ring()

    async def restart(self, down: float = 0.0) -> None:
        """End and, `down` seconds later, start again at the same address with what was stored."""
        await self.stop()
        await asyncio.sleep(down)
        await self.start()

    def play(self, rate: float) -> None:
        """Let the scene make so many events a second from now on, 0 for none."""
        self._rate = rate
        self.app.work.cancel("scene")
        if rate > 0 and self.running:
            self.app.work.spawn(self._scene.run(rate), "scene")

    async def wait_closed(self) -> None:
        """Wait until the application has ended by itself, which it never does."""
        await self._ended.wait()

    async def stop_rest(self) -> None:
        """Switch the REST API off in the settings; events and webhooks go on."""
        await self._listener.close()
        self.app.bell.ring()

    async def start_rest(self) -> None:
        """Switch the REST API on again, at the same address."""
        await self._listener.open()

    def wipe(self, first_id: int = 1) -> None:
        """Wipe the database; ids start again."""
        self.app.database.wipe(first_id)

    # Events.

    def raise_event(
        self,
        kind: str,
        channel: Which = 0,
        rule: Rule | str | None = None,
        *,
        object_id: int | None = None,
        origin: str | None = None,
        time: datetime | str | None = None,
        via: Iterable[str] = ("rest", "webhook"),
    ) -> Event:
        """Let something happen, and return it as it is stored.

        Args:
            kind: a type from the documentation or any other text.
            channel: where.
            rule: line or zone, by name or id; the channel's first that suits the type unless given,
                none where it is "".
            object_id: number of the object; the tracker's next unless given, -1 for types without.
            origin: `Pedestrian` for types with an object and `Unknown` for others unless given.
            time: when, now unless given; without offset it is the PC's wall clock. As text it may
                have seven digits after the point.
            via: by which ways it is told. What REST does not tell is not stored, and its id left out.

        Raises:
            KeyError: no such channel or rule.
            ValueError: not a time.
        """
        ways = {via} if isinstance(via, str) else set(via)
        place = self.channel(channel)
        where = place.usual_rule(kind) if rule is None else None
        if rule:
            where = place.rule(rule)
        event = self.app.record(
            kind,
            place,
            where,
            object_id=object_id,
            origin=origin,
            ticks=None if time is None else self.clock.parse(time),
            exact=time is not None,
            stored="rest" in ways,
        )
        if "webhook" in ways:
            self._webhooks.tell(event)
        return event

    def load(
        self, events: Iterable[Mapping[str, Any]], channels: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Take over what REST once told: events as stored, and channels in place of those there are."""
        if rows := list(channels):
            self.channels[:] = [Channel(**row) for row in rows]
        for row in events:
            ticks = self.clock.parse(row["time"])
            event = Event.recorded(row, ticks, self.clock.offset_time(ticks))
            try:
                rules = self.channel(event.channel_id).rules
            except KeyError:
                rules = []
            if event.rule_id not in (NONE, *(rule.rule_id for rule in rules)):
                rules.append(Rule(event.rule_id, event.rule_name, Place.ZONE))
            self.app.keep(event)

    # Webhooks.

    def set_webhook(self, url: str | Iterable[str], *kinds: str) -> None:
        """Send things of these kinds to a URL (or several, or "" for none): types of events, `hourly`, `daily`.

        Without kinds everything goes there, and what was set before for single kinds is forgotten.
        Raises SwitchError for what is no URL, or leads beyond this machine.
        """
        self._webhooks.set(url, *kinds)

    def fire_hourly(
        self, since: datetime | str | None = None, until: datetime | str | None = None
    ) -> list[dict[str, Any]]:
        """Send every channel's hourly aggregate now, over the last hour unless told otherwise, and return them."""
        return self._fire(HOURLY, since, until)

    def fire_daily(
        self, since: datetime | str | None = None, until: datetime | str | None = None
    ) -> list[dict[str, Any]]:
        """Send every channel's daily aggregate now, over the last 24 hours unless told otherwise, and return them."""
        return self._fire(DAILY, since, until)

    # Faults.

    def set_fault(self, name: str, value: object = None) -> None:
        """Switch a fault of the table on; its value is as on the command line, as text or a number."""
        self.faults.set(name, None if value is None else str(value))
        if name == "dst":
            self.clock.shift = timedelta(hours=self.faults.number("dst"))

    def clear_fault(self, name: str) -> None:
        """Switch a fault off."""
        self.faults.clear(name)
        if name == "dst":
            self.clock.shift = timedelta()

    # Inside.

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if self._film and request.path.startswith("/stream/"):
            return web.Response(body=self._film, content_type="video/mp2t")
        return await self._rest.serve(request)

    async def _offer_streams(self) -> None:
        """Give the channels that are no video file a stream, where a program can make one."""
        if self._ffmpeg is None:
            return
        self._film = self._film or await film(self._ffmpeg)
        for place, channel in enumerate(self.channels):
            if not channel.video_length:
                channel.type = self.app.assume.camera_type
                channel.stream_uri = f"{self.url}/stream/{place}.ts"
                channel.login, channel.password = LOGIN, PASSWORD

    def _happen(self, channel: Channel, rule: Rule | None, step: Step, ticks: int) -> None:
        """Let a step of the scene happen."""
        event = self.app.record(
            step.kind,
            channel,
            rule,
            object_id=step.object_id,
            origin=step.origin,
            ticks=ticks,
        )
        self._webhooks.tell(event)

    def _fire(
        self, kind: str, since: datetime | str | None, until: datetime | str | None
    ) -> list[dict[str, Any]]:
        bounds = [None if time is None else self.clock.parse(time) for time in (since, until)]
        return self._aggregates.fire(kind, *bounds)
