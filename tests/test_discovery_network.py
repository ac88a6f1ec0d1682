"""Discovery with nothing in between: a real Home Assistant, its own SSDP, and a camera on another host."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.two_hosts import ROOT, enter, why_not

PATIENCE = 55.0
"""Seconds for all of it on a slow machine."""


@pytest.fixture(scope="module", autouse=True)
def allowed() -> None:
    """Skip where no network may be made."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_camera_on_the_network_is_found_by_itself(
    tmp_path: Path, socket_enabled: None, when: str
) -> None:
    """It answers the search of a Home Assistant that starts later, or tells the one that is there."""
    process = await asyncio.create_subprocess_exec(
        *enter(sys.executable, "-m", "tests.two_hosts", str(tmp_path / "home"), when),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            told, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, errors.decode()
    story = json.loads(told)

    assert story["flow"]["context"]["source"] == "ssdp"
    assert story["flow"]["context"]["title_placeholders"] == {"name": "ILCE-6000"}
    assert story["flow"]["step_id"] == "discovery_confirm"
    assert story["title"] == "ILCE-6000"
    assert story["states"]["select.shoot_mode"] == "still"
    assert "unavailable" not in story["states"].values()
    assert "custom_components.camhub" not in story["log"]
