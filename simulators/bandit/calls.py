"""What handlers of requests get, and how they read what was asked."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.bandit.body import Body
from simulators.bandit.http import Answer, Refusal, Request
from simulators.bandit.library import Image, Tag, Video
from simulators.bandit.live import Live
from simulators.bandit.preview import Preview
from simulators.bandit.recording import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """The parts that carry out requests; `backchannel` tells the backchannel's port."""

    body: Body
    recorder: Recorder
    live: Live
    preview: Preview
    backchannel: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the camera, with the parts of the path that the route leaves open."""

    camera: Camera
    request: Request
    ids: tuple[str, ...]

    @property
    def body(self) -> Body:
        """The camera's body."""
        return self.camera.body

    def members(self) -> dict[str, Any]:
        """Return the JSON object that was sent; Refusal where it is none."""
        if not isinstance(value := self.request.json(), dict):
            raise Refusal(400)
        return value

    def flag(self, name: str) -> bool:
        """Return a boolean of the object that was sent; Refusal where it is none."""
        if not isinstance(value := self.members().get(name), bool):
            raise Refusal(400)
        return value

    def number(self, name: str, default: float) -> float:
        """Return a parameter that is a number, at least 0; Refusal where it is not."""
        return number(self.request.query, name, default)

    def idle(self) -> None:
        """Refuse what is not done while recording."""
        if self.camera.recorder.active and self.body.assume.busy == "refuse":
            raise Refusal(500)

    def missing(self) -> Refusal:
        """Return what says that there is no such thing."""
        return Refusal(self.body.assume.unknown_path)

    def video(self) -> Video:
        """Return the video that the path names; Refusal where there is none, or the card cannot be read."""
        if (found := self.body.library.video(self.ids[0])) is None:
            raise self.missing()
        self.readable()
        return found

    def image(self) -> Image:
        """Return the photo that the path names; Refusal where there is none, or the card cannot be read."""
        if (found := self.body.library.image(self.ids[0])) is None:
            raise self.missing()
        self.readable()
        return found

    def tag(self) -> Tag:
        """Return the tag that the path names; Refusal where there is none."""
        if (found := self.video().tag(self.ids[1])) is None:
            raise self.missing()
        return found

    def readable(self) -> None:
        """Refuse what needs a card that works."""
        if self.body.broken:
            raise Refusal(500)

    def setter(self, value: Any) -> Answer:
        """Return the answer of a setter that tells what is now, or nothing, as is assumed."""
        return Answer(value=value) if self.body.assume.setter_answers == "object" else Answer()


type Handler = Callable[[Call], Awaitable[Answer]]
type Routes = Mapping[tuple[str, str], Handler]
"""Verb and path below the API, in which `*` stands for one id, to what carries it out."""


def number(values: Mapping[str, Any], name: str, default: float) -> float:
    """Return a number of at least 0 out of texts or JSON; Refusal where it is none."""
    value = values.get(name, default)
    if isinstance(value, bool):
        raise Refusal(400)
    try:
        read = float(value)
    except (TypeError, ValueError) as error:
        raise Refusal(400) from error
    if not 0 <= read < float("inf"):
        raise Refusal(400)
    return read
