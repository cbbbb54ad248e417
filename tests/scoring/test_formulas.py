"""Resampling uses formulas over arrays, which must agree with sacrebleu."""

from __future__ import annotations

import numpy as np
import pytest

from translate.scoring.metrics import METRICS, Metric

LINES = [
    ("The bank raised its rates on Tuesday.", "The bank raised rates Tuesday."),
    ("", "Nobody was hurt."),
    ("No", "Yes"),
    ("Shares fell 3% in Hong Kong , it said .", "Shares fell by 3% in Hong Kong, it said."),
    ("A river rose past midnight over and over and over again", "The river rose past midnight."),
    ("this line has entirely different words", "Yes, no."),
]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_resampled_score_is_the_one_sacrebleu_would_give(metric: Metric) -> None:
    measured = metric.measure([h for h, _ in LINES], [r for _, r in LINES])
    chance = np.random.default_rng(1)
    weights = chance.integers(0, 4, size=(300, len(LINES))).astype(float)
    weights[:6] = np.eye(6)  # single lines: nothing matches, or both are empty
    sums = weights @ measured.counts

    found = metric.formula(sums)

    assert found.shape == (300,)
    assert found == pytest.approx([measured.score(one) for one in sums], abs=1e-9)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_an_article_without_any_text_gives_a_number_and_no_warning(metric: Metric) -> None:
    width = metric.measure(["a"], ["a"]).counts.shape[1]

    assert float(metric.formula(np.zeros(width))) == 0.0
