"""How a system tells the rest of camhub what it is: one `Protocol` a folder."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..link.session import Ports
from ..link.system import System
from ..model.vocabulary import Verb


class FieldKind(StrEnum):
    """What a field of a form or an action takes."""

    HOST = "host"
    PORT = "port"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    TEXTS = "texts"
    CONFIRMATION = "confirmation"

    SECRET = "secret"
    """A text that is not shown while it is typed."""

    MOMENT = "moment"
    """A date and time; one without a zone is in that of Home Assistant."""

    ZONE = "zone"
    """The name of a time zone; None is that of Home Assistant."""

    CHOICES = "choices"
    """Any number of the choices."""

    RULES = "rules"
    """Names of lines and zones, those that are known to choose from."""

    VALUE = "value"
    """A text, a number or a yes or no, handed on as it was typed."""

    FILE = "file"
    """The path of a file that Home Assistant may read; what is in it is handed on, as bytes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form or an action; `unit` is None where the maker documents none."""

    name: str
    kind: FieldKind
    default: Any = None
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    choices: tuple[str, ...] = ()


class Target(StrEnum):
    """Whom an action is aimed at."""

    CAMERAS = "cameras"
    """Any devices; a hub means all its cameras."""

    HUB = "hub"
    """The hub as a whole, whichever of its cameras is named."""


@dataclass(frozen=True, slots=True)
class Action:
    """A verb that the system can carry out, and the fields it takes for it.

    A `dangerous` action destroys or stops something: administrators only, and
    it carries a confirmation field. `answers` says that it tells what came of it.
    """

    verb: Verb
    fields: tuple[Field, ...] = ()
    target: Target = Target.CAMERAS
    dangerous: bool = False
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe found at an address.

    `unique_id` is None where the system has no id of its own; then no other entry
    of the system may have one of the same `cameras`, by their keys. `data` is what the
    entry keeps beside the fields that were entered. `firmware` is the version it has, as
    numbers with dots between, where it tells.
    """

    title: str
    unique_id: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    cameras: frozenset[str] = frozenset()
    firmware: str | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a device tells by SSDP: the address it came from and where its description is.

    `udn` is the device's unique name as it tells it, "" where it does not.
    """

    address: str
    location: str
    udn: str = ""


@dataclass(frozen=True, slots=True)
class Discovery:
    """How a system is found on the network by SSDP.

    `search_target` is what its devices announce. `config` turns an announcement into
    what the form would have asked for, or raises a `LinkError` where it is not to be
    followed; `unique_id` is the id that the device would get, None where it tells none.
    """

    search_target: str
    config: Callable[[Announcement], Mapping[str, Any]]
    unique_id: Callable[[Announcement], str | None]


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything that camhub needs to know of a system.

    `address` names the fields that together say where it is: two entries with
    the same address are refused, but of single cameras: all of a make may share one, and
    each has an id of its own. An address of which nothing was entered is none. `probe`
    raises a `LinkError`; of its ports it may use `http` and `clock`. A `grouped` system has so many cameras that entities beyond the
    essential ones exist only where the user chose their group. A `single` one is one
    camera: its record is the whole system, and its link is the user's to switch off.
    What is told of a camera of an `independent` system is there while the camera is not.
    `webhook` reads what the system sends to a webhook, where it can: it raises BadData
    where it is something else. `oldest_firmware` is the version, as numbers with dots between,
    from which on the maker says that this works: of an older one the user is warned.
    """

    name: str
    maker: str
    fields: tuple[Field, ...]
    address: tuple[str, ...]
    probe: Callable[[Mapping[str, Any], Ports], Awaitable[Found]]
    system: Callable[[Mapping[str, Any], Ports], System]
    options: tuple[Field, ...] = ()
    actions: tuple[Action, ...] = ()
    grouped: bool = False
    single: bool = False
    independent: bool = False
    webhook: Callable[[bytes], object] | None = None
    discovery: Discovery | None = None
    oldest_firmware: str | None = None
