"""Markdown, Word and EPUB: titles, numbers, code, powers and formulas reach the translation."""

# ruff: noqa: E501 - markup in one piece is easier to read

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.text.article_files import write_epub
from translate.errors import NotArabic
from translate.records import Article, Document
from translate.text.article import read_article
from translate.text.furniture import load_furniture
from translate.text.language import foreign_language

TEXT = "تزرع البلدية أشجارا جديدة في الشوارع كل عام مع بداية فصل الشتاء."
CODE = 'for tree in trees:\n    plant(tree)  # شجرة\n\n    print("تم")'
MARKDOWN = f"""\
---
title: "دليل زراعة الأشجار"
layout: page
---
# قبل الزراعة {{#before-planting}}

{TEXT}[^1]

## الأدوات {{: .tools }}

3. مجرفة
4. دلو ماء
   - صغير
   - كبير

* قفازات

```python
{CODE}
```

والمثال الثاني:

    make plant

- بند فيه برنامج:

  ```
  run --all
  ```

[^1]: من تقرير البلدية.
"""


def read(path: Path) -> Article:
    return read_article(Document("a", path), load_furniture())


def sources(article: Article) -> list[str]:
    return [line.source for line in article.lines]


@pytest.fixture
def markdown(tmp_path: Path) -> Callable[[str], Article]:
    def write(text: str) -> Article:
        (tmp_path / "a.md").write_text(text, encoding="utf-8")
        return read(tmp_path / "a.md")

    return write


def test_markdown_keeps_title_numbers_bullets_and_code_and_drops_anchors(
    markdown: Callable[[str], Article],
) -> None:
    article = markdown(MARKDOWN)
    assert [source for source in sources(article) if source] == [
        "دليل زراعة الأشجار",
        "# قبل الزراعة",
        TEXT,
        "## الأدوات",
        "3. مجرفة",
        "4. دلو ماء",
        "   - صغير",
        "   - كبير",
        "- قفازات",
        "```python",
        *filter(None, CODE.split("\n")),
        "```",
        "والمثال الثاني:",
        "    make plant",
        "- بند فيه برنامج:",
        "  ```",
        "  run --all",
        "  ```",
        "من تقرير البلدية.",
    ]
    copied = [line.copied for line in article.lines if line.copied is not None]
    assert copied == [
        "```python",
        "for tree in trees:",
        "    plant(tree)  # شجرة",
        '    print("تم")',
        "```",
        "    make plant",
        "  ```",
        "  run --all",
        "  ```",
    ]
    assert not any(sentence.text in CODE for sentence in article.sentences)


@pytest.mark.parametrize(
    "front",
    [
        "---\nTitle: دليل الحدائق\n---\n",
        '+++\ntitle = "دليل الحدائق"\n+++\n',
        "---\nعنوان: دليل الحدائق\n---\n",
    ],
)
def test_front_matter_of_other_programs_has_its_title_too(
    markdown: Callable[[str], Article], front: str
) -> None:
    assert sources(markdown(f"{front}\n{TEXT}\n")) == ["دليل الحدائق", "", TEXT]


def test_box_drawing_characters_are_not_translated(markdown: Callable[[str], Article]) -> None:
    article = markdown(f"# عنوان\n\n:::tip\n{TEXT}\n:::\n\n:::note ملاحظة\n\n{TEXT}\n\n:::\n")
    assert [source for source in sources(article) if source] == ["# عنوان", TEXT, "ملاحظة", TEXT]


@pytest.mark.parametrize("front", ["title: دليل الأشجار", "title: 'دليل  الأشجار'\nlang: ar"])
def test_a_title_of_the_front_matter_is_not_repeated(markdown: Callable[[str], Article], front: str) -> None:
    article = markdown(f"---\n{front}\n---\n\n# دليل الأشجار\n\n{TEXT}\n")
    assert sources(article) == ["# دليل الأشجار", "", TEXT]


def test_code_with_brackets_and_carets_is_not_changed(markdown: Callable[[str], Article]) -> None:
    code = "grep 'x[^a]' {#id} | sed 's/[^1]//'"
    article = markdown(f"# عنوان\n\n{TEXT}\n\n```\n{code}\n```\n\n1. ```\n   {code}\n   ```\n")
    copied = [line.copied for line in article.lines if line.copied]
    assert copied == ["```", code, "```", "1. ```", f"   {code}", "   ```"]


