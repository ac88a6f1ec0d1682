"""Reads the events of an installation by their ids: first what was missed, then each as it comes.

What the maker documents of the long poll is little: an event is told at the moment it appears.
Whether an id at the boundary is told again, whether ids ever start anew, and how long a request is
held is not documented, and none of it is relied on here.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...link.session import Clock
from .rest import Rest
from .wire import Report, Rows

_LOGGER = logging.getLogger(__name__)

POLL = 20
"""Seconds that the application is asked to wait for an event."""

PAUSE = 1.0
"""Seconds until it is asked again where it did not wait."""

PAGE = 50
"""Events that are asked for at once: no client is known to have asked for more."""

RECALLED = 20
"""Pages that are read at most to find out what is the case, where nothing was ever read."""

LATE = 10.0
"""Seconds by which an event may be stored after one that happened later, and more."""

RECENT = 200
"""Events that are remembered by what they tell: where ids begin anew, only that tells them apart."""

MOST_PAGES = 2_000
"""Pages that are read at most: more than a month of a busy site."""


@dataclass(slots=True)
class Cursor:
    """How far the events have been read.

    `last` is the highest id, None before anything was read; `newest` the latest time of an event,
    in seconds since 1970, `recent` what the last events told. `epoch` counts how often the ids
    have begun anew.
    """

    last: int | None = None
    newest: float = 0.0
    epoch: int = 0
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=RECENT))

    def dump(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "last": self.last,
            "newest": self.newest,
            "epoch": self.epoch,
            "recent": list(self.recent),
        }

    @classmethod
    def load(cls, saved: Mapping[str, Any]) -> Cursor:
        """Return what `dump` returned. Raises KeyError, TypeError or ValueError where it is not that."""
        last = saved["last"]
        return cls(
            None if last is None else int(last),
            float(saved["newest"]),
            int(saved["epoch"]),
            deque(map(str, saved["recent"]), RECENT),
        )


class Tail:
    """Reads one installation's events from a cursor on, which it moves.

    `take` is called with new events in the order of their ids, and whether they were missed: stored
    while nobody read. `when` returns the time of an event in seconds since 1970.
    """

    def __init__(
        self,
        rest: Rest,
        clock: Clock,
        cursor: Cursor,
        take: Callable[[list[Report], bool], None],
        when: Callable[[Report], float],
    ) -> None:
        """Take whom to ask and whom to tell; nothing is read yet."""
        self._rest = rest
        self._clock = clock
        self._cursor = cursor
        self._take = take
        self._when = when
        self._inclusive = False
        self._looked = clock.now()

    @property
    def inclusive(self) -> bool:
        """Whether the application has told an event again whose id was named as the last known."""
        return self._inclusive

    async def begin(self, since: float) -> list[Report]:
        """Begin after the newest event; return those since a moment, if there are not too many."""
        reports, self._cursor.last = await self._read_back(
            lambda report: self._when(report) < since, RECALLED
        )
        self._note(reports)
        return reports

    async def catch_up(self, *, missed: bool = True) -> None:
        """Read what was stored since the cursor."""
        newest = await self._newest()
        if newest is None or self._cursor.last is None or newest == self._cursor.last:
            return
        if newest < self._cursor.last:
            await self._begin_anew(missed=missed)
            return
        for _ in range(MOST_PAGES):
            before = self._cursor.last
            rows = await self._rest.events(since_id=before, limit=PAGE)
            self._pass_on(rows, missed=missed)
            if self._cursor.last >= newest:
                return
            if before == self._cursor.last:
                break
        # It does not go on from an id, or there is more than would be read so.
        last = self._cursor.last
        found, highest = await self._read_back(lambda report: _id(report) <= last)
        if found:
            self._tell(found, missed=missed)
        self._cursor.last = max(last, highest)

    async def poll(self) -> None:
        """Wait for events, and pass them on."""
        last = self._cursor.last or 0
        asked = self._clock.now()
        since = last + 1 if self._inclusive else last
        rows = await self._rest.events(since_id=since, limit=PAGE, wait=POLL)
        if since != last and rows.reports and min(map(_id, rows.reports)) > since:
            # Only the application knows whether that is a gap or it has left one out.
            rows = await self._rest.events(since_id=last, limit=PAGE)
        self._pass_on(rows, missed=False)
        if self._cursor.last != last:
            return
        if self._clock.now() - asked < POLL / 2:
            await self._clock.sleep(PAUSE)
        if self._clock.now() - self._looked >= POLL:
            await self.catch_up(missed=False)

    async def _newest(self) -> int | None:
        """Return the highest id there is; ids have gaps, and a database may have been wiped."""
        self._looked = self._clock.now()
        rows = await self._rest.events(limit=1, newest_first=True)
        return rows.highest

    async def _begin_anew(self, *, missed: bool) -> None:
        """Read what is newer than all that was read before: the ids have begun anew."""
        _LOGGER.debug("The ids have fallen back from %s", self._cursor.last)
        found, highest = await self._read_back(self._was_read)
        self._cursor.epoch += 1
        self._cursor.last = highest
        if found:
            self._tell(found, missed=missed)

    async def _read_back(
        self, is_known: Callable[[Report], bool], most_pages: int = MOST_PAGES
    ) -> tuple[list[Report], int]:
        """Return what is not known yet in the order of the ids, and the highest id there was."""
        found: dict[int, Report] = {}
        before: int | None = None
        highest = 0
        for _ in range(most_pages):
            rows = await self._rest.events(until_id=before, limit=PAGE, newest_first=True)
            unknown = {
                _id(report): report
                for report in rows.reports
                if _id(report) not in found and not is_known(report)
            }
            # What is stored meanwhile is read on from there.
            highest = highest or rows.highest or 0
            found |= unknown
            if not unknown:
                break
            before = min(unknown)
        return [found[id_] for id_ in sorted(found)], highest

    def _was_read(self, report: Report) -> bool:
        """Tell whether an event was read before, whatever its id is now."""
        when, newest = self._when(report), self._cursor.newest
        return when <= newest - LATE or (when <= newest and _told(report) in self._cursor.recent)

    def _pass_on(self, rows: Rows, *, missed: bool) -> None:
        """Tell the events that were not read before, in the order of their ids."""
        if rows.bad:
            _LOGGER.debug("%d rows are no events", rows.bad)
        last = self._cursor.last or 0
        self._inclusive = self._inclusive or any(_id(report) == last for report in rows.reports)
        fresh = {_id(report): report for report in rows.reports if _id(report) > last}
        if fresh:
            self._tell([fresh[id_] for id_ in sorted(fresh)], missed=missed)
        self._cursor.last = max(last, rows.highest or 0)

    def _tell(self, reports: list[Report], *, missed: bool) -> None:
        self._take(reports, missed)
        self._note(reports)

    def _note(self, reports: list[Report]) -> None:
        times = (self._when(report) for report in reports)
        self._cursor.newest = max(self._cursor.newest, *times, 0.0)
        self._cursor.recent.extend(_told(report) for report in reports)


def _told(report: Report) -> str:
    """Return what an event tells of itself but its id."""
    return f"{report.channel}|{report.type}|{report.rule}|{report.object}|{report.time}"


def _id(report: Report) -> int:
    """Return the id of an event that came by REST: each has one."""
    return report.id or 0
