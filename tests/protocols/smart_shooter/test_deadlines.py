"""How soon an application that no longer answers is noticed: by the figures that users are told."""

from pathlib import Path

import pytest

from custom_components.camhub.link.errors import TimedOut
from custom_components.camhub.protocols.smart_shooter import client

from .studio import ByHand, studio

README = Path(__file__).parents[3] / "README.md"


def test_the_deadlines_are_those_that_users_are_told() -> None:
    told = " ".join(README.read_text("utf-8").split())
    assert f"Every **{client.LIVENESS:g} s** a small request" in told
    assert f"not within {client.ANSWER:g} s ({client.SNAPSHOT:g} s for the whole list)" in told


@pytest.mark.parametrize("vintage", ["v3", "v4"])
async def test_it_is_noticed_by_the_request_that_is_due_next(
    vintage: str, deadlines: pytest.MonkeyPatch
) -> None:
    deadlines.setattr(client, "LIVENESS", 15.0)
    clock = ByHand()
    async with studio(vintage=vintage, clock=clock, running=True) as it:
        await it.until_rig(lambda: clock.waiting)
        asked = len(it.rig.requests)
        await it.rig.set_fault("black_hole", "frozen")
        [(seconds, over)] = clock.waiting
        assert (seconds, len(it.rig.requests)) == (15.0, asked), "nothing is asked before"
        over.set_result(None)
        assert type(await it.died()) is TimedOut
