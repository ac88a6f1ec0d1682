"""What the user is asked to mend: each notice goes away by itself once it is mended."""

from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .firmware import outdated

if TYPE_CHECKING:
    from .coordinator import CamHubConfigEntry, Coordinator

_HALF_OPEN = "half_open"
_OLD_FIRMWARE = "old_firmware"


@callback
def note_half_open(coordinator: Coordinator, half_open: bool | None) -> None:
    """Tell the user what no retry can mend: events arrive and requests are not answered.

    Where nobody knows (None), what was told stays: that nothing happens just now mends nothing.
    """
    if half_open is None:
        return
    if not half_open:
        _forget(coordinator.hass, coordinator.entry, _HALF_OPEN)
        return
    ir.async_create_issue(
        coordinator.hass,
        DOMAIN,
        _id(coordinator.entry, _HALF_OPEN),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key="half_open",
        translation_placeholders={"title": coordinator.entry.title},
    )


@callback
def note_firmware(coordinator: Coordinator) -> None:
    """Tell the user of a firmware from before the one that the maker says is needed.

    It stays while the entry is loaded anew: the user may have chosen to ignore it.
    """
    if (oldest := coordinator.protocol.oldest_firmware) is None:
        return
    versions = (camera.firmware for camera in coordinator.store.cameras.values())
    firmware = next((version for version in versions if outdated(version, oldest)), None)
    if firmware is None:
        _forget(coordinator.hass, coordinator.entry, _OLD_FIRMWARE)
        return
    ir.async_create_issue(
        coordinator.hass,
        DOMAIN,
        _id(coordinator.entry, _OLD_FIRMWARE),
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="old_firmware",
        translation_placeholders={
            "title": coordinator.entry.title,
            "firmware": firmware,
            "oldest": oldest,
        },
    )


@callback
def forget_issues(hass: HomeAssistant, entry: CamHubConfigEntry) -> None:
    """Take back everything that the user was asked to mend."""
    for kind in (_HALF_OPEN, _OLD_FIRMWARE):
        _forget(hass, entry, kind)


def _forget(hass: HomeAssistant, entry: CamHubConfigEntry, kind: str) -> None:
    ir.async_delete_issue(hass, DOMAIN, _id(entry, kind))


def _id(entry: CamHubConfigEntry, kind: str) -> str:
    return f"{kind}_{entry.entry_id}"
