"""95% intervals of a score, by the bootstrap (Koehn 2004, "Statistical Significance Tests for MT Evaluation").

With six articles or more, articles are resampled, because the lines of one article are not independent. With fewer,
lines are resampled, and the interval is not valid across articles. With fewer than six lines there is no interval: even
the full range of n values misses their median once in 2**(n-1) times, which is 6% at five and 3% at six. The limits are
the percentiles 2.5 and 97.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts, Metric

__all__ = [
    "LEVEL",
    "RESAMPLES",
    "SEED",
    "UNITS_ENOUGH",
    "Interval",
    "Unit",
    "bootstrap_interval",
    "bootstrap_scores",
    "percentile_interval",
    "resampled_unit",
]

Unit = Literal["article", "line"]

UNITS_ENOUGH = 6
RESAMPLES = 1000  # the sacrebleu command's default
SEED = 12345  # the sacrebleu command's default
LEVEL = 0.95
_FEW_UNITS = 128  # up to this size, draws are cached: the articles of one set have few lengths
_ROWS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Interval:
    """The range of the score in 95% of the resamples, 0 to 100."""

    low: float
    high: float


def resampled_unit(articles: int) -> Unit:
    """Return the unit to resample: articles if there are at least `UNITS_ENOUGH`, otherwise lines."""
    return "article" if articles >= UNITS_ENOUGH else "line"


def bootstrap_scores(metric: Metric, counts: Counts) -> Counts | None:
    """Return the scores of `RESAMPLES` resamples of `counts`, which has the shape (units, counts of the metric).

    Equal numbers of units give equal draws for every metric and system, so the differences between two systems'
    resampled scores are paired. None if there are fewer than `UNITS_ENOUGH` units.
    """
    import numpy as np

    units = len(counts)
    if units < UNITS_ENOUGH:
        return None
    weights = [_kept_draws(units)] if units <= _FEW_UNITS else _draws(units)
    return np.concatenate([metric.formula(rows @ counts) for rows in weights])


def percentile_interval(scores: Counts | None) -> Interval | None:
    """Return the range between the percentiles 2.5 and 97.5."""
    import numpy as np

    if scores is None:
        return None
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(scores, [tail, 100 - tail])
    return Interval(float(low), float(high))


def bootstrap_interval(metric: Metric, counts: Counts) -> Interval | None:
    """Return the interval of the score over `counts`, of shape (units, counts of the metric)."""
    return percentile_interval(bootstrap_scores(metric, counts))


def _draws(units: int) -> Iterator[Counts]:
    """Yield how often each unit is drawn in each resample: `RESAMPLES` rows in total, in blocks."""
    import numpy as np

    chance = np.random.default_rng(SEED)
    for _ in range(0, RESAMPLES, _ROWS_AT_ONCE):
        rows = [
            np.bincount(chance.integers(units, size=units), minlength=units) for _ in range(_ROWS_AT_ONCE)
        ]
        yield np.array(rows, dtype=np.float64)


@lru_cache(maxsize=64)
def _kept_draws(units: int) -> Counts:
    import numpy as np

    return np.concatenate(list(_draws(units)))
