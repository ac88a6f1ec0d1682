"""What the sensors logged: where the camera was, and what it comes to."""

from datetime import UTC, datetime, timedelta, timezone
from math import isfinite
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import BadData
from custom_components.camhub.protocols.bandit import track as tracks
from custom_components.camhub.protocols.bandit.track import Point, Summary, Track, gpx, track

GPX = "{http://www.topografix.com/GPX/1/1}"
DEGREE = 111_195.08
"""Metres of a degree of latitude on a sphere as large as the Earth."""


def at(
    second: float, latitude: float = 52.0, longitude: float = 4.0, **more: Any
) -> dict[str, Any]:
    """Return what is logged where a receiver has a fix."""
    row = {"mode": "3D", "lat_deg": latitude, "lon_deg": longitude, **more}
    return {"offset_msecs": round(second * 1000), "gnss": [row]}


def points(*steps: tuple[float, float]) -> tuple[Point, ...]:
    """Return points at times and latitudes."""
    return track([at(second, latitude) for second, latitude in steps]).points


# Points.


def test_a_point_is_all_that_a_receiver_with_a_fix_tells() -> None:
    row = at(1.5, 52.25, -4.5, alt_m=12.5, speed_mps=7.5, track_deg=270, heading_deg=1)
    assert track([row]).points == (Point(1.5, 52.25, -4.5, 12.5, 7.5, 270, "3d"),)
    row["gnss"][0] = {"mode": "2D", "lat_deg": 1, "lon_deg": 2}
    assert track([row]).points == (Point(1.5, 1, 2, None, None, None, "2d"),)


@pytest.mark.parametrize("mode", ["NotSeen", "NoFix", "4D", None, 3, []])
def test_without_a_fix_there_is_no_point(mode: Any) -> None:
    assert track([at(1, mode=mode)]).points == ()
    assert track([at(1, mode=mode, speed_mps=30)]).summary == Summary(duration=0)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lat_deg", 90.1),
        ("lat_deg", "52"),
        ("lat_deg", None),
        ("lon_deg", -180.1),
        ("lon_deg", 10**400),
        ("lon_deg", float("nan")),
        ("lon_deg", True),
    ],
)
def test_what_is_no_place_is_no_point(key: str, value: Any) -> None:
    assert track([at(1, **{key: value})]).points == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [("alt_m", 1e9), ("alt_m", float("inf")), ("speed_mps", -1), ("speed_mps", 1e6), ("track_deg", 361)],
)  # fmt: skip
def test_what_cannot_be_is_not_known_of_a_point(key: str, value: Any) -> None:
    (point,) = track([at(1, **{key: value})]).points
    assert (point.altitude, point.speed, point.course) == (None, None, None)


@pytest.mark.parametrize(
    ("element", "time"),
    [
        ({"offset_msecs": 2500}, 2.5),
        ({"offset_secs": 2.5}, 2.5),
        ({"offset_msecs": 2500, "offset_secs": 2}, 2.5),
        ({"offset_msecs": -1, "offset_secs": 2}, 2),
        ({"offset_msecs": "2500", "offset_secs": 2}, 2),
    ],
)
def test_either_key_tells_the_time(element: dict[str, Any], time: float) -> None:
    (point,) = track([{**at(0), "offset_msecs": None, **element}]).points
    assert point.time == time


@pytest.mark.parametrize(
    "element", [{}, {"offset_secs": -1}, {"offset_secs": 1e12}, {"offset_msecs": []}]
)
def test_without_a_time_there_is_no_point(element: dict[str, Any]) -> None:  # fmt: skip
    assert track([{"gnss": at(1)["gnss"], **element}]).points == ()


def test_several_positions_of_a_moment_and_moments_out_of_order() -> None:
    both = at(2)
    both["gnss"] *= 2
    assert [point.time for point in track([both, at(1)]).points] == [1, 2, 2]


@pytest.mark.parametrize("data", [{}, None, "x", 7])
def test_what_is_no_array_is_refused(data: Any) -> None:
    with pytest.raises(BadData):
        track(data)


def test_a_track_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracks, "MAX_POINTS", 10)
    assert len(track([at(second) for second in range(30)]).points) == 10
    crowd = at(1)
    crowd["gnss"] *= 30
    assert len(track([crowd]).points) == 10


# The summary.


