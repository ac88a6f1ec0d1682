"""What begins and ends by word of a peer, and ends by itself where no end is told."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import isfinite
from typing import Any

type Member = tuple[str, ...]
"""What is on or off: its name or names within its channel."""

SPARE = 64
"""How many outdated notes are kept at least before all are made anew."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was: by the source's clock, by ours, and when we were told."""

    time: float
    at: float
    now: float


@dataclass(frozen=True, slots=True)
class Word:
    """The newest word on a member.

    `time` is the source's, `at` ours: when it began if it is on, when we were told of the end if it is off.
    """

    group: str
    time: float
    at: float
    on: bool


class Lasting:
    """The members of channels that are on, counted by group.

    The newest word by the source's clock counts, whichever is told first. A
    word holds as long as the limit, an end as well as a beginning: so a
    source whose clock was set back is believed again after that time. The
    groups and the members of a channel are bounded: those that were not told
    of for longest give way.
    """

    def __init__(self, groups: int, members: int, limit: Callable[[], float]) -> None:
        """Keep at most so many groups and members of each channel; the limit is in seconds."""
        self._most_groups = groups
        self._most_members = members
        self._limit = limit
        self._groups: dict[str, dict[str, int]] = {}
        self._words: dict[str, dict[Member, Word]] = {}
        self._notes: list[tuple[float, str, Member]] = []
        self._on = 0

    def groups(self, channel: str) -> dict[str, int]:
        """Return how many members are on of each group that was told of."""
        return self._groups.get(channel, {})

    def word(self, channel: str, member: Member, now: float) -> Word | None:
        """Return the newest word on the member if it still holds."""
        word = self._words.get(channel, {}).get(member)
        return word if word is not None and word.at + self._limit() > now else None

    def say(
        self, channel: str, group: str, member: Member, moment: Moment, *, on: bool
    ) -> set[str]:
        """Take a word on a member; return the groups that changed.

        A beginning that is older than the limit switches nothing on. Of two
        words with the same time the one that is told later counts. An end is
        of the group that the member is in, whichever it names.
        """
        known = self.word(channel, member, moment.now)
        if known is not None and not on:
            group = known.group
        changed = self._name(channel, group)
        old = on and moment.at + self._limit() <= moment.now
        if not old and (known is None or moment.time >= known.time):
            before = dict(self.groups(channel))
            self._drop(channel, member)
            at = moment.at if on else moment.now
            self._add(channel, member, Word(group, moment.time, at, on))
            words = self._words[channel]
            if len(words) > self._most_members:
                self._drop(channel, next(iter(words)))
            after = self.groups(channel)
            changed |= {name for name in after if after[name] != before[name]}
        return changed

    def expire(self, now: float) -> Iterator[tuple[str, str]]:
        """End what is older than the limit; return the channel and group of each."""
        while (end := self.first_end()) is not None and end <= now:
            _, channel, member = heappop(self._notes)
            group = self._words[channel][member].group
            self._drop(channel, member)
            yield channel, group

    def first_end(self) -> float | None:
        """Return the earliest moment at which something ends by itself."""
        while self._notes:
            at, channel, member = self._notes[0]
            word = self._words.get(channel, {}).get(member)
            if word is not None and word.on and word.at == at:
                return at + self._limit()
            heappop(self._notes)
        return None

    def forget(self, channel: str) -> None:
        """Forget all of a channel."""
        for member in list(self._words.get(channel, {})):
            self._drop(channel, member)
        self._words.pop(channel, None)
        self._groups.pop(channel, None)

    def dump(self) -> dict[str, Any]:
        """Return all as plain JSON values."""
        return {
            channel: {
                "groups": list(groups),
                "words": [
                    [list(member), word.group, word.time, word.at, word.on]
                    for member, word in self._words.get(channel, {}).items()
                ],
            }
            for channel, groups in self._groups.items()
        }

    def load(self, saved: dict[str, Any], channels: Container[str]) -> None:
        """Take in what `dump` returned of these channels, into one that is still empty.

        Raises KeyError, TypeError or ValueError where it is nothing of that kind.
        """
        for channel, entry in dict(saved).items():
            if channel not in channels:
                continue
            for group in listed(entry["groups"])[-self._most_groups :]:
                self._name(channel, text(group))
            known = self.groups(channel)
            words = self._words.setdefault(channel, {})
            for member, group, time, at, on in listed(entry["words"])[-self._most_members :]:
                if not isinstance(on, bool):
                    raise TypeError(on)
                names = tuple(text(name) for name in listed(member))
                if group not in known or names in words:
                    raise ValueError(group)
                self._add(channel, names, Word(group, number(time), number(at), on))

    def _name(self, channel: str, group: str) -> set[str]:
        """Take note that there is such a group; return the groups that changed."""
        groups = self._groups.setdefault(channel, {})
        changed: set[str] = set() if group in groups else {group}
        groups[group] = groups.pop(group, 0)
        if len(groups) > self._most_groups:
            oldest = next(iter(groups))
            words = self._words.get(channel, {})
            for member in [member for member, word in words.items() if word.group == oldest]:
                self._drop(channel, member)
            del groups[oldest]
            changed.add(oldest)
        return changed

    def _add(self, channel: str, member: Member, word: Word) -> None:
        self._words.setdefault(channel, {})[member] = word
        if not word.on:
            return
        self._on += 1
        self._groups[channel][word.group] += 1
        heappush(self._notes, (word.at, channel, member))
        if len(self._notes) > 2 * self._on + SPARE:
            self._notes = [
                (word.at, channel, member)
                for channel, words in self._words.items()
                for member, word in words.items()
                if word.on
            ]
            heapify(self._notes)

    def _drop(self, channel: str, member: Member) -> None:
        word = self._words.get(channel, {}).pop(member, None)
        if word is not None and word.on:
            self._on -= 1
            self._groups[channel][word.group] -= 1


def listed(value: Any) -> list[Any]:
    """Return a saved list. Raises TypeError where it is none."""
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def text(value: Any) -> str:
    """Return a saved text. Raises TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def number(value: Any) -> float:
    """Return a saved finite number. Raises TypeError or ValueError where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    if not isfinite(value):
        raise ValueError(value)
    return float(value)
