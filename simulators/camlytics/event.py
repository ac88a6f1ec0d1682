"""An event, and how REST and webhooks tell it (sections 3.2 and 6.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from simulators.camlytics.kinds import display_name

NONE = "-1"
"""Object or rule where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened in a channel. `ticks` is when by the application's clock, `time` and `event_time` how it is told."""

    event_id: int
    type: str
    ticks: int
    time: str
    event_time: str
    timestamp: str
    channel_id: str
    object_id: int
    origin: str
    rule_id: str
    rule_name: str
    snapshot_path: str
    recording_path: str
    video_file_name: str
    video_file_time: str

    def row(self, channel_name: str | None) -> dict[str, Any]:
        """Return the event as REST tells it."""
        return {
            "channel_id": self.channel_id,
            "channel_name": channel_name,
            "event_id": self.event_id,
            "object_id": str(self.object_id),
            "origin": self.origin,
            "recording_path": self.recording_path,
            "rule_id": self.rule_id,
            "rule_name": self.rule_name,
            "snapshot_path": self.snapshot_path,
            "time": self.time,
            "timestamp": self.timestamp,
            "type": self.type,
            "video_file_name": self.video_file_name,
            "video_file_time": self.video_file_time,
        }

    def message(
        self, channel_name: str | None, *, wording: str, object_less: str
    ) -> dict[str, Any]:
        """Return the event as a webhook tells it."""
        message: dict[str, Any] = {
            "channel_id": self.channel_id,
            "channel_name": channel_name,
            "event_name": display_name(self.type, wording),
            "event_origin": self.origin,
            "event_time": self.event_time,
            "event_type": self.type,
            "object_id": self.object_id,
            "rule_id": self.rule_id,
            "rule_name": self.rule_name,
        }
        if object_less == "missing":
            without = ["object_id", "event_origin"] if self.object_id == -1 else []
            without += ["rule_id", "rule_name"] if self.rule_id == NONE else []
            for key in without:
                del message[key]
        return message

    @classmethod
    def recorded(cls, row: Mapping[str, Any], ticks: int, event_time: str) -> Self:
        """Return an event that REST once told."""
        values = {name: row[name] for name in cls.__slots__ if name in row}
        return cls(
            **values
            | {"ticks": ticks, "event_time": event_time, "object_id": int(row["object_id"])}
        )
