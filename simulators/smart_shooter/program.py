"""Command line of the Smart Shooter simulator."""

import argparse

from simulators.cli import Simulator
from simulators.smart_shooter.assumptions import Assumptions
from simulators.smart_shooter.faults import FAULTS
from simulators.smart_shooter.rig import SmartShooter
from simulators.switches import SwitchError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this simulator has."""
    add = parser.add_argument
    add(
        "--publisher",
        type=int,
        default=0,
        metavar="PORT",
        help="port of the events (default any; the app's is 54543)",
    )
    add(
        "--server",
        type=int,
        default=0,
        metavar="PORT",
        help="port of the requests (default any; the app's is 54544)",
    )
    add(
        "--cameras",
        type=int,
        default=12,
        metavar="N",
        help="connected cameras, 1 to 500 (default 12)",
    )
    add(
        "--spares",
        type=int,
        default=0,
        metavar="N",
        help="further cameras that only DetectCameras finds (default 0)",
    )
    add(
        "--nodes",
        type=int,
        default=1,
        metavar="N",
        help="computers the cameras are spread over (default 1)",
    )
    add(
        "--vintage",
        choices=("v3", "v4"),
        default="v4",
        help="v3: Smart Shooter 3; v4: 4 to 6 (default v4)",
    )
    add(
        "--app-version", default="", metavar="X.Y", help="application version (default 3.38 or 5.3)"
    )
    add(
        "--names",
        choices=("numbered", "model"),
        default="numbered",
        help="camera names: C001 … or the model's",
    )
    add(
        "--latency",
        type=float,
        default=80.0,
        metavar="MS",
        help="time of a camera's step, milliseconds (default 80)",
    )
    add(
        "--jitter",
        type=float,
        default=40.0,
        metavar="MS",
        help="drawn by lot on top of it (default 40)",
    )
    add("--barcode", default="", metavar="TEXT", help="barcode that the cameras see")
    add(
        "--activity",
        type=float,
        default=0.0,
        metavar="S",
        help="somebody presses a camera's own button every S seconds (default 0: nobody)",
    )
    add(
        "--drain",
        type=float,
        default=0.0,
        metavar="S",
        help="a battery loses a percent every S seconds (default 0: never)",
    )


def build(arguments: argparse.Namespace) -> SmartShooter:
    """Return the rig that the arguments describe."""
    try:
        rig = SmartShooter(
            cameras=arguments.cameras,
            vintage=arguments.vintage,
            app_version=arguments.app_version,
            nodes=arguments.nodes,
            spares=arguments.spares,
            named=arguments.names == "numbered",
            host=arguments.host,
            publisher_port=arguments.publisher,
            server_port=arguments.server,
            seed=arguments.seed,
            latency=arguments.latency / 1000,
            jitter=arguments.jitter / 1000,
            activity=arguments.activity,
            drain=arguments.drain,
            assume=arguments.assume,
            faults=arguments.faults,
        )
    except ValueError as error:
        raise SwitchError(str(error)) from error
    rig.show_barcode(arguments.barcode)
    return rig


SIMULATOR = Simulator(
    name="smart_shooter",
    summary="A simulated Smart Shooter or CaptureGRID application with its External API and any number of cameras.",
    faults=FAULTS,
    assumptions=Assumptions,
    add_arguments=add_arguments,
    open=build,
)
