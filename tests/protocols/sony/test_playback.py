"""What the camera plays of its own: opened, moved about in, followed to its end, and ended."""

import asyncio
from typing import Any

import pytest

from custom_components.camhub.link.errors import BadRequest, Busy, LinkError, TimedOut
from custom_components.camhub.link.library import ItemKind
from custom_components.camhub.model.vocabulary import Reading, Verb
from custom_components.camhub.protocols.sony import playback as module
from custom_components.camhub.protocols.sony import transfer
from custom_components.camhub.protocols.sony.playback import Playback
from custom_components.camhub.protocols.sony.transfer import TransferMode
from tests.protocols.sony.script import Answer, scripted
from tests.protocols.sony.studio import Studio, studio
from tests.protocols.sony.test_listener import Step

MOVIE = "video:content?contentId=1"
ADDRESS = "http://camera/streaming/playbackstream"


class Player:
    """A camera that shows its contents, and answers what a test has written down."""

    def __init__(self, **answers: Answer) -> None:
        opened: dict[str, Answer] = {
            "setStreamingContent": [{"playbackUrl": ADDRESS}],
            "requestToNotifyStreamingStatus": [{"status": "paused", "factor": ""}],
        }
        self.rpc, self.script = scripted({**opened, **answers})
        self.told: list[str] = []
        self.clock = Step()
        self.transfer = TransferMode(
            lambda: transfer.TRANSFER, lambda: "ContentsTransfer", self._switch, self._until
        )
        self.playback = Playback(self.rpc, self.transfer, self.told.append, self.clock)

    async def _switch(self, function: str) -> None:
        raise AssertionError(function)

    async def _until(self, look: Any, seconds: float) -> bool:
        return bool(look())

    async def control(self, control: str, **fields: Any) -> None:
        await self.playback.control({"control": control, **fields})


async def test_a_movie_is_opened_by_its_id() -> None:
    player = Player(startStreaming=[], stopStreaming=[])
    await player.control("open", content=f"storage:memoryCard1?path=2014-08-18 {MOVIE}")
    asked = {"remotePlayType": "simpleStreaming", "uri": MOVIE}
    assert player.script.asked("setStreamingContent") == [[asked]]
    assert player.playback.address == ADDRESS
    assert player.told == ["paused"]
    await player.control("start")
    await player.control("stop")
    assert player.playback.address is None


async def test_another_movie_is_opened_in_place_of_the_first() -> None:
    player = Player(stopStreaming=1)
    await player.control("open", content=MOVIE)
    await player.control("open", content=MOVIE)
    assert player.script.order.count("stopStreaming") == 1
    assert player.playback.address == ADDRESS


@pytest.mark.parametrize("content", [None, "", "storage:memoryCard1?path=2014-08-18", "odd"])
async def test_what_is_no_movie_is_not_opened(content: str | None) -> None:
    player = Player()
    with pytest.raises(BadRequest):
        await player.control("open", content=content)
    assert player.script.calls == []


@pytest.mark.parametrize("answer", [1, [], [{"playbackUrl": 7}], TimedOut("x")])
async def test_what_the_camera_does_not_play_lets_it_shoot_again(answer: Answer) -> None:
    player = Player(setStreamingContent=answer)
    with pytest.raises(LinkError):
        await player.control("open", content=MOVIE)
    assert player.playback.address is None
    await player.playback.end()
    assert "stopStreaming" not in player.script.order


async def test_a_position_is_in_seconds() -> None:
    player = Player(seekStreamingPosition=[])
    with pytest.raises(BadRequest):
        await player.control("seek")
    await player.control("seek", position=1.5)
    assert player.script.asked("seekStreamingPosition") == [[{"positionMsec": 1500}]]


@pytest.mark.parametrize("control", ["start", "pause", "stop"])
async def test_what_is_not_open_is_not_controlled(control: str) -> None:
    player = Player(startStreaming=1, pauseStreaming=1, stopStreaming=1)
    with pytest.raises(Busy):
        await player.control(control)


@pytest.mark.parametrize(
    ("answer", "told"), [(1, ["idle"]), ([], []), ([{"status": 7}], []), ([{"status": "x"}], ["x"])]
)
async def test_what_the_playback_does_is_asked_after_each_step(
    answer: Answer, told: list[str]
) -> None:
    player = Player(pauseStreaming=[], requestToNotifyStreamingStatus=answer)
    await player.control("pause")
    assert player.told == told


async def test_what_is_played_is_followed_while_it_is_open() -> None:
    player = Player()
    following = asyncio.create_task(player.playback.follow())
    await asyncio.sleep(0)
    assert player.script.calls == []
    await player.control("open", content=MOVIE)
    player.script.answers["requestToNotifyStreamingStatus"] = [{"status": "pausedByEdge"}]
    async with asyncio.timeout(5):
        while "pausedByEdge" not in player.told:  # noqa: ASYNC110 - its clock has no time to wait for
            await asyncio.sleep(0)
        for answer in (2, 40402, b"{", TimedOut("x")):
            player.script.answers["requestToNotifyStreamingStatus"] = answer
            asked = len(player.script.calls)
            while len(player.script.calls) < asked + 3:  # noqa: ASYNC110
                await asyncio.sleep(0)
    assert not following.done()
    assert player.clock.naps.count(module.PACE) == len(player.clock.naps)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


# With the simulated camera.


async def _movie(it: Studio) -> str:
    library, key = it.session.library, it.record.key
    assert library is not None
    folders = await library.browse(key, None)
    items = [item for folder in folders for item in await library.browse(key, folder.id)]
    return next(item.id for item in items if item.kind is ItemKind.MOVIE)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "LINGER", 0.05)
    monkeypatch.setattr(module, "PACE", 0.02)


@pytest.mark.usefixtures("socket_enabled", "quick")
async def test_what_is_played_is_what_the_live_view_shows() -> None:
    async with studio("FDR-X1000V") as it:
        await it.ask(Verb.CONTROL_PLAYBACK, control="open", content=await _movie(it))
        assert it.reading(Reading.PLAYBACK) == "paused"
        await it.session.watch(it.record.key, on=True)
        await it.ask(Verb.CONTROL_PLAYBACK, control="start")
        await it.until(lambda: len(it.frames) > 3)
        assert it.calls("startLiveview") == []
        await it.session.watch(it.record.key, on=False)
        await it.ask(Verb.CONTROL_PLAYBACK, control="stop")
        assert it.reading(Reading.PLAYBACK) == "idle"
        await it.until(lambda: it.reading(Reading.STATUS) == "ready")


@pytest.mark.usefixtures("socket_enabled", "quick")
async def test_what_is_played_ends_with_the_session() -> None:
    async with studio("FDR-X1000V") as it:
        await it.ask(Verb.CONTROL_PLAYBACK, control="open", content=await _movie(it))
        async with asyncio.timeout(2):
            await it.close()
        assert it.calls("stopStreaming") == [[]]
        assert it.calls("setCameraFunction")[-1] == ["Remote Shooting"]
