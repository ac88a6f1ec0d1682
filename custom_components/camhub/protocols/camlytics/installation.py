"""One installation: what its events come to, by whichever of the two ways they are told."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, override
from zoneinfo import ZoneInfo

from ...link.errors import BadData, BadRequest
from ...link.session import Ports, Session, Tally
from ...link.system import System
from ...model.camera import Role
from ...model.change import Gone, Happened
from ...model.vocabulary import Kind
from . import names, wire
from .actions import happening
from .books import Books
from .client import CamlyticsSession
from .counts import Subject
from .records import Records
from .twins import Way
from .wire import Aggregate, Channel, Report, RuleTotal, TypeTotal
from .wishes import Wishes

_LOGGER = logging.getLogger(__name__)

TICK = 5.0
"""Seconds between looks at the clock and at what ends by itself, at most."""

SHORTEST = 0.05
"""Seconds between them at least."""

ABSENT = 55.0
"""Seconds after which a channel that the lists still lack is gone: one that starts lists nothing."""

QUARTER = 900.0
"""Seconds from one look at the hours and days that are over to the next: no zone begins them between."""

_DAY_HOURS = 2.0
"""Hours that only counts of a whole day are over."""


class Installation(System):
    """Takes events in and tells what they come to; REST and webhooks only bring them.

    `reading` says that REST has been read to its end and is being read on, `strangers` that
    something happened at a channel that was not listed.
    """

    def __init__(self, config: Mapping[str, Any], ports: Ports) -> None:
        """Take where it is and whom to tell; nothing is known yet."""
        self.config = config
        self.ports = ports
        self.books = Books(ports.clock, ports.zone, Wishes.of(ports.options()))
        self.reading = False
        self.strangers = False
        self._records = Records(self.books, ports.emit)
        self._quarter = self.books.now() // QUARTER * QUARTER

    @property
    def alone(self) -> bool:
        """Whether webhooks alone tell all that is known: there is no address to ask."""
        return not self.config["host"]

    @property
    @override
    def linked(self) -> bool:
        return not self.alone

    @override
    def session(self) -> Session:
        return CamlyticsSession(self)

    @override
    async def run(self) -> None:
        """Let end what ends by itself, and begin each hour and day."""
        while True:
            now = self.books.now()
            end = self.books.presence.next_end()
            wait = TICK if end is None else min(TICK, max(end - now, SHORTEST))
            await self.ports.clock.sleep(wait)
            now = self.books.now()
            if self.reading:
                # Where the clock was ahead at first, counting would begin in the future.
                self.books.counts.begin(now)
            self.books.presence.expire(now)
            self._records.changed(self.books.presence.changed())
            if (quarter := now // QUARTER * QUARTER) != self._quarter:
                self._quarter = quarter
                self._records.all()
                self.tally()

    @override
    def receive(self, body: bytes) -> None:
        message = wire.webhook(body)
        key = message.channel or self.books.named(message.channel_name)
        if key is None or not self._is_known(key, message.channel_name):
            raise BadData("it is of no channel that is known")
        match message:
            case Report():
                self._take_event(key, message, Way.WEBHOOK)
            case Aggregate():
                self._take_aggregate(key, message)

    @override
    async def stream_source(self, key: str) -> str | None:
        known = self.books.channels.get(key)
        return None if known is None else known.stream

    @override
    def dump(self) -> Mapping[str, Any]:
        return self.books.dump()

    @override
    def load(self, saved: Mapping[str, Any]) -> None:
        self.books.load(saved)

    @override
    async def heed(self) -> None:
        await self.prepare()
        self._records.all()

    async def prepare(self) -> None:
        """Take the user's wishes as they are now."""
        wishes = Wishes.of(self.ports.options())
        # The data of a zone is read from the disk.
        zone = await asyncio.to_thread(ZoneInfo, wishes.zone) if wishes.zone else None
        self.books.configure(wishes, zone)

    def list(self, channels: Iterable[Channel]) -> None:
        """Take the channels there are; one that the lists lack for long enough is gone."""
        self.strangers = False
        listed = {channel.id: channel for channel in channels}
        for key, channel in listed.items():
            if (known := self.books.known(key, channel.name)) is not None:
                known.stream = wire.stream_url(channel, self.config["host"])
                known.absent = None
                self._records.channel(key)
        for key, known in [*self.books.channels.items()]:
            if key not in listed:
                now = self.ports.clock.now()
                known.absent = now if known.absent is None else known.absent
                if now - known.absent >= ABSENT:
                    self.books.forget(key)
                    self.ports.emit(Gone(key))
        self._records.hub()

    def take(self, reports: Iterable[Report], missed: bool) -> None:
        """Take events that REST told, in the order of their ids.

        Those that were missed are counted, and told where they are not older than the user allows.
        """
        for report in reports:
            if self._is_known(report.channel, report.channel_name):
                self._take_event(report.channel, report, Way.POLL, missed=missed)

    def recall(self, reports: Iterable[Report]) -> None:
        """Take events of before the first connection: they only tell what is the case now."""
        books = self.books
        for report in reports:
            if report.channel in books.channels:
                books.presence.take(
                    report.channel, names.kind_of(report.type), report.rule, report.object,
                    report.object_class, books.when(report.time), books.now(), missed=True,
                )  # fmt: skip

    def caught_up(self) -> None:
        """Take note that everything that was stored has been read, and tell it."""
        self.reading = True
        if self.books.gapless is not None:
            self.books.counts.settle(self.books.gapless)
        self._records.all(baseline=True)
        self.tally()

    def reconcile(
        self, midnight: float, rules: Iterable[RuleTotal], types: Iterable[TypeTotal]
    ) -> None:
        """Take how often things happened since midnight; what is not told of did not."""
        told: Counter[Subject] = Counter()
        for rule in rules:
            if rule.rule is not None:
                told[rule.channel, "rule", rule.rule] += rule.count
        for total in types:
            # Several types that are none of ours are one kind.
            told[total.channel, "type", names.kind_of(total.type)] += total.count
        now = self.books.now()
        for subject, count in told.items():
            self.books.counts.told_day(subject, midnight, count, now)
        self.books.counts.begin(midnight)

    def set_people(self, key: str, people: int) -> None:
        """Correct how many people are inside; raises BadRequest where they are not counted there."""
        if not self._records.counts_people(key):
            raise BadRequest("people are counted where a line is named as entrance and one as exit")
        self.books.people.set(key, people)
        self._records.inside(key)

    def learn(self, totals: Iterable[RuleTotal]) -> None:
        """Take the rules at which anything ever happened."""
        for total in totals:
            known = self.books.channels.get(total.channel)
            if known is not None and total.rule is not None:
                self.books.rule(known, total.rule, total.name)

    def tally(self) -> None:
        """Write what was counted in past hours into the history."""
        for subject, hours in self.books.counts.tallies(self.books.now()):
            key, what, name = subject
            if (known := self.books.channels.get(key)) is None:
                continue
            rule = known.rules.get(name)
            self.ports.tally(
                Tally(
                    key,
                    f"{key}_{name}",
                    Kind(name) if what == "type" else rule.name if rule else name,
                    tuple(
                        (datetime.fromtimestamp(hour, UTC), n, total) for hour, n, total in hours
                    ),
                )
            )

    def _is_known(self, key: str, name: str) -> bool:
        """Tell whether there is such a channel, or room for one that nobody has listed yet."""
        if key in self.books.channels:
            return True
        if self.books.known(key, name) is None:
            return False
        self.strangers = True
        self._records.channel(key)
        return True

    def _take_event(self, key: str, report: Report, way: Way, *, missed: bool = False) -> None:
        """Take an event in and tell it, unless the other way has told it before."""
        now, moment = self.books.now(), self.books.when(report.time)
        identity = f"{key}|{report.type}|{report.rule or ''}|{report.object or ''}"
        if not self.books.twins.is_new(way, identity, moment, now, report.time):
            return
        kind = names.kind_of(report.type)
        grown = self._note(key, report, kind, moment)
        crossed = self._apply(key, report, kind, moment, missed=missed)
        if not missed:
            self._show(key, report, kind, crossed, grown=grown, past=moment < self._quarter)
        if not missed or now - moment < self.books.wishes.backfill:
            self._tell(key, report, kind, missed=missed)

    def _note(self, key: str, report: Report, kind: Kind, moment: float) -> bool:
        """Count an event, and remember it as the last; return whether its rule or kind is new."""
        books = self.books
        known = books.channels[key]
        grown = kind not in known.kinds
        books.counts.add((key, "type", kind), moment)
        known.kinds[kind] = max(known.kinds.get(kind) or moment, moment)
        if report.rule is None:
            return grown
        grown |= report.rule not in known.rules
        if (rule := books.rule(known, report.rule, report.rule_name)) is not None:
            books.counts.add((key, "rule", report.rule), moment)
            rule.last = max(rule.last or moment, moment)
        return grown

    def _apply(
        self, key: str, report: Report, kind: Kind, moment: float, *, missed: bool
    ) -> Iterable[str]:
        """Take what an event says of the state of affairs; return where other people are inside now."""
        books = self.books
        books.presence.take(
            key, kind, report.rule, report.object, report.object_class,
            moment, books.now(), missed=missed,
        )  # fmt: skip
        if kind is not Kind.LINE_CROSSED:
            return ()
        return books.people.crossed(key, report.rule_name, report.object_class)

    def _show(
        self,
        key: str,
        report: Report,
        kind: Kind,
        crossed: Iterable[str],
        *,
        grown: bool,
        past: bool,
    ) -> None:
        """Tell what an event has changed: `grown` by its rule, `past` in an hour that is over."""
        if grown:
            # With the new rule an entrance may have got its exit.
            self._records.channel(key)
            self._records.hub()
        past = past or grown
        self._records.kind(key, kind, past=past)
        touched = self.books.presence.changed()
        if report.rule in self.books.channels[key].rules:
            self._records.rule(key, report.rule, past=past)
            touched.discard((key, Role.RULE, report.rule))
        self._records.changed(touched)
        for counted in crossed:
            self._records.inside(counted)

    def _tell(self, key: str, report: Report, kind: Kind, *, missed: bool) -> None:
        data = happening(report)
        if direction := self.books.people.direction(report.rule_name):
            data["direction"] = direction
        if missed:
            data["missed"] = True
        identity = None if report.id is None else f"{self.books.cursor.epoch}:{report.id}"
        self.ports.emit(Happened(key, kind, identity, data))

    def _take_aggregate(self, key: str, aggregate: Aggregate) -> None:
        """Take the counts of an hour or a day that could not be seen here."""
        books = self.books
        since = books.when(aggregate.since)
        for rule, (name, _) in aggregate.rules.items():
            books.rule(books.channels[key], rule, name)
        if not (self.reading and books.gapless is not None and books.gapless <= since):
            tell = books.counts.told_hour if aggregate.hours < _DAY_HOURS else books.counts.told_day
            for subject, count in _counted(key, aggregate):
                tell(subject, since, count)
        self._records.whole(key)
        self._records.hub()
        self.tally()


def _counted(key: str, aggregate: Aggregate) -> Iterator[tuple[Subject, int]]:
    for event_type, count in aggregate.types.items():
        if (kind := names.kind_of(event_type)) is not Kind.OTHER:
            yield (key, "type", kind), count
    for rule, (_, count) in aggregate.rules.items():
        yield (key, "rule", rule), count
