"""A busy installation whose application, network and Home Assistant come and go: nothing lost, nothing told twice."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Kind, Reading
from custom_components.camhub.protocols.camlytics import client, installation, names, tail
from custom_components.camhub.protocols.camlytics.times import midnight, utc
from simulators.camlytics.event import Event

from .site import Site, watched

CHANNELS = 3

WITH_OBJECT = (
    ("TripwireCrossed", "Enter"),
    ("TripwireCrossed", "Exit"),
    ("RegionJoin", "Waiting area"),
    ("RegionLeave", "Waiting area"),
    ("MotionInRegionOn", "Motion detection"),
    ("ObjectAppear", ""),
    ("ObjectDisappear", ""),
)
WITHOUT = (
    ("MotionInRegionOff", "Motion detection"),
    ("CrowdOn", "Waiting area"),
    ("CrowdOff", "Waiting area"),
    ("Sabotage", ""),
)
ORIGINS = ("Pedestrian", "Pedestrian", "Vehicle", "Unknown")

type Shape = tuple[str, Kind, str, str]
"""What an event is recognised by: its channel, kind, rule and object."""

pytestmark = pytest.mark.usefixtures("socket_enabled", "quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less, but never less than a busy machine needs."""
    monkeypatch.setattr(tail, "POLL", 2)
    monkeypatch.setattr(tail, "PAUSE", 0.05)
    monkeypatch.setattr(installation, "TICK", 0.2)
    monkeypatch.setattr(client, "CHANNELS", 1.0)
    monkeypatch.setattr("custom_components.camhub.link.supervisor.FIRST_RETRY", 0.05)
    monkeypatch.setattr("custom_components.camhub.link.supervisor.LAST_RETRY", 0.1)


@dataclass
class Storm:
    """Lets things happen at a site, and knows what has."""

    site: Site
    random: Random
    batch: int = 25
    happened: list[Event] = field(default_factory=list)

    async def blow(self, events: int, *, webhooks: bool = True) -> None:
        """Let so many events happen: their webhooks come, or come late, twice, or not at all."""
        app, random = self.site.app, self.random
        for number in range(0, events, self.batch):
            for fault in ("webhook_twice", "webhook_late"):
                app.clear_fault(fault)
            if (dice := random.random()) < 0.15:
                app.set_fault("webhook_twice")
            elif dice < 0.35:
                app.set_fault("webhook_late", random.choice((0.05, 0.3)))
            for _ in range(min(self.batch, events - number)):
                self._raise(via="rest" if not webhooks or random.random() < 0.1 else "both")
            # Their senders look at the faults as they begin.
            await asyncio.sleep(0.005)

    def _raise(self, *, via: str) -> None:
        random, app = self.random, self.site.app
        with_object = random.random() < 0.8
        kind, rule = random.choice(WITH_OBJECT if with_object else WITHOUT)
        moment = datetime.now(UTC).replace(tzinfo=None)
        if with_object and random.random() < 0.06:
            moment -= timedelta(seconds=random.uniform(0, 3 * 3600))
        self.happened.append(
            app.raise_event(
                kind,
                random.randrange(CHANNELS),
                rule,
                object_id=len(self.happened) if with_object else None,
                origin=random.choice(ORIGINS) if with_object else None,
                time=moment,
                via=("rest", "webhook") if via == "both" else via,
            )
        )

    async def settle(self) -> None:
        """Wait until all that has happened is here."""
        site = self.site
        await site.app.delivered()
        newest = site.app.events[-1].event_id
        await site.until(
            lambda: site.installation.reading and site.installation.books.cursor.last == newest
        )

    def told(self) -> Counter[Shape]:
        """Return what was told, and how often."""
        return Counter(
            (told.key, told.kind, str(told.data.get("rule", "")), str(told.data.get("object_id")))
            for told in self.site.happened
        )

    def shapes(self) -> Counter[Shape]:
        """Return what has happened, and how often."""
        return Counter(map(_shape, self.happened))

    def hold_counts(self) -> None:
        """Assert that what is shown is what has happened."""
        site, now = self.site, self.site.clock.wall()
        begin = midnight(now, UTC)
        today = [event for event in self.happened if utc(event.time, UTC) >= begin]
        by_rule = Counter((event.channel_id, event.rule_id) for event in today)
        by_kind = Counter((event.channel_id, names.kind_of(event.type)) for event in today)
        for channel in site.app.channels:
            for rule in channel.rules:
                record = site.store.cameras[f"{channel.channel_id}_{rule.rule_id}"]
                happened = by_rule[channel.channel_id, rule.rule_id]
                assert record.readings[Reading.EVENTS_TODAY] == happened
            for kind in {names.kind_of(event.type) for event in self.happened}:
                record = site.store.cameras[f"{channel.channel_id}_events_{kind}"]
                assert record.readings[Reading.EVENTS_TODAY] == by_kind[channel.channel_id, kind]

    def hold_people(self) -> None:
        """Assert that everybody who came in is inside: nobody leaves by these names."""
        people = Counter(
            event.channel_id
            for event in self.happened
            if event.rule_name == "Enter" and event.origin != "Vehicle"
        )
        inside = {
            channel.channel_id: self.site.installation.books.people.inside(channel.channel_id)
            for channel in self.site.app.channels
        }
        assert inside == people
        assert self.site.installation.books.people.inside(HUB) == people.total()

    async def hold_statistics(self) -> None:
        """Assert that the hours of the history are those in which it happened."""
        site = self.site
        hours: dict[str, Counter[datetime]] = {}
        for event in self.happened:
            hour = datetime.fromisoformat(f"{event.time}+00:00").replace(
                minute=0, second=0, microsecond=0
            )
            for name in (names.kind_of(event.type).value, event.rule_id):
                if name != "-1":
                    hours.setdefault(f"{event.channel_id}_{name}", Counter())[hour] += 1
        site.clock.ahead += 3600

        def written() -> dict[str, Counter[datetime]]:
            return {
                name: +Counter({hour: count for hour, (count, _) in history.items()})
                for name, history in site.history.items()
            }

        await site.until(lambda: written() == hours)
        for history in site.history.values():
            through = 0
            for hour in sorted(history):
                count, total = history[hour]
                through += count
                assert total == through


