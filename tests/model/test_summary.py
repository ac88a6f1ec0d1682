"""The rig's own words, counted instead of scanned."""

from collections.abc import Iterable

from hypothesis import given

from custom_components.camhub.model.camera import HUB, Camera, Choice, Role, Value
from custom_components.camhub.model.change import Change, Seen
from custom_components.camhub.model.store import Store
from custom_components.camhub.model.summary import Summary
from custom_components.camhub.model.vocabulary import Reading, Setting

from . import strategies as draw


def camera(key: str, *, online: bool = True, **readings: int | str | None) -> Camera:
    words = {Reading(name): value for name, value in readings.items()}
    return Camera(key, readings={Reading.ONLINE: online, **words})


def with_iso(key: str, value: str, *options: str, writable: bool = True) -> Camera:
    iso = {Setting.ISO: Choice(value, options, writable=writable)}
    return Camera(key, readings={Reading.ONLINE: True}, settings=iso)


def test_cameras_are_counted_as_they_come_and_go() -> None:
    summary = Summary()
    left, right = camera("left", battery=80), camera("right", battery=20)
    summary.replace(None, left)
    told = summary.replace(None, right)
    assert told.readings[Reading.CAMERAS_KNOWN] == 2
    assert told.readings[Reading.CAMERAS_ONLINE] == 2
    assert told.readings[Reading.LOWEST_BATTERY] == 20
    told = summary.replace(right, camera("right", online=False, battery=20))
    assert told.readings[Reading.CAMERAS_KNOWN] == 2
    assert told.readings[Reading.CAMERAS_ONLINE] == 1
    assert told.readings[Reading.LOWEST_BATTERY] == 80
    told = summary.replace(left, None)
    assert told.readings[Reading.CAMERAS_KNOWN] == 1
    assert told.readings[Reading.LOWEST_BATTERY] is None


def test_a_rig_whose_cameras_tell_no_battery_has_no_lowest_one() -> None:
    told = Summary().replace(None, camera("left"))
    assert Reading.LOWEST_BATTERY not in told.readings
    assert Reading.BATCH_MISMATCH not in told.readings


def test_cameras_that_are_out_of_step_show_as_a_mismatch_until_they_agree() -> None:
    summary = Summary()
    behind = camera("left", next_batch=7)
    summary.replace(None, behind)
    told = summary.replace(None, camera("right", next_batch=8))
    assert told.readings[Reading.BATCH_MISMATCH] is True
    told = summary.replace(behind, camera("left", next_batch=8))
    assert told.readings[Reading.BATCH_MISMATCH] is False


def test_cameras_that_are_done_before_others_are_no_mismatch() -> None:
    summary = Summary()
    ready = [camera(key, status="ready", next_batch=7) for key in ("left", "right")]
    busy = [camera(key, status="busy", next_batch=7) for key in ("left", "right")]
    done = [camera(key, status="ready", next_batch=8) for key in ("left", "right")]
    for before, after in (([None, None], ready), (ready, busy), (busy, done)):
        for old, new in zip(before, after, strict=True):
            told = summary.replace(old, new)
            assert told.readings[Reading.BATCH_MISMATCH] is False


def test_a_camera_that_missed_a_shot_shows_while_another_is_still_busy() -> None:
    summary = Summary()
    for key, batch in (("left", 8), ("middle", 7)):
        summary.replace(None, camera(key, status="ready", next_batch=batch))
    told = summary.replace(None, camera("right", status="busy", next_batch=7))
    assert told.readings[Reading.BATCH_MISMATCH] is True


def test_nobody_knows_whether_cameras_agree_that_are_not_there() -> None:
    summary = Summary()
    there = camera("left", next_batch=7)
    summary.replace(None, there)
    told = summary.replace(there, None)
    assert told.readings[Reading.BATCH_MISMATCH] is None


