"""What was counted in past hours, as Home Assistant's long-term statistics."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.statistics import (
    list_statistic_ids,
    statistics_during_period,
    valid_statistic_id,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from hypothesis import given
from hypothesis import strategies as st
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.camhub.const import DOMAIN
from custom_components.camhub.history import statistic_id
from custom_components.camhub.link.session import Tally
from custom_components.camhub.model.vocabulary import Kind
from custom_components.camhub.protocols import PROTOCOLS
from tests.installation import CHANNEL, House, Installation, house, protocol_of

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)

RULE = f"{CHANNEL}_1"


@pytest.fixture
async def home(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Set a made-up installation up."""
    installation = Installation()
    monkeypatch.setitem(PROTOCOLS, "installation", protocol_of(installation))
    async with house(hass, installation) as home:
        yield home


def tally(*counts: int, first: int = 0, before: int = 0, **other: Any) -> Tally:
    """Return what was counted in the hours from the `first` after nine on."""
    hours = tuple(
        (NINE + timedelta(hours=first + hour), count, before + sum(counts[: hour + 1]))
        for hour, count in enumerate(counts)
    )
    return Tally(**{"camera": CHANNEL, "id": RULE, "name": "Enter", "hours": hours} | other)


def id_of(home: House, counter: str) -> str:
    slug = counter.lower().replace("-", "_")
    return f"{DOMAIN}:{home.entry.entry_id.lower()}_{slug}"


async def told(home: House, counter: str = RULE) -> list[tuple[int, float, float, float]]:
    """Return each hour that a user sees, reckoned from nine: its state, its sum, its change."""
    await async_wait_recording_done(home.hass)
    statistic = id_of(home, counter)
    rows = await get_instance(home.hass).async_add_executor_job(
        statistics_during_period,
        home.hass,
        NINE - timedelta(days=1),
        None,
        {statistic},
        "hour",
        None,
        {"state", "sum", "change"},
    )
    return [
        (
            round((row["start"] - NINE.timestamp()) / 3600),
            row["state"] or 0.0,
            row["sum"] or 0.0,
            row["change"] or 0.0,
        )
        for row in rows.get(statistic, [])
    ]


async def listed(hass: HomeAssistant) -> dict[str, Any]:
    """Return what Home Assistant knows of each statistic of ours."""
    await async_wait_recording_done(hass)
    known = await get_instance(hass).async_add_executor_job(list_statistic_ids, hass)
    return {row["statistic_id"]: row for row in known if row["source"] == DOMAIN}


async def test_each_hour_is_where_it_belongs(recorder_mock: Recorder, home: House) -> None:
    home.installation.count(tally(3, 0, 4))

    assert await told(home) == [(0, 3, 3, 3), (1, 0, 3, 0), (2, 4, 7, 4)]


async def test_hours_that_were_missed_are_written_where_they_belong(
    recorder_mock: Recorder, home: House
) -> None:
    home.installation.count(tally(3))
    home.installation.count(tally(5, first=3, before=3))
    assert await told(home) == [(0, 3, 3, 3), (3, 5, 8, 5)]

    home.installation.count(tally(1, 2, 6, first=1, before=3))

    assert await told(home) == [(0, 3, 3, 3), (1, 1, 4, 1), (2, 2, 6, 2), (3, 6, 12, 6)]


async def test_a_statistic_is_named_as_the_user_knows_it(
    recorder_mock: Recorder, home: House
) -> None:
    home.installation.count(tally(3))
    home.installation.count(tally(2, id=f"{CHANNEL}_line_crossed", name=Kind.LINE_CROSSED))

    known = await listed(home.hass)

    assert {name: row["name"] for name, row in known.items()} == {
        id_of(home, RULE): "Front door Enter",
        id_of(home, f"{CHANNEL}_line_crossed"): "Front door Line crossed",
    }
    for row in known.values():
        assert row["has_sum"]
        assert not row["has_mean"]
        assert row["statistics_unit_of_measurement"] is None


async def test_a_camera_that_the_user_renamed_keeps_its_statistics(
    recorder_mock: Recorder, home: House
) -> None:
    home.installation.count(tally(3))
    registry = dr.async_get(home.hass)
    registry.async_update_device(home.device(0).id, name_by_user="Gate")
    home.installation.count(tally(4, first=1, before=3))

    assert [row["name"] for row in (await listed(home.hass)).values()] == ["Gate Enter"]
    assert await told(home) == [(0, 3, 3, 3), (1, 4, 7, 4)]


async def test_what_was_counted_outlives_the_entry(recorder_mock: Recorder, home: House) -> None:
    home.installation.count(tally(3))

    await home.hass.config_entries.async_remove(home.entry.entry_id)

    assert await told(home) == [(0, 3, 3, 3)]


async def test_nothing_is_written_where_nothing_was_counted(
    recorder_mock: Recorder, home: House
) -> None:
    home.installation.count(tally())

    assert await listed(home.hass) == {}


async def test_without_a_recorder_all_else_works(home: House) -> None:
    home.installation.count(tally(3))

    assert home.state("sensor", "cameras_online").state == "2"


@given(st.text(), st.text())
def test_whatever_a_counter_is_called_its_statistic_is_its_own(one: str, other: str) -> None:
    ids = [statistic_id("01KA4X5Q0V", counter) for counter in (one, other)]

    for name in ids:
        assert valid_statistic_id(name), name
        assert len(name) <= 255
    if ids[0] == ids[1]:
        # Systems number what they count; they do not tell numbers apart by capitals or dashes.
        same = [counter.lower().replace("-", "_") for counter in (one, other)]
        assert same[0] == same[1]


def test_a_counter_of_a_long_name_is_told_from_one_that_begins_alike() -> None:
    assert statistic_id("01KA4X5Q0V", "a" * 300) != statistic_id("01KA4X5Q0V", "a" * 301)
