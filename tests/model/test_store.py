"""The store: what is known of all cameras, and what each change touched."""

import json
from typing import Any

import pytest
from hypothesis import given

from custom_components.camhub.model import store as module
from custom_components.camhub.model.camera import HUB, Camera, Choice, Role, Value
from custom_components.camhub.model.change import Change, Gone, Happened, Seen, Snapshot
from custom_components.camhub.model.store import Effect, Store, Touched, words_of
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting, Word

from . import strategies as draw

RIG = Seen(HUB, role=Role.HUB)
ON = {Reading.ONLINE: True}
OFF = {Reading.ONLINE: False}


def apply(store: Store, *changes: Change) -> list[Effect]:
    """Return the effects of the last of the changes."""
    effects: list[Effect] = []
    for change in changes:
        effects = store.apply(change)
    return effects


def photo(identity: str | None = "p1") -> Happened:
    return Happened("left", Kind.PHOTO_TAKEN, identity)


def test_what_a_change_does_not_name_stays_as_it_was() -> None:
    store = Store()
    iso = {Setting.ISO: Choice("100", ("100", "200"))}
    apply(
        store,
        Seen("left", name="C001", maker="Nikon", readings={**ON, Reading.BATTERY: 80}),
        Seen("left", settings=iso, abilities=frozenset({Ability.SHOOT})),
        Seen("left", readings={Reading.BATTERY: 79}, kinds=frozenset({Kind.PHOTO_TAKEN})),
        Seen("left", firmware="1.2"),
    )
    camera = store.cameras["left"]
    assert (camera.name, camera.maker, camera.firmware) == ("C001", "Nikon", "1.2")
    assert camera.readings == {**ON, Reading.BATTERY: 79}
    assert camera.settings == iso
    assert camera.abilities == {Ability.SHOOT}
    assert camera.kinds == {Kind.PHOTO_TAKEN}


def test_only_the_words_that_changed_are_touched() -> None:
    store = Store()
    told: dict[Reading, Value] = {**ON, Reading.BATTERY: 80, Reading.STATUS: "ready"}
    assert apply(store, Seen("left", readings=told)) == [
        Touched("left", frozenset(told), grown=True, about=True)
    ]
    assert apply(store, Seen("left", readings={**told, Reading.BATTERY: 79})) == [
        Touched("left", frozenset({Reading.BATTERY}))
    ]
    assert apply(store, Seen("left", readings={**told, Reading.BATTERY: 79})) == []


def test_a_record_grows_by_a_word_it_did_not_carry() -> None:
    store = Store()
    apply(store, Seen("left", readings=ON))
    assert apply(store, Seen("left", readings={Reading.BATTERY: None})) == [
        Touched("left", frozenset({Reading.BATTERY}), grown=True)
    ]
    assert apply(store, Seen("left", settings={Setting.ISO: Choice("100")})) == [
        Touched("left", frozenset({Setting.ISO}), grown=True)
    ]
    assert apply(store, Seen("left", settings={Setting.ISO: Choice("200")})) == [
        Touched("left", frozenset({Setting.ISO}))
    ]
    assert apply(store, Seen("left", abilities=frozenset({Ability.SHOOT}))) == [
        Touched("left", frozenset({Ability.SHOOT}), grown=True)
    ]
    assert apply(store, Seen("left", abilities=frozenset())) == [
        Touched("left", frozenset({Ability.SHOOT}))
    ]
    assert apply(store, Seen("left", kinds=frozenset({Kind.PHOTO_TAKEN}))) == [
        Touched("left", frozenset(), grown=True)
    ]


def test_a_camera_carries_words_whose_value_nobody_knows_yet() -> None:
    store = Store()
    carries = frozenset({Reading.BATTERY, Reading.STATUS})
    apply(store, Seen("left", readings={Reading.STATUS: "ready"}, carries=carries))
    assert store.cameras["left"].readings == {Reading.STATUS: "ready", Reading.BATTERY: None}
    assert apply(store, Seen("left", carries=carries)) == []


def test_a_new_name_is_told_apart_from_new_words() -> None:
    store = Store()
    assert apply(store, Seen("left", name="C001"), Seen("left", name="Front")) == [
        Touched("left", frozenset(), about=True)
    ]
    assert apply(store, Seen("left", name="Front")) == []


def test_a_camera_that_comes_or_goes_touches_everything_it_shows() -> None:
    store = Store()
    apply(
        store,
        Seen("left", readings={**ON, Reading.BATTERY: 80}, settings={Setting.ISO: Choice("100")}),
    )
    (touched,) = apply(store, Seen("left", readings=OFF))
    assert isinstance(touched, Touched)
    assert touched.words == {Reading.ONLINE, Reading.BATTERY, Setting.ISO}