def test_an_article_with_more_code_than_text_is_arabic(markdown: Callable[[str], Article]) -> None:
    code = "\n".join(
        f'<Row key="{n}" onClick={{() => select({n})}} className="row row-wide" />' for n in range(60)
    )
    assert len(markdown(f"# مكونات\n\n{TEXT}\n\n```jsx\n{code}\n```\n").sentences) == 2


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"{TEXT}\n" + "\n".join(f"const value_{n} = getValue({n}); // x.y" for n in range(12)), None),
        (f"{TEXT}\n```\n" + "import numpy as np and more words of a program here\n" * 12 + "```\n", None),
        (f"{TEXT} " + "get_value() --save-dev @scope/name https://a.example/b " * 12, None),
        (
            "The municipality plants new trees in the streets every year at the start of winter. " * 4,
            "English",
        ),
        ("The municipality (Reuters) plants new trees; see a.example/b. " * 8 + "أشجار المدينة", "some"),
        ("```\nprint('a')\n```", "another language"),
    ],
)
def test_code_links_and_handles_do_not_make_an_arabic_text_foreign(text: str, language: str | None) -> None:
    found = foreign_language(text)
    assert (found is None) is (language is None)
    if language == "English":
        assert found == "English"


def test_english_with_an_arabic_title_in_its_code_is_still_skipped(
    markdown: Callable[[str], Article],
) -> None:
    with pytest.raises(NotArabic):
        markdown(
            "# Trees\n\nThe municipality plants new trees in the streets every year.\n\n```\nprint('مرحبا')\n```\n"
        )


# --- Word

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(number: int, kind: str, text: str, start: int = 1, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'<w:numbering {_W}><w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.", 3)}{level(1, "lowerLetter", "%1.%2)")}'
    f'{level(2, "upperRoman", "(%3)")}</w:abstractNum><w:abstractNum w:abstractNumId="2">{level(0, "arabicAbjad", "%1-")}'
    f'{level(1, "bullet", "•")}</w:abstractNum><w:abstractNum w:abstractNumId="3">{level(0, "decimal", "المادة %1:")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
)


def item(text: str, number: int | None, at: int = 0) -> str:
    properties = (
        f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>' if number is not None else ""
    )
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.fixture
def word(tmp_path: Path) -> Callable[[Sequence[str]], Article]:
    """Write a Word document of these paragraphs of markup."""

    def write(paragraphs: Sequence[str]) -> Article:
        import docx

        document: Any = docx.Document()
        document.add_paragraph("BODY")
        document.add_paragraph("عنصر", style="List Number")  # so that the file has a numbering part
        document.save(str(tmp_path / "empty.docx"))
        path = tmp_path / "a.docx"
        with zipfile.ZipFile(tmp_path / "empty.docx") as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name == "word/numbering.xml":
                    data = NUMBERING.encode()
                if name == "word/document.xml":
                    head, _, rest = data.decode().partition("<w:body>")
                    data = f"{head}<w:body>{''.join(paragraphs)}</w:body>{rest.partition('</w:body>')[2]}".encode()
                new.writestr(name, data)
        return read(path)

    return write


def test_word_lists_keep_the_numbers_that_word_shows(word: Callable[[Sequence[str]], Article]) -> None:
    article = word(
        [
            item("شروط العقد بين الطرفين كما وقعت أمس في مقر الشركة", None),
            item("الأول", 1),
            item("فرع", 1, 1),
            item("فرع آخر", 1, 1),
            item("فرع الفرع", 1, 2),
            item("الثاني", 1),
            item("فرع الثاني", 1, 1),
            item("حرف", 2),
            item("نقطة", 2, 1),
            item("حرف آخر", 2),
            item("التعريفات", 3),
            item("المدة", 3),
            item("من جديد", 4),
            item("ثم", 4),
            item("خارج القائمة", 0),
        ]
    )
    assert sources(article)[1:] == [
        "3. الأول",
        "3.a) فرع",
        "3.b) فرع آخر",
        "(I) فرع الفرع",
        "4. الثاني",
        "4.a) فرع الثاني",
        "أ- حرف",
        "نقطة",
        "ب- حرف آخر",
        "المادة 1: التعريفات",
        "المادة 2: المدة",
        "1. من جديد",
        "2. ثم",
        "خارج القائمة",
    ]


