from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.report.fixtures import compared_run
from translate.records import Flag
from translate.report.articles import ShownArticle, ShownLine, ShownSentence, shown_articles
from translate.report.differences import Piece, word_differences
from translate.report.lines import ScoredLines, scored_lines, worst_lines
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Matched, Comparison]:
    return compared_run(tmp_path_factory.mktemp("systems"), evil="Ω")


@pytest.fixture(scope="module")
def lines(compared: tuple[Matched, Comparison]) -> ScoredLines:
    return scored_lines(*compared)


def test_words_are_told_apart_as_same_added_and_missing() -> None:
    pieces = list(word_differences("the river rose slowly past Midnight", "The river fell past midnight"))

    assert pieces == [
        Piece("same", "the river"),
        Piece("missing", "fell"),
        Piece("added", "rose slowly"),
        Piece("same", "past Midnight"),
    ]


def test_an_output_of_another_text_is_not_drowned_in_what_it_lacks() -> None:
    assert {piece.kind for piece in word_differences("Nobody knows why", "A river rose past midnight")} == {
        "added"
    }


def test_the_worst_line_comes_first_with_its_reasons(
    compared: tuple[Matched, Comparison], lines: ScoredLines
) -> None:
    worst = worst_lines(lines, compared[1], limit=4)

    assert [line.number for line in worst[:3]] == [1, 1, 1]
    means = [sum(output.chrf for output in line.outputs) / 2 for line in worst]
    assert means == sorted(means)
    reasons = {reason for output in worst[0].outputs for reason in output.reasons}
    assert any(reason.startswith("number missing: 5000") for reason in reasons)
    assert any(reason.endswith("under the other systems") for reason in reasons)


def test_the_checks_are_counted_for_outside_files_as_for_runs(lines: ScoredLines) -> None:
    counts = {check.name: numbers for check, numbers in lines.flag_counts()}

    assert counts["number missing"] == [30, 30]
    assert all(any(numbers) for numbers in counts.values())


def test_sentences_are_paired_by_their_place_in_the_source(compared: tuple[Matched, Comparison]) -> None:
    article = next(shown_articles(compared[0]))

    run, elsewhere = article.lines[1].outputs
    assert len(article.lines[1].source) == 1
    assert [sentence.place for sentence in run] == [0]
    assert [sentence.place for sentence in elsewhere] == [None]


def test_an_article_starts_with_the_title_of_its_reference(
    compared: tuple[Matched, Comparison], tmp_path: Path
) -> None:
    assert (
        next(shown_articles(compared[0])).title
        == "The bank raised its interest rate to nine percent on Tuesday."
    )


def test_what_errs_often_is_told_apart_from_what_is_serious(
    compared: tuple[Matched, Comparison], lines: ScoredLines
) -> None:
    added = [("number added",)] * len(lines.chrf[0])
    flags = tuple((*(Flag(name) for name in names), Flag("empty")) for names in added)
    advised = replace(lines, flags=(flags, flags))

    (line, *_) = worst_lines(advised, compared[1], limit=1)

    assert [check.name for check, _ in advised.flag_counts()] == ["empty", "number added"]
    assert line.outputs[0].advisory == ("number added",)
    assert "number added" not in line.outputs[0].reasons
    shown = ShownSentence("text", None, (Flag("number added"), Flag("empty")))
    assert ShownArticle("a", (ShownLine(1, (), (), ((shown,),), furniture=False),)).flags == 1
