"""Cameras, changes and histories as hypothesis draws them: few keys and words, so that they meet."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from custom_components.camhub.model.camera import HUB, Camera, Choice, Role
from custom_components.camhub.model.change import Change, Gone, Happened, Seen, Snapshot
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting


def _made[T](record: Callable[..., T], /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """Return a strategy for records of these fields; the others are as they are by default."""
    return st.fixed_dictionaries(fields).map(lambda drawn: record(**drawn))


keys = st.sampled_from(["left", "middle", "right"])
values = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.text(max_size=3))
options = st.sampled_from([(), ("100",), ("100", "200"), ("200", "100", "400")])
choices = st.builds(
    Choice,
    value=st.sampled_from([None, "100", "200"]),
    options=options,
    minimum=st.sampled_from([None, 0]),
    writable=st.booleans(),
)
settings = st.dictionaries(st.sampled_from([Setting.ISO, Setting.APERTURE, Setting.GROUP]), choices)
readings = st.fixed_dictionaries(
    {},
    optional={
        Reading.ONLINE: st.booleans(),
        Reading.STATUS: st.sampled_from(["ready", "busy", None]),
        Reading.BATTERY: st.one_of(st.none(), st.integers(0, 100)),
        Reading.NEXT_BATCH: st.one_of(st.none(), st.integers(1, 3)),
    },
)
names = st.sampled_from([None, "C001", "C002"])
abilities = st.frozensets(st.sampled_from([Ability.SHOOT, Ability.LIVE_VIEW]))
kinds = st.frozensets(st.sampled_from([Kind.PHOTO_TAKEN, Kind.CAMERA_LOST]))

seen = _made(
    Seen,
    key=keys,
    name=names,
    readings=readings,
    settings=settings,
    carries=st.frozensets(st.sampled_from([Reading.BATTERY, Reading.LAST_PHOTO])),
    abilities=st.one_of(st.none(), abilities),
    kinds=st.one_of(st.none(), kinds),
)
happened = _made(
    Happened,
    key=keys,
    kind=st.sampled_from([Kind.PHOTO_TAKEN, Kind.CAMERA_LOST]),
    identity=st.sampled_from([None, "one", "two"]),
)
single = st.one_of(seen, seen, _made(Gone, key=keys), happened)
hub = st.just(Seen(HUB, role=Role.HUB))
snapshots = st.builds(
    lambda changes, baseline: Snapshot((Seen(HUB, role=Role.HUB), *changes), baseline),
    st.lists(single, max_size=5),
    st.booleans(),
)
histories: st.SearchStrategy[list[Change]] = st.lists(
    st.one_of(single, single, single, snapshots), max_size=20
)

cameras = _made(
    Camera,
    key=st.text(min_size=1),
    role=st.sampled_from(Role),
    name=st.text(),
    maker=st.none() | st.text(),
    model=st.none() | st.text(),
    serial=st.none() | st.text(),
    firmware=st.none() | st.text(),
    readings=st.dictionaries(st.sampled_from(Reading), values),
    settings=st.dictionaries(st.sampled_from(Setting), choices),
    abilities=st.frozensets(st.sampled_from(Ability)),
    kinds=st.frozensets(st.sampled_from(Kind)),
)
"""Records of any kind."""

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
