"""The list of errors on which the checks are measured can be parsed and quotes the translations beside it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

import pytest

from tests.conftest import ROOT

EVAL = ROOT / "eval"
LIST = EVAL / "errors.md"
FLORES = "flores-dev"
NOTHING = "-"
_SECTION = re.compile(r"^## (\S+)$")
_COUNT = re.compile(r"^(\d+) errors in (\d+) of (\d+) (?:sentences|lines)\.$")
_FAULTLESS = re.compile(r"^(?:Sentences|Lines) without an error: (.+)\.$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that was reviewed; of FLORES only the English is stored."""

    arabic: str | None
    english: str


@dataclass(frozen=True, slots=True)
class Row:
    """One error of the list."""

    article: str
    sentence: str
    kind: str
    arabic: str
    english: str
    note: str


def read_sentences() -> dict[tuple[str, str], Sentence]:
    sentences = {}
    with (EVAL / "errors" / "seeds.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            key = (row["article"], f"{row['line']}.{row['sentence']}")
            sentences[key] = Sentence(row["arabic"], row["english"])
    flores = (EVAL / "errors" / f"{FLORES}.en.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(flores, start=1):
        sentences[FLORES, str(number)] = Sentence(None, line)
    return sentences


def read_list() -> tuple[set[str], list[Row], dict[str, tuple[int, ...]], dict[str, list[str]]]:
    """Return the kinds, the rows, and per article its counts and its sentences without an error."""
    kinds: set[str] = set()
    rows: list[Row] = []
    counts: dict[str, tuple[int, ...]] = {}
    faultless: dict[str, list[str]] = {}
    article = ""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if section := _SECTION.match(line):
            article = section[1]
        elif count := _COUNT.match(line):
            counts[article] = tuple(map(int, count.groups()))
        elif listed := _FAULTLESS.match(line):
            faultless[article] = [] if listed[1] == "none" else listed[1].split(", ")
        elif line.startswith("| ") and not line.startswith(("| kind |", "| sentence |", "| line |")):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) == 2:
                kinds.add(cells[0])
            else:
                rows.append(Row(article, *cells))
    return kinds, rows, counts, faultless


SENTENCES = read_sentences()
KINDS, ROWS, COUNTS, FAULTLESS = read_list()


def test_the_list_of_errors_covers_every_article_read() -> None:
    assert {article for article, _ in SENTENCES} == set(COUNTS) == set(FAULTLESS)
    assert len(COUNTS) == 6


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.article[:3]}-{row.sentence}-{row.kind}")
def test_a_row_quotes_the_translation_that_is_kept(row: Row) -> None:
    sentence = SENTENCES[row.article, row.sentence]
    assert row.kind in KINDS
    assert row.note
    assert (row.arabic, row.english) != (NOTHING, NOTHING)
    assert row.english == NOTHING or row.english in sentence.english
    if sentence.arabic is not None and row.arabic != NOTHING:
        assert row.arabic in sentence.arabic


@pytest.mark.parametrize("article", COUNTS)
def test_the_counts_agree_with_the_rows(article: str) -> None:
    rows = [row for row in ROWS if row.article == article]
    read = [sentence for of, sentence in SENTENCES if of == article]
    wrong = {row.sentence for row in rows}
    assert COUNTS[article] == (len(rows), len(wrong), len(read))
    assert [sentence for sentence in read if sentence not in wrong] == FAULTLESS[article]


def test_no_error_is_listed_twice() -> None:
    assert len(set(ROWS)) == len(ROWS)


def test_the_translations_of_the_seeds_are_line_for_line() -> None:
    for article in set(COUNTS) - {FLORES}:
        path = EVAL / "errors" / "seeds" / f"{article}.en.txt"
        source = (ROOT / "seeds" / f"{article}.txt").read_text(encoding="utf-8")
        lines = path.read_text(encoding="utf-8").split("\n")
        assert len(lines) == len(source.split("\n"))
        for (of, key), sentence in SENTENCES.items():
            if of == article:
                assert sentence.english in lines[int(key.split(".", maxsplit=1)[0]) - 1]
