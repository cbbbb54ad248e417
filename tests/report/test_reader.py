from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.articles import article_of, line_of, start_run
from tests.report.fixtures import EVIL, compared_run
from tests.report.test_page import Outline
from translate.errors import RunFolderError
from translate.records import (
    Line,
    Output,
    Row,
    Sentence,
    Status,
    TranslatedArticle,
    TranslatedLine,
    TranslatedSentence,
)
from translate.report import reader
from translate.report.reader import write_reader_page


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    compared_run(folder)
    return folder / "run"


@pytest.fixture(scope="module")
def html(run: Path) -> str:
    return write_reader_page(run, run.parent / "page.html").read_text(encoding="utf-8")


def test_a_run_without_references_makes_a_page_with_every_summary_and_article(html: str) -> None:
    outline = Outline(html)

    assert (outline.open, outline.wrong) == ([], [])
    assert html.count("Summary &lt;script&gt;") == 3
    ids = [value for _, value in outline.having("id")]
    assert [one for one in ids if one.startswith("article-")] == ["article-1", "article-2", "article-3"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for tag, value in outline.having("href") if tag == "a"} <= set(ids)
    sources = [attrs for tag, attrs in outline.tags if attrs.get("class") == "source"]
    assert len(sources) == 30
    assert all((attrs["lang"], attrs["dir"]) == ("ar", "rtl") for attrs in sources)


def test_texts_of_articles_are_never_markup(html: str) -> None:
    assert EVIL.startswith("<script>")
    assert html.count("<script") == 1
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "<b>بعد</b>" not in html


def test_articles_beyond_what_a_browser_opens_keep_their_summaries(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MOST_BYTES", 3_000)

    html = write_reader_page(run, tmp_path / "page.html").read_text(encoding="utf-8")

    assert html.count("Summary &lt;script&gt;") == 3
    assert html.count('class="article"') < 3
    assert "not on this page; use <code>tarjama show</code>" in html


def test_a_folder_that_is_not_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError):
        write_reader_page(tmp_path, tmp_path / "page.html")


def page_of(place: Path, article: TranslatedArticle, row: Row) -> str:
    """Return the page of a run of one article."""
    folder = start_run(place / "run", row.id)
    folder.write_article(article)
    folder.write_row(row)
    return write_reader_page(folder.path, place / "page.html").read_text(encoding="utf-8")


def sentence(source: str, english: str, joint: str | None = None, *, tag: bool = False) -> TranslatedSentence:
    return TranslatedSentence(Sentence(source, joint=joint, tag=tag), Output(english, 1, 1, finished=True))


def text_of(html: str, kind: str) -> list[str]:
    """Return the text of the paragraphs of a class."""
    found = re.findall(rf'<p class="{kind}"[^>]*>(.*?)</p>', html)
    return [re.sub(r"<[^>]*>", "", one) for one in found]


def test_cells_handles_and_links_that_are_copied_are_on_the_page(tmp_path: Path) -> None:
    row_of_table = (sentence("أحمد", "Ahmed"), sentence("مصر", "Egypt", "\t12\t"))
    post = (sentence("ذهب الولد.", "The boy went."), sentence("كأس_العالم", "World Cup", " #", tag=True))
    lines = []
    for number, (source, made, tail) in enumerate(
        (("أحمد\t١٢\tمصر", row_of_table, ""), ("ذهب الولد. #كأس_العالم @user", post, " @user")), 1
    ):
        line = Line(number, source, sentences=tuple(one.sentence for one in made), tail=tail)
        lines.append(TranslatedLine(line, made))

    html = page_of(tmp_path, article_of(*lines), Row("a", Status.DONE, "Title", "", 0, 4))

    assert text_of(html, "english") == ["Ahmed 12 Egypt", "The boy went. #World_Cup @user"]
    assert text_of(html, "source") == ["أحمد ١٢ مصر", "ذهب الولد. #كأس_العالم @user"]


def test_a_line_of_a_wrapped_paragraph_is_not_called_untranslated(tmp_path: Path) -> None:
    first = (sentence("سار الرجل ثم عاد.", "He walked and returned."),)
    lines = [
        TranslatedLine(Line(1, "سار الرجل", sentences=(first[0].sentence,)), first),
        TranslatedLine(Line(2, "ثم عاد.", joined=1)),
        TranslatedLine(Line(3, "اقرأ أيضا", furniture="related")),
    ]

    html = page_of(tmp_path, article_of(*lines), Row("a", Status.DONE, "Title", "", 0, 1))

    assert text_of(html, "english") == ["He walked and returned."]
    assert text_of(html, "english note") == [
        "(translated with line 1)",
        "(not translated: not part of the article)",
    ]


def test_a_doubt_about_a_summary_is_beside_it(tmp_path: Path) -> None:
    article = article_of(line_of("A title"), line_of("The minister spoke in the city.", number=2))
    row = Row("a", Status.DONE, "A title", "The minister paid 4,000.", 4, 2, ("number not in article",))

    html = page_of(tmp_path, article, row)

    card = html.partition('class="card"')[2].partition("</article>")[0]
    assert '<span class="flag">number not in article: <bdi>4,000</bdi></span>' in card


def test_a_lost_article_is_not_left_out_in_silence(tmp_path: Path) -> None:
    folder = start_run(tmp_path / "run", "a")
    folder.write_row(Row("a", Status.DONE, "A title", "A summary.", 2, 1))

    with pytest.raises(RunFolderError, match="missing or empty, although the article is done"):
        write_reader_page(folder.path, tmp_path / "page.html")
