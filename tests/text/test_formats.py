"""Test files of every kind: the same sentences from each, damaged files, and harmful ones."""

from __future__ import annotations

import importlib.util
import io
import logging
import re
import warnings
import zipfile
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from tests.corpus.recipes.pdfs import objects_of, pdf, stream
from tests.text.article_files import (
    AUTHOR,
    DATE,
    URL,
    WRITERS,
    write_docx,
    write_epub,
    write_html,
    write_pdf,
    write_word_by_word,
)
from translate.config.profile import InputSettings
from translate.errors import ArticleError, Unreadable
from translate.records import Article, Document
from translate.text.article import read_articles
from translate.text.discovery import find_documents
from translate.text.furniture import load_furniture
from translate.text.reading import READERS, read_text

# Two Hangul letters, which the font lacks, and "01.AI", which looks like "AI.01" on a page.
_NOT_IN_PDF = re.compile(r"[\uac00-\ud7a3]|(?<!\d)01\.(?=AI)")
CASES = Path(__file__).parents[3] / "shared" / "cases"
LINES = ("عنوان الخبر", "قال الوزير إن الخطة جاهزة. وأضاف أن العمل يبدأ غدا.", "وصل القطار متأخرا.")


def read_one(path: Path) -> Article:
    ((_, article),) = read_articles(find_documents([path]), load_furniture(), InputSettings())
    assert isinstance(article, Article), article
    return article


def read_file(path: Path) -> str:
    return read_text(Document(id="a", path=path)).text


def sentences(article: Article) -> list[str]:
    return [sentence.text for sentence in article.sentences]


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
@pytest.mark.parametrize("kind", [kind for kind in WRITERS if kind != "txt"])
def test_an_article_gives_the_same_sentences_in_every_format(tmp_path: Path, seed: Path, kind: str) -> None:
    article = read_one(seed)
    # Without furniture, which the reader of web pages may remove by its own rules.
    lines = [line.source.strip() for line in article.lines if line.sentences]
    expected = sentences(article)
    if kind == "pdf":
        lines, expected = ([_NOT_IN_PDF.sub("", text) for text in texts] for texts in (lines, expected))
    path = tmp_path / f"a.{kind}"
    WRITERS[kind](path, lines)
    assert sentences(read_one(path)) == expected


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("md", {"author": AUTHOR, "date": DATE, "url": URL}),
        ("html", {"author": AUTHOR, "date": DATE, "url": URL, "title": LINES[0]}),
        ("docx", {"author": AUTHOR}),
        ("epub", {"author": AUTHOR, "date": DATE}),
        ("pdf", {"author": AUTHOR}),
        ("jsonl", {"author": AUTHOR, "date": DATE, "url": URL}),
        ("csv", {"author": AUTHOR, "date": DATE, "url": URL}),
        ("parquet", {"author": AUTHOR, "date": DATE, "url": URL}),
    ],
)
def test_author_date_and_url_are_kept_with_the_article(
    tmp_path: Path, kind: str, known: dict[str, str]
) -> None:
    path = tmp_path / f"a.{kind}"
    WRITERS[kind](path, LINES)
    assert known.items() <= dict(read_one(path).metadata).items()


@pytest.mark.parametrize("kind", sorted(set(READERS) - {".txt", ".text", ".md", ".markdown", ".srt", ".vtt"}))
@pytest.mark.parametrize("damage", ["cut", "text", "noise", "empty"])
def test_a_damaged_file_is_a_row_with_a_reason_and_not_a_traceback(
    tmp_path: Path, kind: str, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"a{kind}"
    WRITERS[kind[1:] if kind[1:] in WRITERS else "html"](path, LINES)
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[: len(data) // 3],
            "text": b"no such file",
            "noise": bytes((i * 7919) % 256 for i in range(5000)),
            "empty": b"",
        }[damage]
    )
    with pytest.raises(ArticleError, match=rf"a\{kind}: "):
        read_file(path)
    assert capfd.readouterr() == ("", "")


