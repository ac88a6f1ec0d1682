"""What is known of one system, on the disk across restarts."""

from collections.abc import Callable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN

SAVE_DELAY = 30
"""Seconds from a change until what is known is written to the disk."""


class Memory:
    """Keeps the records and seen events of an entry; `dump` returns them as they are now."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, dump: Callable[[], dict[str, Any]]
    ) -> None:
        """Take what to keep; nothing is read or written yet."""
        self._file = file_of(hass, entry)
        self._dump = dump
        self._is_due = False

    async def async_load(self) -> dict[str, Any] | None:
        """Return what was kept, None where nothing was."""
        return await self._file.async_load()

    async def async_save(self) -> None:
        """Write what is known now."""
        await self._file.async_save(self._dumped())

    def save_soon(self) -> None:
        """Write what is known some time after a change.

        What is due stays due: a rig that never rests would put it off for ever.
        """
        if not self._is_due:
            self._is_due = True
            self._file.async_delay_save(self._dumped, SAVE_DELAY)

    def _dumped(self) -> dict[str, Any]:
        self._is_due = False
        return self._dump()


def file_of(hass: HomeAssistant, entry: ConfigEntry) -> Store[dict[str, Any]]:
    """Return the file that an entry's memory is in."""
    return Store(hass, 1, f"{DOMAIN}.{entry.entry_id}")
