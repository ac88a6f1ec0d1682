"""A camera's body: its state, and who is woken when it changes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from simulators.sony.assumptions import Assumptions
from simulators.sony.card import Card, Content
from simulators.sony.profile import Family, Profile
from simulators.sony.settings import SETTINGS
from simulators.sony.values import (
    AUDIO,
    CREATIVE,
    INTERVAL,
    LOOP,
    MOVIE,
    PROGRAM,
    REMOTE,
    STILL,
)
from simulators.switches import Faults
from simulators.timing import Pace
from simulators.work import Work

IDLE, NOT_READY, ERROR = "IDLE", "NotReady", "Error"
CAPTURING, SAVING = "StillCapturing", "StillSaving"
RECORDING = frozenset({"MovieRecording", "AudioRecording", "IntervalRecording", "LoopRecording"})
"""Camera statuses that the code asks for by name; the sequences of the others are tables."""

_QUEUE_LIMIT = 100
_TRANSFERRING = frozenset({"ContentsTransfer", "Streaming", "Deleting"})


@dataclass(slots=True)
class Battery:
    """A battery as `batteryInfo` tells it."""

    level: int = 3
    out_of: int = 4
    additional: str = ""
    present: bool = True

    def information(self) -> dict[str, Any]:
        """Return the battery's object."""
        return {
            "batteryID": "externalBattery1" if self.present else "noBattery",
            "status": "active" if self.present else "unknown",
            "additionalStatus": self.additional,
            "levelNumer": self.level if self.present else -1,
            "levelDenom": self.out_of if self.present else -1,
            "description": "",
        }


@dataclass(slots=True)
class Zoom:
    """Where a power zoom is: 0 to 100, and which way it moves."""

    position: int = 0
    direction: str = ""


