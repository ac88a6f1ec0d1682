"""The live views of a rig: started while somebody looks, and ended where camhub started them."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from ...link.errors import BadData, Rejected
from ...link.session import Ports
from ...model.change import Change, Seen, Snapshot
from ...model.vocabulary import Reading
from .requests import Request
from .rig import Rig
from .selection import Selector
from .wire import picture

_LOGGER = logging.getLogger(__name__)


class LiveViews:
    """Whose live view is watched; an operator's own goes on.

    `watched` are the cameras that somebody looks at. The live view of one that goes ends with it,
    and is started again when it is back.
    """

    def __init__(
        self,
        rig: Rig,
        selector: Selector,
        ports: Ports,
        request: Callable[[Request, dict[str, Any]], Awaitable[None]],
        wake: Callable[[], None],
    ) -> None:
        """Take how to ask for them, and whom to wake when one can be resumed."""
        self.watched: set[str] = set()
        self._rig = rig
        self._selector = selector
        self._ports = ports
        self._request = request
        self._wake = wake
        self._interrupted: set[str] = set()
        self._seen = False

    @property
    def ignored(self) -> bool:
        """Whether a frame tells nothing: nobody looks, and it is known that there are some."""
        return self._seen and not self.watched

    async def watch(self, key: str, *, on: bool) -> None:
        """Start or end a camera's live view."""
        if not on:
            self.watched.discard(key)
            await self.end()
            return
        self.watched.add(key)
        self._interrupted.discard(key)
        camera = self._rig.cameras.get(key)
        if camera is not None and camera.live_view_on and key not in self._ports.started:
            return
        if camera is not None and not camera.connected:
            # After a restart of the application its cameras come one by one.
            self._interrupted.add(key)
            return
        # Before the answer: where none comes, it may have been started all the same.
        self._ports.started.add(key)
        try:
            await self._enable([key], enable=True)
        except BaseException as error:
            self.watched.discard(key)
            if isinstance(error, Rejected):
                self._ports.started.discard(key)
            raise

    def take(self, body: dict[str, Any]) -> list[Change]:
        """Take a frame in; return what the first one changes: the application publishes them."""
        key = body.get("CameraKey")
        try:
            jpeg = picture(body)
        except BadData as error:
            _LOGGER.debug("Dropped a frame of %s: %s", key, error)
            return []
        if isinstance(key, str) and key in self.watched:
            self._ports.frame(key, jpeg)
        if self._seen:
            return []
        self._seen = True
        return self._rig.frame_seen()

    def note(self, change: Change) -> None:
        """Notice that a watched camera goes, and its live view with it, and that it is back."""
        for seen in change.changes if isinstance(change, Snapshot) else (change,):
            if not isinstance(seen, Seen) or seen.key not in self.watched:
                continue
            online = seen.readings.get(Reading.ONLINE)
            if online is False:
                self._interrupted.add(seen.key)
            elif online is True and seen.key in self._interrupted:
                self._wake()

    async def end(self) -> None:
        """End the live views that camhub started and nobody watches any more."""
        keys = sorted(self._ports.started - self.watched)
        cameras = self._rig.cameras
        running = [key for key in keys if key in cameras and cameras[key].connected]
        try:
            if running:
                await self._enable(running, enable=False)
        except Rejected:
            _LOGGER.debug("The application does not end the live view of %s", running)
        # Somebody may have begun to look at one again meanwhile.
        self._ports.started.difference_update(set(keys) - self.watched)

    async def resume(self) -> None:
        """Start the live views again that ended with a camera which is back while somebody watches."""
        for key in sorted(self._interrupted & self.watched):
            if not self._rig.cameras[key].connected:
                continue
            self._interrupted.discard(key)
            self._ports.started.add(key)
            try:
                await self._enable([key], enable=True)
            except Rejected:
                _LOGGER.debug("The application does not resume the live view of %s", key)

    async def _enable(self, keys: list[str], *, enable: bool) -> None:
        await self._request(
            Request("EnableLiveview", {"Enable": enable}), self._selector.named(keys)
        )
