"""Where a video was taken, how fast and how roughly: what the camera's sensors logged. No I/O.

Source: notes on the sensor data in its JSON form, which the maker's two kits read. An element is
what was logged at one moment; every key of it may be missing, and most are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from xml.etree import ElementTree as ET

from ...link.errors import BadData

MAX_POINTS = 100_000
"""Points of a track: a day and more, at one a second."""

MAX_TIME = 7 * 24 * 3600.0
"""Seconds into a video: more than any battery or card lasts."""

MAX_SPEED = 350.0
"""Metres a second: an airliner's. Positions that are further apart are a mistake of the receiver."""

MAX_NAME = 255
"""Characters of a track's name."""

_GAP = 15.0
"""Seconds without a position after which a track goes on as another piece."""

_RISE = 5.0
"""Metres that the altitude must rise to count as climbed: the receiver errs by nearly as much."""

_EARTH = 6_371_008.8
_MAX_ALTITUDE = 100_000.0
_MAX_G = 1_000.0
_MAX_HEART_RATE = 300
_FIXES = {"2D": "2d", "3D": "3d"}
_GPX = "http://www.topografix.com/GPX/1/1"


@dataclass(frozen=True, slots=True)
class Point:
    """Where the camera was, `time` seconds into the video; only what a receiver with a fix told.

    `latitude` and `longitude` are in degrees, `altitude` in metres, `speed` in metres a second,
    `course` in degrees from north. `fix` is "2d" or "3d".
    """

    time: float
    latitude: float
    longitude: float
    altitude: float | None
    speed: float | None
    course: float | None
    fix: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a track comes to; None is what the camera has not logged.

    `distance` (m) is from each position to the next, but for `jumps`: pairs that nothing could
    have moved between. `top_speed` is in metres a second, as the receiver told it. `max_g` is the
    strongest acceleration in multiples of g, gravity included: at rest the sensor tells 1.
    `duration` (s) is from the first thing logged to the last. `climb` (m) adds up what the
    altitude rose.
    """

    distance: float | None = None
    top_speed: float | None = None
    max_g: float | None = None
    heart_rate_min: int | None = None
    heart_rate_mean: float | None = None
    heart_rate_max: int | None = None
    duration: float | None = None
    climb: float | None = None
    jumps: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    """The positions of a video in their order, and what all that was logged comes to."""

    points: tuple[Point, ...]
    summary: Summary


def track(data: object) -> Track:
    """Return the track that sensor data tells. Raises BadData where it is no array.

    What is no value of its kind is left out; positions beyond `MAX_POINTS` are too.
    """
    if not isinstance(data, list):
        raise BadData("sensor data is an array")
    elements = [element for element in data if isinstance(element, dict)]
    times = [time for element in elements if (time := _time(element)) is not None]
    rates = [round(n) for n in _numbers(elements, "heart_rate", 1, _MAX_HEART_RATE)]
    forces = (force for element in elements for force in _forces(element.get("accel_mg")))
    max_g = max(forces, default=None)
    taken = islice(_points(elements), MAX_POINTS)
    points = tuple(sorted(taken, key=lambda point: point.time))
    legs = [leg for leg in pairwise(points) if not _is_jump(*leg)]
    speeds = [point.speed for point in points if point.speed is not None]
    return Track(
        points,
        Summary(
            distance=round(sum(_apart(*leg) for leg in legs), 1) if points else None,
            top_speed=max(speeds, default=None),
            max_g=None if max_g is None else round(max_g, 3),
            heart_rate_min=min(rates, default=None),
            heart_rate_mean=round(sum(rates) / len(rates), 1) if rates else None,
            heart_rate_max=max(rates, default=None),
            duration=round(max(times) - min(times), 3) if times else None,
            climb=_climb(points),
            jumps=max(len(points) - 1, 0) - len(legs),
        ),
    )


def gpx(track: Track, name: str, started: datetime | None) -> str:
    """Return a track as GPX 1.1.

    Its points have times only where `started` tells with its zone when the video began. A track
    goes on as another segment where the camera had no position for a while, and after a jump.
    """
    root = ET.Element("gpx", {"xmlns": _GPX, "version": "1.1", "creator": "camhub"})
    trk = ET.SubElement(root, "trk")
    title = "".join(c for c in name[:MAX_NAME] if c.isprintable())
    ET.SubElement(trk, "name").text = title
    begin = None if started is None or started.tzinfo is None else started
    last: Point | None = None
    segment = trk
    for point in track.points:
        if last is None or point.time - last.time > _GAP or _is_jump(last, point):
            segment = ET.SubElement(trk, "trkseg")
        last = point
        place = {"lat": f"{point.latitude:.7f}", "lon": f"{_west(point.longitude):.7f}"}
        trkpt = ET.SubElement(segment, "trkpt", place)
        if point.altitude is not None:
            ET.SubElement(trkpt, "ele").text = f"{point.altitude:.2f}"
        if begin is not None and (moment := _moment(begin, point.time)) is not None:
            ET.SubElement(trkpt, "time").text = moment
        ET.SubElement(trkpt, "fix").text = point.fix
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _points(elements: Iterable[dict[str, object]]) -> Iterator[Point]:
    for element in elements:
        rows = element.get("gnss")
        if (time := _time(element)) is None or not isinstance(rows, list):
            continue
        for row in rows:
            if (point := _point(time, row)) is not None:
                yield point


def _point(time: float, row: object) -> Point | None:
    if not isinstance(row, dict) or (fix := _FIXES.get(str(row.get("mode")))) is None:
        return None
    latitude = _number(row.get("lat_deg"), -90, 90)
    longitude = _number(row.get("lon_deg"), -180, 180)
    if latitude is None or longitude is None:
        return None
    return Point(
        time,
        latitude,
        longitude,
        _number(row.get("alt_m"), -_MAX_ALTITUDE, _MAX_ALTITUDE),
        _number(row.get("speed_mps"), 0, MAX_SPEED),
        _number(row.get("track_deg"), 0, 360),
        fix,
    )


def _time(element: dict[str, object]) -> float | None:
    """Return the seconds into the video; one of the maker's kits reads each of the two keys."""
    milliseconds = _number(element.get("offset_msecs"), 0, MAX_TIME * 1000)
    if milliseconds is not None:
        return milliseconds / 1000
    return _number(element.get("offset_secs"), 0, MAX_TIME)


