"""Command line of the Bandit simulator."""

from collections.abc import Mapping
from typing import Any

from simulators.bandit.assumptions import Assumptions
from simulators.bandit.camera import CARD, BanditCamera
from simulators.bandit.faults import FAULTS
from simulators.cli import Simulator

ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "--port": {"type": int, "default": 0, "metavar": "PORT", "help": "port of the API, 0 for any"},
    "--backchannel-port": {"type": int, "default": 0, "metavar": "PORT", "help": "port of notifications, 0 for any"},
    "--videos": {"type": int, "default": 6, "metavar": "N", "help": "stored videos (default 6)"},
    "--photos": {"type": int, "default": 6, "metavar": "N", "help": "stored photos (default 6)"},
    "--video-size": {"type": int, "default": 0, "metavar": "BYTES",
                     "help": "size of each stored video (default what its mode takes)"},
    "--card-bytes": {"type": int, "default": CARD, "metavar": "BYTES", "help": f"size of the card (default {CARD})"},
    "--fps": {"type": float, "default": 30.0, "metavar": "FPS", "help": "viewfinder frames a second (default 30)"},
    "--serial": {"default": "QA1234B56789", "metavar": "TEXT", "help": "serial number"},
    "--ssid": {"default": "Bandit-5F3A", "metavar": "TEXT", "help": "name of its Wi-Fi"},
    "--firmware": {"default": "1.57.500", "metavar": "VERSION", "help": "firmware (default 1.57.500)"},
    "--delays": {"type": float, "default": 1.0, "metavar": "FACTOR", "help": "factor on all delays (default 1)"},
}  # fmt: skip
"""What only this simulator has on its command line."""


SIMULATOR = Simulator(
    name="bandit",
    summary="A simulated TomTom Bandit action camera.",
    faults=FAULTS,
    assumptions=Assumptions,
    arguments=ARGUMENTS,
    open=BanditCamera,
)
