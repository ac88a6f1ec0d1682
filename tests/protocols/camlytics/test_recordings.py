"""What real installations have answered and sent: all of it is understood, and its counts come out."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from custom_components.camhub.model.vocabulary import Kind
from custom_components.camhub.protocols.camlytics import wire
from custom_components.camhub.protocols.camlytics.names import kind_of, object_class
from custom_components.camhub.protocols.camlytics.times import parse
from custom_components.camhub.protocols.camlytics.wire import Aggregate, Report

RECORDINGS = Path(__file__).parents[3].parent / "shared" / "recordings" / "camlytics"

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")

CHANNEL = "b7ad2693-c9bf-42a7-9cfa-7289ca30a708"

PARSERS: dict[str, Callable[[bytes], Any]] = {
    "rest_channels": wire.channels,
    "rest_events_totals_rule": wire.rule_totals,
    "rest_events_totals_type": wire.type_totals,
    "rest_events_v": wire.events,
    "webhook": wire.webhook,
}


def recorded(name: str) -> bytes:
    return (RECORDINGS / name).read_bytes()


def events() -> list[Report]:
    return [
        event
        for event in wire.events(recorded("rest_events_v2.2.5_a.json")).reports
        if event.channel == CHANNEL
    ]


def test_every_recording_is_understood() -> None:
    names = sorted(path.name for path in RECORDINGS.glob("*.json"))
    assert names
    for name in names:
        (parser,) = (parser for start, parser in PARSERS.items() if name.startswith(start))
        assert parser(recorded(name))


def test_every_field_of_every_event() -> None:
    body = recorded("rest_events_v2.2.5_a.json")
    rows = wire.events(body)
    assert rows.bad == 0
    for row, event in zip(json.loads(body), rows.reports, strict=True):
        assert row == {
            "channel_id": event.channel,
            "channel_name": event.channel_name or None,
            "event_id": event.id,
            "object_id": event.object or "-1",
            "origin": row["origin"],
            "recording_path": event.recording or "",
            "rule_id": event.rule or "-1",
            "rule_name": event.rule_name,
            "snapshot_path": event.snapshot or "",
            "time": event.time,
            "timestamp": f"{event.video_position:g}",
            "type": event.type,
            "video_file_name": event.video_file,
            "video_file_time": event.video_time,
        }
        assert event.object_class == object_class(row["origin"])
        assert kind_of(event.type) is not Kind.OTHER
        assert parse(event.time).tzinfo is None


def test_the_channels_are_files_with_one_name() -> None:
    found = wire.channels(recorded("rest_channels_v2.2.5_a.json"))
    assert len(found) == 2
    assert found[0].id == CHANNEL
    assert {(channel.name, channel.kind) for channel in found} == {("Video file", "File")}
    assert [wire.stream_url(channel) for channel in found] == [None, None]
    assert all(channel.stream_uri.endswith(".mp4") for channel in found)


def test_the_events_add_up_to_the_totals_by_rule() -> None:
    totals = wire.rule_totals(recorded("rest_events_totals_rule_v2.2.5_a.json"))
    counted = Counter((event.rule, event.rule_name) for event in events())
    assert counted == {
        (total.rule, total.name): total.count for total in totals if total.channel == CHANNEL
    }
    assert counted.total() == 7
    assert {total.channel for total in totals} > {CHANNEL}


def test_the_events_of_people_add_up_to_the_totals_by_type() -> None:
    totals = wire.type_totals(recorded("rest_events_totals_type_pedestrian_v2.2.5_a.json"))
    counted = Counter(event.type for event in events() if event.object_class == "person")
    assert counted == {total.type: total.count for total in totals if total.channel == CHANNEL}
    assert counted.total() == 6


def test_the_documented_event() -> None:
    message = json.loads(recorded("webhook_immediate_documented.json"))
    event = wire.webhook(recorded("webhook_immediate_documented.json"))
    assert isinstance(event, Report)
    assert (event.type, event.time) == (message["event_type"], message["event_time"])
    assert (event.channel, event.channel_name) == (message["channel_id"], message["channel_name"])
    assert (event.object, event.object_class) == (str(message["object_id"]), "person")
    assert (event.rule, event.rule_name) == (message["rule_id"], message["rule_name"])
    assert kind_of(event.type) is Kind.LINE_CROSSED
    assert parse(event.time).tzinfo is not None


def test_the_documented_hour() -> None:
    message = json.loads(recorded("webhook_aggregate_hourly_documented.json"))
    counted = wire.webhook(recorded("webhook_aggregate_hourly_documented.json"))
    assert isinstance(counted, Aggregate)
    assert counted.hours == 1.0
    assert (counted.since, counted.until) == (message["since_time"], message["until_time"])
    assert counted.types == {
        row["event_type"]: row["event_count"] for row in message["event_type_aggregate"]
    }
    assert counted.rules == {
        row["rule_id"]: (row["rule_name"], row["event_count"])
        for row in message["rule_id_aggregate"]
    }
    assert (sum(counted.types.values()), len(counted.types)) == (20, 14)
    assert sum(count for _, count in counted.rules.values()) == 10
    assert Kind.OTHER not in map(kind_of, counted.types)