def test_the_rig_has_the_value_all_agree_on_and_the_options_all_have() -> None:
    summary = Summary()
    left = with_iso("left", "100", "100", "200", "400")
    assert summary.replace(None, left).settings[Setting.ISO].value == "100"
    told = summary.replace(None, with_iso("right", "400", "400", "100", writable=False))
    assert told.settings == {Setting.ISO: Choice(None, ("100", "400"), writable=True)}
    told = summary.replace(left, with_iso("left", "400", "100", "200", "400"))
    assert told.settings[Setting.ISO].value == "400"


def test_a_rig_that_is_told_of_after_its_cameras_has_what_they_come_to() -> None:
    store = Store()
    iso = {Setting.ISO: Choice("100", ("100", "200"))}
    for key in ("left", "right"):
        store.apply(Seen(key, readings={Reading.ONLINE: True}, settings=iso))
    store.apply(Seen(HUB, role=Role.HUB))
    assert store.cameras[HUB].readings[Reading.CAMERAS_ONLINE] == 2
    assert store.cameras[HUB].settings == iso


def test_a_setting_without_options_is_not_the_rigs() -> None:
    grouped = Camera(
        "left", readings={Reading.ONLINE: True}, settings={Setting.GROUP: Choice("wall")}
    )
    assert Summary().replace(None, grouped).settings == {}


def test_only_what_can_move_the_summary_concerns_it() -> None:
    summary = Summary()
    assert not summary.concerns(frozenset({Reading.RECORDING}), grown=False)
    assert summary.concerns(frozenset({Reading.RECORDING}), grown=True)
    assert summary.concerns(frozenset({Reading.BATTERY}), grown=False)
    assert summary.concerns(frozenset({Setting.ISO}), grown=False)


type Agreed = tuple[Value, set[str], bool]
"""A setting's value if all agree, the options all have, and whether any can be set."""


def scan(records: Iterable[Camera]) -> tuple[dict[Reading, object], dict[Setting, Agreed]]:
    """Return what the rig's words come to by looking at every camera."""
    every = [record for record in records if record.role is Role.CAMERA]
    online = [record for record in every if record.readings.get(Reading.ONLINE) is True]

    def numbers(word: Reading, among: list[Camera]) -> list[int]:
        return [n for record in among if isinstance(n := record.readings.get(word), int)]

    idle = [record for record in online if record.readings.get(Reading.STATUS) != "busy"]
    batches = set(numbers(Reading.NEXT_BATCH, idle) or numbers(Reading.NEXT_BATCH, online))
    readings: dict[Reading, object] = {
        Reading.CAMERAS_KNOWN: len(every),
        Reading.CAMERAS_ONLINE: len(online),
        Reading.LOWEST_BATTERY: min(numbers(Reading.BATTERY, online), default=None),
        Reading.BATCH_MISMATCH: len(batches) > 1 if batches else None,
    }
    shared: dict[Setting, Agreed] = {}
    for word in Setting:
        held = [c for record in online if (c := record.settings.get(word)) and c.options]
        values = {choice.value for choice in held}
        shared[word] = (
            values.pop() if len(values) == 1 else None,
            set.intersection(*(set(choice.options) for choice in held)) if held else set(),
            any(choice.writable for choice in held),
        )
    return readings, shared


@given(draw.histories)
def test_counting_comes_to_what_a_scan_of_all_cameras_would(history: list[Change]) -> None:
    store = Store()
    store.apply(Seen(HUB, role=Role.HUB))
    for change in history:
        store.apply(change)
        hub = store.cameras[HUB]
        readings, shared = scan(store.cameras.values())
        for reading, value in readings.items():
            # Lowest battery and mismatch exist from the first camera on that tells of either.
            if reading in hub.readings:
                assert hub.readings[reading] == value, reading
        for setting, (value, options, writable) in shared.items():
            choice = hub.settings.get(setting, Choice(writable=False))
            assert (choice.value, set(choice.options), choice.writable) == (
                value,
                options,
                writable,
            ), setting
