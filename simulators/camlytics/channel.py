"""A channel: a video file or a camera that is analysed, with the lines and zones drawn in its picture."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from simulators.camlytics.kinds import KINDS, OTHER, Place

DEFAULT_ZONE = "Motion detection"
"""The zone that every channel has from the start."""


@dataclass(slots=True, eq=False)
class Rule:
    """A line or a zone."""

    rule_id: str
    name: str
    place: Place


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A channel; its fields are those of `/channels` (section 3.1), with the values seen of video files.

    `video_began` is when its video began, in the ticks of the application's clock, and
    `video_length` after how many seconds that begins anew, 0 for a camera's, which goes on.
    """

    channel_id: str
    name: str | None
    type: str = "File"
    stream_uri: str = ""
    login: str | None = None
    password: str | None = None
    uri: str = "http://localhost/"
    profile_name: str = "none"
    profile_token: str = ""
    rules: list[Rule] = field(default_factory=list)
    video_began: int = 0
    video_length: float = 0.0
    objects: int = 0

    @property
    def row(self) -> dict[str, Any]:
        """The channel as `/channels` tells it."""
        return {
            "channel_id": self.channel_id,
            "login": self.login,
            "name": self.name,
            "password": self.password,
            "profile_name": self.profile_name,
            "profile_token": self.profile_token,
            "stream_uri": self.stream_uri,
            "type": self.type,
            "uri": self.uri,
        }

    @property
    def video_file(self) -> str:
        """Base name of the source."""
        return self.stream_uri.replace("\\", "/").rpartition("/")[2]

    def next_object(self) -> int:
        """Return the number that the tracker gives to another object."""
        self.objects += 1
        return self.objects

    def rule(self, which: Rule | str) -> Rule:
        """Return the first rule of that name or id. Raises KeyError."""
        for rule in self.rules:
            if rule is which or which in (rule.name, rule.rule_id):
                return rule
        raise KeyError(f"channel {self.name!r} has no rule {which!r}")

    def usual_rule(self, kind: str) -> Rule | None:
        """Return where events of a type happen unless told otherwise: the first line or zone, or no rule."""
        place = KINDS.get(kind, OTHER).place
        return next((rule for rule in self.rules if rule.place is place), None)


def guids(random: Random) -> Iterator[str]:
    """Return GUIDs without end."""
    while True:
        yield str(UUID(int=random.getrandbits(128), version=4))
