"""`scripts/demo`: camhub in a real Home Assistant, on simulated systems."""

import argparse
import asyncio
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.log import check_log
from demo.running import run
from demo.seed import DASHBOARD
from demo.waiting import Failed

STOPPED = 130
"""The exit code of a check that was stopped, as a shell has it for Ctrl-C."""


async def show(directory: Path, port: int) -> int:
    """Run the demo until it is stopped."""
    began = time.monotonic()
    print("starting Home Assistant and the simulators …", flush=True)
    async with run(directory, port, lively=True) as demo:
        print(f"\n  {demo.hass.url}/{DASHBOARD}\n")
        print(f"up after {time.monotonic() - began:.0f} s; Home Assistant's log: {demo.hass.log}")
        print("Ctrl-C stops it all", flush=True)
        await demo.hass.ended()
        demo.hass.check_alive()
    return 0


async def check(directory: Path, port: int) -> int:
    """Drive every system, then look through the log; print a line a system."""
    failed = False
    async with run(directory, port, lively=False) as demo:
        for part in demo.parts:
            try:
                said = await part.check(demo.api)
            except Failed as reason:
                said, failed = f"FAILED: {reason}", True
            print(f"{part.system.title}: {said}", flush=True)
    check_log(demo.hass.log)
    return int(failed)


async def until_told(work: Coroutine[None, None, int], *, stopped: int) -> int:
    """Return what comes of the work, or `stopped` once a signal came and all is put away."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop() -> None:
        for number in signals:
            loop.add_signal_handler(number, lambda: None)  # once is enough
        task.cancel()

    for number in signals:
        loop.add_signal_handler(number, stop)
    try:
        return await task
    except asyncio.CancelledError:
        return stopped


@contextmanager
def place(directory: Path | None) -> Iterator[Path]:
    """Hand out the directory, or one that is gone afterwards."""
    if directory is not None:
        yield directory.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="camhub-demo-") as temporary:
        yield Path(temporary)


def free_port(wanted: int) -> int:
    """Return the wanted port of loopback, any free one for 0; raises Failed where it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except (OSError, OverflowError) as error:
            raise Failed(f"port {wanted}: {getattr(error, 'strerror', error)}") from error
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    """Run the demo as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    add = parser.add_argument
    add("--check", action="store_true", help="drive each system once, say what came of it, and end")
    add("--port", type=int, default=0, help="Home Assistant's port (default: any free one)")
    add(
        "--config",
        type=Path,
        metavar="DIR",
        help="Home Assistant's directory, kept for the next time (default: a temporary one)",
    )
    arguments = parser.parse_args()
    work, stopped = (check, STOPPED) if arguments.check else (show, 0)
    try:
        with place(arguments.config) as directory:
            port = free_port(arguments.port)
            return asyncio.run(until_told(work(directory, port), stopped=stopped))
    except Failed as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