def test_a_numbered_style_numbers_its_paragraphs(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph(TEXT)
    for text in ("افتح الباب", "أغلق الباب"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("بلا رقم", style="List Bullet")
    document.save(str(tmp_path / "a.docx"))
    assert sources(read(tmp_path / "a.docx")) == [TEXT, "1. افتح الباب", "2. أغلق الباب", "بلا رقم"]


def test_powers_and_formulas_of_word_are_marked(word: Callable[[Sequence[str]], Article]) -> None:
    run = '<w:r><w:rPr><w:vertAlign w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'
    formula = "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>"
    text = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    article = word(
        [
            f"<w:p>{text.format('تضم العينة نحو 10')}{run.format('superscript', '16')}{text.format(' خلية من H')}"
            f"{run.format('subscript', '2')}{text.format('O في كل حين.')}</w:p>",
            f"<w:p>{text.format('تحسب القيمة من المعادلة')}{formula}{text.format('كما يأتي.')}</w:p>",
            f"<w:p><m:oMathPara>{formula}</m:oMathPara></w:p>",
        ]
    )
    assert sources(article) == [
        "تضم العينة نحو 10^16 خلية من H2O في كل حين.",
        "تحسب القيمة من المعادلة [formula] كما يأتي.",
        "[formula]",
    ]


@pytest.mark.parametrize("title", ["بحث", "القائمة", "حفظ"])
def test_a_one_word_title_of_a_document_is_not_taken_for_a_button(
    word: Callable[[Sequence[str]], Article], markdown: Callable[[str], Article], tmp_path: Path, title: str
) -> None:
    article = word([item(title, None), item("عن الأشجار", None), item(f"{TEXT} {TEXT} {TEXT}", None)])
    assert article.lines[0].furniture is None
    assert markdown(f"# {title}\n\n{TEXT} {TEXT} {TEXT}\n").lines[0].furniture is None
    (tmp_path / "page.txt").write_text(f"{title}\nعن الأشجار\n{TEXT} {TEXT} {TEXT}\n", encoding="utf-8")
    assert read(tmp_path / "page.txt").lines[0].furniture == "page-button"


def test_a_book_keeps_numbers_of_lists_powers_and_formulas(tmp_path: Path) -> None:
    write_epub(tmp_path / "a.epub", ["عنوان", TEXT, TEXT, TEXT])
    with zipfile.ZipFile(tmp_path / "a.epub") as old, zipfile.ZipFile(tmp_path / "b.epub", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("one.xhtml"):
                data = (
                    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
                    f'<body><p>{TEXT}</p><ol start="5"><li>البند الخامس</li><li>البند السادس</li></ol><p>نحو 10<sup>9</sup> خلية'
                    '<sup><a href="#n">[3]</a></sup></p><p>حيث <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math> '
                    "طول الضلع</p></body></html>"
                ).encode()
            new.writestr(name, data)
    assert sources(read(tmp_path / "b.epub"))[:5] == [
        TEXT,
        "5. البند الخامس",
        "6. البند السادس",
        "نحو 10^9 خلية",
        "حيث [formula] طول الضلع",
    ]


def test_code_of_a_book_is_copied_and_its_poems_are_translated(tmp_path: Path) -> None:
    write_epub(tmp_path / "a.epub", ["عنوان", TEXT, TEXT, TEXT])
    pre = '<pre class="code">x = "شجرة"\n  y = 2</pre><pre>يا شجرة الحي\nأين الجيران</pre>'
    with zipfile.ZipFile(tmp_path / "a.epub") as old, zipfile.ZipFile(tmp_path / "b.epub", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("one.xhtml"):
                data = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{TEXT}</p>{pre}<p>{TEXT}</p></body></html>'.encode()
            new.writestr(name, data)
    lines = read(tmp_path / "b.epub").lines
    assert [(line.source, line.copied) for line in lines[:3]] == [
        (TEXT, None),
        ('x = "شجرة"', 'x = "شجرة"'),
        ("  y = 2", "  y = 2"),
    ]
    assert [sentence.text for line in lines[3:5] for sentence in line.sentences] == [
        "يا شجرة الحي",
        "أين الجيران",
    ]
