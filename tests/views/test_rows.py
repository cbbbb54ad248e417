from __future__ import annotations

import csv
import io

import pytest

from tests.conftest import ROOT
from tests.views.making import SUMMARY, row, table, unfinished
from translate.errors import RequestError
from translate.records import Status
from translate.views.rows import (
    SORT_KEYS,
    checked_words,
    flag_counts,
    flagged_only,
    sort_rows,
    table_csv,
    table_json,
)

ROWS = [
    row("c", "beta", flags=("x",), sentences=3, words=9, chrf=60.0),
    row("a", "Alpha", flags=("x", "y"), sentences=9, words=3),
    unfinished("d", Status.FAILED, "cannot be read"),
    row("b", "gamma", sentences=5, words=5, chrf=0.0),
]


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("id", "cadb"),
        ("flags", "acdb"),
        ("sentences", "abcd"),
        ("words", "cbad"),
        ("chrf", "bcad"),
        ("title", "acbd"),
    ],
)
def test_sorting_puts_articles_that_need_review_first(key: str, order: str) -> None:
    assert "".join(one.row.id for one in sort_rows(ROWS, key)) == order


def test_an_unknown_sort_key_is_refused_with_the_choices() -> None:
    with pytest.raises(RequestError, match=r"'size'.*id, chrf, flags, sentences, title, words"):
        sort_rows(ROWS, "size")
    with pytest.raises(RequestError, match="did you mean 'words'"):
        sort_rows(ROWS, "word")

    assert set(SORT_KEYS) == {"id", "chrf", "flags", "sentences", "title", "words"}


def test_flagged_only_keeps_articles_with_flags() -> None:
    assert [one.row.id for one in flagged_only(ROWS)] == ["c", "a"]


def test_flags_are_counted_by_name_the_most_frequent_first() -> None:
    assert flag_counts(["b", "c", "a", "c"]) == ["c x2", "a x1", "b x1"]


def test_the_table_document_has_every_field_in_full() -> None:
    failed, done = table_json([table(ROWS[2], ROWS[0])])["runs"][0]["articles"]

    assert done == {
        "id": "c",
        "title": "beta",
        "summary": SUMMARY,
        "words": 9,
        "sentences": 3,
        "flags": ["x"],
        "status": "done",
        "chrf": 60.0,
        "reason": "",
        "notes": [],
        "checked": "yes",
        "copied_lines": 0,
    }
    assert (failed["status"], failed["reason"], failed["chrf"]) == ("failed", "cannot be read", None)


def test_csv_reads_back_with_quotes_commas_and_newlines_in_the_text() -> None:
    sheet = "".join(
        table_csv([table(row("a", 'He said "no", twice', "One.\nTwo.", flags=("x", "x"), chrf=57.314))])
    )

    (record,) = csv.DictReader(io.StringIO(sheet))
    assert record == {
        "run": "outputs/a",
        "id": "a",
        "status": "done",
        "title": 'He said "no", twice',
        "summary": "One. Two.",
        "words": "2",
        "sentences": "3",
        "flags": "x x2",
        "chrf": "57.31",
        "reason": "",
        "checked": "yes",
        "notes": "",
    }


def test_csv_says_how_a_text_was_read_so_that_a_spreadsheet_can_sort_by_it() -> None:
    notes = ("mended: UTF-8 read as Windows-1256 (3 lines)", "wrapped: 8 lines of 2 paragraphs")
    rows = [row("a", notes=notes), row("b"), row("c", notes=("=cmd",))]
    sheet = csv.DictReader(io.StringIO("".join(table_csv([table(*rows)]))))
    assert [record["notes"] for record in sheet] == ["; ".join(notes), "", "'=cmd"]


def test_the_page_on_documents_lists_the_columns_of_the_csv() -> None:
    header = next(table_csv([table(row())])).split("\n")[0]
    assert f"`{header}`" in (ROOT / "translate/views/DOCUMENTS.md").read_text(encoding="utf-8")


def test_no_flags_is_not_the_same_as_not_checked() -> None:
    rows = [
        row("a"),
        row("b", copied=2),
        row("c", sentences=0, copied=9),
        row("d", flags=("x",), copied=1),
        ROWS[2],
    ]
    words = ["no doubts found", "no doubts found; 2 lines copied, not checked", "not checked"]
    words += ["1 line copied, not checked", ""]
    assert [checked_words(one.row) for one in rows] == words
    document = table_json([table(*rows)])
    states = [article["checked"] for article in document["runs"][0]["articles"]]
    assert states == ["yes", "partly", "no", "partly", None]
    assert "without doubts can still be wrong" in document["checks"]
    sheet = csv.DictReader(io.StringIO("".join(table_csv([table(*rows)]))))
    assert [record["checked"] for record in sheet] == ["yes", "partly", "no", "partly", ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\u200f=", "＝"])
def test_a_title_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    (record,) = csv.DictReader(io.StringIO("".join(table_csv([table(row(title=f"{start}HYPERLINK(1)"))]))))

    assert record["title"].startswith("'")
    assert record["title"].endswith("HYPERLINK(1)")


def test_csv_contains_no_escape_codes() -> None:
    assert "\x1b" not in "".join(table_csv([table(row(title="\x1b[31mred"))]))
