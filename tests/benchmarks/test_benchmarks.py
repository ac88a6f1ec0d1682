"""The benchmarks run, whatever the figures are on a machine that does other things as well."""

import json
import sys
from asyncio.subprocess import PIPE, STDOUT, create_subprocess_exec
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.rows import Round, row

ROOT = Path(__file__).parents[2]


ROWS = {
    "bandit": [
        "viewfinder frame of 40 kB from datagrams of 1,024 bytes",
        "the same, every 20th pair of them reordered",
        "viewfinder to a browser, CPU per frame delivered",
        "viewfinder to a browser, time between frames",
        "record button to entity state",
        "download of 4 MB through Home Assistant",
        "memory held on its way, at most",
    ],
    "camlytics": [
        "webhook to entity state, p50",
        "webhook to entity state, p99",
        "long poll to entity state, p50",
        "long poll to entity state, p99",
        "webhook at 500 events/s, CPU per event",
        "long poll at 500 events/s, CPU per event",
        "memory after 5,000 events more",
    ],
    "smart_shooter": [
        "event, ZeroMQ to entity states, CPU per event",
        "latency at 1,000 events/s, p99",
        "cost of one camera's change, 400 cameras vs 10",
        "set-up of 400 cameras",
    ],
    "sony": [
        "live view frame of 40 kB found in reads of 1,460 bytes",
        "the same, vs Home Assistant's MJPEG extractor",
        "live view to a browser, CPU per frame delivered",
        "live view to a browser, time between frames",
        "live view to 8 browsers, CPU per frame delivered",
        "live view to 8 browsers, time between frames",
        "memory of a stalled viewer, 4 of them",
        "shutter to photo event",
    ],
}


def test_every_system_that_is_measured_is_tried_here() -> None:
    assert ROWS.keys() == BENCHMARKS.keys()


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.timeout(240)
async def test_the_command_prints_a_table_and_writes_the_same_as_json(
    name: str, tmp_path: Path
) -> None:
    file = tmp_path / "rows.json"
    command = (sys.executable, "-m", "benchmarks", name, "--quick", "--json", str(file))
    process = await create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, stderr=STDOUT)
    printed, _ = await process.communicate()
    assert process.returncode in (0, 1), printed.decode()
    rows = json.loads(file.read_text())
    assert [made["name"] for made in rows] == ROWS[name]
    lines = printed.decode().splitlines()
    for number, made in enumerate(rows, 1):
        assert made.keys() == {
            *("name", "unit", "floor", "camhub", "baseline", "ratio", "hold", "ok")
        }
        assert min(made["floor"], made["camhub"], made["baseline"]) > 0
        assert made["ok"] == (made["ratio"] <= made["hold"])
        assert lines[number].startswith(made["name"])
    assert process.returncode == (not all(made["ok"] for made in rows))


def test_sides_are_compared_round_by_round() -> None:
    measured = [Round(1, 2, 10), Round(10, 20, None), Round(2, 100, 30)]
    made = row("name", "µs", 1.5, measured)
    assert (made.floor, made.camhub, made.baseline, made.ratio) == (2, 20, 20, 2)
    assert not made.ok
