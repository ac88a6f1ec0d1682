"""The nodes of an installation: the application itself and, in a CaptureGRID, others on the network."""

from dataclasses import dataclass, field
from time import monotonic, time

from simulators.smart_shooter.dialect import Dialect, Fields

LOCAL = ""


@dataclass(slots=True, kw_only=True)
class Node:
    """One node; the key of the local one is empty. Disk space and memory in bytes."""

    key: str
    name: str
    endpoint: str = ""
    platform: str = "macos"
    disk_space: int = 100_401_266_688
    memory: int = 137_461_439
    started: float = field(default_factory=monotonic)

    def fields(self, dialect: Dialect) -> Fields:
        """Return `NodeInfo`: the field set of a v5.3 log, or the documented names of version 3."""
        version = f"v{dialect.version[0]}.{dialect.version[1]}"
        if dialect.v3:
            return {
                "NodeKey": self.key,
                "NodeName": self.name,
                "NodeVersion": version,
                "NodeIsMaster": self.key == LOCAL,
                "NodeIsLiveviewConsumer": False,
                "NodeEndpoint": self.endpoint,
            }
        return {
            "NodeSelection": "Single",
            "NodeKey": self.key,
            "NodeEndpoint": self.endpoint,
            "NodeNetworkMode": "P2P",
            "NodeName": self.name,
            "NodeVersion": version,
            "NodeIsLiveviewConsumer": False,
            "NodeDateTime": int(time() * 1000),
            "NodeUpTime": int((monotonic() - self.started) * 1000),
            "NodePlatform": self.platform,
            "NodeDiskSpace": self.disk_space,
            "NodeMemoryUsage": self.memory,
        }


def nodes(count: int) -> dict[str, Node]:
    """Return `count` nodes by key, the local one first."""
    local = Node(key=LOCAL, name="studio-mac.local")
    others = [
        Node(
            key=f"{number:08x}-0000-4000-8000-000000000000",
            name=f"pi-{number:02}.local",
            endpoint=f"tcp://192.0.2.{number % 256}:54442",
            platform="linux",
        )
        for number in range(1, count)
    ]
    return {node.key: node for node in (local, *others)}
