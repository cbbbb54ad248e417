from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.fixtures import EVIL, compared_run
from tests.report.test_page import Outline
from translate.errors import RunFolderError
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
