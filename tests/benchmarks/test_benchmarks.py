"""The benchmarks run, whatever the figures are on a machine that does other things as well."""

import json
import sys
from asyncio.subprocess import PIPE, STDOUT, create_subprocess_exec
from pathlib import Path

import pytest

from benchmarks.rows import Round, row

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(240)
async def test_the_command_prints_a_table_and_writes_the_same_as_json(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    command = (sys.executable, "-m", "benchmarks", "smart_shooter", "--quick", "--json", str(file))
    process = await create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, stderr=STDOUT)
    printed, _ = await process.communicate()
    assert process.returncode in (0, 1), printed.decode()
    rows = json.loads(file.read_text())
    assert [made["name"] for made in rows] == [
        "event, ZeroMQ to entity states, CPU per event",
        "latency at 1,000 events/s, p99",
        "cost of one camera's change, 400 cameras vs 10",
        "set-up of 400 cameras",
    ]
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
