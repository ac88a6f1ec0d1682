"""Answers that are late, broken, false or malicious: the link says so, and nothing else suffers."""

import asyncio
import json
import logging
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custom_components.camhub.link.errors import (
    BadData,
    LinkError,
    NotReady,
    NotThisSystem,
    Refused,
    TimedOut,
    Unreachable,
)
from custom_components.camhub.model.camera import HUB
from custom_components.camhub.model.vocabulary import Reading
from custom_components.camhub.protocols.camlytics import client, installation, rest, tail
from custom_components.camhub.protocols.camlytics.books import MAX_CHANNELS, MAX_RULES

from .site import Site, watched

pytestmark = pytest.mark.usefixtures("socket_enabled", "quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less, but never less than a busy machine needs."""
    monkeypatch.setattr(tail, "POLL", 0.5)
    monkeypatch.setattr(tail, "PAUSE", 0.05)
    monkeypatch.setattr(rest, "ANSWER", 2.0)
    monkeypatch.setattr(rest, "GRACE", 2.0)
    monkeypatch.setattr(installation, "TICK", 0.1)
    monkeypatch.setattr(client, "CHANNELS", 0.3)
    monkeypatch.setattr("custom_components.camhub.link.supervisor.FIRST_RETRY", 0.05)
    monkeypatch.setattr("custom_components.camhub.link.supervisor.LAST_RETRY", 0.1)


async def cross(site: Site, times: int = 1) -> None:
    """Let somebody come in, and wait until that is counted."""
    before = sum(event.rule_name == "Enter" for event in site.app.events)
    for _ in range(times):
        site.app.raise_event("TripwireCrossed", 0, "Enter")
    await site.until(lambda: site.reading(Reading.EVENTS_TODAY, 0, "Enter") == before + times)


def no_mistake(caplog: pytest.LogCaptureFixture) -> None:
    """Assert that nothing went wrong but what the link told."""
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


SPOILT = (
    "garbage",
    "truncated",
    "not_json",
    "empty",
    "object",
    "null",
    "not_objects",
    "not_utf8",
    "deep",
)

BROKEN: list[tuple[str, object, type[LinkError]]] = [
    ("silence", "all", TimedOut),
    ("silence", "poll", TimedOut),
    ("slow", "30:events", TimedOut),
    ("reset", "all", Unreachable),
    ("reset", "poll", Unreachable),
    ("status", "500", NotReady),
    ("status", "503:poll", NotReady),
    ("status", "404:channels", NotThisSystem),
    ("status", "204:events", NotThisSystem),
    ("redirect", "all", NotThisSystem),
    ("huge", "20000000:events", BadData),
    ("huge", "20000000:channels", BadData),
    ("wrong_types", None, BadData),
    *(("bad_answer", f"{kind}:poll", BadData) for kind in SPOILT),
    ("bad_answer", "garbage:channels", BadData),
    ("bad_answer", "cut:poll", Unreachable),
    ("bad_answer", "no_http:poll", NotThisSystem),
]
"""Faults with their values, and what the link is then said to suffer from."""


@pytest.mark.parametrize(("fault", "value", "reason"), BROKEN)
async def test_what_breaks_the_link_is_told_and_got_over(
    fault: str, value: object, reason: type[LinkError], caplog: pytest.LogCaptureFixture
) -> None:
    async with watched() as site:
        await site.connect()
        await cross(site)
        site.app.set_fault(fault, value)
        if site.reports[-1] is None:
            site.app.raise_event("TripwireCrossed", 0, "Exit")
        await site.until(lambda: isinstance(site.reports[-1], reason))
        assert len(site.happened) <= 2

        site.app.clear_fault(fault)
        await site.until(lambda: site.reports[-1] is None)
        await cross(site, 3)
        assert site.reading(Reading.ONLINE) is True
        told = [event.data["id"] for event in site.happened]
        assert len(told) == len(set(told))
        no_mistake(caplog)


@pytest.mark.parametrize(
    ("fault", "value"),
    [
        ("unknown_fields", None),
        ("null_names", None),
        ("number_object_id", None),
        ("instant", "poll"),
        ("id_gap", 1000),
        ("late", 1.0),
        ("reused_object", None),
        ("unknown_types", None),
        ("slow", "0.2"),
    ],
)
async def test_what_does_not_break_the_link_goes_by_unnoticed(
    fault: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    async with watched(faults=[(fault, value)]) as site:
        await site.connect()
        await cross(site, 5)
        site.app.raise_event("MotionInRegionOn", 0)
        await site.until(lambda: len(site.happened) == 6)
        assert site.reports == [None]
        no_mistake(caplog)


async def test_whoever_answers_badly_is_not_asked_all_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As they are outside of tests.
    monkeypatch.setattr("custom_components.camhub.link.supervisor.FIRST_RETRY", 1.0)
    monkeypatch.setattr("custom_components.camhub.link.supervisor.LAST_RETRY", 60.0)
    monkeypatch.setattr(tail, "PAUSE", 1.0)
    monkeypatch.setattr(tail, "POLL", 20)
    monkeypatch.setattr(client, "CHANNELS", 60.0)

    async def asked(fault: str, value: object) -> int:
        async with watched() as site:
            await site.connect()
            await cross(site)
            site.app.set_fault(fault, value)
            site.app.raise_event("TripwireCrossed", 0, "Enter")
            before = site.app.request_count
            await asyncio.sleep(3)
            return site.app.request_count - before

    faults = {
        "instant": "poll",
        "reset": "all",
        "status": "500",
        "bad_answer": "null:poll",
        "missing_fields": None,
        "wrong_types": None,
    }
    counts = await asyncio.gather(*(asked(fault, value) for fault, value in faults.items()))
    assert {fault: count for fault, count in zip(faults, counts, strict=True) if count > 12} == {}


async def test_rows_that_are_no_events_harm_none_of_the_others() -> None:
    async with spoilt() as (site, replies):
        await site.connect()
        rows = [site.app.raise_event("TripwireCrossed", 0, "Enter").row(None) for _ in range(4)]
        rows[0] |= {"type": 5}
        rows[2] |= {"time": "yesterday"}
        replies["/events"] = [json.dumps([rows[0] | {"event_id": None}, *rows]).encode()]
        await site.until(lambda: len(site.happened) == 2)
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await site.until(lambda: len(site.happened) == 3)
        assert [event.data["id"] for event in site.happened] == [2, 4, 5]
        assert site.reports == [None]


async def test_rows_without_what_they_need_are_left_out() -> None:
    async with watched() as site:
        await site.connect()
        site.app.set_fault("missing_fields")
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await site.until(lambda: site.installation.books.cursor.last == 1)
        assert site.happened == []
        assert site.reports == [None]
        site.app.clear_fault("missing_fields")
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await site.until(lambda: len(site.happened) == 1)


@pytest.mark.parametrize("fault", ["status", "bad_answer", "silence"])
@pytest.mark.parametrize("where", ["rule", "type"])
async def test_an_application_without_totals_is_read_all_the_same(where: str, fault: str) -> None:
    values = {"status": f"404:{where}", "bad_answer": f"object:{where}", "silence": where}
    async with watched(faults=[(fault, values[fault])]) as site:
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await site.connect()
        site.app.raise_event("TripwireCrossed", 0, "Exit")
        await site.until(lambda: len(site.happened) == 1)
        assert site.reports == [None]


async def test_an_application_that_lists_no_channels_yet_loses_none() -> None:
    async with spoilt() as (site, replies):
        await site.connect()
        await cross(site)
        replies["/channels"] = [b"[]", b"[]", b"[]"]
        await site.restart()
        await site.until(lambda: not replies["/channels"])
        assert not {site.key(0), site.key(1)} & {*site.gone}
        await cross(site)


async def test_an_id_that_cannot_be_true_does_not_deafen_it() -> None:
    async with spoilt() as (site, replies):
        await site.connect()
        row = site.app.raise_event("TripwireCrossed", 0, "Enter").row(None)
        replies["/events"] = [json.dumps([row | {"event_id": 2**63 - 1}]).encode()]
        await site.until(lambda: len(site.happened) == 1)
        await cross(site)


async def test_an_answer_that_never_ends_takes_no_memory() -> None:
    async with watched() as site:
        await site.connect()
        await cross(site)
        tracemalloc.start()
        try:
            site.app.set_fault("huge", "400000000:poll:1")
            site.app.raise_event("TripwireCrossed", 0, "Exit")
            await site.until(lambda: isinstance(site.reports[-1], BadData))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 64 * 1024 * 1024
        await site.until(lambda: site.reports[-1] is None)
        await cross(site)


async def test_a_port_that_closes_is_told_as_such() -> None:
    async with watched() as site:
        await site.connect()
        await site.app.stop_rest()
        await site.until(lambda: isinstance(site.reports[-1], Refused))
        await site.app.start_rest()
        await site.until(lambda: site.reports[-1] is None)
        await cross(site)


# Whatever comes.


@asynccontextmanager
async def spoilt(first_id: int = 1) -> AsyncIterator[tuple[Site, dict[str, list[bytes | int]]]]:
    """Run an application before which somebody answers: with these bodies or statuses first."""
    replies: dict[str, list[bytes | int]] = {}
    async with watched(first_id=first_id) as site:

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            if waiting := replies.get(request.path.removeprefix("/v1/json")):
                reply = waiting.pop(0)
                if isinstance(reply, int):
                    return web.Response(status=reply)
                return web.Response(body=reply, content_type="application/json")
            async with site.http.get(f"{site.app.url}{request.raw_path}") as response:
                return web.Response(body=await response.read(), status=response.status)

        runner = web.ServerRunner(web.Server(answer, access_log=None, handler_cancellation=True))
        await runner.setup()
        listener = web.TCPSite(runner, "127.0.0.1", 0)
        await listener.start()
        site.config["port"] = runner.addresses[0][1]
        try:
            yield site, replies
        finally:
            await site.disconnect()
            await runner.cleanup()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, -1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["-1", "", "x" * 2000, "1" * 30, "\u0000", "0001-01-01T00:00:00.0000000"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)

NOWHERE = st.none() | st.integers() | st.sampled_from(["", "x" * 200, [], {}, "a\nb"])
"""What is no channel's id: one that answers with channels of its own alone is another installation."""


@st.composite
def _rows(draw: st.DrawFn, good: dict[str, Any]) -> bytes:
    """Return an answer whose rows are nearly good ones."""
    rows: list[Any] = []
    for _ in range(draw(st.integers(0, 4))):
        row = dict(good)
        for name in draw(st.lists(st.sampled_from([*good]), max_size=4)):
            if draw(st.booleans()):
                row.pop(name, None)
            else:
                row[name] = draw(NOWHERE if name == "channel_id" else JSON)
        rows.append(row if draw(st.integers(0, 9)) else draw(JSON))
    return json.dumps(rows).encode()


EVENT = {
    "channel_id": "",
    "channel_name": None,
    "event_id": 3,
    "object_id": "5",
    "origin": "Pedestrian",
    "recording_path": "",
    "rule_id": "0d6e6b2c-3a30-4d25-9b0c-6fd3a2a8a111",
    "rule_name": "Side",
    "snapshot_path": "",
    "time": "2026-01-19T16:22:25.4330000",
    "timestamp": "1.5",
    "type": "TripwireCrossed",
    "video_file_name": "",
    "video_file_time": "",
}
GOOD: dict[str, dict[str, Any]] = {
    "/channels": {
        "channel_id": "",
        "login": "viewer",
        "name": "Door",
        "password": "opensesame",
        "profile_name": "none",
        "profile_token": "",
        "stream_uri": "rtsp://127.0.0.1/door",
        "type": "Camera",
        "uri": "http://localhost/",
    },
    "/events": EVENT,
    "/events/totals/rule": {
        "channel_id": "",
        "rule_count": 3,
        "rule_id": EVENT["rule_id"],
        "rule_name": "Side",
    },
    "/events/totals/type": {"channel_id": "", "type": "TripwireCrossed", "type_count": 3},
}
"""A row of each answer, of the channel that there is."""

ANYTHING = st.binary(max_size=200) | JSON.map(json.dumps).map(str.encode)
STATUS = st.sampled_from([204, 301, 400, 401, 404, 418, 500, 503])
KEY = "8b6f9a4e-52a7-4a07-8b1c-6a54bb4a0001"


def fuzz() -> st.SearchStrategy[dict[str, list[bytes | int]]]:
    """Return what is answered before the truth."""
    return st.fixed_dictionaries(
        {
            path: st.lists(ANYTHING | STATUS | _rows(good | {"channel_id": KEY}), max_size=6)
            for path, good in GOOD.items()
        }
    )


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(replies=fuzz(), restarted=st.booleans())
def test_whatever_is_answered_it_is_back_with_the_truth(
    replies: dict[str, list[bytes | int]], restarted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    asyncio.run(_survive(replies, restarted))
    no_mistake(caplog)


async def _survive(replies: dict[str, list[bytes | int]], restarted: bool) -> None:
    # An event whose id was told of another one is taken to be known.
    async with spoilt(1000) as (site, waiting):
        site.app.channels[0].channel_id = KEY
        await site.connect()
        await cross(site)
        asked = site.app.request_count
        waiting |= {path: [*bodies] for path, bodies in replies.items()}
        if restarted:
            await site.restart()
        site.app.raise_event("TripwireCrossed", 0, "Exit")
        await site.until(
            lambda: not waiting["/channels"] and not waiting["/events"] and site.reports[-1] is None
        )
        await site.until(lambda: site.installation.reading)
        site.app.raise_event("TripwireCrossed", 0, "Exit")
        await site.until(lambda: site.reading(Reading.LAST_EVENT, 0, "Exit") is not None)
        before = site.reading(Reading.EVENTS_TODAY, 0, "Enter")
        assert isinstance(before, int)
        site.app.raise_event("TripwireCrossed", 0, "Enter")
        await site.until(lambda: site.reading(Reading.EVENTS_TODAY, 0, "Enter") == before + 1)
        assert site.app.request_count - asked < 500
        assert len(site.store.cameras) < MAX_CHANNELS
        assert len(site.store.cameras) < MAX_RULES
        assert site.store.cameras[HUB].readings[Reading.CAMERAS_KNOWN] == 2
        site.save()
