"""The live view of one camera, shared by all who look at it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from custom_components.camhub.link.errors import LinkError, Rejected, TimedOut, Unreachable
from custom_components.camhub.link.frames import LiveView

FOR_EVER = 3600.0


class Upstream:
    """A camera whose live view is switched on and off; `switches` are waited for one by one."""

    def __init__(self) -> None:
        self.switches: asyncio.Queue[bool] = asyncio.Queue()
        self.refuses = False
        self.fails: LinkError | None = None
        self.answers = asyncio.Event()
        self.answers.set()

    async def switch(self, on: bool) -> None:
        self.switches.put_nowait(on)
        await self.answers.wait()
        if self.refuses:
            raise Rejected("no live view today")
        if self.fails is not None:
            raise self.fails


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@asynccontextmanager
async def live_view(upstream: Upstream, linger: float = FOR_EVER) -> AsyncIterator[LiveView]:
    live = LiveView(upstream.switch, linger)
    try:
        async with asyncio.timeout(5):
            yield live
    finally:
        upstream.refuses = False
        await live.stop()


async def test_eight_viewers_share_one_upstream(upstream: Upstream) -> None:
    async with live_view(upstream) as live, AsyncExitStack() as looking:
        views = [await looking.enter_async_context(live.watch()) for _ in range(8)]
        pictures = asyncio.gather(*(view() for view in views))
        await asyncio.sleep(0)
        live.feed(b"one")
        assert await pictures == [b"one"] * 8
        assert await upstream.switches.get() is True
        assert upstream.switches.empty()
        assert live.on


async def test_a_slow_viewer_skips_frames_and_gets_the_newest(upstream: Upstream) -> None:
    async with live_view(upstream) as live, live.watch() as quick, live.watch() as slow:
        seen = []
        for picture in (b"one", b"two", b"three"):
            live.feed(picture)
            seen.append(await quick())
        assert seen == [b"one", b"two", b"three"]
        assert await slow() == b"three"
        waiting = asyncio.ensure_future(slow())
        await asyncio.sleep(0)
        assert not waiting.done(), "no frame is shown twice"
        live.feed(b"four")
        assert await waiting == b"four"


async def test_only_the_newest_frame_is_kept(upstream: Upstream) -> None:
    async with live_view(upstream) as live, live.watch():
        assert live.newest is None
        for picture in (b"one", b"two"):
            live.feed(picture)
        assert live.newest == b"two"


async def test_it_ends_some_time_after_the_last_viewer(upstream: Upstream) -> None:
    async with live_view(upstream, linger=0.01) as live:
        async with live.watch():
            async with live.watch():
                assert await upstream.switches.get() is True
            assert live.on
        assert live.on
        assert await upstream.switches.get() is False
        assert not live.on


async def test_a_reload_of_the_page_does_not_restart_it(upstream: Upstream) -> None:
    async with live_view(upstream) as live:
        for _ in range(3):
            async with live.watch() as view:
                live.feed(b"one")
                assert await view() == b"one"
        assert await upstream.switches.get() is True
        assert upstream.switches.empty()


async def test_who_comes_after_the_end_starts_it_anew(upstream: Upstream) -> None:
    async with live_view(upstream, linger=0.0) as live:
        async with live.watch():
            assert await upstream.switches.get() is True
        assert await upstream.switches.get() is False
        async with live.watch():
            assert await upstream.switches.get() is True


async def test_a_viewer_who_comes_at_the_last_moment_keeps_it_on(upstream: Upstream) -> None:
    async with live_view(upstream, linger=0.0) as live:
        async with live.watch():
            pass
        # The end is due now; who looks meanwhile must not lose the picture.
        async with live.watch() as view:
            picture = asyncio.ensure_future(view())
            await asyncio.sleep(0)
            live.feed(b"still here")
            assert await picture == b"still here"


async def test_stopping_lets_every_viewer_go(upstream: Upstream) -> None:
    async with live_view(upstream) as live, live.watch() as one, live.watch() as other:
        waiting = asyncio.gather(one(), other())
        await asyncio.sleep(0)
        await live.stop()
        assert set(await waiting) == {None}
        assert await one() is None
        assert [upstream.switches.get_nowait() for _ in range(2)] == [True, False]
        await live.stop()
        assert upstream.switches.empty(), "it is ended once"


async def test_stopping_does_not_wait_for_the_linger(upstream: Upstream) -> None:
    async with live_view(upstream) as live:
        async with live.watch():
            pass
        await live.stop()
        assert not live.on


async def test_a_failure_to_start_reaches_the_viewer(upstream: Upstream) -> None:
    upstream.refuses = True
    async with live_view(upstream) as live:
        with pytest.raises(Rejected):
            async with live.watch():
                pytest.fail("there is nothing to see")
        assert not live.on
        upstream.refuses = False
        async with live.watch():
            assert live.on


async def test_a_failure_to_end_is_nobodys_problem(
    upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with live_view(upstream, linger=0.0) as live:
        async with live.watch():
            assert await upstream.switches.get() is True
            upstream.refuses = True
        assert await upstream.switches.get() is False
        await asyncio.sleep(0)
        assert not live.on
    assert [r.levelname for r in caplog.records if r.name.startswith("custom")] == ["DEBUG"]


async def test_it_goes_on_when_the_link_is_back(upstream: Upstream) -> None:
    async with live_view(upstream) as live:
        await live.resume()
        assert upstream.switches.empty(), "nobody watches"
        async with live.watch():
            assert await upstream.switches.get() is True
            await live.resume()
            assert await upstream.switches.get() is True


async def test_it_is_asked_for_again_where_no_answer_came_in_time(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.camhub.link.frames.RETRY", 0.0)
    async with live_view(upstream) as live, live.watch() as view:
        assert await upstream.switches.get() is True
        upstream.fails = TimedOut("slow")
        resuming = asyncio.ensure_future(live.resume())
        assert [await upstream.switches.get() for _ in range(3)] == [True] * 3
        upstream.fails = None
        await resuming
        live.feed(b"again")
        assert await view() == b"again"


async def test_it_waits_for_the_next_link_where_that_is_lost_again(upstream: Upstream) -> None:
    async with live_view(upstream) as live, live.watch():
        upstream.fails = Unreachable("gone once more")
        await live.resume()
        assert live.on
        upstream.fails = None


async def test_viewers_are_let_go_where_the_system_says_no(upstream: Upstream) -> None:
    async with live_view(upstream) as live, live.watch() as view:
        waiting = asyncio.ensure_future(view())
        await asyncio.sleep(0)
        upstream.refuses = True
        await live.resume()
        assert await waiting is None
        assert not live.on


async def test_a_viewer_who_leaves_while_it_starts_leaves_nothing_behind(
    upstream: Upstream,
) -> None:
    async with live_view(upstream) as live:
        async with live.watch():
            pass
        assert await upstream.switches.get() is True
        upstream.answers.clear()
        stopping = asyncio.ensure_future(live.stop())
        assert await upstream.switches.get() is False

        async def look() -> None:
            async with live.watch():
                pytest.fail("it is still ending")

        hasty = asyncio.ensure_future(look())
        await asyncio.sleep(0)
        hasty.cancel()
        upstream.answers.set()
        await stopping
        with pytest.raises(asyncio.CancelledError):
            await hasty
        assert not live.on
