"""Rounds of three sides measured one after the other, and the row of the table they come to."""

import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, override

HEADING = (
    f"{'':58}{'unit':>6}{'floor':>10}{'camhub':>10}{'baseline':>10}{'ratio':>7}{'hold':>7}  ok"
)

type Side = Callable[[], Awaitable[float]]
"""Measures one side once."""


@dataclass(frozen=True, slots=True)
class Round:
    """What was measured right after each other, so that whatever else the machine did hit all three."""

    floor: float
    camhub: float
    baseline: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `ratio` is camhub to floor: the median over the rounds, each by itself."""

    name: str
    unit: str
    floor: float
    camhub: float
    baseline: float
    ratio: float
    hold: float

    @property
    def ok(self) -> bool:
        """Whether what was promised holds."""
        return self.ratio <= self.hold

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return {
            "name": self.name,
            "unit": self.unit,
            "floor": self.floor,
            "camhub": self.camhub,
            "baseline": self.baseline,
            "ratio": self.ratio,
            "hold": self.hold,
            "ok": self.ok,
        }

    @override
    def __str__(self) -> str:
        figures = "".join(
            f"{_short(value):>10}" for value in (self.floor, self.camhub, self.baseline)
        )
        held = "yes" if self.ok else "NO"
        return (
            f"{self.name:58}{self.unit:>6}{figures}{self.ratio:7.2f}{f'≤ {self.hold:g}':>7}  {held}"
        )


async def rounds(
    *, floor: Side, camhub: Side, baseline: Side, count: int, baselines: int
) -> list[Round]:
    """Measure the first two sides `count` times, taking turns; the slow baseline `baselines` times.

    What there is before is left to itself by the collector, which otherwise would count it in.
    """
    gc.collect()
    gc.freeze()
    measured: list[Round] = []
    for number in range(count):
        if number % 2:
            ours = await camhub()
            least = await floor()
        else:
            least = await floor()
            ours = await camhub()
        measured.append(Round(least, ours, await baseline() if number < baselines else None))
    gc.unfreeze()
    return measured


def row(name: str, unit: str, hold: float, measured: Sequence[Round]) -> Row:
    """Return the row that these rounds come to."""
    return Row(
        name,
        unit,
        floor=median(one.floor for one in measured),
        camhub=median(one.camhub for one in measured),
        baseline=median(one.baseline for one in measured if one.baseline is not None),
        ratio=median(one.camhub / one.floor for one in measured),
        hold=hold,
    )


def _short(value: float) -> str:
    """Return a figure with three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
