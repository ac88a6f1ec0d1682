"""What must not be in Home Assistant's log is found in it, and nothing else is."""

from pathlib import Path

import pytest

from demo.log import check_log
from demo.waiting import Failed

HARMLESS = """\
2026-11-21 20:30:01.123 INFO (MainThread) [homeassistant.core] Starting
2026-11-21 20:30:01.124 WARNING (SyncWorker_0) [homeassistant.loader] We found a custom integration camhub
2026-11-21 20:30:02.000 INFO (MainThread) [custom_components.camhub.coordinator] Connected
"""

TRACEBACK = """\
2026-11-21 20:30:03.000 ERROR (MainThread) [homeassistant] Error doing job
Traceback (most recent call last):
  File "coordinator.py", line 1, in run
ValueError: 1
"""


def log(directory: Path, more: str) -> Path:
    """Write a log with this in its middle."""
    file = directory / "home-assistant.log"
    file.write_text(f"{HARMLESS}{more}{HARMLESS}")
    return file


@pytest.mark.parametrize("more", ["", "no line of the logger at all, without anything before it\n"])
def test_a_clean_log_is_clean(tmp_path: Path, more: str) -> None:
    check_log(log(tmp_path, more))


@pytest.mark.parametrize(
    "more",
    [
        "2026-11-21 20:30:03.000 ERROR (MainThread) [homeassistant.components.http] No\n",
        "2026-11-21 20:30:03.000 CRITICAL (MainThread) [root] No\n",
        "2026-11-21 20:30:03.000 WARNING (MainThread) [custom_components.camhub] Lost\n",
        "2026-11-21 20:30:03.000 WARNING (MainThread) [custom_components.camhub.link] Lost\n",
        TRACEBACK,
    ],
    ids=["error", "critical", "warning of ours", "warning of a part of ours", "traceback"],
)
def test_what_is_wrong_is_shown_whole_and_alone(tmp_path: Path, more: str) -> None:
    with pytest.raises(Failed) as found:
        check_log(log(tmp_path, more))

    _, *shown = str(found.value).splitlines()
    assert shown == more.splitlines()
