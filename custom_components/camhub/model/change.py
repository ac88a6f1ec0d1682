"""What goes up from a protocol: the only things that change a store.

Named tuples, as every event makes several: a frozen dataclass takes four times as long to make.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .camera import NOTHING, Choice, Role, Value
from .vocabulary import Ability, Kind, Reading, Setting


class Seen(NamedTuple):
    """A camera was seen or changed. What is not named stays as it was.

    One that comes online is told of whole: it may have been forgotten meanwhile.
    `carries` names readings that it has even while nobody knows their value; `of` is
    the camera that a part belongs to, which has to be known before it.
    """

    key: str
    role: Role | None = None
    name: str | None = None
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    readings: Mapping[Reading, Value] = NOTHING
    settings: Mapping[Setting, Choice] = NOTHING
    carries: frozenset[Reading] = frozenset()
    abilities: frozenset[Ability] | None = None
    kinds: frozenset[Kind] | None = None
    blocked: frozenset[Ability] | None = None
    of: str | None = None


class Gone(NamedTuple):
    """A camera is no longer part of the system; it comes back when it is seen online.

    Its parts go with it. A part that is gone comes back when it is seen.
    """

    key: str


class Happened(NamedTuple):
    """Something happened at a camera.

    `identity` names the physical event wherever the source gives one: the
    store passes each identity on once. `data` is what an automation gets.
    """

    key: str
    kind: Kind
    identity: str | None = None
    data: Mapping[str, Any] = NOTHING


class Snapshot(NamedTuple):
    """Everything the system knows at one moment.

    After a connect it is a `baseline`: what it tells of the past is only
    remembered. After a gap while the link stayed up, what is new in it did
    happen and goes on. A camera that it does not name is offline.
    """

    changes: tuple[Change, ...]
    baseline: bool


type Change = Seen | Gone | Happened | Snapshot
