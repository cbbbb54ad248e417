"""Test properties of any text and any bytes."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import unicodedata
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console

from tests.fakes import FakeModel
from tests.fuzz.targets import letters
from translate.checks.sentence import check_sentence
from translate.config.profile import InputSettings
from translate.errors import ArticleError, UnknownEncoding
from translate.records import (
    Article,
    Document,
    Flag,
    Line,
    Output,
    Row,
    Sentence,
    Status,
    TranslatedArticle,
    TranslatedLine,
    TranslatedSentence,
)
from translate.runs.conversions import article_json, parse_row, read_article_json, row_json
from translate.summaries.base import EnglishArticle
from translate.summaries.checks import check_summary
from translate.text.article import fit_article, read_article
from translate.text.cleaning import clean, comparable, copied_line
from translate.text.encodings import decode
from translate.text.formats.content import well_formed
from translate.text.furniture import load_furniture
from translate.text.language import foreign_language
from translate.text.rows import RECORD_READERS, read_rows, row_ids
from translate.views.rows import RunTable, TableRow, table_csv, table_json
from translate.views.table import print_table

_FURNITURE = load_furniture()
_ARABIC = st.sampled_from(
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآةىؤئپچژگکی ًٌَُِّْـ،؛؟.!«»…0123456789٠١٢٣\n\r\t \u200f\u202e\u200d\ufeff\u2028"
)
_WORDS = st.lists(
    st.sampled_from(
        [
            "قال",
            "الوزير",
            "إن",
            "د.",
            "أ.",
            "AI.",
            "1.",
            "(2)",
            "«",
            "»",
            '"',
            "؟",
            "...",
            "Ele.me.",
            "\n",
            "،",
        ]
    )
).map(" ".join)
ANY = st.text(st.characters(codec="utf-8"))
TEXTS = st.text(_ARABIC) | _WORDS | ANY
# With lone surrogates, which file names and JSON can contain.
ODD = TEXTS | st.text(st.characters(codec=None))


@given(TEXTS)
@settings(deadline=None)  # the first one imports the splitter
def test_the_lines_of_an_article_are_the_lines_of_its_file_and_its_sentences_contain_every_letter(
    text: str,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.txt")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
        try:
            article = read_article(Document("a", path), _FURNITURE)
        except ArticleError:
            return
        fitted = fit_article(article, FakeModel().count_tokens, 8)
    old_mac = "\r" in text and "\n" not in text
    assert [line.source for line in fitted.lines] == (text.replace("\r", "\n") if old_mac else text).split(
        "\n"
    )
    for line in fitted.lines:
        if line.copied is not None:
            assert letters(line.copied) == letters(copied_line(line.source) or "")
            assert not line.sentences
            continue
        expected = "" if line.furniture else letters(line.source)
        said = "".join((s.joint or "") + s.text for s in line.sentences) + line.tail
        assert latin_digits(letters(said)) == latin_digits(expected)


def latin_digits(text: str) -> str:
    """Return the text with Latin digits, as copied parts of a line have them."""
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


@given(st.lists(st.tuples(ODD.map(well_formed), st.lists(st.tuples(ODD, ODD), max_size=3)), max_size=4))
@settings(deadline=None)
def test_an_article_on_disk_is_the_article_that_was_written(
    content: list[tuple[str, list[tuple[str, str]]]],
) -> None:
    lines = tuple(
        TranslatedLine(
            Line(number, source, None, tuple(Sentence(well_formed(s)) for s, _ in pairs)),
            tuple(
                TranslatedSentence(
                    Sentence(well_formed(s)),
                    Output(well_formed(e), 1, 2, finished=True),
                    (Flag("empty", well_formed(e)),),
                )
                for s, e in pairs
            ),
        )
        for number, (source, pairs) in enumerate(content, 1)
    )
    article = Article("a", Path("a.txt"), "utf-8", "0" * 64, tuple(line.line for line in lines), {"k": "v"})
    translated = TranslatedArticle(article, lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.json")
        path.write_text(article_json(translated), encoding="utf-8")
        assert read_article_json(path) == translated


@given(ODD, ODD, ODD, st.lists(ODD, max_size=3), st.sampled_from(Status))
@settings(deadline=None)
def test_a_row_is_one_line_of_json_and_comes_back_as_it_was(
    title: str, summary: str, reason: str, flags: list[str], status: Status
) -> None:
    row = Row("a", status, title, summary, 3, 2, tuple(flags), reason)
    line = row_json(row)
    assert "\n" not in line
    line.encode("utf-8")
    back = parse_row(line)
    assert (back.status, back.words, back.sentences) == (status, 3, 2)
    for text, known in ((title, back.title), (summary, back.summary), (reason, back.reason)):
        assert known == text or well_formed(text) != text
    assert parse_row(row_json(back)) == back


@given(
    st.lists(st.tuples(ODD, ODD, ODD, st.sampled_from(Status)), min_size=1, max_size=4), st.integers(20, 200)
)
@settings(deadline=None)
def test_no_article_breaks_the_table_or_controls_the_terminal(
    content: list[tuple[str, str, str, Status]], width: int
) -> None:
    rows = [
        TableRow(Row(f"{n}{i}", status, title, text, 1, 1, ("empty",), text))
        for n, (i, title, text, status) in enumerate(content)
    ]
    shown = io.StringIO()
    print_table(rows, Console(file=shown, width=width))
    assert "\x1b" not in shown.getvalue()
    assert "\u202e" not in shown.getvalue()
    table = RunTable("run", "in", "system", "lead", "", tuple(rows))
    sheet = list(csv.reader(io.StringIO("".join(table_csv([table])))))
    assert len(sheet) == len(rows) + 1
    assert len(json.loads(json.dumps(table_json([table])))["runs"][0]["articles"]) == len(rows)


@given(TEXTS, ODD, st.booleans())
@settings(deadline=None)
def test_no_sentence_and_no_output_breaks_a_check(source: str, output: str, finished: bool) -> None:
    source, output = clean(source), well_formed(output)
    for flag in check_sentence(Sentence(source), Output(output, 3, 4, finished=finished)):
        assert flag.name
    article = EnglishArticle(source, (output, source))
    for flag in check_summary(article, output):
        assert flag.name


@given(
    st.binary() | TEXTS.map(lambda text: text.encode("utf-8")) | TEXTS.map(lambda t: t.encode("utf-16-le"))
)
@settings(deadline=None)
@example(b"\xff")
@example(b"\x00")
def test_bytes_are_decoded_in_a_known_encoding_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data, Path("a.txt"))
    except UnknownEncoding:
        return
    assert "\0" not in text
    text.encode("utf-8")
    "".encode(encoding)  # Python knows it by this name


@given(ODD)
@settings(deadline=None)
def test_cleaning_a_second_time_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert comparable(comparable(text)) == comparable(text)


@given(ODD.map(clean).filter(lambda text: any(map(str.isalpha, text))))
@settings(deadline=None)  # the first one loads the model
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert foreign_language(text) != ""


@given(st.binary(max_size=300) | TEXTS.map(lambda text: f'id,text\n1,"{text}"\n{{"text": 7}}'.encode()))
@settings(deadline=None)
def test_a_file_of_rows_has_an_id_for_each_row_whatever_it_contains(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for suffix in sorted(RECORD_READERS):
            path = Path(folder, f"a{suffix}")
            path.write_bytes(data)
            ids = list(row_ids(path, InputSettings()))
            assert len(ids) == len(list(read_rows(path, InputSettings()))) == len(set(ids))
            assert all(set(i).isdisjoint("/\\\0\n") and i not in {".", ".."} for i in ids)
