"""95% intervals of a score, by the bootstrap (Koehn 2004, "Statistical Significance Tests for MT Evaluation").

What is drawn again and again is the article where there are six or more, for the lines of one article are not
independent of one another; with fewer the line is drawn, and the interval then says nothing of how the score
would change on other articles. With fewer than six lines there is no interval: even the whole range of n values
misses their median once in 2**(n-1) times, which is 6% at five and 3% at six. The interval is that of
percentiles, 2.5 to 97.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts, Measured

Unit = Literal["article", "line"]

UNITS_ENOUGH = 6
RESAMPLES = 1000  # the sacrebleu command's default
SEED = 12345  # the sacrebleu command's default
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """The range that holds the score in 95% of the resamples, 0 to 100."""

    low: float
    high: float


def resampled_unit(articles: int) -> Unit:
    """What is resampled: articles from `UNITS_ENOUGH` on, lines under it."""
    return "article" if articles >= UNITS_ENOUGH else "line"


def bootstrap_interval(measured: Measured, counts: Counts) -> Interval | None:
    """The interval of the score over `counts`, of shape (units, counts of the metric).

    The same number of units gives the same draws, whatever the metric and the system. None where there are
    fewer than `UNITS_ENOUGH`.
    """
    import numpy as np

    units = len(counts)
    if units < UNITS_ENOUGH:
        return None
    draws = np.random.default_rng(SEED)
    scores = [
        measured.score(np.bincount(draws.integers(units, size=units), minlength=units) @ counts)
        for _ in range(RESAMPLES)
    ]
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(scores, [tail, 100 - tail])
    return Interval(float(low), float(high))
