"""Test exports for other tools by reading them with the tools' own libraries."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.articles import article_of, line_of, start_run
from translate.errors import OutOfSpace, RequestError, RunFolderError
from translate.export import tabular
from translate.export.articles import Exported
from translate.export.bilingual import pairs_of
from translate.export.documents import write_docx, write_markdown
from translate.export.run import WRITERS, export_run
from translate.records import (
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
from translate.runs.folder import RunFolder
from translate.text.formats.markdown import read_markdown

METADATA = {"author": "سلمى", "date": "2025-03-01", "url": "https://news.example/a"}
NASTY = "1. *Not* a [list](x) _of_ <b>bold</b> # words & `code` | $x$ ~~y~~"


def article(article_id: str, *outputs: str) -> TranslatedArticle:
    flags = {1: (Flag("number-missing", "3"),)}
    lines = [
        line_of(text, *flags.get(number, ()), number=number, source=f"جملة {number}.")
        if text
        else TranslatedLine(Line(number, ""))
        for number, text in enumerate(outputs, 1)
    ]
    return article_of(*lines, article_id=article_id, path="in/a.html", metadata=METADATA)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Return a run of three articles: one with everything hard to write, one skipped, one unfinished."""
    folder = start_run(tmp_path / "run", "feed/1", "photo", "later")
    folder.write_article(article("feed/1", "=1+1 is a title", "", NASTY, "Rings a bell\x07."))
    folder.write_row(
        Row("feed/1", Status.DONE, "=1+1 is a title", "@Summary.", 1, 3, ("number-missing",), "")
    )
    folder.write_row(Row("photo", Status.SKIPPED, reason="photo.jpg: .jpg files are not read"))
    return folder


Export = Callable[[str], Path]


@pytest.fixture
def export(folder: RunFolder, tmp_path: Path) -> Export:
    def export(form: str) -> Path:
        target = tmp_path / f"out.{form}"
        export_run(folder, form, target)
        return target

    return export


def test_json_lines_contain_every_text_exactly_and_every_article(export: Export) -> None:
    rows = [json.loads(line) for line in export("jsonl").read_text("utf-8").split("\n") if line]
    assert [(row["id"], row["status"]) for row in rows] == [
        ("feed/1", "done"),
        ("photo", "skipped"),
        ("later", "pending"),
    ]
    assert rows[0]["translation"].split("\n") == ["=1+1 is a title", "", NASTY, "Rings a bell\x07."]
    assert len(rows[0]["source"].split("\n")) == 4
    assert rows[0]["metadata"] == METADATA
    assert rows[0]["flags"] == ["number-missing"]
    assert "jpg" in rows[1]["reason"]


def test_parquet_is_read_back_with_the_same_values(export: Export) -> None:
    from pyarrow import parquet  # type: ignore[import-untyped]

    rows = parquet.read_table(export("parquet")).to_pylist()
    expected = [json.loads(line) for line in export("jsonl").read_text("utf-8").split("\n") if line]
    assert [row | {"metadata": dict(row["metadata"])} for row in rows] == expected


def test_a_spreadsheet_runs_no_formula_from_an_article(export: Export) -> None:
    text = export("csv").read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 3
    assert rows[0]["title"] == "'=1+1 is a title"
    assert rows[0]["summary"] == "'@Summary."
    for row in rows:
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())
    assert rows[0]["translation"].split("\n")[2] == NASTY
    assert json.loads(rows[0]["metadata"]) == METADATA


def test_markdown_shows_the_text_and_never_takes_it_for_markup(export: Export) -> None:
    path = export("md")
    shown = read_markdown(path.read_bytes(), path).text.split("\n")
    assert shown[0] == "# news, translated by fake"
    assert "## =1+1 is a title" in shown
    assert "> @Summary." in shown
    assert NASTY in shown
    assert any("feed/1 · سلمى · 2025-03-01" in line for line in shown)
    assert not any("photo" in line for line in shown)


