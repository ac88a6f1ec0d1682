"""Sony cameras with the Camera Remote API: one camera an entry, found by SSDP or by its address."""

from ...link.system import connections
from ..declaration import Discovery, Field, FieldKind, Protocol
from .actions import ACTIONS
from .client import SonySession, probe
from .locate import config_of, id_of

PROTOCOL = Protocol(
    name="sony",
    maker="Sony",
    fields=(
        Field("host", FieldKind.HOST, required=True),
        Field("port", FieldKind.PORT),
    ),
    address=("host", "port"),
    probe=probe,
    system=connections(SonySession),
    options=(
        Field("fetch_pictures", FieldKind.BOOLEAN, default=True),
        Field("half_press_first", FieldKind.BOOLEAN, default=False),
        Field("set_clock", FieldKind.BOOLEAN, default=False),
        Field("stop_rec_mode", FieldKind.BOOLEAN, default=False),
        Field("pictures_low", FieldKind.INTEGER, default=10, minimum=0, maximum=10_000),
        Field("minutes_low", FieldKind.INTEGER, default=5, minimum=0, maximum=1_000, unit="min"),
        Field("developer_name", FieldKind.TEXT, default=""),
        Field("developer_id", FieldKind.SECRET, default=""),
        Field("developer_key", FieldKind.SECRET, default=""),
    ),
    actions=ACTIONS,
    single=True,
    discovery=Discovery(
        search_target="urn:schemas-sony-com:service:ScalarWebAPI:1",
        config=config_of,
        unique_id=id_of,
    ),
)
