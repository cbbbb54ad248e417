from __future__ import annotations

import numpy as np
import pytest

from translate.scoring.metrics import METRICS, Metric

HYPOTHESES = ["The bank raised rates on Tuesday.", "", "Shares fell 3% in Hong Kong , it said ."]
REFERENCES = [
    "The bank raised its rates Tuesday.",
    "Nobody was hurt.",
    "Shares fell by 3% in Hong Kong, it said.",
]


def by_key(key: str) -> Metric:
    return next(metric for metric in METRICS if metric.key == key)


def test_the_metrics_come_with_chrf_first_and_only_ter_is_better_when_lower() -> None:
    assert [metric.key for metric in METRICS] == ["chrf", "bleu", "chrf++", "ter"]
    assert [metric.key for metric in METRICS if not metric.higher_is_better] == ["ter"]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_score_summed_from_segments_is_the_one_sacrebleu_gives_the_corpus(metric: Metric) -> None:
    measured = metric.measure(HYPOTHESES, REFERENCES)

    assert len(measured.counts) == len(HYPOTHESES)
    for kept in ([0, 1, 2], [0, 2], [2, 2, 0]):
        expected = metric.new().corpus_score([HYPOTHESES[n] for n in kept], [[REFERENCES[n] for n in kept]])
        assert measured.score(measured.counts[kept].sum(axis=0)) == pytest.approx(expected.score, abs=1e-9)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_scores_run_from_0_to_100(metric: Metric) -> None:
    same = metric.measure(REFERENCES, REFERENCES)
    nothing = metric.measure([""] * 3, REFERENCES)

    best, worst = (100.0, 0.0) if metric.higher_is_better else (0.0, 100.0)
    assert same.score(same.counts.sum(axis=0)) == pytest.approx(best)
    assert nothing.score(nothing.counts.sum(axis=0)) == pytest.approx(worst)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_missing_line_is_refused_and_not_cut_off(metric: Metric) -> None:
    with pytest.raises(ValueError, match="2 hypotheses for 3 references"):
        metric.measure(HYPOTHESES[:2], REFERENCES)


def test_signatures_name_the_settings_that_make_two_scores_comparable() -> None:
    signature = {metric.key: metric.measure(HYPOTHESES, REFERENCES).signature for metric in METRICS}

    assert signature["chrf"].startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.")
    assert signature["bleu"].startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.")
    assert signature["chrf++"].startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.")
    assert signature["ter"].startswith("nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.")


def test_taking_a_score_leaves_the_counts_for_the_next_resample() -> None:
    measured = by_key("bleu").measure(HYPOTHESES, REFERENCES)
    before = measured.counts.copy()

    measured.score(measured.counts[0])

    assert np.array_equal(measured.counts, before)