@dataclass(slots=True, kw_only=True)
class Body:
    """Everything that is true of one camera now; whoever changes it calls `touch`."""

    profile: Profile
    assume: Assumptions
    faults: Faults
    random: Random
    pace: Pace
    work: Work
    card: Card
    name: str
    udn: str
    restart: Callable[[], None]
    vanish: Callable[[], Awaitable[None]]
    reached: str = "127.0.0.1"
    media_port: int = 0
    rec_mode: bool = False
    starting: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    battery: Battery = field(default_factory=Battery)
    zoom: Zoom = field(default_factory=Zoom)
    orientation: str = "0"
    focus: str = "Not Focusing"
    tracking: str = "Not Tracking"
    touch_af: bool = False
    half_pressed: bool = False
    shifted: int = 0
    hot: bool = False
    heat: str = ""
    liveview_running: bool = False
    liveview_size: str = ""
    frame_info: bool = False
    unlocked: set[str] = field(default_factory=set)
    nonce: str = ""
    clock: timedelta = timedelta()
    zone: int = 0
    shots: int = 0
    recording_since: float | None = None
    bulb_since: float | None = None
    queued: dict[int, list[Any]] = field(default_factory=dict)
    postviews: dict[str, tuple[Content, str, float]] = field(default_factory=dict)
    touched: asyncio.Event = field(default_factory=asyncio.Event)
    _status: str = NOT_READY

    def __post_init__(self) -> None:
        """Begin with what the profile begins with."""
        self.values = {name: choice.now for name, choice in self.profile.settings.items()}
        self.liveview_size = self.values.get("LiveviewSize", "")
        self.reset()

    def reset(self) -> None:
        """Be as after being switched on: the settings stay, the session does not."""
        self.rec_mode = self.profile.family is Family.BUILT_IN or not self.needs_rec_mode
        self._status = IDLE if self.rec_mode else NOT_READY
        self.starting = self.liveview_running = self.frame_info = self.touch_af = False
        self.half_pressed = False
        self.unlocked.clear()
        self.focus, self.tracking, self.zoom.direction = "Not Focusing", "Not Tracking", ""
        self.nonce = ""
        self.recording_since = self.bulb_since = None
        if "CameraFunction" in self.values:
            self.values["CameraFunction"] = REMOTE
        self.queued.clear()
        self.touch()

    def touch(self) -> None:
        """Wake the long poll: something may have changed."""
        self.touched.set()

    # What it is doing.

    @property
    def needs_rec_mode(self) -> bool:
        """Whether nothing goes before startRecMode."""
        return "rec mode" in self.profile.groups

    @property
    def status(self) -> str:
        """The camera status that getEvent tells."""
        if self.problem and self._status in (IDLE, ERROR):
            return ERROR
        return self._status

    @status.setter
    def status(self, status: str) -> None:
        self._status = status
        self.touch()

    @property
    def problem(self) -> bool:
        """Whether it can do nothing: overheated, or, where it tells, without a card."""
        return self.hot or ("storage" in self.profile.groups and not self.card.inserted)

    @property
    def recording(self) -> bool:
        """Whether a movie, sound, interval or loop is being recorded."""
        return self._status in RECORDING

    @property
    def transferring(self) -> bool:
        """Whether it shows its contents and does not shoot."""
        return self._status in _TRANSFERRING

    @property
    def shoot_mode(self) -> str:
        """The shoot mode, `still` for models that know no other."""
        return str(self.values.get("ShootMode", STILL))

    @property
    def exposure_mode(self) -> str:
        """The exposure mode, program where the model has none to tell."""
        return str(self.values.get("ExposureMode", PROGRAM))

    @property
    def now(self) -> datetime:
        """The camera's own clock."""
        return datetime.now(UTC) + self.clock

    def seconds_since(self, start: float | None) -> int:
        """Return whole seconds of a recording, -1 where there is none."""
        return -1 if start is None else int(asyncio.get_running_loop().time() - start)

    # Settings.

    def writable(self, name: str) -> bool:
        """Tell whether a setting may be set in the modes of now."""
        return self.profile.settings[name].setter and self.open(name)

    def open(self, name: str) -> bool:
        """Tell whether a setting is of any use in the modes of now."""
        if name == "ExposureMode" and self.profile.family is Family.BUILT_IN:
            return self.shoot_mode == STILL
        if name == "ExposureCompensation" and self.values.get("IsoSpeedRate") == "AUTO":
            # With the sensitivity left to the camera there is something to compensate in every mode.
            return self._exposes(CREATIVE)
        exposures = SETTINGS[name].exposures
        return self.belongs(name) and (not exposures or self._exposes(exposures))

    def belongs(self, name: str) -> bool:
        """Tell whether a setting is one of the shoot mode of now."""
        modes = SETTINGS[name].modes
        return not modes or self.shoot_mode in modes

    def candidates(self, name: str) -> tuple[Any, ...]:
        """Return what a setting may be set to now; nothing where it may not."""
        if name == "ShootMode" and self.profile.dial:
            return (self.shoot_mode,)
        if name in self.profile.supported_only:
            return ()
        if not self.writable(name) and name != "LiveviewSize":
            return ()
        choice = self.profile.settings[name]
        if choice.within is None:
            return choice.among
        other, among = choice.within
        return among.get(self.values.get(other), choice.among)

    def assign(self, name: str, value: Any) -> None:
        """Let a setting have a value, whatever its candidates."""
        if name == "LiveviewSize":
            self.liveview_size = value
        self.values[name] = value
        for follower, choice in self.profile.settings.items():
            if choice.within is not None and choice.within[0] == name:
                among = choice.within[1].get(value, choice.among)
                if self.values[follower] not in among:
                    self.values[follower] = among[0]
        self.touch()

    def _exposes(self, exposures: tuple[str, ...]) -> bool:
        if self.shoot_mode in (AUDIO, INTERVAL, LOOP) or "ExposureMode" not in self.values:
            return True
        if self.shoot_mode == MOVIE and self.profile.family is Family.APPLICATION:
            return False
        if self.profile.exposed_by_program_only:
            return self.exposure_mode == PROGRAM
        return self.exposure_mode in exposures

    # What it has to tell once.

    def tell(self, index: int, *items: Any) -> None:
        """Keep what the next long poll has to tell at an index."""
        queue = self.queued.setdefault(index, [])
        queue.extend(items)
        del queue[:-_QUEUE_LIMIT]
        self.touch()
