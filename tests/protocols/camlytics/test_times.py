"""Times as two ways write them, and the days and hours of counts."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import BadData
from custom_components.camhub.protocols.camlytics.times import (
    hour,
    midnight,
    next_midnight,
    parse,
    utc,
    wire_time,
)

BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/Havana",  # 1:00 becomes 0:00, and 0:00 becomes 1:00
        "America/Nuuk",  # 0:00 becomes 23:00 of the day before
        "America/St_Johns",  # until 2011 0:01 became 23:01 of the day before
        "Asia/Kolkata",
        "Australia/Lord_Howe",  # set by half an hour
        "Pacific/Apia",  # 30 December 2011 was left out
    )
]
MOMENTS = st.integers(200_000, 2_500_000_000).map(float)


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-05T07:08:09.1234567", "2024-03-05T07:08:09.123456"),
        ("2024-03-05T07:08:09.1", "2024-03-05T07:08:09.100000"),
        ("2024-03-05T07:08:09.123456789012", "2024-03-05T07:08:09.123456"),
        ("2024-03-05T07:08:09.", "2024-03-05T07:08:09"),
        ("2024-03-05T07:08:09", "2024-03-05T07:08:09"),
        ("2024-03-05 07:08:09", "2024-03-05T07:08:09"),
        ("2024-03-05T07:08:09.1830000-03:00", "2024-03-05T07:08:09.183000-03:00"),
        ("2024-03-05T07:08:09.1830000+05:30", "2024-03-05T07:08:09.183000+05:30"),
        ("2024-03-05T07:08:09.1830000Z", "2024-03-05T07:08:09.183000+00:00"),
        ("2024-03-05T07:08:09+0200", "2024-03-05T07:08:09+02:00"),
        ("2024-03-05T07:08:09+02", "2024-03-05T07:08:09+02:00"),
    ],
)
def test_times_with_and_without_offset(text: str, moment: str) -> None:
    assert parse(text) == datetime.fromisoformat(moment)
    assert parse(text).utcoffset() == datetime.fromisoformat(moment).utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2024-03-05",
        "07:08:09",
        "2024-03-05T07:08",
        "2024-13-05T07:08:09",
        "2023-02-29T07:08:09",
        "2024-03-05T07:08:60",
        "2024-03-05T07:08:09,5",
        "2024-03-05T07:08:09+99:00",
        "2024-03-05T07:08:09 +02:00",
        "2024-03-05T07:08:09\n",
        "٢٠٢٤-03-05T07:08:09",
        "0001-01-01T00:00:00.0000000",
        "9999-12-31T23:59:59.9999999",
        "2024-03-05T07:08:09." + "1" * 50,
    ],
)
def test_what_is_no_time_of_an_event(text: str) -> None:
    with pytest.raises(BadData):
        parse(text)
    with pytest.raises(BadData):
        utc(text, BERLIN)


def test_a_time_without_offset_is_that_of_the_installation() -> None:
    assert utc("2024-07-05T12:00:00.5000000", BERLIN) == at("2024-07-05T10:00:00.5+00:00")
    assert utc("2024-07-05T12:00:00.5000000", KOLKATA) == at("2024-07-05T06:30:00.5+00:00")
    assert utc("2024-07-05T12:00:00.5000000-03:00", BERLIN) == at("2024-07-05T15:00:00.5+00:00")


def test_when_clocks_are_set() -> None:
    # The hour that there is twice is the first.
    assert utc("2024-10-27T02:30:00", BERLIN) == at("2024-10-27T00:30:00+00:00")
    # The hour that there is not.
    assert utc("2024-03-31T02:30:00", BERLIN) == at("2024-03-31T01:30:00+00:00")


def test_all_seven_digits_count() -> None:
    earlier, later = (utc(f"1970-01-02T00:00:00.123456{digit}", UTC) for digit in "17")
    assert later - earlier == pytest.approx(6e-7, abs=1e-8)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(9990, 1, 1)),  # noqa: DTZ001 - a wall clock
    st.integers(-14 * 60, 14 * 60),
)
def test_any_time_with_any_offset(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert utc(aware.isoformat(), BERLIN) == pytest.approx(aware.timestamp(), abs=1e-5)


@given(st.text(max_size=80))
@example("2024-03-05T07:08:09+24:00")
@example("0000-00-00T00:00:00")
def test_any_text_is_a_time_or_bad_data(text: str) -> None:
    with contextlib.suppress(BadData):
        parse(text)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (UTC, "2024-07-05T10:00:00.2500000"),
        (BERLIN, "2024-07-05T12:00:00.2500000"),
        (KOLKATA, "2024-07-05T15:30:00.2500000"),
    ],
)
def test_a_time_that_is_asked_for_is_written_as_rest_writes_it(zone: tzinfo, text: str) -> None:
    assert wire_time(at("2024-07-05T10:00:00.25+00:00"), zone) == text


@given(MOMENTS, st.sampled_from(ZONES))
def test_what_is_asked_for_is_understood_but_for_an_hour_that_there_is_twice(
    moment: float, zone: tzinfo
) -> None:
    assert moment - utc(wire_time(moment, zone), zone) in (0.0, 1800.0, 3600.0)


def test_hours_are_those_of_utc_in_every_zone() -> None:
    assert hour(at("2024-07-05T12:59:59.9+05:30")) == at("2024-07-05T12:30:00+05:30")


def test_midnight_in_the_zone_of_the_installation() -> None:
    now = at("2024-07-05T23:30:00+00:00")
    assert midnight(now, UTC) == at("2024-07-05T00:00:00+00:00")
    assert midnight(now, BERLIN) == at("2024-07-06T00:00:00+02:00")
    assert next_midnight(now, KOLKATA) == at("2024-07-07T00:00:00+05:30")
    assert midnight(midnight(now, BERLIN), BERLIN) == midnight(now, BERLIN)


def test_days_of_23_and_25_hours() -> None:
    for day, hours in (("2024-03-31", 23), ("2024-10-27", 25), ("2024-07-05", 24)):
        noon = utc(f"{day}T12:00:00", BERLIN)
        assert next_midnight(noon, BERLIN) - midnight(noon, BERLIN) == hours * 3600


@given(MOMENTS, st.sampled_from(ZONES))
@example(at("2010-11-06T23:31:00-03:30"), ZoneInfo("America/St_Johns"))
@example(at("2011-12-29T23:59:59-10:00"), ZoneInfo("Pacific/Apia"))
@example(at("2024-03-10T00:00:00-05:00"), ZoneInfo("America/Havana"))
@example(at("2024-11-03T00:30:00-05:00"), ZoneInfo("America/Havana"))
def test_now_is_always_between_two_midnights(now: float, zone: tzinfo) -> None:
    assert midnight(now, zone) <= now < next_midnight(now, zone)
    assert next_midnight(now, zone) - midnight(now, zone) <= 26 * 3600
