from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from rich.text import Text

from tests.views.making import SUMMARY, TerminalStream, row, table, unfinished
from translate.records import Status
from translate.views.rows import TableRow
from translate.views.table import export_svg, print_table
from translate.views.terminal import console

ROWS = [
    row(
        "000_c092617c02053add",
        "Alibaba targets AI talent",
        flags=("number-missing", "number-missing"),
        chrf=57.31,
    ),
    row("news/2025/" + "long" * 20, "Another title", sentences=27),
    unfinished("english", Status.SKIPPED, "not Arabic"),
    unfinished("broken", Status.FAILED, "no text"),
    unfinished("later", Status.PENDING),
]
WIDTHS = [20, 40, 80, 100, 129, 130, 200]


def printed(rows: Sequence[TableRow], width: int, stream: io.StringIO | None = None, **more: object) -> str:
    stream = stream or io.StringIO()
    target = console(stream)
    target.width = width
    print_table(rows, target, **more)  # type: ignore[arg-type]
    return stream.getvalue()


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("stream", [io.StringIO, TerminalStream], ids=["pipe", "terminal"])
def test_no_line_is_wider_than_the_terminal(width: int, stream: type[io.StringIO]) -> None:
    for line in Text.from_ansi(printed(ROWS, width, stream())).plain.split("\n"):
        assert cell_len(line) <= width, line


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_is_shown_in_full_at_any_width(width: int) -> None:
    text = printed(
        [row("an-id-" + "x" * 50, "T" * 70, "S" * 300, flags=("a-very-long-flag-name-indeed",))], width
    )

    assert "…" not in text
    assert text.count("T") >= 70
    assert text.count("S") >= 300
    assert text.count("x") >= 51


@pytest.mark.parametrize("width", [80, 200])
def test_a_row_shows_id_title_summary_sentences_flags_and_chrf(width: int) -> None:
    text = printed(ROWS[:1], width)

    for shown in ("000_c092617c02053add", "Alibaba targets AI talent", "3", "number-missing x2", "57.3"):
        assert shown in text
    assert sum(word in words(text) for word in words(SUMMARY)) == len(words(SUMMARY))


@pytest.mark.parametrize("width", [80, 200])
def test_no_chrf_is_shown_where_no_article_has_a_reference(width: int) -> None:
    assert "chrF" not in printed([row()], width)


@pytest.mark.parametrize("width", [80, 200])
def test_an_article_without_translation_has_a_reason_in_words_and_not_only_a_colour(width: int) -> None:
    text = printed(ROWS, width)

    assert "1 skipped: not Arabic (english)" in text
    assert "failed: no text" in text
    assert "pending" in text.split("later")[1]


def test_a_pipe_gets_plain_characters_and_no_trailing_spaces() -> None:
    text = printed(ROWS, 100)

    assert text.isascii()
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.split("\n"))


def test_escape_codes_and_markup_in_any_field_are_shown_as_text() -> None:
    attack = "[red]x[/red]\x1b]0;owned\x07\x9b2J\u202e"
    rows = [row(attack, attack, attack, flags=(attack[:13],)), unfinished(attack, Status.FAILED, attack)]

    text = printed(rows, 200, TerminalStream(), heading=attack)

    assert text.count("[red]x[/red]␛]0;owned␇\ufffd2J") == 6
    assert "[red]x[/red]␛ x1" in text
    assert "\x1b]" not in text
    assert not {"\x07", "\x9b", "\u202e"} & set(text)


@pytest.mark.parametrize("width", [80, 200])
def test_an_arabic_id_is_isolated_on_every_line_and_moves_no_other_row(width: int) -> None:
    arabic = "أخبار/" + "مقال-" * 12
    without, lines = printed(ROWS, width).split("\n"), printed([*ROWS, row(arabic)], width).split("\n")

    isolated = [line for line in lines if "\u2067" in line]
    assert len(isolated) > 1
    assert all(line.startswith("\u2067") and line.index("\u2069") < 60 for line in isolated)
    assert lines[:6] == without[:6]