def _number(value: object, low: float, high: float) -> float | None:
    """Return a number of a range, None for what is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if low <= value <= high else None


def _numbers(
    elements: Iterable[dict[str, object]], key: str, low: float, high: float
) -> Iterator[float]:
    for element in elements:
        told = element.get(key)
        for value in told if isinstance(told, list) else ():
            if (number := _number(value, low, high)) is not None:
                yield number


def _forces(rows: object) -> Iterator[float]:
    """Yield how strong each acceleration is, in multiples of g."""
    for row in rows if isinstance(rows, list) else ():
        match row:
            case [x, y, z]:
                axes = [_number(axis, -1000 * _MAX_G, 1000 * _MAX_G) for axis in (x, y, z)]
                told = [axis for axis in axes if axis is not None]
                if len(told) == len(axes):
                    yield hypot(*told) / 1000


def _apart(one: Point, other: Point) -> float:
    """Return the metres between two points on a sphere as large as the Earth."""
    a, b = radians(one.latitude), radians(other.latitude)
    across = sin(radians(other.longitude - one.longitude) / 2) ** 2
    chord = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * across
    return 2 * _EARTH * asin(sqrt(min(chord, 1.0)))


def _is_jump(one: Point, other: Point) -> bool:
    """Tell whether nothing could have moved so far in the time; positions are a second apart."""
    return _apart(one, other) > MAX_SPEED * max(other.time - one.time, 1.0)


def _climb(points: Iterable[Point]) -> float | None:
    """Return how much the altitude rose in all; a fix in two dimensions tells none."""
    altitudes = [
        point.altitude for point in points if point.fix == "3d" and point.altitude is not None
    ]
    if not altitudes:
        return None
    climbed, lowest = 0.0, altitudes[0]
    for altitude in altitudes:
        if altitude - lowest >= _RISE:
            climbed += altitude - lowest
            lowest = altitude
        lowest = min(lowest, altitude)
    return round(climbed, 1)


def _west(longitude: float) -> float:
    """Return a longitude as GPX writes it: the meridian of 180 degrees has one name."""
    return -180.0 if round(longitude, 7) >= 180 else longitude


def _moment(begin: datetime, seconds: float) -> str | None:
    try:
        moment = (begin + timedelta(seconds=seconds)).astimezone(UTC)
    except OverflowError:
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
