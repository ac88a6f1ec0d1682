"""Live view of a camera that others watch too, that ends by itself, or that loses an answer."""

import asyncio
import socket
from typing import Any

import pytest

from custom_components.camhub.link.errors import Busy, Unreachable
from custom_components.camhub.model.vocabulary import Kind, Verb
from custom_components.camhub.protocols.bandit.live import STALL
from tests.protocols.bandit.studio import studio

pytestmark = pytest.mark.usefixtures("socket_enabled")

START = {"viewfinder_active": True, "viewfinder_streaming_port": 40_404}


@pytest.fixture
def free_port() -> int:
    """Return a UDP port that nobody listens at."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


async def test_live_view_that_never_shows_anything_is_ended_at_the_camera() -> None:
    async with studio(faults=["viewfinder_stalls"]) as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        assert not it.camera.viewfinder_active


async def test_live_view_that_began_without_an_answer_is_ended() -> None:
    async with studio(faults=[("lost_reply", "POST /viewfinder:1")]) as it:
        with pytest.raises(Unreachable):
            await it.session.watch(it.record.key, on=True)
        assert it.camera.viewfinder_active
        await it.camera.wait_viewfinder(False)


async def test_live_view_that_could_not_be_ended_is_ended_later() -> None:
    async with studio() as it:
        await it.session.watch(it.record.key, on=True)
        it.camera.set_fault("status", "503:POST /viewfinder:1")
        with pytest.raises(Busy):
            await it.session.watch(it.record.key, on=False)
        assert it.camera.viewfinder_active
        await it.camera.wait_viewfinder(False)


@pytest.mark.parametrize("misuse", [400, 409, 500, 200])
async def test_live_view_that_ended_by_itself_is_nobody_elses(misuse: int) -> None:
    async with studio(assume={"misuse": misuse}, faults=["lost_notices"]) as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.by_phone("POST", "/viewfinder", {"viewfinder_active": False})
        await it.session.watch(it.record.key, on=False)
        await it.by_phone("POST", "/viewfinder", START)
        await it.reopen()
        assert it.camera.viewfinder_active


async def test_late_word_of_the_end_of_another_live_view_ends_none() -> None:
    async with studio(faults=[("late_notices", 0.3)]) as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.session.watch(it.record.key, on=False)
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: Kind.LIVE_VIEW_STOPPED in it.kinds)
        shown = len(it.frames)
        await it.until(lambda: len(it.frames) > shown + 5)
        assert None not in it.frames
        await it.close()
        assert not it.camera.viewfinder_active


async def test_live_view_that_is_switched_off_stays_off() -> None:
    async with studio() as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.ask(Verb.SET_LIVE_VIEW, enable=False)
        assert it.frames[-1] is None
        await it.rounds()
        assert not it.camera.viewfinder_active


async def test_live_view_that_somebody_takes_over_is_left_to_them() -> None:
    async with studio() as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.by_phone("POST", "/viewfinder", {"viewfinder_active": False})
        await it.by_phone("POST", "/viewfinder", START)
        await it.until(lambda: it.frames[-1] is None)
        await it.close()
        target = it.camera.viewfinder_target
        assert target is not None
        assert target[1] == START["viewfinder_streaming_port"]


@pytest.mark.parametrize(
    "assume", [{"record_stops_viewfinder": True}, {"vanished_viewer": "stops"}]
)
async def test_live_view_goes_on_while_it_records_and_ends_when_it_is_left(
    assume: dict[str, Any],
) -> None:
    async with studio(assume=assume) as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
        await it.ask(Verb.SET_RECORDING, enable=True)
        shown = len(it.frames)
        await it.until(lambda: len(it.frames) > shown + 5)
        await it.session.watch(it.record.key, on=False)
        await it.camera.wait_viewfinder(False)
        assert not it.ports.started


async def test_live_view_that_begins_while_the_camera_is_left_leaves_nothing() -> None:
    async with studio(faults=[("slow", "0.3:POST /viewfinder")]) as it:
        watched = asyncio.create_task(it.session.watch(it.record.key, on=True))
        await it.until(lambda: it.asked("POST /viewfinder"))
        await it.close()
        await asyncio.gather(watched, return_exceptions=True)
        assert not it.camera.viewfinder_active
        packets = it.camera.packets
        await it.clock.sleep(2 * STALL)
        assert it.camera.packets == packets


async def test_options_are_heeded_without_another_connection(free_port: int) -> None:
    async with studio() as it:
        await it.by_phone("POST", "/datetime", {"datetime": "2015-03-25T22:58:00Z"})
        it.options |= {"set_clock": True, "live_view_port": free_port}
        await it.session.resync()
        assert it.asked("POST /datetime") == 2
        await it.session.watch(it.record.key, on=True)
        assert it.camera.viewfinder_target == ("127.0.0.1", free_port)


@pytest.mark.filterwarnings("ignore:A test tried to use socket.socket.connect")
async def test_a_camera_is_reached_by_its_name_and_watched() -> None:
    async with studio(config={"host": "localhost"}) as it:
        await it.session.watch(it.record.key, on=True)
        await it.until(lambda: it.frames)
