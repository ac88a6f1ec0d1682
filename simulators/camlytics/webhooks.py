"""Webhooks: who wants to hear of what, and sending it (section 6)."""

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, ThreadedResolver
from yarl import URL

from simulators.camlytics.app import App
from simulators.camlytics.event import Event
from simulators.camlytics.faults import loses
from simulators.camlytics.mishaps import message
from simulators.switches import SwitchError

PATIENCE = 5.0
"""Seconds after which a receiver that does not answer is given up (section 6.1)."""

HOURLY, DAILY = "hourly", "daily"

_CONNECTIONS = 100
"""Receivers that may keep us waiting at the same time."""

_LOG = 10_000


@dataclass(frozen=True, slots=True)
class Post:
    """A webhook that was sent: what of (`kind`), and the receiver's HTTP status, 0 and an `error` without one."""

    url: str
    kind: str
    body: dict[str, Any]
    status: int
    error: str
    attempt: int


class Webhooks:
    """Sends what happens to the URLs that are set for its kind: a type of event, `hourly` or `daily`.

    `posts` are the last that ended, well or not; `sent` counts all that were begun, `ended` those
    that have ended. Where the application listens on loopback only, nothing is sent beyond it.
    """

    def __init__(self, app: App, host: str, patience: float) -> None:
        self._app = app
        self._alone = _is_loopback(host)
        self._patience = patience
        self._urls: dict[str, tuple[str, ...]] = {}
        self._everything: tuple[str, ...] = ()
        self._session: ClientSession | None = None
        self._turn = asyncio.Lock()
        self.posts: deque[Post] = deque(maxlen=_LOG)
        self.sent = 0
        self.ended = 0

    def set(self, urls: str | Iterable[str], *kinds: str) -> None:
        """Send these kinds to these URLs from now on, or everything where none is named; "" sends nothing.

        Raises SwitchError for a URL that is none, or beyond this machine.
        """
        chosen = tuple(url for url in ([urls] if isinstance(urls, str) else urls) if url)
        for url in chosen:
            self._check(url)
        if kinds:
            self._urls |= dict.fromkeys(kinds, chosen)
        else:
            self._urls, self._everything = {}, chosen

    def urls(self, kind: str) -> tuple[str, ...]:
        """Return where things of a kind are sent."""
        return self._urls.get(kind, self._everything)

    async def open(self) -> None:
        """Get ready to send."""
        self._session = ClientSession(
            connector=TCPConnector(resolver=ThreadedResolver(), limit=_CONNECTIONS),
            timeout=ClientTimeout(total=self._patience),
        )

    async def close(self) -> None:
        """Send nothing any more; what is on its way is dropped."""
        self._app.work.cancel("webhook")
        if (session := self._session) is not None:
            self._session = None
            await session.close()

    def tell(self, event: Event) -> None:
        """Send an event to those who want to hear of its type."""
        if self.urls(event.type):
            assume = self._app.assume
            name = next(
                (c.name for c in self._app.channels if c.channel_id == event.channel_id), ""
            )
            body = event.message(name, wording=assume.event_name, object_less=assume.object_less)
            self.send(event.type, body)

    def send(self, kind: str, body: dict[str, Any]) -> None:
        """Send an object to those who want to hear of its kind."""
        faults = self._app.faults
        if self._session is None:
            return
        for url in self.urls(kind):
            if loses(faults):
                continue
            for _ in range(2 if "webhook_twice" in faults else 1):
                self.sent += 1
                self._app.work.spawn(self._deliver(url, kind, self._app.shuffled(body)), "webhook")

    async def _deliver(self, url: str, kind: str, body: dict[str, Any]) -> None:
        app = self._app
        if delay := app.faults.number("webhook_late"):
            await asyncio.sleep(delay)
        async with self._turn if app.assume.webhook_order == "in_turn" else nullcontext():
            for attempt in range(1, app.assume.webhook_retries + 2):
                if attempt > 1:
                    await asyncio.sleep(app.assume.webhook_retry_delay)
                status, error = await self._post(url, body)
                self.posts.append(Post(url, kind, body, status, error, attempt))
                app.bell.ring()
                if 0 < status < 400:
                    break
        self.ended += 1
        app.bell.ring()

    async def _post(self, url: str, body: dict[str, Any]) -> tuple[int, str]:
        """Return the receiver's status, or 0 and what went wrong."""
        app = self._app
        assert self._session is not None
        try:
            # Where a redirect leads to is not known, and nothing may lead out of this machine.
            async with self._session.post(
                url,
                data=message(body, app.faults.value("bad_webhook", str)),
                headers={"Content-Type": app.assume.webhook_content_type},
                allow_redirects=False,
            ) as response:
                await response.read()
                return response.status, ""
        except TimeoutError:
            return 0, "timeout"
        except (ClientError, OSError) as error:
            return 0, str(error) or type(error).__name__

    def _check(self, text: str) -> None:
        url = URL(text)
        if url.scheme not in ("http", "https") or not url.host:
            raise SwitchError(f"not a URL: {text!r}")
        if self._alone and not _is_loopback(url.host):
            raise SwitchError(f"listening on loopback only, nothing is sent to {url.host}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
