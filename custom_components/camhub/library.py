"""What the cameras have stored, as Home Assistant names it and asks for it."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .coordinator import CamHubConfigEntry, Coordinator
from .link.errors import BadRequest, Busy, LinkError, NotReady, Unreachable
from .link.library import Library, Rendition
from .model.camera import Camera
from .model.vocabulary import Ability

URL = "/api/camhub/library/{entry_id}/{key}/{rendition}/{item}"
"""Where the files are; the view's address."""

_MEDIA = f"media-source://{DOMAIN}/"


@dataclass(frozen=True, slots=True)
class Place:
    """A camera of an entry, or an item of its library.

    A camera's own words may hold anything, and Home Assistant signs and hands out
    addresses with their quotes taken off: keys and ids go into them in base 64.
    """

    entry_id: str
    key: str
    item: str | None = None

    @override
    def __str__(self) -> str:
        """Write it as a media source's identifier."""
        parts = (self.key,) if self.item is None else (self.key, self.item)
        return "/".join((self.entry_id, *map(_written, parts)))

    def url(self, rendition: Rendition) -> str:
        """Return the path of a file of the item."""
        return URL.format(
            entry_id=self.entry_id,
            key=_written(self.key),
            rendition=rendition,
            item=_written(self.item or ""),
        )


def parse_place(identifier: str) -> Place:
    """Return what an identifier says; raises LookupError for what is none."""
    match identifier.split("/"):
        case [entry_id, key]:
            return Place(entry_id, _read(key))
        case [entry_id, key, item]:
            return Place(entry_id, _read(key), _read(item))
    raise LookupError(identifier)


def named_item(text: str) -> Place | None:
    """Return the item that the media browser calls so, None where the text is no name of its making.

    Raises LookupError where it is one and names no item.
    """
    if not text.startswith(_MEDIA):
        return None
    place = parse_place(text.removeprefix(_MEDIA))
    if place.item is None:
        raise LookupError(text)
    return place


def _written(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(text: str) -> str:
    try:
        padded = text + "=" * (-len(text) % 4)
        return base64.b64decode(padded, altchars="-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise LookupError(text) from error


def libraries(hass: HomeAssistant) -> Iterator[tuple[Place, Coordinator, Camera]]:
    """Yield the cameras that show what they have stored, without asking any of them."""
    entries: list[CamHubConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    for entry in entries:
        for camera in entry.runtime_data.store.cameras.values():
            if Ability.LIBRARY in camera.abilities:
                yield Place(entry.entry_id, camera.key), entry.runtime_data, camera


def coordinator_of(hass: HomeAssistant, place: Place) -> Coordinator:
    """Return whose camera it is; raises LookupError where none shows what it has stored."""
    entry: CamHubConfigEntry | None = hass.config_entries.async_get_entry(place.entry_id)
    if entry is None or entry.domain != DOMAIN or entry.state is not ConfigEntryState.LOADED:
        raise LookupError(place.entry_id)
    if Ability.LIBRARY not in entry.runtime_data.store.cameras[place.key].abilities:
        raise LookupError(place.key)
    return entry.runtime_data


def library_of(coordinator: Coordinator) -> Library:
    """Return the library to ask; raises Unreachable while the link is down."""
    if (library := coordinator.library) is None:
        raise Unreachable("the link is down")
    return library


def explained[ErrorT: HomeAssistantError](
    kind: type[ErrorT], coordinator: Coordinator, error: LinkError
) -> ErrorT:
    """Return an error that tells the user why a library does not show something."""
    if isinstance(error, Busy | NotReady | BadRequest):
        return kind(
            translation_domain=DOMAIN,
            translation_key="library_closed",
            translation_placeholders={"title": coordinator.entry.title, "reason": str(error)},
        )
    return kind(
        translation_domain=DOMAIN,
        translation_key=error.key,
        translation_placeholders={"title": coordinator.entry.title, "reason": str(error)},
    )
