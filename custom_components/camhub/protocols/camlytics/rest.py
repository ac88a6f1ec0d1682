"""The REST API of an installation: four paths, all GET, whose answers are bare arrays."""

from collections.abc import Callable, Mapping

import aiohttp
from yarl import URL

from ...link.errors import NotReady, NotThisSystem
from ...link.http import CONNECT, bounded, mishaps
from . import wire

ANSWER = 10.0
"""Seconds that the application has for an answer that it need not wait for."""

GRACE = 5.0
"""Seconds that a long poll has beyond the time that the application was asked to wait."""

MAX_ANSWER = 4 * 1024 * 1024
"""Bytes of an answer: nearly ten thousand events, twenty times as many as are asked for."""

_ROOT = "/v1/json"


class Rest:
    """Asks one installation.

    Every method raises Unreachable, TimedOut or Refused where nobody answers, NotReady where the
    application fails, NotThisSystem where something else answers, and BadData where what it
    says cannot be.
    """

    def __init__(self, http: Callable[[], aiohttp.ClientSession], host: str, port: int) -> None:
        """Take the HTTP session to use, and where the application listens."""
        self._http = http
        self._host = host
        self._port = port

    async def channels(self) -> list[wire.Channel]:
        """Return the channels. Their addresses may hold passwords."""
        return wire.channels(await self._get("/channels", {}))

    async def events(
        self,
        *,
        channel: str | None = None,
        since_id: int | None = None,
        until_id: int | None = None,
        since_time: str | None = None,
        until_time: str | None = None,
        limit: int | None = None,
        newest_first: bool = False,
        wait: int = 0,
    ) -> wire.Rows:
        """Return events; where there are none, the application waits `wait` seconds for the first.

        Whether an id or a time at a boundary is among them is not documented, nor which forms
        of a time it takes.
        """
        asked = {
            "channelId": channel,
            "sinceId": since_id,
            "sinceTime": since_time,
            "untilId": until_id,
            "untilTime": until_time,
            "limit": limit,
            "order": "DESC" if newest_first else None,
            "timeout": wait or None,
        }
        return wire.events(await self._get("/events", asked, wait))

    async def rule_totals(
        self,
        *,
        channel: str | None = None,
        since_time: str | None = None,
        until_time: str | None = None,
        origin: str | None = None,
    ) -> list[wire.RuleTotal]:
        """Return how often something happened at each rule."""
        asked = _totals(channel, since_time, until_time, origin)
        return wire.rule_totals(await self._get("/events/totals/rule", asked))

    async def type_totals(
        self,
        *,
        channel: str | None = None,
        since_time: str | None = None,
        until_time: str | None = None,
        origin: str | None = None,
    ) -> list[wire.TypeTotal]:
        """Return how often each type of event happened."""
        asked = _totals(channel, since_time, until_time, origin)
        return wire.type_totals(await self._get("/events/totals/type", asked))

    async def _get(self, path: str, asked: Mapping[str, str | int | None], wait: int = 0) -> bytes:
        deadline = wait + GRACE if wait else ANSWER
        timeout = aiohttp.ClientTimeout(total=deadline, sock_connect=min(CONNECT, deadline))
        query = {name: value for name, value in asked.items() if value is not None}
        with mishaps():
            url = URL.build(
                scheme="http", host=self._host, port=self._port, path=_ROOT + path, query=query
            )
            async with self._http().get(url, timeout=timeout, allow_redirects=False) as response:
                if response.status >= 500:
                    raise NotReady(f"HTTP {response.status} at {path}")
                if response.status != 200:
                    raise NotThisSystem(f"HTTP {response.status} at {path}")
                return await bounded(response, MAX_ANSWER)


def _totals(
    channel: str | None, since_time: str | None, until_time: str | None, origin: str | None
) -> dict[str, str | None]:
    return {
        "channelId": channel,
        "sinceTime": since_time,
        "untilTime": until_time,
        "origin": origin,
    }
