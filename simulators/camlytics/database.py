"""The application's events: what is kept of them, found and counted (sections 2 and 3)."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulators.camlytics.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which events are wanted; ids and times are bounds that are inclusive, times as the database writes them.

    An exclusive bound on time is said by `after` and `before` in place of `since` and `until`.
    """

    channel_id: str | None = None
    origin: str | None = None
    first_id: int = 0
    last_id: int | None = None
    since: str = ""
    after: str = ""
    until: str | None = None
    before: str | None = None

    def matches(self, event: Event) -> bool:
        """Tell whether an event is wanted."""
        return (
            (self.channel_id is None or event.channel_id == self.channel_id)
            and (self.origin is None or event.origin == self.origin)
            and event.event_id >= self.first_id
            and (self.last_id is None or event.event_id <= self.last_id)
            and self.since <= event.time
            and self.after < event.time
            and (self.until is None or event.time <= self.until)
            and (self.before is None or event.time < self.before)
        )


class Database:
    """Events in the order of their ids, the newest `lifetime` of them."""

    def __init__(self, lifetime: int, first_id: int = 1) -> None:
        self.events: list[Event] = []
        self.next_id = first_id
        self._lifetime = lifetime

    def take_id(self, gap: int = 0) -> int:
        """Return the next event's id, leaving out so many before it."""
        number = self.next_id + gap
        self.next_id = number + 1
        return number

    def add(self, event: Event) -> None:
        """Keep an event whose id is higher than all before, and forget the oldest where there are too many."""
        self.events.append(event)
        self.next_id = max(self.next_id, event.event_id + 1)
        if len(self.events) > self._lifetime * 1.1 + 1:
            del self.events[: -self._lifetime]

    def wipe(self, first_id: int = 1) -> None:
        """Forget everything and number from the start."""
        self.events.clear()
        self.next_id = first_id

    def find(self, query: Query, limit: int, *, descending: bool = False) -> list[Event]:
        """Return the first so many events that are wanted, in the order of their ids or from the newest on."""
        found: list[Event] = []
        for event in self._within(query, descending=descending):
            if len(found) >= limit:
                break
            if query.matches(event):
                found.append(event)
        return found

    def count_by_rule(self, query: Query) -> Counter[tuple[str, str]]:
        """Return how many events each channel and rule has, `-1` being no rule."""
        return Counter((event.channel_id, event.rule_id) for event in self._matching(query))

    def count_by_type(self, query: Query) -> Counter[tuple[str, str]]:
        """Return how many events each channel has of each type."""
        return Counter((event.channel_id, event.type) for event in self._matching(query))

    def rule_names(self, query: Query) -> dict[tuple[str, str], str]:
        """Return what each channel's rules are called in their newest events."""
        return {
            (event.channel_id, event.rule_id): event.rule_name for event in self._matching(query)
        }

    def between(self, since: int, until: int) -> Iterator[Event]:
        """Return the events from one moment up to another, in ticks."""
        return (event for event in self.events if since <= event.ticks < until)

    def _matching(self, query: Query) -> Iterable[Event]:
        return filter(query.matches, self._within(query))

    def _within(self, query: Query, *, descending: bool = False) -> Iterator[Event]:
        first = bisect_left(self.events, query.first_id, key=_id)
        last = len(self.events)
        if query.last_id is not None:
            last = bisect_right(self.events, query.last_id, key=_id)
        places = range(first, last)
        for place in reversed(places) if descending else places:
            yield self.events[place]


def _id(event: Event) -> int:
    return event.event_id
