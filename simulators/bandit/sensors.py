"""Sensor data of a video in its two forms: JSON, an element a second, and the records of the card's log."""

import struct
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from math import floor
from typing import Any

from simulators.bandit.ride import Ride

KINDS = ("gnss", "accel", "gyro", "magnet", "temp", "pressure", "heart_rate", "cadence")
"""Words of the filter."""

_FAST = 5
"""Values a second of what turns and shakes."""


def elements(
    ride: Ride,
    started: datetime,
    offset: float,
    length: float,
    kinds: Collection[str],
    cadence_key: str,
) -> list[dict[str, Any]]:
    """Return what the sensors said from `offset` on for `length` seconds, only of these kinds."""
    writers: Mapping[str, Callable[[float], tuple[str, Any]]] = {
        "gnss": lambda at: ("gnss", [_gnss(ride, started, at)]),
        "accel": lambda at: (
            "accel_mg",
            [list(ride.acceleration(moment)) for moment in _moments(at)],
        ),
        "gyro": lambda at: (
            "gyro_degsec",
            [list(ride.rotation(moment)) for moment in _moments(at)],
        ),
        "magnet": lambda at: ("magnet_mt", [[20 + round(at) % 5, -3, 43]]),
        "temp": lambda at: ("temp_mc", [21_500 + round(at) * 10]),
        "pressure": lambda at: ("pressure_pa", [round(101_325 - 12 * ride.altitude(at))]),
    }
    if ride.heart:
        writers = {**writers, "heart_rate": lambda at: ("heart_rate", [ride.heart_rate(at)])}
    if ride.cadence and cadence_key:
        writers = {**writers, "cadence": lambda at: (cadence_key, [ride.pedalling(at)])}
    first, end = floor(offset), min(offset + length, ride.length)
    return [
        {"offset_msecs": second * 1000, "offset_secs": float(second)}
        | dict(write(float(second)) for kind, write in writers.items() if kind in kinds)
        for second in range(first, floor(end) + 1)
        if offset <= second < end
    ]


def records(ride: Ride, offset: float, length: float, kinds: Collection[str]) -> bytes:
    """Return the same as records of a type byte and a payload in little-endian numbers.

    Type 0xFF is the time in ms, 0 gyro, 3 acceleration (three int32 each), 5 GNSS (92 bytes, of which
    latitude, longitude, altitude and speed are the first four doubles).
    """
    end = min(offset + length, ride.length)
    log = b""
    for second in range(floor(offset), floor(end) + 1):
        if not offset <= second < end:
            continue
        log += struct.pack("<BI", 0xFF, second * 1000)
        if "gyro" in kinds:
            log += struct.pack("<Biii", 0, *ride.rotation(second))
        if "accel" in kinds:
            log += struct.pack("<Biii", 3, *ride.acceleration(second))
        if "gnss" in kinds and ride.fix:
            place = ride.place(second)
            log += struct.pack("<Bdddd60x", 5, *place, ride.altitude(second), ride.speed(second))
    return log


def _moments(at: float) -> list[float]:
    return [at + step / _FAST for step in range(_FAST)]


def _gnss(ride: Ride, started: datetime, at: float) -> dict[str, Any]:
    seconds = round(started.timestamp() + at, 3)
    if not ride.fix:
        return {"mode": "NoFix", "time_secs": seconds}
    latitude, longitude = ride.place(at)
    return {
        "mode": "3D",
        "time_secs": seconds,
        "speed_mps": ride.speed(at),
        "alt_m": ride.altitude(at),
        "lat_deg": latitude,
        "lon_deg": longitude,
        "track_deg": ride.bearing,
        "heading_deg": ride.bearing,
        "range_alt_m": 6.0,
        "range_lat_m": 3.0,
        "range_lon_m": 3.0,
        "range_track_deg": 4.0,
    }
