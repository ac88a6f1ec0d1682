"""The TomTom Bandit action camera: its own access point, with an API of its own."""

from ..declaration import Field, FieldKind, Protocol
from .actions import ACTIONS
from .camera import Bandit
from .client import probe
from .live import PORT

PROTOCOL = Protocol(
    name="bandit",
    maker="TomTom",
    fields=(
        Field("host", FieldKind.HOST, default="192.168.1.101", required=True),
        Field("port", FieldKind.PORT, default=80, required=True),
    ),
    address=("host", "port"),
    probe=probe,
    system=Bandit,
    options=(
        Field("fetch_pictures", FieldKind.BOOLEAN, default=True),
        Field("set_clock", FieldKind.BOOLEAN, default=False),
        Field("live_view_port", FieldKind.PORT, default=PORT),
    ),
    actions=ACTIONS,
    single=True,
    oldest_firmware="1.57.500",
)
