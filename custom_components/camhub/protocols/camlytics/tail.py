"""Reads the events of an installation by their ids: first what was missed, then each as it comes.

What the maker documents of the long poll is little: an event is told at the moment it appears.
Whether an id at the boundary is told again, whether ids ever start anew, and how long a request is
held is not documented, and none of it is relied on here.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...link.session import Clock
from .rest import Rest
from .wire import Report, Rows

_LOGGER = logging.getLogger(__name__)

POLL = 20
"""Seconds that the application is asked to wait for an event."""

PAUSE = 1.0
"""Seconds until it is asked again where it did not wait."""

PAGE = 500
"""Events that are asked for at once; the application may give fewer."""

MOST_PAGES = 2_000
"""Pages that are read back at most: of a hundred events each, a year of a busy site."""


@dataclass(slots=True)
class Cursor:
    """How far the events have been read.

    `last` is the highest id, None before anything was read; `newest` the latest time of an event,
    in seconds since 1970. `epoch` counts how often the ids have begun anew.
    """

    last: int | None = None
    newest: float = 0.0
    epoch: int = 0

    def dump(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"last": self.last, "newest": self.newest, "epoch": self.epoch}

    @classmethod
    def load(cls, saved: Mapping[str, Any]) -> Cursor:
        """Return what `dump` returned. Raises KeyError, TypeError or ValueError where it is not that."""
        last = saved["last"]
        return cls(None if last is None else int(last), float(saved["newest"]), int(saved["epoch"]))


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

    async def recent(self) -> list[Report]:
        """Return the newest events there are, in the order of their ids, and begin after them."""
        rows = await self._rest.events(limit=PAGE, newest_first=True)
        reports = sorted(rows.reports, key=_id)
        self._cursor.last = rows.highest or 0
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
            if before == self._cursor.last or self._cursor.last >= newest:
                return

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
        found: dict[int, Report] = {}
        before: int | None = None
        for _ in range(MOST_PAGES):
            rows = await self._rest.events(until_id=before, limit=PAGE, newest_first=True)
            unknown = {
                _id(report): report
                for report in rows.reports
                if _id(report) not in found and self._when(report) > self._cursor.newest
            }
            found |= unknown
            if not unknown:
                break
            before = min(unknown)
        self._cursor.epoch += 1
        self._cursor.last = max(found) if found else await self._newest() or 0
        if found:
            self._tell([found[id_] for id_ in sorted(found)], missed=missed)

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


def _id(report: Report) -> int:
    """Return the id of an event that came by REST: each has one."""
    return report.id or 0
