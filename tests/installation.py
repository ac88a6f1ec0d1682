"""A made-up installation of video analytics: channels with lines and zones, of which a test tells.

It is heard over a link that a test can break, over its webhook, or over both.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, override

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.link.errors import BadData, Unreachable
from custom_components.camhub.link.session import Command, Outcome, Ports, Session, Tally
from custom_components.camhub.link.system import System
from custom_components.camhub.model.camera import HUB, Role
from custom_components.camhub.model.change import Change, Gone, Happened, Seen, Snapshot
from custom_components.camhub.model.vocabulary import STREAMS, Ability, Kind, Reading, Stream
from custom_components.camhub.protocols.declaration import Field, FieldKind, Found, Protocol
from tests.home import Place, until

CHANNEL = "b7ad2693-0a5c-4d0f-8f6e-2f1f0c6f9a11"
"""The channel that has everything; its name is "Front door"."""

BARE = "0c1d7a52-93ce-4b0e-a2a5-6f8f4f6a7c22"
"""A channel without a stream, a rule or anybody to count."""

STREAM = "rtsp://viewer:opensesame@127.0.0.1:8554/front"
"""Where the moving picture of the channel is: no user would publish it."""

WEBHOOK_ID = "4f1c" * 16
"""Where it calls Home Assistant: whoever knows it can tell of events."""

MIDNIGHT = 1_795_215_600.0
"""The beginning of a day in most of Europe: 2026-11-21 00:00 at an offset of one hour."""

ANALYTICS = frozenset(STREAMS[Stream.ANALYTICS])


def rule(number: str, name: str, *, carries: tuple[Reading, ...] = (), **readings: Any) -> Seen:
    """Return a line or zone of the channel, of which seven events were counted today."""
    counted = {
        Reading.EVENTS_TODAY: 7,
        Reading.EVENTS_LAST_HOUR: 2,
        Reading.EVENTS_YESTERDAY: 40,
        Reading.COUNTED_SINCE: MIDNIGHT,
        Reading.LAST_EVENT: MIDNIGHT + 3600,
    }
    told = {Reading(word): value for word, value in readings.items()}
    return Seen(
        f"{CHANNEL}_{number}",
        role=Role.RULE,
        name=name,
        of=CHANNEL,
        readings=counted | told,
        carries=frozenset(carries),
    )


def objects(name: str, count: int) -> Seen:
    """Return the objects of one class in the picture of the channel."""
    return Seen(
        f"{CHANNEL}_objects_{name}",
        role=Role.OBJECT_CLASS,
        name=name,
        of=CHANNEL,
        readings={Reading.OBJECTS: count},
    )


def events(kind: Kind) -> Seen:
    """Return the events of one kind at the channel."""
    return Seen(
        f"{CHANNEL}_events_{kind}",
        role=Role.EVENT_TYPE,
        name=kind,
        of=CHANNEL,
        readings={
            Reading.EVENTS_TODAY: 5,
            Reading.EVENTS_LAST_HOUR: 1,
            Reading.EVENTS_YESTERDAY: 9,
            Reading.COUNTED_SINCE: MIDNIGHT,
            Reading.LAST_EVENT: None,
        },
    )


LINE = rule("1", "Enter")
ZONE = rule("2", "Yard", zone_motion=False, zone_crowd=False, zone_occupied=True)


def channels() -> tuple[Seen, ...]:
    """Return what the installation consists of, unless a test says otherwise."""
    watched = {
        Reading.ONLINE: True,
        Reading.MOTION: False,
        Reading.CROWD: False,
        Reading.OBSTRUCTED: False,
    }
    return (
        Seen(
            HUB,
            role=Role.HUB,
            readings={Reading.PEOPLE_INSIDE: 3},
            abilities=frozenset({Ability.RESET_PEOPLE_INSIDE}),
        ),
        Seen(
            CHANNEL,
            name="Front door",
            readings=watched | {Reading.PEOPLE_INSIDE: 3},
            abilities=frozenset({Ability.STREAM, Ability.RESET_PEOPLE_INSIDE}),
            kinds=ANALYTICS,
        ),
        LINE,
        ZONE,
        objects("person", 2),
        objects("vehicle", 0),
        objects("unknown", 1),
        objects("forklift", 4),
        events(Kind.LINE_CROSSED),
        Seen(BARE, name="Depot", readings=watched, abilities=frozenset(), kinds=ANALYTICS),
    )


@dataclass
class Installation(System):
    """The installation; what it consists of, what it was asked for, and how to have it tell something."""

    channels: tuple[Seen, ...] = field(default_factory=channels)
    commands: list[Command] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=lambda: {CHANNEL: STREAM})
    saved: Mapping[str, Any] = field(default_factory=dict)
    ports: Ports = field(default_factory=lambda: Ports(emit=lambda change: None))
    reachable: bool = True
    resyncs: int = 0
    heeded: int = 0

    def __post_init__(self) -> None:
        self.changed = asyncio.Event()

    def emit(self, *changes: Change) -> None:
        """Have the installation tell something."""
        for change in changes:
            self.ports.emit(change)

    def tell(self, key: str, /, **readings: Any) -> None:
        """Have it tell readings of a record, by their words."""
        self.emit(Seen(key, readings={Reading(word): value for word, value in readings.items()}))

    def happen(self, kind: Kind, /, key: str = CHANNEL, **data: Any) -> None:
        """Have something happen at a channel."""
        self.emit(Happened(key, kind, data=data))

    def lose(self, key: str) -> None:
        """Have a channel or a part of one no longer be there."""
        self.emit(Gone(key))

    def count(self, tally: Tally) -> None:
        """Have it tell what was counted in hours that are over."""
        self.ports.tally(tally)

    def reach(self, reachable: bool) -> None:
        """Let the link break, or be possible again."""
        self.reachable = reachable
        self.changed.set()
        self.changed = asyncio.Event()

    @override
    def session(self) -> Session:
        return InstallationSession(self)

    @override
    async def run(self) -> None:
        pass

    @override
    def receive(self, body: bytes) -> None:
        """Take an event as JSON: a `channel` and a `kind`."""
        self.happen(*read(body))

    @override
    async def stream_source(self, key: str) -> str | None:
        return self.sources.get(key)

    @override
    def dump(self) -> Mapping[str, Any]:
        return self.saved

    @override
    def load(self, saved: Mapping[str, Any]) -> None:
        self.saved = saved

    @override
    async def heed(self) -> None:
        self.heeded += 1


class InstallationSession(Session):
    """A link to the installation, up for as long as it can be reached."""

    library = None

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    @override
    async def open(self) -> None:
        if not self._installation.reachable:
            raise Unreachable("it is off")
        self._installation.emit(Snapshot(self._installation.channels, baseline=True))

    @override
    async def run(self) -> None:
        while self._installation.reachable:
            await self._installation.changed.wait()
        raise Unreachable("it went off")

    @override
    async def send(self, command: Command) -> Outcome:
        self._installation.commands.append(command)
        return Outcome()

    @override
    async def resync(self) -> None:
        self._installation.resyncs += 1

    @override
    async def watch(self, key: str, *, on: bool) -> None: ...

    @override
    async def close(self) -> None: ...


def read(body: bytes) -> tuple[Kind, str]:
    """Return what a webhook tells to have happened, and where; raise BadData where it tells nothing."""
    try:
        told = json.loads(body)
        return Kind(told["kind"]), str(told["channel"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadData("nothing that it sends") from error


def protocol_of(installation: Installation, **changes: Any) -> Protocol:
    """Return the declaration of the system; what a test wants to be different is named."""

    async def probe(_: Mapping[str, Any], __: Ports) -> Found:
        if not installation.reachable:
            raise Unreachable("it is off")
        return Found("Made-up", None, cameras=frozenset({CHANNEL, BARE}))

    def begin(_: Mapping[str, Any], ports: Ports) -> System:
        installation.ports = ports
        return installation

    declared: dict[str, Any] = {
        "name": "installation",
        "maker": "Nobody",
        "fields": (
            Field("host", FieldKind.HOST),
            Field("port", FieldKind.PORT, default=48462),
        ),
        "address": ("host", "port"),
        "probe": probe,
        "system": begin,
        "independent": True,
        "webhook": read,
    }
    return Protocol(**declared | changes)


@dataclass
class House(Place):
    """A Home Assistant that has the installation; a camera is named by its position, None is the hub."""

    installation: Installation

    @override
    def key(self, camera: int | None) -> str:
        return HUB if camera is None else (CHANNEL, BARE)[camera]

    async def until_up(self, up: bool) -> None:
        """Wait until the link is up, or down."""
        await until(lambda: self.entry.runtime_data.up is up)


@asynccontextmanager
async def house(
    hass: HomeAssistant, installation: Installation, **entry: Any
) -> AsyncIterator[House]:
    """Set the installation up in Home Assistant, whose `PROTOCOLS` have it; it is gone again at the end."""
    made = MockConfigEntry(
        domain=DOMAIN,
        title="Gate house",
        data={
            CONF_SYSTEM: "installation",
            "host": "127.0.0.1",
            "port": 48462,
            CONF_WEBHOOK_ID: WEBHOOK_ID,
        },
        **entry,
    )
    made.add_to_hass(hass)
    assert await hass.config_entries.async_setup(made.entry_id)
    await hass.async_block_till_done()
    yield House(hass, made, installation)
    if hass.config_entries.async_get_entry(made.entry_id) is not None:
        await hass.config_entries.async_unload(made.entry_id)