def test_of_nothing_nothing_is_known() -> None:
    assert track([]) == Track((), Summary())
    assert track([None, 7, "x", [], {"gnss": 7, "accel_mg": "x", "heart_rate": {}}]).points == ()


def test_the_distance_is_along_great_circles() -> None:
    there = track([at(0, 0, 0), at(1000, 1, 0), at(2000, 1, 1)]).summary
    assert there.distance == pytest.approx(DEGREE + DEGREE * 0.99985, rel=1e-4)
    assert there.jumps == 0
    assert there.duration == 2000


def test_degrees_of_longitude_are_shorter_in_the_north() -> None:
    summary = track([at(0, 60, 4), at(10, 60, 4.01)]).summary
    assert summary.distance == pytest.approx(DEGREE * 0.01 / 2, rel=1e-3)


def test_over_the_date_line_and_to_the_other_side_of_the_world() -> None:
    summary = track([at(0, 0, 179.9999), at(1, 0, -179.9999)]).summary
    assert summary.distance == pytest.approx(DEGREE * 0.0002, abs=0.05)
    far = track([at(0, 0, 0), at(500_000, 0, 180)]).summary
    assert far.distance == pytest.approx(DEGREE * 180, rel=1e-3)


def test_a_jump_is_told_and_left_out_of_the_distance() -> None:
    summary = track([at(0, 52), at(1, 52.0001), at(2, 53), at(3, 52.0002), at(4, 52.0003)]).summary
    assert summary.distance == pytest.approx(DEGREE * 0.0002, rel=1e-2)
    assert summary.jumps == 2


def test_two_places_at_one_moment_are_a_jump_only_where_they_are_far_apart() -> None:
    assert track([at(1, 52), at(1, 52.001)]).summary.jumps == 0
    assert track([at(1, 52), at(1, 53)]).summary.jumps == 1


def test_one_place_is_no_distance() -> None:
    assert track([at(1)]).summary == Summary(distance=0, duration=0)


def test_the_top_speed_is_what_the_receiver_tells() -> None:
    rows = [at(0, speed_mps=3.5), at(1, speed_mps=12), at(2, speed_mps=9e9), at(3)]
    assert track(rows).summary.top_speed == 12


def test_the_strongest_acceleration_is_of_all_three_axes_in_multiples_of_g() -> None:
    rows = [
        {"offset_secs": 0, "accel_mg": [[0, 0, 1000], [2000, 3000, 6000]]},
        {"accel_mg": [[1, 2], [1, 2, "x"], [1, 2, 3, 4], "xyz", None, [0, 0, 1e9]]},
    ]
    assert track(rows).summary.max_g == 7
    assert track([{"offset_secs": 0, "accel_mg": [[0, 0, 1e9]]}]).summary.max_g is None


def test_the_heart_rate_without_what_is_none() -> None:
    rows = [{"heart_rate": [0, 80]}, {"heart_rate": [101, -1, "90", 9999]}, {"heart_rate": 90}]
    summary = track(rows).summary
    assert (summary.heart_rate_min, summary.heart_rate_mean, summary.heart_rate_max) == (80, 90.5, 101)  # fmt: skip
    assert track([{"heart_rate": [0]}]).summary.heart_rate_mean is None


def test_what_the_receiver_errs_by_is_not_climbed() -> None:
    def climbed(*altitudes: float) -> float | None:
        rows = [at(second, alt_m=altitude) for second, altitude in enumerate(altitudes)]
        return track(rows).summary.climb

    assert climbed(10, 12, 9, 13, 10) == 0
    assert climbed(10, 20, 30) == 20
    assert climbed(30, 10, 12, 40) == 30
    assert climbed() is None
    assert track([at(0, mode="2D", alt_m=10), at(1, mode="2D", alt_m=90)]).summary.climb is None


# GPX.


def tree(text: str) -> ET.Element:
    assert text.startswith("<?xml version='1.0' encoding='utf-8'?>\n")
    return ET.fromstring(text)


