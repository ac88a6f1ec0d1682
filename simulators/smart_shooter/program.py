"""Command line of the Smart Shooter simulator."""

from collections.abc import Mapping
from typing import Any

from simulators.cli import Simulator
from simulators.smart_shooter.assumptions import Assumptions
from simulators.smart_shooter.faults import FAULTS
from simulators.smart_shooter.rig import SmartShooter
from simulators.switches import SwitchError


def _number(default: float, unit: str, text: str) -> Mapping[str, Any]:
    """Return the declaration of a numeric argument, whole if its default is."""
    text = f"{text} (default {default:g})"
    return {"type": type(default), "default": default, "metavar": unit, "help": text}


def _word(choices: tuple[str, ...], text: str) -> Mapping[str, Any]:
    """Return the declaration of a choice, the first being the default."""
    return {"choices": choices, "default": choices[0], "help": f"{text} (default {choices[0]})"}


ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "--publisher": _number(0, "PORT", "port of the events, 0 for any; the application's is 54543"),
    "--server": _number(0, "PORT", "port of the requests, 0 for any; the application's is 54544"),
    "--cameras": _number(12, "N", "connected cameras, 1 to 500"),
    "--spares": _number(0, "N", "further cameras that only DetectCameras finds"),
    "--nodes": _number(1, "N", "computers the cameras are spread over"),
    "--vintage": _word(("v4", "v3"), "v3: Smart Shooter 3; v4: versions 4 to 6"),
    "--app-version": {
        "default": "",
        "metavar": "X.Y",
        "help": "application version (default 3.38 or 5.3)",
    },
    "--names": _word(("numbered", "model"), "camera names: C001 and so on, or the model's"),
    "--latency": _number(80.0, "MS", "time of one step of a camera's work, milliseconds"),
    "--jitter": _number(40.0, "MS", "drawn by lot on top of it"),
    "--barcode": {"default": "", "metavar": "TEXT", "help": "barcode that the cameras see"},
    "--activity": _number(0.0, "S", "seconds between presses of a camera's own button, 0 for none"),
    "--drain": _number(0.0, "S", "seconds in which a battery loses a percent, 0 for never"),
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
