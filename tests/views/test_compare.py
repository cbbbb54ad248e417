from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import combinations, cycle
from pathlib import Path

import pytest

from tests.scoring.fixtures import SENTENCES, compare_texts, good_and_bad, translated
from tests.views.test_answer import judged
from translate.scoring.compare import Comparison
from translate.scoring.verdicts import Verdict
from translate.summaries.facts import SummaryFacts
from translate.views.answer import answer
from translate.views.compare import bar, notes, print_comparison
from translate.views.terminal import console
from translate.views.verdicts import signed


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    return good_and_bad(tmp_path)


def printed(
    comparison: Comparison, width: int = 120, metric: str = "chrf", *, every_pair: bool = False
) -> str:
    stream = io.StringIO()
    target = console(stream)
    target.width = width
    print_comparison(comparison, target, metric, every_pair=every_pair)
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_shows_scores_intervals_and_verdicts_best_first(comparison: Comparison, width: int) -> None:
    text = printed(comparison, width)

    assert text.index("good") < text.index("bad")
    for system in comparison.systems:
        for found in system.score.metrics.values():
            assert f"{found.score:.1f}" in text
            assert f"[{found.low:.1f}, {found.high:.1f}]" in text
            assert found.signature in text
    row = next(line for line in text.split("\n") if line.startswith("good") and "bad" in line and "+" in line)
    assert row.rstrip().endswith("better")
    assert widest(text) <= width


def test_the_verdicts_are_those_of_the_requested_metric(comparison: Comparison) -> None:
    (ter,) = comparison.pairs_by("ter")

    text = printed(comparison, metric="ter")

    assert signed(-ter.difference) in text
    assert "TER, A - B" in text
    assert "People" not in text


def test_too_few_articles_are_reported_with_the_number_needed(tmp_path: Path) -> None:
    few = good_and_bad(tmp_path, articles=5)

    text = printed(few)

    assert "too few to decide (1 more)" in text
    assert "(N more): additional articles needed for 80% power" in text
    assert "not valid across articles" in " ".join(notes(few, "chrf"))


def test_a_repaired_score_is_shown_beside_the_original_one(tmp_path: Path) -> None:
    clean = translated(SENTENCES)
    littered = [line.replace("the", "&quot;the&quot;") for line in clean]
    found = compare_texts(tmp_path, {"x": {"a": "\n".join(littered)}}, {"a": "\n".join(SENTENCES)})

    text = printed(found)

    system = found.systems[0]
    came, repaired = system.score.metrics["bleu"].score, system.hygiene.repaired_scores["bleu"]
    assert f"{came:.1f} > {repaired:.1f}" in text
    assert "! x: HTML entities in" in text


def test_bars_are_as_long_as_the_score_and_need_no_unicode() -> None:
    assert bar(100, 20) == "█" * 20
    assert bar(52.5, 20) == "█" * 10 + "▌"
    assert bar(52.5, 20, "ascii") == "#" * 10
    assert bar(0, 20) == ""


def test_columns_from_a_file_are_at_the_right(comparison: Comparison) -> None:
    systems = (replace(comparison.systems[0], columns={"COMET": 0.8512}), comparison.systems[1])

    text = printed(replace(comparison, systems=systems), 160)

    assert "COMET" in text
    assert "0.8512" in text


def widest(text: str) -> int:
    """Return the length of the longest line, except signatures, which are never wrapped."""
    return max(len(line) for line in text.split("\n") if "nrefs:" not in line and "sha256" not in line)


NAMES = ("google", "bergamot-base-memory", "a-model-of-our-own/step-40000-of-60000-with-lower-rate", "opus")


def four(comparison: Comparison, verdicts: tuple[Verdict, ...] = (Verdict.BETTER,)) -> Comparison:
    pairs = zip(combinations(sorted(NAMES), 2), cycle(verdicts), strict=False)
    return judged(comparison, dict(pairs))


@pytest.mark.parametrize("width", [60, 70, 80, 90, 100, 120, 160])
def test_no_name_and_no_number_is_broken_and_no_line_is_wider_than_the_terminal(
    comparison: Comparison, width: int
) -> None:
    found = four(comparison)

    text = printed(found, width, every_pair=True)

    lines = text.split("\n")
    for name in NAMES:
        assert any(name in line for line in lines)
    for system in found.systems:
        chrf = system.score.metrics["chrf"]
        assert any(f"[{chrf.low:.1f}, {chrf.high:.1f}]" in line for line in lines)
    assert any("[+0.5, +1.5]" in line for line in lines)
    assert widest(text) <= width


