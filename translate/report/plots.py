"""The plots: small SVG pictures that use the page's colours, so that they work in light and dark mode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.scoring.compare import Comparison

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

__all__ = ["Axis", "Histogram", "histograms", "score_axis"]

_BINS = 20
_WIDTH, _HEIGHT = 200, 64
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Axis:
    """A zoomed axis: its limits and its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def percent(self, value: float) -> float:
        """Return the position of a value on the axis, 0 to 100."""
        return round(100 * (value - self.low) / (self.high - self.low), 2)


def score_axis(comparison: Comparison, metric: str) -> Axis:
    """Return the smallest axis that contains the systems' intervals."""
    found = [system.score.metrics[metric] for system in comparison.systems]
    low = min(one.score if one.low is None else one.low for one in found)
    high = max(one.score if one.high is None else one.high for one in found)
    margin = max(0.5, 0.06 * (high - low))
    low, high = low - margin, high + margin
    step = next((step for step in _STEPS if (high - low) / step <= _MOST_TICKS), _STEPS[-1])
    first = math.ceil(low / step)
    ticks = tuple(round(n * step, 1) for n in range(first, math.floor(high / step) + 1))
    return Axis(low, high, ticks)


@dataclass(frozen=True, slots=True)
class Histogram:
    """One system's distribution of line scores: the SVG path of the bars, and its description in words."""

    path: str
    median: float
    lowest_tenth: float


def histograms(chrf: Counts) -> list[Histogram]:
    """Return a histogram for each system, all on the same axes; `chrf` has the shape (systems, lines)."""
    import numpy as np

    edges = np.linspace(0, 100, _BINS + 1)
    counts = [np.histogram(scores, edges)[0] for scores in chrf]
    most = max(1, *(int(of.max()) for of in counts))
    return [
        Histogram(
            _bars([int(n) for n in of], most), float(np.median(scores)), float(np.percentile(scores, 10))
        )
        for of, scores in zip(counts, chrf, strict=True)
    ]


def _bars(counts: Sequence[int], most: int) -> str:
    width = _WIDTH / len(counts)
    parts = []
    for n, count in enumerate(counts):
        height = _HEIGHT * count / most
        if height:
            x, y = n * width, _HEIGHT - height
            parts.append(f"M{x + 0.5:.1f} {_HEIGHT}V{y:.1f}h{width - 1:.1f}V{_HEIGHT}z")
    return "".join(parts)
