"""The simulators as processes: the ready line, stopping at once, and help that lists every switch."""

import signal
from dataclasses import fields

import pytest

from simulators.__main__ import SIMULATORS, load
from simulators.cli import build_parser
from tests.simulators.processes import end, ready, start
from tests.simulators.smart_shooter_client import Client


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_where_it_listens_and_stops_when_told(number: signal.Signals) -> None:
    process = await start("smart_shooter", "--cameras", "3", "--vintage", "v3", "--activity", "0.1")
    told = await ready(process)
    assert (told["ready"], told["system"]) == (True, "smart_shooter")
    addresses = told["addresses"]
    assert set(addresses) == {"publisher", "server"}
    async with Client(addresses["publisher"], addresses["server"], v3=True) as client:
        await client.listening()
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")
    process.send_signal(number)
    assert await end(process) == (0, "", "")


async def test_a_client_can_shut_it_down() -> None:
    process = await start("smart_shooter")
    addresses = (await ready(process))["addresses"]
    async with Client(addresses["publisher"], addresses["server"]) as client:
        assert (await client.ask("Shutdown"))["msg_result"] is True
    assert await end(process) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--cameras", "501"], "1 to 500 cameras"),
        (["--app-version", "3.38"], "not of vintage v4"),
        (["--fault", "gremlins"], "unknown fault"),
        (["--fault", "late_reply=soon"], "late_reply"),
        (["--assume", "busy_camera=maybe"], "none of queue, ignore, refuse"),
        (["--assume", "hotplug=7"], "true or false"),
    ],
)
async def test_switches_that_do_not_exist_are_refused(arguments: list[str], complaint: str) -> None:
    code, out, error = await end(await start("smart_shooter", *arguments))
    assert (code, out) == (2, "")
    assert complaint in error


async def test_a_port_that_is_not_to_be_had_is_one_line() -> None:
    code, _, error = await end(await start("smart_shooter", "--host", "203.0.113.1"))
    assert code == 1
    assert error.startswith("smart_shooter: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("name", SIMULATORS)
def test_help_lists_every_switch(name: str) -> None:
    simulator = load(name)
    text = build_parser(simulator).format_help()
    assert simulator.faults
    for fault in simulator.faults:
        assert f"\n  {fault.name}" in text
    for assumption in fields(simulator.assumptions):
        assert f"\n  {assumption.name}=" in text
