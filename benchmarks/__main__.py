"""`python -m benchmarks [NAME] [--json FILE]`: measure, print a table, and tell whether all holds."""

import argparse
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from benchmarks.rows import HEADING, Row

BENCHMARKS = {
    "smart_shooter": "benchmarks.smart_shooter",
    "sony": "benchmarks.sony",
    "camlytics": "benchmarks.camlytics",
    "bandit": "benchmarks.bandit",
}
"""System name to the module whose `measure` yields its rows; a new system is one more row."""


def measure(names: list[str], *, quick: bool) -> Iterator[Row]:
    """Yield the rows of these systems as they are measured."""
    for name in names:
        yield from import_module(BENCHMARKS[name]).measure(quick=quick)


def main(argv: list[str]) -> int:
    """Run the benchmarks that `argv` names and return the exit code of the process."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure what camhub costs."
    )
    parser.add_argument(
        "name",
        nargs="?",
        choices=sorted(BENCHMARKS),
        metavar="NAME",
        help=f"one of {', '.join(sorted(BENCHMARKS))}; all unless told otherwise",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to FILE as well")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a few seconds of everything, to see that it runs; the figures mean little",
    )
    arguments = parser.parse_args(argv)
    print(HEADING)
    rows: list[Row] = []
    for row in measure(
        [arguments.name] if arguments.name else list(BENCHMARKS), quick=arguments.quick
    ):
        print(row, flush=True)
        rows.append(row)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
