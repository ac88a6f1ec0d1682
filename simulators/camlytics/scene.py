"""People and cars that walk and drive through the lines and zones of each channel."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from simulators.camlytics.app import App
from simulators.camlytics.channel import DEFAULT_ZONE, Channel, Rule
from simulators.camlytics.clock import TICKS

ENTER, EXIT, WAITING = "Enter", "Exit", "Waiting area"

_CROWD = 3
_PAUSE = 0.02
"""Seconds between two turns at least: many events a second come in handfuls."""

_BEHIND = 0.5
"""Seconds of events that are made up for after the machine was busy."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens: its type, at which rule, to which object, and how long ago (ticks)."""

    kind: str
    rule: str = ""
    object_id: int = -1
    origin: str = "Unknown"
    ago: int = 0


type Steps = list[Step]
"""What happens at the same moment."""

type Happen = Callable[[Channel, Rule | None, Step, int], None]
"""Lets a step happen in a channel, at a rule, at a time in ticks."""


@dataclass(slots=True)
class _Place:
    """A channel with who waits in it."""

    channel: Channel
    waiting: set[int] = field(default_factory=set)


class Scene:
    """Visits to the channels, deterministic by the seed: which step follows which does not depend on the time."""

    def __init__(self, app: App, seed: int, happen: Happen) -> None:
        self._app = app
        self._random = Random(f"scene {seed}")
        self._happen = happen
        self._places: dict[str, _Place] = {}
        self._visits: list[tuple[Channel, Iterator[Steps]]] = []

    async def run(self, rate: float) -> None:
        """Make so many events a second."""
        loop = asyncio.get_running_loop()
        last, owed = loop.time(), 0.0
        while True:
            await asyncio.sleep(max(1 / rate, _PAUSE))
            now = loop.time()
            owed = min(owed + (now - last) * rate, max(_BEHIND * rate, 1.0))
            last = now
            while owed >= 1:
                owed -= self.step()

    def step(self) -> int:
        """Let the next thing happen and return how many events that made, 1 where there was nothing."""
        if not self._app.channels:
            return 1
        channel, steps = self._next()
        now = self._app.clock.now()
        rules = {rule.name: rule for rule in channel.rules}
        done = [step for step in steps if not step.rule or step.rule in rules]
        for step in done:
            self._happen(channel, rules.get(step.rule), step, now - step.ago)
        return len(done) or 1

    def _next(self) -> tuple[Channel, Steps]:
        """Return what comes next in one of the visits, at times in a new one."""
        channels, lots = self._app.channels, self._random
        if len(self._visits) < 4 * len(channels) and lots.random() < 0.2:
            self._begin(lots.choice(channels))
        while True:
            if not self._visits:
                self._begin(lots.choice(channels))
            place = lots.randrange(len(self._visits))
            channel, visit = self._visits[place]
            if channel in channels and (steps := next(visit, None)) is not None:
                return channel, steps
            del self._visits[place]

    def _begin(self, channel: Channel) -> None:
        self._visits.append((channel, self._visit(channel)))

    def _visit(self, channel: Channel) -> Iterator[Steps]:
        lot = self._random.random()
        if lot < 0.01:
            return iter([[Step("Sabotage" if lot < 0.005 else "CameraDisconnected")]])
        place = self._places.setdefault(channel.channel_id, _Place(channel))
        return self._car(place) if lot < 0.2 else self._person(place)

    def _person(self, place: _Place) -> Iterator[Steps]:
        """Come in, wait, go out."""
        number, lot = self._app.next_object(place.channel), self._random.random()

        def step(kind: str, rule: str = "", ago: int = 0) -> Step:
            return Step(kind, rule, number, "Pedestrian" if lot > 0.05 else "Unknown", ago)

        # Events are stored once the object is classified, some of them late (section 5).
        late = round(self._random.uniform(0.2, 1.5) * TICKS) if lot < 0.25 else 0
        yield [step("ObjectAppear", ago=late)]
        follows = [step("Tailgating", ENTER)] if self._random.random() < 0.08 else []
        yield [step("TripwireCrossed", ENTER), *follows]
        place.waiting.add(number)
        crowd = [Step("CrowdOn", WAITING)] if len(place.waiting) == _CROWD else []
        yield [step("RegionJoin", WAITING), step("MotionInRegionOn", WAITING), *crowd]
        if self._random.random() < 0.15:
            yield [step("Loitering", WAITING)]
        if self._random.random() < 0.03:
            yield [step("AbandonedObject", WAITING)]
        place.waiting.discard(number)
        crowd = [Step("CrowdOff", WAITING)] if len(place.waiting) == _CROWD - 1 else []
        yield [step("RegionLeave", WAITING), *crowd]
        if not place.waiting:
            yield [Step("MotionInRegionOff", WAITING)]
        yield [step("TripwireCrossed", EXIT)]
        yield [step("ObjectDisappear")]

    def _car(self, place: _Place) -> Iterator[Steps]:
        """Appear in the picture, drive out of it."""
        number = self._app.next_object(place.channel)

        def step(kind: str, rule: str = "") -> Step:
            return Step(kind, rule, number, "Vehicle")

        # Zone joined and motion started come together with what appears inside a zone (section 4).
        joins = [step("RegionJoin", DEFAULT_ZONE), step("MotionInRegionOn", DEFAULT_ZONE)]
        yield [step("ObjectAppear"), *joins]
        yield [step("TripwireCrossed", EXIT)]
        yield [step("RegionLeave", DEFAULT_ZONE)]
        yield [Step("MotionInRegionOff", DEFAULT_ZONE)]
        yield [step("ObjectDisappear")]
