"""What a system sends by itself to Home Assistant: whose calls are heard, and what others are answered."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from unittest.mock import patch

import pytest
from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Field, FieldKind
from custom_components.camhub.webhook import LARGEST
from tests.home import PATIENCE, until
from tests.installation import CHANNEL, WEBHOOK_ID, House, Installation, house, protocol_of

type Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]

type Caller = TestClient[Any, Any]

PATH = f"/api/webhook/{WEBHOOK_ID}"

CROSSED = {"channel": CHANNEL, "kind": "line_crossed"}

ABROAD = ip_address("198.51.100.7")

OPTION = Field("local_only", FieldKind.BOOLEAN, default=True)


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Make a further system that calls a webhook."""
    installation = Installation()
    protocol = protocol_of(installation, options=(OPTION,))
    monkeypatch.setitem(PROTOCOLS, "installation", protocol)
    return installation


@pytest.fixture
def options() -> dict[str, Any]:
    """The entry's options."""
    return {}


@pytest.fixture
async def home(
    hass: HomeAssistant, installation: Installation, options: dict[str, Any]
) -> AsyncIterator[House]:
    """Set it up in Home Assistant."""
    async with house(hass, installation, options=options) as home:
        yield home


@pytest.fixture
async def caller(home: House, hass_client_no_auth: ClientSessionGenerator) -> Caller:
    """Reach Home Assistant as anybody in its network does."""
    return await hass_client_no_auth()


def told(home: House) -> str:
    """Return when something was last told of the channel."""
    return home.state("event", "analytics", 0).state


