"""What a profile says of a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from simulators.sony.methods import BASE, GROUPS
from simulators.sony.setting import Choice, Signature
from simulators.sony.settings import SETTINGS


class Family(StrEnum):
    """Where a body has its API: bodies with a remote control application, or lens-style and action cameras."""

    APPLICATION = "8080"
    BUILT_IN = "10000"


class Description(StrEnum):
    """How a body writes its device description: without or with the imaging service, or as a media server."""

    PLAIN = "plain"
    IMAGING = "imaging"
    MEDIA_SERVER = "media server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One model.

    `application` is None where a body does not tell any, its version empty where it is older than
    2.0.0; `events` are the versions of getEvent it has. `dial` says that shoot and exposure mode are
    turned at the body. `steps` are lists of what may be called where a body told them: `ready` after
    startRecMode and `liveview` beside a live view; for the others they follow from rules.
    `unlisted` are methods that work though they are not listed, `hidden` others that are never
    listed, `supported_only` settings of which only getSupported is; `locked` methods want
    actEnableMethods first.
    """

    model: str
    family: Family
    description: Description
    udn: str
    application: tuple[str, str] | None
    events: tuple[str, ...]
    services: tuple[str, ...]
    groups: tuple[str, ...]
    settings: Mapping[str, Choice]
    path: str = "/sony"
    description_path: str = "/scalarwebapi_dd.xml"
    dial: bool = False
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unlisted: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    supported_only: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    exposed_by_program_only: bool = False
    identity_first: bool = True
    first_poll_empty: bool = False
    stale_tail: bool = False
    second_viewer_wins: bool = True
    first_sequence: int = 1
    width: int = 640
    height: int = 424
    lens: str = ""
    power_zoom: bool = False

    @property
    def methods(self) -> Mapping[str, Signature]:
        """Every method of the camera service with its signature, whether it may be called now or not."""
        methods: dict[str, Signature] = {}
        for group in (*BASE, *self.groups) if self.application else self.groups:
            methods |= GROUPS[group]
        if self.events:
            methods |= GROUPS["event"]
        for name, choice in self.settings.items():
            methods |= {
                method: signature
                for method, signature in SETTINGS[name].methods().items()
                if choice.setter or not method.startswith("set")
            }
        return methods


def choice(now: Any, *among: Any) -> Choice:
    """Return a setting that may be set to each of `among`."""
    return Choice(now=now, among=among or (now,))


def fixed(now: Any, *among: Any) -> Choice:
    """Return a setting that is only set at the body."""
    return Choice(now=now, among=among or (now,), setter=False)


def white_balance(*modes: str, kelvin: int = -1) -> Choice:
    """Return a white balance that is automatic."""
    return Choice(now={"whiteBalanceMode": modes[0], "colorTemperature": kelvin}, among=modes)


def still_size(*pairs: tuple[str, str]) -> Choice:
    """Return a still size that is the first of some pairs of aspect and size."""
    return Choice(now=dict(zip(("aspect", "size"), pairs[0], strict=True)), among=pairs)


def switch(*names: str) -> dict[str, Choice]:
    """Return settings that are off and may be on."""
    return {name: choice("Off", "On", "Off") for name in names}


def four(name: str) -> tuple[str, ...]:
    """Return the names of a setting's four methods in the order in which applications list them."""
    return (f"set{name}", f"get{name}", f"getAvailable{name}", f"getSupported{name}")
