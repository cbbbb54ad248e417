"""Verdicts on pairs of systems: better, worse, cannot tell, too few to decide, or the same outputs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from translate.scoring.intervals import Unit, bootstrap_scores, percentile_interval
from translate.scoring.metrics import Metric
from translate.scoring.paired import is_exact, p_values, smallest_p, standard_error

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

__all__ = [
    "AGREEMENT_CURVES",
    "AGREEMENT_SOURCE",
    "ALPHA",
    "POWER",
    "Pair",
    "PairedCounts",
    "Verdict",
    "agreement",
    "articles_needed",
    "holm",
    "is_decidable",
    "judge_pairs",
]

ALPHA = 0.05
POWER = 0.8
# Kocmi et al. 2024, "Navigating the Metrics Maze": percentage of system pairs in which people prefer the same side,
# limit / (1 + exp(-slope * |difference|)). The other two metrics have no published curve for sacrebleu's defaults.
AGREEMENT_CURVES = {"bleu": (88.3, 0.966), "chrf": (93.0, 1.114)}
AGREEMENT_SOURCE = "Kocmi et al. 2024, Navigating the Metrics Maze"


class Verdict(StrEnum):
    """The verdict on system a compared with system b."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"
    TOO_FEW = "too few to decide"
    SAME = "same"  # the outputs are identical


@dataclass(frozen=True, slots=True)
class Pair:
    """The comparison of two systems by one metric.

    `difference` is the score of a minus that of b, with its 95% interval (paired bootstrap over `interval_unit`; None
    for fewer than six). `p` is two-sided; `p_holm` is corrected by Holm's method over all pairs of the metric.
    `agreement` is the percentage of cases in which people would agree on the winner; None for metrics without a
    published curve. `articles_needed` is the total number of articles (`unit`s) for 80% power at this difference; None
    if there is a verdict, or if it cannot be computed.
    """

    a: str
    b: str
    metric: str
    difference: float
    low: float | None
    high: float | None
    p: float
    p_holm: float
    verdict: Verdict
    agreement: float | None
    articles_needed: int | None
    unit: Unit
    units: int
    test: str

    def as_json(self) -> dict[str, Any]:
        """Return the pair as an entry of `pairs` in the `compare` document."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PairedCounts:
    """The counts of all systems for one metric, by system name, in two groupings.

    `tested` has the units of the significance test, `resampled` those of the intervals (lines if there are too few
    articles).
    """

    metric: Metric
    tested: Mapping[str, Counts]
    resampled: Mapping[str, Counts]
    unit: Unit


def judge_pairs(counts: PairedCounts) -> list[Pair]:
    """Return the verdicts on all pairs of systems for one metric."""
    pairs = list(combinations(counts.tested, 2))
    if not pairs:
        return []
    formula = counts.metric.formula
    units = len(next(iter(counts.tested.values())))
    raw = p_values(formula, [(counts.tested[a], counts.tested[b]) for a, b in pairs])
    corrected = holm(raw)
    resamples = {name: bootstrap_scores(counts.metric, of_name) for name, of_name in counts.resampled.items()}
    scores = {name: float(formula(of_name.sum(axis=0))) for name, of_name in counts.tested.items()}
    judged = []
    for (a, b), p, p_holm in zip(pairs, raw, corrected, strict=True):
        difference = scores[a] - scores[b]
        of_a, of_b = resamples[a], resamples[b]
        interval = None if of_a is None or of_b is None else percentile_interval(of_a - of_b)
        verdict = _verdict(counts.metric, difference, p_holm, units, len(pairs))
        needed = None
        if verdict in (Verdict.CANNOT_TELL, Verdict.TOO_FEW):
            error = standard_error(formula, counts.tested[a], counts.tested[b])
            needed = articles_needed(difference, error, units, len(pairs))
        judged.append(
            Pair(
                a=a,
                b=b,
                metric=counts.metric.key,
                difference=difference,
                low=interval.low if interval else None,
                high=interval.high if interval else None,
                p=p,
                p_holm=p_holm,
                verdict=verdict,
                agreement=agreement(counts.metric.key, difference),
                articles_needed=needed,
                unit=counts.unit,
                units=units,
                test="exact sign-flip" if is_exact(units) else "permutation",
            )
        )
    return judged


def holm(ps: Sequence[float]) -> list[float]:
    """Return the p-values corrected by Holm's method (1979), in the given order."""
    corrected = [0.0] * len(ps)
    largest = 0.0
    for rank, n in enumerate(sorted(range(len(ps)), key=lambda n: ps[n])):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[n]))
        corrected[n] = largest
    return corrected


def agreement(metric: str, difference: float) -> float | None:
    """Return the probability, in percent, that people agree with the metric on the better system; None if unknown."""
    if metric not in AGREEMENT_CURVES:
        return None
    limit, slope = AGREEMENT_CURVES[metric]
    return limit / (1 + math.exp(-slope * abs(difference)))


def articles_needed(difference: float, error: float | None, units: int, pairs: int) -> int | None:
    """Return the total number of units needed for 80% power at this difference, at the level of Holm's first step.

    With a normal approximation, the standard error is inversely proportional to the square root of the number of units:
    n = units * ((z(1 - alpha / 2 pairs) + z(power)) * error / difference)**2. The result is at least the number that
    the test needs to reach the level, and at least `units` + 1. None if the difference is 0 or the error is unknown.
    """
    if difference == 0 or error is None:
        return None
    normal = NormalDist()
    quantiles = normal.inv_cdf(1 - ALPHA / pairs / 2) + normal.inv_cdf(POWER)
    by_power = math.ceil(units * (quantiles * error / difference) ** 2)
    by_test = next(n for n in range(1, 64) if is_decidable(n, pairs) or not is_exact(n))
    return max(by_power, by_test, units + 1)


def is_decidable(units: int, pairs: int) -> bool:
    """Return whether the test can be significant with this many units, after correction for this many pairs."""
    return smallest_p(units, pairs) * pairs <= ALPHA


def _verdict(metric: Metric, difference: float, p_holm: float, units: int, pairs: int) -> Verdict:
    if not is_decidable(units, pairs):
        return Verdict.TOO_FEW
    if p_holm > ALPHA or difference == 0:
        return Verdict.CANNOT_TELL
    return Verdict.BETTER if (difference > 0) == metric.higher_is_better else Verdict.WORSE
