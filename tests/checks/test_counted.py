"""Test which flags count in an article's total, and how much of it was checked."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console

from tests.articles import article_of, line_of
from translate.checks.counted import advisory_names, counted_flags, extent
from translate.pipeline.summarization import row_of
from translate.records import Flag, Line, Row, Status, TranslatedLine
from translate.runs.conversions import parse_row, row_json
from translate.summaries.base import Summary
from translate.views.show import ShownArticle, print_article

ADDED = Flag("number added", "50")  # advisory


def copied(number: int) -> TranslatedLine:
    return TranslatedLine(Line(number, "10:30", copied="10:30"))


def test_every_flag_on_a_headline_counts_and_an_advisory_one_elsewhere_does_not() -> None:
    headline = line_of("Shares rose 50", ADDED, number=2)
    body = line_of("He said 50.", ADDED, Flag("entity", "&amp;"), number=3)
    translated = article_of(copied(1), headline, body)
    assert counted_flags(translated) == (ADDED, Flag("entity", "&amp;"))
    assert row_of(translated, Summary("He said.")).flags == ("number added", "entity")
    assert advisory_names(headline.sentences[0], translated.title_sentences) == frozenset()
    assert "number added" in advisory_names(body.sentences[0], translated.title_sentences)


def test_show_marks_a_flag_on_the_headline_and_puts_an_advisory_one_in_brackets() -> None:
    translated = article_of(
        line_of("Shares rose 50", ADDED), line_of("He said 50.", ADDED, number=2), copied(3)
    )
    shown = ShownArticle(translated, row_of(translated, Summary("")), "m")
    target = Console(file=io.StringIO(), width=80)
    print_article(shown, target)
    text = target.file.getvalue()  # type: ignore[attr-defined]
    assert "! number added: 50" in text
    assert "(number added: 50)" in text
    assert "(copied, not checked)" in text
    assert "1 flag in 2 sentences" in text
    assert len(shown.lines(flagged=True)) == 1


def test_copied_lines_are_not_checked_and_the_row_on_disk_says_so() -> None:
    partly = row_of(article_of(line_of("He said."), copied(2)), Summary(""))
    assert (partly.copied, extent(partly)) == (1, "partly")
    assert extent(row_of(article_of(copied(1)), Summary(""))) == "no"
    stars = TranslatedLine(Line(2, "* * *", copied="* * *"))  # nothing to check
    assert extent(row_of(article_of(line_of("He said."), stars), Summary(""))) == "yes"
    whole = row_of(article_of(line_of("He said.")), Summary(""))
    assert extent(whole) == "yes"
    assert extent(Row("a", Status.FAILED)) == ""
    assert parse_row(row_json(partly)) == partly
    assert "copied" not in row_json(whole)  # as older versions wrote it


def test_counting_the_flags_of_a_very_long_line_does_not_read_the_line_for_each_flag(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = line_of("Shares rose 50.", ADDED)
    (only,) = one.sentences
    bare = replace(only, sentence=replace(only.sentence, text=""))  # a headline may not be long
    line = replace(one, sentences=tuple(replace(bare) for _ in range(500)))
    translated = article_of(line)
    read: list[TranslatedLine] = []
    rendered = TranslatedLine.rendered

    def counting(line: TranslatedLine, render: Callable[[str], str]) -> str:
        read.append(line)
        return rendered(line, render)

    monkeypatch.setattr(TranslatedLine, "rendered", counting)
    shown = ShownArticle(translated, row_of(translated, Summary("")), "m")
    print_article(shown, Console(file=io.StringIO(), width=80))
    assert len(counted_flags(translated)) == 500
    assert len(read) < 20
