"""Pairs of systems, differences and intervals as text: one notation for terminal, report and paper."""

from __future__ import annotations

from dataclasses import replace

from translate.scoring.compare import Comparison
from translate.scoring.metrics import METRICS
from translate.scoring.paired import is_exact, smallest_p
from translate.scoring.verdicts import AGREEMENT_CURVES, Pair, Verdict

__all__ = [
    "favouring",
    "interval",
    "more_needed",
    "p_text",
    "people_text",
    "signed",
    "turned_round",
    "verdict_text",
]

_MINUS = "\u2212"
_OPPOSITE = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}


def favouring(comparison: Comparison, metric: str) -> list[Pair]:
    """Return the pairs under a metric, sorted by score; `a` is the system with the better score."""
    of_metric = next(one for one in METRICS if one.key == metric)
    sign = -1 if of_metric.higher_is_better else 1
    ordered = sorted(comparison.systems, key=lambda system: sign * system.score.metrics[metric].score)
    place = {system.name: n for n, system in enumerate(ordered)}
    turned = [
        pair if place[pair.a] < place[pair.b] else turned_round(pair) for pair in comparison.pairs_by(metric)
    ]
    return sorted(turned, key=lambda pair: (place[pair.a], place[pair.b]))


def turned_round(pair: Pair) -> Pair:
    """Return the pair with a and b exchanged."""
    return replace(
        pair,
        a=pair.b,
        b=pair.a,
        difference=-pair.difference,
        low=None if pair.high is None else -pair.high,
        high=None if pair.low is None else -pair.low,
        verdict=_OPPOSITE.get(pair.verdict, pair.verdict),
    )


def more_needed(pair: Pair) -> int | None:
    """Return how many more units are needed for 80% power; None if unknown or not needed."""
    return None if pair.articles_needed is None else pair.articles_needed - pair.units


def p_text(pair: Pair, pairs: int) -> str:
    """Return the corrected p-value, with `≤` if no permutation reached the difference, because p may be smaller.

    `pairs` is the number of pairs under the pair's metric. An exact test has no such floor.
    """
    floor = smallest_p(pair.units, pairs)
    at_floor = not is_exact(pair.units) and pair.p <= floor * (1 + 1e-9)
    if pair.p_holm < 0.0001:
        return "<0.0001"
    shown = f"{pair.p_holm:.4f}"
    return f"{'≤' if at_floor else ''}{'1' if shown == '1.0000' else shown}"


def people_text(pair: Pair) -> str:
    """Return how often people would agree on the winner; with `≥` at the highest share that the curve can give."""
    if pair.agreement is None:
        return ""
    shown = f"{pair.agreement:.0f}%"
    limit = f"{AGREEMENT_CURVES[pair.metric][0]:.0f}%"
    return f"≥{shown}" if shown == limit else shown


def verdict_text(pair: Pair) -> str:
    """Return the verdict in words."""
    return "same outputs" if pair.verdict is Verdict.SAME else pair.verdict.value


def signed(value: float, precision: int = 1) -> str:
    """Return a difference with its sign (a real minus); without a sign if it rounds to zero."""
    text = f"{value:+.{precision}f}"
    return text.replace("-", _MINUS) if float(text) else text[1:]


def interval(low: float | None, high: float | None, precision: int = 1, *, sign: bool = False) -> str:
    """Return `[low, high]`, with signs for the interval of a difference; empty if there is no interval."""
    if low is None or high is None:
        return ""
    if sign:
        return f"[{signed(low, precision)}, {signed(high, precision)}]"
    return f"[{low:.{precision}f}, {high:.{precision}f}]"
