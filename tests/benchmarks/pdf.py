"""Print how many paragraphs of Arabic PDF files are extracted exactly by this project, and by pdfium if installed.

    pip install pypdfium2                  # not a dependency
    python -m tests.benchmarks.pdf [FONT.ttf]...

Chromium (if installed) and fpdf2 make the files, with the named fonts or DejaVu Sans.
"""

from __future__ import annotations

import html
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from translate.text.formats.pdf import read_pdf

_DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
PARAGRAPHS = (
    "افتتاح حديقة جديدة على شاطئ المدينة",
    "افتتحت بلدية المدينة الساحلية صباح الاثنين حديقة عامة تضم ملاعب للأطفال ومساحات واسعة للمشي، بعد أعمال استمرت "
    "عاما ونصف العام (2023-2024) بتمويل من أهالي الحي.",
    "وقال رئيس البلدية: «ستبقى الحديقة مفتوحة حتى الساعة 23:30، والدخول مجاني»، مضيفا أن الكلفة بلغت 1,250,000 ريال "
    "بزيادة 3.5% على الخطة.",
    "للاتصال: +966 50 123 4567 أو (02) 555-0199، وصندوق البريد 508، برج الأعمال.",
    "طور النظام باحثون من شركة OpenAI Research في سان فرانسيسكو، واستخدموا نموذج GPT-4 وأداة iPhone 15 Pro.",
    "وصل في ١٧/٥/٢٠٢٤ نحو ١٢٣٤ زائرا، أي ٣٫٥٪ من السكان، وفق المادة 5 من القانون رقم 10 لسنة 2010.",
    "قال الله لا إله إلا الله، وكان الأولاد والآباء لأول مرة في الإسلام لإنجاز الأعمال بلا كلام.",
    "يُعَدُّ مُحَمَّدٌ مُدَرِّسًا قَدِيرًا فِي المَدْرَسَةِ.",
)
_TABLE = (("المدينة", "2010", "2020"), ("الرياض", "5188286", "7009100"), ("جدة", "3430697", "3751722"))

Case = tuple[Path, Sequence[str]]  # the file and its paragraphs


def cases(folder: Path, fonts: Sequence[Path]) -> Iterator[Case]:
    """Yield files of every kind, created in `folder`."""
    for font in fonts:
        yield _by_fpdf(folder / f"fpdf2, {font.stem}.pdf", font), PARAGRAPHS
        yield _by_fpdf(folder / f"fpdf2, words apart, {font.stem}.pdf", font, apart=True), PARAGRAPHS
        yield _by_fpdf(folder / f"fpdf2, page numbers, {font.stem}.pdf", font, times=5), PARAGRAPHS * 5
    if shutil.which("chromium"):
        yield from _by_chromium(folder, fonts)


def _by_fpdf(path: Path, font: Path, *, times: int = 1, apart: bool = False) -> Path:
    from fpdf import FPDF

    class Pages(FPDF):
        def footer(self) -> None:
            if times > 1:
                self.set_y(-15)
                self.set_font("arabic", size=9)
                self.cell(0, 10, f"صفحة {self.page_no()} من 3", align="C")

    pdf = Pages()
    pdf.add_font("arabic", "", str(font))
    pdf.set_text_shaping(use_shaping_engine=True)
    pdf.add_page()
    for number, text in enumerate(PARAGRAPHS * times):
        pdf.set_font("arabic", size=16 if number == 0 else 12)
        if apart:
            _word_by_word(pdf, text)
        else:
            pdf.multi_cell(0, 8, text, align="R", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
    pdf.output(str(path))
    return path


def _word_by_word(pdf: object, text: str) -> None:
    from fpdf import FPDF

    assert isinstance(pdf, FPDF)
    right, height = 200.0, pdf.get_y()
    for word in text.split():
        width = pdf.get_string_width(word)
        if right - width < 10:
            right, height = 200.0, height + 8
        pdf.set_xy(right - width - pdf.c_margin, height)
        pdf.cell(width, 8, word)
        right -= width + 1.5
    pdf.set_y(height + 12)


def _by_chromium(folder: Path, fonts: Sequence[Path]) -> Iterator[Case]:
    body = "".join(f"<p>{html.escape(text)}</p>" for text in PARAGRAPHS)
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in _TABLE)
    long = " ".join(PARAGRAPHS[1:4])
    for font in fonts:
        name = font.stem
        yield _printed(folder / f"Chromium, {name}.pdf", font, body), PARAGRAPHS
        columns = f"<div style='columns:2;text-align:justify'>{body}</div>"
        yield _printed(folder / f"Chromium, columns, {name}.pdf", font, columns), PARAGRAPHS
        rows = ["\t".join(row) for row in _TABLE]
        tabled = f"<p>{PARAGRAPHS[1]}<table width=100%>{table}</table><p>{PARAGRAPHS[2]}"
        yield (
            _printed(folder / f"Chromium, table, {name}.pdf", font, tabled),
            (PARAGRAPHS[1], *rows, PARAGRAPHS[2]),
        )
        yield (
            _printed(folder / f"Chromium, heads, {name}.pdf", font, f"<p>{long}</p>" * 9, heads=True),
            (long,) * 9,
        )


def _printed(path: Path, font: Path, body: str, *, heads: bool = False) -> Path:
    page = path.with_suffix(".html")
    style = f"@font-face{{font-family:f;src:url({font.resolve().as_uri()})}} body{{font:13pt/1.6 f}}"
    page.write_text(
        f"<!DOCTYPE html><html dir=rtl><meta charset=utf-8><style>{style}</style>{body}", encoding="utf-8"
    )
    quiet = () if heads else ("--no-pdf-header-footer",)
    command = ("chromium", "--headless", "--no-sandbox", "--allow-file-access-from-files", *quiet)
    subprocess.run(
        [*command, f"--print-to-pdf={path}", page.as_uri()], check=True, capture_output=True, timeout=120
    )
    return path


def _by_pdfium(path: Path) -> str:
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    pages = pypdfium2.PdfDocument(path.read_bytes())
    return "\n".join(page.get_textpage().get_text_range().replace("\r", "") for page in pages)


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFKC", text).split()


def _row(case: Case, reader: Callable[[Path], str]) -> tuple[float, float, float]:
    """Return the shares of paragraphs and words found, and the processor time; words may be on any line."""
    path, expected = case
    start = time.process_time()
    text = reader(path)
    seconds = time.process_time() - start
    lines = {" ".join(_words(line)) for line in text.split("\n")}
    words = set(_words(text))
    paragraphs = sum(" ".join(_words(paragraph)) in lines for paragraph in expected) / len(expected)
    wanted = [word for paragraph in expected for word in _words(paragraph)]
    return paragraphs, sum(word in words for word in wanted) / len(wanted), seconds


def main() -> None:
    """Make the files, read them, and print a row for each."""
    fonts = [Path(name) for name in sys.argv[1:]] or [_DEJAVU]
    readers: dict[str, Callable[[Path], str]] = {
        "tarjama": lambda path: read_pdf(path.read_bytes(), path).text
    }
    if importlib.util.find_spec("pypdfium2"):
        readers["pdfium"] = _by_pdfium
    print(f"{'':<44}" + "".join(f"{name + ': paragraphs, words, ms':>36}" for name in readers))
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(Path(folder), fonts):
            found = (_row(case, reader) for reader in readers.values())
            print(
                f"{case[0].stem:<44}" + "".join(f"{p:>20.0%}{w:>8.0%}{s * 1000:>8.0f}" for p, w, s in found)
            )


if __name__ == "__main__":
    main()