def test_a_track_as_gpx() -> None:
    it = track([at(0, 52.1, 4.2, alt_m=3.14159), at(1.5, 52.10001, 4.2, mode="2D")])
    root = tree(gpx(it, "MOV_0001", datetime(2015, 3, 25, 22, 58, tzinfo=UTC)))
    assert root.tag == f"{GPX}gpx"
    assert root.get("version") == "1.1"
    (trk,) = root
    assert [part.tag for part in trk] == [f"{GPX}name", f"{GPX}trkseg"]
    assert trk[0].text == "MOV_0001"
    first, second = trk[1]
    assert first.attrib == {"lat": "52.1000000", "lon": "4.2000000"}
    # In the order that the format wants them.
    assert [(part.tag.removeprefix(GPX), part.text) for part in first] == [
        ("ele", "3.14"),
        ("time", "2015-03-25T22:58:00.000Z"),
        ("fix", "3d"),
    ]
    assert [part.text for part in second] == ["2015-03-25T22:58:01.500Z", "2d"]


def test_a_zone_becomes_utc_and_without_one_there_are_no_times() -> None:
    it = track([at(0)])
    east = datetime(2015, 3, 25, 1, tzinfo=timezone(timedelta(hours=2)))
    assert "<time>2015-03-24T23:00:00.000Z</time>" in gpx(it, "x", east)
    for started in (None, datetime(2015, 3, 25)):  # noqa: DTZ001 - a camera that tells no zone
        assert "<time>" not in gpx(it, "x", started)


@pytest.mark.parametrize(
    ("started", "hours"), [("0001-01-01T00:00", 12), ("9999-12-31T23:59:59", 0)]
)
def test_a_time_that_cannot_be_written_is_left_out(started: str, hours: int) -> None:
    far = datetime.fromisoformat(started).replace(tzinfo=timezone(timedelta(hours=hours)))
    assert "<time>" not in gpx(track([at(5)]), "x", far)


def test_a_track_goes_on_in_pieces_after_a_gap_and_a_jump() -> None:
    it = Track(points((0, 52), (1, 52.0001), (100, 52.0002), (101, 53), (102, 53.0001)), Summary())
    root = tree(gpx(it, "x", None))
    assert [len(part) for part in root.iter(f"{GPX}trkseg")] == [2, 1, 2]


def test_no_number_is_written_in_another_way_than_gpx_has() -> None:
    it = track([at(0, 1e-7, 180), at(1, -1e-9, -180)])
    places = [point.attrib for point in tree(gpx(it, "x", None)).iter(f"{GPX}trkpt")]
    assert places[0] == {"lat": "0.0000001", "lon": "-180.0000000"}
    assert places[1]["lon"] == "-180.0000000"


def test_a_name_that_xml_cannot_hold_is_cleaned() -> None:
    text = gpx(track([at(0)]), "a\x00<b>&\x1f\ufffe\ud800" + "c" * 999, None)
    name = tree(text).find(f"{GPX}trk/{GPX}name")
    assert name is not None
    assert str(name.text).startswith("a<b>&ccc")
    assert len(str(name.text)) <= tracks.MAX_NAME


# Whatever a camera tells.

NUMBERS = st.floats() | st.integers() | st.just(10**400)
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "offset_msecs": NUMBERS | st.text(),
        "offset_secs": NUMBERS,
        "heart_rate": st.lists(NUMBERS),
        "accel_mg": st.lists(st.lists(NUMBERS, min_size=2, max_size=4)) | NUMBERS,
        "gnss": st.lists(
            st.fixed_dictionaries(
                {"mode": st.sampled_from(["2D", "3D", "NoFix"])},
                optional={
                    "lat_deg": NUMBERS,
                    "lon_deg": NUMBERS,
                    "alt_m": NUMBERS,
                    "speed_mps": NUMBERS,
                },
            )
            | st.none()
        ),
    },
)
PLACES = st.builds(
    at, st.floats(0, 1e6), st.floats(-90, 90), st.floats(-180, 180), alt_m=st.floats(-1e5, 1e5)
)


@given(st.lists(ROWS | PLACES, max_size=20), st.text())
def test_whatever_is_logged_numbers_are_finite_and_gpx_is_xml(rows: list[Any], name: str) -> None:
    it = track(rows)
    summary = it.summary
    told = (
        summary.distance, summary.top_speed, summary.max_g, summary.heart_rate_mean, summary.duration, summary.climb,
    )  # fmt: skip
    assert all(value is None or (isfinite(value) and value >= 0) for value in told)
    root = tree(gpx(it, name, datetime(2015, 3, 25, tzinfo=UTC)))
    assert len(list(root.iter(f"{GPX}trkpt"))) == len(it.points)
    for point in root.iter(f"{GPX}trkpt"):
        assert -90 <= float(point.attrib["lat"]) <= 90
        assert -180 <= float(point.attrib["lon"]) < 180
