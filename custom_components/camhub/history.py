"""What was counted in past hours, as long-term statistics of Home Assistant's recorder."""

from typing import TYPE_CHECKING

from homeassistant.core import callback

from .link.session import Tally

if TYPE_CHECKING:
    from .coordinator import Coordinator


@callback
def write(coordinator: Coordinator, tally: Tally) -> None:
    """Write the hours anew, where Home Assistant keeps a history."""
