"""Hourly and daily aggregates of each channel's events (section 6.3)."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from simulators.camlytics.app import App
from simulators.camlytics.channel import Channel
from simulators.camlytics.clock import HOUR, TICKS
from simulators.camlytics.event import NONE
from simulators.camlytics.kinds import KINDS, display_name
from simulators.camlytics.webhooks import DAILY, HOURLY, Webhooks

LENGTHS = {HOURLY: HOUR, DAILY: 24 * HOUR}
"""Ticks that an aggregate is over."""

_LAG = 4_024_906
"""Ticks after the full hour at which aggregates are made, as in the documentation."""


_LOOK = 0.1
"""Seconds after which the clock is looked at again."""


class Aggregates:
    """Makes aggregates when their time has come, and sends them."""

    def __init__(self, app: App, webhooks: Webhooks) -> None:
        self._app = app
        self._webhooks = webhooks

    def fire(self, kind: str, since: int | None, until: int | None) -> list[dict[str, Any]]:
        """Send each channel's aggregate over a time, the hour or day before now by default; return them."""
        if until is None:
            until = self._app.clock.now() if since is None else since + LENGTHS[kind]
        if since is None:
            since = until - LENGTHS[kind]
        bodies = list(self._make(since, until))
        for body in bodies:
            self._webhooks.send(kind, body)
        return bodies

    @property
    def due(self) -> int:
        """When the next are due, in ticks: shortly after the wall clock's full hour."""
        clock = self._app.clock
        now = clock.now() - _LAG
        offset = round((clock.local(now).utcoffset() or timedelta()).total_seconds()) * TICKS
        return (now + offset) // HOUR * HOUR + HOUR - offset + _LAG

    async def run(self, due: int) -> None:
        """Send aggregates at every full hour from then on, and at midnight, by the application's clock."""
        clock = self._app.clock
        while True:
            while (left := due - clock.now()) > 0:  # noqa: ASYNC110 - no event comes with the time
                # In parts, since the clock may be set meanwhile.
                await asyncio.sleep(min(left / TICKS / clock.speed, _LOOK))
            self.fire(HOURLY, None, due)
            if clock.local(due).hour == 0:
                self.fire(DAILY, None, due)
            due = self.due

    def _make(self, since: int, until: int) -> Iterator[dict[str, Any]]:
        app = self._app
        types: Counter[tuple[str, str]] = Counter()
        rules: Counter[tuple[str, str]] = Counter()
        names: dict[str, str] = {}
        for event in app.database.between(since, until):
            types[event.channel_id, event.type] += 1
            if event.rule_id != NONE:
                rules[event.channel_id, event.rule_id] += 1
                names[event.rule_id] = event.rule_name
        for channel in app.channels:
            of_rules = {
                rule: count for (owner, rule), count in rules.items() if owner == channel.channel_id
            }
            yield {
                "channel_id": channel.channel_id,
                "channel_name": channel.name,
                "event_type_aggregate": [
                    {
                        "event_count": types[channel.channel_id, kind],
                        "event_name": display_name(kind, app.assume.event_name),
                        "event_type": kind,
                    }
                    for kind in KINDS
                ],
                "rule_id_aggregate": self._rules(channel, of_rules, names),
                "since_time": app.clock.offset_time(since),
                "until_time": app.clock.offset_time(until),
            }

    def _rules(
        self, channel: Channel, counts: dict[str, int], names: dict[str, str]
    ) -> list[dict[str, Any]]:
        known = {rule.rule_id: rule.name for rule in channel.rules}
        listed = dict.fromkeys([*known, *counts])
        return [
            {
                "event_count": counts.get(rule, 0),
                "rule_id": rule,
                "rule_name": known.get(rule, names.get(rule, "")),
            }
            for rule in listed
            if counts.get(rule) or self._app.assume.zero_rules == "listed"
        ]
