"""Camlytics: video analytics on a Windows computer, read over its REST API, told by webhooks, or both."""

from ..declaration import Field, FieldKind, Protocol
from .actions import ACTIONS
from .client import probe
from .installation import Installation
from .wire import webhook
from .wishes import OPTIONS

PROTOCOL = Protocol(
    name="camlytics",
    maker="Camlytics",
    fields=(
        Field("host", FieldKind.HOST),
        Field("port", FieldKind.PORT, default=48462, required=True),
    ),
    address=("host", "port"),
    probe=probe,
    system=Installation,
    options=OPTIONS,
    actions=ACTIONS,
    independent=True,
    webhook=webhook,
)
