"""The simulated Bandit as a process."""

import json
import signal

import pytest

from tests.simulators.bandit_client import Client
from tests.simulators.processes import end, ready, start


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def test_it_says_where_its_api_is_and_stops_when_told() -> None:
    process = await start(
        "bandit", "--serial", "S9", "--ssid", "Bandit-9", "--videos", "2", "--photos", "1", "--video-size", "600000",
        "--card-bytes", "2000000", "--firmware", "1.60.1", "--assume", "burst_key=both", "--fault", "card_full",
    )  # fmt: skip
    told = await ready(process)
    assert (told["ready"], told["system"], list(told["addresses"])) == (True, "bandit", ["api"])
    client = Client(told["addresses"]["api"])
    assert (await client.get("/settings"))["wifi"] == {"ssid": "Bandit-9"}
    assert [video["size_bytes"] for video in await client.videos()] == [600_000, 600_000]
    assert (await client.status())["memory_free_bytes"] == 51234
    assert (await client.get("/firmware"))["minor"] == 60
    process.send_signal(signal.SIGTERM)
    assert await end(process) == (0, "", "")


async def test_it_ends_when_the_battery_is_empty() -> None:
    code, out, error = await end(
        await start("bandit", "--fault", "battery_empty=0.1", "--delays", "0.1")
    )
    assert (code, error) == (0, "")
    assert json.loads(out)["ready"] is True


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--fault", "lookalike=toaster"], "one of router"),
        (["--fault", "status=many:/status"], "status"),
        (["--fault", "loss=101"], "0 to 100"),
        (["--assume", "framing=morse"], "none of lf"),
        (["--ssid", "x" * 33], "SSID"),
    ],
)
async def test_switches_that_do_not_exist_are_refused(arguments: list[str], complaint: str) -> None:
    code, out, error = await end(await start("bandit", *arguments))
    assert (code, out) == (2, "")
    assert complaint in error
