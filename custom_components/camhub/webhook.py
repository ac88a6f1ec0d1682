"""The address that a system calls by itself: who hears the calls, and what they are answered."""

import asyncio
import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from aiohttp.hdrs import CONTENT_LENGTH, METH_POST
from aiohttp.web import Request, RequestPayloadError, Response
from homeassistant.components import webhook
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .link.errors import LinkError

_LOGGER = logging.getLogger(__name__)

LARGEST = 256 * 1024
"""Bytes of the longest call that is read; the longest that any system is known to send has a few thousand."""

DEADLINE = 3.0
"""Seconds that a sender may take for all of its call: those that are known give up after five."""

QUIET = 60.0
"""Seconds from one warning about calls that make no sense to the next."""

_PART = 16 * 1024

_LINES: HassKey[dict[str, _Line]] = HassKey(f"{DOMAIN}_webhooks")

type Receive = Callable[[bytes], object]


@callback
def listen(
    hass: HomeAssistant, webhook_id: str, name: str, receive: Receive, *, local_only: bool
) -> CALLBACK_TYPE:
    """Have the body of each call handed to `receive` until the returned callback is called.

    `receive` raises a `LinkError` where the call is nothing that the system sends: whoever sent
    it is answered so. Several may listen at one address; it takes calls from outside the local
    network where one of them does. `name` is how the log calls it.
    """
    lines = hass.data.setdefault(_LINES, {})
    line = lines.setdefault(webhook_id, _Line(hass, webhook_id, name))
    listener = receive, local_only
    line.add(listener)

    @callback
    def stop() -> None:
        if line.remove(listener):
            del lines[webhook_id]

    return stop


class _Refused(Exception):
    """A call is not taken; `status` is what its sender is answered."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


type _Listener = tuple[Receive, bool]


class _Line:
    """One address, as long as anybody listens at it."""

    def __init__(self, hass: HomeAssistant, webhook_id: str, name: str) -> None:
        """Take the address; nobody listens yet."""
        self._hass = hass
        self._webhook_id = webhook_id
        self._name = name
        self._listeners: list[_Listener] = []
        self._quiet_until = 0.0

    def add(self, listener: _Listener) -> None:
        self._listeners.append(listener)
        self._register()

    def remove(self, listener: _Listener) -> bool:
        """Return whether that was the last one; one that is not there any more is none."""
        if listener not in self._listeners:
            return False
        self._listeners.remove(listener)
        self._register()
        return not self._listeners

    def _register(self) -> None:
        webhook.async_unregister(self._hass, self._webhook_id)
        if self._listeners:
            webhook.async_register(
                self._hass,
                DOMAIN,
                self._name,
                self._webhook_id,
                self._handle,
                local_only=all(local_only for _, local_only in self._listeners),
                allowed_methods=(METH_POST,),
            )

    async def _handle(self, _: HomeAssistant, __: str, request: Request) -> Response:
        """Answer a call; what goes wrong here would be told by Home Assistant with every one."""
        mistake: Exception | None = None
        try:
            body = await _read(request)
            for receive, _local_only in self._listeners:
                receive(body)
        except _Refused as refused:
            status = refused.status
        except LinkError:
            status = HTTPStatus.BAD_REQUEST
        except Exception as error:  # noqa: BLE001 (a mistake of ours: told, but not a thousand times)
            status = HTTPStatus.BAD_REQUEST
            mistake = error
        else:
            return Response(status=HTTPStatus.OK)
        self._complain(request, status, mistake)
        return Response(status=status)

    def _complain(self, request: Request, status: HTTPStatus, mistake: Exception | None) -> None:
        """Tell of a call that was refused, without what was in it, and seldom enough to be read."""
        now = time.monotonic()
        level = logging.WARNING if now >= self._quiet_until else logging.DEBUG
        if level is logging.WARNING:
            self._quiet_until = now + QUIET
        _LOGGER.log(
            level,
            "A call to the webhook of %s from %s is nothing that it sends (%s)",
            self._name,
            request.remote,
            status.phrase,
            exc_info=mistake,
        )


async def _read(request: Request) -> bytes:
    """Return the body of a call; one that is too long is not read on, nor waited for if too slow."""
    length = request.headers.get(CONTENT_LENGTH, "")
    if length.isdecimal() and int(length[:20]) > LARGEST:
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(DEADLINE):
            content = request.content
            while len(body) <= LARGEST and (part := await content.read(_PART)):
                body += part
    except TimeoutError:
        raise _Refused(HTTPStatus.REQUEST_TIMEOUT) from None
    except RequestPayloadError:
        raise _Refused(HTTPStatus.BAD_REQUEST) from None
    if len(body) > LARGEST:
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)
