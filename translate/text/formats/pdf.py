"""Read PDF files: signs and their places by pdfminer.six, lines and paragraphs by what is here.

Of pypdf, pdfium and pdfminer.six, pdfminer.six alone gives Arabic as it stands on the page, ligatures whole: pdfium
turns the letters of lam-alef round, pypdf moves numbers to the line's start.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.errors import Unreadable
from translate.text.formats.bidi import is_leftward
from translate.text.formats.content import MAX_TEXT_BYTES, Content, metadata_of, need, parsing
from translate.text.formats.pagelayout import PageLine, paragraphs

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

__all__ = ["read_pdf"]

MAX_PAGES = 2000

# As pdfminer writes a sign whose font does not tell which character it is.
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_UNKNOWN = "\ufffd"
_MOST_UNMAPPED = 0.2
_DATE = re.compile(r"\AD:(\d{4})(\d{2})?(\d{2})?")  # PDF 32000-1, 7.9.4


def read_pdf(data: bytes, path: Path) -> Content:
    """A line for each paragraph, put together from the lines of the page; columns one after the other.

    Lone numbers at the head or foot of a page are left out. Title, author and date of creation are metadata.
    Raises Unreadable, also for a scan (a PDF without text), an encrypted file, one whose fonts do not tell their
    characters, and one of more than `MAX_PAGES` pages.
    """
    need("pdfminer", path)
    with parsing(path, "PDF"):
        from pdfminer.pdfdocument import PDFPasswordIncorrect

        from translate.text.formats.pdfguard import open_document

        try:
            document = open_document(data)
        except PDFPasswordIncorrect as error:
            raise Unreadable(f"{path}: encrypted; save a copy without password") from error
        pages = list(_pages(document, path))
        text = "\n".join(paragraphs(pages))
        if not text.strip():
            raise Unreadable(
                f"{path}: no text in its {len(pages)} pages, so a scan: recognise the text first (OCR)"
            )
        unmapped = text.count(_UNKNOWN)
        if unmapped > _MOST_UNMAPPED * len(text):
            raise Unreadable(
                f"{path}: its fonts do not tell which characters they show ({unmapped} signs): recognise the text (OCR)"
            )
        return Content(text, "utf-8", _metadata(document))


def _pages(document: PDFDocument, path: Path) -> Iterator[list[PageLine]]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    # boxes_flow=None: no clustering of boxes, whose time grows with their number squared
    aggregator = PDFPageAggregator(resources, laparams=LAParams(boxes_flow=None, char_margin=3.0))
    interpreter = PDFPageInterpreter(resources, aggregator)
    characters = 0
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        if number > MAX_PAGES:
            raise Unreadable(f"{path}: more than {MAX_PAGES} pages")
        interpreter.process_page(page)
        lines = list(_lines(aggregator.get_result()))
        characters += sum(len(line.text) for line in lines)
        if characters > MAX_TEXT_BYTES:
            raise Unreadable(f"{path}: more than {MAX_TEXT_BYTES:,} characters")
        yield lines


def _lines(layout: Any) -> Iterator[PageLine]:
    """The horizontal lines of a page, in the file's order."""
    from pdfminer.layout import LTChar, LTTextBoxHorizontal, LTTextLineHorizontal

    boxes = [box for box in layout if isinstance(box, LTTextBoxHorizontal)]
    leftward = is_leftward(box.get_text() for box in boxes)
    for line in (line for box in boxes for line in box if isinstance(line, LTTextLineHorizontal)):
        items = [item for item in line if isinstance(item, LTChar)]
        if any(item.get_text().strip() for item in items):
            signs = [(_UNMAPPED.sub(_UNKNOWN, i.get_text()), i.x0, i.x1, i.size) for i in items]
            bottom = statistics.median(item.y0 for item in items)
            yield PageLine.of(signs, bottom, leftward=leftward)


def _metadata(document: PDFDocument) -> dict[str, str]:
    from pdfminer.utils import decode_text

    info: dict[str, str] = {}
    for table in document.info:
        info |= {key: decode_text(value) for key, value in table.items() if isinstance(value, bytes)}
    date = _DATE.match(info.get("CreationDate", ""))
    return metadata_of(
        {
            "title": info.get("Title"),
            "author": info.get("Author"),
            "date": "-".join(part for part in date.groups() if part) if date else None,
        }
    )
