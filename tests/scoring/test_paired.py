from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tests.scoring.fixtures import counts_of_articles
from translate.scoring.metrics import CHRF
from translate.scoring.paired import p_values, smallest_p, standard_error


def test_the_exact_p_counts_every_way_of_swapping_the_outputs_of_articles() -> None:
    a, b = counts_of_articles(5, seed=1), counts_of_articles(5, seed=2)
    observed = abs(float(CHRF.formula(a.sum(axis=0)) - CHRF.formula(b.sum(axis=0))))
    as_large = 0
    for ways in product([False, True], repeat=5):
        swapped = np.array(ways)[:, None]
        one, other = np.where(swapped, b, a).sum(axis=0), np.where(swapped, a, b).sum(axis=0)
        as_large += abs(float(CHRF.formula(one) - CHRF.formula(other))) >= observed - 1e-9

    assert p_values(CHRF.formula, [(a, b)]) == [as_large / 32]


def test_five_articles_cannot_reach_a_p_under_five_percent_however_large_the_difference() -> None:
    a, b = counts_of_articles(5, seed=1, quality=0.9), counts_of_articles(5, seed=2, quality=0.1)

    assert p_values(CHRF.formula, [(a, b)]) == [2 / 32]
    assert smallest_p(5) == 2 / 32


def test_the_sampled_p_agrees_with_the_exact_one_and_is_the_same_every_time() -> None:
    a, b = counts_of_articles(12, seed=3), counts_of_articles(12, seed=4, quality=0.65)
    exact = p_values(CHRF.formula, [(a, b)])[0]
    none = np.zeros((1, a.shape[1]))
    with_an_empty_article = (np.vstack([a, none]), np.vstack([b, none]))

    sampled = p_values(CHRF.formula, [with_an_empty_article])[0]

    assert 0.005 < exact < 0.995
    assert sampled == pytest.approx(exact, abs=0.02)
    assert sampled == p_values(CHRF.formula, [with_an_empty_article])[0]


def test_a_sampled_p_is_never_zero() -> None:
    a, b = counts_of_articles(40, seed=1, quality=0.9), counts_of_articles(40, seed=2, quality=0.1)

    assert p_values(CHRF.formula, [(a, b)]) == [pytest.approx(smallest_p(40))]


def test_identical_systems_have_a_p_of_one() -> None:
    a = counts_of_articles(13, seed=1)

    assert p_values(CHRF.formula, [(a, a)]) == [1.0]


def test_many_pairs_can_still_reach_a_verdict_after_the_correction() -> None:
    assert smallest_p(100, pairs=2000) * 2000 < 0.05


def test_the_standard_error_shrinks_with_the_root_of_the_articles() -> None:
    a, b = counts_of_articles(400, seed=1), counts_of_articles(400, seed=2)

    many, few = standard_error(CHRF.formula, a, b), standard_error(CHRF.formula, a[:100], b[:100])

    assert many is not None
    assert few is not None
    assert few / many == pytest.approx(2, rel=0.2)
    assert standard_error(CHRF.formula, a[:1], b[:1]) is None