def test_the_rigs_words_follow_its_cameras() -> None:
    store = Store()
    effects = apply(
        store, RIG, Seen("left", readings={**ON, Reading.BATTERY: 80, Reading.NEXT_BATCH: 3})
    )
    assert effects[1] == Touched(
        HUB,
        frozenset(
            {Reading.CAMERAS_KNOWN, Reading.CAMERAS_ONLINE, Reading.LOWEST_BATTERY}
            | {Reading.BATCH_MISMATCH}
        ),
        grown=True,
    )
    effects = apply(store, Seen("left", readings={Reading.BATTERY: 79}))
    assert effects[1] == Touched(HUB, frozenset({Reading.LOWEST_BATTERY}))
    assert apply(store, Seen("left", readings={Reading.STATUS: "busy"}))[1:] == []
    effects = apply(store, Gone("left"))
    assert effects[0] == Touched("left", frozenset(), gone=True)
    assert store.cameras[HUB].readings[Reading.CAMERAS_KNOWN] == 0


def test_a_rig_that_is_seen_after_its_cameras_knows_them() -> None:
    store = Store()
    apply(store, Seen("left", readings=ON), Seen("node:pi", role=Role.NODE), RIG)
    assert store.cameras[HUB].readings[Reading.CAMERAS_ONLINE] == 1
    assert store.cameras[HUB].readings[Reading.CAMERAS_KNOWN] == 1


def test_what_was_never_known_cannot_be_forgotten() -> None:
    assert apply(Store(), Gone("left")) == []
    store = Store()
    assert apply(store, Seen("node:pi", role=Role.NODE), Gone("node:pi")) == [
        Touched("node:pi", frozenset(), gone=True)
    ]


def test_a_camera_that_was_removed_stays_away_until_it_is_online_again() -> None:
    store = Store()
    apply(store, RIG, Seen("left", readings=ON), Gone("left"))
    assert apply(store, Seen("left", name="C001", readings=OFF)) == []
    remembered = Store()
    remembered.load(json.loads(json.dumps(store.dump())))
    for it in (store, remembered):
        assert apply(it, Seen("left", name="C001")) == []
        assert "left" not in it.cameras
        apply(it, Seen("left", name="C001", readings=ON))
        assert it.cameras["left"].online
        apply(it, Seen("left", readings=OFF))
        assert "left" in it.cameras, "it is back for good"


def test_one_physical_event_is_told_once() -> None:
    store = Store()
    assert apply(store, photo()) == [photo()]
    assert apply(store, photo()) == []
    assert apply(store, photo("p2")) == [photo("p2")]
    lost = Happened("left", Kind.CAMERA_LOST, "p1")
    assert apply(store, lost) == [lost], "the same id of another kind is another event"


def test_an_event_without_an_identity_is_always_told() -> None:
    store = Store()
    assert apply(store, photo(None), photo(None)) == [photo(None)]


def test_a_baseline_tells_nothing_of_the_past_and_remembers_it() -> None:
    store = Store()
    seen = Seen("left", readings=ON)
    effects = apply(store, Snapshot((RIG, seen, photo(), photo(None)), baseline=True))
    assert [effect for effect in effects if isinstance(effect, Happened)] == []
    assert store.cameras["left"].online
    assert apply(store, photo()) == []
    assert apply(store, photo(None)) == [photo(None)]


def test_a_resync_tells_what_was_missed() -> None:
    store = Store()
    seen = Seen("left", readings=ON)
    apply(store, Snapshot((RIG, seen, photo()), baseline=True))
    effects = apply(store, Snapshot((RIG, seen, photo(), photo("p2")), baseline=False))
    assert effects == [photo("p2")]


@pytest.mark.parametrize("baseline", [True, False])
def test_a_camera_that_a_snapshot_does_not_name_is_offline(baseline: bool) -> None:
    store = Store()
    apply(store, RIG, Seen("left", readings=ON), Seen("right", readings=ON))
    effects = apply(store, Snapshot((RIG, Seen("right")), baseline=baseline))
    assert not store.cameras["left"].online
    assert store.cameras["right"].online
    assert [effect.key for effect in effects] == ["left", HUB]
    assert store.cameras[HUB].readings[Reading.CAMERAS_ONLINE] == 1
    assert store.cameras[HUB].readings[Reading.CAMERAS_KNOWN] == 2


