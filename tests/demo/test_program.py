"""What `scripts/demo` makes of its command line and of Ctrl-C."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from demo.__main__ import free_port, place, until_told
from demo.waiting import Failed


@pytest.mark.usefixtures("socket_enabled")
def test_any_port_is_one_that_can_be_listened_at() -> None:
    port = free_port(0)

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
    assert free_port(port) == port


@pytest.mark.usefixtures("socket_enabled")
def test_a_port_that_is_taken_is_said_to_be() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        with pytest.raises(Failed, match=rf"^port {port}: Address already in use$"):
            free_port(port)


@pytest.mark.usefixtures("socket_enabled")
def test_what_is_no_port_is_said_to_be_none() -> None:
    with pytest.raises(Failed, match=r"^port 70000: "):
        free_port(70000)


def test_a_place_of_its_own_is_gone_afterwards(tmp_path: Path) -> None:
    with place(None) as temporary:
        (temporary / "home-assistant.log").touch()
    with place(tmp_path) as chosen:
        (chosen / "home-assistant.log").touch()

    assert not temporary.exists()
    assert (tmp_path / "home-assistant.log").exists()


async def test_what_is_stopped_puts_all_away_however_often_it_is_told() -> None:
    put_away: list[str] = []

    async def work() -> int:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(60)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(0.01)
            put_away.append("all")
        return 0

    assert await until_told(work(), stopped=130) == 130
    assert put_away == ["all"]
