"""The request channel: reads one request at a time, carries it out, answers."""

import asyncio
import logging
from typing import Any

import orjson

from simulators.smart_shooter.app import App
from simulators.smart_shooter.catalogue import (
    CATALOGUE,
    AppRequest,
    CameraRequest,
    PhotoRequest,
    Row,
)
from simulators.smart_shooter.dialect import Fields
from simulators.smart_shooter.noise import spoil
from simulators.smart_shooter.publisher import ASKED_BY
from simulators.smart_shooter.selection import choose_photos, take_part
from simulators.smart_shooter.sockets import Endpoint
from simulators.smart_shooter.values import Refused

_LOGGER = logging.getLogger(__name__)
_REMEMBERED = 20_000


class Server:
    """Answers each request in turn; a reply held back holds up everybody, as with any REP socket."""

    def __init__(self, app: App, endpoint: Endpoint) -> None:
        """Serve `app` on `endpoint`."""
        self.requests: list[Fields] = []
        self.malformed: list[bytes] = []
        self._app = app
        self._endpoint = endpoint
        self._held: bytes | None = None
        endpoint.on_message = self.receive

    def receive(self, raw: bytes) -> None:
        """Take one request and answer it, as far as the faults let it.

        A mistake of the simulator's own is logged and answered too: a REP socket that did not answer once is dead.
        """
        faults, dialect = self._app.faults, self._app.dialect
        message = self._remember(raw)
        try:
            reply = self._reply(message, *self._result(message))
            data = dialect.encode(reply)
        except Exception:
            _LOGGER.exception("This request failed: %.200r", raw)
            reply = self._reply(message, False, {})
            data = dialect.encode(reply)
        if (kind := faults.value("bad_reply", str)) is not None:
            data = spoil(reply, data, kind)
        named = reply["msg_id"]
        if _strikes(faults.value("no_reply", object), named) or self._silent_end(named):
            self._held = data
        elif "late_reply" in faults:
            self._app.work.spawn(self._late(data, faults.number("late_reply")), "reply")
        else:
            self._endpoint.send(data)

    def resume(self) -> None:
        """Send the reply that was held back, as an application that was stuck and goes on."""
        data, self._held = self._held, None
        if data is not None:
            self._endpoint.send(data)

    def forget(self) -> None:
        """Drop the reply that was held back or is late: the socket it belongs to is gone."""
        self._held = None
        self._app.work.cancel("reply")

    def _remember(self, raw: bytes) -> Fields:
        """Return a request for all to see; what is no JSON object has no fields."""
        if (message := _parse(raw)) is None:
            self.malformed.append(raw)
            return {}
        if len(self.requests) >= _REMEMBERED:
            del self.requests[: _REMEMBERED // 2]
        self.requests.append(message)
        return message

    def _reply(self, message: Fields, result: bool, payload: Fields) -> Fields:
        """Return the reply to a message, with what its envelope names."""
        number = _whole(message.get("msg_seq_num", message.get("msg_ref_num")))
        user = _user(message) if self._app.assume.echo_user_id != "none" else 0
        return self._app.dialect.response(_name(message), number, user, result, payload)

    def _result(self, message: Fields) -> tuple[bool, Fields]:
        """Carry a request out; return whether it was accepted, and what the reply holds."""
        app, name = self._app, _name(message)
        row = self._row(name)
        if row is None or not _is_request(row, message):
            return app.assume.unknown_request == "true", {}
        if _strikes(app.faults.value("false_reply", object), name):
            return False, {}
        user = _user(message) if app.assume.echo_user_id == "events" else 0
        try:
            with ASKED_BY.set(user):
                return _carry_out(app, row, app.dialect.read(message))
        except Refused:
            return False, {}

    def _row(self, name: str) -> Row | None:
        """Return the catalogue's row of a message name on the wire, if this application has it."""
        dialect = self._app.dialect
        if dialect.v3:
            row = CATALOGUE.get(name.removesuffix("Msg")) if name.endswith("Msg") else None
            return row if row is not None and row.v3 else None
        row = CATALOGUE.get(name)
        if row is None or (row.handler is CATALOGUE["Format"].handler and not self._formats(name)):
            return None
        in_version = row.since <= dialect.version < row.until
        return row if in_version or not self._app.assume.version_gate else None

    def _formats(self, name: str) -> bool:
        return self._app.assume.format_names in ("both", name)

    def _silent_end(self, name: str) -> bool:
        return name == "Shutdown" and not self._app.assume.shutdown_replies

    async def _late(self, data: bytes, delay: float) -> None:
        await asyncio.sleep(delay)
        self._endpoint.send(data)


def _carry_out(app: App, row: Row, message: Fields) -> tuple[bool, Fields]:
    match row:
        case CameraRequest():
            cameras, result = take_part(app, row, message)
            return result, row.handler(app, cameras, message) or {}
        case PhotoRequest():
            photos, result = choose_photos(app, message)
            return result, row.handler(app, photos, message) or {}
        case AppRequest():
            return True, row.handler(app, message) or {}


def _parse(raw: bytes) -> Fields | None:
    try:
        message: Any = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return message if isinstance(message, dict) else None


def _is_request(row: Row, message: Fields) -> bool:
    """Tell whether the type is right; version 3's script relays text as an event (Smart Shooter notes, 5.2)."""
    return message.get("msg_type") == "Request" or (
        row.name == "RelayCustomText" and message.get("msg_type") == "Event"
    )


def _name(message: Fields) -> str:
    return name if isinstance(name := message.get("msg_id"), str) else ""


def _user(message: Fields) -> int:
    return _whole(message.get("msg_user_id"))


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _strikes(target: object, name: str) -> bool:
    """Tell whether a fault that may name one message is on for this one."""
    return target is not None and target in ("", True, name)
