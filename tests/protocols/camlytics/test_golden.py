"""A real installation's stored events, replayed through the whole client: its own totals come out."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Reading, Verb
from custom_components.camhub.protocols.camlytics.names import kind_of

from .site import Site, watched

RECORDINGS = Path(__file__).parents[3].parent / "shared" / "recordings" / "camlytics"
CHANNEL = "b7ad2693-c9bf-42a7-9cfa-7289ca30a708"
EVENING = datetime(2022, 1, 12, 20, tzinfo=UTC)
"""Later on the day of the recording."""

pytestmark = [
    pytest.mark.usefixtures("socket_enabled"),
    pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here"),
]


def recorded(name: str) -> Any:
    return json.loads((RECORDINGS / f"rest_{name}_v2.2.5_a.json").read_text())


def by_rule() -> dict[str, int]:
    """Return the recorded totals by rule, "-1" being none."""
    rows = recorded("events_totals_rule")
    return {row["rule_id"]: row["rule_count"] for row in rows if row["channel_id"] == CHANNEL}


def people_by_kind() -> dict[str, int]:
    """Return the recorded totals of people by kind."""
    rows = recorded("events_totals_type_pedestrian")
    return {
        kind_of(row["type"]).value: row["type_count"]
        for row in rows
        if row["channel_id"] == CHANNEL
    }


async def replay(site: Site, *, missed: bool) -> None:
    """Let happen what happened, while it is watched or before."""
    site.clock.ahead = EVENING.timestamp() - datetime.now(UTC).timestamp()
    site.app.load([], recorded("channels"))
    await site.connect()
    if missed:
        await site.disconnect()
    site.app.load(recorded("events"))
    if missed:
        await site.connect()
    await site.until(lambda: len(site.happened) == len(recorded("events")))


@pytest.mark.parametrize("missed", [False, True], ids=["live", "missed"])
async def test_the_totals_of_the_recording_come_out(missed: bool) -> None:
    options = {"type_counts": True, "backfill_limit": 1440}
    async with watched(options) as site:
        await replay(site, missed=missed)
        told = Counter(str(event.data.get("rule_id", "-1")) for event in site.happened)
        assert told == by_rule()
        people = Counter(
            event.kind.value
            for event in site.happened
            if event.data.get("object_class") == "person"
        )
        assert people == people_by_kind()
        assert {event.key for event in site.happened} == {CHANNEL}

        counted = {
            key.removeprefix(f"{CHANNEL}_"): record.readings[Reading.EVENTS_TODAY]
            for key, record in site.store.cameras.items()
            if record.of == CHANNEL and Reading.EVENTS_TODAY in record.readings
        }
        kinds = Counter(kind_of(row["type"]).value for row in recorded("events"))
        rules = {rule: count for rule, count in by_rule().items() if rule != "-1"}
        assert counted == rules | {f"events_{kind}": count for kind, count in kinds.items()}


async def test_the_totals_can_be_asked_for() -> None:
    async with watched() as site:
        await replay(site, missed=False)
        everybody = await site.send(Verb.GET_TOTALS, CHANNEL)
        rules = {row["rule_id"]: row["events"] for row in everybody.results if "rule_id" in row}
        assert rules == {rule: count for rule, count in by_rule().items() if rule != "-1"}

        people = await site.send(Verb.GET_TOTALS, CHANNEL, object_class="person")
        kinds = {row["kind"]: row["events"] for row in people.results if "kind" in row}
        assert kinds == people_by_kind()


async def test_every_recorded_event_can_be_asked_for() -> None:
    async with watched() as site:
        await replay(site, missed=False)
        found = await site.send(Verb.GET_EVENTS, HUB, order="ascending", limit=100)
        rows = recorded("events")
        assert [row["id"] for row in found.results] == [row["event_id"] for row in rows]
        assert [row["source_time"] for row in found.results] == [row["time"] for row in rows]
