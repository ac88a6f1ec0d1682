"""What every simulator's command line shares: switches, the ready line, and stopping at once."""

import argparse
import asyncio
import json
import signal
import sys
import textwrap
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from simulators.switches import (
    Fault,
    Faults,
    SwitchError,
    describe_assumptions,
    describe_faults,
    read_assumptions,
)


class Running(Protocol):
    """A simulator that listens."""

    @property
    def addresses(self) -> Mapping[str, str]:
        """Role of each listening socket to its whole URL."""

    async def wait_closed(self) -> None:
        """Wait until the simulated system has ended by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """Declaration of one simulator: its own arguments, its switches, and how to open it.

    `arguments` are by name what `ArgumentParser.add_argument` takes; `notes` come before the switches in the help.
    `open` gets all arguments by name, with those of every simulator: `host`, `seed`, `faults`, pairs of a name and its
    value or None, and `assume`, an instance of `assumptions`. It may raise SwitchError for arguments that do not go
    together and OSError when it cannot listen.
    """

    name: str
    summary: str
    faults: tuple[Fault, ...]
    assumptions: type
    arguments: Mapping[str, Mapping[str, Any]]
    open: Callable[..., AbstractAsyncContextManager[Running]]
    notes: str = ""


def build_parser(simulator: Simulator) -> argparse.ArgumentParser:
    """Return the parser of one simulator, whose help lists every fault and every assumption from their tables."""
    faults = _section("faults (--fault)", describe_faults(simulator.faults))
    assumptions = _section(
        "assumptions (--assume), where no source settles it",
        describe_assumptions(simulator.assumptions),
    )
    parser = argparse.ArgumentParser(
        prog=f"python -m simulators {simulator.name}",
        description=simulator.summary,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n\n".join(filter(None, (simulator.notes, faults, assumptions))),
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="seed of everything that is drawn by lot (default 0)"
    )
    parser.add_argument(
        "--fault",
        dest="faults",
        action="append",
        default=[],
        metavar="NAME[=VALUE]",
        help="misbehave from the start; repeatable",
    )
    parser.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="settle an open question; repeatable",
    )
    for name, declaration in simulator.arguments.items():
        parser.add_argument(name, **declaration)
    return parser


def serve(simulator: Simulator, argv: list[str]) -> int:
    """Run a simulator until SIGINT, SIGTERM or its own end; return the exit code of the process."""
    parser = build_parser(simulator)
    arguments = parser.parse_args(argv)
    try:
        arguments.faults = _faults(simulator, arguments.faults)
        arguments.assume = read_assumptions(simulator.assumptions, arguments.assume)
        asyncio.run(_serve(simulator, arguments))
    except SwitchError as error:
        parser.error(str(error))
    except OSError as error:
        print(f"{simulator.name}: {error}", file=sys.stderr)
        return 1
    return 0


async def _serve(simulator: Simulator, arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with simulator.open(**vars(arguments)) as running:
        ready = {"ready": True, "system": simulator.name, "addresses": dict(running.addresses)}
        print(json.dumps(ready), flush=True)
        ends = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(running.wait_closed())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
            with suppress(asyncio.CancelledError):
                await end


def _faults(simulator: Simulator, texts: list[str]) -> list[tuple[str, str | None]]:
    chosen: list[tuple[str, str | None]] = []
    check = Faults(simulator.faults)
    for text in texts:
        name, given, value = text.partition("=")
        chosen.append((name, value if given else None))
        check.set(*chosen[-1])
    return chosen


def _section(title: str, lines: list[str]) -> str:
    wrapped = [
        textwrap.fill(line, 118, initial_indent="  ", subsequent_indent="      ") for line in lines
    ]
    return "\n".join([f"{title}:", *wrapped])
