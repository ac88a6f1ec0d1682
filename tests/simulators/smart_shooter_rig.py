"""A simulated rig with a client that already listens to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from simulators.smart_shooter import SmartShooter
from tests.simulators.smart_shooter_client import Client, Message

ENVELOPE = ["msg_type", "msg_id", "msg_seq_num", "msg_user_id", "msg_result"]
ALL: Message = {"CameraSelection": "All"}


@asynccontextmanager
async def rig_and_client(**arguments: Any) -> AsyncIterator[tuple[SmartShooter, Client]]:
    v3 = arguments.get("vintage") == "v3"
    async with (
        SmartShooter(**{"latency": 0.001, "jitter": 0.001} | arguments) as rig,
        Client(rig.publisher_url, rig.server_url, v3=v3) as client,
    ):
        await client.listening()
        yield rig, client


def single(rig: SmartShooter, position: int = 0) -> Message:
    return {"CameraSelection": "Single", "CameraKey": rig.keys[position]}


def accepted(reply: Message) -> bool:
    return bool(reply.get("msg_result", reply.get("Result")))
