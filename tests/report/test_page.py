from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from markupsafe import escape

from tests.report.fixtures import compared_run
from tests.scoring.fixtures import good_and_bad
from tests.scoring.test_summaries import OWN, summarised
from tests.scoring.test_summaries import compared as compared_summaries
from translate.checks.registry import CHECKS
from translate.errors import RequestError
from translate.report import page, paging
from translate.report.page import require_libraries, write_report
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched

VOID = {"meta", "link", "br", "img", "hr", "input", "path", "use", "rect"}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Matched, Comparison]:
    return compared_run(tmp_path_factory.mktemp("systems"))


@pytest.fixture(scope="module")
def html(compared: tuple[Matched, Comparison], tmp_path_factory: pytest.TempPathFactory) -> str:
    (path,) = write_report(*compared, tmp_path_factory.mktemp("page") / "report.html")
    return path.read_text(encoding="utf-8")


class Outline(HTMLParser):
    """The tags of a page, in order, with what is not closed, or closed twice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def having(self, name: str) -> Iterator[tuple[str, str]]:
        for tag, attributes in self.tags:
            value = attributes.get(name)
            if value is not None:
                yield tag, value


def test_the_page_asks_nothing_of_any_network(html: str) -> None:
    outline = Outline(html)

    assert {tag for tag, _ in outline.tags} & {"img", "iframe", "object", "embed", "base", "form"} == set()
    assert [value for _, value in outline.having("src")] == []
    for name in ("href", "xlink:href"):
        assert all(value.startswith(("#", "data:,")) for _, value in outline.having(name))
    assert re.findall(r"@import|url\((?!#)", html) == []
    policies = [value for _, value in outline.having("content") if "default-src" in value]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none';")


def test_what_articles_and_systems_say_is_text_and_never_markup(html: str) -> None:
    outline = Outline(html)

    assert [tag for tag, _ in outline.tags].count("script") == 1
    assert "alert(&#34;x&#34;)" in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "<b>بعد</b>" not in html
    assert [name for tag, attrs in outline.tags for name in attrs if name.startswith("on")] == []


def test_the_page_is_well_formed_and_its_links_lead_somewhere(html: str) -> None:
    outline = Outline(html)

    ids = [value for _, value in outline.having("id")]
    targets = {value[1:] for tag, value in outline.having("href") if tag == "a" and value != "#"}
    assert (outline.open, outline.wrong) == ([], [])
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert {value for _, value in outline.having("aria-labelledby")} <= set(ids)


def test_readers_of_the_page_hear_its_languages_headings_and_tables(html: str) -> None:
    outline = Outline(html)

    assert outline.tags[0] == ("html", {"lang": "en", "dir": "ltr"})
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    sources = [attrs for tag, attrs in outline.tags if attrs.get("class") == "source"]
    assert sources
    assert all((attrs["lang"], attrs["dir"]) == ("ar", "rtl") for attrs in sources)
    assert all("scope" in attrs for tag, attrs in outline.tags if tag == "th")
    assert all(attrs["tabindex"] == "0" for _, attrs in outline.tags if attrs.get("class") == "scroll")


def test_the_page_holds_scores_verdicts_flags_summaries_and_every_article(
    html: str, compared: tuple[Matched, Comparison]
) -> None:
    _, comparison = compared
    for system in comparison.systems:
        for found in system.score.metrics.values():
            assert f"{found.score:.1f}" in html
            assert found.signature in html
    assert "too few to decide" in html
    assert "number missing: <bdi>5000" in html
    assert html.count("Summary &lt;script&gt;") == 3
    assert all(f'id="article-{n}"' in html for n in (1, 2, 3))
    assert html.count("<svg") == 3


def test_beyond_a_hundred_articles_there_are_further_pages(
    compared: tuple[Matched, Comparison], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "ARTICLES_A_PAGE", 2)

    first, second = write_report(*compared, tmp_path / "my report.html")

    assert second.name == "my report-2.html"
    texts = [path.read_text(encoding="utf-8") for path in (first, second)]
    assert [text.count("<article id=") for text in texts] == [2, 1]
    assert [text.count('id="scores"') for text in texts] == [1, 0]
    assert all('href="my%20report-2.html"' in text for text in texts)
    assert 'href="#article-3"' in texts[1]
    assert "Page 1 of 2, 3 articles" in texts[0]
    # the worst lines lead to their articles, on whichever page
    worst = texts[0][texts[0].index('id="worst"') : texts[0].index('id="summaries"')]
    assert set(re.findall(r'<h3><a href="([^"]*)"', worst)) == {
        "#article-1",
        "#article-2",
        "my%20report-2.html#article-3",
    }


def test_a_page_that_grows_too_large_is_split(
    compared: tuple[Matched, Comparison], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "BYTES_A_PAGE", 10_000)

    assert len(write_report(*compared, tmp_path / "report.html")) == 3


def test_the_same_comparison_gives_the_same_page(
    compared: tuple[Matched, Comparison], html: str, tmp_path: Path
) -> None:
    (path,) = write_report(*compared, tmp_path / "report.html")

    assert path.read_text(encoding="utf-8") == html


def test_a_missing_library_is_told_before_anything_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    require_libraries()
    monkeypatch.setattr(page, "find_spec", lambda name: None if name == "matplotlib" else object())

    with pytest.raises(RequestError, match=r"needs matplotlib: pip install 'tarjama\[report\]'"):
        require_libraries()


def test_one_system_without_a_source_makes_a_page_too(tmp_path: Path) -> None:
    from tests.scoring.fixtures import SENTENCES, write_texts
    from translate.scoring.compare import compare_systems
    from translate.scoring.matching import match_systems
    from translate.scoring.referenceset import references_from_folders
    from translate.scoring.systems import load_systems

    texts = {"a": "\n".join(SENTENCES)}
    found = references_from_folders([write_texts(tmp_path / "references", texts)])
    matched = match_systems(load_systems([f"x={write_texts(tmp_path / 'x', texts)}"], found), found)

    (path,) = write_report(matched, compare_systems(matched), tmp_path / "report.html")

    html = path.read_text(encoding="utf-8")
    assert Outline(html).wrong == []
    assert 'id="pairs"' not in html
    assert "Without a source text" in html


def test_a_forest_of_many_systems_shows_the_pairs_of_the_best_alone(tmp_path: Path) -> None:
    from translate.report.plots import forest

    comparison = good_and_bad(tmp_path)

    svg = forest(comparison)

    assert svg.startswith("<svg")
    assert "good - bad" in svg
    assert "var(--series-1)" in svg
    assert "#0000" not in svg


def test_a_legend_tells_what_each_check_looks_for_and_how_often_it_errs(html: str) -> None:
    for check in CHECKS:
        assert check.definition
        assert "false alarm" not in check.definition
        assert str(escape(check.definition.replace("`", ""))) in html
    assert "4 of 178" in html
    assert "too rare to say" in html


def test_the_summarisers_stand_over_the_summaries_with_the_lead(tmp_path: Path) -> None:
    run = summarised(tmp_path / "run", "distilbart", OWN)
    (path,) = write_report(*compared_summaries(tmp_path, run), tmp_path / "report.html")

    html = path.read_text(encoding="utf-8")

    assert html.index("distilbart, of fake") < html.index("lead, of fake") < html.index('class="summaries"')
    assert Outline(html).wrong == []


def test_a_shorter_report_leaves_no_page_of_a_longer_one_behind(
    compared: tuple[Matched, Comparison], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.html"
    monkeypatch.setattr(paging, "ARTICLES_A_PAGE", 1)
    assert len(write_report(*compared, report)) == 3
    mine = tmp_path / "report-4.html"
    mine.write_text("<p>Somebody's own.</p>", encoding="utf-8")

    monkeypatch.setattr(paging, "ARTICLES_A_PAGE", 100)
    write_report(*compared, report)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["report-4.html", "report.html"]
