"""What can be seen of the application from outside of it, and waiting for that."""

from collections.abc import Callable

from simulators.bell import PATIENCE
from simulators.camlytics.app import App
from simulators.camlytics.channel import Channel
from simulators.camlytics.clock import Clock
from simulators.camlytics.event import Event
from simulators.camlytics.listener import Listener
from simulators.camlytics.rest import Asked, Rest
from simulators.camlytics.webhooks import Post, Webhooks
from simulators.switches import Faults


class Watched:
    """What tests look at and wait for."""

    app: App
    _rest: Rest
    _webhooks: Webhooks
    _listener: Listener

    @property
    def clock(self) -> Clock:
        """The PC's clock."""
        return self.app.clock

    @property
    def faults(self) -> Faults:
        """The faults that are on; see `set_fault`."""
        return self.app.faults

    @property
    def channels(self) -> list[Channel]:
        """The channels, in the order of `/channels`."""
        return self.app.channels

    @property
    def events(self) -> list[Event]:
        """What the database holds, in the order of the ids."""
        return self.app.database.events

    @property
    def requests(self) -> list[Asked]:
        """The last requests, in the order they came."""
        return list(self._rest.requests)

    @property
    def event_count(self) -> int:
        """Events that have happened since the start, stored or not."""
        return self.app.raised

    @property
    def request_count(self) -> int:
        """Requests that have come since the start."""
        return self._rest.asked

    @property
    def poll_count(self) -> int:
        """Long polls that have had to wait since the start."""
        return self._rest.polls

    @property
    def post_count(self) -> int:
        """Webhooks that have ended since the start."""
        return self._webhooks.ended

    @property
    def posts(self) -> list[Post]:
        """The last webhooks that ended, well or not."""
        return list(self._webhooks.posts)

    @property
    def holding(self) -> int:
        """Long polls that wait now."""
        return self._rest.holding

    @property
    def connections(self) -> int:
        """Connections to REST that are open now."""
        return self._listener.connections

    # Waiting.

    async def until(self, check: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until something about this application is so. Raises TimeoutError after so many seconds."""
        await self.app.bell.until(check, within)

    async def asked(self, count: int = 1, path: str = "", within: float = PATIENCE) -> None:
        """Wait until that many requests have come since the start, of all or only to paths that end so."""
        await self.until(
            lambda: sum(asked.path.endswith(path) for asked in self._rest.requests) >= count, within
        )

    async def polls(self, count: int = 1, within: float = PATIENCE) -> None:
        """Wait until that many long polls have had to wait since the start, those that wait now included."""
        await self.until(lambda: self._rest.polls >= count, within)

    async def held(self, count: int = 1, within: float = PATIENCE) -> None:
        """Wait until exactly that many long polls wait at the same time."""
        await self.until(lambda: self._rest.holding == count, within)

    async def posted(self, count: int = 1, within: float = PATIENCE) -> list[Post]:
        """Wait until that many webhooks have ended since the start, well or not, and return the last."""
        await self.until(lambda: self._webhooks.ended >= count, within)
        return self.posts

    async def delivered(self, within: float = PATIENCE) -> None:
        """Wait until no webhook is on its way."""
        await self.until(lambda: self._webhooks.ended == self._webhooks.sent, within)