def complaints(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return what a user reads in the log of calls that were refused."""
    return [
        record
        for record in caplog.records
        if record.levelno >= logging.WARNING and "webhook" in record.message
    ]


async def test_a_call_is_heard_as_soon_as_it_is_answered(home: House, caller: Caller) -> None:
    answer = await caller.post(PATH, json=CROSSED)

    assert answer.status == HTTPStatus.OK
    state = home.state("event", "analytics", 0)
    assert state.attributes["event_type"] == "line_crossed"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps(CROSSED | {"kind": 7}).encode(),
        json.dumps(CROSSED | {"kind": "nothing_known"}).encode(),
    ],
    ids=["empty", "null", "list", "cut", "no_text", "deep", "wrong_type", "unknown"],
)
async def test_what_no_system_sends_is_refused_and_leaves_nothing_behind(
    home: House, caller: Caller, body: bytes
) -> None:
    answer = await caller.post(PATH, data=body)

    assert answer.status == HTTPStatus.BAD_REQUEST
    assert await answer.text() == ""
    assert told(home) == STATE_UNKNOWN


async def test_the_log_tells_of_strangers_once_a_minute_and_never_what_they_sent(
    home: House,
    caller: Caller,
    caplog: pytest.LogCaptureFixture,
    freezer: FrozenDateTimeFactory,
) -> None:
    for _ in range(20):
        await caller.post(PATH, data=b'{"secret": "opensesame"}')
    assert len(complaints(caplog)) == 1
    (told_once,) = complaints(caplog)
    assert "Gate house" in told_once.message
    assert "127.0.0.1" in told_once.message

    freezer.tick(59)
    await caller.post(PATH, data=b"{}")
    assert len(complaints(caplog)) == 1
    freezer.tick(2)
    for _ in range(20):
        await caller.post(PATH, data=b"{}")
    assert len(complaints(caplog)) == 2
    assert "opensesame" not in caplog.text
    ours = [record.message for record in caplog.records if "camhub" in record.name]
    assert not any(WEBHOOK_ID in message for message in ours)


async def test_a_mistake_of_ours_is_told_and_does_not_flood_the_log(
    home: House,
    caller: Caller,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(body: bytes) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr(home.installation, "receive", stumble)

    for _ in range(5):
        answer = await caller.post(PATH, json=CROSSED)
        assert answer.status == HTTPStatus.BAD_REQUEST

    (told_once,) = complaints(caplog)
    assert told_once.exc_info is not None
    assert told_once.exc_info[0] is ZeroDivisionError


async def test_a_call_may_be_as_long_as_the_limit(home: House, caller: Caller) -> None:
    body = json.dumps(CROSSED).encode()

    answer = await caller.post(PATH, data=body + b" " * (LARGEST - len(body)))

    assert answer.status == HTTPStatus.OK
    assert told(home) != STATE_UNKNOWN


async def test_a_long_call_is_refused_before_it_is_read(
    home: House, caller: Caller, socket_enabled: None
) -> None:
    """Ten megabytes are announced, and not one byte of them is sent: the answer comes all the same."""
    async with line(caller, b"Content-Length: 10000000\r\n\r\n") as (reader, _):
        assert (await answered(reader)).startswith(b"HTTP/1.1 413")
    assert told(home) == STATE_UNKNOWN


async def test_a_long_call_that_does_not_say_so_is_not_read_on(
    home: House, caller: Caller, socket_enabled: None
) -> None:
    """It goes on for ever, and is answered as soon as it is too long."""
    async with line(caller, b"Transfer-Encoding: chunked\r\n\r\n") as (reader, writer):
        writer.write(b"%x\r\n" % (LARGEST + 1) + b" " * (LARGEST + 1) + b"\r\n")

        assert (await answered(reader)).startswith(b"HTTP/1.1 413")


async def test_what_is_packed_counts_as_it_is_unpacked(home: House, caller: Caller) -> None:
    packed = {"Content-Encoding": "gzip"}

    body = gzip.compress(json.dumps(CROSSED).encode())
    assert (await caller.post(PATH, data=body, headers=packed)).status == HTTPStatus.OK
    body = gzip.compress(b" " * 10_000_000)
    assert len(body) < LARGEST
    answer = await caller.post(PATH, data=body, headers=packed)
    assert answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@asynccontextmanager
async def line(caller: Caller, begin: bytes) -> AsyncIterator[Line]:
    """Make a call byte for byte, from behind its first lines on."""
    reader, writer = await asyncio.open_connection(caller.host, caller.port)
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: home\r\n".encode() + begin)
    yield reader, writer
    writer.close()


async def answered(reader: asyncio.StreamReader) -> bytes:
    """Return the first line of the answer."""
    async with asyncio.timeout(PATIENCE):
        return await reader.readuntil(b"\r\n")


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
async def test_what_cannot_be_unpacked_is_refused(
    home: House, caller: Caller, packing: str
) -> None:
    answer = await caller.post(PATH, data=b"nothing", headers={"Content-Encoding": packing})

    assert answer.status == HTTPStatus.BAD_REQUEST


async def test_a_call_that_breaks_off_in_disorder_is_refused(
    home: House, caller: Caller, socket_enabled: None, caplog: pytest.LogCaptureFixture
) -> None:
    async with line(caller, b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n") as (reader, writer):
        await until(lambda: "Handling webhook POST" in caplog.text)
        writer.write(b"nothing\r\n")

        assert (await answered(reader)).startswith(b"HTTP/1.1 4")
    assert complaints(caplog)[0].exc_info is None


async def test_a_slow_sender_is_not_waited_for(
    home: House, caller: Caller, socket_enabled: None
) -> None:
    before = asyncio.get_running_loop().time()
    async with line(caller, b'Content-Length: 100\r\n\r\n{"channel') as (reader, _):
        # Nobody else waits for it.
        assert (await caller.post(PATH, json=CROSSED)).status == HTTPStatus.OK
        assert (await answered(reader)).startswith(b"HTTP/1.1 408")

    # Camlytics itself gives up after five.
    assert 2 < asyncio.get_running_loop().time() - before < 5


async def test_a_sender_that_hangs_up_leaves_nothing_behind(
    home: House, caller: Caller, socket_enabled: None, caplog: pytest.LogCaptureFixture
) -> None:
    async with line(caller, b"Content-Length: 100\r\n\r\n{"):
        await until(lambda: "Handling webhook POST" in caplog.text)

    await until(lambda: "premature client disconnection" in caplog.text)
    assert complaints(caplog) == []
    assert told(home) == STATE_UNKNOWN


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
async def test_it_is_called_by_post_alone(home: House, caller: Caller, method: str) -> None:
    answer = await caller.request(method, PATH, json=CROSSED)

    # Home Assistant lets anybody look whether there is an address.
    allowed = HTTPStatus.OK if method == "HEAD" else HTTPStatus.METHOD_NOT_ALLOWED
    assert answer.status == allowed
    assert told(home) == STATE_UNKNOWN


async def test_a_call_from_outside_the_local_network_is_not_heard(
    home: House, caller: Caller
) -> None:
    with patch("homeassistant.components.webhook.ip_address", return_value=ABROAD):
        await caller.post(PATH, json=CROSSED)

    assert told(home) == STATE_UNKNOWN


async def test_calls_from_anywhere_are_heard_as_soon_as_the_user_says_so(
    hass: HomeAssistant, home: House, caller: Caller
) -> None:
    shown = await hass.config_entries.options.async_init(home.entry.entry_id)
    await hass.config_entries.options.async_configure(shown["flow_id"], {"local_only": False})
    await hass.async_block_till_done()

    with patch("homeassistant.components.webhook.ip_address", return_value=ABROAD):
        await caller.post(PATH, json=CROSSED)

    assert home.state("event", "analytics", 0).attributes["event_type"] == "line_crossed"


async def test_an_entry_that_is_not_loaded_hears_nothing(
    hass: HomeAssistant, home: House, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []
    monkeypatch.setattr(home.installation, "receive", heard.append)
    await hass.config_entries.async_unload(home.entry.entry_id)
    await caller.post(PATH, json=CROSSED)
    assert heard == []

    await hass.config_entries.async_setup(home.entry.entry_id)
    assert home.entry.state is ConfigEntryState.LOADED
    await caller.post(PATH, json=CROSSED)
    assert len(heard) == 1


async def test_nothing_is_heard_once_home_assistant_stops(
    hass: HomeAssistant, home: House, caller: Caller
) -> None:
    """What comes after the last save would be told twice: now and after the restart."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()

    await caller.post(PATH, json=CROSSED)

    assert told(home) == STATE_UNKNOWN


async def test_home_assistant_itself_can_hand_a_call_on(
    hass: HomeAssistant, home: House, hass_ws_client: WebSocketGenerator
) -> None:
    """So calls come by Home Assistant Cloud, where the user lets them in."""
    socket = await hass_ws_client(hass)
    for body, status in ((json.dumps(CROSSED), HTTPStatus.OK), ("{}", HTTPStatus.BAD_REQUEST)):
        await socket.send_json_auto_id(
            {
                "type": "webhook/handle",
                "webhook_id": WEBHOOK_ID,
                "method": "POST",
                "body": body,
                "headers": {"Content-Length": "²"},
            }
        )
        assert (await socket.receive_json())["result"]["status"] == status

    assert home.state("event", "analytics", 0).attributes["event_type"] == "line_crossed"
