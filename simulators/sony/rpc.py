"""The JSON-RPC envelope: a request is read, checked against its method's types, carried out, and answered."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from simulators.aiming import aimed_value
from simulators.sony import contents, services
from simulators.sony.availability import may_call
from simulators.sony.body import NOT_READY
from simulators.sony.calls import HANDLERS, Camera, Handler, set_or_get
from simulators.sony.errors import HTTP_ERRORS, TEXTS, Code, RpcError
from simulators.sony.events import LENGTHS, TYPES
from simulators.sony.faults import befalls, vanishes
from simulators.sony.methods import ACCESS, COMMON, GUIDE, SYSTEM
from simulators.sony.profile import Family
from simulators.sony.setting import Signature
from simulators.sony.settings import BY_METHOD

PLURAL = frozenset({"getMethodTypes", "getServiceProtocols"})
"""Methods whose answer is called `results`."""


class Asked(NamedTuple):
    """One call as it came."""

    service: str
    method: str
    version: str
    params: list[Any]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a service: versions with their signatures, and what carries it out.

    A `lenient` one takes objects whose members are missing or null.
    """

    versions: Mapping[str, Signature]
    handler: Handler
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: HTTP status and body, and what it answers."""

    status: int
    body: bytes
    method: str = ""
    poll: bool = False


def polls(asked: Asked) -> bool:
    """Tell whether a call is one that is answered when something happens."""
    match asked:
        case Asked("camera", "getEvent", _, [True]):
            return True
        case Asked("avContent", "requestToNotifyStreamingStatus", _, [{"polling": True}]):
            return True
    return False


def is_poll(service: str, data: bytes) -> bool:
    """Tell the same of a request that was not carried out yet."""
    try:
        return polls(_read(service, data)[1])
    except RpcError:
        return False


class Rpc:
    """The services of one camera."""

    def __init__(self, camera: Camera) -> None:
        """Build the services that the camera's profile has."""
        self._camera = camera
        self.requests: list[Asked] = []
        self.overlaps = 0
        self._running = 0
        self._turn = asyncio.Lock()
        makers: dict[str, Callable[[], dict[str, Method]]] = {
            "camera": self._camera_methods,
            "guide": lambda: _methods(GUIDE),
            "accessControl": lambda: _methods(ACCESS),
            "system": lambda: _methods(SYSTEM),
            "avContent": _content_methods,
        }
        self.services: dict[str, dict[str, Method]] = {}
        for name in camera.body.profile.services:
            methods = makers[name]()
            self.services[name] = methods
            self._describe(name, methods)

    async def answer(self, service: str, data: bytes) -> Reply:
        """Carry out a request to a service and return the reply."""
        identity: int | None = None
        asked = Asked(service, "", "", [])
        try:
            identity, asked = _read(service, data)
            self.requests.append(asked)
            reply = self._success(identity, asked.method, await self._call(asked))
        except RpcError as error:
            reply = self._failure(identity, asked.method, error)
        return replace(reply, method=asked.method, poll=polls(asked))

    async def _call(self, asked: Asked) -> list[Any]:
        faults = self._camera.body.faults
        await asyncio.sleep(faults.number("slow"))
        poll = polls(asked)
        if befalls(faults, "hang", asked.method, poll=poll):
            await asyncio.Event().wait()
        if vanishes(faults, "poll" if poll else asked.method):
            await self._camera.body.pace.wait("setting")
            await self._camera.body.vanish()
        self._fail("poll" if poll else asked.method, asked.method)
        method = self._find(asked)
        if poll:
            return await method.handler(self._camera, asked.version, asked.params)
        self._running += 1
        try:
            if self._running > 1:
                self.overlaps += 1
                if self._camera.body.assume.parallel_calls == "hang":
                    await asyncio.Event().wait()
            if self._camera.body.assume.parallel_calls == "queue":
                async with self._turn:
                    return await method.handler(self._camera, asked.version, asked.params)
            return await method.handler(self._camera, asked.version, asked.params)
        finally:
            self._running -= 1

    def _find(self, asked: Asked) -> Method:
        """Return the method, or raise what the camera answers where it cannot be called so."""
        body = self._camera.body
        if (method := self.services[asked.service].get(asked.method)) is None:
            raise RpcError(Code.NO_SUCH_METHOD, asked.method)
        if (signature := method.versions.get(asked.version)) is None:
            raise RpcError(Code.UNSUPPORTED_VERSION)
        if asked.service == "camera" and not may_call(body, asked.method):
            waits = body.rec_mode and body.status == NOT_READY
            raise RpcError(Code.NOT_READY if waits else Code.ANY)
        if asked.service == "camera" and self._is_locked(asked.method):
            raise RpcError(Code.FORBIDDEN, asked.method)
        if not _fits(signature[0], asked.params, lenient=method.lenient):
            raise RpcError(Code.ILLEGAL_ARGUMENT)
        return method

    def _is_locked(self, method: str) -> bool:
        body = self._camera.body
        match body.assume.locked:
            case "model":
                locked = method in body.profile.locked
            case "yes":
                locked = method.startswith(("set", "act", "start"))
            case _:
                locked = False
        return locked and method not in body.unlocked

    def _fail(self, *names: str) -> None:
        """Raise the error that a fault asks for."""
        faults = self._camera.body.faults
        code = aimed_value(faults, "error", int, lambda only: only in ("", *names))
        if code is not None:
            raise RpcError(code)

    # Replies.

    def _success(self, identity: int, method: str, result: list[Any]) -> Reply:
        name = "results" if method in PLURAL else "result"
        return Reply(200, self._write({name: result, "id": identity}))

    def _failure(self, identity: int | None, method: str, error: RpcError) -> Reply:
        built_in = self._camera.body.profile.family is Family.BUILT_IN
        text = error.text or (method if built_in else TEXTS.get(error.code, "Any"))
        reply: dict[str, Any] = {"error": [int(error.code), text]}
        if identity is not None:
            reply["id"] = identity
        status = 200
        if HTTP_ERRORS[0] <= error.code <= HTTP_ERRORS[1]:
            as_status = error.code != Code.INTERNAL or self._camera.body.assume.status_500
            status = int(error.code) if as_status else 200
        return Reply(status, self._write(reply))

    def _write(self, reply: dict[str, Any]) -> bytes:
        if self._camera.body.profile.identity_first:
            return json.dumps(
                dict(sorted(reply.items(), key=lambda item: item[0] != "id")), separators=(",", ":")
            ).encode()
        return json.dumps(reply, separators=(",", ":")).replace("/", "\\/").encode()

    # Services.

    def _camera_methods(self) -> dict[str, Method]:
        profile = self._camera.body.profile
        methods: dict[str, Method] = {}
        for name, signature in profile.methods.items():
            if name in COMMON:
                continue
            if name == "getEvent":
                versions = {version: _event_signature(version) for version in profile.events}
                methods[name] = Method(versions, HANDLERS[name])
            else:
                handler = HANDLERS.get(name) or set_or_get(BY_METHOD[name])
                methods[name] = Method({"1.0": signature}, handler)
        return methods

    def _describe(self, service: str, methods: dict[str, Method]) -> None:
        """Add getVersions and getMethodTypes, which tell the service's own table."""
        if service == "camera" and "getVersions" not in self._camera.body.profile.methods:
            return

        async def versions(camera: Camera, version: str, params: list[Any]) -> list[Any]:
            return [sorted({name for method in methods.values() for name in method.versions})]

        async def types(camera: Camera, version: str, params: list[Any]) -> list[Any]:
            return [
                [name, list(signature[0]), list(signature[1]), known]
                for name, method in methods.items()
                for known, signature in method.versions.items()
                if params[0] in ("", known)
            ]

        methods["getMethodTypes"] = Method({"1.0": COMMON["getMethodTypes"]}, types)
        methods["getVersions"] = Method({"1.0": COMMON["getVersions"]}, versions)


