"""The systems of the demo: what it needs to know of each, one row a system."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from demo import bandit, camlytics, smart_shooter, sony
from demo.api import Api
from demo.entries import Entry


@dataclass(frozen=True, slots=True)
class System[SimulatorT]:
    """One system; `SimulatorT` is what its simulator is once it listens.

    `simulator` opens one: whether things happen in it by themselves, and at which address, which is
    empty at first and then what `answers` was. `answers` is what is entered into the config flow,
    `options` into the options flow; `call` has a system that calls by itself call the address that
    the flow shows. `view` is the dashboard's view of it, `automation` the automation on its main
    event. `check` drives it through Home Assistant and returns what came of it as half a sentence,
    or raises Failed.
    """

    name: str
    title: str
    simulator: Callable[[bool, Mapping[str, Any]], AbstractAsyncContextManager[SimulatorT]]
    answers: Callable[[SimulatorT], Mapping[str, Any]]
    options: Mapping[str, Any]
    view: Callable[[Entry], Mapping[str, Any]]
    automation: Callable[[Entry], Mapping[str, Any]]
    check: Callable[[SimulatorT, Entry, Api], Awaitable[str]]
    call: Callable[[SimulatorT, str], Awaitable[None]] | None = None


SYSTEMS: tuple[System[Any], ...] = (
    System(
        name="smart_shooter",
        title="Smart Shooter",
        simulator=smart_shooter.simulator,
        answers=smart_shooter.answers,
        options=smart_shooter.OPTIONS,
        view=smart_shooter.view,
        automation=smart_shooter.automation,
        check=smart_shooter.check,
    ),
    System(
        name="sony",
        title="Sony",
        simulator=sony.simulator,
        answers=sony.answers,
        options=sony.OPTIONS,
        view=sony.view,
        automation=sony.automation,
        check=sony.check,
    ),
    System(
        name="bandit",
        title="TomTom Bandit",
        simulator=bandit.simulator,
        answers=bandit.answers,
        options=bandit.OPTIONS,
        view=bandit.view,
        automation=bandit.automation,
        check=bandit.check,
    ),
    System(
        name="camlytics",
        title="Camlytics",
        simulator=camlytics.simulator,
        answers=camlytics.answers,
        options=camlytics.OPTIONS,
        view=camlytics.view,
        automation=camlytics.automation,
        check=camlytics.check,
        call=camlytics.call,
    ),
)
