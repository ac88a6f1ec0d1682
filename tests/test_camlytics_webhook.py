"""What Camlytics posts to Home Assistant's own HTTP server, and what only claims to be Camlytics."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from yarl import URL

from custom_components.camhub.const import DOMAIN
from simulators.camlytics import CamlyticsSimulator
from simulators.camlytics.faults import MESSAGES
from tests.camlytics_home import CamlyticsHome, asked
from tests.heard import Heard
from tests.home import PATIENCE, until

type Post = Callable[[Any], Awaitable[HTTPStatus]]


@pytest.fixture
async def post(camlytics: CamlyticsHome) -> Post:
    """Call the webhook as anybody in the network can."""
    session = async_get_clientsession(camlytics.hass)

    async def post(body: Any) -> HTTPStatus:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with session.post(camlytics.webhook, data=data) as answer:
            return HTTPStatus(answer.status)

    return post


def message(camlytics: CamlyticsHome, **changes: Any) -> dict[str, Any]:
    """Return an event as the application posts it."""
    channel = camlytics.app.channels[0]
    return {
        "channel_id": channel.channel_id,
        "channel_name": channel.name,
        "event_name": "Line crossed",
        "event_origin": "Pedestrian",
        "event_time": camlytics.app.clock.offset_time(camlytics.app.clock.now()),
        "event_type": "TripwireCrossed",
        "object_id": 5,
        "rule_id": channel.rule("Enter").rule_id,
        "rule_name": "Enter",
    } | changes


def aggregate(camlytics: CamlyticsHome, **changes: Any) -> dict[str, Any]:
    """Return an hour as the application posts it."""
    (sent, *_) = camlytics.app.fire_hourly()
    return sent | changes


def remembered(camlytics: CamlyticsHome) -> dict[str, Any]:
    """Return all that a user can see and all that would be saved."""
    coordinator = camlytics.entry.runtime_data
    devices = dr.async_entries_for_config_entry(
        dr.async_get(camlytics.hass), camlytics.entry.entry_id
    )
    return {
        "saved": json.dumps(coordinator.store.dump(), sort_keys=True, default=str),
        "states": {s.entity_id: (s.state, s.attributes) for s in camlytics.hass.states.async_all()},
        "devices": [device.id for device in devices],
    }


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what a user reads of it in the log."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


# What is no webhook.


ALLOWED = ((None, "channel_name"), (None, "rule_name"), ("text", "object_id"))
"""Other types that mean something: REST tells them so."""


@pytest.mark.parametrize("value", [None, 1.5, True, [], {}, 7, "text"])
@pytest.mark.parametrize("form", [message, aggregate])
async def test_a_field_of_another_type_leaves_nothing_behind(
    camlytics: CamlyticsHome,
    post: Post,
    caplog: pytest.LogCaptureFixture,
    form: Callable[..., dict[str, Any]],
    value: Any,
) -> None:
    good = form(camlytics)
    before = remembered(camlytics)
    refused = 0
    for name, usual in good.items():
        if type(value) is type(usual) or (value, name) in ALLOWED:
            continue
        status = await post(good | {name: value})
        assert status == HTTPStatus.BAD_REQUEST, name
        refused += 1
    await camlytics.hass.async_block_till_done()
    assert remembered(camlytics) == before
    assert len(complaints(caplog)) == min(refused, 1)


@pytest.mark.parametrize("kind", MESSAGES)
async def test_a_spoilt_message_leaves_nothing_behind(
    camlytics: CamlyticsHome, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    before = remembered(camlytics)
    camlytics.call()
    camlytics.app.set_fault("bad_webhook", kind)
    for _ in range(5):
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter", via="webhook")
    posts = await camlytics.app.posted(5)
    assert all(400 <= sent.status < 500 for sent in posts)
    assert remembered(camlytics) == before
    assert len(complaints(caplog)) == 1

    camlytics.app.clear_fault("bad_webhook")
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(1)


async def test_a_text_that_is_no_id_is_refused(camlytics: CamlyticsHome, post: Post) -> None:
    before = remembered(camlytics)
    for name in ("channel_id", "event_type", "object_id", "rule_id"):
        for text in ("x" * 3000, "a\nb", "\ud800"):
            status = await post(message(camlytics, **{name: text}))
            assert status == HTTPStatus.BAD_REQUEST, (name, text)
    assert remembered(camlytics) == before


async def test_a_time_that_cannot_be_is_refused(camlytics: CamlyticsHome, post: Post) -> None:
    before = remembered(camlytics)
    for moment in ("", "now", "2026-13-01T00:00:00", "0001-01-01T00:00:00.0000000", "9" * 60):
        assert await post(message(camlytics, event_time=moment)) == HTTPStatus.BAD_REQUEST
    assert remembered(camlytics) == before


async def test_a_message_that_is_sent_again_is_not_heard_again(
    camlytics: CamlyticsHome, post: Post
) -> None:
    heard = Heard(camlytics.hass)
    sent = message(camlytics)
    for _ in range(20):
        assert await post(sent) == HTTPStatus.OK
    await camlytics.until_count(1)
    await camlytics.stop()
    await camlytics.start()
    for _ in range(20):
        assert await post(sent) == HTTPStatus.OK
    await camlytics.hass.async_block_till_done()
    assert heard.kinds(camlytics, "analytics", 0) == ["line_crossed"]
    assert camlytics.count().state == "1"


async def test_an_hour_that_is_told_again_counts_once(
    all_enabled: None, camlytics: CamlyticsHome, post: Post
) -> None:
    clock = camlytics.app.clock
    hour = datetime.now(clock.zone).replace(minute=0, second=0, microsecond=0)
    rows = [
        {"event_count": 9, "rule_id": camlytics.app.channels[0].rule("Enter").rule_id,
         "rule_name": "Enter"}
    ]  # fmt: skip
    sent = aggregate(
        camlytics,
        channel_id=camlytics.key(0),
        since_time=f"{(hour - timedelta(hours=1)).isoformat()}",
        until_time=hour.isoformat(),
        rule_id_aggregate=rows,
    )
    for _ in range(3):
        assert await post(sent) == HTTPStatus.OK
    state = await camlytics.until_state("9", "sensor", camlytics.rule("events_last_hour"), 0)
    assert state.state == "9"


async def test_channels_that_there_are_not_fill_nothing_up(
    camlytics: CamlyticsHome, post: Post
) -> None:
    """Whoever knows the address can name channels: the next list of REST knows better."""
    for number in range(20):
        await post(message(camlytics, channel_id=f"{number:08}-0000-4000-8000-000000000000"))
    devices = dr.async_get(camlytics.hass)

    def known() -> int:
        return len(dr.async_entries_for_config_entry(devices, camlytics.entry.entry_id))

    await until(lambda: known() == 3)
    await camlytics.until_state("2", "sensor", "cameras_known")


# How it is sent.


async def test_who_sends_badly_harms_nobody_else(
    camlytics: CamlyticsHome, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    """Slow senders, endless bodies and strangers at once, while real events come."""
    url = URL(camlytics.webhook)
    assert url.host is not None
    before = remembered(camlytics)

    async def dribble() -> bytes:
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(
            f"POST {url.path} HTTP/1.1\r\nHost: home\r\nContent-Length: 5000\r\n\r\n".encode()
        )
        answer = asyncio.ensure_future(reader.readline())
        while not answer.done():
            writer.write(b" ")
            await asyncio.sleep(0.05)
        writer.close()
        return await answer

    async def pour() -> bytes:
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(
            f"POST {url.path} HTTP/1.1\r\nHost: home\r\nContent-Length: 10000000\r\n\r\n".encode()
        )
        answer = await reader.readline()
        writer.close()
        return answer

    async with asyncio.timeout(PATIENCE):
        attacks = asyncio.gather(*(dribble() for _ in range(20)), *(pour() for _ in range(10)))
        session = async_get_clientsession(camlytics.hass)
        async with session.get(camlytics.webhook) as answer:
            assert answer.status == HTTPStatus.METHOD_NOT_ALLOWED
        async with session.put(camlytics.webhook, data=b"{}") as answer:
            assert answer.status == HTTPStatus.METHOD_NOT_ALLOWED
        strangers = str(URL(camlytics.webhook).with_path("/api/webhook/" + "f" * 64))
        async with session.post(strangers, json=message(camlytics)) as answer:
            assert answer.status == HTTPStatus.OK
        await post(b"[" * 200_000)
        assert remembered(camlytics) == before

        slowest = 0.0
        for number in range(1, 11):
            begun = time.perf_counter()
            assert await post(message(camlytics, object_id=number)) == HTTPStatus.OK
            slowest = max(slowest, time.perf_counter() - begun)
        assert slowest < 1.0
        await camlytics.until_count(10)
        lines = await attacks
    assert {line.split(b" ")[1] for line in lines} == {b"408", b"413"}
    ours = [record for record in caplog.records if "camhub" in record.name]
    assert len([record for record in ours if record.levelno >= logging.WARNING]) == 1


async def test_who_is_outside_the_network_is_not_heard(
    camlytics: CamlyticsHome, post: Post
) -> None:
    abroad = ip_address("198.51.100.7")
    before = remembered(camlytics)
    with patch("homeassistant.components.webhook.ip_address", return_value=abroad):
        await post(message(camlytics))
    assert remembered(camlytics) == before
    await camlytics.wish(local_only=False)
    with patch("homeassistant.components.webhook.ip_address", return_value=abroad):
        assert await post(message(camlytics)) == HTTPStatus.OK
    await camlytics.until_count(1)


async def test_a_receiver_is_quick(camlytics: CamlyticsHome) -> None:
    camlytics.call()
    for number in range(200):
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter", object_id=number)
    await camlytics.app.delivered()
    assert {sent.status for sent in camlytics.app.posts} == {HTTPStatus.OK}
    await camlytics.until_count(200)


# Setting it up.


async def test_the_form_waits_until_the_application_has_called(
    hass: HomeAssistant,
    app: CamlyticsSimulator,
    quick_app: None,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    caller = await hass_client_no_auth()
    flow = hass.config_entries.flow
    shown = await asked(hass, "127.0.0.1", app.port)
    assert shown["description_placeholders"] is not None
    address = shown["description_placeholders"]["address"]
    app.set_webhook(str(caller.make_url(address[address.index("/api/") :])))
    shown = await flow.async_configure(shown["flow_id"], {"next_step_id": "webhook_wait"})
    assert shown["type"] is FlowResultType.SHOW_PROGRESS

    app.set_fault("bad_webhook", "garbage")
    app.raise_event("TripwireCrossed", 0, "Enter")
    await app.posted(1)
    assert [step["step_id"] for step in flow.async_progress()] == ["webhook_wait"]
    app.clear_fault("bad_webhook")
    app.raise_event("TripwireCrossed", 0, "Enter")
    await app.posted(2)
    await until(lambda: flow.async_progress()[0]["step_id"] == "webhook_called")
    done = await flow.async_configure(shown["flow_id"])
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    entry = done["result"]
    assert entry.state is ConfigEntryState.LOADED
    heard = Heard(hass)
    app.raise_event("TripwireCrossed", 0, "Enter")
    await until(lambda: len(heard.told) == 1)
    await hass.config_entries.async_unload(entry.entry_id)
