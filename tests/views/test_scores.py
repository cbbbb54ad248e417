from __future__ import annotations

import io
from dataclasses import replace

import pytest

from tests.scoring.fixtures import score_segments, segments
from translate.scoring.score import SystemScore
from translate.views.scores import notes, print_score
from translate.views.terminal import console


def score(articles: int = 2, lines: int = 8) -> SystemScore:
    return score_segments("my-system", segments(articles, lines))


def printed(one: SystemScore, width: int) -> str:
    stream = io.StringIO()
    target = console(stream)
    target.width = width
    print_score(one, target)
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_every_score_has_its_interval_overall_and_per_article(width: int) -> None:
    one = score()

    text = printed(one, width)

    for metrics in (one.metrics, *(article.metrics for article in one.per_article)):
        for found in metrics.values():
            assert f"{found.score:.1f}" in text
            assert f"[{found.low:.1f}, {found.high:.1f}]" in text
    header = next(line for line in text.split("\n") if "chrF" in line)
    assert header.split() == ["Lines", "chrF", "BLEU", "chrF++", "TER"]


@pytest.mark.parametrize("width", [40, 80])
def test_signatures_are_printed_verbatim_on_one_line_to_be_copied(width: int) -> None:
    one = score()

    lines = printed(one, width).split("\n")

    for found in one.metrics.values():
        assert any(line.endswith(f" {found.signature}") for line in lines)


def test_few_articles_get_a_warning() -> None:
    few, many = " ".join(notes(score(5, 6))), " ".join(notes(score(6, 6)))

    assert "bootstrap over lines, 1,000 resamples (under 6 articles); not valid across articles" in few
    assert "bootstrap over articles" in many


def test_too_few_lines_have_no_brackets_and_the_reason() -> None:
    text = printed(score(1, 2), 100)

    assert "[" not in text
    assert "No intervals: they need 6 lines or more." in text


def test_lines_without_a_score_are_reported() -> None:
    one = replace(
        score(),
        dropped_lines=31,
        empty_outputs=1,
        without_reference=tuple(f"r{n}" for n in range(7)),
        without_translation=("t",),
        blank_references=("b",),
    )

    text = printed(one, 200)

    assert "31 lines with a blank reference not scored" in text
    assert "1 output empty although the reference is not" in text
    assert "7 articles without a reference, not scored: r0, r1, r2, r3, r4 and 2 more." in text
    assert "1 article with a reference but no translation, not scored: t." in text
    assert "1 article with an entirely blank reference, not scored: b." in text


def test_an_article_id_and_a_system_name_cannot_control_the_terminal() -> None:
    one = score()
    evil = replace(
        one,
        system="\x1b[31m[red]",
        per_article=(replace(one.per_article[0], id="\x1b[2J[b]"), one.per_article[1]),
    )

    text = printed(evil, 120)

    assert "␛[31m[red]" in text
    assert "␛[2J[b]" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [40, 60, 70, 80])
def test_no_label_and_no_number_is_broken_in_a_narrow_terminal(width: int) -> None:
    one = score(1)

    lines = printed(one, width).split("\n")

    assert sum("all, 1 article" in line for line in lines) == 1
    for found in one.metrics.values():
        assert any(f"{found.score:.1f}" in line for line in lines)
        assert any(f"[{found.low:.1f}, {found.high:.1f}]" in line for line in lines)
    assert all(len(line) <= width for line in lines if "|" not in line)  # signatures are never wrapped


@pytest.mark.parametrize("width", [60, 70, 80, 100, 120])
def test_no_article_id_is_broken(width: int) -> None:
    one = score(2)
    name = "000_c092617c02053add_economy"
    lengthened = replace(one, per_article=(replace(one.per_article[0], id=name), *one.per_article[1:]))

    assert any(name in line for line in printed(lengthened, width).split("\n"))
