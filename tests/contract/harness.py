"""What the contract needs of each system: a simulator, and how to point at something else."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from custom_components.camhub.model.vocabulary import Verb
from custom_components.camhub.protocols.bandit import connection as bandit_connection
from custom_components.camhub.protocols.bandit import live as bandit_live
from custom_components.camhub.protocols.bandit import operator as bandit_operator
from custom_components.camhub.protocols.bandit import rest as bandit_rest
from custom_components.camhub.protocols.camlytics import rest, tail
from custom_components.camhub.protocols.smart_shooter import client, transport
from custom_components.camhub.protocols.sony import bringup, connection, rpc
from simulators.bandit import BanditCamera
from simulators.camlytics import CamlyticsSimulator
from simulators.smart_shooter import SmartShooter
from simulators.sony import SonyCamera


@dataclass(frozen=True)
class Simulated:
    """A running simulator of a system.

    `config` is what a user would enter; `stir` lets something happen that is
    told as an event; `kill` takes the system away.
    """

    config: Mapping[str, Any]
    stir: Callable[[], object]
    kill: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Harness:
    """How to try a system: `elsewhere` points its whole address at a host and a port.

    `lacks` are verbs of the system that the simulated model cannot carry out.
    """

    simulate: Callable[[], AbstractAsyncContextManager[Simulated]]
    elsewhere: Callable[[str, int], Mapping[str, Any]]
    hasten: Callable[[pytest.MonkeyPatch], None]
    lacks: frozenset[Verb] = frozenset()


@asynccontextmanager
async def _smart_shooter() -> AsyncIterator[Simulated]:
    async with SmartShooter(cameras=3, latency=0.001, jitter=0.001) as rig:
        publisher_port, request_port = rig.ports
        yield Simulated(
            config={
                "host": "127.0.0.1",
                "publisher_port": publisher_port,
                "request_port": request_port,
            },
            stir=lambda: rig.press_shutter(rig.keys[0]),
            kill=lambda: rig.set_fault("kill"),
        )


def _hasten_smart_shooter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (
        ("LIVENESS", 0.1),
        ("ANSWER", 0.4),
        ("SNAPSHOT", 0.6),
        ("SETTLE", 0.03),
        ("FAREWELL", 0.4),
    ):
        monkeypatch.setattr(client, name, seconds)
    monkeypatch.setattr(transport, "GREETING", 0.15)


@asynccontextmanager
async def _sony() -> AsyncIterator[Simulated]:
    async with SonyCamera("ILCE-6000", delays=0.0) as camera:
        yield Simulated(
            config={"host": "127.0.0.1", "port": camera.port},
            stir=lambda: camera.set_battery(1, 4, "batteryNearEnd"),
            kill=camera.stop,
        )


def _hasten_sony(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, seconds in (
        (rpc, "ANSWER", 2.0),
        (bringup, "STEP", 0.05),
        (bringup, "PATIENCE", 0.5),
        (bringup, "REC_MODE", 2.0),
        (connection, "LIVENESS", 0.2),
        (connection, "FAREWELL", 0.4),
    ):
        monkeypatch.setattr(module, name, seconds)


@asynccontextmanager
async def _camlytics() -> AsyncIterator[Simulated]:
    async with CamlyticsSimulator() as app:
        app.raise_event("TripwireCrossed", 0, "Enter")
        app.raise_event("TripwireCrossed", 0, "Exit")
        yield Simulated(
            config={"host": "127.0.0.1", "port": app.port},
            stir=lambda: app.raise_event("TripwireCrossed", 0, "Enter"),
            kill=app.stop,
        )


def _hasten_camlytics(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, seconds in (
        (tail, "POLL", 1),
        (tail, "PAUSE", 0.05),
        (rest, "ANSWER", 2.0),
        (rest, "GRACE", 2.0),
    ):
        monkeypatch.setattr(module, name, seconds)


@asynccontextmanager
async def _bandit() -> AsyncIterator[Simulated]:
    async with BanditCamera(delays=0.0, videos=1, photos=1) as camera:
        yield Simulated(
            config={"host": "127.0.0.1", "port": camera.port, "serial": camera.serial},
            stir=camera.take_photo,
            kill=camera.vanish,
        )


def _hasten_bandit(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, seconds in (
        (bandit_connection, "ROUND", 0.2),
        (bandit_connection, "BUSY_ROUND", 0.1),
        (bandit_connection, "ANSWER", 0.5),
        (bandit_connection, "FAREWELL", 0.4),
        (bandit_live, "SETTLE", 0.02),
        (bandit_operator, "SHOT", 0.5),
        (bandit_operator, "START", 0.5),
        (bandit_rest, "ANSWER", 2.0),
    ):
        monkeypatch.setattr(module, name, seconds)


HARNESSES: dict[str, Harness] = {
    "bandit": Harness(
        simulate=_bandit,
        elsewhere=lambda host, port: {"host": host, "port": port},
        hasten=_hasten_bandit,
    ),
    "camlytics": Harness(
        simulate=_camlytics,
        elsewhere=lambda host, port: {"host": host, "port": port},
        hasten=_hasten_camlytics,
    ),
    "smart_shooter": Harness(
        simulate=_smart_shooter,
        elsewhere=lambda host, port: {
            "host": host,
            "publisher_port": port,
            "request_port": port,
        },
        hasten=_hasten_smart_shooter,
    ),
    "sony": Harness(
        simulate=_sony,
        elsewhere=lambda host, port: {"host": host, "port": port},
        hasten=_hasten_sony,
        lacks=frozenset(
            {
                Verb.MEASURE_WHITE_BALANCE,
                Verb.SET_CLOCK,
                Verb.START_SERIES,
                Verb.STOP_SERIES,
                Verb.TRACK_FOCUS,
            }
        ),
    ),
}
"""The systems by name, as the registry has them."""