def test_what_is_remembered_and_no_longer_listed_is_unknown() -> None:
    before, store = Store(), Store()
    apply(
        before,
        RIG,
        Seen("node", role=Role.NODE, readings={Reading.DISK_SPACE: 7}),
        Seen(
            "left",
            readings=ON | {Reading.STATUS: "ready", Reading.PHOTOS_TAKEN: 3},
            settings={Setting.CONNECT: Choice(True)},
        ),
    )
    store.load(before.dump())
    apply(store, Snapshot((RIG,), baseline=True))
    assert store.cameras["node"].readings == {Reading.DISK_SPACE: None}
    left = store.cameras["left"]
    assert left.readings == OFF | {Reading.STATUS: None, Reading.PHOTOS_TAKEN: 3}
    assert left.settings == {Setting.CONNECT: Choice(None)}


def test_more_cameras_than_there_can_be_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CAMERAS", 2)
    store = Store()
    assert apply(store, RIG, Seen("left"), Seen("right")) == []
    assert set(store.cameras) == {HUB, "left"}


def test_only_so_many_events_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_IDENTITIES", 2)
    store = Store()
    apply(store, photo("p1"), photo("p2"), photo("p3"))
    assert len(store.dump()["identities"]) == 2
    assert apply(store, photo("p3")) == []
    assert apply(store, photo("p1")) == [photo("p1")]


def test_cameras_come_back_from_the_memory_offline_and_their_events_as_told() -> None:
    store = Store()
    apply(store, RIG, Seen("left", name="C001", readings={**ON, Reading.BATTERY: 80}), photo())
    again = Store()
    again.load(json.loads(json.dumps(store.dump())))
    camera = again.cameras["left"]
    assert (camera.name, camera.online, camera.readings[Reading.BATTERY]) == ("C001", False, 80)
    assert again.cameras[HUB].readings[Reading.CAMERAS_ONLINE] == 0
    assert again.cameras[HUB].readings[Reading.CAMERAS_KNOWN] == 1
    assert apply(again, photo()) == []
    apply(again, Seen("left", readings=ON))
    assert again.cameras[HUB].readings[Reading.CAMERAS_ONLINE] == 1


def test_a_memory_of_more_than_there_can_be_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    apply(store, RIG, Seen("left"), Seen("right"), photo("p1"), photo("p2"))
    monkeypatch.setattr(module, "MAX_CAMERAS", 2)
    monkeypatch.setattr(module, "MAX_IDENTITIES", 1)
    again = Store()
    again.load(store.dump())
    assert set(again.cameras) == {HUB, "left"}
    assert again.dump()["identities"] == ["photo_taken:p2"]


@given(draw.histories)
def test_whatever_happened_survives_the_memory(history: list[Change]) -> None:
    store = Store()
    apply(store, RIG, *history)
    apply(store, Snapshot((RIG,), baseline=False))  # All cameras are offline, as after a start.
    for camera in store.cameras.values():
        if camera.role is Role.CAMERA and Reading.ONLINE not in camera.readings:
            apply(store, Seen(camera.key, readings=OFF))
    again = Store()
    again.load(json.loads(json.dumps(store.dump())))
    assert again.cameras.keys() == store.cameras.keys()
    for key, camera in store.cameras.items():
        if key != HUB:
            assert again.cameras[key] == camera
    assert again.dump()["identities"] == store.dump()["identities"]


def shown(camera: Camera) -> dict[Word, object]:
    """Return everything that a camera's entities show, by word."""
    words: dict[Word, object] = {}
    words.update(camera.readings.items())
    words.update(camera.settings.items())
    words.update(dict.fromkeys(camera.abilities, True).items())
    return words


@given(draw.histories)
def test_the_touched_words_are_exactly_those_that_differ(history: list[Change]) -> None:
    store = Store()
    for change in history:
        before = dict(store.cameras)
        touched: dict[str, set[Any]] = {}
        for effect in store.apply(change):
            if isinstance(effect, Touched):
                if effect.gone:
                    before.pop(effect.key, None)
                touched.setdefault(effect.key, set()).update(effect.words)
        for key, new in store.cameras.items():
            old = before.get(key)
            if old is None:
                assert touched[key] >= words_of(new)
                continue
            was, now = shown(old), shown(new)
            differ = {word for word in was | now if was.get(word, ...) != now.get(word, ...)}
            assert touched.get(key, set()) >= differ
            if not isinstance(change, Snapshot) and Reading.ONLINE not in differ:
                assert touched.get(key, set()) == differ


@given(draw.json)
def test_what_is_no_dump_is_said_to_be_none(data: Any) -> None:
    for damaged in (data, {"cameras": data, "identities": []}, {"cameras": [], "identities": data}):
        try:
            Store().load(damaged)
        except KeyError, TypeError, ValueError:
            continue
