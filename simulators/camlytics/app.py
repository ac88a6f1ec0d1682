"""The application: what it knows, and what happens in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulators.bell import Bell
from simulators.camlytics.assumptions import Assumptions
from simulators.camlytics.channel import Channel, Rule
from simulators.camlytics.clock import TICKS, Clock
from simulators.camlytics.database import Database
from simulators.camlytics.event import NONE, Event
from simulators.camlytics.kinds import KINDS, OTHER
from simulators.switches import Faults
from simulators.work import Work

MEDIA = "C:\\Users\\user\\AppData\\Roaming\\Camlytics\\Data"
"""Where the application keeps snapshots."""

_SNAPSHOTS = frozenset({"MotionInRegionOn"})
_UNKNOWN = {"MotionInRegionOn": "Motion ON", "MotionInRegionOff": "Motion OFF"}


@dataclass(kw_only=True)
class App:
    """The state of one application; `told` hears of each event that REST may tell."""

    assume: Assumptions
    faults: Faults
    clock: Clock
    database: Database
    random: Random
    bell: Bell = field(default_factory=Bell)
    work: Work = field(default_factory=Work)
    channels: list[Channel] = field(default_factory=list)
    told: list[Callable[[Event], None]] = field(default_factory=list)
    raised: int = 0

    def channel(self, which: Channel | int | str) -> Channel:
        """Return a channel by its place, id or name (the first of that name). Raises KeyError."""
        if isinstance(which, int):
            if not -len(self.channels) <= which < len(self.channels):
                raise KeyError(f"there is no channel {which}")
            return self.channels[which]
        for channel in self.channels:
            if channel is which or which in (channel.channel_id, channel.name):
                return channel
        raise KeyError(f"there is no channel {which!r}")

    def next_object(self, channel: Channel) -> int:
        """Return the number that a channel's tracker gives to another object."""
        return 1 if "reused_object" in self.faults else channel.next_object()

    def record(
        self,
        kind: str,
        channel: Channel,
        rule: Rule | None,
        *,
        object_id: int | None = None,
        origin: str | None = None,
        ticks: int | None = None,
        exact: bool = False,
        stored: bool = True,
    ) -> Event:
        """Let something happen in a channel and return it as it is stored, which it may be or not.

        It happens now unless `ticks` says when; `exact` keeps faults from changing that.
        """
        self.raised += 1
        faults = self.faults
        has_object = KINDS.get(kind, OTHER).has_object
        if object_id is None:
            object_id = self.next_object(channel) if has_object else -1
        if ticks is None:
            ticks = self.clock.now()
        if not exact and self.raised % 3 == 0:
            ticks -= round(faults.number("late") * TICKS)
        if (every := int(faults.number("wipe_every"))) and len(self.database.events) >= every:
            self.database.wipe()
        number = self.database.take_id(int(faults.number("id_gap")))
        if "unknown_types" in faults:
            kind = _UNKNOWN.get(kind, kind)
        event = Event(
            event_id=number,
            type=kind,
            ticks=ticks,
            time=self.clock.column(ticks),
            event_time=self.clock.offset_time(ticks + round(self.assume.webhook_clock * TICKS)),
            channel_id=channel.channel_id,
            object_id=object_id,
            origin=origin or ("Pedestrian" if object_id >= 0 else "Unknown"),
            rule_id=rule.rule_id if rule else NONE,
            rule_name=rule.name if rule else "",
            recording_path="",
            **self._video(kind, channel, object_id, ticks),
        )
        if stored:
            self.keep(event)
        return event

    def keep(self, event: Event) -> None:
        """Store an event and tell who waits for it."""
        self.database.add(event)
        for told in self.told:
            told(event)
        self.bell.ring()

    def shuffled(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return an object with its keys in the assumed order."""
        if self.assume.key_order == "alphabetical":
            return row
        keys = list(row)
        self.random.shuffle(keys)
        return {key: row[key] for key in keys}

    def rules(self, channels: Iterable[Channel]) -> dict[str, Rule]:
        """Return every rule of the channels by its id."""
        return {rule.rule_id: rule for channel in channels for rule in channel.rules}

    def _video(self, kind: str, channel: Channel, object_id: int, ticks: int) -> dict[str, str]:
        """Return an event's place in the video of its channel, and its snapshot."""
        passed = ticks - channel.video_began
        if channel.video_length:
            passed %= round(channel.video_length * TICKS)
        milliseconds = passed * 1000 // TICKS
        moment = channel.video_began + milliseconds * TICKS // 1000
        snapshot = ""
        if kind in _SNAPSHOTS:
            taken = (
                f"{self.clock.local(moment):%Y-%m-%d %H-%M-%S}-{moment % TICKS * 1000 // TICKS:03}"
            )
            snapshot = f"{MEDIA}\\{channel.channel_id}\\Snapshots\\{kind} {object_id} {taken}.jpg"
        return {
            "timestamp": f"{milliseconds / 1000:.3f}".rstrip("0").rstrip("."),
            "video_file_name": channel.video_file,
            "video_file_time": self.clock.column(moment),
            "snapshot_path": snapshot,
        }
