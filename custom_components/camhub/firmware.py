"""Whether a system's firmware is one that its maker says works with others."""

from awesomeversion import AwesomeVersion
from awesomeversion.exceptions import AwesomeVersionException


def outdated(firmware: str | None, oldest: str | None) -> bool:
    """Return whether a version is older than the oldest that works; what is not known is not.

    Both are numbers with dots between, as many as the maker gives.
    """
    if firmware is None or oldest is None:
        return False
    try:
        return AwesomeVersion(firmware) < AwesomeVersion(oldest)
    except AwesomeVersionException:
        return False
