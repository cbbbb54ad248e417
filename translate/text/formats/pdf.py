"""Read PDF files: pdfminer.six gives glyphs with coordinates, other modules of this package lines and paragraphs.

pdfium was compared (`tests/benchmarks/README.md`): it is ten times as fast, but it reverses Arabic words, moves marks
and numbers, and outputs letters for glyphs that map to no character.
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
    """Return one line for each paragraph, joined from the lines of the page; columns one after the other.

    Page numbers are left out. Title, author and date of creation are metadata. Raises Unreadable, also for a scan (a
    PDF without text), an encrypted file, a file whose fonts do not map glyphs to characters, and one with more than
    `MAX_PAGES` pages.
    """
    need("pdfminer", path)
    need("fontTools", path)
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
                f"{path}: no text in its {len(pages)} pages, probably a scan: recognise the text first (OCR)"
            )
        unmapped = text.count(_UNKNOWN)
        if unmapped > _MOST_UNMAPPED * len(text):
            raise Unreadable(
                f"{path}: its fonts do not map {unmapped} glyphs to characters: recognise the text first (OCR)"
            )
        return Content(text, "utf-8", _metadata(document))


def _pages(document: PDFDocument, path: Path) -> Iterator[list[list[PageLine]]]:
    """Return the columns of each page; text turned by 90 degrees comes after the upright text."""
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
