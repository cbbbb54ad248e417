"""Write one article as a file of every kind with common libraries for these files."""

from __future__ import annotations

import csv
import html
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

AUTHOR = "سلمى حداد"
DATE = "2025-03-01"
URL = "https://news.example/2025/a"

_FONTS = ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/Library/Fonts/Arial Unicode.ttf")


def write_txt(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n\n".join(lines), encoding="utf-8")


def write_md(path: Path, lines: Sequence[str]) -> None:
    front = f"---\nauthor: {AUTHOR}\ndate: {DATE}\nurl: {URL}\n---\n"
    body = [f"# {lines[0]}", *(_marked_up(line) for line in lines[1:])]
    path.write_text(front + "\n\n".join(body) + "\n", encoding="utf-8")


def _marked_up(line: str) -> str:
    """Return the line wrapped after half of its words, with a bold second word."""
    words = line.split()
    half = len(words) // 2
    if len(words) > 3:
        words[1] = f"**{words[1]}**"
    return "\n".join(" ".join(part) for part in (words[:half], words[half:]) if part)


def write_html(path: Path, lines: Sequence[str]) -> None:
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines[1:])
    title = html.escape(lines[0])
    path.write_text(
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title} | الموقع</title>'
        f'<meta name="author" content="{AUTHOR}">'
        f'<meta property="article:published_time" content="{DATE}T10:00:00Z">'
        f'<link rel="canonical" href="{URL}"></head><body>'
        '<nav><a href="/">الرئيسية</a> <a href="/economy">اقتصاد</a></nav>'
        f"<article><h1>{title}</h1>{paragraphs}</article>"
        '<aside><a href="/b">اقرأ أيضا</a></aside><footer>حقوق النشر محفوظة</footer></body></html>',
        encoding="utf-8",
    )


def write_docx(path: Path, lines: Sequence[str]) -> None:
    import docx

    document = docx.Document()
    document.core_properties.author = AUTHOR
    document.add_heading(lines[0], 1)
    for line in lines[1:]:
        first, _, rest = line.partition(" ")
        paragraph = document.add_paragraph(first)
        paragraph.add_run(f" {rest}" if rest else "").bold = True
    document.save(str(path))


def write_epub(path: Path, lines: Sequence[str]) -> None:
    def chapter(body: str) -> str:
        return (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
            f"<body>{body}</body></html>"
        )

    half = len(lines) // 2
    first = f"<h1>{html.escape(lines[0])}</h1>" + "".join(
        f"<p>{html.escape(line)}</p>" for line in lines[1:half]
    )
    second = "".join(f"<p>{html.escape(line)}</p>" for line in lines[half:])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:creator>{AUTHOR}</dc:creator><dc:date>{DATE}</dc:date></metadata><manifest>"
            '<item id="nav" href="nav.xhtml" properties="nav"/><item id="c2" href="text/two%20b.xhtml"/>'
            '<item id="c1" href="text/one.xhtml"/></manifest>'
            '<spine><itemref idref="nav"/><itemref idref="c1"/><itemref idref="c2"/></spine></package>',
        )
        archive.writestr("OEBPS/nav.xhtml", chapter("<ol><li>الفهرس</li></ol>"))
        archive.writestr("OEBPS/text/one.xhtml", chapter(first))
        archive.writestr("OEBPS/text/two b.xhtml", chapter(second))


def write_pdf(path: Path, lines: Sequence[str]) -> None:
    """Write a PDF shaped by HarfBuzz: with ligatures, and glyphs in visual order."""
    from fpdf import FPDF

    font = font_path()
    pdf = FPDF()
    pdf.set_author(AUTHOR)
    pdf.add_page()
    pdf.add_font("arabic", "", font)
    pdf.set_text_shaping(use_shaping_engine=True)
    for number, line in enumerate(lines):
        pdf.set_font("arabic", size=16 if number == 0 else 12)
        pdf.multi_cell(0, 7, line, align="R", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    pdf.output(str(path))


def write_word_by_word(path: Path, lines: Sequence[str], space: float) -> None:
    """Write a PDF that draws each word by itself, from right to left, `space` millimetres apart, in full lines."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.add_font("arabic", "", font_path())
    pdf.set_text_shaping(use_shaping_engine=True)
    pdf.set_font("arabic", size=12)
    height = 20.0
    for line in lines:
        right = 200.0
        for word in line.split():
            width = pdf.get_string_width(word)
            if right - width < 10:
                right, height = 200.0, height + 7
            pdf.set_xy(right - width - pdf.c_margin, height)
            pdf.cell(width, 7, word)
            right -= width + space
        height += 12
    pdf.output(str(path))


def write_side_by_side(path: Path, above: str, rows: Sequence[tuple[str, str]], below: str) -> None:
    """Rows of two texts each, the first in the right half of the page, between two paragraphs."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.add_font("arabic", "", font_path())
    pdf.set_text_shaping(use_shaping_engine=True)
    pdf.set_font("arabic", size=12)
    pdf.multi_cell(0, 7, above, align="R", new_x="LMARGIN", new_y="NEXT")
    for first, second in rows:
        height = pdf.get_y()
        pdf.set_xy(110, height)
        pdf.cell(90, 7, first, align="R")
        pdf.set_xy(10, height)
        pdf.cell(80, 7, second, align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.multi_cell(0, 7, below, align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))


def font_path() -> str:
    """The path of a font with Arabic letters; skips the test where there is none."""
    font = next((font for font in _FONTS if Path(font).is_file()), None)
    if font is None:
        pytest.skip("no font with Arabic letters (apt-get install fonts-dejavu-core)")
    return font


def write_jsonl(path: Path, lines: Sequence[str]) -> None:
    row = {"id": "a", "text": "\n".join(lines), "author": AUTHOR, "date": DATE, "url": URL}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")


def write_csv(path: Path, lines: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["id", "author", "date", "url", "text"])
        writer.writerow(["a", AUTHOR, DATE, URL, "\r\n".join(lines)])


def write_parquet(path: Path, lines: Sequence[str]) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    row = {"text": "\n".join(lines), "id": "a", "author": AUTHOR, "date": DATE, "url": URL}
    pq.write_table(pa.Table.from_pylist([row]), path)


WRITERS: dict[str, Callable[[Path, Sequence[str]], None]] = {
    "txt": write_txt,
    "md": write_md,
    "html": write_html,
    "docx": write_docx,
    "pdf": write_pdf,
    "epub": write_epub,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
}
