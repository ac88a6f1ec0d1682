"""Home Assistant's log, which has to be free of errors."""

import re
from pathlib import Path

from demo.waiting import Failed

_LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ (?P<level>[A-Z]+) \(.*?\) \[(?P<logger>[^]]*)\]")


def check_log(log: Path) -> None:
    """Raise Failed, with the lines, where there is an error, or a warning of camhub's."""
    bad: list[str] = []
    telling = False
    for line in log.read_text(errors="replace").splitlines():
        if found := _LINE.match(line):
            telling = _is_bad(found["level"], found["logger"])
        if telling:
            bad.append(line)
    if bad:
        raise Failed("\n".join([f"Home Assistant’s log is not clean ({log}):", *bad]))


def _is_bad(level: str, logger: str) -> bool:
    return level in ("ERROR", "CRITICAL") or (
        level == "WARNING" and logger.startswith("custom_components.camhub")
    )
