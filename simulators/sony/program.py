"""Command line of the Sony simulator."""

from collections.abc import Mapping
from typing import Any

from simulators.cli import Simulator
from simulators.sony.assumptions import Assumptions
from simulators.sony.camera import SonyCamera
from simulators.sony.faults import FAULTS
from simulators.sony.profiles import PROFILES

ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "--model": {
        "choices": list(PROFILES),
        "default": "ILCE-6000",
        "metavar": "MODEL",
        "help": f"one of {', '.join(PROFILES)} (default ILCE-6000)",
    },
    "--port": {"type": int, "default": 0, "metavar": "PORT", "help": "port of API and description, 0 for any"},
    "--media-port": {"type": int, "default": 0, "metavar": "PORT", "help": "port of live view and pictures"},
    "--description-port": {"type": int, "default": None, "metavar": "PORT",
                           "help": "port of the description alone (default the API's), 0 for any"},
    "--ssdp": {"default": "", "metavar": "IP",
               "help": "answer searches and announce on the interface with this address (default not at all)"},
    "--shoot-every": {"type": float, "default": 0.0, "metavar": "S",
                      "help": "seconds between presses of the camera's own button, 0 for none (default 0)"},
    "--name": {"default": "", "metavar": "TEXT", "help": "friendly name (default the model)"},
    "--udn": {"default": "", "metavar": "UUID", "help": "unique device name (default the model's)"},
    "--rate": {"type": float, "default": 18.0, "metavar": "FPS", "help": "live view frames a second (default 18)"},
    "--delays": {"type": float, "default": 1.0, "metavar": "FACTOR", "help": "factor on all delays (default 1)"},
    "--contents": {"type": int, "default": 12, "metavar": "N", "help": "stored contents (default 12)"},
    "--content-size": {"type": int, "default": 500_000, "metavar": "BYTES", "help": "size of each (default 500000)"},
}  # fmt: skip
"""What only this simulator has on its command line."""


SIMULATOR = Simulator(
    name="sony",
    summary="A simulated Sony camera with the Camera Remote API.",
    faults=FAULTS,
    assumptions=Assumptions,
    arguments=ARGUMENTS,
    open=SonyCamera,
)
