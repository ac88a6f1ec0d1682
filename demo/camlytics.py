"""A Camlytics installation with two channels, read over its REST API and heard by its webhooks."""

from collections import Counter
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from demo.api import Api
from demo.cards import Card, press, section, subheading, tile
from demo.entries import Device, Entry
from demo.looking import SOON, see
from demo.seed import TIME_ZONE
from demo.waiting import Failed, NotYet, wait_for
from simulators.camlytics import CamlyticsSimulator
from simulators.camlytics.scene import ENTER, EXIT, WAITING

ENTRANCE, SHOP = "Entrance", "Shop"
CHANNELS = (ENTRANCE, SHOP)

OPTIONS = {"backfill_limit": 5}

_RATE = 0.3
"""Events a second of a lively installation: somebody every half a minute."""

_PAST = 36
"""Hours of which something is stored when the demo begins."""

_HOUR = timedelta(hours=1)


def simulator(
    lively: bool, known: Mapping[str, Any]
) -> AbstractAsyncContextManager[CamlyticsSimulator]:
    """Return an installation with a past; in a lively one people come and go."""
    app = CamlyticsSimulator(
        channels=0,
        port=known.get("port", 0),
        rate=_RATE if lively else 0.0,
        zone=TIME_ZONE,
    )
    for name in CHANNELS:
        app.add_channel(name)
        app.add_line(name, ENTER)
        app.add_line(name, EXIT)
        app.add_zone(name, WAITING)
    for at, kind, channel, rule, person in sorted(_visits(app)):
        app.raise_event(kind, channel, rule, object_id=person, time=at, via="rest")
    return app


type _Row = tuple[datetime, str, str, str, int]
"""An event: when, what, at which channel and rule, of which object."""


def _visits(app: CamlyticsSimulator) -> Iterator[_Row]:
    """Return what happened until now; the last visitors have just gone, whatever the time of day."""
    now = datetime.now(UTC)
    just_now = timedelta(minutes=1)
    for channel in CHANNELS:
        yield from _visit(app, channel, now - 3 * just_now, just_now)
    for ago in range(_PAST, -1, -1):
        hour = _this_hour() - ago * _HOUR
        lots = Random(hour.isoformat())
        for channel in CHANNELS:
            for _ in range(1 + lots.randrange(_busy(hour))):
                began = hour + timedelta(seconds=lots.randrange(3500))
                stay = timedelta(seconds=lots.randrange(20, 80))
                if began + 2 * stay <= now:
                    yield from _visit(app, channel, began, stay)


def _visit(
    app: CamlyticsSimulator, channel: str, began: datetime, stay: timedelta
) -> Iterator[_Row]:
    """Return what a person's visit makes happen, who waits for a while and goes after another."""
    person = app.channel(channel).next_object()
    yield began, "ObjectAppear", channel, "", person
    yield began, "TripwireCrossed", channel, ENTER, person
    yield began + stay / 2, "RegionJoin", channel, WAITING, person
    yield began + stay, "RegionLeave", channel, WAITING, person
    yield began + 2 * stay, "TripwireCrossed", channel, EXIT, person
    yield began + 2 * stay, "ObjectDisappear", channel, "", person


def _busy(hour: datetime) -> int:
    """Return how many come in an hour at most: few at night, most at noon."""
    noon = abs(hour.astimezone(ZoneInfo(TIME_ZONE)).hour - 13)
    return max(14 - 2 * noon, 2)


def answers(app: CamlyticsSimulator) -> Mapping[str, Any]:
    """Return what the config flow asks for."""
    return {"host": "127.0.0.1", "port": app.port}


async def call(app: CamlyticsSimulator, address: str) -> None:
    """Send everything to an address from now on: first an event, then what past hours came to."""
    app.set_webhook(address)
    app.raise_event("MotionInRegionOff", ENTRANCE)
    await _within(app.delivered())
    this_hour = _this_hour()
    for ago in range(_PAST, 0, -1):
        app.fire_hourly(this_hour - ago * _HOUR, this_hour - (ago - 1) * _HOUR)
    await _within(app.delivered())


def automation(entry: Entry) -> Mapping[str, Any]:
    """Return an automation that counts who comes in, at any channel."""
    return {
        "alias": "Count every visitor",
        "description": "Whoever crosses a line that is named as an entrance.",
        "mode": "queued",
        "max": 100,
        "triggers": [
            {
                "trigger": "camhub.line_crossed",
                "target": {"device_id": [camera.id for camera in entry.cameras]},
                "options": {"direction": ["in"], "object_class": ["person"]},
            }
        ],
        "actions": [{"action": "counter.increment", "target": {"entity_id": "counter.visitors"}}],
    }


def view(entry: Entry) -> Mapping[str, Any]:
    """Return the view of the installation."""
    return {
        "title": "Analytics",
        "path": "analytics",
        "type": "sections",
        "max_columns": 3,
        "sections": [_building(entry), _channels(entry), _happenings(entry)],
    }


def _building(entry: Entry) -> Card:
    hub = entry.hub
    return section(
        "Building",
        "mdi:home-analytics",
        tile(hub.entity("sensor", "people_inside"), "People inside"),
        press(hub.entity("button", "reset_people_inside"), "Reset", "grey"),
        tile(hub.entity("sensor", "cameras_online"), "Channels online"),
        tile(hub.entity("binary_sensor", "link"), "REST API"),
        subheading("The automation on everybody who comes in", "mdi:robot"),
        tile("counter.visitors", "Visitors"),
        subheading("Who came in, by the hour", "mdi:chart-bar"),
        {
            "type": "statistics-graph",
            "entities": [
                {"entity": entry.statistic(camera.name, ENTER), "name": camera.name}
                for camera in entry.cameras
            ],
            "chart_type": "bar",
            "period": "hour",
            "stat_types": ["change"],
            "days_to_show": 1,
            "grid_options": {"columns": 12},
        },
    )


