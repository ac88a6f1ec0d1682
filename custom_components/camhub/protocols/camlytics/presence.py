"""What is the case now at the channels, made of events that only tell what happened."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ...model.camera import Role
from ...model.vocabulary import Kind
from .lasting import Lasting, Moment, listed, number, text
from .names import UNKNOWN

MOST_CHANNELS = 500
MOST_RULES = 100
MOST_CLASSES = 20
MOST_OBJECTS = 500
"""Bounds against a source that names ever new ones; all but the first are for each channel."""

STRAGGLER = 300.0
"""Seconds for which a lower time means an event told late; after that, that a clock was set back."""

TOGETHER = 1.0
"""Seconds that two events of one moment may differ by."""

type Touched = tuple[str, Role, str]
"""A channel and what of it: itself (CAMERA, ""), a rule (RULE) or a class of objects (OBJECT_CLASS)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which an end that nobody told of is assumed."""

    motion: float
    presence: float
    obstruction: float

    @property
    def longest(self) -> float:
        """The longest of them: what is older than that says nothing of now."""
        return max(self.motion, self.presence, self.obstruction)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The newest event of a channel: its own time, its arrival, and whether the camera was connected then."""

    time: float
    now: float
    connected: bool


class Presence:
    """Motion, crowds, objects and obstruction of each channel.

    It comes out as if the events were told in the order of their own times,
    which have to be of one clock. When something ends by itself is counted by
    our clock: for an event told as it happens from its arrival, so that it
    does not matter what the source's clock shows; for one that was missed
    from its own time, put right by what the clocks differed by at the last
    event told as it happened, and never from a moment to come.
    """

    def __init__(self, limits: Callable[[], Limits]) -> None:
        """Take the way to ask for the limits, which may change at any time."""
        self._limits = limits
        self._motion = Lasting(MOST_RULES, MOST_RULES, lambda: limits().motion)
        self._crowd = Lasting(MOST_RULES, MOST_RULES, lambda: limits().motion)
        self._joined = Lasting(MOST_RULES, MOST_OBJECTS, lambda: limits().presence)
        self._objects = Lasting(MOST_CLASSES, MOST_OBJECTS, lambda: limits().presence)
        self._obstructed = Lasting(1, 1, lambda: limits().obstruction)
        self._heard: dict[str, _Heard] = {}
        self._lag = 0.0
        self._touched: set[Touched] = set()

    def take(
        self,
        channel: str,
        kind: Kind,
        rule: str | None,
        obj: str | None,
        object_class: str | None,
        time: float,
        now: float,
        *,
        missed: bool = False,
    ) -> None:
        """Take an event: `time` is its own, `now` that of its arrival.

        `missed` is one that is told long after it happened, as after an outage.
        """
        self.expire(now)
        if channel not in self._heard and len(self._heard) >= MOST_CHANNELS:
            return
        if not missed:
            self._lag = now - time
        moment = Moment(time, min(time + self._lag, now) if missed else now, now)
        self._connection(channel, kind, moment, missed=missed)
        match kind:
            case Kind.MOTION_STARTED | Kind.MOTION_STOPPED:
                self._zone(self._motion, channel, rule, moment, on=kind is Kind.MOTION_STARTED)
            case Kind.CROWD_APPEARED | Kind.CROWD_DISAPPEARED:
                self._zone(self._crowd, channel, rule, moment, on=kind is Kind.CROWD_APPEARED)
            case Kind.ZONE_JOINED | Kind.ZONE_LEFT if rule is not None and obj is not None:
                self._join(channel, rule, obj, moment, on=kind is Kind.ZONE_JOINED)
            case Kind.OBJECT_APPEARED | Kind.OBJECT_DISAPPEARED if obj is not None:
                on = kind is Kind.OBJECT_APPEARED
                self._object(channel, object_class or UNKNOWN, obj, moment, on=on)
            case Kind.CAMERA_OBSTRUCTED:
                if self._obstructed.say(channel, "", (), moment, on=True):
                    self._touched.add((channel, Role.CAMERA, ""))
            case _:
                pass

    def expire(self, now: float) -> None:
        """End what has lasted as long as its limit."""
        for lasting in (self._motion, self._crowd):
            for channel, rule in lasting.expire(now):
                self._touch_rules(channel, (rule,))
        for channel, rule in self._joined.expire(now):
            self._touch_rules(channel, (rule,))
        for channel, name in self._objects.expire(now):
            self._touched.add((channel, Role.OBJECT_CLASS, name))
        for channel, _ in self._obstructed.expire(now):
            self._touched.add((channel, Role.CAMERA, ""))

    def next_end(self) -> float | None:
        """Return the earliest moment at which something ends by itself."""
        ends = [lasting.first_end() for lasting in self._all().values()]
        return min((end for end in ends if end is not None), default=None)

    def changed(self) -> set[Touched]:
        """Return what has changed since this was asked last."""
        touched, self._touched = self._touched, set()
        return touched

    def motion(self, channel: str) -> bool:
        """Return whether there is motion in the picture, in any zone."""
        return any(self._motion.groups(channel).values())

    def crowd(self, channel: str) -> bool:
        """Return whether there is a crowd in the picture, in any zone."""
        return any(self._crowd.groups(channel).values())

    def zone(self, channel: str, rule: str) -> tuple[bool | None, bool | None, bool | None]:
        """Return whether a zone has motion, a crowd and objects in it.

        Each is None until something was told that only such a zone tells.
        """
        motion = self._motion.groups(channel).get(rule)
        crowd = self._crowd.groups(channel).get(rule)
        joined = self._joined.groups(channel).get(rule)
        return (
            None if motion is None else motion > 0,
            None if crowd is None else crowd > 0,
            None if joined is None else joined > 0,
        )

    def objects(self, channel: str) -> dict[str, int]:
        """Return how many objects of each class are in view; a class that was seen once stays."""
        return dict(self._objects.groups(channel))

    def obstructed(self, channel: str) -> bool:
        """Return whether the camera is taken to be obstructed."""
        return any(self._obstructed.groups(channel).values())

    def connected(self, channel: str) -> bool:
        """Return False from the camera's disconnection to the channel's next event."""
        heard = self._heard.get(channel)
        return heard is None or heard.connected

    def forget(self, channel: str) -> None:
        """Forget a channel that is gone."""
        for lasting in self._all().values():
            lasting.forget(channel)
        self._heard.pop(channel, None)
        self._touched = {touched for touched in self._touched if touched[0] != channel}

    def dump(self) -> dict[str, Any]:
        """Return all as plain JSON values."""
        return {
            "lag": self._lag,
            "heard": {
                channel: [heard.time, heard.now, heard.connected]
                for channel, heard in self._heard.items()
            },
            **{name: lasting.dump() for name, lasting in self._all().items()},
        }

    def load(self, saved: dict[str, Any]) -> None:
        """Take the place of all with what `dump` returned; all of it counts as changed.

        Raises KeyError, TypeError or ValueError where it is nothing of that
        kind, and then leaves all as it is.
        """
        fresh = Presence(self._limits)
        fresh._lag = number(saved["lag"])
        for channel, entry in list(dict(saved["heard"]).items())[:MOST_CHANNELS]:
            time, now, connected = listed(entry)
            if not isinstance(connected, bool):
                raise TypeError(connected)
            fresh._heard[text(channel)] = _Heard(number(time), number(now), connected)
        for name, lasting in fresh._all().items():
            lasting.load(saved[name], fresh._heard)
        for channel in fresh._heard:
            fresh._touched.add((channel, Role.CAMERA, ""))
            for lasting in (fresh._motion, fresh._crowd, fresh._joined):
                fresh._touch_rules(channel, lasting.groups(channel))
            for name in fresh._objects.groups(channel):
                fresh._touched.add((channel, Role.OBJECT_CLASS, name))
        self.__dict__.update(fresh.__dict__)

    def _all(self) -> dict[str, Lasting]:
        return {
            "motion": self._motion,
            "crowd": self._crowd,
            "joined": self._joined,
            "objects": self._objects,
            "obstructed": self._obstructed,
        }

    def _connection(self, channel: str, kind: Kind, moment: Moment, *, missed: bool) -> None:
        heard = self._heard.get(channel)
        if (
            heard is not None
            and moment.time < heard.time
            and (missed or moment.now < heard.now + STRAGGLER)
        ):
            return
        before = self.connected(channel)
        connected = kind is not Kind.CAMERA_DISCONNECTED
        self._heard[channel] = _Heard(moment.time, moment.now, connected)
        if connected is not before:
            self._touched.add((channel, Role.CAMERA, ""))

    def _zone(
        self, lasting: Lasting, channel: str, rule: str | None, moment: Moment, *, on: bool
    ) -> None:
        """Begin or end motion or a crowd; without a rule it is the whole picture's."""
        rule = rule or ""
        self._touch_rules(channel, lasting.say(channel, rule, (rule,), moment, on=on))

    def _join(self, channel: str, rule: str, obj: str, moment: Moment, *, on: bool) -> None:
        """Let an object into a zone or out; one that is told to have vanished since stays out."""
        if on and moment.time < self._anew(channel, obj, moment.now):
            on = False
        changed = self._joined.say(channel, rule, (rule, obj), moment, on=on)
        self._touch_rules(channel, changed)

    def _object(self, channel: str, name: str, obj: str, moment: Moment, *, on: bool) -> None:
        """Let an object appear or disappear; either way an earlier one of this id is in no zone any more."""
        for changed in self._objects.say(channel, name, (obj,), moment, on=on):
            self._touched.add((channel, Role.OBJECT_CLASS, changed))
        gone = Moment(self._anew(channel, obj, moment.now), moment.now, moment.now)
        for rule in list(self._joined.groups(channel)):
            word = self._joined.word(channel, (rule, obj), moment.now)
            if word is not None and word.on and word.time <= gone.time:
                self._touch_rules(
                    channel, self._joined.say(channel, rule, (rule, obj), gone, on=False)
                )

    def _anew(self, channel: str, obj: str, now: float) -> float:
        """Return the time before which the id belonged to another object."""
        word = self._objects.word(channel, (obj,), now)
        if word is None:
            return float("-inf")
        return word.time - TOGETHER if word.on else word.time

    def _touch_rules(self, channel: str, rules: Iterable[str]) -> None:
        for rule in rules:
            self._touched.add((channel, Role.CAMERA, ""))
            if rule:
                self._touched.add((channel, Role.RULE, rule))
