"""Command line of the Camlytics simulator."""

from argparse import BooleanOptionalAction
from collections.abc import Mapping
from typing import Any

from simulators.camlytics import control
from simulators.camlytics.assumptions import Assumptions
from simulators.camlytics.faults import FAULTS
from simulators.camlytics.simulator import CamlyticsSimulator
from simulators.cli import Simulator

ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "--port": {"type": int, "default": 0, "metavar": "PORT", "help": "port of REST, 0 for any; the application's is 48462"},
    "--channels": {"type": int, "default": 2, "metavar": "N", "help": "channels, at most 200 (default 2)"},
    "--rate": {"type": float, "default": 1.0, "metavar": "EVENTS_PER_S", "help": "events a second, 0 for none (default 1)"},
    "--webhook": {"action": "append", "default": [], "metavar": "URL",
                  "help": "where every event and aggregate is sent; repeatable"},
    "--zone": {"default": "UTC", "metavar": "ZONE", "help": "time zone of the application's PC, Europe/Amsterdam for one (default UTC)"},
    "--speed": {"type": float, "default": 1.0, "metavar": "FACTOR",
                "help": "how much faster the application's clock runs: with 3600 an hourly aggregate comes every second (default 1)"},
    "--aggregates": {"action": BooleanOptionalAction, "default": True,
                     "help": "whether aggregates are sent at each full hour and at midnight (default: they are)"},
    "--lifetime": {"type": int, "default": 100_000, "metavar": "N", "help": "events that the database keeps (default 100000)"},
    "--stream": {"nargs": "?", "const": "ffmpeg", "default": "", "metavar": "FFMPEG",
                 "help": "give all channels but the first a stream that can be played, where there is this program (ffmpeg)"},
    "--control": {"type": int, "nargs": "?", "const": 0, "default": None, "metavar": "PORT",
                  "help": "take orders from other processes on a port of its own, 0 or nothing for any; see below"},
}  # fmt: skip
"""What only this simulator has on its command line."""


_ORDERS = f"orders (--control):\n{control.__doc__.partition('\n\n')[2].rstrip() if control.__doc__ else ''}"


SIMULATOR = Simulator(
    name="camlytics",
    summary="A simulated Camlytics application with its REST API and webhooks.",
    faults=FAULTS,
    assumptions=Assumptions,
    arguments=ARGUMENTS,
    open=CamlyticsSimulator,
    notes=_ORDERS,
)
