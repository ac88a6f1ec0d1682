"""The simulated Sony camera as a process."""

import json
import signal

import pytest

from tests.simulators.processes import end, ready, start
from tests.simulators.sony_client import Client


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def test_it_says_where_its_description_is_and_shoots_by_itself() -> None:
    process = await start(
        "sony", "--model", "DSC-QX100", "--name", "Roof", "--delays", "0.01", "--shoot-every", "0.1",
        "--assume", "poll_timeout=30",
    )  # fmt: skip
    told = await ready(process)
    assert (told["ready"], told["system"]) == (True, "sony")
    client = Client(told["addresses"]["description"])
    assert (await client.describe()).name == "Roof"
    assert set(client.services.values()) == {told["addresses"]["api"]}
    told = await client.poll_until(lambda told: "takePicture" in told)
    assert (await client.fetch(told["takePicture"]["takePictureUrl"][-1])).status == 200
    process.send_signal(signal.SIGTERM)
    assert await end(process) == (0, "", "")


async def test_it_ends_when_the_camera_loses_its_power() -> None:
    code, out, error = await end(await start("sony", "--fault", "power_off=0.2"))
    assert (code, error) == (0, "")
    assert json.loads(out)["ready"] is True


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--model", "EOS-5D"], "invalid choice"),
        (["--fault", "liveview=fog"], "one of garbage"),
        (["--fault", "bad_reply=rude:getEvent"], "one of garbage"),
        (["--assume", "first_poll=never"], "none of model, wait, everything, empty"),
    ],
)
async def test_switches_that_do_not_exist_are_refused(arguments: list[str], complaint: str) -> None:
    code, out, error = await end(await start("sony", *arguments))
    assert (code, out) == (2, "")
    assert complaint in error
