"""Markdown comes out as Markdown: marks and targets of links are copied, words are translated."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.text.translating import run_through
from translate.checks.registry import check_pair
from translate.export import bilingual, documents
from translate.export.articles import Exported
from translate.records import Row, Status
from translate.summaries.base import EnglishArticle
from translate.text.markup import marked_parts, without_markup

WORDS = {
    "دليل السفر": "Travel guide",
    "قبل الرحلة": "Before the trip",
    "اقرأ الدليل الكامل": "Read the full guide",
    "اقرأ الدليل الكامل.": "Read the full guide.",
    "وصل القطار إلى المحطة القديمة.": "The train reached the old station.",
    "ثم غادر.": "Then it left.",
    "تذكرة": "Ticket",
    "جواز": "Passport",
    "تتمة البند": "The item goes on",
    "قال المدير": "The manager said",
    "المدينة": "City",
    "العدد": "Number",
    "الرياض": "Riyadh",
}
MARKDOWN = """\
# دليل السفر

وصل القطار إلى [المحطة القديمة](https://example.org/station). ثم غادر.

## [قبل الرحلة](before.md)

1. تذكرة
2. جواز
   - [ ] تذكرة

   تتمة البند

> قال المدير

| المدينة | العدد | |
|:--|--:|---|
| [الرياض](r.md) | ٧ | |

```sh
echo "مرحبا"
```
"""
ENGLISH = """\
# Travel guide

The train reached the old station. [example.org/station](https://example.org/station) Then it left.

## [Before the trip](before.md)

1. Ticket
2. Passport
   - [ ] Ticket

   The item goes on

> The manager said

| City | Number |  |
|---|---|---|
| [Riyadh](r.md) | 7 | |

```sh
echo "مرحبا"
```"""


def english(folder: Path, text: str) -> str:
    return "\n".join(line.translation for line in run_through(folder / "a.md", text, WORDS).lines)


def test_headings_lists_links_tables_and_code_of_markdown_are_there_in_the_english(tmp_path: Path) -> None:
    assert english(tmp_path, MARKDOWN).replace("|  |", "| |") == ENGLISH.replace("|  |", "| |")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("[اقرأ الدليل الكامل](guide.md).", "[Read the full guide.](guide.md)"),
        ("- [اقرأ الدليل الكامل](<my guide.md>)", "- [Read the full guide](<my guide.md>)"),
        ("[اقرأ الدليل الكامل][1]\n\n[1]: https://a.example/x_(y)", "[Read the full guide](https://a.example/x_(y))"),
        ('<p><a href="https://a.example">اقرأ الدليل الكامل</a></p>', "[Read the full guide](https://a.example)"),
        (
            "ثم غادر. وصل القطار [إلى](a.md) المحطة [القديمة](b.md).",
            "Then it left. The train reached the old station. [a.md](a.md) [b.md](b.md)",
        ),
        ("+ تذكرة\n+ جواز\n", "- Ticket\n- Passport"),
        ("7) تذكرة\n8) جواز\n", "7) Ticket\n8) Passport"),
        ("- تذكرة\n  1. جواز\n     - تذكرة\n", "- Ticket\n  1. Passport\n     - Ticket"),
        ("> - تذكرة\n>\n> قال المدير", "> - Ticket\n\n> The manager said"),
        ("دليل السفر\n===\n\nقبل الرحلة\n---\n", "# Travel guide\n\n## Before the trip"),
        ("###### دليل السفر {#guide}\n\n***\n\nثم غادر.", "###### Travel guide\n\n***\n\nThen it left."),
        ("ثم غادر.\n\n- Docker\n  - [Ray](https://ray.io)\n", "Then it left.\n\n- Docker\n  - [Ray](https://ray.io)"),
    ],
)  # fmt: skip
def test_marks_of_markdown_stay_and_targets_of_links_are_kept(tmp_path: Path, text: str, read: str) -> None:
    assert english(tmp_path, text) == read


@pytest.mark.parametrize(
    "text",
    [
        "ثم غادر.",
        r"ثم غادر\.",
        "ثم **غادر**.",
        "ثم ~~غادر~~.",
        "ثم ![صورة](a.png)غادر.",
        "ثم [](a.md)غادر.",
    ],
)
def test_a_line_of_markdown_without_marks_has_none_in_the_english(tmp_path: Path, text: str) -> None:
    assert english(tmp_path, text) == "Then it left."


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x"])
def test_a_link_that_runs_a_program_is_not_written(tmp_path: Path, target: str) -> None:
    assert target not in english(tmp_path, f'ثم <a href="{target}">غادر</a>.')


@pytest.mark.parametrize("text", ["# دليل السفر", "1. تذكرة", "[اقرأ الدليل الكامل](guide.md)"])
def test_text_files_keep_what_looks_like_markdown_in_the_sentence(tmp_path: Path, text: str) -> None:
    article = run_through(tmp_path / "a.txt", text, {text: "seen whole"})
    assert article.lines[0].translation == "seen whole"


def test_the_title_and_the_summary_have_no_marks_and_no_targets(tmp_path: Path) -> None:
    text = MARKDOWN.partition("## ")[0].replace("دليل السفر", "[دليل السفر](a.md)")
    article = run_through(tmp_path / "a.md", text, WORDS)
    assert article.title == "Travel guide"
    assert EnglishArticle.of(article).text == "Travel guide\nThe train reached the old station. Then it left."


def test_checks_do_not_miss_the_target_of_a_link_in_the_sentence(tmp_path: Path) -> None:
    article = run_through(tmp_path / "a.md", MARKDOWN, WORDS)
    for line in article.lines:
        for one in line.sentences:
            assert "link lost" not in [flag.name for flag in check_pair(one.sentence.source, one.output.text)]


def test_exports_of_a_markdown_file_keep_its_marks_links_and_code(tmp_path: Path) -> None:
    article = run_through(tmp_path / "a.md", MARKDOWN, WORDS | {"ثم غادر.": "*Then* <b>it</b> left."})
    exported = Exported(Row("a", Status.DONE, title=article.title), article)
    file = io.BytesIO()
    documents.write_markdown([exported], file, "run")
    written = file.getvalue().decode()
    assert "# Travel guide\n\nThe train reached the old station. [example.org/station]" in written
    assert r"\*Then\* \<b\>it\</b\> left." in written
    assert '```sh\necho "مرحبا"\n```' in written
    pairs = [*bilingual.pairs_of(exported)]
    assert [(pair.source, pair.english) for pair in pairs[:2]] == [
        ("# دليل السفر", "# Travel guide"),
        (
            "وصل القطار إلى [المحطة القديمة](https://example.org/station). ثم غادر.",
            "The train reached the old station. [example.org/station](https://example.org/station)"
            " *Then* <b>it</b> left.",
        ),
    ]
    headings = [pair.english for pair in pairs if pair.heading]
    assert headings[:2] == ["# Travel guide", "## [Before the trip](before.md)"]
    assert not any(pair.heading for pair in pairs if pair.source.startswith(("1.", "- ", "> ", "| ")))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        "[س" * 50_000,
        "[س](" * 50_000,
        "> " * 50_000 + "س",
        "[س](a" + "(" * 100_000,
        "- " * 50_000,
    ],
)
def test_a_giant_line_of_markdown_takes_no_hours(line: str) -> None:
    assert without_markup(line).count("س") == line.count("س")
    marked_parts(line)
