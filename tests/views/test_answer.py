from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from tests.scoring.fixtures import good_and_bad
from translate.scoring.compare import Comparison
from translate.scoring.metrics import METRICS
from translate.scoring.verdicts import Verdict
from translate.views.answer import answer, second_place
from translate.views.verdicts import p_text, people_text, verdict_text


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return good_and_bad(tmp_path_factory.mktemp("systems"))


def judged(base: Comparison, verdicts: dict[tuple[str, str], Verdict]) -> Comparison:
    """Return a comparison of the systems in the pairs, each a little worse than the one before."""
    names = sorted({name for pair in verdicts for name in pair})
    like = base.ranking[0]
    systems = []
    for n, name in enumerate(names):
        metrics = {
            key: replace(found, score=60.0 - n, low=59.0 - n, high=61.0 - n)
            for key, found in like.score.metrics.items()
        }
        systems.append(replace(like, score=replace(like.score, system=name, metrics=metrics)))
    pair = base.pairs_by("chrf")[0]
    pairs = [
        replace(
            pair,
            metric=metric.key,
            a=a,
            b=b,
            difference=1.0,
            low=0.5,
            high=1.5,
            p=0.001,
            p_holm=0.003,
            verdict=verdicts[a, b],
            units=500,
        )
        for metric in METRICS
        for a, b in combinations(names, 2)
    ]
    return replace(base, systems=tuple(reversed(systems)), pairs=tuple(pairs))


B, C, F, S = Verdict.BETTER, Verdict.CANNOT_TELL, Verdict.TOO_FEW, Verdict.SAME


def test_the_answer_names_the_best_system_and_then_what_is_undecided(base: Comparison) -> None:
    found = answer(judged(base, {("a", "b"): B, ("a", "c"): B, ("b", "c"): C}))

    assert found.sentences == (
        "a is best: better than all two others.",
        "Not significantly different: b and c.",
    )
    assert found.clusters == (("a",), ("b", "c"))


def test_a_best_score_that_could_be_chance_is_not_called_best(base: Comparison) -> None:
    found = answer(judged(base, {("a", "b"): C, ("a", "c"): B, ("b", "c"): B}))

    assert found.sentences == (
        "a has the best chrF, but is not significantly better than b; it is better than the other one.",
    )
    assert found.clusters == (("a", "b"), ("c",))


def test_too_few_articles_are_reported(base: Comparison) -> None:
    found = answer(judged(base, {("a", "b"): F}))

    assert "too few to decide" in found.sentences[0]
    assert found.clusters == (("a", "b"),)
    assert second_place(judged(base, {("a", "b"): F})).startswith("b is second: not significantly worse")


def test_identical_outputs_are_the_same_and_not_undecided(base: Comparison) -> None:
    found = answer(judged(base, {("a", "b"): S, ("a", "c"): B, ("b", "c"): B}))

    assert found.sentences[0].startswith("a has the best chrF, with the same outputs as b")
    cell = found.matrix[0][1]
    assert cell is not None
    assert (cell.sign, cell.kind) == ("=", "same")


def test_a_cluster_ends_only_where_every_pair_across_it_is_decided(base: Comparison) -> None:
    # a > b, b > c, a > c, yet b ? d: no rule between b and c.
    verdicts = {("a", "b"): B, ("a", "c"): B, ("a", "d"): B, ("b", "c"): B, ("b", "d"): C, ("c", "d"): B}

    assert answer(judged(base, verdicts)).clusters == (("a",), ("b", "c", "d"))


def test_the_matrix_shows_each_pair_from_both_sides(base: Comparison) -> None:
    matrix = answer(judged(base, {("a", "b"): B})).matrix

    above, below = matrix[0][1], matrix[1][0]
    assert above is not None
    assert below is not None
    assert (above.sign, above.difference, above.kind) == (">", "+1.0", "better")
    assert (below.sign, below.difference, below.kind) == ("<", "−1.0", "worse")
    assert below.text == "b against a: worse, −1.0 chrF [−1.5, −0.5], p = 0.0030"
    assert matrix[0][0] is None


def test_the_second_best_system_is_shown_with_its_verdict(base: Comparison) -> None:
    assert second_place(judged(base, {("a", "b"): B})) == (
        "b is second: really worse (−1.0 chrF [−1.5, −0.5], p = 0.0030)."
    )
    assert "not significantly worse" in second_place(judged(base, {("a", "b"): C}))


def test_a_p_and_a_share_of_people_at_their_limits_are_shown_as_limits(
    base: Comparison, tmp_path: Path
) -> None:
    pair = judged(base, {("a", "b"): B}).pairs[0]

    assert p_text(replace(pair, p=1 / 10_001, p_holm=21 / 10_001), 21) == "≤0.0021"
    assert p_text(replace(pair, p=3 / 10_001, p_holm=63 / 10_001), 21) == "0.0063"
    assert p_text(replace(pair, units=8, p=2.0**-7, p_holm=2.0**-7), 1) == "0.0078"  # exact: no floor
    assert people_text(replace(pair, agreement=92.9)) == "≥93%"
    assert people_text(replace(pair, agreement=71.0)) == "71%"
    assert verdict_text(replace(pair, verdict=S)) == "same outputs"