def test_a_word_file_opens_with_the_paragraphs(export: Export) -> None:
    import docx

    document = docx.Document(str(export("docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert NASTY in texts
    assert "Rings a bell\ufffd." in texts
    assert document.core_properties.title == "news, translated by fake"


def test_a_translation_memory_has_a_unit_for_each_sentence(export: Export) -> None:
    from lxml import etree  # type: ignore[import-untyped]

    root = etree.parse(str(export("tmx"))).getroot()
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert root.get("version") == "1.4"
    assert root.find("header").get("srclang") == "ar"
    units = [{v.get(lang): v.findtext("seg") for v in unit.iter("tuv")} for unit in root.iter("tu")]
    assert units == [
        {"ar": "جملة 1.", "en": "=1+1 is a title"},
        {"ar": "جملة 3.", "en": NASTY},
        {"ar": "جملة 4.", "en": "Rings a bell\ufffd."},
    ]
    first = [(prop.get("type"), prop.text) for prop in next(root.iter("tu")).iter("prop")]
    assert first == [("x-article", "feed/1"), ("x-line", "1"), ("x-flag", "number-missing")]


def run_of(place: Path, count: int) -> RunFolder:
    """Return a run of long articles."""
    ids = [f"a{number:04}" for number in range(count)]
    folder = start_run(place, *ids)
    for article_id in ids:
        folder.write_article(article(article_id, *["A sentence of some twenty or thirty letters."] * 60))
        folder.write_row(Row(article_id, Status.DONE, "A title", "A summary.", 2, 60))
    return folder


def peak_bytes(folder: RunFolder, form: str, target: Path, *, side_by_side: bool) -> int:
    """Return the peak memory of Python's objects during an export."""
    export_run(folder, form, target, side_by_side=side_by_side)  # imports
    tracemalloc.start()
    try:
        export_run(folder, form, target, side_by_side=side_by_side)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunFolder, RunFolder]:
    place = tmp_path_factory.mktemp("sizes")
    return run_of(place / "small", 12), run_of(place / "large", 48)


@pytest.mark.parametrize(
    ("form", "side_by_side"),
    [("jsonl", False), ("csv", False), ("md", False), ("tmx", False), ("md", True), ("html", True)],
)
def test_an_export_of_more_articles_needs_no_more_memory(
    two_runs: tuple[RunFolder, RunFolder], tmp_path: Path, form: str, side_by_side: bool
) -> None:
    small, large = (peak_bytes(run, form, tmp_path / "out", side_by_side=side_by_side) for run in two_runs)
    assert large < 1.3 * small


def test_row_groups_of_parquet_are_large_but_limited_by_their_length(
    two_runs: tuple[RunFolder, RunFolder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyarrow import parquet

    target = tmp_path / "out.parquet"
    export_run(two_runs[1], "parquet", target)
    assert parquet.ParquetFile(target).metadata.num_row_groups == 1
    whole = parquet.read_table(target)
    monkeypatch.setattr(tabular, "_GROUP_CHARACTERS", 20_000)  # some five articles
    export_run(two_runs[1], "parquet", target)
    assert 5 <= parquet.ParquetFile(target).metadata.num_row_groups <= 16
    assert parquet.read_table(target).equals(whole)


@pytest.mark.parametrize("side_by_side", [False, True])
def test_a_word_file_takes_time_in_proportion_to_its_articles(
    two_runs: tuple[RunFolder, RunFolder], side_by_side: bool
) -> None:
    from docx.oxml.xmlchemy import BaseOxmlElement

    # python-docx looks for the place of a new element among all its siblings, so the siblings are counted.
    def steps(run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> int:
        seen = 0
        original = BaseOxmlElement.first_child_found_in

        def counted(element: BaseOxmlElement, *names: str) -> object:
            nonlocal seen
            seen += len(element)
            return original(element, *names)

        with monkeypatch.context() as patch:
            patch.setattr(BaseOxmlElement, "first_child_found_in", counted)
            export_run(run, "docx", run.path.with_suffix(".docx"), side_by_side=side_by_side)
        return seen

    with pytest.MonkeyPatch.context() as monkeypatch:
        small, large = (steps(run, monkeypatch) for run in two_runs)
    assert large < 4.5 * small


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_full_disk_leaves_the_earlier_file_and_no_partial_one(
    form: str, folder: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    target.write_text("earlier")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutOfSpace, match="out: no space left"):
        export_run(folder, form, target)
    assert target.read_text() == "earlier"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "run"]


def test_a_folder_that_is_not_a_run_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="not a run"):
        export_run(RunFolder(tmp_path), "jsonl", tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_arabic_is_shown_beside_its_english_with_the_flags(
    folder: RunFolder, tmp_path: Path, form: str
) -> None:
    target = tmp_path / f"run.{form}"
    export_run(folder, form, target, side_by_side=True)
    if form == "docx":
        import docx

        document = docx.Document(str(target))
        rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
        assert all("جملة" in arabic for _, arabic in rows)
        arabic = document.tables[0].cell(0, 1).paragraphs[0]
        assert arabic._p.pPr is not None
        assert "w:bidi" in arabic._p.xml
        assert "w:rtl" in arabic._p.xml
        assert [comment.text for comment in document.comments] == ["number-missing: 3"]
        assert (document.sections[0].page_width or 0) // 36000 == 210
        return
    text = target.read_text(encoding="utf-8")
    assert 'dir="rtl"' in text
    assert "جملة 1" in text
    assert "number-missing: 3" in text.replace("\\", "")
    if form == "html":
        assert "<b>bold</b>" not in text
        assert "size: A4" in text


def test_a_format_that_is_not_bilingual_is_refused_with_the_valid_ones(
    folder: RunFolder, tmp_path: Path
) -> None:
    with pytest.raises(RequestError, match="docx"):
        export_run(folder, "csv", tmp_path / "x", side_by_side=True)
    with pytest.raises(RequestError, match="jsonl"):
        export_run(folder, "html", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_short_line_without_a_full_stop_is_a_heading(tmp_path: Path) -> None:
    sources = ("نتائج الشركة", "أعلنت الشركة عن نتائجها.", "قال: ")
    article = article_of(*(line_of("English", source=source) for source in sources))
    found = [pair.heading for pair in pairs_of(Exported(Row("a", Status.DONE), article))]
    assert found == [True, False, False]


def test_an_article_whose_file_was_lost_is_not_exported_as_empty(folder: RunFolder, tmp_path: Path) -> None:
    folder.article_path("feed/1").unlink()
    for form in WRITERS:
        with pytest.raises(
            RunFolderError, match=r"feed/1\.json: missing or empty, although the article is done"
        ):
            export_run(folder, form, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_articles_without_a_summary_yet_count_as_exported(folder: RunFolder, tmp_path: Path) -> None:
    folder.write_article(article("later", "A title"))
    counts = export_run(folder, "md", tmp_path / "out.md")
    assert counts.translated == 2
    assert counts.others == ["1 skipped", "1 pending, but translated"]


def wrapped_article() -> TranslatedArticle:
    """Return an article whose two lines are one paragraph, translated with the first line."""
    sentence = Sentence("سار الرجل في طريق طويل بين القرى ثم عاد إلى بيته في المساء.")
    first = Line(1, "سار الرجل في طريق طويل", sentences=(sentence,))
    second = Line(2, "بين القرى ثم عاد إلى بيته في المساء.", joined=1)
    made = TranslatedSentence(sentence, Output("The man came home.", 9, 4, finished=True))
    return article_of(TranslatedLine(first, (made,)), TranslatedLine(second))


def test_a_wrapped_paragraph_is_not_a_heading(tmp_path: Path) -> None:
    (pair,) = pairs_of(Exported(Row("a", Status.DONE), wrapped_article()))
    assert not pair.heading
    assert pair.source == "سار الرجل في طريق طويل بين القرى ثم عاد إلى بيته في المساء."


def test_every_doubt_that_is_counted_is_at_its_line() -> None:
    doubt = Flag("number added", "50")
    made = article_of(line_of("Title 50", doubt), line_of("Text 50", doubt, number=2))
    assert [pair.doubts for pair in pairs_of(Exported(Row("a", Status.DONE), made))] == [
        ("number added: 50",),  # of the headline
        (),
    ]


class Full(io.RawIOBase):
    """A file on a full disk."""

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_shows_no_traceback_of_a_word_file(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gc
    import sys

    unraisable: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    file = Full()
    with pytest.raises(OSError, match="No space"):
        write_docx([Exported(row, folder.article_of(row)) for row in folder.rows()], file, "title")  # type: ignore[arg-type]
    file.close()
    gc.collect()
    assert unraisable == []


def test_code_keeps_its_indentation_in_markdown() -> None:
    lines = [TranslatedLine(Line(n, text, copied=text)) for n, text in enumerate(("```", "\tmake", "```"), 1)]
    file = io.BytesIO()
    made = article_of(line_of("A title"), *lines, path="a.md")
    write_markdown([Exported(Row("a", Status.DONE, "A title"), made)], file, "title")
    assert "\n    make\n" in file.getvalue().decode()
