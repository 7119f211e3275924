"""A row of readings as a small line: points in a box, with the limits they should keep to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, TOP, FOOT = 356, 64, 8, 56


@dataclass(frozen=True)
class Trend:
    """What is drawn; the limits as heights, None for one that is not there."""

    line: str
    end: tuple[float, float] | None
    low: float | None
    high: float | None


def trend(values: Sequence[Decimal], low: str = "", high: str = "") -> Trend:
    """The line of some readings, oldest first; a single one is a dot, none is nothing."""
    limits = [Decimal(one) for one in (low, high) if one]
    whole = [*values, *limits]
    least, most = (min(whole), max(whole)) if whole else (Decimal(0), Decimal(1))
    span = most - least or Decimal(1)

    def y(value: Decimal) -> float:
        return round(float(FOOT - (value - least) / span * (FOOT - TOP)), 1)

    step = (WIDTH - 16) / max(len(values) - 1, 1)
    points = [(round(8 + n * step, 1), y(value)) for n, value in enumerate(values)]
    return Trend(
        " ".join(f"{x},{height}" for x, height in points),
        points[-1] if points else None,
        y(Decimal(low)) if low else None,
        y(Decimal(high)) if high else None,
    )
