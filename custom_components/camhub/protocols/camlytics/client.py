"""One connection to an installation's REST API, or none where webhooks alone tell what happens."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any, override

from ...link.errors import BadData, LinkError, NotThisSystem, OtherDevice, Unsupported
from ...link.session import Command, Outcome, Ports, Session
from ...model.vocabulary import Verb
from ..declaration import Found
from . import actions, times
from .rest import Rest
from .tail import Tail
from .wire import Report

if TYPE_CHECKING:
    from .installation import Installation

_LOGGER = logging.getLogger(__name__)

TITLE = "Camlytics"

CHANNELS_FOUND = "channels"
"""Where the entry keeps which channels there were when it was set up or changed."""

CHANNELS = 60.0
"""Seconds between looks at which channels there are."""

_TRIES = 3
"""How often totals are asked for until nothing happened meanwhile."""

_FUTURE = 10 * 365 * 86_400.0
"""Seconds from now on in which nothing can have happened yet."""


class CamlyticsSession(Session):
    """Reads an installation until it no longer answers."""

    def __init__(self, installation: Installation) -> None:
        """Take whose session it is; nothing is asked yet."""
        self._installation = installation
        self._books = installation.books
        config, ports = installation.config, installation.ports
        self._clock = ports.clock
        self._rest = Rest(ports.http, config["host"], config["port"])
        self._tail = Tail(
            self._rest, ports.clock, self._books.cursor, installation.take, self._when
        )
        self._listed = ports.clock.now()
        self._epoch = self._books.cursor.epoch

    @property
    @override
    def library(self) -> None:
        """Snapshots and recordings are told as paths on the installation's computer only."""
        return None

    @override
    def diagnostics(self) -> Mapping[str, Any]:
        cursor = self._books.cursor
        return {
            "cursor": cursor.dump(),
            "inclusive": self._tail.inclusive,
            "gapless": self._books.gapless,
            "channels": len(self._books.channels),
        }

    @override
    async def open(self) -> None:
        installation, books = self._installation, self._books
        await installation.prepare()
        if installation.alone:
            installation.caught_up()
            return
        await self._list()
        installation.learn(await _if_told(self._rest.rule_totals()) or ())
        if books.cursor.last is None:
            installation.recall(await self._tail.begin(books.now() - books.wishes.limits.longest))
            books.gapless = books.now()
            await self._reconcile()
        else:
            await self._tail.catch_up()
            await self._mend()
        installation.caught_up()

    @override
    async def run(self) -> None:
        if self._installation.alone:
            await asyncio.get_running_loop().create_future()
        while True:
            await self._tail.poll()
            await self._mend()
            if self._clock.now() - self._listed >= CHANNELS or self._installation.strangers:
                await self._list()

    @override
    async def send(self, command: Command) -> Outcome:
        match command.verb:
            case Verb.SET_PEOPLE_INSIDE:
                for key in command.cameras:
                    self._installation.set_people(key, command.fields["people"])
                return Outcome()
            case Verb.GET_EVENTS | Verb.GET_TOTALS if self._installation.alone:
                raise Unsupported("its REST API is not set up here, and webhooks cannot be asked")
            case Verb.GET_EVENTS:
                rows = await actions.events(self._rest, command, self._books.zone)
            case Verb.GET_TOTALS:
                rows = await actions.totals(self._rest, command, self._books.zone)
            case _:
                raise Unsupported("it cannot do that")
        return Outcome(results=tuple(rows))

    @override
    async def resync(self) -> None:
        if not self._installation.alone:
            await self._list()
        await self._installation.heed()

    @override
    async def watch(self, key: str, *, on: bool) -> None:
        raise Unsupported("it shows no live view; a channel's stream is its camera's own")

    @override
    async def close(self) -> None:
        self._installation.reading = False

    async def _list(self) -> None:
        """Look which channels there are; raises OtherDevice where none of them is known."""
        channels = await self._rest.channels()
        self._listed = self._clock.now()
        # Those that were found when it was set up, and those that were seen since.
        known = {*self._installation.config.get(CHANNELS_FOUND, ()), *self._books.channels}
        if known and channels and known.isdisjoint(channel.id for channel in channels):
            raise OtherDevice("another installation answers: it has none of the channels")
        self._installation.list(channels)

    async def _mend(self) -> None:
        """Begin to be gapless anew where the ids have begun anew: what was stored before is lost."""
        if self._epoch != self._books.cursor.epoch:
            self._epoch = self._books.cursor.epoch
            self._books.gapless = self._books.now()
            await self._reconcile()

    async def _reconcile(self) -> None:
        """Ask how often things happened today, of which not everything could be read.

        Which forms of a time the application takes is not documented: it is believed where it
        knows that nothing has happened in the future yet.
        """
        books = self._books
        now, zone = books.now(), books.zone
        midnight = times.midnight(now, zone)
        if books.gapless is not None and books.gapless <= midnight:
            return
        future = times.wire_time(now + _FUTURE, zone)
        if await _if_told(self._rest.rule_totals(since_time=future)) != []:
            return
        since = times.wire_time(midnight, zone)
        for _ in range(_TRIES):
            last = books.cursor.last
            rules = await _if_told(self._rest.rule_totals(since_time=since))
            types = await _if_told(self._rest.type_totals(since_time=since))
            if rules is None or types is None:
                return
            await self._tail.catch_up(missed=False)
            if books.cursor.last == last:
                self._installation.reconcile(midnight, rules, types)
                return

    def _when(self, report: Report) -> float:
        return self._books.when(report.time)


async def _if_told[T](asking: Awaitable[list[T]]) -> list[T] | None:
    """Return totals, None where there are none: they came with a later version than events did.

    Which forms of a time it refuses is not documented, nor how long it takes to count; whether it
    is there at all is for others to find out.
    """
    try:
        return await asking
    except LinkError as error:
        _LOGGER.debug("Totals are not told: %s", error)
        return None


async def probe(config: Mapping[str, Any], ports: Ports) -> Found:
    """Return which channels there are; nothing is asked where no address was entered.

    Raises a `LinkError`: NotThisSystem where what answers is no list of channels.
    """
    if not config["host"]:
        return Found(TITLE)
    try:
        channels = await Rest(ports.http, config["host"], config["port"]).channels()
    except BadData as error:
        raise NotThisSystem(str(error)) from error
    found = sorted(channel.id for channel in channels)
    return Found(
        f"{TITLE} {config['host']}", data={CHANNELS_FOUND: found}, cameras=frozenset(found)
    )
