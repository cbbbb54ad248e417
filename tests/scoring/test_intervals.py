from __future__ import annotations

import numpy as np
import pytest

from tests.scoring.fixtures import segments
from translate.scoring.intervals import RESAMPLES, bootstrap_interval, resampled_unit
from translate.scoring.metrics import CHRF, Measured


def measured_lines(lines: int) -> Measured:
    article = segments(articles=1, lines=lines).articles[0]
    return CHRF.measure(article.hypotheses, article.references)


def test_articles_are_resampled_once_there_are_six() -> None:
    assert resampled_unit(5) == "line"
    assert resampled_unit(6) == "article"


@pytest.mark.parametrize("lines", [1, 2, 5])
def test_too_few_lines_for_95_percent_get_no_interval_rather_than_a_narrow_one(lines: int) -> None:
    measured = measured_lines(lines)

    assert bootstrap_interval(CHRF, measured.counts) is None


def test_the_same_files_give_the_same_interval_every_time() -> None:
    measured = measured_lines(12)

    assert bootstrap_interval(CHRF, measured.counts) == bootstrap_interval(CHRF, measured.counts)


def test_an_interval_agrees_with_sacrebleus_own_bootstrap() -> None:
    article = segments(articles=1, lines=40).articles[0]
    measured = measured_lines(40)

    interval = bootstrap_interval(CHRF, measured.counts)

    theirs = CHRF.new().corpus_score(article.hypotheses, [article.references], n_bootstrap=RESAMPLES)
    assert interval is not None
    assert (interval.high - interval.low) / 2 == pytest.approx(theirs._ci, rel=0.1)
    assert (interval.high + interval.low) / 2 == pytest.approx(theirs._mean, rel=0.05)


def test_correlated_lines_of_an_article_widen_the_interval() -> None:
    few = measured_lines(8)
    copied = np.repeat(few.counts, 10, axis=0)  # ten lines per article, all of one quality

    by_article = bootstrap_interval(CHRF, 10 * few.counts)
    by_line = bootstrap_interval(CHRF, copied)

    assert by_article is not None
    assert by_line is not None
    assert by_article.high - by_article.low > 2 * (by_line.high - by_line.low)
