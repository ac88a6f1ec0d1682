"""A camera that answers what a test has written down, for what the simulated one would never do."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

import orjson

from custom_components.camhub.link.errors import LinkError
from custom_components.camhub.protocols.sony.rpc import Rpc
from custom_components.camhub.protocols.sony.web import Web

URL = "http://camera/sony"

type Answer = list[Any] | int | bytes | LinkError | Callable[["Call"], "Answer"]
"""A result, an error's code, a body as it is, what goes wrong on the way, or what tells one of these."""


@dataclass(frozen=True, slots=True)
class Call:
    """What the camera was asked."""

    url: str
    method: str
    params: list[Any]
    version: str


def _no_http() -> Any:
    raise NotImplementedError


class Script(Web):
    """Answers calls by their method; what is not written down is no method."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        super().__init__(_no_http, "camera")
        self.answers = dict(answers)
        self.calls: list[Call] = []

    @override
    async def post(self, url: str, body: bytes, limit: int, deadline: float) -> tuple[int, bytes]:
        # An answer takes its way: whoever asks without a pause must not keep all others from their turn.
        await asyncio.sleep(0)
        asked = orjson.loads(body)
        call = Call(url, asked["method"], asked["params"], asked["version"])
        self.calls.append(call)
        answer = self.answers.get(call.method, 12)
        while callable(answer):
            answer = answer(call)
        match answer:
            case LinkError():
                raise answer
            case bytes():
                return 200, answer
            case int():
                status = answer if 400 <= answer < 600 else 200
                return status, orjson.dumps({"error": [answer, call.method], "id": asked["id"]})
        return 200, orjson.dumps({"result": answer, "id": asked["id"]})

    def asked(self, method: str) -> list[list[Any]]:
        """Return the parameters of each call of a method, in order."""
        return [call.params for call in self.calls if call.method == method]

    @property
    def order(self) -> list[str]:
        """The methods in the order in which they were called."""
        return [call.method for call in self.calls]


def scripted(answers: Mapping[str, Answer], *services: str) -> tuple[Rpc, Script]:
    """Return who calls such a camera, and the camera."""
    script = Script(answers)
    names = services or ("camera", "system", "avContent", "accessControl")
    return Rpc(script, {name: f"{URL}/{name}" for name in names}), script
