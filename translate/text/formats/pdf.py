"""Read PDF files: signs and their places by pdfminer.six, lines and paragraphs by the modules beside this one.

pdfium was compared (`tests/benchmarks/README.md`): it is ten times as fast, but it turns Arabic words round, moves
marks and numbers, and makes letters of glyph codes that have no character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import Unreadable
from translate.text.formats.content import MAX_TEXT_BYTES, Content, metadata_of, need, parsing
from translate.text.formats.pagelayout import paragraphs
from translate.text.formats.pagelines import PageLine, columns_of

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

__all__ = ["read_pdf"]

MAX_PAGES = 2000

_UNKNOWN = "\ufffd"
_MOST_UNMAPPED = 0.05
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


def _pages(document: PDFDocument, path: Path) -> Iterator[list[list[PageLine]]]:
    """The columns of each page, text that is turned a quarter behind the upright text."""
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    from translate.text.formats.pdfsigns import SignCollector

    resources = PDFResourceManager()
    collector = SignCollector(resources)
    interpreter = PDFPageInterpreter(resources, collector)
    characters = 0
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        if number > MAX_PAGES:
            raise Unreadable(f"{path}: more than {MAX_PAGES} pages")
        interpreter.process_page(page)
        directions = collector.take()
        characters += sum(map(len, directions))
        if characters > MAX_TEXT_BYTES:
            raise Unreadable(f"{path}: more than {MAX_TEXT_BYTES:,} characters")
        yield [column for signs in directions for column in columns_of(signs)]


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
