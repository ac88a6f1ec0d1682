"""The camera's live view: whose it is to end, its size, and what happens where there is none."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, override

import pytest

from custom_components.camhub.link.errors import (
    BadData,
    BadRequest,
    Busy,
    LinkError,
    NotReady,
    NotThisSystem,
    TimedOut,
    Unsupported,
)
from custom_components.camhub.link.library import Content
from custom_components.camhub.link.session import Ports
from custom_components.camhub.model.camera import Choice
from custom_components.camhub.model.vocabulary import Setting
from custom_components.camhub.protocols.sony.live import STALL, TRIES, Live
from custom_components.camhub.protocols.sony.playback import Playback
from custom_components.camhub.protocols.sony.record import Record
from custom_components.camhub.protocols.sony.rpc import Rpc
from custom_components.camhub.protocols.sony.transfer import TransferMode
from simulators.sony import liveview_packets
from simulators.sony.frames import frame
from tests.protocols.sony.script import Answer, Script
from tests.protocols.sony.test_listener import Step

ADDRESS = "http://camera/liveview"


class Streaming(Script):
    """A camera whose streams are what a test has written down; after them they stay silent."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        super().__init__(answers)
        self.streams: list[list[bytes] | LinkError] = []
        self.opened: list[str] = []

    @override
    @asynccontextmanager
    async def stream(self, url: str, stall: float = STALL) -> AsyncIterator[Content]:
        self.opened.append(url)
        if not self.streams:
            await asyncio.Event().wait()
        match self.streams.pop(0):
            case LinkError() as error:
                raise error
            case list(chunks):

                async def some() -> AsyncIterator[bytes]:
                    for chunk in chunks:
                        yield chunk

                yield Content("application/octet-stream", None, some())


@cache
def packet() -> bytes:
    """Return a picture as the camera sends it."""
    return liveview_packets.packet(liveview_packets.IMAGE, 1, 1, frame("camera", "live", 1, 64, 48))


class View:
    """A live view and what it shows."""

    def __init__(self, *told: dict[str, Any], **answers: Answer) -> None:
        usual: dict[str, Answer] = {"startLiveview": [ADDRESS], "stopLiveview": [0]}
        self.script = Streaming({**usual, **answers})
        self.rpc = Rpc(self.script, {"camera": "http://camera/sony/camera"})
        self.rpc.note_available(list(self.script.answers))
        self.frames: list[bytes | None] = []
        self.ports = Ports(
            emit=lambda _: None, frame=lambda _, frame: self.frames.append(frame), clock=Step()
        )
        self.record = Record("key", self.rpc.has, dict)
        self.record.take([*told])
        transfer = TransferMode(lambda: None, lambda: None, self._never, self._never)
        self.playback = Playback(self.rpc, transfer, lambda _: None, self.ports.clock)
        self.live = Live(self.script, self.rpc, self.record, self.playback, self.ports)

    async def _never(self, *_: object) -> bool:
        return False

    def tell(self, on: bool) -> None:
        self.record.take([{"type": "liveviewStatus", "liveviewStatus": on}])

    async def until(self, look: Any) -> None:
        async with asyncio.timeout(5):
            while not look():  # noqa: ASYNC110 - its clock has no time to wait for
                await asyncio.sleep(0)


async def test_it_is_started_once_and_ended_once() -> None:
    view = View()
    view.script.streams = [[packet(), packet()]]
    await view.live.watch()
    await view.live.watch()
    await view.until(lambda: len(view.frames) == 2)
    await view.live.stop()
    await view.live.end()
    await view.live.end()
    assert view.script.asked("startLiveview")[0] == []
    assert view.script.asked("stopLiveview") == [[]]
    assert view.ports.started == set()


async def test_somebody_elses_goes_on() -> None:
    view = View({"type": "liveviewStatus", "liveviewStatus": True})
    await view.live.watch()
    await view.live.stop()
    await view.live.end()
    assert view.script.asked("stopLiveview") == []


async def test_what_was_ended_a_moment_ago_is_ours_again() -> None:
    view = View()
    await view.live.watch()
    view.tell(True)
    await view.live.stop()
    await view.live.end()
    await view.live.watch()
    assert view.ports.started == {"key"}, "that it is off has not been told yet"
    await view.live.stop()


@pytest.mark.parametrize(("answer", "kept"), [(1, False), (403, False), (TimedOut("x"), True)])
async def test_what_was_refused_need_not_be_ended(answer: Answer, kept: bool) -> None:
    view = View(startLiveview=answer)
    with pytest.raises(LinkError):
        await view.live.watch()
    assert ("key" in view.ports.started) is kept