def test_warnings_and_logs_of_parsers_are_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import trafilatura

    def talkative(*_: object, **__: object) -> None:
        logging.getLogger("trafilatura").error("discarding data")
        warnings.warn("deprecated", FutureWarning, stacklevel=1)

    monkeypatch.setattr(trafilatura, "bare_extraction", talkative)
    write_html(tmp_path / "a.html", LINES)
    assert read_file(tmp_path / "a.html").split("\n") == [*LINES]
    assert capfd.readouterr() == ("", "")
    assert logging.root.manager.disable == 0


@pytest.mark.parametrize(
    ("kind", "module"), [("html", "trafilatura"), ("docx", "mammoth"), ("pdf", "pdfminer")]
)
def test_a_missing_library_is_reported_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, module: str
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (tmp_path / f"a.{kind}").write_bytes(b"x")
    with pytest.raises(Unreadable, match=rf"needs {module}: pip install 'tarjama\[formats\]'"):
        read_file(tmp_path / f"a.{kind}")


@pytest.mark.parametrize(("kind", "write"), [("docx", write_docx), ("epub", write_epub)])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, kind: str, write: object) -> None:
    assert callable(write)
    path = tmp_path / f"a.{kind}"
    write(path, LINES)
    bomb = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("b.xml", "w") as entry:
        for _ in range(40):
            entry.write(b" " * (1 << 20))
    assert len(bomb.getvalue()) < 1 << 18
    path.write_bytes(bomb.getvalue())
    with pytest.raises(Unreadable, match="bytes of text when unpacked; limit 10,000 files"):
        read_file(path)


def test_entities_of_xml_are_not_expanded_nor_files_of_this_machine_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("كلمة السر")
    path = tmp_path / "a.epub"
    write_epub(path, LINES)
    attack = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">'
        '<!ENTITY a "ها"><!ENTITY b "&a;&a;">]><html><body><p>&s; قال الوزير &b;</p></body></html>'
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a duplicate name
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("OEBPS/text/one.xhtml", attack)
    text = read_file(path)
    assert "كلمة السر" not in text
    assert "هاها" not in text


def test_a_file_too_large_to_be_an_article_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translate.text.reading.MAX_TEXT_BYTES", 10)
    (tmp_path / "a.txt").write_text("نص أطول من عشرة")
    with pytest.raises(Unreadable, match="limit 10;"):
        read_file(tmp_path / "a.txt")


