from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.scoring.fixtures import counts_of_articles
from translate.scoring.metrics import CHRF, METRICS
from translate.scoring.paired import p_values, standard_error
from translate.scoring.verdicts import (
    Pair,
    PairedCounts,
    Verdict,
    agreement,
    articles_needed,
    holm,
    is_decidable,
    judge_pairs,
)

TER = METRICS[3]
Counts = NDArray[np.float64]


def judge(**systems: Counts) -> list[Pair]:
    return judge_pairs(PairedCounts(CHRF, tested=systems, resampled=systems, unit="article"))


def test_five_articles_are_too_few_to_decide_and_the_number_needed_is_shown() -> None:
    (pair,) = judge(a=counts_of_articles(5, 1, 0.9), b=counts_of_articles(5, 2, 0.2))

    assert pair.verdict is Verdict.TOO_FEW
    assert pair.articles_needed == 6
    assert pair.low is None


def test_six_articles_decide_one_pair_and_not_three() -> None:
    good, bad, worse = (counts_of_articles(6, n, quality) for n, quality in enumerate((0.9, 0.5, 0.2)))

    assert [pair.verdict for pair in judge(a=good, b=bad)] == [Verdict.BETTER]
    assert {pair.verdict for pair in judge(a=good, b=bad, c=worse)} == {Verdict.TOO_FEW}
    assert is_decidable(8, pairs=3)


def test_a_clear_difference_is_better_one_way_and_worse_the_other() -> None:
    good, bad = counts_of_articles(30, 1, 0.8), counts_of_articles(30, 2, 0.4)

    (better,), (worse,) = judge(a=good, b=bad), judge(a=bad, b=good)

    assert (better.verdict, worse.verdict) == (Verdict.BETTER, Verdict.WORSE)
    assert better.difference == -worse.difference > 0
    assert better.low is not None
    assert better.high is not None
    assert 0 < better.low < better.difference < better.high
    assert better.articles_needed is None


def test_fewer_edits_are_better() -> None:
    few, many = np.array([[10.0, 100.0]] * 30), np.array([[40.0, 100.0]] * 30)

    (pair,) = judge_pairs(PairedCounts(TER, {"few": few, "many": many}, {"few": few, "many": many}, "line"))

    assert pair.difference == -30
    assert pair.verdict is Verdict.BETTER
    assert pair.agreement is None


def test_equal_outputs_are_never_called_equal() -> None:
    same = counts_of_articles(20, 1)

    (pair,) = judge(a=same, b=same)

    assert pair.verdict is Verdict.CANNOT_TELL
    assert pair.articles_needed is None
    assert pair.p == 1


def test_holm_corrects_the_smallest_p_most_and_keeps_their_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_human_agreement_follows_the_published_curves() -> None:
    assert agreement("bleu", 2.34) == pytest.approx(80, abs=0.1)
    assert agreement("chrf", -1.63) == pytest.approx(80, abs=0.1)
    assert agreement("chrf++", 2) is None


def test_the_articles_needed_find_the_difference_in_four_of_five_sets() -> None:
    a, b = counts_of_articles(4000, 1, 0.60), counts_of_articles(4000, 2, 0.56)
    difference = float(CHRF.formula(a.sum(axis=0)) - CHRF.formula(b.sum(axis=0)))
    error = standard_error(CHRF.formula, a, b)
    assert error is not None
    of_twenty = error * (len(a) / 20) ** 0.5  # the expected result of twenty articles
    needed = articles_needed(difference, of_twenty, 20, 1)
    assert needed is not None

    sets = [slice(start, start + needed) for start in range(0, len(a) - needed, needed)]
    found = sum(p_values(CHRF.formula, [(a[one], b[one])])[0] <= 0.05 for one in sets)

    assert 0.68 <= found / len(sets) <= 0.92


def test_an_undecided_difference_needs_more_articles_than_given() -> None:
    (pair,) = judge(a=counts_of_articles(30, 1, 0.60), b=counts_of_articles(30, 2, 0.59))

    assert pair.verdict is Verdict.CANNOT_TELL
    assert pair.articles_needed is not None
    assert pair.articles_needed > 30


def test_no_number_of_articles_is_promised_where_there_is_no_difference() -> None:
    assert articles_needed(0.0, 1.0, 30, 1) is None
    assert articles_needed(1.0, None, 1, 1) is None
