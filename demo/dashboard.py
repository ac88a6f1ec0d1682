"""The dashboard: one view a system, written where Home Assistant reads it at each visit."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import dump

from demo.seed import DASHBOARD_FILE


def write(directory: Path, views: Iterable[Mapping[str, Any]]) -> None:
    """Put the views on the dashboard."""
    (directory / DASHBOARD_FILE).write_text(dump({"views": list(views)}))
