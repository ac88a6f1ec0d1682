"""The ride that a video was recorded on: speed, heart rate, place and forces at every moment of it."""

from dataclasses import dataclass
from math import cos, pi, radians, sin
from random import Random

_METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """A ride of `length` seconds whose course the seed decides; `fix` tells whether GNSS knew where.

    It speeds up to `top_speed` m/s at `top_moment` (whole seconds after the start) and slows down again.
    """

    length: float
    top_moment: int
    top_speed: float
    heart_moment: int
    start: tuple[float, float]
    bearing: float
    fix: bool
    heart: bool
    cadence: bool

    @staticmethod
    def drawn(
        random: Random, length: float, *, fix: bool = True, heart: bool = True, cadence: bool = True
    ) -> Ride:
        """Draw a ride by lot."""
        last = max(int(length) - 1, 0)
        return Ride(
            length=length,
            top_moment=random.randint(min(1, last), last),
            top_speed=round(random.uniform(8, 20), 2),
            heart_moment=random.randint(min(1, last), last),
            start=(round(random.uniform(44, 53), 6), round(random.uniform(4, 21), 6)),
            bearing=round(random.uniform(0, 359), 1),
            fix=fix,
            heart=heart,
            cadence=cadence,
        )

    def speed(self, offset: float) -> float:
        """Return the speed in m/s."""
        away = abs(offset - self.top_moment) / max(self.length, 1.0)
        return round(self.top_speed * (1 - 0.8 * min(away, 1.0)), 2)

    def heart_rate(self, offset: float) -> int:
        """Return the heart rate in beats a minute; its highest is at `heart_moment`."""
        return 165 - round(60 * min(abs(offset - self.heart_moment) / max(self.length, 1.0), 1.0))

    def pedalling(self, offset: float) -> int:
        """Return the cadence in turns a minute."""
        return round(60 + 2 * self.speed(offset))

    def place(self, offset: float) -> tuple[float, float]:
        """Return latitude and longitude in degrees."""
        metres = sum(self.speed(second) for second in range(int(offset)))
        north, east = cos(radians(self.bearing)) * metres, sin(radians(self.bearing)) * metres
        latitude, longitude = self.start
        return (
            round(latitude + north / _METRES_A_DEGREE, 6),
            round(longitude + east / _METRES_A_DEGREE / cos(radians(latitude)), 6),
        )

    def altitude(self, offset: float) -> float:
        """Return the height above the sea in m."""
        return round(120 + 3 * sin(2 * pi * offset / 60), 1)

    def acceleration(self, offset: float) -> tuple[int, int, int]:
        """Return the acceleration in thousandths of g, with gravity."""
        ahead = (self.speed(offset + 0.5) - self.speed(offset - 0.5)) / 9.81
        return round(ahead * 1000), round(50 * sin(offset * 3)), round(1000 + 80 * sin(offset * 7))

    def rotation(self, offset: float) -> tuple[int, int, int]:
        """Return the turning in degrees a second."""
        return tuple(round(12 * sin(offset * turn)) for turn in (1, 2, 3))  # type: ignore[return-value]
