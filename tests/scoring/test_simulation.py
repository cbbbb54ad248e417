"""Run a short form of `make simulate`."""

from __future__ import annotations

import pytest

from tests.scoring.simulation import (
    BLEU,
    FLORES,
    drawn_null_sets,
    judged,
    measured,
    null_sets,
    real_difference,
    subsets,
)
from translate.scoring.metrics import CHRF

SETS = 300
# A test that is wrong in 5% of sets exceeds this over 300 sets in 1% of simulations.
MOST = 0.05 + 2.33 * (0.05 * 0.95 / SETS) ** 0.5

real = pytest.mark.skipif(not FLORES.is_dir(), reason="needs the flores-dev benchmark beside the checkout")


@pytest.mark.parametrize("articles", [5, 10, 20])
def test_equal_systems_are_rarely_called_different(articles: int) -> None:
    found = judged(CHRF, drawn_null_sets(articles, SETS))

    assert found.called <= MOST
    assert found.too_few == (articles == 5)


@real
@pytest.mark.parametrize("articles", [5, 10])
def test_shuffled_real_outputs_are_rarely_called_different(articles: int) -> None:
    found = judged(BLEU, null_sets(measured(BLEU, "nllb"), measured(BLEU, "bergamot-base"), articles, SETS))

    assert found.called <= MOST
    assert found.too_few == (articles == 5)


@real
def test_a_difference_of_2_6_bleu_is_found_as_often_as_measured() -> None:
    better, worse = real_difference()

    # 12 of 30 sets of 100 lines, 30 of 30 of 500
    assert 0.2 <= judged(BLEU, subsets(better, worse, 100, 30)).called <= 0.75
    assert judged(BLEU, subsets(better, worse, 500, 5)).called == 1
