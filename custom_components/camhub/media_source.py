"""The pictures and movies that cameras have stored, in Home Assistant's media browser."""

import asyncio
from datetime import timedelta
from itertools import batched
from typing import override

from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.media_player import (
    CONTENT_AUTH_EXPIRY_TIME,
    BrowseError,
    MediaClass,
    MediaType,
)
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .library import Place, coordinator_of, explained, libraries, library_of, parse_place
from .link.errors import LinkError
from .link.library import MAX_PAGE, Item, ItemKind, Rendition

_CLASSES = {
    ItemKind.FOLDER: MediaClass.DIRECTORY,
    ItemKind.PICTURE: MediaClass.IMAGE,
    ItemKind.MOVIE: MediaClass.VIDEO,
}

_SHOWN = (Rendition.ORIGINAL, Rendition.LARGE, Rendition.SMALL)
"""What an item is shown as: the best there is."""


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return the media source of all cameras."""
    return CameraLibraries(hass)


class CameraLibraries(MediaSource):
    """A folder for each camera that shows what it has stored, and in it what the camera tells.

    The list of cameras asks none of them anything; a folder of one asks that one.
    """

    name = "CamHub"

    def __init__(self, hass: HomeAssistant) -> None:
        """Take where the cameras are."""
        super().__init__(DOMAIN)
        self.hass = hass

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Return the cameras, or what is in a folder of one."""
        if not item.identifier:
            return _folder(
                None,
                "CamHub",
                [
                    _folder(place, camera.name or coordinator.entry.title)
                    for place, coordinator, camera in libraries(self.hass)
                ],
            )
        try:
            place = parse_place(item.identifier)
            coordinator = coordinator_of(self.hass, place)
        except LookupError as error:
            raise _unknown(BrowseError) from error
        coordinator.hurry()
        title = coordinator.store.cameras[place.key].name or coordinator.entry.title
        try:
            library = library_of(coordinator)
            children = await library.browse(place.key, place.item)
            if place.item is not None:
                title = (await library.find(place.key, place.item)).title
        except LinkError as error:
            raise explained(BrowseError, coordinator, error) from error
        shown: list[BrowseMediaSource] = []
        for some in batched(children, MAX_PAGE, strict=False):
            shown += (self._child(place, child) for child in some)
            # Signing takes a while, and Home Assistant has other things to do.
            await asyncio.sleep(0)
        return _folder(place, title, shown)

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return where the file of a picture or movie is."""
        try:
            place = parse_place(item.identifier)
            coordinator = coordinator_of(self.hass, place)
            if place.item is None:
                raise LookupError(item.identifier)
        except LookupError as error:
            raise _unknown(Unresolvable) from error
        try:
            found = await library_of(coordinator).find(place.key, place.item)
        except LinkError as error:
            raise explained(Unresolvable, coordinator, error) from error
        if (rendition := _shown(found)) is None:
            raise _unknown(Unresolvable)
        content_type = found.content_type if rendition is Rendition.ORIGINAL else "image/jpeg"
        return PlayMedia(place.url(rendition), content_type)

    def _child(self, parent: Place, item: Item) -> BrowseMediaSource:
        place = Place(parent.entry_id, parent.key, item.id)
        if item.kind is ItemKind.FOLDER:
            return _folder(place, item.title)
        thumbnail = None
        if Rendition.THUMBNAIL in item.renditions:
            thumbnail = async_sign_path(
                self.hass,
                place.url(Rendition.THUMBNAIL),
                timedelta(seconds=CONTENT_AUTH_EXPIRY_TIME),
            )
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=str(place),
            media_class=_CLASSES[item.kind],
            media_content_type=item.content_type,
            title=item.title,
            can_play=_shown(item) is not None,
            can_expand=False,
            thumbnail=thumbnail,
        )


def _folder(
    place: Place | None, title: str, children: list[BrowseMediaSource] | None = None
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=None if place is None else str(place),
        media_class=MediaClass.DIRECTORY,
        media_content_type=MediaType.IMAGE,
        title=title,
        can_play=False,
        can_expand=True,
        children=children,
    )


def _shown(item: Item) -> Rendition | None:
    return next((rendition for rendition in _SHOWN if rendition in item.renditions), None)


def _unknown[ErrorT: (BrowseError, Unresolvable)](kind: type[ErrorT]) -> ErrorT:
    return kind(translation_domain=DOMAIN, translation_key="no_item")
