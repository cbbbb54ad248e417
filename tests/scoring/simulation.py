"""Measure how often verdicts are wrong and how often they find a real difference: `make simulate` (minutes).

Two equal systems are made from two different ones: a coin decides which system gets which output of an article. The
counts are those of two systems on FLORES dev, in articles of five lines, if the benchmark is beside the checkout; else
they are drawn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.conftest import ROOT
from tests.scoring.fixtures import counts_of_articles
from translate.scoring.metrics import CHRF, METRICS, Metric
from translate.scoring.verdicts import PairedCounts, Verdict, judge_pairs

Counts = NDArray[np.float64]
FLORES = ROOT.parent / "shared" / "benchmarks" / "flores-dev"
BLEU = next(metric for metric in METRICS if metric.key == "bleu")
SETS = 2000
MOST_CALLED = 0.06
LINES_AN_ARTICLE = 5
SEED = 2026
DIFFERENCE = 2.6  # BLEU


@dataclass(frozen=True, slots=True)
class Outcome:
    """The share of sets in which two systems were called different, and of those too small to decide."""

    called: float
    too_few: float


def measured(metric: Metric, system: str) -> Counts:
    """Return the counts of a system's lines on FLORES dev."""
    texts = [
        (FLORES / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")
        for name in (f"flores-dev.{system}.en", "flores-dev.en")
    ]
    return metric.measure(*texts).counts


def null_sets(a: Counts, b: Counts, articles: int, sets: int) -> Iterator[tuple[Counts, Counts]]:
    """Draw sets of articles from the lines of both systems; a coin decides which system gets which output."""
    chance = np.random.default_rng([SEED, articles])
    for _ in range(sets):
        lines = chance.integers(len(a), size=(articles, LINES_AN_ARTICLE))
        one, other = a[lines].sum(axis=1), b[lines].sum(axis=1)
        swapped = chance.integers(2, size=(articles, 1)) == 1
        yield np.where(swapped, other, one), np.where(swapped, one, other)


def drawn_null_sets(articles: int, sets: int) -> Iterator[tuple[Counts, Counts]]:
    """Draw such sets from made-up chrF counts."""
    for n in range(sets):
        yield counts_of_articles(articles, 2 * n), counts_of_articles(articles, 2 * n + 1)


def subsets(a: Counts, b: Counts, lines: int, sets: int) -> Iterator[tuple[Counts, Counts]]:
    """Draw lines of two systems that differ."""
    chance = np.random.default_rng([SEED, lines])
    for _ in range(sets):
        kept = chance.permutation(len(a))[:lines]
        yield a[kept], b[kept]


def judged(metric: Metric, sets: Iterator[tuple[Counts, Counts]]) -> Outcome:
    """Return the verdicts on sets of two systems each."""
    verdicts = []
    for one, other in sets:
        both = {"one": one, "other": other}
        no_interval = {name: counts[:1] for name, counts in both.items()}
        verdicts.append(judge_pairs(PairedCounts(metric, both, no_interval, "article"))[0].verdict)
    called = sum(verdict in (Verdict.BETTER, Verdict.WORSE) for verdict in verdicts)
    return Outcome(called / len(verdicts), verdicts.count(Verdict.TOO_FEW) / len(verdicts))


def real_difference() -> tuple[Counts, Counts]:
    """Return two different systems, Bergamot and NLLB; the second is 2.6 BLEU worse.

    It is 2.1 worse by itself; some of its lines are replaced by those of Opus-MT.
    """
    better, made, worse = (measured(BLEU, name) for name in ("bergamot-base", "nllb", "opusmt"))
    whole = float(BLEU.formula(better.sum(axis=0)))
    for n in np.random.default_rng(SEED).permutation(len(made)):
        if whole - float(BLEU.formula(made.sum(axis=0))) >= DIFFERENCE:
            break
        made[n] = worse[n]
    return better, made


def main() -> int:
    """Print the shares; return 1 if equal systems were called different too often."""
    wrong = 0
    with_flores = FLORES.is_dir()
    for metric in (CHRF, BLEU) if with_flores else (CHRF,):
        both = [measured(metric, system) for system in ("nllb", "bergamot-base")] if with_flores else []
        for articles in (5, 10, 20, 100):
            sets = null_sets(both[0], both[1], articles, SETS) if both else drawn_null_sets(articles, SETS)
            found = judged(metric, sets)
            wrong += found.called > MOST_CALLED
            print(
                f"{metric.name}, {articles} articles, no difference: called different in {found.called:.1%} of "
                f"{SETS:,} sets, too few to decide in {found.too_few:.0%}",
                flush=True,
            )
    if with_flores:
        better, worse = real_difference()
        for lines in (100, 500):
            found = judged(BLEU, subsets(better, worse, lines, 200))
            print(
                f"BLEU, {lines} lines, a difference of {DIFFERENCE}: found in {found.called:.0%} of 200 sets",
                flush=True,
            )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
