"""What the tests of this system share."""

import pytest

from custom_components.camhub.protocols.smart_shooter import client, transport


@pytest.fixture
def deadlines(monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> pytest.MonkeyPatch:
    """Make every deadline short, and the liveness request one that a test asks for itself."""
    for name, seconds in (
        ("LIVENESS", 3600.0),
        ("ANSWER", 0.4),
        ("SNAPSHOT", 0.6),
        ("SETTLE", 0.03),
        ("FAREWELL", 0.4),
    ):
        monkeypatch.setattr(client, name, seconds)
    monkeypatch.setattr(transport, "GREETING", 0.15)
    return monkeypatch
