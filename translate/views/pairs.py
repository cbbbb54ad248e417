"""Pairs of systems as people read them: the better-scored one first."""

from __future__ import annotations

from dataclasses import replace

from translate.scoring.compare import Comparison
from translate.scoring.metrics import METRICS
from translate.scoring.verdicts import Pair, Verdict

_OPPOSITE = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}


def favouring(comparison: Comparison, metric: str) -> list[Pair]:
    """The pairs under a metric, a the one with the better score, in the order of those scores."""
    of_metric = next(one for one in METRICS if one.key == metric)
    sign = -1 if of_metric.higher_is_better else 1
    ordered = sorted(comparison.systems, key=lambda system: sign * system.score.metrics[metric].score)
    place = {system.name: n for n, system in enumerate(ordered)}
    turned = [
        pair if place[pair.a] < place[pair.b] else turned_round(pair) for pair in comparison.pairs_by(metric)
    ]
    return sorted(turned, key=lambda pair: (place[pair.a], place[pair.b]))


def turned_round(pair: Pair) -> Pair:
    """The same pair, told from the other side."""
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
    """How many more units would show such a difference; None where that cannot be told or need not be."""
    return None if pair.articles_needed is None else pair.articles_needed - pair.units
