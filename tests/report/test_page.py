from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from tests.report.fixtures import compared_run
from tests.scoring.test_summaries import OWN, summarised
from tests.scoring.test_summaries import compared as compared_summaries
from translate.checks.registry import CHECKS
from translate.errors import RequestError
from translate.report import data, rendering
from translate.report.page import write_report
from translate.report.rendering import Provenance, require_libraries
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched

VOID = {"meta", "link", "br", "img", "hr", "input", "path", "use", "rect"}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Matched, Comparison]:
    return compared_run(tmp_path_factory.mktemp("systems"))


@pytest.fixture(scope="module")
def html(compared: tuple[Matched, Comparison], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = write_report(*compared, tmp_path_factory.mktemp("page") / "report.html")
    return path.read_text(encoding="utf-8")


class Outline(HTMLParser):
    """Parses the tags of a page in order, with those not closed or closed twice."""

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


def test_the_page_loads_nothing_from_the_network(html: str) -> None:
    outline = Outline(html)

    assert {tag for tag, _ in outline.tags} & {"img", "iframe", "object", "embed", "base", "form"} == set()
    assert [value for _, value in outline.having("src")] == []
    for name in ("href", "xlink:href"):
        assert all(value.startswith(("#", "data:,")) for _, value in outline.having(name))
    assert re.findall(r"@import|url\((?!#)", html) == []
    policies = [value for _, value in outline.having("content") if "default-src" in value]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none';")


def data_of(html: str) -> dict[str, Any]:
    """Return the lines in the page's table."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_texts_of_articles_and_systems_are_never_markup(html: str) -> None:
    outline = Outline(html)

    assert [attrs.get("type") for tag, attrs in outline.tags if tag == "script"] == ["application/json", None]
    assert "&lt;script&gt;" in html
    assert '<script>alert("x")</script>' in data_of(html)["output"][1][0]
    assert html.count("</script>") == 2
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "<b>بعد</b>" not in html
    assert [name for tag, attrs in outline.tags for name in attrs if name.startswith("on")] == []


def test_the_page_is_well_formed_and_its_links_lead_somewhere(html: str) -> None:
    outline = Outline(html)

    ids = [value for _, value in outline.having("id")]
    targets = {value[1:] for tag, value in outline.having("href") if tag == "a"}
    found = data_of(html)
    lines = {f"l{a + 1}.{n}" for a, n in zip(found["article"], found["number"], strict=True)}
    assert (outline.open, outline.wrong) == ([], [])
    assert len(ids) == len(set(ids))
    assert {target for target in targets if not target.startswith("show:")} <= set(ids) | lines
    assert any(target in lines for target in targets)
    assert {value for _, value in outline.having("aria-labelledby")} <= set(ids)


def test_screen_readers_find_languages_headings_and_tables(html: str) -> None:
    outline = Outline(html)

    assert outline.tags[0] == ("html", {"lang": "en", "dir": "ltr"})
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tables = [tag for tag, _ in outline.tags if tag in ("table", "caption")]
    assert tables == ["table", "caption"] * (len(tables) // 2)
    assert all(
        attrs.get("role") == "img" and attrs.get("aria-label") for tag, attrs in outline.tags if tag == "svg"
    )
    assert all("scope" in attrs for tag, attrs in outline.tags if tag == "th")
    assert all(attrs["tabindex"] == "0" for _, attrs in outline.tags if attrs.get("class") == "scroll")


def test_the_page_has_scores_verdicts_flags_summaries_and_every_line(
    html: str, compared: tuple[Matched, Comparison]
) -> None:
    _, comparison = compared
    for system in comparison.systems:
        for found in system.score.metrics.values():
            assert f"{found.score:.1f}" in html
            assert found.signature in html
    assert "too few to decide" in html
    lines = data_of(html)
    number = [check for check, _ in lines["checks"]].index("number missing")
    assert any(check == number and "5000" in detail for check, detail in lines["flags"][0]["1"])
    assert html.count("Summary &lt;script&gt;") == 3
    assert lines["articles"] == ["a/0", "a/1", "a/2"]
    assert len(lines["number"]) == lines["total"] == 30


def test_a_page_with_too_many_lines_keeps_the_worst_and_says_so(
    compared: tuple[Matched, Comparison], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "MOST_BYTES", 4_000)

    html = write_report(*compared, tmp_path / "report.html").read_text(encoding="utf-8")

    kept = data_of(html)
    assert 0 < len(kept["number"]) < kept["total"] == 30
    assert f"The page has the {len(kept['number'])} lines with the lowest scores of 30." in html
    means = [sum(of) / 2 for of in zip(*kept["chrf"], strict=True)]
    everything = data_of(write_report_in_full(compared, tmp_path, monkeypatch))
    best_left_out = min(
        sum(of) / 2
        for place, of in zip(
            zip(everything["article"], everything["number"], strict=True),
            zip(*everything["chrf"], strict=True),
            strict=True,
        )
        if place not in set(zip(kept["article"], kept["number"], strict=True))
    )
    assert max(means) <= best_left_out


def write_report_in_full(
    compared: tuple[Matched, Comparison], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    monkeypatch.setattr(data, "MOST_BYTES", 1 << 30)
    return write_report(*compared, folder / "full.html").read_text(encoding="utf-8")


def test_a_reader_can_trace_the_numbers(compared: tuple[Matched, Comparison], tmp_path: Path) -> None:
    provenance = Provenance("2026-01-02 03:04 UTC", "tarjama report a b", "1.2.3")

    html = write_report(*compared, tmp_path / "report.html", provenance).read_text(encoding="utf-8")

    box = html[html.index('id="provenance"') :]
    comparison = compared[1]
    hashes = [system.score.outputs_sha256 for system in comparison.systems]
    for text in (
        "2026-01-02 03:04 UTC",
        "tarjama report a b",
        "Tarjama 1.2.3",
        "30 lines in 3 articles",
        *hashes,
    ):
        assert text in box
    assert comparison.systems[0].score.references_sha256 in box


def test_the_same_comparison_gives_the_same_page(
    compared: tuple[Matched, Comparison], html: str, tmp_path: Path
) -> None:
    path = write_report(*compared, tmp_path / "report.html")

    assert path.read_text(encoding="utf-8") == html


def test_a_missing_library_is_reported_before_anything_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    require_libraries()
    monkeypatch.setattr(rendering, "find_spec", lambda name: None)

    with pytest.raises(RequestError, match=r"needs jinja2: pip install 'tarjama\[report\]'"):
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

    path = write_report(matched, compare_systems(matched), tmp_path / "report.html")

    html = path.read_text(encoding="utf-8")
    assert Outline(html).wrong == []
    assert 'id="pairs"' not in html
    assert "Without a source text" in html
    assert "No line is below chrF 100" in html


def test_a_legend_says_what_each_check_looks_for_and_how_often_it_is_wrong(html: str) -> None:
    for check in CHECKS:
        assert check.definition
        assert "false alarm" not in check.definition
        assert str(escape(check.definition.replace("`", ""))) in html
    assert "4 of 178" in html
    assert "too rare to say" in html


def test_summariser_scores_are_above_the_summaries_with_the_lead(tmp_path: Path) -> None:
    run = summarised(tmp_path / "run", "distilbart", OWN)
    path = write_report(*compared_summaries(tmp_path, run), tmp_path / "report.html")

    html = path.read_text(encoding="utf-8")

    assert html.index("distilbart, of fake") < html.index("lead, of fake") < html.index("All summaries")
    assert Outline(html).wrong == []