def _channels(entry: Entry) -> Card:
    cards: list[Card] = []
    for camera in entry.cameras:
        cards += [
            subheading(camera.name, "mdi:cctv"),
            tile(camera.entity("binary_sensor", "motion"), "Motion"),
            tile(camera.entity("binary_sensor", "zone_occupied", WAITING), WAITING),
            tile(camera.entity("sensor", "people_inside"), "Inside"),
            tile(camera.entity("sensor", "people_in_view"), "In view"),
            tile(camera.entity("sensor", "events_today", ENTER), "In today"),
            tile(camera.entity("sensor", "events_today", EXIT), "Out today"),
        ]
    return section("Channels", "mdi:cctv", *cards)


def _happenings(entry: Entry) -> Card:
    events = [camera.entity("event", "analytics") for camera in entry.cameras]
    return section(
        "What happens",
        "mdi:motion-sensor",
        {
            "type": "logbook",
            "hours_to_show": 1,
            "target": {"entity_id": events},
            "grid_options": {"columns": 12, "rows": 9},
        },
    )


async def check(app: CamlyticsSimulator, entry: Entry, api: Api) -> str:
    """Let things happen that are told by one way, the other or both; count people, and an hour."""
    if [camera.name for camera in entry.cameras] != sorted(CHANNELS):
        raise Failed(f"found {', '.join(camera.name for camera in entry.cameras) or 'no channel'}")
    entrance = next(camera for camera in entry.cameras if camera.name == ENTRANCE)
    await _tell(app, entrance, api)
    await _count_people(app, entry.hub, entrance, api)
    hour = await _look_back(app, entry, api)
    return (
        f"{len(CHANNELS)} channels found, its webhook address verified, an event by long poll, one"
        " by webhook and one by both seen once each, an automation run once for each person who"
        f" came in, people inside counted up and down, an hourly aggregate ({hour}) in long-term"
        " statistics"
    )


async def _tell(app: CamlyticsSimulator, entrance: Device, api: Api) -> None:
    """Let something be told by each way alone and by both; each has to be seen once."""
    await api.watch()
    polls = app.poll_count
    app.raise_event("Loitering", ENTRANCE, WAITING, via="rest")
    app.raise_event("CrowdOn", ENTRANCE, WAITING, via="webhook")
    app.raise_event("TripwireCrossed", ENTRANCE, ENTER)
    await _told(app, polls)
    event = entrance.entity("event", "analytics")
    told = Counter(
        state["attributes"]["event_type"]
        for state in await api.seen()
        if state["entity_id"] == event
    )
    if told != Counter(("dwell", "crowd_appeared", "line_crossed")):
        raise Failed(f"events seen: {dict(told)}")


async def _count_people(app: CamlyticsSimulator, hub: Device, entrance: Device, api: Api) -> None:
    """Let two people in and one out; the channel, the installation and the automation count."""
    sensors = [device.entity("sensor", "people_inside") for device in (hub, entrance)]
    states = await api.states()
    before = {sensor: int(states[sensor]["state"]) for sensor in sensors}

    for rule, more in ((ENTER, 1), (ENTER, 2), (EXIT, 1)):
        polls = app.poll_count
        app.raise_event("TripwireCrossed", ENTRANCE, rule)
        await _told(app, polls)
        for sensor in sensors:
            await see(api, sensor, before[sensor] + more)
    # One of them came in before: by both ways.
    await see(api, "counter.visitors", 3)


async def _look_back(app: CamlyticsSimulator, entry: Entry, api: Api) -> str:
    """Send the aggregate of the hour that has passed; it has to be in the statistics. Return it."""
    until = _this_hour()
    sent = app.fire_hourly(until - _HOUR, until)
    await _within(app.delivered())
    (counts,) = [
        {rule["rule_name"]: rule["event_count"] for rule in body["rule_id_aggregate"]}
        for body in sent
        if body["channel_name"] == ENTRANCE
    ]

    async def written() -> None:
        for rule, count in counts.items():
            statistic = entry.statistic(ENTRANCE, rule)
            hours = await api.call(
                "recorder/statistics_during_period",
                start_time=(until - _HOUR).isoformat(),
                end_time=until.isoformat(),
                statistic_ids=[statistic],
                period="hour",
                types=["change"],
            )
            found = [hour["change"] for hour in hours.get(statistic, ())]
            if found != [count]:
                raise NotYet(f"the statistics of {rule} show {found}, not {count}")

    await wait_for(written, SOON)
    return ", ".join(f"{rule} {count}" for rule, count in counts.items())


def _this_hour() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


async def _told(app: CamlyticsSimulator, polls: int) -> None:
    """Wait until all is told by both ways: who asks again, after so many polls, has taken it in."""
    await _within(app.polls(polls + 1))
    await _within(app.held())
    await _within(app.delivered())


async def _within(waiting: Awaitable[None]) -> None:
    """Wait for the simulator; raises Failed where that takes too long."""
    try:
        await waiting
    except TimeoutError as error:
        raise Failed("Camlytics has waited in vain to be asked, or to be answered") from error
