"""Smart Shooter and CaptureGRID: rigs of tethered cameras behind one application."""

from ...link.system import connections
from ..declaration import Field, FieldKind, Protocol
from .client import SmartShooterSession, probe
from .requests import ACTIONS

PROTOCOL = Protocol(
    name="smart_shooter",
    maker="Kuvacode",
    fields=(
        Field("host", FieldKind.HOST, required=True),
        Field("publisher_port", FieldKind.PORT, default=54543, required=True),
        Field("request_port", FieldKind.PORT, default=54544, required=True),
    ),
    address=("host", "request_port"),
    probe=probe,
    system=connections(SmartShooterSession),
    options=(Field("shot_limit", FieldKind.NUMBER, default=10, minimum=1, maximum=600, unit="s"),),
    actions=ACTIONS,
    grouped=True,
)