def test_lists_tables_and_footnotes_of_a_word_file_are_lines(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    paragraph = document.add_paragraph("السطر الأول")
    paragraph.add_run().add_break()
    paragraph.add_run("السطر الثاني")
    document.add_paragraph("عنصر", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "خلية", "أخرى"
    document.save(str(tmp_path / "a.docx"))
    assert read_file(tmp_path / "a.docx").split("\n") == [
        "السطر الأول",
        "السطر الثاني",
        "عنصر",
        "خلية",
        "أخرى",
    ]


def test_markdown_keeps_links_and_tables_and_drops_pictures_and_tags(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "النص [رابط](https://x.example) و*مائل* ![صورة](a.png).\n\n- أول\n- ثان\n\n| أ | ب |\n|---|---|\n| ج | د |\n\n"
        "<div>وسم</div>\n\nسطر\\\nآخر\n",
        encoding="utf-8",
    )
    assert read_file(tmp_path / "a.md").split("\n") == [
        "النص [رابط](https://x.example) ومائل .", "", "- أول", "- ثان", "", "| أ | ب |", "|---|---|", "| ج | د |", "",
        "وسم", "", "سطر", "آخر",
    ]  # fmt: skip


@pytest.mark.parametrize("front", ["---\n\nنص", "---\nنص: [\n---\nنص", "---\nنص\n---\nنص"])
def test_a_rule_at_the_head_of_a_markdown_file_is_not_taken_for_metadata(tmp_path: Path, front: str) -> None:
    (tmp_path / "a.md").write_text(front, encoding="utf-8")
    text = read_text(Document("a", tmp_path / "a.md"))
    assert text.metadata == {}
    assert text.text.split("\n")[-1] == "نص"


def test_a_web_page_in_windows_1256_is_read_even_if_it_declares_utf_8(tmp_path: Path) -> None:
    lines = [line.source for line in read_one(next(SEEDS.glob("000*"))).lines if line.sentences]
    write_html(tmp_path / "a.html", lines)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")  # with "utf-8" in its head
    (tmp_path / "a.html").write_bytes(page.encode("cp1256"))
    text = read_text(Document("a", tmp_path / "a.html"))
    assert (text.encoding, text.text.split("\n")) == ("cp1256", lines)


def test_a_book_with_encrypted_chapters_is_reported_as_encrypted(tmp_path: Path) -> None:
    write_epub(tmp_path / "a.epub", LINES)
    with zipfile.ZipFile(tmp_path / "a.epub", "a") as archive:
        archive.writestr(
            "META-INF/encryption.xml",
            '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
            '<e:CipherReference URI="OEBPS/text/one.xhtml"/></e:CipherData></e:EncryptedData></encryption>',
        )
    with pytest.raises(Unreadable, match="DRM"):
        read_file(tmp_path / "a.epub")


def test_a_scan_without_text_is_a_failure_that_names_ocr(tmp_path: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50)
    pdf.output(str(tmp_path / "a.pdf"))
    with pytest.raises(Unreadable, match="OCR"):
        read_file(tmp_path / "a.pdf")


def test_a_pdf_of_two_pages_keeps_the_paragraph_that_runs_over_them_and_drops_page_numbers(
    tmp_path: Path,
) -> None:
    lines = ["كان الجو صافيا في المدينة الكبيرة ذلك اليوم من أيام الربيع، " * 40]
    write_pdf(tmp_path / "a.pdf", lines)
    assert read_file(tmp_path / "a.pdf") == lines[0].strip()


@pytest.mark.parametrize("inside", [False, True], ids=["beside-the-article", "within-the-article"])
def test_the_headline_of_a_web_page_is_its_first_line_once(tmp_path: Path, inside: bool) -> None:
    heading = "<h1>مكتبة متنقلة تصل إلى قرى الجبل</h1>"
    body = "".join(
        f"<p>وصلت المكتبة المتنقلة إلى القرية رقم {i} صباح الأحد، واستعار منها الأطفال عشرات الكتب والقصص المصورة.</p>"
        for i in range(4)
    )
    article = (
        f"<article>{heading}{body}</article>" if inside else f"<div>{heading}</div><article>{body}</article>"
    )
    path = tmp_path / "a.html"
    path.write_text(
        f'<html lang="ar"><head><meta charset="utf-8"><title>الموقع</title></head><body>{article}</body></html>',
        encoding="utf-8",
    )
    lines = read_file(path).split("\n")
    assert lines[0] == "مكتبة متنقلة تصل إلى قرى الجبل"
    assert len(lines) == 5


_PARAGRAPHS = (
    "للاتصال بالمكتب 508، برج الأعمال الجديد في شارع البحر القديم قرب الميناء: من التاسعة حتى الرابعة كل يوم.",
    "تقدم الشركة خدمات الصيانة لأكثر من 200 مبنى في المدينة، ويعمل فيها 35 مهندسا منذ عام 2010.",
)


@pytest.mark.parametrize("space", [1.2, 4.0], ids=["usual-gaps", "wide-gaps"])
def test_a_pdf_whose_words_are_drawn_one_by_one_has_whole_lines(tmp_path: Path, space: float) -> None:
    write_word_by_word(tmp_path / "a.pdf", _PARAGRAPHS, space)
    assert read_file(tmp_path / "a.pdf").split("\n") == list(_PARAGRAPHS)


def test_text_in_forms_of_a_pdf_is_read(tmp_path: Path) -> None:
    objects = objects_of("وصل القطار متأخرا.")
    drawn = objects[3]
    resources = b"/Resources<</Font<</F 5 0 R>>>>/Type/XObject/Subtype/Form/BBox[0 0 900 800]"
    form = drawn.replace(b"<<", b"<<" + resources, 1)
    outer = b"/Resources<</XObject<</X 9 0 R>>>>/Type/XObject/Subtype/Form/BBox[0 0 900 800]"
    objects[2] = objects[2].replace(b"/Font<</F 5 0 R>>", b"/XObject<</Y 10 0 R>>")
    objects[3] = stream(b"q .5 0 0 .5 10 10 cm /Y Do Q")
    (tmp_path / "a.pdf").write_bytes(pdf([*objects, form, stream(b"/X Do", outer)]))
    assert read_file(tmp_path / "a.pdf") == "وصل القطار متأخرا."


def test_forms_that_draw_one_another_without_end_are_refused(tmp_path: Path) -> None:
    objects = objects_of("وصل القطار متأخرا.", b"/X10 Do")
    first = len(objects) + 1
    names = b"".join(b"/X%d %d 0 R" % (i, first + i) for i in range(20))
    objects[2] = objects[2].replace(b"/Font<<", b"/XObject<<%s>>/Font<<" % names)
    form = b"/Resources<</XObject<<%s>>>>/Type/XObject/Subtype/Form/BBox[0 0 900 800]" % names
    forms = [stream(b"/X%d Do " % (i + 1) * 40 if i < 19 else b"", form) for i in range(20)]
    (tmp_path / "a.pdf").write_bytes(pdf([*objects, *forms]))
    with pytest.raises(Unreadable, match=r"a\.pdf.*more than 20,000 forms"):
        read_file(tmp_path / "a.pdf")


def test_the_actual_text_of_a_pdf_span_is_read(tmp_path: Path) -> None:
    objects = objects_of("وصل القطار متأخرا.")
    given = b"/Span<</ActualText <FEFF06460639>>>BDC"
    hidden = b"/Span<</ActualText <FEFF>>>BDC"
    content = objects[3].split(b"stream\n")[1].split(b"\nendstream")[0]
    first_code = content.index(b"<") + 1
    code = content[first_code : first_code + 4]
    spans = b"BT /F 10 Tf 20 600 Td %s <%s> Tj EMC %s <%s> Tj EMC ET" % (given, code * 2, hidden, code)
    objects[3] = stream(content + b"\n" + spans)
    (tmp_path / "a.pdf").write_bytes(pdf(objects))
    assert read_file(tmp_path / "a.pdf").split("\n") == ["وصل القطار متأخرا.", "نع"]


@pytest.mark.parametrize("turn", [b"0 1 -1 0 500 20", b"-1 0 0 -1 800 700", b"0 -1 1 0 20 700"])
def test_rotated_text_is_read_and_a_slanted_watermark_is_not(tmp_path: Path, turn: bytes) -> None:
    objects = objects_of("وصل القطار متأخرا.")
    codes = objects[3].split(b"Td ")[1].split(b" Tj")[0]
    slanted = b"0.7 0.7 -0.7 0.7 200 200"
    objects[3] = stream(b"".join(b"BT /F 10 Tf %s Tm %s Tj ET " % (m, codes) for m in (turn, slanted)))
    (tmp_path / "a.pdf").write_bytes(pdf(objects))
    assert read_file(tmp_path / "a.pdf") == "وصل القطار متأخرا."


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the shared cases")
def test_the_pdf_cases_have_their_lines_numbers_and_no_page_numbers() -> None:
    first, second, third, *_rest, last = read_file(CASES / "files/11-words-apart.pdf").split("\n")
    assert (len(first.split()), len(_rest)) == (6, 1)
    assert " 508، " in second
    assert third == "+966 50 123 4567"
    assert last.endswith(".")
    sentence = read_file(CASES / "files/17-text-in-form-xobject.pdf")  # its map lacks one letter in six
    assert (len(sentence.split()), "الاثنين" in sentence, sentence[-1]) == (11, True, ".")


@pytest.mark.parametrize(("kind", "head", "arrow"), [("srt", "", ","), ("vtt", "WEBVTT\n\n", ".")])
def test_numbers_and_times_of_subtitles_are_copied_and_their_text_is_translated(
    tmp_path: Path, kind: str, head: str, arrow: str
) -> None:
    cues = f"{head}1\n00:00:01{arrow}000 --> 00:00:03{arrow}500\nوصل القطار متأخرا.\n\n"
    (tmp_path / f"a.{kind}").write_text(cues, encoding="utf-8")
    article = read_one(tmp_path / f"a.{kind}")
    assert sentences(article) == ["وصل القطار متأخرا."]
    assert [line.copied for line in article.lines if line.copied] == [
        *head.split(),
        "1",
        f"00:00:01{arrow}000 --> 00:00:03{arrow}500",
    ]


def test_a_pdf_with_another_suffix_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(pdf(objects_of("وصل القطار متأخرا.")))
    with pytest.raises(Unreadable, match="a PDF file"):
        read_file(tmp_path / "a.txt")
