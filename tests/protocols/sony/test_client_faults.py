"""What a camera and the network between can do to a session, and that it gets over it by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from custom_components.camhub.link.errors import LinkError, TimedOut
from custom_components.camhub.link.session import Clock
from custom_components.camhub.link.supervisor import Supervisor
from custom_components.camhub.model.vocabulary import Kind, Reading, Setting, Verb
from custom_components.camhub.protocols.sony import bringup, connection, listener, rpc, shutter
from custom_components.camhub.protocols.sony.client import SonySession
from tests.protocols.sony.studio import Studio, studio

pytestmark = pytest.mark.usefixtures("socket_enabled", "quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what takes a link seconds to notice and to mend take parts of one."""
    for module, name, seconds in (
        (bringup, "PATIENCE", 0.5),
        (bringup, "STEP", 0.05),
        (bringup, "REC_MODE", 2.0),
        (listener, "POLL", 3.0),
        (connection, "LIVENESS", 0.5),
        (listener, "POLLING", 0.05),
        (listener, "TAKEN", 0.05),
        (listener, "BREATH", 0.02),
        (connection, "FAREWELL", 0.5),
        (shutter, "SHOT", 1.0),
        (rpc, "ANSWER", 2.0),
    ):
        monkeypatch.setattr(module, name, seconds)
    for name in ("FIRST_RETRY", "LAST_RETRY"):
        monkeypatch.setattr(f"custom_components.camhub.link.supervisor.{name}", 0.1)


class Kept:
    """A session that a supervisor keeps open; `reports` are what it told, in order."""

    def __init__(self, it: Studio) -> None:
        self.it = it
        self.reports: list[LinkError | None] = []
        self.supervisor = Supervisor(
            lambda: SonySession(it.config, it.ports), self.reports.append, Clock()
        )

    @property
    def up(self) -> bool:
        return bool(self.reports) and self.reports[-1] is None

    async def until_up(self) -> None:
        await self.it.until(lambda: self.up)

    async def until_down(self) -> LinkError:
        await self.it.until(lambda: self.reports and self.reports[-1] is not None)
        error = self.reports[-1]
        assert error is not None
        return error


@asynccontextmanager
async def kept(it: Studio) -> AsyncIterator[Kept]:
    """Keep a link with a camera, as a coordinator does."""
    link = Kept(it)
    task = asyncio.create_task(link.supervisor.run())
    try:
        yield link
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    "where", ["json", "poll", "startRecMode", "getAvailableApiList", "getEvent"]
)
@pytest.mark.parametrize("how", ["reset", "silence"])
async def test_a_camera_that_vanishes_anywhere_comes_back(where: str, how: str) -> None:
    async with studio(opened=False) as it:
        await it.camera.set_fault("vanish_at", f"{where}:{how}")
        async with kept(it) as link:
            await link.until_down()
            await it.camera.clear_fault("vanish_at")
            if how == "silence":
                await it.camera.stop()
            await it.camera.start()
            await link.until_up()
            await it.until(lambda: it.reading(Reading.STATUS) == "ready")
        assert it.calls("actTakePicture") == []


@pytest.mark.parametrize("code", [1, 40401, 40403, 403, 500])
@pytest.mark.parametrize(
    "method",
    [
        "getMethodTypes",
        "getAvailableApiList",
        "getApplicationInfo",
        "startRecMode",
        "getEvent",
        "poll",
    ],
)
async def test_an_error_at_any_step_of_the_way_up_is_got_over(code: int, method: str) -> None:
    async with studio(opened=False) as it:
        await it.camera.set_fault("error", f"{code}:{method}:2")
        async with kept(it) as link:
            await link.until_up()
            it.camera.set_value("SelfTimer", 2)
            await it.until(lambda: it.setting(Setting.SELF_TIMER).value == "2")
        assert it.calls("actTakePicture") == []


async def test_a_shot_whose_answer_is_lost_is_not_repeated() -> None:
    async with studio() as it:
        await it.camera.set_fault("lost_reply", "actTakePicture")
        with pytest.raises(LinkError):
            await it.ask(Verb.SHOOT)
        await it.until(lambda: Kind.PHOTO_TAKEN in it.kinds or it.calls("actTakePicture"))
        assert it.calls("actTakePicture") == [[]]


