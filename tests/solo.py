"""A made-up system that is one camera, which does what a test says."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, override

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.link.errors import LinkError, Unreachable
from custom_components.camhub.link.session import Command, Outcome, Picture, Ports, Session
from custom_components.camhub.link.system import connections
from custom_components.camhub.model.camera import Choice
from custom_components.camhub.model.change import Happened, Seen, Snapshot
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting
from custom_components.camhub.protocols.declaration import Found, Protocol
from tests.home import Place

KEY = "solo"

CAMERA = Seen(
    KEY,
    name="Solo",
    readings={
        Reading.STATUS: "ready",
        Reading.BATTERY_LOW: False,
        Reading.CHARGING: True,
        Reading.PHOTOS_LEFT: 120,
        Reading.ZOOM_POSITION: 30,
        Reading.FOCUS_STATUS: "focused",
    },
    settings={
        Setting.SHOOT_MODE: Choice("still", ("still", "movie")),
        Setting.ISO: Choice("400", settable=False),
        Setting.WHITE_BALANCE: Choice("Auto WB", ("Auto WB", "Shade"), writable=False),
        Setting.EXPOSURE_COMPENSATION: Choice(0.3, minimum=-3.0, maximum=3.0, step=0.1),
        Setting.PROGRAM_SHIFT: Choice(minimum=-5, maximum=5, step=1),
        Setting.COLOUR_TEMPERATURE: Choice(5500, ("5500", "6000")),
        Setting.STABILISATION: Choice(True),
        Setting.FLIP: Choice(False, settable=False),
    },
    abilities=frozenset(
        {Ability.SHOOT, Ability.CANCEL_AUTOFOCUS, Ability.LIVE_VIEW, Ability.PICTURE}
    ),
    kinds=frozenset({Kind.PHOTO_TAKEN, Kind.RECORDING_STARTED, Kind.RECORDING_STOPPED}),
)


@dataclass
class Solo:
    """The one camera: what it tells when it is connected to, and how to have it tell more.

    It cannot be reached while it is `gone`, `why` is how its link ends then; `tries` are the
    times that somebody tried to reach it.
    """

    ports: Ports | None = None
    camera: Seen = CAMERA
    why: LinkError = field(default_factory=lambda: Unreachable("it went off"))
    tries: int = 0
    commands: list[Command] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, **told: Any) -> None:
        """Have the camera tell something of itself."""
        self.emit(Seen(KEY, **told))

    def emit(self, change: Seen | Happened) -> None:
        assert self.ports is not None
        self.ports.emit(change)

    def hand_over(self, picture: Picture) -> None:
        """Have the camera hand over a photo."""
        assert self.ports is not None
        self.ports.picture(KEY, picture)

    def show(self, frame: bytes | None) -> None:
        """Have the camera show a frame of live view, or end it."""
        assert self.ports is not None
        self.ports.frame(KEY, frame)


class SoloSession(Session):
    """A link to the one camera."""

    library = None

    def __init__(self, solo: Solo, ports: Ports) -> None:
        self._solo = solo
        self._ports = ports

    @override
    async def open(self) -> None:
        self._solo.tries += 1
        if self._solo.gone.is_set():
            raise Unreachable("it is off")
        self._solo.ports = self._ports
        self._ports.emit(Snapshot((self._solo.camera,), baseline=True))

    @override
    async def run(self) -> None:
        await self._solo.gone.wait()
        raise self._solo.why

    @override
    async def send(self, command: Command) -> Outcome:
        self._solo.commands.append(command)
        return Outcome()

    @override
    async def resync(self) -> None:
        self._ports.emit(self._solo.camera)

    @override
    async def watch(self, key: str, *, on: bool) -> None:
        pass

    @override
    async def close(self) -> None:
        pass


def protocol_of(solo: Solo, **changes: Any) -> Protocol:
    """Return the declaration of the system; what a test wants to be different is named."""

    async def probe(_: Mapping[str, Any], __: Ports) -> Found:
        return Found("Solo")

    declared: dict[str, Any] = {
        "name": "solo",
        "maker": "Test",
        "fields": (),
        "address": (),
        "probe": probe,
        "system": connections(lambda config, ports: SoloSession(solo, ports)),
        "single": True,
    }
    return Protocol(**declared | changes)


@dataclass
class SoloHome(Place):
    """A Home Assistant that has the one camera."""

    solo: Solo

    @override
    def key(self, camera: int | None) -> str:
        return KEY


@asynccontextmanager
async def solo_home(hass: HomeAssistant, solo: Solo) -> AsyncIterator[SoloHome]:
    """Set the camera up in Home Assistant, whose `PROTOCOLS` have it; it is gone again at the end."""
    entry = MockConfigEntry(domain=DOMAIN, title="Solo", data={CONF_SYSTEM: "solo"})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield SoloHome(hass, entry, solo)
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)
