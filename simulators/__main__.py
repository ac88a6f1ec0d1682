"""`python -m simulators NAME [options]`: run one simulator until it is told to stop."""

import argparse
import sys
from importlib import import_module

from simulators.cli import Simulator, serve

SIMULATORS = {
    "bandit": "simulators.bandit.program",
    "camlytics": "simulators.camlytics.program",
    "smart_shooter": "simulators.smart_shooter.program",
    "sony": "simulators.sony.program",
}
"""Simulator name to the module whose `SIMULATOR` declares it; a new system is one more row."""


def load(name: str) -> Simulator:
    """Return the declaration of the simulator called `name`, importing only what that one needs."""
    simulator = import_module(SIMULATORS[name]).SIMULATOR
    assert isinstance(simulator, Simulator)
    return simulator


def main(argv: list[str]) -> int:
    """Run the simulator that `argv` names and return the exit code of the process."""
    parser = argparse.ArgumentParser(
        prog="python -m simulators",
        description="Run a simulated camera system in the foreground.",
        epilog="`python -m simulators NAME --help` lists that simulator's switches.",
    )
    parser.add_argument(
        "name", choices=sorted(SIMULATORS), metavar="NAME", help=", ".join(sorted(SIMULATORS))
    )
    name = parser.parse_args(argv[:1]).name
    return serve(load(name), argv[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
