"""Read documents as text; the file's suffix determines the reader."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from translate.config.profile import InputSettings
from translate.errors import (
    ArticleError,
    EmptyArticle,
    InputChanged,
    UnknownEncoding,
    Unreadable,
    UnsupportedKind,
)
from translate.records import Document
from translate.regular import check_regular
from translate.text.encodings import decode
from translate.text.formats.content import (
    MAX_FILE_BYTES,
    MAX_LINES,
    MAX_TEXT_BYTES,
    Content,
    Reader,
    well_formed,
)
from translate.text.formats.docx import read_docx
from translate.text.formats.epub import read_epub
from translate.text.formats.markdown import read_markdown
from translate.text.formats.pdf import read_pdf
from translate.text.formats.webpage import read_web_page
from translate.text.ids import suffix_of
from translate.text.rows import Rows

__all__ = ["READERS", "Text", "read_plain_text", "read_text", "read_texts"]


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one document.

    Lines end at "\\n". If the file has "\\r\\n", the "\\r" is kept as the last character of the line.
    """

    text: str
    encoding: str  # as Python names it
    sha256: str  # of the file's bytes; for a row of a file, of its text
    metadata: Mapping[str, str] = field(default_factory=dict)
    verbatim: frozenset[int] = frozenset()  # lines that are code, by their indices


def read_plain_text(data: bytes, path: Path) -> Content:
    """Return the text of a `.txt` file or of subtitles without its byte order mark.

    Raises UnknownEncoding, and Unreadable for a PDF file with another suffix. In a file of the old Mac OS, whose lines
    end with "\\r" alone, "\\n" replaces it.
    """
    if data.startswith(b"%PDF-"):
        raise Unreadable(f"{path}: a PDF file; its name must end in .pdf")
    text, encoding = decode(data, path)
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    return Content(text, encoding)


# A new kind of file is a new module with a reader, and its suffixes here.
READERS: Mapping[str, Reader] = {
    ".docx": read_docx,
    ".epub": read_epub,
    ".htm": read_web_page,
    ".html": read_web_page,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".pdf": read_pdf,
    ".srt": read_plain_text,
    ".text": read_plain_text,
    ".txt": read_plain_text,
    ".vtt": read_plain_text,
    ".xhtml": read_web_page,
}


# Such files can be large because of pictures; their readers limit the unpacked size of the text.
_WITH_PICTURES = frozenset((".docx", ".epub", ".pdf"))


def read_texts(
    documents: Iterable[Document], fields: InputSettings
) -> Iterator[tuple[Document, Text | ArticleError]]:
    """Yield each document with its text or the error; one row of a file is in memory at a time.

    The rows of a file must be consecutive and in the order of the file, as `find_documents` returns them.
    """
    for path, group in groupby(documents, key=lambda document: document.path):
        rows: Rows | None = None
        number = 0
        for document in group:
            try:
                if document.row is None:
                    yield document, read_text(document)
                    continue
                rows = rows or Rows(path, fields)
                rows.skip(document.row - number - 1)
                number = document.row
                yield document, _row_text(rows.next(), document)
            except ArticleError as error:
                yield document, error


def _row_text(content: Content | ArticleError | None, document: Document) -> Text:
    place = f"{document.path}, row {document.row}"
    if content is None:
        raise InputChanged(f"{place}: the row is gone: the file has changed")
    if isinstance(content, ArticleError):
        raise content
    if not any(_visible(character) for character in content.text):
        raise EmptyArticle(f"{place}: no visible character")
    _refuse_too_many_lines(content.text, place)
    sha256 = hashlib.sha256(content.text.encode("utf-8")).hexdigest()
    return Text(content.text, content.encoding, sha256, content.metadata, content.verbatim)


def read_text(document: Document) -> Text:
    """Read the file of `document` with the reader for its suffix (in any case); without a suffix, as plain text.

    Raises UnsupportedKind for other kinds, Unreadable with the reason (also for a missing library or a text of more
    than `MAX_LINES` lines), UnknownEncoding, and EmptyArticle if no character is visible.
    """
    path = document.path
    suffix = suffix_of(path.name).lower()
    _check_regular(path)
    if suffix and suffix not in READERS:
        raise UnsupportedKind(f"{path}: unsupported file type {suffix}")
    most = MAX_FILE_BYTES if suffix in _WITH_PICTURES else MAX_TEXT_BYTES
    try:
        size = path.stat().st_size
        if size > most:
            raise Unreadable(
                f"{path}: {size:,} bytes, limit {most:,}; probably several articles: split the file"
            )
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error
    reader = READERS[suffix] if suffix else _read_without_suffix
    content = reader(data, path)
    if not any(_visible(character) for character in content.text):
        raise EmptyArticle(f"{path}: no visible character ({len(data)} bytes)")
    _refuse_too_many_lines(content.text, f"{path}")
    sha256 = hashlib.sha256(data).hexdigest()
    return Text(well_formed(content.text), content.encoding, sha256, content.metadata, content.verbatim)


def _refuse_too_many_lines(text: str, place: str) -> None:
    lines = text.count("\n") + 1
    if lines > MAX_LINES:
        raise Unreadable(
            f"{place}: {lines:,} lines, limit {MAX_LINES:,}; probably several articles: split the file"
        )


def _read_without_suffix(data: bytes, path: Path) -> Content:
    try:
        return read_plain_text(data, path)
    except UnknownEncoding as error:
        raise UnsupportedKind(f"{path}: no suffix, and not a text file") from error


def _check_regular(path: Path) -> None:
    """Raise Unreadable if the path is not a regular file, without opening it: a pipe would block forever."""
    try:
        if path.is_dir():
            next(path.iterdir(), None)  # raises for an unreadable folder, which counts as a document
        check_regular(path)
    except FileNotFoundError as error:
        reason = "broken link" if path.is_symlink() else "the file is gone"
        raise Unreadable(f"{path}: {reason}") from error
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS"
