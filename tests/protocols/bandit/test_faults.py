"""Whatever a Bandit, or the radio before it, does at whatever time: camhub is back when it is over."""

import asyncio
import logging
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from inspect import isawaitable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custom_components.camhub.link.errors import LinkError
from custom_components.camhub.link.library import Rendition
from custom_components.camhub.link.session import Command
from custom_components.camhub.link.supervisor import Supervisor
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from simulators.bandit import BanditCamera
from simulators.bandit.faults import BODIES, FAULTS, FRAMES, MESSAGES, TYPES
from simulators.bandit.http import TRANSFERS
from tests.protocols.bandit.studio import PATIENCE, Studio, studio

pytestmark = pytest.mark.usefixtures("socket_enabled", "impatient")

BANDIT = "custom_components.camhub.protocols.bandit"

GOES = ("vanish", "overheat", "battery_empty", "switch_off", "wifi_off")
"""Faults after which the camera has to be switched on again."""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is waited for on the network be waited for parts of a second."""
    for name, seconds in {
        "rest.ANSWER": 0.3,
        "rest.CONNECT": 0.3,
        "rest.STALL": 0.3,
        "connection.ANSWER": 0.3,
        "connection.CONNECT": 0.3,
        "connection.GOODBYE": 0.05,
        "connection.FAREWELL": 0.3,
        "operator.SHOT": 10.0,
        "operator.START": 10.0,
    }.items():
        monkeypatch.setattr(f"{BANDIT}.{name}", seconds)
    monkeypatch.setattr("custom_components.camhub.link.supervisor.LAST_RETRY", 5.0)


class Kept:
    """A session that a supervisor keeps open; `mistakes` is what nobody caught."""

    def __init__(self, it: Studio) -> None:
        self.it = it
        self.up = False
        self.mistakes: list[str] = []
        self.supervisor = Supervisor(it.system.session, self._report, it.clock)
        self._asked: set[asyncio.Task[None]] = set()

    def _report(self, error: LinkError | None) -> None:
        self.up = error is None

    def note(self, _: object, context: dict[str, Any]) -> None:
        self.mistakes.append(f"{context.get('message')} {context.get('exception')!r}")

    def ask(self, verb: Verb, **fields: Any) -> None:
        """Ask for something, whatever comes of it; only a LinkError may."""
        if (session := self.supervisor.session) is not None:
            self._spawn(session.send(Command(verb, (self.it.camera.serial,), fields)))

    def look(self, *, on: bool) -> None:
        """Begin or end to look at the live view."""
        if (session := self.supervisor.session) is not None:
            self._spawn(session.watch(self.it.camera.serial, on=on))

    def browse(self) -> None:
        """Look at what is stored, and fetch some of it."""
        self._spawn(self._browsed())

    async def _browsed(self) -> None:
        session = self.supervisor.session
        if session is None or (library := session.library) is None:
            return
        key = self.it.camera.serial
        for item in await library.browse(key, "videos"):
            async with library.fetch(key, item.id, Rendition.ORIGINAL) as content:
                async for _ in content.chunks:
                    pass

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(self._calmly(work))
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)

    async def _calmly(self, work: Any) -> None:
        try:
            await work
        except LinkError, TimeoutError:
            pass
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            self.mistakes.append(repr(error))

    async def close(self) -> None:
        for task in list(self._asked):
            task.cancel()
        await asyncio.gather(*self._asked, return_exceptions=True)


@asynccontextmanager
async def kept(**simulated: Any) -> AsyncIterator[Kept]:
    """Keep a link with a camera, as a coordinator does."""
    async with studio(opened=False, videos=3, photos=2, **simulated) as it:
        link = Kept(it)
        asyncio.get_running_loop().set_exception_handler(link.note)
        task = asyncio.create_task(link.supervisor.run())
        await it.until(lambda: link.up)
        try:
            yield link
        finally:
            await link.close()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def back(link: Kept) -> None:
    """Let everything be well again, and see that the link is too."""
    camera = link.it.camera
    clear(camera)
    if camera.recording:
        camera.press_record()
    camera.card_mended()
    await camera.power_on()
    link.supervisor.hurry()
    await link.it.until(lambda: link.up)
    level = camera.body.battery % 90 + 1
    camera.set_battery(level)
    await link.it.until(lambda: link.up and link.it.reading(Reading.BATTERY) == level)
    await camera.until(lambda: not camera.recording)
    await camera.wait_backchannel()
    taken = link.it.kinds.count(Kind.PHOTO_TAKEN)

    def told() -> bool:
        return link.it.kinds.count(Kind.PHOTO_TAKEN) > taken

    async with asyncio.timeout(PATIENCE):
        while not told():
            # What is taken while a busy machine loses the link once more is never told.
            camera.take_photo()
            with suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await link.it.until(told)


# What may go wrong.

WHERE = st.sampled_from(["*", "/status", "/settings*", "/videos*", "/viewfinder", "POST *"])
SHORT = st.sampled_from(["0", "0.05", "0.2"])
VALUES: dict[str, st.SearchStrategy[str | None]] = {
    "status": st.tuples(
        st.sampled_from(["204", "302", "400", "404", "409", "500", "503"]), WHERE
    ).map(":".join),
    "slow": st.tuples(SHORT, WHERE).map(":".join),
    "drip": st.tuples(SHORT, WHERE).map(":".join),
    "body": st.tuples(st.sampled_from(BODIES), WHERE).map(":".join),
    "types": st.tuples(st.sampled_from(TYPES), WHERE).map(":".join),
    "transfer": st.tuples(st.sampled_from(TRANSFERS), WHERE).map(":".join),
    "huge": st.just("6000000:/status"),
    "silence": WHERE,
    "reset": WHERE,
    "lost_reply": WHERE,
    "missing": st.tuples(
        st.sampled_from(["backchannel_port", "serial_number", "total,items", "id", "mode"]), WHERE
    ).map(":".join),
    "late_notices": SHORT,
    "vanish": st.sampled_from(["0.05:reset", "0.05:silence"]),
    "recording_ends": st.just("0.05"),
    "viewfinder_ends": st.just("0.05"),
    "backchannel": st.sampled_from([kind for kind in MESSAGES if kind != "huge"]),
    "viewfinder": st.sampled_from(FRAMES),
    **dict.fromkeys(GOES[1:], st.just("0.05")),
}
FAULT = st.sampled_from([row.name for row in FAULTS if not row.name.startswith("preview")]).flatmap(
    lambda name: st.tuples(st.just(name), VALUES.get(name, st.none()))
)
DEEDS: dict[str, Callable[[Kept], object]] = {
    "photo": lambda link: link.it.camera.take_photo(),
    "record": lambda link: link.it.camera.press_record(),
    "highlight": lambda link: link.it.camera.press_highlight(),
    "full": lambda link: link.it.camera.card_full(),
    "mended": lambda link: link.it.camera.card_mended(),
    "power_on": lambda link: link.it.camera.power_on(),
    "clear": lambda link: clear(link.it.camera),
    "wait": lambda _: asyncio.sleep(0.05),
    "shoot": lambda link: link.ask(Verb.SHOOT),
    "set_recording": lambda link: link.ask(Verb.SET_RECORDING, enable=True),
    "set": lambda link: link.ask(Verb.SET_SETTING, setting=Setting.SHOOT_MODE.value, value="burst"),
    "tag": lambda link: link.ask(Verb.TAG),
    "look": lambda link: link.look(on=True),
    "look_away": lambda link: link.look(on=False),
    "browse": lambda link: link.browse(),
    "download": lambda link: link.ask(
        Verb.DOWNLOAD, photo_ids=[f"video/{video.id}" for video in link.it.camera.videos[:1]]
    ),
}
"""What happens at the camera, or is asked of it."""

STORY = st.lists(st.one_of(FAULT, st.sampled_from(list(DEEDS))), min_size=1, max_size=8)


def clear(camera: BanditCamera) -> None:
    """Let everything be well again, but for a camera that is off."""
    for name in camera.faults.names:
        camera.clear_fault(name)


async def live_through(story: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    async with kept(assume={"limit_counts": "all"}) as link:
        for part in story:
            if isinstance(part, str):
                if isawaitable(done := DEEDS[part](link)):
                    await done
            else:
                link.it.camera.set_fault(*part)
            await asyncio.sleep(0.01)
        await back(link)
        assert link.it.camera.max_connections_seen <= 5
    assert link.mistakes == []
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=STORY)
def test_whatever_goes_wrong_it_is_back_when_that_is_over(
    story: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    asyncio.run(live_through(story, caplog))


@pytest.mark.parametrize(
    "row", [row for row in FAULTS if not row.name.startswith("preview")], ids=lambda row: row.name
)
async def test_every_fault_is_got_over(row: Any, caplog: pytest.LogCaptureFixture) -> None:
    values = {"overheat": "0.05", "battery_empty": "0.05", "switch_off": "0.05", "wifi_off": "0.05"}
    values |= {"vanish": "0.05:silence", "slow": "0.4", "drip": "0.4", "late_notices": "0.1"}
    values |= {"huge": "6000000", "recording_ends": "0.05", "viewfinder_ends": "0.05"}
    fault = (row.name, values.get(row.name))

    await live_through(["look", fault, "photo", "record", "set", "browse", "wait"], caplog)


# How much of it is kept.


@pytest.mark.parametrize("path", ["/status", "/settings", "/capabilities/*"])
async def test_an_answer_without_end_is_not_kept(path: str) -> None:
    async with kept() as link:
        camera = link.it.camera
        camera.set_fault("huge", f"200000000:{path}:1")
        tracemalloc.start()
        try:
            await camera.vanish()
            await camera.power_on()
            link.supervisor.hurry()
            await link.it.until(lambda: "huge" not in camera.faults)
            await link.it.until(lambda: link.up)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        await back(link)
    assert most < 20_000_000


async def test_its_memory_is_flat_however_often_it_is_lost() -> None:
    async with kept() as link:
        sizes: list[int] = []
        tracemalloc.start()
        try:
            for turn in range(12):
                await link.it.camera.vanish()
                await link.it.until(lambda: not link.up)
                await link.it.camera.power_on()
                link.supervisor.hurry()
                await link.it.until(lambda: link.up)
                if turn in (3, 11):
                    sizes.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
    assert sizes[1] - sizes[0] < 400_000
