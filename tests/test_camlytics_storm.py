"""A busy installation in a real Home Assistant, while everything around it ends and begins again."""

import asyncio
from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

from custom_components.camhub.model.vocabulary import Kind
from custom_components.camhub.protocols.camlytics.names import kind_of
from tests.camlytics_home import CamlyticsHome
from tests.heard import Heard
from tests.home import until

SHAPES = (
    ("TripwireCrossed", "Enter"),
    ("TripwireCrossed", "Exit"),
    ("RegionJoin", "Waiting area"),
    ("MotionInRegionOn", "Motion detection"),
)


class Storm:
    """Lets things happen at an installation, and knows what has and what was told."""

    def __init__(self, home: CamlyticsHome) -> None:
        self.home = home
        self.random = Random(11)
        self.happened: Counter[tuple[int, Kind, str, str]] = Counter()
        self.heard = Heard(home.hass)
        asyncio.get_running_loop().set_debug(False)

    async def blow(self, events: int) -> None:
        """Let so many events happen, of which some webhooks are lost."""
        for _ in range(events):
            channel = self.random.randrange(2)
            kind, rule = self.random.choice(SHAPES)
            number = self.happened.total()
            ways = ("rest",) if self.random.random() < 0.1 else ("rest", "webhook")
            self.home.app.raise_event(kind, channel, rule, object_id=number, via=ways)
            self.happened[channel, kind_of(kind), rule, str(number)] += 1
            if number % 10 == 0:
                await asyncio.sleep(0.005)

    def told(self) -> Counter[tuple[int, Kind, str, str]]:
        """Return what the event entities have told."""
        return Counter(
            (
                channel,
                Kind(state.attributes["event_type"]),
                state.attributes["rule"],
                state.attributes["object_id"],
            )
            for channel in range(2)
            for state in self.heard.of(self.home, "analytics", channel)
        )

    async def hold(self) -> None:
        """Assert that everything was counted, and nothing told twice."""
        await self.home.until_up()
        await self.home.app.delivered()
        for channel in range(2):
            for _, rule in SHAPES:
                count = sum(
                    times
                    for (place, _, name, _), times in self.happened.items()
                    if (place, name) == (channel, rule)
                )
                await self.home.until_count(count, rule, channel)
        assert not self.told() - self.happened


async def test_nothing_is_lost_and_nothing_told_twice(
    hass_storage: dict[str, Any], camlytics: CamlyticsHome
) -> None:
    app = camlytics.app
    camlytics.call()
    storm = Storm(camlytics)
    await storm.blow(200)

    # Home Assistant ends and begins again.
    await camlytics.stop()
    await storm.blow(150)
    await camlytics.start()
    await storm.blow(100)

    # The application does.
    app.set_fault("webhook_twice")
    await storm.blow(100)
    await app.restart(0.2)
    await storm.blow(100)
    await storm.hold()

    # Home Assistant is killed: all that it knows is what it saved before.
    await camlytics.stop()
    await camlytics.start()
    saved = deepcopy(hass_storage)
    await storm.blow(150)
    await storm.hold()
    await camlytics.stop()
    await storm.blow(50)
    hass_storage.update(saved)
    await camlytics.start()
    await storm.blow(100)

    # The network fails.
    app.clear_fault("webhook_twice")
    app.set_fault("webhook_late", 0.2)
    await app.stop_rest()
    await camlytics.until_up(False)
    await storm.blow(100)
    await app.start_rest()
    await storm.blow(50)
    await storm.hold()

    told = storm.told().total()
    assert told >= 600
    await storm.blow(20)
    await until(lambda: storm.told().total() == told + 20)


async def test_ids_that_begin_anew_lose_nothing_that_is_stored(camlytics: CamlyticsHome) -> None:
    camlytics.call()
    storm = Storm(camlytics)
    for connected in (True, False, True):
        await storm.blow(60)
        await storm.hold()
        if not connected:
            await camlytics.stop()
        camlytics.app.wipe()
        await storm.blow(30)
        if not connected:
            await camlytics.start()
        await storm.hold()
