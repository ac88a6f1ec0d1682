"""The numbers of the events: whether one was lost, and when to ask for what it said."""

from enum import Enum

FIRST_PAUSE = 1.0
LAST_PAUSE = 60.0
"""Seconds between two catch-ups while gaps go on, at least and at most."""

QUIET = 60.0
"""Seconds without a gap, once it could be caught up with, after which gaps are rare again."""

_WRAP = 2**32


class Verdict(Enum):
    """What the numbers say."""

    GAP = "gap"
    """Events were lost on the way."""

    RESTARTED = "restarted"
    """The numbers began anew: the application was started again."""


class Gaps:
    """Follows the one counter of all events (seen on v5.3: consecutive over all event types)."""

    def __init__(self) -> None:
        """Start with any number."""
        self._last: int | None = None
        self._verdict: Verdict | None = None
        self._not_before = 0.0
        self._pause = FIRST_PAUSE
        self._quiet_from = 0.0

    def count(self, number: int) -> bool:
        """Take the number of an event; return whether it is the first to show that some were missed.

        An application that repeats a number does not count, and loses nothing that shows.
        """
        last, self._last = self._last, number
        if last is None or number in (last, (last + 1) % _WRAP):
            return False
        first = self._verdict is None
        if number < last:
            self.restarted()
        else:
            self.lost()
        return first

    def follow(self, number: int | None) -> None:
        """Take the number of what is no event, and may be of the events' counter or of another.

        Whether version 3's published snapshot and a `NetworkPing` have a number of that counter is
        not documented: only what fits is taken for one.
        """
        if self._last is not None and number == (self._last + 1) % _WRAP:
            self._last = number

    def restarted(self) -> None:
        """Note that the application was started again, however it showed."""
        self._verdict = Verdict.RESTARTED

    def lost(self) -> None:
        """Note that events were lost, however it showed."""
        self._verdict = self._verdict or Verdict.GAP

    def wait(self, now: float, otherwise: float) -> float:
        """Return the seconds until a catch-up is due, or `otherwise` where none is needed so soon."""
        if self._verdict is None:
            return otherwise
        return min(otherwise, max(0.0, self._not_before - now))

    def due(self, now: float) -> Verdict | None:
        """Return why to catch up now, if it is time to; the next one waits longer while gaps go on."""
        if self._verdict is None or now < self._not_before:
            return None
        verdict, self._verdict = self._verdict, None
        self._pause = FIRST_PAUSE if now >= self._quiet_from else min(self._pause * 2, LAST_PAUSE)
        self._not_before = now + self._pause
        self._quiet_from = self._not_before + QUIET
        return verdict