def _shape(event: Event) -> Shape:
    object_id = "None" if event.object_id < 0 else str(event.object_id)
    return event.channel_id, names.kind_of(event.type), event.rule_name, object_id


type Disturbance = Callable[[Storm, int], Awaitable[None]]


async def app_restarts(storm: Storm, events: int) -> None:
    """Let the application end and start again."""
    await storm.blow(events)
    await storm.site.app.restart(0.1)


async def home_restarts(storm: Storm, events: int) -> None:
    """Let Home Assistant end and start again while things happen."""
    await storm.site.disconnect()
    await storm.blow(events)
    await storm.site.restart()


async def home_is_killed(storm: Storm, events: int) -> None:
    """Let Home Assistant lose what it learned since it saved last."""
    site = storm.site
    saved = site.save()
    await storm.blow(events // 2)
    await site.disconnect()
    await storm.blow(events // 2)
    # No sender waits as long as a start takes.
    await site.app.delivered()
    await site.restart(saved)


async def network_fails(storm: Storm, events: int) -> None:
    """Let REST be out of reach, and first some and then all webhooks too."""
    site = storm.site
    await site.app.stop_rest()
    await storm.blow(events // 2)
    await storm.blow(events // 2, webhooks=False)
    await site.app.start_rest()


async def polls_break(storm: Storm, events: int) -> None:
    """Let every poll be reset or cut for a while."""
    app = storm.site.app
    app.set_fault("reset", "poll")
    await storm.blow(events // 2)
    app.clear_fault("reset")
    app.set_fault("bad_answer", "cut:events")
    await storm.blow(events // 2)
    app.clear_fault("bad_answer")


async def home_restarts_during_an_outage(storm: Storm, events: int) -> None:
    """Let Home Assistant end and start again where REST comes back only later."""
    site = storm.site
    await site.app.stop_rest()
    await storm.blow(events // 2)
    restarting = asyncio.ensure_future(site.restart())
    await storm.blow(events // 2)
    await site.app.start_rest()
    await restarting


GENTLE: tuple[Disturbance, ...] = (
    app_restarts,
    home_restarts,
    network_fails,
    polls_break,
    home_restarts_during_an_outage,
    app_restarts,
)
ROUGH: tuple[Disturbance, ...] = (
    home_is_killed,
    app_restarts,
    network_fails,
    home_restarts,
    polls_break,
    home_is_killed,
)


async def rage(site: Site, disturbances: tuple[Disturbance, ...], events: int) -> Storm:
    """Let it all happen, with calm between."""
    storm = Storm(site, Random(4))
    # It would take most of the time.
    asyncio.get_running_loop().set_debug(False)
    await site.connect()
    share = events // (len(disturbances) + 1)
    for disturbance in disturbances:
        await storm.blow(share // 2)
        await disturbance(storm, share // 2)
    await storm.blow(events - len(storm.happened))
    await storm.settle()
    return storm


def simulated(events: int) -> dict[str, Any]:
    return {"webhook": True, "channels": CHANNELS, "lifetime": 2 * events}


@pytest.mark.timeout(900)
async def test_nothing_is_lost_and_nothing_told_twice(pytestconfig: pytest.Config) -> None:
    long = pytestconfig.getoption("long_storm")
    events, disturbances = (100_000, (ROUGH * 4)[:20]) if long else (10_000, ROUGH)
    options = {"type_counts": True, "exits": ["nobody"]}
    async with watched(options, **simulated(events)) as site:
        storm = await rage(site, disturbances, events)
        assert len(storm.happened) == events
        # A question whose connection breaks is asked again by itself: not every break ends the link.
        assert site.reports.count(None) > len(disturbances) // 2
        assert not storm.told() - storm.shapes(), "told more often than it happened"
        ids = [told.data["id"] for told in site.happened if "id" in told.data]
        assert len(ids) == len(set(ids))
        storm.hold_counts()
        storm.hold_people()
        await storm.hold_statistics()


async def test_everything_is_told_once_where_the_user_wants_what_was_missed() -> None:
    options = {"type_counts": True, "exits": ["nobody"], "backfill_limit": 1440}
    async with watched(options, **simulated(3_000)) as site:
        storm = await rage(site, GENTLE, 3_000)
        assert not storm.told() - storm.shapes(), "told more often than it happened"
        assert not storm.shapes() - storm.told(), "not told"
        storm.hold_counts()
        storm.hold_people()
        await storm.hold_statistics()
