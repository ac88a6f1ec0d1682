"""What the runs so far have set up, written down at once: a run may be stopped at any moment."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from demo.seed import ENTRIES_FILE


class Row(TypedDict):
    """A system that was set up: the id of its entry, where it listens, and the path that it calls."""

    entry: str
    address: Mapping[str, Any]
    webhook: str


class Known:
    """The systems that were set up in a directory, by their names."""

    def __init__(self, directory: Path) -> None:
        """Read what is written down in a seeded directory."""
        self._file = directory / ENTRIES_FILE
        self._rows: dict[str, Row] = json.loads(self._file.read_text())

    def get(self, system: str) -> Row | None:
        """Return what is known of a system, None where it was never set up."""
        return self._rows.get(system)

    def keep(self, system: str, row: Row) -> None:
        """Write down that a system was set up; the file is the old one or the new one, never half of it."""
        self._rows[system] = row
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(self._rows, indent=2))
        new.replace(self._file)
