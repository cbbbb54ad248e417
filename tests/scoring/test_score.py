from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.scoring.fixtures import article, score_segments, segments
from translate.scoring.metrics import METRICS
from translate.scoring.score import article_chrf
from translate.scoring.segments import ArticleSegments, RunSegments

KEYS = [metric.key for metric in METRICS]


def test_every_metric_has_interval_and_signature_overall_and_per_article() -> None:
    score = score_segments("mine", segments(articles=2, lines=8)).as_json()

    assert (score["system"], score["articles"], score["segments"]) == ("mine", 2, 16)
    assert list(score["metrics"]) == KEYS
    assert [one["id"] for one in score["per_article"]] == ["a0", "a1"]
    for scores in (score["metrics"], *(one["metrics"] for one in score["per_article"])):
        assert list(scores) == KEYS
        for found in scores.values():
            assert found["low"] <= found["score"] <= found["high"]
            assert "version:" in found["signature"]


def test_the_score_document_is_json_and_names_everything_left_out() -> None:
    found = RunSegments(
        articles=(replace(article("a", ("", "One."), ("Two.", "Two.")), dropped=3),),
        without_reference=("b",),
        without_translation=("c",),
        blank_references=("d",),
    )

    document = json.loads(json.dumps(score_segments("mine", found).as_json(), allow_nan=False))

    assert document["dropped_lines"] == document["per_article"][0]["dropped_lines"] == 3
    assert document["empty_outputs"] == document["per_article"][0]["empty_outputs"] == 1
    assert document["without_reference"] == ["b"]
    assert document["without_translation"] == ["c"]
    assert document["blank_references"] == ["d"]
    assert document["granularity"] == "line"


@pytest.mark.parametrize(("articles", "unit"), [(5, "line"), (6, "article")])
def test_the_document_says_what_its_intervals_resample(articles: int, unit: str) -> None:
    score = score_segments("mine", segments(articles=articles, lines=2)).as_json()

    assert score["interval"] == {
        "level": 0.95,
        "method": "bootstrap, percentile",
        "unit": unit,
        "resamples": 1000,
        "seed": 12345,
    }
    assert score["metrics"]["chrf"]["low"] is not None


def test_the_total_score_is_over_all_lines_and_is_not_a_mean_of_articles() -> None:
    short, long = (
        article("short", ("No.", "Yes.")),
        article("long", *[("The river rose.", "The river rose.")] * 9),
    )

    score = score_segments("mine", RunSegments(articles=(short, long)))

    mean = sum(one.metrics["chrf"].score for one in score.per_article) / 2
    assert score.metrics["chrf"].score > mean + 10


def test_hashes_show_that_two_runs_share_references_and_not_outputs() -> None:
    found = segments(articles=2, lines=2)
    other = RunSegments(articles=tuple(_worse(one) for one in found.articles))
    moved = RunSegments(articles=tuple(replace(one, lines=(1, 3)) for one in found.articles))

    first, second, third = (score_segments("x", one) for one in (found, other, moved))

    assert first.references_sha256 == second.references_sha256 != third.references_sha256
    assert first.outputs_sha256 != second.outputs_sha256


def test_the_tables_chrf_is_the_scores_chrf() -> None:
    found = segments(articles=3, lines=2)

    assert article_chrf(found) == {
        one.id: one.metrics["chrf"].score for one in score_segments("x", found).per_article
    }


def _worse(one: ArticleSegments) -> ArticleSegments:
    return replace(one, hypotheses=tuple(f"{line} again" for line in one.hypotheses))
