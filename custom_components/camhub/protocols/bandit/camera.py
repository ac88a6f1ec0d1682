"""One camera for as long as it is set up."""

from collections.abc import Mapping
from functools import partial
from typing import Any, override

from ...link.session import Ports
from ...link.system import Connections
from .client import BanditSession
from .memory import Memory


class Bandit(Connections):
    """Makes connections to a camera, and remembers what none of them could be told again."""

    def __init__(self, config: Mapping[str, Any], ports: Ports) -> None:
        """Take where the camera is and whom to tell."""
        self._memory = Memory()
        super().__init__(partial(BanditSession, config, ports, self._memory))

    @override
    def dump(self) -> Mapping[str, Any]:
        return self._memory.dump()

    @override
    def load(self, saved: Mapping[str, Any]) -> None:
        if saved:
            self._memory.load(saved)
