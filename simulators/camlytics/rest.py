"""The REST API: four questions, one of which may wait (sections 2 and 3)."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from simulators.aiming import Meant, aimed_value, befalls
from simulators.camlytics import mishaps
from simulators.camlytics.app import App
from simulators.camlytics.database import Query
from simulators.camlytics.event import NONE, Event

BASE = "/v1/json"

_LOG = 10_000


class BadParameter(ValueError):
    """A parameter of a question cannot be understood."""


@dataclass(slots=True)
class Asked:
    """A request: `held` tells whether it had to wait, `status` is 0 as long as it has no answer."""

    method: str
    path: str
    query: Mapping[str, str]
    held: bool = False
    status: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question for events."""

    query: Query
    limit: int
    descending: bool
    timeout: float


class Rest:
    """Answers requests from the application's state.

    `requests` are the last of them, `asked` counts all, `polls` those that had to wait; `holding`
    is how many wait now.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._waiting: dict[asyncio.Future[None], Query] = {}
        self._answers: Mapping[str, tuple[str, Callable[[Mapping[str, str]], list[Any]]]] = {
            f"{BASE}/channels": ("channels", self._channels),
            f"{BASE}/events/totals/rule": ("rule", self._totals_by_rule),
            f"{BASE}/events/totals/type": ("type", self._totals_by_type),
        }
        self.requests: deque[Asked] = deque(maxlen=_LOG)
        self.asked = 0
        self.polls = 0
        app.told.append(self._tell)

    @property
    def holding(self) -> int:
        """Questions that wait now."""
        return len(self._waiting)

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        asked = Asked(request.method, request.path, dict(request.query))
        self.requests.append(asked)
        self.asked += 1
        self._app.bell.ring()
        response = await self._respond(request, asked)
        asked.status = response.status
        if not self._app.assume.keep_alive:
            response.force_close()
        self._app.bell.ring()
        return response

    async def _respond(self, request: web.BaseRequest, asked: Asked) -> web.StreamResponse:
        if asked.path == f"{BASE}/events":
            where = {"events", "poll"} if asked.query.get("timeout", "0") != "0" else {"events"}
        elif asked.path in self._answers:
            where = {self._answers[asked.path][0]}
        else:
            return web.Response(status=self._app.assume.unknown_path)
        if request.method != "GET":
            return web.Response(status=405)
        faults, meant = self._app.faults, (where | {"all"}).__contains__
        if (seconds := aimed_value(faults, "slow", float, meant)) is not None:
            await asyncio.sleep(seconds)
        if (early := await mishaps.instead(request, faults, meant)) is not None:
            return early
        try:
            rows = await self._rows(asked, meant)
        except BadParameter as error:
            return web.Response(status=400, text=str(error))
        return await self._send(request, rows, meant)

    async def _rows(self, asked: Asked, meant: Meant) -> list[Any]:
        if not meant("events"):
            return self._answers[asked.path][1](asked.query)
        question = self._question(asked.query)
        events = self._find(question)
        waits = not events and question.timeout > 0 and self._app.assume.hold == "first_match"
        if waits and not befalls(self._app.faults, "instant", meant):
            asked.held = True
            await self._hold(question)
            events = self._find(question)
        names: dict[str, str | None] = {}
        if self._app.assume.channel_name == "string":
            names = {channel.channel_id: channel.name for channel in self._app.channels}
        return [event.row(names.get(event.channel_id)) for event in events]

    async def _send(
        self, request: web.BaseRequest, rows: list[Any], meant: Meant
    ) -> web.StreamResponse:
        app = self._app
        rows = [app.shuffled(row) for row in mishaps.rows(rows, app.faults)]
        body = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": app.assume.content_type}
        if app.assume.cors != "off":
            headers["Access-Control-Allow-Origin"] = app.assume.cors
        if (size := aimed_value(app.faults, "huge", int, meant)) is not None:
            return await mishaps.huge(request, headers, size)
        if (kind := aimed_value(app.faults, "bad_answer", str, meant)) is not None:
            return await mishaps.spoiled(request, headers, kind, body)
        return web.Response(body=body, headers=headers)

    # Questions that wait.

    async def _hold(self, question: Question) -> None:
        """Wait until an event matches, or as long as is asked for."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[waiting] = question.query
        self.polls += 1
        self._app.bell.ring()
        try:
            async with asyncio.timeout(question.timeout):
                await waiting
        except TimeoutError:
            pass
        finally:
            self._waiting.pop(waiting, None)
            self._app.bell.ring()

    def _tell(self, event: Event) -> None:
        """End the waiting of those whom an event matches."""
        for waiting, query in list(self._waiting.items()):
            if query.matches(event):
                del self._waiting[waiting]
                if not waiting.done():
                    waiting.set_result(None)

    # Answers.

    def _find(self, question: Question) -> list[Event]:
        database = self._app.database
        return database.find(question.query, question.limit, descending=question.descending)

    def _channels(self, parameters: Mapping[str, str]) -> list[Any]:
        return [channel.row for channel in self._app.channels]

    def _totals_by_rule(self, parameters: Mapping[str, str]) -> list[Any]:
        query = self._totals(parameters)
        names = self._app.database.rule_names(query)
        rules = self._app.rules(self._app.channels)
        counts = self._app.database.count_by_rule(query)
        places = {rule_id: place for place, rule_id in enumerate([NONE, *rules])}
        return [
            {
                "channel_id": channel,
                "rule_count": counts[channel, rule],
                "rule_id": rule,
                "rule_name": rules[rule].name if rule in rules else names[channel, rule],
            }
            for channel, rule in self._by_channel(
                counts, lambda rule: f"{places.get(rule, len(places)):09}"
            )
        ]

    def _totals_by_type(self, parameters: Mapping[str, str]) -> list[Any]:
        counts = self._app.database.count_by_type(self._totals(parameters))
        return [
            {"channel_id": channel, "type": kind, "type_count": counts[channel, kind]}
            for channel, kind in self._by_channel(counts, str)
        ]

    def _by_channel(
        self, pairs: Iterable[tuple[str, str]], order: Callable[[str], str]
    ) -> list[tuple[str, str]]:
        """Return (channel, something) in the order of the channels, those that are no more last."""
        places = {channel.channel_id: place for place, channel in enumerate(self._app.channels)}
        return sorted(
            pairs, key=lambda pair: (places.get(pair[0], len(places)), pair[0], order(pair[1]))
        )

    # Parameters.

    def _question(self, parameters: Mapping[str, str]) -> Question:
        assume = self._app.assume
        query = self._query(parameters)
        since, until = (self._read(parameters, name, int) for name in ("sinceId", "untilId"))
        if since is not None:
            query = replace(query, first_id=since + (assume.since_id == "exclusive"))
        if until is not None:
            query = replace(query, last_id=until - (assume.until_id == "exclusive"))
        limit = self._read(parameters, "limit", _count)
        timeout = self._read(parameters, "timeout", _seconds)
        order = self._read(parameters, "order", _order)
        return Question(
            query,
            assume.limit_default if limit is None else limit,
            order == "desc",
            min(assume.timeout_default if timeout is None else timeout, assume.timeout_cap),
        )

    def _totals(self, parameters: Mapping[str, str]) -> Query:
        return replace(self._query(parameters), origin=parameters.get("origin") or None)

    def _query(self, parameters: Mapping[str, str]) -> Query:
        assume = self._app.assume
        query = Query(channel_id=parameters.get("channelId") or None)
        since, until = (
            self._read(parameters, name, self._moment) for name in ("sinceTime", "untilTime")
        )
        if since is not None and assume.since_time == "inclusive":
            query = replace(query, since=since)
        elif since is not None:
            query = replace(query, after=since)
        if until is not None and assume.until_time == "inclusive":
            query = replace(query, until=until)
        elif until is not None:
            query = replace(query, before=until)
        return query

    def _moment(self, text: str) -> str:
        if self._app.assume.offset == "refused" and self._app.clock.has_offset(text):
            raise ValueError("a time has no offset")
        return self._app.clock.parse_column(text)

    def _read[T](
        self, parameters: Mapping[str, str], name: str, parse: Callable[[str], T]
    ) -> T | None:
        """Return a parameter, None if it is not given or, being bad, ignored."""
        if not (text := parameters.get(name, "")):
            return None
        try:
            return parse(text)
        except ValueError as error:
            if self._app.assume.bad_parameter == "ignored":
                return None
            raise BadParameter(f"{name}: {error}") from error


def _count(text: str) -> int:
    if (value := int(text)) < 1:
        raise ValueError("must be 1 or more")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError("must be 0 or more")
    return value


def _order(text: str) -> str:
    if (word := text.lower()) not in ("asc", "desc"):
        raise ValueError("ASC or DESC")
    return word