def test_one_long_id_does_not_narrow_the_summaries() -> None:
    usual, long = [row(f"id{n:02}") for n in range(12)], row("an/id/" + "long/" * 30)

    text = printed([*usual, long], 100)

    start = next(line.index("A title") for line in text.split("\n") if line.startswith("id00"))
    assert start <= 26


def test_finished_articles_come_first_and_skipped_ones_share_one_line() -> None:
    skipped = [unfinished(f"s{n}", Status.SKIPPED, "not Arabic") for n in range(5)]
    text = printed([unfinished("bad", Status.FAILED, "no text"), *skipped, row("good", "T")], 80)

    assert text.index("good") < text.index("bad")
    assert "5 skipped: not Arabic (s0, s1, s2 and 2 more)" in text


def test_the_footer_counts_articles_states_and_flags() -> None:
    def footer(rows: Sequence[TableRow]) -> str:
        return printed(rows, 200).rstrip("\n").split("\n")[-1]

    assert footer(ROWS) == "5 articles: 2 done, 1 skipped, 1 failed, 1 pending; 2 flags in 1 article"
    assert footer([row()]) == "1 article: 1 done; no flags"
    assert footer([]) == "no articles"


def test_the_table_says_what_was_not_checked_and_once_what_checks_cannot_find() -> None:
    rows = [row("a"), row("b", sentences=0, copied=4), row("c", flags=("number missing",))]
    for width in (80, 200):
        text = " ".join(printed(rows, width).split())
        assert text.count("without doubts can still be wrong") == 1
        assert text.count("no doubts found") == 1
        assert "not checked" in text
    assert "can still be wrong" not in printed([unfinished("bad", Status.FAILED, "no text")], 80)


def test_several_runs_are_distinguished_by_their_headings() -> None:
    assert printed(ROWS, 80, heading="outputs/seeds-opus-mt").split("\n")[0] == "outputs/seeds-opus-mt"


def test_a_limit_reports_the_rows_left_out_and_the_footer_counts_them() -> None:
    text = printed(ROWS, 80, limit=2)

    assert "... and 2 more" in text
    assert "no text" not in text
    assert "5 articles" in text


def test_a_large_run_keeps_its_columns_and_repeats_no_header() -> None:
    rows = [row(f"id{n:04}", f"title{n:04}") for n in range(450)]

    lines = printed(rows, 80).split("\n")

    assert sum(line.startswith("Article") for line in lines) == 1
    starts = {line.index("title") for line in lines if "title" in line.lower() and line.startswith("id")}
    assert len(starts) == 1
    assert sum(line.startswith("id") for line in lines) == 450


def test_the_picture_for_a_web_page_shows_the_table_and_loads_nothing() -> None:
    picture = export_svg([table(*ROWS)], "tarjama <table>", width=100)

    text = "".join(ET.fromstring(picture).itertext()).replace("\xa0", " ")
    assert "tarjama <table>" in text
    assert "Alibaba targets AI talent" in text
    assert "@font-face" not in picture
    assert "url(http" not in picture
    assert export_svg([table(*ROWS)], "tarjama <table>", width=100) == picture


def test_the_picture_of_several_runs_shows_whose_each_article_is() -> None:
    runs = [table(row("a", "Title one")), table(row("a", "Title two"))]

    text = "".join(ET.fromstring(export_svg(runs, "two")).itertext()).replace("\xa0", " ")

    assert text.count("translated by opus-mt, summarised by lead") == 2
    assert text.count("1 article: 1 done") == 2
    assert "translated by" not in export_svg(runs[:1], "one").replace("&#160;", " ")


def test_the_picture_can_be_read_with_any_character_of_an_article() -> None:
    ET.fromstring(export_svg([table(row("a", "title \uffff\ufffe\x00\ud800"))], "a\uffff"))
