"""One system in Home Assistant: its records, its link, and who wants to hear of what."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import (
    ConfigEntryNotReady,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util

from . import devices, history, issues, webhook
from .const import CONF_GROUPS, CONF_LOCAL_ONLY, CONF_SYSTEM, DOMAIN, Group
from .discovery import hear
from .link.errors import BadRequest, Farewell, LinkError, Unreachable
from .link.library import Library
from .link.session import Clock, Command, Outcome, Ports, Session, Tally
from .link.supervisor import Supervisor
from .listeners import Listeners
from .memory import Memory
from .model.camera import HUB, Choice, Role, Value
from .model.change import Change, Gone, Happened, Seen
from .model.store import Effect, Store, Touched
from .model.vocabulary import FAREWELLS, Ability, Kind, Reading, Setting, Verb
from .pictures import Pictures
from .protocols import PROTOCOLS
from .saving import save

_LOGGER = logging.getLogger(__name__)

GRACE = 2.0
"""Seconds that the set-up of a known system waits for its link."""

UNREACHABLE = "unreachable"
"""The status of a single camera while its link is down and it did not say that it goes."""

type CamHubConfigEntry = ConfigEntry[Coordinator]


class Coordinator:
    """Feeds the entities of one entry, each through its place among the `listeners`."""

    def __init__(self, hass: HomeAssistant, entry: CamHubConfigEntry) -> None:
        """Take the entry; nothing is connected yet."""
        self.hass = hass
        self.entry = entry
        self.protocol = PROTOCOLS[entry.data[CONF_SYSTEM]]
        self.store = Store()
        self.up = False
        self.fed = False
        self._memory = Memory(hass, entry, self._dump)
        self.listeners = Listeners()
        self._held: list[Happened] | None = []
        self.pictures = Pictures(self._session, self._tell_picture)
        self._unlisten: Callable[[], None] = _nothing
        self._told_down = False
        self._first_report: asyncio.Future[LinkError | None] = hass.loop.create_future()
        self._ports = Ports(
            emit=self._emit,
            options=self._options,
            frame=self.pictures.frame,
            marks=self.pictures.marks,
            zone=dt_util.get_default_time_zone,
            picture=self.pictures.photo,
            tally=self._tally,
            save=partial(save, hass, entry),
            http=partial(async_get_clientsession, hass),
            clock=Clock(),
        )
        self._system = self.protocol.system(entry.data, self._ports)
        self._supervisor = Supervisor(self._system.session, self._report, self._ports.clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._resync: asyncio.Task[None] | None = None

    @property
    def available(self) -> bool:
        """Whether what is shown is true: a link is up, or the system tells by itself what happens."""
        return self.up or self.fed

    @property
    def groups(self) -> frozenset[str]:
        """The groups of entities that a camera of this entry gets."""
        if not self.protocol.grouped:
            return frozenset(Group)
        return frozenset({Group.ESSENTIAL, *self.entry.options.get(CONF_GROUPS, ())})

    @property
    def local_only(self) -> bool:
        """Whether the webhook of this entry takes calls from the local network only."""
        return bool(self._options().get(CONF_LOCAL_ONLY, True))

    def _options(self) -> dict[str, Any]:
        """Return the options of the protocol as they are now, its defaults where none are set."""
        defaults = {field.name: field.default for field in self.protocol.options}
        return {**defaults, **self.entry.options}

    async def async_start(self) -> None:
        """Bring back what is remembered and start to connect.

        Raises ConfigEntryNotReady where nothing was ever known and nothing answers now.
        """
        if (remembered := await self._memory.async_load()) is not None:
            self._remember(remembered)
        for camera in self.store.cameras.values():
            devices.register(self, camera)
        issues.note_firmware(self)
        if not self._wanted:
            return
        self._begin()
        if self.store.cameras:
            # Whoever is there is connected before the entities are made; nobody waits for the absent.
            await asyncio.wait({self._first_report}, timeout=GRACE)
        elif (error := await self._first_report) is not None:
            await self._end()
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN,
                translation_key=error.key,
                translation_placeholders={"title": self.entry.title, "reason": str(error)},
            ) from error
        self._listen()

    def _remember(self, remembered: Any) -> None:
        """Bring back what was known; what cannot be read is as good as never known."""
        try:
            self.store.load(remembered)
            self._system.load(remembered.get("system", {}))
        except (KeyError, TypeError, ValueError) as error:
            _LOGGER.warning("The memory of %s cannot be read: %r", self.entry.title, error)
            self.store = Store()
        self._see_link()
        self._told_down = self._has_left

    @property
    def _wanted(self) -> bool:
        """Whether the user wants the link: that of a single camera has a switch."""
        return not any(
            self.protocol.single and setting.value is False
            for camera in self.store.cameras.values()
            if (setting := camera.settings.get(Setting.CONNECT)) is not None
        )

    @property
    def _has_left(self) -> bool:
        """Whether the last that a single camera said was that it goes."""
        cameras = self.store.cameras.values()
        return self.protocol.single and any(
            camera.readings.get(Reading.STATUS) in FAREWELLS for camera in cameras
        )

    def _begin(self) -> None:
        """Connect and stay so; nobody listens for a system whose link is not wanted."""
        work = [self._supervisor.run(), self._system.run()]
        if (discovery := self.protocol.discovery) is not None:
            work.append(hear(self.hass, discovery, self.entry.unique_id, self.hurry))
        self._tasks = [
            self.entry.async_create_background_task(self.hass, part, f"{DOMAIN} {self.entry.title}")
            for part in work
        ]

    def _listen(self) -> None:
        """Hear what the system sends to the webhook of this entry, where it can."""
        if self.protocol.webhook is not None and CONF_WEBHOOK_ID in self.entry.data:
            self._unlisten = webhook.listen(
                self.hass,
                self.entry.data[CONF_WEBHOOK_ID],
                self.entry.title,
                self.receive,
                local_only=self.local_only,
            )
            # Where the rest of the set-up fails, nobody stops what was started.
            self.entry.async_on_unload(self._unlisten)

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._tasks = []

    async def _connect(self, wanted: bool) -> None:
        """Take up or drop the link of a single camera; what is dropped stays so after a restart."""
        if wanted is self._wanted:
            return
        for key in self.store.cameras:
            self._take(Seen(key, settings={Setting.CONNECT: Choice(wanted)}))
        await self._memory.async_save()
        if wanted:
            self._begin()
            return
        await self.pictures.stop()
        await self._end()
        self._turn(up=False)
        # Of one that said that it goes, the link is down already.
        self._see_link()

    @callback
    def async_ready(self) -> None:
        """Pass on what happened while the entities were being made."""
        held, self._held = self._held or [], None
        self._tell(held)

    async def async_stop(self) -> None:
        """End what camhub started and let go of the system, for good."""
        # What comes after the last save would be told and not remembered.
        self._unlisten()
        await self._end()
        await self.pictures.stop()
        issues.note_half_open(self, False)
        self._first_report.cancel()
        await self._memory.async_save()

    async def async_send(self, command: Command) -> Outcome:
        """Have a command carried out; a failure becomes an error that Home Assistant can show."""
        if self.protocol.single and (wanted := _connection(command)) is not None:
            await self._connect(wanted)
            return Outcome()
        try:
            if (session := self._supervisor.session) is None:
                self._supervisor.hurry()
                raise Unreachable("the link is down")
            return await session.send(command)
        except LinkError as error:
            kind = ServiceValidationError if isinstance(error, BadRequest) else HomeAssistantError
            raise kind(
                translation_domain=DOMAIN,
                translation_key=error.key,
                translation_placeholders={"title": self.entry.title, "reason": str(error)},
            ) from error

    async def async_resync(self) -> None:
        """Ask the system for everything; who asks meanwhile waits for the same answer.

        Where it cannot be asked, it heeds the options all the same.
        """
        if self._resync is None or self._resync.done():
            session = self._supervisor.session
            work = self._system.heed() if session is None else session.resync()
            self._resync = self.entry.async_create_task(self.hass, _calmly(work))
        await asyncio.wait({self._resync})

    @callback
    def receive(self, body: bytes) -> None:
        """Take what the system sent to its webhook; where no link is up, this is how it is heard.

        Raises BadData where it is nothing that the system sends, Unsupported where it sends nothing.
        """
        self._system.receive(body)
        if not self.available:
            self.fed = True
            self.listeners.tell_all()

    @callback
    def hurry(self) -> None:
        """Try again at once where the link is down: the system was seen."""
        self._supervisor.hurry()

    @property
    def library(self) -> Library | None:
        """What the cameras have stored; None while the link is down or where they do not show it."""
        session = self._supervisor.session
        return None if session is None else session.library

    @property
    def session_diagnostics(self) -> Mapping[str, Any]:
        """What the session itself tells to find a fault; nothing while the link is down."""
        session = self._supervisor.session
        return {} if session is None else session.diagnostics()

    async def stream_source(self, key: str) -> str | None:
        """Return where the moving picture of a camera comes from: it may hold a password."""
        return await self._system.stream_source(key)

    @callback
    def forget(self, key: str) -> bool:
        """Forget a camera that is not there; return whether that was possible."""
        camera = self.store.cameras.get(key)
        if camera is not None and (camera.role is Role.HUB or (self.up and camera.online)):
            return False
        self._take(Gone(key))
        return True

    def identifier(self, key: str) -> tuple[str, str]:
        """Return the device registry's name of a record."""
        return devices.identifier(self.entry, key)

    def key_of(self, device: dr.DeviceEntry) -> str | None:
        """Return the key of the record that a device stands for."""
        return devices.key_of(self.entry, device)

    @callback
    def _emit(self, change: Change) -> None:
        """Take a change from the system; what is no longer part of it leaves nothing behind."""
        gone = isinstance(change, Gone) and change.key in self.store.cameras and change.key
        self._take(change)
        if gone:
            devices.remove(self, gone)

    def _take(self, change: Change) -> None:
        """Take a change in and tell whom it concerns."""
        if effects := self.store.apply(change):
            self._tell(effects)
            self._memory.save_soon()

    def _dump(self) -> dict[str, Any]:
        return {**self.store.dump(), "system": self._system.dump()}

    def _tell(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Touched):
                self._tell_touched(effect)
            elif self._held is not None:
                self._held.append(effect)
            else:
                self.listeners.tell_event(effect)

    def _tell_touched(self, touched: Touched) -> None:
        if touched.about or touched.grown or touched.gone:
            self._tell_other_record(touched)
        self.listeners.tell_words(touched.key, touched.words)

    def _tell_other_record(self, touched: Touched) -> None:
        """Tell of a record that has other words than before, or another name, or is gone."""
        if touched.about and touched.key in self.store.cameras:
            devices.register(self, self.store.cameras[touched.key])
            self.listeners.tell_name(touched.key)
        if touched.about or touched.gone:
            issues.note_firmware(self)
        if touched.grown or touched.gone:
            self.listeners.tell_growth(touched.key)

    @callback
    def _tally(self, tally: Tally) -> None:
        history.write(self, tally)

    def _session(self) -> Session | None:
        return self._supervisor.session

    def _tell_picture(self, key: str) -> None:
        self._tell([Touched(key, frozenset({Ability.PICTURE}))])

    @callback
    def _report(self, error: LinkError | None) -> None:
        """Hear from the supervisor that the link came up, or why it is down."""
        first = not self._first_report.done()
        if first:
            self._first_report.set_result(error)
        was_up = self.up
        issues.note_half_open(self, error is not None and error.half_open)
        if error is not None:
            # Of what was never there Home Assistant itself says that it will be tried again.
            if not self._told_down and self.store.cameras:
                self._told_down = True
                self._log_down(error)
            _LOGGER.debug("%s: %s: %s", self.entry.title, error.key, error)
        elif self._told_down:
            self._told_down = False
            _LOGGER.info("%s is connected again", self.entry.title)
        self._turn(up=error is None)
        if self.protocol.single and not first and was_up is not self.up:
            kind = Kind.CAMERA_CONNECTED if self.up else Kind.CAMERA_LOST
            reason = {} if error is None else {"reason": error.key}
            for key in self.store.cameras:
                self._take(Happened(key, kind, data=reason))

    def _log_down(self, error: LinkError) -> None:
        """Write that the link is down; that a camera says that it goes is nothing to worry about."""
        if isinstance(error, Farewell):
            _LOGGER.info("%s said that it goes (%s)", self.entry.title, error)
        else:
            _LOGGER.warning("%s is not connected (%s); trying again", self.entry.title, error.key)

    def _turn(self, *, up: bool) -> None:
        """Take note that the link is up or down, and let everybody know."""
        if self.up is up:
            return
        self.up = up
        self.fed = False
        self._see_link()
        self.listeners.tell_all()
        if self.up:
            self.entry.async_create_task(self.hass, self.pictures.resume())

    def _see_link(self) -> None:
        """Write the state of the link into the record that stands for the system."""
        if HUB in self.store.cameras and self._system.linked:
            self._take(Seen(HUB, readings={Reading.LINK: self.up}))
        if self.protocol.single:
            readings: dict[Reading, Value] = {Reading.ONLINE: self.up}
            if not (self.up or (self._wanted and self._has_left)):
                readings[Reading.STATUS] = UNREACHABLE
            connect = {Setting.CONNECT: Choice(self._wanted)}
            for key in self.store.cameras:
                self._take(Seen(key, readings=readings, settings=connect))


def _nothing() -> None:
    """Nobody listens, so there is nothing to stop."""


def _connection(command: Command) -> bool | None:
    """Return what a command says of the link itself, None where it is about something else."""
    match command.verb, command.fields:
        case (Verb.SET_CONNECTION, {"enable": bool(wanted)}):
            return wanted
        case (Verb.SET_SETTING, {"setting": Setting.CONNECT, "value": bool(wanted)}):
            return wanted
    return None


async def _calmly(work: Awaitable[object]) -> None:
    """Do what nobody waits for; the link's own report tells if it could not be done."""
    try:
        await work
    except LinkError as error:
        _LOGGER.debug("Not done: %s", error)
