"""What of the camera outlives a connection, and a restart of Home Assistant."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class Memory:
    """What the camera told once and no status repeats.

    `low_at` are the free bytes with which it called the card full, None where it did not or has
    more by now. `card_error` says that it complained of the card, `off` that it said it switches
    itself off, and `mode` is the shoot mode to be set again after a photo. `pending` says that it
    ever told of a firmware that waits to be installed.
    """

    low_at: int | None = None
    card_error: bool = False
    off: bool = False
    mode: str | None = None
    pending: bool = False

    def dump(self) -> Mapping[str, Any]:
        """Return all as plain JSON values."""
        return asdict(self)

    def load(self, saved: Mapping[str, Any]) -> None:
        """Bring back what `dump` returned.

        Raises KeyError or TypeError where it is not that, and then leaves all as it is.
        """
        low_at, mode = saved["low_at"], saved["mode"]
        truths = saved["card_error"], saved["off"], saved["pending"]
        if not (
            isinstance(low_at, int | None)
            and isinstance(mode, str | None)
            and all(isinstance(truth, bool) for truth in truths)
        ):
            raise TypeError(saved)
        self.low_at, self.mode = low_at, mode
        self.card_error, self.off, self.pending = truths