def _methods(signatures: Mapping[str, Signature]) -> dict[str, Method]:
    return {
        name: Method({"1.0": signature}, services.HANDLERS[name])
        for name, signature in signatures.items()
    }


def _content_methods() -> dict[str, Method]:
    return {
        name: Method({version: signature}, contents.HANDLERS[name], lenient=True)
        for name, (version, signature) in contents.SIGNATURES.items()
    }


def _event_signature(version: str) -> Signature:
    return ("bool",), TYPES[: LENGTHS[version]]


def _read(service: str, data: bytes) -> tuple[int, Asked]:
    try:
        request = json.loads(data)
    except ValueError:
        raise RpcError(Code.ILLEGAL_REQUEST) from None
    match request:
        case {
            "method": str(method),
            "params": list(params),
            "id": int(identity),
            "version": str(version),
        } if 1 <= identity < 2**31 and not isinstance(identity, bool):
            return identity, Asked(service, method, version, params)
    raise RpcError(Code.ILLEGAL_REQUEST)


_KINDS: Mapping[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "double": (int, float),
    "string": (str,),
}


def _fits(types: tuple[str, ...], params: list[Any], *, lenient: bool) -> bool:
    return len(types) == len(params) and all(
        _is(kind, param, lenient) for kind, param in zip(types, params, strict=True)
    )


def _is(kind: str, value: Any, lenient: bool) -> bool:
    if kind.startswith("{"):
        return isinstance(value, dict) and all(
            (lenient and value.get(name) is None)
            or (name in value and _is(member, value[name], lenient))
            for name, member in json.loads(kind).items()
        )
    if kind.endswith("*"):
        return isinstance(value, list) and all(_is(kind[:-1], item, lenient) for item in value)
    if isinstance(value, bool):
        return kind == "bool"
    return isinstance(value, _KINDS[kind])
