"""What is known of an installation: its channels, and all that was counted and is the case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from ...link.session import Clock
from ...model.vocabulary import Kind
from . import times
from .counts import Counts
from .people import People
from .presence import Limits, Presence
from .tail import Cursor
from .twins import Twins
from .wishes import Wishes

MAX_CHANNELS = 1_000
MAX_RULES = 256
"""Channels, and lines and zones of each, that are kept; what comes beyond is ignored."""


@dataclass(slots=True)
class Rule:
    """A line or a zone: its name, and when something happened at it last."""

    name: str
    last: float | None = None


@dataclass(slots=True)
class Known:
    """What is known of a channel: its name, its rules by id, and when each kind happened last.

    `stream` is where its picture comes from, and may hold a password: it is never saved.
    `absent` is since when the lists have lacked it, by a clock that only goes forward.
    """

    name: str = ""
    rules: dict[str, Rule] = field(default_factory=dict)
    kinds: dict[Kind, float | None] = field(default_factory=dict)
    stream: str | None = None
    absent: float | None = None


class Books:
    """Everything that outlives a connection and a restart.

    `cursor` is how far REST has been read. `gapless` is since when nothing that was stored has
    escaped it, in seconds since 1970; None while it was never read.
    """

    def __init__(self, clock: Clock, zone: Callable[[], tzinfo], wishes: Wishes) -> None:
        """Begin with nothing known; `zone` returns the zone of Home Assistant."""
        self.wishes = wishes
        self.own_zone: tzinfo | None = None
        self._home = zone
        self._clock = clock
        self._clear()

    def _clear(self) -> None:
        self.cursor = Cursor()
        self.gapless: float | None = None
        self.channels: dict[str, Known] = {}
        self.twins = Twins()
        self.counts = Counts()
        self.people = People()
        self.presence = Presence(self._limits)
        self.configure(self.wishes, self.own_zone)

    def configure(self, wishes: Wishes, zone: tzinfo | None) -> None:
        """Take the user's wishes, and the zone of the installation where it has one of its own."""
        self.wishes = wishes
        self.own_zone = zone
        self.people.configure(wishes.entrances, wishes.exits, wishes.classes)

    def _limits(self) -> Limits:
        return self.wishes.limits

    @property
    def zone(self) -> tzinfo:
        """The time zone of the computer that the application runs on."""
        return self.own_zone or self._home()

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self._clock.wall()

    def when(self, time: str) -> float:
        """Return a time that the installation tells, in seconds since 1970."""
        return times.utc(time, self.zone)

    def known(self, key: str, name: str) -> Known | None:
        """Return what is known of a channel, which may be new; None where there is no room for it."""
        known = self.channels.get(key)
        if known is None and len(self.channels) < MAX_CHANNELS:
            known = self.channels[key] = Known()
        if known is not None and name:
            known.name = name
        return known

    def rule(self, known: Known, rule: str, name: str) -> Rule | None:
        """Return a rule of a channel, which may be new; None where there is no room for it."""
        found = known.rules.get(rule)
        if found is None and len(known.rules) < MAX_RULES:
            found = known.rules[rule] = Rule(name or rule)
        if found is not None and name:
            found.name = name
        return found

    def named(self, name: str) -> str | None:
        """Return the channel of a name, None where none or several are called so."""
        keys = [key for key, known in self.channels.items() if known.name == name]
        return keys[0] if len(keys) == 1 else None

    def forget(self, key: str) -> None:
        """Forget a channel that is no longer there."""
        del self.channels[key]
        self.counts.forget(key)
        self.presence.forget(key)
        self.people.forget(key)

    def dump(self) -> dict[str, Any]:
        """Return all as plain JSON values."""
        return {
            "cursor": self.cursor.dump(),
            "gapless": self.gapless,
            "channels": {
                key: {
                    "name": known.name,
                    "rules": {rule: [r.name, r.last] for rule, r in known.rules.items()},
                    "kinds": known.kinds,
                }
                for key, known in self.channels.items()
            },
            "twins": self.twins.dump(),
            "counts": self.counts.dump(),
            "people": self.people.dump(),
            "presence": self.presence.dump(),
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Bring back what `dump` returned; nothing where nothing was saved.

        Raises KeyError, TypeError or ValueError where it is not that, and nothing is brought back.
        """
        if not saved:
            return
        try:
            self.cursor = Cursor.load(saved["cursor"])
            self.gapless = None if saved["gapless"] is None else float(saved["gapless"])
            self.channels = {
                str(key): Known(
                    str(known["name"]),
                    {
                        str(id_): Rule(str(name), last)
                        for id_, (name, last) in known["rules"].items()
                    },
                    {Kind(kind): last for kind, last in known["kinds"].items()},
                )
                for key, known in dict(saved["channels"]).items()
            }
            self.twins.load(saved["twins"])
            self.counts.load(saved["counts"])
            self.people.load(saved["people"])
            self.presence.load(saved["presence"])
        except KeyError, TypeError, ValueError:
            self._clear()
            raise
