from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.scoring.fixtures import SENTENCES, compare_texts, good_and_bad, translated
from translate.scoring.compare import Comparison
from translate.summaries.facts import SummaryFacts
from translate.views.compare import bar, notes, print_comparison
from translate.views.terminal import console


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    return good_and_bad(tmp_path)


def printed(comparison: Comparison, width: int = 120, metric: str = "chrf") -> str:
    stream = io.StringIO()
    target = console(stream)
    target.width = width
    print_comparison(comparison, target, metric)
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_scores_intervals_and_verdicts_stand_in_the_table_best_first(
    comparison: Comparison, width: int
) -> None:
    text = printed(comparison, width)

    assert text.index("good") < text.index("bad")
    for system in comparison.systems:
        for found in system.score.metrics.values():
            assert f"{found.score:.1f}" in text
            assert f"[{found.low:.1f}-{found.high:.1f}]" in text
            assert found.signature in text
    row = next(line for line in text.split("\n") if line.startswith("good") and "bad" in line)
    assert row.rstrip().endswith("better")
    assert max(len(line) for line in text.split("\n") if "|" not in line and "sha256" not in line) <= width


def test_the_verdicts_are_those_of_the_metric_that_was_asked_for(comparison: Comparison) -> None:
    (ter,) = comparison.pairs_by("ter")

    text = printed(comparison, metric="ter")

    assert f"{-ter.difference:+.1f}" in text
    assert "TER, A less B" in text
    assert "People" not in text


def test_too_few_articles_are_told_with_the_number_it_takes(tmp_path: Path) -> None:
    few = good_and_bad(tmp_path, articles=5)

    text = printed(few)

    assert "too few to decide (1 more)" in text
    assert "(N more): so many more articles would show" in text
    assert "not valid across articles" in " ".join(notes(few, "chrf"))


def test_a_repaired_score_stands_beside_the_one_as_it_came(tmp_path: Path) -> None:
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


def test_columns_from_elsewhere_stand_at_the_right(comparison: Comparison) -> None:
    systems = (replace(comparison.systems[0], columns={"COMET": 0.8512}), comparison.systems[1])

    text = printed(replace(comparison, systems=systems), 160)

    assert "COMET" in text
    assert "0.8512" in text


def evil(comparison: Comparison) -> Comparison:
    first, second = comparison.systems
    named = replace(first, score=replace(first.score, system="\x1b[31m|x_$&"))
    pairs = tuple(replace(pair, a="\x1b[31m|x_$&") for pair in comparison.pairs)
    return replace(comparison, systems=(named, second), pairs=pairs)


def test_a_system_cannot_command_the_terminal(comparison: Comparison) -> None:
    assert "\x1b" not in printed(evil(comparison))


def summaries(name: str) -> tuple[SummaryFacts, ...]:
    own = SummaryFacts(name, "distilbart", 5, 49.2, 10.11, 0.987, 43.6, 1, 2, 3, 0, 1)
    return own, replace(own, summarizer="lead", coverage=1.0)


@pytest.mark.parametrize(
    ("width", "name"), [(120, "mine"), (100, "mine"), (80, "x" * 60), (60, "[bold]\x1b")]
)
def test_summarisers_stand_in_the_table_with_the_lead_behind_them(
    comparison: Comparison, width: int, name: str
) -> None:
    text = printed(replace(comparison, summaries=summaries(name)), width)

    assert "\x1b" not in text
    assert text.index("distilbart, of") < text.index("lead, of")
    assert "0.99" in text
    assert "Grusky et al. 2018" in " ".join(text.split())
    assert max(len(line) for line in text.split("\n") if "|" not in line and "sha256" not in line) <= width