async def test_an_answer_without_an_address_is_bad() -> None:
    view = View(startLiveview=[])
    with pytest.raises(BadData):
        await view.live.watch()
    assert view.ports.started == {"key"}


@pytest.mark.parametrize(("answer", "kept"), [(1, False), (TimedOut("x"), True)])
async def test_an_end_that_the_camera_heard_of_is_one(answer: Answer, kept: bool) -> None:
    view = View(stopLiveview=answer)
    view.ports.started.add("key")
    await view.live.end()
    assert ("key" in view.ports.started) is kept


@pytest.mark.parametrize(
    "told",
    [
        {"type": "cameraStatus", "cameraStatus": "ContentsTransfer"},
        {"type": "shootMode", "currentShootMode": "audio"},
    ],
)
async def test_where_there_is_nothing_to_see_the_user_is_told(told: dict[str, Any]) -> None:
    view = View(told)
    with pytest.raises(NotReady):
        await view.live.watch()
    assert view.script.calls == []
    view.playback.address = "http://camera/play"
    await view.live.watch()
    await view.until(lambda: view.script.opened == ["http://camera/play"])
    await view.live.stop()


@pytest.mark.parametrize("gone", [NotThisSystem("x"), BadData("x"), TimedOut("x"), [b"garbage"]])
async def test_a_stream_without_a_picture_is_given_up(gone: Any) -> None:
    view = View()
    view.script.streams = [gone] * TRIES
    await view.live.watch()
    await view.until(lambda: view.frames == [None])
    assert len(view.script.opened) == TRIES


async def test_a_live_view_that_does_not_start_again_is_given_up() -> None:
    view = View()
    view.script.streams = [[packet()]]
    await view.live.watch()
    view.script.answers["startLiveview"] = 1
    view.script.streams += [[]] * TRIES
    await view.until(lambda: view.frames[-1:] == [None])
    assert view.frames[0] is not None


async def test_it_ends_with_the_mode() -> None:
    view = View()
    view.script.streams = [[packet()]]
    await view.live.watch()
    view.record.take([{"type": "cameraStatus", "cameraStatus": "ContentsTransfer"}])
    await view.until(lambda: len(view.frames) == 2)
    assert view.frames[-1] is None
    assert len(view.script.asked("startLiveview")) == 1


# Its settings.


async def test_what_the_camera_does_not_have_is_not_set() -> None:
    view = View()
    for word in (Setting.LIVE_VIEW_SIZE, Setting.FOCUS_FRAMES):
        with pytest.raises(Unsupported):
            await view.live.set(word, "L")
    assert view.record.extra == {}


async def test_focus_frames_are_switched_once() -> None:
    view = View(setLiveviewFrameInfo=[])
    await view.live.set(Setting.FOCUS_FRAMES, True)
    await view.live.set(Setting.FOCUS_FRAMES, True)
    assert view.script.asked("setLiveviewFrameInfo") == [[{"frameInfo": True}]]


async def test_another_size_starts_it_anew() -> None:
    view = View(startLiveviewWithSize=[ADDRESS])
    view.record.extra[Setting.LIVE_VIEW_SIZE] = Choice("M", ("L", "M"))
    await view.live.set(Setting.LIVE_VIEW_SIZE, "M")
    with pytest.raises(BadRequest):
        await view.live.set(Setting.LIVE_VIEW_SIZE, "XL")
    assert view.script.calls == []
    await view.live.watch()
    await view.live.set(Setting.LIVE_VIEW_SIZE, "L")
    assert view.script.order == ["startLiveview", "stopLiveview", "startLiveviewWithSize"]
    assert view.record.extra[Setting.LIVE_VIEW_SIZE].value == "L"
    await view.live.stop()
    await view.live.end()
    assert view.ports.started == set()


async def test_a_size_that_nobody_sees_is_kept_for_the_next() -> None:
    view = View(startLiveviewWithSize=[ADDRESS])
    await view.live.set(Setting.LIVE_VIEW_SIZE, "L")
    assert view.script.calls == []
    await view.live.watch()
    assert view.script.asked("startLiveviewWithSize") == [["L"]]
    await view.live.stop()


async def test_a_size_that_is_refused_leaves_it_as_it_was() -> None:
    view = View(startLiveviewWithSize=1)
    await view.live.watch()
    with pytest.raises(Busy):
        await view.live.set(Setting.LIVE_VIEW_SIZE, "L")
    assert view.script.order[-1] == "startLiveview"
    assert view.frames == []
    view.script.answers["startLiveview"] = 1
    with pytest.raises(Busy):
        await view.live.set(Setting.LIVE_VIEW_SIZE, "L")
    assert view.frames == [None]
    await view.live.stop()
