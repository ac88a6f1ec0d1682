"""What the registry of systems finds."""

from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.smart_shooter import PROTOCOL


def test_a_folder_is_a_system() -> None:
    assert PROTOCOLS["smart_shooter"] is PROTOCOL
    assert all(name == protocol.name for name, protocol in PROTOCOLS.items())
