"""What a user can ask of an installation."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from ...link.session import Command
from ...model.camera import HUB
from ...model.vocabulary import Kind, Verb
from ..declaration import Action, Field, FieldKind
from . import names, times, wire
from .rest import Rest

_SPAN = (
    Field("since_time", FieldKind.MOMENT),
    Field("until_time", FieldKind.MOMENT),
)

ACTIONS = (
    Action(
        Verb.GET_EVENTS,
        (
            Field("since_id", FieldKind.INTEGER, minimum=0),
            Field("until_id", FieldKind.INTEGER, minimum=0),
            *_SPAN,
            Field("limit", FieldKind.INTEGER, default=100, minimum=1, maximum=1000),
            Field(
                "order",
                FieldKind.CHOICE,
                default="descending",
                choices=("ascending", "descending"),
            ),
            Field("wait", FieldKind.INTEGER, default=0, minimum=0, maximum=20, unit="s"),
        ),
        answers=True,
    ),
    Action(
        Verb.GET_TOTALS,
        (*_SPAN, Field("object_class", FieldKind.TEXT)),
        answers=True,
    ),
    Action(
        Verb.SET_PEOPLE_INSIDE,
        (Field("people", FieldKind.INTEGER, required=True, minimum=0, maximum=100_000),),
    ),
)


async def events(rest: Rest, command: Command, zone: tzinfo) -> list[dict[str, Any]]:
    """Return the events of the channels that a command names; raises a `LinkError`."""
    fields = command.fields
    return [
        _event(report)
        for channel in _channels(command)
        for report in (
            await rest.events(
                channel=channel,
                since_id=fields.get("since_id"),
                until_id=fields.get("until_id"),
                limit=fields.get("limit"),
                newest_first=fields.get("order") == "descending",
                wait=fields.get("wait", 0),
                **_span(fields, zone),
            )
        ).reports
    ]


async def totals(rest: Rest, command: Command, zone: tzinfo) -> list[dict[str, Any]]:
    """Return how often things happened at the channels that a command names; raises a `LinkError`."""
    asked: dict[str, Any] = _span(command.fields, zone)
    if object_class := command.fields.get("object_class"):
        asked["origin"] = names.origin_of(object_class)
    rows: list[dict[str, Any]] = []
    for channel in _channels(command):
        rows += [
            _known(camera=row.channel, rule=row.name, rule_id=row.rule, events=row.count)
            for row in await rest.rule_totals(channel=channel, **asked)
            if row.rule is not None
        ]
        rows += [
            _known(camera=row.channel, **_kind(row.type), events=row.count)
            for row in await rest.type_totals(channel=channel, **asked)
        ]
    return rows


def happening(report: wire.Report) -> dict[str, Any]:
    """Return what an automation gets of an event."""
    return _known(
        rule=report.rule_name,
        rule_id=report.rule,
        object_class=None if report.object is None else report.object_class,
        object_id=report.object,
        id=report.id,
        source_time=report.time,
        snapshot=report.snapshot,
        recording=report.recording,
        video_file=report.video_file,
        video_time=report.video_time,
        video_position=report.video_position,
        more=dict(report.more) or None,
        type=report.type if names.kind_of(report.type) is Kind.OTHER else None,
    )


def _channels(command: Command) -> list[str | None]:
    """Return the channels that are meant; the installation is all of them in one."""
    return [None if key == HUB else key for key in command.cameras]


def _event(report: wire.Report) -> dict[str, Any]:
    kind = names.kind_of(report.type)
    return {"camera": report.channel, "kind": kind.value, **happening(report)}


def _kind(event_type: str) -> dict[str, Any]:
    kind = names.kind_of(event_type)
    return {"kind": kind.value, "type": event_type if kind is Kind.OTHER else None}


def _span(fields: Mapping[str, Any], zone: tzinfo) -> dict[str, str]:
    """Return the times of a command as the installation writes its own."""
    return {
        name: times.wire_time(moment.timestamp(), zone)
        for name in ("since_time", "until_time")
        if isinstance(moment := fields.get(name), datetime)
    }


def _known(**values: Any) -> dict[str, Any]:
    """Return what is known of these."""
    return {name: value for name, value in values.items() if value not in (None, "")}
