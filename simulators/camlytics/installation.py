"""The channels that are set up in the application, and what is drawn in their pictures."""

from collections.abc import Iterator
from typing import Any

from simulators.camlytics.app import App
from simulators.camlytics.channel import DEFAULT_ZONE, Channel, Rule
from simulators.camlytics.clock import HOUR
from simulators.camlytics.kinds import Place
from simulators.camlytics.scene import ENTER, EXIT, WAITING

_NAMES = ("Entrance", "Lobby", "Loading dock", "Car park", "Corridor", "Stairs", "Garden")

type Which = Channel | int | str
"""A channel, its place in the list, its id, or the first of its name."""


class Installation:
    """What a user sets up."""

    app: App
    _guids: Iterator[str]

    def add_channel(self, name: str | None = "Camera", **fields: Any) -> Channel:
        """Add a channel with the zone it always has; `fields` are any of Channel's."""
        fields.setdefault("channel_id", next(self._guids))
        fields.setdefault("stream_uri", f"C:\\Users\\user\\Videos\\{name}.mp4")
        fields.setdefault("video_began", self.app.clock.now())
        channel = Channel(name=name, **fields)
        if not channel.rules:
            self._add_rule(channel, DEFAULT_ZONE, Place.ZONE)
        self.app.channels.append(channel)
        return channel

    def remove_channel(self, which: Which) -> None:
        """Remove a channel; its events stay stored."""
        self.app.channels.remove(self.channel(which))

    def change_channel(self, which: Which, **fields: Any) -> Channel:
        """Change a channel's fields, `name` or `password` for example."""
        channel = self.channel(which)
        for name, value in fields.items():
            getattr(channel, name)
            setattr(channel, name, value)
        return channel

    def rename_channel(self, which: Which, name: str | None) -> Channel:
        """Give a channel another name."""
        return self.change_channel(which, name=name)

    def channel(self, which: Which) -> Channel:
        """Return a channel. Raises KeyError."""
        return self.app.channel(which)

    def add_line(self, which: Which, name: str) -> Rule:
        """Draw a line in a channel's picture."""
        return self._add_rule(self.channel(which), name, Place.LINE)

    def add_zone(self, which: Which, name: str) -> Rule:
        """Draw a zone in a channel's picture."""
        return self._add_rule(self.channel(which), name, Place.ZONE)

    def remove_rule(self, which: Which, rule: Rule | str) -> None:
        """Remove a line or zone; its events stay stored."""
        channel = self.channel(which)
        channel.rules.remove(channel.rule(rule))

    def rename_rule(self, which: Which, rule: Rule | str, name: str) -> Rule:
        """Give a line or zone another name."""
        renamed = self.channel(which).rule(rule)
        renamed.name = name
        return renamed

    def _add_rule(self, channel: Channel, name: str, place: Place) -> Rule:
        rule = Rule(next(self._guids), name, place)
        channel.rules.append(rule)
        return rule

    def furnish(self, place: int) -> None:
        """Add one of the channels that there are at the start."""
        if place == 0:
            uri = "C:\\Users\\user\\Videos\\Human.mp4"
            channel = self.add_channel("Video file", stream_uri=uri, video_length=60.0)
            channel.video_began -= 16 * HOUR
        else:
            channel = self.add_channel(_NAMES[(place - 1) % len(_NAMES)])
        self._add_rule(channel, ENTER, Place.LINE)
        self._add_rule(channel, EXIT, Place.LINE)
        self._add_rule(channel, WAITING, Place.ZONE)