async def test_a_camera_that_never_answers_a_shot_times_out() -> None:
    async with studio() as it:
        await it.camera.set_fault("hang", "actTakePicture")
        with pytest.raises(TimedOut):
            await it.ask(Verb.SHOOT)
        assert it.calls("actTakePicture") == [[]]


async def test_while_another_client_holds_the_poll_changes_are_seen_all_the_same() -> None:
    async with studio() as it:
        await it.camera.set_fault("poll_held")
        it.camera.set_value("SelfTimer", 2)
        await it.until(lambda: it.setting(Setting.SELF_TIMER).value == "2")
        await it.camera.clear_fault("poll_held")
        it.camera.set_value("SelfTimer", 10)
        await it.until(lambda: it.setting(Setting.SELF_TIMER).value == "10")


async def test_polls_that_tell_nothing_do_not_become_a_storm() -> None:
    async with studio() as it:
        await it.camera.set_fault("empty_polls")
        before = len(it.calls("getEvent"))
        await asyncio.sleep(0.3)
        assert len(it.calls("getEvent")) - before < 40


@pytest.mark.parametrize(
    "kind", ["garbage", "truncated", "wrong_types", "deep", "huge", "not_utf8"]
)
async def test_a_spoiled_answer_is_got_over(kind: str) -> None:
    async with studio(opened=False) as it, kept(it) as link:
        await link.until_up()
        await it.camera.set_fault("bad_reply", f"{kind}:poll")
        it.camera.set_value("SelfTimer", 2)
        await asyncio.sleep(0.2)
        await it.camera.clear_fault("bad_reply")
        await link.until_up()
        it.camera.set_value("SelfTimer", 10)
        await it.until(lambda: it.setting(Setting.SELF_TIMER).value == "10")


async def test_a_silent_network_is_noticed() -> None:
    async with studio(opened=False) as it, kept(it) as link:
        await link.until_up()
        await it.camera.set_fault("silent")
        await link.until_down()
        await it.camera.clear_fault("silent")
        await link.until_up()


@pytest.mark.parametrize("fault", ["liveview_drops", "liveview_ends", "liveview_stalls"])
async def test_live_view_that_breaks_off_goes_on(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.camhub.protocols.sony.live.PAUSE", 0.02)
    monkeypatch.setattr("custom_components.camhub.protocols.sony.live.STALL", 0.3)
    async with studio() as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: len(it.frames) > 2)
        await it.camera.set_fault(fault)
        await it.until(lambda: len(it.calls("startLiveview")) > 1)
        await it.camera.clear_fault(fault)
        seen = len(it.frames)
        await it.until(lambda: len(it.frames) > seen + 5)
        assert None not in it.frames


async def test_a_picture_that_does_not_arrive_is_nobodys_problem() -> None:
    async with studio() as it:
        await it.camera.set_fault("pictures", "html")
        await it.ask(Verb.SHOOT)
        await it.camera.clear_fault("pictures")
        await it.ask(Verb.SHOOT)
        await it.until(lambda: len(it.pictures) == 1)
        assert it.kinds.count(Kind.PHOTO_TAKEN) == 2


async def test_a_camera_that_left_its_recording_mode_is_put_back() -> None:
    async with studio() as it:
        it.camera.body.rec_mode = False
        it.camera.body.touch()
        await it.until(lambda: len(it.calls("startRecMode")) == 2)
        await it.until(lambda: it.reading(Reading.STATUS) == "ready")


@pytest.mark.parametrize("reply", ["garbage", "wrong_types"])
async def test_an_odd_answer_to_whether_it_is_there_is_an_answer(reply: str) -> None:
    async with studio() as it:
        await it.camera.set_fault("bad_reply", f"{reply}:getAvailableApiList")
        asked = len(it.calls("getAvailableApiList"))
        await it.until(lambda: len(it.calls("getAvailableApiList")) > asked + 1)
        assert it.running is not None
        assert not it.running.done()
