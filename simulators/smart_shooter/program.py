"""Command line of the Smart Shooter simulator."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping
from math import nan
from typing import Any

from simulators.cli import Simulator
from simulators.smart_shooter.assumptions import Assumptions
from simulators.smart_shooter.equipment import MAX_CAMERAS
from simulators.smart_shooter.faults import FAULTS
from simulators.smart_shooter.rig import SmartShooter
from simulators.switches import SwitchError

_PORTS = 65_535
_MINUTE = 60_000
_DAY = 86_400


def _number(
    default: float, highest: int, unit: str, text: str, lowest: int = 0
) -> Mapping[str, Any]:
    """Return the declaration of a numeric argument, whole if its default is, and of the range it has to be in."""
    text = f"{text} (default {default:g})"
    read = _within(lowest, highest, type(default))
    return {"type": read, "default": default, "metavar": unit, "help": text}


def _within(lowest: int, highest: int, kind: type[float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = nan
        if not lowest <= value <= highest:
            raise ArgumentTypeError(f"{lowest} to {highest}, not {text!r}")
        return value

    return read


def _word(choices: tuple[str, ...], text: str) -> Mapping[str, Any]:
    """Return the declaration of a choice, the first being the default."""
    return {"choices": choices, "default": choices[0], "help": f"{text} (default {choices[0]})"}


ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "--publisher": _number(
        0, _PORTS, "PORT", "port of the events, 0 for any; the application's is 54543"
    ),
    "--server": _number(
        0, _PORTS, "PORT", "port of the requests, 0 for any; the application's is 54544"
    ),
    "--cameras": {
        "type": int,
        "default": 12,
        "metavar": "N",
        "help": f"connected cameras, 1 to {MAX_CAMERAS} (default 12)",
    },
    "--spares": _number(0, MAX_CAMERAS, "N", "further cameras that only DetectCameras finds"),
    "--nodes": _number(1, MAX_CAMERAS, "N", "computers the cameras are spread over", lowest=1),
    "--vintage": _word(("v4", "v3"), "v3: Smart Shooter 3; v4: versions 4 to 6"),
    "--app-version": {
        "default": "",
        "metavar": "X.Y",
        "help": "application version (default 3.38 or 5.3)",
    },
    "--names": _word(("numbered", "model"), "camera names: C001 and so on, or the model's"),
    "--latency": _number(80.0, _MINUTE, "MS", "time of one step of a camera's work, milliseconds"),
    "--jitter": _number(40.0, _MINUTE, "MS", "drawn by lot on top of it"),
    "--barcode": {"default": "", "metavar": "TEXT", "help": "barcode that the cameras see"},
    "--activity": _number(
        0.0, _DAY, "S", "seconds between presses of a camera's own button, 0 for none"
    ),
    "--drain": _number(0.0, _DAY, "S", "seconds in which a battery loses a percent, 0 for never"),
}
"""What only this simulator has on its command line."""


def build(
    *,
    publisher: int,
    server: int,
    names: str,
    latency: float,
    jitter: float,
    barcode: str,
    **arguments: Any,
) -> SmartShooter:
    """Return the rig that the arguments describe."""
    try:
        rig = SmartShooter(
            publisher_port=publisher,
            server_port=server,
            named=names == "numbered",
            latency=latency / 1000,
            jitter=jitter / 1000,
            **arguments,
        )
    except ValueError as error:
        raise SwitchError(str(error)) from error
    rig.show_barcode(barcode)
    return rig


SIMULATOR = Simulator(
    name="smart_shooter",
    summary="A simulated Smart Shooter or CaptureGRID application with its External API and any number of cameras.",
    faults=FAULTS,
    assumptions=Assumptions,
    arguments=ARGUMENTS,
    open=build,
)
