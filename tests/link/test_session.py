"""What a session is handed."""

import asyncio

from custom_components.camhub.link.session import Clock, Command, Outcome, Ports
from custom_components.camhub.model.vocabulary import Verb


async def test_the_clock_goes_forward_while_it_sleeps() -> None:
    clock = Clock()
    before = clock.now()
    async with asyncio.timeout(5):
        await clock.sleep(0.001)
    assert clock.now() >= before + 0.001


def test_a_session_needs_nobody_who_watches_and_no_preferences() -> None:
    ports = Ports(emit=lambda change: None)
    ports.frame("left", b"a frame")
    assert ports.options() == {}
    assert ports.started is not Ports(emit=print).started, "no two systems share it"


def test_a_command_asks_nothing_more_than_it_says() -> None:
    command = Command(Verb.AUTOFOCUS, ("left",))
    assert (command.fields, command.wait) == ({}, False)
    assert Outcome() == Outcome(missing=(), photos=())