def test_bars_are_dropped_before_an_interval_is_wrapped(comparison: Comparison) -> None:
    wide, narrow, narrower = (printed(comparison, width) for width in (120, 90, 70))

    found = comparison.ranking[0].score.metrics["chrf"]
    one_line = f"{found.score:.1f} [{found.low:.1f}, {found.high:.1f}]"
    assert "█" in wide
    assert one_line in wide
    assert "█" not in narrow
    assert one_line in narrow
    assert one_line not in narrower


def test_three_or_more_systems_have_a_matrix_with_a_legend_instead_of_rows(comparison: Comparison) -> None:
    found = four(comparison, (Verdict.BETTER, Verdict.CANNOT_TELL, Verdict.SAME))

    text = printed(found, 100)

    lines = text.split("\n")
    first = answer(found).ranked[0]
    row = next(line for line in lines if line.startswith(f"1 {first}") and "·" in line)
    assert row.count("+1.0") == len(NAMES) - 1
    assert "Row against column, difference in chrF: > better, < worse, ? undecided, = same outputs" in text
    assert "A against B" not in text
    assert "--pairs lists the pairs" in text
    assert "A against B" in printed(found, 160, every_pair=True)
    assert "--pairs" not in printed(comparison, 100)  # two systems have only one row


@pytest.mark.parametrize("width", [40, 80])
def test_a_matrix_of_many_systems_is_complete_in_a_narrow_terminal(
    comparison: Comparison, width: int
) -> None:
    names = [f"s{n:02}" for n in range(30)]
    found = judged(comparison, dict.fromkeys(combinations(names, 2), Verdict.BETTER))

    text = printed(found, width)

    rows = [line for line in text.split("\n") if re.match(r"\d+ .*[<>]", line)]
    assert sum(row.count(">") for row in rows) == 30 * 29 / 2
    assert sum(row.count("<") for row in rows) == 30 * 29 / 2
    assert widest(text) <= width


def test_the_answer_comes_first(comparison: Comparison) -> None:
    lines = printed(four(comparison)).split("\n")

    assert "is best: better than all three others." in lines[1]


def test_a_difference_that_rounds_to_zero_has_no_minus_and_a_p_of_one_no_decimals(
    comparison: Comparison,
) -> None:
    pairs = tuple(
        replace(pair, difference=0.04, low=-0.04, high=0.1, p=1.0, p_holm=1.0, verdict=Verdict.CANNOT_TELL)
        for pair in comparison.pairs
    )

    text = " ".join(printed(replace(comparison, pairs=pairs)).split())

    assert "0.0 [0.0, +0.1]" in text or "0.0 [−0.1, 0.0]" in text
    assert "p = 1)" in text
    assert "1.0000" not in text
    assert not re.search(r"[−+-]0\.0(?!\d)", text)


def evil(comparison: Comparison) -> Comparison:
    first, second = comparison.systems
    named = replace(first, score=replace(first.score, system="\x1b[31m|x_$&"))
    pairs = tuple(replace(pair, a="\x1b[31m|x_$&") for pair in comparison.pairs)
    return replace(comparison, systems=(named, second), pairs=pairs)


def test_a_system_name_cannot_control_the_terminal(comparison: Comparison) -> None:
    assert "\x1b" not in printed(evil(comparison))


def summaries(name: str) -> tuple[SummaryFacts, ...]:
    own = SummaryFacts(name, "distilbart", 5, 49.2, 10.11, 0.987, 43.6, 1, 2, 3, 0, 1)
    return own, replace(own, summarizer="lead", coverage=1.0)


@pytest.mark.parametrize(
    ("width", "name"), [(120, "mine"), (100, "mine"), (80, "x" * 60), (60, "[bold]\x1b")]
)
def test_summarisers_are_in_the_table_followed_by_the_lead(
    comparison: Comparison, width: int, name: str
) -> None:
    text = printed(replace(comparison, summaries=summaries(name)), width)

    assert "\x1b" not in text
    assert text.index("distilbart, of") < text.index("lead, of")
    assert "0.99" in text
    assert "Grusky et al. 2018" in " ".join(text.split())
    assert widest(text) <= width
